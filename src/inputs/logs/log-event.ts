import type { InputSentence } from '../../capture/input-sentence.ts';
import type { TextEncoding } from '../text.ts';
import type { ProfileLog, ProfileLogEvent } from './profile-log.ts';

/** A record of a product's log that its profile knows. */
export interface LogEvent {
  /** Number of the record's first line, from 1. */
  readonly line: number;
  /** The written local time in milliseconds, read as if it were UTC; NaN where it has none. */
  readonly localTime: number;
  readonly log: ProfileLog;
  readonly event: ProfileLogEvent;
  readonly addressFamily: 'ipv4' | 'ipv6' | null;
  /** As written: `DEBUG`, `Warning`; empty where the record has none. */
  readonly level: string;
  /** As written, decoded, at most 512 characters. It is the log's: escape it before it is shown. */
  readonly message: string;
}

/** Something about a log that its reader should know, such as a line that was too long. */
export interface LogProblem {
  /** Number of the line, from 1. */
  readonly line: number;
  /** Where that line begins, in bytes of the file. */
  readonly offset: number;
  readonly sentence: InputSentence;
}

/** What a log has, in memory that does not grow with it. */
export interface LogReading {
  readonly log: ProfileLog;
  readonly encoding: TextEncoding;
  readonly records: number;
  /** Of these, the ones that are of an event of the profile. */
  readonly known: number;
  /** Of these, the others. */
  readonly unknown: number;
  /** Lines that are no record and no part of one. */
  readonly other: number;
  /** The earliest and the latest time written, as `LogEvent.localTime`; NaN where there is none. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** Whether its dates could be month/day or day/month, and none of them tells which. */
  readonly isDateAmbiguous: boolean;
  /** How many records there are of each event that was seen, by its id. */
  readonly counts: ReadonlyMap<string, number>;
  /** In the log's order: all, or where there are too many the first, the last and those asked for. */
  readonly events: readonly LogEvent[];
  /** Known records that `events` does not have. */
  readonly eventsLeftOut: number;
  readonly problems: readonly LogProblem[];
}

/** A span of the log's local time, in milliseconds as `LogEvent.localTime`. */
export interface LocalTimeSpan {
  readonly from: number;
  readonly to: number;
}
