import { readUint16, toByteString } from '../bytes.ts';
import { ChecksumStatus } from '../fields/checksum-status.ts';
import {
  bits8,
  bits16,
  bitsOf,
  type Condition,
  eachBytes,
  eachUint32,
  type FieldTable,
  type NumberReader,
  type PartReader,
  type PartTable,
  type PartWalker,
  uint8At,
  uint24At,
} from '../fields/field.ts';
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
  if (type === icmp.EXTENDED_ECHO_REQUEST) return end - at > 8 ? at + 8 : -1;
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

const textOf = (bytes: Uint8Array, start: number, end: number) =>
  toByteString(String.fromCharCode(...bytes.subarray(start, end)).replace(/\0.*$/s, ''));

const IDENTIFIED_BY_NAME = 1;
const IDENTIFIED_BY_INDEX = 2;
const IDENTIFIED_BY_ADDRESS = 3;
const ASKED = 'Address of the interface asked for';
/** The addresses asked for, of one family: as many as their length, four bytes before, says. */
const asked =
  (family: number, length: number, give: PartReader): PartReader =>
  (bytes, at, end, sink, view, layer) =>
    readUint16(bytes, at + 4) === family &&
    give(
      bytes,
      at,
      Math.min(end, at + 8 + bytes[at + 6] - (bytes[at + 6] % length)),
      sink,
      view,
      layer,
    );

/** Adds the fields of the extensions. */
export function addExtensionFields(table: FieldTable): void {
  const hasChecksum: Condition = (bytes, at, end) =>
    end - at >= HEADER_LENGTH && readUint16(bytes, at + 2) !== 0;
  table
    .parts(eachExtension)
    .label('icmp.ext', 'There are extensions')
    .uint8('icmp.ext.version', 'Version', bits8(0, 0xf0))
    .hex16('icmp.ext.res', 'Reserved', bits16(0, 0xfff))
    .hex16('icmp.ext.checksum', 'Checksum of the extensions', 2)
    .number(
      'icmp.ext.checksum.status',
      'FT_UINT8',
      'BASE_NONE',
      'Checksum of the extensions: 0 bad, 1 good, 3 not there',
      (bytes, at, end, view, layer) => {
        if (end - at < HEADER_LENGTH) return Number.NaN;
        if (!hasChecksum(bytes, at, end, view, layer)) return ChecksumStatus.NOT_PRESENT;
        return internetChecksum(bytes, at, end) === 0 ? ChecksumStatus.GOOD : ChecksumStatus.BAD;
      },
    )
    .when(hasChecksum)
    .label(
      'icmp.ext.checksum_bad',
      'The checksum of the extensions is wrong',
      (bytes, at, end) => internetChecksum(bytes, at, end) !== 0,
    );
  const objects = table.parts(eachObject);
  objects
    .uint16('icmp.ext.length', 'Length of an object in bytes', 0)
    .uint8('icmp.ext.class', 'Class of an object', 2);
  const whole = objects.when((bytes, at) => readUint16(bytes, at) >= OBJECT_HEADER_LENGTH);
  // Wireshark shows it twice where it knows the class, but not the type.
  const again: NumberReader = (bytes, at) =>
    bytes[at + 2] === CLASS_MPLS && !isKnown(bytes, at) ? bytes[at + 3] : Number.NaN;
  whole.uint8('icmp.ext.ctype', 'Type of an object in its class', [again, uint8At(3)]);
  whole
    .when((bytes, at) => !isKnown(bytes, at))
    .rest('icmp.ext.data', 'Bytes of an unknown object', OBJECT_HEADER_LENGTH);
  table
    .parts(eachLabel)
    .uint24('icmp.mpls.label', 'MPLS label', bitsOf(uint24At(0), 0xfffff0))
    .uint24('icmp.mpls.exp', 'MPLS traffic class', bitsOf(uint24At(0), 0xe))
    .bit('icmp.mpls.s', '24', 'Bottom of the label stack', 0, 1)
    .uint8('icmp.mpls.ttl', 'MPLS time to live', 3);
  const of = (wanted: number) => whole.when((bytes, at) => bytes[at + 2] === wanted);
  of(CLASS_INTERFACE)
    .uint8('icmp.int_info.role', 'Interface role', bits8(3, 0xc0))
    .uint8('icmp.int_info.reserved', 'Reserved', bits8(3, 0x30))
    .bit('icmp.int_info.ifindex', '8', 'There is an interface index', 3, 8)
    .bit('icmp.int_info.ipaddr', '8', 'There is an address', 3, 4)
    .bit('icmp.int_info.name_present', '8', 'There is an interface name', 3, 2)
    .bit('icmp.int_info.mtu_present', '8', 'There is an MTU', 3, 1);
  part(Part.INDEX).uint32('icmp.int_info.index', 'Interface index', 0);
  part(Part.MTU).uint32('icmp.int_info.mtu', 'MTU of the interface in bytes', 0);
  const address = part(Part.ADDRESS).uint16('icmp.int_info.afi', 'Address family', 0);
  address
    .when((bytes, at) => readUint16(bytes, at) === ADDRESS_IPV4)
    .ipv4('icmp.int_info.ipv4', 'Interface address', 4);
  address
    .when((bytes, at) => readUint16(bytes, at) === ADDRESS_IPV6)
    .ipv6('icmp.int_info.ipv6', 'Interface address', 4);
  part(Part.NAME)
    .uint8('icmp.int_info.name_length', 'Length of the interface name', 0)
    .string('icmp.int_info.name', 'Interface name', (bytes, at, end, sink) => {
      if (bytes[at] === 0 || at + bytes[at] > end) return false;
      return sink.text(textOf(bytes, at + 1, at + bytes[at]));
    });
  const identified = (by: number) =>
    of(CLASS_IDENTIFICATION).when((bytes, at) => bytes[at + 3] === by);
  identified(IDENTIFIED_BY_NAME).string(
    'icmp.int_ident.name',
    'Name of the interface asked for',
    (bytes, at, end, sink) => (end > at + 4 ? sink.text(textOf(bytes, at + 4, end)) : false),
  );
  identified(IDENTIFIED_BY_INDEX).uint32(
    'icmp.int_ident.index',
    'Index of the interface asked for',
    4,
  );
  identified(IDENTIFIED_BY_ADDRESS)
    .uint16('icmp.int_ident.afi', 'Address family of the interface asked for', 4)
    .uint8('icmp.int_ident.addr_length', 'Length of the address', 6)
    .octets('icmp.int_ident.reserved', 'Reserved', 7, 1)
    .part('icmp.int_ident.ipv4', 'FT_IPv4', '', ASKED, asked(ADDRESS_IPV4, 4, eachUint32(8)))
    .ipv6('icmp.int_ident.ipv6', ASKED, asked(ADDRESS_IPV6, 16, eachBytes(8, 16)));

  /** Fields of a part of interface information, from where it stands. */
  function part(wanted: Part): PartTable {
    return table.parts((view, layer, sink, read) =>
      eachObject(view, layer, sink, (bytes, at, end, inner, innerView, innerLayer) => {
        if (bytes[at + 2] !== CLASS_INTERFACE || readUint16(bytes, at) < OBJECT_HEADER_LENGTH) {
          return false;
        }
        const place = partAt(bytes, at, end, wanted);
        return place >= 0 && read(bytes, place, end, inner, innerView, innerLayer);
      }),
    );
  }
}
