import { MAXIMUM_PACKET_LENGTH } from '../../capture/capture-interface.ts';
import { bytesOfDigits } from '../../protocols/bytes.ts';

/** The bytes of one packet as a dump shows them, line by line; of one that is too long, the beginning. */
export class DumpedBytes {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds what hexadecimal digits stand for, two for each byte. */
  add(digits: string): void {
    const count = Math.min(digits.length >> 1, MAXIMUM_PACKET_LENGTH - this.#length);
    const end = this.#length + count;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytesOfDigits(digits.slice(0, 2 * count)), this.#length);
    this.#length = end;
  }

  /** A copy of them. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }
}
