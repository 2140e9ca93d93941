import type { Profile } from '../profiles/profile.ts';
import { PROFILES, profileNamed } from '../profiles/profiles.ts';
import { profileOf } from '../tasks/profile-of.ts';
import type { Redaction } from '../tasks/redaction.ts';
import { profileWords } from '../words/command-line/profile.ts';
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
  if (path === '-') throw new UsageError(profileWords.fileFromStandardInput);
  let bytes: Uint8Array;
  try {
    bytes = smallFile(path, MAXIMUM_LENGTH);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UsageError(
        profileWords.neitherProfileNorFile(path),
        profileWords.neitherProfileNorFileAdvice(PROFILES.map(({ name }) => name).join(', ')),
      );
    }
    throw new UsageError(
      code === 'EISDIR'
        ? profileWords.fileIsFolder(path)
        : profileWords.fileUnreadable(path, message),
    );
  }
  if (bytes.length > MAXIMUM_LENGTH) {
    throw new UsageError(profileWords.fileTooLong(path, MAXIMUM_LENGTH));
  }
  try {
    // Takes away a byte order mark, too.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(profileWords.fileNotUtf8(path), profileWords.fileNotUtf8Advice);
  }
}
