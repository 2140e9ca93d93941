import { formatIpv6 } from '../address-text.ts';
import { readInt32, readUint16, readUint32 } from '../bytes.ts';
import {
  bits16,
  bits32,
  bitsOf,
  eachBytes,
  eachUint16,
  eachUint32,
  type FieldDefinition,
  FieldTable,
  type ValueSink,
} from '../fields/field.ts';
import { fragmentFields } from '../fields/fragments.ts';
import type { FieldType } from '../fields/types.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as ipv6 from './codec.ts';
import * as extension from './extension.ts';
import { ipv6OptionFields } from './option-fields.ts';

function addressText(offset: number) {
  return (view: PacketView, layer: number) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer] + offset;
    return formatIpv6(
      readInt32(bytes, at),
      readInt32(bytes, at + 4),
      readInt32(bytes, at + 8),
      readInt32(bytes, at + 12),
    );
  };
}

const versionFields = new FieldTable([Protocol.IPV6, Protocol.BROKEN_IPV6]).uint8(
  'ipv6.version',
  'Version',
  ipv6.version,
).fields;

/** Internet Protocol version 6. */
const table = new FieldTable([Protocol.IPV6])
  .hex32('ipv6.tclass', 'Traffic class', ipv6.trafficClass)
  .uint32('ipv6.tclass.dscp', 'Differentiated services codepoint', bitsOf(ipv6.trafficClass, 0xfc))
  .uint32('ipv6.tclass.ecn', 'Explicit congestion notification', bitsOf(ipv6.trafficClass, 3))
  .number('ipv6.flow', 'FT_UINT24', 'BASE_HEX', 'Flow label', ipv6.flowLabel)
  .uint16('ipv6.plen', 'Payload length in bytes', ipv6.payloadLength)
  .label(
    'ipv6.plen_zero',
    'The payload length is 0, and no hop-by-hop header says why',
    (view, layer) => {
      const bytes = view.layerBytes(layer);
      const at = view.layerStart[layer];
      const next = ipv6.nextHeader(bytes, at);
      return ipv6.payloadLength(bytes, at) === 0 && next !== 0 && next !== ipv6.NO_NEXT_HEADER;
    },
  )
  .uint8('ipv6.nxt', 'Next header', ipv6.nextHeader)
  .uint8('ipv6.hlim', 'Hop limit', ipv6.hopLimit)
  .ipv6('ipv6.src', 'Source address', ipv6.SOURCE)
  .ipv6('ipv6.dst', 'Destination address', ipv6.DESTINATION)
  .bytes('ipv6.addr', 'FT_IPv6', 'Source or destination address', 16, ipv6.SOURCE, ipv6.DESTINATION)
  .text('ipv6.src_host', 'Source address as text', addressText(ipv6.SOURCE))
  .text('ipv6.dst_host', 'Destination address as text', addressText(ipv6.DESTINATION))
  .text(
    'ipv6.host',
    'Source or destination address as text',
    addressText(ipv6.SOURCE),
    addressText(ipv6.DESTINATION),
  );

/** What an address tells of others: read at the address, `at`. */
type Inside = (bytes: Uint8Array, at: number, sink: ValueSink) => boolean;

const mac = new Uint8Array(6);
/** The MAC address that an interface identifier was made of (RFC 4291 appendix A). */
const slaacMac: Inside = (bytes, at, sink) => {
  // Only of addresses that the maker gave: the bit says so, inverted.
  if (bytes[at + 11] !== 0xff || bytes[at + 12] !== 0xfe || (bytes[at + 8] & 2) === 0) return false;
  mac[0] = bytes[at + 8] ^ 2;
  mac[1] = bytes[at + 9];
  mac[2] = bytes[at + 10];
  for (let i = 3; i < 6; i++) mac[i] = bytes[at + 10 + i];
  return sink.bytes(mac, 0, 6);
};
/** ISATAP's interface identifier (RFC 5214 §6.1). */
const isatap: Inside = (bytes, at, sink) =>
  (readUint32(bytes, at + 8) & 0xfcffffff) >>> 0 === 0x00005efe &&
  sink.number(readUint32(bytes, at + 12));
const is6to4 = (bytes: Uint8Array, at: number) => readUint16(bytes, at) === 0x2002;
const gateway6to4: Inside = (bytes, at, sink) =>
  is6to4(bytes, at) && sink.number(readUint32(bytes, at + 2));
const site6to4: Inside = (bytes, at, sink) =>
  is6to4(bytes, at) && sink.number(readUint16(bytes, at + 6));
/** Teredo (RFC 4380 §4): server, and the client's port and address inverted. */
const isTeredo = (bytes: Uint8Array, at: number) => readUint32(bytes, at) === 0x20010000;
const teredoServer: Inside = (bytes, at, sink) =>
  isTeredo(bytes, at) && sink.number(readUint32(bytes, at + 4));
const teredoPort: Inside = (bytes, at, sink) =>
  isTeredo(bytes, at) && sink.number(readUint16(bytes, at + 10) ^ 0xffff);
const teredoClient: Inside = (bytes, at, sink) =>
  isTeredo(bytes, at) && sink.number(~readUint32(bytes, at + 12) >>> 0);

const INSIDE: ReadonlyArray<readonly [string, FieldType, string, string, Inside]> = [
  ['slaac_mac', 'FT_ETHER', '', 'MAC address in an interface identifier', slaacMac],
  ['isatap_ipv4', 'FT_IPv4', '', 'IPv4 address in an ISATAP address', isatap],
  ['6to4_gw_ipv4', 'FT_IPv4', '', 'IPv4 address of a 6to4 gateway', gateway6to4],
  ['6to4_sla_id', 'FT_UINT16', 'BASE_DEC', 'Subnet behind a 6to4 gateway', site6to4],
  ['ts_ipv4', 'FT_IPv4', '', 'IPv4 address of a Teredo server', teredoServer],
  ['tc_port', 'FT_UINT16', 'BASE_DEC', 'Port of a Teredo client', teredoPort],
  ['tc_ipv4', 'FT_IPv4', '', 'IPv4 address of a Teredo client', teredoClient],
];
for (const [name, type, base, meaning, read] of INSIDE) {
  const offsets: readonly (readonly [string, readonly number[]])[] = [
    ['', [ipv6.SOURCE, ipv6.DESTINATION]],
    ['src_', [ipv6.SOURCE]],
    ['dst_', [ipv6.DESTINATION]],
  ];
  for (const [side, places] of offsets) {
    table.values(`ipv6.${side}${name}`, type, base, meaning, (view, layer, sink) => {
      const bytes = view.layerBytes(layer);
      for (const offset of places) {
        if (read(bytes, view.layerStart[layer] + offset, sink)) return true;
      }
      return false;
    });
  }
}

export const ipv6Fields = [
  ...versionFields,
  ...table.fields,
  ...ipv6OptionFields,
  ...fragmentFields('ipv6', Protocol.IPV6_FRAGMENT, {
    reassembledIn: 'ipv6.reassembled.in',
    fragments: 'FT_NONE',
  }),
];

/** Next header and length, which all but fragment headers begin with. */
function beginning(name: string, layers: readonly Protocol[]): FieldTable {
  return new FieldTable(layers)
    .uint8(`ipv6.${name}.nxt`, 'Next header', extension.nextHeader)
    .uint8(`ipv6.${name}.len`, 'Length in units of 8 bytes', 1)
    .uint16(`ipv6.${name}.len_oct`, 'Length in bytes', extension.headerLength);
}

const routing = beginning('routing', [Protocol.IPV6_ROUTING])
  .uint8('ipv6.routing.type', 'Routing type', extension.routingType)
  .uint8('ipv6.routing.segleft', 'Segments left', extension.segmentsLeft);

/** Headers of a type. */
const of = (type: number) => routing.when((bytes, at) => extension.routingType(bytes, at) === type);

of(extension.SOURCE_ROUTE)
  .octets('ipv6.routing.src.reserved', 'Reserved', 4, 4)
  .ipv6(
    'ipv6.routing.src.addr',
    'Address of the route',
    eachBytes(8, 16, () => 255),
  );
of(extension.MOBILE)
  .octets('ipv6.routing.mipv6.reserved', 'Reserved', 4, 4)
  .ipv6('ipv6.routing.mipv6.home_address', 'Home address of a mobile node', 8);
of(extension.RPL_SOURCE_ROUTE)
  .uint32(
    'ipv6.routing.rpl.cmprI',
    'Bytes left out of all addresses but the last',
    bits32(4, 0xf0000000),
  )
  .uint32('ipv6.routing.rpl.cmprE', 'Bytes left out of the last address', bits32(4, 0x0f000000))
  .uint32('ipv6.routing.rpl.pad', 'Bytes of padding', bits32(4, 0x00f00000))
  .uint32('ipv6.routing.rpl.reserved', 'Reserved', bits32(4, 0x000fffff));
of(extension.SEGMENT_ROUTE)
  .uint8('ipv6.routing.srh.last_entry', 'Index of the last segment', 4)
  .hex8('ipv6.routing.srh.flags', 'Flags', 5)
  .octets('ipv6.routing.srh.tag', 'Tag', 6, 2)
  .ipv6(
    'ipv6.routing.srh.addr',
    'Segment',
    eachBytes(8, 16, (bytes, at) => bytes[at + 4] + 1),
  );
of(extension.COMPACT_16).part(
  'ipv6.routing.crh16.sid',
  'FT_UINT16',
  'BASE_DEC',
  'Segment identifier',
  eachUint16(4, 2, 255),
);
of(extension.COMPACT_32).part(
  'ipv6.routing.crh32.sid',
  'FT_UINT32',
  'BASE_DEC',
  'Segment identifier',
  eachUint32(4, 4, 255),
);
routing
  .when((bytes, at) => {
    const type = extension.routingType(bytes, at);
    return type > extension.COMPACT_32 || type === 1;
  })
  .rest('ipv6.routing.unknown_data', 'Data of an unknown type', extension.ROUTING_DATA);

/** IPv6 extension headers. */
export const ipv6ExtensionFields: FieldDefinition[] = [
  ...beginning('hopopts', [Protocol.IPV6_HOP_BY_HOP]).fields,
  ...beginning('dstopts', [Protocol.IPV6_DESTINATION]).fields,
  ...routing.fields,
  ...new FieldTable([Protocol.IPV6_FRAGMENT])
    .uint8('ipv6.fraghdr.nxt', 'Next header', extension.nextHeader)
    .hex8('ipv6.fraghdr.reserved_octet', 'Reserved', 1)
    .uint16(
      'ipv6.fraghdr.offset',
      'Fragment offset',
      // Wireshark shows it in units of 8 bytes.
      (bytes, at) => extension.fragmentOffset(bytes, at) >> 3,
    )
    .uint16('ipv6.fraghdr.reserved_bits', 'Reserved bits', bits16(2, 6))
    .bit('ipv6.fraghdr.more', '16', 'More fragments', extension.moreFragments, 1)
    .hex32('ipv6.fraghdr.ident', 'Identification', extension.identification).fields,
];
