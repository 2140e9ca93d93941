/** Bytes of the handshake that are kept of one side, and pieces with holes between them. */
const MAXIMUM_LENGTH = 16_384;
const MAXIMUM_PIECES = 64;
const FIRST_SIZE = 2_048;

/**
 * The handshake messages of one side, put together from CRYPTO frames that come in any order, over
 * several packets, and again (RFC 9000 §19.6).
 */
export class CryptoStream {
  /** From byte 0 on; what counts are the first `length`. */
  bytes = new Uint8Array(0);
  /** Bytes without a hole, from the start. */
  length = 0;
  /** Start and end of what lies beyond, in rising order. */
  #pieces: number[] = [];

  /**
   * Takes in a frame's data: [start, end) of `from`, at `offset` of the stream.
   * @returns whether there is more without a hole than before
   */
  add(offset: number, from: Uint8Array, start: number, end: number): boolean {
    const stop = offset + end - start;
    if (stop > MAXIMUM_LENGTH || stop <= this.length || end <= start) return false;
    const pieces: number[] = [];
    let [low, high] = [offset, stop];
    let isIn = false;
    for (let i = 0; i < this.#pieces.length; i += 2) {
      const [first, last] = [this.#pieces[i], this.#pieces[i + 1]];
      if (last < low) pieces.push(first, last);
      else if (first > high) {
        if (!isIn) pieces.push(low, high);
        isIn = true;
        pieces.push(first, last);
      } else {
        low = Math.min(low, first);
        high = Math.max(high, last);
      }
    }
    if (!isIn) pieces.push(low, high);
    if (pieces.length > 2 * MAXIMUM_PIECES) return false;
    if (this.bytes.length < stop) {
      const grown = new Uint8Array(Math.max(FIRST_SIZE, 2 * this.bytes.length, stop));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    // What was there first stays: it may have been shown.
    const fresh = Math.max(offset, this.length);
    this.bytes.set(from.subarray(start + fresh - offset, end), fresh);
    this.#pieces = pieces;
    if (pieces[0] > this.length) return false;
    this.length = pieces[1];
    this.#pieces = pieces.slice(2);
    return true;
  }
}
