import type { CaseFinding, CaseReport } from '../report/case-report.ts';
import { list } from '../verdict/target-text.ts';
import { byGravity, isFailure } from '../verdict/verdict.ts';
import { type CaseFacts, functionsOf } from './case-facts.ts';

/** Findings that the summary names; the others are counted. */
const NAMED = 3;

/** Where a log tells of what a finding is about, by how sure it is that this was the same time. */
const CONFIRMED = {
  given: "The client's log tells of the same at the same time.",
  certain: "The client's log tells of the same at the same time.",
  probable: "The client's log tells of the same, probably at the same time.",
  unknown: "The client's log tells of the same.",
} as const;

/** The case in a sentence or two: what fails, by whom, and what confirms it. */
export function caseSummary(
  facts: CaseFacts,
  findings: readonly CaseFinding[],
): CaseReport['summary'] {
  const failing = findings.filter(({ verdict }) => isFailure(verdict));
  const ofProduct = failing.filter(({ source }) => titlesOf(facts, source).length > 0);
  const named = (ofProduct.length > 0 ? ofProduct : failing).slice(0, NAMED);
  if (named.length > 0) {
    const further = failing.length - named.length;
    const confirmed = named.some(({ cited }) => cited.length > 0);
    return {
      verdict: named[0].verdict,
      confidence: named[0].confidence,
      text: [
        ...named.map((finding) => {
          const titles = titlesOf(facts, finding.source);
          const fails = titles.length === 1 ? 'fails' : 'fail';
          return `${finding.title}${titles.length === 0 ? '' : `: ${list(titles)} ${fails}`}.`;
        }),
        ...(confirmed ? [CONFIRMED[facts.clock.certainty]] : []),
        ...(further > 0 ? [`${further} further finding${further === 1 ? '' : 's'} below.`] : []),
      ].join(' '),
    };
  }
  const [told] = findings.filter(({ source }) => source === null);
  const summaries = facts.captures.map(({ report }) => report.summary);
  if (told !== undefined) {
    const text = [logTitle(facts, findings) ?? `${told.title}.`, ...told.together.slice(-1)];
    return { verdict: 'inconclusive', confidence: 'low', text: text.join(' ') };
  }
  if (summaries.length === 0) {
    return {
      verdict: 'inconclusive',
      confidence: 'low',
      text:
        facts.logMoments.length > 0
          ? 'The logs tell of no failure that lasted, and there is no capture: there is nothing to judge.'
          : 'There is neither a capture nor a log that can be read: there is nothing to judge.',
    };
  }
  const [gravest] = summaries.toSorted((one, other) => byGravity(one.verdict, other.verdict));
  if (summaries.length === 1) return gravest;
  const good = summaries.filter(({ verdict }) => verdict === 'answered').length;
  return {
    ...gravest,
    text:
      good === summaries.length
        ? `All that was asked for in ${good} captures answered. ${gravest.text}`
        : gravest.text,
  };
}

/** What only the logs say, of several functions at once; null where they say it of one. */
function logTitle(facts: CaseFacts, findings: readonly CaseFinding[]): string | null {
  const titles = findings.flatMap(({ id }) => {
    const [, fn] = /^log\/(.+)$/.exec(id) ?? [];
    return fn === undefined ? [] : (facts.functionOf(fn)?.title ?? []);
  });
  return titles.length > 1 ? `The client's log says that ${list(titles)} fail.` : null;
}

function titlesOf(facts: CaseFacts, source: CaseFinding['source']): string[] {
  if (source === null) return [];
  const ids = functionsOf(facts.captures[source.report].report, source.finding);
  return [...ids].flatMap((id) => facts.functionOf(id)?.title ?? []);
}
