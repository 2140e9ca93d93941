import * as http from '../protocols/http/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import * as tcp from '../protocols/tcp/codec.ts';

/** Connections on which an answer is under way, or due without a body, at once. */
const MAXIMUM_OPEN = 8_192;

/**
 * Where answers of plain HTTP end that say how long they are (RFC 9112 §6.3), and are longer than their first
 * segment. Of those in chunks, and within TLS, nobody knows beforehand.
 */
export class AnswerLengths {
  /** Sequence number behind the answer, by flow. */
  readonly #ends = new Map<number, number>();
  /** Flows whose last request asks for a header alone. */
  readonly #heads = new Set<number>();

  /** The client's data that begins a request. */
  asked(view: PacketView, flow: number): void {
    const bytes = view.layerBytes(view.transport);
    if (!http.asksHead(bytes, view.payloadStart)) {
      if (this.#heads.size > 0) this.#heads.delete(flow);
    } else if (this.#heads.size < MAXIMUM_OPEN) this.#heads.add(flow);
  }

  /** The server's first data of an answer. */
  answered(view: PacketView, flow: number): void {
    const bytes = view.layerBytes(view.transport);
    const { payloadStart: at, payloadEnd: limit, payloadLength } = view;
    const isHead = this.#heads.size > 0 && this.#heads.has(flow);
    const answers = isHead ? http.Answers.HEAD : http.Answers.OTHERS;
    const span = http.messageSpan(bytes, at, limit, answers);
    const isLonger = span > payloadLength && Number.isFinite(span);
    if (!isLonger || (this.#ends.size === MAXIMUM_OPEN && !this.#ends.has(flow))) {
      if (this.#ends.size > 0) this.#ends.delete(flow);
      return;
    }
    const sequence = tcp.sequenceWord(bytes, view.layerStart[view.transport]);
    this.#ends.set(flow, (sequence + span) | 0);
  }

  /** Bytes of the flow's answer that are still to come, by the server's next sequence number; -1: unknown. */
  missing(flow: number, next: number): number {
    const end = this.#ends.size === 0 ? undefined : this.#ends.get(flow);
    return end === undefined ? -1 : Math.max(0, (end - next) | 0);
  }

  forget(flow: number): void {
    if (this.#ends.size > 0) this.#ends.delete(flow);
    if (this.#heads.size > 0) this.#heads.delete(flow);
  }
}
