import { FieldTable } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as pppoe from './codec.ts';

/** PPP over Ethernet. */
export const pppoeFields = new FieldTable([Protocol.PPPOE_DISCOVERY, Protocol.PPPOE_SESSION])
  .uint8('pppoe.version', 'Version', (bytes, at) => pppoe.versionAndType(bytes, at) >> 4)
  .uint8('pppoe.type', 'Type', (bytes, at) => pppoe.versionAndType(bytes, at) & 0xf)
  .hex8('pppoe.code', 'Code: 0 is session data', pppoe.code)
  .hex16('pppoe.session_id', 'Session identifier', pppoe.sessionId)
  .uint16('pppoe.payload_length', 'Payload length in bytes', pppoe.payloadLength).fields;
