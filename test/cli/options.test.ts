import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Command, invoke } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import type { Flag } from '../../src/cli/options.ts';
import { main } from '../../src/cli/program.ts';
import { capturedSession } from '../../support/session.ts';

/** Every option of every command, from the records that help, man page and completion are made of. */
const NAMES = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
const commands = new Map<string, Command<never>>();
beforeAll(async () => {
  for (const name of NAMES) commands.set(name, (await COMMANDS[name].load()) as Command<never>);
}, 60_000);

const allFlagsOf = (name: string): [string, Flag<unknown>][] =>
  commands.get(name)?.options.flatMap(({ flags }) => Object.entries(flags)) ?? [];
/** Without those for developers, which help leaves out. */
const flagsOf = (name: string) => allFlagsOf(name).filter(([, { hidden }]) => hidden !== true);

async function printed(...args: string[]): Promise<string> {
  const { session, out, errors } = capturedSession();
  expect(await main(args, session)).toBe(0);
  expect(errors()).toBe('');
  return out();
}

/** Text without the ways that help breaks it into lines. */
const words = (text: string) => text.replace(/\s+/g, ' ');

describe.each(NAMES)('%s', (name) => {
  test('its help has every option, its letter, its text, its choices and examples', async () => {
    const help = words(await printed('help', name));
    for (const [option, { alias, describe: text, choices }] of flagsOf(name)) {
      const long = option.length === 1 ? `-${option}` : `--${option}`;
      expect(help).toMatch(
        new RegExp(alias === undefined ? ` ${long}[ ,]` : ` -${alias}, ${long} `),
      );
      expect(help, option).toContain(words(text));
      for (const choice of choices ?? []) expect(help, option).toContain(choice);
    }
    const command = commands.get(name)!;
    for (const positional of Object.values(command.positionals)) {
      expect(help).toContain(positional.describe);
    }
    // In two columns, each broken into lines: word for word.
    for (const word of command.examples.flat().flatMap((text) => text.split(' '))) {
      expect(help).toContain(word.replace('$0', 'pcap-verdict'));
    }
  });

  test('no name or letter is there twice, or means help or version', () => {
    const taken = allFlagsOf(name).flatMap(([option, { alias }]) =>
      alias === undefined ? [option] : [option, String(alias)],
    );
    const positionals = Object.keys(commands.get(name)!.positionals);
    const all = ['help', 'h', 'version', ...positionals, ...taken];
    expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([]);
    expect(taken.every((word) => /^(?:[a-z]+(?:-[a-z]+)*|[A-Za-z])$/.test(word))).toBe(true);
  });

  test('texts are one phrase, without a full stop', () => {
    for (const [option, { describe: text }] of allFlagsOf(name)) {
      expect(text, option).toMatch(/^(?!\s)[^\n]{8,}[^\s.]$/);
    }
  });

  test('completion knows every option', async () => {
    const script = await printed('completion', 'bash');
    const line = script.split('\n').find((each) => each.startsWith(`    ${name}) options=`)) ?? '';
    for (const [option] of flagsOf(name)) {
      expect(line.split(/[" ]/)).toContain(option.length === 1 ? `-${option}` : `--${option}`);
    }
  });

  test('what is read of nothing but what must be there is there, and the same twice', async () => {
    const read: object[] = [];
    const { session } = capturedSession();
    const command = {
      ...commands.get(name)!,
      run: (options: object) => {
        read.push(options);
        return 0;
      },
    };
    const argv = Object.fromEntries(
      flagsOf(name).map(([option, flag]) => [option, flag.demandOption ? 'x' : flag.default]),
    );
    await invoke(command, argv, session);
    await invoke(command, argv, session);
    expect(read).toHaveLength(2);
    expect(read[0]).toEqual(read[1]);
  });
});

test('an option that several commands have is read by one letter everywhere, and means one type', () => {
  const seen = new Map<string, string>();
  for (const name of NAMES) {
    for (const [option, { alias, type }] of flagsOf(name)) {
      const shape = `${alias} ${type}`;
      expect(seen.get(option) ?? shape, `${name} --${option}`).toBe(shape);
      seen.set(option, shape);
    }
  }
  expect(seen.size).toBeGreaterThan(25);
});

test('the README or a page of docs/ shows every option that is more than a format', () => {
  const texts = ['README.md', 'docs/commands.md', 'CONTRIBUTING.md', 'dist/pcap-verdict.1']
    .map((path) => readFileSync(path, 'utf8').replaceAll('\\-', '-'))
    .join('\n');
  for (const name of NAMES) {
    for (const [option] of flagsOf(name)) {
      expect(texts, `${name} --${option}`).toMatch(new RegExp(`(?:^|[\\s\`])--?${option}\\b`, 'm'));
    }
  }
});

test('the man page has the help of every command', async () => {
  const page = words(readFileSync('dist/pcap-verdict.1', 'utf8').replaceAll('\\-', '-'));
  for (const name of NAMES) {
    for (const [option, { describe: text }] of flagsOf(name)) {
      expect(page, `${name} --${option}`).toContain(words(text).replaceAll('\\', '\\e'));
    }
  }
});
