import { printableJson } from './escape.ts';
import type { ReportFormat } from './format.ts';

/** The report object itself, in JSON, two spaces a level, fields in their fixed order. */
export const json: ReportFormat = {
  name: 'json',
  help: 'the report object, for scripts (report.schema.json)',
  render: (report) => `${printableJson(report)}\n`,
  renderAll: (reports) => `${printableJson(reports)}\n`,
  renderCase: (report) => `${printableJson(report)}\n`,
};
