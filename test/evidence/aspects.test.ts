import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MemorySource } from '../../src/capture/byte-source.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge, PLAINLY_ANSWERED } from '../../src/diagnosis/judge.ts';
import { DETECTORS, isPlainlyAnswered, observe, observeBy } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { Next, runPackets } from '../../src/track/run-packets.ts';
import { Tracker } from '../../src/track/tracker.ts';
import { CAPTURES, captureNames, labCaptureNames } from '../../support/shipped-captures.ts';

/** Endpoints of a capture, and what detectors may look at beside them. */
async function tracked(name: string) {
  const reader = await openCapture(new MemorySource(readFileSync(join(CAPTURES, name)), name));
  const tracker = new Tracker();
  await runPackets(reader, {
    stopsAtTcp: true,
    observe(view) {
      tracker.observe(view, true);
      return Next.MORE;
    },
  });
  tracker.finish();
  return {
    endpoints: tracker.endpoints.endpoints.filter(({ asked }) => asked === null),
    context: detectContext(tracker, new ProfileMatcher(GENERIC_PROFILE), 0),
  };
}

test('the detectors that are about what an endpoint has see what all see', async () => {
  let compared = 0;
  let plain = 0;
  const some = labCaptureNames().filter((_, i) => i % 3 === 0);
  for (const name of [...captureNames(), ...some]) {
    const { endpoints, context } = await tracked(name);
    for (const endpoint of endpoints) {
      const all = observeBy(DETECTORS, endpoint, context);
      const seen = observe(endpoint, context);
      if (endpoint.packets > 0) expect(seen, `${name}, port ${endpoint.port}`).toEqual(all);
      if (endpoint.packets > 0 && all.length > 0) compared++;
      if (!isPlainlyAnswered(endpoint, context)) continue;
      plain++;
      expect(judge(all), name).toEqual({ ...PLAINLY_ANSWERED, evidence: expect.anything() });
    }
  }
  expect(compared).toBeGreaterThan(500);
  expect(plain).toBeGreaterThan(200);
});
