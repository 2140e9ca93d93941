#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { FORMAT_NAMES } from '../report/formats.ts';
import { TIME_FORMATS } from '../report/packet-list/time-text.ts';
import { VERSION } from '../version.ts';
import { EXIT_UNUSABLE, UsageError } from './usage-error.ts';

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

/**
 * Whether standard output gets colours. `--color` and `--no-color` are the last word; then
 * https://no-color.org and https://force-color.org (set and not empty), then what is at the other end.
 */
function wantsColor(color: boolean | undefined): boolean {
  if (color !== undefined) return color;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  // Node's own reading of FORCE_COLOR has 0 for never.
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return process.stdout.isTTY === true && TERM !== 'dumb';
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

/** Options of every command that writes reports or packets. */
const redactionOptions = {
  redact: {
    type: 'boolean',
    default: false,
    describe: "replace addresses, names and payloads that are not the product's",
  },
  'redact-key': {
    type: 'string',
    requiresArg: true,
    coerce: last<string>,
    describe: 'redact under this key, the same in every run (default: a random one)',
  },
  'redact-keep': {
    type: 'string',
    requiresArg: true,
    coerce: every<string>,
    describe: 'redact, but keep this address, range or name; once for each',
  },
} as const;

interface RedactionArgv {
  redact: boolean;
  redactKey: string | undefined;
  redactKeep: string[] | undefined;
}

/** Loaded only where something is to be redacted: start-up time. */
async function redaction({ redact, redactKey, redactKeep }: RedactionArgv) {
  if (!redact && redactKey === undefined && redactKeep === undefined) return undefined;
  const { redactionOf } = await import('./redaction.ts');
  return redactionOf({ redact, key: redactKey, keep: redactKeep ?? [] });
}

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
          choices: FORMAT_NAMES,
          requiresArg: true,
          default: 'text' as const,
          describe: 'what the report is for: reading, or scripts',
        })
        .option('output', {
          alias: 'o',
          type: 'string',
          coerce: last<string>,
          requiresArg: true,
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
          describe: 'colours: always, or with --no-color never (by default on a terminal)',
        })
        .option('time-zone', {
          type: 'string',
          coerce: last<string>,
          requiresArg: true,
          describe: 'of the times in a report: UTC, local, +02:00, Europe/Berlin; JSON has UTC',
        })
        .option('quiet', {
          alias: 'q',
          type: 'boolean',
          default: false,
          describe: 'no progress display and no hints',
        })
        .options(redactionOptions)
        .example('$0 case.pcapng', 'what is wrong?')
        .example(
          "$0 case.pcapng -Y 'ip.addr == 208.67.222.222'",
          'judge one server, with the rest as context',
        )
        .example('$0 case.pcapng -f html -o case.html', 'a page to attach to the case')
        .example('$0 case.pcapng -f markdown', 'for a ticket')
        .example('$0 before.pcapng after.pcapng --joint', 'what differs between two captures?')
        .example('$0 *.pcapng -f junit -o verdicts.xml', 'for a pipeline')
        .example('$0 case.pcapng -f json -o case.json', 'for a script'),
    async (argv) => {
      const { diagnoseCommand } = await import('./commands/diagnose.ts');
      process.exitCode = await diagnoseCommand({
        captures: argv.capture,
        format: argv.format,
        outputFile: argv.output,
        joint: argv.joint,
        displayFilter: await displayFilter(argv.displayFilter, argv.filterFile),
        profile: argv.profile,
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
          alias: 'o',
          type: 'string',
          coerce: last<string>,
          requiresArg: true,
          demandOption: true,
          describe: 'write the evidence to this file (pcapng)',
        })
        .option('context', {
          type: 'number',
          requiresArg: true,
          default: 0,
          describe: 'frames around each cited one that are written, too',
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
        .option('profile', {
          type: 'string',
          coerce: last<string>,
          requiresArg: true,
          describe: 'product: cisco-secure-access, generic (default: by what the capture has)',
        })
        .option('quiet', {
          alias: 'q',
          type: 'boolean',
          default: false,
          describe: 'no progress display',
        })
        .options(redactionOptions)
        .example('$0 evidence case.pcapng -o proof.pcapng', 'what to show a colleague in Wireshark')
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
      subject = argv.capture;
      await evidenceCommand({
        capture: argv.capture,
        outputFile: argv.output,
        context: argv.context,
        headersOnly: argv.headersOnly,
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
        .option('profile', {
          type: 'string',
          coerce: last<string>,
          requiresArg: true,
          describe: 'product, as for the diagnosis',
        })
        .option('color', {
          type: 'boolean',
          describe: 'colours: always, or with --no-color never (by default on a terminal)',
        })
        .option('quiet', {
          alias: 'q',
          type: 'boolean',
          default: false,
          describe: 'no progress display',
        })
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
