import { closeSync, openSync, readSync } from 'node:fs';

/**
 * The bytes of a file that somebody wrote by hand: read whole, but no more than one beyond `most`, so
 * that a longer one is seen to be longer. Throws what opening and reading throw.
 */
export function smallFile(path: string, most: number): Uint8Array {
  const bytes = Buffer.alloc(most + 1);
  let length = 0;
  const descriptor = openSync(path, 'r');
  try {
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
  } finally {
    closeSync(descriptor);
  }
  return bytes.subarray(0, length);
}
