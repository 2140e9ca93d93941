import { bytesOfDigits, writeUint16 } from '../../../protocols/bytes.ts';
import * as isakmp from '../../../protocols/isakmp/codec.ts';
import * as ntp from '../../../protocols/ntp/codec.ts';
import * as radius from '../../../protocols/radius/codec.ts';

/*
 * Messages of UDP that tcpdump prints so far that their beginnings can be written again:
 *
 *     RADIUS, Access-Request (1), id: 0x14 length: 69             with `-v` the length alone, below it
 *     	Access-Request (1), id: 0x14, Authenticator: 03e3…        code, number and authenticator
 *     TFTP, length 18, RRQ "phone.cfg" octet                      before 4.9 ` 18 RRQ "phone.cfg" octet`
 *     NTPv4, Client, length 48                                   with `-v` its times below it
 *     SIP: OPTIONS sip:203.0.113.20 SIP/2.0                       with `-v` the length alone, below it
 *     	OPTIONS sip:203.0.113.20 SIP/2.0                          each line of the message
 *     isakmp: parent_sa ikev2_init[I]                             `-v` its version and number, too
 *     NONESP-encap: isakmp: child_sa  ikev2_auth[I]               on port 4500
 */

/** A message as far as it was printed. */
export interface PrintedMessage {
  /** Its first bytes, as sent. */
  readonly start: Uint8Array;
  /** Bytes of it on the wire, at least: of lines of text, those that end them are not counted. */
  readonly length: number;
}

/** Characters of a line, and lines of a message of text, that are written. */
const LONGEST_LINE = 512;
const MAXIMUM_LINES = 64;

const encoder = new TextEncoder();

/**
 * Reads the message that is printed at a place; null where it is of no protocol of these, or cut.
 * @param length bytes of the datagram's payload, -1 where they are not printed
 */
export function readMessage(
  text: string,
  at: number,
  more: readonly string[],
  length: number,
): PrintedMessage | null {
  if (text.startsWith('RADIUS, ', at)) return readRadius(text.slice(at, at + 128), more);
  if (text.startsWith('NTPv', at)) return readNtp(text.slice(at, at + 64));
  if (text.startsWith('SIP', at)) return readSip(text.slice(at, at + LONGEST_LINE), more);
  if (text.startsWith('isakmp', at)) return readIke(text.slice(at, at + LONGEST_LINE), 0, length);
  if (text.startsWith(NO_ESP, at)) {
    return readIke(text.slice(at + NO_ESP.length, at + LONGEST_LINE), isakmp.MARKER_LENGTH, length);
  }
  return readTftp(text.slice(at, at + LONGEST_LINE));
}

const NO_ESP = 'NONESP-encap: ';
const IKE_2 =
  /^isakmp 2\.0 msgid ([0-9a-f]{8}): (?:parent_sa|child_sa) {1,2}(\w{1,24})\[(I?)(R?)\]:/;
const IKE_LENGTH = /\(len mismatch: isakmp (\d{1,5})\/ip \d{1,5}\)/;
/** Exchanges of version 2 (RFC 7296 §3.1), as tcpdump calls them. */
const IKE_EXCHANGES: Readonly<Record<string, number>> = {
  ...{ ikev2_init: 34, ikev2_auth: 35, child_sa: 36, inf2: 37 },
};

/** Reads a message of IKE behind its marker. Of what is not printed, only its least length is known. */
function readIke(line: string, marker: number, datagram: number): PrintedMessage {
  const [, id, name, initiator, response] = IKE_2.exec(line) ?? [];
  const exchange = IKE_EXCHANGES[name ?? ''];
  const least = marker + isakmp.HEADER_LENGTH;
  const length = Number(IKE_LENGTH.exec(line)?.[1] ?? datagram - marker);
  if (exchange === undefined || length < isakmp.HEADER_LENGTH) {
    return { start: new Uint8Array(marker), length: Math.max(least, datagram) };
  }
  const start = new Uint8Array(marker + isakmp.HEADER_LENGTH);
  isakmp.emit(start, marker, {
    exchange,
    ...{ isInitiator: initiator !== '', isResponse: response !== '' },
    ...{ messageId: Number.parseInt(id, 16), length },
  });
  return { start, length: marker + length };
}

const NTP_LINE = /^NTPv([1-4]), ([A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15})?), length (\d{1,5})/;
/** Modes as tcpdump calls them (RFC 5905 §7.3). */
const NTP_MODES = ['Unspecified', 'Symmetric Active', 'Symmetric Passive', 'Client', 'Server'];

/** Its times are left 0: whoever answers that port answers it. */
function readNtp(line: string): PrintedMessage | null {
  const [, version, name, length] = NTP_LINE.exec(line) ?? [];
  const mode = NTP_MODES.indexOf(name ?? '');
  if (mode < 0 || Number(length) < ntp.HEADER_LENGTH) return null;
  return { start: ntp.emptied(Number(version), mode), length: Number(length) };
}

const RADIUS_LINE =
  /^RADIUS, [A-Za-z -]{1,40} \((\d{1,3})\), id: 0x([0-9a-f]{2}) length: (\d{1,5})/;
const RADIUS_LENGTH = /^RADIUS, length: (\d{1,5})$/;
const RADIUS_BELOW =
  /^\s*[A-Za-z -]{1,40} \((\d{1,3})\), id: 0x([0-9a-f]{2}), Authenticator: ([0-9a-f]{32})$/;

function readRadius(line: string, more: readonly string[]): PrintedMessage | null {
  const all = RADIUS_LINE.exec(line);
  const below = all === null ? RADIUS_BELOW.exec((more[0] ?? '').slice(0, 128).trimEnd()) : null;
  const [, code, id] = all ?? below ?? [];
  const authenticator = below?.[3] ?? '';
  const length = Number(all?.[3] ?? RADIUS_LENGTH.exec(line.trimEnd())?.[1] ?? -1);
  if (code === undefined || Number(code) > 255 || length < radius.HEADER_LENGTH) return null;
  if (length > radius.LONGEST) return null;
  const start = new Uint8Array(radius.HEADER_LENGTH);
  start[0] = Number(code);
  start[1] = Number.parseInt(id, 16);
  writeUint16(start, 2, length);
  // Without `-v` it is not printed, and left 0: the number alone tells requests apart.
  start.set(bytesOfDigits(authenticator), 4);
  return { start, length };
}

const SIP_LINE = /^SIP: (.{1,500})$/;
const SIP_LENGTH = /^SIP, length: (\d{1,5})$/;
/** The first line of a message (RFC 3261 §7). */
const SIP_FIRST = /^(?:[A-Z]{2,16} \S{1,400} SIP\/2\.0|SIP\/2\.0 \d{3}\b)/;

function readSip(line: string, more: readonly string[]): PrintedMessage | null {
  const first = SIP_LINE.exec(line.trimEnd())?.[1];
  const lines = first === undefined ? linesBelow(more) : [first];
  if (lines.length === 0 || !SIP_FIRST.test(lines[0])) return null;
  const start = encoder.encode(lines.map((each) => `${each}\r\n`).join(''));
  // Behind what is printed an empty line comes at least.
  const known = Number(SIP_LENGTH.exec(line.trimEnd())?.[1] ?? -1);
  return known < 0
    ? { start, length: start.length + 2 }
    : { start: start.subarray(0, known), length: known };
}

/** The lines of a message's text, without the tab in front, up to where it ends or is cut. */
function linesBelow(more: readonly string[]): string[] {
  const lines: string[] = [];
  for (const line of more.slice(0, MAXIMUM_LINES)) {
    const text = line.replace(/^\t/, '').trimEnd();
    if (text.length > LONGEST_LINE || text.endsWith('[|sip]')) break;
    // Empty lines are lost on the way here: before a description of media (RFC 8866 §5.1) there is one.
    if (text === 'v=0') lines.push('');
    lines.push(text);
  }
  return lines;
}

const TFTP =
  /^(?:TFTP, length |\s?)(\d{1,5})(?:,)? (RRQ|WRQ) "([^"]{1,200})" ?(octet|netascii|mail)\b/i;
const TFTP_OPCODES: Readonly<Record<string, number>> = { RRQ: 1, WRQ: 2 };

function readTftp(line: string): PrintedMessage | null {
  const found = TFTP.exec(line);
  if (found === null) return null;
  const [, length, kind, name, mode] = found;
  const words = encoder.encode(`\0\0${name}\0${mode}\0`);
  words[1] = TFTP_OPCODES[kind.toUpperCase()];
  return { start: words, length: Math.max(Number(length), words.length) };
}
