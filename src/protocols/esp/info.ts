import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import * as esp from './codec.ts';

/** The same behind a header of UDP (RFC 3948). */
export function describeEspInUdp(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  text.protocol = 'ESP';
  if (end - at < esp.HEADER_LENGTH) return false;
  text.info = `ESP (SPI=0x${esp.spi(bytes, at).toString(16).padStart(8, '0')})`;
  return true;
}

/** Wireshark's packet-ipsec.c. */
export function describeEsp(view: PacketView, layer: number, text: PacketText): void {
  const spi = esp.spi(view.layerBytes(layer), view.layerStart[layer]);
  text.info = `ESP (SPI=0x${spi.toString(16).padStart(8, '0')})`;
}
