import { formatAddress } from '../../../src/protocols/address-text.ts';
import type { Packet } from '../../../support/protocol-packets/every-protocol.ts';
import { seeded } from '../../../support/sample-packets.ts';
import { copiedBytes, shapeOf } from './copied-bytes.ts';

/** A packet with secrets in it, and where they are. */
export interface Planted {
  readonly packet: Packet;
  readonly places: readonly number[];
}

/**
 * Plants a secret byte wherever that does not change how the packet is built, which its decoders say:
 * letters and digits stay such, as they may be of a text.
 */
export function planted(packet: Packet, index: number): Planted {
  const random = seeded(index + 1);
  const bytes = packet.bytes.slice();
  const { shape } = shapeOf(packet);
  const places: number[] = [];
  for (let place = 0; place < bytes.length; place++) {
    const before = bytes[place];
    const isText = /[a-zA-Z0-9]/.test(String.fromCharCode(before));
    bytes[place] = isText ? 0x61 + (random() % 26) : 0x80 | (random() & 0x7f);
    if (shapeOf({ ...packet, bytes }).shape === shape) places.push(place);
    else bytes[place] = before;
  }
  return { packet: { linkType: packet.linkType, bytes }, places };
}

/** Bytes that are looked for at once: chance has so many in no report. */
const WINDOW = 6;

/** Finds planted bytes in what was written, in any form that somebody may write bytes in. */
export class Search {
  readonly #windows = new Set<string>();
  /** Addresses, as they are written, and as numbers. */
  readonly #texts = new Set<string>();

  constructor(packets: readonly Planted[]) {
    for (const { packet, places } of packets) {
      const isPlanted = new Set(places);
      // What is copied is harmless, which another test sees to, and no secret.
      const open = new Set(copiedBytes(packet));
      for (let at = 0; at + WINDOW <= packet.bytes.length; at++) {
        const window = Array.from({ length: WINDOW }, (_, i) => at + i);
        if (window.some((place) => !isPlanted.has(place) || open.has(place))) continue;
        const bytes = packet.bytes.subarray(at, at + WINDOW);
        const text = String.fromCharCode(...bytes);
        this.#windows.add(text);
        this.#windows.add([...text].reverse().join(''));
      }
      for (const { place, length, words } of shapeOf(packet).addresses) {
        const isSecret = Array.from({ length }, (_, i) => place + i).every((at) =>
          isPlanted.has(at),
        );
        // Of an address in a block that stays, the rest is planted.
        if (!isSecret) continue;
        this.#texts.add(formatAddress(...words));
        if (length === 4) this.#texts.add(`${words[3] >>> 0}`);
      }
    }
  }

  get size(): number {
    return this.#windows.size;
  }

  /** What is found of them, in hexadecimal digits. */
  in(written: Buffer): string[] {
    const found = new Set<string>();
    const text = written.toString('latin1');
    for (const form of forms(text)) {
      for (let at = 0; at + WINDOW <= form.length; at++) {
        const window = form.slice(at, at + WINDOW);
        if (this.#windows.has(window)) found.add(Buffer.from(window, 'latin1').toString('hex'));
      }
    }
    for (const [word] of text.matchAll(/[0-9a-f][0-9a-f.:]{5,}/gi)) {
      const whole = word.toLowerCase();
      for (const form of [whole, whole.replace(/[:.]\d*$/, '')]) {
        if (this.#texts.has(form)) found.add(form);
      }
    }
    return [...found];
  }
}

/** The text (a character for each byte), and what it may mean as another way of writing bytes. */
function* forms(text: string): Generator<string> {
  yield text;
  // UTF-8, and both orders of UTF-16.
  yield Buffer.from(text, 'latin1').toString('utf8');
  for (const start of [0, 1]) {
    let half = '';
    for (let i = start; i < text.length; i += 2) half += text[i];
    yield half;
  }
  yield text.replace(/(?:%|\\x|\\u00)([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  for (const [run] of text.matchAll(/[0-9a-f]{2}(?:[ :.-]?[0-9a-f]{2}){5,}/gi)) {
    const digits = run.replace(/[^0-9a-f]/gi, '');
    yield Buffer.from(digits, 'hex').toString('latin1');
    yield Buffer.from(digits.slice(1, digits.length - 1 + (digits.length % 2)), 'hex').toString(
      'latin1',
    );
  }
  for (const [run] of text.matchAll(/[\w+/-]{8,}/g)) {
    for (let start = 0; start < 4; start++) {
      yield Buffer.from(run.slice(start), 'base64').toString('latin1');
    }
  }
  // Numbers of 32 and 64 bits, and addresses: four numbers of them are bytes.
  for (const [run] of text.matchAll(/\b\d{1,3}(?:[.,] ?\d{1,3}){5,}\b/g)) {
    yield String.fromCharCode(...run.split(/[.,] ?/).map((number) => Number(number) & 0xff));
  }
}
