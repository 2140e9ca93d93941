import { FieldTable } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as vxlan from './codec.ts';

/** VXLAN. */
export const vxlanFields = new FieldTable([Protocol.VXLAN])
  .hex16('vxlan.flags', 'Flags', 0)
  .bit('vxlan.flag_g', '16', 'Group policy extension', 0, 0x8000)
  .bit('vxlan.flag_i', '16', 'The network identifier is valid', 0, 0x0800)
  .bit('vxlan.flag_d', '16', "Don't learn", 0, 0x0040)
  .bit('vxlan.flag_a', '16', 'Policy applied', 0, 0x0008)
  .uint16('vxlan.gbp', 'Group policy identifier', 2)
  .uint24('vxlan.vni', 'VXLAN network identifier', vxlan.networkIdentifier)
  .uint8('vxlan.reserved8', 'Reserved', 7).fields;
