import { InputError } from './errors.ts';

/** Whether bytes [at, end) begin with a format. */
type Match = (bytes: Uint8Array, at: number, end: number) => boolean;

/** A format that is recognised so that the user learns what the file is, but is not read. */
type ForeignFormat = readonly [name: string, matches: Match, advice?: string];

const EDITCAP = 'Convert it with Wireshark: editcap FILE out.pcapng';
const CASE =
  'As a case, with all that is in it: pcap-verdict case FILE; or unpack it first, and name the capture inside.';
const UNPACK = 'Unpack it first; the capture inside can then be read.';
const LIST =
  'Save the capture itself as pcapng; of exports, packet lists as text, CSV, PSML and JSON are read.';

/** What a refusal says is read. */
export const EXPECTED =
  'a capture (pcap, pcapng and others), a packet list of Wireshark or tcpdump, or the log of a firewall is expected';

/** The file starts with these bytes: text, or numbers. */
function magic(...bytes: (string | number)[]): Match {
  const wanted = bytes.flatMap((part) =>
    typeof part === 'number' ? [part] : [...part].map((letter) => letter.charCodeAt(0)),
  );
  return (data, at, end) =>
    end - at >= wanted.length && wanted.every((byte, index) => data[at + index] === byte);
}

/** The first text of the file, behind spaces and a byte order mark, matches. */
function text(pattern: RegExp): Match {
  return (data, at, end) => {
    const head = data.subarray(at, Math.min(end, at + 512));
    return pattern.test(String.fromCharCode(...head).replace(/^(\xef\xbb\xbf)?\s*/, ''));
  };
}

/** Wireshark's editcap converts what has no other advice. Magic numbers as in Wireshark's wiretap; strict ones before loose ones. */
const FORMATS: readonly ForeignFormat[] = [
  [
    'a Windows event trace (ETL)',
    // WMI_BUFFER_HEADER of a log file's first buffer, whose first event is the trace header.
    (data, at, end) =>
      end - at >= 0x50 &&
      data[at + 0x36] <= 2 &&
      data[at + 0x48 + 2] <= 2 &&
      data[at + 0x48 + 3] === 0xc0 &&
      data[at + 0x48 + 6] <= 1,
    "Convert it: pktmon etl2pcap FILE --out out.pcapng (Windows 10 2004 and later), or Microsoft's etl2pcapng.exe FILE out.pcapng",
  ],
  ['HP-UX nettl', magic('T\0R\0d\0')],
  ['Tektronix K12 (rf5)', magic(0, 0, 2, 0, 0x12, 5, 0, 0x10)],
  ['EyeSDN', magic('EyeSDN')],
  ['TamoSoft CommView', magic('CCF\0')],
  [
    'a hex dump (text)',
    text(/^0{3,8}[ :]\s*([0-9a-f]{2} ){2}/i),
    'Save the capture itself as pcapng; or rebuild it from a hex dump: text2pcap FILE out.pcapng',
  ],
  ['Catapult DCT2000', text(/^Session Transcript/)],
  [
    'an office document (DOCX, XLSX, PPTX)',
    // The first file of an Open Packaging archive; a name stands at byte 30 (PKWARE's APPNOTE 4.3.7).
    (data, at, end) =>
      magic('PK', 3, 4)(data, at, end) && magic('[Content_Types].xml')(data, at + 30, end),
    'Pictures of packets are not read: send the capture itself (pcapng), or paste the look-up into a text file.',
  ],
  ['a ZIP archive', magic('PK', 3, 4), CASE],
  [
    'a Windows event log (EVTX)',
    magic('ElfFile\0'),
    'Export it as text, then name both: wevtutil qe FILE /lf:true /f:text > log.txt',
  ],
  ['a RAR archive', magic('Rar!', 0x1a, 7), UNPACK],
  ['a 7z archive', magic('7z', 0xbc, 0xaf, 0x27, 0x1c), UNPACK],
  ['xz-compressed data', magic(0xfd, '7zXZ\0'), UNPACK],
  ['bzip2-compressed data', magic('BZh'), UNPACK],
  [
    'a tar archive',
    (data, at, end) => end - at >= 262 && magic('ustar')(data, at + 257, end),
    UNPACK,
  ],
  ['a PDF document', magic('%PDF-'), LIST],
  [
    "a browser's HTTP archive (HAR)",
    text(/^\{\s*"log"\s*:\s*\{/),
    'It has what the browser saw, not the packets: capture while it fails, with Wireshark or tcpdump -w.',
  ],
  ['JSON, but not of packets', text(/^[[{]\s*["{[\]}]/), LIST],
  ['HTML', text(/^<(!doctype html|html)/i), LIST],
  [
    'PDML (packet details as XML)',
    text(/^(<\?xml[^>]*>\s*)?(<\?xml-stylesheet[^>]*>\s*)?(<!--[^>]*-->\s*)*<pdml/),
    'Send the capture itself, or export it as JSON: tshark -r FILE -T json -x',
  ],
  ['XML', text(/^<\?xml/), LIST],
];

/** The error for input that is no container of packets that is read; names the format where it is known. */
export function refusal(bytes: Uint8Array, start: number, end: number): InputError {
  for (const [name, matches, advice = EDITCAP] of FORMATS) {
    if (!matches(bytes, start, end)) continue;
    const message = `This is ${name}, which is not read here; ${EXPECTED}`;
    return new InputError('foreign-format', message, advice, 0);
  }
  const head = bytes.subarray(start, Math.min(end, start + 4096));
  const printable = head.every((byte) => byte >= 0x20 || (byte >= 9 && byte <= 13));
  const first = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'));
  return new InputError(
    'unknown-format',
    printable
      ? `This is text, but no packet list and no log that is known; ${EXPECTED}`
      : `The first bytes, ${first.join(' ')}, start no known capture format; ${EXPECTED}`,
    'Save the capture as pcapng in Wireshark, or write it with tcpdump -w.',
    0,
  );
}
