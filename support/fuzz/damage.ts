import { SeededRandom } from '../packet-builder.ts';
import { mutate } from './pipeline.ts';

/** What parsers of text stumble over: quotes, brackets, ends, numbers, and what moves a terminal. */
const PIECES = [
  ...['"', '""', "'", '\t', ',', ';', '<', '>', '&#27;', '&#8238;', ']]>', '<!--', '{', '[', '}'],
  ...['\\u0000', '\\ud800', '\\', '/*', '//', ':', '..', '/../', '%', '\r', '\n\n', '\u0085'],
  ...['\u0000', '\u001b[2J', '\u009b31m', '\u202e', '\u2028', '\ufeff', '\ufffd', '\u{1f600}'],
  ...['-', '-1', '0', '1e308', '0x', 'NaN', 'null', 'true', '→', '…', '[SYN]', '[RST, ACK]'],
  ...['Description : ', 'Date : ', 'Name: ', 'Address: ', '> ', '$ nslookup ', ';; ', 'Seq='],
  ...['9'.repeat(30), ' '.repeat(500), 'a.'.repeat(150), '['.repeat(200), '<a>'.repeat(100)],
];
const NUMBERS = ['', '-1', '0', '65536', '4294967296', '99999999999999999999', '1.5', '07', '²'];
/** Repetitions of a line, at most. */
const MOST_TIMES = 400;
/** Characters of a text that was made long: less than 1 MB in UTF-16. */
const LONG = 450_000;
/** One text of so many is made long: what takes more than linear time shows there. */
const ONE_LONG_IN = 64;
/** The same where thousands are read a second: a long one takes as long as hundreds of the others. */
const SELDOM_LONG_IN = 4_096;

/** A damaged copy of an archive, whose list of files is at its end: more of the damage goes there. */
export function damageArchive(original: Uint8Array, other: Uint8Array, seed: number): Uint8Array {
  if (seed % 2 === 0) return mutate(original, other, seed);
  return mutate(original.toReversed(), other.toReversed(), seed).reverse();
}

/** A damaged copy of a text, the same for the same seed; sometimes in another encoding. */
export function damageText(original: Uint8Array, other: Uint8Array, seed: number): Uint8Array {
  return damaged(original, other, seed, 7, ONE_LONG_IN);
}

/** As `damageText`, but seldom long. */
export function damageShortText(original: Uint8Array, other: Uint8Array, seed: number) {
  return damaged(original, other, seed, 7, SELDOM_LONG_IN);
}

/** As `damageShortText`, of a text that tolerates little. */
export function damageTextLightly(original: Uint8Array, other: Uint8Array, seed: number) {
  return damaged(original, other, seed, 3, SELDOM_LONG_IN);
}

function damaged(
  original: Uint8Array,
  other: Uint8Array,
  seed: number,
  rounds: number,
  longIn: number,
): Uint8Array {
  const random = new SeededRandom(seed);
  const below = (limit: number) => (limit <= 1 ? 0 : random.uint32() % limit);
  // Bytes that are no text at all, now and then.
  const bytes = below(2 * rounds - 2) === 0 ? mutate(original, other, seed) : original;
  let lines = new TextDecoder().decode(bytes).split('\n');
  for (let round = below(rounds); round > 0 && lines.length > 0; round--) {
    const at = below(lines.length);
    const line = lines[at]!;
    const column = below(line.length + 1);
    switch (below(9)) {
      case 0: {
        const piece = PIECES[below(PIECES.length)]!;
        lines[at] = line.slice(0, column) + piece + line.slice(column + below(4));
        break;
      }
      case 1: {
        // One of the line's numbers.
        let left = below(line.match(/\d+/g)?.length ?? 0);
        const value = NUMBERS[below(NUMBERS.length)]!;
        lines[at] = line.replace(/\d+/g, (digits) => (left-- === 0 ? value : digits));
        break;
      }
      case 2:
        lines.splice(at, 1 + below(3));
        break;
      case 3:
        lines.splice(
          at,
          0,
          ...new Array<string>(1 + below(below(8) === 0 ? MOST_TIMES : 3)).fill(line),
        );
        break;
      case 4: {
        const to = below(lines.length);
        [lines[at], lines[to]] = [lines[to]!, line];
        break;
      }
      case 5:
        // Cut, or run into the next one.
        if (below(2) === 0) lines[at] = line.slice(0, column);
        else lines.splice(at, 2, line + (lines[at + 1] ?? ''));
        break;
      case 6: {
        const words = line.split(' ');
        const word = below(words.length);
        [words[word], words[below(words.length)]] = [words[below(words.length)]!, words[word]!];
        lines[at] = words.join(' ');
        break;
      }
      case 7: {
        // A line of another text.
        const others = new TextDecoder().decode(other).split('\n');
        lines.splice(at, below(2), others[below(others.length)]!);
        break;
      }
      default:
        if (below(6) === 0) lines = lines.slice(at);
    }
  }
  if (below(longIn) === 0) lines = stretched(lines, below);
  return encoded(lines.join(below(4) === 0 ? '\r\n' : '\n'), below(12));
}

/** Some characters, a line, or some lines so often that the text is long. */
function stretched(lines: readonly string[], below: (limit: number) => number): string[] {
  const at = below(lines.length);
  const line = lines[at] ?? '';
  const column = below(line.length + 1);
  const units = [
    PIECES[below(PIECES.length)]!,
    PIECES[below(PIECES.length)]! + PIECES[below(PIECES.length)]!,
    line.slice(column, column + 1 + below(12)),
    `${line}\n`,
    `${lines.slice(at, at + 1 + below(8)).join('\n')}\n`,
    `${PIECES[below(PIECES.length)]}\n`,
  ];
  const unit = units[below(units.length)] || ' ';
  const long = unit.repeat(Math.ceil(LONG / unit.length));
  const isOwnLine = below(2) === 0;
  const middle = isOwnLine ? [line, long] : [line.slice(0, column) + long + line.slice(column)];
  return [...lines.slice(0, at), ...middle, ...lines.slice(at + 1)];
}

function encoded(text: string, choice: number): Uint8Array {
  if (choice === 0) return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (choice === 1) return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  if (choice === 2) return Buffer.from(text, 'utf16le');
  if (choice === 3) return Buffer.from(`${text} é ü`, 'latin1');
  if (choice === 4) return Buffer.from(`\ufeff${text}`);
  return Buffer.from(text);
}
