import type { Confidence, Verdict } from '../../evidence/verdict.ts';
import type { AddressWords } from '../../protocols/address-text.ts';
import type { Sentence } from '../../words/say.ts';
import type { Conclusion } from '../comparison/comparison.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Change } from './changes.ts';
import type { ClockFit } from './clocks.ts';
import type { Kind } from './rows.ts';
import type { TimelineStep } from './timeline.ts';

/** Captures of one network, taken at two or more places at the same time, held against each other. */
export interface Sides {
  /** The client's side first. */
  readonly places: readonly SidePlace[];
  /** Each place with the next, and others that were held against each other. */
  readonly segments: readonly Segment[];
  readonly conclusion: Conclusion;
  /** What fails first. */
  readonly endpoints: readonly SidedEndpoint[];
  readonly notes: readonly Sentence[];
}

export interface SidePlace {
  readonly diagnosis: Diagnosis;
  /** Position in which it was given, from 0. */
  readonly given: number;
}

/** What two captures have in common. */
export interface Segment {
  /** Indexes of places, the client's side first. */
  readonly from: number;
  readonly to: number;
  readonly matched: number;
  readonly conversations: number;
  readonly onlyFrom: number;
  readonly onlyTo: number;
  readonly clock: ClockFit;
  /** Packets of TCP among the matched, by sequence numbers. */
  readonly certain: number;
  /** Every packet has the same time in both: two captures of one place. */
  readonly isOnePlace: boolean;
  /** Routers between, by what most packets have lost of their time to live; null where none tells. */
  readonly hops: number | null;
}

/** Where packets vanish or a refusal is made, as the captures stand to each other. */
export type SegmentCode = 'between' | 'beyond-server-side' | 'before-client-side';

/** Which way the packets go that it is about. */
export type WayCode = 'to-server' | 'to-client' | 'both';

/** What became of an endpoint's connections, as far as two places tell. */
export type Fate =
  /** All that was sent came through, or came when it was sent again. */
  | 'works'
  /** What the client sends leaves one place and never comes to the other. */
  | 'forth-lost'
  /** What the server sends does. */
  | 'back-lost'
  /** A RST that nobody sent at the other place. */
  | 'reset-between'
  /** The same of an ICMP error. */
  | 'error-between'
  /** The same of an answer: a SYN/ACK or a datagram. */
  | 'answered-between'
  /** The refusal comes by the server's side. */
  | 'refused-beyond'
  /** What the client sends comes to the server's side, and nothing comes back there. */
  | 'silent-beyond'
  /** The server's answer comes to the client's side, and the client goes on asking. */
  | 'before-client'
  /** The other place did not watch, or does not show this server: nothing can be said. */
  | 'unwatched'
  | 'unclear';

export interface SidedSegment {
  readonly code: SegmentCode;
  /** Indexes of places; the same twice where it is beyond one. */
  readonly from: number;
  readonly to: number;
}

/** A server's port as one client asked for it, over all places. */
export interface SidedEndpoint {
  readonly client: AddressWords | null;
  readonly server: AddressWords;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly name: string | null;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly fate: Fate;
  readonly segment: SidedSegment | null;
  readonly way: WayCode | null;
  readonly connections: number;
  /** Connections of that fate. */
  readonly failing: number;
  /** Places that decide. */
  readonly from: number;
  readonly to: number;
  readonly packets: readonly CountedPackets[];
  readonly changes: readonly Change[];
  readonly evidence: readonly SidedEvidence[];
  /** Why it cannot be told, or what weakens it. */
  readonly doubts: readonly Sentence[];
  /** The first packets of connections that fail, on one time line. */
  readonly timeline: readonly TimelineStep[];
  /** Index in each place's own endpoints; -1 where that capture has it not. */
  readonly endpoints: readonly number[];
}

/** Packets of one kind, one way, between the two places that decide. */
export interface CountedPackets {
  readonly kind: Kind;
  readonly way: 'to-server' | 'to-client';
  readonly sent: number;
  readonly arrived: number;
  readonly lost: number;
  readonly repaired: number;
  readonly uncaptured: number;
  readonly outside: number;
  readonly onlyThere: number;
}

export interface SidedEvidence {
  readonly sentence: Sentence;
  /** Place whose frames they are. */
  readonly place: number;
  readonly frames: readonly number[];
}
