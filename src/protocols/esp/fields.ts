import { nameOfData, namesInside } from '../dissectors.ts';
import { FieldTable } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as esp from './codec.ts';

/** Whether the layer is ESP: over IP, or in UDP (RFC 3948). */
function isEsp(
  _bytes: Uint8Array,
  _at: number,
  _end: number,
  view: PacketView,
  layer: number,
): boolean {
  if (view.layerProtocol[layer] === Protocol.ESP) return true;
  if (view.layerEnd[layer] - view.layerStart[layer] < esp.HEADER_LENGTH) return false;
  return namesInside(view, layer, nameOfData(view, layer)).includes('esp');
}

export const espFields = new FieldTable([Protocol.ESP, Protocol.DATA], 'esp.')
  .when(isEsp)
  .number('spi', 'FT_UINT32', 'BASE_HEX_DEC', 'Security parameter index', esp.spi)
  .number('sequence', 'FT_UINT32', 'BASE_DEC', 'Sequence number', esp.sequence).fields;
