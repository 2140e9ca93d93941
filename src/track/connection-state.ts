import { Flow, HISTORY_LENGTH_MASK } from './flow-table.ts';

/** Bits of a TCP flow's state. */
export enum TcpState {
  SYN = 1 << 0,
  SYN_ACK = 1 << 1,
  /** The client acknowledged the SYN/ACK, or sent data: its side of the handshake is done. */
  CLIENT_ACK = 1 << 2,
  CLIENT_DATA = 1 << 3,
  SERVER_DATA = 1 << 4,
  CLIENT_FIN = 1 << 5,
  SERVER_FIN = 1 << 6,
  CLIENT_RST = 1 << 7,
  SERVER_RST = 1 << 8,
  /** An ICMP error quoted the flow before it was answered. */
  ICMP_ERROR = 1 << 9,
  /** The first packet seen was not a SYN. */
  MIDSTREAM = 1 << 10,
  /** A RST of the server came after the client's first data and before any of the server's. */
  RESET_AFTER_DATA = 1 << 11,
  /** The reset or ICMP error came in answer to the SYN. */
  REFUSED = 1 << 12,
  /** A packet of the server that only an established connection has. */
  SERVER_ACK = 1 << 13,
  /** A packet of the flow matched the display filter (or there is none); for UDP too. */
  IN_SCOPE = 1 << 14,
  /** A UDP flow whose DNS question was answered: nothing more is to come. */
  QUESTION_ANSWERED = 1 << 15,
  /** The same SYN was sent again after it had been refused. */
  RETRIED = 1 << 16,
  /** The server acknowledged, after the client's first data, nothing but the handshake again. */
  REPEATED_ACK = 1 << 17,
  /** The client's data was sent again, or after a long pause, and not acknowledged since. */
  AWAITS_ACK = 1 << 18,
  /** Flows had been evicted when the first packet was seen, which was no SYN: it may be of one of them. */
  RESUMED = 1 << 19,
  /** Server data lies behind a hole, and the client has acknowledged nothing beyond the hole yet. */
  SERVER_HOLE = 1 << 20,
  /** Both sides had sent FIN when a reset came: it ended nothing. */
  ENDED_BEFORE_RST = 1 << 21,
  /** The client acknowledged data of the server's that the capture has: it went on from there. */
  EXCHANGED = 1 << 22,
  /** The client acknowledged data of the server's that the capture does not have. */
  SERVER_DATA_UNSEEN = 1 << 23,
  /** The server is off the client's site; for UDP too. */
  OUTSIDE = 1 << 24,
  /** The client sent its FIN again. */
  CLIENT_FIN_AGAIN = 1 << 25,
  /** The client ended a TLS handshake by a fatal alert: what it got was not what it wanted. */
  CLIENT_ALERT = 1 << 26,
  /** What lies behind the hole (`SERVER_HOLE`) is an acknowledgment alone. */
  HOLE_BEFORE_ACK = 1 << 27,
  /** That alert (`CLIENT_ALERT`) is about the server's certificate. */
  CERTIFICATE_REFUSED = 1 << 28,
  /** A side went on after a reset in its name: it did not send that. */
  WENT_ON_AFTER_RST = 1 << 29,
  /** The client's keep-alive (RFC 9293 §3.8.4) has had no answer yet. */
  KEEP_ALIVE = 1 << 30,
  /** The server's window is closed: it takes no data for now. */
  ZERO_WINDOW = 1 << 31,
}

/** Whether a flow is over: reset by a side, ended by both, or answered (DNS over UDP). */
export function isOver(state: number): boolean {
  return (
    (state & (TcpState.CLIENT_RST | TcpState.SERVER_RST | TcpState.QUESTION_ANSWERED)) !== 0 ||
    (state & (TcpState.CLIENT_FIN | TcpState.SERVER_FIN)) ===
      (TcpState.CLIENT_FIN | TcpState.SERVER_FIN)
  );
}

/**
 * Zeek's `conn_state` of a TCP flow (base/protocols/conn/main.zeek).
 * @param base first word of the flow's record
 */
export function connectionState(words: Int32Array, base: number): string {
  const state = words[base + Flow.STATE];
  const has = (bits: number) => (state & bits) === bits;
  // A reset after the FINs of both sides changes nothing (Zeek's UpdateClosedState).
  if (has(TcpState.ENDED_BEFORE_RST)) return 'SF';
  // Zeek's "partial": without the handshake a side that has not ended counts as if it were not there.
  if (has(TcpState.MIDSTREAM)) return halfSeenState(state, false, false);
  // A SYN/ACK without its SYN: the client's side is there as soon as a packet of it is.
  if (!has(TcpState.SYN)) return halfSeenState(state, words[base + Flow.CLIENT_PACKETS] > 0, true);
  if (!has(TcpState.SYN_ACK)) {
    if (has(TcpState.SERVER_RST)) return 'REJ';
    if (has(TcpState.CLIENT_RST)) return 'RSTOS0';
    return has(TcpState.CLIENT_FIN) ? 'SH' : 'S0';
  }
  if (has(TcpState.CLIENT_RST)) return 'RSTO';
  if (has(TcpState.SERVER_RST)) return 'RSTR';
  if (has(TcpState.CLIENT_FIN | TcpState.SERVER_FIN)) return 'SF';
  if (has(TcpState.CLIENT_FIN)) return 'S2';
  if (has(TcpState.SERVER_FIN)) return 'S3';
  return 'S1';
}

/** `conn_state` of a flow without its SYN, by which sides are known to be established. */
function halfSeenState(state: number, client: boolean, server: boolean): string {
  const clientEnded = (state & TcpState.CLIENT_FIN) !== 0;
  const serverEnded = (state & TcpState.SERVER_FIN) !== 0;
  if ((state & TcpState.SERVER_RST) !== 0) return client || clientEnded ? 'RSTR' : 'RSTRH';
  if ((state & TcpState.CLIENT_RST) !== 0) return server || serverEnded ? 'RSTO' : 'OTH';
  if (clientEnded && serverEnded) return 'SF';
  if (clientEnded) return server ? 'S2' : 'SH';
  if (serverEnded) return client ? 'S3' : 'SHR';
  return client && server ? 'S1' : 'OTH';
}

/**
 * Letters of Zeek's `history` (base/protocols/conn/main.zeek): upper case for the side that began
 * the connection, lower case for the other. The index of a letter is its code; 0 is none.
 */
const LETTERS = ' SsHhAaDdFfRrTt^';

export enum HistoryLetter {
  SYN = 1,
  SYN_ACK = 3,
  ACK = 5,
  DATA = 7,
  FIN = 9,
  RST = 11,
  RETRANSMISSION = 13,
}
/** Packets of a probe without SYN: scanners send it again a few times. */
const MOST_BARE_PACKETS = 8;

/** The connection was flipped: its first packet came from the server. */
export const FLIPPED = 15;

/**
 * In a flow's HISTORY_SEEN, above the letters: a SYN/ACK acknowledged what the client did not send, and one
 * came after it that was for its SYN.
 */
export const MISNUMBERED = 1 << 17;
export const NUMBERED_AFTER_ALL = 1 << 18;
/** The same place: server data was missing when the client ended; what is missing since then came after all. */
export const HOLE_BEFORE_FIN = 1 << 19;
export const HOLE_FILLED = 1 << 20;

/** Whether no SYN/ACK of the flow's was for its SYN. */
export function isMisnumbered(words: Int32Array, base: number): boolean {
  return (words[base + Flow.HISTORY_SEEN] & (MISNUMBERED | NUMBERED_AFTER_ALL)) === MISNUMBERED;
}

/** Whether all server data that went missing since the client ended has come since. */
export function isHoleFilled(words: Int32Array, base: number): boolean {
  const holes = words[base + Flow.HISTORY_SEEN] & (HOLE_BEFORE_FIN | HOLE_FILLED);
  return holes === HOLE_FILLED;
}

/** Adds a letter, where it does not stand in the record's history already. */
export function addHistory(words: Int32Array, base: number, code: number): void {
  const bit = 1 << code;
  if ((words[base + Flow.HISTORY_SEEN] & bit) !== 0) return;
  words[base + Flow.HISTORY_SEEN] |= bit;
  const length = words[base + Flow.HISTORY_LENGTH]++ & HISTORY_LENGTH_MASK;
  words[base + Flow.HISTORY + (length >> 3)] |= code << ((length & 7) << 2);
}

/** Letters of packets that carry a connection on: SYN/ACK, ACK, data and FIN, of either side. */
const GOES_ON =
  (1 << HistoryLetter.DATA) |
  (1 << (HistoryLetter.SYN_ACK + 1)) |
  (1 << (HistoryLetter.DATA + 1)) |
  (1 << HistoryLetter.SYN);
const CLIENT_ALONE = (1 << HistoryLetter.ACK) | (1 << HistoryLetter.FIN);

/**
 * Whether a flow without its SYN is no more than a few packets of one side without data, and at the
 * most a RST in answer: nothing of a connection.
 */
export function isBare(words: Int32Array, base: number): boolean {
  const seen = words[base + Flow.HISTORY_SEEN];
  if ((seen & GOES_ON) !== 0) return false;
  const isClients = (seen & CLIENT_ALONE) !== 0;
  const isServers = (seen & (CLIENT_ALONE << 1)) !== 0;
  return (
    isClients !== isServers &&
    words[base + (isClients ? Flow.CLIENT_PACKETS : Flow.SERVER_PACKETS)] <= MOST_BARE_PACKETS
  );
}

/** The history of the record at `base`, in Zeek's letters. */
export function historyText(words: Int32Array, base: number): string {
  let text = '';
  const length = words[base + Flow.HISTORY_LENGTH] & HISTORY_LENGTH_MASK;
  for (let i = 0; i < length; i++) {
    text += LETTERS[(words[base + Flow.HISTORY + (i >> 3)] >>> ((i & 7) << 2)) & 15];
  }
  return text;
}
