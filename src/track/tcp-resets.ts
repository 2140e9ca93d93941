import { Unknown } from '../capture/packet-record.ts';
import { characters } from '../protocols/bytes.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { addHistory, HistoryLetter, isHoleFilled, TcpState } from './connection-state.ts';
import type { EndpointTable } from './endpoint-table.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import { LaterFacts } from './facts/connection-facts.ts';
import { OddResetFacts, ResetFacts } from './facts/reset-facts.ts';
import {
  AFTER_IDLE,
  acknowledgedBytes,
  Flow,
  type FlowTable,
  FROM_CLIENT,
  sinceFirst,
  sinceLast,
  sinceSyn,
  UPLOADED,
} from './flow-table.ts';
import { withFrame } from './frame-sample.ts';
import { hopLimit, hopsOf, identification, UNCLEAR_HOPS } from './hop-limit.ts';
import type { Neighbors } from './neighbors.ts';
import { isWithinHost, SenderFacts } from './sender.ts';
import { SERVER_SPOKE } from './tcp-endings.ts';
import {
  IDLE_SECONDS,
  isPlausibleDelay,
  STALLED_RETRANSMISSIONS,
  TIMER_FROM,
  TIMER_SINCE_LAST,
} from './time.ts';

/** What only a connection has whose SYN was answered, should the SYN/ACK itself not be captured. */
const ESTABLISHED =
  TcpState.SYN_ACK | TcpState.CLIENT_ACK | TcpState.SERVER_ACK | TcpState.SERVER_DATA;
const ENDED = TcpState.CLIENT_FIN | TcpState.SERVER_FIN;
const FINISHING = TcpState.CLIENT_FIN | TcpState.SERVER_FIN | TcpState.CLIENT_RST;

/** The client had ended when server data went missing, and what it resets is that data, sent again. */
const DONE = TcpState.CLIENT_FIN | TcpState.SERVER_HOLE | TcpState.EXCHANGED;

/** Bytes ahead from which on a number is nonsense. */
export const FARTHEST = 1 << 24;
/** Microseconds between resets that are sent together. */
const BURST_WITHIN = 100_000;
/** Times that a SYN is sent by a client that had no refusal yet, in a capture that may lack any packet. */
const SENT_AGAIN = 3;
/** Seconds within which a SYN is sent again the first times (RFC 6298 §2: 1, 2 s). */
const FIRST_REPEATS = 3;
/** Microseconds from the last SYN on, where nobody knows when the first was sent. */
const TIMER_ALONE = 2_000_000;
/** What resets say: texts of an endpoint that are kept, and bytes of each. */
const KEPT_TEXTS = 2;
const LONGEST_TEXT = 96;

/** Resets: at which stage of the connection, and who may have sent them. */
export class TcpResets {
  constructor(
    readonly flows: FlowTable,
    readonly endpoints: EndpointTable,
    readonly neighbors: Neighbors,
    readonly capture: CaptureFacts,
  ) {}

  /** Takes in a segment with RST; it counts once a connection. */
  observe(view: PacketView, base: number, direction: number, flags: number): void {
    const words = this.flows.words;
    let state = words[base + Flow.STATE];
    if ((state & ENDED) === ENDED) state |= TcpState.ENDED_BEFORE_RST;
    addHistory(words, base, HistoryLetter.RST + direction);
    if (direction === FROM_CLIENT) {
      // It ends no connection, and the SYN goes on.
      if (!this.#isChallenged(view, base, state)) {
        if (this.#isSurprised(view, base, state, flags)) this.#endsOddly(view, base);
        if ((state & DONE) === DONE && isHoleFilled(words, base)) state &= ~TcpState.SERVER_HOLE;
        words[base + Flow.STATE] = state | TcpState.CLIENT_RST;
      }
      return;
    }
    if (view.payloadLength > 0) this.#says(view, base);
    if ((state & TcpState.SERVER_RST) !== 0) {
      this.#again(view, base);
      return;
    }
    const isAhead = this.#numbered(view, base);
    state |= this.#unseenData(view, base, flags);
    if ((state & (TcpState.SYN | ESTABLISHED)) === TcpState.SYN) {
      // In SYN-SENT only a reset that acknowledges the SYN counts (RFC 9293 §3.10.7.3); one without
      // ACK is taken too, as some firewalls send it.
      const bytes = view.layerBytes(view.transport);
      const at = view.layerStart[view.transport];
      if ((flags & tcp.ACK) !== 0) {
        const acknowledged =
          (tcp.acknowledgmentWord(bytes, at) - words[base + Flow.CLIENT_ISN]) | 0;
        const sent = (words[base + Flow.CLIENT_NEXT] - words[base + Flow.CLIENT_ISN]) | 0;
        if (acknowledged <= 0 || acknowledged > sent) return;
      }
      words[base + Flow.STATE] = state | TcpState.SERVER_RST | TcpState.REFUSED;
      words[base + Flow.REFUSAL_FRAME] = view.frameNumber;
      // A host answers a SYN with sequence number 0 and an acknowledgment (RFC 9293 §3.10.7.1).
      const isOdd =
        (flags & tcp.ACK) === 0 || tcp.sequenceWord(bytes, at) === words[base + Flow.CLIENT_ISN];
      this.#refusedByReset(view, base, tcp.window(bytes, at), isOdd);
      return;
    }
    if (this.#isAfterIdle(view, base)) {
      words[base + Flow.STATE] = state | TcpState.SERVER_RST | TcpState.SERVER_ACK;
      words[base + Flow.REFUSAL_FRAME] = view.frameNumber;
      this.#resetAfterIdle(view, base);
      return;
    }
    if ((state & TcpState.CLIENT_DATA) !== 0 && (state & SERVER_SPOKE) === 0) {
      if (this.#isTimer(view, base)) {
        // The data was lost: that is what became of it, not the reset.
        words[base + Flow.STATE] = state | TcpState.SERVER_RST;
        return;
      }
      if (isAhead && this.capture.unseenSegments > 0) {
        // Data that the capture lost, as it did other packets, was before it.
        words[base + Flow.STATE] = state | TcpState.SERVER_RST | TcpState.SERVER_HOLE;
        return;
      }
      words[base + Flow.STATE] = state | TcpState.SERVER_RST | TcpState.RESET_AFTER_DATA;
      // An upload that went on for a while, and is then reset by another, is no first data.
      if (acknowledgedBytes(words, base) >= UPLOADED) this.#resetLater(view, base);
      else this.#resetAfterData(view, base);
      words[base + Flow.REFUSAL_FRAME] = view.frameNumber;
      this.#compare(view, base);
      return;
    }
    // Data came back, and no side has begun to end the connection.
    if ((state & SERVER_SPOKE) !== 0 && (state & FINISHING) === 0) {
      this.#resetLater(view, base);
    }
    // A reset in mid-connection carries a sequence number; one that answers a SYN has 0.
    const isMidstream =
      tcp.sequence(view.layerBytes(view.transport), view.layerStart[view.transport]) !== 0;
    words[base + Flow.STATE] =
      state | TcpState.SERVER_RST | (isMidstream ? TcpState.SERVER_ACK : 0);
  }

  /**
   * Whether a client's reset answers an acknowledgment of what it never sent, while its SYN waits: the
   * server still has an older connection of that port (RFC 9293 §3.10.7.3, a half-open one: §3.5.1). Its
   * number tells, should the capture lack that acknowledgment.
   */
  #isChallenged(view: PacketView, base: number, state: number): boolean {
    const heard = TcpState.SYN_ACK | TcpState.SERVER_DATA | TcpState.CLIENT_DATA;
    if ((state & (TcpState.SYN | heard)) !== TcpState.SYN) return false;
    const number = tcp.sequenceWord(
      view.layerBytes(view.transport),
      view.layerStart[view.transport],
    );
    const ahead = (number - this.flows.words[base + Flow.CLIENT_ISN]) | 0;
    if ((state & TcpState.SERVER_ACK) !== 0) return ahead !== 0 && ahead !== 1;
    // Data that the capture lacks, too, takes the client's numbers ahead.
    return ahead < 0 || ahead >= FARTHEST;
  }

  /**
   * Whether the client resets a connection that it has not ended, by a RST that only answers a segment
   * (RFC 9293 §3.5.2): its host does not know the connection any more, and the capture not why.
   */
  #isSurprised(view: PacketView, base: number, state: number, flags: number): boolean {
    const over = FINISHING | TcpState.SERVER_RST;
    if ((flags & tcp.ACK) !== 0 || (state & over) !== 0) return false;
    if ((state & TcpState.SERVER_DATA) === 0) return false;
    const next = this.flows.words[base + Flow.CLIENT_NEXT];
    return (
      tcp.sequenceWord(view.layerBytes(view.transport), view.layerStart[view.transport]) === next
    );
  }

  #endsOddly(view: PacketView, base: number): void {
    const endpoint = this.endpoints.of(this.flows.words, base);
    if (endpoint !== null) endpoint.oddEnds = withFrame(endpoint.oddEnds, view.frameNumber);
  }

  /** Takes in that a side went on with new data after a reset in its name. */
  wentOn(view: PacketView, base: number, direction: number): void {
    const odd = this.#oddOf(base);
    const sample = direction === FROM_CLIENT ? odd?.clientGoesOn : odd?.serverGoesOn;
    sample?.add(view.frameNumber);
  }

  /** The same in a text without times: it may have been on its way when the reset was sent. */
  mayHaveGoneOn(view: PacketView, base: number): void {
    this.endpoints.of(this.flows.words, base)?.ownUnshown().afterReset.add(view.frameNumber);
  }

  #oddOf(base: number): OddResetFacts | null {
    const endpoint = this.endpoints.of(this.flows.words, base);
    if (endpoint === null) return null;
    endpoint.oddResets ??= new OddResetFacts();
    return endpoint.oddResets;
  }

  /** What a reset acknowledges that the client is not seen to have sent is data that the capture lost. */
  #unseenData(view: PacketView, base: number, flags: number): number {
    const words = this.flows.words;
    const next = words[base + Flow.CLIENT_NEXT];
    if ((flags & tcp.ACK) === 0 || next === 0) return 0;
    if ((words[base + Flow.STATE] & ESTABLISHED) === 0) return 0;
    const at = view.layerStart[view.transport];
    const acknowledged = tcp.acknowledgmentWord(view.layerBytes(view.transport), at);
    const ahead = (acknowledged - next) | 0;
    if (ahead <= 1 || ahead >= FARTHEST) return 0;
    words[base + Flow.CLIENT_NEXT] = acknowledged;
    return TcpState.CLIENT_DATA;
  }

  /**
   * Where a reset's number is ahead of what the server is known to have sent, it is that far.
   * @returns whether it is
   */
  #numbered(view: PacketView, base: number): boolean {
    const words = this.flows.words;
    const known = words[base + Flow.SERVER_NEXT];
    if (known === 0) return false;
    const number = tcp.sequenceWord(
      view.layerBytes(view.transport),
      view.layerStart[view.transport],
    );
    const ahead = (number - known) | 0;
    if (ahead <= 0 || ahead >= FARTHEST) return false;
    words[base + Flow.SERVER_NEXT] = number;
    return true;
  }

  /**
   * One more reset: a host that has no such connection numbers its resets by what it is sent
   * (RFC 9293 §3.5.2), never beyond what it has sent itself. Who must guess where the window is does.
   */
  #again(view: PacketView, base: number): void {
    const words = this.flows.words;
    const known = words[base + Flow.SERVER_NEXT];
    if (known === 0 || (words[base + Flow.STATE] & TcpState.SERVER_DATA_UNSEEN) !== 0) return;
    const number = tcp.sequenceWord(
      view.layerBytes(view.transport),
      view.layerStart[view.transport],
    );
    const ahead = (number - known) | 0;
    if (ahead <= 1 || ahead >= FARTHEST || sinceLast(view, words, base) > BURST_WITHIN) return;
    words[base + Flow.SERVER_NEXT] = number;
    this.#oddOf(base)?.jumps.add(view.frameNumber);
  }

  /** Whether a reset has what the data had that it answers. */
  #compare(view: PacketView, base: number): void {
    const words = this.flows.words;
    const sent = words[base + Flow.SYN_WINDOW];
    const odd = this.#oddOf(base);
    if (odd === null) return;
    odd.total++;
    const id = identification(view);
    if (id === 0 || id !== sent >>> 16) return;
    odd.repeatsIdentification.add(view.frameNumber);
    const window = tcp.window(view.layerBytes(view.transport), view.layerStart[view.transport]);
    if (window !== 0 && window === (sent & 0xffff)) odd.repeatsWindow++;
  }

  /** Keeps what a reset says. */
  #says(view: PacketView, base: number): void {
    const odd = this.#oddOf(base);
    if (odd === null) return;
    odd.textFrames.add(view.frameNumber);
    if (odd.texts.length >= KEPT_TEXTS) return;
    const bytes = view.layerBytes(view.transport);
    const end = Math.min(view.payloadEnd, view.payloadStart + LONGEST_TEXT);
    const text = characters(bytes, view.payloadStart, end);
    if (!odd.texts.includes(text)) odd.texts = [...odd.texts, text];
  }

  /**
   * Whether the reset answers the first packet after a long time without any (or its first repetitions): its
   * sender does not know the connection, or no longer.
   */
  #isAfterIdle(view: PacketView, base: number): boolean {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    const waits = words[base + Flow.CLIENT_DATA_RETRANSMISSIONS];
    if ((state & TcpState.AWAITS_ACK) === 0 || (state & FINISHING) !== 0) return false;
    return waits >>> 8 >= IDLE_SECONDS && !this.#isTimer(view, base);
  }

  #resetAfterIdle(view: PacketView, base: number): void {
    const words = this.flows.words;
    // One that comes another way than the connection's own packets is told of as such.
    const known = this.endpoints.of(words, base)?.later?.resetConnections ?? 0;
    if ((words[base + Flow.STATE] & TcpState.SERVER_DATA) !== 0) this.#resetLater(view, base);
    const endpoint = this.endpoints.of(words, base);
    if (endpoint === null || (endpoint.later?.resetConnections ?? 0) > known) return;
    endpoint.later ??= new LaterFacts();
    const { later } = endpoint;
    later.forgottenConnections++;
    later.forgotten.add(words[base + Flow.LAST_CLIENT_DATA_FRAME]);
    later.forgotten.add(view.frameNumber);
    later.forgottenAfter.add(words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] >>> 8);
    const packet = words[base + AFTER_IDLE];
    const window = tcp.window(view.layerBytes(view.transport), view.layerStart[view.transport]);
    const id = identification(view);
    const isKnown = (view.unknown & Unknown.WINDOW) === 0;
    const repeatsWindow = isKnown && window !== 0 && window === (packet & 0xffff);
    if (repeatsWindow || (id !== 0 && id === packet >>> 16)) later.repeatsPacket++;
  }

  /** A reset in mid-exchange that came another way than all that the server sent before. */
  #resetLater(view: PacketView, base: number): void {
    const words = this.flows.words;
    const own = words[base + Flow.SERVER_TIME_TO_LIVE];
    const value = hopLimit(view);
    const lowest = own & 0xff;
    const highest = (own >>> 8) & 0xff;
    if (value < 0 || highest === 0) {
      // Without times nobody knows whether it was idle before.
      if ((view.unknown & Unknown.HOP_LIMIT) !== 0 && (!view.hasTime || this.#hasOpen(base))) {
        this.endpoints.of(words, base)?.ownUnshown().resets.add(view.frameNumber);
      }
      return;
    }
    if (value >= lowest && value <= highest) {
      this.#notKnown(view, base);
      return;
    }
    // One host may start its resets with another value: distances tell.
    const hops = hopsOf(value);
    const nearest = Math.min(hopsOf(lowest), hopsOf(highest));
    const farthest = Math.max(hopsOf(lowest), hopsOf(highest));
    if (hops < 0 || nearest < 0) return;
    if (hops >= nearest - UNCLEAR_HOPS && hops <= farthest + UNCLEAR_HOPS) return;
    // With nothing open a load balancer may clear up in its own way, as far as the capture shows.
    if (!this.#hasOpen(base)) {
      this.#endsOddly(view, base);
      return;
    }
    const endpoint = this.endpoints.of(this.flows.words, base);
    if (endpoint === null) return;
    endpoint.later ??= new LaterFacts();
    const { later } = endpoint;
    later.resetConnections++;
    later.resets.add(view.frameNumber);
    later.resetTimeToLive.add(value);
    later.resetHops.add(hops);
    later.ownTimeToLive.add(lowest);
    later.ownTimeToLive.add(highest);
    const sinceLast = ((view.seconds - words[base + Flow.LAST_SECONDS]) | 0) >>> 0;
    const idle = Math.max(sinceLast, words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] >>> 8);
    if (idle < IDLE_SECONDS) return;
    later.resetAfterIdle++;
    later.idle.add(idle);
  }

  /**
   * A RST from where the server's other packets came from, to data that waits: without ACK, and numbered by what
   * the client has acknowledged, it is that of a host which knows no such connection (RFC 9293 §3.10.7.1).
   */
  #notKnown(view: PacketView, base: number): void {
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    if ((tcp.flagBits(bytes, at) & tcp.ACK) !== 0 || !this.#hasOpen(base)) return;
    if (tcp.sequenceWord(bytes, at) !== this.flows.words[base + Flow.SERVER_NEXT]) return;
    const endpoint = this.endpoints.of(this.flows.words, base);
    if (endpoint === null) return;
    endpoint.later ??= new LaterFacts();
    endpoint.later.notKnown.add(view.frameNumber);
  }

  /** Whether data of the client's waits: with nothing open a load balancer may clear up in its own way. */
  #hasOpen(base: number): boolean {
    const words = this.flows.words;
    const open = (words[base + Flow.CLIENT_NEXT] - words[base + Flow.SERVER_ACKNOWLEDGED]) | 0;
    return open > 0 || (words[base + Flow.STATE] & TcpState.KEEP_ALIVE) !== 0;
  }

  #resetAfterData(view: PacketView, base: number): void {
    const endpoint = this.endpoints.of(this.flows.words, base);
    if (endpoint === null) return;
    const firstData = endpoint.own('firstData');
    firstData.resetSender ??= new SenderFacts();
    // Behind an acknowledgment the time since the data says nothing of a round trip.
    const words = this.flows.words;
    const isNext = words[base + Flow.LAST_FRAME] === words[base + Flow.LAST_CLIENT_DATA_FRAME];
    firstData.resetSender.add(view, isNext ? sinceLast(view, words, base) : -1);
  }

  /**
   * Whether the client's first data was sent again for some seconds without an acknowledgment when the
   * reset came, and had not just been sent.
   */
  #isTimer(view: PacketView, base: number): boolean {
    const words = this.flows.words;
    if ((words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff) < STALLED_RETRANSMISSIONS)
      return false;
    const acknowledged = words[base + Flow.SERVER_ACKNOWLEDGED];
    if (acknowledged !== 0 && ((acknowledged - words[base + Flow.CLIENT_ISN]) | 0) > 1)
      return false;
    const sinceAgain = (view.seconds - words[base + Flow.SYN_FRAMES]) | 0;
    return sinceAgain * 1e6 >= TIMER_FROM && sinceLast(view, words, base) >= TIMER_SINCE_LAST;
  }

  /** Whether a connection's first SYN may have been sent before the capture began, too. */
  #mayBeAgain(base: number): boolean {
    const { firstSeconds, packets } = this.capture;
    const sinceStart = this.flows.words[base + Flow.FIRST_SECONDS] - firstSeconds;
    return packets > 0 && sinceStart >= 0 && sinceStart < FIRST_REPEATS;
  }

  #refusedByReset(view: PacketView, base: number, window: number, isOdd: boolean): void {
    const words = this.flows.words;
    const endpoint = this.endpoints.of(this.flows.words, base);
    if (endpoint === null) return;
    endpoint.resets ??= new ResetFacts();
    const resets = endpoint.resets;
    resets.resetFrames.add(view.frameNumber);
    // Which of several SYNs it answers cannot be told: what the client waited is known.
    const since = sinceFirst(view, words, base);
    resets.add(view, since);
    if (isOdd) resets.odd++;
    const sinceLastSyn = sinceSyn(view, words, base);
    const isLate = isOdd
      ? since >= TIMER_SINCE_LAST
      : sinceLastSyn >= (this.#mayBeAgain(base) ? TIMER_ALONE : TIMER_SINCE_LAST) &&
        (since >= TIMER_FROM || this.#mayBeAgain(base));
    // Longer than any client waits: the clock was set, or time is nonsense.
    if (isLate && isPlausibleDelay(since)) {
      resets.timed.add(since);
      if (words[base + Flow.SYN_COUNT] >= SENT_AGAIN) resets.timedAgain++;
    }
    const syn = words[base + Flow.SYN_WINDOW];
    const isKnown = (view.unknown & Unknown.WINDOW) === 0;
    if (isKnown && window !== 0 && window === (syn & 0xffff)) resets.repeatsWindow++;
    const id = identification(view);
    if (id !== 0 && id === syn >>> 16) resets.repeatsIdentification++;
    if (this.neighbors.isFromOwner(view)) resets.fromServersMac++;
    if (isWithinHost(view)) resets.withinHost++;
  }
}
