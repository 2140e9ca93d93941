import { BlobReader, type Entry, type FileEntry, ZipReader } from '@zip.js/zip.js';
import { CompressionDamage } from '../../capture/compression/compression.ts';
import { InputError, ReadError } from '../../capture/errors.ts';
import type { InputSentence } from '../../capture/input-sentence.ts';
import { Sha256 } from '../../capture/sha256.ts';
import type { Archive, ArchiveEntry, HashedSource, Input } from '../platform.ts';
import type { UnpackBudget } from '../unpack-budget.ts';
import { hexOf } from './blob-input.ts';
import { StreamSource } from './stream-source.ts';

/** Files listed of one archive; more are counted. */
const MAXIMUM_ENTRIES = 10_000;
const DRAIN_LENGTH = 1 << 16;

export interface OpenZipOptions {
  readonly label: string;
  readonly budget: UnpackBudget;
  readonly password: Uint8Array | undefined;
}

/** A ZIP archive in a browser: each file is unpacked as it is read, and nothing of it is kept. */
export class ZipArchive implements Archive {
  leftOut = 0;
  problem: InputSentence | null = null;
  readonly #zip: ZipReader<unknown>;

  constructor(
    blob: Blob,
    readonly options: OpenZipOptions,
  ) {
    this.#zip = new ZipReader(new BlobReader(blob), { useWebWorkers: false });
  }

  /** @throws InputError where nothing of the archive can be read */
  async entries(): Promise<ArchiveEntry[]> {
    const found: ArchiveEntry[] = [];
    try {
      for await (const entry of this.#zip.getEntriesGenerator()) {
        if (found.length >= MAXIMUM_ENTRIES) this.leftOut++;
        else if (!entry.directory) found.push(this.#entry(entry));
      }
    } catch {
      this.problem = { code: 'file-list-damaged', number: found.length };
    }
    return found;
  }

  close(): void {
    // Its files may still be asked for, when a frame of one is to be shown; it holds nothing.
  }

  #entry(entry: FileEntry): ArchiveEntry {
    const path = entry.filename.replaceAll('\\', '/');
    const problem = this.#problemOf(entry, path);
    const charge = { bytes: 0 };
    const label = `${this.options.label}/${path}`;
    const input: Input = {
      label,
      file: null,
      isRepeatable: true,
      open: async ({ sha256 = false }) =>
        new EntrySource(entry, path, sha256, charge, this.options),
    };
    return { path, bytes: entry.uncompressedSize, problem, input: problem === null ? input : null };
  }

  #problemOf(entry: Entry, path: string): InputSentence | null {
    if (/^\/|^[a-z]:/i.test(path) || path.split('/').includes('..')) {
      return { code: 'path-leads-out' };
    }
    if (entry.encrypted && this.options.password === undefined) {
      return { code: 'needs-password-in-settings' };
    }
    return null;
  }
}

/** A file of an archive, unpacked as it is asked for. */
class EntrySource implements HashedSource {
  readonly size: number;
  readonly #source: StreamSource;
  readonly #hash: Sha256 | null;
  #unpacked = 0;
  #failure: unknown = null;
  #isEnded = false;

  constructor(
    entry: FileEntry,
    readonly path: string,
    sha256: boolean,
    /** What it has cost: read again, it costs no more. */
    readonly charge: { bytes: number },
    readonly options: OpenZipOptions,
  ) {
    this.size = entry.uncompressedSize;
    this.#hash = sha256 ? new Sha256() : null;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const { password } = options;
    const unpacking = entry.getData(writable, {
      checkSignature: true,
      useWebWorkers: false,
      ...(password === undefined ? {} : { rawPassword: password }),
    });
    unpacking.catch((error) => {
      this.#failure = error;
      void writable.abort(error).catch(() => {});
    });
    this.#source = new StreamSource(readable, this.name);
  }

  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    if (this.#isEnded) return 0;
    let count: number;
    try {
      count = await this.#source.read(into, offset, length);
    } catch (error) {
      this.#isEnded = true;
      throw this.#errorOf(this.#failure ?? error);
    }
    if (count === 0) {
      this.#isEnded = true;
      return 0;
    }
    this.#unpacked += count;
    const more = this.#unpacked - this.charge.bytes;
    if (more > 0) {
      this.charge.bytes = this.#unpacked;
      if (!this.options.budget.take(more)) {
        this.#isEnded = true;
        throw new ReadError({ code: 'page-unpacks-to-too-much' });
      }
    }
    this.#hash?.update(into.subarray(offset, offset + count));
    return count;
  }

  #errorOf(error: unknown): Error {
    const text = error instanceof Error ? error.message : String(error);
    if (/password/i.test(text)) {
      return new ReadError({ code: 'wrong-password-in-settings' });
    }
    if (/encrypt/i.test(text)) return new ReadError({ code: 'page-encryption-not-read' });
    if (/compression/i.test(text)) {
      return new ReadError({ code: 'page-packing-not-read' });
    }
    return new CompressionDamage({ code: 'archived-data-differs' }, this.#unpacked);
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async sha256(): Promise<string | null> {
    if (this.#hash === null) return null;
    const room = new Uint8Array(DRAIN_LENGTH);
    try {
      while ((await this.read(room, 0, room.length)) > 0);
    } catch {
      return null;
    }
    return hexOf(this.#hash.digest());
  }

  async close(): Promise<void> {
    this.#isEnded = true;
    await this.#source.close();
  }
}

/** @throws InputError where it is no archive that can be read */
export async function openZip(blob: Blob, options: OpenZipOptions): Promise<Archive> {
  const archive = new ZipArchive(blob, options);
  if (blob.size < 22) {
    throw new InputError(
      'damaged-compression',
      { code: 'zip-archive-too-short' },
      { code: 'copy-or-unpack-archive' },
    );
  }
  return archive;
}
