import yargs, { type Argv, type Options as YargsOptions } from 'yargs';
import { VERSION } from '../version.ts';
import { usageWords } from '../words/command-line/usage.ts';
import { type Command, invoke } from './command.ts';
import { type Asked, readWords } from './command-line/read-words.ts';
import { COMMANDS } from './commands.ts';
import { captureName, EXIT_UNUSABLE, errorLines, USAGE_HINT, UsageError } from './errors.ts';
import type { Session } from './session.ts';

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

async function run(args: readonly string[], session: Session): Promise<number> {
  const asked = await readWords(args);
  switch (asked.kind) {
    case 'version':
      session.stdout.write(`${VERSION}\n`);
      return 0;
    case 'help': {
      const { commandHelp, overview } = await import('./command-line/help.ts');
      const width = Math.min(WIDEST_HELP, session.stdout.columns ?? DEFAULT_WIDTH);
      const { command, isWhole } = asked;
      session.stdout.write(
        command === null ? await overview(width) : await commandHelp(command, isWhole, width),
      );
      return 0;
    }
    case 'run':
      return runCommand(asked, session);
  }
}

async function runCommand(
  { name, command, words }: Extract<Asked, { kind: 'run' }>,
  session: Session,
): Promise<number> {
  let status = 0;
  const { usage, summary } = COMMANDS[name];
  const program = yargs([])
    .middleware((argv) => {
      for (const key of Object.keys(argv)) argv[key] = hyphenBack(argv[key]);
    }, true)
    .scriptName('pcap-verdict')
    .command(
      usage as string | readonly string[],
      summary,
      (builder) => described(builder, command),
      async (argv) => {
        status = await invoke(command, argv, session, COMMANDS);
      },
    )
    .version(false)
    .help(false)
    .strict()
    .fail((message, error) => {
      // yargs throws some wrong usage as errors of its own kind.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UsageError(usageMessage(message ?? error.message, command), USAGE_HINT);
    });
  // With a callback yargs leaves the process alone.
  await program.parseAsync(
    words.map((word) => (word === '-' ? HYPHEN : word)),
    {},
    () => {},
  );
  return status;
}

/** How a command's arguments are read. */
function described(builder: Argv, command: Command<never>): Argv {
  for (const [name, positional] of Object.entries(command.positionals)) {
    builder.positional(name, positional as Parameters<Argv['positional']>[1]);
  }
  for (const { flags } of command.options) builder.options(flags as Record<string, YargsOptions>);
  return builder;
}

/** yargs' message as one plain line. */
function usageMessage(message: string, command: Command<never>): string {
  if (message.startsWith('Not enough non-option arguments')) {
    return command.missing ?? usageWords.captureMissing;
  }
  const missing = /^Missing required arguments?: (.*)$/.exec(message)?.[1];
  if (missing !== undefined) return `--${missing} is missing`;
  return message
    .split(/\s*\n\s*/)
    .join(' ')
    .trim();
}
