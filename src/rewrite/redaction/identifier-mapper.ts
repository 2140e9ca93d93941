import { Identifier, type IdentifierReplacements } from '../../protocols/redact/canvas.ts';
import type { KeyedFunction } from './address-mapper.ts';

const MAXIMUM_CACHED = 65_536;
const ROUNDS = 8;
/** First bytes of the keyed function's input: identifiers are apart from addresses and names. */
const NUMBER_TAG = 0x49;
const OCTETS_TAG = 0x4f;

/** VLAN 4095 is reserved (IEEE 802.1Q-2018 §9.6). */
const RESERVED_VLAN = 0xfff;
/** Labels below mean something (RFC 7274). */
const FIRST_ASSIGNED_LABEL = 16;

/** Whether a value is nobody's own and stays: none at all, or one that the protocol itself gives a meaning. */
function isFixed(kind: Identifier, value: number): boolean {
  if (kind === Identifier.VLAN) return value === 0 || value === RESERVED_VLAN;
  if (kind === Identifier.MPLS_LABEL) return value < FIRST_ASSIGNED_LABEL;
  return value === 0;
}

/**
 * Replaces identifiers (VLANs, virtual networks, keys of tunnels, connection IDs), each kind by itself:
 * numbers one for one with as many bits, bytes with as many bytes.
 */
export class IdentifierMapper implements IdentifierReplacements {
  readonly #numbers = new Map<string, number>();
  readonly #octets = new Map<string, Uint8Array>();

  constructor(private readonly keyed: KeyedFunction) {}

  number(kind: Identifier, value: number, bits: number): number {
    if (isFixed(kind, value)) return value;
    const name = `${kind} ${bits} ${value}`;
    let mapped = this.#numbers.get(name);
    if (mapped === undefined) {
      mapped = value;
      // A permutation leads back to where it began, so one that steps around what stays is one, too.
      do mapped = this.#permuted(kind, mapped, bits);
      while (isFixed(kind, mapped));
      if (this.#numbers.size >= MAXIMUM_CACHED) this.#numbers.clear();
      this.#numbers.set(name, mapped);
    }
    return mapped;
  }

  octets(kind: Identifier, bytes: Uint8Array, start: number, end: number): Uint8Array {
    const name = String.fromCharCode(kind, ...bytes.subarray(start, end));
    let mapped = this.#octets.get(name);
    if (mapped === undefined) {
      mapped = this.keyed(Uint8Array.from([OCTETS_TAG, kind, ...bytes.subarray(start, end)]));
      if (this.#octets.size >= MAXIMUM_CACHED) this.#octets.clear();
      this.#octets.set(name, mapped);
    }
    return mapped;
  }

  /** A Feistel network over the bits' two halves, the left one a bit longer where their number is odd. */
  #permuted(kind: Identifier, value: number, bits: number): number {
    let rightBits = bits >> 1;
    let leftBits = bits - rightBits;
    let left = Math.floor(value / 2 ** rightBits);
    let right = value % 2 ** rightBits;
    for (let round = 0; round < ROUNDS; round++) {
      const digest = this.keyed(
        Uint8Array.of(NUMBER_TAG, kind, bits, round, right >>> 8, right & 0xff),
      );
      const added = (left ^ (digest[0] * 256 + digest[1])) & (2 ** leftBits - 1);
      [left, right] = [right, added];
      [leftBits, rightBits] = [rightBits, leftBits];
    }
    return left * 2 ** rightBits + right;
  }
}
