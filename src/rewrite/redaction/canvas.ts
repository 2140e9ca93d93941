/**
 * A packet being written anew: nothing is in it but what was put there. Places are those of the
 * original, so that who walks the original need not count twice. Places out of bounds are left out.
 */
export class Canvas {
  /** One past the last byte that was put: what lies behind was not understood, and is not kept. */
  reached = 0;

  constructor(
    /** The original. */
    readonly from: Uint8Array,
    /** First and one past the last place of the original. */
    readonly start: number,
    readonly end: number,
    /** Filled with zero bytes; `start` of the original is its place 0. */
    readonly to: Uint8Array,
  ) {
    this.reached = start;
  }

  /** Takes bytes [start, end) over as they are. */
  copy(start: number, end: number): void {
    const last = Math.min(end, this.end);
    for (let i = Math.max(start, this.start); i < last; i++) this.to[i - this.start] = this.from[i];
    this.reach(last);
  }

  put(at: number, byte: number): void {
    if (at < this.start || at >= this.end) return;
    this.to[at - this.start] = byte;
    this.reach(at + 1);
  }

  put16(at: number, value: number): void {
    this.put(at, value >>> 8);
    this.put(at + 1, value & 0xff);
  }

  put32(at: number, value: number): void {
    this.put16(at, value >>> 16);
    this.put16(at + 2, value & 0xffff);
  }

  /** Puts text, a byte for each character. */
  text(at: number, text: string): void {
    for (let i = 0; i < text.length; i++) this.put(at + i, text.charCodeAt(i));
  }

  /** Fills [start, end) with one byte. */
  fill(start: number, end: number, byte: number): void {
    const last = Math.min(end, this.end);
    for (let i = Math.max(start, this.start); i < last; i++) this.to[i - this.start] = byte;
    this.reach(last);
  }

  /** Keeps bytes up to `end`, zero where nothing was put. */
  reach(end: number): void {
    const last = Math.min(end, this.end);
    if (last > this.reached) this.reached = last;
  }
}
