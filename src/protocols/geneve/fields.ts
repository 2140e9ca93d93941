import { FieldTable, type PartWalker } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as geneve from './codec.ts';

const table = new FieldTable([Protocol.GENEVE], 'geneve.');

/** Each option that is whole. */
const eachOption: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const start = view.layerStart[layer];
  if (geneve.version(bytes, start) !== 0) return false;
  let at = start + geneve.FIXED_LENGTH;
  const limit = Math.min(at + geneve.optionsLength(bytes, start), view.layerEnd[layer]);
  while (limit - at >= geneve.OPTION_HEADER_LENGTH) {
    const end = geneve.optionEnd(bytes, at);
    if (end > limit) return false;
    if (read(bytes, at, end, sink, view, layer)) return true;
    at = end;
  }
  return false;
};

table
  .uint8('version', 'Version', geneve.version)
  .hex8('flags', 'Flags', 1)
  .bit('flags.oam', '8', 'A control message', 1, 0x80)
  .bit('flags.critical', '8', 'Options that must be understood', 1, 0x40)
  .bit('flags.reserved', '8', 'Reserved bits', 1, 0x3f)
  .hex16('proto_type', 'Protocol of the payload', geneve.protocol)
  .number(
    'vni',
    'FT_UINT24',
    'BASE_HEX_DEC',
    'Virtual network identifier',
    geneve.networkIdentifier,
  )
  .values('options', 'FT_BYTES', '', 'All options', (view, layer, sink) => {
    const bytes = view.layerBytes(layer);
    const start = view.layerStart[layer] + geneve.FIXED_LENGTH;
    const end = start + geneve.optionsLength(bytes, view.layerStart[layer]);
    return end > start && end <= view.layerEnd[layer] && sink.bytes(bytes, start, end);
  });
table
  .parts(eachOption)
  .hex16('option.class', 'Who defined an option', 0)
  .hex8('option.type', 'Type of an option', 2)
  .bit('option.type.critical', '8', 'An option that must be understood', 2, 0x80)
  .when((_bytes, at, end) => end - at > geneve.OPTION_HEADER_LENGTH)
  .rest('option.unknown.data', 'Data of an option', geneve.OPTION_HEADER_LENGTH);

// Wireshark gives the length of all options the same name.
const lengths = table.parts(eachOption).reader((_bytes, at, end, sink) => sink.number(end - at));
table.values(
  'option.length',
  'FT_UINT8',
  'BASE_DEC',
  'Bytes of all options, then of each',
  (view, layer, sink) =>
    sink.number(geneve.optionsLength(view.layerBytes(layer), view.layerStart[layer])) ||
    lengths(view, layer, sink),
);

/** Geneve. */
export const geneveFields = table.fields;
