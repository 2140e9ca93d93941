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

const CAPTURING = tell(...habitsWords.nothingCaptured);
const FIELDS_OF_PACKETS = tell(...habitsWords.fieldsPrintedCommandPackets);
const DETAILS = tell(...habitsWords.detailsPacketsNotPrinted);
const BYTES = tell(...habitsWords.bytesPacketsNotPrinted);
const PACKETS_OTHERWISE = tell(...habitsWords.packetsNotWrittenAnew);
const SETTINGS = tell(...habitsWords.noConfigurationProfilesWireshark);

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
  D: tell(...habitsWords.nothingCapturedForD),
  L: tell(...habitsWords.nothingCapturedForL),
  I: CAPTURING,
  B: CAPTURING,
  y: CAPTURING,
  a: tell(...habitsWords.nothingCapturedForA),
  b: tell(...habitsWords.nothingCapturedForA),
  G: tell(...habitsWords.listTsharkNot),
  w: tell(...habitsWords.writesPacketsOnlyThose),
  W: PACKETS_OTHERWISE,
  F: tell(...habitsWords.capturesWrittenPcapngAlone),
  V: DETAILS,
  O: DETAILS,
  v: tell(...habitsWords.noMoreDetailThan),
  x: BYTES,
  X: BYTES,
  A: BYTES,
  z: tell(...habitsWords.noStatisticsKind),
  R: tell(...habitsWords.displayFilterOld),
  d: tell(...habitsWords.portCarriesToldBytes),
  C: SETTINGS,
  j: tell(...habitsWords.noOption),
  J: tell(...habitsWords.noOptionForJ),
  t: tell(...habitsWords.timesReportsZoneAlone),
  c: tell(...habitsWords.allCaptureJudgedList),
  T: FIELDS_OF_PACKETS,
  e: FIELDS_OF_PACKETS,
  E: FIELDS_OF_PACKETS,
  u: tell(...habitsWords.timesFixedForm),
  H: tell(...habitsWords.tablesHostsNotRead),
  M: nothingOfValue,
  o: tell(...habitsWords.commandWritesStandardOutput),
  f: tell(...habitsWords.commandForm),
  Y: tell(...habitsWords.commandTakesNoDisplay),
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
  '--export-objects': tell(...habitsWords.packetsCarryNotTaken),
  '--export-dissector': DETAILS,
  '--enable-protocol': tell(...habitsWords.everyProtocol),
  '--disable-protocol': tell(...habitsWords.everyProtocol),
  '--enable-heuristic': tell(...habitsWords.everyProtocol),
  '--disable-heuristic': tell(...habitsWords.everyProtocol),
  '--only-protocols': tell(...habitsWords.everyProtocolForOnlyProtocols),
  '--config': SETTINGS,
  '--verbose': tell(...habitsWords.noMoreDetailThanReport),
  '--debug': tell(...habitsWords.noMoreDetailThanReport),
  '--version=json': tell(...habitsWords.versionForm),
  '--pdf': tell(...habitsWords.noPdf),
  '--xml': tell(...habitsWords.twoFormsXml),
  '--yaml': tell(...habitsWords.noYaml),
  '--pretty': nothing,
  '--recursive': tell(...habitsWords.foldersReadCaseCheck),
  '--force': tell(...habitsWords.nothingForcedWritesOver),
  '--yes': tell(...habitsWords.nothingAsked),
  '--dry-run': tell(...habitsWords.nothingButFileWritten),
  '--watch': tell(...habitsWords.captureWatchedThroughPipe),
  '--follow': tell(...habitsWords.conversationsNotShownText),
  '--sort': tell(...habitsWords.listsOrderPackets),
  '-tt': tell(...habitsWords.timesChosenWord),
  '-ttt': tell(...habitsWords.timesChosenWordField),
  '-tttt': tell(...habitsWords.timesChosenWordForTttt),
  '-ttttt': tell(...habitsWords.timesChosenWordForTtttt),
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
    pdf: habitsWords.noPdf,
    docx: habitsWords.noDocx,
    yaml: habitsWords.noYaml,
    csv: habitsWords.listsCsvReportsNot,
    tsv: habitsWords.listsTsvReportsNot,
    fields: habitsWords.fieldsChosen,
    pdml: habitsWords.detailsPacketsNotPrintedForPdml,
    xml: habitsWords.xmlJUnit,
    pcap: habitsWords.packetsWrittenEvidence,
    pcapng: habitsWords.packetsWrittenEvidence,
  },
  time: {
    r: 'relative',
    e: 'epoch',
    u: 'utc',
    ud: 'utc',
    a: habitsWords.timesPacketListUtc,
    ad: habitsWords.timesPacketListUtc,
    adoy: habitsWords.timesPacketListUtc,
    udoy: habitsWords.daysDates,
    d: habitsWords.timeSincePacketBefore,
    dd: habitsWords.timeSincePacketBeforeField,
  },
  T: {
    json: habitsWords.jsonRows,
    jsonraw: habitsWords.jsonRowsForJsonraw,
    ek: habitsWords.jsonRowsForEk,
    text: habitsWords.packetListNeedsNo,
    tabs: habitsWords.tabsFormList,
    csv: habitsWords.commasFormList,
    psml: habitsWords.noPsml,
    pdml: habitsWords.detailsPacketsNotPrintedForPdml,
    ps: habitsWords.noPostScript,
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
