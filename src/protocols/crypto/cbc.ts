import { readInt32, writeUint32 } from '../bytes.ts';
import type { Aes } from './aes.ts';

/** Bytes of a block of AES, and of what chains begin with. */
export const BLOCK_LENGTH = 16;

const block = new Int32Array(BLOCK_LENGTH / 4);

/**
 * Decrypts whole blocks of cipher block chaining (NIST SP 800-38A §6.2) into `out` from byte 0 on. Nothing
 * tells whether the key was right: that is for who calls.
 * @param at where the initialization vector stands, before the first block
 * @param end where the last block ends
 */
export function decryptCbc(
  aes: Aes,
  bytes: Uint8Array,
  at: number,
  end: number,
  out: Uint8Array,
): void {
  for (let from = at; end - from >= 2 * BLOCK_LENGTH; from += BLOCK_LENGTH) {
    for (let i = 0; i < block.length; i++) block[i] = readInt32(bytes, from + BLOCK_LENGTH + 4 * i);
    aes.decrypt(block);
    for (let i = 0; i < block.length; i++) {
      writeUint32(out, from - at + 4 * i, block[i] ^ readInt32(bytes, from + 4 * i));
    }
  }
}
