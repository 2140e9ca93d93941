import { MAPPED_PREFIX } from '../protocols/address-text.ts';
import * as ipv4 from '../protocols/ipv4/codec.ts';
import * as ipv6 from '../protocols/ipv6/codec.ts';
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
      for (let i = 0; i < 4; i++) {
        key[i] = ipv6.addressWord(bytes, ipv6.sourceAt(at), i);
        key[4 + i] = ipv6.addressWord(bytes, ipv6.destinationAt(at), i);
      }
      return true;
    }
    key[0] = key[1] = key[4] = key[5] = 0;
    key[2] = key[6] = MAPPED_PREFIX;
    key[3] = ipv4.source(bytes, at);
    key[7] = ipv4.destination(bytes, at);
    return true;
  }
  return false;
}

/** Writes the packet's source address, four words, into the key from `at` on. */
export function writeSource(view: PacketView, key: Int32Array, at = 0): void {
  key[at] = view.source0;
  key[at + 1] = view.source1;
  key[at + 2] = view.source2;
  key[at + 3] = view.source3;
}

/** The same of its destination. */
export function writeDestination(view: PacketView, key: Int32Array, at = 0): void {
  key[at] = view.destination0;
  key[at + 1] = view.destination1;
  key[at + 2] = view.destination2;
  key[at + 3] = view.destination3;
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
