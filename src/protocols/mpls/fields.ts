import { FieldTable, type PartWalker } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as mpls from './codec.ts';

/** Each entry of the label stack. */
const eachEntry: PartWalker = (view, layer, sink, read) => {
  const bytes = view.layerBytes(layer);
  const end = view.layerEnd[layer];
  for (let at = view.layerStart[layer]; at + mpls.ENTRY_LENGTH <= end; at += mpls.ENTRY_LENGTH) {
    if (read(bytes, at, at + mpls.ENTRY_LENGTH, sink, view, layer)) return true;
    if (mpls.isBottomOfStack(bytes, at)) return false;
  }
  return false;
};

const table = new FieldTable([Protocol.MPLS]);
table
  .parts(eachEntry)
  .number('mpls.label', 'FT_UINT32', 'BASE_DEC_HEX', 'Label', mpls.label)
  .uint32('mpls.exp', 'Traffic class', mpls.trafficClass)
  .uint32('mpls.bottom', 'Bottom of the label stack', (bytes, at) =>
    mpls.isBottomOfStack(bytes, at) ? 1 : 0,
  )
  .uint32('mpls.ttl', 'Time to live', mpls.timeToLive);

/** MPLS label stack. */
export const mplsFields = table.fields;
