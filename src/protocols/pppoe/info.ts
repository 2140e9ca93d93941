import { readUint16 } from '../bytes.ts';
import { escapeBytes } from '../escape.ts';
import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import * as pppoe from './codec.ts';

/** RFC 2516 §5. */
const CODES: Readonly<Record<number, string>> = {
  7: 'Active Discovery Offer (PADO)',
  9: 'Active Discovery Initiation (PADI)',
  25: 'Active Discovery Request (PADR)',
  101: 'Active Discovery Session-confirmation (PADS)',
  167: 'Active Discovery Terminate (PADT)',
};
const TAG_END = 0;
const TAG_CONCENTRATOR = 0x0102;

/** Wireshark's packet-pppoe.c. */
export function describePppoeDiscovery(view: PacketView, layer: number, text: PacketText): void {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const end = view.layerEnd[layer];
  text.protocol = 'PPPoED';
  const code = pppoe.code(bytes, at);
  text.info = CODES[code] ?? `Unknown code (${code})`;
  let tag = at + pppoe.HEADER_LENGTH;
  while (tag + 4 <= end && readUint16(bytes, tag) !== TAG_END) {
    const after = tag + 4 + readUint16(bytes, tag + 2);
    if (readUint16(bytes, tag) === TAG_CONCENTRATOR && after <= end) {
      text.info += ` AC-Name='${escapeBytes(bytes, tag + 4, after)}'`;
    }
    tag = after;
  }
}
