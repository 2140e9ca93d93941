import { InputError } from '../capture/errors.ts';
import type { TextKin } from '../capture/input-sentence.ts';
import { shown } from './packet-lists/tcpdump/shown.ts';

/** Lines of a text that are looked at, and characters of each. */
const MAXIMUM_LINES = 200;
const LONGEST_LINE = 1_024;
/** Share of the lines that nearly fit, from which on a text is of that kind. */
const NEARLY = 0.3;
/** A line alone may look like anything. */
const ENOUGH_LINES = 2;

/** A kind of text that is read: what it is called, and what its lines mostly have. */
type Kin = readonly [name: TextKin, nearly: RegExp];

/** The surer look comes first: of several with one share the first is named. */
const KINS: readonly Kin[] = [
  [
    'tcpdump',
    /(?:\bIP6? |\bARP, |arp who-has|: Flags \[|\bicmp\b).*| \S{3,80} > \S{3,80}:(?: |$)/i,
  ],
  [
    'packet-list',
    /^\s*"?\d{1,9}"?[\s,;|]+"?\d{1,6}[.,:]\d.*(?:→|->|\bTCP\b|\bUDP\b|\bDNS\b|\bTLS)/,
  ],
  ['netfilter', /\b(?:IN|OUT|SRC|DST|PROTO)=\S*.*\b(?:SRC|DST|SPT|DPT|PROTO)=/],
  ['syslog', /%(?:ASA|FTD|PIX|SEC)-\d{1,2}-/],
  ['key-values', /(?:\b[A-Za-z_]{2,24}="?[^\s"]{0,64}"?[\s,;]+){3}/],
  ['hex-dump', /^\s*(?:0x)?[0-9a-f]{3,8}:?\s+(?:[0-9a-f]{2,4}\s+){4}/i],
  ['tabs', /^[^\t]{0,256}(?:\t[^\t]{0,256}){3}/],
  ['csv', /^[^,;]{0,256}(?:[,;][^,;]{0,256}){4}/],
];

/**
 * The refusal of a text that nearly is one of those that are read: names that, and the first line that does
 * not fit, with its number; null where it is nothing of the kind.
 * @param head the first 16 KiB of the text
 */
export function nearlyRead(head: string): InputError | null {
  // Markup and JSON are named for what they are.
  if (/^\s*[[{<%]/.test(head.slice(0, 64))) return null;
  const lines = head.split(/\r?\n/, MAXIMUM_LINES).map((line) => line.slice(0, LONGEST_LINE));
  const numbered = lines.map((line, index) => ({ line, number: index + 1 }));
  const full = numbered.filter(({ line }) => line.trim() !== '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no text is what is meant
  if (full.some(({ line }) => /[\u0000-\u0008\u000e-\u001a\ufffd]/.test(line))) return null;
  let best: { name: TextKin; fitting: number; nearly: RegExp } | null = null;
  for (const [name, nearly] of KINS) {
    const fitting = full.filter(({ line }) => nearly.test(line)).length;
    if (fitting > (best?.fitting ?? 0)) best = { name, fitting, nearly };
  }
  if (best === null || best.fitting < Math.max(ENOUGH_LINES, NEARLY * full.length)) return null;
  const { name, fitting, nearly } = best;
  const broken = full.find(({ line }) => !nearly.test(line)) ?? full[0];
  return new InputError(
    'unknown-format',
    {
      ...{ code: 'nearly-read', kin: name, fitting, lines: full.length },
      ...{ line: broken.number, shown: shown(broken.line.trim(), 0) },
    },
    { code: 'what-is-read' },
    0,
  );
}
