import { basename, resolve } from 'node:path';
import type { Case } from '../../diagnosis/case/case.ts';
import { caseReportOf } from '../../diagnosis/report/case-report-of.ts';
import type { ReportFormat } from '../../documents/format.ts';
import { FORMAT_NAMES, FORMATS } from '../../documents/formats.ts';
import { serveCase } from '../../tasks/case/judge-capture.ts';
import { readCase } from '../../tasks/case/read-case.ts';
import { caseWords } from '../../words/command-line/case.ts';
import { type CommandOptions, command, paths } from '../command.ts';
import { EXIT_UNUSABLE, UsageError } from '../errors.ts';
import { isRed } from '../exit-status.ts';
import { speakerFor } from '../language.ts';
import { refuseMissing } from '../missing-files.ts';
import * as option from '../options.ts';
import { documentTarget, namedTimeZone, renderOptions, shortName } from '../output.ts';
import { confirmWritten } from '../output-file.ts';
import { namesPipe, threadsFor } from '../parallel.ts';
import { loadProfile } from '../profile-file.ts';
import { Progress } from '../progress.ts';
import type { Session } from '../session.ts';

/** `pcap-verdict case PATH...`, and `diagnose` with logs: one report on all that belongs to a case. */
export const caseCommand = command({
  positionals: {
    path: paths(caseWords.positionals.path),
  },
  options: [
    option.report(FORMAT_NAMES, caseWords.options.format, caseWords.options.output),
    option.displayFilter(caseWords.options.displayFilter),
    option.profile,
    option.logTimeZone,
    option.tlsKeys,
    option.zipPassword,
    option.exitCode(),
    option.jobs(),
    option.color,
    option.timeZone(),
    option.language,
    option.ownWords,
    option.quiet(caseWords.options.quiet),
    option.hints,
    option.redaction,
  ],
  examples: [
    ['$0 case SR-4711.zip', caseWords.examples.archive],
    ['$0 case SR-4711/ -f html -o case.html', caseWords.examples.page],
  ],
  exitStatus: [
    ['0', caseWords.exitStatus.analysed],
    ['1', caseWords.exitStatus.blocked],
    ['2', caseWords.exitStatus.unusable],
  ],
  missing: caseWords.pathMissing,
  async run(options, session): Promise<number> {
    return judgeCase(options, session);
  },
});

/** @param logs of `diagnose --logs`: that none of it is known is said beside the report */
export async function judgeCase(
  options: CommandOptions<typeof caseCommand> & { readonly logs?: readonly string[] | undefined },
  session: Session,
): Promise<number> {
  const { path: paths, outputFile, logs = [] } = options;
  if (session.jobs !== undefined) return judgeCaptures(options, session.jobs, session);
  if (paths.includes('-')) {
    throw new UsageError(caseWords.caseFromStandardInput, caseWords.caseFromStandardInputAdvice);
  }
  for (const path of paths) {
    if (path === '') throw new UsageError(caseWords.pathEmpty);
  }
  refuseMissing(paths);
  const format: ReportFormat = await FORMATS[options.format].load();
  if (format.renderCase === undefined)
    throw new UsageError(caseWords.formatWithoutCase(format.name));
  const { stdout, startThread, args = [] } = session;
  const write = documentTarget(outputFile, paths, stdout);
  const speaker = await speakerFor(options.format, options.language);
  const rendering = { ...renderOptions(options, stdout), words: speaker.words };
  const progress = new Progress(session, options.quiet);
  const judged = await readCase({
    ...options,
    name: basename(resolve(paths[0])),
    // A folder or archive that is all of the case needs no name in front of every file.
    roots: paths.map((path) => ({
      path,
      name: paths.length === 1 ? '' : basename(resolve(path)),
    })),
    profile: await loadProfile(options.profile, options.redaction),
    logZone: namedTimeZone(options.logTimeZone),
    usesFrames: format.usesFrames === true,
    platform: session.platform,
    progress,
    threads:
      startThread !== undefined && !namesPipe(args)
        ? {
            jobs: options.jobs,
            number: threadsFor,
            start: (all) => startThread(args, all, progress.follow()),
          }
        : undefined,
  });
  await write(format.renderCase(caseReportOf(judged, speaker), rendering));
  confirmWritten(outputFile, options.format, options.quiet, session);
  if (!isOfUse(judged)) return EXIT_UNUSABLE;
  if (logs.length > 0 && judged.logs.length === 0) {
    session.stderr.write(caseWords.logsOfNoKnownKind(logs.map(shortName).join(', ')));
  }
  return options.exitCode && fails(judged) ? 1 : 0;
}

/** In a thread beside the one that reads the case: judges its captures. */
async function judgeCaptures(
  options: CommandOptions<typeof caseCommand>,
  jobs: NonNullable<Session['jobs']>,
  session: Session,
): Promise<number> {
  await serveCase(jobs, session.platform, {
    ...options,
    profile: await loadProfile(options.profile, options.redaction),
    logZone: namedTimeZone(options.logTimeZone),
    usesFrames: (await FORMATS[options.format].load()).usesFrames === true,
    progress: new Progress(session, options.quiet),
  });
  return 0;
}

/** Whether there was a capture, a log or a look-up in it. */
function isOfUse({ diagnoses, logs, files, findings }: Case): boolean {
  const isReadable = diagnoses.length > 0 || logs.length > 0 || findings.length > 0;
  return isReadable || files.some(({ kind }) => kind === 'look-up');
}

function fails({ summary, diagnoses }: Case): boolean {
  return isRed({ summary, endpoints: diagnoses.flatMap(({ endpoints }) => endpoints) });
}
