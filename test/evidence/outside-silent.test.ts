import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { formatAddress } from '../../src/protocols/address-text.ts';
import { filler } from '../../support/packet-builder.ts';
import { ACK, FIN, PSH, type Side, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = '192.168.1.20';
const at = (address: string, port = 443): Side => ({ address, port });
let clientPort = 40_000;

/** A connection on which data goes both ways; gives what carries it on. */
function connect(tracked: Tracked, time: number, server: Side, ttl = 64) {
  const client = at(CLIENT, clientPort++);
  tracked.segment(time, client, server, { flags: SYN, sequence: 1000 });
  tracked.segment(time + 0.02, server, client, {
    ...{ flags: SYN | ACK, sequence: 5000, acknowledgment: 1001, ttl },
  });
  let [sent, received] = [1001, 5001];
  const send = (when: number, flags = PSH | ACK) => {
    const data = filler(100);
    tracked.segment(when, client, server, {
      ...{ flags, sequence: sent, acknowledgment: received, data },
    });
  };
  const exchange = (when: number) => {
    send(when);
    sent += 100;
    const data = filler(200);
    tracked.segment(when + 0.02, server, client, {
      ...{ flags: PSH | ACK, sequence: received, acknowledgment: sent, data, ttl },
    });
    received += 200;
    tracked.segment(when + 0.03, client, server, {
      ...{ flags: ACK, sequence: sent, acknowledgment: received },
    });
  };
  exchange(time + 0.04);
  return { exchange, send };
}

function silentSyns(tracked: Tracked, time: number, server: Side) {
  const client = at(CLIENT, clientPort++);
  for (const again of [0, 1, 3, 7]) {
    tracked.segment(time + again, client, server, { flags: SYN, sequence: 1000 });
  }
}

/** Verdicts by server, and whether an outage is told of. */
function judged(tracked: Tracked, end = 60) {
  const endpoints = tracked.finish(end);
  const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
  return new Map(
    endpoints.map((endpoint) => {
      const seen = observe(endpoint, context);
      const { verdict } = judge(seen);
      const outage = seen.find(({ code }) => code === 'outside-silent');
      const others = seen.find(({ code }) => code === 'others-answer');
      return [formatAddress(...endpoint.server), { verdict, outage, others }];
    }),
  );
}

const [A, B, C, D] = ['203.0.113.7', '198.51.100.7', '203.0.113.99', '198.51.100.200'];

describe('what fails while nothing comes from outside', () => {
  it('is one outage where connections that worked get no acknowledgment either', () => {
    const tracked = new Tracked();
    const [one, other] = [connect(tracked, 0, at(A)), connect(tracked, 1, at(B))];
    other.exchange(10);
    for (const when of [12, 12.3, 13, 15]) one.send(when);
    for (const when of [13, 13.3, 14, 16]) other.send(when, PSH | ACK | FIN);
    silentSyns(tracked, 14, at(C));
    silentSyns(tracked, 15, at(D));
    // The site's own server goes on.
    connect(tracked, 20, at('192.168.1.5', 80));
    const verdicts = judged(tracked);
    for (const server of [C, D]) {
      expect(verdicts.get(server)).toMatchObject({
        verdict: 'unreachable',
        outage: { values: { servers: 4, worked: 2, isOver: false, since: 10e6 } },
        // They answered before it.
        others: undefined,
      });
    }
  });

  it('is an outage that ends, too; and what fails besides is not of it', () => {
    const tracked = new Tracked();
    const [one, other] = [connect(tracked, 0, at(A)), connect(tracked, 1, at(B))];
    silentSyns(tracked, 2, at(D));
    one.exchange(10);
    for (const when of [12, 12.3, 13, 15]) one.send(when);
    for (const when of [13, 13.3, 14, 16]) other.send(when);
    silentSyns(tracked, 14, at(C));
    connect(tracked, 40, at(A));
    connect(tracked, 41, at(B));
    const verdicts = judged(tracked);
    expect(verdicts.get(C)).toMatchObject({
      verdict: 'unreachable',
      outage: { values: { isOver: true } },
    });
    expect(verdicts.get(D)).toMatchObject({ verdict: 'drop', outage: undefined });
  });

  it('is none where others outside go on', () => {
    const tracked = new Tracked();
    const one = connect(tracked, 0, at(A));
    for (const when of [12, 12.3, 13, 15]) one.send(when);
    silentSyns(tracked, 14, at(C));
    silentSyns(tracked, 15, at(D));
    for (let when = 1; when < 60; when += 2) connect(tracked, when, at(B));
    const verdicts = judged(tracked);
    expect(verdicts.get(C)).toMatchObject({ verdict: 'drop', outage: undefined });
    expect(verdicts.get(C)?.others).toBeDefined();
  });

  it.each([
    ['right behind a translator are the own site’s', 63, 'unreachable'],
    ['that are far tell of no outage', 52, 'drop'],
  ])('servers that go on and %s', (_, ttl, verdict) => {
    const tracked = new Tracked();
    const [one, other] = [connect(tracked, 0, at(A), 52), connect(tracked, 1, at(B), 50)];
    for (const when of [12, 12.3, 13, 15]) one.send(when);
    for (const when of [13, 13.3, 14, 16]) other.send(when);
    silentSyns(tracked, 14, at(C));
    silentSyns(tracked, 15, at(D));
    for (let when = 2; when < 60; when += 2) connect(tracked, when, at('192.0.2.80', 80), ttl);
    expect(judged(tracked).get(C)).toMatchObject({ verdict });
  });

  it('is none where only servers are asked that never worked', () => {
    const tracked = new Tracked();
    connect(tracked, 0, at(A));
    for (const server of [B, C, D]) silentSyns(tracked, 10, at(server));
    expect(judged(tracked).get(C)).toMatchObject({ verdict: 'drop', outage: undefined });
  });

  it('is none where connections end, and nothing new is asked', () => {
    const tracked = new Tracked();
    const all = [A, B, C, D].map((server, index) => connect(tracked, index / 10, at(server)));
    for (const one of all) for (const when of [12, 12.3, 13, 15]) one.send(when);
    for (const { outage } of judged(tracked).values()) expect(outage).toBeUndefined();
  });

  it('others count only around the time of the silence', () => {
    const tracked = new Tracked();
    connect(tracked, 0, at(A));
    silentSyns(tracked, 300, at(C));
    expect(judged(tracked, 400).get(C)).toMatchObject({ others: undefined });
  });
});
