// Half of a service in a capture carries no all-clear: FTP without its data connections, calls without media.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnose, openCapture } from '../../src/index.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { LAB_CAPTURES } from '../../support/lab/accuracy.ts';
import { readPackets } from '../../support/lab/packets.ts';

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
