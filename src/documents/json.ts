import type { CaseReport } from '../diagnosis/report/case-report.ts';
import { printableJson } from '../protocols/escape.ts';
import type { ReportFormat } from './format.ts';

/** The report object itself, in JSON, two spaces a level, fields in their fixed order. */
export const json: ReportFormat = {
  name: 'json',
  help: 'the report object, for scripts (report.schema.json)',
  render: (report) => `${printableJson(report)}\n`,
  renderAll: (reports) => `${printableJson(reports)}\n`,
  renderCase: (report) => `${printableJson(withoutFrames(report))}\n`,
};

/** A case as its JSON has it: what holds packets and logs together takes their frames, which stay out. */
export function withoutFrames(report: CaseReport): CaseReport {
  return { ...report, reports: report.reports.map(({ frames: _, ...rest }) => rest) };
}
