// What a labelled endpoint is, whoever says so: the lab's rule, or tshark's fields. Never this tool.

import type { Diagnosis, Endpoint } from '../../src/diagnosis/diagnosis.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import type { Observation } from '../../src/evidence/table.ts';
import type { Confidence, Report, ReportEndpoint, Verdict } from '../../src/index.ts';
import { acceptedVerdicts, type Truth } from './truth.ts';

/** The verdicts that are right for an endpoint; `inconclusive` among them where it may abstain. */
export interface Label {
  /** The one that is true, then others that the same packets bear out. */
  readonly accepted: readonly Verdict[];
}

/** An endpoint as it was judged, beside what it is known to be. Thousands are kept: no sentences. */
export interface Labelled {
  /** Which capture it is in. */
  readonly capture: string;
  readonly label: Label;
  /** "CLIENT > SERVER PROTOCOL PORT". */
  readonly service: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** What was seen, and how fully it applies. */
  readonly evidence: readonly Pick<Observation, 'code' | 'strength'>[];
}

export function labelledAs(
  capture: string,
  label: Label,
  { client, server, protocol, port }: ReportEndpoint,
  { verdict, confidence, evidence }: Endpoint,
): Labelled {
  return {
    ...{ capture, label, verdict, confidence },
    service: `${client} > ${server} ${protocol} ${port}`,
    evidence: evidence.map(({ code, strength }) => ({ code, strength })),
  };
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
  return report.endpoints.map((one, index) =>
    labelledAs(
      truth.name,
      { accepted: acceptedVerdicts(truth, one) },
      one,
      diagnosis.endpoints[index],
    ),
  );
}
