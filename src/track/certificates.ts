import type { PacketView } from '../protocols/packet-view.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { certificateNames } from '../protocols/tls/certificate.ts';
import * as tls from '../protocols/tls/codec.ts';
import type { EndpointFacts } from './facts.ts';

/** Handshakes that are read at once, and bytes of one: certificates lie at the beginning. */
const MAXIMUM_OPEN = 32;
const MAXIMUM_LENGTH = 16_384;
/** Handshakes read of one endpoint, and of all. */
const READ_PER_ENDPOINT = 4;
const MAXIMUM_READ = 4_096;

/** The beginning of what a server sent, in order. */
interface OpenHandshake {
  bytes: Uint8Array;
  length: number;
  /** Sequence number that comes next. */
  next: number;
}

/**
 * Who issued servers' certificates, as TLS up to 1.2 shows them: over segments and records, of the first
 * connections of each endpoint only.
 */
export class Certificates {
  readonly #open = new Map<number, OpenHandshake>();
  #read = 0;

  /** The server's first data on a flow whose client began TLS. */
  begin(view: PacketView, flow: number, endpoint: EndpointFacts): void {
    const bytes = view.layerBytes(view.transport);
    const { payloadStart: at, payloadEnd: limit } = view;
    if (this.#read === MAXIMUM_READ || endpoint.tls.certificatesRead === READ_PER_ENDPOINT) return;
    const hello = tls.findHandshake(bytes, at, limit, tls.SERVER_HELLO);
    // A hello that goes on in the next segment is rare: it has no certificate to read.
    if (hello < 0 || tls.isVersion13(tls.negotiatedVersion(bytes, hello, limit))) return;
    this.#read++;
    endpoint.own('tls').certificatesRead++;
    if (this.#open.size === MAXIMUM_OPEN) {
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest);
        break;
      }
    }
    const next = tcp.sequence(bytes, view.layerStart[view.transport]);
    this.#open.set(flow, { bytes: new Uint8Array(4_096), length: 0, next });
    this.goOn(view, flow, endpoint);
  }

  waits(flow: number): boolean {
    return this.#open.size > 0 && this.#open.has(flow);
  }

  /** More data of the server on a flow that waits. */
  goOn(view: PacketView, flow: number, endpoint: EndpointFacts | null): void {
    const open = this.#open.get(flow);
    if (open === undefined || endpoint === null) return;
    const { payloadStart: at, payloadEnd: end } = view;
    const bytes = view.layerBytes(view.transport);
    const ahead = (tcp.sequence(bytes, view.layerStart[view.transport]) - open.next) | 0;
    // Sent before.
    if (ahead < 0) return;
    const length = open.length + end - at;
    // Behind a gap, cut by the snap length, or too long: it will not be whole.
    if (ahead > 0 || end - at < view.payloadLength || length > MAXIMUM_LENGTH) {
      this.#open.delete(flow);
      return;
    }
    if (length > open.bytes.length) {
      const grown = new Uint8Array(Math.min(MAXIMUM_LENGTH, 2 * length));
      grown.set(open.bytes.subarray(0, open.length));
      open.bytes = grown;
    }
    open.bytes.set(bytes.subarray(at, end), open.length);
    open.length = length;
    open.next = (open.next + end - at) | 0;
    if (readHandshake(open, endpoint, view.frameNumber)) this.#open.delete(flow);
  }

  forget(flow: number): void {
    if (this.#open.size > 0) this.#open.delete(flow);
  }
}

/** Looks for the certificate; whether there is no more to wait for. */
function readHandshake(open: OpenHandshake, endpoint: EndpointFacts, frame: number): boolean {
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
