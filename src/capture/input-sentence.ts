import { type SentenceIn, UntoldError } from './sentence.ts';

/** Formats that are known, and not read. */
export type ForeignFormatName =
  | 'etl'
  | 'nettl'
  | 'k12'
  | 'eyesdn'
  | 'overwritten-sniffer'
  | 'commview'
  | 'hex-dump'
  | 'dct2000'
  | 'office-document'
  | 'zip'
  | 'evtx'
  | 'rar'
  | '7z'
  | 'xz'
  | 'bzip2'
  | 'tar'
  | 'pdf'
  | 'har'
  | 'json'
  | 'html'
  | 'pdml'
  | 'xml';

/** Texts that are read, which another one may nearly be. */
export type TextKin =
  | 'tcpdump'
  | 'packet-list'
  | 'netfilter'
  | 'syslog'
  | 'key-values'
  | 'hex-dump'
  | 'tabs'
  | 'csv';

/** What is to be said of an input that cannot be read, or not to its end: a key with its values. */
export interface InputSentences {
  'bytes-not-follow-last': { format: string };
  'frame-header-damaged': null;
  'gzip-header-no-end': null;
  'checksum-unpacked-wrong': null;
  'bytes-not-gzip-follow': null;
  'gzip-header-damaged': null;
  'huffman-code-too-many': null;
  'huffman-code-incomplete': null;
  'stored-block-states-two': null;
  'block-too-many-literal': null;
  'unknown-code-length': null;
  'code-length-repeats-nothing': null;
  'too-many-code-lengths': null;
  'block-cannot-end': null;
  'unknown-kind-block': null;
  'unknown-literal-code': null;
  'unknown-length-code': null;
  'unknown-distance-code': null;
  'distance-reaches-before-start': null;
  'block-longer-than-frame': null;
  'checksum-block-wrong': null;
  'dictionary-needed': null;
  'block-damaged': null;
  'piece-damaged': null;
  'piece-longer-than-may': null;
  'window-bytes-needed-over': { window: number; maximumWindow: number };
  'block-header-damaged': null;
  'convert-wireshark-editcap-file': null;
  'case-all-case-file': null;
  'unpack-first-capture-inside': null;
  'save-capture-itself-pcapng': null;
  'convert-pktmon-etl2pcap-file': null;
  'save-capture-itself-pcapng-rebuild': null;
  'pictures-packets-not-read': null;
  'export-text-then-name': null;
  'browser-saw-not-packets': null;
  'send-capture-itself-export': null;
  'save-capture-pcapng-wireshark': null;
  'input-empty': null;
  'data-unpacks-nothing': { compression: string };
  'copy-file-again-unpack': null;
  'pcap-file-header-cut': { end: number; at: number; fileHeaderLength: number };
  'copy-capture-file-again': null;
  'pcap-file-header-names': { major: number; minor: number };
  'file-damaged-written-program': null;
  'captured-length-over-limit': { captured: number; maximumLength: number };
  'fraction-time-stamp-second': { fraction: number };
  'if-tsresol-finer-than': { resolution: string };
  'if-tsoffset-no-time': { seconds: number };
  'pcapng-section-header-cut': { end: number; at: number; sectionHeaderLength: number };
  'pcapng-section-header-no': null;
  'pcapng-section-header-names': { versionOf: string };
  'block-length-enhanced-packet': { stated: number };
  'two-lengths-block-differ': null;
  'captured-length-more-than': { captured: number };
  'packet-interface-not-described': { id: number };
  'block-captured-too-much': { captured: number };
  'section-header-without-byte': null;
  'block-length': { stated: number };
  'section-header-only-bytes': { stated: number };
  'section-version-known': { version: string };
  'interface-description-only-bytes': { stated: number };
  'more-than-interfaces-further': { maximumInterfaces: number };
  'simple-packet-block-only': { stated: number };
  'simple-packet-block-before': null;
  'packet-block-only-bytes': { stated: number };
  'time-before-after': null;
  'btsnoop-file-header-names': { version: number };
  'version-medium-none': null;
  'time-none': null;
  'packet-compressed': null;
  'medium-none': null;
  'length-too-small': null;
  'no-record-type': { type: number };
  'too-many-extension-headers': null;
  'not-key': null;
  'nanoseconds-time': { nanoseconds: number };
  'five-views-no-capture': null;
  'no-type': { type: number };
  'lanalyzer-without-summary': null;
  'packet-shorter-than-header': null;
  'file-header-names-version': { title: string; major: number; minor: number };
  'header-too-short': null;
  'microseconds-time': { microseconds: number };
  'netxray-version-unknown': null;
  'netxray-first-in-header': null;
  'netxray-clock-unknown': { unit: number };
  'sniffer-file-does-not': null;
  'reaches-past-page': null;
  'not-magic-number': null;
  'offsets-too-small': null;
  'first-packet-observer-file': null;
  'radio-header-too-short': null;
  'snoop-file-header-names': { version: number };
  'file-header-visual-networks': { version: number };
  'file-header-cut-short': { title: string; end: number; at: number; length: number };
  'file-damaged-kind-not': null;
  'length-zero': null;
  'captured-length-over-limit2': { captured: number; maximumPacketLength: number };
  'lengths-too-small-holds': null;
  'captured-length-more-than-record': { captured: number; length: number };
  'length-is': { length: number };
  'no-file-sequence': null;
  'no-capture-only-captures': { name: string; format: string };
  'give-lists-logs-without': null;
  'name-capture-empty': null;
  'standard-input-terminal-capture': null;
  'name-file-send-capture': null;
  'directory-capture-file-expected': { path: string };
  'name-file-report-all': { path: string };
  'file-empty': { path: string };
  'no-such-file': { path: string };
  'check-path': null;
  'no-permission-read': { path: string };
  'check-who-may-read': null;
  'cannot-opened': { path: string; why: string };
  'zip-archive-damaged': { damage: InputSentence };
  'copy-again-unpack-name': null;
  'length-not-archive-says': null;
  'checksum-crc-not-archive': null;
  'does-not-unpack-archive': null;
  'zip-archive-damaged-too': null;
  'there-is-no-such-file': null;
  'link-elsewhere-not-followed': null;
  'no-regular-file': null;
  'folders-lie-each-other': { maximumDepth: number };
  'it-cannot-be-opened': { why: string };
  'list-files-damaged-after': { number: number };
  'end-missing-download-copy': null;
  'several-parts': null;
  'list-files-not-whole': null;
  'path-leads-out-archive': null;
  'encrypted-zip-password-file': null;
  'encrypted-way-not-read': null;
  'packed-not-read-unpack': { method: string };
  'archives-case-unpack-too': null;
  'encrypted-another-password-than': null;
  'authentication-code-wrong-changed': null;
  'file-can-no-longer': null;
  'key-word-command-line': null;
  'encrypted-settings-take-password': null;
  'archives-case-unpack-too-much': null;
  'encrypted-another-password-than-settings': null;
  'encrypted-otherwise': null;
  'packed-way-not-read': null;
  'line-longer-than-bytes': { maximumLine: number };
  'dates-written-both-day': { read: string };
  'dates-could-month-day': { read: string; isDayFirst: boolean };
  'line-not-text-left': null;
  'lines-first-not-text': { number: number };
  'further-problems-behind-line': { furtherProblems: number };
  'more-cells-than-columns': null;
  'too-few-bytes-packet': null;
  'not-text-packet': null;
  'text-longer-than-bytes': { maximumObject: number };
  'nested-too-deep': null;
  'no-json': null;
  'no-layers-not-json': null;
  'line-ruler-time-bytes': null;
  'no-length-frame-geninfo': null;
  'fields-do-not-say': null;
  'not-row-list': null;
  'element-more-than-bytes': { maximumElement: string };
  'file-ends-within-packet': null;
  'column-no-time': { shown: string };
  'column-packet-breaks-off': { column: number; shown: string };
  'column-no-packet-tcpdump': { column: number; shown: string };
  'columns-not-known-no': null;
  'no-number-column-packet': null;
  'no-packet-columns': null;
  'no-time-column-time': null;
  'no-address-columns-source': null;
  'no-object-json': null;
  'names-stand-addresses-needed': null;
  'no-flow-tuples': null;
  'cells-filterlog-rule-reason': null;
  'no-addresses-their-cells': null;
  'no-flow-verdict': null;
  'no-address-src-dst': null;
  'not-record-flow-log': null;
  'fewer-cells-than-fields': null;
  'no-address-srcaddr-dstaddr': null;
  'foreign-format': { format: ForeignFormatName };
  /** Its name alone. */
  'format-name': { format: ForeignFormatName };
  'unknown-text': null;
  'unknown-first-bytes': { bytes: string };
  'nearly-read': { kin: TextKin; fitting: number; lines: number; line: number; shown: string };
  'what-is-read': null;
  'record-makes-no-sense': { record: string; fault: InputSentence };
  'record-too-long': { record: string };
  'reading-stopped': { damage: InputSentence };
  'bytes-skipped': { damage: InputSentence; bytes: number };
  /** `bytes`: how many of the record are there; null where it was passed over. */
  'input-ends': { record: string; bytes: number | null };
  'compressed-data-damaged': { offset: number; why: InputSentence };
  'cannot-be-unpacked': { compression: string; why: InputSentence };
  'breaks-off': null;
  'cannot-read-on': { why: InputSentence };
  'file-unreadable': { name: string; why: InputSentence };
  'in-file': { name: string; problem: InputSentence };
  'line-not-understood': { line: number; reason: InputSentence | null };
  'log-not-read-further': { why: InputSentence };
  'lines-not-understood': { number: number; taken: number; what: 'rows' | 'lines'; named: number };
  /** What the system, or a package, says of it. */
  'said-elsewhere': { text: string };
  // What a redacted report has in place of problems, which may have names and values in them.
  'redacted-truncated': null;
  'redacted-damaged-record': null;
  'redacted-skipped-damage': null;
  'redacted-damaged-compression': null;
  'redacted-bad-value': null;
  'export-ends-within-packet': null;
  'no-path-no-bytes': null;
}

export type InputSentence = SentenceIn<InputSentences>;

/** What an error says that was caught: by its sentence, else as whoever threw it put it. */
export function failureOf(error: unknown): InputSentence {
  if (error instanceof UntoldError) return error.sentence as InputSentence;
  return { code: 'said-elsewhere', text: error instanceof Error ? error.message : String(error) };
}
