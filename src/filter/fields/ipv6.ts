import { formatIpv6 } from '../../wire/address-text.ts';
import { readInt32 } from '../../wire/bytes.ts';
import * as ipv6 from '../../wire/ipv6.ts';
import * as extension from '../../wire/ipv6-extension.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { Protocol } from '../../wire/protocol.ts';
import { FieldTable } from './field.ts';

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
