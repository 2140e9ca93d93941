import * as ethernet from '../ethernet/codec.ts';
import { vlanTrailerOf } from '../ethernet/fields.ts';
import { FieldTable, type NumberReader } from '../fields/field.ts';
import { isServiceTag } from '../fields/protocol-stack.ts';
import { Protocol } from '../protocol.ts';
import * as vlan from './codec.ts';

/** Tags of 802.1Q, or those of 802.1ad (service tags), which Wireshark gives other names. */
const ofKind =
  (isService: boolean, reader: NumberReader): NumberReader =>
  (bytes, at, end, view, layer) =>
    isServiceTag(view, layer) === isService ? reader(bytes, at, end, view, layer) : Number.NaN;
const customer = (reader: NumberReader) => ofKind(false, reader);
const service = (reader: NumberReader) => ofKind(true, reader);

/** IEEE 802.1ad. */
export const serviceTagFields = new FieldTable([Protocol.VLAN])
  .values('ieee8021ad', 'FT_PROTOCOL', '', 'IEEE 802.1ad', (view, layer, sink) =>
    isServiceTag(view, layer)
      ? sink.bytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer])
      : false,
  )
  .uint16('ieee8021ad.id', 'VLAN identifier', service(vlan.identifier))
  .uint16('ieee8021ad.priority', 'Priority', service(vlan.priority))
  .uint16('ieee8021ad.dei', 'Drop eligible', service(vlan.dropEligible)).fields;

/** IEEE 802.1Q. */
export const vlanFields = new FieldTable([Protocol.VLAN])
  .values('vlan', 'FT_PROTOCOL', '', '802.1Q Virtual LAN', (view, layer, sink) =>
    isServiceTag(view, layer)
      ? false
      : sink.bytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer]),
  )
  .uint16('vlan.id', 'VLAN identifier', customer(vlan.identifier))
  .uint16('vlan.priority', 'Priority code point', customer(vlan.priority))
  .number('vlan.dei', 'FT_BOOLEAN', '16', 'Drop eligible', customer(vlan.dropEligible), {
    names: { 1: 'Eligible', 0: 'Ineligible' },
  })
  .hex16(
    'vlan.etype',
    'EtherType of what is tagged',
    customer((bytes, at) => {
      const value = vlan.typeOrLength(bytes, at);
      return value > ethernet.MAXIMUM_LENGTH_VALUE ? value : Number.NaN;
    }),
  )
  .uint16(
    'vlan.len',
    'Length of a tagged 802.3 frame',
    customer((bytes, at) => {
      const value = vlan.typeOrLength(bytes, at);
      return value > ethernet.MAXIMUM_LENGTH_VALUE ? Number.NaN : value;
    }),
  )
  .octets('vlan.trailer', 'Bytes after what is tagged', (view, layer, sink) => {
    if (isServiceTag(view, layer)) return false;
    const found = vlanTrailerOf(view, layer);
    if (found === null || found.trailerEnd <= found.paddingEnd) return false;
    return sink.bytes(view.layerBytes(layer), found.paddingEnd, found.trailerEnd);
  })
  .label('vlan.len.past_end', 'The length goes past the end of the frame', (view, layer) => {
    const at = view.layerStart[layer];
    const length = vlan.typeOrLength(view.layerBytes(layer), at);
    return (
      length <= ethernet.MAXIMUM_LENGTH_VALUE &&
      at + vlan.HEADER_LENGTH + length > view.start + view.originalLength &&
      layer < view.reassembledFrom
    );
  }).fields;
