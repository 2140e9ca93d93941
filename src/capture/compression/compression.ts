import { readUint32 } from '../byte-order.ts';
import type { InputSentence } from '../input-sentence.ts';
import { UntoldError } from '../sentence.ts';
import { isCompressedSniffer } from './sniffer.ts';

/** Compressions that a capture may come in. */
export type Compression = 'gzip' | 'zstd' | 'lz4' | 'sniffer';

export const LZ4_MAGIC = 0x184d2204;
export const ZSTD_MAGIC = 0xfd2fb528;

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
  if (magic === LZ4_MAGIC) return 'lz4';
  return isCompressedSniffer(bytes, start, end) ? 'sniffer' : null;
}

/** Damage in compressed data, met after all that could be unpacked before it was given out. */
export class CompressionDamage extends UntoldError<InputSentence> {
  constructor(
    sentence: InputSentence,
    /** Byte offset in the compressed input. */
    readonly offset: number,
  ) {
    super(sentence);
  }
}
