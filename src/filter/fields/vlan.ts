import * as ethernet from '../../wire/ethernet.ts';
import { Protocol } from '../../wire/protocol.ts';
import * as vlan from '../../wire/vlan.ts';
import { vlanTrailerOf } from './eth.ts';
import { FieldTable } from './field.ts';

/** IEEE 802.1Q. */
export const vlanFields = new FieldTable([Protocol.VLAN])
  .number('vlan.id', 'FT_UINT16', 'BASE_DEC', 'VLAN identifier', vlan.identifier)
  .number('vlan.priority', 'FT_UINT16', 'BASE_DEC', 'Priority code point', vlan.priority)
  .number('vlan.dei', 'FT_BOOLEAN', '16', 'Drop eligible', vlan.dropEligible, {
    names: { 1: 'Eligible', 0: 'Ineligible' },
  })
  .number('vlan.etype', 'FT_UINT16', 'BASE_HEX', 'EtherType of what is tagged', (bytes, at) => {
    const value = vlan.typeOrLength(bytes, at);
    return value > ethernet.MAXIMUM_LENGTH_VALUE ? value : Number.NaN;
  })
  .number('vlan.len', 'FT_UINT16', 'BASE_DEC', 'Length of a tagged 802.3 frame', (bytes, at) => {
    const value = vlan.typeOrLength(bytes, at);
    return value > ethernet.MAXIMUM_LENGTH_VALUE ? Number.NaN : value;
  })
  .values('vlan.trailer', 'FT_BYTES', '', 'Bytes after what is tagged', (view, layer, sink) => {
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
