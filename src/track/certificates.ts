import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { type OpenMessage, StreamAssembler } from '../protocols/tcp/stream-assembler.ts';
import { certificateNames } from '../protocols/tls/certificate.ts';
import * as tls from '../protocols/tls/codec.ts';
import type { TlsOwner } from './facts/tls-facts.ts';

/** Handshakes that are read at once, and bytes of one: certificates lie at the beginning. */
const MAXIMUM_OPEN = 32;
const MAXIMUM_LENGTH = 16_384;
/** Handshakes read of one endpoint, and of all. */
export const READ_PER_ENDPOINT = 4;
const MAXIMUM_READ = 4_096;

/**
 * Who issued servers' certificates, as TLS up to 1.2 shows them: over segments and records, of the first
 * connections of each endpoint only.
 */
export class Certificates {
  /** The beginning of what servers sent, in order. */
  readonly #open = new StreamAssembler<number>({
    messages: MAXIMUM_OPEN,
    length: MAXIMUM_LENGTH,
    total: MAXIMUM_OPEN * MAXIMUM_LENGTH,
  });
  #read = 0;

  /** The server's first data on a flow whose client began TLS. */
  begin(view: PacketView, flow: number, endpoint: TlsOwner): void {
    const bytes = view.layerBytes(view.transport);
    const { payloadStart: at, payloadEnd: limit } = view;
    if (this.#read === MAXIMUM_READ || endpoint.certificatesRead === READ_PER_ENDPOINT) return;
    const hello = tls.findHandshake(bytes, at, limit, tls.SERVER_HELLO);
    // A hello that goes on in the next segment is rare: it has no certificate to read.
    if (hello < 0 || tls.isVersion13(tls.negotiatedVersion(bytes, hello, limit))) return;
    this.#read++;
    endpoint.certificatesRead++;
    const sequence = tcp.sequence(bytes, view.layerStart[view.transport]);
    this.#open.begin(flow, Protocol.TLS, sequence, MAXIMUM_LENGTH);
    this.goOn(view, flow, endpoint);
  }

  waits(flow: number): boolean {
    return this.#open.find(flow) !== undefined;
  }

  /** More data of the server on a flow that waits. */
  goOn(view: PacketView, flow: number, endpoint: TlsOwner | null): void {
    if (endpoint === null) return;
    // Where it ends its messages say: what there is so far is looked at with each segment.
    const started = this.#open.goOn(flow, view) ?? this.#open.find(flow);
    if (started === undefined || started.isBroken) return;
    if (readHandshake(started, endpoint, view.frameNumber)) this.#open.close(flow);
  }

  forget(flow: number): void {
    this.#open.close(flow);
  }
}

/** Looks for the certificate; whether there is no more to wait for. */
function readHandshake(open: OpenMessage, endpoint: TlsOwner, frame: number): boolean {
  const messages = new Uint8Array(open.length);
  let length = 0;
  let isOver = false;
  // A message may take several records (RFC 5246 §6.2.1): their contents in a row.
  for (let at = 0; ; ) {
    const span = tls.recordSpan(open.bytes, at, open.length);
    if (span <= 0 || at + span > open.length) break;
    isOver = tls.recordType(open.bytes, at) !== tls.HANDSHAKE;
    if (isOver) break;
    messages.set(open.bytes.subarray(at + tls.RECORD_HEADER_LENGTH, at + span), length);
    length += span - tls.RECORD_HEADER_LENGTH;
    at += span;
  }
  for (let at = 0; length - at >= tls.HANDSHAKE_HEADER_LENGTH; ) {
    const end = at + tls.HANDSHAKE_HEADER_LENGTH + tls.handshakeLength(messages, at);
    if (end > length) break;
    if (tls.handshakeType(messages, at) === tls.CERTIFICATE) {
      const names = certificateNames(messages, at, end);
      if (names !== null) endpoint.own('tls').addCertificate(names, frame);
      return true;
    }
    at = end;
  }
  return isOver;
}
