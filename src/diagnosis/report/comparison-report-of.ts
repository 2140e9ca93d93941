import { comparedRole, comparedTitle } from '../../words/en/comparison.ts';
import { say, sayAll } from '../../words/say.ts';
import { type Comparison, OUTCOMES, type Outcome } from '../comparison/comparison.ts';
import type { ComparisonReport } from './comparison.ts';
import { reportOf } from './report-of.ts';

/** The JSON report of a comparison, with its sentences as text. */
export function comparisonReportOf(comparison: Comparison): ComparisonReport {
  const { conclusion, services, diagnoses } = comparison;
  const [first, second] = diagnoses;
  return {
    schemaVersion: 2,
    kind: 'comparison',
    tool: { name: 'pcap-verdict', version: first.version },
    profile: first.profile.name,
    displayFilter: first.displayFilter,
    conclusion: {
      code: conclusion.code,
      confidence: conclusion.confidence,
      text: sayAll(conclusion.sentences),
      reasons: conclusion.reasons.map(say),
      advice: conclusion.advice.map(say),
    },
    counts: Object.fromEntries(
      OUTCOMES.map((outcome) => [
        outcome,
        services.filter((service) => service.outcome === outcome).length,
      ]),
    ) as Record<Outcome, number>,
    services: services.map((service) => ({
      title: comparedTitle(service),
      role: comparedRole(service, service.function),
      function: service.function?.id ?? null,
      protocol: service.protocol,
      port: service.port,
      matchedBy: service.matchedBy,
      outcome: service.outcome,
      confidence: service.confidence,
      reason: sayAll(service.doubts),
      first: service.first,
      second: service.second,
    })),
    reports: [reportOf(first), reportOf(second)],
  };
}
