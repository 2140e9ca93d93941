import type { ByteSource } from '../capture/byte-source.ts';
import type { InputSentence } from '../capture/input-sentence.ts';
import type { UnpackBudget } from './unpack-budget.ts';

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
  /** Only its beginning is looked at: no thread is started that would unpack what follows. */
  readonly isGlance?: boolean;
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
  /** Some parts of it one after the other, as if they were all; absent where not any part can be read. */
  openPieces?(pieces: readonly Piece[]): Promise<ByteSource>;
}

/** A part of a file: offsets in bytes. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** What lies at a place that a user names: the file itself, or what its folders have, in a fixed order. */
export interface LyingFile {
  /** The way to it inside the case: folders parted by `/`. */
  readonly path: string;
  /** Null where it is not known. */
  readonly bytes: number | null;
  /** Null where it cannot be read: `problem` says why. */
  readonly input: Input | null;
  readonly problem: InputSentence | null;
}

/** A file in an archive, or what stands where one should be. */
export interface ArchiveEntry {
  /** Its path as the archive has it, folders parted by `/`; not to be used as a path on disk. */
  readonly path: string;
  /** Bytes, unpacked, as the archive says. */
  readonly bytes: number;
  /** Null where it cannot be read: `problem` says why. */
  readonly input: Input | null;
  readonly problem: InputSentence | null;
}

/** An open archive. */
export interface Archive {
  /** Files beyond those that are listed. */
  readonly leftOut: number;
  /** Why the list is not whole, or ''. */
  readonly problem: InputSentence | null;
  /** Its files; what stands behind damage is missing, and `problem` says so. */
  entries(): Promise<ArchiveEntry[]>;
  close(): void;
}

/** All that this program needs of what it runs on; `node/` has it for Node. */
export interface Platform {
  /** What a user names: a path, or `-` for standard input. Whether it is there shows when it is opened. */
  input(path: string): Input;
  /**
   * The files at a place, bounded in how deep folders lie in each other.
   * @param name what the case calls the place: the first part of the files' paths; '' for none
   */
  files(path: string, name: string): AsyncIterable<LyingFile> | Iterable<LyingFile>;
  /**
   * Opens a ZIP archive.
   * @param from an input of which any part can be read, or an archive that lay in another one
   * @throws InputError where it is damaged
   */
  openArchive(
    from: Input | Uint8Array,
    label: string,
    budget: UnpackBudget,
    password?: Uint8Array,
  ): Promise<Archive>;
  /** HMAC-SHA-256. */
  hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** Makes a key of 32 bytes of a secret that may be short: scrypt (RFC 7914), about 0.3 s and 128 MiB. */
  stretch(secret: Uint8Array, salt: Uint8Array): Uint8Array;
  /** Bytes that nobody can guess. */
  randomBytes(length: number): Uint8Array;
}
