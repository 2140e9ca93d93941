import { formatMac } from '../address-text.ts';
import { readUint16, readUint32 } from '../bytes.ts';
import type { PacketText } from '../info/packet-text.ts';
import { UNNUMBERED_INFORMATION } from '../llc/codec.ts';
import type { PacketView } from '../packet-view.ts';
import * as stp from './codec.ts';

/** IEEE 802.1Q §14.2: names of the protocol's versions. */
const VERSIONS: Readonly<Record<number, string>> = { 2: 'RST', 3: 'MST', 4: 'SPT' };

/** Where a bridge protocol data unit starts in an LLC frame, or -1. */
function start(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 3) return -1;
  const isUnnumbered = bytes[at + 2] === UNNUMBERED_INFORMATION;
  // Information frames have a control field of two bytes.
  if (!isUnnumbered && (bytes[at + 2] & 1) !== 0) return -1;
  if (bytes[at] === 0x42 && bytes[at + 1] === 0x42) return isUnnumbered ? at + 3 : at + 4;
  if (!isUnnumbered) return -1;
  // Cisco's per VLAN, in SNAP.
  const isSnap = bytes[at] === 0xaa && end - at >= 8;
  return isSnap && readUint32(bytes, at + 3) === 0x00000c01 && bytes[at + 7] === 0x0b ? at + 8 : -1;
}

/** Wireshark's packet-bpdu.c: the line of an LLC frame that a bridge sent; others stay as they are. */
export function describeSpanningTree(view: PacketView, layer: number, text: PacketText): void {
  const bytes = view.layerBytes(layer);
  const end = view.layerEnd[layer];
  const at = start(bytes, view.layerStart[layer], end);
  if (at < 0 || end - at < 4 || readUint16(bytes, at) !== 0) return;
  text.protocol = 'STP';
  const type = bytes[at + stp.TYPE];
  if (type === stp.TOPOLOGY_CHANGE) {
    text.info = 'Topology Change Notification';
    return;
  }
  const name =
    type === stp.CONFIGURATION
      ? 'Conf'
      : type === stp.RAPID
        ? VERSIONS[bytes[at + stp.VERSION]]
        : '';
  if (!name || end - at < stp.PORT + 2) return;
  const priority = readUint16(bytes, at + stp.ROOT);
  const change = (bytes[at + stp.FLAGS] & 1) !== 0 ? 'TC + ' : '';
  const root = `${priority & 0xf000}/${priority & 0x0fff}/${formatMac(bytes, at + stp.ROOT + stp.BRIDGE_ADDRESS)}`;
  const port = readUint16(bytes, at + stp.PORT)
    .toString(16)
    .padStart(4, '0');
  text.info = `${name}. ${change}Root = ${root}  Cost = ${readUint32(bytes, at + stp.COST)}  Port = 0x${port}`;
  if (end - at < stp.LENGTH) {
    const isCut = view.end - view.start < view.originalLength;
    text.info += isCut ? '[Packet size limited during capture]' : '[Malformed Packet]';
  }
}
