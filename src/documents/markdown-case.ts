import type { CaseFinding, CaseLog, CaseReport } from '../diagnosis/report/case-report.ts';
import { isFailure } from '../evidence/verdict.ts';
import { capitalized, count, grouped } from '../words/en/phrases.ts';
import {
  citedLines,
  clockText,
  entryTime,
  fileLabels,
  foundIn,
  numberedText,
  otherFindings,
} from './case-text.ts';
import type { RenderOptions } from './format.ts';
import {
  bullets,
  captureLines,
  cell,
  document,
  endpointBlocks,
  findingBlocks,
  sure,
  table,
} from './markdown-blocks.ts';
import { markdownCode as code, markdownText } from './markdown-text.ts';

const FINDINGS_SHOWN = 12;
/** A ticket's comment has room for some 65,000 characters: the page for the whole is HTML. */
const ENTRIES_SHOWN = 60;
const NUMBERS_SHOWN = 12;
const LOGS_SHOWN = 10;
const STATUS_SHOWN = 12;
const PROBLEMS_SHOWN = 5;
const FILES_SHOWN = 40;
const CAPTURES_SHOWN = 4;
const OTHERS_SHOWN = 10;

/** A case for a ticket system, by the rules of the report on one capture. */
export function markdownCase(report: CaseReport, options: RenderOptions): string {
  const { summary, findings, name } = report;
  const labels = fileLabels(report);
  const confidence = isFailure(summary.verdict) ? ` (confidence: ${summary.confidence})` : '';
  const blocks = [
    `# Case ${code(name)}: ${summary.verdict}`,
    `**${summary.verdict.toUpperCase()}**${confidence}: ${markdownText(summary.text)}`,
  ];
  const remedies = new Set(
    findings.filter(({ verdict }) => isFailure(verdict)).flatMap(({ remedy }) => remedy),
  );
  if (remedies.size > 0) {
    blocks.push('## What to do', bullets([...remedies].map((line) => markdownText(line))));
  }
  if (findings.length > 0) blocks.push('## Findings');
  findings.slice(0, FINDINGS_SHOWN).forEach((finding, index) => {
    blocks.push(
      `### ${index + 1}. ${markdownText(finding.title)}`,
      ...caseFindingBlocks(report, finding, labels),
    );
  });
  const hidden = findings.length - FINDINGS_SHOWN;
  if (hidden > 0) blocks.push(`${count(hidden, 'further finding')}: in the JSON report.`);
  return document([
    ...blocks,
    ...timelineBlocks(report, options, labels),
    ...logBlocks(report, labels),
    ...fileBlocks(report),
    ...captureBlocks(report, options),
  ]);
}

function caseFindingBlocks(
  report: CaseReport,
  caseFinding: CaseFinding,
  labels: readonly string[],
): string[] {
  const lines = [
    ...caseFinding.together.map((text) => markdownText(text)),
    ...citedLines(caseFinding).map(
      ({ file, lines: cited }) =>
        `In ${code(labels[file] ?? '')}: ${numberedText('line', cited, NUMBERS_SHOWN)}`,
    ),
  ];
  const { finding, report: capture } = foundIn(caseFinding, report.reports);
  const blocks = lines.length === 0 ? [] : [bullets(lines)];
  // All remedies stand at the top.
  const isTold = isFailure(finding.verdict);
  const shown = isTold ? { ...finding, remedy: [] } : finding;
  if (capture !== null) {
    if (report.reports.length > 1) blocks.push(`Capture: ${code(capture.capture.name)}`);
    return [...blocks, ...findingBlocks(capture, shown)];
  }
  const certainty = isTold ? `, confidence ${finding.confidence}` : '';
  blocks.push(`Verdict: **${finding.verdict}**${certainty}; only a log or a look-up tells of it.`);
  if (finding.impact !== '') blocks.push(`Impact: ${markdownText(finding.impact)}`);
  if (shown.remedy.length > 0) {
    blocks.push('What to do:', bullets(shown.remedy.map((line) => markdownText(line))));
  }
  return blocks;
}

function timelineBlocks(
  { timeline, timelineLeftOut }: CaseReport,
  { timeZone }: RenderOptions,
  labels: readonly string[],
): string[] {
  if (timeline.length === 0) return [];
  let place = '';
  const rows = timeline.slice(0, ENTRIES_SHOWN).map((entry) => {
    const { day, clock, zone, logClock } = entryTime(entry, timeZone);
    // A day and its clock are named where they change.
    const isSame = `${day} ${zone}` === place;
    place = `${day} ${zone}`;
    const numbers = [
      entry.frames.length === 0 ? '' : numberedText('frame', entry.frames, NUMBERS_SHOWN),
      entry.lines.length === 0 ? '' : numberedText('line', entry.lines, NUMBERS_SHOWN),
      logClock === '' ? '' : `at ${logClock} of its own clock`,
    ].filter((text) => text !== '');
    const what = entry.mood === 'bad' ? `**${entry.kind}**` : entry.kind;
    const about = entry.function === null ? '' : `${cell(entry.function)}: `;
    const words = entry.message === null ? '' : ` ${code(entry.message, true)}`;
    return [
      cell(isSame ? clock : `${day} ${clock} ${zone}`),
      what,
      `${about}${cell(capitalized(entry.text))}${words}`,
      `${code(labels[entry.file] ?? '', true)} ${numbers.join(', ')}`.trim(),
    ];
  });
  const blocks = ['## Time line', table(['Time', 'Seen in', 'What', 'Where'], rows)];
  const hidden = timeline.length - rows.length + timelineLeftOut;
  if (hidden > 0) blocks.push(`… and ${count(hidden, 'further entry', 'further entries')}.`);
  return blocks;
}

function logBlocks({ logs }: CaseReport, labels: readonly string[]): string[] {
  if (logs.length === 0) return [];
  const blocks = ['## Logs'];
  for (const log of logs.slice(0, LOGS_SHOWN)) {
    blocks.push(
      `### ${markdownText(capitalized(log.title))}`,
      bullets(logLines(log, labels[log.file] ?? '')),
    );
  }
  const hidden = logs.length - LOGS_SHOWN;
  if (hidden > 0) blocks.push(`… and ${count(hidden, 'further log')}.`);
  return blocks;
}

function logLines(log: CaseLog, label: string): string[] {
  const { firstTime, lastTime, problems } = log;
  const lines = log.status.slice(0, STATUS_SHOWN).map((text) => markdownText(text));
  lines.push(
    `File: ${code(label)} (${markdownText(log.encoding)}), ${count(log.records, 'record')}: ${grouped(log.known)} known, ${grouped(log.unknown)} not known`,
  );
  if (firstTime !== null && lastTime !== null) {
    lines.push(`Local time: ${markdownText(firstTime)} to ${markdownText(lastTime)}`);
  }
  lines.push(`Clock: ${markdownText(clockText(log))}. ${markdownText(log.clock.text)}`);
  for (const { line, text } of problems.slice(0, PROBLEMS_SHOWN)) {
    lines.push(`Problem in line ${line}: ${markdownText(text)}`);
  }
  const further = problems.length - PROBLEMS_SHOWN;
  if (further > 0) lines.push(count(further, 'further problem'));
  return lines;
}

function fileBlocks({ files, filesLeftOut }: CaseReport): string[] {
  if (files.length === 0) return [];
  const order = [...files].sort((a, b) => Number(a.kind === 'other') - Number(b.kind === 'other'));
  const shown = order.slice(0, FILES_SHOWN);
  const blocks = [
    '## Files',
    table(
      ['File', 'Taken for', 'What it is', 'Bytes:'],
      shown.map(({ path, kind, text, bytes }) => [
        code(path, true),
        kind === 'unreadable' ? `**${kind}**` : kind === 'other' ? 'not used' : kind,
        cell(text),
        bytes === null ? '' : grouped(bytes),
      ]),
    ),
  ];
  const hidden = files.length - shown.length + filesLeftOut;
  if (hidden > 0) blocks.push(`… and ${count(hidden, 'further file')}.`);
  return blocks;
}

function captureBlocks(report: CaseReport, options: RenderOptions): string[] {
  const { reports } = report;
  if (reports.length === 0) return [];
  const blocks = ['## Captures'];
  reports.slice(0, CAPTURES_SHOWN).forEach((capture, index) => {
    const { verdict, text } = capture.summary;
    blocks.push(
      `### ${code(capture.capture.name)}: ${verdict}`,
      markdownText(text),
      bullets(captureLines(capture, options)),
    );
    const others = otherFindings(report, index);
    if (others.length > 0) {
      const titles = others.slice(0, OTHERS_SHOWN).map(({ title }) => markdownText(title));
      const hidden = others.length - titles.length;
      if (hidden > 0) titles.push(`and ${grouped(hidden)} more`);
      blocks.push('Further findings in this capture:', bullets(titles));
    }
    if (capture.endpoints.length > 0) blocks.push(...endpointBlocks(capture));
  });
  const further = reports.slice(CAPTURES_SHOWN);
  if (further.length > 0) {
    blocks.push(
      table(
        ['Further capture', 'Verdict', 'Sure', 'In one sentence'],
        further.map(({ capture, summary }) => [
          code(capture.name, true),
          summary.verdict,
          sure(summary),
          cell(summary.text),
        ]),
      ),
    );
  }
  return blocks;
}
