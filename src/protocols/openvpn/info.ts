import type { PacketText } from '../info/packet-text.ts';
import * as openvpn from './codec.ts';

/** OpenVPN's ssl_pkt.h. */
const OPCODES: readonly string[] = [
  ...['', 'P_CONTROL_HARD_RESET_CLIENT_V1', 'P_CONTROL_HARD_RESET_SERVER_V1'],
  ...['P_CONTROL_SOFT_RESET_V1', 'P_CONTROL_V1', 'P_ACK_V1', 'P_DATA_V1'],
  ...['P_CONTROL_HARD_RESET_CLIENT_V2', 'P_CONTROL_HARD_RESET_SERVER_V2', 'P_DATA_V2'],
];

/** Wireshark's packet-openvpn.c. @returns false where the message is not all there */
export function describeOpenvpn(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  const opcode = openvpn.opcode(bytes, at);
  text.protocol = 'OpenVPN';
  text.info = `MessageType: ${OPCODES[opcode] || 'Unknown Messagetype'}`;
  return end > at;
}
