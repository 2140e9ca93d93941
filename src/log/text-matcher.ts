import type { ProfileLog } from '../profile/profile-log.ts';

/** Bytes of all texts of a log together; a profile with more is refused. */
export const MAXIMUM_TEXT_BYTES = 16_384;

interface Place {
  /** Index in the log's events; IPV4 and IPV6 are below zero. */
  readonly event: number;
  /** Which of the event's texts it is. */
  readonly index: number;
  readonly length: number;
}

const IPV4 = -1;
const IPV6 = -2;

/**
 * Looks for all texts of a log's events in one pass over a message's bytes (Aho and Corasick, 1975): a
 * message costs the same whether it is known or not, and however many events the profile has.
 */
export class TextMatcher {
  /** Row of a state: the next state by byte. */
  readonly #next: Uint16Array;
  /** States from this one on have found something. */
  readonly #firstFound: number;
  readonly #found: readonly (readonly Place[])[];
  readonly #lengths: readonly number[];
  /** How many of an event's texts were found, and where the next may begin. */
  readonly #progress: Uint32Array;
  readonly #from: Float64Array;
  readonly #touched: number[] = [];
  #base = 0;
  #hasIpv4 = false;
  #hasIpv6 = false;

  /** @throws Error for a profile with more text than MAXIMUM_TEXT_BYTES */
  constructor(log: ProfileLog) {
    const trie = new Trie();
    log.events.forEach(({ contains }, event) => {
      contains.forEach((text, index) => {
        trie.add(text, event, index);
      });
    });
    if (log.addressFamilies !== undefined) {
      trie.add(log.addressFamilies.ipv4, IPV4, 0);
      trie.add(log.addressFamilies.ipv6, IPV6, 0);
    }
    ({ next: this.#next, firstFound: this.#firstFound, found: this.#found } = trie.automaton());
    this.#lengths = log.events.map(({ contains }) => contains.length);
    this.#progress = new Uint32Array(log.events.length);
    this.#from = new Float64Array(log.events.length);
  }

  /** Begins a message. */
  start(): void {
    for (const event of this.#touched) this.#progress[event] = 0;
    this.#touched.length = 0;
    this.#base = 0;
    this.#hasIpv4 = false;
    this.#hasIpv6 = false;
  }

  /** A line of the message; no text spans lines. */
  scan(bytes: Uint8Array, start: number, end: number): void {
    const next = this.#next;
    const firstFound = this.#firstFound;
    let state = 0;
    for (let at = start; at < end; at++) {
      state = next[(state << 8) | bytes[at]];
      if (state >= firstFound) this.#meet(state - firstFound, this.#base + at - start + 1);
    }
    this.#base += end - start + 1;
  }

  #meet(found: number, end: number): void {
    for (const { event, index, length } of this.#found[found]) {
      if (event < 0) {
        if (event === IPV4) this.#hasIpv4 = true;
        else this.#hasIpv6 = true;
        continue;
      }
      if (this.#progress[event] !== index) continue;
      if (index > 0 && end - length < this.#from[event]) continue;
      if (index === 0) this.#touched.push(event);
      this.#progress[event] = index + 1;
      this.#from[event] = end;
    }
  }

  /** Index of the first event of which the message has all texts in their order; -1 where none. */
  event(): number {
    let first = -1;
    for (const event of this.#touched) {
      const isWhole = this.#progress[event] === this.#lengths[event];
      if (isWhole && (first < 0 || event < first)) first = event;
    }
    return first;
  }

  /** The address family that the message names, null where it names none or both. */
  addressFamily(): 'ipv4' | 'ipv6' | null {
    if (this.#hasIpv4 === this.#hasIpv6) return null;
    return this.#hasIpv4 ? 'ipv4' : 'ipv6';
  }
}

interface Node {
  readonly next: Map<number, number>;
  readonly places: Place[];
}

class Trie {
  readonly #nodes: Node[] = [{ next: new Map(), places: [] }];

  add(text: string, event: number, index: number): void {
    // A file in Windows-1252 has the text's letters as other bytes than one in UTF-8.
    for (const form of [new TextEncoder().encode(text), windows1252(text)]) {
      if (form !== null && form.length > 0) this.#addForm(form, event, index);
    }
  }

  #addForm(form: Uint8Array, event: number, index: number): void {
    let at = 0;
    for (const byte of form) {
      let to = this.#nodes[at].next.get(byte);
      if (to === undefined) {
        to = this.#nodes.length;
        if (to >= MAXIMUM_TEXT_BYTES) {
          throw new Error(`profile: a log's texts are longer than ${MAXIMUM_TEXT_BYTES} bytes`);
        }
        this.#nodes.push({ next: new Map(), places: [] });
        this.#nodes[at].next.set(byte, to);
      }
      at = to;
    }
    this.#nodes[at].places.push({ event, index, length: form.length });
  }

  /** Numbers the states so that those that have found a text come last, and fills the table. */
  automaton() {
    const nodes = this.#nodes;
    const count = nodes.length;
    const next = new Uint16Array(count << 8);
    // Where to go on when a text breaks off: the longest end of it that begins another.
    const fallBack = new Uint16Array(count);
    const order = [0];
    for (let done = 0; done < order.length; done++) {
      const at = order[done];
      const back = fallBack[at];
      next.copyWithin(at << 8, back << 8, (back + 1) << 8);
      if (at !== 0) nodes[at].places.push(...nodes[back].places);
      for (const [byte, to] of nodes[at].next) {
        fallBack[to] = at === 0 ? 0 : next[(back << 8) | byte];
        next[(at << 8) | byte] = to;
        order.push(to);
      }
    }
    const finding = order.filter((at) => nodes[at].places.length > 0);
    const others = order.filter((at) => nodes[at].places.length === 0);
    const renumbered = new Uint16Array(count);
    for (const [number, at] of [...others, ...finding].entries()) renumbered[at] = number;
    const table = new Uint16Array(count << 8);
    for (let at = 0; at < count; at++) {
      for (let byte = 0; byte < 256; byte++) {
        table[(renumbered[at] << 8) | byte] = renumbered[next[(at << 8) | byte]];
      }
    }
    return {
      next: table,
      firstFound: others.length,
      found: finding.map((at) => nodes[at].places),
    };
  }
}

/** The bytes of a text in Windows-1252; null where they are the same as in UTF-8, or not possible. */
function windows1252(text: string): Uint8Array | null {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  if (codes.every((code) => code < 0x80)) return null;
  // The letters; of the signs between 0x80 and 0x9f no product's texts are known.
  return codes.every((code) => code < 0x80 || (code >= 0xa0 && code <= 0xff))
    ? Uint8Array.from(codes)
    : null;
}
