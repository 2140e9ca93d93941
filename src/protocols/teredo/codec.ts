import { readUint16 } from '../bytes.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import { followVersion } from '../raw-ip/codec.ts';

/*
 * Teredo, IPv6 over UDP (RFC 4380 §5.1.1). Before the IPv6 header may stand an authentication
 * indication and an origin indication, in this order:
 *
 *  0        2        3        4                                    8
 * +--------+--------+--------+-----------+------+-------+--------------+
 * | 0x0001 | id len | au len | client id | auth | nonce | confirmation |   nonce 8 bytes, conf. 1
 * +--------+--------+--------+-----------+------+-------+--------------+
 * | 0x0000 | port (inverted) | IPv4 address (inverted)                 |
 * +--------+-----------------+-----------------------------------------+
 */
const AUTHENTICATION = 0x0001;
const ORIGIN = 0x0000;
const AUTHENTICATION_FIXED_LENGTH = 13;
const ORIGIN_LENGTH = 8;

/** Whether the indication at `at` is, of the two, the origin's. */
export function isOrigin(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === ORIGIN;
}

/** Decodes the indications at the view's cursor, if any. */
export function decode(view: PacketView): void {
  const bytes = view.currentBytes;
  let at = view.cursor;
  if (view.limit - at < 2) return view.stopShort(Protocol.TEREDO);
  if (readUint16(bytes, at) === AUTHENTICATION) {
    if (view.limit - at < AUTHENTICATION_FIXED_LENGTH) return view.stopShort(Protocol.TEREDO);
    at += AUTHENTICATION_FIXED_LENGTH + bytes[at + 2] + bytes[at + 3];
    if (view.limit - at < 2) return view.stopShort(Protocol.TEREDO);
  }
  if (readUint16(bytes, at) === ORIGIN) {
    at += ORIGIN_LENGTH;
    if (at >= view.limit) return view.stopShort(Protocol.TEREDO);
  }
  view.pushLayer(Protocol.TEREDO, view.limit);
  followVersion(view, at);
}
