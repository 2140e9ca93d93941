import { isCiscoHdlc } from '../dissectors.ts';
import { type Condition, FieldTable } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as ppp from './codec.ts';

const isCisco: Condition = (_bytes, _at, _end, view, layer) => isCiscoHdlc(view, layer);

/** Point-to-Point Protocol, and Cisco HDLC. */
const table = new FieldTable([Protocol.PPP]);
table
  .when((...part) => !isCisco(...part))
  .protocol('ppp', 'Point-to-Point Protocol')
  .hex16('ppp.protocol', 'Protocol of the payload', ppp.protocol)
  // Address and control, where they were not left out.
  .when((bytes, at, end, view, layer) => {
    return !isCisco(bytes, at, end, view, layer) && ppp.protocolAt(bytes, at) !== at;
  })
  .hex8('ppp.address', 'Address: 0xff, all stations', 0)
  .hex8('ppp.control', 'Control: 0x03, unnumbered', 1);
table
  .when(isCisco)
  .protocol('chdlc', 'Cisco HDLC')
  .hex8('chdlc.address', 'Address: 0x0f unicast, 0x8f multicast', 0)
  .hex16('chdlc.protocol', 'EtherType of the payload', 2);

export const pppFields = table.fields;
