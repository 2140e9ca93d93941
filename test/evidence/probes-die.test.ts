import { expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { placeOf } from '../../src/diagnosis/place.ts';
import { isTraceroute } from '../../src/evidence/no-service.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import { ACK, RST, SYN, segmentBytes, Tracked } from '../../support/tracked.ts';

const CLIENT = '192.0.2.20';
const SERVER = '203.0.113.9';
const ROUTERS = ['192.0.2.1', '198.51.100.1', '198.51.100.5', '198.51.100.9'];

/**
 * Traces a port by SYNs, two for each time to live. Routers up to `dies` tell of them, and what goes
 * further meets nothing; by default the server, behind all routers, takes it.
 */
function trace(tracked: Tracked, port: number, dies = ROUTERS.length + 1, from = 1): void {
  for (let ttl = from; ttl <= ROUTERS.length + 2; ttl++) {
    for (const again of [0, 1]) {
      const at = port / 100 + ttl * 0.2 + again * 0.1;
      const client = { address: CLIENT, port: 30_000 + (port % 1000) * 20 + ttl * 2 + again };
      const server = { address: SERVER, port };
      const syn = { flags: SYN, sequence: 1000, ttl };
      tracked.segment(at, client, server, syn);
      if (ttl > dies) continue;
      if (ttl > ROUTERS.length) {
        const accepted = { flags: SYN | ACK, sequence: 5, acknowledgment: 1001, ttl: 60 };
        tracked.segment(at + 0.03, server, client, accepted);
        // Its system knows nothing of the connection.
        tracked.segment(at + 0.031, client, server, { flags: RST, sequence: 1001, ttl: 64 });
      } else {
        const bytes = segmentBytes(client, server, syn);
        tracked.icmpError(at + 0.01, ROUTERS[ttl - 1], CLIENT, [11, 0], bytes, 28, 64);
      }
    }
  }
}

function judged(tracked: Tracked, end = 200) {
  const endpoints = tracked.finish(end);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  return endpoints.map((endpoint) => {
    const seen = observe(endpoint, context);
    const judgement = judge(seen);
    const place = placeOf(endpoint, judgement, context, tracked.tracker.neighbors);
    const texts = seen.map((one) => say({ code: 'evidence', seen: one })).join(' ');
    return { codes: seen.map(({ code }) => code), texts, place, endpoint, ...judgement };
  });
}

it('a port that dies behind a router while another goes on is filtered there', () => {
  const tracked = new Tracked();
  trace(tracked, 443, ROUTERS.length + 2);
  trace(tracked, 8443, 2);
  const [open, shut] = judged(tracked);
  expect(shut.verdict).toBe('drop');
  expect(shut.texts).toContain('Probes die behind hop 2 (198.51.100.1): 8 probes');
  expect(shut.texts).toContain('of those to TCP 443 198.51.100.5 answers at 3');
  expect(shut.place?.code).toBe('near');
  expect(say(shut.place!.sentence)).toContain('behind or at hop 2, 198.51.100.1');
  expect(open.verdict).toBe('answered');
});

it('behind the last router it is at the end of the server', () => {
  const tracked = new Tracked();
  trace(tracked, 443, ROUTERS.length + 2);
  trace(tracked, 8443, ROUTERS.length);
  const [, shut] = judged(tracked);
  expect(shut.texts).toContain('the server itself answers at 5');
  expect(shut.place?.code).toBe('server-end');
});

it.each([
  ['SYN/ACK', { flags: SYN | ACK, sequence: 5, acknowledgment: 1001, ttl: 60 }],
  ['RST', { flags: RST | ACK, sequence: 0, acknowledgment: 1001, ttl: 60 }],
])('nothing dies where the server is heard on that port: its %s, without the SYN', (_, answer) => {
  const tracked = new Tracked();
  trace(tracked, 443, ROUTERS.length + 2);
  trace(tracked, 8443, 2);
  const client = { address: CLIENT, port: 40_000 };
  const server = { address: SERVER, port: 8443 };
  tracked.segment(86, server, client, answer);
  const [, shut] = judged(tracked);
  expect(shut.codes).not.toContain('probes-die');
  expect(shut.verdict).not.toBe('drop');
});

it('without another port that goes on nothing is said of who is silent', () => {
  const tracked = new Tracked();
  trace(tracked, 8443, 2);
  const [only] = judged(tracked);
  expect(only.verdict).toBe('inconclusive');
  expect(only.reason).toEqual({ code: 'trace' });
  expect(only.codes).toContain('trace-ends');
  expect(only.codes).not.toContain('icmp-unreachable');
});

it('probes that routers all tell of ask for no service', () => {
  const tracked = new Tracked();
  for (const port of [443, 8443]) trace(tracked, port, ROUTERS.length, 1);
  const ended = new Tracked();
  const client = { address: CLIENT, port: 30_000 };
  for (const ttl of [1, 2]) {
    const syn = { flags: SYN, sequence: 1000 + ttl, ttl };
    const probe = { ...client, port: 30_000 + ttl };
    ended.segment(ttl, probe, { address: SERVER, port: 80 }, syn);
    const bytes = segmentBytes(probe, { address: SERVER, port: 80 }, syn);
    ended.icmpError(ttl + 0.01, ROUTERS[ttl - 1], CLIENT, [11, 0], bytes, 28, 64);
  }
  expect(judged(ended).map(({ endpoint }) => isTraceroute(endpoint))).toEqual([true]);
  expect(judged(tracked).map(({ endpoint }) => isTraceroute(endpoint))).toEqual([false, false]);
});

it('a system that starts low, behind routers, is no traceroute', () => {
  const tracked = new Tracked();
  const server = { address: SERVER, port: 443 };
  for (const at of [0, 1, 3, 7]) {
    tracked.segment(at, { address: CLIENT, port: 40_000 }, server, {
      ...{ flags: SYN, sequence: 7, ttl: 29 },
    });
  }
  const [silent] = judged(tracked);
  expect(silent.codes).toContain('syn-only-retransmits');
  expect(silent.codes).not.toContain('trace-ends');
});

it('probes that a router may yet tell of when the capture ends are not dead', () => {
  const tracked = new Tracked();
  trace(tracked, 443, ROUTERS.length + 2);
  trace(tracked, 8443, 2);
  const [, shut] = judged(tracked, 84.43 + (ROUTERS.length + 2) * 0.2 + 0.2);
  expect(shut.codes).not.toContain('probes-die');
});

/** What routers, by their place in `ROUTERS`, say of probes that the capture does not have. */
function told(tracked: Tracked, port: number, routers: readonly number[]): void {
  for (const [i, router] of routers.entries()) {
    const client = { address: CLIENT, port: 40_000 + port + i };
    const syn = segmentBytes(
      client,
      { address: SERVER, port },
      { flags: SYN, sequence: 1, ttl: 1 },
    );
    tracked.icmpError(1 + i, ROUTERS[router], CLIENT, [11, 0], syn, 28, 64);
  }
}

it.each([
  ['several routers', [0, 1, 2], true],
  ['one router', [1, 1, 1], false],
])('times to live that end at %s, of packets that are not there', (_, routers, isTrace) => {
  const tracked = new Tracked();
  told(tracked, 443, routers);
  const [{ codes, verdict, reason }] = judged(tracked);
  expect(codes.includes('way-traced')).toBe(isTrace);
  expect(verdict).toBe('inconclusive');
  if (isTrace) expect(reason).toEqual({ code: 'trace' });
});

it('one router’s, where the client traces another port of the server', () => {
  const tracked = new Tracked();
  trace(tracked, 443, ROUTERS.length + 2);
  told(tracked, 8443, [1]);
  const shut = judged(tracked).find(({ endpoint }) => endpoint.port === 8443)!;
  expect(shut.codes).toContain('way-traced');
  expect(shut.verdict).toBe('inconclusive');
});

it('a lost probe that a router behind the last told of got further', () => {
  const far = new Tracked();
  trace(far, 443, ROUTERS.length + 2);
  trace(far, 8443, 2);
  told(far, 8443, [3]);
  expect(judged(far).find(({ endpoint }) => endpoint.port === 8443)!.verdict).toBe('inconclusive');
  const near = new Tracked();
  trace(near, 443, ROUTERS.length + 2);
  trace(near, 8443, 2);
  told(near, 8443, [1]);
  expect(judged(near).find(({ endpoint }) => endpoint.port === 8443)!.verdict).toBe('drop');
});
