import { readUint32 } from '../bytes.ts';
import { NextTable, type PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';

/*
 * What pf says of a packet that it logs (net/if_pflog.h of OpenBSD and FreeBSD), in network byte order.
 *
 *  0        1        2        3        4           20        36     40         44           60
 * +--------+--------+--------+--------+-----------+---------+------+----------+------------+-----------
 * | length | family | action | reason | interface | ruleset | rule | sub-rule | uid, pid … | direction
 * +--------+--------+--------+--------+-----------+---------+------+----------+------------+-----------
 *
 * FreeBSD's ends here (61), or with the rule's own identifier (64 to 67, in 69; pfSense's tracker);
 * OpenBSD's has addresses and ports before translation (100). It is padded to 4 bytes.
 */
const LENGTH = 0;
const FAMILY = 1;
const ACTION = 2;
const REASON = 3;
export const INTERFACE = 4;
const RULESET = 20;
const NAME_LENGTH = 16;
const RULE = 36;
const SUBRULE = 40;
export const DIRECTION = 60;
const IDENTIFIER = 64;
/** FreeBSD's length of a header with the identifier; OpenBSD's has addresses there. */
const LENGTH_WITH_IDENTIFIER = 69;

/** Bytes up to the direction. */
export const MINIMUM_HEADER_LENGTH = 61;

const AF_INET = 2;
/** AF_INET6 of OpenBSD and NetBSD, FreeBSD, Darwin. */
const AF_INET6 = [24, 28, 30];

/** Bytes in the header, without padding. */
export function length(bytes: Uint8Array, at: number): number {
  return bytes[at + LENGTH];
}
/** What pf did: PF_PASS 0, PF_DROP 1; see `pflog/statement.ts`. */
export function action(bytes: Uint8Array, at: number): number {
  return bytes[at + ACTION];
}
/** Why: PFRES_MATCH 0, or what was wrong with the packet. */
export function reason(bytes: Uint8Array, at: number): number {
  return bytes[at + REASON];
}
/** Number of the rule in its ruleset, as an int32; -1 for the default. */
export function rule(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + RULE) | 0;
}
/** Number of the rule in the anchor, as an int32; -1 outside one. */
export function subrule(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + SUBRULE) | 0;
}
/** The rule's identifier (`ridentifier`, pfSense's tracker); 0 where there is none. */
export function identifier(bytes: Uint8Array, at: number): number {
  return length(bytes, at) === LENGTH_WITH_IDENTIFIER ? readUint32(bytes, at + IDENTIFIER) : 0;
}
/** PF_IN 1, PF_OUT 2, 0 for both. */
export function direction(bytes: Uint8Array, at: number): number {
  return bytes[at + DIRECTION];
}
/** Name of the interface: printable characters alone. */
export function interfaceName(bytes: Uint8Array, at: number): string {
  return name(bytes, at + INTERFACE);
}
/** Name of the anchor; '' for the main ruleset. */
export function ruleset(bytes: Uint8Array, at: number): string {
  return name(bytes, at + RULESET);
}

function name(bytes: Uint8Array, at: number): string {
  let text = '';
  for (let i = 0; i < NAME_LENGTH && bytes[at + i] > 0x20 && bytes[at + i] < 0x7f; i++) {
    text += String.fromCharCode(bytes[at + i]);
  }
  return text;
}

/** Decodes the header at the view's cursor. */
export function decode(view: PacketView): void {
  const at = view.cursor;
  const bytes = view.currentBytes;
  if (view.limit - at < MINIMUM_HEADER_LENGTH) return view.stopShort(Protocol.PFLOG);
  if (length(bytes, at) < MINIMUM_HEADER_LENGTH) return view.stopMalformed(Protocol.PFLOG);
  const cursor = at + ((length(bytes, at) + 3) & ~3);
  if (view.limit < cursor) return view.stopShort(Protocol.PFLOG);
  view.pushLayer(Protocol.PFLOG, view.limit);
  const family = bytes[at + FAMILY];
  if (family === AF_INET) view.follow(NextTable.PROTOCOL, Protocol.IPV4, cursor);
  else if (AF_INET6.includes(family)) view.follow(NextTable.PROTOCOL, Protocol.IPV6, cursor);
  else view.followData(cursor);
}
