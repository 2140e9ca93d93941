import { setFlagsFromString } from 'node:v8';
import type { Report } from '../../diagnosis/report/report.ts';
import { reportOf } from '../../diagnosis/report/report-of.ts';
import type { Target } from '../../diagnosis/target.ts';
import type { ReportFormat, UnreadableCapture } from '../../documents/format.ts';
import { FORMATS, type ReportFormatName } from '../../documents/formats.ts';
import { isFailure } from '../../evidence/verdict.ts';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import { ChunkMarks } from '../chunk-marks.ts';
import { diagnoseCapture } from '../diagnose-capture.ts';
import { captureName, errorLines } from '../errors.ts';
import { pathInput } from '../input.ts';
import { liveView } from '../live-view.ts';
import { loadProfile } from '../profile-file.ts';
import { Progress } from '../progress.ts';
import type { Redaction } from '../redaction.ts';
import { renderOptions } from '../rendering.ts';
import { reportWriter, shortName } from '../report-writer.ts';
import { EXIT_UNUSABLE } from '../usage-error.ts';

export interface DiagnoseCommandOptions {
  readonly captures: readonly string[];
  readonly format: ReportFormatName;
  readonly outputFile: string | undefined;
  readonly joint: boolean;
  readonly targets: readonly Target[];
  readonly lookups: readonly Lookup[];
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: string | undefined;
  readonly timeZone: string | undefined;
  readonly exitCode: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  /** Verdicts while the capture goes on; undefined where it is to be found out. */
  readonly live: boolean | undefined;
  readonly redaction?: Redaction | undefined;
}

/** `pcap-verdict CAPTURE...`: the report. Returns the exit status. */
export async function diagnoseCommand(options: DiagnoseCommandOptions): Promise<number> {
  // Very many endpoints: V8 would let garbage grow to several times of what is alive.
  setFlagsFromString('--heap-growing-percent=20');
  const { captures, outputFile } = options;
  const row = FORMATS[options.format];
  const format: ReportFormat = await row.load();
  const profile = await loadProfile(options.profile, options.redaction);
  const isOnTerminal = outputFile === undefined && process.stdout.isTTY === true;
  const writer = reportWriter({
    format,
    rendering: renderOptions(options),
    captures,
    output: outputFile,
    joint: options.joint,
    extension: row.extension,
  });
  const view = liveView(options, renderOptions({ ...options, outputFile: undefined }));
  const progress = new Progress(process.stderr, process.stderr.isTTY === true && !options.quiet);
  const unreadable: UnreadableCapture[] = [];
  let isBlocked = false;
  let last: { path: string; report: Report } | undefined;
  for (const [index, path] of captures.entries()) {
    const place = `${index + 1} of ${captures.length}, ${shortName(path)}`;
    const input = pathInput(path);
    let report: Report;
    const marks = format.usesFrames === true ? new ChunkMarks() : undefined;
    try {
      const diagnosis = await diagnoseCapture(input, {
        displayFilter: options.displayFilter,
        profile,
        targets: options.targets,
        lookups: options.lookups,
        progress,
        label: captures.length > 1 ? place : '',
        redaction: options.redaction,
        marks,
        live: view === null ? undefined : { view, isForced: options.live === true },
      });
      report = reportOf(diagnosis);
      if (format.usesFrames === true) {
        const { withFrames } = await import('../frames.ts');
        report = await withFrames(report, input, { redaction: options.redaction, marks });
      }
    } catch (error) {
      // One bad file of several does not cost the others their reports.
      for (const line of errorLines(error, captureName(path))) process.stderr.write(`${line}\n`);
      unreadable.push({ name: shortName(path), text: reportedError(error, path) });
      continue;
    }
    await writer.add(report, path);
    isBlocked ||= report.endpoints.some(
      ({ verdict }) => verdict === 'drop' || verdict === 'reject',
    );
    last = { path, report };
  }
  await writer.end(unreadable);
  if (isOnTerminal && format.name === 'text' && captures.length === 1 && !options.quiet) {
    hint(last);
  }
  if (unreadable.length > 0) return EXIT_UNUSABLE;
  return options.exitCode && isBlocked ? 1 : 0;
}

/** What a report says of a capture that could not be read: without folders, as everywhere in it. */
function reportedError(error: unknown, path: string): string {
  const text = errorLines(error, '')
    .join(' ')
    .replace(/^pcap-verdict: /, '');
  return path === '' ? text : text.replaceAll(path, shortName(path));
}

/** Names that a shell takes as they are. */
const PLAIN_PATH = /^[\w./][\w./+:@%,=-]*$/;

/** After a report on a terminal: the command that shows the packets behind its first finding. */
function hint(last: { path: string; report: Report } | undefined): void {
  if (last === undefined || process.stderr.isTTY !== true) return;
  const { path, report } = last;
  const finding = report.findings.find(({ verdict }) => isFailure(verdict));
  const endpoint = finding && report.endpoints[finding.endpoints[0]];
  if (endpoint === undefined || !PLAIN_PATH.test(path) || path === '-') return;
  const { server, protocol, port, verdict } = endpoint;
  const address = server.includes(':') ? 'ipv6.addr' : 'ip.addr';
  process.stderr.write(
    `\nThe packets: pcap-verdict packets ${path} -Y '${address} == ${server} and ${protocol}.port == ${port}'\n` +
      `The verdict: pcap-verdict explain ${verdict}\n`,
  );
}
