import type { Report } from '../diagnosis/report/report.ts';
import { isFailure } from '../evidence/verdict.ts';
import { count } from '../words/en/phrases.ts';
import type { RenderOptions, ReportFormat, UnreadableCapture } from './format.ts';
import { jointServices } from './joint.ts';
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
import { markdownCase } from './markdown-case.ts';
import { markdownCode as code, markdownText } from './markdown-text.ts';

const FINDINGS_SHOWN = 20;
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
  renderCase: markdownCase,
};

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
