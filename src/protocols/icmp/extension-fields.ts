import { readUint16, toByteString } from '../bytes.ts';
import { ChecksumStatus } from '../fields/checksum-status.ts';
import type { FieldTable, NumberReader, ValueSink } from '../fields/field.ts';
import {
  bitsOf,
  type PartReader,
  PartTable,
  type PartWalker,
  uint8At,
  uint16At,
  uint24At,
  uint32At,
} from '../fields/parts.ts';
import { internetChecksum } from '../internet-checksum.ts';
import type { PacketView } from '../packet-view.ts';
import * as icmp from './codec.ts';

/*
 * Extensions of ICMP messages (RFC 4884 §7): a header of four bytes, then objects of length, class
 * and type. Where they start: Wireshark's rule (packet-icmp.c), for senders that do not say.
 */
const HEADER_LENGTH = 4;
const OBJECT_HEADER_LENGTH = 4;
/** Bytes of the quotation where the message does not say. */
const QUOTED_BY_DEFAULT = 128;
const EXTENDED_ECHO_REQUEST = 42;

const CLASS_MPLS = 1;
const CLASS_INTERFACE = 2;
const CLASS_IDENTIFICATION = 3;
const MPLS_STACK = 1;

const ADDRESS_IPV4 = 1;
const ADDRESS_IPV6 = 2;

/** Where the extensions of the message start, or -1. */
function extensionsAt(view: PacketView, layer: number): number {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const end = view.layerEnd[layer];
  const type = icmp.type(bytes, at);
  if (type === EXTENDED_ECHO_REQUEST) return end - at > 8 ? at + 8 : -1;
  if (!icmp.isError(type) || end - at <= 8 + QUOTED_BY_DEFAULT) return -1;
  if (readUint16(bytes, at + 10) > QUOTED_BY_DEFAULT) return -1;
  const said = bytes[at + 5] << 2;
  const start = at + 8 + (said === 0 ? QUOTED_BY_DEFAULT : said);
  return start <= end ? start : -1;
}

const eachExtension: PartWalker = (view, layer, sink, read) => {
  const at = extensionsAt(view, layer);
  return at >= 0 && read(view.layerBytes(layer), at, view.layerEnd[layer], sink, view, layer);
};

const isKnownVersion = (version: number) => version === 1 || version === 2;

const eachObject: PartWalker = (view, layer, sink, read) => {
  const start = extensionsAt(view, layer);
  if (start < 0) return false;
  const bytes = view.layerBytes(layer);
  const end = view.layerEnd[layer];
  if (end - start < HEADER_LENGTH || !isKnownVersion(bytes[start] >> 4)) return false;
  let at = start + HEADER_LENGTH;
  while (end - at >= OBJECT_HEADER_LENGTH) {
    const length = readUint16(bytes, at);
    const objectEnd = Math.min(at + Math.max(length, OBJECT_HEADER_LENGTH), end);
    if (read(bytes, at, objectEnd, sink, view, layer)) return true;
    if (length < OBJECT_HEADER_LENGTH) return false;
    at = objectEnd;
  }
  return false;
};

/** Objects of a class whose length is right. */
const objectsOf =
  (wanted: number): PartWalker =>
  (view, layer, sink, read) =>
    eachObject(view, layer, sink, (bytes, at, end, inner, innerView, innerLayer) =>
      bytes[at + 2] === wanted && readUint16(bytes, at) >= OBJECT_HEADER_LENGTH
        ? read(bytes, at, end, inner, innerView, innerLayer)
        : false,
    );

const isKnown = (bytes: Uint8Array, at: number) =>
  bytes[at + 2] === CLASS_INTERFACE ||
  bytes[at + 2] === CLASS_IDENTIFICATION ||
  (bytes[at + 2] === CLASS_MPLS && bytes[at + 3] === MPLS_STACK);

const eachLabel: PartWalker = (view, layer, sink, read) =>
  eachObject(view, layer, sink, (bytes, at, end, inner, innerView, innerLayer) => {
    if (bytes[at + 2] !== CLASS_MPLS || bytes[at + 3] !== MPLS_STACK) return false;
    for (let entry = at + OBJECT_HEADER_LENGTH; entry + 4 <= end; entry += 4) {
      if (read(bytes, entry, entry + 4, inner, innerView, innerLayer)) return true;
    }
    return false;
  });

/** Parts of an interface information object (RFC 5837 §4.1), there where the type's bits say so. */
enum Part {
  INDEX,
  ADDRESS,
  NAME,
  MTU,
}

/** Offset of a part of the object, or -1. */
function partAt(bytes: Uint8Array, object: number, end: number, wanted: Part): number {
  const type = bytes[object + 3];
  let at = object + OBJECT_HEADER_LENGTH;
  if ((type & 8) !== 0) {
    if (wanted === Part.INDEX) return at;
    at += 4;
  }
  if ((type & 4) !== 0 && end >= at + 4) {
    if (wanted === Part.ADDRESS) return at;
    const family = readUint16(bytes, at);
    if (family !== ADDRESS_IPV4 && family !== ADDRESS_IPV6) return -1;
    at += family === ADDRESS_IPV4 ? 8 : 20;
  }
  if ((type & 2) !== 0 && end > at) {
    if (wanted === Part.NAME) return at;
    at += Math.max(1, bytes[at]);
  }
  return (type & 1) !== 0 && wanted === Part.MTU ? at : -1;
}

const numberAt =
  (part: Part, reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) => {
    const place = partAt(bytes, at, end, part);
    return place < 0 ? Number.NaN : reader(bytes, place, end, view, layer);
  };

const addressOf =
  (family: number, length: number): PartReader =>
  (bytes, at, end, sink) => {
    const place = partAt(bytes, at, end, Part.ADDRESS);
    if (place < 0 || readUint16(bytes, place) !== family) return false;
    const start = place + 4;
    return start + length <= end && sink.bytes(bytes, start, start + length);
  };

const textOf = (bytes: Uint8Array, start: number, end: number) =>
  toByteString(String.fromCharCode(...bytes.subarray(start, end)).replace(/\0.*$/s, ''));

const IDENTIFIED_BY_NAME = 1;
const IDENTIFIED_BY_INDEX = 2;
const IDENTIFIED_BY_ADDRESS = 3;
const identified =
  (by: number, reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    bytes[at + 3] === by ? reader(bytes, at, end, view, layer) : Number.NaN;

const eachAddress =
  (
    family: number,
    length: number,
    give: (sink: ValueSink, bytes: Uint8Array, at: number) => boolean,
  ): PartReader =>
  (bytes, at, end, sink) => {
    if (bytes[at + 3] !== IDENTIFIED_BY_ADDRESS || readUint16(bytes, at + 4) !== family)
      return false;
    let left = bytes[at + 6];
    for (let place = at + 8; left >= length && place + length <= end; place += length) {
      if (give(sink, bytes, place)) return true;
      left -= length;
    }
    return false;
  };

/** Adds the fields of the extensions. */
export function addExtensionFields(table: FieldTable): void {
  new PartTable(table, eachExtension)
    .label('icmp.ext', 'There are extensions')
    .uint8('icmp.ext.version', 'Version', bitsOf(uint8At(0), 0xf0))
    .hex16('icmp.ext.res', 'Reserved', bitsOf(uint16At(0), 0xfff))
    .hex16('icmp.ext.checksum', 'Checksum of the extensions', 2)
    .number(
      'icmp.ext.checksum.status',
      'FT_UINT8',
      'BASE_NONE',
      'Checksum of the extensions: 0 bad, 1 good, 3 not there',
      (bytes, at, end) => {
        if (end - at < HEADER_LENGTH) return Number.NaN;
        if (readUint16(bytes, at + 2) === 0) return ChecksumStatus.NOT_PRESENT;
        return internetChecksum(bytes, at, end) === 0 ? ChecksumStatus.GOOD : ChecksumStatus.BAD;
      },
    )
    .values(
      'icmp.ext.checksum_bad',
      'FT_NONE',
      '',
      'The checksum of the extensions is wrong',
      (bytes, at, end, sink) =>
        end - at >= HEADER_LENGTH &&
        readUint16(bytes, at + 2) !== 0 &&
        internetChecksum(bytes, at, end) !== 0 &&
        sink.label(),
    );
  const type = uint8At(3);
  new PartTable(table, eachObject)
    .uint16('icmp.ext.length', 'Length of an object in bytes', 0)
    .uint8('icmp.ext.class', 'Class of an object', 2)
    .values(
      'icmp.ext.ctype',
      'FT_UINT8',
      'BASE_DEC',
      'Type of an object in its class',
      (bytes, at, _end, sink) => {
        if (readUint16(bytes, at) < OBJECT_HEADER_LENGTH) return false;
        // Wireshark shows it twice where it knows the class, but not the type.
        if (bytes[at + 2] === CLASS_MPLS && !isKnown(bytes, at) && sink.number(bytes[at + 3])) {
          return true;
        }
        return sink.number(bytes[at + 3]);
      },
    )
    .octets('icmp.ext.data', 'Bytes of an unknown object', (bytes, at, end, sink) =>
      readUint16(bytes, at) > OBJECT_HEADER_LENGTH && !isKnown(bytes, at) && end > at + 4
        ? sink.bytes(bytes, at + OBJECT_HEADER_LENGTH, end)
        : false,
    );
  new PartTable(table, eachLabel)
    .uint24('icmp.mpls.label', 'MPLS label', bitsOf(uint24At(0), 0xfffff0))
    .uint24('icmp.mpls.exp', 'MPLS traffic class', bitsOf(uint24At(0), 0xe))
    .bit('icmp.mpls.s', '24', 'Bottom of the label stack', uint24At(0), 1)
    .uint8('icmp.mpls.ttl', 'MPLS time to live', 3);
  new PartTable(table, objectsOf(CLASS_INTERFACE))
    .uint8('icmp.int_info.role', 'Interface role', bitsOf(type, 0xc0))
    .uint8('icmp.int_info.reserved', 'Reserved', bitsOf(type, 0x30))
    .bit('icmp.int_info.ifindex', '8', 'There is an interface index', type, 8)
    .bit('icmp.int_info.ipaddr', '8', 'There is an address', type, 4)
    .bit('icmp.int_info.name_present', '8', 'There is an interface name', type, 2)
    .bit('icmp.int_info.mtu_present', '8', 'There is an MTU', type, 1)
    .uint32('icmp.int_info.index', 'Interface index', numberAt(Part.INDEX, uint32At(0)))
    .uint16('icmp.int_info.afi', 'Address family', numberAt(Part.ADDRESS, uint16At(0)))
    .ipv4(
      'icmp.int_info.ipv4',
      'Interface address',
      numberAt(Part.ADDRESS, (bytes, at, end) =>
        readUint16(bytes, at) === ADDRESS_IPV4 ? uint32At(4)(bytes, at, end) : Number.NaN,
      ),
    )
    .ipv6('icmp.int_info.ipv6', 'Interface address', addressOf(ADDRESS_IPV6, 16))
    .uint8(
      'icmp.int_info.name_length',
      'Length of the interface name',
      numberAt(Part.NAME, uint8At(0)),
    )
    .string('icmp.int_info.name', 'Interface name', (bytes, at, end, sink) => {
      const place = partAt(bytes, at, end, Part.NAME);
      if (place < 0 || bytes[place] === 0 || place + bytes[place] > end) return false;
      return sink.text(textOf(bytes, place + 1, place + bytes[place]));
    })
    .uint32('icmp.int_info.mtu', 'MTU of the interface in bytes', numberAt(Part.MTU, uint32At(0)));
  new PartTable(table, objectsOf(CLASS_IDENTIFICATION))
    .string('icmp.int_ident.name', 'Name of the interface asked for', (bytes, at, end, sink) =>
      bytes[at + 3] === IDENTIFIED_BY_NAME && end > at + 4
        ? sink.text(textOf(bytes, at + 4, end))
        : false,
    )
    .uint32(
      'icmp.int_ident.index',
      'Index of the interface asked for',
      identified(IDENTIFIED_BY_INDEX, uint32At(4)),
    )
    .uint16(
      'icmp.int_ident.afi',
      'Address family of the interface asked for',
      identified(IDENTIFIED_BY_ADDRESS, uint16At(4)),
    )
    .uint8(
      'icmp.int_ident.addr_length',
      'Length of the address',
      identified(IDENTIFIED_BY_ADDRESS, uint8At(6)),
    )
    .octets('icmp.int_ident.reserved', 'Reserved', (bytes, at, end, sink) =>
      bytes[at + 3] === IDENTIFIED_BY_ADDRESS && at + 8 <= end
        ? sink.bytes(bytes, at + 7, at + 8)
        : false,
    )
    .values(
      'icmp.int_ident.ipv4',
      'FT_IPv4',
      '',
      'Address of the interface asked for',
      eachAddress(ADDRESS_IPV4, 4, (sink, bytes, at) =>
        sink.number(readUint16(bytes, at) * 0x10000 + readUint16(bytes, at + 2)),
      ),
    )
    .ipv6(
      'icmp.int_ident.ipv6',
      'Address of the interface asked for',
      eachAddress(ADDRESS_IPV6, 16, (sink, bytes, at) => sink.bytes(bytes, at, at + 16)),
    );
}
