import type { AddressWords } from '../../protocols/address-text.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import { type PacketJournal, ROWS_PER_FLOW, Row } from '../../track/packet-journal.ts';
import { offsetAt } from './clocks.ts';
import type { FlowPair, Matching } from './match-packets.ts';
import { KINDS, type Kind, kindOf, rowsOf, type Way } from './rows.ts';

/** What became of packets of one kind that go one way, by what the two captures have. */
export interface Passage {
  /** Seen where they come from. */
  sent: number;
  /** Of these, seen where they go to, whole or cut into other segments. */
  arrived: number;
  /** Not seen there, though it was watched, and nothing says that they came through. */
  lost: number;
  /** Lost, and came through when they were sent again. */
  repaired: number;
  /** Not seen there, but acknowledged from behind: the capture missed them. */
  uncaptured: number;
  /** Seen while the other capture was not running. */
  outside: number;
  /** Seen only where they go to: made on the way, or missed by the capture before it. */
  onlyThere: number;
  /** Frames, each of the capture where it is seen; some of many. */
  readonly sentFrames: number[];
  readonly arrivedFrames: number[];
  readonly lostFrames: number[];
  readonly onlyFrames: number[];
  /** When the lost ones would have come by, on the other capture's clock (nanoseconds). */
  readonly lostTimes: number[];
  /** When those seen only there would have left, on the clock of where they come from. */
  readonly onlyTimes: number[];
  /** Bytes of the largest payload that arrived, and of the smallest that is lost. */
  largestArrived: number;
  smallestLost: number;
}

/** One conversation, seen from both places. `forth` is what its client sends. */
export interface Exchange {
  readonly near: number;
  readonly far: number;
  readonly pair: FlowPair | null;
  readonly isTcp: boolean;
  /** The journal calls the client the server. */
  readonly isSwapped: boolean;
  readonly forth: Readonly<Record<Kind, Passage>>;
  readonly back: Readonly<Record<Kind, Passage>>;
  /** ICMP errors about it: what they say, and whose they are. */
  readonly errors: readonly SeenError[];
}

export interface SeenError {
  /** ICMP type in the upper byte, code in the lower. */
  readonly what: number;
  readonly version: 4 | 6;
  readonly sender: AddressWords | null;
  /** Whether it goes to the client. */
  readonly isToClient: boolean;
  /** `sent`: only where it comes from; `came`: only where it goes to. */
  readonly seen: 'sent' | 'came' | 'both';
}

const FRAMES_KEPT = 24;
/** Bytes of the largest send that a capture has as one packet. */
const LARGEST_SEND = 65_536;
/** A packet may be on its way so long at the end of a capture (nanoseconds). */
const ON_THE_WAY = 1e9;

/**
 * A conversation with what became of its packets between the two places.
 * @param isTurned the client is on the second capture's side
 */
export function exchangeOf(
  matching: Matching,
  flow: number | FlowPair,
  isTurned: boolean,
): Exchange {
  const { near } = matching;
  const pair = typeof flow === 'number' ? null : flow;
  const nearFlow = typeof flow === 'number' ? flow : flow.near;
  const isTcp = near.key(nearFlow).protocol === 'tcp';
  const nearRows = pair?.nearRows ?? rowsOf(near, nearFlow);
  const farRows = pair?.farRows ?? [[], []];
  const errors: SeenError[] = [];
  const passages = ([0, 1] as const).map((way) =>
    passagesOf({ matching, pair, isTcp, way, isTurned, nearRows, farRows, errors }),
  );
  return {
    ...{ near: nearFlow, far: pair?.far ?? -1, pair, isTcp, isSwapped: false },
    forth: passages[0],
    back: passages[1],
    errors,
  };
}

interface Going {
  readonly matching: Matching;
  readonly pair: FlowPair | null;
  readonly isTcp: boolean;
  readonly way: Way;
  readonly isTurned: boolean;
  readonly nearRows: FlowPair['nearRows'];
  readonly farRows: FlowPair['farRows'];
  readonly errors: SeenError[];
}

/** What one side sends: from the first place to the second, or the other way. */
function passagesOf(going: Going): Record<Kind, Passage> {
  const { matching, pair, isTcp, way, isTurned, errors } = going;
  const { near, far } = matching;
  const passages = Object.fromEntries(KINDS.map((kind) => [kind, newPassage()])) as Record<
    Kind,
    Passage
  >;
  // The client is at the first place: what it sends comes by there first.
  const isOutward = (way === 0) !== isTurned;
  const [sender, receiver] = isOutward ? [near, far] : [far, near];
  const sentRows = (isOutward ? going.nearRows : going.farRows)[way];
  const cameRows = (isOutward ? going.farRows : going.nearRows)[way];
  const partner = isOutward ? pair?.toFar : pair?.toNear;
  const origin = isOutward ? pair?.toNear : pair?.toFar;
  const shift = (isOutward ? 1 : -1) * (pair?.shifts[way] ?? 0);
  const came = new Ranges(receiver, cameRows, origin, shift);
  const thereAt = (time: number) => otherTime(matching, time, isOutward);
  const acknowledged = isTcp ? acknowledgedOf(going, way, isOutward) : null;
  const covers = coverageOf(matching, pair, isOutward);
  const covered = coverageOf(matching, pair, !isOutward);
  for (const row of sentRows) {
    const kind = kindOf(sender, row, isTcp);
    const passage = passages[kind];
    passage.sent++;
    keep(passage.sentFrames, sender.frame[row]);
    const same = partner?.get(row);
    if (same !== undefined || came.takes(sender, row)) {
      passage.arrived++;
      if (same !== undefined) keep(passage.arrivedFrames, receiver.frame[same]);
      passage.largestArrived = Math.max(passage.largestArrived, sender.length[row]);
    } else if (!covers(sender.time[row])) passage.outside++;
    else if (came.has(sender, row)) passage.repaired++;
    else if (acknowledged?.(row) === true) passage.uncaptured++;
    else {
      passage.lost++;
      keep(passage.lostFrames, sender.frame[row]);
      keep(passage.lostTimes, thereAt(sender.time[row]));
      passage.smallestLost = Math.min(passage.smallestLost, sender.length[row]);
    }
    if (kind === 'icmp-error') {
      const seen = partner?.has(row) === true ? 'both' : 'sent';
      errors.push(errorOf(sender, row, way, seen));
    }
  }
  for (const row of cameRows) {
    if (origin?.has(row) === true || came.isTaken(row)) continue;
    const kind = kindOf(receiver, row, isTcp);
    const passage = passages[kind];
    if (!covered(receiver.time[row])) {
      passage.outside++;
      continue;
    }
    passage.onlyThere++;
    keep(passage.onlyFrames, receiver.frame[row]);
    keep(passage.onlyTimes, otherTime(matching, receiver.time[row], !isOutward));
    if (kind === 'icmp-error') errors.push(errorOf(receiver, row, way, 'came'));
  }
  return passages;
}

function newPassage(): Passage {
  return {
    ...{ sent: 0, arrived: 0, lost: 0, repaired: 0, uncaptured: 0, outside: 0, onlyThere: 0 },
    ...{
      sentFrames: [],
      arrivedFrames: [],
      lostFrames: [],
      onlyFrames: [],
      lostTimes: [],
      onlyTimes: [],
    },
    ...{ largestArrived: 0, smallestLost: Number.POSITIVE_INFINITY },
  };
}

function keep(frames: number[], frame: number): void {
  if (frames.length < FRAMES_KEPT) frames.push(frame);
}

function errorOf(
  journal: PacketJournal,
  row: number,
  way: Way,
  seen: SeenError['seen'],
): SeenError {
  const sender = journal.list[row];
  return {
    what: journal.sequence[row],
    version: journal.acknowledgment[row] === 6 ? 6 : 4,
    sender: sender < 0 ? null : journal.senders[sender],
    isToClient: way === 1,
    seen,
  };
}

/** The same with client and server in each other's place: the journal took the one for the other. */
export function swapped(exchange: Exchange): Exchange {
  const { forth, back, errors } = exchange;
  return {
    ...exchange,
    ...{ forth: back, back: forth, isSwapped: !exchange.isSwapped },
    errors: errors.map((error) => ({ ...error, isToClient: !error.isToClient })),
  };
}

/**
 * Whether a capture was running when a packet came by at the other one's place: from its first packet
 * to a little before its last. Of a conversation that is too long to be kept, to its last packet kept.
 */
function coverageOf(matching: Matching, pair: FlowPair | null, isOfFar: boolean) {
  const { near, far, clock } = matching;
  const error = clock.error ?? 0;
  const journal = isOfFar ? far : near;
  const end = lastKept(journal, isOfFar ? (pair?.far ?? -1) : (pair?.near ?? -1));
  return (time: number): boolean => {
    const there = otherTime(matching, time, isOfFar);
    return there >= journal.first - error && there + ON_THE_WAY + error <= end;
  };
}

/** A time of one capture on the other's clock. @param isNear whether it is of the first capture */
export function otherTime({ near, far, clock }: Matching, time: number, isNear: boolean): number {
  const shift = (far.origin - near.origin) * 1e9;
  return isNear
    ? time + offsetAt(clock, time) - shift
    : time + shift - offsetAt(clock, time + shift - clock.offset);
}

function lastKept(journal: PacketJournal, flow: number): number {
  return flow >= 0 && journal.packetsOf[flow] > ROWS_PER_FLOW
    ? Math.min(journal.last, journal.time[journal.lastRow[flow]])
    : journal.last;
}

/**
 * Bytes of TCP that came, by sequence number: a network card cuts large sends up, or joins small ones,
 * behind the place where they were captured.
 */
class Ranges {
  readonly #rows: readonly { readonly row: number; readonly from: number; readonly to: number }[];
  readonly #taken = new Set<number>();

  /**
   * @param matched rows that are the other capture's packets one by one
   * @param shift of their sequence numbers against the sender's
   */
  constructor(
    readonly journal: PacketJournal,
    rows: readonly number[],
    readonly matched: ReadonlyMap<number, number> | undefined,
    shift: number,
  ) {
    this.#rows = rows
      .filter((row) => journal.length[row] > 0 && (journal.bits[row] & Row.IS_ERROR) === 0)
      .map((row) => {
        const from = (journal.sequence[row] - shift) >>> 0;
        return { row, from, to: from + journal.length[row] };
      })
      .sort((one, other) => one.from - other.from);
  }

  /** Whether packets that are nobody else's hold all of the bytes; they are then this packet's. */
  takes(sender: PacketJournal, row: number): boolean {
    return this.#covers(sender, row, true);
  }

  /** Whether the bytes came at all. */
  has(sender: PacketJournal, row: number): boolean {
    return this.#covers(sender, row, false);
  }

  isTaken(row: number): boolean {
    return this.#taken.has(row);
  }

  #covers(sender: PacketJournal, row: number, isOwn: boolean): boolean {
    const length = sender.length[row];
    if (length === 0 || this.#rows.length === 0) return false;
    const from = sender.sequence[row];
    const to = from + length;
    let reached = from;
    const used: number[] = [];
    for (let at = this.#startAt(from - LARGEST_SEND); at < this.#rows.length; at++) {
      const range = this.#rows[at];
      if (range.from > reached || reached >= to) break;
      if (isOwn && this.matched?.has(range.row) === true) continue;
      if (range.to > reached) used.push(range.row);
      reached = Math.max(reached, range.to);
    }
    if (reached < to) return false;
    if (isOwn) for (const row_ of used) this.#taken.add(row_);
    return true;
  }

  /** Index of the first range that begins at that number or behind it. */
  #startAt(from: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rows[middle].from < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Whether what was sent is acknowledged by a packet that passed both places: it arrived, then, and the
 * capture there missed it. What a box on the way acknowledges itself says nothing of that.
 */
function acknowledgedOf(
  { matching, pair, nearRows, farRows }: Going,
  way: Way,
  isOutward: boolean,
): ((row: number) => boolean) | null {
  if (pair === null) return null;
  const { near, far } = matching;
  const sender = isOutward ? near : far;
  const other = (1 - way) as Way;
  const rows = (isOutward ? nearRows : farRows)[other];
  const partner = isOutward ? pair.toFar : pair.toNear;
  let highest = -1;
  for (const row of rows) {
    if (!partner.has(row) || (sender.bits[row] & tcp.ACK) === 0) continue;
    const acknowledgment = sender.acknowledgment[row];
    if (highest < 0 || ((acknowledgment - highest) | 0) > 0) highest = acknowledgment;
  }
  if (highest < 0) return null;
  return (row) => {
    const bits = sender.bits[row];
    const length = sender.length[row] + ((bits & (tcp.SYN | tcp.FIN)) !== 0 ? 1 : 0);
    if (length === 0) return false;
    return ((highest - sender.sequence[row] - length) | 0) >= 0;
  };
}

/** Whether the client of a conversation is on the second capture's side, by what routers took off. */
export function isTurnedPair(matching: Matching, pair: FlowPair): boolean | null {
  const { near, far } = matching;
  let sum = 0;
  for (const [one, other] of pair.toFar) {
    const [here, there] = [near.timeToLive[one], far.timeToLive[other]];
    if (here < 0 || there < 0 || here === there) continue;
    const isForth = (near.bits[one] & Row.FROM_SERVER) === 0;
    sum += Math.sign(here - there) * (isForth ? 1 : -1);
  }
  return sum === 0 ? null : sum < 0;
}
