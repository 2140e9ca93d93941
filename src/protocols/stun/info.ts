import type { PacketText } from '../info/packet-text.ts';
import * as stun from './codec.ts';

/** RFC 8489 §18.2, RFC 8656 §17. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'Binding',
  2: 'SharedSecret',
  3: 'Allocate',
  4: 'Refresh',
  6: 'Send',
  7: 'Data',
  8: 'CreatePermission',
  9: 'Channel-Bind',
};
const CLASSES: readonly string[] = ['Request', 'Indication', 'Success Response', 'Error Response'];

/** Wireshark's packet-stun.c, without the attributes that it adds. */
export function describeStun(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  text.protocol = 'STUN';
  if (end - at < stun.HEADER_LENGTH) return false;
  const type = stun.messageType(bytes, at);
  text.info = `${METHODS[stun.method(type)] ?? 'Unknown'} ${CLASSES[stun.messageClass(type)]}`;
  return true;
}
