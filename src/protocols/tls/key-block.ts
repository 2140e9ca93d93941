import { type Aead, NONCE_LENGTH, TAG_LENGTH } from '../crypto/aead.ts';
import { Aes } from '../crypto/aes.ts';
import { ChaCha20Poly1305 } from '../crypto/chacha20-poly1305.ts';
import { Gcm } from '../crypto/gcm.ts';
import type { Hash } from '../crypto/hash.ts';
import { prf } from '../crypto/prf.ts';
import { SHA_256 } from '../crypto/sha256.ts';
import { SHA_384 } from '../crypto/sha384.ts';
import * as tls from './codec.ts';
import type { ConnectionSecrets } from './key-log.ts';
import type { OpenedRecords } from './record-keys.ts';

/** What a cipher suite of TLS 1.2 with authenticated encryption protects records with. */
interface BlockCipher {
  readonly hash: Hash;
  readonly keyLength: number;
  /** Bytes of the nonce that come of the key block; the others stand in the record. */
  readonly fixedLength: number;
  readonly aead: (key: Uint8Array) => Aead;
}

const SALT_LENGTH = 4;
const EXPLICIT_LENGTH = NONCE_LENGTH - SALT_LENGTH;
/** Bytes that the tag covers beside the content: number, type, version, length (RFC 5246 §6.2.3.3). */
const ASSOCIATED_LENGTH = 13;
const MASTER_LENGTH = 48;
const RANDOM_LENGTH = 32;

const gcm = (key: Uint8Array) => new Gcm(new Aes(key));
const AES_128_GCM = { hash: SHA_256, keyLength: 16, fixedLength: SALT_LENGTH, aead: gcm };
const AES_256_GCM = { hash: SHA_384, keyLength: 32, fixedLength: SALT_LENGTH, aead: gcm };
const CHACHA = {
  ...{ hash: SHA_256, keyLength: 32, fixedLength: NONCE_LENGTH },
  aead: (key: Uint8Array) => new ChaCha20Poly1305(key),
};

/** RFC 5288 §3, RFC 5289 §3.2, RFC 5487 §2 and RFC 7905 §2. */
const CIPHERS: ReadonlyMap<number, BlockCipher> = new Map(
  (
    [
      [
        AES_128_GCM,
        [0x9c, 0x9e, 0xa0, 0xa2, 0xa4, 0xa8, 0xaa, 0xac, 0xc02b, 0xc02d, 0xc02f, 0xc031],
      ],
      [
        AES_256_GCM,
        [0x9d, 0x9f, 0xa1, 0xa3, 0xa5, 0xa9, 0xab, 0xad, 0xc02c, 0xc02e, 0xc030, 0xc032],
      ],
      [CHACHA, [0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae]],
    ] as const
  ).flatMap(([cipher, suites]) => suites.map((suite) => [suite, cipher] as const)),
);

/** Keys of the records that one side sends after its ChangeCipherSpec (RFC 5288 §3, RFC 7905 §2). */
class BlockKeys implements OpenedRecords {
  content = new Uint8Array(0);
  length = 0;
  type = 0;
  opened = 0;
  readonly #aead: Aead;
  readonly #nonce = new Uint8Array(NONCE_LENGTH);
  readonly #associated = new Uint8Array(ASSOCIATED_LENGTH);

  constructor(
    readonly cipher: BlockCipher,
    key: Uint8Array,
    readonly fixed: Uint8Array,
  ) {
    this.#aead = cipher.aead(key);
  }

  open(bytes: Uint8Array, at: number, end: number): boolean {
    const explicit = this.cipher.fixedLength < NONCE_LENGTH ? EXPLICIT_LENGTH : 0;
    const body = at + tls.RECORD_HEADER_LENGTH;
    const start = body + explicit;
    const length = end - start - TAG_LENGTH;
    if (length < 0) return false;
    const nonce = this.#nonce;
    const associated = this.#associated;
    associated.fill(0);
    for (let i = 0; i < 4; i++) associated[7 - i] = this.opened >>> (8 * i);
    nonce.set(this.fixed);
    if (explicit > 0) nonce.set(bytes.subarray(body, start), this.fixed.length);
    else for (let i = 0; i < 4; i++) nonce[NONCE_LENGTH - 1 - i] ^= associated[7 - i];
    associated.set(bytes.subarray(at, at + 3), 8);
    associated[ASSOCIATED_LENGTH - 2] = length >> 8;
    associated[ASSOCIATED_LENGTH - 1] = length;
    if (this.content.length < length) this.content = new Uint8Array(length);
    if (!this.#aead.open(nonce, associated, bytes, start, end, this.content)) return false;
    this.opened++;
    this.type = tls.recordType(bytes, at);
    this.length = length;
    return true;
  }
}

/** Keys of both sides of a connection of TLS 1.2. */
export interface KeyBlock {
  readonly client: OpenedRecords;
  readonly server: OpenedRecords;
}

/**
 * The keys that a master secret gives (RFC 5246 §6.3); null where the suite is not known here, or a value is
 * not as long as it must be.
 */
export function keyBlock(
  suite: number,
  { master, clientRandom }: ConnectionSecrets,
  serverRandom: Uint8Array,
): KeyBlock | null {
  const cipher = CIPHERS.get(suite);
  if (cipher === undefined || master?.length !== MASTER_LENGTH) return null;
  if (serverRandom.length !== RANDOM_LENGTH) return null;
  const seed = new Uint8Array(2 * RANDOM_LENGTH);
  seed.set(serverRandom);
  seed.set(clientRandom, RANDOM_LENGTH);
  const { hash, keyLength, fixedLength } = cipher;
  const block = prf(hash, master, 'key expansion', seed, 2 * (keyLength + fixedLength));
  const keysOf = (side: number) => {
    const key = side * keyLength;
    const fixed = 2 * keyLength + side * fixedLength;
    const keys = [block.slice(key, key + keyLength), block.slice(fixed, fixed + fixedLength)];
    return new BlockKeys(cipher, keys[0], keys[1]);
  };
  return { client: keysOf(0), server: keysOf(1) };
}
