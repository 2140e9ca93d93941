import { closeSync, openSync, readSync } from 'node:fs';
import { isKeyLog, KeyLog } from '../protocols/tls/key-log.ts';
import { UsageError } from './errors.ts';

/** Bytes of a key log: a browser's of many weeks. */
const MAXIMUM_LENGTH = 1 << 26;
const ROOM = 1 << 16;

/**
 * The key log in a file. What goes wrong is told without a word of what is in it.
 * @throws UsageError where it cannot be read, or is none
 */
export function readKeyLog(path: string): KeyLog {
  if (path === '-') {
    throw new UsageError('a key log is read from a file, not from standard input');
  }
  let bytes = new Uint8Array(ROOM);
  let length = 0;
  try {
    const descriptor = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && length <= MAXIMUM_LENGTH; length += read) {
        if (length === bytes.length) {
          const grown = new Uint8Array(2 * length);
          grown.set(bytes);
          bytes = grown;
        }
        read = readSync(descriptor, bytes, length, bytes.length - length, null);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : `it cannot be read (${code})`;
    throw new UsageError(`the key log ${path}: ${why}`, 'Check the path.');
  }
  if (length > MAXIMUM_LENGTH) {
    throw new UsageError(`the key log ${path} is longer than ${MAXIMUM_LENGTH} bytes`);
  }
  const log = bytes.subarray(0, length);
  // One that is still empty is no mistake.
  if (length > 0 && !isKeyLog(log)) {
    throw new UsageError(
      `${path} is no key log of TLS`,
      'Programs write one to the file that the environment variable SSLKEYLOGFILE names.',
    );
  }
  return new KeyLog([log]);
}
