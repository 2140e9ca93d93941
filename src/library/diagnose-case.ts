import type { CaseReport } from '../diagnosis/report/case-report.ts';
import { caseReportOf } from '../diagnosis/report/case-report-of.ts';
import { readCase } from '../tasks/case/read-case.ts';
import { UsageError } from '../tasks/errors.ts';
import { fileName } from '../tasks/input.ts';
import { toldInWords } from '../words/errors/said.ts';
import { libraryWords } from '../words/library.ts';
import { platform } from './capture.ts';
import { type DiagnoseOptions, inputOptions, redactionOf, speakerFor } from './diagnose.ts';
import { spoken } from './spoken.ts';

export interface CaseOptions extends Omit<DiagnoseOptions, 'firewallLogs'> {
  /** Of ZIP archives that are encrypted. */
  readonly zipPassword?: Uint8Array | undefined;
}

/**
 * One report on all that belongs to a case: captures, logs and look-ups, in folders, ZIP archives and files.
 * @throws InputError, UsageError (`no-files`), the signal's reason
 */
export async function diagnoseCase(
  paths: string | readonly string[],
  options: CaseOptions = {},
): Promise<CaseReport> {
  const all = typeof paths === 'string' ? [paths] : paths;
  if (all.length === 0) throw new UsageError(libraryWords.caseLeastFile, '', 'no-files');
  const {
    label: _,
    lookups = [],
    ...given
  } = inputOptions(options, options.redact && redactionOf(options.redact));
  const nameOf = (path: string) => fileName(path.replace(/[\\/]+$/, ''));
  options.signal?.throwIfAborted();
  const readAll = () =>
    readCase({
      ...given,
      displayFilter: given.displayFilter,
      profile: given.profile,
      logZone: given.logZone,
      redaction: given.redaction,
      lookups,
      platform,
      name: nameOf(all[0]),
      roots: all.map((path) => ({ path, name: all.length === 1 ? '' : nameOf(path) })),
      usesFrames: options.frames === true,
      zipPassword: options.zipPassword,
      threads: undefined,
    });
  const judged = await toldInWords(readAll);
  // A file that could not be read is part of a case: one that was not to be read is none.
  options.signal?.throwIfAborted();
  const speaker = await speakerFor(options.language);
  return spoken(caseReportOf(judged, speaker), speaker);
}
