/** Bytes of the tag behind what is encrypted, and of the nonce: the same for all that are known here. */
export const TAG_LENGTH = 16;
export const NONCE_LENGTH = 12;

/** Authenticated encryption with associated data (RFC 5116), under one key: decryption alone. */
export interface Aead {
  /**
   * Decrypts [start, end) of `bytes`, whose last 16 bytes are the tag, into `out` from byte 0 on.
   * @param associated what the tag covers beside it
   * @returns whether the tag is right; what is in `out` counts only then
   */
  open(
    nonce: Uint8Array,
    associated: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
    out: Uint8Array,
  ): boolean;
}
