import type { PacketText } from '../info/packet-text.ts';

/** RFC 5905 §7.3. */
const MODES: readonly string[] = [
  ...['reserved', 'symmetric active', 'symmetric passive', 'client'],
  ...['server', 'broadcast', 'control', 'private'],
];
const PRIVATE = 7;
/** Bytes of a message without authentication. */
const LENGTH = 48;

/** Wireshark's packet-ntp.c. @returns false where the message is not all there */
export function describeNtp(bytes: Uint8Array, at: number, end: number, text: PacketText): boolean {
  const mode = bytes[at] & 7;
  text.protocol = 'NTP';
  text.info = `NTP Version ${(bytes[at] >>> 3) & 7}, ${MODES[mode]}`;
  if (mode === PRIVATE) text.info += (bytes[at] & 0x80) !== 0 ? ', Response' : ', Request';
  return mode > 5 || end - at >= LENGTH;
}
