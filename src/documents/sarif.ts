import type { Report } from '../diagnosis/report/report.ts';
import type { ReportFormat, UnreadableCapture } from './format.ts';
import { sarifCase } from './sarif-case.ts';
import {
  type ArtifactPlace,
  artifact,
  captureNotifications,
  captureProperties,
  captureResult,
  notification,
  sarifLog,
} from './sarif-log.ts';

/**
 * SARIF 2.1.0 (OASIS): one run over all captures, a result for each finding, a rule for each verdict
 * and pattern. A capture is an artifact; its frames are no regions of it, so they are properties.
 */
export const sarif: ReportFormat = {
  name: 'sarif',
  help: 'SARIF 2.1.0 for code-scanning dashboards: a result for each finding',
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
