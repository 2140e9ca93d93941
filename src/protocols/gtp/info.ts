import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import * as gtp from './codec.ts';

/** Messages of the user plane, as Wireshark spells them (3GPP TS 29.281 §6.1). */
const MESSAGES: Readonly<Record<number, string>> = {
  1: 'Echo request',
  2: 'Echo response',
  26: 'Error indication',
  31: 'Supported extension header notification',
  254: 'End Marker',
  255: 'T-PDU',
};

/** Wireshark's packet-gtp.c. */
export function describeGtp(view: PacketView, layer: number, text: PacketText): void {
  const type = gtp.messageType(view.layerBytes(layer), view.layerStart[layer]);
  text.info = MESSAGES[type] ?? `Unknown message type ${type}`;
}
