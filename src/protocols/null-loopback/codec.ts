import { readUint16, readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * BSD loopback (LINKTYPE_NULL: family in the byte order of the machine that captured;
 * LINKTYPE_LOOP: in network order).
 *
 *  0               4
 * +---------------+---------…
 * | family        | payload
 * +---------------+---------…
 */

/** Bytes in the header. */
export const HEADER_LENGTH = 4;

const AF_INET = 2;
/** AF_INET6 of NetBSD, OpenBSD, BSD/OS and Npcap; of FreeBSD and DragonFly; of Darwin. */
const AF_INET6_BSD = 24;
const AF_INET6_FREEBSD = 28;
const AF_INET6_DARWIN = 30;

/** Address family, whichever byte order it is in: no family needs more than the low 16 bits. */
export function family(bytes: Uint8Array, at: number): number {
  const value = readUint32(bytes, at);
  if (value <= 0xffff) return value;
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.NULL_LOOPBACK);
  view.pushLayer(Protocol.NULL_LOOPBACK, view.limit);
  const value = family(view.layerBytes(view.layerCount - 1), at);
  if (value === AF_INET) {
    view.follow(NextTable.PROTOCOL, Protocol.IPV4, at + HEADER_LENGTH);
  } else if (value === AF_INET6_BSD || value === AF_INET6_FREEBSD || value === AF_INET6_DARWIN) {
    view.follow(NextTable.PROTOCOL, Protocol.IPV6, at + HEADER_LENGTH);
    // Some tunnel devices write an EtherType here, or Cisco's HDLC header (Wireshark, packet-null.c).
  } else if (value >= 0x600 && value <= 0xffff) {
    view.follow(NextTable.ETHER_TYPE, value, at + HEADER_LENGTH);
  } else if (value > 0xffff) {
    view.follow(
      NextTable.ETHER_TYPE,
      readUint16(view.layerBytes(view.layerCount - 1), at + 2),
      at + HEADER_LENGTH,
    );
  } else {
    view.followData(at + HEADER_LENGTH);
  }
}
