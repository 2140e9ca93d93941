import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';
import { CAPTURES } from '../../../support/shipped-captures.ts';
import { installed } from '../../../support/tools.ts';
import { tshark } from './read-list.ts';

/*
 * What a list was filtered by is not in it. A healthy network must not look like one that drops, only
 * because the answers were left out.
 */

const reportOf = async (list: string): Promise<Report> =>
  diagnose(await openCapture(new TextEncoder().encode(list)));
const HEADING = 'No.\tTime\tSource\tDestination\tProtocol\tLength\tDestination Port\tInfo';
const query = (number: number, seconds: number, port: number) =>
  `${number}\t${seconds}\t192.168.0.204\t208.67.222.222\tDNS\t77\t${port}\tStandard query 0x${(4096 + number).toString(16)} TXT debug.opendns.com`;
const syn = (number: number, seconds: number, port: number, before = '') =>
  `${number}\t${seconds}\t192.168.0.204\t18.135.112.200\tTCP\t66\t443\t${before}${port} → 443 [SYN] Seq=0 Win=64240 Len=0`;
const END = '99\t60.0\t192.168.0.204\t224.0.0.251\tUDP\t60\t5000\t5000 → 5000 Len=18';

describe('a list in which nothing comes back', () => {
  test('is no drop where the client asks now and then, as it does when all is well', async () => {
    const rows = [query(1, 0, 53), query(2, 5.1, 53), query(3, 10.1, 53), query(4, 18.1, 53), END];
    const { endpoints } = await reportOf([HEADING, ...rows].join('\n'));
    expect(endpoints[0]).toMatchObject({ port: 53, verdict: 'inconclusive' });
    expect(endpoints[0].reason).toMatch(/list of one direction/);
  });

  test('is one where it asks again at once, as it does without an answer', async () => {
    const rows = [query(1, 0, 53), query(2, 0.17, 53), query(3, 5.1, 53), query(4, 5.3, 53), END];
    const { endpoints } = await reportOf([HEADING, ...rows].join('\n'));
    expect(endpoints[0]).toMatchObject({ port: 53, verdict: 'drop', confidence: 'medium' });
  });

  test('is one where it sends the same again later, as dig does after 5 s', async () => {
    const again = (number: number, seconds: number) =>
      query(number, seconds, 53).replace(/0x\w+/, '0x4711');
    const rows = [again(1, 0), again(2, 5), again(3, 10), END];
    const { endpoints } = await reportOf([HEADING, ...rows].join('\n'));
    expect(endpoints[0]).toMatchObject({ port: 53, verdict: 'drop' });
  });

  test('SYNs alone are no drop, SYNs sent again are', async () => {
    const once = [syn(1, 0, 50_000), syn(2, 3, 50_001), syn(3, 6, 50_002), syn(4, 9, 50_003), END];
    const first = await reportOf([HEADING, ...once].join('\n'));
    expect(first.endpoints[0]).toMatchObject({ port: 443, verdict: 'inconclusive' });
    const again = '[TCP Retransmission] ';
    const rows = [syn(1, 0, 50_000), syn(2, 1, 50_000, again), syn(3, 3, 50_000, again)];
    const second = await reportOf([HEADING, ...rows, END].join('\n'));
    expect(second.endpoints[0]).toMatchObject({ port: 443, verdict: 'drop' });
    expect(second.endpoints[0].confidence).not.toBe('high');
  });
});

const FILTERS = [
  'dns.flags.response == 0 and ip.dst == 208.67.0.0/16',
  'tcp.flags.syn == 1 and tcp.flags.ack == 0',
  'ip.src == 192.168.0.0/16',
  'ip.dst == 192.168.0.0/16',
  'udp and ip.src == 192.168.0.204',
  'tls',
  'frame.len < 80',
  'frame.len < 120',
  'frame.len < 600',
  'dns and frame.len < 100',
  'tcp.len == 0',
  '!(tcp.flags.ack == 1)',
  '!(udp.srcport == 53)',
  '!(ip.src == 208.67.0.0/16)',
];

describe.skipIf(!installed('tshark'))('a healthy capture, filtered', () => {
  for (const form of [['psml'], ['json']]) {
    test.concurrent.each(FILTERS)(`%s, as ${form}`, async (filter) => {
      const path = join(CAPTURES, 'secure-access-healthy.pcapng');
      const list = await tshark(['-r', path, '-Y', filter, '-t', 'ud', '-T', ...form]);
      expect(failingIn(await reportOf(list))).toEqual([]);
    });
  }

  // Its frames have the numbers from 1 on, so nothing shows that others are missing.
  test.concurrent.each([
    ...FILTERS.map((filter) => [filter, 'secure-access-healthy.pcapng'] as const),
    // Of which the client asks the same names now and then within seconds.
    ['!(dns.flags.response == 1)', 'secure-access-open-network.pcapng'] as const,
  ])('%s, saved as a capture of %s', async (filter, name) => {
    const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-'));
    try {
      const path = join(CAPTURES, name);
      const saved = join(folder, 'saved.pcapng');
      await tshark(['-r', path, '-Y', filter, '-w', saved]);
      expect(failingIn(await diagnose(await openCapture(saved)))).toEqual([]);
      expect(failingIn(await reportOf(await tshark(['-r', saved, '-T', 'psml'])))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function failingIn({ endpoints }: Report): string[] {
  return endpoints
    .filter(({ verdict }) => verdict !== 'answered' && verdict !== 'inconclusive')
    .map(({ server, port, verdict }) => `${server} ${port} ${verdict}`);
}
