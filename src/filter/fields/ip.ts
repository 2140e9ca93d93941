import { formatIpv4, formatIpv6 } from '../../wire/address-text.ts';
import { readInt32 } from '../../wire/bytes.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as ipv6 from '../../wire/ipv6.ts';
import * as extension from '../../wire/ipv6-extension.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { Protocol } from '../../wire/protocol.ts';
import { FieldTable, type NumberReader } from './field.ts';

const unsigned =
  (reader: (bytes: Uint8Array, at: number) => number): NumberReader =>
  (bytes, at) =>
    reader(bytes, at) >>> 0;
const ipv4Source = unsigned(ipv4.source);
const ipv4Destination = unsigned(ipv4.destination);

function ipv4Text(reader: (bytes: Uint8Array, at: number) => number) {
  return (view: PacketView, layer: number) =>
    formatIpv4(reader(view.layerBytes(layer), view.layerStart[layer]));
}
const flags: NumberReader = (bytes, at) => ipv4.flags(bytes, at);

/** Internet Protocol version 4. */
export const ipv4Fields = new FieldTable([Protocol.IPV4])
  .number('ip.version', 'FT_UINT8', 'BASE_DEC', 'Version', ipv4.version)
  .number('ip.hdr_len', 'FT_UINT8', 'BASE_DEC', 'Header length in bytes', ipv4.headerLength)
  .number('ip.dsfield', 'FT_UINT8', 'BASE_HEX', 'Differentiated services field', ipv4.typeOfService)
  .number(
    'ip.dsfield.dscp',
    'FT_UINT8',
    'BASE_DEC',
    'Differentiated services codepoint',
    (bytes, at) => ipv4.typeOfService(bytes, at) >> 2,
  )
  .number(
    'ip.dsfield.ecn',
    'FT_UINT8',
    'BASE_DEC',
    'Explicit congestion notification',
    (bytes, at) => ipv4.typeOfService(bytes, at) & 3,
  )
  .number('ip.len', 'FT_UINT16', 'BASE_DEC', 'Total length in bytes', (bytes, at, end) =>
    // Wireshark shows what is there where segmentation was left to the network card.
    ipv4.totalLength(bytes, at) === 0 ? end - at : ipv4.totalLength(bytes, at),
  )
  .number('ip.id', 'FT_UINT16', 'BASE_HEX_DEC', 'Identification', ipv4.identification)
  .number('ip.flags', 'FT_UINT8', 'BASE_HEX', 'Flags', ipv4.flags)
  .bit('ip.flags.rb', '8', 'Reserved bit', flags, 4)
  .bit('ip.flags.df', '8', "Don't fragment", flags, 2)
  .bit('ip.flags.mf', '8', 'More fragments', flags, 1)
  .number(
    'ip.frag_offset',
    'FT_UINT16',
    'BASE_DEC',
    'Fragment offset in bytes',
    ipv4.fragmentOffset,
  )
  .number('ip.ttl', 'FT_UINT8', 'BASE_DEC', 'Time to live', ipv4.timeToLive)
  .number('ip.proto', 'FT_UINT8', 'BASE_DEC', 'Protocol of the payload', ipv4.protocol, {
    names: {
      1: 'ICMP',
      2: 'IGMP',
      4: 'IPIP',
      6: 'TCP',
      17: 'UDP',
      41: 'IPv6',
      47: 'GRE',
      58: 'ICMPv6',
    },
  })
  .number('ip.checksum', 'FT_UINT16', 'BASE_HEX', 'Header checksum', ipv4.checksum)
  .number('ip.src', 'FT_IPv4', '', 'Source address', ipv4Source, { wordOffsets: [12] })
  .number('ip.dst', 'FT_IPv4', '', 'Destination address', ipv4Destination, { wordOffsets: [16] })
  .number(
    'ip.addr',
    'FT_IPv4',
    '',
    'Source or destination address',
    [ipv4Source, ipv4Destination],
    {
      wordOffsets: [12, 16],
    },
  )
  .text('ip.src_host', 'Source address as text', ipv4Text(ipv4.source))
  .text('ip.dst_host', 'Destination address as text', ipv4Text(ipv4.destination))
  .text(
    'ip.host',
    'Source or destination address as text',
    ipv4Text(ipv4.source),
    ipv4Text(ipv4.destination),
  ).fields;

function ipv6Text(offset: number) {
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

/** Internet Protocol version 6. */
export const ipv6Fields = new FieldTable([Protocol.IPV6])
  .number('ipv6.version', 'FT_UINT8', 'BASE_DEC', 'Version', ipv6.version)
  .number('ipv6.tclass', 'FT_UINT32', 'BASE_HEX', 'Traffic class', ipv6.trafficClass)
  .number(
    'ipv6.tclass.dscp',
    'FT_UINT32',
    'BASE_DEC',
    'Differentiated services codepoint',
    (bytes, at) => ipv6.trafficClass(bytes, at) >> 2,
  )
  .number(
    'ipv6.tclass.ecn',
    'FT_UINT32',
    'BASE_DEC',
    'Explicit congestion notification',
    (bytes, at) => ipv6.trafficClass(bytes, at) & 3,
  )
  .number('ipv6.flow', 'FT_UINT24', 'BASE_HEX', 'Flow label', ipv6.flowLabel)
  .number('ipv6.plen', 'FT_UINT16', 'BASE_DEC', 'Payload length in bytes', ipv6.payloadLength)
  .number('ipv6.nxt', 'FT_UINT8', 'BASE_DEC', 'Next header', ipv6.nextHeader)
  .number('ipv6.hlim', 'FT_UINT8', 'BASE_DEC', 'Hop limit', ipv6.hopLimit)
  .bytes('ipv6.src', 'FT_IPv6', 'Source address', 16, 8)
  .bytes('ipv6.dst', 'FT_IPv6', 'Destination address', 16, 24)
  .bytes('ipv6.addr', 'FT_IPv6', 'Source or destination address', 16, 8, 24)
  .text('ipv6.src_host', 'Source address as text', ipv6Text(8))
  .text('ipv6.dst_host', 'Destination address as text', ipv6Text(24))
  .text('ipv6.host', 'Source or destination address as text', ipv6Text(8), ipv6Text(24)).fields;

/** IPv6 extension headers. */
export const ipv6ExtensionFields = [
  ...new FieldTable([Protocol.IPV6_HOP_BY_HOP]).number(
    'ipv6.hopopts.nxt',
    'FT_UINT8',
    'BASE_DEC',
    'Next header',
    extension.nextHeader,
  ).fields,
  ...new FieldTable([Protocol.IPV6_ROUTING])
    .number('ipv6.routing.nxt', 'FT_UINT8', 'BASE_DEC', 'Next header', extension.nextHeader)
    .number('ipv6.routing.type', 'FT_UINT8', 'BASE_DEC', 'Routing type', extension.routingType)
    .number('ipv6.routing.segleft', 'FT_UINT8', 'BASE_DEC', 'Segments left', extension.segmentsLeft)
    .fields,
  ...new FieldTable([Protocol.IPV6_FRAGMENT])
    .number('ipv6.fraghdr.nxt', 'FT_UINT8', 'BASE_DEC', 'Next header', extension.nextHeader)
    .number(
      'ipv6.fraghdr.offset',
      'FT_UINT16',
      'BASE_DEC',
      'Fragment offset',
      (bytes, at) =>
        // Wireshark shows it in units of 8 bytes.
        extension.fragmentOffset(bytes, at) >> 3,
    )
    .bit('ipv6.fraghdr.more', '16', 'More fragments', extension.moreFragments, 1, {
      names: { 1: 'Yes', 0: 'No' },
    })
    .number(
      'ipv6.fraghdr.ident',
      'FT_UINT32',
      'BASE_HEX',
      'Identification',
      extension.identification,
    ).fields,
  ...new FieldTable([Protocol.IPV6_DESTINATION]).number(
    'ipv6.dstopts.nxt',
    'FT_UINT8',
    'BASE_DEC',
    'Next header',
    extension.nextHeader,
  ).fields,
];
