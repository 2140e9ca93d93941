import { type AddressWords, MAPPED_PREFIX } from '../../protocols/address-text.ts';

/** Writes a packet's fields in network byte order; what does not fit is left out. */
export class ByteWriter {
  bytes: Uint8Array;
  at: number;
  readonly #limit: number;

  constructor(bytes: Uint8Array, at: number, limit: number) {
    this.bytes = bytes;
    this.at = at;
    this.#limit = limit;
  }

  /** Bytes that still fit. */
  get room(): number {
    return this.#limit - this.at;
  }

  uint8(value: number): void {
    if (this.at < this.#limit) this.bytes[this.at++] = value;
  }

  uint16(value: number): void {
    this.uint8(value >>> 8);
    this.uint8(value);
  }

  uint24(value: number): void {
    this.uint8(value >>> 16);
    this.uint16(value);
  }

  uint32(value: number): void {
    this.uint16(value >>> 16);
    this.uint16(value);
  }

  zeros(count: number): void {
    for (let i = 0; i < count; i++) this.uint8(0);
  }

  raw(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.uint8(bytes[i]);
  }

  /** The last 4 bytes of a mapped IPv4 address, all 16 of another. */
  address(words: AddressWords): void {
    const isIpv4 = isIpv4Address(words);
    for (let word = isIpv4 ? 3 : 0; word < 4; word++) this.uint32(words[word]);
  }

  /** Sets 16 bits that were written before. */
  setUint16(at: number, value: number): void {
    this.bytes[at] = value >>> 8;
    this.bytes[at + 1] = value;
  }
}

/** Whether four words hold an IPv4 address, mapped. */
export function isIpv4Address(words: AddressWords): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === MAPPED_PREFIX;
}
