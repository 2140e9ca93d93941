import type { Argv } from 'yargs';
import { FORMAT_NAMES } from '../documents/formats.ts';
import type { CaseCommandOptions } from './commands/case.ts';
import {
  colorOption,
  displayFilter,
  displayFilterOption,
  exitCodeOption,
  filterFileOption,
  hintOptions,
  hints,
  logTimeZoneOption,
  outputOption,
  profileOption,
  quietOption,
  redaction,
  redactionOptions,
  timeZoneOption,
  wantsColor,
} from './options.ts';

/** The commands about more than captures: `case`. */
export function caseCommands(cli: Argv): Argv {
  return cli.command(
    'case <path..>',
    'one report on all that a user sent: captures, logs, look-ups, exports',
    (command) =>
      command
        .positional('path', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'a folder or ZIP archive as it came; or files and folders that belong together',
        })
        .option('format', {
          alias: 'f',
          choices: FORMAT_NAMES,
          requiresArg: true,
          default: 'text' as const,
          describe: 'what the report is for: reading, or scripts',
        })
        .option('output', { ...outputOption, describe: 'write the report to this file' })
        .option('display-filter', {
          ...displayFilterOption,
          describe: 'judge only endpoints with a matching packet',
        })
        .option('filter-file', filterFileOption)
        .option('profile', profileOption)
        .option('log-time-zone', logTimeZoneOption)
        .option('exit-code', exitCodeOption)
        .option('color', colorOption)
        .option('time-zone', timeZoneOption)
        .option('quiet', { ...quietOption, describe: 'no progress display and no hints' })
        .options(hintOptions)
        .options(redactionOptions)
        .example('$0 case SR-4711.zip', 'what is wrong?')
        .example('$0 case SR-4711/ -f html -o case.html', 'a page to attach to the case')
        .epilogue(
          'Exit status\n  0  the case was analysed, whatever the verdict\n  1  only with --exit-code: a service is dropped or rejected\n  2  wrong usage, or no capture, log or look-up that can be read',
        ),
    (argv) => runCase(argv, argv.path),
  );
}

type CaseArguments = Pick<
  CaseCommandOptions,
  'format' | 'profile' | 'timeZone' | 'logTimeZone' | 'exitCode' | 'quiet'
> &
  Parameters<typeof hints>[0] &
  Parameters<typeof redaction>[0] & {
    readonly output: string | undefined;
    readonly color: boolean | undefined;
    readonly displayFilter: string | undefined;
    readonly filterFile: string | undefined;
  };

/**
 * `case`, and `diagnose` with logs.
 * @param paths what the case is made of
 * @param captures those of them that standard input may be taken for
 */
export async function runCase(
  argv: CaseArguments,
  paths: readonly string[],
  captures: readonly string[] = paths,
): Promise<void> {
  const { caseCommand } = await import('./commands/case.ts');
  process.exitCode = await caseCommand({
    paths,
    format: argv.format,
    outputFile: argv.output,
    displayFilter: await displayFilter(argv.displayFilter, argv.filterFile),
    profile: argv.profile,
    timeZone: argv.timeZone,
    logTimeZone: argv.logTimeZone,
    ...(await hints(argv, captures)),
    exitCode: argv.exitCode,
    color: wantsColor(argv.color),
    quiet: argv.quiet,
    redaction: await redaction(argv),
  });
}
