import type { InputSentence } from '../../../capture/input-sentence.ts';
import type { ListText } from '../format.ts';

/** Bytes of one packet's text that are kept, and how deep its objects and lists may be nested. */
export const MAXIMUM_OBJECT = 4_194_304;
const MAXIMUM_DEPTH = 128;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** Bytes outside strings that neither nest nor end a line. */
const IS_PLAIN = new Uint8Array(256).fill(1);
for (const byte of [QUOTE, LINE_FEED, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET]) {
  IS_PLAIN[byte] = 0;
}

/**
 * Finds the objects of a JSON list, or of lines of JSON, one after the other, without reading what is
 * in them: a file of any length needs the memory of one object.
 */
export class JsonScanner {
  /** Where the object found last begins and ends in the text's bytes, both braces included. */
  start = 0;
  end = 0;
  /** Its place in the file. */
  offset = 0;
  line = 1;
  /** Why it cannot be read; '' where it can. */
  reason: InputSentence | null = null;

  #line = 1;
  /** Bytes of the object from its start that were looked at. */
  #scanned = 0;
  #depth = 0;
  #deepest = 0;
  #inString = false;
  #isEscaped = false;
  /** Bytes of the object that were let go, as it is too long to be kept. */
  #dropped = 0;
  /** Something that is no object is passed over. */
  #inRubbish = false;

  /**
   * Moves past the next object; false where more of the text is needed, or nothing is left. What stands
   * between objects and belongs to no list counts as one that cannot be read.
   */
  next(text: ListText): boolean {
    this.reason = null;
    if (this.#depth === 0 && !this.#skipBetween(text)) return false;
    if (this.reason !== null) return true;
    return this.#scanObject(text);
  }

  /** Moves to the next object's brace; false at the end of what is in memory. */
  #skipBetween(text: ListText): boolean {
    const { bytes, end } = text;
    let at = text.at;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === OPEN_BRACE) break;
      if (byte === LINE_FEED) this.#line++;
      else if (byte > SPACE && byte !== COMMA && byte !== OPEN_BRACKET && byte !== CLOSE_BRACKET) {
        if (this.#inRubbish) continue;
        this.#inRubbish = true;
        this.reason = { code: 'not-a-packets-text' };
        this.offset = text.base + at;
        this.line = this.#line;
        text.at = at + 1;
        return true;
      }
    }
    text.at = at;
    if (at === end) return false;
    this.#inRubbish = false;
    this.offset = text.base + at;
    this.line = this.#line;
    this.#scanned = 0;
    this.#dropped = 0;
    this.#deepest = 0;
    return true;
  }

  #scanObject(text: ListText): boolean {
    const { bytes, end } = text;
    let at = text.at + this.#scanned;
    let depth = this.#depth;
    let deepest = this.#deepest;
    let lines = 0;
    if (this.#inString) at = this.#stringEnd(bytes, at, end);
    while (at < end) {
      const byte = bytes[at++];
      // Letters of keywords, digits, spaces: most of what is no string.
      if (IS_PLAIN[byte] === 1) continue;
      if (byte === QUOTE) at = this.#stringEnd(bytes, at, end);
      else if (byte === LINE_FEED) lines++;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++depth > deepest) deepest = depth;
      } else if (--depth === 0) break;
    }
    this.#deepest = deepest;
    this.#line += lines;
    this.#depth = depth;
    this.#scanned = at - text.at;
    if (depth > 0) {
      if (this.#scanned + this.#dropped <= MAXIMUM_OBJECT) return false;
      // Too long to be kept: only its end is looked for. A byte stays, to show that it is not over.
      this.#dropped += this.#scanned - 1;
      this.#scanned = 1;
      text.at = end - 1;
      return false;
    }
    this.start = text.at;
    this.end = at;
    text.at = at;
    const length = this.end - this.start + this.#dropped;
    if (length > MAXIMUM_OBJECT)
      this.reason = { code: 'object-too-long', maximumObject: MAXIMUM_OBJECT };
    else if (this.#deepest > MAXIMUM_DEPTH) this.reason = { code: 'nested-too-deep' };
    return true;
  }

  /** Offset behind the quote that ends a string whose inside `from` is in; `end` where none does. */
  #stringEnd(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    if (this.#isEscaped && at < end) {
      this.#isEscaped = false;
      at++;
    }
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.#inString = false;
        return at + 1;
      }
      if (byte === BACKSLASH && ++at === end) this.#isEscaped = true;
    }
    this.#inString = true;
    return end;
  }
}
