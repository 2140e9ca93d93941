// What a labelled endpoint is, whoever says so: the lab's rule, or tshark's fields. Never this tool.

import type { Diagnosis, Endpoint } from '../../src/diagnosis/diagnosis.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import type { Report, ReportEndpoint, Verdict } from '../../src/index.ts';
import { acceptedVerdicts, type Truth } from './truth.ts';

/** The verdicts that are right for an endpoint; `inconclusive` among them where it may abstain. */
export interface Label {
  /** The one that is true, then others that the same packets bear out. */
  readonly accepted: readonly Verdict[];
}

/** An endpoint as it was judged, beside what it is known to be. */
export interface Labelled {
  /** Which capture it is in. */
  readonly capture: string;
  readonly label: Label;
  readonly endpoint: Endpoint;
  readonly report: ReportEndpoint;
}

/** A capture as it was judged. */
export interface Judged {
  readonly diagnosis: Diagnosis;
  readonly report: Report;
}

export function judgedOf(diagnosis: Diagnosis): Judged {
  return { diagnosis, report: reportOf(diagnosis) };
}

/** Every endpoint of a lab capture's report with its label. */
export function labelledEndpoints(truth: Truth, { diagnosis, report }: Judged): Labelled[] {
  return report.endpoints.map((one, index) => ({
    capture: truth.name,
    label: { accepted: acceptedVerdicts(truth, one) },
    endpoint: diagnosis.endpoints[index],
    report: one,
  }));
}
