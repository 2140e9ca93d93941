import { formatIpv4, formatIpv6At } from '../address-text.ts';
import { readInt32, readUint16 } from '../bytes.ts';
import { escapeBytes } from '../escape.ts';
import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as dns from './codec.ts';
import { OPERATION_TEXTS, RESPONSE_CODE_TEXTS, typeName, typeNumber } from './types.ts';

/** What the line shows of a record's data. */
enum RecordData {
  NOTHING = 0,
  /** The name that the record belongs to: Wireshark's habit for types without a text of their own. */
  OWNER,
  IPV4,
  IPV6,
  NAME,
  PREFERENCE_AND_NAME,
  SERVICE,
  HOST_INFORMATION,
  NAMING_AUTHORITY,
}

/** What Wireshark's packet-dns.c shows of each type's data; nothing of types not listed. */
const SHOWN: ReadonlyMap<number, RecordData> = new Map(
  (
    [
      [RecordData.IPV4, 'A WKS'],
      [RecordData.IPV6, 'AAAA'],
      [RecordData.NAME, 'NS CNAME SOA PTR DNAME NSEC'],
      [RecordData.PREFERENCE_AND_NAME, 'MX KX'],
      [RecordData.SERVICE, 'SRV'],
      [RecordData.HOST_INFORMATION, 'HINFO'],
      [RecordData.NAMING_AUTHORITY, 'NAPTR'],
      [RecordData.OWNER, 'MD MF MB MG MR NULL MINFO RP AFSDB X25 ISDN RT NSAP NSAP-PTR PX GPOS'],
      [RecordData.OWNER, 'APL DHCID NSEC3PARAM TLSA HIP'],
    ] as const
  ).flatMap(([shows, types]) =>
    types.split(' ').map((type): [number, RecordData] => [typeNumber(type), shows]),
  ),
);

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
      return ` ${formatIpv6At(bytes, at)}`;
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
  let line = OPERATION_TEXTS[opcode] ?? `Unknown operation (${opcode})`;
  if (isResponse) line += ' response';
  line += ` 0x${dns.id(bytes, start).toString(16).padStart(4, '0')}`;
  const responseCode = dns.responseCode(bytes, start);
  if (isResponse && responseCode !== 0) {
    line += ` ${RESPONSE_CODE_TEXTS[responseCode] ?? `Unknown error (${responseCode})`}`;
  }

  const reader = new MessageReader(bytes, start, limit);
  const questions = Math.min(dns.questionCount(bytes, start), MAXIMUM_RECORDS);
  for (let i = 0; i < questions && !reader.isBroken; i++) {
    const name = reader.name();
    if (reader.isBroken || !reader.has(dns.QUESTION_FIXED_LENGTH)) break;
    line += ` ${typeName(dns.questionType(bytes, reader.at))} ${name}`;
    if (isMulticast) {
      const isUnicast = dns.questionClass(bytes, reader.at) & dns.MULTICAST_CLASS_FLAG;
      line += isUnicast ? ', "QU" question' : ', "QM" question';
    }
    reader.at += dns.QUESTION_FIXED_LENGTH;
  }
  const records = Math.min(
    dns.answerCount(bytes, start) +
      dns.authorityCount(bytes, start) +
      dns.additionalCount(bytes, start),
    MAXIMUM_RECORDS,
  );
  for (let i = 0; i < records && !reader.isBroken; i++) {
    const owner = reader.name();
    if (reader.isBroken || !reader.has(dns.RECORD_FIXED_LENGTH)) break;
    const type = dns.recordType(bytes, reader.at);
    const length = dns.recordDataLength(bytes, reader.at);
    line += ` ${typeName(type)}`;
    const isFlushed = dns.recordClass(bytes, reader.at) & dns.MULTICAST_CLASS_FLAG;
    if (isMulticast && isFlushed && type !== dns.TYPE_OPT) line += ', cache flush';
    reader.at += dns.RECORD_FIXED_LENGTH;
    const end = reader.at + length;
    const data = recordData(reader, SHOWN.get(type) ?? RecordData.NOTHING, owner, length);
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
