import type { ByteSource } from '../capture/byte-source.ts';

/** Bytes in order, and the hash of all of them. */
export interface HashedSource extends ByteSource {
  /**
   * SHA-256 in lower-case hex of the whole input. Reads what the reader left unread, so call it
   * before `close()` unless all was read.
   * @returns null where it was not asked for, or the input was not read to its end
   */
  sha256(): Promise<string | null>;
  /** Ends what may go on for ever, such as a pipe: no more is read, and a wait for more is over. */
  stop?(): void;
}

export interface OpenOptions {
  /** Compute the SHA-256 of all bytes, as they are stored, while they are read. */
  readonly sha256?: boolean;
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
  open(options: OpenOptions): Promise<HashedSource>;
}

/** All that this program needs of what it runs on; `node/` has it for Node. */
export interface Platform {
  /** What a user names: a path, or `-` for standard input. Whether it is there shows when it is opened. */
  input(path: string): Input;
  /** HMAC-SHA-256. */
  hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** Makes a key of 32 bytes of a secret that may be short: scrypt (RFC 7914), about 0.3 s and 128 MiB. */
  stretch(secret: Uint8Array, salt: Uint8Array): Uint8Array;
  /** Bytes that nobody can guess. */
  randomBytes(length: number): Uint8Array;
}
