import type { PacketText } from '../info/packet-text.ts';
import * as wireguard from './codec.ts';

const hexadecimal = (value: number) => `0x${value.toString(16).toUpperCase().padStart(8, '0')}`;

/** Wireshark's packet-wireguard.c. @returns false where the message is not all there */
export function describeWireguard(
  bytes: Uint8Array,
  at: number,
  end: number,
  text: PacketText,
): boolean {
  const index = hexadecimal(wireguard.index(bytes, at));
  text.protocol = 'WireGuard';
  switch (wireguard.messageType(bytes, at, end, end)) {
    case 1:
      text.info = `Handshake Initiation, sender=${index}`;
      return true;
    case 2: {
      const receiver = hexadecimal(wireguard.secondIndex(bytes, at));
      text.info = `Handshake Response, sender=${index}, receiver=${receiver}`;
      return true;
    }
    case 3:
      text.info = `Cookie Reply, receiver=${index}`;
      return true;
    case 4: {
      const length = wireguard.dataLength(end - at);
      const what = length === 0 ? 'Keepalive' : 'Transport Data';
      const data = length === 0 ? '' : `, datalen=${length}`;
      text.info = `${what}, receiver=${index}, counter=${wireguard.counter(bytes, at)}${data}`;
      return true;
    }
    default:
      return false;
  }
}
