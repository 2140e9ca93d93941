import { writeFileSync } from 'node:fs';
import { EXAMPLE_PROFILE } from '../../profiles/example.ts';
import { PROFILES, profileNamed } from '../../profiles/profiles.ts';
import { escapeText, printableJson } from '../../protocols/escape.ts';
import type { PROFILE_ACTIONS } from '../options.ts';
import { readProfileFile } from '../profile-file.ts';
import { UsageError } from '../usage-error.ts';

export type ProfileAction = (typeof PROFILE_ACTIONS)[number];

/**
 * `pcap-verdict profile ACTION [NAME|FILE]`. Returns what goes to standard output.
 * @throws UsageError where the file or name is missing or wrong
 */
export async function profileCommand(
  action: ProfileAction,
  subject: string | undefined,
): Promise<string> {
  switch (action) {
    case 'list':
      return list();
    case 'show':
      return show(subject);
    case 'schema': {
      const schema = await import('../../profiles/profile.schema.json', { with: { type: 'json' } });
      return `${JSON.stringify(schema.default, null, 2)}\n`;
    }
    case 'init':
      return subject === undefined ? EXAMPLE_PROFILE : init(subject);
    case 'check': {
      if (subject === undefined) throw new UsageError('which file? profile check FILE');
      const { name, functions } = await readProfileFile(subject);
      const titles = functions.map(({ title }) => title).join(', ');
      return `${escapeText(`${subject}: profile ${name}: ${titles}`)}\n`;
    }
  }
}

function list(): string {
  const width = Math.max(...PROFILES.map(({ name }) => name.length));
  return PROFILES.map(({ name, title }) => `${name.padEnd(width)}  ${title}\n`).join('');
}

function show(name: string | undefined): string {
  const profile = name === undefined ? undefined : profileNamed(name);
  if (profile !== undefined) return `${printableJson(profile)}\n`;
  throw new UsageError(
    name === undefined ? 'which profile? profile show NAME' : `no shipped profile "${name}"`,
    `Shipped are ${PROFILES.map((known) => known.name).join(', ')}.`,
  );
}

function init(path: string): string {
  try {
    // Never over what is there.
    writeFileSync(path, EXAMPLE_PROFILE, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EEXIST'
        ? `${path} is there already: it is left as it is`
        : `cannot write ${path}: ${code === 'ENOENT' ? 'there is no such folder' : message}`,
      code === 'EEXIST'
        ? 'Name another file, or none: the example then goes to standard output.'
        : '',
    );
  }
  return '';
}
