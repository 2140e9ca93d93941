import { MemorySource } from '../../../src/capture/byte-source.ts';
import { openCapture } from '../../../src/capture/open-capture.ts';
import { type PacketsOptions, packetsCommand } from '../../../src/cli/commands/packets.ts';
import { parseAddress } from '../../../src/protocols/address-text.ts';
import type { DnsServer } from '../../../src/protocols/decoder.ts';

/** The resolvers of the Secure Access case, whose UDP 443 is DNS. */
export const RESOLVERS: DnsServer[] = [
  '208.67.222.222',
  '208.67.220.220',
  '2620:119:53::53',
  '2620:119:35::35',
].map((address) => ({ address: parseAddress(address)!, port: 443 }));

/** Runs the command on a capture in memory and returns all that it writes. */
export async function listPackets(
  capture: Uint8Array,
  options: Partial<PacketsOptions> = {},
): Promise<string> {
  let text = '';
  await packetsCommand({
    reader: await openCapture(new MemorySource(capture)),
    format: 'tsv',
    timeFormat: 'utc',
    dnsServers: RESOLVERS,
    write: (piece) => {
      text += piece;
    },
    ...options,
  });
  return text;
}

/** The rows of a TSV list as cells, the heading left out. */
export function cells(tsv: string): string[][] {
  return tsv
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('\t'));
}
