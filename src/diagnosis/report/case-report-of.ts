import { said } from '../../words/errors/said.ts';
import { english, type Speaker } from '../../words/say.ts';
import { isoText, logTimeText } from '../../words/times.ts';
import type { Case, CaseFinding, CaseLog, CaseFile as File, TimelineEntry } from '../case/case.ts';
import type {
  CaseReport,
  TimelineEntry as ReportedEntry,
  CaseFinding as ReportedFinding,
  CaseLog as ReportedLog,
} from './case-report.ts';
import { reportOf } from './report-of.ts';
import { conclusionReportOf, placesReportOf, withSegments } from './sides-report-of.ts';

const PROBLEMS_SHOWN = 20;

/**
 * The report of a case, with its sentences and times as text.
 * @param speaker in whose language; JSON is English
 */
export function caseReportOf(judged: Case, speaker = english): CaseReport {
  return {
    schemaVersion: 2,
    kind: 'case',
    tool: { name: 'pcap-verdict', version: judged.version },
    name: judged.name,
    summary: {
      verdict: judged.summary.verdict,
      confidence: judged.summary.confidence,
      text: speaker.sayAll(judged.summary.sentences),
    },
    findings: judged.findings.map((finding) => reportedFinding(finding, speaker)),
    sides: judged.sides.map(({ captures, sides }) => ({
      conclusion: conclusionReportOf(sides.conclusion, speaker),
      ...placesReportOf(sides, (given) => captures[given], speaker),
    })),
    timeline: judged.timeline.map((entry) => reportedEntry(entry, speaker)),
    timelineLeftOut: judged.timelineLeftOut,
    logs: judged.logs.map((log) => reportedLog(log, speaker)),
    files: judged.files.map(({ sentence, ...file }) => reportedFile(file, speaker.say(sentence))),
    filesLeftOut: judged.filesLeftOut,
    reports: judged.diagnoses.map((diagnosis, index) => {
      const report = reportOf(diagnosis, speaker);
      const both = judged.sides.find(({ captures }) => captures.includes(index));
      if (both === undefined) return report;
      const { captures, sides } = both;
      const place = sides.places.findIndex(({ given }) => captures[given] === index);
      return withSegments(report, sides, place, speaker);
    }),
  };
}

/** In the order in which JSON has them. */
function reportedFile({ path, bytes, kind, report, log }: Omit<File, 'sentence'>, text: string) {
  return { path, bytes, kind, text, report, log };
}

function reportedFinding(finding: CaseFinding, { say, sayAll }: Speaker): ReportedFinding {
  return {
    id: finding.id,
    title: say(finding.title),
    verdict: finding.verdict,
    confidence: finding.confidence,
    source: finding.source,
    together: finding.correlation.map(sayAll),
    cited: finding.cited,
    impact: sayAll(finding.impact),
    remedy: finding.remedy.map(say),
  };
}

function reportedEntry(entry: TimelineEntry, { say, words }: Speaker): ReportedEntry {
  const { function: fn, localTime } = entry;
  return {
    time: isoText(entry.time),
    logTime: localTime === null ? null : logTimeText(localTime),
    kind: entry.kind,
    file: entry.file,
    function: fn && words.caseParts.subjectText(fn, entry.addressFamily),
    text: say(entry.sentence),
    message: entry.message,
    frames: entry.frames,
    lines: entry.lines,
    mood: entry.mood,
  };
}

function reportedLog(
  { file, reading, clock, status }: CaseLog,
  { say, sayAll, words }: Speaker,
): ReportedLog {
  const { offset, aheadOf, certainty, sentences } = clock;
  return {
    file,
    title: words.products(reading.log.title),
    encoding: reading.encoding,
    records: reading.records,
    known: reading.known,
    unknown: reading.unknown,
    firstTime: logTimeText(reading.firstTime),
    lastTime: logTimeText(reading.lastTime),
    clock: {
      offset: offset === null ? null : offset / 60_000,
      aheadOf,
      certainty,
      text: sayAll(sentences),
    },
    status: status.map(say),
    problems: reading.problems.slice(0, PROBLEMS_SHOWN).map(({ line, sentence }) => ({
      ...{ line, text: said(sentence) },
    })),
  };
}
