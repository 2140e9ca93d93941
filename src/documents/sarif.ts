import type { CaseFile, CaseFinding, CaseReport } from '../diagnosis/report/case-report.ts';
import type { Report, ReportFinding } from '../diagnosis/report/report.ts';
import { EVIDENCE_CODES, isPattern } from '../evidence/table.ts';
import { type Confidence, isFailure } from '../evidence/verdict.ts';
import { escapeText, printableJson } from '../protocols/escape.ts';
import { formatWords } from '../words/formats.ts';
import { words } from '../words/say.ts';
import { foundIn, otherFindings } from './case-parts.ts';
import type { ReportFormat, UnreadableCapture } from './format.ts';
import { endpointText } from './service-text.ts';

/**
 * SARIF 2.1.0 (OASIS): one run over all captures, a result for each finding, a rule for each verdict
 * and pattern. A capture is an artifact; its frames are no regions of it, so they are properties.
 */
export const sarif: ReportFormat = {
  name: 'sarif',
  help: formatWords.sarifCodeScanningDashboards,
  render: (report) => sarifOf([report], []),
  renderAll: (reports, _options, unreadable = []) => sarifOf(reports, unreadable),
  renderCase: sarifCase,
};

function sarifOf(reports: readonly Report[], unreadable: readonly UnreadableCapture[]): string {
  const place = ({ capture }: Report, index: number): ArtifactPlace => ({
    path: [capture.name],
    index,
  });
  return sarifLog({
    version: reports[0]?.tool.version,
    isWhole: unreadable.length === 0,
    notifications: [
      ...reports.flatMap((report, index) => captureNotifications(report, place(report, index))),
      ...unreadable.map(({ name, text }, index) =>
        notification('error', text, { path: [name], index: reports.length + index }),
      ),
    ],
    artifacts: [
      ...reports.map(({ capture }) => artifact([capture.name], capture)),
      ...unreadable.map(({ name }) => artifact([name])),
    ],
    results: reports.flatMap((report, index) =>
      report.findings.map((finding) => captureResult(report, finding, place(report, index))),
    ),
    properties: { captures: reports.map(captureProperties) },
  });
}

const LINES_RELATED = 100;

/**
 * One run over a case: its files are the artifacts, and a log's lines are regions of theirs. A result
 * for each finding of the case, then for those of captures that are in none of these.
 */
function sarifCase(report: CaseReport): string {
  const { files, reports, logs, findings, name, summary } = report;
  // A case may have more files than it lists: such a capture is an artifact behind them.
  const unlisted = reports.flatMap((_, index) =>
    files.some((file) => file.report === index) ? [] : [index],
  );
  const captureAt = (index: number): ArtifactPlace => {
    const listed = files.findIndex((file) => file.report === index);
    return listed >= 0
      ? fileAt(files, listed)
      : { path: [reports[index].capture.name], index: files.length + unlisted.indexOf(index) };
  };
  return sarifLog({
    version: report.tool.version,
    isWhole: files.every(({ kind }) => kind !== 'unreadable'),
    notifications: [
      ...reports.flatMap((capture, index) => captureNotifications(capture, captureAt(index))),
      ...logs.flatMap(({ file, problems }) =>
        file < files.length
          ? problems.map(({ line, text }) =>
              notification('warning', text, fileAt(files, file, line)),
            )
          : [],
      ),
      ...files.flatMap(({ kind, text }, index) =>
        kind === 'unreadable' ? [notification('error', text, fileAt(files, index))] : [],
      ),
    ],
    artifacts: [
      ...files.map(({ path, report: of }) =>
        artifact(path.split('/'), of === null ? undefined : reports[of]?.capture),
      ),
      ...unlisted.map((index) => artifact([reports[index].capture.name], reports[index].capture)),
    ],
    results: [
      ...findings.map((finding) => caseResult(report, finding, captureAt)),
      ...reports.flatMap((capture, index) =>
        otherFindings(report, index).map((finding) =>
          captureResult(capture, finding, captureAt(index)),
        ),
      ),
    ],
    properties: {
      case: {
        name,
        verdict: summary.verdict,
        confidence: summary.confidence,
        summary: summary.text,
      },
      captures: reports.map(captureProperties),
    },
  });
}

function fileAt(files: readonly CaseFile[], index: number, line?: number): ArtifactPlace {
  return { path: files[index].path.split('/'), index, ...(line === undefined ? {} : { line }) };
}

function caseResult(
  { reports, files }: CaseReport,
  caseFinding: CaseFinding,
  captureAt: (report: number) => ArtifactPlace,
) {
  const { source, together, cited, verdict, confidence } = caseFinding;
  const { finding, report } = foundIn(caseFinding, reports);
  const lines = cited
    .filter(({ file }) => file < files.length)
    .slice(0, LINES_RELATED)
    .map(({ file, line }) => ({ physicalLocation: place(fileAt(files, file, line)) }));
  if (report === null || source === null) {
    return {
      ...resultHead(finding, verdict, together),
      locations: lines,
      properties: { verdict, confidence, together },
    };
  }
  const result = captureResult(report, finding, captureAt(source.report), together);
  return {
    ...result,
    relatedLocations: lines,
    properties: { ...result.properties, together },
  };
}

/** Where SARIF's own schema is: names the version of the format (SARIF 2.1.0, 3.13.3). */
const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** How sure a finding is, in SARIF's words (3.27.10). */
const LEVELS: Readonly<Record<Confidence, string>> = {
  certain: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

const ENDPOINTS_LOCATED = 100;

/** What a run has beside the program and its rules. */
interface Run {
  readonly version: string | undefined;
  /** Whether all was read that should be. */
  readonly isWhole: boolean;
  readonly notifications: readonly object[];
  readonly artifacts: readonly object[];
  readonly results: readonly object[];
  readonly properties: object;
}

/** The document of one run. */
function sarifLog(run: Run): string {
  const { version, isWhole, notifications, artifacts, results, properties } = run;
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'pcap-verdict',
            version,
            rules: RULES.map(({ code, title, meaning, advice }) => ({
              id: code,
              shortDescription: { text: messageText(title) },
              fullDescription: { text: messageText(meaning) },
              help: { text: messageText(formatWords.meaningAndWhatToDo(meaning, advice)) },
            })),
          },
        },
        invocations: [{ executionSuccessful: isWhole, toolExecutionNotifications: notifications }],
        artifacts,
        results,
        properties,
      },
    ],
  };
  return `${printableJson(log)}\n`;
}

/** An artifact as others refer to it: its folders and name, and its index in the run. */
interface ArtifactPlace {
  readonly path: readonly string[];
  readonly index: number;
  /** From 1, in a text. */
  readonly line?: number;
}

/** A `physicalLocation`. */
function place({ path, index, line }: ArtifactPlace) {
  return {
    artifactLocation: { uri: uri(path), index },
    ...(line === undefined ? {} : { region: { startLine: line } }),
  };
}

/** A file that was looked into. */
function artifact(path: readonly string[], capture?: Report['capture']) {
  return {
    location: { uri: uri(path) },
    roles: ['analysisTarget'],
    ...(capture === undefined || capture.sha256 === null
      ? {}
      : { hashes: { 'sha-256': capture.sha256 } }),
    ...(capture === undefined
      ? {}
      : {
          properties: {
            packets: capture.packets,
            firstTime: capture.firstTime,
            lastTime: capture.lastTime,
          },
        }),
  };
}

/** Something about an artifact that its reader should know. */
function notification(level: 'note' | 'warning' | 'error', text: string, at: ArtifactPlace) {
  return {
    level,
    message: { text: messageText(text) },
    locations: [{ physicalLocation: place(at) }],
  };
}

/** What is to be known of a capture, and its damage. */
function captureNotifications({ capture, summary }: Report, at: ArtifactPlace): object[] {
  return [
    // That nothing fails it cannot show, whatever the results say.
    ...(summary.verdict === 'inconclusive' ? [notification('warning', summary.text, at)] : []),
    ...capture.quality.map(({ text }) => notification('note', text, at)),
    ...capture.problems.map(({ offset, text }) =>
      notification('warning', `At byte ${offset}: ${text}`, at),
    ),
  ];
}

/** A capture among the properties of a run. */
function captureProperties({ capture, summary, profile, displayFilter }: Report) {
  return {
    name: capture.name,
    verdict: summary.verdict,
    confidence: summary.confidence,
    summary: summary.text,
    profile,
    displayFilter,
  };
}

interface Rule {
  readonly code: string;
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

/** Verdicts for findings without a pattern, then what can be seen on the wire. */
const RULES: readonly Rule[] = [
  ...Object.entries(words.verdicts)
    .filter(([code]) => code !== 'answered')
    .map(([code, texts]) => ({ code, ...texts })),
  ...EVIDENCE_CODES.filter(isPattern).map((code) => ({ code, ...words.evidence[code] })),
];
const RULE_INDEX: ReadonlyMap<string, number> = new Map(
  RULES.map(({ code }, index) => [code, index]),
);

/** What every result has, whatever it rests on. */
function resultHead(
  finding: Pick<ReportFinding, 'id' | 'verdict' | 'confidence' | 'title' | 'impact' | 'remedy'>,
  ruleId: string,
  together: readonly string[] = [],
) {
  const isJudged = isFailure(finding.verdict);
  const texts = [`${finding.title}.`, ...together, finding.impact, ...finding.remedy];
  return {
    ruleId,
    ruleIndex: RULE_INDEX.get(ruleId),
    // SARIF 2.1.0, 3.27.9 and 3.27.10: what does not fail has no level.
    kind: isJudged ? 'fail' : finding.verdict === 'answered' ? 'pass' : 'open',
    level: isJudged ? LEVELS[finding.confidence] : 'none',
    message: { text: messageText(texts.filter((text) => text !== '').join(' ')) },
    partialFingerprints: { 'finding/v1': finding.id },
  };
}

/**
 * The line that says it, where the file that was looked into is a log. Of a capture it is the first frame
 * that is cited, as a packet list has a line for each: code scanning takes no result without one.
 */
function lineOf({ capture }: Report, members: Report['endpoints']): number {
  for (const { evidence } of members) {
    for (const { source } of evidence) {
      if (source !== null && source.file === capture.name) return source.line;
    }
  }
  return framesOf(members)[0] ?? 1;
}

/** A result for a finding of a capture, which is the artifact of that index and name. */
function captureResult(
  report: Report,
  finding: ReportFinding,
  at: ArtifactPlace,
  together: readonly string[] = [],
) {
  const { verdict, confidence } = finding;
  const members = finding.endpoints.map((index) => report.endpoints[index]);
  return {
    ...resultHead(finding, ruleOf(report, finding), together),
    locations: [
      {
        physicalLocation: place({ ...at, line: lineOf(report, members) }),
        ...(members.length === 0
          ? {}
          : {
              logicalLocations: members.slice(0, ENDPOINTS_LOCATED).map((endpoint) => ({
                fullyQualifiedName: endpointText(endpoint, words),
                kind: 'endpoint',
              })),
            }),
      },
    ],
    properties: {
      verdict,
      confidence,
      frames: framesOf(members),
      endpoints: members.map((endpoint) => ({
        client: endpoint.client,
        server: endpoint.server,
        port: endpoint.port,
        protocol: endpoint.protocol,
        name: endpoint.name,
        verdict: endpoint.verdict,
        confidence: endpoint.confidence,
        alternative: endpoint.alternative?.verdict ?? null,
        patterns: endpoint.patterns,
        evidence: endpoint.evidence,
      })),
    },
  };
}

/** The pattern that weighs most in the finding; its verdict where there is none. */
function ruleOf({ endpoints }: Report, finding: ReportFinding): string {
  let code: string = finding.verdict;
  let heaviest = 0;
  for (const index of finding.endpoints) {
    for (const { code: seen, weight } of endpoints[index].evidence) {
      if (weight > heaviest && RULE_INDEX.has(seen)) {
        heaviest = weight;
        code = seen;
      }
    }
  }
  return code;
}

function framesOf(members: readonly Report['endpoints'][number][]): number[] {
  const frames = new Set(members.flatMap(({ evidence }) => evidence.flatMap((row) => row.frames)));
  return [...frames].sort((one, other) => one - other);
}

/**
 * A file's path as a relative URI reference (RFC 3986, 4.2): no part of it is a scheme, or leads to a
 * folder above.
 */
function uri(path: readonly string[]): string {
  return path
    .map((segment) =>
      // Half a surrogate pair cannot be encoded.
      /^\.{0,2}$/.test(segment) ? '_' : encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')),
    )
    .join('/');
}

/**
 * Text of anybody as a SARIF message: braces are placeholders (3.11.5), and brackets before
 * parentheses a link (3.11.6), which must not come out of a capture.
 */
function messageText(text: string): string {
  return escapeText(text).replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
}
