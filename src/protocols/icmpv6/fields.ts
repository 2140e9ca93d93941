import { readUint16 } from '../bytes.ts';
import {
  bits8,
  bits32,
  type Condition,
  eachBytes,
  FieldTable,
  type PartReader,
  uint16At,
} from '../fields/field.ts';
import { addCommonFields } from '../icmp/echo-fields.ts';
import { internetChecksum, pseudoHeaderSum } from '../internet-checksum.ts';
import * as ipv6 from '../ipv6/codec.ts';
import * as ipv6Extension from '../ipv6/extension.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as icmpv6 from './codec.ts';
import { addListenerRecordFields, addNeighborOptionFields } from './option-fields.ts';

const {
  DESTINATION_UNREACHABLE,
  PACKET_TOO_BIG,
  TIME_EXCEEDED,
  PARAMETER_PROBLEM,
  ECHO_REQUEST,
  ECHO_REPLY,
  LISTENER_QUERY,
  LISTENER_REPORT,
  LISTENER_DONE,
  ROUTER_SOLICITATION,
  ROUTER_ADVERTISEMENT,
  NEIGHBOR_SOLICITATION,
  NEIGHBOR_ADVERTISEMENT,
  NEIGHBOR_REDIRECT,
  LISTENER_REPORT_2,
  EXTENDED_ECHO_REQUEST,
  EXTENDED_ECHO_REPLY,
} = icmpv6;
/** A query of version 2 is told by its length (RFC 9777 §8.1). */
const LISTENER_QUERY_2_LENGTH = 28;

/** Whether a message is of one of these types. */
const isOf =
  (...types: readonly number[]): Condition =>
  (bytes, at) =>
    types.includes(icmpv6.type(bytes, at));

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

const eachReserved: PartReader = (bytes, at, end, sink) => {
  const place = RESERVED.get(icmpv6.type(bytes, at));
  if (place === undefined || at + place[1] > end) return false;
  // The length of the quotation takes the first byte (RFC 4884 §4).
  const from = icmpv6.quotedLength(bytes, at) > 0 ? place[0] + 1 : place[0];
  return sink.bytes(bytes, at + from, at + place[1]);
};

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
    if (protocol === Protocol.IPV6_ROUTING && ipv6Extension.segmentsLeft(bytes, at) > 0) {
      const type = ipv6Extension.routingType(bytes, at);
      if (type === ipv6Extension.SOURCE_ROUTE || type === ipv6Extension.MOBILE) {
        destination = view.layerEnd[carrier] - 16;
      } else if (type === ipv6Extension.SEGMENT_ROUTE) destination = at + 8;
    } else if (protocol === Protocol.IPV4) return Number.NaN;
  }
  if (carrier < 0) return Number.NaN;
  const bytes = view.layerBytes(carrier);
  const at = view.layerStart[carrier];
  // Both addresses where they stand, unless the route's last one takes the place of the second.
  const sum = pseudoHeaderSum(bytes, ipv6.sourceAt(at), 16, icmpv6.IP_PROTOCOL, length);
  const last = destination < 0 ? ipv6.destinationAt(at) : destination;
  return sum + pseudoHeaderSum(bytes, last, 16, 0, 0);
}

/** The sum over a message. */
function sum(view: PacketView, layer: number): number {
  const at = view.layerStart[layer];
  const end = view.layerEnd[layer];
  const before = pseudoHeader(view, layer, end - at);
  return Number.isNaN(before) ? before : internetChecksum(view.layerBytes(layer), at, end, before);
}

const isQuery2: Condition = (bytes, at, end) =>
  icmpv6.type(bytes, at) === LISTENER_QUERY && end - at >= LISTENER_QUERY_2_LENGTH;

/** ICMP for IPv6. */
const table = new FieldTable([Protocol.ICMPV6])
  .uint8('icmpv6.type', 'Message type', icmpv6.type)
  .uint8('icmpv6.code', 'Message code', icmpv6.code)
  .hex16('icmpv6.checksum', 'Checksum', icmpv6.checksum)
  .octets('icmpv6.reserved', 'Reserved bytes', eachReserved);
table
  .when((bytes, at) => icmpv6.quotedLength(bytes, at) > 0)
  .uint8('icmpv6.length', 'Length of the quotation in units of 8 bytes', 4);
table.when(isOf(PACKET_TOO_BIG)).uint32('icmpv6.mtu', 'MTU in bytes of "packet too big"', 4);
table
  .when(isOf(PARAMETER_PROBLEM))
  .uint32('icmpv6.pointer', 'Byte of the packet that is the problem', 4);
table
  .when(isOf(ECHO_REQUEST, ECHO_REPLY, EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY))
  .hex16('icmpv6.echo.identifier', 'Echo identifier', 4);
table
  .when(isOf(ECHO_REQUEST, ECHO_REPLY))
  .uint16('icmpv6.echo.sequence_number', 'Echo sequence number', 6);
table
  .when(isOf(ROUTER_ADVERTISEMENT))
  .uint8('icmpv6.nd.ra.cur_hop_limit', 'Hop limit that hosts are to use', 4)
  .hex8('icmpv6.nd.ra.flag', 'Flags of a router advertisement', 5)
  .bit('icmpv6.nd.ra.flag.m', '8', 'Addresses by DHCPv6', 5, 0x80)
  .bit('icmpv6.nd.ra.flag.o', '8', 'Other settings by DHCPv6', 5, 0x40)
  .bit('icmpv6.nd.ra.flag.h', '8', 'Home agent', 5, 0x20)
  .uint8('icmpv6.nd.ra.flag.prf', 'Preference of the router', bits8(5, 0x18))
  .bit('icmpv6.nd.ra.flag.p', '8', 'Proxy', 5, 0x04)
  .uint8('icmpv6.nd.ra.flag.rsv', 'Reserved', bits8(5, 0x03))
  .uint16('icmpv6.nd.ra.router_lifetime', 'Seconds that the router serves', 6)
  .uint32('icmpv6.nd.ra.reachable_time', 'Milliseconds that a neighbor counts as reachable', 8)
  .uint32('icmpv6.nd.ra.retrans_timer', 'Milliseconds between solicitations', 12);
table
  .when(isOf(NEIGHBOR_SOLICITATION))
  .ipv6('icmpv6.nd.ns.target_address', 'Address that a neighbor solicitation asks for', 8);
table
  .when(isOf(NEIGHBOR_ADVERTISEMENT))
  .hex32('icmpv6.nd.na.flag', 'Flags of a neighbor advertisement', 4)
  .bit('icmpv6.nd.na.flag.r', '32', 'The sender is a router', 4, 0x80000000)
  .bit('icmpv6.nd.na.flag.s', '32', 'It was asked for', 4, 0x40000000)
  .bit('icmpv6.nd.na.flag.o', '32', 'It replaces what was known', 4, 0x20000000)
  .uint32('icmpv6.nd.na.flag.rsv', 'Reserved', bits32(4, 0x1fffffff))
  .ipv6('icmpv6.nd.na.target_address', 'Address that a neighbor advertisement is about', 8);
table
  .when(isOf(NEIGHBOR_REDIRECT))
  .ipv6('icmpv6.nd.rd.target_address', 'Better next hop of a redirect', 8)
  .ipv6('icmpv6.rd.na.destination_address', 'Address that is redirected', 24);
const isListener = isOf(LISTENER_QUERY, LISTENER_REPORT, LISTENER_DONE);
table.when(isListener).ipv6('icmpv6.mld.multicast_address', 'Multicast address', 8);
table
  .when((...message) => isListener(...message) && !isQuery2(...message))
  .uint16('icmpv6.mld.maximum_response_delay', 'Milliseconds to respond in', 4);
table
  .when(isQuery2)
  .uint16(
    'icmpv6.mld.maximum_response_code',
    'Milliseconds to respond in, of a query of version 2',
    // A floating-point code for times of 32,768 milliseconds and more (RFC 9777 §5.1.3).
    (bytes, at) => {
      const code = readUint16(bytes, at + 4);
      return code < 32768 ? code : ((code & 0xfff) | 0x1000) << (((code >> 12) & 7) + 3);
    },
  )
  .hex8('icmpv6.mld.flag', 'Flags of a query', 24)
  .bit('icmpv6.mld.flag.s', '8', 'Routers are to leave their timers', 24, 0x08)
  .uint8('icmpv6.mld.flag.qrv', "Querier's robustness", bits8(24, 0x07))
  .uint8('icmpv6.mld.flag.reserved', 'Reserved', bits8(24, 0xf0))
  .uint8('icmpv6.mld.qqi', "Querier's interval, as a code", 25)
  .uint16('icmpv6.mld.nb_sources', 'How many sources', 26)
  .ipv6(
    'icmpv6.mld.source_address',
    'Address of a source',
    eachBytes(LISTENER_QUERY_2_LENGTH, 16, uint16At(26)),
  );
table
  .when(isOf(LISTENER_REPORT_2))
  .uint16('icmpv6.mldr.nb_mcast_records', 'How many multicast addresses', 6);
addCommonFields(table, {
  prefix: 'icmpv6',
  badChecksum: 'icmpv6.checksum_bad.expert',
  sum,
  type: icmpv6.type,
  extendedRequest: EXTENDED_ECHO_REQUEST,
  extendedReply: EXTENDED_ECHO_REPLY,
});
addNeighborOptionFields(table);
addListenerRecordFields(table);

export const icmpv6Fields = table.fields;
