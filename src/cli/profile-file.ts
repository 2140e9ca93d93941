import type { Profile } from '../profiles/profile.ts';
import { PROFILES, profileNamed } from '../profiles/profiles.ts';
import { profileOf } from '../tasks/profile-of.ts';
import type { Redaction } from '../tasks/redaction.ts';
import { UsageError } from './errors.ts';
import { smallFile } from './small-file.ts';

/** Bytes of a profile file. */
const MAXIMUM_LENGTH = 1_048_576;

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
