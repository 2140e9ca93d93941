// What carries no all-clear: half of a service, a finding that fails, a service most of whose tries fail.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnose, openCapture } from '../../src/index.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { LAB_CAPTURES } from '../../support/lab/accuracy.ts';
import { readPackets } from '../../support/lab/packets.ts';
import { CAPTURES } from '../../support/shipped-captures.ts';

/** The summary of a lab capture, or of what of it went from or to a port. */
async function summaryOf(name: string, port: number | null) {
  const { packets } = await readPackets(join(LAB_CAPTURES, `${name}.pcapng.gz`));
  const kept = packets.filter(
    ({ sourcePort, destinationPort }) =>
      port === null || sourcePort === port || destinationPort === port,
  );
  const bytes = writePcap(kept.map(({ read }) => read));
  return (await diagnose(await openCapture(bytes))).summary;
}

test.each([
  ['ftp-works', 21, '30 data connections that FTP agrees on are not in it'],
  ['call-works', 5060, 'it has no media (RTP) of 22 calls that are agreed on'],
] as const)(
  '%s is answered whole; of port %i alone there is no all-clear',
  async (name, port, why) => {
    expect((await summaryOf(name, null)).verdict).toBe('answered');
    const half = await summaryOf(name, port);
    expect(half.verdict).toBe('inconclusive');
    expect(half.text).toContain(why);
  },
);

test.each([
  ['arp-unanswered.pcapng', 'unreachable', 'no host at 192.168.1.77'],
  ['lab/esp-one-way.pcapng.gz', 'drop', 'ESP from 192.0.2.120 to 203.0.113.20'],
  ['lab/esp-never-arrives.pcapng.gz', 'drop', 'ESP from 192.0.2.120 to 203.0.113.20'],
  ['lab/gre-one-way.pcapng.gz', 'drop', 'GRE from 192.0.2.20 to 203.0.113.20'],
  [
    'lab/fragments-dropped.pcapng.gz',
    'inconclusive',
    'of 22 DNS answers it has only the first IP fragment, and the client reports',
  ],
  ['lab/fast-open-stalls.pcapng.gz', 'inconclusive', '3 connections: the server sends its SYN/ACK'],
  ['lab/window-stays-closed.pcapng.gz', 'inconclusive', "the server's window is zero to the end"],
  ['lab/esp-both-ways.pcapng.gz', 'answered', ''],
  ['lab/gre-both-ways.pcapng.gz', 'answered', ''],
  ['lab/fragments-pass.pcapng.gz', 'answered', ''],
] as const)('%s: %s', async (name, verdict, text) => {
  const { summary } = await diagnose(await openCapture(join(CAPTURES, name)));
  expect(summary.verdict).toBe(verdict);
  expect(summary.text).toContain(text);
});
