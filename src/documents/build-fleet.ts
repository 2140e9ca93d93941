import type { FleetFinding, FleetReport } from '../diagnosis/report/fleet-report.ts';
import { timeSpanText, timeText } from '../diagnosis/report/time-zone.ts';
import type { Verdict } from '../evidence/verdict.ts';
import { count, grouped } from '../words/en/phrases.ts';
import { words } from '../words/say.ts';
import { type Setting, shownVerdict } from './build-capture.ts';
import {
  aside,
  type Block,
  fact,
  heading,
  type Inline,
  type JointDocument,
  list,
  name,
  type Section,
  type Table,
} from './tree.ts';

/** Characters of a line of a title in a table. */
const TITLE_WIDTH = 44;

/** The document about very many captures: what fails, where, since when. */
export function fleetDocument(report: FleetReport, setting: Setting): JointDocument {
  const { captures, findings, moreFindings } = report;
  const title = words.fleet.summary(
    captures.judged,
    captures.sensors,
    findings.length + moreFindings,
    captures.verdicts.inconclusive ?? 0,
  );
  const told = findings.slice(0, setting.layout.fleetFindings);
  return {
    title: 'Fleet of captures',
    blocks: [
      heading(1, title),
      { kind: 'facts', facts: [factsOf(report, setting)] },
      findings.length > 0 && overview(report, setting),
      told.map((finding, index) => section(finding, index + 1, setting)),
      troubles(report),
      findings.length > 0 && aside(words.fleet.footnote),
    ],
    documents: [],
  };
}

function factsOf({ scope, captures }: FleetReport, { zone }: Setting) {
  const { firstTime, lastTime } = captures;
  const bounds = [
    scope.since === null ? '' : `since ${timeText(scope.since, zone)}`,
    scope.until === null ? '' : `until ${timeText(scope.until, zone)}`,
    scope.sensor === null ? '' : `of sensor ${scope.sensor}`,
  ].filter((text) => text !== '');
  const verdicts = Object.entries(captures.verdicts).map(
    ([verdict, n]): Inline => `${grouped(n)} ${verdict}`,
  );
  return [
    bounds.length > 0 && fact('Scope', bounds.join(', ')),
    firstTime !== null &&
      lastTime !== null &&
      fact('Captured', timeSpanText(firstTime, lastTime, zone)),
    verdicts.length > 0 &&
      fact('Verdicts', ...verdicts.flatMap((text, at) => (at === 0 ? [text] : [', ', text]))),
  ].filter((one) => one !== false);
}

function overview({ findings, moreFindings }: FleetReport, setting: Setting): Table {
  return {
    kind: 'table',
    label: 'What fails',
    columns: [
      { title: 'No.', isNumber: true },
      { title: 'Verdict' },
      { title: 'Captures', isNumber: true },
      { title: 'Since' },
      { title: 'What fails', isHead: true, width: TITLE_WIDTH },
    ],
    rows: findings.map((finding, index) => ({
      cells: [
        index + 1,
        shownVerdict(finding.verdict, setting),
        grouped(finding.captures),
        finding.since !== null && { kind: 'whole', text: dayText(finding.since, setting) },
        finding.title,
      ],
      tone: finding.verdict,
    })),
    more: [moreFindings > 0 && `and ${count(moreFindings, 'further finding')} (--top)`],
  };
}

function dayText(time: string, { zone }: Setting): string {
  return timeText(time, zone).slice(0, 16);
}

function section(finding: FleetFinding, number: number, { zone }: Setting): Section {
  const { title, verdict, confidence, captures, since, lastSeen, answered } = finding;
  const examples = finding.examples.map((one) => `${one.name} (${one.sensor})`).join(', ');
  const lines: (readonly [string, string])[] = [
    ['Seen', `in ${count(captures, 'capture')}, confidence up to ${confidence}`],
    ...(since === null || lastSeen === null
      ? []
      : [['Failed', timeSpanText(since, lastSeen, zone)] as const]),
    ['Networks', words.fleet.places(finding.networks, finding.moreNetworks)],
    ['Sensors', words.fleet.places(finding.sensors, finding.moreSensors)],
    [
      'Answered',
      `${words.fleet.answered(answered.captures, answered.networks)}${answered.lastTime === null ? '' : `, last ${timeText(answered.lastTime, zone)}`}`,
    ],
    ['Such as', examples],
  ];
  return {
    kind: 'section',
    role: 'finding',
    level: 2,
    number,
    title,
    tone: verdict satisfies Verdict,
    blocks: [
      { kind: 'facts', facts: lines.map(([what, text]) => fact(what, text)) },
      finding.remedy.length > 0 && list(finding.remedy),
    ],
  };
}

function troubles({ captures }: FleetReport): Block {
  if (captures.troubles.length === 0) return false;
  const items = captures.troubles.map(({ outcome, captures: n, example, text }): Inline => {
    const said = text === '' ? '' : `: ${text}`;
    return [
      `${count(n, 'capture')} ${words.fleet.outcomes[outcome]}, such as `,
      name(example),
      said,
    ];
  });
  return [heading(2, 'Captures without a whole report'), list(items)];
}
