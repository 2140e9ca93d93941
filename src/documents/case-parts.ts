import type {
  CaseFinding,
  CaseLog,
  CaseReport,
  TimelineEntry,
} from '../diagnosis/report/case-report.ts';
import type { Report, ReportFinding } from '../diagnosis/report/report.ts';
import { timeText } from '../diagnosis/report/time-zone.ts';
import type { Words } from '../words/words.ts';
import type { Setting } from './setting.ts';

/** A finding as a capture's, and the capture that has its endpoints: null where none has any. */
export interface FoundIn<R extends Report = Report> {
  readonly finding: ReportFinding;
  readonly report: R | null;
}

/** A case's finding in its own words, with the endpoints of the capture that it comes from. */
export function foundIn<R extends Report>(finding: CaseFinding, reports: readonly R[]): FoundIn<R> {
  const { source, id, title, verdict, confidence, impact, remedy } = finding;
  const report = source === null ? undefined : reports[source.report];
  const own = source === null ? undefined : report?.findings[source.finding];
  const words = { id, title, verdict, confidence, impact, remedy };
  return own === undefined
    ? { finding: { ...words, endpoints: [], scope: '' }, report: null }
    : { finding: { ...own, ...words }, report: report! };
}

/** Findings of a capture that are in none of the case's: told with the capture, then. */
export function otherFindings({ findings, reports }: CaseReport, index: number): ReportFinding[] {
  const told = new Set(
    findings.flatMap(({ source }) => (source?.report === index ? [source.finding] : [])),
  );
  return reports[index].findings.filter((_, at) => !told.has(at));
}

/** What each file is called in a sentence: its name, with its folders where another has the same. */
export function fileLabels({ files }: CaseReport): string[] {
  const names = files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  const seen = new Map<string, number>();
  for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1);
  return files.map(({ path }, index) => (seen.get(names[index]) === 1 ? names[index] : path));
}

/** The log lines of a finding, put together by file, in rising order. */
export function citedLines({ cited }: CaseFinding): { file: number; lines: number[] }[] {
  const found = new Map<number, Set<number>>();
  for (const { file, line } of cited) {
    const lines = found.get(file);
    if (lines === undefined) found.set(file, new Set([line]));
    else lines.add(line);
  }
  return [...found].map(([file, lines]) => ({ file, lines: [...lines].sort((a, b) => a - b) }));
}

/** `1, 2, 6`, `1, 2, 6 …` where there are more than `shown`. */
/** @param hasMore whether there are more than these */
export function numbersText(numbers: readonly number[], shown: number, hasMore = false): string {
  return numbers.slice(0, shown).join(', ') + (numbers.length > shown || hasMore ? ' …' : '');
}

/** When an entry was: the day, the time of day, and whose clock that is. */
export interface EntryTime {
  readonly day: string;
  readonly clock: string;
  readonly zone: string;
  /** The log's own words for it, where its clock shows another time of day; '' where it does not. */
  readonly logClock: string;
}

export function entryTime({ time, logTime }: TimelineEntry, { zone, words }: Setting): EntryTime {
  const { noTime, logClock } = words.caseDocument;
  if (time === null) {
    const [day, clock] = (logTime ?? '').split(' ');
    return { day: day === '' ? noTime : day, clock: clock ?? '', zone: logClock, logClock: '' };
  }
  const [, day, clock, name] = /^(\S+) (\S+) (.*)$/.exec(timeText(time, zone)) ?? [
    '',
    '',
    time,
    '',
  ];
  const [logDay, clockOfLog = ''] = (logTime ?? '').split(' ');
  const isSame = logTime === null || `${day} ${clock}`.startsWith(logTime);
  return { day, clock, zone: name, logClock: isSame ? '' : logDay === day ? clockOfLog : logTime };
}

/** `UTC+02:00 (certain)`; `that of the packet list (probable)`; `not known`. */
export function clockText(
  { clock: { offset, aheadOf, certainty } }: CaseLog,
  { caseDocument, phrases }: Words,
): string {
  if (offset === null) return caseDocument.clockNotKnown;
  const sure = phrases.aside(caseDocument.certainties[certainty]);
  const minutes = Math.abs(offset);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const time = `${two(minutes / 60)}:${two(minutes % 60)}`;
  if (aheadOf === 'utc') {
    return `UTC${offset === 0 ? '' : `${offset < 0 ? '−' : '+'}${time}`}${sure}`;
  }
  return `${caseDocument.ofPacketList(offset === 0 ? '' : time, offset < 0)}${sure}`;
}
