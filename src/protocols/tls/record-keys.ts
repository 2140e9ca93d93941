import { type Aead, NONCE_LENGTH, TAG_LENGTH } from '../crypto/aead.ts';
import { Aes } from '../crypto/aes.ts';
import { ChaCha20Poly1305 } from '../crypto/chacha20-poly1305.ts';
import { Gcm } from '../crypto/gcm.ts';
import type { Hash } from '../crypto/hash.ts';
import { hkdfExpandLabel } from '../crypto/hkdf.ts';
import { SHA_256 } from '../crypto/sha256.ts';
import { SHA_384 } from '../crypto/sha384.ts';
import * as tls from './codec.ts';

/** What a cipher suite of TLS 1.3 (RFC 8446 §B.4) protects records with. */
export interface RecordCipher {
  readonly hash: Hash;
  readonly keyLength: number;
  readonly aead: (key: Uint8Array) => Aead;
}

const gcm = (key: Uint8Array) => new Gcm(new Aes(key));

const CIPHERS: ReadonlyMap<number, RecordCipher> = new Map([
  [0x1301, { hash: SHA_256, keyLength: 16, aead: gcm }],
  [0x1302, { hash: SHA_384, keyLength: 32, aead: gcm }],
  [0x1303, { hash: SHA_256, keyLength: 32, aead: (key) => new ChaCha20Poly1305(key) }],
]);

/** That of a suite; null where it is not known here. */
export function recordCipher(suite: number): RecordCipher | null {
  return CIPHERS.get(suite) ?? null;
}

/** Opens the records that one side sends, one after the other. */
export interface OpenedRecords {
  /** Of the record that was opened last: its content in [0, `length`), and its type. */
  readonly content: Uint8Array;
  readonly length: number;
  readonly type: number;
  /** Records that were opened. */
  readonly opened: number;
  /**
   * Opens the record in [at, end), which is whole.
   * @returns whether it is the next one under these keys; then its content can be read
   */
  open(bytes: Uint8Array, at: number, end: number): boolean;
}

/** Keys of the records that one side sends under one traffic secret (RFC 8446 §5.2, §7.3). */
export class RecordKeys implements OpenedRecords {
  content = new Uint8Array(0);
  length = 0;
  type = 0;
  opened = 0;
  readonly #aead: Aead;
  readonly #iv: Uint8Array;
  readonly #nonce = new Uint8Array(NONCE_LENGTH);

  /** @param secret as long as what the hash gives: see `recordKeys` */
  constructor({ hash, keyLength, aead }: RecordCipher, secret: Uint8Array) {
    this.#aead = aead(hkdfExpandLabel(hash, secret, 'key', keyLength));
    this.#iv = hkdfExpandLabel(hash, secret, 'iv', NONCE_LENGTH);
  }

  open(bytes: Uint8Array, at: number, end: number): boolean {
    const start = at + tls.RECORD_HEADER_LENGTH;
    const length = end - start - TAG_LENGTH;
    if (length < 1) return false;
    this.#nonce.set(this.#iv);
    for (let i = 0; i < 4; i++) this.#nonce[NONCE_LENGTH - 1 - i] ^= this.opened >>> (8 * i);
    if (this.content.length < length) this.content = new Uint8Array(length);
    const header = bytes.subarray(at, start);
    if (!this.#aead.open(this.#nonce, header, bytes, start, end, this.content)) return false;
    this.opened++;
    // Behind the content stand its type, and zeros (§5.4).
    let last = length - 1;
    while (last > 0 && this.content[last] === 0) last--;
    this.type = this.content[last];
    this.length = last;
    return true;
  }
}

/** Keys under a secret; null where there is none, or not of that suite. */
export function recordKeys(cipher: RecordCipher, secret: Uint8Array | undefined) {
  if (secret?.length !== cipher.hash.digestLength) return null;
  return new RecordKeys(cipher, secret);
}
