import { formatIpv4, formatIpv6 } from '../address-text.ts';
import { readInt32, readUint16 } from '../bytes.ts';
import { escapeBytes } from '../escape.ts';
import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as dns from './codec.ts';
import { RecordData, shownOf } from './record-types.ts';
import { typeName } from './types.ts';

const OPCODES: Readonly<Record<number, string>> = {
  0: 'Standard query',
  1: 'Inverse query',
  2: 'Server status request',
  4: 'Zone change notification',
  5: 'Dynamic update',
  6: 'DNS Stateful operations (DSO)',
};

const RESPONSE_CODES = [
  '',
  'Format error',
  'Server failure',
  'No such name',
  'Not implemented',
  'Refused',
  'Name exists',
  'RRset exists',
  'RRset does not exist',
  'Not authoritative',
  'Name out of zone',
  'DSO-Type not implemented',
];

/** Top bit of the class in mDNS: "QU" in a question, cache flush in a record (RFC 6762 §18.12). */
const MDNS_CLASS_FLAG = 0x8000;

/** What Wireshark puts in the place of a name that it cannot read. */
const NAME_LOOPS = '<Name contains a pointer that loops>';
const NAME_TOO_LONG = '<Name too long>';
const ROOT = '<Root>';

/** No more records than this are written out; Wireshark cuts the line at 4,096 bytes anyway. */
const MAXIMUM_RECORDS = 1000;
const MAXIMUM_POINTERS = 128;

/** Reads a message piece by piece. Every read checks; `isBroken` says that one failed. */
class MessageReader {
  isBroken = false;
  at: number;

  constructor(
    readonly bytes: Uint8Array,
    readonly start: number,
    readonly limit: number,
  ) {
    this.at = start + dns.HEADER_LENGTH;
  }

  has(length: number): boolean {
    if (this.at + length <= this.limit) return true;
    this.isBroken = true;
    return false;
  }

  /** The name at `at`, which moves behind it; '' where the message breaks off. */
  name(): string {
    const { bytes, limit } = this;
    let text = '';
    let place = this.at;
    let length = 0;
    let pointers = 0;
    let after = -1;
    for (;;) {
      if (place >= limit) break;
      const label = bytes[place];
      if (label === 0) {
        this.at = after >= 0 ? after : place + 1;
        return text === '' ? ROOT : text;
      }
      if (label >= 0xc0) {
        if (place + 2 > limit) break;
        const target = this.start + (readUint16(bytes, place) & 0x3fff);
        if (after < 0) after = place + 2;
        if (++pointers > MAXIMUM_POINTERS || target === place) {
          this.at = after;
          return NAME_LOOPS;
        }
        place = target;
        continue;
      }
      if (label >= 0x40 || place + 1 + label > limit) break;
      length += label + 1;
      if (length > dns.MAXIMUM_NAME_LENGTH) {
        const end = dns.nameEnd(bytes, this.at, limit);
        this.at = after >= 0 ? after : end >= 0 ? end : place + 1 + label;
        return NAME_TOO_LONG;
      }
      text += (text === '' ? '' : '.') + escapeBytes(bytes, place + 1, place + 1 + label);
      place += label + 1;
    }
    this.isBroken = true;
    return '';
  }
}

function ipv6Text(bytes: Uint8Array, at: number): string {
  return formatIpv6(
    readInt32(bytes, at),
    readInt32(bytes, at + 4),
    readInt32(bytes, at + 8),
    readInt32(bytes, at + 12),
  );
}

/** A character-string (RFC 1035 §3.3) at the reader's place. */
function characterString(reader: MessageReader, end: number): string {
  if (!reader.has(1)) return '';
  const length = reader.bytes[reader.at];
  const from = reader.at + 1;
  reader.at = Math.min(from + length, end);
  return escapeBytes(reader.bytes, from, reader.at);
}

/** What the line shows of a record's data, with a space before it; '' for most types. */
function recordData(
  reader: MessageReader,
  shows: RecordData,
  owner: string,
  length: number,
): string {
  const { bytes, at, limit } = reader;
  const end = at + length;
  switch (shows) {
    case RecordData.OWNER:
      return ` ${owner}`;
    case RecordData.IPV4:
      if (length < 4 || at + 4 > limit) {
        reader.isBroken = true;
        return '';
      }
      return ` ${formatIpv4(readInt32(bytes, at))}`;
    case RecordData.IPV6:
      if (length < 16 || at + 16 > limit) {
        reader.isBroken = true;
        return '';
      }
      return ` ${ipv6Text(bytes, at)}`;
    case RecordData.NAME:
      return ` ${reader.name()}`;
    case RecordData.PREFERENCE_AND_NAME:
      if (!reader.has(2)) return '';
      reader.at += 2;
      return ` ${readUint16(bytes, at)} ${reader.name()}`;
    case RecordData.SERVICE:
      if (!reader.has(6)) return '';
      reader.at += 6;
      return ` ${readUint16(bytes, at)} ${readUint16(bytes, at + 2)} ${readUint16(bytes, at + 4)} ${reader.name()}`;
    case RecordData.HOST_INFORMATION: {
      const processor = characterString(reader, Math.min(end, limit));
      return ` ${processor} ${characterString(reader, Math.min(end, limit))}`;
    }
    case RecordData.NAMING_AUTHORITY:
      if (!reader.has(5)) return '';
      reader.at += 4;
      return ` ${readUint16(bytes, at)} ${readUint16(bytes, at + 2)} ${characterString(reader, Math.min(end, limit))}`;
    default:
      return '';
  }
}

/** Wireshark's packet-dns.c: the message in layer `layer`, of DNS, mDNS or LLMNR. */
export function describeDns(view: PacketView, layer: number, text: PacketText): void {
  const protocol = view.layerProtocol[layer];
  const isMulticast = protocol === Protocol.MDNS;
  text.protocol = isMulticast ? 'MDNS' : protocol === Protocol.LLMNR ? 'LLMNR' : 'DNS';
  const bytes = view.layerBytes(layer);
  const start = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  const opcode = dns.opcode(bytes, start);
  const isResponse = dns.isResponse(bytes, start);
  let line = OPCODES[opcode] ?? `Unknown operation (${opcode})`;
  if (isResponse) line += ' response';
  line += ` 0x${dns.id(bytes, start).toString(16).padStart(4, '0')}`;
  const responseCode = dns.responseCode(bytes, start);
  if (isResponse && responseCode !== 0) {
    line += ` ${RESPONSE_CODES[responseCode] ?? `Unknown error (${responseCode})`}`;
  }

  const reader = new MessageReader(bytes, start, limit);
  const questions = Math.min(dns.questionCount(bytes, start), MAXIMUM_RECORDS);
  for (let i = 0; i < questions && !reader.isBroken; i++) {
    const name = reader.name();
    if (reader.isBroken || !reader.has(4)) break;
    const type = typeName(readUint16(bytes, reader.at));
    line += ` ${type} ${name}`;
    if (isMulticast) {
      const isUnicast = (readUint16(bytes, reader.at + 2) & MDNS_CLASS_FLAG) !== 0;
      line += isUnicast ? ', "QU" question' : ', "QM" question';
    }
    reader.at += 4;
  }
  const records = Math.min(
    dns.answerCount(bytes, start) +
      dns.authorityCount(bytes, start) +
      dns.additionalCount(bytes, start),
    MAXIMUM_RECORDS,
  );
  for (let i = 0; i < records && !reader.isBroken; i++) {
    const owner = reader.name();
    if (reader.isBroken || !reader.has(10)) break;
    const number = readUint16(bytes, reader.at);
    const type = typeName(number);
    const recordClass = readUint16(bytes, reader.at + 2);
    const length = readUint16(bytes, reader.at + 8);
    line += ` ${type}`;
    if (isMulticast && (recordClass & MDNS_CLASS_FLAG) !== 0 && type !== 'OPT') {
      line += ', cache flush';
    }
    reader.at += 10;
    const end = reader.at + length;
    const data = recordData(reader, shownOf(number), owner, length);
    if (!reader.isBroken) line += data;
    if (end > limit) reader.isBroken = true;
    reader.at = end;
  }
  if (reader.isBroken) {
    line +=
      view.declaredLimit > view.limit
        ? '[Packet size limited during capture]'
        : '[Malformed Packet]';
  }
  text.info = line;
}
