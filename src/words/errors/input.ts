import type { ForeignFormatName, InputSentences, TextKin } from '../../capture/input-sentence.ts';
import type { Texts } from './texts.ts';

/** What a refusal says is read. */
const EXPECTED =
  'a capture (pcap, pcapng and others), a packet list of Wireshark or tcpdump, or the log of a firewall is expected';

const FOREIGN_FORMATS: Readonly<Record<ForeignFormatName, string>> = {
  etl: 'a Windows event trace (ETL)',
  nettl: 'HP-UX nettl',
  k12: 'Tektronix K12 (rf5)',
  eyesdn: 'EyeSDN',
  'overwritten-sniffer': 'a Sniffer capture that wrote over its own beginning',
  commview: 'TamoSoft CommView',
  'hex-dump': 'a hex dump (text)',
  dct2000: 'Catapult DCT2000',
  'office-document': 'an office document (DOCX, XLSX, PPTX)',
  zip: 'a ZIP archive',
  evtx: 'a Windows event log (EVTX)',
  rar: 'a RAR archive',
  '7z': 'a 7z archive',
  xz: 'xz-compressed data',
  bzip2: 'bzip2-compressed data',
  tar: 'a tar archive',
  pdf: 'a PDF document',
  png: 'a picture (PNG)',
  jpeg: 'a picture (JPEG)',
  gif: 'a picture (GIF)',
  har: "a browser's HTTP archive (HAR)",
  json: 'JSON, but not of packets',
  html: 'HTML',
  pdml: 'PDML (packet details as XML)',
  xml: 'XML',
};

const KINS: Readonly<Record<TextKin, string>> = {
  tcpdump: 'what tcpdump prints',
  'packet-list': "a packet list of tshark's or Wireshark's",
  netfilter: "netfilter's log",
  syslog: "a firewall's syslog",
  'key-values': "a firewall's log of keys and values",
  'hex-dump': 'a hex dump',
  tabs: 'rows parted by tabs',
  csv: 'CSV',
};

/** What is wrong with an input, where it cannot be read or is damaged, and what to do about it. */
export const inputTexts: Texts<InputSentences> = {
  'bytes-behind-last-frame': ({ format }) => `bytes that are not ${format} follow the last frame`,
  'frame-header-damaged': () => 'the frame header is damaged',
  'endless-gzip-header': () => 'the gzip header has no end',
  'unpacked-checksum-wrong': () => 'the checksum of what was unpacked is wrong',
  'bytes-behind-last-member': () => 'bytes that are not gzip follow the last member',
  'gzip-header-damaged': () => 'the gzip header is damaged',
  'huffman-code-oversubscribed': () => 'a Huffman code has too many symbols',
  'huffman-code-incomplete': () => 'a Huffman code is incomplete',
  'stored-lengths-differ': () => 'a stored block states two different lengths',
  'too-many-literal-codes': () => 'a block has too many literal codes',
  'unknown-code-length': () => 'an unknown code length',
  'code-length-repeats-nothing': () => 'a code length repeats nothing',
  'too-many-code-lengths': () => 'too many code lengths',
  'block-cannot-end': () => 'a block cannot end',
  'unknown-block-kind': () => 'an unknown kind of block',
  'unknown-literal-code': () => 'an unknown literal code',
  'unknown-length-code': () => 'an unknown length code',
  'unknown-distance-code': () => 'an unknown distance code',
  'distance-too-far': () => 'a distance reaches before the start',
  'block-too-long': () => 'a block is longer than its frame allows',
  'block-checksum-wrong': () => 'the checksum of a block is wrong',
  'dictionary-needed': () => 'a dictionary is needed',
  'block-damaged': () => 'a block is damaged',
  'piece-damaged': () => 'a piece is damaged',
  'piece-too-long': () => 'a piece is longer than it may be',
  'window-too-large': ({ window, maximumWindow }) =>
    `a window of ${window} bytes is needed, over the limit of ${maximumWindow}`,
  'block-header-damaged': () => 'a block header is damaged',
  'convert-with-editcap': () => 'Convert it with Wireshark: editcap FILE out.pcapng',
  'take-as-case': () =>
    'As a case, with all that is in it: pcap-verdict case FILE; or unpack it first, and name the capture inside.',
  'unpack-first': () => 'Unpack it first; the capture inside can then be read.',
  'save-as-pcapng': () =>
    'Save the capture itself as pcapng; of exports, packet lists as text, CSV, PSML and JSON are read.',
  'convert-with-pktmon': () =>
    "Convert it: pktmon etl2pcap FILE --out out.pcapng (Windows 10 2004 and later), or Microsoft's etl2pcapng.exe FILE out.pcapng",
  'save-or-rebuild': () =>
    'Save the capture itself as pcapng; or rebuild it from a hex dump: text2pcap FILE out.pcapng',
  'pictures-are-not-read': () =>
    'Pictures of packets are not read: send the capture itself (pcapng), or paste the look-up into a text file.',
  'export-events-as-text': () =>
    'Export it as text, then name both: wevtutil qe FILE /lf:true /f:text > log.txt',
  'capture-in-place-of-har': () =>
    'It has what the browser saw, not the packets: capture while it fails, with Wireshark or tcpdump -w.',
  'send-or-export-json': () =>
    'Send the capture itself, or export it as JSON: tshark -r FILE -T json -x',
  'save-with-wireshark': () =>
    'Save the capture as pcapng in Wireshark, or write it with tcpdump -w.',
  'input-empty': () => 'The input is empty: there is not a single byte in it',
  'unpacks-to-nothing': ({ compression }) => `The ${compression} data unpacks to nothing`,
  'copy-or-unpack-again': () => 'Copy the file again, or unpack it with its own program first.',
  'pcap-header-cut-short': ({ end, at, fileHeaderLength }) =>
    `The pcap file header is cut short: ${end - at} of ${fileHeaderLength} bytes`,
  'copy-or-capture-again': () => 'Copy or capture the file again.',
  'pcap-version-unknown': ({ major, minor }) =>
    `The pcap file header names version ${major}.${minor}; 2.0 and later are known`,
  'damaged-or-unknown-writer': () =>
    'The file is damaged, or was written by a program that is not known here.',
  'captured-length-over-limit': ({ captured, maximumLength }) =>
    `captured length ${captured} is over the limit of ${maximumLength}`,
  'fraction-carried-over': ({ fraction }) =>
    `the fraction of the time stamp, ${fraction}, is a second or more; it was carried over`,
  'if-tsresol-too-fine': ({ resolution }) =>
    `if_tsresol 0x${resolution} is finer than a 64-bit time can be; microseconds are taken`,
  'bad-if-tsoffset': ({ seconds }) => `if_tsoffset ${seconds} is no time; 0 is taken`,
  'pcapng-header-cut-short': ({ end, at, sectionHeaderLength }) =>
    `The pcapng section header is cut short: ${end - at} of at least ${sectionHeaderLength} bytes`,
  'no-byte-order-magic': () =>
    'The pcapng section header has no byte-order magic (1a2b3c4d in either order)',
  'pcapng-version-unknown': ({ versionOf }) =>
    `The pcapng section header names version ${versionOf}; 1.0 and 1.2 are known`,
  'bad-enhanced-packet-length': ({ stated }) =>
    `a block length of ${stated} in an Enhanced Packet Block`,
  'block-lengths-differ': () => 'the two lengths of a block differ',
  'captured-more-than-block': ({ captured }) =>
    `captured length ${captured} is more than the block holds`,
  'interface-not-described': ({ id }) => `packet on interface ${id}, which is not described`,
  'block-captured-too-much': ({ captured }) => `captured length ${captured} is over the limit`,
  'section-without-byte-order': () => 'a section header without byte-order magic',
  'bad-block-length': ({ stated }) => `a block length of ${stated}`,
  'section-header-too-short': ({ stated }) => `a section header of only ${stated} bytes`,
  'section-version-unknown': ({ version }) =>
    `a section of version ${version}; 1.0 and 1.2 are known`,
  'interface-description-too-short': ({ stated }) =>
    `an interface description of only ${stated} bytes`,
  'too-many-interfaces': ({ maximumInterfaces }) =>
    `more than ${maximumInterfaces} interfaces; the further ones are not known`,
  'simple-packet-too-short': ({ stated }) => `a Simple Packet Block of only ${stated} bytes`,
  'simple-packet-without-interface': () => 'a Simple Packet Block before any interface description',
  'packet-block-too-short': ({ stated }) => `a Packet Block of only ${stated} bytes`,
  'time-out-of-range': () => 'its time is before 1970, or after 2255',
  'btsnoop-version-unknown': ({ version }) =>
    `The btsnoop file header names version ${version}; 1 is known`,
  'bad-version-or-medium': () => 'its version or medium is none',
  'bad-time': () => 'its time is none',
  'packet-compressed': () => 'its packet is compressed',
  'bad-medium': () => 'its medium is none',
  'length-too-small': () => 'its length is too small',
  'unknown-record-type': ({ type }) => `there is no record type ${type}`,
  'too-many-extension-headers': () => 'it has too many extension headers',
  'key-missing': () => 'it has not the key',
  'bad-nanoseconds': ({ nanoseconds }) => `${nanoseconds} nanoseconds in its time`,
  'five-views-not-a-capture': () => 'The file header of InfoVista 5View is not that of a capture',
  'unknown-type': ({ type }) => `there is no type ${type}`,
  'lanalyzer-without-summary': () =>
    'The LANalyzer file has no summary, which says what network it is of',
  'packet-shorter-than-header': () => 'its packet is shorter than its header',
  'header-version-unknown': ({ title, major, minor }) =>
    `The file header of ${title} names version ${major}.${minor}`,
  'header-too-short': () => 'its header is too short',
  'bad-microseconds': ({ microseconds }) => `${microseconds} microseconds in its time`,
  'netxray-version-unknown': () => 'The file header of NetXRay names a version that is not known',
  'netxray-first-in-header': () => 'The first packet of the NetXRay file is in its header',
  'netxray-clock-unknown': ({ unit }) =>
    `The file header of NetXRay has a clock ${unit} that is not known`,
  'sniffer-version-unknown': () => 'The Sniffer file does not begin with a version that is known',
  'past-page': () => 'it reaches past its page',
  'magic-number-missing': () => 'it has not the magic number',
  'offsets-too-small': () => 'its offsets are too small',
  'observer-first-in-header': () => 'The first packet of the Observer file is in its header',
  'radio-header-too-short': () => 'its radio header is too short',
  'snoop-version-unknown': ({ version }) =>
    `The snoop file header names version ${version}; 2 to 5 are known`,
  'visual-networks-version-unknown': ({ version }) =>
    `The file header of Visual Networks names version ${version}`,
  'file-header-cut-short': ({ title, end, at, length }) =>
    `The file header of ${title} is cut short: ${end - at} of ${length} bytes`,
  'damaged-or-kind-not-read': () =>
    'The file is damaged, or of a kind that is not read here: convert it with Wireshark: editcap FILE out.pcapng',
  'length-zero': () => 'its length is 0',
  'packet-length-over-limit': ({ captured, maximumPacketLength }) =>
    `captured length ${captured} is over the limit of ${maximumPacketLength}`,
  'lengths-too-small': () => 'its lengths are too small for what it holds',
  'captured-more-than-record': ({ captured, length }) =>
    `captured length ${captured} is more than the record's ${length} bytes hold`,
  'bad-length': ({ length }) => `its length is ${length}`,
  'empty-sequence': () => 'There is no file in the sequence',
  'sequence-of-captures-only': ({ name, format }) =>
    `${name} is no capture (${format}), and only captures can be read as one`,
  'lists-without-sequence': () => 'Give lists and logs without --sequence.',
  'empty-name': () => 'the name of the capture is empty',
  'standard-input-is-terminal': () => 'Standard input is a terminal; a capture is expected there',
  'name-or-send-capture': () => 'Name a file, or send a capture: tcpdump -w - | pcap-verdict -',
  'is-directory': ({ path }) => `${path} is a directory; a capture file is expected`,
  'name-file-or-case': ({ path }) =>
    `Name the file in it; or, for a report on all of it: pcap-verdict case ${path}`,
  'file-empty': ({ path }) => `${path} is empty: there is not a single byte in it`,
  'no-such-file': ({ path }) => `${path}: no such file`,
  'check-path': () => 'Check the path.',
  'no-permission': ({ path }) => `${path}: no permission to read it`,
  'check-permission': () => 'Check who may read the file.',
  'cannot-be-opened': ({ path, why }) => `${path} cannot be opened: ${why}`,
  'zip-archive-damaged': ({ damage }, say) => `The ZIP archive is damaged: ${say(damage)}`,
  'copy-or-unpack-archive': () => 'Copy it again, or unpack it and name its folder.',
  'archived-length-differs': () => 'its length is not what the archive says',
  'archived-checksum-differs': () =>
    'its checksum (CRC-32) is not the one in the archive, so that what was read may be wrong',
  'archived-data-differs': () => 'it does not unpack to what the archive says',
  'zip-archive-too-short': () => 'The ZIP archive is damaged: it is too short',
  'there-is-no-such-file': () => 'there is no such file',
  'link-not-followed': () => 'it is a link to elsewhere, which is not followed',
  'not-a-regular-file': () => 'it is no regular file',
  'folders-too-deep': ({ maximumDepth }) =>
    `folders lie in each other more than ${maximumDepth} deep`,
  'file-cannot-be-opened': ({ why }) => `it cannot be opened: ${why}`,
  'file-list-damaged': ({ number }) => `its list of files is damaged after ${number} of them`,
  'archive-end-missing': () => 'its end is missing; a download or copy may have been cut off',
  'split-archive': () => 'it is one of several parts',
  'file-list-not-whole': () => 'its list of files is not whole',
  'path-leads-out': () => 'its path leads out of the archive',
  'needs-zip-password': () => 'it is encrypted: --zip-password-file FILE names its password',
  'encryption-not-read': () =>
    'it is encrypted in a way that is not read here: unpack the archive first',
  'packing-not-read': ({ method }) =>
    `it is packed with ${method}, which is not read here: unpack the archive first`,
  'case-unpacks-to-too-much': () =>
    'the archives of the case unpack to too much: unpack this file and name it alone',
  'wrong-zip-password': () => 'it is encrypted with another password than --zip-password-file has',
  'authentication-code-wrong': () => 'its authentication code is wrong: it was changed or damaged',
  'unpacking-thread-ended': () => 'the thread that unpacks it has ended: read it again',
  'dropped-file-gone': () => 'the file can no longer be read: drop it again',
  'key-is-random-here': () => 'a key of a word is for the command line: here it is random',
  'needs-password-in-settings': () => 'it is encrypted: the settings take its password',
  'page-unpacks-to-too-much': () =>
    'the archives of the case unpack to too much: unpack this file by itself',
  'wrong-password-in-settings': () =>
    'it is encrypted with another password than the one in the settings',
  'page-encryption-not-read': () => 'it is encrypted in a way that is not read here',
  'page-packing-not-read': () =>
    'it is packed in a way that is not read here: unpack the archive first',
  'line-too-long': ({ maximumLine }) =>
    `This line is longer than ${maximumLine} bytes; only its begin was read.`,
  'dates-both-ways': ({ read }) =>
    `Dates are written both as day/month and as month/day; where they could be either they were read as ${read}.`,
  'dates-ambiguous': ({ read, isDayFirst }) =>
    `The dates could be month/day or day/month; they were read as ${read}${isDayFirst ? ": else none would be of a capture's time" : ''}.`,
  'line-not-text': () => 'This line is not text; it was left out.',
  'lines-not-text': ({ number }) =>
    `${number} lines, of which this is the first, are not text; they were left out.`,
  'further-problems': ({ furtherProblems }) =>
    `${furtherProblems} further problems behind this line are not listed.`,
  'more-cells-than-columns': () =>
    'more cells than columns: export with another separator than is between several values',
  'too-few-bytes': () => 'too few bytes for a packet',
  'not-a-packets-text': () => 'not the text of a packet',
  'object-too-long': ({ maximumObject }) => `its text is longer than ${maximumObject} bytes`,
  'nested-too-deep': () => 'it is nested too deep',
  'not-json': () => 'it is no JSON',
  'no-layers': () => 'no "layers" in it: not the JSON of a packet',
  'ruler-expected': () => 'a line is a ruler, a time or bytes',
  'no-geninfo-length': () => 'no length of the frame in geninfo',
  'fields-without-bytes': () => 'its fields do not say which bytes they are',
  'not-a-row': () => 'not a row of the list',
  'element-too-long': ({ maximumElement }) => `an element of more than ${maximumElement} bytes`,
  'file-ends-within-packet': () => 'the file ends within the packet',
  'no-time-printed': ({ shown }) => `column 1: no time: ${shown}`,
  'printed-packet-breaks-off': ({ column, shown }) =>
    `column ${column + 1}: the packet breaks off: ${shown}`,
  'no-packet-printed': ({ column, shown }) =>
    `column ${column + 1}: no packet as tcpdump prints it: ${shown}`,
  'no-heading': () => 'the columns are not known: there is no heading',
  'no-packet-number': () => 'no number in the column of the packet numbers',
  'no-packet-in-columns': () => 'no packet in the columns',
  'no-time-in-column': () => 'no time in the column Time',
  'no-address-in-columns': () => 'no address in the columns of source and destination',
  'no-json-object': () => 'no object of JSON',
  'names-in-place-of-addresses': () => 'names stand where addresses are needed',
  'no-flow-tuples': () => 'no flow tuples',
  'bad-filterlog-cells': () =>
    'the cells of filterlog are rule, …, reason, action, direction, IP version',
  'no-addresses-in-cells': () => 'no addresses in their cells',
  'no-flow-verdict': () => 'no flow with a verdict',
  'no-src-or-dst': () => 'no address in SRC= or DST=',
  'not-a-flow-log-record': () => 'not a record of a flow log',
  'fewer-cells-than-fields': () => 'fewer cells than fields',
  'no-srcaddr-or-dstaddr': () => 'no address in srcaddr or dstaddr',
  'foreign-format': ({ format }) =>
    `This is ${FOREIGN_FORMATS[format]}, which is not read here; ${EXPECTED}`,
  'format-name': ({ format }) => FOREIGN_FORMATS[format],
  'unknown-text': () => `This is text, but no packet list and no log that is known; ${EXPECTED}`,
  'unknown-first-bytes': ({ bytes }) =>
    `The first bytes, ${bytes}, start no known capture format; ${EXPECTED}`,
  'nearly-read': ({ kin, fitting, lines, line, shown }) =>
    `This text is most like ${KINS[kin]} (${fitting} of ${lines} lines), but is not read as that: see line ${line}, ${shown}; ${EXPECTED}`,
  'what-is-read': () => 'docs/inputs.md has what is read, and how each is made.',
  'record-makes-no-sense': ({ record, fault }, say) => `a ${record} makes no sense: ${say(fault)}`,
  'record-too-long': ({ record }) => `a ${record} is longer than the rest of the input`,
  'reading-stopped': ({ damage }, say) => `${say(damage)}; reading stopped`,
  'bytes-skipped': ({ damage, bytes }, say) => `${say(damage)}; ${bytes} bytes were skipped`,
  'input-ends': ({ record, bytes }) =>
    `the input ends ${bytes === null ? 'inside' : `${bytes} bytes into`} a ${record}`,
  'compressed-data-damaged': ({ offset, why }, say) =>
    `the compressed data is damaged at its byte ${offset}: ${say(why)}`,
  'cannot-be-unpacked': ({ compression, why }, say) =>
    `The ${compression} data cannot be unpacked: ${say(why)}`,
  'breaks-off': () => 'it breaks off',
  'cannot-read-on': ({ why }, say) => `the input could not be read on: ${say(why)}`,
  'file-unreadable': ({ name, why }, say) => `${name} cannot be read: ${say(why)}`,
  'in-file': ({ name, problem }, say) => `${name}: ${say(problem)}`,
  'line-not-understood': ({ line, reason }, say) =>
    `line ${line} was not understood: ${reason === null ? '' : say(reason)}`,
  'log-not-read-further': ({ why }, say) => `The log could not be read further: ${say(why)}`,
  'lines-not-understood': ({ number, taken, what, named }) =>
    `${number} of ${taken} ${what} were not understood; the first ${named} are named above`,
  'said-elsewhere': ({ text }) => text,
  'redacted-truncated': () => 'the input ends within a record',
  'redacted-damaged-record': () => 'a record makes no sense; nothing behind it was read',
  'redacted-skipped-damage': () =>
    'a record makes no sense; reading went on at the next one that is certain',
  'redacted-damaged-compression': () => 'the compressed data breaks off or is damaged',
  'redacted-bad-value': () => 'a value or a line was not understood',
  'export-ends-within-packet': () => 'the export ends in the middle of a packet',
  'no-path-no-bytes': () => 'A capture is a path or a Uint8Array',
};
