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

const CAPTURING = tell(
  'nothing is captured here',
  'Such as: tcpdump -i eth0 -U -w - | pcap-verdict -',
);
const FIELDS_OF_PACKETS = tell(
  'fields are printed by the command packets',
  'Such as: pcap-verdict packets CAPTURE -T fields -e ip.src -e tcp.stream',
);
const DETAILS = tell(
  'the details of packets are not printed here',
  'Such as: pcap-verdict packets CAPTURE -T fields -e tcp.flags; tshark -V -r CAPTURE has all.',
);
const BYTES = tell('the bytes of packets are not printed here', 'tshark -x -r CAPTURE has them.');
const PACKETS_OTHERWISE = tell(
  'packets are not written anew here, apart from those that prove a verdict',
  'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng; editcap CAPTURE OUT does the rest.',
);
const SETTINGS = tell(
  "there are no configuration profiles of Wireshark's here",
  'Products have profiles: pcap-verdict profile list',
);

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
  D: tell('nothing is captured here', 'tcpdump -D lists interfaces.'),
  L: tell('nothing is captured here', 'tcpdump -L lists link types.'),
  I: CAPTURING,
  B: CAPTURING,
  y: CAPTURING,
  a: tell(
    'nothing is captured here',
    'Files of a ring buffer: pcap-verdict ring_*.pcapng --sequence',
  ),
  b: tell(
    'nothing is captured here',
    'Files of a ring buffer: pcap-verdict ring_*.pcapng --sequence',
  ),
  G: tell("that list of tshark's is not here", 'Fields: pcap-verdict fields; captures: tcpdump -G'),
  w: tell(
    '-w writes packets, and only those that prove a verdict are written here',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng',
  ),
  W: PACKETS_OTHERWISE,
  F: tell(
    'captures are written as pcapng alone, and filters come from --filter-file',
    'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng; editcap -F pcap proof.pcapng proof.pcap',
  ),
  V: DETAILS,
  O: DETAILS,
  v: tell(
    'there is no more detail than the report has',
    'Such as: pcap-verdict packets CAPTURE; pcap-verdict --version says which version this is.',
  ),
  x: BYTES,
  X: BYTES,
  A: BYTES,
  z: tell(
    'there are no statistics of that kind here',
    'Such as: pcap-verdict flows CAPTURE, for -z conv,tcp and -z conv,udp',
  ),
  R: tell('-R was a display filter of old', 'Such as: -Y "ip.addr == 192.0.2.1"'),
  d: tell(
    'what a port carries is told by its bytes here',
    "DNS on other ports is a profile's: pcap-verdict profile --help",
  ),
  C: SETTINGS,
  j: tell('that is no option here', 'As JSON: -f json; several captures at a time: --jobs 4'),
  J: tell('that is no option here', 'As JSON: -f json'),
  t: tell(
    'times of reports have a zone alone; lists have more',
    'Such as: --time-zone local; pcap-verdict packets CAPTURE -t relative',
  ),
  c: tell(
    'all of a capture is judged; the list of packets may end early',
    'Such as: pcap-verdict packets CAPTURE -c 10; editcap -r CAPTURE part.pcapng 1-10',
  ),
  T: FIELDS_OF_PACKETS,
  e: FIELDS_OF_PACKETS,
  E: FIELDS_OF_PACKETS,
  u: tell('times have a fixed form here', 'Such as: pcap-verdict packets CAPTURE -t epoch'),
  H: tell('tables of hosts are not read here: addresses are shown as they are', 'Leave it out.'),
  M: nothingOfValue,
  o: tell(
    'this command writes to standard output',
    'Such as: pcap-verdict packets CAPTURE -f csv > packets.csv',
  ),
  f: tell('this command has one form', 'Leave -f out.'),
  Y: tell(
    'this command takes no display filter',
    'Such as: pcap-verdict CAPTURE -Y "tcp.port == 443"',
  ),
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
  '--export-objects': tell(
    'what packets carry is not taken out of them here',
    'tshark --export-objects http,FOLDER -r CAPTURE does.',
  ),
  '--export-dissector': DETAILS,
  '--enable-protocol': tell('every protocol is on here', 'Leave it out.'),
  '--disable-protocol': tell('every protocol is on here', 'Leave it out.'),
  '--enable-heuristic': tell('every protocol is on here', 'Leave it out.'),
  '--disable-heuristic': tell('every protocol is on here', 'Leave it out.'),
  '--only-protocols': tell('every protocol is on here', 'Such as: -Y dns'),
  '--config': SETTINGS,
  '--verbose': tell(
    'there is no more detail than the report has',
    'Such as: pcap-verdict packets CAPTURE',
  ),
  '--debug': tell(
    'there is no more detail than the report has',
    'Such as: pcap-verdict packets CAPTURE',
  ),
  '--version=json': tell('the version has one form', 'Such as: pcap-verdict --version'),
  '--pdf': tell('there is no PDF here', 'Print the page: -f html -o case.html'),
  '--xml': tell('there are two forms of XML', 'Such as: -f junit; of packets: tshark -T pdml'),
  '--yaml': tell('there is no YAML here', 'Such as: -f json'),
  '--pretty': nothing,
  '--recursive': tell('folders are read by case and check', 'Such as: pcap-verdict case FOLDER'),
  '--force': tell('nothing has to be forced here: -o writes over a report of old', 'Leave it out.'),
  '--yes': tell('nothing is asked here', 'Leave it out.'),
  '--dry-run': tell('nothing but -o FILE is written here', 'Leave it out, and -o too.'),
  '--watch': tell(
    'a capture is watched through a pipe',
    'Such as: tcpdump -i eth0 -U -w - | pcap-verdict -',
  ),
  '--follow': tell(
    'conversations are not shown as text here',
    "Such as: pcap-verdict packets CAPTURE -Y 'tcp.stream == 0'",
  ),
  '--sort': tell(
    'lists are in the order of the packets',
    'Such as: pcap-verdict flows CAPTURE -f tsv | sort',
  ),
  '-tt': tell('times are chosen by a word', 'Such as: pcap-verdict packets CAPTURE -t epoch'),
  '-ttt': tell(
    'times are chosen by a word, or are a field',
    'Such as: pcap-verdict packets CAPTURE -T fields -e frame.time_delta_displayed',
  ),
  '-tttt': tell('times are chosen by a word', 'Such as: pcap-verdict packets CAPTURE -t utc'),
  '-ttttt': tell('times are chosen by a word', 'Such as: pcap-verdict packets CAPTURE -t relative'),
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
    pdf: ['there is no PDF here', 'Print the page: -f html -o case.html'],
    docx: ['there is no DOCX here', 'Word opens the page: -f html -o case.html'],
    yaml: ['there is no YAML here', 'Such as: -f json'],
    csv: ['lists have CSV, reports have not', 'Such as: pcap-verdict flows CAPTURE -f csv'],
    tsv: ['lists have TSV, reports have not', 'Such as: pcap-verdict flows CAPTURE -f tsv'],
    fields: ['fields are chosen with -T', 'Such as: packets CAPTURE -T fields -e ip.src'],
    pdml: ['details of packets are not printed here', 'tshark -T pdml -r CAPTURE has them.'],
    xml: ['of XML there is JUnit', 'Such as: -f junit; of packets: tshark -T pdml'],
    pcap: [
      'packets are written by evidence',
      'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng',
    ],
    pcapng: [
      'packets are written by evidence',
      'Such as: pcap-verdict evidence CAPTURE -o proof.pcapng',
    ],
  },
  time: {
    r: 'relative',
    e: 'epoch',
    u: 'utc',
    ud: 'utc',
    a: ['times of the packet list are UTC, not local', 'Such as: -t utc, -t relative, -t epoch'],
    ad: ['times of the packet list are UTC, not local', 'Such as: -t utc, -t relative, -t epoch'],
    adoy: ['times of the packet list are UTC, not local', 'Such as: -t utc, -t relative, -t epoch'],
    udoy: ['days have dates here', 'Such as: -t utc'],
    d: ['the time since the packet before is a field', 'Such as: -T fields -e frame.time_delta'],
    dd: [
      'the time since the packet before is a field',
      'Such as: -T fields -e frame.time_delta_displayed',
    ],
  },
  T: {
    json: [
      'of JSON there are rows here',
      'Such as: -f json; tshark -T json -r CAPTURE has details.',
    ],
    jsonraw: ['of JSON there are rows here', 'Such as: -f json; tshark -T jsonraw has bytes.'],
    ek: ['of JSON there are rows here', 'Such as: -f json; tshark -T ek -r CAPTURE has details.'],
    text: ['the packet list needs no -T', 'Leave it out.'],
    tabs: ['tabs are a form of the list', 'Such as: -f tsv'],
    csv: ['commas are a form of the list', 'Such as: -f csv; of fields: -T fields -E separator=,'],
    psml: ['there is no PSML here', 'Such as: -f csv; tshark -T psml -r CAPTURE has it.'],
    pdml: ['details of packets are not printed here', 'tshark -T pdml -r CAPTURE has them.'],
    ps: ['there is no PostScript here', 'Such as: -f csv'],
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
