import { formatIpv4 } from '../address-text.ts';
import { readInt32, readUint16 } from '../bytes.ts';
import type { PacketText } from '../info/packet-text.ts';

const HEADER_LENGTH = 12;
const RESPONSE = 0x8000;
const WACK = 7;
const TYPE_NB = 0x20;
const TYPE_NBSTAT = 0x21;
/** Names of one message that are shown at most; a counter in it may say 65,535. */
const MAXIMUM_RECORDS = 32;

/** RFC 1002 §4.2.1.1. */
const OPERATIONS: Readonly<Record<number, string>> = {
  0: 'Name query',
  5: 'Registration',
  6: 'Release',
  7: 'Wait for acknowledgement (WACK)',
  8: 'Refresh',
  9: 'Refresh (altcode)',
  15: 'Multi-homed registration',
};

/** RFC 1002 §4.2.6. */
const RESPONSE_CODES: Readonly<Record<number, string>> = {
  0: 'No error',
  1: 'Request was invalidly formatted',
  2: 'Server failure',
  3: 'Requested name does not exist',
  4: 'Unsupported request',
  5: 'Refused',
  6: 'Name is owned by another node',
  7: 'Name is in conflict',
};

function typeName(type: number): string {
  if (type === TYPE_NB) return 'NB';
  return type === TYPE_NBSTAT ? 'NBSTAT' : 'Unknown';
}

/** Where the name at `at` ends, or -1. */
function endOfName(bytes: Uint8Array, at: number, end: number): number {
  let place = at;
  while (place < end) {
    const length = bytes[place];
    if (length === 0) return place + 1;
    if (length >= 0xc0) return place + 2 <= end ? place + 2 : -1;
    place += 1 + length;
  }
  return -1;
}

/** A name in first-level encoding (RFC 1001 §14.1), spaces at its end left out, and its suffix. */
function nameText(bytes: Uint8Array, at: number, end: number): string {
  if (bytes[at] !== 32 || at + 33 > end) return '';
  let text = '';
  let suffix = '';
  for (let i = 0; i < 16; i++) {
    const high = bytes[at + 1 + 2 * i] - 0x41;
    const low = bytes[at + 2 + 2 * i] - 0x41;
    if (high < 0 || high > 15 || low < 0 || low > 15) return 'Illegal NetBIOS name';
    const value = high * 16 + low;
    const hex = `<${value.toString(16).padStart(2, '0')}>`;
    if (i === 15) suffix = hex;
    else text += value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : hex;
  }
  return text.trimEnd() + suffix;
}

/** Wireshark's packet-nbns.c. @returns false where the message is not all there */
export function describeNbns(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  text.protocol = 'NBNS';
  text.info = '';
  if (end - at < HEADER_LENGTH) return false;
  const flags = readUint16(bytes, at + 2);
  const operation = (flags >>> 11) & 15;
  text.info = OPERATIONS[operation] ?? `Unknown operation (${operation})`;
  if ((flags & RESPONSE) !== 0) {
    text.info += ' response';
    const code = flags & 15;
    if (code !== 0) text.info += `, ${RESPONSE_CODES[code] ?? `Unknown (${code})`}`;
  }
  let place = at + HEADER_LENGTH;
  const questions = Math.min(readUint16(bytes, at + 4), MAXIMUM_RECORDS);
  for (let i = 0; i < questions; i++) {
    const after = endOfName(bytes, place, end);
    if (after < 0 || after + 4 > end) return false;
    text.info += ` ${typeName(readUint16(bytes, after))} ${nameText(bytes, place, end)}`;
    place = after + 4;
  }
  const answers = Math.min(readUint16(bytes, at + 6), MAXIMUM_RECORDS);
  for (let i = 0; i < answers; i++) {
    const after = endOfName(bytes, place, end);
    if (after < 0 || after + 10 > end) return false;
    const type = readUint16(bytes, after);
    const data = after + 10;
    text.info += ` ${typeName(type)}`;
    // Two bytes of flags, then the address.
    if (type === TYPE_NB && operation !== WACK) {
      if (data + 6 > end) return false;
      text.info += ` ${formatIpv4(readInt32(bytes, data + 2))}`;
    }
    place = data + readUint16(bytes, after + 8);
  }
  return true;
}
