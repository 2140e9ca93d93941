import { bytesOfDigits, readInt32 } from '../bytes.ts';
import { NONCE_LENGTH, TAG_LENGTH } from '../crypto/aead.ts';
import { Aes } from '../crypto/aes.ts';
import { Gcm } from '../crypto/gcm.ts';
import { hkdfExpandLabel, hkdfExtract } from '../crypto/hkdf.ts';
import { SHA_256 } from '../crypto/sha256.ts';
import * as quic from './codec.ts';

/*
 * The protection of Initial packets, whose keys follow from the connection ID that the client made up
 * (RFC 9001 §5.2): whoever sees a connection begin can read them.
 */

/** Bytes in a packet that is looked into: no path carries a longer Initial. */
const MAXIMUM_PACKET = 16_384;
/** Where the sample for the header's protection starts, from the packet number on (§5.4.2). */
const SAMPLE = 4;
const SAMPLE_LENGTH = 16;

/** RFC 9001 §5.2, RFC 9369 §3.3.1, and the drafts that a client may still speak. */
const SALTS = {
  version1: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a',
  version2: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
  draft29: 'afbfec289993d24c9e9786f19c6111e04390a899',
  draft23: 'c3eef712c72ebb5a11a7d2432bb46365bef9f502',
};

/** The salt of a version, or null where the version is not known. */
function saltOf(version: number): Uint8Array | null {
  if (quic.isVersion2(version)) return bytesOfDigits(SALTS.version2);
  if (version === 1) return bytesOfDigits(SALTS.version1);
  const draft = version >>> 8 === 0xff0000 ? version & 0xff : 0;
  if (draft >= 33 && draft <= 34) return bytesOfDigits(SALTS.version1);
  if (draft >= 29 && draft <= 32) return bytesOfDigits(SALTS.draft29);
  return draft >= 23 && draft <= 28 ? bytesOfDigits(SALTS.draft23) : null;
}

/** The keys of one side's packets; `open` leaves what it finds in the fields. */
export class PacketKeys {
  /** The packet's number, and the bytes that this takes; its first byte without protection. */
  packetNumber = 0;
  packetNumberLength = 0;
  firstByte = 0;
  /** The frames, where they could be read: [0, plainLength) of `plain`. Valid until the next `open`. */
  plain = new Uint8Array(0);
  plainLength = 0;

  readonly #gcm: Gcm;
  readonly #iv: Uint8Array;
  readonly #header: Aes;
  readonly #nonce = new Uint8Array(NONCE_LENGTH);
  readonly #block = new Int32Array(4);
  #largest = -1;

  /** @param prefix of the labels: `quic` in version 1, `quicv2` in version 2 (RFC 9369 §3.3.2) */
  constructor(secret: Uint8Array, prefix: string) {
    const part = (label: string, length: number) =>
      hkdfExpandLabel(SHA_256, secret, `${prefix} ${label}`, length);
    this.#gcm = new Gcm(new Aes(part('key', 16)));
    this.#iv = part('iv', NONCE_LENGTH);
    this.#header = new Aes(part('hp', 16));
  }

  /**
   * Takes the protection off the header of the Initial at [at, end).
   * @returns offset of the packet number; -1 where there is not enough of the packet
   */
  openHeader(bytes: Uint8Array, at: number, end: number): number {
    const length = quic.lengthAt(bytes, at, end);
    if (length < 0) return -1;
    const number = length + quic.numberLength(bytes, length);
    const sample = number + SAMPLE;
    if (sample + SAMPLE_LENGTH > end) return -1;
    const block = this.#block;
    for (let i = 0; i < 4; i++) block[i] = readInt32(bytes, sample + 4 * i);
    this.#header.encrypt(block);
    this.firstByte = bytes[at] ^ ((block[0] >>> 24) & 0x0f);
    this.packetNumberLength = (this.firstByte & 3) + 1;
    let value = 0;
    for (let i = 0; i < this.packetNumberLength; i++) {
      const mask = i < 3 ? block[0] >>> (16 - 8 * i) : block[1] >>> 24;
      value = value * 256 + ((bytes[number + i] ^ mask) & 0xff);
    }
    this.packetNumber = this.#wholeNumber(value, 2 ** (8 * this.packetNumberLength));
    return number;
  }

  /**
   * Decrypts the Initial at [at, end), as far as its own length goes.
   * @returns whether its tag is right: only then is it what a side of this connection sent
   */
  open(bytes: Uint8Array, at: number, end: number): boolean {
    this.plainLength = 0;
    const number = this.openHeader(bytes, at, end);
    if (number < 0 || end - at > MAXIMUM_PACKET) return false;
    const start = number + this.packetNumberLength;
    const length = end - start - TAG_LENGTH;
    if (length <= 0) return false;
    const header = bytes.slice(at, start);
    header[0] = this.firstByte;
    const nonce = this.#nonce;
    nonce.set(this.#iv);
    let rest = this.packetNumber;
    for (let i = 0; i < this.packetNumberLength; i++) {
      header[header.length - 1 - i] = rest & 0xff;
      rest = Math.floor(rest / 256);
    }
    rest = this.packetNumber;
    for (let i = NONCE_LENGTH - 1; rest > 0; i--) {
      nonce[i] ^= rest & 0xff;
      rest = Math.floor(rest / 256);
    }
    if (this.plain.length < length) this.plain = new Uint8Array(Math.max(length, 1_500));
    if (!this.#gcm.open(nonce, header, bytes, start, end, this.plain)) return false;
    this.plainLength = length;
    this.#largest = Math.max(this.#largest, this.packetNumber);
    return true;
  }

  /** The number of which the lowest bits are there (RFC 9000, appendix A.3). */
  #wholeNumber(value: number, window: number): number {
    const expected = this.#largest + 1;
    const candidate = Math.floor(expected / window) * window + value;
    if (candidate <= expected - window / 2) return candidate + window;
    return candidate > expected + window / 2 && candidate >= window
      ? candidate - window
      : candidate;
  }
}

/** The keys of a connection's Initials: the server's are made when they are asked for. */
export class InitialKeys {
  readonly client: PacketKeys;
  readonly #secret: Uint8Array;
  readonly #prefix: string;
  #server: PacketKeys | null = null;

  private constructor(salt: Uint8Array, id: Uint8Array, prefix: string) {
    this.#secret = hkdfExtract(SHA_256, salt, id);
    this.#prefix = prefix;
    this.client = this.#keys('client in');
  }

  /**
   * Those of a connection whose client's first Initial is at `at`, or its first after a Retry.
   * @returns null where the version is not known
   */
  static of(bytes: Uint8Array, at: number): InitialKeys | null {
    const version = quic.version(bytes, at);
    const salt = saltOf(version);
    if (salt === null) return null;
    const id = quic.destinationIdAt(at);
    return new InitialKeys(
      salt,
      bytes.subarray(id + 1, id + 1 + bytes[id]),
      quic.isVersion2(version) ? 'quicv2' : 'quic',
    );
  }

  get server(): PacketKeys {
    this.#server ??= this.#keys('server in');
    return this.#server;
  }

  #keys(label: string): PacketKeys {
    return new PacketKeys(hkdfExpandLabel(SHA_256, this.#secret, label, 32), this.#prefix);
  }
}
