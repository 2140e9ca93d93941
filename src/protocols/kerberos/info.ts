import type { PacketText } from '../info/packet-text.ts';
import * as kerberos from './codec.ts';

const TYPES: Readonly<Record<number, string>> = {
  10: 'AS-REQ',
  11: 'AS-REP',
  12: 'TGS-REQ',
  13: 'TGS-REP',
  14: 'AP-REQ',
  15: 'AP-REP',
  30: 'KRB Error',
};

/** Wireshark's packet-kerberos.c, without the code of an error. */
export function describeKerberos(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  text.protocol = 'KRB5';
  text.info = TYPES[kerberos.messageType(bytes, at)] ?? '';
  return end > at;
}
