// Captures of several places around a real nftables firewall (captures/lab/sides): the truth is the
// rule that was set. All segments and directions are right, and nothing is claimed where the captures
// do not allow it.

import { describe, expect, test } from 'vitest';
import { judgeSides, sidesScore, sidesTruths } from '../support/lab/sides.ts';

const truths = sidesTruths();

describe('captures of several places', () => {
  test.each(truths.map((truth) => [truth.name, truth] as const))('%s', async (_, truth) => {
    const report = await judgeSides(truth);
    const { named, abstained, wrong } = sidesScore(truth, report);
    expect(wrong).toEqual([]);
    expect(named + abstained).toBe(truth.endpoints.length);
  });

  test('there are those that must be told, and those that cannot be', () => {
    const endpoints = truths.flatMap((truth) => truth.endpoints);
    expect(endpoints.filter(({ mustAbstain }) => mustAbstain).length).toBeGreaterThan(8);
    expect(endpoints.filter(({ mustAbstain }) => !mustAbstain).length).toBeGreaterThan(60);
    expect(truths.filter((truth) => truth.endpoints.length === 0).length).toBeGreaterThan(4);
  });
});

describe('what the way changes', () => {
  const changesOf = async (name: string) => {
    const truth = truths.find((one) => one.name === name);
    if (truth === undefined) throw new Error(`no ${name}`);
    const { sides } = await judgeSides(truth);
    return new Set(
      (sides?.endpoints ?? []).flatMap(({ changes }) => changes.map(({ code }) => code)),
    );
  };

  test('address translation, both ends', async () => {
    const codes = await changesOf('sides-dnat-works');
    expect(codes).toContain('client-translated');
    expect(codes).toContain('server-translated');
    expect(codes).not.toContain('proxied');
  });

  test('a proxy, and a SYN proxy', async () => {
    expect(await changesOf('sides-tcp-proxy')).toContain('proxied');
    expect(await changesOf('sides-syn-proxy')).toContain('handshake-by-proxy');
  });

  test('nothing but hops where nothing is changed', async () => {
    expect([...(await changesOf('sides-healthy'))]).toEqual(['hops']);
  });
});

test('the difference of two clocks is known within its error', async () => {
  const truth = truths.find(({ name }) => name === 'sides-clocks');
  if (truth === undefined) throw new Error('no capture');
  const { sides } = await judgeSides(truth);
  const { clock } = sides?.segments[0] ?? {};
  // Set 47 s behind; the way takes 11 ms, which is what the bounds leave open.
  expect(Math.abs((clock?.offset ?? 0) + 47e6)).toBeLessThan((clock?.error ?? 0) + 3_000);
  expect(clock?.error).toBeLessThan(14_000);
});
