import { readUint16 } from '../byte-order.ts';
import { BODY, MINIMUM_LENGTH, TRAILER_LENGTH } from './block.ts';

/* Name Resolution Block (pcapng §4.5): records of type, length, value, padded to four bytes. */
export const LENGTH = 4 + MINIMUM_LENGTH;
const HEADER_LENGTH = 4;
const ADDRESS_LENGTHS: readonly number[] = [0, 4, 16];

/** Names kept, and how long one may be (a DNS name has at most 255 bytes). */
const MAXIMUM_NAMES = 10_000;
const MAXIMUM_NAME_LENGTH = 255;

/** A name that the capturing program knew for an address. */
export interface ResolvedName {
  /** 4 or 16 bytes, network order. */
  readonly address: Uint8Array;
  readonly name: string;
}

const decoder = new TextDecoder();

/** Adds the names of the block at [at, end) to `names`, the first of each record. */
export function readNames(
  bytes: Uint8Array,
  at: number,
  end: number,
  bigEndian: boolean,
  names: ResolvedName[],
): void {
  const bodyEnd = end - TRAILER_LENGTH;
  let next = at + BODY;
  while (next + HEADER_LENGTH <= bodyEnd && names.length < MAXIMUM_NAMES) {
    const type = readUint16(bytes, next, bigEndian);
    const length = readUint16(bytes, next + 2, bigEndian);
    const valueAt = next + HEADER_LENGTH;
    if (type === 0 || valueAt + length > bodyEnd) return;
    const addressLength = type < ADDRESS_LENGTHS.length ? ADDRESS_LENGTHS[type] : 0;
    if (addressLength > 0 && length > addressLength) {
      const nameAt = valueAt + addressLength;
      const nul = bytes.indexOf(0, nameAt);
      const nameEnd = Math.min(
        nul < 0 ? valueAt + length : nul,
        valueAt + length,
        nameAt + MAXIMUM_NAME_LENGTH,
      );
      if (nameEnd > nameAt) {
        names.push({
          address: bytes.slice(valueAt, nameAt),
          name: decoder.decode(bytes.slice(nameAt, nameEnd)),
        });
      }
    }
    next = valueAt + ((length + 3) & ~3);
  }
}
