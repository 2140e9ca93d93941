import yargs, { type Argv, type Options as YargsOptions } from 'yargs';
import { VERSION } from '../version.ts';
import { type Command, invoke } from './command.ts';
import { COMMANDS, type CommandRow } from './commands.ts';
import { captureName, EXIT_UNUSABLE, errorLines, USAGE_HINT, UsageError } from './errors.ts';
import type { Session } from './session.ts';
import { asTyped } from './typed-words.ts';

export { SYSTEM_CLOCK } from './session.ts';

// yargs reads positionals a second time, as `--capture -`, where it loses a lone hyphen: it gets a
// stand-in that no argument can be, as arguments hold no NUL.
const HYPHEN = '\u0000';
const DEFAULT_WIDTH = 80;
const WIDEST_HELP = 100;

function hyphenBack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hyphenBack);
  return value === HYPHEN ? '-' : value;
}

/**
 * Runs the command line.
 * @param args without the program's name
 * @returns the exit status; whatever went wrong is said on standard error
 */
export async function main(args: readonly string[], session: Session): Promise<number> {
  try {
    return await run(args, session);
  } catch (error) {
    for (const line of errorLines(error, captureName(session.subject))) {
      session.stderr.write(`${line}\n`);
    }
    return EXIT_UNUSABLE;
  }
}

async function run(typed: readonly string[], session: Session): Promise<number> {
  let status = 0;
  const args = asTyped(withoutPreferences(typed));
  const loaded = await loadCommands(args);
  let program: Argv = yargs([])
    .middleware((argv) => {
      for (const key of Object.keys(argv)) argv[key] = hyphenBack(argv[key]);
    }, true)
    .scriptName('pcap-verdict')
    .usage(
      '$0 CAPTURE...\n\nSays for every service that a client tried to reach whether it answered, was\ndropped or was rejected by a firewall, with the frames that prove it.\nA CAPTURE is a pcap or pcapng file (also .gz, .zst, .lz4), or - for standard input.',
    );
  for (const [name, { usage, summary }] of Object.entries<CommandRow>(COMMANDS)) {
    const command = loaded.get(name);
    program = program.command(
      usage,
      summary,
      (builder) => (command === undefined ? builder : described(builder, command)),
      async (argv) => {
        // A command that yargs comes to is named in the arguments, or the default: it is loaded.
        status = await invoke(command as Command<never>, argv, session);
      },
    );
  }
  program = program
    .epilogue(
      'Exit status\n  0  the capture was analysed, whatever the verdict\n  1  only with --exit-code: a service is dropped, rejected or intercepted, or the capture\n     cannot carry an all-clear\n  2  wrong usage, a bad filter, or nothing readable',
    )
    .version(VERSION)
    .alias('h', 'help')
    .strict()
    .wrap(Math.min(WIDEST_HELP, session.stdout.columns ?? DEFAULT_WIDTH))
    .fail((message, error) => {
      // yargs throws some wrong usage as errors of its own kind.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UsageError(usageMessage(message ?? error.message, args, loaded), USAGE_HINT);
    });
  let shown = '';
  const words = args.map((word) => (word === '-' ? HYPHEN : word));
  // With a callback yargs hands over what it prints, and leaves the process alone.
  await program.parseAsync(words, {}, (_error: unknown, _argv: unknown, output: string) => {
    shown = output;
  });
  if (shown !== '') session.stdout.write(`${shown}\n`);
  return status;
}

/** The preference by which tshark is told of a key log. */
const KEY_LOG_PREFERENCE = 'tls.keylog_file:';
/** Commands that show packets as they are: nothing is decrypted for them. */
const SHOWING_PACKETS = ['packets', 'filter', 'flows'];

/** What tshark's `-o` would set, by this program's own option. */
function withoutPreferences(args: readonly string[]): string[] {
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const isApart = args[i] === '-o' && i + 1 < args.length;
    const value = isApart ? args[i + 1] : args[i].startsWith('-o') ? args[i].slice(2) : '';
    if (!value.startsWith(KEY_LOG_PREFERENCE)) {
      words.push(args[i]);
      continue;
    }
    if (SHOWING_PACKETS.includes(args[0])) {
      throw new UsageError(
        `${args[0]} shows packets as they are: key logs serve verdicts alone`,
        'Such as: pcap-verdict CAPTURE --tls-keys FILE',
      );
    }
    words.push('--tls-keys', value.slice(KEY_LOG_PREFERENCE.length));
    if (isApart) i++;
  }
  return words;
}

/** The commands that arguments may be about: those that are named, and the default where it is not certain. */
async function loadCommands(args: readonly string[]): Promise<Map<string, Command<never>>> {
  const loaded = new Map<string, Command<never>>();
  for (const [name, row] of Object.entries<CommandRow>(COMMANDS)) {
    const isMeant = name === 'diagnose' && !(args[0] in COMMANDS);
    if (isMeant || args.includes(name)) loaded.set(name, await row.load());
  }
  return loaded;
}

/** What help and completion know of a command, and how its arguments are read. */
function described(builder: Argv, command: Command<never>): Argv {
  for (const [name, positional] of Object.entries(command.positionals)) {
    builder.positional(name, positional as Parameters<Argv['positional']>[1]);
  }
  for (const { flags } of command.options) builder.options(flags as Record<string, YargsOptions>);
  for (const [line, purpose] of command.examples) builder.example(line, purpose);
  if (command.epilogue !== undefined) builder.epilogue(command.epilogue);
  return builder;
}

/** yargs' message as one plain line. */
function usageMessage(
  message: string,
  args: readonly string[],
  loaded: ReadonlyMap<string, Command<never>>,
): string {
  if (message.startsWith('Not enough non-option arguments')) {
    const name = args.find((word) => !word.startsWith('-')) ?? '';
    return loaded.get(name)?.missing ?? 'which capture? Name a file, or - for standard input.';
  }
  return message
    .split(/\s*\n\s*/)
    .join(' ')
    .trim();
}
