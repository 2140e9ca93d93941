import type { AddressWords } from '../../protocols/address-text.ts';

/** Words of one end of a conversation: its address and port. */
const END_WORDS = 5;
/** Words of a key of both ends. */
export const ENDS_WORDS = 2 * END_WORDS;

/** Beside the port of an end whose address is not known: a host with a name. */
const NO_ADDRESS = 1 << 30;

/** Writes an end to a key. @param port -1 where it is unknown */
export function writeEnd(
  key: Int32Array,
  at: number,
  address: AddressWords | null,
  port: number,
): void {
  key[at] = address?.[0] ?? 0;
  key[at + 1] = address?.[1] ?? 0;
  key[at + 2] = address?.[2] ?? 0;
  key[at + 3] = address?.[3] ?? 0;
  key[at + 4] = port | (address === null ? NO_ADDRESS : 0);
}

/** How two addresses are ordered: below 0, 0 or above it. */
export function compareAddresses(one: AddressWords | null, other: AddressWords | null): number {
  if (one === null || other === null) return (one === null ? 0 : 1) - (other === null ? 0 : 1);
  for (let word = 0; word < 4; word++) {
    if (one[word] !== other[word]) return one[word] < other[word] ? -1 : 1;
  }
  return 0;
}

/**
 * Writes both ends of a packet to a key that its two directions share.
 * @returns 0 where the sender's stands first, else 1
 */
export function writeEnds(
  key: Int32Array,
  source: AddressWords | null,
  sourcePort: number,
  destination: AddressWords | null,
  destinationPort: number,
): 0 | 1 {
  const order = compareAddresses(source, destination) || sourcePort - destinationPort;
  const side = order < 0 ? 0 : 1;
  writeEnd(key, side * END_WORDS, source, sourcePort);
  writeEnd(key, (1 - side) * END_WORDS, destination, destinationPort);
  return side;
}
