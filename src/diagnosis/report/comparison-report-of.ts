import { english } from '../../words/say.ts';
import { type Comparison, OUTCOMES, type Outcome } from '../comparison/comparison.ts';
import type { ComparisonReport } from './comparison.ts';
import { reportOf } from './report-of.ts';
import { conclusionReportOf } from './sides-report-of.ts';

/**
 * The report of a comparison, with its sentences as text.
 * @param speaker in whose language; JSON is English
 */
export function comparisonReportOf(comparison: Comparison, speaker = english): ComparisonReport {
  const { comparedTitle, comparedRole } = speaker.words.comparedParts;
  const { conclusion, services, diagnoses } = comparison;
  const [first, second] = diagnoses;
  return {
    schemaVersion: 2,
    kind: 'comparison',
    tool: { name: 'pcap-verdict', version: first.version },
    profile: first.profile.name,
    displayFilter: first.displayFilter,
    conclusion: conclusionReportOf(conclusion, speaker),
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
      reason: speaker.sayAll(service.doubts),
      first: service.first,
      second: service.second,
    })),
    reports: [reportOf(first, speaker), reportOf(second, speaker)],
  };
}
