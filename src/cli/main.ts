#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { VERSION } from '../version.ts';
import { caseCommands } from './case-commands.ts';
import { listCommands } from './list-commands.ts';
import { PROFILE_ACTIONS, subject } from './options.ts';
import { reportCommands } from './report-commands.ts';
import { EXIT_UNUSABLE, USAGE_HINT, UsageError } from './usage-error.ts';

// A reader that has seen enough (`| head`) closes the pipe: that is its right, and no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Asked where a command's arguments are missing; the others take one capture. */
const MISSING: Readonly<Record<string, string>> = {
  case: 'which folder? Name the folder, ZIP archive or files that the case is made of.',
  check: 'which folder? Name a folder of captures, or captures.',
  compare: 'which two captures? Name the one of the network where it fails, then the other.',
};

/** yargs' message as one plain line. */
function usageMessage(message: string): string {
  if (message.startsWith('Not enough non-option arguments')) {
    const command = words.find((word) => !word.startsWith('-')) ?? '';
    return MISSING[command] ?? 'which capture? Name a file, or - for standard input.';
  }
  return message
    .split(/\s*\n\s*/)
    .join(' ')
    .trim();
}

// yargs reads positionals a second time, as `--capture -`, where it loses a lone hyphen: it gets a
// stand-in that no argument can be, as arguments hold no NUL.
const HYPHEN = '\u0000';

function hyphenBack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hyphenBack);
  return value === HYPHEN ? '-' : value;
}

const words = hideBin(process.argv);
// yargs knows the shell by this alone, and asks when it begins.
if (words[0] === 'completion' && words[1] !== undefined) process.env.SHELL = words[1];

const program = yargs(words.map((word) => (word === '-' ? HYPHEN : word)))
  .middleware((argv) => {
    for (const key of Object.keys(argv)) argv[key] = hyphenBack(argv[key]);
  }, true)
  .scriptName('pcap-verdict')
  .usage(
    '$0 CAPTURE...\n\nSays for every service that a client tried to reach whether it answered, was\ndropped or was rejected by a firewall, with the frames that prove it.\nA CAPTURE is a pcap or pcapng file (also .gz, .zst, .lz4), or - for standard input.',
  );

const cli = listCommands(caseCommands(reportCommands(program)))
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
    'a verdict, evidence or note code in plain words, and what to do about it',
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
  .command(
    'profile [action] [name]',
    "what is known of products: the shipped profiles, and profiles of one's own",
    (command) =>
      command
        .positional('action', {
          choices: PROFILE_ACTIONS,
          default: 'list' as const,
          describe: 'what to do; schema: print the JSON Schema of profiles, for editors',
        })
        .positional('name', { type: 'string', describe: 'name of a profile, or a profile file' })
        .example('$0 profile list', 'which products are known?')
        .example('$0 profile show web-and-dns', 'a shipped profile, as JSON')
        .example('$0 profile init example.jsonc', 'an example with every member explained')
        .example('$0 profile check example.jsonc', 'is it right? if not, where?'),
    async (argv) => {
      const { profileCommand } = await import('./commands/profile.ts');
      process.stdout.write(await profileCommand(argv.action, argv.name));
    },
  )
  .command(
    'completion [shell]',
    'a script that completes commands and options in bash or zsh',
    (command) =>
      command
        .positional('shell', {
          choices: ['bash', 'zsh'] as const,
          describe: 'by default the one that $SHELL names',
        })
        .example('$0 completion bash >> ~/.bashrc', 'for every new bash')
        .example('$0 completion zsh >> ~/.zshrc', 'for every new zsh'),
    () => {
      cli.showCompletionScript();
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
    throw new UsageError(usageMessage(message ?? error.message), USAGE_HINT);
  });

try {
  await cli.parseAsync();
} catch (error) {
  const { captureName, errorLines } = await import('./errors.ts');
  for (const line of errorLines(error, captureName(subject.path)))
    process.stderr.write(`${line}\n`);
  process.exitCode = EXIT_UNUSABLE;
}
