import { datagram, Turn } from '../protocols/message-of-datagram.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { mediaPlaces } from '../protocols/sdp/codec.ts';
import * as sip from '../protocols/sip/codec.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { type OpenMessage, StreamAssembler } from '../protocols/tcp/stream-assembler.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import { FLOW_WORDS, type FlowTable, FROM_CLIENT, FROM_SERVER } from './flow-table.ts';
import { addTurn, setAsked, turnSecond } from './turns.ts';

/** Messages that are put together at once, and bytes of one. */
const MAXIMUM_OPEN = 64;
const MAXIMUM_MESSAGE = 16_384;
/** Messages read of one segment. */
const MAXIMUM_PER_SEGMENT = 64;
/** Connections whose requests are followed, and requests of one that wait for an answer. */
const MAXIMUM_ASKED = 256;
const ASKED_OF_ONE = 8;

/** Words of a request that waits: its transaction, and when it was sent, as `turnSecond` counts; 0 for none. */
enum Asked {
  FIRST = 0,
  SECOND = 1,
  SENT = 2,
}
const ASKED_WORDS = 3;

/**
 * SIP over TCP: a segment has any number of messages, and a message takes any number of segments
 * (RFC 3261 §18.3). In order only; what comes out of order is let go. Session descriptions say where
 * calls want their media; the flow's `TURN` (`turns.ts`) says which of the client's requests waits longest. An answer
 * has its request's Call-ID, branch and CSeq (§17.1.3), and a provisional one is one.
 */
export class SipStreams {
  readonly #asked = new Map<number, Int32Array>();
  #isNew = true;
  readonly #open = new StreamAssembler<number>({
    messages: MAXIMUM_OPEN,
    length: MAXIMUM_MESSAGE,
    total: MAXIMUM_OPEN * MAXIMUM_MESSAGE,
  });

  constructor(
    readonly flows: FlowTable,
    readonly capture: CaptureFacts,
  ) {}

  /**
   * Takes in data of one direction of a flow that carries SIP.
   * @param isNew it was not sent before
   */
  observe(view: PacketView, flow: number, direction: number, isNew: boolean): void {
    this.#isNew = isNew;
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
    if (message === undefined || message.length === before) {
      this.#unread(key);
      return;
    }
    if (message.isBroken) {
      this.#open.close(key);
      this.#unread(key);
      return;
    }
    this.#goOn(view, key, message);
  }

  /** Reads what waits once more, now that there is more of it. */
  #goOn(view: PacketView, key: number, message: OpenMessage): void {
    const { length } = message;
    const span = sip.messageSpan(message.bytes, 0, length);
    if (span < 0 || span > MAXIMUM_MESSAGE) {
      this.#open.close(key);
      this.#unread(key);
    }
    if (span <= 0 || span > length) return;
    this.#open.close(key);
    this.#message(view, key, message.bytes, 0, span);
    const rest = length - span;
    if (rest <= view.payloadEnd - view.payloadStart) {
      const bytes = view.layerBytes(view.transport);
      this.#messages(view, key, bytes, view.payloadEnd - rest, view.payloadEnd);
    } else this.#unread(key);
  }

  #messages(view: PacketView, key: number, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    for (let i = 0; i < MAXIMUM_PER_SEGMENT; i++) {
      at = sip.behindBlanks(bytes, at, end);
      if (at === end) return;
      if (sip.method(bytes, at, end) < 0) break;
      const span = sip.messageSpan(bytes, at, end);
      if (span < 0) break;
      if (span === 0 || at + span > end) {
        if (end - view.payloadStart < view.payloadLength) break;
        const layer = view.transport;
        const first = tcp.sequence(view.layerBytes(layer), view.layerStart[layer]);
        const sequence = first + at - view.payloadStart;
        const message = this.#open.begin(key, Protocol.SIP, sequence, MAXIMUM_MESSAGE);
        this.#open.append(message, bytes, at, end);
        return;
      }
      this.#message(view, key, bytes, at, at + span);
      at += span;
    }
    this.#unread(key);
  }

  #message(view: PacketView, key: number, bytes: Uint8Array, at: number, end: number): void {
    if (!sip.read(bytes, at, end, end)) return;
    const { turn, first, second } = datagram;
    if (turn === Turn.REQUEST && (key & 1) === FROM_CLIENT && this.#isNew) {
      this.#request(view, key >>> 1, first, second);
    } else if (turn === Turn.RESPONSE && (key & 1) === FROM_SERVER) {
      this.#response(view, key >>> 1, first, second);
    }
    const session = sip.sessionAt(bytes, at, end);
    if (session >= 0) this.capture.media.learn(first, mediaPlaces(bytes, session, end));
  }

  #request(view: PacketView, flow: number, first: number, second: number): void {
    const { words } = this.flows;
    const base = flow * FLOW_WORDS;
    const now = turnSecond(words, base, view.seconds);
    if (now === 0) return;
    let asked = this.#asked.get(flow);
    if (asked === undefined) {
      if (this.#asked.size === MAXIMUM_ASKED) return;
      asked = new Int32Array(ASKED_OF_ONE * ASKED_WORDS);
      this.#asked.set(flow, asked);
    }
    for (let at = 0; at < asked.length; at += ASKED_WORDS) {
      if (asked[at + Asked.SENT] !== 0) continue;
      asked[at + Asked.FIRST] = first;
      asked[at + Asked.SECOND] = second;
      asked[at + Asked.SENT] = now;
      break;
    }
    setAsked(words, base, oldest(asked));
  }

  #response(view: PacketView, flow: number, first: number, second: number): void {
    const asked = this.#asked.get(flow);
    if (asked === undefined) return;
    const { words } = this.flows;
    const base = flow * FLOW_WORDS;
    for (let at = 0; at < asked.length; at += ASKED_WORDS) {
      const sent = asked[at + Asked.SENT];
      if (sent === 0) continue;
      if (asked[at + Asked.FIRST] !== first || asked[at + Asked.SECOND] !== second) continue;
      asked[at + Asked.SENT] = 0;
      addTurn(words, base, Math.max(0, turnSecond(words, base, view.seconds) - sent));
    }
    setAsked(words, base, oldest(asked));
  }

  /** The server sent what cannot be read: it may have answered whatever was asked. */
  #unread(key: number): void {
    const flow = key >>> 1;
    if ((key & 1) !== FROM_SERVER || !this.#asked.delete(flow)) return;
    setAsked(this.flows.words, flow * FLOW_WORDS, 0);
  }

  /** Lets go of what a flow that ends waited for. */
  forget(flow: number): void {
    this.#open.close(2 * flow);
    this.#open.close(2 * flow + 1);
    this.#asked.delete(flow);
  }
}

/** When the request was sent that waits longest; 0 where none does. */
function oldest(asked: Int32Array): number {
  let least = 0;
  for (let at = Asked.SENT; at < asked.length; at += ASKED_WORDS) {
    if (asked[at] !== 0 && (least === 0 || asked[at] < least)) least = asked[at];
  }
  return least;
}
