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
    throw new UsageError('--zip-password-file takes a file, not standard input');
  }
  let bytes: Uint8Array;
  try {
    bytes = smallFile(path, MAXIMUM_LENGTH);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : `it cannot be read (${code})`;
    throw new UsageError(`the password file ${path}: ${why}`, 'Check the path.');
  }
  // Bytes as they are: the archive knows no encoding of its password.
  const password = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\r\n]{1,2}$/, '');
  if (password === '' || bytes.length > MAXIMUM_LENGTH) {
    throw new UsageError(
      password === ''
        ? `the password file ${path} is empty`
        : `the password file ${path} is longer than ${MAXIMUM_LENGTH} bytes`,
    );
  }
  return Buffer.from(password, 'latin1');
}
