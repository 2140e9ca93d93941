import { FieldTable, type PartWalker } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as gtp from './codec.ts';

const PDCP_NUMBER = 0xc0;
const UDP_PORT = 0x40;

const table = new FieldTable([Protocol.GTP], 'gtp.');

table
  .hex8('flags', 'Flags, with the version', gtp.flags)
  .uint8('flags.version', 'Version', gtp.version)
  .uint8(
    'flags.payload',
    'Protocol: 1 GTP, 0 GTP′',
    (bytes, at) => (gtp.flags(bytes, at) & gtp.FLAG_PAYLOAD_TYPE) >> 4,
  )
  .uint8('flags.reserved', 'A bit that is 0', (bytes, at) => (gtp.flags(bytes, at) & 0x08) >> 3)
  .bit('flags.e', '8', 'Extension headers follow', 0, gtp.FLAG_EXTENSION)
  .bit('flags.s', '8', 'The sequence number counts', 0, gtp.FLAG_SEQUENCE)
  .bit('flags.pn', '8', 'The N-PDU number counts', 0, gtp.FLAG_NUMBER)
  .hex8('message', 'Type of the message', gtp.messageType)
  .uint16('length', 'Bytes after the first eight', gtp.length)
  .number(
    'teid',
    'FT_UINT32',
    'BASE_HEX_DEC',
    'Tunnel endpoint identifier',
    gtp.endpointIdentifier,
  );
table
  .when(
    (bytes, at, end) =>
      gtp.isLong(bytes, at, end) && (gtp.flags(bytes, at) & gtp.FLAG_SEQUENCE) !== 0,
  )
  .number('seq_number', 'FT_UINT16', 'BASE_HEX_DEC', 'Sequence number', gtp.sequence);
table
  .when(
    (bytes, at, end) =>
      gtp.isLong(bytes, at, end) && (gtp.flags(bytes, at) & gtp.FLAG_NUMBER) !== 0,
  )
  .hex8('npdu_number', 'N-PDU number', gtp.packetNumber);
table.values(
  'ext_hdr.next',
  'FT_UINT8',
  'BASE_HEX',
  'Type of the next extension header',
  (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const end = view.layerEnd[layer];
    if (!gtp.hasExtensions(bytes, view.layerStart[layer], end)) return false;
    let next = gtp.firstNextAt(view.layerStart[layer]);
    while (next >= 0) {
      if (sink.number(gtp.extensionType(bytes, next))) return true;
      next = gtp.nextExtension(bytes, next, end);
    }
    return false;
  },
);

/** Each extension header: from its length to the type of what follows; its own type is before it. */
const eachExtension: PartWalker<{ type: number }> = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const end = view.layerEnd[layer];
  if (!gtp.hasExtensions(bytes, view.layerStart[layer], end)) return false;
  let next = gtp.firstNextAt(view.layerStart[layer]);
  for (;;) {
    const after = gtp.nextExtension(bytes, next, end);
    if (after < 0) return false;
    const type = gtp.extensionType(bytes, next);
    if (read(bytes, next + 1, after + 1, sink, view, layer, { type })) return true;
    next = after;
  }
};

const extensions = table.parts(eachExtension);
const ofType = (wanted: number) =>
  extensions.when((_bytes, _at, _end, _view, _layer, { type }) => type === wanted);
extensions
  .label('ext_hdr', 'An extension header')
  .uint8('ext_hdr.length', 'Its length, in units of four bytes', 0);
ofType(PDCP_NUMBER).uint16('ext_hdr.pdcp_sn', 'PDCP number', 1);
ofType(UDP_PORT).uint16('ext_hdr.udp_port', 'UDP port of what an error is about', 1);

/** GTP-U. */
export const gtpFields = table.fields;
