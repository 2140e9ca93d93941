import { nameOfData } from '../dissectors.ts';
import {
  bits8,
  bits16,
  type Condition,
  FieldTable,
  type NumberReader,
  uint16At,
} from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as stp from './codec.ts';

const isUnit: Condition = (_bytes, _at, _end, view, layer) => nameOfData(view, layer) === 'stp';
/** But for the first fields, units of a configuration's form. */
const isConfiguration: Condition = (bytes, at, end, view, layer) =>
  isUnit(bytes, at, end, view, layer) &&
  (bytes[at + stp.TYPE] === stp.CONFIGURATION || bytes[at + stp.TYPE] === stp.RAPID);
const isRapid: Condition = (bytes, at, end, view, layer) =>
  isUnit(bytes, at, end, view, layer) && bytes[at + stp.TYPE] === stp.RAPID;

/** Times are in units of 1/256 second. */
const seconds =
  (offset: number): NumberReader =>
  (bytes, at, end) =>
    uint16At(offset)(bytes, at, end) / 256;
const priority =
  (offset: number): NumberReader =>
  (bytes, at, end) => {
    const value = uint16At(offset)(bytes, at, end);
    return Number.isNaN(value) ? value : value & 0xf000;
  };

/** Spanning tree. */
const table = new FieldTable([Protocol.DATA]);
table
  .when(isUnit)
  .hex16('stp.protocol', 'Protocol identifier', stp.PROTOCOL)
  .uint8('stp.version', 'Version: 2 rapid, 3 multiple', stp.VERSION)
  .hex8('stp.type', 'Kind of unit', stp.TYPE);
table
  .when(isConfiguration)
  .hex8('stp.flags', 'Flags', stp.FLAGS)
  .bit('stp.flags.tc', '8', 'Topology change', stp.FLAGS, 0x01)
  .bit('stp.flags.tcack', '8', 'Topology change acknowledged', stp.FLAGS, 0x80)
  .uint16('stp.root.prio', 'Priority of the root bridge', priority(stp.ROOT))
  .uint16('stp.root.ext', 'Extension of its identifier', bits16(stp.ROOT, 0xfff))
  .mac('stp.root.hw', 'Address of the root bridge', stp.ROOT + stp.BRIDGE_ADDRESS)
  .uint32('stp.root.cost', 'Cost of the path to it', stp.COST)
  .uint16('stp.bridge.prio', 'Priority of the bridge', priority(stp.BRIDGE))
  .uint16('stp.bridge.ext', 'Extension of its identifier', bits16(stp.BRIDGE, 0xfff))
  .mac('stp.bridge.hw', 'Address of the bridge', stp.BRIDGE + stp.BRIDGE_ADDRESS)
  .hex16('stp.port', 'Port of the bridge', stp.PORT)
  .number('stp.msg_age', 'FT_DOUBLE', '', 'Age of the message in seconds', seconds(stp.MESSAGE_AGE))
  .number('stp.max_age', 'FT_DOUBLE', '', 'Age at the most in seconds', seconds(stp.MAXIMUM_AGE))
  .number('stp.hello', 'FT_DOUBLE', '', 'Seconds between messages', seconds(stp.HELLO_TIME))
  .number('stp.forward', 'FT_DOUBLE', '', 'Seconds before forwarding', seconds(stp.FORWARD_DELAY));
table
  .when(isRapid)
  .bit('stp.flags.agreement', '8', 'Agreement', stp.FLAGS, 0x40)
  .bit('stp.flags.forwarding', '8', 'Forwarding', stp.FLAGS, 0x20)
  .bit('stp.flags.learning', '8', 'Learning', stp.FLAGS, 0x10)
  .uint8('stp.flags.port_role', 'Port role', bits8(stp.FLAGS, 0x0c))
  .bit('stp.flags.proposal', '8', 'Proposal', stp.FLAGS, 0x02);

export const stpFields = table.fields;
