import { dispatchOfPorts, speaksFirst } from '../protocols/application-ports.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as sip from '../protocols/sip/codec.ts';
import { FirstMessage, messageKind } from './connection-log.ts';
import { HistoryLetter, TcpState } from './connection-state.ts';
import {
  acknowledgedBytes,
  FIRST_MESSAGE,
  Flow,
  HISTORY_LENGTH_MASK,
  sentBytes,
  UPLOADED,
} from './flow-table.ts';
import { STALLED_RETRANSMISSIONS } from './time.ts';
import { askedIn } from './turns.ts';

/*
 * What a TCP connection's record says of how it stands, or ended: `words` is the flow table's memory, `base` the
 * record's first word (`flow-table.ts`). Nothing is counted here; `tcp-outcomes.ts` does.
 */

/** A side ended the connection, or reset it. */
export const CLOSED =
  TcpState.CLIENT_FIN | TcpState.CLIENT_RST | TcpState.SERVER_FIN | TcpState.SERVER_RST;
export const RESETS = TcpState.CLIENT_RST | TcpState.SERVER_RST;
/** Data of the server's, whether or not the capture has it. */
export const SERVER_SPOKE = TcpState.SERVER_DATA | TcpState.SERVER_DATA_UNSEEN;
const SERVER_REPEATS = 1 << (HistoryLetter.RETRANSMISSION + 1);
/** Seconds since data was sent again first, from which on its loss is no accident. */
const LATER_SECONDS = 3;
/** Bytes of data from which on a segment may be too large for a link with a tunnel in it. */
const LARGE_SEGMENT = 1_000;
/** Seconds at a capture's end after which most servers have said what they are to say. */
const LONG_WAIT = 1;

/** Whether the client waits for the server to say something, and has for a while. */
export function isServersTurn(words: Int32Array, base: number, seconds: number): boolean {
  const state = words[base + Flow.STATE];
  if ((state & (CLOSED | SERVER_SPOKE)) !== 0) return false;
  if ((state & TcpState.CLIENT_DATA) === 0 && !speaksFirst(words[base + Flow.PORTS] & 0xffff)) {
    return false;
  }
  return seconds - (words[base + Flow.LAST_SECONDS] >>> 0) >= LONG_WAIT;
}

/** Whether the client has sent data or a FIN that the server, which spoke before, did not acknowledge. */
export function isHanging(words: Int32Array, base: number): boolean {
  const state = words[base + Flow.STATE];
  const acknowledged = words[base + Flow.SERVER_ACKNOWLEDGED];
  if (acknowledged === 0 || (state & (TcpState.SERVER_RST | TcpState.SERVER_FIN)) !== 0) {
    return false;
  }
  const isEnding = (state & TcpState.CLIENT_FIN) !== 0;
  return ((words[base + Flow.CLIENT_NEXT] + (isEnding ? 1 : 0) - acknowledged) | 0) > 0;
}

/**
 * Whether the service answered and the exchange went on. The client's acknowledgment shows that it
 * did; where the capture lacks it, that a side ended the connection, or that the server, which had
 * the request, did not send its answer again.
 */
export function isExchange(words: Int32Array, base: number): boolean {
  const state = words[base + Flow.STATE];
  if ((state & TcpState.CLIENT_ALERT) !== 0) return false;
  if ((state & TcpState.EXCHANGED) !== 0) return true;
  const acknowledged = acknowledgedBytes(words, base);
  // Each side acknowledges data of the other, of which the capture lost some.
  if ((state & TcpState.SERVER_DATA_UNSEEN) !== 0 && acknowledged > 0) return true;
  if ((state & TcpState.SERVER_DATA) === 0) {
    if (acknowledged >= UPLOADED) {
      // A request that was taken, and a reset for an answer, is none.
      const isReset = (state & TcpState.SERVER_RST) !== 0 && isRequest(words, base);
      return !isReset && !isCutOff(words, base);
    }
    // Other protocols than those whose requests are known may well have nothing to answer.
    const isOrderly = (state & TcpState.CLIENT_FIN) !== 0 && (state & RESETS) === 0;
    const port = words[base + Flow.PORTS] & 0xffff;
    // A byte that is acknowledged is the FIN of a client that asks nothing.
    const hasTaken = acknowledged > ((state & TcpState.CLIENT_DATA) === 0 ? 1 : 0);
    // What the capture does not show may be a request.
    const isShown = messageKind(words[base + FIRST_MESSAGE]) !== FirstMessage.UNSHOWN;
    return hasTaken && isOrderly && isShown && !isRequest(words, base) && !speaksFirst(port);
  }
  const isRepeated = (words[base + Flow.HISTORY_SEEN] & SERVER_REPEATS) !== 0;
  return (state & CLOSED) !== 0 || (acknowledged > 0 && !isRepeated);
}

/** Whether a reset ended an upload of which the server does not have the last byte. */
export function isCutOff(words: Int32Array, base: number): boolean {
  const open = (words[base + Flow.CLIENT_NEXT] - words[base + Flow.SERVER_ACKNOWLEDGED]) | 0;
  return open > 0 && (words[base + Flow.STATE] & TcpState.SERVER_RST) !== 0;
}

/** Whether the client's first data is one that every server answers, by its looks or its port. */
export function isRequest(words: Int32Array, base: number): boolean {
  const port = words[base + Flow.PORTS] & 0xffff;
  return (
    words[base + Flow.APPLICATION] !== 0 ||
    messageKind(words[base + FIRST_MESSAGE]) === FirstMessage.HTTP_REQUEST ||
    dispatchOfPorts(port, port) !== Protocol.NONE ||
    (port === sip.PORT && askedIn(words, base) !== 0)
  );
}

const OPENED = TcpState.SYN | TcpState.SYN_ACK | TcpState.CLIENT_ACK;
const ENDED_BY_SERVER = OPENED | TcpState.SERVER_FIN;

/**
 * Whether the server ended a connection that the capture has from its SYN on, before the client did, and had said
 * nothing on it: its FIN is numbered right behind its SYN (RFC 9293 §3.6).
 */
export function endsUnanswered(words: Int32Array, base: number): boolean {
  const state = words[base + Flow.STATE];
  const looked = ENDED_BY_SERVER | SERVER_SPOKE | TcpState.SERVER_HOLE;
  if ((state & looked) !== ENDED_BY_SERVER) return false;
  const length = words[base + Flow.HISTORY_LENGTH] & HISTORY_LENGTH_MASK;
  for (let i = 0; i < length; i++) {
    const letter = (words[base + Flow.HISTORY + (i >> 3)] >>> ((i & 7) << 2)) & 15;
    if (letter === HistoryLetter.FIN + 1) return true;
    if (letter === HistoryLetter.FIN || letter === HistoryLetter.RST) return false;
  }
  return false;
}

/** Whether a connection without its SYN begins as those do that have one: an ACK, then data. */
export function beginsAnew(words: Int32Array, base: number): boolean {
  return (words[base + Flow.HISTORY] & 15) === HistoryLetter.ACK;
}

/**
 * Whether the client ended the connection without data of the server's which that had sent: its acknowledgment
 * of the FIN is numbered behind it, the FIN acknowledges none of it.
 */
export function isAnswerLost(words: Int32Array, base: number): boolean {
  const state = words[base + Flow.STATE];
  const lacks = TcpState.CLIENT_FIN | TcpState.SERVER_HOLE | TcpState.HOLE_BEFORE_ACK;
  return (state & lacks) === lacks && (state & SERVER_SPOKE) === 0;
}

/** Whether shorter data got through behind the segment that did not: duplicate ACKs show it. */
export function isBySize(words: Int32Array, base: number): boolean {
  const isFirst = sentBytes(words, base) <= words[base + Flow.SYN_FRAMES + 1];
  return (words[base + Flow.STATE] & TcpState.REPEATED_ACK) !== 0 && !isFirst;
}

/**
 * Whether the client's last data was sent again so often, over seconds, and is still without an
 * acknowledgment.
 */
export function hasStalled(words: Int32Array, base: number, retransmissions: number): boolean {
  return (
    staysOpen(words, base, retransmissions) &&
    ((words[base + Flow.LAST_SECONDS] - words[base + Flow.SYN_FRAMES]) | 0) >= LATER_SECONDS
  );
}

/** Whether it was sent again, and since then nothing acknowledged it up to the end of the capture. */
export function isLeftOpen(words: Int32Array, base: number, seconds: number): boolean {
  const since = words[base + Flow.SYN_FRAMES];
  return (
    staysOpen(words, base, STALLED_RETRANSMISSIONS) && ((seconds - since) | 0) >= LATER_SECONDS
  );
}

/** As of `hasStalled`, however long it took: in a text without times nobody knows. */
export function staysOpen(words: Int32Array, base: number, retransmissions: number): boolean {
  if ((words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff) < retransmissions) return false;
  if ((words[base + Flow.STATE] & (TcpState.SERVER_FIN | TcpState.SERVER_RST)) !== 0) return false;
  const open = (words[base + Flow.CLIENT_NEXT] - words[base + Flow.SERVER_ACKNOWLEDGED]) | 0;
  const isKeepAlive = (words[base + Flow.STATE] & TcpState.KEEP_ALIVE) !== 0;
  return words[base + Flow.SERVER_ACKNOWLEDGED] === 0 || open > 0 || isKeepAlive;
}

/** Whether the client's FIN, though sent again, was never acknowledged (RFC 9293 §3.6). */
export function endsUnheard(words: Int32Array, base: number): boolean {
  const state = words[base + Flow.STATE];
  const isAgain = (state & (TcpState.CLIENT_FIN_AGAIN | RESETS)) === TcpState.CLIENT_FIN_AGAIN;
  return isAgain && isHanging(words, base);
}

/**
 * Whether it fails by its size: nothing that long was ever acknowledged, and shorter data behind it
 * gets through.
 */
export function isLargeStalled(words: Int32Array, base: number): boolean {
  const length = words[base + Flow.SYN_FRAMES + 1];
  return (
    length >= LARGE_SEGMENT && acknowledgedBytes(words, base) < length && isBySize(words, base)
  );
}
