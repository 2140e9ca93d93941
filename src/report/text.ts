import Table from 'cli-table3';
import { count } from '../detect/observation.ts';
import { isFailure, type Verdict } from '../verdict/verdict.ts';
import { commonEvidence } from './common-evidence.ts';
import { escapeText } from './escape.ts';
import type { RenderOptions, ReportFormat, UnreadableCapture } from './format.ts';
import { jointServices } from './joint.ts';
import type { Report, ReportEndpoint, ReportFinding } from './report.ts';
import { endpointText, stageText, weightText } from './service-text.ts';
import { timeSpanText } from './time-zone.ts';
import { wrap } from './wrap.ts';

/** Rows of answered services that are shown; the others are counted. */
const ANSWERED_ROWS = 10;
const FAILED_ROWS = 40;
const FINDINGS_SHOWN = 12;
const ENDPOINTS_PER_FINDING = 8;
const EVIDENCE_ROWS = 6;
const EVIDENCE_AGAINST = 3;
const REASONS_SHOWN = 3;
const FRAMES_SHOWN = 12;
const PROBLEMS_SHOWN = 5;
const NARROWEST = 60;
const WIDEST = 100;

/** ANSI colours (ECMA-48 SGR) of verdicts; the words say the same without them. */
const COLORS: Readonly<Record<Verdict, number>> = {
  answered: 32,
  drop: 31,
  reject: 31,
  closed: 33,
  intercepted: 35,
  unreachable: 33,
  inconclusive: 36,
};

/** A report for a person: the verdict in one sentence, then the table, the proof, and what to do. */
export const text: ReportFormat = {
  name: 'text',
  help: 'a report to read and to paste into a case',
  separator: '\n',
  renderAll: (reports, options, unreadable = []) =>
    [
      `${jointLines(reports, unreadable, options).join('\n')}\n`,
      ...reports.map((report) => text.render(report, options)),
    ].join('\n'),
  render(report, options) {
    const width = textWidth(options);
    const lines: string[] = [];
    const { summary } = report;
    lines.push(
      ...wrap(`${label(summary.verdict, options)}: ${clean(summary.text)}`, width),
      ...(isFailure(summary.verdict) ? [`Confidence: ${summary.confidence}.`] : []),
      '',
      ...captureLines(report, width, options),
      '',
    );
    if (report.endpoints.length > 0) lines.push(endpointTable(report, options), '');
    const findings = report.findings.slice(0, FINDINGS_SHOWN);
    findings.forEach((finding, index) => {
      lines.push(...findingLines(report, finding, index + 1, options, width), '');
    });
    const hidden = report.findings.length - findings.length;
    if (hidden > 0)
      lines.push(`${count(hidden, 'further finding')}: see the JSON report (-f json).`, '');
    while (lines[lines.length - 1] === '') lines.pop();
    return `${lines.join('\n')}\n`;
  },
};

function textWidth({ width }: RenderOptions): number {
  return Math.min(WIDEST, Math.max(NARROWEST, width));
}

/** What stands before several reports in one: what each says, and what they say together. */
function jointLines(
  reports: readonly Report[],
  unreadable: readonly UnreadableCapture[],
  options: RenderOptions,
): string[] {
  const width = textWidth(options);
  const lines = [`${count(reports.length, 'capture')}`, ''];
  reports.forEach(({ capture, summary }, index) => {
    const number = `${index + 1}.`.padEnd(4);
    lines.push(...wrap(`${number}${clean(capture.name)}`, width, 4));
    lines.push(...wrap(`    ${label(summary.verdict, options)}: ${clean(summary.text)}`, width, 4));
  });
  for (const { name, text: why } of unreadable) {
    lines.push(...wrap(`-   ${clean(name)}: not readable: ${clean(why)}`, width, 4));
  }
  const services = jointServices(reports);
  if (services.length > 0) {
    lines.push('', 'Services that fail in at least one, by the numbers above');
    for (const { service, verdicts } of services.slice(0, FAILED_ROWS)) {
      const became = verdicts.flatMap((verdict, index) =>
        verdict === null ? [] : [`${index + 1} ${verdict}`],
      );
      lines.push(...wrap(`    ${service}: ${became.join(', ')}`, width, 6));
    }
    const hidden = services.length - FAILED_ROWS;
    if (hidden > 0) lines.push(`    … and ${count(hidden, 'further service')}.`);
  }
  lines.push('', '='.repeat(width));
  return lines;
}

/** Text of a capture or a name, safe for a terminal and on one line. */
function clean(value: string): string {
  return escapeText(value);
}

function label(verdict: Verdict, options: RenderOptions): string {
  const word = verdict.toUpperCase();
  return options.color ? `\u001b[1;${COLORS[verdict]}m${word}\u001b[0m` : word;
}

function captureLines(
  { capture, displayFilter, profile }: Report,
  width: number,
  { timeZone }: RenderOptions,
): string[] {
  const container = capture.compression
    ? `${capture.format}, ${capture.compression}`
    : capture.format;
  const lines = [
    ...wrap(
      `Capture    ${clean(capture.name)} (${container}, ${count(capture.packets, 'packet')})`,
      width,
      11,
    ),
  ];
  if (capture.firstTime !== null && capture.lastTime !== null) {
    const span = timeSpanText(capture.firstTime, capture.lastTime, timeZone);
    lines.push(...wrap(`Time       ${span}`, width, 11));
  }
  if (capture.sha256 !== null) lines.push(`SHA-256    ${capture.sha256}`);
  if (displayFilter !== null) lines.push(...wrap(`Filter     ${clean(displayFilter)}`, width, 11));
  if (profile !== 'generic') lines.push(`Profile    ${clean(profile)}`);
  for (const { text: note } of capture.quality) {
    lines.push(...wrap(`Note       ${clean(note)}`, width, 11));
  }
  for (const { offset, text: problem } of capture.problems.slice(0, PROBLEMS_SHOWN)) {
    lines.push(...wrap(`Problem    at byte ${offset}: ${clean(problem)}`, width, 11));
  }
  const further = capture.problems.length - PROBLEMS_SHOWN;
  if (further > 0) lines.push(`           and ${count(further, 'further problem')}.`);
  return lines;
}

function endpointTable(report: Report, options: RenderOptions): string {
  const failed = report.endpoints.filter(({ verdict }) => verdict !== 'answered');
  const answered = report.endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [...failed.slice(0, FAILED_ROWS), ...answered.slice(0, ANSWERED_ROWS)];
  const clients = new Set(report.endpoints.map(({ client }) => client));
  const table = new Table({
    head: ['Server', 'Port', 'Verdict', 'Sure', 'Tries', 'Again', 'Answers'],
    // No lines around cells: they would be lost, or in the way, where the text is pasted.
    chars: PLAIN_TABLE,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right', 'right'],
  });
  for (const endpoint of shown) {
    table.push([
      serverCell(endpoint, clients.size > 1),
      `${endpoint.protocol} ${endpoint.port}`,
      options.color
        ? `\u001b[${COLORS[endpoint.verdict]}m${endpoint.verdict}\u001b[0m`
        : endpoint.verdict,
      endpoint.verdict === 'inconclusive' ? '' : endpoint.confidence,
      endpoint.attempts,
      endpoint.retransmissions,
      endpoint.answered,
    ]);
  }
  const [head, ...body] = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const rows = [head, '-'.repeat(head.length), ...body];
  const hiddenFailed = failed.length - Math.min(failed.length, FAILED_ROWS);
  const hiddenAnswered = answered.length - Math.min(answered.length, ANSWERED_ROWS);
  if (hiddenFailed > 0)
    rows.push(`… and ${count(hiddenFailed, 'further endpoint')} that did not answer.`);
  if (hiddenAnswered > 0)
    rows.push(`… and ${count(hiddenAnswered, 'further service')} that answered.`);
  if (clients.size === 1) rows.push(`Client: ${[...clients][0]}.`);
  return rows.join('\n');
}

const SERVER_CELL = 26;

const PLAIN_TABLE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** Address, then name and client, on lines short enough for the table to fit 80 columns. */
function serverCell(endpoint: ReportEndpoint, withClient: boolean): string {
  const lines = fold(endpoint.server, SERVER_CELL);
  if (endpoint.name !== null) lines.push(...fold(clean(endpoint.name), SERVER_CELL));
  if (withClient) lines.push(...fold(`from ${endpoint.client}`, SERVER_CELL));
  return lines.join('\n');
}

/** A long name or address cut into lines, at dots or colons where it can be. At most three lines. */
function fold(value: string, width: number): string[] {
  const lines: string[] = [];
  let rest = value;
  while (rest.length > width && lines.length < 2) {
    const mark = Math.max(rest.lastIndexOf('.', width - 1), rest.lastIndexOf(':', width - 1));
    const cut = mark > width / 3 ? mark + 1 : width;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  lines.push(rest.length > width ? `${rest.slice(0, width - 1)}…` : rest);
  return lines;
}

function findingLines(
  report: Report,
  finding: ReportFinding,
  number: number,
  options: RenderOptions,
  width: number,
): string[] {
  const heading = `${number}. ${clean(finding.title)}`;
  const lines = wrap(options.color ? `\u001b[1m${heading}\u001b[0m` : heading, width, 3);
  if (finding.impact !== '') lines.push('', ...wrap(`   ${clean(finding.impact)}`, width, 3));
  if (finding.scope !== '') lines.push('', ...wrap(`   ${clean(finding.scope)}`, width, 3));
  const members = finding.endpoints.map((index) => report.endpoints[index]);
  if (members.length > 0) {
    lines.push('', ...wrap(`   ${evidenceHeading(finding)}`, width, 3));
    const common = commonEvidence(members);
    const places = new Set(members.map(({ place }) => place?.text));
    for (const endpoint of members.slice(0, ENDPOINTS_PER_FINDING)) {
      lines.push(...wrap(`   ${endpointLine(endpoint)}`, width, 5));
      lines.push(...evidenceLines(endpoint, (row) => !common.has(row.text), width));
      if (places.size > 1) lines.push(...placeLines(endpoint, width));
    }
    const hidden = members.length - ENDPOINTS_PER_FINDING;
    if (hidden > 0) lines.push(`   … and ${count(hidden, 'further endpoint')} alike.`);
    if (common.size > 0) {
      lines.push('   For all of them');
      lines.push(...evidenceLines(members[0], (row) => common.has(row.text), width));
    }
    if (places.size === 1) lines.push(...placeLines(members[0], width));
    const reasons = reasonLines(members, width);
    if (reasons.length > 0) lines.push('', '   Why the capture cannot tell', ...reasons);
  }
  if (isFailure(finding.verdict) || finding.remedy.length > 0) {
    lines.push('', '   What to do');
    for (const line of finding.remedy) lines.push(...wrap(`   - ${clean(line)}`, width, 5));
  }
  const first = members[0];
  if (first !== undefined && first.alternative !== null) {
    const { verdict, text: advice } = first.alternative;
    const isJudged = isFailure(finding.verdict);
    lines.push('', isJudged ? '   What else it could be' : '   How to find out');
    lines.push(...wrap(`   - ${isJudged ? `${verdict}: ` : ''}${clean(advice)}`, width, 5));
  }
  return lines;
}

function evidenceHeading({ verdict }: ReportFinding): string {
  return isFailure(verdict)
    ? 'Evidence for (+) and against (-) this; frame numbers as in Wireshark'
    : 'What was seen (frame numbers as in Wireshark)';
}

/** `192.168.0.204 → 18.135.112.200 tcp 443: it fails after the SYN`. */
function endpointLine(endpoint: ReportEndpoint): string {
  const stage = stageText(endpoint);
  return `${endpointText(endpoint)}${stage === '' ? '' : `: ${stage}`}`;
}

/** Where it comes from, where the capture tells. */
function placeLines({ place }: ReportEndpoint, width: number): string[] {
  if (place === null || place.code === 'unknown') return [];
  return wrap(`   Where: ${clean(place.text)}`, width, 10);
}

/** Why there is no verdict: each reason once, with the frames that show it. */
function reasonLines(members: readonly ReportEndpoint[], width: number): string[] {
  const frames = new Map<string, Set<number>>();
  for (const { reason, evidence } of members) {
    if (reason === '') continue;
    const known = frames.get(reason) ?? new Set();
    for (const row of evidence) {
      if (row.text === reason) for (const frame of row.frames) known.add(frame);
    }
    frames.set(reason, known);
  }
  return [...frames]
    .slice(0, REASONS_SHOWN)
    .flatMap(([reason, shown]) =>
      wrap(`   - ${clean(reason)}${framesText([...shown], new Set())}`, width, 5),
    );
}

type EvidenceRow = ReportEndpoint['evidence'][number];

function evidenceLines(
  endpoint: ReportEndpoint,
  isShown: (row: EvidenceRow) => boolean,
  width: number,
): string[] {
  const lines: string[] = [];
  const named = new Set<number>();
  // What is the reason stands below, as the reason.
  const rows = endpoint.evidence.filter((row) => isShown(row) && row.text !== endpoint.reason);
  const against = rows.filter(({ weight }) => weight < 0).slice(0, EVIDENCE_AGAINST);
  const shown = new Set([...rows.slice(0, EVIDENCE_ROWS), ...against]);
  const isJudged = isFailure(endpoint.verdict);
  for (const row of rows) {
    if (!shown.has(row)) continue;
    const weight = isJudged ? weightText(row.weight) : '-';
    const indent = isJudged ? WEIGHT_WIDTH + 5 : 5;
    lines.push(
      ...wrap(
        `   ${isJudged ? weight.padEnd(WEIGHT_WIDTH) : weight} ${' '.repeat(isJudged ? 1 : 0)}${clean(row.text)}${framesText(row.frames, named)}`,
        width,
        indent,
      ),
    );
  }
  return lines;
}

const WEIGHT_WIDTH = 4;

/** Frames of a row; none where the rows above have named them all. */
function framesText(frames: readonly number[], named: Set<number>): string {
  if (frames.every((frame) => named.has(frame))) return '';
  for (const frame of frames) named.add(frame);
  const shown = frames.slice(0, FRAMES_SHOWN).join(', ');
  const more = frames.length > FRAMES_SHOWN ? ' …' : '';
  return ` Frame${frames.length === 1 ? '' : 's'} ${shown}${more}.`;
}
