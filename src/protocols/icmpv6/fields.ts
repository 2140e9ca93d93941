import { readUint16 } from '../bytes.ts';
import { ChecksumStatus, isInFragment } from '../fields/checksum-status.ts';
import { FieldTable, type NumberReader, type ValueSink } from '../fields/field.ts';
import { bitsOf, uint8At, uint16At, uint32At } from '../fields/parts.ts';
import { addEchoFields } from '../icmp/echo-fields.ts';
import { internetChecksum } from '../internet-checksum.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as icmpv6 from './codec.ts';
import {
  addListenerRecordFields,
  addNeighborOptionFields,
  LISTENER_REPORT_2,
} from './option-fields.ts';

const {
  DESTINATION_UNREACHABLE,
  PACKET_TOO_BIG,
  TIME_EXCEEDED,
  PARAMETER_PROBLEM,
  ECHO_REQUEST,
  ECHO_REPLY,
  ROUTER_SOLICITATION,
  ROUTER_ADVERTISEMENT,
  NEIGHBOR_SOLICITATION,
  NEIGHBOR_ADVERTISEMENT,
  NEIGHBOR_REDIRECT,
} = icmpv6;
const LISTENER_QUERY = 130;
const LISTENER_REPORT = 131;
const LISTENER_DONE = 132;
const EXTENDED_ECHO_REQUEST = 160;
const EXTENDED_ECHO_REPLY = 161;
/** A query of version 2 is told by its length (RFC 9777 §8.1). */
const LISTENER_QUERY_2_LENGTH = 28;

const ofTypes =
  (types: readonly number[], reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    types.includes(icmpv6.type(bytes, at)) ? reader(bytes, at, end, view, layer) : Number.NaN;

/** An address at an offset in messages of one of the types. */
function addressIn(types: readonly number[], offset: number) {
  return (view: PacketView, layer: number, sink: ValueSink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (!types.includes(icmpv6.type(bytes, at))) return false;
    const start = at + offset;
    return start + 16 <= view.layerEnd[layer] && sink.bytes(bytes, start, start + 16);
  };
}

/** Reserved bytes: [from, to) in messages of each type. */
const RESERVED: ReadonlyMap<number, readonly [from: number, to: number]> = new Map([
  [DESTINATION_UNREACHABLE, [4, 8]],
  [TIME_EXCEEDED, [4, 8]],
  [ROUTER_SOLICITATION, [4, 8]],
  [NEIGHBOR_SOLICITATION, [4, 8]],
  [NEIGHBOR_REDIRECT, [4, 8]],
  [LISTENER_QUERY, [6, 8]],
  [LISTENER_REPORT, [6, 8]],
  [LISTENER_DONE, [6, 8]],
  [LISTENER_REPORT_2, [4, 6]],
]);

function eachReserved(view: PacketView, layer: number, sink: ValueSink): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const place = RESERVED.get(icmpv6.type(bytes, at));
  if (place === undefined || at + place[1] > view.layerEnd[layer]) return false;
  // The length of the quotation takes the first byte (RFC 4884 §4).
  const from = icmpv6.quotedLength(bytes, at) > 0 ? place[0] + 1 : place[0];
  return sink.bytes(bytes, at + from, at + place[1]);
}

const SEGMENTS_LEFT = 3;
const NEXT_HEADER_ICMPV6 = 58;

/** Sum of the pseudo-header (RFC 8200 §8.1), not folded; NaN where no IPv6 header is before. */
function pseudoHeader(view: PacketView, layer: number, length: number): number {
  let destination = -1;
  let carrier = layer - 1;
  for (; carrier >= 0; carrier--) {
    const protocol: Protocol = view.layerProtocol[carrier];
    if (protocol === Protocol.IPV6) break;
    const at = view.layerStart[carrier];
    const bytes = view.layerBytes(carrier);
    // The last address of a route that is not at its end is where the message goes.
    if (protocol === Protocol.IPV6_ROUTING && bytes[at + SEGMENTS_LEFT] > 0) {
      if (bytes[at + 2] === 0 || bytes[at + 2] === 2) destination = view.layerEnd[carrier] - 16;
      else if (bytes[at + 2] === 4) destination = at + 8;
    } else if (protocol === Protocol.IPV4) return Number.NaN;
  }
  if (carrier < 0) return Number.NaN;
  const bytes = view.layerBytes(carrier);
  const at = view.layerStart[carrier];
  if (destination < 0) destination = at + 24;
  let sum = length + NEXT_HEADER_ICMPV6;
  for (let i = 0; i < 16; i += 2) {
    sum += readUint16(bytes, at + 8 + i) + readUint16(bytes, destination + i);
  }
  return sum;
}

/** Wireshark checks what is whole and no quotation. */
function checksumStatus(view: PacketView, layer: number): ChecksumStatus {
  if (layer !== view.transport) return ChecksumStatus.UNVERIFIED;
  if (view.payloadEnd - view.payloadStart < view.payloadLength) return ChecksumStatus.UNVERIFIED;
  if (isInFragment(view, layer)) return ChecksumStatus.UNVERIFIED;
  const at = view.layerStart[layer];
  const end = view.layerEnd[layer];
  const sum = pseudoHeader(view, layer, end - at);
  if (Number.isNaN(sum)) return ChecksumStatus.UNVERIFIED;
  const isGood = internetChecksum(view.layerBytes(layer), at, end, sum) === 0;
  return isGood ? ChecksumStatus.GOOD : ChecksumStatus.BAD;
}

const isQuery2: NumberReader = (bytes, at, end) =>
  icmpv6.type(bytes, at) === LISTENER_QUERY && end - at >= LISTENER_QUERY_2_LENGTH ? 1 : 0;
const ofQuery2 =
  (reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    isQuery2(bytes, at, end, view, layer) === 1 ? reader(bytes, at, end, view, layer) : Number.NaN;

/** A floating-point code for times of 32,768 milliseconds and more (RFC 9777 §5.1.3). */
const responseTime = ofQuery2((bytes, at) => {
  const code = readUint16(bytes, at + 4);
  return code < 32768 ? code : ((code & 0xfff) | 0x1000) << (((code >> 12) & 7) + 3);
});
const advertisementFlags = ofTypes([ROUTER_ADVERTISEMENT], uint8At(5));
const neighborFlags = ofTypes([NEIGHBOR_ADVERTISEMENT], uint32At(4));
const queryFlags = ofQuery2(uint8At(24));

/** ICMP for IPv6. */
const table = new FieldTable([Protocol.ICMPV6])
  .uint8('icmpv6.type', 'Message type', icmpv6.type)
  .uint8('icmpv6.code', 'Message code', icmpv6.code)
  .hex16('icmpv6.checksum', 'Checksum', icmpv6.checksum)
  .number(
    'icmpv6.checksum.status',
    'FT_UINT8',
    'BASE_NONE',
    'Checksum: 0 bad, 1 good, 2 not verified',
    (_bytes, _at, _end, view, layer) => checksumStatus(view, layer),
  )
  .label(
    'icmpv6.checksum_bad.expert',
    'The checksum is wrong',
    (view, layer) => checksumStatus(view, layer) === ChecksumStatus.BAD,
  )
  .octets('icmpv6.reserved', 'Reserved bytes', eachReserved)
  .uint8(
    'icmpv6.length',
    'Length of the quotation in units of 8 bytes',
    ofTypes([DESTINATION_UNREACHABLE, TIME_EXCEEDED], (bytes, at) => bytes[at + 4] || Number.NaN),
  )
  .uint32('icmpv6.mtu', 'MTU in bytes of "packet too big"', ofTypes([PACKET_TOO_BIG], uint32At(4)))
  .uint32(
    'icmpv6.pointer',
    'Byte of the packet that is the problem',
    ofTypes([PARAMETER_PROBLEM], uint32At(4)),
  )
  .hex16(
    'icmpv6.echo.identifier',
    'Echo identifier',
    ofTypes([ECHO_REQUEST, ECHO_REPLY, EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY], uint16At(4)),
  )
  .uint16(
    'icmpv6.echo.sequence_number',
    'Echo sequence number',
    ofTypes([ECHO_REQUEST, ECHO_REPLY], uint16At(6)),
  )
  .uint8(
    'icmpv6.nd.ra.cur_hop_limit',
    'Hop limit that hosts are to use',
    ofTypes([ROUTER_ADVERTISEMENT], uint8At(4)),
  )
  .hex8('icmpv6.nd.ra.flag', 'Flags of a router advertisement', advertisementFlags)
  .bit('icmpv6.nd.ra.flag.m', '8', 'Addresses by DHCPv6', advertisementFlags, 0x80)
  .bit('icmpv6.nd.ra.flag.o', '8', 'Other settings by DHCPv6', advertisementFlags, 0x40)
  .bit('icmpv6.nd.ra.flag.h', '8', 'Home agent', advertisementFlags, 0x20)
  .uint8('icmpv6.nd.ra.flag.prf', 'Preference of the router', bitsOf(advertisementFlags, 0x18))
  .bit('icmpv6.nd.ra.flag.p', '8', 'Proxy', advertisementFlags, 0x04)
  .uint8('icmpv6.nd.ra.flag.rsv', 'Reserved', bitsOf(advertisementFlags, 0x03))
  .uint16(
    'icmpv6.nd.ra.router_lifetime',
    'Seconds that the router serves',
    ofTypes([ROUTER_ADVERTISEMENT], uint16At(6)),
  )
  .uint32(
    'icmpv6.nd.ra.reachable_time',
    'Milliseconds that a neighbor counts as reachable',
    ofTypes([ROUTER_ADVERTISEMENT], uint32At(8)),
  )
  .uint32(
    'icmpv6.nd.ra.retrans_timer',
    'Milliseconds between solicitations',
    ofTypes([ROUTER_ADVERTISEMENT], uint32At(12)),
  )
  .ipv6(
    'icmpv6.nd.ns.target_address',
    'Address that a neighbor solicitation asks for',
    addressIn([NEIGHBOR_SOLICITATION], 8),
  )
  .hex32('icmpv6.nd.na.flag', 'Flags of a neighbor advertisement', neighborFlags)
  .bit('icmpv6.nd.na.flag.r', '32', 'The sender is a router', neighborFlags, 0x80000000)
  .bit('icmpv6.nd.na.flag.s', '32', 'It was asked for', neighborFlags, 0x40000000)
  .bit('icmpv6.nd.na.flag.o', '32', 'It replaces what was known', neighborFlags, 0x20000000)
  .uint32('icmpv6.nd.na.flag.rsv', 'Reserved', bitsOf(neighborFlags, 0x1fffffff))
  .ipv6(
    'icmpv6.nd.na.target_address',
    'Address that a neighbor advertisement is about',
    addressIn([NEIGHBOR_ADVERTISEMENT], 8),
  )
  .ipv6(
    'icmpv6.nd.rd.target_address',
    'Better next hop of a redirect',
    addressIn([NEIGHBOR_REDIRECT], 8),
  )
  .ipv6(
    'icmpv6.rd.na.destination_address',
    'Address that is redirected',
    addressIn([NEIGHBOR_REDIRECT], 24),
  )
  .uint16(
    'icmpv6.mld.maximum_response_code',
    'Milliseconds to respond in, of a query of version 2',
    responseTime,
  )
  .uint16(
    'icmpv6.mld.maximum_response_delay',
    'Milliseconds to respond in',
    ofTypes([LISTENER_QUERY, LISTENER_REPORT, LISTENER_DONE], (bytes, at, end, view, layer) =>
      isQuery2(bytes, at, end, view, layer) === 1 ? Number.NaN : uint16At(4)(bytes, at, end),
    ),
  )
  .ipv6(
    'icmpv6.mld.multicast_address',
    'Multicast address',
    addressIn([LISTENER_QUERY, LISTENER_REPORT, LISTENER_DONE], 8),
  )
  .hex8('icmpv6.mld.flag', 'Flags of a query', queryFlags)
  .bit('icmpv6.mld.flag.s', '8', 'Routers are to leave their timers', queryFlags, 0x08)
  .uint8('icmpv6.mld.flag.qrv', "Querier's robustness", bitsOf(queryFlags, 0x07))
  .uint8('icmpv6.mld.flag.reserved', 'Reserved', bitsOf(queryFlags, 0xf0))
  .uint8('icmpv6.mld.qqi', "Querier's interval, as a code", ofQuery2(uint8At(25)))
  .uint16('icmpv6.mld.nb_sources', 'How many sources', ofQuery2(uint16At(26)))
  .ipv6('icmpv6.mld.source_address', 'Address of a source', (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    if (isQuery2(bytes, at, end, view, layer) !== 1) return false;
    for (let i = 0; i < readUint16(bytes, at + 26); i++) {
      const place = at + LISTENER_QUERY_2_LENGTH + 16 * i;
      if (place + 16 > end) return false;
      if (sink.bytes(bytes, place, place + 16)) return true;
    }
    return false;
  })
  .uint16(
    'icmpv6.mldr.nb_mcast_records',
    'How many multicast addresses',
    ofTypes([LISTENER_REPORT_2], uint16At(6)),
  )
  .number(
    'icmpv6.ext.echo.seq',
    'FT_UINT8',
    'BASE_DEC_HEX',
    'Sequence number of an extended echo (RFC 8335)',
    ofTypes([EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY], uint8At(6)),
  )
  .hex8(
    'icmpv6.ext.echo.req.res',
    'Reserved bits',
    ofTypes([EXTENDED_ECHO_REQUEST], bitsOf(uint8At(7), 0xfe)),
  )
  .bit(
    'icmpv6.ext.echo.req.local',
    '8',
    'The interface is on the node asked',
    ofTypes([EXTENDED_ECHO_REQUEST], uint8At(7)),
    1,
  )
  .uint8(
    'icmpv6.ext.echo.rsp.state',
    'State of the neighbor entry',
    ofTypes([EXTENDED_ECHO_REPLY], bitsOf(uint8At(7), 0xe0)),
  )
  .hex8(
    'icmpv6.ext.echo.rsp.res',
    'Reserved bits',
    ofTypes([EXTENDED_ECHO_REPLY], bitsOf(uint8At(7), 0x18)),
  )
  .bit(
    'icmpv6.ext.echo.rsp.active',
    '8',
    'The interface is active',
    ofTypes([EXTENDED_ECHO_REPLY], uint8At(7)),
    4,
  )
  .bit(
    'icmpv6.ext.echo.rsp.ipv4',
    '8',
    'The interface runs IPv4',
    ofTypes([EXTENDED_ECHO_REPLY], uint8At(7)),
    2,
  )
  .bit(
    'icmpv6.ext.echo.rsp.ipv6',
    '8',
    'The interface runs IPv6',
    ofTypes([EXTENDED_ECHO_REPLY], uint8At(7)),
    1,
  );
addEchoFields(table, 'icmpv6');
addNeighborOptionFields(table);
addListenerRecordFields(table);

export const icmpv6Fields = table.fields;
