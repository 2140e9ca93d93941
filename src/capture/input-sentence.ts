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
  | 'png'
  | 'jpeg'
  | 'gif'
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
  'bytes-behind-last-frame': { format: string };
  'frame-header-damaged': null;
  'endless-gzip-header': null;
  'unpacked-checksum-wrong': null;
  'bytes-behind-last-member': null;
  'gzip-header-damaged': null;
  'huffman-code-oversubscribed': null;
  'huffman-code-incomplete': null;
  'stored-lengths-differ': null;
  'too-many-literal-codes': null;
  'unknown-code-length': null;
  'code-length-repeats-nothing': null;
  'too-many-code-lengths': null;
  'block-cannot-end': null;
  'unknown-block-kind': null;
  'unknown-literal-code': null;
  'unknown-length-code': null;
  'unknown-distance-code': null;
  'distance-too-far': null;
  'block-too-long': null;
  'block-checksum-wrong': null;
  'dictionary-needed': null;
  'block-damaged': null;
  'piece-damaged': null;
  'piece-too-long': null;
  'window-too-large': { window: number; maximumWindow: number };
  'block-header-damaged': null;
  'convert-with-editcap': null;
  'take-as-case': null;
  'unpack-first': null;
  'save-as-pcapng': null;
  'convert-with-pktmon': null;
  'save-or-rebuild': null;
  'pictures-are-not-read': null;
  'export-events-as-text': null;
  'capture-in-place-of-har': null;
  'send-or-export-json': null;
  'save-with-wireshark': null;
  'input-empty': null;
  'unpacks-to-nothing': { compression: string };
  'copy-or-unpack-again': null;
  'pcap-header-cut-short': { end: number; at: number; fileHeaderLength: number };
  'copy-or-capture-again': null;
  'pcap-version-unknown': { major: number; minor: number };
  'damaged-or-unknown-writer': null;
  'captured-length-over-limit': { captured: number; maximumLength: number };
  'fraction-carried-over': { fraction: number };
  'if-tsresol-too-fine': { resolution: string };
  'bad-if-tsoffset': { seconds: number };
  'pcapng-header-cut-short': { end: number; at: number; sectionHeaderLength: number };
  'no-byte-order-magic': null;
  'pcapng-version-unknown': { versionOf: string };
  'bad-enhanced-packet-length': { stated: number };
  'block-lengths-differ': null;
  'captured-more-than-block': { captured: number };
  'interface-not-described': { id: number };
  'block-captured-too-much': { captured: number };
  'section-without-byte-order': null;
  'bad-block-length': { stated: number };
  'section-header-too-short': { stated: number };
  'section-version-unknown': { version: string };
  'interface-description-too-short': { stated: number };
  'too-many-interfaces': { maximumInterfaces: number };
  'simple-packet-too-short': { stated: number };
  'simple-packet-without-interface': null;
  'packet-block-too-short': { stated: number };
  'time-out-of-range': null;
  'btsnoop-version-unknown': { version: number };
  'bad-version-or-medium': null;
  'bad-time': null;
  'packet-compressed': null;
  'bad-medium': null;
  'length-too-small': null;
  'unknown-record-type': { type: number };
  'too-many-extension-headers': null;
  'key-missing': null;
  'bad-nanoseconds': { nanoseconds: number };
  'five-views-not-a-capture': null;
  'unknown-type': { type: number };
  'lanalyzer-without-summary': null;
  'packet-shorter-than-header': null;
  'header-version-unknown': { title: string; major: number; minor: number };
  'header-too-short': null;
  'bad-microseconds': { microseconds: number };
  'netxray-version-unknown': null;
  'netxray-first-in-header': null;
  'netxray-clock-unknown': { unit: number };
  'sniffer-version-unknown': null;
  'past-page': null;
  'magic-number-missing': null;
  'offsets-too-small': null;
  'observer-first-in-header': null;
  'radio-header-too-short': null;
  'snoop-version-unknown': { version: number };
  'visual-networks-version-unknown': { version: number };
  'file-header-cut-short': { title: string; end: number; at: number; length: number };
  'damaged-or-kind-not-read': null;
  'length-zero': null;
  'packet-length-over-limit': { captured: number; maximumPacketLength: number };
  'lengths-too-small': null;
  'captured-more-than-record': { captured: number; length: number };
  'bad-length': { length: number };
  'empty-sequence': null;
  'sequence-of-captures-only': { name: string; format: string };
  'lists-without-sequence': null;
  'empty-name': null;
  'standard-input-is-terminal': null;
  'name-or-send-capture': null;
  'is-directory': { path: string };
  'name-file-or-case': { path: string };
  'file-empty': { path: string };
  'no-such-file': { path: string };
  'check-path': null;
  'no-permission': { path: string };
  'check-permission': null;
  'cannot-be-opened': { path: string; why: string };
  'zip-archive-damaged': { damage: InputSentence };
  'copy-or-unpack-archive': null;
  'archived-length-differs': null;
  'archived-checksum-differs': null;
  'archived-data-differs': null;
  'zip-archive-too-short': null;
  'there-is-no-such-file': null;
  'link-not-followed': null;
  'not-a-regular-file': null;
  'folders-too-deep': { maximumDepth: number };
  'file-cannot-be-opened': { why: string };
  'file-list-damaged': { number: number };
  'archive-end-missing': null;
  'split-archive': null;
  'file-list-not-whole': null;
  'path-leads-out': null;
  'needs-zip-password': null;
  'encryption-not-read': null;
  'packing-not-read': { method: string };
  'case-unpacks-to-too-much': null;
  'wrong-zip-password': null;
  'authentication-code-wrong': null;
  'dropped-file-gone': null;
  'unpacking-thread-ended': null;
  'key-is-random-here': null;
  'needs-password-in-settings': null;
  'page-unpacks-to-too-much': null;
  'wrong-password-in-settings': null;
  'page-encryption-not-read': null;
  'page-packing-not-read': null;
  'line-too-long': { maximumLine: number };
  'dates-both-ways': { read: string };
  'dates-ambiguous': { read: string; isDayFirst: boolean };
  'line-not-text': null;
  'lines-not-text': { number: number };
  'further-problems': { furtherProblems: number };
  'more-cells-than-columns': null;
  'too-few-bytes': null;
  'not-a-packets-text': null;
  'object-too-long': { maximumObject: number };
  'nested-too-deep': null;
  'not-json': null;
  'no-layers': null;
  'ruler-expected': null;
  'no-geninfo-length': null;
  'fields-without-bytes': null;
  'not-a-row': null;
  'element-too-long': { maximumElement: string };
  'file-ends-within-packet': null;
  'no-time-printed': { shown: string };
  'printed-packet-breaks-off': { column: number; shown: string };
  'no-packet-printed': { column: number; shown: string };
  'no-heading': null;
  'no-packet-number': null;
  'no-packet-in-columns': null;
  'no-time-in-column': null;
  'no-address-in-columns': null;
  'no-json-object': null;
  'names-in-place-of-addresses': null;
  'no-flow-tuples': null;
  'bad-filterlog-cells': null;
  'no-addresses-in-cells': null;
  'no-flow-verdict': null;
  'no-src-or-dst': null;
  'not-a-flow-log-record': null;
  'fewer-cells-than-fields': null;
  'no-srcaddr-or-dstaddr': null;
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
