import { byGravity, isFailure } from '../../evidence/verdict.ts';
import { consequenceText } from '../../words/en/summary.ts';
import type { CaseFinding, CaseReport } from '../report/case-report.ts';
import { type CaseFacts, functionsOf } from './case-facts.ts';

/** Findings that the summary names; the others are counted. */
const NAMED = 3;

/** The case in a sentence or two: what fails, by whom, and what confirms it. */
export function caseSummary(
  facts: CaseFacts,
  findings: readonly CaseFinding[],
): CaseReport['summary'] {
  const failing = findings.filter(
    (finding) => isFailure(finding.verdict) && !isContradicted(facts, finding),
  );
  const ofProduct = failing.filter(({ source }) => consequenceOf(facts, source) !== '');
  const named = (ofProduct.length > 0 ? ofProduct : failing).slice(0, NAMED);
  if (named.length > 0) {
    const further = failing.length - named.length;
    return {
      verdict: named[0].verdict,
      confidence: named[0].confidence,
      text: [
        ...named.map(({ title, source }) => `${title}${consequenceOf(facts, source)}.`),
        ...confirmation(facts, named),
        ...(further > 0 ? [`${further} further finding${further === 1 ? '' : 's'} below.`] : []),
      ].join(' '),
    };
  }
  const told = findings.filter(({ source }) => source === null);
  const summaries = facts.captures.map(({ report }) => report.summary);
  if (summaries.length === 0) return withoutCaptures(facts, told);
  const [gravest] = summaries.toSorted((one, other) => byGravity(one.verdict, other.verdict));
  const [first] = told;
  const good = summaries.filter(({ verdict }) => verdict === 'answered').length;
  const all =
    good > 1 && good === summaries.length
      ? `In all ${good} captures what was asked for answered. `
      : '';
  // What captures show comes first; what a log alone says is told behind it.
  const more =
    first === undefined ? '' : ` But: ${first.title}. ${first.together.slice(-1).join('')}`;
  return { ...gravest, text: `${all}${gravest.text}${more}` };
}

/** A look-up's finding where the client has another address: about no endpoint, and without impact. */
function isContradicted(facts: CaseFacts, { source, impact }: CaseFinding): boolean {
  if (source === null || impact !== '') return false;
  return facts.captures[source.report].report.findings[source.finding].endpoints.length === 0;
}

/** What logs and look-ups say by themselves. */
function withoutCaptures(facts: CaseFacts, told: readonly CaseFinding[]): CaseReport['summary'] {
  const [gravest] = told;
  if (gravest === undefined) {
    return {
      verdict: 'inconclusive',
      confidence: 'low',
      text:
        facts.logMoments.length > 0
          ? 'The logs tell of no failure that lasted, and there is no capture: there is nothing to judge.'
          : 'There is neither a capture nor a log that can be read: there is nothing to judge.',
    };
  }
  const titles = told.slice(0, NAMED).map(({ title }) => `${title}.`);
  return {
    verdict: gravest.verdict,
    confidence: gravest.confidence,
    text: [...titles, ...gravest.together.slice(-1)].join(' '),
  };
}

/** That a log tells of what a finding is about, by how sure it is that this was the same time. */
function confirmation({ logMoments }: CaseFacts, named: readonly CaseFinding[]): string[] {
  const files = new Set(named.flatMap(({ cited }) => cited.map(({ file }) => file)));
  if (files.size === 0) return [];
  const isProbable = logMoments.some(
    ({ file, clock }) => files.has(file) && clock.certainty === 'probable',
  );
  const when = isProbable ? ', probably at the same time' : ' at the same time';
  return [`The client's log tells of the same${when}.`];
}

/** `: DNS protection fails`; '' where a finding is about no function. */
function consequenceOf(facts: CaseFacts, source: CaseFinding['source']): string {
  if (source === null) return '';
  const { report } = facts.captures[source.report];
  const functions = [...functionsOf(report, source.finding)].flatMap((id) => {
    const fn = facts.functionOf(id);
    const isPartial = report.endpoints.some(
      (endpoint) => endpoint.function === id && endpoint.verdict === 'answered',
    );
    return fn === null ? [] : [{ function: fn, isPartial }];
  });
  return consequenceText(functions);
}
