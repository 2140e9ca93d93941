import type { PacketView } from '../protocols/packet-view.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import * as tls from '../protocols/tls/codec.ts';
import { HistoryLetter, TcpState } from './connection-state.ts';
import { FLOW_WORDS, Flow, type FlowTable, FROM_CLIENT } from './flow-table.ts';
import { IDLE_SECONDS } from './time.ts';

/*
 * Most packets of most captures belong to connections that work, and carry on where they were. Such a
 * connection is marked as settled: both sides have data, each acknowledged the other's, nothing is missing,
 * and nobody looks into what it carries. Its next packet then needs a few comparisons and counts; whatever
 * is not just that goes the whole way through `TcpTracker`, which marks the connection anew.
 */

/** In a flow's HISTORY_SEEN, above the letters. */
const SETTLED = 1 << 16;

/*
 * Above that what the server's last new data tells of more to follow: ten bits of its length, 0 where it is no
 * full segment; that it came without PSH; and that the one before was as long, and one of the two without PSH.
 */
const LENGTH_SHIFT = 20;
const LENGTH_MASK = 0x3ff;
const UNPUSHED = 1 << 30;
const EXPECTS_MORE = 1 << 31;
const NOTED = -1 << LENGTH_SHIFT;
/** Bytes of data from which on a segment is taken for a full one: links with tunnels have shorter ones. */
const FULL_SEGMENT = 1_000;

/** Data of both sides, which each acknowledged. */
const NEEDED =
  TcpState.CLIENT_ACK |
  TcpState.SERVER_ACK |
  TcpState.CLIENT_DATA |
  TcpState.SERVER_DATA |
  TcpState.EXCHANGED;
/** What makes the next packet mean something. */
const HINDERS =
  TcpState.CLIENT_FIN |
  TcpState.SERVER_FIN |
  TcpState.CLIENT_RST |
  TcpState.SERVER_RST |
  TcpState.REPEATED_ACK |
  TcpState.AWAITS_ACK |
  TcpState.SERVER_HOLE |
  TcpState.HOLE_BEFORE_ACK |
  TcpState.KEEP_ALIVE |
  TcpState.ZERO_WINDOW;
/** Letters of acknowledgments and data of both sides. */
const LETTERS = (3 << HistoryLetter.ACK) | (3 << HistoryLetter.DATA);
const CONTROL = tcp.SYN | tcp.FIN | tcp.RST;

/** Whether the state is one of a connection that carries on. */
export function mayBeSettled(state: number): boolean {
  return (state & (NEEDED | HINDERS)) === NEEDED;
}

/** Marks the connection as settled where its record says so, and nobody reads what it carries. */
export function settle(words: Int32Array, base: number): void {
  if (
    (words[base + Flow.HISTORY_SEEN] & LETTERS) === LETTERS &&
    words[base + Flow.SERVER_ACKNOWLEDGED] !== 0 &&
    words[base + Flow.SERVER_TIME_TO_LIVE] !== 0 &&
    words[base + Flow.SERVER_PACKETS] > 1
  ) {
    words[base + Flow.HISTORY_SEEN] |= SETTLED;
  }
}

/** Whether the connection is marked. */
export function isSettled(words: Int32Array, base: number): boolean {
  return (words[base + Flow.HISTORY_SEEN] & SETTLED) !== 0;
}

/** Takes the mark away. */
export function unsettle(words: Int32Array, base: number): void {
  words[base + Flow.HISTORY_SEEN] &= ~SETTLED;
}

/** Takes in what new data says of more that is to follow it. */
export function noteLength(
  words: Int32Array,
  base: number,
  direction: number,
  flags: number,
  length: number,
): void {
  const seen = words[base + Flow.HISTORY_SEEN];
  let noted = 0;
  if (direction !== FROM_CLIENT && length >= FULL_SEGMENT) {
    const size = (length & LENGTH_MASK) << LENGTH_SHIFT;
    noted = size | ((flags & tcp.PSH) === 0 ? UNPUSHED : 0);
    const isSame = (seen & (LENGTH_MASK << LENGTH_SHIFT)) === size && size !== 0;
    if (isSame && ((seen | noted) & UNPUSHED) !== 0) noted |= EXPECTS_MORE;
  }
  if ((seen & NOTED) !== noted) words[base + Flow.HISTORY_SEEN] = (seen & ~NOTED) | noted;
}

/**
 * Whether the server's last two segments are full ones of one length, and not both pushed: in a stream of
 * messages each is pushed (RFC 9293 §3.9.1.2), and the last of a long answer is a shorter one, but for chance.
 */
export function expectsMore(words: Int32Array, base: number): boolean {
  return (words[base + Flow.HISTORY_SEEN] & EXPECTS_MORE) !== 0;
}

/**
 * Takes in a packet that carries a settled connection on: the next data, or an acknowledgment of what is
 * there.
 * @returns false where it is anything else; nothing is taken in then
 */
export function carriesOn(
  view: PacketView,
  flows: FlowTable,
  flow: number,
  direction: number,
  flags: number,
): boolean {
  const words = flows.words;
  const base = flow * FLOW_WORDS;
  if (!isSettled(words, base)) return false;
  if ((flags & (tcp.ACK | CONTROL)) !== tcp.ACK) return false;
  const bytes = view.layerBytes(view.transport);
  const at = view.layerStart[view.transport];
  const length = view.payloadLength;
  const own = base + Flow.CLIENT_NEXT + direction;
  const sequence = tcp.sequenceWord(bytes, at);
  const acknowledged = tcp.acknowledgmentWord(bytes, at);
  // An old acknowledgment may be a keep-alive's; of a server's data one more is its FIN.
  if (sequence !== words[own]) return false;
  if (((acknowledged - words[base + Flow.SERVER_NEXT - direction]) | 0) > 0) return false;
  if (direction === FROM_CLIENT) {
    // It may be an alert.
    if (length > 0 && length <= tls.LONGEST_ALERT_SEGMENT) return false;
    if (length > 0 && ((view.seconds - words[base + Flow.LAST_SECONDS]) | 0) >= IDLE_SECONDS)
      return false;
  } else {
    const known = words[base + Flow.SERVER_ACKNOWLEDGED];
    if (tcp.window(bytes, at) === 0) return false;
    if (
      ((words[base + Flow.CLIENT_NEXT] - acknowledged) | 0) > 0 &&
      ((length === 0 && acknowledged === known) || tcp.mayHaveSack(bytes, at))
    ) {
      return false;
    }
    if (((acknowledged - known) | 0) > 0) words[base + Flow.SERVER_ACKNOWLEDGED] = acknowledged;
  }
  words[base + Flow.CLIENT_PACKETS + direction]++;
  if (length > 0) {
    words[own] = (sequence + length) | 0;
    noteLength(words, base, direction, flags, length);
    flows.doubles[(base + Flow.CLIENT_BYTES) / 2 + direction] += length;
  }
  words[base + Flow.LAST_FRAME] = view.frameNumber;
  words[base + Flow.LAST_SECONDS] = view.seconds;
  words[base + Flow.LAST_NANOSECONDS] = view.nanoseconds;
  return true;
}
