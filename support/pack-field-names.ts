import { brotliCompressSync, constants } from 'node:zlib';

/** Characters that a name may share with the one before it; more are written again. */
const MAXIMUM_SHARED = 90;

/**
 * Sorted names front-coded and compressed, as `src/cli/wireshark-fields.ts` reads them: one character
 * per name for how much it shares with the name before, an empty line, the rest of each on a line.
 */
export function packFieldNames(names: readonly string[]): Uint8Array {
  let shared = '';
  const rests: string[] = [];
  let previous = '';
  for (const name of names) {
    let length = 0;
    while (length < MAXIMUM_SHARED && length < name.length && name[length] === previous[length]) {
      length++;
    }
    shared += String.fromCharCode(0x21 + length);
    rests.push(name.slice(length));
    previous = name;
  }
  const text = Buffer.from(`${shared}\n${rests.join('\n')}`, 'latin1');
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
}
