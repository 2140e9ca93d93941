import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * Solaris' ipnet(7D) (LINKTYPE_IPNET), in network byte order.
 *
 *  0         1        2           4        8           12          16           20
 * +---------+--------+-----------+--------+-----------+-----------+------------+------------------+
 * | version | family | hook type | length | interface | its group | zone, from | zone, to         |
 * +---------+--------+-----------+--------+-----------+-----------+------------+------------------+
 */
const FAMILY = 1;
export const HOOK_TYPE = 2;
export const LENGTH = 4;
export const INTERFACE = 8;
const AF_INET = 2;
const AF_INET6 = 26;

/** Bytes in the header. */
export const HEADER_LENGTH = 24;

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  if (view.limit - at < HEADER_LENGTH) return view.stopShort(Protocol.IPNET);
  view.pushLayer(Protocol.IPNET, view.limit);
  const family = view.layerBytes(view.layerCount - 1)[at + FAMILY];
  const cursor = at + HEADER_LENGTH;
  if (family === AF_INET) view.follow(NextTable.PROTOCOL, Protocol.IPV4, cursor);
  else if (family === AF_INET6) view.follow(NextTable.PROTOCOL, Protocol.IPV6, cursor);
  else view.followData(cursor);
}
