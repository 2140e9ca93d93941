import type { PacketFacts } from '../packet-facts.ts';
import { portOf, takePorts } from './ports.ts';
import { WordScanner, wholeNumber } from './scan.ts';

/**
 * Reads `53123 → 443 Len=35`, or `Source port: 53123  Destination port: 443` of versions before 2.
 * @returns whether the text is such a line
 */
export function readUdpLine(text: string, facts: PacketFacts): boolean {
  const scanner = new WordScanner(text);
  let payloadLength = -1;
  const ports = takePorts(scanner);
  if (ports !== null) {
    if (!scanner.take('Len=')) return false;
    payloadLength = wholeNumber(/^\d*/.exec(scanner.word())?.[0] ?? '');
    if (ports.source >= 0) facts.sourcePort = ports.source;
    if (ports.destination >= 0) facts.destinationPort = ports.destination;
  } else {
    if (!scanner.take('Source port:')) return false;
    const source = portOf(scanner.word());
    if (!scanner.take('Destination port:')) return false;
    const destination = portOf(scanner.word());
    if (source >= 0) facts.sourcePort = source;
    if (destination >= 0) facts.destinationPort = destination;
  }
  facts.udp = { payloadLength, isQuicInitial: false };
  return true;
}
