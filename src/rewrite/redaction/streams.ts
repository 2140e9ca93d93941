import * as dns from '../../protocols/dns/codec.ts';
import { redactTcpMessages } from '../../protocols/dns/redact.ts';
import { looksLikeHttp, redactHttp } from '../../protocols/http/redact.ts';
import { Protocol } from '../../protocols/protocol.ts';
import { Canvas, type Mappers } from '../../protocols/redact/canvas.ts';
import { redactOpening, redactSocks } from '../../protocols/socks/redact.ts';
import { type OpenMessage, StreamAssembler } from '../../protocols/tcp/stream-assembler.ts';
import * as tls from '../../protocols/tls/codec.ts';
import { looksLikeTls, redactTls } from '../../protocols/tls/redact.ts';

/** Messages that wait for their end at once, and bytes of one. */
export const MAXIMUM_OPEN_MESSAGES = 1_024;
export const MAXIMUM_MESSAGE_LENGTH = 16_384;

/** Flows of SOCKS, each way, whose messages are told from others. */
export const MAXIMUM_SOCKS_FLOWS = 8_192;

/** A TCP segment's payload: bytes [at, limit) of the canvas. */
export interface Segment {
  readonly flow: string;
  /** The flow of what comes back. */
  readonly back: string;
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
  readonly #open = new StreamAssembler<string>({
    messages: MAXIMUM_OPEN_MESSAGES,
    length: MAXIMUM_MESSAGE_LENGTH,
    total: MAXIMUM_OPEN_MESSAGES * MAXIMUM_MESSAGE_LENGTH,
  });

  /** Flows of connections that began as SOCKS, both ways. */
  readonly #socks = new Set<string>();

  constructor(private readonly mappers: Mappers) {}

  redact(canvas: Canvas, segment: Segment): void {
    const { at, limit } = segment;
    if (limit <= at) return;
    const open = this.#open.find(segment.flow);
    if (open !== undefined && this.#goOn(canvas, segment, open)) return;
    const { from } = canvas;
    if (redactOpening(canvas, at, limit, this.mappers)) {
      if (this.#socks.size < MAXIMUM_SOCKS_FLOWS) this.#socks.add(segment.flow).add(segment.back);
      return;
    }
    const isSocks = this.#socks.size > 0 && this.#socks.has(segment.flow);
    if (isSocks && redactSocks(canvas, at, limit, this.mappers)) return;
    if (looksLikeTls(from, at, limit)) {
      const rest = redactTls(canvas, at, limit, this.mappers.names);
      if (rest < limit && tls.recordType(from, rest) === tls.HANDSHAKE) {
        const length = tls.RECORD_HEADER_LENGTH + tls.recordLength(from, rest);
        this.#keep(segment, Protocol.TLS, from, rest, length);
      }
    } else if (looksLikeHttp(from, at, limit)) {
      redactHttp(canvas, at, limit, this.mappers);
    } else if (segment.mayBeDns) {
      const rest = redactTcpMessages(canvas, at, limit, this.mappers);
      if (rest < limit) {
        this.#keep(segment, Protocol.DNS, from, rest, dns.tcpMessageSpan(from, rest, limit));
      }
    }
  }

  #keep(segment: Segment, protocol: Protocol, from: Uint8Array, at: number, length: number): void {
    if (length > MAXIMUM_MESSAGE_LENGTH || segment.limit - at > MAXIMUM_MESSAGE_LENGTH) return;
    const sequence = segment.sequence + (at - segment.at);
    const message = this.#open.begin(segment.flow, protocol, sequence, length);
    this.#open.append(message, from, at, segment.limit);
  }

  /**
   * Unlike others that put streams together, takes bytes that were there before once more: every
   * segment is written, a repeated one too.
   * @returns whether the segment goes on with that message
   */
  #goOn(canvas: Canvas, segment: Segment, open: OpenMessage): boolean {
    const offset = (segment.sequence - open.sequence) | 0;
    const end = offset + segment.limit - segment.at;
    // Offset 0 and below: the first segment again, or a new connection on the same ports.
    if (offset <= 0 || offset > open.length || end > MAXIMUM_MESSAGE_LENGTH) return false;
    this.#open.put(open, offset, canvas.from, segment.at, segment.limit);
    const whole = new Canvas(open.bytes, 0, open.length, new Uint8Array(open.length));
    if (open.protocol === Protocol.TLS) redactTls(whole, 0, open.length, this.mappers.names);
    else redactTcpMessages(whole, 0, open.length, this.mappers);
    for (let i = offset; i < Math.min(end, whole.reached); i++) {
      canvas.put(segment.at + i - offset, whole.to[i]);
    }
    return true;
  }
}
