import type { PacketText } from '../info/packet-text.ts';
import * as snmp from './codec.ts';

/** Wireshark's names of what SNMP asks and answers, without the objects that it adds. */
export function describeSnmp(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  text.protocol = 'SNMP';
  const what = snmp.what(bytes, at, end);
  text.info = PDUS[what] ?? '';
  return true;
}

const PDUS: Readonly<Record<number, string>> = {
  [snmp.REQUEST_OF_VERSION_3]: 'encryptedPDU: privKey Unknown',
  160: 'get-request',
  161: 'get-next-request',
  162: 'get-response',
  163: 'set-request',
  164: 'trap',
  165: 'getBulkRequest',
  166: 'informRequest',
  167: 'snmpV2-trap',
  168: 'report',
};
