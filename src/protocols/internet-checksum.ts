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
