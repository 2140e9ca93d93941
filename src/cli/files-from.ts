import { firstBytes } from '../tasks/input.ts';
import { filesWords } from '../words/command-line/files.ts';
import { UsageError } from './errors.ts';
import type { Session } from './session.ts';

/** Bytes of a list of names; half a million paths. */
const LONGEST_LIST = 32 << 20;

/**
 * The names in a file of `--files-from`: each ended by NUL where there is any, as `find -print0` writes them,
 * else one a line; empty ones do not count.
 * @throws UsageError where it is too long, or names nothing
 * @throws InputError where it cannot be read
 */
export async function namesIn(path: string, session: Session): Promise<string[]> {
  session.subject = path;
  const bytes = await firstBytes(session.platform.input(path), LONGEST_LIST + 1);
  session.subject = '';
  if (bytes.length > LONGEST_LIST) {
    throw new UsageError(filesWords.listTooLong(LONGEST_LIST));
  }
  const text = new TextDecoder().decode(bytes);
  const names = text.includes('\0') ? text.split('\0') : text.split(/\r?\n/);
  const found = names.filter((name) => name !== '');
  if (found.length === 0) throw new UsageError(filesWords.listEmpty);
  return found;
}
