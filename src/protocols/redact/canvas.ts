import type { AddressWords } from '../address-text.ts';
import { readInt32, readUint16, readUint24, readUint32 } from '../bytes.ts';
import { internetChecksum } from '../internet-checksum.ts';
import type { PacketView } from '../packet-view.ts';

/** What stands for addresses; `rewrite/` has the mapping and its key. */
export interface AddressReplacements {
  /** For an IPv4 address (int32). */
  ipv4(address: number): number;
  /** For an address in four words, IPv4 mapped (RFC 4291 §2.5.5.2). */
  words(address: AddressWords): AddressWords;
  /** For the MAC address at `bytes[at]`: six bytes to `into[to]`. */
  mac(bytes: Uint8Array, at: number, into: Uint8Array, to: number): void;
}

/** What stands for names, each of the same length. */
export interface NameReplacements {
  /** For a label, by the labels behind it, both in lower case; null where it is kept. */
  label(label: string, suffix: string): string | null;
  /** For a host name in a text. */
  host(name: string): string;
}

/** Kinds of identifiers that somebody was given or has chosen: each has replacements of its own. */
export enum Identifier {
  VLAN = 1,
  /** VXLAN, Geneve. */
  VIRTUAL_NETWORK,
  GRE_KEY,
  GTP_ENDPOINT,
  /** ESP, AH, and what enc says of them. */
  SECURITY_ASSOCIATION,
  MPLS_LABEL,
  PPP_SESSION,
  ERSPAN_SESSION,
  INTERFACE_INDEX,
  /** Some systems make them of the addresses, without a key. */
  FLOW_LABEL,
  QUIC_CONNECTION,
}

/** What stands for identifiers: the same for the same, so that it is seen what belongs together. */
export interface IdentifierReplacements {
  /** For a number of `bits` bits (2 to 32) one as long, one for one; 0 stays. */
  number(kind: Identifier, value: number, bits: number): number;
  /** For bytes [start, end), 32 at the most: as many others. */
  octets(kind: Identifier, bytes: Uint8Array, start: number, end: number): Uint8Array;
}

/** What redacting a packet needs. */
export interface Mappers {
  readonly addresses: AddressReplacements;
  readonly names: NameReplacements;
  readonly identifiers: IdentifierReplacements;
}

/** A layer to be redacted: bytes [at, limit) of the original. */
export interface RedactedLayer {
  readonly at: number;
  readonly limit: number;
  /** Where the next layer begins; `limit` where none does. */
  readonly next: number;
  /** Whether a protocol that is known follows: what names it is then understood. */
  readonly isFollowed: boolean;
  readonly view: PacketView;
  /** Its index in the view. */
  readonly layer: number;
}

/**
 * Puts what a redacted capture keeps of a layer on the canvas: what lies inside (quotations, too) are
 * layers of their own.
 */
export type Redact = (canvas: Canvas, layer: RedactedLayer, mappers: Mappers) => void;

/**
 * A packet being written anew: nothing is in it but what was put there. Places are those of the
 * original, so that who walks the original need not count twice. Places out of bounds are left out.
 */
export class Canvas {
  /** One past the last byte that was put: what lies behind was not understood, and is not kept. */
  reached = 0;

  constructor(
    /** The original. */
    readonly from: Uint8Array,
    /** First and one past the last place of the original. */
    readonly start: number,
    readonly end: number,
    /** Filled with zero bytes; `start` of the original is its place 0. */
    readonly to: Uint8Array,
  ) {
    this.reached = start;
  }

  /** Takes bytes [start, end) over as they are. */
  copy(start: number, end: number): void {
    const last = Math.min(end, this.end);
    for (let i = Math.max(start, this.start); i < last; i++) this.to[i - this.start] = this.from[i];
    this.reach(last);
  }

  put(at: number, byte: number): void {
    if (at < this.start || at >= this.end) return;
    this.to[at - this.start] = byte;
    this.reach(at + 1);
  }

  /** Takes of the byte at `at` the bits of `mask`. */
  copyBits(at: number, mask: number): void {
    this.put(at, this.from[at] & mask);
  }

  put16(at: number, value: number): void {
    this.put(at, value >>> 8);
    this.put(at + 1, value & 0xff);
  }

  put32(at: number, value: number): void {
    this.put16(at, value >>> 16);
    this.put16(at + 2, value & 0xffff);
  }

  /** Puts what stands for the identifier of 16, 24 or 32 bits at `at`. */
  identifier16(at: number, kind: Identifier, identifiers: IdentifierReplacements): void {
    this.put16(at, identifiers.number(kind, readUint16(this.from, at), 16));
  }
  identifier24(at: number, kind: Identifier, identifiers: IdentifierReplacements): void {
    const value = identifiers.number(kind, readUint24(this.from, at), 24);
    this.put(at, value >>> 16);
    this.put16(at + 1, value & 0xffff);
  }
  identifier32(at: number, kind: Identifier, identifiers: IdentifierReplacements): void {
    this.put32(at, identifiers.number(kind, readUint32(this.from, at), 32));
  }

  /** Puts bytes at [start, end). */
  octets(start: number, end: number, bytes: Uint8Array): void {
    for (let i = start; i < end; i++) this.put(i, bytes[i - start]);
  }

  /** Puts what stands for the IPv4 address at `at`. */
  ipv4(at: number, addresses: AddressReplacements): void {
    this.put32(at, addresses.ipv4(readInt32(this.from, at)));
  }

  /** Puts what stands for the IPv6 address at `at`. */
  ipv6(at: number, addresses: AddressReplacements): void {
    const word = (index: number) => readInt32(this.from, at + 4 * index);
    const mapped = addresses.words([word(0), word(1), word(2), word(3)]);
    for (let index = 0; index < 4; index++) this.put32(at + 4 * index, mapped[index]);
  }

  /** Puts what stands for the MAC address at `at`. */
  mac(at: number, addresses: AddressReplacements): void {
    const mapped = new Uint8Array(6);
    addresses.mac(this.from, at, mapped, 0);
    for (let i = 0; i < 6; i++) this.put(at + i, mapped[i]);
  }

  /** The Internet checksum of [start, end) as redacted. */
  checksum(start: number, end: number, sum = 0): number {
    return internetChecksum(this.to, start - this.start, end - this.start, sum);
  }

  /** Puts text, a byte for each character. */
  text(at: number, text: string): void {
    for (let i = 0; i < text.length; i++) this.put(at + i, text.charCodeAt(i));
  }

  /** Fills [start, end) with one byte. */
  fill(start: number, end: number, byte: number): void {
    const last = Math.min(end, this.end);
    for (let i = Math.max(start, this.start); i < last; i++) this.to[i - this.start] = byte;
    this.reach(last);
  }

  /** Keeps bytes up to `end`, zero where nothing was put. */
  reach(end: number): void {
    const last = Math.min(end, this.end);
    if (last > this.reached) this.reached = last;
  }
}
