import { readFileSync } from 'node:fs';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { compileDisplayFilter } from '../../src/filter/display-filter.ts';
import { parseAddress } from '../../src/protocols/address-text.ts';
import { Decoder, type DnsServer } from '../../src/protocols/decoder.ts';
import { PacketView } from '../../src/protocols/packet-view.ts';
import { PacketAnnotator } from '../../src/track/packet-annotator.ts';

/** Wireshark recognises these by looks, on UDP 443 too. */
const dnsServers: DnsServer[] = [
  '208.67.222.222',
  '208.67.220.220',
  '2620:119:35::35',
  '2620:119:53::53',
].map((address) => ({ address: parseAddress(address)!, port: 443 }));

/** The frames of a capture that each filter selects here. */
export async function selectFrames(file: string, filters: readonly string[]): Promise<number[][]> {
  const compiled = filters.map(compileDisplayFilter);
  const frames: number[][] = filters.map(() => []);
  const needs = compiled.reduce((bits, filter) => bits | filter.needs, 0);
  const reader = await openCapture(new MemorySource(readFileSync(file)));
  const view = new PacketView();
  const decoder = new Decoder({ dnsServers });
  const annotator = new PacketAnnotator(needs, reader.interfaces);
  while (await reader.refill()) {
    while (reader.next(view)) {
      decoder.decode(view);
      annotator.annotate(view);
      compiled.forEach((filter, i) => {
        if (filter.matches(view)) frames[i].push(view.frameNumber);
      });
    }
  }
  await reader.close();
  return frames;
}
