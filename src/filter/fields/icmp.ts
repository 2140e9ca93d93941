import * as icmp from '../../wire/icmp.ts';
import * as icmpv6 from '../../wire/icmpv6.ts';
import { Protocol } from '../../wire/protocol.ts';
import { FieldTable, type NumberReader } from './field.ts';

/** Timestamp, information and mask messages have identifier and sequence number like echo. */
const WITH_IDENTIFIER: ReadonlySet<number> = new Set([0, 8, 13, 14, 15, 16, 17, 18]);

const whereIdentified =
  (reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    WITH_IDENTIFIER.has(icmp.type(bytes, at)) ? reader(bytes, at, end, view, layer) : Number.NaN;
const swap = (value: number) => ((value & 0xff) << 8) | (value >> 8);

/** Internet Control Message Protocol. */
export const icmpFields = new FieldTable([Protocol.ICMP])
  .number('icmp.type', 'FT_UINT8', 'BASE_DEC', 'Message type', icmp.type)
  .number('icmp.code', 'FT_UINT8', 'BASE_DEC', 'Message code', icmp.code)
  .number('icmp.checksum', 'FT_UINT16', 'BASE_HEX', 'Checksum', icmp.checksum)
  .number('icmp.ident', 'FT_UINT16', 'BASE_DEC_HEX', 'Identifier', whereIdentified(icmp.identifier))
  .number(
    'icmp.ident_le',
    'FT_UINT16',
    'BASE_DEC_HEX',
    'Identifier, the other byte order',
    whereIdentified((bytes, at) => swap(icmp.identifier(bytes, at))),
  )
  .number(
    'icmp.seq',
    'FT_UINT16',
    'BASE_DEC_HEX',
    'Sequence number',
    whereIdentified(icmp.sequence),
  )
  .number(
    'icmp.seq_le',
    'FT_UINT16',
    'BASE_DEC_HEX',
    'Sequence number, the other byte order',
    whereIdentified((bytes, at) => swap(icmp.sequence(bytes, at))),
  )
  .number('icmp.mtu', 'FT_UINT16', 'BASE_DEC', 'Next-hop MTU in bytes', (bytes, at) =>
    icmp.type(bytes, at) === icmp.DESTINATION_UNREACHABLE && icmp.code(bytes, at) === 4
      ? icmp.nextHopMtu(bytes, at)
      : Number.NaN,
  )
  .number('icmp.redir_gw', 'FT_IPv4', '', 'Gateway of a redirect', (bytes, at) =>
    icmp.type(bytes, at) === icmp.REDIRECT ? icmp.gateway(bytes, at) >>> 0 : Number.NaN,
  ).fields;

const ofTypes =
  (length: number, reader: NumberReader, ...types: readonly number[]): NumberReader =>
  (bytes, at, end, view, layer) =>
    end - at >= length && types.includes(icmpv6.type(bytes, at))
      ? reader(bytes, at, end, view, layer)
      : Number.NaN;

function targetAddress(name: string, type: number, meaning: string, table: FieldTable): FieldTable {
  return table.values(name, 'FT_IPv6', '', meaning, (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (icmpv6.type(bytes, at) !== type || view.layerEnd[layer] - at < 24) return false;
    return sink.bytes(bytes, at + 8, at + 24);
  });
}

/** ICMP for IPv6. */
const icmpv6Table = new FieldTable([Protocol.ICMPV6])
  .number('icmpv6.type', 'FT_UINT8', 'BASE_DEC', 'Message type', icmpv6.type)
  .number('icmpv6.code', 'FT_UINT8', 'BASE_DEC', 'Message code', icmpv6.code)
  .number('icmpv6.checksum', 'FT_UINT16', 'BASE_HEX', 'Checksum', icmpv6.checksum)
  .number(
    'icmpv6.mtu',
    'FT_UINT32',
    'BASE_DEC',
    'MTU in bytes of "packet too big"',
    ofTypes(8, icmpv6.mtu, icmpv6.PACKET_TOO_BIG),
  )
  .number(
    'icmpv6.echo.identifier',
    'FT_UINT16',
    'BASE_HEX',
    'Echo identifier',
    ofTypes(8, icmpv6.identifier, icmpv6.ECHO_REQUEST, icmpv6.ECHO_REPLY),
  )
  .number(
    'icmpv6.echo.sequence_number',
    'FT_UINT16',
    'BASE_DEC',
    'Echo sequence number',
    ofTypes(8, icmpv6.sequence, icmpv6.ECHO_REQUEST, icmpv6.ECHO_REPLY),
  );
targetAddress(
  'icmpv6.nd.ns.target_address',
  icmpv6.NEIGHBOR_SOLICITATION,
  'Address that a neighbor solicitation asks for',
  icmpv6Table,
);
targetAddress(
  'icmpv6.nd.na.target_address',
  icmpv6.NEIGHBOR_ADVERTISEMENT,
  'Address that a neighbor advertisement is about',
  icmpv6Table,
);
export const icmpv6Fields = icmpv6Table.fields;
