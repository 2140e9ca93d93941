import type { ByteSource } from '../../capture/byte-source.ts';
import { InputError, ReadError } from '../../capture/errors.ts';
import { Sha256 } from '../../capture/sha256.ts';
import type { HashedSource, Input, OpenOptions, Piece } from '../platform.ts';

/** Bytes that are read at once where nothing but the hash is wanted of them. */
const DRAIN_LENGTH = 1 << 22;

/** Who reads slices beside the one that works on them. */
interface SliceReader {
  read(slice: Blob): Promise<ArrayBuffer>;
  close(): void;
}

/** Bytes of a file from which on a thread of its own is worth its start. */
const WORTH_A_THREAD = 1 << 24;

/**
 * A file that somebody dropped, or any bytes that a browser holds.
 * @param label what messages call it
 * @param thread starts who reads a large file; without it the reader does so itself
 */
export function blobInput(blob: Blob, label: string, thread?: () => SliceReader): Input {
  const sourceOf = (pieces: readonly Piece[], options: OpenOptions) => {
    const source = new BlobSource(blob, nameOf(label), pieces, options);
    if (source.size >= WORTH_A_THREAD) source.slices = thread?.();
    return source;
  };
  return {
    label,
    file: null,
    isRepeatable: true,
    async open(options) {
      if (blob.size === 0) {
        throw new InputError('empty', { code: 'file-empty', path: label });
      }
      return sourceOf([{ start: 0, end: blob.size }], options);
    },
    openPieces: async (pieces) => sourceOf(pieces, {}),
  };
}

function nameOf(label: string): string {
  return label.slice(label.lastIndexOf('/') + 1);
}

/** Parts of a blob, read in order. */
class BlobSource implements HashedSource, ByteSource {
  readonly size: number;
  readonly isReadersAlone = true;
  slices: SliceReader | undefined;
  readonly #hash: Sha256 | null;
  #piece = 0;
  #bytes: Bytes | null = null;
  #isClosed = false;

  constructor(
    readonly blob: Blob,
    readonly name: string,
    readonly pieces: readonly Piece[],
    { sha256 = false }: OpenOptions,
  ) {
    this.size = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
    this.#hash = sha256 ? new Sha256() : null;
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    for (; this.#piece < this.pieces.length; this.#piece++, this.#bytes = null) {
      const { start, end } = this.pieces[this.#piece];
      if (start >= end) continue;
      if (this.#isClosed) return 0;
      this.#bytes ??= bytesOf(this.blob.slice(start, end), this.slices);
      let bytes: Uint8Array<ArrayBuffer> | null;
      try {
        bytes = await this.#bytes.next(length);
      } catch {
        // A file that was changed or taken away since it was dropped.
        throw new ReadError({ code: 'dropped-file-gone' });
      }
      if (bytes === null) continue;
      into.set(bytes, offset);
      this.#hash?.update(bytes);
      const count = bytes.length;
      if (this.#bytes.isUsed) giveBack(bytes);
      return count;
    }
    return 0;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async sha256(): Promise<string | null> {
    if (this.#hash === null || this.#isClosed) return null;
    const room = new Uint8Array(DRAIN_LENGTH);
    while ((await this.read(room, 0, room.length)) > 0);
    return hexOf(this.#hash.digest());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.slices?.close();
  }
}

/** Bytes of a blob in order. */
interface Bytes {
  /** Some of them, at most `length`, valid until the next call; null at the end. */
  next(length: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Whether nobody needs the memory of what was given last. */
  readonly isUsed: boolean;
}

/** Bytes that are asked for at once: each time has its price, and a slice is memory of its own. */
const ROOM = 1 << 22;
/** Slices that a thread reads ahead. */
const AHEAD = 2;

/** Slices, as streams that read into given memory now and then give no more bytes and no end (Chromium). */
function bytesOf(blob: Blob, slices: SliceReader | undefined): Bytes {
  let at = 0;
  const asked: Promise<ArrayBuffer>[] = [];
  const ask = () => {
    const slice = blob.slice(at, at + ROOM);
    at += slice.size;
    if (slice.size > 0) asked.push(slices?.read(slice) ?? slice.arrayBuffer());
  };
  let rest: Uint8Array<ArrayBuffer> | null = null;
  let used = 0;
  return {
    async next(length) {
      if (rest === null) {
        for (let count = asked.length; count < (slices === undefined ? 1 : AHEAD); count++) ask();
        const first = asked.shift();
        if (first === undefined) return null;
        rest = new Uint8Array(await first);
        used = 0;
        if (slices !== undefined) ask();
      }
      const bytes = rest.subarray(used, used + length);
      used += bytes.length;
      if (used === rest.length) rest = null;
      return bytes;
    },
    get isUsed() {
      return rest === null;
    },
  };
}

/** A port whose other side is closed: nobody reads what is sent there. */
let nowhere: InstanceType<typeof MessageChannel>['port1'] | null = null;

/** Frees memory at once that garbage collection would leave for long: a gigabyte is hundreds of slices. */
function giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
  if (nowhere === null) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    nowhere = port1;
  }
  nowhere.postMessage(null, [buffer]);
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
