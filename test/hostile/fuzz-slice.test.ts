import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutate, runPipeline } from '../../scripts/fuzz-pipeline.ts';
import { CAPTURES } from '../support/expected-report.ts';

// A slice of `npm run fuzz`: enough to notice when something breaks, short enough for every run.
const ORIGINALS = [
  'trap-snaplen-64.pcapng',
  'icmpv6-port-unreachable-firewall.pcapng',
  'healthy-big-endian.pcap',
  'healthy.pcapng.gz',
  'trap-duplicated-frames.pcapng',
  'dns-intercepted.pcapng',
  'clienthello-reset.pcapng',
].map((name) => new Uint8Array(readFileSync(join(CAPTURES, name))));
const MUTATIONS = 280;

test(`${MUTATIONS} damaged captures go through the whole tool`, async () => {
  let readable = 0;
  for (let seed = 1; seed <= MUTATIONS; seed++) {
    const original = ORIGINALS[seed % ORIGINALS.length];
    const other = ORIGINALS[(seed * 5 + 1) % ORIGINALS.length];
    const outcome = await runPipeline(mutate(original, other, seed), seed);
    expect(outcome.failure, `mutation ${seed}`).toBeNull();
    if (outcome.isReadable) readable++;
  }
  // Where hardly any could be opened, the rest of the tool would not have been tested.
  expect(readable).toBeGreaterThan(MUTATIONS / 2);
});
