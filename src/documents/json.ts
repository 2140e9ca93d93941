import type { CaseReport } from '../diagnosis/report/case-report.ts';
import { jsonPieces, printableJson } from '../protocols/escape.ts';
import { formatWords } from '../words/formats.ts';
import type { ReportFormat } from './format.ts';

/**
 * The report itself, in JSON, two spaces a level, fields in their fixed order; of a case or comparison
 * with its captures' reports (`*.schema.json`).
 */
export const json: ReportFormat = {
  name: 'json',
  help: formatWords.reportObjectScriptsReport,
  render: (report) => `${printableJson(report)}\n`,
  renderInPieces: (report) => withLineEnd(jsonPieces(report)),
  renderAll: (reports) => `${printableJson(reports)}\n`,
  renderCase: (report) => `${printableJson(withoutFrames(report))}\n`,
  renderComparison: (comparison) => `${printableJson(comparison)}\n`,
  renderFleet: (report) => `${printableJson(report)}\n`,
};

/** The same on one line: for many captures, as each line stands when its capture is read. */
export const ndjson: ReportFormat = {
  name: 'ndjson',
  help: formatWords.reportObjectLineEach,
  separator: '',
  render: (report) => `${printableJson(report, 0)}\n`,
  renderInPieces: (report) => withLineEnd(jsonPieces(report, 0)),
  renderCase: (report) => `${printableJson(withoutFrames(report), 0)}\n`,
  renderComparison: (comparison) => `${printableJson(comparison, 0)}\n`,
  // A line for each finding, as one for each capture.
  renderFleet: ({ findings }) =>
    findings.map((finding) => `${printableJson(finding, 0)}\n`).join(''),
};

function* withLineEnd(pieces: Iterable<string>): Generator<string> {
  yield* pieces;
  yield '\n';
}

/** A case as its JSON has it: what holds packets and logs together takes their frames, which stay out. */
export function withoutFrames(report: CaseReport): CaseReport {
  return { ...report, reports: report.reports.map(({ frames: _, ...rest }) => rest) };
}
