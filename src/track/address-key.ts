import { readInt32 } from '../protocols/bytes.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';

/** Words that the two addresses of a packet take in a key. */
export const ADDRESS_WORDS = 8;

/**
 * Writes the addresses of the IP header that carries layer `layer` into the first words of `key`,
 * the source's four words first (IPv4 mapped, as in `PacketView`).
 * @returns false where no IP header is before the layer
 */
export function writeAddresses(view: PacketView, layer: number, key: Int32Array): boolean {
  for (let carrier = layer - 1; carrier >= 0; carrier--) {
    const protocol: Protocol = view.layerProtocol[carrier];
    if (protocol !== Protocol.IPV4 && protocol !== Protocol.IPV6) continue;
    const bytes = view.layerBytes(carrier);
    const at = view.layerStart[carrier];
    if (protocol === Protocol.IPV6) {
      for (let i = 0; i < ADDRESS_WORDS; i++) key[i] = readInt32(bytes, at + 8 + 4 * i);
      return true;
    }
    for (let side = 0; side < 2; side++) {
      key[4 * side] = 0;
      key[4 * side + 1] = 0;
      key[4 * side + 2] = 0xffff;
      key[4 * side + 3] = readInt32(bytes, at + 12 + 4 * side);
    }
    return true;
  }
  return false;
}

/**
 * Puts the lower end first, so that both directions have the same key: the addresses, and (where
 * they are equal) the ports tell which it is.
 * @returns whether the ends changed places
 */
export function orderAddresses(key: Int32Array, sourcePort: number, destinationPort: number) {
  let difference = 0;
  for (let i = 0; i < 4 && difference === 0; i++) difference = key[i] - key[4 + i];
  if (difference === 0) difference = sourcePort - destinationPort;
  if (difference <= 0) return false;
  for (let i = 0; i < 4; i++) {
    const word = key[i];
    key[i] = key[4 + i];
    key[4 + i] = word;
  }
  return true;
}
