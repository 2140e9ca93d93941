import { statSync } from 'node:fs';
import type { ByteSource } from '../capture/byte-source.ts';
import { openPath } from '../platform/node/path-source.ts';
import { UsageError } from './usage-error.ts';

/** Bytes in order, and the hash of all of them. */
export interface HashedSource extends ByteSource {
  /** SHA-256 in lower-case hex, of what is left unread, too; null where it was not asked for. */
  sha256(): Promise<string | null>;
  /** Ends what may go on for ever, such as a pipe: no more is read. */
  stop?(): void;
}

/** Something to read: a file, standard input, or a file inside a case's archive. */
export interface Input {
  /** What messages call it: the path as it was given. */
  readonly label: string;
  /** Path of a regular file, of which any part can be read; null for all else. */
  readonly file: string | null;
  /** Whether it can be opened again: standard input and pipes give their bytes once. */
  readonly isRepeatable: boolean;
  /** @throws InputError where it cannot be read */
  open(options: { sha256: boolean }): Promise<HashedSource>;
}

/** A file, or standard input for `-`. */
export function pathInput(path: string): Input {
  const facts = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  return {
    label: path,
    file: facts?.isFile() === true ? path : null,
    // What is not there, or is a folder, fails when it is opened.
    isRepeatable: path !== '-' && (facts === undefined || facts.isFile() || facts.isDirectory()),
    open(options) {
      if (path === '') throw new UsageError('the name of the capture is empty');
      return openPath(path, options);
    },
  };
}

/** Up to that many bytes from an input's beginning. @throws InputError where it cannot be read */
export async function firstBytes(input: Input, length: number): Promise<Uint8Array> {
  const source = await input.open({ sha256: false });
  try {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = await source.read(bytes, filled, length - filled);
      if (count <= 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    await source.close();
  }
}
