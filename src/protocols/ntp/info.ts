import type { PacketText } from '../info/packet-text.ts';
import * as ntp from './codec.ts';

/** RFC 5905 §7.3. */
const MODES: readonly string[] = [
  ...['reserved', 'symmetric active', 'symmetric passive', 'client'],
  ...['server', 'broadcast', 'control', 'private'],
];

/** Wireshark's packet-ntp.c. @returns false where the message is not all there */
export function describeNtp(bytes: Uint8Array, at: number, end: number, text: PacketText): boolean {
  text.protocol = 'NTP';
  text.info = `NTP Version ${ntp.version(bytes, at)}, ${MODES[ntp.mode(bytes, at)]}`;
  if (ntp.isPrivate(bytes, at)) text.info += ntp.isResponse(bytes, at) ? ', Response' : ', Request';
  return ntp.isWhole(bytes, at, end);
}
