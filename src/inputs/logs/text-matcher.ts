import type { ProfileLog } from './profile-log.ts';

/** Bytes of a text that the search compares with a table; the rest is compared at a hit only. */
const LONGEST_WINDOW = 32;
/** Entries of the table: pairs of bytes, told apart by a hash. */
const PAIRS = 4096;

interface Text {
  readonly bytes: Uint8Array;
  /** Of which events it is the text that is searched for, in their order, and which of theirs. */
  readonly uses: { readonly event: number; readonly index: number }[];
}

/**
 * Finds which event a message is of. One text of each event, its longest, is searched for; all of them
 * at once, in steps as long as the shortest of them (Wu and Manber, 1994), so a message costs a few
 * looks, however many events a profile has. The others are compared where that one is found.
 */
export class TextMatcher {
  /** Each event's texts, each in the forms that it may have in a file. */
  readonly #events: readonly (readonly (readonly Uint8Array[])[])[];
  readonly #window: number;
  /** How far a text's window may move on when it ends with a pair of bytes. */
  readonly #step: Uint8Array;
  /** The texts whose window ends with a pair. */
  readonly #ending: (Text[] | undefined)[] = new Array(PAIRS).fill(undefined);

  constructor(log: ProfileLog) {
    this.#events = log.events.map(({ contains }) => contains.map(forms));
    const texts = searchedTexts(this.#events);
    const lengths = texts.map(({ bytes }) => bytes.length);
    this.#window = Math.min(LONGEST_WINDOW, ...lengths);
    this.#step = new Uint8Array(PAIRS).fill(Math.max(1, this.#window - 1));
    for (const text of texts) this.#enter(text);
  }

  #enter(text: Text): void {
    for (let at = Math.min(1, this.#window - 1); at < this.#window; at++) {
      const pair = pairAt(text.bytes, at, this.#window);
      this.#step[pair] = Math.min(this.#step[pair], this.#window - 1 - at);
    }
    const last = pairAt(text.bytes, this.#window - 1, this.#window);
    this.#ending[last] = [...(this.#ending[last] ?? []), text];
  }

  /** Index of the first event of which a message has all texts in their order; -1 where none. */
  event(bytes: Uint8Array, start: number, end: number): number {
    const window = this.#window;
    const step = this.#step;
    let first = -1;
    let at = start + window - 1;
    while (at < end) {
      const pair = pairAt(bytes, at, window);
      const by = step[pair];
      if (by > 0) {
        at += by;
        continue;
      }
      for (const text of this.#ending[pair] ?? NONE) {
        const from = at - window + 1;
        if (!hasAt(bytes, from, end, text.bytes)) continue;
        for (const { event, index } of text.uses) {
          if (first >= 0 && event >= first) break;
          const to = from + text.bytes.length;
          const contains = this.#events[event];
          const isWhole =
            hasInOrder(bytes, start, from, contains, 0, index) &&
            hasInOrder(bytes, to, end, contains, index + 1, contains.length);
          if (isWhole) first = event;
        }
      }
      if (first === 0) return 0;
      at++;
    }
    return first;
  }
}

const NONE: readonly Text[] = [];

/** A pair of bytes that ends at `at`; of windows of one byte just that. */
function pairAt(bytes: Uint8Array, at: number, window: number): number {
  const before = window > 1 ? bytes[at - 1] : 0;
  return ((before << 5) ^ bytes[at]) & (PAIRS - 1);
}

/** The longest text of each event, in all its forms. */
function searchedTexts(events: readonly (readonly (readonly Uint8Array[])[])[]): Text[] {
  const texts = new Map<string, Text>();
  events.forEach((contains, event) => {
    const lengths = contains.map(([utf8]) => utf8.length);
    const index = lengths.indexOf(Math.max(...lengths));
    for (const bytes of contains[index] ?? []) {
      if (bytes.length === 0) continue;
      const text = texts.get(String(bytes)) ?? { bytes, uses: [] };
      text.uses.push({ event, index });
      texts.set(String(bytes), text);
    }
  });
  return [...texts.values()];
}

/** Whether `bytes[start…end)` has the texts from one index to another, one behind the other. */
function hasInOrder(
  bytes: Uint8Array,
  start: number,
  end: number,
  contains: readonly (readonly Uint8Array[])[],
  first: number,
  behind: number,
): boolean {
  let from = start;
  for (let index = first; index < behind; index++) {
    let next = -1;
    for (const text of contains[index]) {
      const to = endOf(bytes, from, end, text);
      if (to >= 0 && (next < 0 || to < next)) next = to;
    }
    if (next < 0) return false;
    from = next;
  }
  return true;
}

function hasAt(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (at + text.length > end) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text[index]) return false;
  }
  return true;
}

/** Behind the first place of a text; -1 where it is not. */
function endOf(bytes: Uint8Array, from: number, end: number, text: Uint8Array): number {
  for (let at = from; at + text.length <= end; at++) {
    if (bytes[at] === text[0] && hasAt(bytes, at, end, text)) return at + text.length;
  }
  return -1;
}

/** A text's bytes in UTF-8, and where they differ in Windows-1252. */
function forms(text: string): Uint8Array[] {
  const utf8 = new TextEncoder().encode(text);
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  // The letters; of the signs between 0x80 and 0x9f no product's texts are known.
  const isWindows1252 = codes.every((code) => code < 0x80 || (code >= 0xa0 && code <= 0xff));
  return isWindows1252 && utf8.length !== codes.length ? [utf8, Uint8Array.from(codes)] : [utf8];
}
