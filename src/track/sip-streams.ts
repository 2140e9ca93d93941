import { datagram } from '../protocols/message-of-datagram.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { mediaPlaces } from '../protocols/sdp/codec.ts';
import * as sip from '../protocols/sip/codec.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { type OpenMessage, StreamAssembler } from '../protocols/tcp/stream-assembler.ts';
import type { CaptureFacts } from './facts.ts';

/** Messages that are put together at once, and bytes of one. */
const MAXIMUM_OPEN = 64;
const MAXIMUM_MESSAGE = 16_384;
/** Messages read of one segment. */
const MAXIMUM_PER_SEGMENT = 64;

/**
 * SIP over TCP, of the calls' session descriptions: a segment has any number of messages, and a message
 * takes any number of segments (RFC 3261 §18.3). In order only; what comes out of order is let go.
 */
export class SipStreams {
  readonly #open = new StreamAssembler<number>({
    messages: MAXIMUM_OPEN,
    length: MAXIMUM_MESSAGE,
    total: MAXIMUM_OPEN * MAXIMUM_MESSAGE,
  });

  constructor(readonly capture: CaptureFacts) {}

  /** Takes in data of one direction of a flow that carries SIP. */
  observe(view: PacketView, flow: number, direction: number): void {
    const key = 2 * flow + direction;
    const bytes = view.layerBytes(view.transport);
    const { payloadStart, payloadEnd } = view;
    const waiting = this.#open.find(key);
    if (waiting === undefined) {
      this.#messages(view, key, bytes, payloadStart, payloadEnd);
      return;
    }
    const before = waiting.length;
    const whole = this.#open.goOn(key, view);
    const message = whole ?? this.#open.find(key);
    // Sent before, or behind a gap: nothing new was added.
    if (message === undefined || message.length === before) return;
    if (message.isBroken) {
      this.#open.close(key);
      return;
    }
    this.#goOn(view, key, message);
  }

  /** Reads what waits once more, now that there is more of it. */
  #goOn(view: PacketView, key: number, message: OpenMessage): void {
    const { length } = message;
    const span = sip.messageSpan(message.bytes, 0, length);
    if (span < 0 || span > MAXIMUM_MESSAGE) this.#open.close(key);
    if (span <= 0 || span > length) return;
    this.#open.close(key);
    this.#message(message.bytes, 0, span);
    const rest = length - span;
    if (rest <= view.payloadEnd - view.payloadStart) {
      const bytes = view.layerBytes(view.transport);
      this.#messages(view, key, bytes, view.payloadEnd - rest, view.payloadEnd);
    }
  }

  #messages(view: PacketView, key: number, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    for (let i = 0; i < MAXIMUM_PER_SEGMENT && at < end; i++) {
      // Only what begins a message that may have a description.
      if (sip.method(bytes, at, end) < 0) return;
      const span = sip.messageSpan(bytes, at, end);
      if (span < 0) return;
      if (span === 0 || at + span > end) {
        if (end - view.payloadStart < view.payloadLength) return;
        const layer = view.transport;
        const first = tcp.sequence(view.layerBytes(layer), view.layerStart[layer]);
        const sequence = first + at - view.payloadStart;
        const message = this.#open.begin(key, Protocol.SIP, sequence, MAXIMUM_MESSAGE);
        this.#open.append(message, bytes, at, end);
        return;
      }
      this.#message(bytes, at, at + span);
      at += span;
    }
  }

  #message(bytes: Uint8Array, at: number, end: number): void {
    const session = sip.sessionAt(bytes, at, end);
    if (session < 0 || !sip.read(bytes, at, end, end)) return;
    this.capture.media.learn(datagram.first, mediaPlaces(bytes, session, end));
  }

  /** Lets go of what a flow that ends waited for. */
  forget(flow: number): void {
    this.#open.close(2 * flow);
    this.#open.close(2 * flow + 1);
  }
}
