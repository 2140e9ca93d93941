import type { CaseReport } from '../../diagnosis/report/case-report.ts';
import type { TimeZone } from '../../diagnosis/report/time-zone.ts';
import type { ShownReport } from './time-axis.ts';

/** Of many captures in a case, so many are told in full; logs likewise. */
export const CAPTURES_TOLD = 12;
export const LOGS_TOLD = 40;

/** What the parts of a case's page share. */
export interface ShownCase {
  readonly report: CaseReport;
  /** The captures' reports, each with its times on the reader's clock. */
  readonly captures: readonly ShownReport[];
  /** What each file is called. */
  readonly labels: readonly string[];
  readonly timeZone: TimeZone | undefined;
}
