import type { Confidence, Verdict } from '../../evidence/verdict.ts';
import type { CaseFileKind } from '../case/case.ts';
import type { ComparisonConclusion } from './comparison.ts';
import type { Report } from './report.ts';
import type { SidesReport } from './sides.ts';

export type { CaseFileKind } from '../case/case.ts';

export interface CaseFile {
  /** The way to it inside the case, with `/` between folders and behind archives. */
  readonly path: string;
  /** Bytes, unpacked; null where that is not known. */
  readonly bytes: number | null;
  readonly kind: CaseFileKind;
  /** In a few words: "pcapng capture, 8,400 packets", or why it was not read. */
  readonly text: string;
  /** Index in the report's `reports`; null where it has none. */
  readonly report: number | null;
  /** Index in `logs`; null where it is none. */
  readonly log: number | null;
}

/**
 * The report on a case: captures with the logs, look-ups and exports that came with them. As
 * `-f json` prints it; `case.schema.json` is its schema. A capture's own report is in it whole.
 */
export interface CaseReport {
  readonly schemaVersion: 2;
  /** Tells a case's report from a capture's. */
  readonly kind: 'case';
  readonly tool: { readonly name: 'pcap-verdict'; readonly version: string };
  /** What the case is called: its folder or archive, without folders above. */
  readonly name: string;
  readonly summary: {
    readonly verdict: Verdict;
    readonly confidence: Confidence;
    readonly text: string;
  };
  /** The surest failures first, of these the gravest; what a product needs before all else. */
  readonly findings: readonly CaseFinding[];
  /** Captures that turned out to be of several places on one way, held against each other. */
  readonly sides: readonly CaseSides[];
  /** What packets and logs show, in the order of time; the middle is left out of a long one. */
  readonly timeline: readonly TimelineEntry[];
  readonly timelineLeftOut: number;
  readonly logs: readonly CaseLog[];
  /** Every file of the case, in the order in which it was found. */
  readonly files: readonly CaseFile[];
  /** Files beyond what a report lists. */
  readonly filesLeftOut: number;
  /** The captures' own reports, by the time of their first packet. */
  readonly reports: readonly Report[];
}

/** Places are captures of the case, by their index in its reports. */
export interface CaseSides extends SidesReport {
  readonly conclusion: ComparisonConclusion;
}

/** One finding of a capture with what logs, look-ups and other captures add to it; or what these tell alone. */
export interface CaseFinding {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** The capture's finding; null where only a log, a look-up, or two captures together tell. */
  readonly source: { readonly report: number; readonly finding: number } | null;
  /** Sentences that hold packets, logs, look-ups and other captures together, with their frames. */
  readonly together: readonly string[];
  /** Where these sentences are from in logs. */
  readonly cited: readonly { readonly file: number; readonly line: number }[];
  readonly impact: string;
  readonly remedy: readonly string[];
}

export interface TimelineEntry {
  /** ISO 8601, UTC, to the millisecond or second; null where a log's clock is not known. */
  readonly time: string | null;
  /** As the log has it, without a zone: `2024-08-27 03:07:53`; null for packets. */
  readonly logTime: string | null;
  readonly kind: 'packets' | 'log';
  /** Index in `files`. */
  readonly file: number;
  /** Title of the product's function that it is about; null where it is about none. */
  readonly function: string | null;
  /** One sentence without a full stop. */
  readonly text: string;
  /** The log's own words, cut to a line; null for packets and in redacted reports. */
  readonly message: string | null;
  /** Frames of the capture in `file`; empty for logs. */
  readonly frames: readonly number[];
  /** Lines of the log in `file`; empty for packets. */
  readonly lines: readonly number[];
  /** Whether it tells of a failure, of success, or of neither. */
  readonly mood: 'bad' | 'good' | 'neutral';
}

export interface CaseLog {
  /** Index in `files`. */
  readonly file: number;
  /** What the product's profile calls it. */
  readonly title: string;
  readonly encoding: string;
  readonly records: number;
  readonly known: number;
  readonly unknown: number;
  /** As the log has them, without a zone; null in a log without times. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  readonly clock: {
    /** Minutes that the log's clock is ahead of the captures' times; null where that is not known. */
    readonly offset: number | null;
    /** Whose times these are: a packet list may not tell its zone, and has some place's local time. */
    readonly aheadOf: 'utc' | 'list';
    readonly certainty: 'certain' | 'probable' | 'unknown' | 'given';
    /** Why, in a sentence or two. */
    readonly text: string;
  };
  /** The last that the log tells of each function: "DNS protection, IPv4: … at …". */
  readonly status: readonly string[];
  readonly problems: readonly { readonly line: number; readonly text: string }[];
}
