import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../../src/protocols/crypto/hash.ts';
import { SHA_1 } from '../../src/protocols/crypto/sha1.ts';
import { SHA_256 } from '../../src/protocols/crypto/sha256.ts';
import { SHA_384 } from '../../src/protocols/crypto/sha384.ts';
import { CbcKeys } from '../../src/protocols/tls/cbc-keys.ts';
import * as tls from '../../src/protocols/tls/codec.ts';

const BLOCK = 16;
const LONGEST_PADDING = 256;
const HASHES: readonly (readonly [name: string, hash: Hash])[] = [
  ['sha1', SHA_1],
  ['sha256', SHA_256],
  ['sha384', SHA_384],
];
const CASES = HASHES.flatMap(([name, hash]) =>
  [false, true].map((isOfCiphertext) => ({ name, hash, isOfCiphertext })),
);

const key = new Uint8Array(randomBytes(32));
const vector = randomBytes(BLOCK);

function header(length: number): Buffer {
  return Buffer.from([tls.ALERT, 3, 3, length >> 8, length & 0xff]);
}

interface Sealing {
  readonly name: string;
  readonly hash: Hash;
  readonly isOfCiphertext: boolean;
  readonly number?: number;
  /** Bytes of the padding, that of its length among them, in place of as few as will do. */
  readonly padding?: number;
  /** Changes what is encrypted; where the MAC is of what is encrypted, it is right nevertheless. */
  readonly damage?: (plain: Buffer) => void;
  /** Bytes behind what is encrypted, where the MAC covers them. */
  readonly stray?: number;
}

const macKey = ({ digestLength }: Hash) => new Uint8Array(digestLength).fill(7);
const keysOf = ({ hash, isOfCiphertext }: Sealing) =>
  new CbcKeys(key, { hash, key: macKey(hash), isOfCiphertext });

/** The record of RFC 5246 §6.2.3.2, or RFC 7366 §3, as node:crypto makes it. */
function sealed(content: Uint8Array, sealing: Sealing): Uint8Array {
  const { name, hash, isOfCiphertext, number = 0, damage, stray = 0 } = sealing;
  const counted = Buffer.alloc(8);
  counted.writeUInt32BE(number, 4);
  const macOf = (covered: Uint8Array) =>
    createHmac(name, macKey(hash))
      .update(counted)
      .update(header(covered.length))
      .update(covered)
      .digest();
  const body = isOfCiphertext ? content : Buffer.concat([content, macOf(content)]);
  const padding = sealing.padding ?? BLOCK - (body.length % BLOCK);
  const plain = Buffer.concat([body, Buffer.alloc(padding, padding - 1)]);
  damage?.(plain);
  const cipher = createCipheriv('aes-256-cbc', key, vector).setAutoPadding(false);
  const parts = [vector, cipher.update(plain), cipher.final(), Buffer.alloc(stray)];
  const blocks = Buffer.concat(parts);
  const fragment = isOfCiphertext ? Buffer.concat([blocks, macOf(blocks)]) : blocks;
  return new Uint8Array(Buffer.concat([header(fragment.length), fragment]));
}

describe.each(CASES)('AES-CBC and HMAC of $name, of what is encrypted: $isOfCiphertext', (one) => {
  const macLength = one.isOfCiphertext ? 0 : one.hash.digestLength;

  it('records in their order, of any length and padding', () => {
    const keys = keysOf(one);
    for (const [number, length] of [2, 0, 1, 15, 16, 17, 1000, 16_384].entries()) {
      const content = new Uint8Array(randomBytes(length));
      const record = sealed(content, { ...one, number });
      expect(keys.open(record, 0, record.length)).toBe(true);
      expect([keys.opened, keys.type, keys.length]).toEqual([number + 1, tls.ALERT, length]);
      expect(Buffer.compare(keys.content.subarray(0, length), content)).toBe(0);
    }
    const content = new Uint8Array((2 * BLOCK - (macLength % BLOCK)) % BLOCK);
    const choices = { ...one, number: keys.opened, padding: LONGEST_PADDING };
    const record = sealed(content, choices);
    expect(keys.open(record, 0, record.length)).toBe(true);
    expect(keys.length).toBe(content.length);
  });

  it('no record that was changed, or is not the next', () => {
    const record = sealed(Uint8Array.of(2, 20), one);
    for (let i = 0; i < record.length; i++) {
      // The record's length is for who looks for its end.
      if (i === 3 || i === 4) continue;
      const changed = record.slice();
      changed[i] ^= 1;
      expect(keysOf(one).open(changed, 0, changed.length), `byte ${i}`).toBe(false);
    }
    const later = sealed(Uint8Array.of(2, 20), { ...one, number: 1 });
    expect(keysOf(one).open(later, 0, later.length)).toBe(false);
    const other = { ...one, isOfCiphertext: !one.isOfCiphertext };
    expect(keysOf(other).open(record, 0, record.length)).toBe(false);
  });

  it('no record that ends anywhere else', () => {
    const record = sealed(new Uint8Array(100), one);
    for (let end = tls.RECORD_HEADER_LENGTH; end < record.length; end++) {
      const keys = keysOf(one);
      expect(keys.open(record, 0, end)).toBe(false);
      expect([keys.opened, keys.length]).toEqual([0, 0]);
    }
  });

  it('nothing but whole blocks, also under a MAC that is right', () => {
    for (const stray of [1, 8, 15]) {
      const record = sealed(new Uint8Array(100), { ...one, stray });
      expect(keysOf(one).open(record, 0, record.length)).toBe(false);
    }
  });

  it('no padding that is longer than the record, or not all the same', () => {
    const damages: ((plain: Buffer) => void)[] = [
      (plain) => plain.fill(255),
      (plain) => plain.fill(plain.length),
      // It leaves one byte less than the MAC has.
      (plain) => plain.fill(plain.length - macLength),
      (plain) => {
        plain[plain.length - 2] ^= 1;
      },
      (plain) => {
        plain[plain.length - 1]++;
      },
    ];
    for (const [index, damage] of damages.entries()) {
      const record = sealed(new Uint8Array(5), { ...one, damage });
      expect(keysOf(one).open(record, 0, record.length), `damage ${index}`).toBe(false);
    }
  });
});
