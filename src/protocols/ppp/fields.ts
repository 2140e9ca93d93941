import { readUint16 } from '../bytes.ts';
import { isCiscoHdlc } from '../dissectors.ts';
import { FieldTable, type NumberReader } from '../fields/field.ts';
import * as pppoe from '../pppoe/codec.ts';
import { Protocol } from '../protocol.ts';
import * as ppp from './codec.ts';

const ofKind =
  (isCisco: boolean, reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    isCiscoHdlc(view, layer) === isCisco ? reader(bytes, at, end, view, layer) : Number.NaN;

/** Address and control, where they were not left out. */
const framing = (offset: number): NumberReader =>
  ofKind(false, (bytes, at) =>
    ppp.protocolAt(bytes, at) === at ? Number.NaN : bytes[at + offset],
  );

/** Point-to-Point Protocol, and Cisco HDLC. */
export const pppFields = new FieldTable([Protocol.PPP])
  .values('ppp', 'FT_PROTOCOL', '', 'Point-to-Point Protocol', (view, layer, sink) =>
    isCiscoHdlc(view, layer)
      ? false
      : sink.bytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]),
  )
  .hex8('ppp.address', 'Address: 0xff, all stations', framing(0))
  .hex8('ppp.control', 'Control: 0x03, unnumbered', framing(1))
  .hex16('ppp.protocol', 'Protocol of the payload', ofKind(false, ppp.protocol))
  .values('chdlc', 'FT_PROTOCOL', '', 'Cisco HDLC', (view, layer, sink) =>
    isCiscoHdlc(view, layer)
      ? sink.bytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer])
      : false,
  )
  .hex8(
    'chdlc.address',
    'Address: 0x0f unicast, 0x8f multicast',
    ofKind(true, (bytes, at) => bytes[at]),
  )
  .hex16(
    'chdlc.protocol',
    'EtherType of the payload',
    ofKind(true, (bytes, at, end) => (at + 4 <= end ? readUint16(bytes, at + 2) : Number.NaN)),
  ).fields;

/** PPP over Ethernet. */
export const pppoeFields = new FieldTable([Protocol.PPPOE_DISCOVERY, Protocol.PPPOE_SESSION])
  .uint8('pppoe.version', 'Version', (bytes, at) => pppoe.versionAndType(bytes, at) >> 4)
  .uint8('pppoe.type', 'Type', (bytes, at) => pppoe.versionAndType(bytes, at) & 0xf)
  .hex8('pppoe.code', 'Code: 0 is session data', pppoe.code)
  .hex16('pppoe.session_id', 'Session identifier', pppoe.sessionId)
  .uint16('pppoe.payload_length', 'Payload length in bytes', pppoe.payloadLength).fields;
