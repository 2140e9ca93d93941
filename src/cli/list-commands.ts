import type { Argv } from 'yargs';
import { TIME_FORMATS } from '../documents/packet-list/time-format.ts';
import {
  displayFilter,
  displayFilterOption,
  every,
  filterFileOption,
  last,
  subject,
} from './options.ts';
import { UsageError } from './usage-error.ts';

const ROW_FORMATS = ['table', 'tsv', 'csv', 'json'] as const;

/** The commands that list what is in a capture: `packets`, `flows` and `filter`. */
export function listCommands(cli: Argv): Argv {
  return cli
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
        subject.path = argv.capture;
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
        subject.path = argv.capture;
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
        subject.path = argv.capture ?? '';
        process.stdout.write(
          await filterCommand({
            filter: argv.expression,
            capture: argv.capture,
            format: argv.format,
          }),
        );
      },
    );
}
