import type { Report, ReportEndpoint, ReportFinding } from '../diagnosis/report/report.ts';
import { timeSpanText } from '../diagnosis/report/time-zone.ts';
import { isFailure, type Verdict } from '../evidence/verdict.ts';
import { count } from '../words/en/phrases.ts';
import { commonEvidence } from './common-evidence.ts';
import type { RenderOptions } from './format.ts';
import { knownTexts } from './known-text.ts';
import { markdownCode as code, markdownText } from './markdown-text.ts';
import { endpointText, portText, stageText, weightText } from './service-text.ts';

const FAILED_ROWS = 60;
const ANSWERED_ROWS = 20;
const ENDPOINTS_PER_FINDING = 12;
const EVIDENCE_ROWS = 12;
const FRAMES_SHOWN = 24;
const REASONS_SHOWN = 5;
const NOTES_SHOWN = 20;

/** Blocks with an empty line between each. */
export function document(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

/** Text of anybody for a cell of a table. */
export function cell(text: string): string {
  return markdownText(text, true);
}

/** A table; a colon at the end of a title puts its column to the right, for numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head.map((title) => title.replace(/:$/, ''))),
    line(head.map((title) => (title.endsWith(':') ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** A list of lines that are Markdown already. */
export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** How sure a verdict is, for a cell; '' where it is none. */
export function sure({ verdict, confidence }: { verdict: Verdict; confidence: string }): string {
  return verdict === 'inconclusive' ? '' : confidence;
}

/** What was read, and how good it is. */
export function captureLines(report: Report, { timeZone }: RenderOptions): string[] {
  const { capture, displayFilter, profile, tool } = report;
  const container =
    capture.compression === null ? capture.format : `${capture.format}, ${capture.compression}`;
  const lines = [`File: ${code(capture.name)} (${container}, ${count(capture.packets, 'packet')})`];
  if (capture.sha256 !== null) lines.push(`SHA-256: ${code(capture.sha256)}`);
  if (capture.firstTime !== null && capture.lastTime !== null) {
    lines.push(`Time: ${timeSpanText(capture.firstTime, capture.lastTime, timeZone)}`);
  }
  const links = [...new Set(capture.interfaces.map(({ linkType }) => linkType))];
  if (links.length > 0) {
    const dropped = capture.interfaces.reduce((sum, one) => sum + (one.dropped ?? 0), 0);
    const lost = dropped > 0 ? `; ${count(dropped, 'packet')} lost while capturing` : '';
    lines.push(`Link: ${links.map((link) => code(link)).join(', ')}${lost}`);
  }
  if (displayFilter !== null) lines.push(`Judged only: ${code(displayFilter)}`);
  if (profile !== 'generic') lines.push(`Profile: ${code(profile)}`);
  for (const { text } of capture.quality.slice(0, NOTES_SHOWN)) {
    lines.push(`Note: ${markdownText(text)}`);
  }
  for (const { offset, text } of capture.problems.slice(0, NOTES_SHOWN)) {
    lines.push(`Problem at byte ${offset}: ${markdownText(text)}`);
  }
  const further = Math.max(0, capture.problems.length - NOTES_SHOWN);
  if (further > 0) lines.push(`${count(further, 'further problem')}`);
  lines.push(`Report: ${tool.name} ${tool.version}; frame numbers as in Wireshark`);
  return lines;
}

/** All endpoints with their verdicts and counts: what failed first, bounded. */
export function endpointBlocks({ endpoints }: Report): string[] {
  const failed = endpoints.filter(({ verdict }) => verdict !== 'answered');
  const answered = endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [...failed.slice(0, FAILED_ROWS), ...answered.slice(0, ANSWERED_ROWS)];
  const blocks = [
    table(
      ['Client', 'Server', 'Port', 'Name', 'Verdict', 'Sure', 'Tries:', 'Again:', 'Answers:'],
      shown.map((endpoint) => [
        code(endpoint.client, true),
        code(endpoint.server, true),
        portText(endpoint),
        endpoint.name === null ? '' : code(endpoint.name, true),
        endpoint.verdict === 'answered' ? 'answered' : `**${endpoint.verdict}**`,
        sure(endpoint),
        String(endpoint.attempts),
        String(endpoint.retransmissions),
        String(endpoint.answered),
      ]),
    ),
  ];
  const hidden = failed.length - Math.min(failed.length, FAILED_ROWS);
  if (hidden > 0) blocks.push(`… and ${count(hidden, 'further endpoint')} that did not answer.`);
  const good = answered.length - Math.min(answered.length, ANSWERED_ROWS);
  if (good > 0) blocks.push(`… and ${count(good, 'further service')} that answered.`);
  return blocks;
}

/** One finding: how sure, what it means, its evidence, what to do, what is left of a doubt. */
export function findingBlocks(report: Report, finding: ReportFinding): string[] {
  const isJudged = isFailure(finding.verdict);
  const members = finding.endpoints.map((index) => report.endpoints[index]);
  const certainty = isJudged ? `, confidence ${finding.confidence}` : '';
  const blocks = [`Verdict: **${finding.verdict}**${certainty}.`];
  if (finding.impact !== '') blocks.push(`Impact: ${markdownText(finding.impact)}`);
  if (finding.scope !== '') blocks.push(`Scope: ${markdownText(finding.scope)}`);
  if (members.length > 0) blocks.push(...evidenceBlocks(members, isJudged));
  const places = [
    ...new Set(
      members.flatMap(({ place }) =>
        place === null || place.code === 'unknown' ? [] : [place.text],
      ),
    ),
  ];
  if (places.length > 0) {
    const lines = places.slice(0, REASONS_SHOWN).map((text) => markdownText(text));
    blocks.push('Where it comes from:', bullets(lines));
  }
  const known = knownTexts(members);
  if (known.length > 0) {
    blocks.push('How the server is known:', bullets(known.map((text) => markdownText(text))));
  }
  const reasons = [...new Set(members.map(({ reason }) => reason))].filter((text) => text !== '');
  if (reasons.length > 0) {
    const lines = reasons.slice(0, REASONS_SHOWN).map((text) => markdownText(text));
    blocks.push('Why the capture cannot tell:', bullets(lines));
  }
  // Of a single finding it stands at the top already.
  if (finding.remedy.length > 0 && (report.findings.length > 1 || !isJudged)) {
    blocks.push('What to do:', bullets(finding.remedy.map((line) => markdownText(line))));
  }
  const alternatives = new Set(
    members.flatMap(({ alternative }) =>
      alternative === null
        ? []
        : [`${isJudged ? `${alternative.verdict}: ` : ''}${markdownText(alternative.text)}`],
    ),
  );
  if (alternatives.size > 0) {
    blocks.push(
      isJudged ? 'What else it could be:' : 'How to find out:',
      bullets([...alternatives].slice(0, REASONS_SHOWN)),
    );
  }
  return blocks;
}

function evidenceBlocks(members: readonly ReportEndpoint[], isJudged: boolean): string[] {
  const common = commonEvidence(members);
  const shown = members.slice(0, ENDPOINTS_PER_FINDING);
  const rows = shown.flatMap((endpoint) => {
    const stage = stageText(endpoint);
    const who = `${code(endpointText(endpoint), true)}${stage === '' ? '' : `: ${stage}`}`;
    return evidenceRows(endpoint, (row) => !common.has(row.text)).map((row, index) => [
      index === 0 ? who : '',
      ...row,
    ]);
  });
  if (common.size > 0) {
    const [first] = members;
    const alike = evidenceRows(first, (row) => common.has(row.text));
    rows.push(...alike.map((row, index) => [index === 0 ? 'all of them' : '', ...row]));
  }
  if (rows.length === 0) return [];
  const blocks = [
    isJudged ? 'Evidence (a negative weight speaks against the verdict):' : 'What was seen:',
    table(['Endpoint', 'Weighs:', 'Observation', 'Frames'], rows),
  ];
  const hidden = members.length - shown.length;
  if (hidden > 0) blocks.push(`… and ${count(hidden, 'further endpoint')} alike.`);
  return blocks;
}

type EvidenceRow = ReportEndpoint['evidence'][number];

function evidenceRows(endpoint: ReportEndpoint, isShown: (row: EvidenceRow) => boolean) {
  return endpoint.evidence
    .filter(isShown)
    .slice(0, EVIDENCE_ROWS)
    .map(({ weight, text, frames }) => [
      weightText(weight),
      cell(text),
      frames.slice(0, FRAMES_SHOWN).join(', ') + (frames.length > FRAMES_SHOWN ? ' …' : ''),
    ]);
}
