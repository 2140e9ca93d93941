import type { Profile } from '../profiles/profile.ts';
import { PROFILES, profileNamed } from '../profiles/profiles.ts';
import { escapeText } from '../protocols/escape.ts';
import type { Redaction } from '../tasks/redaction.ts';
import { UsageError } from './errors.ts';
import { smallFile } from './small-file.ts';

/** Bytes of a profile file. */
const MAXIMUM_LENGTH = 1_048_576;
/** Errors of one file that are told. */
const TOLD = 5;

/**
 * What `--profile` asks for: the shipped profile of that name, else the profile in that file;
 * undefined stays so.
 * @param redaction where reports are redacted: the profile's words, then, too
 * @throws UsageError where there is neither, or the file is no profile: with line and column
 */
export async function loadProfile(
  nameOrPath: string | undefined,
  redaction?: Redaction | undefined,
): Promise<Profile | undefined> {
  if (nameOrPath === undefined) return undefined;
  const profile = profileNamed(nameOrPath) ?? (await readProfileFile(nameOrPath));
  return redaction?.forReports(profile) ?? profile;
}

/** The profile in a file. @throws UsageError as `loadProfile` does */
export async function readProfileFile(path: string): Promise<Profile> {
  return profileOf(profileText(path), path);
}

/** The profile in a text. @param name what errors call it; @throws UsageError where it is none */
export async function profileOf(text: string, name: string): Promise<Profile> {
  // A schema and its validator: loaded only here, for start-up time.
  const { readProfile } = await import('./profile-reader.ts');
  const read = readProfile(text);
  if ('profile' in read) return read.profile;
  const { problems } = read;
  const lines = problems.slice(0, TOLD).map(({ offset, text: what }) => {
    const before = text.slice(0, offset).split('\n');
    return escapeText(`${name}:${before.length}:${before[before.length - 1].length + 1}: ${what}`);
  });
  if (problems.length > TOLD) lines.push(`and ${problems.length - TOLD} more errors`);
  const [first, ...further] = lines;
  throw new UsageError(first, further.join('\n'));
}

/** The text of a profile file. @throws UsageError where it cannot be read */
export function profileText(path: string): string {
  if (path === '-') throw new UsageError('a profile is read from a file, not from standard input');
  let bytes: Uint8Array;
  try {
    bytes = smallFile(path, MAXIMUM_LENGTH);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UsageError(
        `no profile "${path}": it is neither shipped nor a file`,
        `Shipped are ${PROFILES.map(({ name }) => name).join(', ')}; \`pcap-verdict profile init FILE\` writes an example to begin with.`,
      );
    }
    throw new UsageError(
      code === 'EISDIR'
        ? `${path} is a folder; a profile is a file`
        : `${path}: the profile cannot be read: ${message}`,
    );
  }
  if (bytes.length > MAXIMUM_LENGTH) {
    throw new UsageError(`${path} is no profile: it is longer than ${MAXIMUM_LENGTH} bytes`);
  }
  try {
    // Takes away a byte order mark, too.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(
      `${path} is no profile: it is not UTF-8 text`,
      'A profile is JSON; editors save it with the encoding UTF-8.',
    );
  }
}
