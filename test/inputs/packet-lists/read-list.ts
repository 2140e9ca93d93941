import { spawn } from 'node:child_process';
import type { CaptureNote } from '../../../src/capture/note.ts';
import { type ListText, Step } from '../../../src/inputs/packet-lists/format.ts';
import { FORMATS } from '../../../src/inputs/packet-lists/open-packet-list.ts';
import { PacketFacts } from '../../../src/inputs/packet-lists/packet-facts.ts';
import { said } from '../../../src/words/errors/said.ts';

/** A packet as a list's parser told it. */
export type ReadFacts = Omit<PacketFacts, 'reset'>;

export interface ReadList {
  /** Wireshark's title of the format, or its maker; null where none takes the text. */
  readonly format: string | null;
  readonly packets: ReadFacts[];
  /** `line: reason` of the rows that were not understood. */
  readonly refused: string[];
  readonly notes: readonly CaptureNote[];
}

/** Reads an exported list, given to the parser in pieces of at most `pieceLength` bytes. */
export function readList(list: string | Uint8Array, pieceLength = 1 << 22): ReadList {
  const bytes = typeof list === 'string' ? new TextEncoder().encode(list) : list;
  const head = new TextDecoder().decode(bytes.subarray(0, 16_384));
  const format = FORMATS.find((known) => known.matches(head));
  const read: ReadList = {
    format: format?.title ?? format?.maker ?? null,
    packets: [],
    refused: [],
    notes: [],
  };
  if (format === undefined) return read;
  const parser = format.open();
  const text: Mutable<ListText> = { bytes, at: 0, end: 0, ended: false, base: 0 };
  for (;;) {
    const facts = new PacketFacts();
    const step = parser.next(text, facts);
    if (step === Step.MORE) {
      if (text.ended) break;
      text.end = Math.min(bytes.length, text.end + pieceLength);
      text.ended = text.end === bytes.length;
    } else if (step === Step.PACKET) {
      read.packets.push({ ...facts });
    } else read.refused.push(`${facts.line}: ${parser.reason && said(parser.reason)}`);
  }
  return { ...read, notes: parser.notes };
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** Codes of a list's notes. */
export function noteCodes(list: ReadList): string[] {
  return list.notes.map(({ code }) => code);
}

/** What tshark prints; several may run at once. */
export async function tshark(args: readonly string[]): Promise<string> {
  const child = spawn('tshark', ['-n', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A row as Wireshark writes it into CSV. */
export function csvRow(cells: readonly string[], separator = ','): string {
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator);
}

export const DEFAULT_HEADING = [
  'No.',
  'Time',
  'Source',
  'Destination',
  'Protocol',
  'Length',
  'Info',
];
