import { createHash, type Hash } from 'node:crypto';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import {
  type Entry,
  fromBufferPromise,
  getFileNameLowLevel,
  openPromise,
  type ZipFile,
} from 'yauzl';
import { CompressionDamage } from '../../capture/compression/compression.ts';
import { InputError, ReadError } from '../../capture/errors.ts';
import { failureOf, type InputSentence } from '../../capture/input-sentence.ts';
import type { Archive, ArchiveEntry, HashedSource } from '../platform.ts';
import type { UnpackBudget } from '../unpack-budget.ts';
import {
  AES_METHOD,
  AesDecryption,
  type AesField,
  aesFieldOf,
  TraditionalDecryption,
  WrongPassword,
} from './zip-decryption.ts';

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
export class ZipArchive implements Archive {
  /** Files beyond those that are listed. */
  leftOut = 0;
  /** Why the list is not whole, or ''. */
  problem: InputSentence | null = null;

  private constructor(
    readonly zip: ZipFile,
    readonly label: string,
    readonly budget: UnpackBudget,
    /** What encrypted files are read with. */
    readonly password: Uint8Array | undefined,
  ) {}

  /**
   * Opens an archive on disk, or one inside another that was unpacked to memory.
   * @throws InputError where it is damaged
   */
  static async open(
    from: string | Buffer,
    label: string,
    budget: UnpackBudget,
    password?: Uint8Array,
  ): Promise<ZipArchive> {
    const options = { autoClose: false, decodeStrings: false };
    try {
      const zip = await (typeof from === 'string'
        ? openPromise(from, options)
        : fromBufferPromise(from, options));
      return new ZipArchive(zip, label, budget, password);
    } catch (error) {
      throw new InputError(
        'damaged-compression',
        { code: 'zip-archive-damaged', damage: damage(error) },
        { code: 'copy-or-unpack-archive' },
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
      this.problem = { code: 'file-list-damaged', number: found.length };
    }
    return found;
  }

  close(): void {
    this.zip.close();
  }

  #entry(entry: Entry, path: string): ArchiveEntry {
    const aes = entry.isEncrypted() ? aesFieldOf(entry.extraFields) : null;
    const method = aes?.method ?? entry.compressionMethod;
    const problem = problemOf(entry, path, method, this.password !== undefined);
    const label = `${this.label}/${path}`;
    const charge = { bytes: 0 };
    return {
      path,
      bytes: entry.uncompressedSize,
      problem,
      input:
        problem === null
          ? {
              label,
              file: null,
              isRepeatable: true,
              open: async ({ sha256 }) =>
                new StreamSource(
                  await this.#stream(entry, label, aes, method),
                  path,
                  entry.uncompressedSize,
                  {
                    budget: this.budget,
                    charge,
                    hash: sha256 ? createHash('sha256') : null,
                    // AE-2 has none.
                    crc32: aes?.version === 2 ? null : entry.crc32,
                  },
                ),
            }
          : null,
    };
  }

  async #stream(
    entry: Entry,
    label: string,
    aes: AesField | null,
    method: number,
  ): Promise<Readable> {
    try {
      if (!entry.isEncrypted()) return await this.zip.openReadStreamPromise(entry);
      const raw = await this.zip.openReadStreamPromise(entry, { decodeFileData: false });
      return decrypted(raw, entry, aes, method, this.password ?? new Uint8Array(0));
    } catch (error) {
      throw new InputError('damaged-compression', {
        ...{ code: 'in-file', name: label, problem: failureOf(error) },
      });
    }
  }
}

function decrypted(
  raw: Readable,
  entry: Entry,
  aes: AesField | null,
  method: number,
  password: Uint8Array,
): Readable {
  const said = {
    crc32: entry.crc32,
    compressedSize: entry.compressedSize,
    flags: entry.generalPurposeBitFlag,
    time: entry.lastModFileTime,
  };
  const plain: Transform =
    aes === null
      ? new TraditionalDecryption(password, said)
      : new AesDecryption(password, aes, said);
  const steps = method === DEFLATED ? [plain, createInflateRaw()] : [plain];
  // Who reads the last of them gets every error; nobody else waits for one.
  return pipeline([raw, ...steps] as [Readable, ...Transform[]], () => {}) as unknown as Readable;
}

/** What is wrong with an archive, in our words; its list of files is its last part (APPNOTE 4.3). */
function damage(error: unknown): InputSentence {
  const { message } = error as Error;
  if (/^End of central directory|EOF/.test(message)) {
    return { code: 'archive-end-missing' };
  }
  return /multi-disk/.test(message) ? { code: 'split-archive' } : { code: 'file-list-not-whole' };
}

function nameOf(entry: Entry): string {
  return getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    false,
  );
}

function problemOf(
  entry: Entry,
  path: string,
  method: number,
  hasPassword: boolean,
): InputSentence | null {
  if (/^\/|^[a-z]:/i.test(path) || path.split('/').includes('..')) {
    return { code: 'path-leads-out' };
  }
  if (entry.isEncrypted()) {
    if (!hasPassword) return { code: 'needs-zip-password' };
    // APPNOTE 4.4.4, bit 6: certificates and the like.
    const isStrong = (entry.generalPurposeBitFlag & 0x40) !== 0 || method === AES_METHOD;
    if (isStrong) return { code: 'encryption-not-read' };
  }
  if (method !== STORED && method !== DEFLATED) {
    return { code: 'packing-not-read', method: METHODS[method] ?? `method ${method}` };
  }
  return null;
}

/** What a file has cost: read again, it costs no more. */
interface Charge {
  bytes: number;
}

interface StreamOptions {
  readonly budget: UnpackBudget;
  readonly charge: Charge;
  readonly hash: Hash | null;
  /** Of all of it, as the archive says; null where it does not. */
  readonly crc32: number | null;
}

/** Bytes of a stream, pulled. */
class StreamSource implements HashedSource {
  readonly #iterator: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;
  #unpacked = 0;
  #crc32 = 0;

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
      const { value, done } = await this.#next();
      if (done === true) {
        this.#ended = true;
        this.#check();
        return 0;
      }
      this.#unpacked += value.length;
      this.#crc32 = crc32(value, this.#crc32);
      if (!this.#pay()) {
        this.#ended = true;
        throw new ReadError({ code: 'case-unpacks-to-too-much' });
      }
      this.options.hash?.update(value);
      this.#rest = value;
    }
    const count = Math.min(length, this.#rest.length);
    into.set(this.#rest.subarray(0, count), offset);
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.#iterator.next();
    } catch (error) {
      this.#ended = true;
      if (!(error instanceof WrongPassword)) throw error;
      throw new ReadError({ code: 'wrong-zip-password' });
    }
  }

  /** What was read is what was packed, or an error says that it is not. */
  #check(): void {
    const { crc32: said } = this.options;
    if (this.#unpacked !== this.size) {
      throw new CompressionDamage({ code: 'archived-length-differs' }, this.#unpacked);
    }
    if (said !== null && this.#crc32 !== said) {
      throw new CompressionDamage({ code: 'archived-checksum-differs' }, this.#unpacked);
    }
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
