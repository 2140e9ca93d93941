import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { CaseReport } from '../../diagnosis/report/case-report.ts';
import type { Target } from '../../diagnosis/target.ts';
import type { ReportFormat } from '../../documents/format.ts';
import { FORMATS, type ReportFormatName } from '../../documents/formats.ts';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import { readCase } from '../case/read-case.ts';
import { loadProfile } from '../profile-file.ts';
import { Progress } from '../progress.ts';
import type { Redaction } from '../redaction.ts';
import { namedTimeZone, renderOptions } from '../rendering.ts';
import { documentTarget } from '../report-writer.ts';
import { EXIT_UNUSABLE, UsageError } from '../usage-error.ts';

export interface CaseCommandOptions {
  /** Folders, archives and files that the case is made of. */
  readonly paths: readonly string[];
  readonly format: ReportFormatName;
  readonly outputFile: string | undefined;
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: string | undefined;
  readonly timeZone: string | undefined;
  readonly logTimeZone: string | undefined;
  readonly targets: readonly Target[];
  readonly lookups: readonly Lookup[];
  readonly exitCode: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly redaction: Redaction | undefined;
}

/** `pcap-verdict case PATH...`: one report on all that belongs to a case. Returns the exit status. */
export async function caseCommand(options: CaseCommandOptions): Promise<number> {
  const { paths, outputFile } = options;
  if (paths.includes('-')) {
    throw new UsageError(
      'what belongs to a case is read more than once, and standard input gives its bytes once',
      'Write it to a file first.',
    );
  }
  for (const path of paths) {
    if (path === '') throw new UsageError('the name of a file or folder is empty');
    if (!existsSync(path))
      throw new UsageError(`${path}: no such file or folder`, 'Check the path.');
  }
  const format: ReportFormat = await FORMATS[options.format].load();
  if (format.renderCase === undefined)
    throw new UsageError(`-f ${format.name} has no report on a case`);
  const target = documentTarget(outputFile, paths);
  const rendering = renderOptions({ color: options.color, outputFile, timeZone: options.timeZone });
  const progress = new Progress(process.stderr, process.stderr.isTTY === true && !options.quiet);
  const report = await readCase({
    name: basename(resolve(paths[0])),
    // A folder or archive that is all of the case needs no name in front of every file.
    roots: paths.map((path) => ({ path, name: paths.length === 1 ? '' : basename(resolve(path)) })),
    displayFilter: options.displayFilter,
    profile: await loadProfile(options.profile, options.redaction),
    logZone: namedTimeZone(options.logTimeZone),
    targets: options.targets,
    lookups: options.lookups,
    redaction: options.redaction,
    usesFrames: format.usesFrames === true,
    progress,
  });
  await target.write(format.renderCase(report, rendering));
  await target.flush();
  if (!isOfUse(report)) return EXIT_UNUSABLE;
  return options.exitCode && isBlocked(report) ? 1 : 0;
}

/** Whether there was a capture, a log or a look-up in it. */
function isOfUse({ reports, logs, files, findings }: CaseReport): boolean {
  const isReadable = reports.length > 0 || logs.length > 0 || findings.length > 0;
  return isReadable || files.some(({ kind }) => kind === 'look-up');
}

function isBlocked({ reports }: CaseReport): boolean {
  return reports.some(({ endpoints }) =>
    endpoints.some(({ verdict }) => verdict === 'drop' || verdict === 'reject'),
  );
}
