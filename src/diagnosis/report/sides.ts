import type { Confidence, Verdict } from '../../evidence/verdict.ts';
import type { Changed } from '../sides/changes.ts';
import type { ClockFit } from '../sides/clocks.ts';
import type { Kind } from '../sides/rows.ts';
import type { CountedPackets, Fate, SegmentCode, WayCode } from '../sides/sides.ts';

export type { CountedPackets, Fate, SegmentCode, WayCode } from '../sides/sides.ts';

/** Captures of several places, held against each other packet by packet; `compare --sides`. */
export interface SidesReport {
  /** The client's side first. */
  readonly places: readonly {
    readonly name: string;
    /** What sentences call it: "the client's side". */
    readonly title: string;
    /** Index in the comparison's reports. */
    readonly report: number;
  }[];
  /** Each place and the next. */
  readonly segments: readonly SegmentReport[];
  /** What the client's side asks for; what fails first. */
  readonly endpoints: readonly SidedEndpointReport[];
  readonly notes: readonly string[];
}

export interface SegmentReport {
  /** Indexes of places. */
  readonly from: number;
  readonly to: number;
  /** Packets that are in both captures, and conversations that they are of. */
  readonly matched: number;
  readonly conversations: number;
  /** Conversations that only one of them has. */
  readonly onlyFrom: number;
  readonly onlyTo: number;
  /** Routers between; null where no packet tells. */
  readonly hops: number | null;
  readonly clock: {
    readonly boundedBy: ClockFit['boundedBy'];
    /** Second clock less the first, in microseconds; null where no packet is in both. */
    readonly offset: number | null;
    /** By how much at the most that is wrong, in microseconds; null where one direction tells alone. */
    readonly error: number | null;
    /** Parts in a million by which the second clock runs faster, and how exact that is. */
    readonly drift: number;
    readonly driftError: number;
    readonly isUnsteady: boolean;
  };
}

export interface SidedEndpointReport {
  readonly client: string | null;
  readonly server: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly name: string | null;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly fate: Fate;
  /** Where it is stopped; null where nothing is, or it cannot be told. */
  readonly place: SidedPlaceReport | null;
  readonly connections: number;
  /** Of these, those of that fate. */
  readonly failing: number;
  /** Places that decide. */
  readonly from: number;
  readonly to: number;
  readonly packets: readonly CountedPackets[];
  readonly changes: readonly {
    readonly code: Changed['code'];
    readonly text: string;
    readonly count: number;
    readonly frames: readonly number[];
  }[];
  readonly evidence: readonly SidedEvidenceReport[];
  /** Why it cannot be told, or what weakens it. */
  readonly doubts: readonly string[];
  /** The first packets of connections that are stopped, of both captures on one clock. */
  readonly timeline: readonly TimelineStepReport[];
  /** For each place: index in its report's endpoints; null where that capture has it not. */
  readonly endpoints: readonly (number | null)[];
}

export interface TimelineStepReport {
  /** ISO 8601, UTC, on the clock of the first of the two places that decide. */
  readonly time: string;
  readonly kind: Kind;
  readonly way: 'to-server' | 'to-client';
  readonly payload: number;
  /** Frame at the place nearer to the client, and at the other; null where it was not seen there. */
  readonly clientFrame: number | null;
  readonly serverFrame: number | null;
}

export interface SidedPlaceReport {
  readonly segment: SegmentCode;
  /** Indexes of places: it is between them, or beyond (before) the one that both are. */
  readonly from: number;
  readonly to: number;
  readonly direction: WayCode | null;
  /** "between the two captures, on the way back". */
  readonly text: string;
}

export interface SidedEvidenceReport {
  readonly code: string;
  readonly text: string;
  /** Place whose capture the frames are of. */
  readonly place: number;
  readonly frames: readonly number[];
}
