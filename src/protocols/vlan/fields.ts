import * as ethernet from '../ethernet/codec.ts';
import { vlanTrailerOf } from '../ethernet/fields.ts';
import { type Condition, FieldTable } from '../fields/field.ts';
import { isServiceTag } from '../fields/protocol-stack.ts';
import { Protocol } from '../protocol.ts';
import * as vlan from './codec.ts';

/* Tags of 802.1Q, and those of 802.1ad (service tags), which Wireshark gives other names. */
const isService: Condition = (_bytes, _at, _end, view, layer) => isServiceTag(view, layer);
const isLength: Condition = (bytes, at) =>
  vlan.typeOrLength(bytes, at) <= ethernet.MAXIMUM_LENGTH_VALUE;
const table = new FieldTable([Protocol.VLAN]);

/* IEEE 802.1ad. */
table
  .when(isService)
  .protocol('ieee8021ad', 'IEEE 802.1ad')
  .uint16('ieee8021ad.id', 'VLAN identifier', vlan.identifier)
  .uint16('ieee8021ad.priority', 'Priority', vlan.priority)
  .uint16('ieee8021ad.dei', 'Drop eligible', vlan.dropEligible);

/* IEEE 802.1Q. */
const customer = (condition: Condition = () => true) =>
  table.when((...part) => !isService(...part) && condition(...part));
customer()
  .protocol('vlan', '802.1Q Virtual LAN')
  .uint16('vlan.id', 'VLAN identifier', vlan.identifier)
  .uint16('vlan.priority', 'Priority code point', vlan.priority)
  .number('vlan.dei', 'FT_BOOLEAN', '16', 'Drop eligible', vlan.dropEligible)
  .octets('vlan.trailer', 'Bytes after what is tagged', (bytes, _at, _end, sink, view, layer) => {
    const found = vlanTrailerOf(view, layer);
    if (found === null || found.trailerEnd <= found.paddingEnd) return false;
    return sink.bytes(bytes, found.paddingEnd, found.trailerEnd);
  });
customer((...part) => !isLength(...part)).hex16(
  'vlan.etype',
  'EtherType of what is tagged',
  vlan.typeOrLength,
);
customer(isLength).uint16('vlan.len', 'Length of a tagged 802.3 frame', vlan.typeOrLength);
table
  .when(isLength)
  .label('vlan.len.past_end', 'The length goes past the end of the frame', (view, layer) => {
    const at = view.layerStart[layer];
    const length = vlan.typeOrLength(view.layerBytes(layer), at);
    return (
      at + vlan.HEADER_LENGTH + length > view.start + view.originalLength &&
      layer < view.reassembledFrom
    );
  });

export const vlanFields = table.fields;
