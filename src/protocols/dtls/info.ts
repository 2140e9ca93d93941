import type { PacketText } from '../info/packet-text.ts';
import * as dtls from './codec.ts';

const RECORDS: Readonly<Record<number, string>> = {
  20: 'Change Cipher Spec',
  21: 'Encrypted Alert',
  22: 'Encrypted Handshake Message',
  23: 'Application Data',
  24: 'Heartbeat',
};
/** RFC 6347 §4.3.2 and RFC 5246 §7.4. */
const MESSAGES: Readonly<Record<number, string>> = {
  0: 'Hello Request',
  1: 'Client Hello',
  2: 'Server Hello',
  3: 'Hello Verify Request',
  4: 'New Session Ticket',
  11: 'Certificate',
  12: 'Server Key Exchange',
  13: 'Certificate Request',
  14: 'Server Hello Done',
  15: 'Certificate Verify',
  16: 'Client Key Exchange',
  20: 'Finished',
};
const MOST_RECORDS = 32;

/** Wireshark's packet-dtls.c. */
export function describeDtls(
  bytes: Uint8Array,
  start: number,
  end: number,
  text: PacketText,
): boolean {
  const shown: string[] = [];
  for (let at = start; dtls.isRecord(bytes, at, end) && shown.length < MOST_RECORDS; ) {
    const type = dtls.contentType(bytes, at);
    const isClear = type === 22 && dtls.epoch(bytes, at) === 0;
    const message = isClear ? MESSAGES[dtls.handshakeType(bytes, at)] : undefined;
    shown.push(message ?? RECORDS[type] ?? 'Continuation Data');
    text.protocol = dtls.version(bytes, at) === 0xfefd ? 'DTLSv1.2' : 'DTLSv1.0';
    at += dtls.HEADER_LENGTH + dtls.length(bytes, at);
  }
  if (shown.length > 0) text.info = shown.join(', ');
  return true;
}
