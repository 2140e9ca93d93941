// How the verdicts on the lab's captures compare with the rules that were in force.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { openCapture, type Report, type Verdict } from '../../src/index.ts';
import { type Judged, judgedOf } from './label.ts';
import { acceptedVerdicts, disagreements, type Truth, truthOf } from './truth.ts';

export const LAB_CAPTURES = join('captures', 'lab');

/** All truths of a folder, by name. */
export function truths(folder = LAB_CAPTURES): Truth[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.truth.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Truth);
}

/** A lab capture as it is judged. */
export async function judgeLab(truth: Truth, folder = LAB_CAPTURES): Promise<Judged> {
  const reader = await openCapture(join(folder, truth.capture));
  try {
    return judgedOf(await diagnose(reader));
  } finally {
    await reader.close();
  }
}

/** The report of a lab capture. */
export async function labReport(truth: Truth, folder = LAB_CAPTURES): Promise<Report> {
  return (await judgeLab(truth, folder)).report;
}

/** One line of the accuracy table: what became of the endpoints that truly were so. */
export interface AccuracyRow {
  readonly verdict: Verdict;
  endpoints: number;
  right: number;
  /** `inconclusive`, where the capture cannot tell or the tool was too careful. */
  abstained: number;
  wrong: number;
}

export interface Accuracy {
  readonly scenarios: number;
  /** Scenarios with nothing to object to. */
  readonly clean: number;
  readonly rows: readonly AccuracyRow[];
  /** Endpoints that are healthy and were called drop or reject: the worst error. */
  readonly falseAlarms: number;
  /** `scenario: what is wrong`, a line each. */
  readonly complaints: readonly string[];
}

const ORDER: readonly Verdict[] = [
  'answered',
  'drop',
  'reject',
  'closed',
  'intercepted',
  'unreachable',
  'inconclusive',
];

/** Counts over scenarios; reports in the truths' order. */
export function accuracyOf(all: readonly Truth[], reports: readonly Report[]): Accuracy {
  const rows = ORDER.map(
    (verdict): AccuracyRow => ({ verdict, endpoints: 0, right: 0, abstained: 0, wrong: 0 }),
  );
  const complaints: string[] = [];
  let clean = 0;
  let falseAlarms = 0;
  all.forEach((truth, index) => {
    const report = reports[index];
    const found = disagreements(truth, report);
    if (found.length === 0) clean++;
    complaints.push(...found.map((line) => `${truth.name}: ${line}`));
    for (const endpoint of report.endpoints) {
      const [verdict, ...alsoRight] = acceptedVerdicts(truth, endpoint);
      const row = rows[ORDER.indexOf(verdict)];
      row.endpoints++;
      if (endpoint.verdict === verdict) row.right++;
      else if (endpoint.verdict === 'inconclusive') row.abstained++;
      else if (alsoRight.includes(endpoint.verdict)) row.right++;
      else row.wrong++;
      const isHealthy = (truthOf(truth, endpoint)?.verdict ?? truth.others) === 'answered';
      if (isHealthy && (endpoint.verdict === 'drop' || endpoint.verdict === 'reject')) {
        falseAlarms++;
      }
    }
  });
  return {
    scenarios: all.length,
    clean,
    rows: rows.filter(({ endpoints }) => endpoints > 0),
    falseAlarms,
    complaints,
  };
}

/** The table as docs/accuracy.md has it. */
export function accuracyTable(accuracy: Accuracy): string {
  const cells = accuracy.rows.map(
    ({ verdict, endpoints, right, abstained, wrong }) =>
      `| \`${verdict}\` | ${endpoints} | ${right} | ${abstained} | ${wrong} |`,
  );
  return [
    `${accuracy.clean} of ${accuracy.scenarios} scenarios without any objection; false alarms on healthy endpoints: ${accuracy.falseAlarms}.`,
    '',
    '| true verdict | endpoints | right | abstained | wrong |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...cells,
  ].join('\n');
}
