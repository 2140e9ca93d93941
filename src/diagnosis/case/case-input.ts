import type { LogReading } from '../../inputs/logs/log-event.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import type { Profile } from '../../profiles/profile.ts';
import type { ComparedCapture } from '../comparison/compare-networks.ts';
import type { CaseFile } from '../report/case-report.ts';
import type { TimeZone } from '../report/time-zone.ts';
import type { Moments } from './moments.ts';

/** What a case's report is made of: every file has been read already. */
export interface CaseInput {
  readonly version: string;
  readonly name: string;
  readonly files: readonly CaseFile[];
  readonly filesLeftOut: number;
  /** In the order in which files name them (`CaseFile.report`). */
  readonly captures: readonly (ComparedCapture & {
    readonly file: number;
    /** What `readMoments` found in its packets. */
    readonly moments: Moments;
  })[];
  /** In the order in which files name them (`CaseFile.log`). */
  readonly logs: readonly { readonly file: number; readonly reading: LogReading }[];
  /** As a report may have them: redacted where it is to be. */
  readonly lookups: readonly Lookup[];
  /** What the reports and logs are judged by. */
  readonly profiles: readonly Profile[];
  /** The logs' clock, where it was given. */
  readonly logZone: TimeZone | undefined;
  /** A log's own words may tell whose it is: they are left out then. */
  readonly isRedacted: boolean;
}
