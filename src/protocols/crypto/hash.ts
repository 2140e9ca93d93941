/** A hash function of the SHA family (FIPS 180-4). */
export interface Hash {
  /** Bytes in a block, and in the result. */
  readonly blockLength: number;
  readonly digestLength: number;
  digest(bytes: Uint8Array): Uint8Array;
}

/**
 * A message with the padding of SHA-1 and SHA-2: a bit, zeros, and the number of bits.
 * @param lengthBytes bytes that the number takes
 */
export function padded(bytes: Uint8Array, blockLength: number, lengthBytes: number): DataView {
  const total = Math.ceil((bytes.length + 1 + lengthBytes) / blockLength) * blockLength;
  const message = new Uint8Array(total);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(total - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(total - 4, bytes.length << 3);
  return view;
}
