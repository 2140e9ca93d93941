import type { CaptureNote } from './note.ts';

/**
 * Bytes of all texts that are kept of one file, together: names, descriptions and filters of its interfaces,
 * comments, names for addresses, key logs.
 */
const MAXIMUM_TEXTS = 1 << 24;

/**
 * A copy of a text that is kept longer than what it is part of: a part of a text holds all of it in memory
 * (V8's sliced strings), a line of 64 KiB for a name of 20 characters.
 */
export function ownText(text: string): string {
  // What is joined is made whole in a place of its own before it is cut.
  return ` ${text}`.slice(1);
}

/** What a file's texts may take: one budget for all, as no bound on each of them bounds their sum. */
export class KeptTexts {
  /** Texts that were left out. */
  leftOut = 0;
  #left = MAXIMUM_TEXTS;

  /** @returns whether a text of so many bytes may be kept */
  keeps(length: number): boolean {
    if (length > this.#left) {
      this.leftOut++;
      return false;
    }
    this.#left -= length;
    return true;
  }

  /** What the report says of it. */
  get note(): CaptureNote {
    const code = 'texts-left-out';
    return { code, sentence: { code, number: this.leftOut, maximum: MAXIMUM_TEXTS } };
  }
}
