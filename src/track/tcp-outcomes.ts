import { isSameAddress } from '../protocols/address-text.ts';
import { dispatchOfPorts, speaksFirst } from '../protocols/application-ports.ts';
import * as http from '../protocols/http/codec.ts';
import { Protocol } from '../protocols/protocol.ts';
import { LONGEST_ALERT_SEGMENT } from '../protocols/tls/codec.ts';
import { messageLength, Outcome } from './connection-log.ts';
import { HistoryLetter, isBare, isMisnumbered, MISNUMBERED, TcpState } from './connection-state.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import { LaterFacts, UnansweredFacts } from './facts/connection-facts.ts';
import { type EndpointFacts, KEPT_ANSWERS } from './facts/endpoint-facts.ts';
import { Row } from './facts/endpoint-row.ts';
import { FailedTries } from './failed-tries.ts';
import {
  acknowledgedBytes,
  FIRST_MESSAGE,
  FLOW_WORDS,
  Flow,
  type FlowTable,
  SYN_TRAITS_SHIFT,
  sentBytes,
  UPLOADED,
  ZERO_WINDOW_SINCE,
} from './flow-table.ts';
import { withFrame } from './frame-sample.ts';
import { addTotals, isOverTrace, isRecent, type Outcomes, watchedFor } from './outcomes.ts';
import { isPlain } from './plain-connections.ts';
import { expectsMore } from './settled-connections.ts';
import {
  beginsAnew,
  CLOSED,
  endsUnanswered,
  endsUnheard,
  hasStalled,
  isAnswerLost,
  isBySize,
  isExchange,
  isHanging,
  isLargeStalled,
  isLeftOpen,
  isRequest,
  isServersTurn,
  RESETS,
  SERVER_SPOKE,
  staysOpen,
} from './tcp-endings.ts';
import {
  DATA_SILENCE,
  IDLE_SECONDS,
  REQUEST_SILENCE,
  STALLED_RETRANSMISSIONS,
  SYN_SILENCE,
} from './time.ts';
import { askedIn, slowestTurn } from './turns.ts';

/** What comes of the server, or in its name, once the SYN was answered. */
const ANSWERED =
  TcpState.SYN_ACK | TcpState.SERVER_ACK | TcpState.SERVER_DATA | TcpState.RESET_AFTER_DATA;
/** What there is only where the client took the SYN/ACK. */
const TAKEN = TcpState.CLIENT_ACK | TcpState.CLIENT_DATA | TcpState.SERVER_DATA;
const CLIENT_ENDS = TcpState.CLIENT_FIN | TcpState.CLIENT_RST;
/** What a server sends on a connection beside acknowledgments and RSTs. */
const ALIVE = TcpState.SYN_ACK | TcpState.SERVER_DATA | TcpState.SERVER_FIN;
/** What only a connection has that was accepted. */
const OPENED = TcpState.SYN_ACK | TcpState.CLIENT_ACK | TcpState.CLIENT_DATA;
const ENDS = CLIENT_ENDS | TcpState.SERVER_FIN | TcpState.SERVER_RST;
/** A SYN/ACK that the client resets, without a SYN before it or anything else. */
const UNASKED = TcpState.SYN_ACK | TcpState.CLIENT_RST;
const UNASKED_STATES =
  UNASKED | TcpState.CLIENT_ACK | TcpState.CLIENT_DATA | TcpState.SERVER_DATA | TcpState.RESUMED;
/** The server's part of the handshake is there, and the client did not accept it. */
const REFUSES_CERTIFICATE = TcpState.CERTIFICATE_REFUSED | TcpState.SERVER_DATA;
/** Letters of the history for a SYN of either side, and for what carries no data. */
const BEGINNING = (1 << HistoryLetter.SYN) | (1 << (HistoryLetter.SYN_ACK + 1));
const CONTROL =
  (1 << HistoryLetter.ACK) |
  (1 << (HistoryLetter.ACK + 1)) |
  (1 << HistoryLetter.FIN) |
  (1 << (HistoryLetter.FIN + 1));
/** Frames kept of SYNs that were sent again. */
export const SYN_FRAMES_KEPT = 3;
/** Times that data in mid-connection is sent again, from which on it is taken to be lost each time. */
const LATER_RETRANSMISSIONS = 4;
/** Times that a SYN/ACK is sent again although it was acknowledged, from which on that was not heard. */
const SYN_ACKS_AGAIN = 2;
/** Microseconds for which a server's window is closed to the end, from which on it is no short pause. */
const NEVER_OPENED = 20e6;
/**
 * Seconds without a packet from which on an answer has stopped: a sender tries what was lost again after 1 s and 2 s
 * more at the latest (RFC 6298 §2, §5), and neither has come.
 */
const STOPPED = 4;
/** Seconds for which a later request has no answer, and how much longer than the slowest before it. */
const LEFT_WAITING = 30;
const MUCH_LONGER = 10;
/** What only a connection has that the server took. */
const SERVER_LIVES = TcpState.SYN_ACK | TcpState.SERVER_DATA | TcpState.SERVER_FIN;
/** Data of the server's that the capture lacks: it may be the answer. */
const UNSEEN = TcpState.SERVER_DATA_UNSEEN | TcpState.SERVER_HOLE;
/** What says more of a connection than an answer that stops. */
const NO_STOP = TcpState.SERVER_HOLE | TcpState.AWAITS_ACK | TcpState.KEEP_ALIVE;
/** Bytes of the shortest ClientHello that programs send. */
const SHORTEST_HELLO = 100;
/** Connections of an endpoint that stalled whose times are kept. */
const KEPT_STALLS = 64;

/** What became of TCP connections: each adds to its endpoint's facts when it ends. */
export class TcpOutcomes {
  constructor(
    readonly flows: FlowTable,
    readonly endpoints: Outcomes,
    readonly capture: CaptureFacts,
  ) {}

  /**
   * Ends a flow at a time: what became of the attempt goes to its endpoint's facts.
   * @param seconds time up to which an answer could have come
   * @param isEvicted it makes room for others; its answer may come after that time
   */
  finish(flow: number, seconds: number, nanoseconds: number, isEvicted: boolean): void {
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    const state = words[base + Flow.STATE];
    if (isPlain(words, base) && this.#finishPlain(base)) return;
    const serverPackets = words[base + Flow.SERVER_PACKETS];
    const clientPackets = words[base + Flow.CLIENT_PACKETS];
    const has = (bit: number) => (state & bit) !== 0;
    if (words[base + Flow.HISTORY_SEEN] === 0) {
      this.#finishUnflagged(base);
      return;
    }
    // Who sends the same again and again has no answer either.
    const isAgain =
      has(TcpState.AWAITS_ACK) &&
      (words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff) >= STALLED_RETRANSMISSIONS;
    const goesOnAlone = serverPackets === 0 && has(TcpState.CLIENT_ACK) && !isAgain;
    this.capture.tcpPackets += serverPackets + clientPackets;
    // Of data that never arrives each is one more of the same failure, not another loss.
    if (has(TcpState.AWAITS_ACK)) {
      this.capture.dataRetransmissions -= words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff;
    }
    // What is no connection says nothing of how the capture has them.
    const isProbe = has(TcpState.MIDSTREAM) && isBare(words, base);
    const letters = words[base + Flow.HISTORY_SEEN];
    if ((letters & BEGINNING) !== 0) this.capture.connectionsBegun++;
    if ((letters & CONTROL) !== 0) this.capture.connectionsWithControl++;
    // What was resumed is counted already, or nobody knows.
    if (!has(TcpState.RESUMED) && !isProbe) {
      if (serverPackets > 0 && clientPackets > 0) this.capture.twoWayConnections++;
      else if (goesOnAlone || clientPackets === 0) this.capture.oneWayConnections++;
      else if (has(TcpState.MIDSTREAM)) this.capture.midstreamUnanswered++;
      if (has(TcpState.MIDSTREAM)) this.capture.midstreamConnections++;
    }
    const endpoint = this.endpoints.addFlow(words, this.flows.doubles, base);
    if (endpoint === null) return;
    endpoint.noteClientPort(words[base + Flow.PORTS] >>> 16, words[base + Flow.FIRST_FRAME]);

    if (has(TcpState.ZERO_WINDOW)) this.#neverOpened(endpoint, base, seconds);
    const hangs = isHanging(words, base);
    if (hangs) {
      endpoint.hangingUntil = Math.max(
        endpoint.hangingUntil,
        words[base + Flow.LAST_SECONDS] >>> 0,
      );
    }
    const { exchanges } = endpoint;
    const failures = failuresOf(endpoint);
    const unfinished = endpoint.pending.unfinished.total;
    if (!has(TcpState.SYN) && isProbe) this.#finishProbe(endpoint, base);
    else this.#finishTry(endpoint, base, seconds, nanoseconds, isEvicted);
    if (endpoint.exchanges > exchanges && !isEvicted) {
      this.#noteStop(endpoint, base, seconds, nanoseconds);
    }
    if (
      failuresOf(endpoint) === failures &&
      this.#endsOddly(base, endpoint.exchanges > exchanges, seconds, nanoseconds)
    ) {
      endpoint.oddEnds = withFrame(endpoint.oddEnds, words[base + Flow.LAST_FRAME]);
    }
    if (endpoint.pending.unfinished.total > unfinished && isServersTurn(words, base, seconds)) {
      endpoint.own('pending').waiting++;
    }
    const isCutOff = (endpoint.later?.failed ?? 0) > 0 && (hangs || has(TcpState.SERVER_RST));
    if (endpoint.exchanges === exchanges || isCutOff) {
      endpoint.failed ??= new FailedTries();
      endpoint.failed.addFlow(words, base);
    }
  }

  /**
   * Takes in a connection of which `isPlain` holds: what `finish` would, in one go.
   * @returns false where it is not to be: nothing was taken in then
   */
  #finishPlain(base: number): boolean {
    const { words, doubles } = this.flows;
    const { capture } = this;
    const table = this.endpoints.counted;
    if (table === null || capture.packetsWithoutPayload > 0 || !capture.traces.isEmpty)
      return false;
    const at = table.rowOf(words, base);
    if (at < 0) return false;
    const row = table.rows.words;
    const name = words[base + Flow.APPLICATION];
    if (name > 0 && name !== row[at + Row.WORKING_NAME]) return false;
    // Before the row changes: facts that are made of it say what it says of the packet before.
    const endpoint = row[at + Row.ANSWERED] < KEPT_ANSWERS ? table.inRow(at) : null;
    capture.tcpPackets += words[base + Flow.SERVER_PACKETS] + words[base + Flow.CLIENT_PACKETS];
    capture.connectionsBegun++;
    capture.connectionsWithControl++;
    capture.twoWayConnections++;
    addTotals(table.rows, at, words, doubles, base);
    table.rows.noteClientPort(at, words[base + Flow.PORTS] >>> 16, words[base + Flow.FIRST_FRAME]);
    row[at + Row.ATTEMPTS]++;
    row[at + Row.EXCHANGES]++;
    row[at + Row.LAST_SYN] = words[base + Flow.SYN_WINDOW];
    const answer = words[base + Flow.SYN_ACK_FRAME] || words[base + Flow.SERVER_DATA_FRAME];
    row[at + Row.ANSWERED]++;
    if (endpoint === null) table.rows.noteAnswer(at, answer);
    else endpoint.addAnswer(answer);
    this.#log(base, true);
    this.#logConnection(base, Outcome.WORKED);
    return true;
  }

  /** A connection of a list that does not show what its packets are. */
  #finishUnflagged(base: number): void {
    const { words, doubles } = this.flows;
    const endpoint = this.endpoints.addFlow(words, doubles, base);
    endpoint?.ownUnshown().unflagged.add(words[base + Flow.FIRST_FRAME]);
  }

  /**
   * Whether a connection ends as those do that fail, and not surely so: its server resets it before
   * anything was exchanged, or its RST in mid-connection is all that there is; the client sends its data
   * again, once or a few times, and nothing comes of it; or the client ends it without all that the server
   * has sent.
   */
  #endsOddly(base: number, isExchange: boolean, seconds: number, nanoseconds: number): boolean {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    if ((state & TcpState.SERVER_RST) !== 0) {
      // All else of it is missing; one that answers a SYN has no number (RFC 9293 §3.10.7.1).
      if (words[base + Flow.CLIENT_PACKETS] === 0 && (state & ALIVE) === 0) {
        return (state & TcpState.SERVER_ACK) !== 0;
      }
      const isOpened = (state & OPENED) !== 0 && (state & TcpState.REFUSED) === 0;
      return !isExchange && isOpened && (state & ENDS) === TcpState.SERVER_RST;
    }
    if ((state & TcpState.SERVER_FIN) !== 0) return false;
    if ((state & (TcpState.AWAITS_ACK | TcpState.KEEP_ALIVE)) === TcpState.AWAITS_ACK) {
      const isAgain = (words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff) > 0;
      const acknowledged = words[base + Flow.SERVER_ACKNOWLEDGED];
      const open = (words[base + Flow.CLIENT_NEXT] - acknowledged) | 0;
      const waited = ((seconds - words[base + Flow.SYN_FRAMES]) | 0) * 1e6;
      if (isAgain && (acknowledged === 0 || open > 0) && waited >= DATA_SILENCE) return true;
    }
    const lacks = TcpState.SERVER_HOLE | TcpState.CLIENT_FIN;
    return (state & lacks) === lacks && this.#lasted(base, seconds, nanoseconds) >= REQUEST_SILENCE;
  }

  /** Packets without SYN and data that began nothing. */
  #finishProbe(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    // Of packets from the server's port alone nobody knows who asked for them.
    if ((state & TcpState.CLIENT_ACK) === 0) return;
    const partial = endpoint.own('partial');
    partial.bare.add(words[base + Flow.FIRST_FRAME]);
    const isReset = (state & TcpState.SERVER_RST) !== 0;
    if (isReset) partial.bareReset++;
    const isAgain =
      words[base + Flow.SERVER_PACKETS] === 0 && words[base + Flow.CLIENT_PACKETS] > 1;
    if ((isReset || isAgain) && (state & CLIENT_ENDS) === 0) partial.bareInVain++;
  }

  /** What became of a connection, or of a try to have one. */
  #finishTry(
    endpoint: EndpointFacts,
    base: number,
    seconds: number,
    nanoseconds: number,
    isEvicted: boolean,
  ): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    const has = (bit: number) => (state & bit) !== 0;
    if (!has(TcpState.SYN)) {
      this.#finishPartial(endpoint, base, seconds, nanoseconds);
      return;
    }
    endpoint.attempts++;
    // Who acknowledges had an answer, if the capture has none.
    const isReached = has(ANSWERED | TcpState.REFUSED | TcpState.CLIENT_ACK);
    if (isOverTrace(this.capture, endpoint, words, base, isReached, seconds, nanoseconds)) return;
    endpoint.lastSyn = words[base + Flow.SYN_WINDOW];
    endpoint.retransmissions += Math.max(0, words[base + Flow.SYN_COUNT] - 1);
    if (has(ANSWERED)) this.#finishAnswered(endpoint, base, seconds, nanoseconds);
    else if (has(TcpState.REFUSED)) {
      endpoint.refused++;
      endpoint.resets?.synFrames.add(words[base + Flow.FIRST_FRAME]);
    } else if (has(TcpState.ICMP_ERROR)) endpoint.refused++;
    else if (words[base + Flow.SERVER_PACKETS] === 0 && has(TcpState.CLIENT_ACK)) {
      endpoint.own('partial').oneWay.add(words[base + Flow.FIRST_FRAME]);
    } else if (isEvicted && this.#mayBeAnswered(base, seconds, nanoseconds)) {
      endpoint.own('pending').evicted++;
    } else this.#finishUnanswered(endpoint, base, seconds, nanoseconds);
  }

  /** The server's window was closed to the end. */
  #neverOpened(endpoint: EndpointFacts, base: number, seconds: number): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    if ((state & (TcpState.SERVER_FIN | TcpState.SERVER_RST)) !== 0) return;
    const end = (state & CLOSED) !== 0 ? words[base + Flow.LAST_SECONDS] : seconds;
    const closedFor = (end - words[base + ZERO_WINDOW_SINCE]) | 0;
    if (closedFor * 1e6 < NEVER_OPENED + this.endpoints.patience) return;
    endpoint.later ??= new LaterFacts();
    endpoint.later.neverOpened.add(
      words[base + Flow.SYN_ACK_FRAME] || words[base + Flow.LAST_FRAME],
    );
    endpoint.later.neverOpenedFor.add(closedFor);
  }

  /** A connection whose start the capture lacks. */
  #finishPartial(
    endpoint: EndpointFacts,
    base: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    const partial = endpoint.own('partial');
    partial.midstream++;
    if ((state & UNASKED_STATES) === UNASKED) {
      endpoint.own('handshake').unasked.add(words[base + Flow.SYN_ACK_FRAME]);
      return;
    }
    const isStart = (state & TcpState.SYN_ACK) !== 0;
    if (!isStart && !this.capture.roles.isClear(words, base)) {
      partial.unclearRoles.add(words[base + Flow.FIRST_FRAME]);
    }
    if (words[base + Flow.CLIENT_PACKETS] === 0) {
      // One more reset of an attempt that is over is no connection.
      const isLoneReset = (state & (TcpState.SERVER_RST | SERVER_LIVES)) === TcpState.SERVER_RST;
      if (!isLoneReset || endpoint.attempts === 0) {
        partial.serverOnly.add(words[base + Flow.FIRST_FRAME]);
      }
    } else if (words[base + Flow.SERVER_PACKETS] > 0) {
      this.#finishConnection(endpoint, base, seconds, nanoseconds);
    } else if (this.#isStalled(base, seconds, nanoseconds)) {
      this.#stalled(endpoint, base);
      return;
    } else if ((state & (TcpState.CLIENT_ACK | TcpState.RESUMED)) === TcpState.CLIENT_ACK) {
      partial.oneWay.add(words[base + Flow.FIRST_FRAME]);
    }
    if ((state & (TcpState.SYN_ACK | TcpState.SERVER_DATA | TcpState.SERVER_ACK)) === 0) return;
    const answer = words[base + Flow.SYN_ACK_FRAME] || words[base + Flow.SERVER_DATA_FRAME];
    endpoint.answers = withFrame(endpoint.answers, answer);
    if (answer > endpoint.lastAnswerFrame) endpoint.lastAnswerFrame = answer;
  }

  #finishAnswered(
    endpoint: EndpointFacts,
    base: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    if ((state & (TcpState.REFUSED | TcpState.RETRIED | TcpState.EXCHANGED)) === TcpState.REFUSED) {
      // The reset was first; the server's own answer came too late for the client.
      endpoint.refused++;
      endpoint.resets?.synFrames.add(words[base + Flow.FIRST_FRAME]);
      endpoint.own('handshake').injectedResets.add(words[base + Flow.SYN_ACK_FRAME]);
      return;
    }
    // Where the client goes on, it sent a SYN that the capture lacks.
    if (isMisnumbered(words, base) && (state & TAKEN) === 0) {
      this.#misnumbered(endpoint, base);
      return;
    }
    endpoint.answered++;
    this.#log(base, true);
    endpoint.addAnswer(words[base + Flow.SYN_ACK_FRAME] || words[base + Flow.SERVER_DATA_FRAME]);
    if ((state & (TcpState.CLIENT_ACK | TcpState.CLIENT_RST)) === 0) {
      endpoint.own('handshake').halfOpen++;
      this.#synAckRepeated(endpoint, base);
      if ((state & TcpState.SERVER_DATA) === 0) return;
    }
    this.#finishConnection(endpoint, base, seconds, nanoseconds);
  }

  /** What became of a connection behind its handshake, with packets of both sides. */
  #finishConnection(
    endpoint: EndpointFacts,
    base: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    if ((state & TcpState.RESET_AFTER_DATA) !== 0 && acknowledgedBytes(words, base) < UPLOADED) {
      this.#resetAfterData(endpoint, base);
    } else if (isExchange(words, base)) {
      this.#exchanged(endpoint, base, seconds, nanoseconds);
    } else if ((state & REFUSES_CERTIFICATE) === REFUSES_CERTIFICATE) {
      // What is known of it stands with the alert (`TlsFacts.distrusts`).
    } else if (endsUnanswered(words, base) && this.#isTurnedOut(base, seconds, nanoseconds)) {
      this.#ended(endpoint, base, seconds, nanoseconds);
    } else if ((state & SERVER_SPOKE) !== 0) {
      this.#unfinished(endpoint, base);
    } else if ((state & TcpState.CLIENT_DATA) === 0) {
      this.#nothingSent(endpoint, base, seconds, nanoseconds);
    } else if (acknowledgedBytes(words, base) > 0) {
      // Part of it was taken, and the rest never, however often it was sent.
      if (hasStalled(words, base, STALLED_RETRANSMISSIONS)) this.#stalled(endpoint, base);
      else this.#taken(endpoint, base, seconds, nanoseconds);
    } else if (this.#isStalled(base, seconds, nanoseconds)) {
      // After a long pause it is no longer the first data that is looked at.
      if (words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] >>> 8 >= IDLE_SECONDS) {
        this.#stalledLater(endpoint, base);
      } else this.#stalled(endpoint, base);
    } else {
      this.#unfinished(endpoint, base);
    }
  }

  /**
   * Whether a server that ends a connection without a word turns its client out: it has the client's data, or the
   * client waits for its greeting, or had no time to ask. What idles for longer, a browser opened to have it ready.
   */
  #isTurnedOut(base: number, seconds: number, nanoseconds: number): boolean {
    const words = this.flows.words;
    if ((words[base + Flow.STATE] & TcpState.CLIENT_DATA) !== 0) {
      return acknowledgedBytes(words, base) > 0;
    }
    const isGreeter = speaksFirst(words[base + Flow.PORTS] & 0xffff);
    return isGreeter || this.#lasted(base, seconds, nanoseconds) < REQUEST_SILENCE;
  }

  /** The server took the connection, and ended it without a word. */
  #ended(endpoint: EndpointFacts, base: number, seconds: number, nanoseconds: number): void {
    const words = this.flows.words;
    endpoint.unanswered ??= new UnansweredFacts();
    const { unanswered } = endpoint;
    unanswered.ended.add(words[base + Flow.CLIENT_DATA_FRAME] || words[base + Flow.FIRST_FRAME]);
    const isLong = this.#lasted(base, seconds, nanoseconds) >= REQUEST_SILENCE;
    if (!isLong || !isRequest(words, base)) return;
    // Until then it was one that is not answered.
    unanswered.silentConnections++;
    unanswered.endedLate++;
    this.#logConnection(base, Outcome.UNANSWERED);
  }

  /** A connection of which the capture has neither an exchange nor a failure. */
  #unfinished(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    const pending = endpoint.own('pending');
    pending.unfinished.add(words[base + Flow.FIRST_FRAME]);
    if ((words[base + Flow.STATE] & CLOSED) !== 0) pending.fruitless++;
  }

  #exchanged(endpoint: EndpointFacts, base: number, seconds: number, nanoseconds: number): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    const awaits = (state & TcpState.AWAITS_ACK) !== 0;
    const isStalled = awaits && hasStalled(words, base, LATER_RETRANSMISSIONS);
    if (isStalled && isLargeStalled(words, base)) {
      this.#firstDataStalled(endpoint, base, true);
      return;
    }
    endpoint.exchanges++;
    if ((state & SERVER_SPOKE) === 0) endpoint.own('pending').takenOnly++;
    if (this.capture.packetsWithoutPayload > 0 && this.#isTurnedAway(base)) {
      endpoint.ownUnshown().turnedAway.add(words[base + Flow.LAST_FRAME]);
    }
    if ((state & TcpState.SYN) === 0) endpoint.own('partial').midstreamExchanges++;
    const name = words[base + Flow.APPLICATION];
    if (name > 0 && name !== endpoint.workingName) {
      endpoint.workingName = name;
      const known = endpoint.tls.serverNames[name - 1];
      if (known !== undefined) known.works = true;
    }
    const isHoled = (state & TcpState.SERVER_HOLE) !== 0;
    if (
      this.capture.isUntimed &&
      !(awaits && hasStalled(words, base, STALLED_RETRANSMISSIONS)) &&
      (isHoled || (awaits && staysOpen(words, base, STALLED_RETRANSMISSIONS)))
    ) {
      endpoint.ownUnshown().untimed.add(words[base + Flow.LAST_CLIENT_DATA_FRAME]);
    }
    if (isStalled) this.#stalledLater(endpoint, base);
    else if ((awaits && isLeftOpen(words, base, seconds)) || endsUnheard(words, base)) {
      endpoint.later ??= new LaterFacts();
      endpoint.later.unsure.add(words[base + Flow.LAST_FRAME]);
    } else if (this.#isLeftWaiting(endpoint, base, seconds, nanoseconds)) {
      this.#logConnection(base, Outcome.UNANSWERED);
    } else if ((state & TcpState.SERVER_HOLE) === 0) this.#logConnection(base, Outcome.WORKED);
    if (
      (state & TcpState.SERVER_HOLE) !== 0 &&
      this.#lasted(base, seconds, nanoseconds) >= REQUEST_SILENCE
    ) {
      endpoint.unanswered ??= new UnansweredFacts();
      endpoint.unanswered.holedConnections++;
      if ((state & TcpState.CLIENT_FIN) !== 0) endpoint.unanswered.lackingConnections++;
      endpoint.unanswered.holes.add(words[base + Flow.LAST_FRAME]);
    }
  }

  /**
   * Whether the client ended a connection, whose bytes are not shown, right behind the server's first answer,
   * with no more data than an alert is long: so do clients that do not accept the server's certificate.
   */
  #isTurnedAway(base: number): boolean {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    if ((state & CLIENT_ENDS) === 0 || (state & TcpState.SERVER_DATA) === 0) return false;
    const port = words[base + Flow.PORTS] & 0xffff;
    const first = messageLength(words[base + FIRST_MESSAGE]);
    if (first < SHORTEST_HELLO || http.isServerPort(port)) return false;
    const further = this.flows.doubles[(base + Flow.CLIENT_BYTES) / 2] - first;
    const isTls = dispatchOfPorts(port, port) === Protocol.TLS;
    return further >= (isTls ? 0 : 1) && further <= LONGEST_ALERT_SEGMENT;
  }

  /**
   * Takes in whether the last of several requests was acknowledged, and had no answer until the capture or
   * the connection ended, for much longer than any before it.
   */
  #isLeftWaiting(
    endpoint: EndpointFacts,
    base: number,
    seconds: number,
    nanoseconds: number,
  ): boolean {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    const asked = askedIn(words, base);
    if (asked === 0 || (state & UNSEEN) !== 0) return false;
    if (((words[base + Flow.CLIENT_NEXT] - words[base + Flow.SERVER_ACKNOWLEDGED]) | 0) > 0) {
      return false;
    }
    const isClosed = (state & CLOSED) !== 0;
    const first = words[base + Flow.FIRST_SECONDS];
    const lasted = ((isClosed ? words[base + Flow.LAST_SECONDS] : seconds) - first) | 0;
    // Where the capture did not watch, nobody knows.
    const unwatched = lasted - this.#lasted(base, seconds, nanoseconds) / 1e6;
    const waited = Math.floor(lasted - (asked - 1) - Math.max(0, unwatched));
    const slowest = slowestTurn(words, base);
    if (waited < Math.max(LEFT_WAITING, slowest * MUCH_LONGER)) return false;
    endpoint.unanswered ??= new UnansweredFacts();
    endpoint.unanswered.silentConnections++;
    endpoint.unanswered.laterRequests++;
    endpoint.unanswered.longestWait = Math.max(endpoint.unanswered.longestWait, waited);
    endpoint.unanswered.requests.add(words[base + Flow.LAST_FRAME]);
    return true;
  }

  /** Takes in whether the server's answer stopped in the middle, and nothing has come since, for long. */
  #noteStop(endpoint: EndpointFacts, base: number, seconds: number, nanoseconds: number): void {
    const words = this.flows.words;
    const missing = this.capture.answerLengths.missing(
      base / FLOW_WORDS,
      words[base + Flow.SERVER_NEXT],
    );
    if (missing === 0 || (missing < 0 && !expectsMore(words, base))) return;
    const state = words[base + Flow.STATE];
    if ((state & (CLOSED | NO_STOP)) !== 0) return;
    // Its rest may have been sent, and nobody asks for it again.
    if (((words[base + Flow.CLIENT_NEXT] - words[base + Flow.SERVER_ACKNOWLEDGED]) | 0) > 0) return;
    if (this.capture.isUntimed) {
      endpoint.ownUnshown().untimed.add(words[base + Flow.LAST_FRAME]);
      return;
    }
    const lasted = (seconds - words[base + Flow.FIRST_SECONDS]) | 0;
    const unwatched = Math.max(0, lasted - this.#lasted(base, seconds, nanoseconds) / 1e6);
    const pause = Math.floor(((seconds - words[base + Flow.LAST_SECONDS]) | 0) - unwatched);
    if (pause < STOPPED) return;
    endpoint.unanswered ??= new UnansweredFacts();
    const { unanswered } = endpoint;
    unanswered.longestPause = Math.max(unanswered.longestPause, pause);
    unanswered.missing = Math.max(unanswered.missing, missing);
    (missing > 0 ? unanswered.incomplete : unanswered.unended).add(words[base + Flow.LAST_FRAME]);
  }

  #resetAfterData(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    const isPartial = (words[base + Flow.STATE] & TcpState.SYN) === 0;
    if (isPartial && words[base + Flow.APPLICATION] === 0 && !beginsAnew(words, base)) {
      // What the connection had carried before nobody knows.
      this.#unfinished(endpoint, base);
      return;
    }
    this.#nameFails(endpoint, base);
    this.#logConnection(base, Outcome.RESET);
    const firstData = endpoint.own('firstData');
    firstData.reset++;
    if ((words[base + Flow.STATE] & TcpState.SYN_ACK) === 0) firstData.withoutHandshake++;
    if (acknowledgedBytes(words, base) > 0) firstData.resetAcknowledged++;
    // The reset may acknowledge data that the capture lacks.
    const request = words[base + Flow.CLIENT_DATA_FRAME];
    if (request > 0) firstData.resetPackets.add(request);
    firstData.resetPackets.add(words[base + Flow.REFUSAL_FRAME]);
  }

  /** Neither side sent data: the client had nothing to ask, or waits for a greeting. */
  #nothingSent(endpoint: EndpointFacts, base: number, seconds: number, nanoseconds: number): void {
    const words = this.flows.words;
    if ((words[base + Flow.STATE] & TcpState.KEEP_ALIVE) !== 0) {
      // It was idle from the beginning: what its keep-alives say.
      if (hasStalled(words, base, LATER_RETRANSMISSIONS)) {
        this.#stalledLater(endpoint, base);
        return;
      }
      if ((words[base + Flow.STATE] & TcpState.SERVER_RST) !== 0) return;
    }
    const frame = words[base + Flow.FIRST_FRAME];
    const isOpened = (words[base + Flow.STATE] & TcpState.SYN) !== 0;
    const lasted = this.#lasted(base, seconds, nanoseconds);
    const again = words[base + Flow.SERVER_TIME_TO_LIVE] >>> 16;
    const hasHeard = (words[base + Flow.STATE] & (TcpState.SERVER_ACK | RESETS)) !== 0;
    if (isOpened && again >= SYN_ACKS_AGAIN && !hasHeard && lasted >= REQUEST_SILENCE) {
      const handshake = endpoint.own('handshake');
      handshake.unheard.add(words[base + Flow.SYN_ACK_FRAME]);
      handshake.unheardConnections++;
    }
    if (lasted >= REQUEST_SILENCE && isAnswerLost(words, base)) this.#answerLost(endpoint, base);
    else if (isOpened && lasted >= REQUEST_SILENCE && acknowledgedBytes(words, base) > 1) {
      // The server has a request that the capture lacks.
      this.#taken(endpoint, base, seconds, nanoseconds);
    } else if (isOpened && speaksFirst(endpoint.port) && lasted >= REQUEST_SILENCE) {
      endpoint.unanswered ??= new UnansweredFacts();
      endpoint.unanswered.greetings.add(frame);
    } else if (isOpened && speaksFirst(endpoint.port) && this.capture.isUntimed) {
      endpoint.ownUnshown().untimed.add(frame);
    } else if (
      isOpened &&
      (words[base + Flow.STATE] & CLIENT_ENDS) !== 0 &&
      // More than its FIN was acknowledged, or is before it: it sent what the capture does not have.
      acknowledgedBytes(words, base) <= 1 &&
      sentBytes(words, base) <= 0
    ) {
      const handshake = endpoint.own('handshake');
      handshake.nothingAsked.add(frame);
      if ((words[base + Flow.STATE] & TcpState.CLIENT_ACK) === 0) handshake.turnedDown++;
    } else {
      this.#unfinished(endpoint, base);
    }
  }

  #answerLost(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    endpoint.unanswered ??= new UnansweredFacts();
    const { unanswered } = endpoint;
    unanswered.lostConnections++;
    if (words[base + Flow.SYN_ACK_FRAME] > 0) unanswered.lost.add(words[base + Flow.SYN_ACK_FRAME]);
    unanswered.lost.add(words[base + Flow.LAST_FRAME]);
    this.#logConnection(base, Outcome.UNANSWERED);
  }

  /** The server's host has the client's data, and nothing came back. */
  #taken(endpoint: EndpointFacts, base: number, seconds: number, nanoseconds: number): void {
    const words = this.flows.words;
    const isLong = this.#lasted(base, seconds, nanoseconds) >= REQUEST_SILENCE;
    const unclear = TcpState.SERVER_RST | TcpState.SERVER_HOLE;
    if ((words[base + Flow.STATE] & unclear) === unclear) this.#unfinished(endpoint, base);
    else if (isLong && isAnswerLost(words, base)) this.#answerLost(endpoint, base);
    else if (isLong && speaksFirst(endpoint.port)) {
      endpoint.unanswered ??= new UnansweredFacts();
      endpoint.unanswered.greetings.add(words[base + Flow.FIRST_FRAME]);
    } else if (isLong && isRequest(words, base)) {
      endpoint.unanswered ??= new UnansweredFacts();
      endpoint.unanswered.silentConnections++;
      this.#logConnection(base, Outcome.UNANSWERED);
      const request = words[base + Flow.CLIENT_DATA_FRAME] || words[base + Flow.LAST_FRAME];
      endpoint.unanswered.requests.add(request);
    } else {
      this.#unfinished(endpoint, base);
    }
  }

  /** Whether the client's data was sent again and again, and none of it was acknowledged. */
  #isStalled(base: number, seconds: number, nanoseconds: number): boolean {
    const words = this.flows.words;
    const waited = watchedFor(this.capture.clock, words, base, seconds, nanoseconds);
    return (
      (words[base + Flow.STATE] & TcpState.CLIENT_DATA) !== 0 &&
      (words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff) >= STALLED_RETRANSMISSIONS &&
      waited >= DATA_SILENCE + this.endpoints.patience
    );
  }

  #stalled(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    const isPartial = (state & TcpState.SYN) === 0;
    if (isPartial && words[base + Flow.APPLICATION] === 0 && !beginsAnew(words, base)) {
      if (hasStalled(words, base, LATER_RETRANSMISSIONS)) this.#stalledLater(endpoint, base);
      else this.#unfinished(endpoint, base);
      return;
    }
    const failsBySize = isBySize(words, base);
    if (!failsBySize) this.#nameFails(endpoint, base);
    this.#firstDataStalled(endpoint, base, failsBySize);
  }

  #firstDataStalled(endpoint: EndpointFacts, base: number, failsBySize: boolean): void {
    const words = this.flows.words;
    const firstData = endpoint.own('firstData');
    this.#logConnection(base, Outcome.STALLED);
    firstData.stalled++;
    if ((words[base + Flow.STATE] & TcpState.SYN_ACK) === 0) firstData.withoutHandshake++;
    if (failsBySize) firstData.stalledBySize++;
    firstData.retransmissions += words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff;
    firstData.stalledPackets.add(words[base + Flow.CLIENT_DATA_FRAME]);
    firstData.stalledPackets.add(words[base + Flow.LAST_CLIENT_DATA_FRAME]);
    this.capture.stalledConnections++;
  }

  /**
   * Microseconds from the connection's first packet to its end; to that time, less the patience,
   * where it has none.
   */
  #lasted(base: number, seconds: number, nanoseconds: number): number {
    const words = this.flows.words;
    const isClosed = (words[base + Flow.STATE] & CLOSED) !== 0;
    const lasted = watchedFor(this.capture.clock, words, base, seconds, nanoseconds, isClosed);
    return isClosed ? lasted : lasted - this.endpoints.patience;
  }

  #misnumbered(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    const handshake = endpoint.own('handshake');
    handshake.misnumbered++;
    if (words[base + Flow.SYN_COUNT] > 1) handshake.misnumberedAgain++;
    handshake.misnumberedPackets.add(words[base + Flow.FIRST_FRAME]);
    handshake.misnumberedPackets.add(words[base + Flow.SYN_ACK_FRAME]);
    for (let i = 0; i < SYN_FRAMES_KEPT; i++) {
      handshake.misnumberedPackets.add(words[base + Flow.SYN_FRAMES + i]);
    }
  }

  /**
   * The server sends its SYN/ACK again and the client its SYN: one does not reach the other. A
   * client that only asked once may have lost interest (a scan, a spoofed address).
   */
  #synAckRepeated(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    const state = words[base + Flow.STATE];
    if (words[base + Flow.SERVER_TIME_TO_LIVE] >>> 16 === 0) return;
    if (words[base + Flow.SYN_COUNT] < 2 || (state & ANSWERED) !== TcpState.SYN_ACK) return;
    if ((state & TcpState.SERVER_RST) !== 0) return;
    const handshake = endpoint.own('handshake');
    handshake.unacknowledged++;
    handshake.unacknowledgedPackets.add(words[base + Flow.FIRST_FRAME]);
    handshake.unacknowledgedPackets.add(words[base + Flow.SYN_ACK_FRAME]);
    for (let i = 0; i < SYN_FRAMES_KEPT; i++) {
      handshake.unacknowledgedPackets.add(words[base + Flow.SYN_FRAMES + i]);
    }
  }

  /** The client's last data does not get through any more, on a connection that worked before. */
  #stalledLater(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    const since = words[base + Flow.SYN_FRAMES];
    const waits = words[base + Flow.CLIENT_DATA_RETRANSMISSIONS];
    endpoint.later ??= new LaterFacts();
    const { later } = endpoint;
    later.stalledConnections++;
    later.stalled.add(words[base + Flow.LAST_CLIENT_DATA_FRAME]);
    if (later.stalledSince.length < KEPT_STALLS) later.stalledSince.push(since >>> 0);
    const idle = waits >>> 8;
    if (idle < IDLE_SECONDS) return;
    later.stalledAfterIdle++;
    later.idle.add(idle);
  }

  /** What became of the attempt, for statistics of loss. */
  #log(base: number, isAnswered: boolean): void {
    const words = this.flows.words;
    // A SYN that is sent again because its answer was for another was not lost.
    const isTurnedDown = (words[base + Flow.HISTORY_SEEN] & MISNUMBERED) !== 0;
    this.capture.attempts.add(
      words[base + Flow.ENDPOINT],
      words[base + Flow.FIRST_SECONDS],
      words[base + Flow.FIRST_NANOSECONDS],
      isTurnedDown ? 1 : words[base + Flow.SYN_COUNT],
      isAnswered,
    );
  }

  /** What became of the connection, and what it looked like, for those that ask how some differ. */
  #logConnection(base: number, outcome: Outcome): void {
    const words = this.flows.words;
    const hasData = (words[base + Flow.STATE] & TcpState.CLIENT_DATA) !== 0;
    this.capture.connections.add(
      words[base + Flow.ENDPOINT],
      words[base + Flow.FIRST_FRAME],
      words[base + Flow.FIRST_SECONDS],
      words[base + Flow.PORTS] >>> 16,
      outcome,
      words[base + Flow.HISTORY_LENGTH] >>> SYN_TRAITS_SHIFT,
      hasData ? words[base + FIRST_MESSAGE] : 0,
      words[base + Flow.APPLICATION],
    );
  }

  #nameFails(endpoint: EndpointFacts, base: number): void {
    const name = this.flows.words[base + Flow.APPLICATION];
    const known = name > 0 ? endpoint.tls.serverNames[name - 1] : undefined;
    if (known !== undefined) known.failures++;
  }

  /** Whether an answer may still come to an attempt that makes room. */
  #mayBeAnswered(base: number, seconds: number, nanoseconds: number): boolean {
    const words = this.flows.words;
    if ((words[base + Flow.STATE] & TcpState.CLIENT_RST) !== 0) return false;
    if (words[base + Flow.SYN_COUNT] < 2) return true;
    return isRecent(words, base, seconds, nanoseconds);
  }

  #finishUnanswered(
    endpoint: EndpointFacts,
    base: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const words = this.flows.words;
    const other = this.capture.straySynAcks.find(words, base);
    if (other !== null && !isSameAddress(other.server, endpoint.server)) {
      const handshake = endpoint.own('handshake');
      handshake.answeredByOther.add(words[base + Flow.FIRST_FRAME]);
      handshake.answeredByOther.add(other.frame);
      handshake.otherAddress ??= other.server;
      return;
    }
    // A client that resets has stopped waiting.
    const isAborted = (words[base + Flow.STATE] & TcpState.CLIENT_RST) !== 0;
    const waited = watchedFor(this.capture.clock, words, base, seconds, nanoseconds, isAborted);
    if (isAborted && waited < SYN_SILENCE) {
      endpoint.own('handshake').clientAborts++;
      return;
    }
    const isSilent = waited >= SYN_SILENCE + (isAborted ? 0 : this.endpoints.patience);
    if (isSilent) {
      this.#log(base, false);
      this.#logConnection(base, Outcome.SILENT);
      endpoint.own('silence').add(words[base + Flow.SYN_COUNT] - 1, waited);
    } else {
      endpoint.own('pending').attempts++;
    }
    const { packets } = isSilent ? endpoint.silence : endpoint.pending;
    packets.add(words[base + Flow.FIRST_FRAME]);
    for (let i = 0; i < SYN_FRAMES_KEPT; i++) packets.add(words[base + Flow.SYN_FRAMES + i]);
    packets.addUnkept(words[base + Flow.SYN_COUNT] - 1 - SYN_FRAMES_KEPT);
  }
}

/** Connections of an endpoint that are known to have failed behind their handshake. */
function failuresOf({ firstData, later, unanswered }: EndpointFacts): number {
  return (
    firstData.stalled +
    firstData.reset +
    (later?.failed ?? 0) +
    (unanswered === null ? 0 : unanswered.silentConnections + unanswered.greetings.total)
  );
}
