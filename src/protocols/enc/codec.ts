import * as nullLoopback from '../null-loopback/codec.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * BSD's enc interface: packets of IPsec before or behind their encryption (LINKTYPE_ENC).
 *
 *  0        4     8       12
 * +--------+-----+-------+---------…
 * | family | SPI | flags | payload      family and flags in the byte order of the machine
 * +--------+-----+-------+---------…
 */
/** Offset of the security parameter index. */
export const SPI = 4;
const AF_INET = 2;
const AF_INET6 = [24, 28, 30];

/** Bytes in the header. */
export const HEADER_LENGTH = 12;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.ENC);
  view.pushLayer(Protocol.ENC, view.limit);
  const family = nullLoopback.family(view.layerBytes(view.layerCount - 1), at);
  const cursor = at + HEADER_LENGTH;
  if (family === AF_INET) view.follow(NextTable.PROTOCOL, Protocol.IPV4, cursor);
  else if (AF_INET6.includes(family)) view.follow(NextTable.PROTOCOL, Protocol.IPV6, cursor);
  else view.followData(cursor);
}
