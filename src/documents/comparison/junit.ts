import type {
  ComparedService,
  ComparisonReport,
  Outcome,
} from '../../diagnosis/report/comparison.ts';
import { isFailure } from '../../evidence/verdict.ts';
import { junitXml, suiteTime, type TestCase, type TestOutcome } from '../junit-xml.ts';
import type { ComparisonFormat } from './format.ts';
import { addressText, proofOf, sideText } from './words.ts';

const FRAMES_SHOWN = 24;

const FAILS: Readonly<Partial<Record<Outcome, string>>> = {
  'first-only': 'fails on the first only',
  both: 'fails on both',
};

/**
 * A comparison as test results: the conclusion, then a case for each service. A case fails where the
 * service fails on the first network, is skipped where that cannot be told, and passes where it works.
 */
export const junit: ComparisonFormat = {
  render(comparison) {
    const { conclusion, reports, tool, profile, displayFilter } = comparison;
    const [first, second] = reports.map(({ capture }) => capture.name);
    const properties: [string, string][] = [
      ['tool', `${tool.name} ${tool.version}`],
      ['conclusion', conclusion.code],
      ['confidence', conclusion.confidence],
      ['summary', conclusion.text],
      ['profile', profile],
      ['first', first],
      ['second', second],
    ];
    if (displayFilter !== null) properties.push(['display-filter', displayFilter]);
    return junitXml([
      {
        name: `${first} compared with ${second}`,
        timestamp: suiteTime(reports[0].capture.firstTime),
        properties,
        cases: comparison.services.map((service) => serviceCase(service, comparison)),
        output: [...conclusion.reasons, ...conclusion.advice.map((line) => `What to do: ${line}`)],
      },
    ]);
  },
};

function serviceCase(service: ComparedService, comparison: ComparisonReport): TestCase {
  const addresses = addressText(service, comparison);
  const { title, protocol, port } = service;
  return {
    name: `${title} ${protocol} ${port}${addresses === title ? '' : ` (${addresses})`}`,
    className: comparison.reports[0].capture.name,
    outcome: outcomeOf(service, comparison),
  };
}

function outcomeOf(service: ComparedService, comparison: ComparisonReport): TestOutcome | null {
  const { first, second, outcome, confidence, reason } = service;
  const became = `first: ${sideText(first)}, second: ${sideText(second)}`;
  // What answers some attempts only has not failed, either.
  if (first?.verdict === 'answered') return null;
  if (first === null || first.status === 'unclear') {
    return { kind: 'skipped', type: outcome, message: `${became}. ${reason}`.trim(), lines: [] };
  }
  const sure = confidence === null ? '' : ` (confidence ${confidence})`;
  const proof = proofOf(first, comparison.reports[0]);
  const frames = proof?.frames.slice(0, FRAMES_SHOWN).join(', ') ?? '';
  return {
    kind: 'failure',
    type: first.verdict,
    message: `${FAILS[outcome] ?? 'fails on the first; the second does not tell'}${sure}: ${became}`,
    lines: [
      ...(proof === null ? [] : [`${proof.text}${frames === '' ? '' : ` Frames ${frames}.`}`]),
      ...(reason === '' ? [] : [reason]),
      ...(isFailure(first.verdict) && second?.status === 'works'
        ? ['It works on the second.']
        : []),
    ],
  };
}
