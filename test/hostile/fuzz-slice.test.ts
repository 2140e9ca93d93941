import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FuzzKind, furtherKinds } from '../../support/fuzz/originals.ts';
import { parserKinds } from '../../support/fuzz/parsers.ts';
import { mutate, runPipeline } from '../../support/fuzz/pipeline.ts';
import { CAPTURES } from '../../support/shipped-captures.ts';

// A slice of `npm run fuzz`: enough to notice when something breaks, short enough for every run.
const ORIGINALS = [
  'trap-snaplen-64.pcapng',
  'icmpv6-port-unreachable-firewall.pcapng',
  'healthy-big-endian.pcap',
  'healthy.pcapng.gz',
  'trap-duplicated-frames.pcapng',
  'dns-intercepted.pcapng',
  'clienthello-reset.pcapng',
].map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(CAPTURES, name))) }));
const CAPTURE_MUTATIONS = 140;
const MUTATIONS = 18;
/** Of one parser alone, which takes a thousandth of the time. */
const ALONE = 600;

const kinds: Readonly<Record<string, FuzzKind>> = {
  captures: { originals: ORIGINALS, damage: mutate, check: runPipeline },
  ...(await furtherKinds(ORIGINALS)),
};

describe.each(Object.entries(kinds))('damaged %s', (name, { originals, damage, check, whole }) => {
  const mutations = name === 'captures' ? CAPTURE_MUTATIONS : MUTATIONS;

  test(`go through the whole tool, ${mutations} of them`, async () => {
    let readable = 0;
    for (let seed = 1; seed <= mutations; seed++) {
      const original = originals[seed % originals.length].bytes;
      const other = originals[(seed * 5 + 1) % originals.length].bytes;
      const outcome = await (whole ?? check)(damage(original, other, seed), seed);
      expect(outcome.failure, `mutation ${seed}`).toBeNull();
      if (outcome.isReadable) readable++;
    }
    // Where hardly any could be read, the rest of the tool would not have been tested.
    expect(readable).toBeGreaterThan(mutations / (name === 'profiles' ? 10 : 3));
  });
});

const alone = Object.entries({ ...kinds, ...parserKinds() }).filter(
  ([, { whole, originals }]) => whole !== undefined && originals.length > 0,
);

test.each(alone)('damaged %s, their parser alone', async (name, { originals, damage, check }) => {
  let readable = 0;
  for (let seed = 1; seed <= ALONE; seed++) {
    // Neighbouring seeds damage originals far from each other.
    const original = originals[(seed * 977) % originals.length].bytes;
    const other = originals[(seed * 5 + 1) % originals.length].bytes;
    const outcome = await check(damage(original, other, seed), seed);
    expect(outcome.failure, `mutation ${seed}`).toBeNull();
    if (outcome.isReadable) readable++;
  }
  // A checksum covers all of a gzip member; a profile has a schema.
  const few = name === 'compressions' || name === 'profiles';
  expect(readable).toBeGreaterThan(few ? ALONE / 30 : ALONE / 6);
});
