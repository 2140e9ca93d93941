/* MD5 (RFC 1321): for JA3 fingerprints, which are defined by it; nothing here relies on its strength. */

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, i) =>
  Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32),
);

/** The hash of a text of one-byte characters, in lower case hexadecimal. */
export function md5(text: string): string {
  const length = text.length;
  const padded = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  for (let i = 0; i < length; i++) padded[i] = text.charCodeAt(i);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, length << 3, true);
  view.setUint32(padded.length - 4, Math.floor(length / 2 ** 29), true);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < padded.length; block += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      let mixed: number;
      let word: number;
      if (round === 0) {
        mixed = (b & c) | (~b & d);
        word = i;
      } else if (round === 1) {
        mixed = (d & b) | (~d & c);
        word = (5 * i + 1) & 15;
      } else if (round === 2) {
        mixed = b ^ c ^ d;
        word = (3 * i + 5) & 15;
      } else {
        mixed = c ^ (b | ~d);
        word = (7 * i) & 15;
      }
      const sum = (a + mixed + SINES[i] + view.getInt32(block + 4 * word, true)) | 0;
      const shift = SHIFTS[4 * round + (i & 3)];
      a = d;
      d = c;
      c = b;
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
  let hash = '';
  for (const byte of new Uint8Array(state.buffer)) hash += byte.toString(16).padStart(2, '0');
  return hash;
}
