import { createCipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { CRC32_TABLE } from '../../capture/compression/checksums.ts';
import { ReadError } from '../../capture/errors.ts';

/** A file in a ZIP archive is encrypted with another password than the one that is known, or was changed. */
export class WrongPassword extends Error {}

/** What the archive says of an encrypted file. */
export interface EncryptedEntry {
  readonly crc32: number;
  /** Bytes with all that encryption adds. */
  readonly compressedSize: number;
  /** General purpose flags (APPNOTE 4.4.4). */
  readonly flags: number;
  /** Last modification, MS-DOS format. */
  readonly time: number;
}

// ---------------------------------------------------------------- PKWARE's own (APPNOTE 6.1)

const HEADER_LENGTH = 12;
/** The header's last byte is one of the time's where this says that the CRC was not known yet. */
const HAS_DESCRIPTOR = 8;

/** Takes PKWARE's traditional encryption away. */
export class TraditionalDecryption extends Transform {
  readonly #keys = Uint32Array.of(0x1234_5678, 0x2345_6789, 0x3456_7890);
  #headerLeft = HEADER_LENGTH;

  constructor(
    password: Uint8Array,
    readonly entry: EncryptedEntry,
  ) {
    super();
    for (const byte of password) this.#update(byte);
  }

  #update(byte: number): void {
    const keys = this.#keys;
    keys[0] = CRC32_TABLE[(keys[0] ^ byte) & 0xff] ^ (keys[0] >>> 8);
    keys[1] = Math.imul(keys[1] + (keys[0] & 0xff), 134_775_813) + 1;
    keys[2] = CRC32_TABLE[(keys[2] ^ (keys[1] >>> 24)) & 0xff] ^ (keys[2] >>> 8);
  }

  override _transform(bytes: Buffer, _encoding: string, done: TransformCallback): void {
    const plain = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      const key = (this.#keys[2] | 2) & 0xffff;
      const value = byte ^ ((Math.imul(key, key ^ 1) >>> 8) & 0xff);
      this.#update(value);
      if (this.#headerLeft === 0) plain[length++] = value;
      else if (--this.#headerLeft === 0 && value !== this.#check) return done(new WrongPassword());
    }
    done(null, plain.subarray(0, length));
  }

  /** What the last byte of the header is: one chance in 256 is left to a wrong password. */
  get #check(): number {
    const { crc32, flags, time } = this.entry;
    return (flags & HAS_DESCRIPTOR) === 0 ? crc32 >>> 24 : time >>> 8;
  }
}

// ---------------------------------------------------------------- AES (WinZip's, APPNOTE appendix E)

export const AES_METHOD = 99;
const AES_FIELD = 0x9901;
const FIELD_LENGTH = 7;
/** Bytes of salt and key, by strength. */
const SALTS: readonly number[] = [0, 8, 12, 16];
const KEYS: readonly number[] = [0, 16, 24, 32];
const ROUNDS = 1_000;
const VERIFIER = 2;
const MAC_LENGTH = 10;
const BLOCK = 16;
const NOTHING = Buffer.alloc(0);

/** How a file is encrypted with AES. */
export interface AesField {
  /** 1 has a CRC; 2 has none, its MAC says more. */
  readonly version: number;
  readonly strength: number;
  /** How it was packed before. */
  readonly method: number;
}

/** The extra field of a file that is encrypted with AES; null where it has none that is known. */
export function aesFieldOf(
  fields: readonly { readonly id: number; readonly data: Buffer }[],
): AesField | null {
  const data = fields.find(({ id }) => id === AES_FIELD)?.data;
  if (data === undefined || data.length < FIELD_LENGTH) return null;
  const field = {
    version: data.readUInt16LE(0),
    strength: data[4],
    method: data.readUInt16LE(5),
  };
  return KEYS[field.strength] > 0 ? field : null;
}

/** Takes WinZip's AES away, and compares its MAC at the end. */
export class AesDecryption extends Transform {
  readonly #saltLength: number;
  /** Encrypted bytes that are still to come, without salt and MAC. */
  #left: number;
  #waiting: Buffer = NOTHING;
  #cipher: ReturnType<typeof createCipheriv> | null = null;
  #mac: ReturnType<typeof createHmac> | null = null;
  #counter = 0;
  /** Key stream that was made and not used. */
  #stream: Buffer = NOTHING;

  constructor(
    readonly password: Uint8Array,
    readonly field: AesField,
    { compressedSize }: EncryptedEntry,
  ) {
    super();
    this.#saltLength = SALTS[field.strength];
    this.#left = compressedSize - this.#saltLength - VERIFIER - MAC_LENGTH;
  }

  override _transform(bytes: Buffer, _encoding: string, done: TransformCallback): void {
    let rest = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    this.#waiting = NOTHING;
    if (this.#cipher === null) {
      const headLength = this.#saltLength + VERIFIER;
      if (rest.length < headLength) {
        this.#waiting = rest;
        return done();
      }
      if (!this.#begin(rest.subarray(0, headLength))) return done(new WrongPassword());
      rest = rest.subarray(headLength);
    }
    const encrypted = rest.subarray(0, Math.max(0, this.#left));
    this.#waiting = Buffer.from(rest.subarray(encrypted.length));
    this.#left -= encrypted.length;
    this.#mac?.update(encrypted);
    done(null, this.#decrypted(encrypted));
  }

  /** @param head salt and verifier. @returns false where the password is another */
  #begin(head: Buffer): boolean {
    const keyLength = KEYS[this.field.strength];
    const salt = head.subarray(0, this.#saltLength);
    const keys = pbkdf2Sync(this.password, salt, ROUNDS, 2 * keyLength + VERIFIER, 'sha1');
    if (!keys.subarray(2 * keyLength).equals(head.subarray(this.#saltLength))) return false;
    this.#cipher = createCipheriv(`aes-${8 * keyLength}-ecb`, keys.subarray(0, keyLength), null);
    this.#mac = createHmac('sha1', keys.subarray(keyLength, 2 * keyLength));
    return true;
  }

  /** Counter mode, with a counter that begins at 1 and has its lowest byte first, as no library has it. */
  #decrypted(bytes: Buffer): Buffer {
    const blocks = Math.ceil(Math.max(0, bytes.length - this.#stream.length) / BLOCK);
    const counters = Buffer.alloc(blocks * BLOCK);
    for (let index = 0; index < blocks; index++) {
      this.#counter++;
      counters.writeUIntLE(this.#counter, index * BLOCK, 6);
    }
    const made = this.#cipher?.update(counters) ?? NOTHING;
    const stream = this.#stream.length === 0 ? made : Buffer.concat([this.#stream, made]);
    const plain = Buffer.allocUnsafe(bytes.length);
    for (let index = 0; index < bytes.length; index++) plain[index] = bytes[index] ^ stream[index];
    this.#stream = stream.subarray(bytes.length);
    return plain;
  }

  override _flush(done: TransformCallback): void {
    const mac = this.#mac?.digest().subarray(0, MAC_LENGTH);
    const isRight =
      mac !== undefined &&
      this.#waiting.length === MAC_LENGTH &&
      timingSafeEqual(mac, this.#waiting);
    done(isRight ? null : new ReadError({ code: 'authentication-code-wrong' }));
  }
}
