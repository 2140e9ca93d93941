import type { KeyedFunction } from './address-mapper.ts';
import type { KeptNames } from './kept.ts';

const MAXIMUM_CACHED = 65_536;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ROUNDS = 8;
/** First byte of the keyed function's input: names are apart from addresses. */
const TAG = 0x4e;

const encoder = new TextEncoder();

/**
 * Replaces host names label by label with as many letters and digits, so that lengths on the wire
 * stay as they are. A label's replacement depends on the labels behind it: names in one domain stay
 * in one domain. Labels of letters and digits are permuted, so no two of a domain become one.
 */
export class NameMapper {
  readonly #labels = new Map<string, string>();

  constructor(
    private readonly keyed: KeyedFunction,
    private readonly kept: KeptNames,
  ) {}

  /**
   * What stands for a label, of the same length; null where it is kept.
   * @param label in lower case, a character for each byte
   * @param suffix the labels behind it, in lower case, with dots; '' at the root
   */
  label(label: string, suffix: string): string | null {
    const name = suffix === '' ? label : `${label}.${suffix}`;
    if (label === '' || this.kept.has(name)) return null;
    let token = this.#labels.get(name);
    if (token === undefined) {
      if (this.#labels.size >= MAXIMUM_CACHED) this.#labels.clear();
      token = /^[a-z0-9]+$/.test(label) ? this.#permuted(label, suffix) : this.#hashed(name, label);
      this.#labels.set(name, token);
    }
    return token;
  }

  /** What stands for a host name in a text, of the same length. */
  host(name: string): string {
    const labels = name.toLowerCase().split('.');
    return name
      .split('.')
      .map((label, index) => this.label(labels[index], labels.slice(index + 1).join('.')) ?? label)
      .join('.');
  }

  /** A Feistel network over digits to the base 36: a permutation of the labels of that length. */
  #permuted(label: string, suffix: string): string {
    const digits = Array.from(label, (character) => ALPHABET.indexOf(character));
    const half = digits.length >> 1;
    const parts = [digits.slice(0, half), digits.slice(half)];
    for (let round = 0; round < ROUNDS; round++) {
      const [source, target] = round % 2 === 0 ? [parts[0], parts[1]] : [parts[1], parts[0]];
      const digest = this.#digest(`${round} ${label.length} ${source.join()} ${suffix}`);
      for (let i = 0; i < target.length; i++) {
        target[i] = (target[i] + digest[i % digest.length]) % ALPHABET.length;
      }
    }
    return parts
      .flat()
      .map((digit) => ALPHABET[digit])
      .join('');
  }

  /** Labels with other characters, which must not tell where these stand. */
  #hashed(name: string, label: string): string {
    const digest = this.#digest(`other ${name}`);
    return Array.from(label, (_, i) => ALPHABET[digest[i % digest.length] % ALPHABET.length]).join(
      '',
    );
  }

  #digest(text: string): Uint8Array {
    const bytes = encoder.encode(text);
    const input = new Uint8Array(1 + bytes.length);
    input[0] = TAG;
    input.set(bytes, 1);
    return this.keyed(input);
  }
}
