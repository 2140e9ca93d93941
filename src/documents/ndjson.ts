import { printableJson } from '../protocols/escape.ts';
import type { ReportFormat } from './format.ts';
import { withoutFrames } from './json.ts';

/** The JSON report on one line: for many captures, as each line stands when its capture is read. */
export const ndjson: ReportFormat = {
  name: 'ndjson',
  help: 'the report object on one line for each capture',
  separator: '',
  render: (report) => `${printableJson(report, 0)}\n`,
  renderCase: (report) => `${printableJson(withoutFrames(report), 0)}\n`,
};
