import type { Report } from '../diagnosis/report/report.ts';
import { isFailure } from '../evidence/verdict.ts';
import { count } from '../words/en/phrases.ts';
import type { RenderOptions, ReportFormat, UnreadableCapture } from './format.ts';
import { jointServices } from './joint.ts';
import { caseText } from './text-case.ts';
import {
  captureLines,
  clean,
  endpointTable,
  FAILED_ROWS,
  FINDINGS_SHOWN,
  findingLines,
  label,
  textWidth,
} from './text-parts.ts';
import { wrap } from './wrap.ts';

/** A report for a person: the verdict in one sentence, then the table, the proof, and what to do. */
export const text: ReportFormat = {
  name: 'text',
  help: 'a report to read and to paste into a case',
  separator: '\n',
  renderAll: (reports, options, unreadable = []) =>
    [
      `${jointLines(reports, unreadable, options).join('\n')}\n`,
      ...reports.map((report) => text.render(report, options)),
    ].join('\n'),
  renderCase: caseText,
  render(report, options) {
    const width = textWidth(options);
    const lines: string[] = [];
    const { summary } = report;
    lines.push(
      ...wrap(`${label(summary.verdict, options)}: ${clean(summary.text)}`, width),
      ...(isFailure(summary.verdict) ? [`Confidence: ${summary.confidence}.`] : []),
      '',
      ...captureLines(report, width, options),
      '',
    );
    if (report.endpoints.length > 0) lines.push(endpointTable(report, options), '');
    const findings = report.findings.slice(0, FINDINGS_SHOWN);
    findings.forEach((finding, index) => {
      lines.push(...findingLines(report, finding, index + 1, options, width), '');
    });
    const hidden = report.findings.length - findings.length;
    if (hidden > 0)
      lines.push(`${count(hidden, 'further finding')}: see the JSON report (-f json).`, '');
    while (lines[lines.length - 1] === '') lines.pop();
    return `${lines.join('\n')}\n`;
  },
};

/** What stands before several reports in one: what each says, and what they say together. */
function jointLines(
  reports: readonly Report[],
  unreadable: readonly UnreadableCapture[],
  options: RenderOptions,
): string[] {
  const width = textWidth(options);
  const lines = [`${count(reports.length, 'capture')}`, ''];
  reports.forEach(({ capture, summary }, index) => {
    const number = `${index + 1}.`.padEnd(4);
    lines.push(...wrap(`${number}${clean(capture.name)}`, width, 4));
    lines.push(...wrap(`    ${label(summary.verdict, options)}: ${clean(summary.text)}`, width, 4));
  });
  for (const { name, text: why } of unreadable) {
    lines.push(...wrap(`-   ${clean(name)}: not readable: ${clean(why)}`, width, 4));
  }
  const services = jointServices(reports);
  if (services.length > 0) {
    lines.push('', 'Services that fail in at least one, by the numbers above');
    for (const { service, verdicts } of services.slice(0, FAILED_ROWS)) {
      const became = verdicts.flatMap((verdict, index) =>
        verdict === null ? [] : [`${index + 1} ${verdict}`],
      );
      lines.push(...wrap(`    ${service}: ${became.join(', ')}`, width, 6));
    }
    const hidden = services.length - FAILED_ROWS;
    if (hidden > 0) lines.push(`    … and ${count(hidden, 'further service')}.`);
  }
  lines.push('', '='.repeat(width));
  return lines;
}
