import type {
  CaseFile,
  CaseLog,
  CaseReport,
  TimelineEntry,
} from '../diagnosis/report/case-report.ts';
import type { Report } from '../diagnosis/report/report.ts';
import { isFailure } from '../evidence/verdict.ts';
import { capitalized, count, list } from '../words/en/phrases.ts';
import { citedLines, clockText, entryTime, fileLabels, foundIn, numbersText } from './case-text.ts';
import type { RenderOptions } from './format.ts';
import {
  captureLines,
  clean,
  endpointTable,
  FINDINGS_SHOWN,
  findingLines,
  label,
  textWidth,
} from './text-parts.ts';
import { wrap } from './wrap.ts';

const ENTRIES_SHOWN = 40;
const FILES_SHOWN = 20;
const OTHERS_NAMED = 6;
const NUMBERS_SHOWN = 12;

/** A case for a person: the verdict, the files, the time line, the findings, then each capture. */
export function caseText(report: CaseReport, options: RenderOptions): string {
  const width = textWidth(options);
  const { summary } = report;
  const labels = fileLabels(report);
  const blocks = [
    [
      ...wrap(`${label(summary.verdict, options)}: ${clean(summary.text)}`, width),
      ...(isFailure(summary.verdict) ? [`Confidence: ${summary.confidence}.`] : []),
    ],
    fileLines(report, width),
    ...report.logs.map((_, index) => logLines(report, index, labels, width)),
    ...report.reports.flatMap((capture) => captureBlocks(capture, width, options)),
    timelineLines(report, labels, width, options),
    ...findingBlocks(report, labels, width, options),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What each file was taken for; those of no use are counted, by what they are. */
function fileLines({ name, files, filesLeftOut }: CaseReport, width: number): string[] {
  const others = files.filter(({ kind }) => kind === 'other');
  const telling = files.filter(({ kind }) => kind !== 'other');
  const lines = wrap(`Case ${clean(name)}: ${count(files.length + filesLeftOut, 'file')}`, width);
  for (const file of telling.slice(0, FILES_SHOWN)) {
    lines.push(...wrap(`  ${clean(file.path)}: ${fileText(file)}`, width, 4));
  }
  const hidden = telling.length - FILES_SHOWN;
  if (hidden > 0) lines.push(`  … and ${count(hidden, 'further file')}.`);
  if (others.length > 0) {
    const named = others
      .slice(0, OTHERS_NAMED)
      .map(({ path, text }) => `${clean(path)} (${clean(text)})`);
    const rest = others.length - named.length;
    const all = rest > 0 ? [...named, `${rest} more`] : named;
    lines.push(...wrap(`  Not used: ${list(all)}.`, width, 4));
  }
  if (filesLeftOut > 0) lines.push(`  ${count(filesLeftOut, 'further file')} were not looked at.`);
  return lines;
}

function fileText({ kind, text }: CaseFile): string {
  return kind === 'unreadable' ? `NOT READ: ${clean(text)}` : clean(text);
}

function logLines(
  { logs }: CaseReport,
  index: number,
  labels: readonly string[],
  width: number,
): string[] {
  const log = logs[index];
  const known = log.unknown === 0 ? 'all known here' : `${log.known} known here`;
  const lines = wrap(
    `Log ${clean(labels[log.file])}: ${clean(log.title)}, ${count(log.records, 'record')}, ${known}${spanText(log)}`,
    width,
    2,
  );
  const clock = clockLine(log);
  // One PC's logs have one clock.
  if (!logs.slice(0, index).some((other) => clockLine(other) === clock)) {
    lines.push(...wrap(`  ${clean(clock)}`, width, 4));
  }
  for (const status of log.status) lines.push(...wrap(`  Last: ${clean(status)}`, width, 4));
  for (const { line, text } of log.problems) {
    lines.push(...wrap(`  Problem at line ${line}: ${clean(text)}`, width, 4));
  }
  return lines;
}

function clockLine(log: CaseLog): string {
  return `Clock: ${clockText(log)}. ${log.clock.text}`;
}

function spanText({ firstTime, lastTime }: CaseLog): string {
  if (firstTime === null) return '';
  return firstTime === lastTime ? `, ${firstTime}` : `, ${firstTime} to ${lastTime}`;
}

function timelineLines(
  { timeline, timelineLeftOut }: CaseReport,
  labels: readonly string[],
  width: number,
  { timeZone }: RenderOptions,
): string[] {
  if (timeline.length === 0) return [];
  // A long one is cut in its middle: it begins, and it ends.
  const isLong = timeline.length > ENTRIES_SHOWN;
  const head = isLong ? ENTRIES_SHOWN / 2 : timeline.length;
  const tail = isLong ? timeline.length - ENTRIES_SHOWN / 2 : timeline.length;
  const lines: string[] = [];
  let heading = '';
  for (const [index, entry] of timeline.entries()) {
    if (index === head && isLong) {
      lines.push(`  … ${count(tail - head, 'entry', 'entries')} between …`);
    }
    if (index >= head && index < tail) continue;
    const { day, clock, zone, logClock } = entryTime(entry, timeZone);
    if (`${day} ${zone}` !== heading) {
      heading = `${day} ${zone}`;
      lines.push(`Time line, ${day} (${zone})`);
    }
    const what = `${entryMark(entry)} ${entryText(entry, labels)}`;
    const own = logClock === '' ? '' : ` (${logClock} by the log)`;
    lines.push(...wrap(`  ${clock.padEnd(CLOCK_WIDTH)} ${what}${own}`, width, CLOCK_WIDTH + 5));
  }
  if (timelineLeftOut > 0) {
    lines.push(`  ${count(timelineLeftOut, 'entry', 'entries')} that tell less are left out.`);
  }
  return lines;
}

/** `03:07:43.572`. */
const CLOCK_WIDTH = 12;

/** What went wrong can be found without reading. */
function entryMark({ mood }: TimelineEntry): string {
  return mood === 'bad' ? '!' : mood === 'good' ? '+' : ' ';
}

function entryText(entry: TimelineEntry, labels: readonly string[]): string {
  const subject = entry.function === null ? '' : `${clean(entry.function)}: `;
  const [numbers, unit] = entry.kind === 'log' ? [entry.lines, 'line'] : [entry.frames, 'frame'];
  const where = `${clean(labels[entry.file])} ${unit}${numbers.length === 1 ? '' : 's'} ${numbersText(numbers, NUMBERS_SHOWN)}`;
  return `${subject}${clean(entry.text)} [${where}]`;
}

function findingBlocks(
  report: CaseReport,
  labels: readonly string[],
  width: number,
  options: RenderOptions,
): string[][] {
  const blocks = report.findings.slice(0, FINDINGS_SHOWN).map((found, index) => {
    const { finding, report: capture } = foundIn(found, report.reports);
    const together = found.together.map(capitalized);
    const places = citedLines(found).map(
      ({ file, lines }) =>
        `${labels[file]} line${lines.length === 1 ? '' : 's'} ${numbersText(lines, NUMBERS_SHOWN)}`,
    );
    if (places.length > 0) together.push(`In the log: ${places.join('; ')}.`);
    if (capture !== null && report.reports.length > 1) {
      together.push(`Frame numbers are those of ${capture.capture.name}.`);
    }
    return findingLines(capture ?? NO_ENDPOINTS, finding, index + 1, options, width, together);
  });
  const hidden = report.findings.length - blocks.length;
  if (hidden > 0) {
    blocks.push([`${count(hidden, 'further finding')}: see the JSON report (-f json).`]);
  }
  return blocks;
}

const NO_ENDPOINTS = { endpoints: [] };

/** A capture's facts and all that was asked for in it; its findings stand with the others. */
function captureBlocks(report: Report, width: number, options: RenderOptions): string[][] {
  const facts = captureLines(report, width, options);
  return report.endpoints.length > 0 ? [facts, [endpointTable(report, options)]] : [facts];
}
