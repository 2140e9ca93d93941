import * as dns from '../../protocols/dns/codec.ts';
import { redactTcpMessages } from '../../protocols/dns/redact.ts';
import { looksLikeHttp, redactHttp } from '../../protocols/http/redact.ts';
import { Canvas, type Mappers } from '../../protocols/redact/canvas.ts';
import * as tls from '../../protocols/tls/codec.ts';
import { looksLikeTls, redactTls } from '../../protocols/tls/redact.ts';

/** Messages that wait for their end at once, and bytes of one. */
export const MAXIMUM_OPEN_MESSAGES = 1_024;
export const MAXIMUM_MESSAGE_LENGTH = 16_384;

enum Kind {
  TLS,
  DNS,
}

/** The first bytes of a message that goes on in further segments. */
interface OpenMessage {
  readonly kind: Kind;
  /** Sequence number of its first byte. */
  readonly sequence: number;
  readonly bytes: Uint8Array;
  length: number;
}

/** A TCP segment's payload: bytes [at, limit) of the canvas. */
export interface Segment {
  readonly flow: string;
  readonly sequence: number;
  readonly at: number;
  readonly limit: number;
  readonly mayBeDns: boolean;
}

/**
 * Redacts what TCP carries. A TLS handshake or DNS message in several segments is put together, so
 * that names in its later parts are replaced as they are in a single one; bounded.
 */
export class StreamRedactor {
  readonly #open = new Map<string, OpenMessage>();

  constructor(private readonly mappers: Mappers) {}

  redact(canvas: Canvas, segment: Segment): void {
    const { at, limit } = segment;
    if (limit <= at) return;
    const open = this.#open.get(segment.flow);
    if (open !== undefined && this.#goOn(canvas, segment, open)) return;
    const { from } = canvas;
    if (looksLikeTls(from, at, limit)) {
      const rest = redactTls(canvas, at, limit, this.mappers.names);
      if (rest < limit && tls.recordType(from, rest) === tls.HANDSHAKE) {
        const length = tls.RECORD_HEADER_LENGTH + tls.recordLength(from, rest);
        this.#keep(segment, Kind.TLS, from, rest, length);
      }
    } else if (looksLikeHttp(from, at, limit)) {
      redactHttp(canvas, at, limit, this.mappers);
    } else if (segment.mayBeDns) {
      const rest = redactTcpMessages(canvas, at, limit, this.mappers);
      if (rest < limit) {
        this.#keep(segment, Kind.DNS, from, rest, dns.tcpMessageSpan(from, rest, limit));
      }
    }
  }

  #keep(segment: Segment, kind: Kind, from: Uint8Array, at: number, length: number): void {
    if (length > MAXIMUM_MESSAGE_LENGTH || segment.limit - at > MAXIMUM_MESSAGE_LENGTH) return;
    this.#open.delete(segment.flow);
    if (this.#open.size >= MAXIMUM_OPEN_MESSAGES) {
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest);
        break;
      }
    }
    const bytes = new Uint8Array(MAXIMUM_MESSAGE_LENGTH);
    bytes.set(from.subarray(at, segment.limit));
    this.#open.set(segment.flow, {
      kind,
      sequence: (segment.sequence + (at - segment.at)) >>> 0,
      bytes,
      length: segment.limit - at,
    });
  }

  /** @returns whether the segment goes on with that message */
  #goOn(canvas: Canvas, segment: Segment, open: OpenMessage): boolean {
    const offset = (segment.sequence - open.sequence) | 0;
    const length = segment.limit - segment.at;
    const end = offset + length;
    // Offset 0 and below: the first segment again, or a new connection on the same ports.
    if (offset <= 0 || offset > open.length || end > open.bytes.length) return false;
    open.bytes.set(canvas.from.subarray(segment.at, segment.limit), offset);
    open.length = Math.max(open.length, end);
    const whole = new Canvas(open.bytes, 0, open.length, new Uint8Array(open.length));
    if (open.kind === Kind.TLS) redactTls(whole, 0, open.length, this.mappers.names);
    else redactTcpMessages(whole, 0, open.length, this.mappers);
    for (let i = offset; i < Math.min(end, whole.reached); i++) {
      canvas.put(segment.at + i - offset, whole.to[i]);
    }
    return true;
  }
}
