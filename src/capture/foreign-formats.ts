import { InputError } from './errors.ts';
import type { ForeignFormatName, InputSentence } from './input-sentence.ts';

/** Whether bytes [at, end) begin with a format. */
type Match = (bytes: Uint8Array, at: number, end: number) => boolean;

/** A format that is recognised so that the user learns what the file is, but is not read. */
type ForeignFormat = readonly [name: ForeignFormatName, matches: Match, advice?: InputSentence];

const EDITCAP: InputSentence = { code: 'convert-with-editcap' };
const CASE: InputSentence = { code: 'take-as-case' };
const UNPACK: InputSentence = { code: 'unpack-first' };
const LIST: InputSentence = { code: 'save-as-pcapng' };
const PICTURE: InputSentence = { code: 'pictures-are-not-read' };

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
    'etl',
    // WMI_BUFFER_HEADER of a log file's first buffer, whose first event is the trace header.
    (data, at, end) =>
      end - at >= 0x50 &&
      data[at + 0x36] <= 2 &&
      data[at + 0x48 + 2] <= 2 &&
      data[at + 0x48 + 3] === 0xc0 &&
      data[at + 0x48 + 6] <= 1,
    { code: 'convert-with-pktmon' },
  ],
  ['nettl', magic('T\0R\0d\0')],
  ['k12', magic(0, 0, 2, 0, 0x12, 5, 0, 0x10)],
  ['eyesdn', magic('EyeSDN')],
  ['commview', magic('CCF\0')],
  ['hex-dump', text(/^0{3,8}[ :]\s*([0-9a-f]{2} ){2}/i), { code: 'save-or-rebuild' }],
  ['dct2000', text(/^Session Transcript/)],
  [
    'office-document',
    // The first file of an Open Packaging archive; a name stands at byte 30 (PKWARE's APPNOTE 4.3.7).
    (data, at, end) =>
      magic('PK', 3, 4)(data, at, end) && magic('[Content_Types].xml')(data, at + 30, end),
    PICTURE,
  ],
  ['zip', magic('PK', 3, 4), CASE],
  ['evtx', magic('ElfFile\0'), { code: 'export-events-as-text' }],
  ['rar', magic('Rar!', 0x1a, 7), UNPACK],
  ['7z', magic('7z', 0xbc, 0xaf, 0x27, 0x1c), UNPACK],
  ['xz', magic(0xfd, '7zXZ\0'), UNPACK],
  ['bzip2', magic('BZh'), UNPACK],
  ['tar', (data, at, end) => end - at >= 262 && magic('ustar')(data, at + 257, end), UNPACK],
  ['pdf', magic('%PDF-'), LIST],
  ['png', magic(0x89, 'PNG\r\n', 0x1a, '\n'), PICTURE],
  ['jpeg', magic(0xff, 0xd8, 0xff), PICTURE],
  ['gif', magic('GIF8'), PICTURE],
  ['har', text(/^\{\s*"log"\s*:\s*\{/), { code: 'capture-in-place-of-har' }],
  ['json', text(/^[[{]\s*["{[\]}]/), LIST],
  ['html', text(/^<(!doctype html|html)/i), LIST],
  [
    'pdml',
    text(/^(<\?xml[^>]*>\s*)?(<\?xml-stylesheet[^>]*>\s*)?(<!--[^>]*-->\s*)*<pdml/),
    { code: 'send-or-export-json' },
  ],
  ['xml', text(/^<\?xml/), LIST],
];

/** The error for input that is no container of packets that is read; names the format where it is known. */
export function refusal(bytes: Uint8Array, start: number, end: number): InputError {
  for (const [name, matches, advice = EDITCAP] of FORMATS) {
    if (!matches(bytes, start, end)) continue;
    return new InputError('foreign-format', { code: 'foreign-format', format: name }, advice, 0);
  }
  const head = bytes.subarray(start, Math.min(end, start + 4096));
  const printable = head.every((byte) => byte >= 0x20 || (byte >= 9 && byte <= 13));
  const first = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'));
  return new InputError(
    'unknown-format',
    printable ? { code: 'unknown-text' } : { code: 'unknown-first-bytes', bytes: first.join(' ') },
    { code: 'save-with-wireshark' },
    0,
  );
}
