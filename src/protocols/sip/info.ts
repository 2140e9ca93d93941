import { characters } from '../bytes.ts';
import { escapeText } from '../escape.ts';
import type { PacketText } from '../info/packet-text.ts';
import * as sip from './codec.ts';

/** Status codes from here on end a transaction. */
const FINAL = 200;

/** Wireshark's packet-sip.c. */
export function describeSip(bytes: Uint8Array, at: number, end: number, text: PacketText): boolean {
  const method = sip.method(bytes, at, end);
  if (method < 0) return true;
  const line = escapeText(characters(bytes, at, sip.lineEnd(bytes, at, end)));
  text.protocol = sip.sessionAt(bytes, at, end) < 0 ? 'SIP' : 'SIP/SDP';
  if (method > 0) {
    text.info = `Request: ${line.replace(/ SIP\/2\.0$/, '')} | `;
    return true;
  }
  text.info = `Status: ${line.replace(/^SIP\/2\.0 /, '')}`;
  const sequence = sip.headerAt(bytes, at, end, 'cseq', '');
  if (sequence >= 0 && sip.status(bytes, at, end) >= FINAL) {
    const value = characters(bytes, sequence, sip.lineEnd(bytes, sequence, end));
    text.info += ` (${escapeText(value.replace(/^\d+\s+/, ''))})`;
  }
  text.info += ' | ';
  return true;
}
