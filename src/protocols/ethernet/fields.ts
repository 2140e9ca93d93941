import { formatMac } from '../address-text.ts';
import { readUint32, toByteString } from '../bytes.ts';
import { ChecksumStatus } from '../fields/checksum-status.ts';
import { FieldTable, type NumberReader, type PartReader, uint24At } from '../fields/field.ts';
import * as ipv6 from '../ipv6/codec.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as vlan from '../vlan/codec.ts';
import * as ethernet from './codec.ts';
import { findTrailer, type Trailer } from './trailer-fields.ts';

/** Type fields between a length and an EtherType mean nothing (IEEE 802.3-2018 §3.2.6). */
const SMALLEST_TYPE = 1536;

const has =
  (offset: number, mask: number): NumberReader =>
  (bytes, at) =>
    (bytes[at + offset] & mask) !== 0 ? 1 : 0;

const typeOrLength =
  (first: number, last: number): NumberReader =>
  (bytes, at) => {
    const value = ethernet.typeOrLength(bytes, at);
    return value >= first && value <= last ? value : Number.NaN;
  };

const addressText =
  (...offsets: number[]): PartReader =>
  (bytes, at, _end, sink) =>
    offsets.some((offset) => sink.text(toByteString(formatMac(bytes, at + offset))));
/** What trailer and padding have of bytes: [from, to) of it, where there are any. */
const partOf =
  (
    find: (view: PacketView, layer: number) => Trailer | null,
    from: 'start' | 'paddingEnd',
    to: 'paddingEnd' | 'trailerEnd',
  ): PartReader =>
  (bytes, _at, _end, sink, view, layer) => {
    const found = find(view, layer);
    return found !== null && found[to] > found[from] && sink.bytes(bytes, found[from], found[to]);
  };

/** Where the next layer says that it ends; -1 where it does not say. */
export function endOfNext(view: PacketView, layer: number): number {
  const next = layer + 1;
  if (next >= view.layerCount || next >= view.reassembledFrom) return -1;
  const protocol: Protocol = view.layerProtocol[next];
  // Wireshark takes no notice of PPPoE's length here.
  if (protocol === Protocol.PPPOE_DISCOVERY || protocol === Protocol.PPPOE_SESSION) return -1;
  const at = view.layerStart[next];
  const bytes = view.layerBytes(next);
  // Without a payload, unless a hop-by-hop header says that it is a jumbogram.
  const isEmpty = protocol === Protocol.IPV6 && ipv6.payloadLength(bytes, at) === 0;
  if (isEmpty && ipv6.nextHeader(bytes, at) !== 0) return at + ipv6.HEADER_LENGTH;
  return view.layerEnd[next];
}

/** The trailer of an Ethernet frame: behind what its type carries, or its length says. */
function trailerOf(view: PacketView, layer: number): Trailer | null {
  const at = view.layerStart[layer];
  const value = ethernet.typeOrLength(view.layerBytes(layer), at);
  let payloadEnd = at + ethernet.HEADER_LENGTH + value;
  if (value > ethernet.MAXIMUM_LENGTH_VALUE) {
    payloadEnd = endOfNext(view, layer);
    if (payloadEnd < 0) return null;
  }
  return findTrailer(view, layer, payloadEnd, layer === 0);
}

/** Ethernet. */
export const ethernetFields = new FieldTable([Protocol.ETHERNET])
  .mac('eth.dst', 'Destination address', 0)
  .mac('eth.src', 'Source address', 6)
  .bytes('eth.addr', 'FT_ETHER', 'Source or destination address', 6, 0, 6)
  .string('eth.dst_resolved', 'Destination address as text', addressText(0))
  .string('eth.src_resolved', 'Source address as text', addressText(6))
  .string('eth.addr_resolved', 'Either address as text', addressText(0, 6))
  .number('eth.dst.oui', 'FT_UINT24', 'BASE_OUI', "Destination's maker", uint24At(0))
  .number('eth.src.oui', 'FT_UINT24', 'BASE_OUI', "Source's maker", uint24At(6))
  .number('eth.addr.oui', 'FT_UINT24', 'BASE_OUI', 'Maker of either', [uint24At(0), uint24At(6)])
  .hex16('eth.type', 'EtherType of what follows', typeOrLength(SMALLEST_TYPE, 0xffff))
  .uint16('eth.len', 'Length of an 802.3 frame', typeOrLength(0, ethernet.MAXIMUM_LENGTH_VALUE))
  .label('eth.len.past_end', 'The length goes past the end of the frame', (view, layer) => {
    const at = view.layerStart[layer];
    const length = ethernet.typeOrLength(view.layerBytes(layer), at);
    const wireEnd = layer === 0 ? view.start + view.originalLength : view.layerEnd[layer];
    return (
      length <= ethernet.MAXIMUM_LENGTH_VALUE && at + ethernet.HEADER_LENGTH + length > wireEnd
    );
  })
  .number(
    'eth.invalid_lentype',
    'FT_UINT16',
    'BASE_HEX_DEC',
    'Neither a length nor an EtherType',
    typeOrLength(ethernet.MAXIMUM_LENGTH_VALUE + 1, SMALLEST_TYPE - 1),
  )
  .label('eth.invalid_lentype.expert', 'Neither a length nor an EtherType', (view, layer) => {
    const value = ethernet.typeOrLength(view.layerBytes(layer), view.layerStart[layer]);
    return value > ethernet.MAXIMUM_LENGTH_VALUE && value < SMALLEST_TYPE;
  })
  .label(
    'eth.src_not_group',
    'The source is a group, which it must not be',
    (view, layer) => (view.layerBytes(layer)[view.layerStart[layer] + 6] & 1) !== 0,
  )
  .number('eth.dst.ig', 'FT_BOOLEAN', '24', 'Destination is a group', has(0, 1))
  .number('eth.dst.lg', 'FT_BOOLEAN', '24', 'Destination is set locally', has(0, 2))
  .number('eth.src.ig', 'FT_BOOLEAN', '24', 'Source is a group', has(6, 1))
  .number('eth.src.lg', 'FT_BOOLEAN', '24', 'Source is set locally', has(6, 2))
  .number('eth.ig', 'FT_BOOLEAN', '24', 'Either address is a group', [has(0, 1), has(6, 1)])
  .number('eth.lg', 'FT_BOOLEAN', '24', 'Either address is set locally', [has(0, 2), has(6, 2)])
  .octets(
    'eth.trailer',
    'Bytes after payload and padding',
    partOf(trailerOf, 'paddingEnd', 'trailerEnd'),
  )
  .hex32('eth.fcs', 'Frame check sequence', (bytes, _at, _end, view, layer) => {
    const at = trailerOf(view, layer)?.fcsAt ?? -1;
    return at < 0 ? Number.NaN : readUint32(bytes, at);
  })
  .status(
    'eth.fcs.status',
    'Frame check sequence: always 2, not verified',
    (_bytes, _at, _end, view, layer) =>
      (trailerOf(view, layer)?.fcsAt ?? -1) < 0 ? Number.NaN : ChecksumStatus.UNVERIFIED,
  ).fields;

/** Padding is Ethernet's, whichever layer it lies behind: a VLAN tag has what its payload leaves. */
export const paddingFields = new FieldTable([
  Protocol.ETHERNET,
  Protocol.VLAN,
  Protocol.LINUX_SLL,
  Protocol.LINUX_SLL2,
])
  .octets(
    'eth.padding',
    'Zeros up to the smallest frame',
    partOf(anyTrailerOf, 'start', 'paddingEnd'),
  )
  .label(
    'eth.padding_bad',
    'There may be padding that is not zeros',
    (view, layer) => anyTrailerOf(view, layer)?.isPaddingDoubtful === true,
  ).fields;

/** Behind a VLAN tag: no checksum is looked for. */
export function vlanTrailerOf(view: PacketView, layer: number): Trailer | null {
  const at = view.layerStart[layer];
  const bytes = view.layerBytes(layer);
  const value = vlan.typeOrLength(bytes, at);
  let payloadEnd = at + vlan.HEADER_LENGTH + value;
  if (value > ethernet.MAXIMUM_LENGTH_VALUE) {
    payloadEnd = endOfNext(view, layer);
    if (payloadEnd < 0) return null;
  }
  return findTrailer(view, layer, payloadEnd, false);
}

function anyTrailerOf(view: PacketView, layer: number): Trailer | null {
  const protocol: Protocol = view.layerProtocol[layer];
  if (protocol === Protocol.ETHERNET) return trailerOf(view, layer);
  if (protocol === Protocol.VLAN) return vlanTrailerOf(view, layer);
  const payloadEnd = endOfNext(view, layer);
  return payloadEnd < 0 ? null : findTrailer(view, layer, payloadEnd, false);
}
