import { isFailure } from '../verdict/verdict.ts';
import type { ReportFormat, UnreadableCapture } from './format.ts';
import { junitXml, NO_TIMESTAMP, type TestCase, type TestSuite } from './junit-xml.ts';
import type { Report, ReportEndpoint, ReportFinding } from './report.ts';
import { endpointText, weightText } from './service-text.ts';

const FRAMES_SHOWN = 24;

/**
 * Test results for a pipeline: a suite for each capture, a case for each endpoint. A case passes where
 * the service answered and fails where it cannot be used, whoever is to blame (`type` is the verdict):
 * a green test must never stand for a service that does not work. Where the capture cannot tell, it is
 * skipped.
 */
export const junit: ReportFormat = {
  name: 'junit',
  help: 'JUnit XML for pipelines: a test for each endpoint',
  render: (report) => junitXml([suite(report)]),
  renderAll: (reports, _options, unreadable = []) =>
    junitXml([...reports.map(suite), ...unreadable.map(unreadableSuite)]),
};

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
    timestamp: timestamp(capture.firstTime),
    properties,
    cases: [
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
      ...capture.problems.map(({ offset, text }) => `Problem at byte ${offset}: ${text}`),
    ],
  };
}

/** Whole seconds; a damaged capture's years have more digits than the schema's dates. */
function timestamp(time: string | null): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(time ?? '')?.[0] ?? NO_TIMESTAMP;
}

function endpointCase(
  endpoint: ReportEndpoint,
  finding: ReportFinding | undefined,
  className: string,
): TestCase {
  const { verdict, confidence, name, reason } = endpoint;
  const title = `${endpointText(endpoint)}${name === null ? '' : ` (${name})`}`;
  if (verdict === 'answered') return { name: title, className, outcome: null };
  if (!isFailure(verdict)) {
    const message = reason === '' ? 'the capture cannot tell' : reason;
    return {
      name: title,
      className,
      outcome: { kind: 'skipped', type: verdict, message, lines: [] },
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
        ...(finding?.remedy ?? []).map((line) => `What to do: ${line}`),
        ...(alternative === null
          ? []
          : [`What else it could be: ${alternative.verdict}: ${alternative.text}`]),
      ],
    },
  };
}

function framesText(frames: readonly number[]): string {
  if (frames.length === 0) return '';
  const more = frames.length > FRAMES_SHOWN ? ' …' : '';
  return ` Frames ${frames.slice(0, FRAMES_SHOWN).join(', ')}${more}.`;
}

function findingCase(finding: ReportFinding, className: string): TestCase {
  const { id, verdict, confidence, title, impact, remedy } = finding;
  return {
    name: id,
    className,
    outcome: {
      kind: isFailure(verdict) ? 'failure' : 'skipped',
      type: verdict,
      message: `${verdict} (confidence ${confidence}): ${title}`,
      lines: [impact, ...remedy.map((line) => `What to do: ${line}`)],
    },
  };
}

/** A capture that could not be read is no test that passed, and none that may go missing. */
function unreadableSuite({ name, text }: UnreadableCapture): TestSuite {
  return {
    name,
    timestamp: NO_TIMESTAMP,
    properties: [['tool', 'pcap-verdict']],
    cases: [
      {
        name: 'capture is readable',
        className: name,
        outcome: { kind: 'error', type: 'unreadable', message: text, lines: [text] },
      },
    ],
    output: [],
  };
}
