import { formatIpv4 } from '../address-text.ts';
import { ChecksumStatus } from '../fields/checksum-status.ts';
import { bitsOf, FieldTable, type NumberReader } from '../fields/field.ts';
import { fragmentFields } from '../fields/fragments.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as ipv4 from './codec.ts';
import { addOptionFields, routedDestination } from './option-fields.ts';

const unsigned =
  (reader: (bytes: Uint8Array, at: number) => number): NumberReader =>
  (bytes, at) =>
    reader(bytes, at) >>> 0;
const source = unsigned(ipv4.source);
const destination = unsigned(ipv4.destination);

function addressText(reader: (bytes: Uint8Array, at: number) => number) {
  return (view: PacketView, layer: number) =>
    formatIpv4(reader(view.layerBytes(layer), view.layerStart[layer]));
}

/** Addresses that no router passes on (RFC 5771 §4), and the TTLs that are right there. */
const LOCAL_CONTROL_BLOCK = 0xe00000;
const LOCAL_CONTROL_TTL: ReadonlyMap<number, number> = new Map([
  [0xe0000012, 255], // VRRP (RFC 9568)
  [0xe0000066, 255], // GLBP
  [0xe00000fb, 255], // mDNS (RFC 6762 §11)
  [0xe00000fc, 0], // LLMNR: any
]);
const SMALL_TTL = 5;
const PIM = 103;
const OSPF = 89;

const isLocalControl = (address: number) => address >>> 8 === LOCAL_CONTROL_BLOCK;

function hasOddLocalTtl(view: PacketView, layer: number): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const to = destination(bytes, at, 0, view, layer);
  if (!isLocalControl(to)) return false;
  const right = LOCAL_CONTROL_TTL.get(to) ?? 1;
  return right !== 0 && right !== ipv4.timeToLive(bytes, at);
}

function hasSmallTtl(view: PacketView, layer: number): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const to = destination(bytes, at, 0, view, layer);
  const protocol = ipv4.protocol(bytes, at);
  return (
    ipv4.timeToLive(bytes, at) < SMALL_TTL &&
    to >>> 28 !== 0xe &&
    protocol !== PIM &&
    protocol !== OSPF
  );
}

/** What Wireshark shows of a header before it gives up: all up to the first field that cannot be right. */
const shown = new FieldTable([Protocol.IPV4, Protocol.BROKEN_IPV4]);
shown
  .when((bytes, at) => ipv4.version(bytes, at) === 4)
  .uint8('ip.hdr_len', 'Header length in bytes', ipv4.headerLength);
shown
  .when(
    (bytes, at) =>
      ipv4.version(bytes, at) === 4 && ipv4.headerLength(bytes, at) >= ipv4.MINIMUM_HEADER_LENGTH,
  )
  .hex8('ip.dsfield', 'Differentiated services field', ipv4.typeOfService)
  .uint8('ip.dsfield.dscp', 'Differentiated services codepoint', bitsOf(ipv4.typeOfService, 0xfc))
  .uint8('ip.dsfield.ecn', 'Explicit congestion notification', bitsOf(ipv4.typeOfService, 3))
  .uint16('ip.len', 'Total length in bytes', (bytes, at, end) =>
    // Wireshark shows what is there where segmentation was left to the network card.
    ipv4.totalLength(bytes, at) === 0 ? end - at : ipv4.totalLength(bytes, at),
  );

/** Internet Protocol version 4. */
const table = new FieldTable([Protocol.IPV4])
  .number('ip.id', 'FT_UINT16', 'BASE_HEX_DEC', 'Identification', ipv4.identification)
  .hex8('ip.flags', 'Flags', ipv4.flags)
  .bit('ip.flags.rb', '8', 'Reserved bit', ipv4.flags, 4)
  .bit('ip.flags.df', '8', "Don't fragment", ipv4.flags, 2)
  .bit('ip.flags.mf', '8', 'More fragments', ipv4.flags, 1)
  .uint16(
    'ip.frag_offset',
    'Fragment offset in units of 8 bytes',
    // 4.0 shows the field as it stands; versions before and after show bytes.
    (bytes, at) => ipv4.fragmentOffset(bytes, at) >> 3,
  )
  .uint8('ip.ttl', 'Time to live', ipv4.timeToLive)
  .label('ip.ttl.lncb', 'Not the TTL of packets that stay on the link', hasOddLocalTtl)
  .label('ip.ttl.too_small', 'The TTL will be used up soon', hasSmallTtl)
  .uint8('ip.proto', 'Protocol of the payload', ipv4.protocol)
  .hex16('ip.checksum', 'Header checksum', ipv4.checksum)
  .status('ip.checksum.status', 'Header checksum: always 2, not verified', () => {
    return ChecksumStatus.UNVERIFIED;
  })
  .ipv4('ip.src', 'Source address', source, { wordOffsets: [ipv4.SOURCE] })
  .ipv4('ip.dst', 'Destination address', destination, { wordOffsets: [ipv4.DESTINATION] })
  .ipv4('ip.addr', 'Source or destination address', [source, destination], {
    wordOffsets: [ipv4.SOURCE, ipv4.DESTINATION],
  })
  .text('ip.src_host', 'Source address as text', addressText(ipv4.source))
  .text('ip.dst_host', 'Destination address as text', addressText(ipv4.destination))
  .text(
    'ip.host',
    'Source or destination address as text',
    addressText(ipv4.source),
    addressText(ipv4.destination),
  );
table
  .when((_bytes, _at, _end, view, layer) => !Number.isNaN(routedDestination(view, layer)))
  .ipv4('ip.cur_rt', 'Next address of a source route', destination)
  .text('ip.cur_rt_host', 'Next address of a source route, as text', addressText(ipv4.destination));
addOptionFields(table);

/** IPv6 has the field too. */
const versionFields = new FieldTable([
  ...[Protocol.IPV4, Protocol.BROKEN_IPV4, Protocol.IPV6, Protocol.BROKEN_IPV6],
]).uint8('ip.version', 'Version: 4, or 6 of an IPv6 header', ipv4.version).fields;

export const ipv4Fields = [
  ...versionFields,
  ...shown.fields,
  ...table.fields,
  ...fragmentFields('ip', Protocol.IPV4, {
    reassembledIn: 'ip.reassembled_in',
    fragments: 'FT_BYTES',
  }),
];
