import { UsageError } from './errors.ts';

/*
 * The command line as one types it into tshark and tcpdump: what means the same here is read so, what is done
 * otherwise is said. yargs would read `-fjson` as four options, and `-nnr FILE` as three that it does not know.
 */

/** Options of one letter that take a value, which may stand right behind it. */
const TAKES_VALUE = /^-([fYctTeEo])(.*)$/s;
/** `-n` and `-nn`: names are never resolved here; with the file's option behind it, as tcpdump takes them. */
const NO_NAMES = /^-n+(r(.*))?$/s;
/** The file that is read, where it is not simply named. */
const FILE = /^-r(.*)$/s;
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

/** Formats are written in small letters. */
const NAMES_FORMAT = new Set(['-f', '--format', '-T']);

/**
 * Arguments as this program's options have them.
 * @throws UsageError where something is done otherwise here
 */
export function asTyped(args: readonly string[]): string[] {
  const words: string[] = [];
  let i = 0;
  const valueBehind = (joined: string): string[] =>
    joined === '' ? args.slice(i + 1, ++i + 1) : [joined.replace(/^=/, '')];
  for (; i < args.length; i++) {
    const word = args[i];
    if (word === '--') return [...words, ...args.slice(i)];
    // What stands behind a long option may be its value, whatever it looks like.
    if (/^--[^=]+$/.test(word) && i + 1 < args.length) {
      words.push(word);
      if (NAMES_FORMAT.has(word)) words.push(args[++i].toLowerCase());
      continue;
    }
    const [, letter, value] = TAKES_VALUE.exec(word) ?? [];
    if (letter !== undefined) {
      const option = `-${letter}`;
      const values = valueBehind(value);
      words.push(
        option,
        ...(NAMES_FORMAT.has(option) ? values.map((v) => v.toLowerCase()) : values),
      );
      continue;
    }
    const noNames = NO_NAMES.exec(word);
    const file = FILE.exec(word) ?? (noNames?.[1] === undefined ? null : [word, noNames[2]]);
    if (file !== null) words.push(...valueBehind(file[1]));
    else if (noNames === null && word !== TWO_PASSES) {
      const otherwise = OTHERWISE[word];
      if (otherwise !== undefined) throw new UsageError(...otherwise);
      words.push(word);
    }
  }
  return words;
}
