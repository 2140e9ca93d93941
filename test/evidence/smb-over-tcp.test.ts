// TCP 139 beside TCP 445: SMB goes on without NetBIOS, unless it was asked for alone.

import { expect, test } from 'vitest';
import type { DiagnoseOptions } from '../../src/index.ts';
import { Conversations } from '../../support/conversations.ts';
import { filler } from '../../support/packet-builder.ts';
import { ACK, RST, SYN, segmentBytes } from '../../support/tracked.ts';

const CLIENT = '192.168.2.186';
const SERVER = '192.168.2.69';

interface Given {
  /** Seconds between the two ports. */
  readonly apart?: number;
  readonly directClient?: string;
  readonly isRefused?: boolean;
}

/** TCP 445 is served, and TCP 139 of the same server is refused or silent. */
function capture({ apart = 0.15, directClient = CLIENT, isRefused = true }: Given) {
  const said = new Conversations();
  said.tcp(
    0,
    directClient,
    { address: SERVER, port: 445 },
    [{ client: filler(80) }, { server: filler(120), ttl: 64 }],
    { ttl: 64, roundTrip: 0.001 },
  );
  const from = { address: CLIENT, port: 62_082 };
  const to = { address: SERVER, port: 139 };
  const syn = segmentBytes(from, to, { flags: SYN, sequence: 700 });
  const reset = { flags: RST | ACK, sequence: 0, acknowledgment: 701 };
  for (const wait of isRefused ? [0] : [0, 1, 3, 7]) said.add(apart + wait, syn);
  if (isRefused) said.add(apart + 0.001, segmentBytes(to, from, reset));
  said.tcp(apart + 40, CLIENT, { address: '192.168.2.70', port: 8080 }, [
    { client: filler(80) },
    { server: filler(120) },
  ]);
  return said;
}

async function judged(given: Given, options?: DiagnoseOptions) {
  const { summary, endpoints, findings } = await capture(given).report(options);
  const netbios = endpoints.find(({ port }) => port === 139);
  return {
    summary: summary.verdict,
    netbios: netbios?.verdict,
    isSaid: netbios?.evidence.some(({ code }) => code === 'smb-port-answers'),
    remedy: findings[0].remedy.join(' '),
  };
}

test('a server without NetBIOS is no failure of SMB that is tried on both ports', async () => {
  const { summary, netbios, isSaid, remedy } = await judged({});
  expect([summary, netbios, isSaid]).toEqual(['answered', 'closed', true]);
  expect(remedy).toContain('TCP 445');
});

test('nor is a firewall that keeps NetBIOS out', async () => {
  expect(await judged({ isRefused: false })).toMatchObject({ summary: 'answered', isSaid: true });
});

test.each([
  ['alone, a minute later', { apart: 60 }],
  ['while another client is served on 445', { directClient: '192.168.2.33' }],
])('TCP 139 that is asked for %s is a failure', async (_, given) => {
  const { summary, isSaid } = await judged(given);
  expect([summary, isSaid]).toEqual(['closed', false]);
});
