import type { PacketText } from '../info/packet-text.ts';
import * as radius from './codec.ts';

/** RFC 2865 §3, RFC 2866 §3, RFC 3575, RFC 5176 §2.3. */
const CODES: Readonly<Record<number, string>> = {
  1: 'Access-Request',
  2: 'Access-Accept',
  3: 'Access-Reject',
  4: 'Accounting-Request',
  5: 'Accounting-Response',
  11: 'Access-Challenge',
  12: 'Status-Server',
  13: 'Status-Client',
  40: 'Disconnect-Request',
  41: 'Disconnect-ACK',
  42: 'Disconnect-NAK',
  43: 'CoA-Request',
  44: 'CoA-ACK',
  45: 'CoA-NAK',
};

/** Wireshark's packet-radius.c. @returns false where the message is not all there */
export function describeRadius(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  text.protocol = 'RADIUS';
  if (end - at < radius.HEADER_LENGTH) return false;
  const code = radius.code(bytes, at);
  text.info = `${CODES[code] ?? 'Unknown Packet'} id=${radius.identifier(bytes, at)}`;
  return true;
}
