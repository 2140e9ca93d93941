import type { Report } from '../diagnosis/report/report.ts';
import { byGravity, isFailure, type Verdict } from '../evidence/verdict.ts';
import { serviceText } from './service-text.ts';

/** A service that fails in one of several captures, with what became of it in each. */
export interface JointService {
  /** `18.135.112.200 tcp 443`. */
  readonly service: string;
  /** The gravest verdict in each capture, in their order; null where nobody asked for it. */
  readonly verdicts: readonly (Verdict | null)[];
}

/**
 * What several captures say together: every service that fails in at least one of them, whoever
 * asked. Where it answers in another capture, the network between is the difference.
 */
export function jointServices(reports: readonly Report[]): JointService[] {
  const verdicts = new Map<string, (Verdict | null)[]>();
  reports.forEach((report, index) => {
    for (const endpoint of report.endpoints) {
      const service = serviceText(endpoint);
      let row = verdicts.get(service);
      if (row === undefined) {
        row = reports.map(() => null);
        verdicts.set(service, row);
      }
      const known = row[index];
      if (known === null || byGravity(endpoint.verdict, known) < 0) row[index] = endpoint.verdict;
    }
  });
  return [...verdicts]
    .map(([service, row]) => ({ service, verdicts: row }))
    .filter(({ verdicts: row }) => row.some((verdict) => verdict !== null && isFailure(verdict)));
}
