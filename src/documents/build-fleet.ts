import type { FleetFinding, FleetReport } from '../diagnosis/report/fleet-report.ts';
import { timeSpanText, timeText } from '../diagnosis/report/time-zone.ts';
import type { Verdict } from '../evidence/verdict.ts';
import { fleet } from '../words/command-line/fleet.ts';
import { shownVerdict } from './build-capture.ts';
import type { Setting } from './setting.ts';
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
  const title = fleet.summary(
    captures.judged,
    captures.sensors,
    findings.length + moreFindings,
    captures.verdicts.inconclusive ?? 0,
  );
  const told = findings.slice(0, setting.layout.fleetFindings);
  return {
    title: fleet.title,
    blocks: [
      heading(1, title),
      { kind: 'facts', facts: [factsOf(report, setting)] },
      findings.length > 0 && overview(report, setting),
      told.map((finding, index) => section(finding, index + 1, setting)),
      troubles(report),
      findings.length > 0 && aside(fleet.footnote),
    ],
    documents: [],
  };
}

function factsOf({ scope, captures }: FleetReport, { zone, words }: Setting) {
  const { grouped } = words.phrases;
  const { firstTime, lastTime } = captures;
  const bounds = [
    scope.since === null ? '' : fleet.since(timeText(scope.since, zone)),
    scope.until === null ? '' : fleet.until(timeText(scope.until, zone)),
    scope.sensor === null ? '' : fleet.ofSensor(scope.sensor),
  ].filter((text) => text !== '');
  const verdicts = Object.entries(captures.verdicts).map(
    ([verdict, n]): Inline => `${grouped(n)} ${verdict}`,
  );
  return [
    bounds.length > 0 && fact(fleet.facts.scope, bounds.join(', ')),
    firstTime !== null &&
      lastTime !== null &&
      fact(fleet.facts.captured, timeSpanText(firstTime, lastTime, zone)),
    verdicts.length > 0 &&
      fact(
        fleet.facts.verdicts,
        ...verdicts.flatMap((text, at) => (at === 0 ? [text] : [', ', text])),
      ),
  ].filter((one) => one !== false);
}

function overview({ findings, moreFindings }: FleetReport, setting: Setting): Table {
  const { documents, phrases } = setting.words;
  const { captures, since, whatFails } = fleet.columns;
  return {
    kind: 'table',
    label: whatFails,
    columns: [
      { title: documents.columns.number, isNumber: true },
      { title: documents.columns.verdict },
      { title: captures, isNumber: true },
      { title: since },
      { title: whatFails, isHead: true, width: TITLE_WIDTH },
    ],
    rows: findings.map((finding, index) => ({
      cells: [
        index + 1,
        shownVerdict(finding.verdict, setting),
        phrases.grouped(finding.captures),
        finding.since !== null && { kind: 'whole', text: dayText(finding.since, setting) },
        finding.title,
      ],
      tone: finding.verdict,
    })),
    more: [moreFindings > 0 && fleet.furtherFindings(moreFindings)],
  };
}

function dayText(time: string, { zone }: Setting): string {
  return timeText(time, zone).slice(0, 16);
}

function section(finding: FleetFinding, number: number, { zone }: Setting): Section {
  const { title, verdict, confidence, captures, since, lastSeen, answered } = finding;
  const examples = finding.examples.map((one) => `${one.name} (${one.sensor})`).join(', ');
  const lines: (readonly [string, string])[] = [
    [fleet.facts.seen, fleet.seenIn(captures, confidence)],
    ...(since === null || lastSeen === null
      ? []
      : [[fleet.facts.failed, timeSpanText(since, lastSeen, zone)] as const]),
    [fleet.facts.networks, fleet.places(finding.networks, finding.moreNetworks)],
    [fleet.facts.sensors, fleet.places(finding.sensors, finding.moreSensors)],
    [
      fleet.facts.answered,
      `${fleet.answered(answered.captures, answered.networks)}${answered.lastTime === null ? '' : fleet.last(timeText(answered.lastTime, zone))}`,
    ],
    [fleet.facts.suchAs, examples],
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
    return [fleet.troubles(n, fleet.outcomes[outcome]), name(example), said];
  });
  return [heading(2, fleet.withoutReport), list(items)];
}
