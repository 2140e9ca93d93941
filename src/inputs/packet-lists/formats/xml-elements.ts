import type { InputSentence } from '../../../capture/input-sentence.ts';
import { decodeText } from '../../text.ts';
import { type ListText, Step } from '../format.ts';

/** Bytes of one packet's element: one that is longer is passed over. */
const MAXIMUM_ELEMENT = 1_048_576;

const encoder = new TextEncoder();
const LESS_THAN = 0x3c;
const SLASH = 0x2f;
const LINE_FEED = 0x0a;

interface ElementBytes {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

/** The entities of XML 1.0; there are no others without a document type, which is not read. */
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** Text of an element: the entities that XML itself has, anything else as it stands. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, ...parts) => {
      const [name, decimal, hex]: (string | undefined)[] = parts;
      if (name !== undefined) return ENTITIES[name.toLowerCase()];
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Whether a name that begins an element ends at a place: `<packet>`, not `<packets>`. */
function isNameEnd(byte: number | undefined): boolean {
  return (
    byte === 0x3e ||
    byte === 0x20 ||
    byte === 0x2f ||
    byte === LINE_FEED ||
    byte === 0x0d ||
    byte === 9
  );
}

function matchesAt(bytes: Uint8Array, at: number, pattern: Uint8Array): boolean {
  for (let i = 0; i < pattern.length; i++) if (bytes[at + i] !== pattern[i]) return false;
  return true;
}

/**
 * The next `<` with one of these bytes behind it, or with too little behind it to tell; `end` where there is
 * none. A file of nothing but `<` costs its length.
 */
function nextTag(bytes: Uint8Array, from: number, end: number, isSecond: Uint8Array): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] === LESS_THAN && (at + 1 === end || isSecond[bytes[at + 1]] === 1)) return at;
  }
  return end;
}

/** A table of bytes for `nextTag`. */
function seconds(bytes: Iterable<number>): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytes) table[byte] = 1;
  return table;
}

const END_TAG = seconds([SLASH]);

/**
 * Takes elements out of XML by their names, one after the other. It is no XML parser: no document type is
 * read and no entity defined, so there is nothing that could expand.
 */
export class ElementScanner {
  /** The element that was found, from its `<` to the end of its end tag; not unescaped. */
  element = '';
  /** Line, from 1, and byte offset in the text where it begins. */
  line = 1;
  offset = 0;
  reason: InputSentence | null = null;
  readonly #elements: readonly ElementBytes[];
  /** Bytes of the longest name's start and of what ends it. */
  readonly #longest: number;
  readonly #firstLetters: Uint8Array;
  #line = 1;
  /** Bytes of the element at hand that were searched for its end. */
  #searched = 0;
  /** The end of an element that is too long is looked for. */
  #skipping: Uint8Array | null = null;

  /** @param names of the elements; none of them stands within another */
  constructor(names: readonly string[]) {
    this.#elements = names.map((name) => ({
      start: encoder.encode(`<${name}`),
      end: encoder.encode(`</${name}>`),
    }));
    this.#longest = Math.max(...names.map((name) => name.length)) + 2;
    this.#firstLetters = seconds(this.#elements.map(({ start }) => start[1]));
  }

  /** Moves to the next element. */
  next(text: ListText): Step {
    const { bytes } = text;
    if (this.#skipping !== null && !this.#skip(text, this.#skipping)) return Step.MORE;
    for (;;) {
      // Between the elements.
      const at = nextTag(bytes, text.at, text.end, this.#firstLetters);
      this.#pass(text, at);
      const isShort = text.end - at < this.#longest;
      const element = this.#elements.find(({ start }) => {
        const behind = at + start.length;
        return behind < text.end && matchesAt(bytes, at, start) && isNameEnd(bytes[behind]);
      });
      if (element === undefined) {
        if (isShort) {
          if (text.ended) this.#pass(text, text.end);
          return Step.MORE;
        }
        this.#pass(text, at + 1);
        continue;
      }
      const end = this.#endOf(text, element.end);
      this.line = this.#line;
      this.offset = text.base + text.at;
      if (end >= 0) {
        this.element = decodeText(bytes, text.at, end);
        this.#pass(text, end);
        return Step.PACKET;
      }
      if (text.end - text.at > MAXIMUM_ELEMENT) {
        this.#skipping = element.end;
        this.#searched = 0;
        this.#pass(text, text.at + 1);
        this.reason = {
          code: 'element-too-long',
          maximumElement: MAXIMUM_ELEMENT.toLocaleString('en-US'),
        };
        return Step.NOT_UNDERSTOOD;
      }
      if (!text.ended) return Step.MORE;
      this.#pass(text, text.end);
      this.reason = { code: 'file-ends-within-packet' };
      return Step.NOT_UNDERSTOOD;
    }
  }

  /** Where the element at `text.at` ends, or -1 while its end is not in memory. */
  #endOf(text: ListText, pattern: Uint8Array): number {
    const { bytes, end } = text;
    const limit = Math.min(end, text.at + MAXIMUM_ELEMENT + pattern.length);
    let at = text.at + this.#searched;
    for (;;) {
      at = nextTag(bytes, at, limit, END_TAG);
      if (at + pattern.length > limit) break;
      if (matchesAt(bytes, at, pattern)) {
        this.#searched = 0;
        return at + pattern.length;
      }
      at++;
    }
    this.#searched = Math.max(0, limit - text.at - pattern.length);
    return -1;
  }

  /** Passes over the rest of an element. @returns false where more of the text is needed */
  #skip(text: ListText, pattern: Uint8Array): boolean {
    let at = text.at;
    for (;;) {
      at = nextTag(text.bytes, at, text.end, END_TAG);
      if (at + pattern.length > text.end) {
        this.#pass(text, text.ended ? text.end : at);
        return false;
      }
      at++;
      if (matchesAt(text.bytes, at - 1, pattern)) break;
    }
    this.#pass(text, at);
    this.#skipping = null;
    return true;
  }

  /** Uses up the text up to a place, counting lines. */
  #pass(text: ListText, to: number): void {
    const part = text.bytes.subarray(0, to);
    for (let at = part.indexOf(LINE_FEED, text.at); at >= 0; at = part.indexOf(LINE_FEED, at + 1)) {
      this.#line++;
    }
    text.at = to;
  }
}
