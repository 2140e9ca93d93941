import { writeFileSync } from 'node:fs';
import { EXAMPLE_PROFILE } from '../../profiles/example.ts';
import { PROFILES, profileNamed } from '../../profiles/profiles.ts';
import { escapeText, printableJson } from '../../protocols/escape.ts';
import { profileWords } from '../../words/command-line/profile.ts';
import { command, optionalArgument, type Positional } from '../command.ts';
import { didYouMean, nearWords } from '../command-line/did-you-mean.ts';
import { UsageError } from '../errors.ts';
import { readProfileFile } from '../profile-file.ts';

/** What it does: from a name to what goes to standard output. */
const ACTIONS = { list, show, init, check, schema };

/** `pcap-verdict profile ACTION [NAME|FILE]`. */
export const profile = command({
  positionals: {
    action: {
      choices: Object.keys(ACTIONS),
      default: 'list',
      describe: profileWords.positionals.action,
    } as Positional<keyof typeof ACTIONS>,
    name: optionalArgument(profileWords.positionals.name, 'profile'),
  },
  options: [],
  examples: [
    ['$0 profile list', profileWords.examples.list],
    ['$0 profile show web-and-dns', profileWords.examples.show],
    ['$0 profile init example.jsonc', profileWords.examples.init],
    ['$0 profile check example.jsonc', profileWords.examples.check],
  ],
  async run({ action, name }, session) {
    session.stdout.write(await ACTIONS[action](name));
  },
});

function list(): string {
  const width = Math.max(...PROFILES.map(({ name }) => name.length));
  return PROFILES.map(({ name, title }) => `${name.padEnd(width)}  ${title}\n`).join('');
}

function show(name: string | undefined): string {
  const profile = name === undefined ? undefined : profileNamed(name);
  if (profile !== undefined) return `${printableJson(profile)}\n`;
  throw new UsageError(
    name === undefined ? profileWords.showWithoutName : profileWords.unknownProfile(name),
    didYouMean(
      nearWords(
        name ?? '',
        PROFILES.map((known) => known.name),
      ),
    ) || profileWords.unknownProfileAdvice(PROFILES.map((known) => known.name).join(', ')),
  );
}

function init(path: string | undefined): string {
  if (path === undefined) return EXAMPLE_PROFILE;
  try {
    // Never over what is there.
    writeFileSync(path, EXAMPLE_PROFILE, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EEXIST'
        ? profileWords.exampleAlreadyThere(path)
        : profileWords.exampleUnwritable(path, code, message),
      code === 'EEXIST' ? profileWords.exampleAlreadyThereAdvice : '',
    );
  }
  return '';
}

async function check(path: string | undefined): Promise<string> {
  if (path === undefined) throw new UsageError(profileWords.checkWithoutFile);
  const { name, functions } = await readProfileFile(path);
  const titles = functions.map(({ title }) => title).join(', ');
  return `${escapeText(`${path}: profile ${name}: ${titles}`)}\n`;
}

async function schema(): Promise<string> {
  const { default: text } = await import('../../profiles/profile.schema.json', {
    with: { type: 'json' },
  });
  return `${JSON.stringify(text, null, 2)}\n`;
}
