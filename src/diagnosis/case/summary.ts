import { byGravityOfSure, isFailure } from '../../evidence/verdict.ts';
import type { FailingFunction } from '../../words/en/summary.ts';
import type { Sentence } from '../../words/say.ts';
import type { Summary } from '../diagnosis.ts';
import type { CaseFinding } from './case.ts';
import { type CaseFacts, functionsOf } from './facts.ts';

/** Findings that the summary names; the others are counted. */
const NAMED = 3;

/** The case in a sentence or two: what fails, by whom, and what confirms it. */
export function caseSummary(facts: CaseFacts, findings: readonly CaseFinding[]): Summary {
  const failing = findings.filter(
    (finding) => isFailure(finding.verdict) && !isContradicted(facts, finding),
  );
  const ofProduct = failing.filter(({ source }) => consequenceOf(facts, source).length > 0);
  const named = (ofProduct.length > 0 ? ofProduct : failing).slice(0, NAMED);
  if (named.length > 0) {
    const further = failing.length - named.length;
    return {
      verdict: named[0].verdict,
      confidence: named[0].confidence,
      sentences: [
        ...named.map(
          ({ title, source }): Sentence => ({
            code: 'gravest-finding',
            title,
            functions: consequenceOf(facts, source),
          }),
        ),
        ...confirmation(facts, named),
        ...(further > 0 ? [{ code: 'further-findings', number: further } as const] : []),
      ],
    };
  }
  const alone = findings.filter(({ source }) => source === null);
  const summaries = facts.captures.map(({ diagnosis }) => diagnosis.summary);
  if (summaries.length === 0) return withoutCaptures(facts, alone);
  const [gravest] = summaries.toSorted(byGravityOfSure);
  const [first] = alone;
  const good = summaries.filter(({ verdict }) => verdict === 'answered').length;
  return {
    ...gravest,
    sentences: [
      ...(good > 1 && good === summaries.length
        ? [{ code: 'all-captures-answered', number: good } as const]
        : []),
      ...gravest.sentences,
      // What captures show comes first; what a log alone says is told behind it.
      ...(first === undefined
        ? []
        : [{ code: 'but-finding', title: first.title } as const, ...lastOf(first)]),
    ],
  };
}

/** The last paragraph on a finding: why nothing else tells of it. */
function lastOf({ correlation }: CaseFinding): readonly Sentence[] {
  return correlation.at(-1) ?? [];
}

/** A look-up's finding where the client has another address: about no endpoint, and without impact. */
function isContradicted(facts: CaseFacts, { source, impact }: CaseFinding): boolean {
  if (source === null || impact.length > 0) return false;
  return facts.captures[source.report].diagnosis.findings[source.finding].endpoints.length === 0;
}

/** What logs and look-ups say by themselves. */
function withoutCaptures(facts: CaseFacts, alone: readonly CaseFinding[]): Summary {
  const [gravest] = alone;
  if (gravest === undefined) {
    const code = facts.logEvents.length > 0 ? 'logs-without-failure' : 'nothing-in-case';
    return { verdict: 'inconclusive', confidence: 'low', sentences: [{ code }] };
  }
  const titles = alone
    .slice(0, NAMED)
    .map(({ title }): Sentence => ({ code: 'gravest-finding', title, functions: [] }));
  return {
    verdict: gravest.verdict,
    confidence: gravest.confidence,
    sentences: [...titles, ...lastOf(gravest)],
  };
}

/** That a log tells of what a finding is about, by how sure it is that this was the same time. */
function confirmation({ logEvents }: CaseFacts, named: readonly CaseFinding[]): Sentence[] {
  const files = new Set(named.flatMap(({ cited }) => cited.map(({ file }) => file)));
  if (files.size === 0) return [];
  const isProbable = logEvents.some(
    ({ file, clock }) => files.has(file) && clock.certainty === 'probable',
  );
  return [{ code: 'logs-confirm', isProbable }];
}

/** What the product loses by a finding, and whether all of it. */
function consequenceOf(facts: CaseFacts, source: CaseFinding['source']): FailingFunction[] {
  if (source === null) return [];
  const { diagnosis } = facts.captures[source.report];
  return functionsOf(diagnosis, source.finding).map((fn) => ({
    function: fn,
    isPartial: diagnosis.endpoints.some(
      (endpoint) => endpoint.function === fn && endpoint.verdict === 'answered',
    ),
  }));
}
