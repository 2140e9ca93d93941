import { describe, expect, test } from 'vitest';
import { diagnose, openCapture } from '../../../src/index.ts';
import { flowOf, readLog } from './support.ts';

/* Logs as they come out of web pages, mail, grep and terminals: the same statements. */

async function said(text: string): Promise<string[]> {
  const { statements } = await readLog(text);
  return statements.map((one) => `${flowOf(one)} ${one.action}`);
}

describe('debug flow', () => {
  const FLOW = '192.0.2.10:50123 > 198.51.100.20:443 6';
  const head = 'id=20085 trace_id=319 func=print_pkt_detail line=5501';
  const end = 'id=20085 trace_id=319 func=fw_forward_handler line=248';
  const packet =
    'vd-root received a packet (proto=6, 192.0.2.10:50123->198.51.100.20:443) from port3.';
  const older =
    'vd-root received a packet(proto=6, 192.0.2.10:50123->198.51.100.20:443) from port3. ';

  test('with curly quotation marks, and no policy', async () => {
    const text = `${head} msg=\u201d${packet}\u201d\n\n${end} msg=\u201d Denied by forward policy check\u2033\n`;
    expect(await said(text)).toEqual([`${FLOW} dropped`]);
  });

  test('with the message on a line of its own', async () => {
    const text = `${head}\n  msg="${older}"\n${end}\n  msg="Denied by forward policy check (policy 0)"\n`;
    expect(await said(text)).toEqual([`${FLOW} dropped`]);
  });
});

describe('hubble', () => {
  const flow = JSON.stringify({
    flow: {
      time: '2025-07-15T01:32:14.234858520Z',
      verdict: 'DROPPED',
      IP: { source: '192.0.2.10', destination: '198.51.100.20' },
      l4: { TCP: { source_port: 50_123, destination_port: 443, flags: { SYN: true } } },
      traffic_direction: 'EGRESS',
    },
  });

  test.each(['flows.json:', './a/flows-1.json:12:', '[pod/cilium-x/agent] '])(
    'JSON behind %s',
    async (before) => {
      expect(await said(`${before}${flow}\n`)).toEqual(await said(`${flow}\n`));
    },
  );

  test('compact, without identities', async () => {
    const text =
      'Jun 10 12:50:15.556: 192.0.2.10:50123 <> 198.51.100.20:443 Policy denied DROPPED (TCP Flags: SYN)\n';
    expect(await said(text)).toEqual(['192.0.2.10:50123 > 198.51.100.20:443 6 dropped']);
  });

  test('times with a zone are those of the report', async () => {
    const bytes = new TextEncoder().encode(`${flow}\n`);
    const { capture } = await diagnose(await openCapture(bytes));
    expect(capture.firstTime).toMatch(/^2025-07-15T01:32:14/);
  });
});

test('a list with names for addresses says so', async () => {
  const text =
    '14:54:52.437735 IP client.42458 > server.21: Flags [S], seq 1684654810, win 14600, length 0\n';
  const { summary } = await diagnose(await openCapture(new TextEncoder().encode(text)));
  expect(JSON.stringify(summary)).toContain('1 packet whose addresses the text does not show');
});
