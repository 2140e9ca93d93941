import * as icmpv6 from '../../wire/icmpv6.ts';
import { Protocol } from '../../wire/protocol.ts';
import { FieldTable, type NumberReader } from './field.ts';

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
