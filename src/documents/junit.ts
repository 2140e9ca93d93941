import type { CaseReport } from '../diagnosis/report/case-report.ts';
import type { ComparedService, ComparisonReport, Outcome } from '../diagnosis/report/comparison.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../diagnosis/report/report.ts';
import type { SidedEndpointReport } from '../diagnosis/report/sides.ts';
import { isFailure } from '../evidence/verdict.ts';
import { hostAndPort } from '../protocols/address-text.ts';
import { formatWords } from '../words/formats.ts';
import { words } from '../words/say.ts';
import { addressText, proofOf, sideText } from './build-comparison.ts';
import { clockText } from './case-parts.ts';
import type { ReportFormat, UnreadableCapture } from './format.ts';
import {
  junitXml,
  NO_TIMESTAMP,
  suiteTime,
  type TestCase,
  type TestOutcome,
  type TestSuite,
} from './junit-xml.ts';
import { endpointText, protocolText, weightText } from './service-text.ts';

const FRAMES_SHOWN = 24;

/**
 * Test results for a pipeline: a suite for each capture, a case for each endpoint. A case passes where
 * the service answered and fails where it cannot be used, whoever is to blame (`type` is the verdict):
 * a green test must never stand for a service that does not work. Where the capture cannot tell, it is
 * skipped, or an error where somebody asked for that very service. A capture that can carry no all-clear
 * is an error of its own.
 */
export const junit: ReportFormat = {
  name: 'junit',
  help: formatWords.jUnitXmlPipelinesTest,
  render: (report) => junitXml([suite(report)]),
  renderAll: (reports, _options, unreadable = []) =>
    junitXml([...reports.map(suite), ...unreadable.map(unreadableSuite)]),
  renderCase: (report) => junitXml([caseSuite(report), ...captureReports(report).map(suite)]),
  renderComparison: (comparison) => junitXml([comparisonSuite(comparison)]),
};

/** Each capture's report with what to do as the case says it, which knows of the other captures. */
function captureReports({ findings, reports }: CaseReport): Report[] {
  return reports.map((report, index) => ({
    ...report,
    findings: report.findings.map((finding, number) => {
      const inCase = findings.find(
        ({ source }) => source?.report === index && source.finding === number,
      );
      return inCase === undefined ? finding : { ...finding, remedy: inCase.remedy };
    }),
  }));
}

function suite(report: Report): TestSuite {
  const { capture, summary } = report;
  const properties: [string, string][] = [
    ['tool', `${report.tool.name} ${report.tool.version}`],
    ['verdict', summary.verdict],
    ['confidence', summary.confidence],
    ['summary', summary.text],
    ['profile', report.profile],
    ['packets', String(capture.packets)],
  ];
  if (capture.sha256 !== null) properties.push(['sha256', capture.sha256]);
  if (report.displayFilter !== null) properties.push(['display-filter', report.displayFilter]);
  if (capture.firstTime !== null) properties.push(['first-time', capture.firstTime]);
  if (capture.lastTime !== null) properties.push(['last-time', capture.lastTime]);
  const findings = new Map<number, ReportFinding>();
  for (const finding of report.findings) {
    for (const index of finding.endpoints) findings.set(index, finding);
  }
  return {
    name: capture.name,
    timestamp: suiteTime(capture.firstTime),
    properties,
    cases: [
      ...(summary.verdict === 'inconclusive' ? [unclearCase(report)] : []),
      ...report.endpoints.map((endpoint, index) =>
        endpointCase(endpoint, findings.get(index), capture.name),
      ),
      // What belongs to no endpoint, such as a neighbor that nobody could find.
      ...report.findings
        .filter(({ endpoints }) => endpoints.length === 0)
        .map((finding) => findingCase(finding, capture.name)),
    ],
    output: [
      ...capture.quality.map(({ text }) => `Note: ${text}`),
      ...capture.problems.map(({ offset, text }) => formatWords.problemByte(offset, text)),
    ],
  };
}

/** That nothing fails the capture cannot show: no green test stands for it. */
function unclearCase({ capture, summary }: Report): TestCase {
  return {
    name: 'all-clear',
    className: capture.name,
    outcome: { kind: 'error', type: summary.verdict, message: summary.text, lines: [] },
  };
}

function endpointCase(
  endpoint: ReportEndpoint,
  finding: ReportFinding | undefined,
  className: string,
): TestCase {
  const { verdict, confidence, name, reason } = endpoint;
  const title = `${endpointText(endpoint, words)}${name === null ? '' : ` (${name})`}`;
  if (verdict === 'answered') return { name: title, className, outcome: null };
  if (!isFailure(verdict)) {
    const isTarget = endpoint.knownBy?.by === 'user';
    const message = reason === '' ? formatWords.captureCannotTell : reason;
    return {
      name: title,
      className,
      outcome: { kind: isTarget ? 'error' : 'skipped', type: verdict, message, lines: [] },
    };
  }
  const { alternative } = endpoint;
  return {
    name: title,
    className,
    outcome: {
      kind: 'failure',
      type: verdict,
      message: `${verdict} (confidence ${confidence})${finding === undefined ? '' : `: ${finding.title}`}`,
      lines: [
        ...endpoint.evidence.map(
          ({ weight, text, frames }) =>
            `${weightText(weight).padEnd(4)} ${text}${framesText(frames)}`,
        ),
        ...(finding?.remedy ?? []).map((line) => formatWords.whatToDo(line)),
        ...(alternative === null
          ? []
          : [formatWords.elseCould(alternative.verdict, alternative.text)]),
      ],
    },
  };
}

function framesText(frames: readonly number[]): string {
  if (frames.length === 0) return '';
  const more = frames.length > FRAMES_SHOWN ? ' …' : '';
  return ` Frames ${frames.slice(0, FRAMES_SHOWN).join(', ')}${more}.`;
}

function findingCase(
  finding: Pick<ReportFinding, 'id' | 'verdict' | 'confidence' | 'title' | 'impact' | 'remedy'>,
  className: string,
): TestCase {
  const { id, verdict, confidence, title, impact, remedy } = finding;
  // A log may tell that something works.
  if (verdict === 'answered') return { name: id, className, outcome: null };
  return {
    name: id,
    className,
    outcome: {
      kind: isFailure(verdict) ? 'failure' : 'skipped',
      type: verdict,
      message: `${verdict} (confidence ${confidence}): ${title}`,
      lines: [impact, ...remedy.map((line) => formatWords.whatToDo(line))],
    },
  };
}

/**
 * What belongs to no capture of a case: findings of logs and look-ups alone, and files that should
 * have been read. What holds the captures' findings together is its output.
 */
function caseSuite(report: CaseReport): TestSuite {
  const { name, summary, tool, reports, findings, files, logs } = report;
  const className = `case ${name}`;
  return {
    name: className,
    timestamp: suiteTime(reports[0]?.capture.firstTime ?? null),
    properties: [
      ['tool', `${tool.name} ${tool.version}`],
      ['verdict', summary.verdict],
      ['confidence', summary.confidence],
      ['summary', summary.text],
    ],
    cases: [
      ...findings
        .filter(({ source }) => source === null)
        .map((finding) => findingCase(finding, className)),
      ...files.flatMap(({ kind, path, text }) =>
        kind === 'unreadable' ? [unreadableCase(`${path} is readable`, className, text)] : [],
      ),
    ],
    output: [
      ...findings.flatMap(({ id, together }) => together.map((text) => `${id}: ${text}`)),
      ...logs.flatMap((log) => {
        const path = files[log.file]?.path ?? '';
        return [
          `${path}: Clock: ${clockText(log, words)}. ${log.clock.text}`,
          ...log.status.map((text) => `${path}: Last: ${text}`),
          ...log.problems.map(({ line, text }) => formatWords.problemLine(path, line, text)),
        ];
      }),
    ],
  };
}

function unreadableCase(name: string, className: string, text: string): TestCase {
  return {
    name,
    className,
    outcome: { kind: 'error', type: 'unreadable', message: text, lines: [text] },
  };
}

/** A capture that could not be read is no test that passed, and none that may go missing. */
function unreadableSuite({ name, text }: UnreadableCapture): TestSuite {
  return {
    name,
    timestamp: NO_TIMESTAMP,
    properties: [['tool', 'pcap-verdict']],
    cases: [unreadableCase(formatWords.captureReadable, name, text)],
    output: [],
  };
}

const FAILS: Readonly<Partial<Record<Outcome, string>>> = {
  'first-only': formatWords.failsFirstOnly,
  both: formatWords.failsBoth,
};

/**
 * A comparison as test results: the conclusion, then a case for each service. A case fails where the
 * service fails on the first network, is skipped where that cannot be told, and passes where it works.
 */
function comparisonSuite(comparison: ComparisonReport): TestSuite {
  const { conclusion, reports, tool, profile, displayFilter } = comparison;
  const [first, second] = reports.map(({ capture }) => capture.name);
  const properties: [string, string][] = [
    ['tool', `${tool.name} ${tool.version}`],
    ['conclusion', conclusion.code],
    ['confidence', conclusion.confidence],
    ['summary', conclusion.text],
    ['profile', profile],
    ['first', first],
    ['second', second],
  ];
  if (displayFilter !== null) properties.push(['display-filter', displayFilter]);
  const { sides } = comparison;
  return {
    name: `${first} compared with ${second}`,
    timestamp: suiteTime(reports[0].capture.firstTime),
    properties,
    cases:
      sides === undefined
        ? comparison.services.map((service) => serviceCase(service, comparison))
        : sides.endpoints.map((endpoint) => sidedCase(endpoint, comparison)),
    output: [...conclusion.reasons, ...conclusion.advice.map((line) => formatWords.whatToDo(line))],
  };
}

/** A service over all places: it fails where it is stopped, wherever that is. */
function sidedCase(endpoint: SidedEndpointReport, { reports, sides }: ComparisonReport): TestCase {
  const { server, port, protocol, client, verdict, confidence, place, doubts, evidence } = endpoint;
  const asked = client === null ? '' : ` from ${client}`;
  const test = {
    name: `${hostAndPort(server, port)} ${protocol}${asked}`,
    className: reports[sides?.places[0].report ?? 0].capture.name,
  };
  if (verdict === 'answered') return { ...test, outcome: null };
  const where = place === null ? '' : `, ${place.text}`;
  const lines = [...evidence.map(({ text, frames }) => `${text}${framesText(frames)}`), ...doubts];
  return {
    ...test,
    outcome: isFailure(verdict)
      ? {
          ...{ kind: 'failure', type: verdict, lines },
          message: `${verdict} (confidence ${confidence})${where}`,
        }
      : { kind: 'skipped', type: verdict, message: doubts.join(' '), lines: [] },
  };
}

function serviceCase(service: ComparedService, comparison: ComparisonReport): TestCase {
  const addresses = addressText(service, comparison);
  const { title } = service;
  return {
    name: `${title} ${protocolText(service)}${addresses === title ? '' : ` (${addresses})`}`,
    className: comparison.reports[0].capture.name,
    outcome: serviceOutcome(service, comparison),
  };
}

function serviceOutcome(
  service: ComparedService,
  comparison: ComparisonReport,
): TestOutcome | null {
  const { first, second, outcome, confidence, reason } = service;
  const became = `first: ${sideText(first, words)}, second: ${sideText(second, words)}`;
  // What answers some attempts only has not failed, either.
  if (first?.verdict === 'answered') return null;
  if (first === null || first.status === 'unclear') {
    return { kind: 'skipped', type: outcome, message: `${became}. ${reason}`.trim(), lines: [] };
  }
  const sure = confidence === null ? '' : ` (confidence ${confidence})`;
  const proof = proofOf(first, comparison.reports[0]);
  const frames = proof?.frames.slice(0, FRAMES_SHOWN).join(', ') ?? '';
  return {
    kind: 'failure',
    type: first.verdict,
    message: `${FAILS[outcome] ?? formatWords.failsFirstSecondDoes}${sure}: ${became}`,
    lines: [
      ...(proof === null ? [] : [`${proof.text}${frames === '' ? '' : ` Frames ${frames}.`}`]),
      ...(reason === '' ? [] : [reason]),
      ...(isFailure(first.verdict) && second?.status === 'works' ? [formatWords.worksSecond] : []),
    ],
  };
}
