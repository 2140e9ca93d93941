import { formatMac } from '../address-text.ts';
import type { PacketText } from '../info/packet-text.ts';
import * as dhcp from './codec.ts';

/** RFC 2132 §9.6 and later. */
const MESSAGE_TYPES: readonly string[] = [
  ...['', 'Discover', 'Offer', 'Request', 'Decline', 'ACK', 'NAK', 'Release', 'Inform'],
  ...['Force Renew', 'Lease query', 'Lease Unassigned', 'Lease Unknown', 'Lease Active'],
];

/** Wireshark's packet-dhcp.c. @returns false where the message is not all there */
export function describeDhcp(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  const type = dhcp.messageType(bytes, at, end);
  if (type > 0) {
    const name = MESSAGE_TYPES[type] ?? `Unknown (${type})`;
    text.protocol = 'DHCP';
    text.info = `DHCP ${name.padEnd(8)} - Transaction ID 0x${dhcp.transaction(bytes, at).toString(16)}`;
    return true;
  }
  const isRequest = dhcp.isRequest(bytes, at);
  text.protocol = 'BOOTP';
  text.info = isRequest ? 'Boot Request' : 'Boot Reply';
  const client = isRequest ? dhcp.clientMacAt(bytes, at, end) : -1;
  if (client >= 0) {
    const mac = formatMac(bytes, client);
    text.info += ` from ${mac} (${mac})`;
  }
  return end - at >= dhcp.FIXED_LENGTH;
}
