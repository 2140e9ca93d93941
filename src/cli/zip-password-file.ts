import { filesWords } from '../words/command-line/files.ts';
import { UsageError } from './errors.ts';
import { smallFile } from './small-file.ts';

const MAXIMUM_LENGTH = 1_024;

/**
 * The password in a file: its bytes without the end of the line. It is in no argument, where every process
 * could read it, and nothing of it is ever told.
 * @throws UsageError where it cannot be read, or is none
 */
export function readZipPassword(path: string): Uint8Array {
  if (path === '-' || path === '') {
    throw new UsageError(filesWords.passwordFromStandardInput);
  }
  let bytes: Uint8Array;
  try {
    bytes = smallFile(path, MAXIMUM_LENGTH);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? filesWords.reason.noSuchFile : filesWords.reason.unreadable(code);
    throw new UsageError(filesWords.passwordFileUnreadable(path, why), filesWords.checkPath);
  }
  // Bytes as they are: the archive knows no encoding of its password.
  const password = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\r\n]{1,2}$/, '');
  if (password === '' || bytes.length > MAXIMUM_LENGTH) {
    throw new UsageError(
      password === ''
        ? filesWords.passwordFileEmpty(path)
        : filesWords.passwordFileTooLong(path, MAXIMUM_LENGTH),
    );
  }
  return Buffer.from(password, 'latin1');
}
