import { Protocol } from '../../protocols/protocol.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import { type FlowKey, type PacketJournal, Row } from '../../track/packet-journal.ts';
import { type ClockFit, type ClockSample, fitClocks, offsetAt } from './clocks.ts';
import { rowsOf, type Way } from './rows.ts';

/**
 * What says that two conversations are one, in the order of trust. `addresses`: the same addresses and
 * ports, and the same packets; `sequences`: translated addresses, the same sequence numbers or payload;
 * `options`: sequence numbers are rewritten, the SYN's options and time stamps are the same; `payload`:
 * what is carried alone, as behind a proxy that has a connection of its own.
 */
export type MatchedBy = 'addresses' | 'sequences' | 'options' | 'payload';

/** A conversation that both captures have. */
export interface FlowPair {
  readonly near: number;
  readonly far: number;
  readonly by: MatchedBy;
  /** Whether the two captures call the other side its client. */
  readonly isFlipped: boolean;
  /** Sequence numbers of the second capture less those of the first, by the first's direction. */
  readonly shifts: readonly [number, number];
  /** Rows by direction (the first's), and for each row of one capture that of the other, or absent. */
  readonly nearRows: readonly [readonly number[], readonly number[]];
  readonly farRows: readonly [readonly number[], readonly number[]];
  readonly toFar: Map<number, number>;
  readonly toNear: Map<number, number>;
}

/** Two captures packet by packet. */
export interface Matching {
  readonly near: PacketJournal;
  readonly far: PacketJournal;
  readonly pairs: readonly FlowPair[];
  /** Conversations that only one of them has. */
  readonly nearOnly: readonly number[];
  readonly farOnly: readonly number[];
  readonly clock: ClockFit;
  /** Packets that both have. */
  readonly matched: number;
  /** Of these, those of TCP that sequence numbers tell: nobody else's. */
  readonly certain: number;
  /** Whether all of them have one and the same difference in time: two captures of one place. */
  readonly isOnePlace: boolean;
}

/** A payload shorter than this is not one's alone. */
const TELLING_PAYLOAD = 12;
/** A sequence number below this was counted from 0, by hand or by a list that shows relative ones. */
const RELATIVE_SEQUENCE = 65_536;
/** Keys of one conversation that others are looked up by. */
const KEYS_PER_FLOW = 16;
/** A packet may come so much before it left where clocks are only nearly known (5 ms). */
const SLACK = 5e6;
/** Translated conversations differ in time as the others do, and so do a proxy's (nanoseconds). */
const AT_ONE_TIME = 30e9;
const PROXIED_WITHIN = 3e9;
/** Conversations that bear each other out where none has the same addresses. */
const ALONE_FROM = 3;
/** Packets of a conversation that are looked for, each way, and conversations that say the same. */
const SAID_FIRST = 4;
const SAME_PAYLOADS = 256;
/** Differences in time that are the same, but for the digits that a capture has (2 µs). */
const SAME_TIME = 2e3;

export function matchPackets(near: PacketJournal, far: PacketJournal): Matching {
  const likely = pairFlows(near, far)
    .map((link) => begin(near, far, link))
    .filter(isLikely);
  const bySamples = likely.map((pair): Sampled => {
    const ofPair: ClockSample[] = [];
    matchUnique(near, far, pair, ofPair);
    return { pair, samples: ofPair };
  });
  const agreeing = atOneTime(bySamples);
  const pairs = agreeing.map(({ pair }) => pair);
  // What a proxy hands on left it when it wanted.
  const samples = agreeing.flatMap((one) => (one.pair.by === 'payload' ? [] : one.samples));
  const clock = fitClocks(samples);
  for (const link of byTime(near, far, pairs, clock)) {
    const pair = begin(near, far, link);
    matchUnique(near, far, pair, []);
    pairs.push(pair);
  }
  for (const pair of pairs) matchByTime(near, far, pair, clock);
  const nearPaired = new Set(pairs.map((pair) => pair.near));
  const farPaired = new Set(pairs.map((pair) => pair.far));
  const isOnePlace =
    samples.length > 0 &&
    samples.every(({ difference }) => Math.abs(difference - samples[0].difference) <= SAME_TIME) &&
    new Set(samples.map(({ isForth }) => isForth)).size === 2;
  return {
    ...{ near, far, pairs, clock, isOnePlace },
    nearOnly: flowsOf(near).filter((flow) => !nearPaired.has(flow)),
    farOnly: flowsOf(far).filter((flow) => !farPaired.has(flow)),
    matched: pairs.reduce((sum, { toFar }) => sum + toFar.size, 0),
    certain: pairs.reduce(
      (sum, pair) => sum + (pair.by !== 'payload' && isTcpPair(near, pair) ? pair.toFar.size : 0),
      0,
    ),
  };

  function isLikely(pair: FlowPair): boolean {
    if (pair.by === 'options' || pair.by === 'sequences') return true;
    return sharesPacket(near, far, pair, pair.by === 'payload' ? TELLING_PAYLOAD : 0);
  }
}

/**
 * What the same was sent on, several times: each with the one that was at that time. So do a proxy's
 * connections follow its client's, and questions that are asked again behind a translator.
 */
function byTime(
  near: PacketJournal,
  far: PacketJournal,
  pairs: readonly FlowPair[],
  clock: ClockFit,
): FlowLink[] {
  if (clock.boundedBy === 'none') return [];
  const nears = new Set(pairs.map((pair) => pair.near));
  const fars = new Set(pairs.map((pair) => pair.far));
  const known = new Map<string, { flow: number; time: number }[]>();
  for (const flow of flowsOf(far)) {
    if (fars.has(flow)) continue;
    for (const { key, row } of saidOn(far, flow)) {
      const time = clockTime(near, far, far.time[row], clock);
      const same = known.get(key);
      if (same === undefined) known.set(key, [{ flow, time }]);
      else if (same.length < SAME_PAYLOADS) same.push({ flow, time });
    }
  }
  const links: FlowLink[] = [];
  for (const flow of flowsOf(near)) {
    if (nears.has(flow)) continue;
    const votes = new Map<number, { votes: number; apart: number }>();
    for (const { key, row } of saidOn(near, flow)) {
      for (const other of known.get(key) ?? []) {
        const apart = Math.abs(other.time - near.time[row]);
        if (apart > PROXIED_WITHIN || fars.has(other.flow)) continue;
        const vote = votes.get(other.flow);
        votes.set(other.flow, {
          votes: (vote?.votes ?? 0) + 1,
          apart: Math.min(vote?.apart ?? apart, apart),
        });
      }
    }
    const [best] = [...votes].sort(
      ([, one], [, other]) => other.votes - one.votes || one.apart - other.apart,
    );
    if (best === undefined) continue;
    const link = { near: flow, far: best[0], isFlipped: false };
    const isTcp = near.key(flow).protocol === 'tcp';
    const shifts = isTcp ? shiftsOf(near, far, link) : ([0, 0] as const);
    if (shifts === null) continue;
    fars.add(best[0]);
    links.push({ ...link, by: isTcp ? 'payload' : 'sequences', shifts });
  }
  return links;
}

/** What a conversation says first, each way. */
function saidOn(journal: PacketJournal, flow: number): { key: string; row: number }[] {
  const { protocol } = journal.key(flow);
  return rowsOf(journal, flow).flatMap((rows, way) =>
    rows
      .filter(
        (row) => journal.length[row] >= TELLING_PAYLOAD && (journal.bits[row] & Row.IS_ERROR) === 0,
      )
      .slice(0, SAID_FIRST)
      .map((row) => ({ key: `${protocol} ${way} ${payloadKey(journal, row)}`, row })),
  );
}

/** A time of the second capture on the first one's clock. */
function clockTime(near: PacketJournal, far: PacketJournal, time: number, clock: ClockFit): number {
  const there = time + (far.origin - near.origin) * 1e9;
  return there - offsetAt(clock, there - clock.offset);
}

interface Sampled {
  readonly pair: FlowPair;
  readonly samples: readonly ClockSample[];
}

/**
 * Conversations that are one by more than their addresses must have been so at one time: many ask for
 * the same, and numbers come again. Clocks may be wrong, but by the same for all.
 */
function atOneTime(all: readonly Sampled[]): Sampled[] {
  const differenceOf = ({ samples }: Sampled) => middle(samples.map((one) => one.difference));
  const sure = all.filter(({ pair }) => pair.by === 'addresses');
  const others = all.filter(({ pair, samples }) => pair.by !== 'addresses' && samples.length > 0);
  const isFew = sure.length === 0 && others.length < ALONE_FROM;
  if (isFew && !others.some(({ pair, samples }) => isTelling(pair, samples))) return sure;
  const usual = middle((sure.length > 0 ? sure : others).map(differenceOf));
  const kept = others.filter((one) => {
    const within = one.pair.by === 'payload' ? PROXIED_WITHIN : AT_ONE_TIME;
    return Math.abs(differenceOf(one) - usual) <= within;
  });
  return sure.length > 0 || kept.length >= ALONE_FROM || isFew ? [...sure, ...kept] : [];
}

/** Several packets by their sequence numbers: a connection, and no other. */
function isTelling({ by }: FlowPair, samples: readonly ClockSample[]): boolean {
  return (by === 'sequences' || by === 'options') && samples.length >= ALONE_FROM;
}

function middle(values: readonly number[]): number {
  const inOrder = values.toSorted((one, other) => one - other);
  return inOrder[inOrder.length >> 1] ?? Number.NaN;
}

function flowsOf(journal: PacketJournal): number[] {
  return Array.from({ length: journal.flows.used }, (_, flow) => flow);
}

interface FlowLink {
  readonly near: number;
  readonly far: number;
  readonly by: MatchedBy;
  readonly isFlipped: boolean;
  readonly shifts: readonly [number, number];
}

/** Conversations that are one, the surest ways first. */
function pairFlows(near: PacketJournal, far: PacketJournal): FlowLink[] {
  const links: FlowLink[] = [];
  let left = flowsOf(near);
  let right = flowsOf(far);
  const take = (found: readonly FlowLink[]) => {
    links.push(...found);
    const nears = new Set(found.map((link) => link.near));
    const fars = new Set(found.map((link) => link.far));
    left = left.filter((flow) => !nears.has(flow));
    right = right.filter((flow) => !fars.has(flow));
  };
  take(byAddresses(near, far, left));
  take(byKeys(near, far, left, right, 'sequences'));
  take(byKeys(near, far, left, right, 'options'));
  take(byKeys(near, far, left, right, 'payload'));
  return links;
}

function byAddresses(
  near: PacketJournal,
  far: PacketJournal,
  flows: readonly number[],
): FlowLink[] {
  return flows.flatMap((flow): FlowLink[] => {
    const key = near.key(flow);
    const other = find(far, key);
    if (other < 0) return [];
    const isFlipped = far.key(other).clientPort !== key.clientPort || isTurned(far, other, key);
    const link = { near: flow, far: other, isFlipped };
    if (key.protocol === 'udp') return [{ ...link, by: 'addresses', shifts: [0, 0] }];
    const shifts = shiftsOf(near, far, link);
    if (shifts === null) return [];
    const isSame = shifts[0] === 0 && shifts[1] === 0;
    const isOne = isSame || hasHandshakeProxy(shifts);
    return [{ ...link, by: isOne ? 'addresses' : shiftedBy(near, far, link), shifts }];
  });
}

/**
 * Whether something answered the SYN in the server's place, and then asked it with the client's own
 * number: the two handshakes are at different times, and all that follows is the same.
 */
export function hasHandshakeProxy([client, server]: readonly [number, number]): boolean {
  return client === 0 && server !== 0;
}

function isTurned(far: PacketJournal, flow: number, { client }: FlowKey): boolean {
  const other = far.key(flow).client;
  return other.some((word, index) => word !== client[index]);
}

function find(journal: PacketJournal, key: FlowKey): number {
  const { client, server, clientPort, serverPort, protocol } = key;
  const number = protocol === 'tcp' ? Protocol.TCP : Protocol.UDP;
  return journal.flows.findKey(...client, ...server, clientPort, serverPort, number);
}

/** Rewritten by a firewall that keeps the connection, or a connection of a proxy's own. */
function shiftedBy(
  near: PacketJournal,
  far: PacketJournal,
  link: Pick<FlowLink, 'near' | 'far' | 'isFlipped'>,
): MatchedBy {
  const one = synOf(near, link.near, 0);
  const other = synOf(far, link.far, link.isFlipped ? 1 : 0);
  if (one < 0 || other < 0) return 'payload';
  return optionsKey(near, one) === optionsKey(far, other) ? 'options' : 'payload';
}

/**
 * By how much sequence numbers differ, each way: 0 where any packet is the same; else by the SYNs, else
 * by payload. Null where nothing can be compared.
 */
function shiftsOf(
  near: PacketJournal,
  far: PacketJournal,
  { near: flow, far: other, isFlipped }: Pick<FlowLink, 'near' | 'far' | 'isFlipped'>,
): [number, number] | null {
  const ours = rowsOf(near, flow);
  const theirs = rowsOf(far, other);
  const shifts = ([0, 1] as const).map((way) =>
    shiftOf(near, ours[way], far, theirs[isFlipped ? 1 - way : way]),
  );
  if (shifts[0] === null && shifts[1] === null) {
    // Neither way has both: the client's SYN may have vanished, and only a forged answer be there.
    return ours[0].length + ours[1].length > 0 ? [0, 0] : null;
  }
  return [shifts[0] ?? 0, shifts[1] ?? 0];
}

function shiftOf(
  near: PacketJournal,
  ours: readonly number[],
  far: PacketJournal,
  theirs: readonly number[],
): number | null {
  const numbered = (journal: PacketJournal) => (row: number) =>
    (journal.bits[row] & (Row.IS_ERROR | tcp.RST)) === 0;
  const left = ours.filter(numbered(near));
  const right = theirs.filter(numbered(far));
  if (left.length === 0 || right.length === 0) return null;
  const known = new Set(right.map((row) => far.sequence[row]));
  if (left.some((row) => known.has(near.sequence[row]))) return 0;
  const isSyn = (journal: PacketJournal) => (row: number) => (journal.bits[row] & tcp.SYN) !== 0;
  const one = left.find(isSyn(near));
  const other = right.find(isSyn(far));
  if (one !== undefined && other !== undefined) {
    return (far.sequence[other] - near.sequence[one]) | 0;
  }
  const byPayload = new Map(
    right
      .filter((row) => far.length[row] >= TELLING_PAYLOAD)
      .map((row) => [payloadKey(far, row), row]),
  );
  for (const row of left) {
    const same = byPayload.get(payloadKey(near, row));
    if (near.length[row] >= TELLING_PAYLOAD && same !== undefined) {
      return (far.sequence[same] - near.sequence[row]) | 0;
    }
  }
  return null;
}

function payloadKey(journal: PacketJournal, row: number): number {
  return journal.hash[row] * 65_536 + Math.min(65_535, journal.length[row]);
}

/** The first SYN (or SYN/ACK) that a side sent; -1 for none. */
export function synOf(journal: PacketJournal, flow: number, way: Way): number {
  const rows = rowsOf(journal, flow)[way];
  return rows.find((row) => (journal.bits[row] & tcp.SYN) !== 0) ?? -1;
}

/** What a SYN's options say, but the segment size, which routers clamp. */
function optionsKey(journal: PacketJournal, row: number): string {
  const list = journal.list[row];
  const { kinds = [], windowShift = null } = list < 0 ? {} : journal.lists[list];
  return `${kinds.join()} ${windowShift} ${journal.stamp[row]} ${journal.window[row]}`;
}

/** Conversations with other addresses in the other capture, by what only one of each can have. */
function byKeys(
  near: PacketJournal,
  far: PacketJournal,
  left: readonly number[],
  right: readonly number[],
  by: Exclude<MatchedBy, 'addresses'>,
): FlowLink[] {
  const owners = new Map<string, number>();
  const enter = (key: string, flow: number) =>
    owners.set(key, owners.has(key) && owners.get(key) !== flow ? -1 : flow);
  for (const flow of right) for (const key of keysOf(far, flow, by)) enter(key, flow);
  const claims = new Map<string, number>();
  for (const flow of left) {
    for (const key of keysOf(near, flow, by)) {
      claims.set(key, claims.has(key) && claims.get(key) !== flow ? -1 : flow);
    }
  }
  const links: FlowLink[] = [];
  const taken = new Set<number>();
  for (const flow of left) {
    const votes = new Map<number, number>();
    for (const key of keysOf(near, flow, by)) {
      const owner = owners.get(key) ?? -1;
      if (owner < 0 || claims.get(key) !== flow) continue;
      votes.set(owner, (votes.get(owner) ?? 0) + 1);
    }
    const [best] = [...votes].sort((one, other) => other[1] - one[1]);
    if (best === undefined || taken.has(best[0])) continue;
    const isFlipped = false;
    const link = { near: flow, far: best[0], isFlipped };
    const isTcp = near.key(flow).protocol === 'tcp';
    const shifts = isTcp ? shiftsOf(near, far, link) : ([0, 0] as const);
    if (shifts === null) continue;
    taken.add(best[0]);
    links.push({ ...link, by, shifts });
  }
  return links;
}

/** What a conversation is known by where its addresses are others. */
function keysOf(
  journal: PacketJournal,
  flow: number,
  by: Exclude<MatchedBy, 'addresses'>,
): string[] {
  const isTcp = journal.key(flow).protocol === 'tcp';
  const keys = new Set<string>();
  const { serverPort } = journal.key(flow);
  for (const [way, rows] of rowsOf(journal, flow).entries()) {
    for (const row of rows) {
      if (keys.size >= KEYS_PER_FLOW) break;
      if ((journal.bits[row] & (Row.IS_ERROR | tcp.RST)) !== 0) continue;
      const key = isTcp
        ? tcpKey(journal, row, by, serverPort)
        : by === 'sequences' && journal.length[row] >= TELLING_PAYLOAD
          ? `${payloadKey(journal, row)}`
          : null;
      if (key !== null) keys.add(`${isTcp} ${way} ${key}`);
    }
  }
  return [...keys];
}

function tcpKey(
  journal: PacketJournal,
  row: number,
  by: Exclude<MatchedBy, 'addresses'>,
  port: number,
): string | null {
  const bits = journal.bits[row];
  const sequence = journal.sequence[row];
  const isTelling = journal.length[row] >= TELLING_PAYLOAD;
  switch (by) {
    case 'sequences':
      // A number that counts from 0 is everybody's: then the port must be the same, too.
      if ((bits & tcp.SYN) !== 0) {
        return `s ${sequence} ${sequence < RELATIVE_SEQUENCE ? port : ''}`;
      }
      return isTelling ? `d ${sequence} ${payloadKey(journal, row)}` : null;
    case 'options':
      return (bits & tcp.SYN) !== 0 && journal.stamp[row] !== 0 ? optionsKey(journal, row) : null;
    case 'payload':
      return isTelling ? `${payloadKey(journal, row)}` : null;
  }
}

function begin(near: PacketJournal, far: PacketJournal, link: FlowLink): FlowPair {
  const theirs = rowsOf(far, link.far);
  return {
    ...link,
    nearRows: rowsOf(near, link.near),
    farRows: link.isFlipped ? [theirs[1], theirs[0]] : theirs,
    toFar: new Map(),
    toNear: new Map(),
  };
}

/** Whether any packet is in both, with so much payload: addresses and ports alone come again. */
function sharesPacket(
  near: PacketJournal,
  far: PacketJournal,
  pair: FlowPair,
  length: number,
): boolean {
  return ([0, 1] as const).some((way) => {
    const theirs = pair.farRows[way].filter((row) => far.length[row] >= length);
    const known = new Set(theirs.map((row) => farKey(far, row, pair, way)));
    return pair.nearRows[way].some(
      (row) => near.length[row] >= length && known.has(nearKey(near, row, pair)),
    );
  });
}

function nearKey(near: PacketJournal, row: number, pair: FlowPair): number {
  return rowKey(near, row, near.sequence[row], near.acknowledgment[row], isTcpPair(near, pair));
}

function farKey(far: PacketJournal, row: number, pair: FlowPair, way: Way): number {
  const sequence = (far.sequence[row] - pair.shifts[way]) >>> 0;
  const acknowledgment = (far.acknowledgment[row] - pair.shifts[1 - way]) >>> 0;
  return rowKey(far, row, sequence, acknowledgment, far.key(pair.far).protocol === 'tcp');
}

export function isTcpPair(near: PacketJournal, { near: flow }: FlowPair): boolean {
  return near.key(flow).protocol === 'tcp';
}

/**
 * What a packet is known by within its conversation: of TCP the sequence number, length and flags, of an
 * acknowledgment alone what it acknowledges; of a datagram its payload. A number below 2^53.
 */
function rowKey(
  journal: PacketJournal,
  row: number,
  sequence: number,
  acknowledgment: number,
  isTcp: boolean,
): number {
  const bits = journal.bits[row];
  if ((bits & Row.IS_ERROR) !== 0) return -1 - journal.sequence[row];
  if (!isTcp) return payloadKey(journal, row);
  const length = Math.min(65_535, journal.length[row]);
  const flags =
    ((bits & tcp.SYN) !== 0 ? 1 : 0) | ((bits & tcp.FIN) !== 0 ? 2 : 0) | (bits & tcp.RST);
  if (length === 0 && flags === 0) {
    return sequence * 0x80000 + ((acknowledgment ^ (acknowledgment >>> 16)) & 0xffff) * 8 + 7;
  }
  return sequence * 0x80000 + length * 8 + flags;
}

/** Rows of the two captures that have one key, by direction. */
function* groups(
  near: PacketJournal,
  far: PacketJournal,
  pair: FlowPair,
): Generator<{ way: Way; ours: number[]; theirs: number[] }> {
  for (const way of [0, 1] as const) {
    const known = new Map<number, { ours: number[]; theirs: number[] }>();
    for (const row of pair.farRows[way]) {
      if (pair.toNear.has(row)) continue;
      const key = farKey(far, row, pair, way);
      const group = known.get(key);
      if (group === undefined) known.set(key, { ours: [], theirs: [row] });
      else group.theirs.push(row);
    }
    for (const row of pair.nearRows[way]) {
      if (!pair.toFar.has(row)) known.get(nearKey(near, row, pair))?.ours.push(row);
    }
    for (const { ours, theirs } of known.values()) if (ours.length > 0) yield { way, ours, theirs };
  }
}

function join(pair: FlowPair, one: number, other: number): void {
  pair.toFar.set(one, other);
  pair.toNear.set(other, one);
}

/** Packets of which there is one in each, or that have a mark of their own (IP ID, time stamp). */
function matchUnique(
  near: PacketJournal,
  far: PacketJournal,
  pair: FlowPair,
  samples: ClockSample[],
): void {
  const shift = (far.origin - near.origin) * 1e9;
  const found = (way: Way, one: number, other: number) => {
    join(pair, one, other);
    if ((near.bits[one] & tcp.SYN) !== 0 && hasHandshakeProxy(pair.shifts)) return;
    samples.push({
      at: near.time[one],
      difference: shift + far.time[other] - near.time[one],
      isForth: way === 0,
    });
  };
  for (const { way, ours, theirs } of groups(near, far, pair)) {
    if (ours.length === 1 && theirs.length === 1) {
      if (!isContradicted(near, ours[0], far, theirs[0])) found(way, ours[0], theirs[0]);
      continue;
    }
    const marked = new Map<string, number[]>();
    for (const row of theirs) {
      const mark = markOf(far, row);
      if (mark !== '') marked.set(mark, [...(marked.get(mark) ?? []), row]);
    }
    for (const row of ours) {
      const same = marked.get(markOf(near, row));
      const other = same?.shift();
      if (other !== undefined) found(way, row, other);
    }
  }
}

/** Both have an IP ID and a time stamp, and both differ: it was sent again, and one of each is missing. */
function isContradicted(near: PacketJournal, one: number, far: PacketJournal, other: number) {
  const stamps = near.stamp[one] !== 0 && far.stamp[other] !== 0;
  return (
    stamps &&
    near.stamp[one] !== far.stamp[other] &&
    near.identification[one] !== far.identification[other]
  );
}

function markOf(journal: PacketJournal, row: number): string {
  const identification = journal.identification[row];
  return identification === 0 && journal.stamp[row] === 0
    ? ''
    : `${identification} ${journal.stamp[row]}`;
}

/** The others: each that arrived is the last that had left by then. */
function matchByTime(
  near: PacketJournal,
  far: PacketJournal,
  pair: FlowPair,
  clock: ClockFit,
): void {
  const slack = SLACK + (clock.error ?? SLACK);
  for (const { way, ours, theirs } of groups(near, far, pair)) {
    const left = ours.filter((row) => !pair.toFar.has(row));
    const right = theirs.filter((row) => !pair.toNear.has(row));
    if (clock.boundedBy === 'none' || pair.by === 'payload') {
      for (const [index, row] of left.slice(0, right.length).entries()) {
        join(pair, row, right[index]);
      }
      continue;
    }
    // On the first clock; who sends is the first place one way, the second the other.
    const timeOf = (row: number) => clockTime(near, far, far.time[row], clock);
    const [senders, receivers] = way === 0 ? [left, right] : [right, left];
    const sentAt = way === 0 ? (row: number) => near.time[row] : timeOf;
    const cameAt = way === 0 ? timeOf : (row: number) => near.time[row];
    for (const receiver of receivers) {
      const index = senders.findLastIndex((row) => sentAt(row) <= cameAt(receiver) + slack);
      if (index < 0) continue;
      const [sender] = senders.splice(index, 1);
      if (way === 0) join(pair, sender, receiver);
      else join(pair, receiver, sender);
    }
  }
}
