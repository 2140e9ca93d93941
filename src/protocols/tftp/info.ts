import { characters } from '../bytes.ts';
import { escapeText } from '../escape.ts';
import type { PacketText } from '../info/packet-text.ts';
import * as tftp from './codec.ts';

/** Wireshark's packet-tftp.c. @returns false where the message is not all there */
export function describeTftp(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  text.protocol = 'TFTP';
  if (end - at < 4) return false;
  const opcode = tftp.opcode(bytes, at);
  const number = tftp.number(bytes, at);
  switch (opcode) {
    case 1:
    case 2: {
      const name = tftp.textEnd(bytes, at + 2, end);
      const mode = name < 0 ? -1 : tftp.textEnd(bytes, name + 1, end);
      if (mode < 0) return false;
      const file = escapeText(characters(bytes, at + 2, name));
      const type = escapeText(characters(bytes, name + 1, mode));
      text.info = `${opcode === 1 ? 'Read' : 'Write'} Request, File: ${file}, Transfer type: ${type}`;
      return true;
    }
    case 3:
      text.info = `Data Packet, Block: ${number}`;
      return true;
    case 4:
      text.info = `Acknowledgement, Block: ${number}`;
      return true;
    case 5:
      text.info = `Error Code, Code: ${ERRORS[number] ?? 'Unknown'}`;
      return true;
    case 6:
      text.info = 'Option Acknowledgement';
      return true;
    default:
      text.info = `Unknown (0x${opcode.toString(16).padStart(4, '0')})`;
      return true;
  }
}

/** RFC 1350 appendix, RFC 2347. */
const ERRORS: readonly string[] = [
  ...['Not defined', 'File not found', 'Access violation', 'Disk full or allocation exceeded'],
  ...['Illegal TFTP Operation', 'Unknown transfer ID', 'File already exists', 'No such user'],
  'Option negotiation failed',
];
