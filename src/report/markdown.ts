import { count } from '../detect/observation.ts';
import { isFailure, type Verdict } from '../verdict/verdict.ts';
import { commonEvidence } from './common-evidence.ts';
import type { RenderOptions, ReportFormat, UnreadableCapture } from './format.ts';
import { jointServices } from './joint.ts';
import { markdownCode as code, markdownText } from './markdown-text.ts';
import type { Report, ReportEndpoint, ReportFinding } from './report.ts';
import { endpointText, stageText, weightText } from './service-text.ts';
import { timeSpanText } from './time-zone.ts';

const FAILED_ROWS = 60;
const ANSWERED_ROWS = 20;
const FINDINGS_SHOWN = 20;
const ENDPOINTS_PER_FINDING = 12;
const EVIDENCE_ROWS = 12;
const FRAMES_SHOWN = 24;
const REASONS_SHOWN = 5;
const NOTES_SHOWN = 20;
const SERVICES_SHOWN = 60;

/**
 * A report for ticket systems: headings, lists, tables and code only, as GitHub, GitLab, Jira and
 * ServiceNow have them. Nothing out of a capture is live in it.
 */
export const markdown: ReportFormat = {
  name: 'markdown',
  help: 'a report for tickets (GitHub, Jira, ServiceNow)',
  separator: '\n---\n\n',
  render: (report, options) => document(reportBlocks(report, options, 1)),
  renderAll: (reports, options, unreadable = []) =>
    document([
      ...jointBlocks(reports, unreadable),
      ...reports.flatMap((report) => reportBlocks(report, options, 2)),
    ]),
};

/** Blocks with an empty line between each. */
function document(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

function cell(text: string): string {
  return markdownText(text, true);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head.map((title) => title.replace(/:$/, ''))),
    // A colon at the end of a title: numbers, to the right.
    line(head.map((title) => (title.endsWith(':') ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function sure({ verdict, confidence }: { verdict: Verdict; confidence: string }): string {
  return verdict === 'inconclusive' ? '' : confidence;
}

function reportBlocks(report: Report, options: RenderOptions, level: number): string[] {
  const { summary, capture } = report;
  const heading = (text: string, below: number) => `${'#'.repeat(level + below)} ${text}`;
  const confidence = isFailure(summary.verdict) ? ` (confidence: ${summary.confidence})` : '';
  const blocks = [
    heading(`Packet capture ${code(capture.name)}: ${summary.verdict}`, 0),
    `**${summary.verdict.toUpperCase()}**${confidence}: ${markdownText(summary.text)}`,
  ];
  const remedies = [
    ...new Set(
      report.findings
        .filter(({ verdict }) => isFailure(verdict))
        .slice(0, FINDINGS_SHOWN)
        .flatMap(({ remedy }) => remedy),
    ),
  ];
  if (remedies.length > 0) {
    blocks.push(heading('What to do', 1), bullets(remedies.map((line) => markdownText(line))));
  }
  blocks.push(heading('Capture', 1), bullets(captureLines(report, options)));
  if (report.endpoints.length > 0) {
    blocks.push(heading('Endpoints', 1), ...endpointBlocks(report));
  }
  const findings = report.findings.slice(0, FINDINGS_SHOWN);
  if (findings.length > 0) blocks.push(heading('Findings', 1));
  findings.forEach((finding, index) => {
    blocks.push(
      heading(`${index + 1}. ${markdownText(finding.title)}`, 2),
      ...findingBlocks(report, finding),
    );
  });
  const hidden = report.findings.length - findings.length;
  if (hidden > 0) blocks.push(`${count(hidden, 'further finding')}: in the JSON report.`);
  return blocks;
}

function captureLines(report: Report, { timeZone }: RenderOptions): string[] {
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

function endpointBlocks({ endpoints }: Report): string[] {
  const failed = endpoints.filter(({ verdict }) => verdict !== 'answered');
  const answered = endpoints.filter(({ verdict }) => verdict === 'answered');
  const shown = [...failed.slice(0, FAILED_ROWS), ...answered.slice(0, ANSWERED_ROWS)];
  const blocks = [
    table(
      ['Client', 'Server', 'Port', 'Name', 'Verdict', 'Sure', 'Tries:', 'Again:', 'Answers:'],
      shown.map((endpoint) => [
        code(endpoint.client, true),
        code(endpoint.server, true),
        `${endpoint.protocol} ${endpoint.port}`,
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

function findingBlocks(report: Report, finding: ReportFinding): string[] {
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

function jointBlocks(
  reports: readonly Report[],
  unreadable: readonly UnreadableCapture[],
): string[] {
  const blocks = [
    `# ${count(reports.length, 'packet capture')}`,
    table(
      ['No.:', 'Capture', 'Verdict', 'Sure', 'In one sentence'],
      reports.map(({ capture, summary }, index) => [
        String(index + 1),
        code(capture.name, true),
        summary.verdict === 'answered' ? 'answered' : `**${summary.verdict}**`,
        sure(summary),
        cell(summary.text),
      ]),
    ),
  ];
  if (unreadable.length > 0) {
    blocks.push(
      'Not readable:',
      bullets(unreadable.map(({ name, text }) => `${code(name)}: ${markdownText(text)}`)),
    );
  }
  const services = jointServices(reports);
  if (services.length > 0) {
    blocks.push(
      'Services that fail in at least one of them, by the numbers above:',
      table(
        ['Service', ...reports.map((_, index) => String(index + 1))],
        services
          .slice(0, SERVICES_SHOWN)
          .map(({ service, verdicts }) => [
            code(service, true),
            ...verdicts.map((verdict) => verdict ?? '–'),
          ]),
      ),
    );
    const hidden = services.length - SERVICES_SHOWN;
    if (hidden > 0) blocks.push(`… and ${count(hidden, 'further service')}.`);
  }
  return blocks;
}
