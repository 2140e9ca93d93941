import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PacketRecord } from '../../src/capture/packet-record.ts';
import { mutate, openInput } from '../../support/fuzz/pipeline.ts';
import { installed } from '../../support/tools.ts';

const CAPTURES = [
  'trap-dns-in-icmp-quotes.pcapng',
  'icmpv6-port-unreachable-firewall.pcapng',
  'healthy-big-endian.pcap',
  'trap-snaplen-64.pcapng',
].map((name) => new Uint8Array(readFileSync(`captures/${name}`)));
const MUTATIONS = 1_800;
/** Of these, as many as tshark itself dissects; of all others its library counts the packets. */
const DISSECTED = 12;

const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-differential-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packets that are read here; null where anything is wrong with the file. */
async function packetsIn(bytes: Uint8Array): Promise<number | null> {
  try {
    const reader = await openInput(bytes);
    const record = new PacketRecord();
    while (await reader.refill()) while (reader.next(record));
    return reader.problems.length > 0 ? null : reader.packets;
  } catch {
    return null;
  }
}

// Behind damage the two go on in ways of their own: this one looks for the next certain record.
describe.skipIf(!installed('tshark'))('a damaged capture that both read whole', () => {
  test(`has as many packets as in Wireshark, ${MUTATIONS} of them`, async () => {
    const paths: string[] = [];
    const packets = new Map<string, number>();
    for (let seed = 1; seed <= MUTATIONS; seed++) {
      const other = CAPTURES[(seed * 3 + 1) % CAPTURES.length];
      const bytes = mutate(CAPTURES[seed % CAPTURES.length], other, seed);
      const count = await packetsIn(bytes);
      if (count === null) continue;
      const path = join(folder, String(seed));
      writeFileSync(path, bytes);
      paths.push(path);
      packets.set(path, count);
    }
    // It goes on to the next file behind one that it cannot read to its end.
    const { stdout } = spawnSync('capinfos', ['-T', '-r', '-M', '-m', '-c', ...paths]);
    const rows = stdout.toString().trimEnd().split('\n');
    const theirs = new Map(rows.map((row) => row.split(',') as [string, string]));
    const both = paths.filter((path) => theirs.has(path));
    expect(both.length).toBeGreaterThan(MUTATIONS / 10);
    const differ = both.filter((path) => Number(theirs.get(path)) !== packets.get(path));
    expect(
      differ.map((path) => `${path}: ${packets.get(path)}, there ${theirs.get(path)}`),
    ).toEqual([]);
    for (const path of both.slice(0, DISSECTED)) {
      const read = spawnSync('tshark', ['-n', '-r', path, '-T', 'fields', '-e', 'frame.number']);
      if (read.status !== 0) continue;
      expect(read.stdout.toString().split('\n').length - 1, path).toBe(packets.get(path));
    }
  });
});
