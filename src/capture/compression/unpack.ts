import { readUint32 } from '../byte-order.ts';
import type { ByteSource } from '../byte-source.ts';
import type { InputWindow } from '../input-window.ts';
import { type Decompressor, Step, UnpackError } from './decompressor.ts';
import { Gzip } from './gzip.ts';
import { LZ4_MAGIC, Lz4 } from './lz4.ts';
import { ZSTD_MAGIC, Zstd } from './zstd.ts';

/** Compressions that a capture may come in. */
export type Compression = 'gzip' | 'zstd' | 'lz4';

const DECOMPRESSORS: Record<Compression, new () => Decompressor> = {
  gzip: Gzip,
  zstd: Zstd,
  lz4: Lz4,
};

/** The compression that bytes [start, end) begin with, or null. */
export function detectCompression(
  bytes: Uint8Array,
  start: number,
  end: number,
): Compression | null {
  const length = end - start;
  if (length >= 2 && bytes[start] === 0x1f && bytes[start + 1] === 0x8b) return 'gzip';
  if (length < 4) return null;
  const magic = readUint32(bytes, start, false);
  if (magic === ZSTD_MAGIC) return 'zstd';
  return magic === LZ4_MAGIC ? 'lz4' : null;
}

/** Damage in compressed data, met after all that could be unpacked before it was given out. */
export class CompressionDamage extends Error {
  constructor(
    message: string,
    /** Byte offset in the compressed input. */
    readonly offset: number,
  ) {
    super(message);
  }
}

/** The unpacked bytes of a compressed source, whose first chunk `window` already holds. */
export class UnpackedSource implements ByteSource {
  readonly size = null;
  readonly name: string;
  readonly #window: InputWindow;
  readonly #decompressor: Decompressor;
  #complete = false;
  #damage: CompressionDamage | null = null;

  constructor(compression: Compression, name: string, window: InputWindow) {
    this.name = name;
    this.#window = window;
    this.#decompressor = new DECOMPRESSORS[compression]();
  }

  /** @throws CompressionDamage once everything before the damage was given out */
  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    const decompressor = this.#decompressor;
    const window = this.#window;
    for (;;) {
      const ready = decompressor.outputEnd - decompressor.outputStart;
      if (ready > 0) {
        const count = Math.min(ready, length);
        const from = decompressor.outputStart;
        into.set(decompressor.output.subarray(from, from + count), offset);
        decompressor.outputStart += count;
        return count;
      }
      if (this.#damage !== null) throw this.#damage;
      if (this.#complete) return 0;
      let step: Step;
      try {
        step = decompressor.step(window.bytes, window.start, window.end, window.ended);
        window.start += decompressor.consumed;
      } catch (error) {
        const text = error instanceof UnpackError ? error.message : String(error);
        this.#damage = new CompressionDamage(text, window.offsetOf(window.start));
        continue;
      }
      if (step === Step.COMPLETE && window.ended && window.start === window.end) {
        this.#complete = true;
      } else if (step !== Step.PROGRESS) {
        if (!window.ended) await window.more(window.start);
        else {
          this.#damage = new CompressionDamage(
            window.failure?.message ?? 'it breaks off',
            window.offsetOf(window.end),
          );
        }
      }
    }
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async close(): Promise<void> {}
}
