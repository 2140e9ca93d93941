import { formatIpv4 } from '../address-text.ts';
import type { PacketText } from '../info/packet-text.ts';
import * as nbns from './codec.ts';

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
  if (type === nbns.TYPE_NB) return 'NB';
  return type === nbns.TYPE_NBSTAT ? 'NBSTAT' : 'Unknown';
}

/** An encoded name, spaces at its end left out, and its suffix; '' where the name is in another form. */
function nameText(bytes: Uint8Array, at: number, end: number): string {
  if (!nbns.isEncodedName(bytes, at, end)) return '';
  let text = '';
  let suffix = '';
  for (let i = 0; i < nbns.NAME_LENGTH; i++) {
    const value = nbns.nameCharacter(bytes, at, i);
    if (value < 0) return 'Illegal NetBIOS name';
    const hex = `<${value.toString(16).padStart(2, '0')}>`;
    if (i === nbns.NAME_LENGTH - 1) suffix = hex;
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
  if (end - at < nbns.HEADER_LENGTH) return false;
  const operation = nbns.operation(bytes, at);
  text.info = OPERATIONS[operation] ?? `Unknown operation (${operation})`;
  if (nbns.isResponse(bytes, at)) {
    text.info += ' response';
    const code = nbns.responseCode(bytes, at);
    if (code !== 0) text.info += `, ${RESPONSE_CODES[code] ?? `Unknown (${code})`}`;
  }
  let place = at + nbns.HEADER_LENGTH;
  const questions = Math.min(nbns.questionCount(bytes, at), MAXIMUM_RECORDS);
  for (let i = 0; i < questions; i++) {
    const after = nbns.nameEnd(bytes, place, end);
    const next = nbns.questionEnd(after, end);
    if (next < 0) return false;
    text.info += ` ${typeName(nbns.recordType(bytes, after))} ${nameText(bytes, place, end)}`;
    place = next;
  }
  const answers = Math.min(nbns.answerCount(bytes, at), MAXIMUM_RECORDS);
  for (let i = 0; i < answers; i++) {
    const after = nbns.nameEnd(bytes, place, end);
    const data = nbns.dataAt(after, end);
    if (data < 0) return false;
    const type = nbns.recordType(bytes, after);
    text.info += ` ${typeName(type)}`;
    if (type === nbns.TYPE_NB && operation !== nbns.WACK) {
      if (!nbns.hasAddress(data, end)) return false;
      text.info += ` ${formatIpv4(nbns.address(bytes, data))}`;
    }
    place = nbns.dataEnd(bytes, after);
  }
  return true;
}
