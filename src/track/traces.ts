import type { AddressWords } from '../protocols/address-text.ts';
import * as icmp from '../protocols/icmp/codec.ts';
import * as icmpv6 from '../protocols/icmpv6/codec.ts';
import { FrameSample } from './frame-sample.ts';
import { UNCLEAR_HOPS } from './hop-limit.ts';

/** No system starts with so little, and crosses no more routers than that: a probe of the way. */
const MOST_HOPS = 30;
/** Probes that are followed. */
const MAXIMUM_PROBES = 8_192;
/** A time to live as only probes of the first routers have. */
const FIRST_ROUTERS = 4;

/** Which flows began with a time to live that is to end on the way: traceroute, firewalk. */
export class Traces {
  /** By flow: its time to live; below 0 once a router has told of it. */
  readonly #limits = new Map<number, number>();

  /** Whether there is no probe. */
  get isEmpty(): boolean {
    return this.#limits.size === 0;
  }

  /** A flow begins; returns whether it may be a probe. */
  begin(flow: number, timeToLive: number): boolean {
    if (timeToLive < 1 || timeToLive > MOST_HOPS || this.#limits.size >= MAXIMUM_PROBES) {
      if (this.#limits.size > 0) this.#limits.delete(flow);
      return false;
    }
    this.#limits.set(flow, timeToLive);
    return true;
  }

  /** A router has told that the flow's packet ended there. */
  told(flow: number): void {
    const limit = this.#limits.get(flow) ?? 0;
    if (limit > 0) this.#limits.set(flow, -limit);
  }

  /** Time to live of a flow's first packet; 0 where it is no probe. */
  limitOf(flow: number): number {
    return Math.abs(this.#limits.get(flow) ?? 0);
  }

  isTold(flow: number): boolean {
    return (this.#limits.get(flow) ?? 0) < 0;
  }
}

/** What became of probes with one time to live. */
export interface TracedHop {
  readonly timeToLive: number;
  sent: number;
  /** The router that told that a probe ended there (ICMP time exceeded), and how often it did. */
  address: AddressWords | null;
  told: number;
  toldFrame: number;
  /** Probes that the server answered, by whatever. */
  reached: number;
  /** Probes that nothing came of. */
  silent: number;
}

/** Probes of one service with a time to live that may end on the way. */
export class TraceFacts {
  readonly hops: TracedHop[] = [];
  readonly silent = new FrameSample();
  /** Probes of which no router told, and nothing says for how long. */
  readonly untimed = new FrameSample();

  /** What is known of a time to live; there are few of them. */
  at(timeToLive: number): TracedHop {
    let hop = this.hops.find((known) => known.timeToLive === timeToLive);
    if (hop === undefined) {
      hop = {
        ...{ timeToLive, sent: 0, address: null, told: 0, toldFrame: 0, reached: 0, silent: 0 },
      };
      this.hops.push(hop);
      this.hops.sort((one, other) => one.timeToLive - other.timeToLive);
    }
    return hop;
  }

  /** Whether the time to live changes as that of a traceroute does. */
  get isTrace(): boolean {
    const [first] = this.hops;
    const last = this.hops[this.hops.length - 1];
    return (
      this.hops.length > 1 &&
      (first.timeToLive <= FIRST_ROUTERS || last.timeToLive - first.timeToLive > UNCLEAR_HOPS)
    );
  }
}

/** ICMP's or ICMPv6's time exceeded. */
export function isTimeExceeded(version: 4 | 6, type: number): boolean {
  return type === (version === 4 ? icmp.TIME_EXCEEDED : icmpv6.TIME_EXCEEDED);
}
