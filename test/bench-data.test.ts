import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchCapture, benchHost, makeMixed, makeSmall } from '../support/bench-data.ts';

// Long enough that connections end and others begin on the same slots.
const packets = 120_000;
const bytes = 60_000_000;

describe('the benchmark captures', () => {
  let folder: string;
  let small: BenchCapture;
  let mixed: BenchCapture;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
    small = makeSmall(join(folder, 'small.pcap'), packets);
    mixed = makeMixed(join(folder, 'mixed.pcap'), bytes);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are as long as asked and as they say', () => {
    expect(small.packets).toBe(packets);
    expect(statSync(small.path).size).toBe(small.bytes);
    expect(statSync(mixed.path).size).toBe(mixed.bytes);
    expect(mixed.bytes - bytes).toBeGreaterThanOrEqual(0);
    expect(mixed.bytes - bytes).toBeLessThan(1_600);
  });

  it('have the host on a twentieth of the packets', () => {
    for (const capture of [small, mixed]) {
      expect(capture.hostPackets / capture.packets).toBeGreaterThan(0.045);
      expect(capture.hostPackets / capture.packets).toBeLessThan(0.055);
    }
  });

  const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0;
  if (!hasTcpdump) console.warn('tcpdump is not installed: the host’s packets are not counted');
  it.skipIf(!hasTcpdump)('have as many packets of the host as tcpdump finds', () => {
    for (const capture of [small, mixed]) {
      const lines = execFileSync('tcpdump', ['-nr', capture.path, 'host', benchHost], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 26,
      });
      expect(lines.trimEnd().split('\n').length).toBe(capture.hostPackets);
    }
  });

  const hasTshark = spawnSync('tshark', ['--version']).status === 0;
  if (!hasTshark) console.warn('tshark is not installed: the benchmark captures are not checked');
  it.skipIf(!hasTshark)('hold nothing that Wireshark calls wrong', { timeout: 60_000 }, () => {
    for (const capture of [small, mixed]) {
      const wrong = execFileSync(
        'tshark',
        [
          ...['-n', '-r', capture.path, '-c', '40000'],
          ...['ip', 'tcp', 'udp'].flatMap((layer) => ['-o', `${layer}.check_checksum:TRUE`]),
          '-Y',
          '_ws.malformed or ip.checksum.status == 0 or tcp.checksum.status == 0 or ' +
            'udp.checksum.status == 0 or tcp.analysis.flags or dns.unsolicited',
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      );
      expect(wrong).toBe('');
    }
  });
});
