import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hexDigits, readInt32, writeUint32 } from '../../../src/protocols/bytes.ts';
import { TAG_LENGTH } from '../../../src/protocols/crypto/aead.ts';
import { Aes } from '../../../src/protocols/crypto/aes.ts';
import { decryptCbc } from '../../../src/protocols/crypto/cbc.ts';
import { ChaCha20Poly1305 } from '../../../src/protocols/crypto/chacha20-poly1305.ts';
import { Gcm } from '../../../src/protocols/crypto/gcm.ts';
import { hkdfExpandLabel, hkdfExtract, hmac } from '../../../src/protocols/crypto/hkdf.ts';
import { prf } from '../../../src/protocols/crypto/prf.ts';
import { SHA_1 } from '../../../src/protocols/crypto/sha1.ts';
import { SHA_256 } from '../../../src/protocols/crypto/sha256.ts';
import { SHA_384 } from '../../../src/protocols/crypto/sha384.ts';
import { hex } from '../../../support/packet-builder.ts';

const text = (bytes: Uint8Array) => hexDigits(bytes, 0, bytes.length);
const LENGTHS = [0, 1, 31, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000];

function encrypted(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const block = Int32Array.from({ length: 4 }, (_, i) => readInt32(plain, 4 * i));
  new Aes(key).encrypt(block);
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 4; i++) writeUint32(bytes, 4 * i, block[i]);
  return bytes;
}

function sealed(key: Uint8Array, nonce: Uint8Array, extra: Uint8Array, plain: Uint8Array) {
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce);
  cipher.setAAD(extra);
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}

describe('SHA-256, HMAC', () => {
  // FIPS 180-4's examples.
  it.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('%s', (message, hash) => {
    expect(text(SHA_256.digest(new TextEncoder().encode(message)))).toBe(hash);
  });

  it('any length, as node:crypto has it', () => {
    for (const length of LENGTHS) {
      const bytes = new Uint8Array(randomBytes(length));
      expect(text(SHA_256.digest(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(text(hmac(SHA_256, bytes, bytes))).toBe(
        createHmac('sha256', bytes).update(bytes).digest('hex'),
      );
    }
  });
});

describe('SHA-1', () => {
  // FIPS 180's examples.
  it.each([
    ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    ],
  ])('%s', (message, hash) => {
    expect(text(SHA_1.digest(new TextEncoder().encode(message)))).toBe(hash);
  });

  it('any length, as node:crypto has it', () => {
    for (const length of [...LENGTHS, 4000]) {
      const bytes = new Uint8Array(randomBytes(length));
      expect(text(SHA_1.digest(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'));
      expect(text(hmac(SHA_1, bytes, bytes))).toBe(
        createHmac('sha1', bytes).update(bytes).digest('hex'),
      );
    }
  });
});

describe('SHA-384', () => {
  // FIPS 180-4's examples.
  it.each([
    [
      'abc',
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      '09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039',
    ],
  ])('%s', (message, hash) => {
    expect(text(SHA_384.digest(new TextEncoder().encode(message)))).toBe(hash);
  });

  it('any length, as node:crypto has it', () => {
    for (const length of [...LENGTHS, 110, 239, 240, 4000]) {
      const bytes = new Uint8Array(randomBytes(length));
      expect(text(SHA_384.digest(bytes))).toBe(createHash('sha384').update(bytes).digest('hex'));
      expect(text(hmac(SHA_384, bytes, bytes))).toBe(
        createHmac('sha384', bytes).update(bytes).digest('hex'),
      );
    }
  });
});

describe('ChaCha20-Poly1305', () => {
  const key = hex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f');
  const nonce = hex('070000004041424344454647');
  const extra = hex('50515253c0c1c2c3c4c5c6c7');

  it('the example of RFC 8439 2.8.2', () => {
    const bytes = hex(
      [
        'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6',
        '3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36',
        '92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc',
        '3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
      ].join(''),
    );
    const out = new Uint8Array(bytes.length - TAG_LENGTH);
    const aead = new ChaCha20Poly1305(key);
    expect(aead.open(nonce, extra, bytes, 0, bytes.length, out)).toBe(true);
    expect(new TextDecoder().decode(out)).toBe(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    bytes[3] ^= 1;
    expect(aead.open(nonce, extra, bytes, 0, bytes.length, out)).toBe(false);
    expect(aead.open(nonce, extra, bytes, 0, TAG_LENGTH - 1, out)).toBe(false);
  });

  it('any length, as node:crypto has it', () => {
    for (const length of LENGTHS) {
      const plain = new Uint8Array(randomBytes(length));
      const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
      cipher.setAAD(extra, { plaintextLength: length });
      const bytes = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      const out = new Uint8Array(length);
      const aead = new ChaCha20Poly1305(key);
      expect(aead.open(nonce, extra, bytes, 0, bytes.length, out)).toBe(true);
      expect(text(out)).toBe(text(plain));
    }
  });
});

describe('HKDF', () => {
  it('the secrets and keys of RFC 9001 A.1', () => {
    const initial = hkdfExtract(
      SHA_256,
      hex('38762cf7f55934b34d179ae6a4c80cadccbb7f0a'),
      hex('8394c8f03e515708'),
    );
    expect(text(initial)).toBe('7db5df06e7a69e432496adedb00851923595221596ae2ae9fb8115c1e9ed0a44');
    const client = hkdfExpandLabel(SHA_256, initial, 'client in', 32);
    expect(text(client)).toBe('c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea');
    expect(text(hkdfExpandLabel(SHA_256, client, 'quic key', 16))).toBe(
      '1f369613dd76d5467730efcbe3b1a22d',
    );
  });
});

describe('AES', () => {
  // FIPS 197, appendix C.
  it.each([
    ['000102030405060708090a0b0c0d0e0f', '69c4e0d86a7b0430d8cdb78070b4c55a'],
    [
      '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
      '8ea2b7ca516745bfeafc49904b496089',
    ],
  ])('key %s', (key, cipher) => {
    expect(text(encrypted(hex(key), hex('00112233445566778899aabbccddeeff')))).toBe(cipher);
  });
});

describe('AES-CBC', () => {
  it('any number of blocks, as node:crypto has it', () => {
    for (const keyLength of [16, 32]) {
      const key = new Uint8Array(randomBytes(keyLength));
      const aes = new Aes(key);
      for (const blocks of [0, 1, 2, 3, 17, 1024]) {
        const vector = randomBytes(16);
        const plain = new Uint8Array(randomBytes(16 * blocks));
        const cipher = createCipheriv(`aes-${8 * keyLength}-cbc`, key, vector).setAutoPadding(
          false,
        );
        const before = Uint8Array.of(1, 2, 3);
        const parts = [before, vector, cipher.update(plain), cipher.final()];
        const bytes = new Uint8Array(Buffer.concat(parts));
        const out = new Uint8Array(plain.length);
        decryptCbc(aes, bytes, before.length, bytes.length, out);
        expect(text(out)).toBe(text(plain));
      }
    }
  });
});

describe('AES-GCM', () => {
  it('case 4 of the GCM specification', () => {
    const key = hex('feffe9928665731c6d6a8f9467308308');
    const plain = hex(
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    );
    const cipher = hex(
      '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47',
    );
    const extra = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
    const out = new Uint8Array(plain.length);
    const gcm = new Gcm(new Aes(key));
    const nonce = hex('cafebabefacedbaddecaf888');
    expect(gcm.open(nonce, extra, cipher, 0, cipher.length, out)).toBe(true);
    expect(text(out)).toBe(text(plain));
    cipher[3] ^= 1;
    expect(gcm.open(nonce, extra, cipher, 0, cipher.length, out)).toBe(false);
  });

  it('any length and key, as node:crypto has it, and no tag that is wrong', () => {
    for (const keyLength of [16, 32]) {
      const key = new Uint8Array(randomBytes(keyLength));
      const gcm = new Gcm(new Aes(key));
      for (const length of LENGTHS) {
        const nonce = new Uint8Array(randomBytes(12));
        const extra = new Uint8Array(randomBytes(length % 50));
        const plain = new Uint8Array(randomBytes(length));
        const cipher = sealed(key, nonce, extra, plain);
        const out = new Uint8Array(length);
        expect(gcm.open(nonce, extra, cipher, 0, cipher.length, out)).toBe(true);
        expect(text(out)).toBe(text(plain));
        cipher[cipher.length - 1] ^= 0x80;
        expect(gcm.open(nonce, extra, cipher, 0, cipher.length, out)).toBe(false);
      }
      expect(gcm.open(new Uint8Array(12), key, key, 0, TAG_LENGTH - 1, new Uint8Array(0))).toBe(
        false,
      );
    }
  });
});

// Vectors of the TLS working group's mailing list; `openssl kdf … TLS1-PRF` gives the same.
describe('the pseudorandom function of TLS 1.2', () => {
  it.each([
    [
      ...[SHA_256, '9bbe436ba940f017b17652849a71db35', 'a0ba9f936cda311827a6f796ffd5198c'],
      'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14ba' +
        'f9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a51' +
        '10fff70187347b66',
    ],
    [
      ...[SHA_384, 'b80b733d6ceefcdc71566ea48e5567df', 'cd665cf6a8447dd6ff8b27555edb7465'],
      '7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c91' +
        '46a0e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad0' +
        '5d9184259b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa' +
        '3be85e0990703d73e56f',
    ],
  ] as const)('%#', (hash, secret, seed, expected) => {
    const length = expected.length / 2;
    expect(text(prf(hash, hex(secret), 'test label', hex(seed), length))).toBe(expected);
    expect(text(prf(hash, hex(secret), 'test label', hex(seed), 40))).toBe(expected.slice(0, 80));
  });
});
