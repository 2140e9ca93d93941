import { readInt32, readUint16 } from '../protocols/bytes.ts';
import * as dns from '../protocols/dns/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import type { EndpointFacts } from './facts.ts';
import type { Names } from './names.ts';

/** Messages that are put together at once; one of DNS over TCP takes up to 64 KiB. */
const MAXIMUM_OPEN_MESSAGES = 16;
const LENGTH_BYTES = 2;
const MAXIMUM_MESSAGE = 65_535;
/** Messages read of one segment. */
const MAXIMUM_PER_SEGMENT = 64;

/** A message of which more segments are to come. */
interface OpenMessage {
  flow: number;
  readonly bytes: Uint8Array;
  length: number;
  wanted: number;
  nextSequence: number;
}

/**
 * DNS responses over TCP: each has its length before it (RFC 1035 §4.2.2), and may take several
 * segments. In order only; what comes out of order is let go.
 */
export class DnsStreams {
  readonly #open: OpenMessage[] = [];
  #openCount = 0;
  #hand = 0;

  constructor(readonly names: Names) {}

  /** Takes in data of the server on a flow that carries DNS. */
  observe(view: PacketView, flow: number, endpoint: EndpointFacts | null): void {
    const bytes = view.layerBytes(view.transport);
    const end = view.payloadEnd;
    const sequence = readInt32(bytes, view.layerStart[view.transport] + 4);
    // Cut by the snap length: where the next message begins is not known.
    const isWhole = end - view.payloadStart === view.payloadLength;
    let at = view.payloadStart;
    const open = this.#openCount > 0 ? this.#open.find((known) => known.flow === flow) : undefined;
    if (open !== undefined) {
      const ahead = (sequence - open.nextSequence) | 0;
      if (ahead < 0) return;
      if (ahead > 0 || !isWhole) {
        this.#close(open);
        return;
      }
      at += this.#append(open, bytes, at, end);
      open.nextSequence = (sequence + view.payloadLength) | 0;
      if (open.length < open.wanted) return;
      this.#close(open);
      this.#message(open.bytes, 0, open.wanted, view, endpoint);
    }
    // Some servers send the length in a segment of its own.
    if (isWhole && end - at === LENGTH_BYTES && readUint16(bytes, at) >= dns.HEADER_LENGTH) {
      this.#begin(flow, readUint16(bytes, at), (sequence + view.payloadLength) | 0);
      return;
    }
    for (let i = 0; i < MAXIMUM_PER_SEGMENT && end - at > LENGTH_BYTES; i++) {
      const length = readUint16(bytes, at);
      if (!dns.looksLikeTcpMessage(bytes, at, end) || length < dns.HEADER_LENGTH) return;
      at += LENGTH_BYTES;
      if (at + length > end) {
        if (!isWhole) return;
        const message = this.#begin(flow, length, (sequence + view.payloadLength) | 0);
        this.#append(message, bytes, at, end);
        return;
      }
      this.#message(bytes, at, at + length, view, endpoint);
      at += length;
    }
  }

  #begin(flow: number, wanted: number, nextSequence: number): OpenMessage {
    const message = this.#slot();
    message.flow = flow;
    message.wanted = wanted;
    message.length = 0;
    message.nextSequence = nextSequence;
    return message;
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

  /** Takes bytes as far as the message wants them; returns how many. */
  #append(message: OpenMessage, bytes: Uint8Array, at: number, end: number): number {
    const count = Math.min(end - at, message.wanted - message.length);
    message.bytes.set(bytes.subarray(at, at + count), message.length);
    message.length += count;
    return count;
  }

  #slot(): OpenMessage {
    const free = this.#open.find((message) => message.flow === -1);
    if (free !== undefined) {
      this.#openCount++;
      return free;
    }
    if (this.#open.length < MAXIMUM_OPEN_MESSAGES) {
      const message = {
        flow: -1,
        bytes: new Uint8Array(MAXIMUM_MESSAGE),
        length: 0,
        wanted: 0,
        nextSequence: 0,
      };
      this.#open.push(message);
      this.#openCount++;
      return message;
    }
    const evicted = this.#open[this.#hand];
    this.#hand = (this.#hand + 1) % MAXIMUM_OPEN_MESSAGES;
    return evicted;
  }

  #close(message: OpenMessage): void {
    message.flow = -1;
    this.#openCount--;
  }

  /** Lets go of what a flow that ends waited for. */
  forget(flow: number): void {
    if (this.#openCount === 0) return;
    const message = this.#open.find((candidate) => candidate.flow === flow);
    if (message !== undefined) this.#close(message);
  }
}
