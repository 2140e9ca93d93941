import type { AddressWords } from '../../protocols/address-text.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import { type PacketJournal, Row } from '../../track/packet-journal.ts';
import { type FlowPair, hasHandshakeProxy, isTcpPair, type Matching } from './match-packets.ts';

/** What was changed on the way between two places. Values: at the first place, then at the second. */
export type Change = { readonly count: number; readonly frames: readonly number[] } & Changed;

export interface Host {
  readonly address: AddressWords;
  /** Null where connections have one each. */
  readonly port: number | null;
}

type Direction = 'to-server' | 'to-client';

export type Changed =
  | { readonly code: 'client-translated'; readonly from: Host; readonly to: Host }
  | { readonly code: 'server-translated'; readonly from: Host; readonly to: Host }
  | ({ readonly code: NumberCode; readonly way: Direction } & FromTo<number>)
  | ({ readonly code: 'options'; readonly way: Direction } & FromTo<readonly number[]>)
  | { readonly code: 'sequence-numbers'; readonly way: Direction }
  | { readonly code: 'timestamps-removed'; readonly way: Direction }
  | { readonly code: 'payload-changed'; readonly way: Direction }
  | { readonly code: 'proxied' }
  | { readonly code: 'handshake-by-proxy' };

type NumberCode = 'segment-size' | 'window-scale' | 'dscp' | 'hops';

interface FromTo<T> {
  readonly from: T;
  readonly to: T;
}

/** Changes of one endpoint that are told of. */
const MAXIMUM_CHANGES = 32;
const FRAMES_KEPT = 8;
const DSCP_SHIFT = 2;

/** Gathers what is changed on an endpoint's conversations. */
export class Changes {
  readonly #known = new Map<string, { count: number; frames: number[]; change: Changed }>();

  get all(): Change[] {
    return [...this.#known.values()].map(({ change, count, frames }) => ({
      ...change,
      count,
      frames,
    }));
  }

  /** @param isTurned whether the client is on the second capture's side */
  add(matching: Matching, pair: FlowPair, isTurned: boolean): void {
    const { near, far } = matching;
    this.#translation(matching, pair);
    if (pair.by === 'payload') {
      this.#put({ code: 'proxied' }, near.frame[pair.nearRows[0][0] ?? 0]);
      return;
    }
    const isTcp = isTcpPair(near, pair);
    for (const [one, other] of pair.toFar) {
      const isForth = (near.bits[one] & Row.FROM_SERVER) === 0;
      const way = isForth ? 'to-server' : 'to-client';
      // From where it comes to where it goes.
      const isOutward = isForth !== isTurned;
      const frame = isOutward ? near.frame[one] : far.frame[other];
      const [source, sent, target, came] = isOutward
        ? ([near, one, far, other] as const)
        : ([far, other, near, one] as const);
      this.#header({ source, sent, target, came, way, frame }, isTcp);
    }
    for (const way of [0, 1] as const) {
      if (pair.shifts[way] === 0) continue;
      const isServers = way === 1;
      this.#put(
        hasHandshakeProxy(pair.shifts)
          ? { code: 'handshake-by-proxy' }
          : { code: 'sequence-numbers', way: isServers ? 'to-client' : 'to-server' },
        near.frame[pair.nearRows[way][0] ?? 0],
      );
    }
  }

  #translation({ near, far }: Matching, pair: FlowPair): void {
    const one = near.key(pair.near);
    const other = far.key(pair.far);
    const [client, clientPort, server, serverPort] = pair.isFlipped
      ? [other.server, other.serverPort, other.client, other.clientPort]
      : [other.client, other.clientPort, other.server, other.serverPort];
    const frame = near.frame[near.firstRow[pair.near]];
    if (!isSame(one.client, client) || one.clientPort !== clientPort) {
      const from = { address: one.client, port: null };
      this.#put({ code: 'client-translated', from, to: { address: client, port: null } }, frame);
    }
    if (!isSame(one.server, server) || one.serverPort !== serverPort) {
      const from = { address: one.server, port: one.serverPort };
      const to = { address: server, port: serverPort };
      this.#put({ code: 'server-translated', from, to }, frame);
    }
  }

  #header({ source, sent, target, came, way, frame }: Passed, isTcp: boolean): void {
    const number = (code: NumberCode, from: number, to: number) => {
      if (from !== to) this.#put({ code, way, from, to }, frame);
    };
    const [here, there] = [source.timeToLive[sent], target.timeToLive[came]];
    if (here > 0 && there > 0) number('hops', here, there);
    number('dscp', source.service[sent] >> DSCP_SHIFT, target.service[came] >> DSCP_SHIFT);
    const bits = source.bits[sent] & target.bits[came];
    if (
      source.length[sent] === target.length[came] &&
      source.hash[sent] !== target.hash[came] &&
      (bits & Row.IS_WHOLE) !== 0
    ) {
      this.#put({ code: 'payload-changed', way }, frame);
    }
    if (!isTcp || (bits & Row.IS_ERROR) !== 0) return;
    if (source.stamp[sent] !== 0 && target.stamp[came] === 0) {
      this.#put({ code: 'timestamps-removed', way }, frame);
    }
    if ((bits & tcp.SYN) === 0 || source.list[sent] < 0 || target.list[came] < 0) return;
    const [from, to] = [source.lists[source.list[sent]], target.lists[target.list[came]]];
    if (from.maximumSegmentSize !== null && to.maximumSegmentSize !== null) {
      number('segment-size', from.maximumSegmentSize, to.maximumSegmentSize);
    }
    if (from.windowShift !== null && to.windowShift !== null) {
      number('window-scale', from.windowShift, to.windowShift);
    }
    if (from.kinds.join() !== to.kinds.join()) {
      this.#put({ code: 'options', way, from: from.kinds, to: to.kinds }, frame);
    }
  }

  #put(change: Changed, frame: number): void {
    const key = JSON.stringify(change);
    let known = this.#known.get(key);
    if (known === undefined) {
      if (this.#known.size >= MAXIMUM_CHANGES) return;
      known = { count: 0, frames: [], change };
      this.#known.set(key, known);
    }
    known.count++;
    if (known.frames.length < FRAMES_KEPT) known.frames.push(frame);
  }
}

/** A packet that both have: where it came from, and where it went to. */
interface Passed {
  readonly source: PacketJournal;
  readonly sent: number;
  readonly target: PacketJournal;
  readonly came: number;
  readonly way: Direction;
  readonly frame: number;
}

function isSame(one: AddressWords, other: AddressWords): boolean {
  return one.every((word, index) => word === other[index]);
}

/** Routers between the two places: what most packets have lost of their time to live. */
export function hopsBetween(matching: Matching): number | null {
  const { near, far, pairs } = matching;
  const counts = new Map<number, number>();
  for (const pair of pairs) {
    if (pair.by === 'payload') continue;
    for (const [one, other] of pair.toFar) {
      if (near.timeToLive[one] < 0 || far.timeToLive[other] < 0) continue;
      const hops = Math.abs(near.timeToLive[one] - far.timeToLive[other]);
      counts.set(hops, (counts.get(hops) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort((one, other) => other[1] - one[1]);
  return best?.[0] ?? null;
}
