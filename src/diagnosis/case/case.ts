import type { Confidence, Verdict } from '../../evidence/verdict.ts';
import type { LogReading } from '../../inputs/logs/log-event.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import type { Profile, ProfileFunction } from '../../profiles/profile.ts';
import type { IpFamily } from '../../words/en/case.ts';
import type { Sentence } from '../../words/say.ts';
import type { ComparedCapture } from '../comparison/networks.ts';
import type { Diagnosis, Summary } from '../diagnosis.ts';
import type { TimeZone } from '../report/time-zone.ts';
import type { Sides } from '../sides/sides.ts';
import type { LogClock } from './clock.ts';
import type { EndpointPackets } from './packets.ts';

/** What a case is made of: every file has been read already. */
export interface CaseInput {
  readonly version: string;
  readonly name: string;
  readonly files: readonly CaseFile[];
  readonly filesLeftOut: number;
  /** In the order in which files name them (`CaseFile.report`). */
  readonly captures: readonly (ComparedCapture & {
    readonly file: number;
    /** What `readEndpointPackets` found in it. */
    readonly packets: EndpointPackets;
  })[];
  /** Captures that turned out to be of several places on one way. */
  readonly sides: readonly CaseSides[];
  /** In the order in which files name them (`CaseFile.log`). */
  readonly logs: readonly { readonly file: number; readonly reading: LogReading }[];
  /** As a report may have them: redacted where it is to be. */
  readonly lookups: readonly Lookup[];
  /** What the captures and logs are judged by. */
  readonly profiles: readonly Profile[];
  /** The logs' clock, where it was given. */
  readonly logZone: TimeZone | undefined;
  /** A log's own words may tell whose it is: they are left out then. */
  readonly isRedacted: boolean;
}

/** Captures of a case that were taken at the same time at several places of one way. */
export interface CaseSides {
  /** Their indexes in the case's captures, in the order in which they were compared. */
  readonly captures: readonly number[];
  readonly sides: Sides;
}

/** Captures with the logs, look-ups and exports that came with them, judged together. */
export interface Case {
  /** The program's. */
  readonly version: string;
  /** What the case is called: its folder or archive, without folders above. */
  readonly name: string;
  readonly summary: Summary;
  /** The surest failures first, of these the gravest; what a product needs before all else. */
  readonly findings: readonly CaseFinding[];
  readonly sides: readonly CaseSides[];
  /** What packets and logs show, in the order of time; the middle is left out of a long one. */
  readonly timeline: readonly TimelineEntry[];
  readonly timelineLeftOut: number;
  readonly logs: readonly CaseLog[];
  /** Every file of the case, in the order in which it was found. */
  readonly files: readonly CaseFile[];
  /** Files beyond what a report lists. */
  readonly filesLeftOut: number;
  /** The captures', by the time of their first packet. */
  readonly diagnoses: readonly Diagnosis[];
}

/** What a file was taken for. */
export type CaseFileKind =
  /** A packet capture; an export of a packet list is one, too: `text` says so. */
  | 'capture'
  | 'log'
  | 'look-up'
  /** An archive whose files stand below it. */
  | 'archive'
  /** Of no use for a verdict, or not known here. */
  | 'other'
  /** Should be one of the above, and cannot be read. */
  | 'unreadable';

export interface CaseFile {
  /** The way to it inside the case, with `/` between folders and behind archives. */
  readonly path: string;
  /** Bytes, unpacked; null where that is not known. */
  readonly bytes: number | null;
  readonly kind: CaseFileKind;
  /** In a few words, or why it was not read. */
  readonly sentence: Sentence;
  /** Index in the case's diagnoses; null where it has none. */
  readonly report: number | null;
  /** Index in `logs`; null where it is none. */
  readonly log: number | null;
}

/** A line of a log. */
export interface LogLine {
  readonly file: number;
  readonly line: number;
}

/** One finding of a capture with what logs, look-ups and other captures add to it; or what these tell alone. */
export interface CaseFinding {
  readonly id: string;
  readonly title: Sentence;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** The capture's finding; null where only a log, a look-up, or two captures together tell. */
  readonly source: { readonly report: number; readonly finding: number } | null;
  /** What holds packets, logs, look-ups and other captures together: sentences, by paragraph. */
  readonly correlation: readonly (readonly Sentence[])[];
  /** Where these sentences are from in logs. */
  readonly cited: readonly LogLine[];
  readonly impact: readonly Sentence[];
  readonly remedy: readonly Sentence[];
}

export interface TimelineEntry {
  /** Milliseconds UTC; NaN where a log's clock is not known. */
  readonly time: number;
  /** The log's own clock, in milliseconds; null for packets. */
  readonly localTime: number | null;
  readonly kind: 'packets' | 'log';
  /** Index in `files`. */
  readonly file: number;
  /** The product's function that it is about; null where it is about none. */
  readonly function: ProfileFunction | null;
  /** Of the log's event, where it tells. */
  readonly addressFamily: IpFamily | null;
  /** Without a full stop. */
  readonly sentence: Sentence;
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
  readonly reading: LogReading;
  readonly clock: LogClock;
  /** The last that the log tells of each function and address family. */
  readonly status: readonly Sentence[];
}
