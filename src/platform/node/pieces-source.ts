import { close, open, read } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { ByteSource } from '../../capture/byte-source.ts';
import type { Piece } from '../platform.ts';

/** Parts of a file, as if they were all of it. */
export async function openPieces(path: string, pieces: readonly Piece[]): Promise<ByteSource> {
  return new PiecesSource(basename(path), await promisify(open)(path, 'r'), pieces);
}

class PiecesSource implements ByteSource {
  readonly size: number;
  #piece = 0;
  #at = 0;

  constructor(
    readonly name: string,
    readonly descriptor: number,
    readonly pieces: readonly Piece[],
  ) {
    this.size = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  async read(into: Uint8Array, offset: number, length: number): Promise<number> {
    for (; this.#piece < this.pieces.length; this.#piece++, this.#at = 0) {
      const { start, end } = this.pieces[this.#piece];
      const count = Math.min(length, end - start - this.#at);
      if (count <= 0) continue;
      const from = start + this.#at;
      const { bytesRead } = await promisify(read)(this.descriptor, into, offset, count, from);
      this.#at += bytesRead;
      return bytesRead;
    }
    return 0;
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  close(): Promise<void> {
    return promisify(close)(this.descriptor);
  }
}
