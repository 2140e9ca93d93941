import { expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import { ACK, PSH, RST, SYN, Tracked } from '../../support/tracked.ts';

const request = new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n');

/** A connection that a proxy takes and then resets, or (`isGood`) that is answered. */
function exchange(tracked: Tracked, at: number, from: string, to: string, isGood: boolean): void {
  const client = { address: from, port: 42_000 + at };
  const server = { address: to, port: 8080 };
  tracked.segment(at, client, server, { flags: SYN, sequence: 100 });
  tracked.segment(at, server, client, { flags: SYN | ACK, sequence: 500, acknowledgment: 101 });
  const sent = { flags: ACK | PSH, sequence: 101, acknowledgment: 501, data: request };
  tracked.segment(at + 0.001, client, server, sent);
  const acknowledgment = 101 + request.length;
  if (!isGood) {
    tracked.segment(at + 0.002, server, client, {
      flags: RST | ACK,
      sequence: 501,
      acknowledgment,
    });
    return;
  }
  const data = new TextEncoder().encode('HTTP/1.1 200 OK\r\n\r\n');
  const answer = { flags: ACK | PSH, sequence: 501, acknowledgment, data };
  tracked.segment(at + 0.002, server, client, answer);
  const next = { flags: ACK, sequence: acknowledgment, acknowledgment: 501 + data.length };
  tracked.segment(at + 0.003, client, server, next);
}

function judged(tracked: Tracked) {
  const endpoints = tracked.finish(60);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  return endpoints.map((endpoint) => {
    const seen = observe(endpoint, context);
    const texts = seen.map((one) => say({ code: 'evidence', seen: one })).join(' ');
    return { codes: seen.map(({ code }) => code), texts, ...judge(seen) };
  });
}

it("a reset of the first data on the loopback is the host's own", () => {
  const tracked = new Tracked();
  for (const at of [0, 1]) exchange(tracked, at, '::1', '::1', false);
  const [endpoint] = judged(tracked);
  expect(endpoint.verdict).toBe('closed');
  expect(endpoint.texts).toContain('What ::1 does says nothing of 127.0.0.1.');
  expect(endpoint.codes).not.toContain('nothing-answers');
});

it('where the other loopback address works, the program listens on that', () => {
  const tracked = new Tracked();
  exchange(tracked, 0, '127.0.0.1', '127.0.0.1', false);
  exchange(tracked, 1, '::1', '::1', true);
  const [failing, working] = judged(tracked);
  expect(failing.texts).toContain('On ::1 the same port works');
  expect(working.verdict).toBe('answered');
  expect(working.codes).not.toContain('same-host');
});

it('silence on the loopback is no drop of a network, and says so', () => {
  const tracked = new Tracked();
  const client = { address: '127.0.0.1', port: 42_000 };
  const server = { address: '127.0.0.1', port: 9000 };
  for (const at of [0, 1, 3, 7]) {
    tracked.segment(at, client, server, { flags: SYN, sequence: 100 });
  }
  const [endpoint] = judged(tracked);
  expect(endpoint.verdict).toBe('inconclusive');
  expect(endpoint.reason).toEqual({ code: 'same-host' });
});

it('the same between two hosts is nothing of the kind', () => {
  const tracked = new Tracked();
  for (const at of [0, 1]) exchange(tracked, at, '192.168.1.5', '192.168.1.6', false);
  const [endpoint] = judged(tracked);
  expect(endpoint.codes).not.toContain('same-host');
  expect(endpoint.codes).not.toContain('reset-same-host');
});
