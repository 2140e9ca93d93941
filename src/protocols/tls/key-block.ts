import { type Aead, NONCE_LENGTH, TAG_LENGTH } from '../crypto/aead.ts';
import { Aes } from '../crypto/aes.ts';
import { ChaCha20Poly1305 } from '../crypto/chacha20-poly1305.ts';
import { Gcm } from '../crypto/gcm.ts';
import type { Hash } from '../crypto/hash.ts';
import { prf } from '../crypto/prf.ts';
import { SHA_1 } from '../crypto/sha1.ts';
import { SHA_256 } from '../crypto/sha256.ts';
import { SHA_384 } from '../crypto/sha384.ts';
import { CbcKeys } from './cbc-keys.ts';
import * as tls from './codec.ts';
import type { ConnectionSecrets } from './key-log.ts';
import type { OpenedRecords } from './record-keys.ts';

/** What a cipher suite of TLS 1.2 with authenticated encryption protects records with. */
interface AeadCipher {
  /** That of the pseudorandom function. */
  readonly hash: Hash;
  readonly keyLength: number;
  /** Bytes of the nonce that come of the key block; the others stand in the record. */
  readonly fixedLength: number;
  readonly aead: (key: Uint8Array) => Aead;
}

/** The same with AES-CBC and HMAC: initialization vectors stand in the records. */
interface CbcCipher {
  readonly hash: Hash;
  readonly keyLength: number;
  readonly mac: Hash;
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
// Where a suite names no other, the pseudorandom function is that of SHA-256 (RFC 5246 §5).
const AES_128_CBC_SHA = { hash: SHA_256, keyLength: 16, mac: SHA_1 };
const AES_256_CBC_SHA = { hash: SHA_256, keyLength: 32, mac: SHA_1 };
const AES_128_CBC_SHA_256 = { hash: SHA_256, keyLength: 16, mac: SHA_256 };
const AES_256_CBC_SHA_256 = { hash: SHA_256, keyLength: 32, mac: SHA_256 };
const AES_256_CBC_SHA_384 = { hash: SHA_384, keyLength: 32, mac: SHA_384 };

/**
 * RFC 5288 §3, RFC 5289 §3, RFC 5487 §2, §3, RFC 8442 §3 and RFC 7905 §2; of AES-CBC also RFC 5246 §A.5,
 * RFC 4279, RFC 8422 §6, RFC 5054 §2.7 and RFC 5489 §3.
 */
const CIPHERS: ReadonlyMap<number, AeadCipher | CbcCipher> = new Map(
  (
    [
      [
        AES_128_GCM,
        [
          ...[0x9c, 0x9e, 0xa0, 0xa2, 0xa4, 0xa6, 0xa8, 0xaa, 0xac],
          ...[0xc02b, 0xc02d, 0xc02f, 0xc031, 0xd001],
        ],
      ],
      [
        AES_256_GCM,
        [
          ...[0x9d, 0x9f, 0xa1, 0xa3, 0xa5, 0xa7, 0xa9, 0xab, 0xad],
          ...[0xc02c, 0xc02e, 0xc030, 0xc032, 0xd002],
        ],
      ],
      [CHACHA, [0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae]],
      [
        AES_128_CBC_SHA,
        [
          ...[0x2f, 0x30, 0x31, 0x32, 0x33, 0x34, 0x8c, 0x90, 0x94, 0xc004, 0xc009, 0xc00e],
          ...[0xc013, 0xc018, 0xc01d, 0xc01e, 0xc01f, 0xc035],
        ],
      ],
      [
        AES_256_CBC_SHA,
        [
          ...[0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x8d, 0x91, 0x95, 0xc005, 0xc00a, 0xc00f],
          ...[0xc014, 0xc019, 0xc020, 0xc021, 0xc022, 0xc036],
        ],
      ],
      [
        AES_128_CBC_SHA_256,
        [
          ...[0x3c, 0x3e, 0x3f, 0x40, 0x67, 0x6c, 0xae, 0xb2, 0xb6],
          ...[0xc023, 0xc025, 0xc027, 0xc029, 0xc037],
        ],
      ],
      [AES_256_CBC_SHA_256, [0x3d, 0x68, 0x69, 0x6a, 0x6b, 0x6d]],
      [AES_256_CBC_SHA_384, [0xaf, 0xb3, 0xb7, 0xc024, 0xc026, 0xc028, 0xc02a, 0xc038]],
    ] as const
  ).flatMap(([cipher, suites]) => suites.map((suite) => [suite, cipher] as const)),
);

/** Keys of the records that one side sends after its ChangeCipherSpec (RFC 5288 §3, RFC 7905 §2). */
class AeadKeys implements OpenedRecords {
  content = new Uint8Array(0);
  length = 0;
  type = 0;
  opened = 0;
  readonly #aead: Aead;
  readonly #nonce = new Uint8Array(NONCE_LENGTH);
  readonly #associated = new Uint8Array(ASSOCIATED_LENGTH);

  constructor(
    readonly cipher: AeadCipher,
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

/** What the Server Hello chose. */
export interface KeyBlockChoices {
  readonly suite: number;
  /** Whether the server took `encrypt_then_mac`, which is about AES-CBC alone (RFC 7366 §2). */
  readonly isEncryptThenMac: boolean;
}

/**
 * The keys that a master secret gives (RFC 5246 §6.3); null where the suite is not known here, or a value is
 * not as long as it must be.
 */
export function keyBlock(
  { suite, isEncryptThenMac }: KeyBlockChoices,
  { master, clientRandom }: ConnectionSecrets,
  serverRandom: Uint8Array,
): KeyBlock | null {
  const cipher = CIPHERS.get(suite);
  if (cipher === undefined || master?.length !== MASTER_LENGTH) return null;
  if (serverRandom.length !== RANDOM_LENGTH) return null;
  const seed = new Uint8Array(2 * RANDOM_LENGTH);
  seed.set(serverRandom);
  seed.set(clientRandom, RANDOM_LENGTH);
  const { hash, keyLength } = cipher;
  const macLength = 'mac' in cipher ? cipher.mac.digestLength : 0;
  const fixedLength = 'mac' in cipher ? 0 : cipher.fixedLength;
  const total = 2 * (macLength + keyLength + fixedLength);
  const block = prf(hash, master, 'key expansion', seed, total);
  // Of client and server in turn: keys of the MAC, keys, and what is fixed of the nonces.
  const part = (before: number, length: number, side: number) =>
    block.slice(2 * before + side * length, 2 * before + (side + 1) * length);
  const keysOf = (side: number) => {
    const key = part(macLength, keyLength, side);
    if ('mac' in cipher) {
      const mac = { hash: cipher.mac, key: part(0, macLength, side) };
      return new CbcKeys(key, { ...mac, isOfCiphertext: isEncryptThenMac });
    }
    return new AeadKeys(cipher, key, part(macLength + keyLength, fixedLength, side));
  };
  return { client: keysOf(0), server: keysOf(1) };
}
