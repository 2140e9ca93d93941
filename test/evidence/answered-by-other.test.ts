import { expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import { ACK, RST, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.31', port: 50_000 };
const OUTSIDE = { address: '203.0.113.10', port: 443 };
const INSIDE = { address: '192.168.1.50', port: 8443 };

/** SYNs to the outside address; each time a SYN/ACK comes from the inside one, and is reset. */
function hairpin(acknowledgment: number, port = CLIENT.port, answering = INSIDE) {
  const tracked = new Tracked();
  for (const at of [0, 1, 3]) {
    tracked.segment(at, CLIENT, OUTSIDE, { flags: SYN, sequence: 1000 });
    const client = { ...CLIENT, port };
    const accepted = { flags: SYN | ACK, sequence: 9, acknowledgment };
    tracked.segment(at + 0.001, answering, client, accepted);
    tracked.segment(at + 0.0011, client, answering, { flags: RST, sequence: acknowledgment });
  }
  const endpoints = tracked.finish(60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  return endpoints.map((endpoint) => {
    const seen = observe(endpoint, context);
    return { seen, ...judge(seen) };
  });
}

it('a SYN/ACK to this very SYN from another address: delivered, no drop', () => {
  const [asked, answering] = hairpin(1001);
  expect(asked.verdict).toBe('unreachable');
  const own = asked.seen.find(({ code }) => code === 'answered-by-other')!;
  expect(own.frames).toEqual([1, 2]);
  const text = say({ code: 'evidence', seen: own });
  expect(text).toContain('192.168.1.50');
  expect(text).toContain('hairpin NAT');
  // The one that answers was not asked by its own address.
  expect(answering).toMatchObject({
    verdict: 'inconclusive',
    reason: { code: 'answers-for-other' },
  });
  const other = answering.seen.find(({ code }) => code === 'answers-for-other')!;
  expect(say({ code: 'evidence', seen: other })).toContain('203.0.113.10');
});

it('of a server elsewhere that answers for another hairpin NAT is not said', () => {
  const [asked] = hairpin(1001, CLIENT.port, { address: '198.51.100.7', port: 8443 });
  const own = asked.seen.find(({ code }) => code === 'answered-by-other')!;
  expect(say({ code: 'evidence', seen: own })).not.toContain('hairpin');
});

it.each([
  ['another SYN', 2001, CLIENT.port],
  ['another port', 1001, 50_001],
])('a SYN/ACK to %s answers nothing of it', (_, acknowledgment, port) => {
  const [{ seen }] = hairpin(acknowledgment, port);
  expect(seen.map(({ code }) => code)).toContain('syn-only-retransmits');
  expect(seen.map(({ code }) => code)).not.toContain('answered-by-other');
});

it('SYN/ACKs that nobody asked for, and that the client resets, are backscatter', () => {
  const tracked = new Tracked();
  for (const at of [0, 1, 3]) {
    const client = { ...CLIENT, port: 50_000 + at };
    const accepted = { flags: SYN | ACK, sequence: 9, acknowledgment: 7001 };
    tracked.segment(at, OUTSIDE, client, accepted);
    tracked.segment(at + 0.0001, client, OUTSIDE, { flags: RST, sequence: 7001 });
  }
  const [endpoint] = tracked.finish(60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const seen = observe(endpoint, context);
  expect(judge(seen)).toMatchObject({ verdict: 'inconclusive', reason: { code: 'unasked' } });
  const [own] = seen.filter(({ code }) => code === 'unasked-answers');
  expect(say({ code: 'evidence', seen: own })).toContain(
    '3 SYN/ACKs answer SYNs that this client did not send',
  );
});
