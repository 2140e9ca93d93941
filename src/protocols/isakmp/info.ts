import type { PacketText } from '../info/packet-text.ts';
import * as isakmp from './codec.ts';

/** RFC 7296 §3.1, RFC 9242, RFC 9370; RFC 2408 §3.1 and RFC 2409 appendix A. */
const EXCHANGES: Readonly<Record<number, string>> = {
  1: 'Base',
  2: 'Identity Protection (Main Mode)',
  3: 'Authentication Only',
  4: 'Aggressive',
  5: 'Informational',
  6: 'Transaction (Config Mode)',
  32: 'Quick Mode',
  33: 'New Group Mode',
  34: 'IKE_SA_INIT',
  35: 'IKE_AUTH',
  36: 'CREATE_CHILD_SA',
  37: 'INFORMATIONAL',
  38: 'IKE_SESSION_RESUME',
  43: 'IKE_INTERMEDIATE',
};

/** Wireshark's packet-isakmp.c. @returns false where the message is not all there */
export function describeIsakmp(
  bytes: Uint8Array,
  start: number,
  end: number,
  text: PacketText,
): boolean {
  const at = start + isakmp.markerLength(bytes, start, end);
  text.protocol = 'ISAKMP';
  if (end - at < isakmp.HEADER_LENGTH) return false;
  const exchange = isakmp.exchange(bytes, at);
  text.info = EXCHANGES[exchange] ?? `Unknown ${exchange}`;
  if (isakmp.majorVersion(bytes, at) !== 2) return true;
  const id = isakmp.messageId(bytes, at).toString(16).padStart(2, '0');
  const who = isakmp.isInitiator(bytes, at) ? 'Initiator' : 'Responder';
  text.info += ` MID=${id} ${who} ${isakmp.isResponse(bytes, at) ? 'Response' : 'Request'}`;
  return true;
}

/** Wireshark's packet-udpencap: a byte that only keeps a NAT's translation (RFC 3948 §2.3). */
export function describeKeepAlive(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  if (end - at !== 1 || bytes[at] !== 0xff) return true;
  text.protocol = 'UDPENCAP';
  text.info = 'NAT-keepalive';
  return true;
}
