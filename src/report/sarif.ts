import { DETECTORS } from '../detect/detectors.ts';
import { type Confidence, isFailure, VERDICT_EXPLANATIONS } from '../verdict/verdict.ts';
import { escapeText, printableJson } from './escape.ts';
import type { ReportFormat, UnreadableCapture } from './format.ts';
import type { Report, ReportFinding } from './report.ts';
import { endpointText } from './service-text.ts';

/** Where SARIF's own schema is: names the version of the format (SARIF 2.1.0, 3.13.3). */
const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** How sure a finding is, in SARIF's words (3.27.10). */
const LEVELS: Readonly<Record<Confidence, string>> = {
  high: 'error',
  medium: 'warning',
  low: 'note',
};

const ENDPOINTS_LOCATED = 100;

/**
 * SARIF 2.1.0 (OASIS): one run over all captures, a result for each finding, a rule for each verdict
 * and pattern. A capture is an artifact; its frames are no regions of it, so they are properties.
 */
export const sarif: ReportFormat = {
  name: 'sarif',
  help: 'SARIF 2.1.0 for code-scanning dashboards: a result for each finding',
  render: (report) => sarifLog([report], []),
  renderAll: (reports, _options, unreadable = []) => sarifLog(reports, unreadable),
};

function sarifLog(reports: readonly Report[], unreadable: readonly UnreadableCapture[]): string {
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'pcap-verdict',
            version: reports[0]?.tool.version,
            rules: RULES.map(({ code, title, meaning, advice }) => ({
              id: code,
              shortDescription: { text: messageText(title) },
              fullDescription: { text: messageText(meaning) },
              help: { text: messageText(`${meaning} What to do: ${advice}`) },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: unreadable.length === 0,
            toolExecutionNotifications: notifications(reports, unreadable),
          },
        ],
        artifacts: [
          ...reports.map(({ capture }) => ({
            location: { uri: uri(capture.name) },
            roles: ['analysisTarget'],
            ...(capture.sha256 === null ? {} : { hashes: { 'sha-256': capture.sha256 } }),
            properties: {
              packets: capture.packets,
              firstTime: capture.firstTime,
              lastTime: capture.lastTime,
            },
          })),
          ...unreadable.map(({ name }) => ({
            location: { uri: uri(name) },
            roles: ['analysisTarget'],
          })),
        ],
        results: reports.flatMap((report, artifact) =>
          report.findings.map((finding) => result(report, finding, artifact)),
        ),
        properties: {
          captures: reports.map(({ capture, summary, profile, displayFilter }) => ({
            name: capture.name,
            verdict: summary.verdict,
            confidence: summary.confidence,
            summary: summary.text,
            profile,
            displayFilter,
          })),
        },
      },
    ],
  };
  return `${printableJson(log)}\n`;
}

interface Rule {
  readonly code: string;
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

/** Verdicts for findings without a pattern, then what can be seen on the wire. */
const RULES: readonly Rule[] = [
  ...Object.entries(VERDICT_EXPLANATIONS)
    .filter(([code]) => code !== 'answered')
    .map(([code, texts]) => ({ code, ...texts })),
  ...DETECTORS.flatMap(({ codes }) => codes).filter(({ isPattern }) => isPattern === true),
];
const RULE_INDEX: ReadonlyMap<string, number> = new Map(
  RULES.map(({ code }, index) => [code, index]),
);

function result(report: Report, finding: ReportFinding, artifact: number) {
  const { verdict, confidence } = finding;
  const isJudged = isFailure(verdict);
  const members = finding.endpoints.map((index) => report.endpoints[index]);
  const ruleId = ruleOf(report, finding);
  const texts = [`${finding.title}.`, finding.impact, ...finding.remedy];
  return {
    ruleId,
    ruleIndex: RULE_INDEX.get(ruleId),
    // SARIF 2.1.0, 3.27.9: what could not be decided is open, and has no level.
    kind: isJudged ? 'fail' : 'open',
    level: isJudged ? LEVELS[confidence] : 'none',
    message: { text: messageText(texts.filter((text) => text !== '').join(' ')) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri(report.capture.name), index: artifact },
        },
        ...(members.length === 0
          ? {}
          : {
              logicalLocations: members.slice(0, ENDPOINTS_LOCATED).map((endpoint) => ({
                fullyQualifiedName: endpointText(endpoint),
                kind: 'endpoint',
              })),
            }),
      },
    ],
    partialFingerprints: { 'finding/v1': finding.id },
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

function notifications(reports: readonly Report[], unreadable: readonly UnreadableCapture[]) {
  const of = (level: string, text: string, index: number, name: string) => ({
    level,
    message: { text: messageText(text) },
    locations: [{ physicalLocation: { artifactLocation: { uri: uri(name), index } } }],
  });
  return [
    ...reports.flatMap(({ capture }, index) => [
      ...capture.quality.map(({ text }) => of('note', text, index, capture.name)),
      ...capture.problems.map(({ offset, text }) =>
        of('warning', `At byte ${offset}: ${text}`, index, capture.name),
      ),
    ]),
    ...unreadable.map(({ name, text }, index) => of('error', text, reports.length + index, name)),
  ];
}

/** A file name as a relative URI reference (RFC 3986, 4.2): no part of it is a scheme or a folder. */
function uri(name: string): string {
  // Half a surrogate pair cannot be encoded.
  return encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'));
}

/**
 * Text of anybody as a SARIF message: braces are placeholders (3.11.5), and brackets before
 * parentheses a link (3.11.6), which must not come out of a capture.
 */
function messageText(text: string): string {
  return escapeText(text).replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
}
