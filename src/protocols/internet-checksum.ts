/**
 * The Internet checksum (RFC 1071) over bytes [start, end) as they stand, checksum field included:
 * 0 where it is right.
 * @param sum what a pseudo-header adds, not folded
 */
export function internetChecksum(bytes: Uint8Array, start: number, end: number, sum = 0): number {
  let total = sum;
  let at = start;
  // A datagram has at most 65,535 bytes: the sum stays far below 2^53.
  for (; at + 1 < end; at += 2) total += (bytes[at] << 8) | bytes[at + 1];
  if (at < end) total += bytes[at] << 8;
  while (total > 0xffff) total = (total % 0x10000) + Math.floor(total / 0x10000);
  return total ^ 0xffff;
}

/**
 * What the pseudo-header of TCP, UDP and ICMPv6 adds to the sum, not folded (RFC 9293 §3.1, RFC 8200
 * §8.1).
 * @param addresses where source and destination address stand, one behind the other
 * @param addressLength bytes in both: 8 or 32
 * @param protocol its number in IP headers
 * @param length bytes in transport header and payload
 */
export function pseudoHeaderSum(
  bytes: Uint8Array,
  addresses: number,
  addressLength: number,
  protocol: number,
  length: number,
): number {
  let sum = protocol + length;
  const end = addresses + addressLength;
  for (let at = addresses; at < end; at += 2) sum += (bytes[at] << 8) | bytes[at + 1];
  return sum;
}
