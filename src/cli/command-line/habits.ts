import { habitsWords } from '../../words/command-line/habits.ts';
/*
 * What hands type that know tshark, tcpdump, capinfos, editcap, grep, jq, git and npm: what means the same here
 * is read so, what is done otherwise here is said, with what to type. A command's own options come first.
 */

/** Why it is otherwise here, and what to type. */
export type Told = readonly [why: string, advice: string];

export type Habit =
  /** Goes without saying here. */
  | { readonly does: 'nothing'; readonly takesValue: boolean }
  /** Its value is a file that is read. */
  | { readonly does: 'file' }
  /** The same by another name; of a value where it has one. */
  | { readonly does: 'same'; readonly as: readonly string[]; readonly takesValue: boolean }
  /** The same where the command has that option, else it goes without saying. */
  | { readonly does: 'tell'; readonly told: Told };

const nothing: Habit = { does: 'nothing', takesValue: false };
const nothingOfValue: Habit = { does: 'nothing', takesValue: true };
const file: Habit = { does: 'file' };
const tell = (why: string, advice: string): Habit => ({ does: 'tell', told: [why, advice] });
const same = (...as: string[]): Habit => ({ does: 'same', as, takesValue: false });
const sameWithValue = (as: string): Habit => ({ does: 'same', as: [as], takesValue: true });

const CAPTURING = tell(...habitsWords.captureLive);
const FIELDS_OF_PACKETS = tell(...habitsWords.printFields);
const DETAILS = tell(...habitsWords.printDetails);
const BYTES = tell(...habitsWords.printBytes);
const PACKETS_OTHERWISE = tell(...habitsWords.rewritePackets);
const SETTINGS = tell(...habitsWords.configurationProfile);

/** Options of one letter. */
export const LETTERS: Readonly<Record<string, Habit>> = {
  r: file,
  // Names are never looked up, packets are numbered, checksums are not verified, output is never held back.
  n: nothing,
  l: nothing,
  U: nothing,
  K: nothing,
  S: nothing,
  '#': nothing,
  P: nothing,
  q: nothing,
  Q: nothing,
  p: nothing,
  // tshark's second pass: what a packet says of later ones is known here at once.
  2: nothing,
  N: nothingOfValue,
  s: nothingOfValue,
  g: nothing,
  i: CAPTURING,
  D: tell(...habitsWords.listInterfaces),
  L: tell(...habitsWords.listLinkTypes),
  I: CAPTURING,
  B: CAPTURING,
  y: CAPTURING,
  a: tell(...habitsWords.ringBuffer),
  b: tell(...habitsWords.ringBuffer),
  G: tell(...habitsWords.glossary),
  w: tell(...habitsWords.writePackets),
  W: PACKETS_OTHERWISE,
  F: tell(...habitsWords.captureFileType),
  V: DETAILS,
  O: DETAILS,
  v: tell(...habitsWords.verboseOrVersion),
  x: BYTES,
  X: BYTES,
  A: BYTES,
  z: tell(...habitsWords.statistics),
  R: tell(...habitsWords.oldDisplayFilter),
  d: tell(...habitsWords.decodeAs),
  C: SETTINGS,
  j: tell(...habitsWords.jobsOrJsonFilter),
  J: tell(...habitsWords.jsonFilter),
  t: tell(...habitsWords.timeFormatOfReport),
  c: tell(...habitsWords.packetCount),
  T: FIELDS_OF_PACKETS,
  e: FIELDS_OF_PACKETS,
  E: FIELDS_OF_PACKETS,
  u: tell(...habitsWords.secondsFormat),
  H: tell(...habitsWords.hostsFile),
  M: nothingOfValue,
  o: tell(...habitsWords.outputOfList),
  f: tell(...habitsWords.formatOfOneForm),
  Y: tell(...habitsWords.displayFilterNotTaken),
};

/** Options with two hyphens, and whole words with one. */
export const WORDS: Readonly<Record<string, Habit>> = {
  '--json': same('--format=json'),
  '--html': same('--format=html'),
  '--markdown': same('--format=markdown'),
  '--md': same('--format=markdown'),
  '--junit': same('--format=junit'),
  '--sarif': same('--format=sarif'),
  '--ndjson': same('--format=ndjson'),
  '--jsonl': same('--format=ndjson'),
  '--csv': same('--format=csv'),
  '--tsv': same('--format=tsv'),
  '--text': same('--format=text'),
  '--colour': same('--color'),
  '--no-colour': same('--no-color'),
  '--silent': same('--quiet'),
  '--out': sameWithValue('--output'),
  '--output-file': sameWithValue('--output'),
  '--filter': sameWithValue('--display-filter'),
  '--exit-status': same('--exit-code'),
  '--timezone': sameWithValue('--time-zone'),
  '--tz': sameWithValue('--time-zone'),
  '--utc': same('--time-zone=UTC'),
  '--keylog': sameWithValue('--tls-keys'),
  '--keylog-file': sameWithValue('--tls-keys'),
  '--dns': sameWithValue('--nslookup'),
  '--log': sameWithValue('--logs'),
  '--limit': sameWithValue('--count'),
  '--max-count': sameWithValue('--count'),
  '--packet-count': sameWithValue('--count'),
  '--read-file': file,
  '--file': file,
  '--input': file,
  '--capture': file,
  '--number': nothing,
  '--no-progress': nothing,
  '--line-buffered': nothing,
  '--no-pager': nothing,
  '--packet-buffered': nothing,
  '--dont-verify-checksums': nothing,
  '--absolute-tcp-sequence-numbers': nothing,
  '--snapshot-length': nothingOfValue,
  '--two-pass': nothing,
  '--print': nothing,
  '--interface': CAPTURING,
  '--list-interfaces': CAPTURING,
  '--monitor-mode': CAPTURING,
  '--immediate-mode': CAPTURING,
  '--ring-buffer': CAPTURING,
  '--export-objects': tell(...habitsWords.exportObjects),
  '--export-dissector': DETAILS,
  '--enable-protocol': tell(...habitsWords.switchProtocol),
  '--disable-protocol': tell(...habitsWords.switchProtocol),
  '--enable-heuristic': tell(...habitsWords.switchProtocol),
  '--disable-heuristic': tell(...habitsWords.switchProtocol),
  '--only-protocols': tell(...habitsWords.onlyProtocols),
  '--config': SETTINGS,
  '--verbose': tell(...habitsWords.verbose),
  '--debug': tell(...habitsWords.verbose),
  '--version=json': tell(...habitsWords.versionAsJson),
  '--pdf': tell(...habitsWords.format.pdf),
  '--xml': tell(...habitsWords.xmlOption),
  '--yaml': tell(...habitsWords.format.yaml),
  '--pretty': nothing,
  '--recursive': tell(...habitsWords.recursive),
  '--force': tell(...habitsWords.force),
  '--yes': tell(...habitsWords.assumeYes),
  '--dry-run': tell(...habitsWords.dryRun),
  '--watch': tell(...habitsWords.watch),
  '--follow': tell(...habitsWords.followConversation),
  '--sort': tell(...habitsWords.sort),
  '-tt': tell(...habitsWords.tcpdumpTime.tt),
  '-ttt': tell(...habitsWords.tcpdumpTime.ttt),
  '-tttt': tell(...habitsWords.tcpdumpTime.tttt),
  '-ttttt': tell(...habitsWords.tcpdumpTime.ttttt),
  '-vv': DETAILS,
  '-vvv': DETAILS,
  '-XX': BYTES,
  '-AA': BYTES,
  '-xx': BYTES,
};

/** Words that stand for a choice: `-f md`, `-t ud`. */
export const CHOICES: Readonly<Record<string, Readonly<Record<string, string | Told>>>> = {
  format: {
    md: 'markdown',
    htm: 'html',
    txt: 'text',
    jsonl: 'ndjson',
    'junit-xml': 'junit',
    tabs: 'tsv',
    pdf: habitsWords.format.pdf,
    docx: habitsWords.format.docx,
    yaml: habitsWords.format.yaml,
    csv: habitsWords.format.csv,
    tsv: habitsWords.format.tsv,
    fields: habitsWords.format.fields,
    pdml: habitsWords.format.pdml,
    xml: habitsWords.format.xml,
    pcap: habitsWords.format.pcap,
    pcapng: habitsWords.format.pcap,
  },
  time: {
    r: 'relative',
    e: 'epoch',
    u: 'utc',
    ud: 'utc',
    a: habitsWords.time.local,
    ad: habitsWords.time.local,
    adoy: habitsWords.time.local,
    udoy: habitsWords.time.dayOfYear,
    d: habitsWords.time.delta,
    dd: habitsWords.time.deltaDisplayed,
  },
  T: {
    json: habitsWords.packetType.json,
    jsonraw: habitsWords.packetType.jsonraw,
    ek: habitsWords.packetType.ek,
    text: habitsWords.packetType.text,
    tabs: habitsWords.packetType.tabs,
    csv: habitsWords.packetType.csv,
    psml: habitsWords.packetType.psml,
    pdml: habitsWords.format.pdml,
    ps: habitsWords.packetType.postScript,
  },
};

/** What commands are called elsewhere, and here. */
export const COMMANDS_ELSEWHERE: Readonly<Record<string, string>> = {
  ...{ analyze: 'diagnose', analyse: 'diagnose', report: 'diagnose', summary: 'diagnose' },
  ...{ summarize: 'diagnose', verdict: 'diagnose', info: 'diagnose', stats: 'diagnose' },
  ...{ read: 'diagnose', run: 'diagnose', scan: 'diagnose', capinfos: 'diagnose' },
  ...{ diff: 'compare', vs: 'compare', export: 'evidence', extract: 'evidence', proof: 'evidence' },
  ...{ test: 'check', verify: 'check', expect: 'check', list: 'packets', tshark: 'packets' },
  ...{ tcpdump: 'packets', show: 'packets', frames: 'packets', connections: 'flows' },
  ...{ conversations: 'flows', conv: 'flows', conn: 'flows', streams: 'flows', sessions: 'flows' },
  ...{ field: 'fields', man: 'help', usage: 'help', why: 'explain', codes: 'explain' },
  ...{ profiles: 'profile', products: 'profile', completions: 'completion', bundle: 'case' },
};
