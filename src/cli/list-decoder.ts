import { knownDnsServers } from '../diagnosis/diagnose.ts';
import type { DecoderOptions } from '../protocols/decoder.ts';

/** Every UDP port. */
const EVERY_PORT = Array.from({ length: 65536 }, (_, port) => port);

/**
 * How packets are decoded where they are listed or counted: as in Wireshark, where what looks like a
 * DNS message is one on any UDP port that names nothing else.
 */
export function listDecoderOptions(): DecoderOptions {
  return { dnsServers: knownDnsServers(), dnsPorts: EVERY_PORT };
}
