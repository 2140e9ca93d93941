import { UsageError } from './errors.ts';

/*
 * The command line as one types it into tshark and tcpdump: what means the same here is read so, what is done
 * otherwise is said. yargs would read `-fjson` as four options, and `-nnr FILE` as three that it does not know.
 */

/** Options of one letter that take a value, which may stand right behind it, or behind an equals sign. */
const TAKES_VALUE = /^(-[fYctTeEo])=?(.+)$/s;
/** `-r FILE`, the file that is read, where it is not simply named; `-n` and `-nn` may stand before it. */
const FILE = /^-n*r(.*)$/s;
/** Names are never resolved here. */
const NO_NAMES = /^-n+$/;
/** tshark's second pass: what a packet says of later ones is known here at once. */
const TWO_PASSES = '-2';

/** What is done otherwise here: why, and what to type. */
const OTHERWISE: Readonly<Record<string, readonly [string, string]>> = {
  '-i': ['nothing is captured here', 'Such as: tcpdump -i eth0 -U -w - | pcap-verdict -'],
  '-D': ['nothing is captured here', 'tcpdump -D lists interfaces.'],
  '-w': [
    '-w writes packets, and only those that prove a verdict are written here',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng',
  ],
  '-V': [
    'the details of packets are not printed here',
    'Such as: pcap-verdict packets CAPTURE -T fields -e tcp.flags; tshark -V -r CAPTURE has all.',
  ],
  '-x': ['the bytes of packets are not printed here', 'tshark -x -r CAPTURE has them.'],
  '-z': [
    'there are no statistics of that kind here',
    'Such as: pcap-verdict flows CAPTURE, for -z conv,tcp and -z conv,udp',
  ],
  '-R': ['-R was a display filter of old', 'Such as: -Y "ip.addr == 192.0.2.1"'],
  '-d': [
    'what a port carries is told by its bytes here',
    "DNS on other ports is a profile's: pcap-verdict profile --help",
  ],
};

/** Their value is a word in small letters. */
const NAMES_FORMAT = new Set(['-f', '--format', '-T']);
/** What stands behind them is theirs, whatever it looks like. */
const BEFORE_VALUE = new Set([...'fYctTeEo'].map((letter) => `-${letter}`));

/**
 * Arguments as this program's options have them.
 * @throws UsageError where something is done otherwise here
 */
export function asTyped(args: readonly string[]): string[] {
  const words: string[] = [];
  for (const [i, word] of args.entries()) {
    if (word === '--') return [...words, ...args.slice(i)];
    words.push(...wordsFor(word, i === 0 ? '' : args[i - 1]));
  }
  return words;
}

/** What a word stands for here. @param before the word before it */
function wordsFor(word: string, before: string): string[] {
  if (NAMES_FORMAT.has(before)) return [word.toLowerCase()];
  if (BEFORE_VALUE.has(before)) return [word];
  const [, option, value] = TAKES_VALUE.exec(word) ?? [];
  if (option !== undefined) return [option, NAMES_FORMAT.has(option) ? value.toLowerCase() : value];
  const [, file] = FILE.exec(word) ?? [];
  if (file !== undefined) return file === '' ? [] : [file];
  if (NO_NAMES.test(word) || word === TWO_PASSES) return [];
  const otherwise = OTHERWISE[word];
  if (otherwise !== undefined) throw new UsageError(...otherwise);
  return [word];
}
