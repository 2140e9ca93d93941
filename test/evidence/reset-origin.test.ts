import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { placeOf } from '../../src/diagnosis/place.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { hopsOf } from '../../src/track/hop-limit.ts';
import { say } from '../../src/words/say.ts';
import { ACK, RST, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 8443 };

/** What is seen of the first endpoint, and what it is called. */
function judged(tracked: Tracked) {
  const [endpoint] = tracked.finish(60);
  const { tracker } = tracked;
  const context = detectContext(tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  const seen = observe(endpoint, context);
  const judgement = judge(seen);
  return {
    ...judgement,
    place: placeOf(endpoint, judgement, context, tracker.neighbors),
    strengths: Object.fromEntries(seen.map(({ code, strength }) => [code, strength])),
    text: (code: string) =>
      seen.filter((one) => one.code === code).map((one) => say({ code: 'evidence', seen: one }))[0],
  };
}

/** Three connections to one port that RSTs refuse, then one to another port for each time to live. */
function refused(reset: number, own: readonly number[], delay = 0.02) {
  const tracked = new Tracked();
  for (const at of [0, 1, 2]) {
    const sequence = 1000 + at;
    tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence });
    const fields = { flags: RST | ACK, sequence: 0, acknowledgment: sequence + 1, window: 0 };
    tracked.segment(at + delay, SERVER, CLIENT, { ...fields, ttl: reset });
  }
  own.forEach((ttl, i) => {
    const client = { ...CLIENT, port: 51_000 + i };
    const server = { ...SERVER, port: 443 };
    tracked.segment(10 + i, client, server, { flags: SYN, sequence: 1 });
    const answer = { flags: SYN | ACK, sequence: 9, acknowledgment: 2, ttl };
    tracked.segment(10.02 + i, server, client, answer);
  });
  return judged(tracked);
}

it.each([
  [64, 0],
  [52, 12],
  [128, 0],
  [119, 9],
  [243, 12],
  [28, 4],
  [21, 11],
  [0, 32],
  // No start that is in use is that near: 43 hops of 255 are no way on this Internet.
  [212, -1],
  [150, -1],
  [-1, -1],
])('time to live %d has passed %d routers', (timeToLive, hops) => {
  expect(hopsOf(timeToLive)).toBe(hops);
});

describe('the way of a RST and that of the server’s other packets', () => {
  it.each([
    ['the same time to live', 52, [52, 52], { 'reset-ttl-matches': 1 }, 'closed, high'],
    ['another start, as many hops', 243, [52, 52], { 'reset-ttl-matches': 0.7 }, 'closed, high'],
    [
      'another start, as many hops, over 128',
      55,
      [119, 119],
      { 'reset-ttl-matches': 0.7 },
      'closed, high',
    ],
    ['from much nearer', 62, [52, 52], { 'reset-ttl-differs': 1 }, 'reject, high'],
    [
      'from much nearer, with another start',
      126,
      [52, 52],
      { 'reset-ttl-differs': 1 },
      'reject, high',
    ],
    ['another start, a hop nearer', 56, [119, 119], { 'reset-ttl-differs': 0.6 }, 'reject, low'],
    ['a hop nearer', 53, [52, 52], {}, 'inconclusive, low'],
    ['farther than the server', 40, [52, 52], { 'reset-ttl-differs': 0.25 }, 'reject, low'],
    // Once is not enough to know a way, and one that moves says less.
    ['nearer than the one answer', 62, [52], { 'reset-ttl-differs': 0.25 }, 'reject, low'],
    [
      'nearer than a way that moves',
      62,
      [52, 51, 52],
      { 'reset-ttl-differs': 0.25 },
      'reject, low',
    ],
    ['two ways', 62, [52, 45, 52], {}, 'inconclusive, low'],
    ['between two ways', 50, [52, 45, 52], {}, 'inconclusive, low'],
    ['a start that nobody has', 200, [52, 52], {}, 'inconclusive, low'],
  ] as const)('%s', (_, reset, own, clues, expected) => {
    const seen = refused(reset, own, expected === 'closed, high' ? 0.02 : 0.013);
    const ways = Object.entries(seen.strengths).filter(([code]) => code.startsWith('reset-ttl'));
    expect(Object.fromEntries(ways)).toEqual(clues);
    expect(`${seen.verdict}, ${seen.confidence}`).toBe(expected);
    // The next most likely thing is a firewall on the server, or right before it.
    if (seen.verdict === 'closed') {
      expect(seen.alternative?.verdict).toBe('reject');
      expect(seen.place?.code).toBe('server-end');
    }
  });

  it('is said in hops', () => {
    expect(refused(243, [52, 52]).text('reset-ttl-matches')).toBe(
      "The RST has time to live 243 (12 hops): another start, but as many hops as the server's other packets (52).",
    );
    expect(refused(62, [52, 52]).text('reset-ttl-differs')).toBe(
      "The RST has time to live 62 (2 hops), the server's other packets time to live 52 (12 hops).",
    );
    expect(refused(56, [119, 119]).place?.code).toBe('server-end');
  });
});
