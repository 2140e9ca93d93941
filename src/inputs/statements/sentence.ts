/** A piece of a sentence's pattern: what stands before a slot, and the slot's name ('' at the end). */
interface Piece {
  readonly literal: string;
  readonly slot: string;
}

/** Slots of a sentence, by name. */
export type Slots = Record<string, string>;

/**
 * A sentence with slots, as `Denied by {reason} (policy {rule})`. Each slot ends where the text behind
 * it in the pattern first comes: one pass over the line, whatever is in it. The pattern may begin
 * anywhere in a line, and need not reach its end.
 */
export class Sentence {
  readonly #pieces: Piece[] = [];

  constructor(pattern: string) {
    let at = 0;
    for (const found of pattern.matchAll(/\{([\w-]+)\}/g)) {
      this.#pieces.push({ literal: pattern.slice(at, found.index), slot: found[1] });
      at = found.index + found[0].length;
    }
    this.#pieces.push({ literal: pattern.slice(at), slot: '' });
  }

  /** Fills the slots. @returns false where the line is not this sentence; slots may be filled then */
  match(text: string, slots: Slots): boolean {
    const pieces = this.#pieces;
    let at = text.indexOf(pieces[0].literal);
    if (at < 0) return false;
    at += pieces[0].literal.length;
    for (let index = 1; index < pieces.length; index++) {
      const { literal } = pieces[index];
      const end = literal === '' ? text.length : text.indexOf(literal, at);
      if (end < 0) return false;
      slots[pieces[index - 1].slot] = text.slice(at, end);
      at = end + literal.length;
    }
    return true;
  }
}
