import type { CaseFile, CaseFinding, CaseReport } from '../diagnosis/report/case-report.ts';
import { foundIn, otherFindings } from './case-parts.ts';
import {
  type ArtifactPlace,
  artifact,
  captureNotifications,
  captureProperties,
  captureResult,
  notification,
  place,
  resultHead,
  sarifLog,
} from './sarif-log.ts';

const LINES_RELATED = 100;

/**
 * One run over a case: its files are the artifacts, and a log's lines are regions of theirs. A result
 * for each finding of the case, then for those of captures that are in none of these.
 */
export function sarifCase(report: CaseReport): string {
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
