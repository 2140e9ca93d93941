import { Aes } from '../crypto/aes.ts';
import { BLOCK_LENGTH, decryptCbc } from '../crypto/cbc.ts';
import type { Hash } from '../crypto/hash.ts';
import { hmac } from '../crypto/hkdf.ts';
import * as tls from './codec.ts';
import type { OpenedRecords } from './record-keys.ts';

/** Bytes that the MAC covers before the content: number, type, version, length (RFC 5246 §6.2.3.1). */
const PSEUDO_HEADER_LENGTH = 13;

/** What records of AES-CBC are authenticated with. */
export interface RecordMac {
  readonly hash: Hash;
  readonly key: Uint8Array;
  /** Whether it covers what is encrypted (RFC 7366 §3), or the content, and is encrypted with it. */
  readonly isOfCiphertext: boolean;
}

/**
 * Keys of the records that one side of TLS 1.2 sends with AES-CBC after its ChangeCipherSpec (RFC 5246
 * §6.2.3.2). Each begins with its initialization vector. No time is made equal: the keys are somebody's own log.
 */
export class CbcKeys implements OpenedRecords {
  content = new Uint8Array(0);
  length = 0;
  type = 0;
  opened = 0;
  readonly #aes: Aes;

  constructor(
    key: Uint8Array,
    private readonly mac: RecordMac,
  ) {
    this.#aes = new Aes(key);
  }

  open(bytes: Uint8Array, at: number, end: number): boolean {
    const { hash, isOfCiphertext } = this.mac;
    const start = at + tls.RECORD_HEADER_LENGTH;
    const macLength = hash.digestLength;
    const blocksEnd = isOfCiphertext ? end - macLength : end;
    // Vector, and at least one block: one byte says how many bytes of padding stand before it.
    const encrypted = blocksEnd - start - BLOCK_LENGTH;
    if (encrypted < BLOCK_LENGTH || encrypted % BLOCK_LENGTH !== 0) return false;
    if (isOfCiphertext && !this.#isAuthentic(bytes, at, bytes, start, blocksEnd)) {
      return false;
    }
    if (this.content.length < encrypted) this.content = new Uint8Array(encrypted);
    const plain = this.content;
    decryptCbc(this.#aes, bytes, start, blocksEnd, plain);
    const padded = encrypted - 1 - plain[encrypted - 1];
    const length = isOfCiphertext ? padded : padded - macLength;
    if (length < 0) return false;
    for (let i = padded; i < encrypted; i++) if (plain[i] !== plain[encrypted - 1]) return false;
    if (!isOfCiphertext && !this.#isAuthentic(bytes, at, plain, 0, length)) return false;
    this.opened++;
    this.type = tls.recordType(bytes, at);
    this.length = length;
    return true;
  }

  /** Whether [from, to) of `covered`, content of the record at `at`, has its MAC behind it. */
  #isAuthentic(
    bytes: Uint8Array,
    at: number,
    covered: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    const length = to - from;
    const message = new Uint8Array(PSEUDO_HEADER_LENGTH + length);
    for (let i = 0; i < 4; i++) message[7 - i] = this.opened >>> (8 * i);
    // Type and version as the record has them.
    for (let i = 0; i < 3; i++) message[8 + i] = bytes[at + i];
    message[PSEUDO_HEADER_LENGTH - 2] = length >> 8;
    message[PSEUDO_HEADER_LENGTH - 1] = length;
    message.set(covered.subarray(from, to), PSEUDO_HEADER_LENGTH);
    const expected = hmac(this.mac.hash, this.mac.key, message);
    return expected.every((byte, index) => covered[to + index] === byte);
  }
}
