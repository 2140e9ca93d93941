import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  type Entry,
  fromBufferPromise,
  getFileNameLowLevel,
  openPromise,
  type ZipFile,
} from 'yauzl';
import { InputError } from '../../capture/errors.ts';
import type { HashedSource, Input } from '../platform.ts';

/** What unpacking may cost over a whole case: archives may be made to unpack to almost anything. */
export class UnpackBudget {
  /** Bytes that may be unpacked whatever they came from. */
  static readonly FREE = 268_435_456;
  /** And so many times the bytes of the archives: captures and logs compress less. */
  static readonly RATIO = 100;
  #left = UnpackBudget.FREE;

  /** An archive of the case itself, not one inside another, pays for what it unpacks to. */
  addArchive(bytes: number): void {
    this.#left += bytes * UnpackBudget.RATIO;
  }

  /** @returns false where that was too much */
  take(bytes: number): boolean {
    this.#left -= bytes;
    return this.#left >= 0;
  }
}

/** A file in an archive, or what stands where one should be. */
export interface ArchiveEntry {
  /** Its path as the archive has it, folders parted by `/`; not to be used as a path on disk. */
  readonly path: string;
  /** Bytes, unpacked, as the archive says. */
  readonly bytes: number;
  /** Null where it cannot be read: `problem` says why. */
  readonly input: Input | null;
  readonly problem: string;
}

/** Files listed of one archive; more are counted. */
const MAXIMUM_ENTRIES = 10_000;
/** Made by compression methods that Windows and others use beside the common one. */
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
};
const STORED = 0;
const DEFLATED = 8;

/** A ZIP archive. Nothing of it is ever written to a disk. */
export class ZipArchive {
  /** Files beyond those that are listed. */
  leftOut = 0;
  /** Why the list is not whole, or ''. */
  problem = '';

  private constructor(
    readonly zip: ZipFile,
    readonly label: string,
    readonly budget: UnpackBudget,
  ) {}

  /**
   * Opens an archive on disk, or one inside another that was unpacked to memory.
   * @throws InputError where it is damaged
   */
  static async open(
    from: string | Buffer,
    label: string,
    budget: UnpackBudget,
  ): Promise<ZipArchive> {
    const options = { autoClose: false, decodeStrings: false };
    try {
      const zip = await (typeof from === 'string'
        ? openPromise(from, options)
        : fromBufferPromise(from, options));
      return new ZipArchive(zip, label, budget);
    } catch (error) {
      throw new InputError(
        'damaged-compression',
        `The ZIP archive is damaged: ${damage(error)}`,
        'Copy it again, or unpack it and name its folder.',
      );
    }
  }

  /** Its files; what stands behind damage is missing, and `problem` says so. */
  async entries(): Promise<ArchiveEntry[]> {
    const found: ArchiveEntry[] = [];
    try {
      for await (const entry of this.zip.eachEntry()) {
        if (found.length >= MAXIMUM_ENTRIES) {
          this.leftOut = this.zip.entryCount - this.zip.entriesRead + 1;
          break;
        }
        const path = nameOf(entry);
        if (!path.endsWith('/')) found.push(this.#entry(entry, path));
      }
    } catch {
      this.problem = `its list of files is damaged after ${found.length} of them`;
    }
    return found;
  }

  close(): void {
    this.zip.close();
  }

  #entry(entry: Entry, path: string): ArchiveEntry {
    const problem = problemOf(entry, path);
    const label = `${this.label}/${path}`;
    const charge = { bytes: 0 };
    return {
      path,
      bytes: entry.uncompressedSize,
      problem,
      input:
        problem === ''
          ? {
              label,
              file: null,
              isRepeatable: true,
              open: async ({ sha256 }) =>
                new StreamSource(await this.#stream(entry, label), path, entry.uncompressedSize, {
                  budget: this.budget,
                  charge,
                  hash: sha256 ? createHash('sha256') : null,
                }),
            }
          : null,
    };
  }

  async #stream(entry: Entry, label: string): Promise<Readable> {
    try {
      return await this.zip.openReadStreamPromise(entry);
    } catch (error) {
      throw new InputError('damaged-compression', `${label}: ${(error as Error).message}`);
    }
  }
}

/** What is wrong with an archive, in our words; its list of files is its last part (APPNOTE 4.3). */
function damage(error: unknown): string {
  const { message } = error as Error;
  if (/^End of central directory|EOF/.test(message)) {
    return 'its end is missing; a download or copy may have been cut off';
  }
  return /multi-disk/.test(message)
    ? 'it is one of several parts'
    : 'its list of files is not whole';
}

function nameOf(entry: Entry): string {
  return getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    false,
  );
}

function problemOf(entry: Entry, path: string): string {
  if (/^\/|^[a-z]:/i.test(path) || path.split('/').includes('..')) {
    return 'its path leads out of the archive';
  }
  if (entry.isEncrypted()) return 'it is encrypted: unpack the archive with its password first';
  const { compressionMethod: method } = entry;
  if (method !== STORED && method !== DEFLATED) {
    return `it is packed with ${METHODS[method] ?? `method ${method}`}, which is not read here: unpack the archive first`;
  }
  return '';
}

/** What a file has cost: read again, it costs no more. */
interface Charge {
  bytes: number;
}

interface StreamOptions {
  readonly budget: UnpackBudget;
  readonly charge: Charge;
  readonly hash: Hash | null;
}

/** Bytes of a stream, pulled. */
class StreamSource implements HashedSource {
  readonly #iterator: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;
  #unpacked = 0;

  constructor(
    readonly stream: Readable,
    readonly path: string,
    readonly size: number,
    readonly options: StreamOptions,
  ) {
    this.#iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    while (this.#rest.length === 0) {
      if (this.#ended) return 0;
      const { value, done } = await this.#iterator.next();
      if (done === true) {
        this.#ended = true;
        return 0;
      }
      this.#unpacked += value.length;
      if (!this.#pay()) {
        this.#ended = true;
        throw new Error(
          'the archives of the case unpack to too much: unpack this file and name it alone',
        );
      }
      this.options.hash?.update(value);
      this.#rest = value;
    }
    const count = Math.min(length, this.#rest.length);
    into.set(this.#rest.subarray(0, count), offset);
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  /** @returns false where the case has unpacked too much */
  #pay(): boolean {
    const { budget, charge } = this.options;
    const more = this.#unpacked - charge.bytes;
    if (more <= 0) return true;
    charge.bytes = this.#unpacked;
    return budget.take(more);
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  /** Reads what was left unread; null where that fails, or no hash was asked for. */
  async sha256(): Promise<string | null> {
    const { hash } = this.options;
    if (hash === null) return null;
    const room = new Uint8Array(1 << 16);
    try {
      while ((await this.read(room, 0, room.length)) > 0);
    } catch {
      return null;
    }
    return this.#ended ? hash.copy().digest('hex') : null;
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.stream.destroy();
  }
}
