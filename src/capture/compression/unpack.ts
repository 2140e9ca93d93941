import type { ByteSource } from '../byte-source.ts';
import { failureOf } from '../input-sentence.ts';
import type { InputWindow } from '../input-window.ts';
import { type Compression, CompressionDamage } from './compression.ts';
import { type Decompressor, Step } from './decompressor.ts';
import { Gzip } from './gzip.ts';
import { Lz4 } from './lz4.ts';
import { Sniffer } from './sniffer.ts';
import { Zstd } from './zstd.ts';

const DECOMPRESSORS: Record<Compression, new () => Decompressor> = {
  gzip: Gzip,
  zstd: Zstd,
  lz4: Lz4,
  sniffer: Sniffer,
};

/** The unpacked bytes of a compressed source, whose first chunk `window` already holds. */
export class UnpackedSource implements ByteSource {
  readonly size = null;
  readonly isReadersAlone = true;
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
        const why = failureOf(error);
        this.#damage = new CompressionDamage(why, window.offsetOf(window.start));
        continue;
      }
      if (step === Step.COMPLETE && window.ended && window.start === window.end) {
        this.#complete = true;
      } else if (step !== Step.PROGRESS) {
        if (!window.ended) await window.more(window.start);
        else {
          this.#damage = new CompressionDamage(
            window.failure === null ? { code: 'breaks-off' } : failureOf(window.failure),
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
