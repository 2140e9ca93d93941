import { describe, expect, test } from 'vitest';
import { diagnose, openCapture, type Report } from '../../../src/index.ts';

/** A kernel's line on a TCP packet. */
function line(prefix: string, more: { flags?: string; from?: string; to?: string } = {}): string {
  const { flags = 'SYN', from = '192.0.2.2:33762', to = '198.51.100.1:7638' } = more;
  const [source, sourcePort] = from.split(':');
  const [destination, destinationPort] = to.split(':');
  return `2026-07-01T12:00:39+00:00 gate kernel: ${prefix}IN=eth0 OUT=eth1 SRC=${source} DST=${destination} LEN=60 TTL=63 ID=1 PROTO=TCP SPT=${sourcePort} DPT=${destinationPort} WINDOW=64240 RES=0x00 ${flags} URGP=0\n`;
}

async function reportOf(text: string): Promise<Report> {
  return diagnose(await openCapture(new TextEncoder().encode(text)));
}

const back = { from: '198.51.100.1:7638', to: '192.0.2.2:33762' };

describe('what a log alone tells of an endpoint', () => {
  test.each([
    ['it names the drop', line('DROP '), 'drop', 'certain'],
    ['it names the refusal', line('REJECT '), 'reject', 'certain'],
    ['it may mean both', line('[UFW BLOCK] '), 'drop', 'high'],
    ['it let it through', line('[UFW ALLOW] '), 'inconclusive', 'low'],
    ['it only matched', line('rule 7 '), 'inconclusive', 'low'],
    [
      'it refused what ends a connection',
      line('DROP ', { flags: 'ACK FIN' }),
      'inconclusive',
      'low',
    ],
    ['it refused a reset', line('DROP ', { flags: 'RST', ...back }), 'inconclusive', 'low'],
    [
      'it refused late data of the server',
      line('DROP ', { flags: 'ACK PSH', ...back }),
      'inconclusive',
      'low',
    ],
    [
      'it refused the answer to a SYN',
      line('DROP ', { flags: 'ACK SYN', ...back }),
      'drop',
      'certain',
    ],
    ['mostly let through', line('ACCEPT ').repeat(20) + line('DROP '), 'inconclusive', 'low'],
  ])('%s', async (_, text, verdict, confidence) => {
    const { endpoints, capture } = await reportOf(text);
    expect(capture.format).toBe('netfilter-log');
    expect(endpoints).toMatchObject([
      { client: '192.0.2.2', server: '198.51.100.1', port: 7638, protocol: 'tcp' },
    ]);
    expect(endpoints[0]).toMatchObject({ verdict, confidence, attempts: 0, stage: null });
  });

  test('each row has its line, and values', async () => {
    const { endpoints, findings } = await reportOf(
      `nothing to see\n${line('DROP ')}${line('DROP ')}`,
    );
    expect(endpoints[0].evidence).toMatchObject([
      {
        code: 'firewall-dropped',
        frames: [],
        source: { line: 2 },
        values: {
          device: 'gate',
          rule: 'DROP',
          count: 2,
          firstLines: [2, 3],
          firstTime: '2026-07-01T12:00:39Z',
          beside: 'nothing',
        },
      },
    ]);
    expect(endpoints[0].evidence[0].text).toMatch(
      /gate says that it dropped 2 packets.*lines 2 and 3/,
    );
    expect(findings[0].remedy[0]).toMatch(/gate.*“DROP”.*line 2/);
  });

  test('refused without more has reject as the other', async () => {
    const { endpoints } = await reportOf(line('refused connection: '));
    expect(endpoints[0].alternative).toMatchObject({
      verdict: 'reject',
      text: expect.stringContaining('does not say'),
    });
  });

  test('a flow log answers only where data went both ways', async () => {
    const record = (way: string, packets: number, bytes: number) =>
      `2 123456789010 eni-0123456789abcdef0 ${way} 6 ${packets} ${bytes} 1418530010 1418530070 ACCEPT OK\n`;
    const there = '192.0.2.9 198.51.100.7 40000 443';
    const andBack = '198.51.100.7 192.0.2.9 443 40000';
    const of = async (text: string) => (await reportOf(text)).endpoints[0];
    expect(await of(record(there, 10, 2_000))).toMatchObject({ verdict: 'inconclusive' });
    // Resets, or SYN/ACKs that nobody takes.
    expect(await of(record(there, 3, 180) + record(andBack, 3, 120))).toMatchObject({
      verdict: 'inconclusive',
    });
    expect(await of(record(there, 10, 2_000) + record(andBack, 9, 9_000))).toMatchObject({
      verdict: 'answered',
      confidence: 'medium',
    });
  });

  test('the kernel calls a connection assured that went on', async () => {
    const { endpoints } = await reportOf(
      'ipv4     2 tcp      6 431999 ESTABLISHED src=192.0.2.9 dst=198.51.100.7 sport=50123 dport=443 src=198.51.100.7 dst=192.0.2.9 sport=443 dport=50123 [ASSURED] mark=0 zone=0 use=2\n',
    );
    expect(endpoints).toMatchObject([{ verdict: 'answered', confidence: 'medium' }]);
  });

  test('and is no all-clear', async () => {
    const { summary } = await reportOf(
      '2 123456789010 eni-0123456789abcdef0 192.0.2.9 198.51.100.7 40000 443 6 10 2000 1418530010 1418530070 ACCEPT OK\n' +
        '2 123456789010 eni-0123456789abcdef0 198.51.100.7 192.0.2.9 443 40000 6 10 9000 1418530010 1418530070 ACCEPT OK\n',
    );
    expect(summary.verdict).toBe('inconclusive');
    expect(summary.text).toMatch(/log/);
  });

  test('a service that very many ask is one row', async () => {
    const { endpoints } = await reportOf(
      Array.from({ length: 150 }, (_, host) =>
        line('DROP ', { from: `203.0.113.${host}:40000`, to: '198.51.100.1:23' }),
      ).join(''),
    );
    expect(endpoints).toMatchObject([{ client: 'many', port: 23, verdict: 'drop' }]);
    expect(endpoints[0].evidence[0].text).toMatch(/150 packets of at least 101 clients/);
  });

  test('what has no ports is counted', async () => {
    const { capture, endpoints } = await reportOf(
      'DROP IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=84 TTL=64 ID=0 PROTO=ICMP TYPE=8 CODE=0 ID=1 SEQ=1\n',
    );
    expect(endpoints).toEqual([]);
    expect(capture.quality.map(({ code }) => code)).toContain('statements-without-ports');
  });
});
