import * as dns from '../protocols/dns/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { StreamAssembler } from '../protocols/tcp/stream-assembler.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import type { Names } from './names.ts';

/** Messages that are put together at once; one of DNS over TCP takes up to 64 KiB. */
const MAXIMUM_OPEN_MESSAGES = 16;
const MAXIMUM_MESSAGE = 65_535;
/** Messages read of one segment. */
const MAXIMUM_PER_SEGMENT = 64;

/**
 * DNS responses over TCP: each has its length before it (RFC 1035 §4.2.2), and may take several
 * segments. In order only; what comes out of order is let go.
 */
export class DnsStreams {
  readonly #open = new StreamAssembler<number>({
    messages: MAXIMUM_OPEN_MESSAGES,
    length: MAXIMUM_MESSAGE,
    total: MAXIMUM_OPEN_MESSAGES * MAXIMUM_MESSAGE,
  });

  constructor(readonly names: Names) {}

  /** Takes in data of the server on a flow that carries DNS. */
  observe(view: PacketView, flow: number, endpoint: EndpointFacts | null): void {
    const bytes = view.layerBytes(view.transport);
    const end = view.payloadEnd;
    const sequence = tcp.sequence(bytes, view.layerStart[view.transport]);
    // Cut by the snap length: where the next message begins is not known.
    const isWhole = end - view.payloadStart === view.payloadLength;
    let at = view.payloadStart;
    if (this.#open.find(flow) !== undefined) {
      const message = this.#open.goOn(flow, view);
      if (message === null) return;
      this.#message(message.bytes, 0, message.wanted, view, endpoint);
      at += message.taken;
    }
    // Some servers send the length in a segment of its own.
    if (isWhole && end - at === dns.TCP_LENGTH_BYTES) {
      const length = dns.tcpMessageSpan(bytes, at, end) - dns.TCP_LENGTH_BYTES;
      if (length >= dns.HEADER_LENGTH)
        this.#open.begin(flow, Protocol.DNS, sequence + view.payloadLength, length);
      return;
    }
    for (let i = 0; i < MAXIMUM_PER_SEGMENT && end - at > dns.TCP_LENGTH_BYTES; i++) {
      const length = dns.tcpMessageSpan(bytes, at, end) - dns.TCP_LENGTH_BYTES;
      if (!dns.looksLikeTcpMessage(bytes, at, end) || length < dns.HEADER_LENGTH) return;
      at += dns.TCP_LENGTH_BYTES;
      if (at + length > end) {
        if (!isWhole) return;
        const first = sequence + at - view.payloadStart;
        const message = this.#open.begin(flow, Protocol.DNS, first, length);
        this.#open.append(message, bytes, at, end);
        return;
      }
      this.#message(bytes, at, at + length, view, endpoint);
      at += length;
    }
  }

  #message(
    bytes: Uint8Array,
    at: number,
    limit: number,
    view: PacketView,
    endpoint: EndpointFacts | null,
  ): void {
    if (!dns.isResponse(bytes, at)) return;
    this.names.learn(bytes, at, limit, view);
    const code = dns.responseCode(bytes, at);
    if (code !== dns.RCODE_NO_ERROR) endpoint?.own('dns').addResponseCode(code, view.frameNumber);
  }

  /** Lets go of what a flow that ends waited for. */
  forget(flow: number): void {
    this.#open.close(flow);
  }
}
