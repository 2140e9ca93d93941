// ICMP time exceeded in reassembly about a client's request: it arrived in part, and nobody refused it.

import { expect, test } from 'vitest';
import { Conversations } from '../../support/conversations.ts';
import { filler, icmp, icmpQuote, ipProtocol, ipv4 } from '../../support/packet-builder.ts';
import { datagramBytes } from '../../support/tracked.ts';

const CLIENT = { address: '192.0.2.20', port: 40_001 };
const SERVER = { address: '203.0.113.10', port: 9_999 };
const REASSEMBLY = { type: 11, code: 1 };

/** Datagrams without an answer, the first so many of which the server says it had in part. */
async function judged(sent: number, told: number) {
  const said = new Conversations();
  for (const at of [0, 10, 20]) {
    const other = { address: '203.0.113.9', port: 8080 };
    said.tcp(at, CLIENT.address, other, [{ client: filler(80) }, { server: filler(200) }]);
  }
  for (let i = 0; i < sent; i++) {
    const asked = datagramBytes(CLIENT, SERVER, filler(1_400));
    said.add(i * 3, asked);
    if (i >= told) continue;
    const error = icmp(REASSEMBLY, icmpQuote(asked, 28));
    const way = { source: SERVER.address, destination: CLIENT.address };
    said.add(30 + i * 3, ipv4({ ...way, protocol: ipProtocol.icmp, ttl: 52 }, error));
  }
  const { endpoints } = await said.report();
  const endpoint = endpoints.find(({ port }) => port === SERVER.port);
  if (endpoint === undefined) throw new Error('it is not in the report');
  return endpoint;
}

test('a server that says so several times has its fragments dropped on the way', async () => {
  const { verdict, patterns, refused } = await judged(4, 4);
  expect(verdict).toBe('drop');
  expect(patterns).toContain('fragments-never-whole');
  expect(patterns).not.toContain('icmp-unreachable');
  expect(refused).toBe(0);
});

test('once may be chance', async () => {
  expect((await judged(1, 1)).verdict).toBe('inconclusive');
});
