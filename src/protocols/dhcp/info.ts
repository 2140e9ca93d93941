import { formatMac } from '../address-text.ts';
import { readUint32 } from '../bytes.ts';
import type { PacketText } from '../info/packet-text.ts';

const REQUEST = 1;
const TRANSACTION = 4;
const CLIENT_HARDWARE = 28;
const MAGIC = 236;
/** RFC 2131 §3: after these four bytes there are options. */
const MAGIC_COOKIE = 0x63825363;
const PAD = 0;
const MESSAGE_TYPE = 53;
const END = 255;

/** RFC 2132 §9.6 and later. */
const MESSAGE_TYPES: readonly string[] = [
  ...['', 'Discover', 'Offer', 'Request', 'Decline', 'ACK', 'NAK', 'Release', 'Inform'],
  ...['Force Renew', 'Lease query', 'Lease Unassigned', 'Lease Unknown', 'Lease Active'],
];

/** Message type of a DHCP message, 0 where it has none, as BOOTP. */
function messageType(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < MAGIC + 4 || readUint32(bytes, at + MAGIC) !== MAGIC_COOKIE) return 0;
  let option = at + MAGIC + 4;
  while (option < end && bytes[option] !== END) {
    if (bytes[option] === PAD) {
      option++;
      continue;
    }
    if (option + 2 >= end) return 0;
    if (bytes[option] === MESSAGE_TYPE) return bytes[option + 2];
    option += 2 + bytes[option + 1];
  }
  return 0;
}

/** Wireshark's packet-dhcp.c. @returns false where the message is not all there */
export function describeDhcp(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  const type = messageType(bytes, at, end);
  if (type > 0) {
    const name = MESSAGE_TYPES[type] ?? `Unknown (${type})`;
    text.protocol = 'DHCP';
    text.info = `DHCP ${name.padEnd(8)} - Transaction ID 0x${readUint32(bytes, at + TRANSACTION).toString(16)}`;
    return true;
  }
  text.protocol = 'BOOTP';
  text.info = bytes[at] === REQUEST ? 'Boot Request' : 'Boot Reply';
  if (bytes[at] === REQUEST && bytes[at + 1] === 1 && end - at >= CLIENT_HARDWARE + 6) {
    const mac = formatMac(bytes, at + CLIENT_HARDWARE);
    text.info += ` from ${mac} (${mac})`;
  }
  return end - at >= MAGIC;
}
