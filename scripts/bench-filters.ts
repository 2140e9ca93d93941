// What a display filter costs per packet, by the kind of filter: one process, packets in memory.
import { closeSync, openSync, readSync } from 'node:fs';
import { MemorySource } from '../src/capture/byte-source.ts';
import { openCapture } from '../src/capture/open-capture.ts';
import { compileDisplayFilter, type DisplayFilter } from '../src/filter/display-filter.ts';
import { Decoder } from '../src/protocols/decoder.ts';
import { PacketView } from '../src/protocols/packet-view.ts';
import { PacketAnnotator } from '../src/track/packet-annotator.ts';
import { benchHost } from '../support/bench-data.ts';

/** Bytes of the capture that are looked at: some 200,000 small packets. */
const LENGTH = 16 << 20;

/** A filter of each kind. */
const FILTERS: readonly (readonly [kind: string, filter: string])[] = [
  ['address', `ip.addr == ${benchHost}`],
  ['two addresses', `ip.addr == ${benchHost} or ip.addr == 203.0.113.7`],
  ['prefix', 'ip.addr == 10.0.0.0/8'],
  ['port', 'tcp.port == 443'],
  ['set of ports', 'tcp.port in {80, 443, 8000 .. 8080}'],
  ['flags', 'tcp.flags.syn == 1 && tcp.flags.ack == 0'],
  ['slice', 'eth.src[0:3] == 00:1b:21'],
  ['protocol as bytes', 'tcp[13] & 2'],
  ['contains', 'frame contains "google"'],
  ['matches', 'frame matches "goo+gle"'],
  ['DNS name', 'dns.qry.name == "www.example.com"'],
  ['function', 'len(udp.payload) > 100'],
  ['tcp.stream', 'tcp.stream == 5'],
  ['tcp.analysis', 'tcp.analysis.retransmission'],
];

/** Reads, decodes and filters all packets. @returns nanoseconds per packet */
async function measure(bytes: Uint8Array, filter: DisplayFilter | null): Promise<number> {
  const reader = await openCapture(new MemorySource(bytes));
  const view = new PacketView();
  const decoder = new Decoder();
  const annotator = new PacketAnnotator(filter?.needs ?? 0, reader.interfaces);
  let packets = 0;
  let selected = 0;
  // Time of the processor: other programs do not count.
  const before = process.cpuUsage();
  while (await reader.refill()) {
    while (reader.next(view)) {
      packets++;
      decoder.decode(view);
      if (filter === null) continue;
      annotator.annotate(view);
      if (filter.matches(view)) selected++;
    }
  }
  const { user, system } = process.cpuUsage(before);
  await reader.close();
  if (selected > packets) throw new Error('more packets than there are');
  return ((user + system) * 1000) / packets;
}

/** The least of some runs: what else the machine does only ever adds. */
async function least(bytes: Uint8Array, filter: DisplayFilter | null): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 4; run++) best = Math.min(best, await measure(bytes, filter));
  return best;
}

/** Prints a line per kind of filter: nanoseconds per packet, on top of reading and decoding. */
export async function benchFilters(path: string): Promise<void> {
  const bytes = new Uint8Array(LENGTH);
  const file = openSync(path, 'r');
  const length = readSync(file, bytes, 0, LENGTH, 0);
  closeSync(file);
  const packets = bytes.subarray(0, length);
  // Twice: the first time, the compiler is still at work.
  await least(packets, null);
  const without = await least(packets, null);
  const width = Math.max(...FILTERS.map(([, filter]) => filter.length));
  console.log(
    `\nDisplay filters: nanoseconds per packet, reading and decoding (${without.toFixed(0)}) left out`,
  );
  for (const [kind, text] of FILTERS) {
    const extra = (await least(packets, compileDisplayFilter(text))) - without;
    console.log(
      `  ${kind.padEnd(18)}  ${text.padEnd(width)}  ${Math.max(0, extra).toFixed(0).padStart(6)}`,
    );
  }
}
