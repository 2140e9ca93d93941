import type { Argv } from 'yargs';
import { COMPARISON_FORMAT_NAMES, FORMAT_NAMES } from '../documents/formats.ts';
import { runCase } from './case-commands.ts';
import {
  colorOption,
  displayFilter,
  displayFilterOption,
  every,
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
  subject,
  timeZoneOption,
  wantsColor,
} from './options.ts';
import { USAGE_HINT, UsageError } from './usage-error.ts';

/** The commands that judge: `diagnose`, which is the default, `compare`, `evidence` and `check`. */
export function reportCommands(cli: Argv): Argv {
  return cli
    .command(
      ['$0 [capture..]', 'diagnose'],
      'the verdict report (the default command)',
      (command) =>
        command
          .positional('capture', {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'capture files, or -',
          })
          .option('format', {
            alias: 'f',
            choices: FORMAT_NAMES,
            requiresArg: true,
            default: 'text' as const,
            describe: 'what the report is for: reading, or scripts',
          })
          .option('output', {
            ...outputOption,
            describe: 'write the report to this file; FOLDER/ has a file for each capture',
          })
          .option('joint', {
            type: 'boolean',
            default: false,
            describe: 'one report about several captures: what each says, and what fails where',
          })
          .option('display-filter', {
            ...displayFilterOption,
            describe: 'judge only endpoints with a matching packet',
          })
          .option('filter-file', filterFileOption)
          .option('logs', {
            type: 'string',
            requiresArg: true,
            coerce: every<string>,
            describe:
              "the client's logs: a file, folder or ZIP such as a DART bundle; once for each",
          })
          .option('log-time-zone', logTimeZoneOption)
          .options(hintOptions)
          .option('profile', profileOption)
          .option('exit-code', exitCodeOption)
          .option('color', colorOption)
          .option('time-zone', timeZoneOption)
          .option('quiet', { ...quietOption, describe: 'no progress display and no hints' })
          .option('live', {
            type: 'boolean',
            describe:
              'verdicts while the capture goes on (by default where a pipe brings packets of right now)',
          })
          .options(redactionOptions)
          .example('$0 case.pcapng', 'what is wrong?')
          .example(
            "$0 case.pcapng -Y 'ip.addr == 203.0.113.55'",
            'judge one server, with the rest as context',
          )
          .example('$0 case.pcapng --nslookup nslookup.txt', 'is it what the look-up names?')
          .example('$0 case.pcapng --logs DARTBundle.zip', 'what do packets and logs say together?')
          .example('$0 case.pcapng -f html -o case.html', 'a page to attach to the case')
          .example('$0 case.pcapng -f markdown', 'for a ticket')
          .example('$0 before.pcapng after.pcapng --joint', 'what differs between two captures?')
          .example('$0 *.pcapng -f junit -o verdicts.xml', 'for a pipeline')
          .example('$0 case.pcapng -f json -o case.json', 'for a script'),
      async (argv) => {
        if (argv.logs !== undefined) {
          await runCase(argv, [...argv.capture, ...argv.logs], argv.capture);
          return;
        }
        if (argv.logTimeZone !== undefined) {
          throw new UsageError(
            '--log-time-zone is the zone of logs, and none are named',
            'Name them: --logs FILE, FOLDER or ZIP.',
          );
        }
        if (argv.capture.length === 0) {
          throw new UsageError('which capture? Name a file, or - for standard input.', USAGE_HINT);
        }
        const { diagnoseCommand } = await import('./commands/diagnose.ts');
        process.exitCode = await diagnoseCommand({
          captures: argv.capture,
          format: argv.format,
          outputFile: argv.output,
          joint: argv.joint,
          ...(await hints(argv, argv.capture)),
          displayFilter: await displayFilter(argv.displayFilter, argv.filterFile),
          profile: argv.profile,
          timeZone: argv.timeZone,
          exitCode: argv.exitCode,
          color: wantsColor(argv.color),
          quiet: argv.quiet,
          live: argv.live,
          redaction: await redaction(argv),
        });
      },
    )
    .command(
      'compare <first> <second>',
      'two captures: what fails on which of two networks, and whether the network is the cause',
      (command) =>
        command
          .positional('first', {
            type: 'string',
            demandOption: true,
            describe: 'capture of the network where it fails, or -',
          })
          .positional('second', {
            type: 'string',
            demandOption: true,
            describe: 'capture of another network, such as a hotspot',
          })
          .option('format', {
            alias: 'f',
            choices: COMPARISON_FORMAT_NAMES,
            requiresArg: true,
            default: 'text' as const,
            describe: 'what the comparison is for: reading, or scripts',
          })
          .option('output', { ...outputOption, describe: 'write the comparison to this file' })
          .option('display-filter', {
            ...displayFilterOption,
            describe: 'compare only endpoints with a matching packet',
          })
          .option('filter-file', filterFileOption)
          .option('profile', profileOption)
          .options(hintOptions)
          .option('exit-code', {
            ...exitCodeOption,
            describe: 'exit with 1 where an endpoint of the first is dropped or rejected',
          })
          .option('color', colorOption)
          .option('time-zone', {
            ...timeZoneOption,
            describe: 'of the times in the comparison: UTC, local, +02:00, Europe/Berlin',
          })
          .option('quiet', quietOption)
          .options(redactionOptions)
          .example('$0 compare office.pcapng hotspot.pcapng', 'is it the network?')
          .example(
            '$0 compare office.pcapng hotspot.pcapng -f html -o cross-check.html',
            'a page to attach to the case',
          ),
      async (argv) => {
        const filter = await displayFilter(argv.displayFilter, argv.filterFile);
        const { compareCommand } = await import('./commands/compare.ts');
        process.exitCode = await compareCommand({
          first: argv.first,
          second: argv.second,
          format: argv.format,
          outputFile: argv.output,
          displayFilter: filter,
          profile: argv.profile,
          ...(await hints(argv, [argv.first, argv.second])),
          timeZone: argv.timeZone,
          exitCode: argv.exitCode,
          color: wantsColor(argv.color),
          quiet: argv.quiet,
          redaction: await redaction(argv),
        });
      },
    )
    .command(
      'evidence <capture>',
      'the frames that prove the verdict, as a pcapng capture with comments',
      (command) =>
        command
          .positional('capture', { type: 'string', demandOption: true, describe: 'capture file' })
          .option('output', {
            ...outputOption,
            demandOption: true,
            describe: 'write the evidence to this file (pcapng)',
          })
          .option('context', {
            type: 'number',
            requiresArg: true,
            default: 0,
            describe: 'frames around each cited one that are written, too',
          })
          .option('cited-only', {
            type: 'boolean',
            default: false,
            describe: 'leave out the rest of the conversations that cited frames are of',
          })
          .option('headers-only', {
            type: 'boolean',
            default: false,
            describe: 'cut what follows the transport headers; DNS messages stay',
          })
          .option('display-filter', {
            ...displayFilterOption,
            describe: 'judge only endpoints with a matching packet',
          })
          .option('filter-file', filterFileOption)
          .options(hintOptions)
          .option('profile', profileOption)
          .option('quiet', quietOption)
          .options(redactionOptions)
          .example(
            '$0 evidence case.pcapng -o proof.pcapng',
            'what to show a colleague in Wireshark',
          )
          .example(
            '$0 evidence case.pcapng -o proof.pcapng --redact --headers-only',
            'what may leave the house',
          ),
      async (argv) => {
        if (!(Number.isInteger(argv.context) && argv.context >= 0 && argv.context <= 1000)) {
          throw new UsageError('--context takes a whole number from 0 to 1000');
        }
        const filter = await displayFilter(argv.displayFilter, argv.filterFile);
        const { evidenceCommand } = await import('./commands/evidence.ts');
        subject.path = argv.capture;
        await evidenceCommand({
          capture: argv.capture,
          outputFile: argv.output,
          context: argv.context,
          citedOnly: argv.citedOnly,
          headersOnly: argv.headersOnly,
          ...(await hints(argv, [argv.capture])),
          displayFilter: filter,
          profile: argv.profile,
          redaction: await redaction(argv),
          quiet: argv.quiet,
        });
      },
    )
    .command(
      'check <path..>',
      'captures against the expectation files beside them',
      (command) =>
        command
          .positional('path', {
            type: 'string',
            array: true,
            demandOption: true,
            describe: 'folders of captures, or captures',
          })
          .option('format', {
            alias: 'f',
            choices: ['text', 'junit'] as const,
            requiresArg: true,
            default: 'text' as const,
            describe: 'for reading, or for pipelines',
          })
          .option('update', {
            type: 'boolean',
            default: false,
            describe: 'write what is seen into the expectation files; comments stay',
          })
          .option('profile', profileOption)
          .option('color', colorOption)
          .option('quiet', quietOption)
          .example('$0 check captures/', 'do all captures still show what they showed?')
          .example('$0 check captures/ --update', 'write the expectations; read the difference')
          .epilogue(
            'Exit status\n  0  every capture shows what is expected\n  1  one does not, or expectation or capture is missing\n  2  wrong usage, or a file that cannot be read',
          ),
      async (argv) => {
        const { checkCommand } = await import('./commands/check.ts');
        process.exitCode = await checkCommand({
          paths: argv.path,
          format: argv.format,
          update: argv.update,
          profile: argv.profile,
          color: wantsColor(argv.color),
          quiet: argv.quiet,
        });
      },
    );
}
