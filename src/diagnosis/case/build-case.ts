import { byGravityOfSure, bySureness, isFailure } from '../../evidence/verdict.ts';
import type { Sentence } from '../../words/say.ts';
import { BothSides, remedyTogether } from './both-sides.ts';
import type { Case, CaseFinding, CaseInput } from './case.ts';
import { correlationOf } from './correlation.ts';
import { type CaseCapture, CaseFacts, functionsOf } from './facts.ts';
import { logFindings, statusOf } from './log-findings.ts';
import { lookedUpAlone, withLookupsSettled, withoutRepeats } from './looked-up.ts';
import { SameElsewhere } from './same-elsewhere.ts';
import { caseSummary } from './summary.ts';
import { timelineOf } from './timeline.ts';

/** Findings that a case has. */
const MAXIMUM_FINDINGS = 200;

/** Holds together what captures, logs and look-ups say, and judges the case. */
export function buildCase(input: CaseInput): Case {
  const facts = new CaseFacts({ ...input, captures: withLookupsSettled(input) });
  const { entries, leftOut } = timelineOf(facts);
  const both = new BothSides(input);
  const findings = [
    ...captureFindings(facts, both),
    ...both.rest(),
    ...logFindings(facts),
    ...lookedUpAlone(input),
  ]
    .sort((one, other) => byImportance(one, other, facts))
    .slice(0, MAXIMUM_FINDINGS);
  return {
    version: input.version,
    name: input.name,
    summary: caseSummary(facts, findings),
    findings,
    sides: input.sides,
    timeline: entries,
    timelineLeftOut: leftOut,
    logs: input.logs.map(({ file, reading }, index) => ({
      file,
      reading,
      clock: facts.clocks[index],
      status: statusOf(facts, file),
    })),
    files: input.files,
    filesLeftOut: input.filesLeftOut,
    diagnoses: withoutRepeats(facts.captures.map(({ diagnosis }) => diagnosis)),
  };
}

function captureFindings(facts: CaseFacts, both: BothSides): CaseFinding[] {
  const seen = new Set<string>();
  const others = new SameElsewhere(facts.input.captures, (one, other) =>
    both.areTogether(one, other),
  );
  return facts.captures.flatMap((capture, index) =>
    capture.diagnosis.findings.flatMap((finding, number): CaseFinding[] => {
      const { id, title, verdict, confidence, impact, remedy, endpoints } = finding;
      // What a look-up says is the same beside every capture.
      if (endpoints.length === 0 && seen.has(id)) return [];
      seen.add(id);
      if (both.isTold(index, finding)) return [];
      const together = both.of(index, finding);
      const { sentences, cited } = correlationOf(facts, capture, finding);
      const elsewhere = isFailure(verdict) ? others.worksElsewhere(index, endpoints) : null;
      return [
        {
          ...{ id, title, verdict, confidence, impact, cited },
          ...together?.told,
          source: { report: index, finding: number },
          correlation: [
            ...(together?.told.correlation ?? []),
            ...sentences.map((one) => [one]),
            ...(elsewhere?.paragraphs ?? []),
          ],
          remedy: remedyTogether(together, remedy)
            .filter(({ code }) => code !== 'cross-check' || elsewhere?.isCrossChecked !== true)
            .map((line) => placed(line, facts, capture)),
        },
      ];
    }),
  );
}

/** A line about "this capture" says which, where there are several. */
function placed(line: Sentence, { captures }: CaseFacts, { diagnosis }: CaseCapture): Sentence {
  return captures.length > 1 && line.code === 'in-this-capture'
    ? { ...line, capture: diagnosis.capture.name }
    : line;
}

/** Failures of what a product needs first, then other failures, the surest before all, then the rest. */
function byImportance(one: CaseFinding, other: CaseFinding, facts: CaseFacts): number {
  return (
    Number(isFailure(other.verdict)) - Number(isFailure(one.verdict)) ||
    Number(isOfProduct(other, facts)) - Number(isOfProduct(one, facts)) ||
    byGravityOfSure(one, other) ||
    bySureness(one.confidence, other.confidence) ||
    (one.source?.report ?? facts.captures.length) -
      (other.source?.report ?? facts.captures.length) ||
    (one.source?.finding ?? 0) - (other.source?.finding ?? 0)
  );
}

function isOfProduct({ source }: CaseFinding, { captures }: CaseFacts): boolean {
  return (
    source === null || functionsOf(captures[source.report].diagnosis, source.finding).length > 0
  );
}
