import { closeSync, openSync, readSync } from 'node:fs';
import { isKeyLog, KeyLog } from '../protocols/tls/key-log.ts';
import { filesWords } from '../words/command-line/files.ts';
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
    throw new UsageError(filesWords.keyLogFromStandardInput);
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
    const why =
      code === 'ENOENT' ? filesWords.reason.noSuchFile : filesWords.reason.unreadable(code);
    throw new UsageError(filesWords.keyLogUnreadable(path, why), filesWords.checkPath);
  }
  if (length > MAXIMUM_LENGTH) {
    throw new UsageError(filesWords.keyLogTooLong(path, MAXIMUM_LENGTH));
  }
  const log = bytes.subarray(0, length);
  // One that is still empty is no mistake.
  if (length > 0 && !isKeyLog(log)) {
    throw new UsageError(filesWords.notAKeyLog(path), filesWords.notAKeyLogAdvice);
  }
  return new KeyLog([log]);
}
