import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import * as esp from './codec.ts';

/** Wireshark's packet-ipsec.c. */
export function describeEsp(view: PacketView, layer: number, text: PacketText): void {
  const spi = esp.spi(view.layerBytes(layer), view.layerStart[layer]);
  text.info = `ESP (SPI=0x${spi.toString(16).padStart(8, '0')})`;
}
