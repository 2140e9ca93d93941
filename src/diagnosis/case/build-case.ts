import { byGravity, type Confidence, isFailure } from '../../evidence/verdict.ts';
import { say } from '../../words/say.ts';
import type { CaseFinding, CaseLog, CaseReport } from '../report/case-report.ts';
import { type CaseCapture, CaseFacts, functionsOf, logTimeText } from './case-facts.ts';
import type { CaseInput } from './case-input.ts';
import { logFindings, statusOf } from './log-findings.ts';
import { lookedUpAlone, withLookupsSettled, withoutRepeats } from './looked-up.ts';
import { SameElsewhere } from './same-elsewhere.ts';
import { caseSummary } from './summary.ts';
import { timelineOf } from './timeline.ts';
import { togetherOf } from './together.ts';

/** Of no use to who has done it. */
const CROSS_CHECK = say({ code: 'cross-check' });

/** Findings that a case's report has. */
const MAXIMUM_FINDINGS = 200;
const PROBLEMS_SHOWN = 20;
const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low'];

/** Holds together what captures, logs and look-ups say, and puts the case's report together. */
export function buildCase(input: CaseInput): CaseReport {
  const facts = new CaseFacts({ ...input, captures: withLookupsSettled(input) });
  const { entries, leftOut } = timelineOf(facts);
  const findings = [...captureFindings(facts), ...logFindings(facts), ...lookedUpAlone(input)]
    .sort((one, other) => byImportance(one, other, facts))
    .slice(0, MAXIMUM_FINDINGS);
  return {
    schemaVersion: 1,
    kind: 'case',
    tool: { name: 'pcap-verdict', version: input.version },
    name: input.name,
    summary: caseSummary(facts, findings),
    findings,
    timeline: entries,
    timelineLeftOut: leftOut,
    logs: input.logs.map(({ file, reading }, index): CaseLog => {
      const { offset, ...clock } = facts.clocks[index];
      return {
        file,
        title: reading.log.title,
        encoding: reading.encoding,
        records: reading.records,
        known: reading.known,
        unknown: reading.unknown,
        firstTime: logTimeText(reading.firstTime),
        lastTime: logTimeText(reading.lastTime),
        clock: { offset: offset === null ? null : offset / 60_000, ...clock },
        status: statusOf(facts, file),
        problems: reading.problems
          .slice(0, PROBLEMS_SHOWN)
          .map(({ line, text: problem }) => ({ line, text: problem })),
      };
    }),
    files: input.files,
    filesLeftOut: input.filesLeftOut,
    reports: withoutRepeats(facts.captures.map(({ report }) => report)),
  };
}

function captureFindings(facts: CaseFacts): CaseFinding[] {
  const told = new Set<string>();
  const others = new SameElsewhere(facts.input.captures);
  return facts.captures.flatMap((capture, index) =>
    capture.report.findings.flatMap((finding, number): CaseFinding[] => {
      const { id, title, verdict, confidence, impact, remedy, endpoints } = finding;
      // What a look-up says is the same beside every capture.
      if (endpoints.length === 0 && told.has(id)) return [];
      told.add(id);
      const { sentences, cited } = togetherOf(facts, capture, finding);
      const elsewhere = isFailure(verdict) ? others.worksElsewhere(index, endpoints) : null;
      return [
        {
          id,
          title,
          verdict,
          confidence,
          source: { report: index, finding: number },
          together: [...sentences, ...(elsewhere?.sentences ?? [])],
          cited,
          impact,
          remedy: remedy
            .filter((line) => line !== CROSS_CHECK || elsewhere?.isCrossChecked !== true)
            .map((line) => placed(line, facts, capture)),
        },
      ];
    }),
  );
}

/** A line about "this capture" says which, where there are several. */
function placed(line: string, { captures }: CaseFacts, { report }: CaseCapture): string {
  if (captures.length === 1) return line;
  return line.replace(/^In this capture /, `In ${report.capture.name} `);
}

/** Failures of what a product needs first, then other failures, then the rest. */
function byImportance(one: CaseFinding, other: CaseFinding, facts: CaseFacts): number {
  return (
    Number(isFailure(other.verdict)) - Number(isFailure(one.verdict)) ||
    Number(isOfProduct(other, facts)) - Number(isOfProduct(one, facts)) ||
    byGravity(one.verdict, other.verdict) ||
    CONFIDENCES.indexOf(one.confidence) - CONFIDENCES.indexOf(other.confidence) ||
    (one.source?.report ?? facts.captures.length) -
      (other.source?.report ?? facts.captures.length) ||
    (one.source?.finding ?? 0) - (other.source?.finding ?? 0)
  );
}

function isOfProduct({ source }: CaseFinding, facts: CaseFacts): boolean {
  return (
    source === null || functionsOf(facts.captures[source.report].report, source.finding).size > 0
  );
}
