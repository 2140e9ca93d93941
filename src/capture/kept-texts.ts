/**
 * Bytes of all texts that are kept of one file, together: names, descriptions and filters of its interfaces,
 * comments, names for addresses, key logs.
 */
const MAXIMUM_TEXTS = 1 << 24;

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
  get note(): { readonly code: string; readonly text: string } {
    const [texts, are] = this.leftOut === 1 ? ['text', 'is'] : ['texts', 'are'];
    return {
      code: 'texts-left-out',
      text: `${this.leftOut.toLocaleString('en-US')} ${texts} of the file (names, comments, key logs) ${are} left out: it has more than ${MAXIMUM_TEXTS.toLocaleString('en-US')} bytes of them.`,
    };
  }
}
