import Table from 'cli-table3';
import type {
  Report,
  ReportCapture,
  ReportEndpoint,
  ReportFinding,
} from '../diagnosis/report/report.ts';
import { timeSpanText } from '../diagnosis/report/time-zone.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import { escapeText } from '../protocols/escape.ts';
import { count } from '../words/en/phrases.ts';
import { commonEvidence } from './common-evidence.ts';
import type { RenderOptions } from './format.ts';
import { knownTexts } from './known-text.ts';
import { endpointText, portText, stageText, weightText } from './service-text.ts';
import { wrap } from './wrap.ts';

const NARROWEST = 60;
const WIDEST = 100;
const PROBLEMS_SHOWN = 5;
/** Rows of answered services that are shown; the others are counted. */
const ANSWERED_ROWS = 10;
/** Rows of services that fail. */
export const FAILED_ROWS = 40;
/** Findings that a text has in full. */
export const FINDINGS_SHOWN = 12;
const ENDPOINTS_PER_FINDING = 8;
const EVIDENCE_ROWS = 6;
const EVIDENCE_AGAINST = 3;
const REASONS_SHOWN = 3;
const FRAMES_SHOWN = 12;
/** Columns of the titles before a capture's facts. */
const TITLE = 11;

/** ANSI colours (ECMA-48 SGR) of verdicts; the words say the same without them. */
export const VERDICT_COLORS: Readonly<Record<Verdict, number>> = {
  answered: 32,
  drop: 31,
  reject: 31,
  closed: 33,
  intercepted: 35,
  unreachable: 33,
  inconclusive: 36,
};

/** Columns that paragraphs keep to. */
export function textWidth({ width }: RenderOptions): number {
  return Math.min(WIDEST, Math.max(NARROWEST, width));
}

/** Text of a capture or a name, safe for a terminal and on one line. */
export function clean(value: string): string {
  return escapeText(value);
}

/** Text with a graphic rendition (ECMA-48 SGR) where colours are wanted. */
export function sgr(value: string, rendition: string, { color }: RenderOptions): string {
  return color ? `\u001b[${rendition}m${value}\u001b[0m` : value;
}

/** A verdict in capitals, coloured where colours are wanted. */
export function label(verdict: Verdict, options: RenderOptions): string {
  return sgr(verdict.toUpperCase(), `1;${VERDICT_COLORS[verdict]}`, options);
}

/** A verdict for a table, coloured where colours are wanted. */
export function verdictCell(verdict: Verdict, options: RenderOptions): string {
  return sgr(verdict, String(VERDICT_COLORS[verdict]), options);
}

/** What was read: name, time and hash, behind a title of at most ten characters. */
export function fileLines(
  title: string,
  capture: ReportCapture,
  width: number,
  { timeZone }: RenderOptions,
): string[] {
  const container = capture.compression
    ? `${capture.format}, ${capture.compression}`
    : capture.format;
  const lines = wrap(
    `${title.padEnd(TITLE)}${clean(capture.name)} (${container}, ${count(capture.packets, 'packet')})`,
    width,
    TITLE,
  );
  if (capture.firstTime !== null && capture.lastTime !== null) {
    const span = timeSpanText(capture.firstTime, capture.lastTime, timeZone);
    lines.push(...wrap(`Time       ${span}`, width, TITLE));
  }
  if (capture.sha256 !== null) lines.push(`SHA-256    ${capture.sha256}`);
  return lines;
}

/** What weakens the verdicts on a capture, and where it is damaged. */
export function noteLines(capture: ReportCapture, width: number): string[] {
  const lines: string[] = [];
  for (const { text: note } of capture.quality) {
    lines.push(...wrap(`Note       ${clean(note)}`, width, TITLE));
  }
  for (const { offset, text: problem } of capture.problems.slice(0, PROBLEMS_SHOWN)) {
    lines.push(...wrap(`Problem    at byte ${offset}: ${clean(problem)}`, width, TITLE));
  }
  const further = capture.problems.length - PROBLEMS_SHOWN;
  if (further > 0) lines.push(`           and ${count(further, 'further problem')}.`);
  return lines;
}

/**
 * Lines of a table with a rule below its head, and none around cells: they would be lost, or in the
 * way, where the text is pasted. Numbers stand to the right.
 */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string[] {
  const table = new Table({
    head: [...head],
    chars: NO_LINES,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    colAligns: head.map((_, column) => (typeof rows[0]?.[column] === 'number' ? 'right' : 'left')),
  });
  for (const row of rows) table.push([...row]);
  const [first, ...body] = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [first, '-'.repeat(first.length), ...body];
}

const NO_LINES = {
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

/** A long text cut into lines, at dots, colons or spaces where it can be. At most three lines. */
export function fold(value: string, width: number): string[] {
  const lines: string[] = [];
  let rest = value;
  while (rest.length > width && lines.length < 2) {
    const mark = Math.max(...['.', ':', ' '].map((at) => rest.lastIndexOf(at, width - 1)));
    const cut = mark > width / 3 ? mark + 1 : width;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  lines.push(rest.length > width ? `${rest.slice(0, width - 1)}…` : rest);
  return lines;
}

/** What was read, and by what it is judged. */
export function captureLines(report: Report, width: number, options: RenderOptions): string[] {
  const { capture, displayFilter, profile } = report;
  const lines = fileLines('Capture', capture, width, options);
  if (displayFilter !== null) lines.push(...wrap(`Filter     ${clean(displayFilter)}`, width, 11));
  if (profile !== 'generic') lines.push(`Profile    ${clean(profile)}`);
  return [...lines, ...noteLines(capture, width)];
}

/** All endpoints with their verdicts and counts: what failed first, bounded. */
export function endpointTable(report: Report, options: RenderOptions): string {
  const failed = report.endpoints.filter(({ verdict }) => verdict !== 'answered');
  const answered = report.endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [...failed.slice(0, FAILED_ROWS), ...answered.slice(0, ANSWERED_ROWS)];
  const clients = new Set(report.endpoints.map(({ client }) => client));
  const rows = plainTable(
    ['Server', 'Port', 'Verdict', 'Sure', 'Tries', 'Again', 'Answers'],
    shown.map((endpoint) => [
      serverCell(endpoint, clients.size > 1),
      portText(endpoint),
      verdictCell(endpoint.verdict, options),
      endpoint.verdict === 'inconclusive' ? '' : endpoint.confidence,
      endpoint.attempts,
      endpoint.retransmissions,
      endpoint.answered,
    ]),
  );
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

/** Address, then name and client, on lines short enough for the table to fit 80 columns. */
function serverCell(endpoint: ReportEndpoint, withClient: boolean): string {
  const lines = fold(endpoint.server, SERVER_CELL);
  if (endpoint.name !== null) lines.push(...fold(clean(endpoint.name), SERVER_CELL));
  if (withClient) lines.push(...fold(`from ${endpoint.client}`, SERVER_CELL));
  return lines.join('\n');
}

/**
 * One finding: what it means, its evidence, what to do, what is left of a doubt.
 * @param together sentences of a case about it, on what else tells of the same
 */
export function findingLines(
  report: Pick<Report, 'endpoints'>,
  finding: ReportFinding,
  number: number,
  options: RenderOptions,
  width: number,
  together: readonly string[] = [],
): string[] {
  const heading = `${number}. ${clean(finding.title)}`;
  const lines = wrap(options.color ? `\u001b[1m${heading}\u001b[0m` : heading, width, 3);
  if (finding.impact !== '') lines.push('', ...wrap(`   ${clean(finding.impact)}`, width, 3));
  if (finding.scope !== '') lines.push('', ...wrap(`   ${clean(finding.scope)}`, width, 3));
  for (const sentence of together) lines.push('', ...wrap(`   ${clean(sentence)}`, width, 3));
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
    for (const text of knownTexts(members))
      lines.push(...wrap(`   Known: ${clean(text)}`, width, 10));
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
