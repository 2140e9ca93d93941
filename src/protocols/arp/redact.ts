import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as arp from './codec.ts';

/** ARP for IPv4 over Ethernet; of others only the fixed part stays. */
export function redactArp(
  canvas: Canvas,
  { at, limit }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const { from } = canvas;
  canvas.copy(at, at + arp.FIXED_LENGTH);
  if (
    arp.hardwareLength(from, at) === 6 &&
    arp.protocolLength(from, at) === 4 &&
    at + arp.ETHERNET_IPV4_LENGTH <= limit
  ) {
    canvas.mac(arp.senderHardwareAt(at), addresses);
    canvas.ipv4(arp.senderProtocolAt(at), addresses);
    canvas.mac(arp.targetHardwareAt(at), addresses);
    canvas.ipv4(arp.targetProtocolAt(at), addresses);
  }
  canvas.reach(limit);
}
