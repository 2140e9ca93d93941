#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { TIME_FORMATS } from '../report/packet-list/time-text.ts';
import { VERSION } from '../version.ts';
import { EXIT_UNUSABLE, UsageError } from './usage-error.ts';

const REPORT_FORMATS = ['text', 'json'] as const;
const ROW_FORMATS = ['table', 'tsv', 'csv', 'json'] as const;

// A reader that has seen enough (`| head`) closes the pipe: that is its right, and no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Compiles `-Y` or `--filter-file`. Loaded only when a filter is given: start-up time. */
async function displayFilter(text: string | undefined, file: string | undefined) {
  if (text === undefined && file === undefined) return undefined;
  const cli = await import('./display-filter.ts');
  const filter = cli.filterText(text, file);
  return filter === undefined ? undefined : cli.displayFilter(filter);
}

function wantsColor(color: boolean): boolean {
  // https://no-color.org: set and not empty means no colours.
  return color && process.stdout.isTTY === true && !process.env.NO_COLOR;
}

/** The capture that an error is about, where the command has only one. */
let subject = '';

/** yargs' message as one plain line. */
function usageMessage(message: string): string {
  if (message.startsWith('Not enough non-option arguments')) {
    return 'which capture? Name a file, or - for standard input.';
  }
  return message
    .split(/\s*\n\s*/)
    .join(' ')
    .trim();
}

/** An option given twice: the last one counts, as in most programs. */
function last<T>(value: T | T[]): T {
  return Array.isArray(value) ? value[value.length - 1] : value;
}

/** An option that may be given several times. */
function every<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

const displayFilterOption = {
  alias: 'Y',
  type: 'string',
  requiresArg: true,
  coerce: last<string>,
  describe: 'Wireshark display filter',
} as const;

const filterFileOption = {
  type: 'string',
  requiresArg: true,
  coerce: last<string>,
  describe: 'read the display filter from this file; lines that begin with # are comments',
} as const;

// yargs reads positionals a second time, as `--capture -`, where it loses a lone hyphen: it gets a
// stand-in that no argument can be, as arguments hold no NUL.
const HYPHEN = '\u0000';

function hyphenBack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hyphenBack);
  return value === HYPHEN ? '-' : value;
}

const cli = yargs(hideBin(process.argv).map((word) => (word === '-' ? HYPHEN : word)))
  .middleware((argv) => {
    for (const key of Object.keys(argv)) argv[key] = hyphenBack(argv[key]);
  }, true)
  .scriptName('pcap-verdict')
  .usage(
    '$0 CAPTURE...\n\nSays for every service that a client tried to reach whether it answered, was\ndropped or was rejected by a firewall, with the frames that prove it.\nA CAPTURE is a pcap or pcapng file (also .gz, .zst, .lz4), or - for standard input.',
  )
  .command(
    ['$0 <capture..>', 'diagnose'],
    'the verdict report (the default command)',
    (command) =>
      command
        .positional('capture', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'capture files, or -',
        })
        .option('format', {
          alias: 'f',
          choices: REPORT_FORMATS,
          requiresArg: true,
          default: 'text' as const,
          describe: 'what the report is for: reading, or scripts',
        })
        .option('output', {
          alias: 'o',
          type: 'string',
          coerce: last<string>,
          requiresArg: true,
          describe: 'write the report to this file',
        })
        .option('display-filter', {
          ...displayFilterOption,
          describe: 'judge only endpoints with a matching packet',
        })
        .option('filter-file', filterFileOption)
        .option('profile', {
          type: 'string',
          coerce: last<string>,
          requiresArg: true,
          describe: 'product: cisco-secure-access, generic (default: by what the capture has)',
        })
        .option('exit-code', {
          type: 'boolean',
          default: false,
          describe: 'exit with 1 where an endpoint is dropped or rejected',
        })
        .option('color', {
          type: 'boolean',
          default: true,
          describe: 'colours on a terminal (--no-color: never)',
        })
        .option('quiet', {
          alias: 'q',
          type: 'boolean',
          default: false,
          describe: 'no progress display',
        })
        .example('$0 case.pcapng', 'what is wrong?')
        .example(
          "$0 case.pcapng -Y 'ip.addr == 208.67.222.222'",
          'judge one server, with the rest as context',
        )
        .example('$0 case.pcapng -f json -o case.json', 'for a script'),
    async (argv) => {
      const { diagnoseCommand } = await import('./commands/diagnose.ts');
      process.exitCode = await diagnoseCommand({
        captures: argv.capture,
        format: argv.format,
        outputFile: argv.output,
        displayFilter: await displayFilter(argv.displayFilter, argv.filterFile),
        profile: argv.profile,
        exitCode: argv.exitCode,
        color: wantsColor(argv.color),
        quiet: argv.quiet,
      });
    },
  )
  .command(
    'packets <capture>',
    'the packet list as Wireshark shows it',
    (command) =>
      command
        .positional('capture', {
          type: 'string',
          demandOption: true,
          describe: 'capture file, or -',
        })
        .option('display-filter', {
          ...displayFilterOption,
          describe: 'show only matching packets',
        })
        .option('filter-file', filterFileOption)
        .option('format', {
          alias: 'f',
          choices: ROW_FORMATS,
          requiresArg: true,
          default: 'table' as const,
          describe: 'form of the list',
        })
        .option('count', {
          alias: 'c',
          type: 'number',
          requiresArg: true,
          describe: 'show only the first N packets',
        })
        .option('time', {
          alias: 't',
          choices: TIME_FORMATS,
          requiresArg: true,
          default: 'utc' as const,
          describe: 'how times are written',
        })
        .option('T', {
          choices: ['fields'] as const,
          requiresArg: true,
          describe: 'fields: those that -e names, as tshark prints them',
        })
        .option('e', {
          type: 'string',
          requiresArg: true,
          coerce: every<string>,
          describe: 'a field (tcp.stream) or column (_ws.col.Info); once for each',
        })
        .option('E', {
          type: 'string',
          requiresArg: true,
          coerce: every<string>,
          describe: 'header=y separator=, occurrence=f aggregator=/s quote=d bom=y',
        })
        .example(
          "$0 packets case.pcapng -Y 'dns or icmp' -c 20",
          'the first 20 DNS and ICMP packets',
        )
        .example(
          '$0 packets case.pcapng -Y tcp.analysis.flags -T fields -e frame.number -e tcp.stream',
          'fields of packets, for a script',
        ),
    async (argv) => {
      if (argv.count !== undefined && !(Number.isInteger(argv.count) && argv.count > 0)) {
        throw new UsageError('-c takes a whole number above 0');
      }
      if (argv.T === undefined && (argv.e !== undefined || argv.E !== undefined)) {
        throw new UsageError('-e and -E belong to -T fields');
      }
      const { readFieldList } = await import('./commands/field-list.ts');
      const fields = argv.T === undefined ? undefined : readFieldList(argv.e ?? [], argv.E ?? []);
      const filter = await displayFilter(argv.displayFilter, argv.filterFile);
      const { packets } = await import('./commands/list-packets.ts');
      subject = argv.capture;
      await packets({
        capture: argv.capture,
        filter,
        format: argv.format,
        fields,
        count: argv.count,
        timeFormat: argv.time,
      });
    },
  )
  .command(
    'flows <capture>',
    "connections and UDP conversations, with Zeek's conn_state and history",
    (command) =>
      command
        .positional('capture', {
          type: 'string',
          demandOption: true,
          describe: 'capture file, or -',
        })
        .option('display-filter', {
          ...displayFilterOption,
          describe: 'show only flows with a matching packet',
        })
        .option('filter-file', filterFileOption)
        .option('format', {
          alias: 'f',
          choices: ROW_FORMATS,
          requiresArg: true,
          default: 'table' as const,
          describe: 'form of the list',
        })
        .example('$0 flows case.pcapng -Y tcp', 'all TCP connections'),
    async (argv) => {
      const filter = await displayFilter(argv.displayFilter, argv.filterFile);
      const { flowsCommand } = await import('./commands/flows.ts');
      subject = argv.capture;
      await flowsCommand(argv.capture, filter, argv.format);
    },
  )
  .command(
    'filter <expression>',
    'a display filter in words, its fields, and what it selects',
    (command) =>
      command
        .positional('expression', {
          type: 'string',
          demandOption: true,
          describe: 'Wireshark display filter',
        })
        .option('capture', {
          type: 'string',
          requiresArg: true,
          coerce: last<string>,
          describe: 'count the packets that it selects here: a capture file, or -',
        })
        .option('format', {
          alias: 'f',
          choices: ['text', 'json'] as const,
          requiresArg: true,
          default: 'text' as const,
          describe: 'for reading, or for scripts',
        })
        .example("$0 filter 'ip.addr != 192.0.2.1'", 'what does this ask for?'),
    async (argv) => {
      const { filterCommand } = await import('./commands/filter.ts');
      subject = argv.capture ?? '';
      process.stdout.write(
        await filterCommand({
          filter: argv.expression,
          capture: argv.capture,
          format: argv.format,
        }),
      );
    },
  )
  .command(
    'fields [text]',
    'the display-filter fields, their types and meaning',
    (command) =>
      command.positional('text', { type: 'string', describe: 'show only fields with this text' }),
    async (argv) => {
      const { fieldsCommand } = await import('./commands/fields.ts');
      const status = fieldsCommand(argv.text, (line) => process.stdout.write(`${line}\n`));
      if (status !== 0) {
        throw new UsageError(
          `no field has "${argv.text}" in its name or meaning`,
          '`pcap-verdict fields` lists them all.',
        );
      }
    },
  )
  .command(
    'explain [code]',
    'a verdict or evidence code in plain words, and what to do about it',
    (command) =>
      command.positional('code', {
        type: 'string',
        describe: 'such as syn-reset; without it, the list of all codes',
      }),
    async (argv) => {
      const { explainCommand } = await import('./commands/explain.ts');
      process.stdout.write(explainCommand(argv.code));
    },
  )
  .epilogue(
    'Exit status\n  0  the capture was analysed, whatever the verdict\n  1  only with --exit-code: a service is dropped or rejected\n  2  wrong usage, a bad filter, or nothing readable',
  )
  .version(VERSION)
  .alias('h', 'help')
  .strict()
  .wrap(Math.min(100, process.stdout.columns ?? 80))
  .fail((message, error) => {
    // yargs throws some wrong usage as errors of its own kind.
    if (error !== undefined && error.name !== 'YError') throw error;
    throw new UsageError(
      usageMessage(message ?? error.message),
      '`pcap-verdict --help` shows how it is used.',
    );
  });

try {
  await cli.parseAsync();
} catch (error) {
  const { captureName, errorLines } = await import('./errors.ts');
  for (const line of errorLines(error, captureName(subject))) process.stderr.write(`${line}\n`);
  process.exitCode = EXIT_UNUSABLE;
}
