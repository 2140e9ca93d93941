import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { type AttemptsLost, findRateLimit } from '../../src/evidence/attempts-lost.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { say } from '../../src/words/say.ts';
import { dnsQuery, dnsResponse, filler } from '../../support/packet-builder.ts';
import { ACK, FIN, PSH, RST, type SegmentFields, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = '192.168.1.20';
const SERVERS = ['198.51.100.7', '203.0.113.8', '198.51.100.9', '192.0.2.77'];
const LISTENING = '198.51.100.200';
const LISTENING_WORD = 0xc63364c8 | 0;

/** Numbers from 0 to 1, the same every time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Packets of many conversations, sent in the order of their times. */
class Scene {
  readonly #packets: { at: number; send: (tracked: Tracked) => void }[] = [];
  #port = 40_000;
  end = 0;

  segment(at: number, from: string, to: string, ports: [number, number], fields: SegmentFields) {
    this.end = Math.max(this.end, at);
    const [source, destination] = ports;
    this.#packets.push({
      at,
      send: (tracked) =>
        tracked.segment(
          at,
          { address: from, port: source },
          { address: to, port: destination },
          fields,
        ),
    });
  }

  datagram(at: number, from: string, to: string, ports: [number, number], data: Uint8Array) {
    this.end = Math.max(this.end, at);
    const [source, destination] = ports;
    this.#packets.push({
      at,
      send: (tracked) =>
        tracked.datagram(
          at,
          { address: from, port: source },
          { address: to, port: destination },
          data,
          from === CLIENT ? 64 : 52,
        ),
    });
  }

  /**
   * A connection as the client's own interface sees it: SYNs after 0, 1, 3, 7 s, then a request
   * that is sent again until it is answered.
   * @param passes whether a packet gets through to the other side
   */
  connect(at: number, server: string, passes: (at: number) => boolean, roundTrip = 0.03): void {
    const port = this.#port++;
    const out = (time: number, fields: SegmentFields) =>
      this.segment(time, CLIENT, server, [port, 443], fields);
    const back = (time: number, fields: SegmentFields) =>
      this.segment(time, server, CLIENT, [443, port], { ttl: 52, ...fields });
    let accepted = -1;
    for (const after of [0, 1, 3, 7]) {
      const time = at + after;
      if (accepted >= 0 && accepted < time) break;
      out(time, { flags: SYN, sequence: 1000 });
      if (accepted >= 0 || !passes(time) || !passes(time)) continue;
      accepted = time + roundTrip;
      back(accepted, { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001 });
    }
    if (accepted < 0) return;
    out(accepted + 0.0001, { flags: ACK, sequence: 1001, acknowledgment: 5001 });
    for (let i = 0, wait = 0.3, time = accepted + 0.001; i < 6; i++, time += wait, wait *= 2) {
      out(time, { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data: filler(200) });
      if (!passes(time) || !passes(time)) continue;
      const acknowledgment = 1201;
      back(time + roundTrip, {
        flags: ACK | PSH,
        sequence: 5001,
        acknowledgment,
        data: filler(500),
      });
      out(time + roundTrip + 0.001, {
        flags: ACK | FIN,
        sequence: 1201,
        acknowledgment: 5501,
      });
      return;
    }
  }

  /** A DNS question, asked after 0, 1, 2, 4 s until it is answered. */
  ask(at: number, server: string, passes: (at: number) => boolean, roundTrip = 0.03): void {
    const port = this.#port++;
    const name = `host${port}.example`;
    const question = { id: port & 0xffff, name, type: 'A' as const };
    let answered = -1;
    for (const after of [0, 1, 2, 4]) {
      const time = at + after;
      if (answered >= 0 && answered < time) break;
      this.datagram(time, CLIENT, server, [port, 53], dnsQuery(question));
      if (answered >= 0 || !passes(time) || !passes(time)) continue;
      answered = time + roundTrip;
      this.datagram(answered, server, CLIENT, [53, port], dnsResponse(question));
    }
  }

  /** The judgement of each endpoint, by server and port. */
  judge() {
    const tracked = new Tracked();
    this.#packets.sort((one, other) => one.at - other.at);
    for (const { send } of this.#packets) send(tracked);
    const endpoints = tracked.finish(this.end + 20);
    const context = detectContext(tracked.tracker, new ProfileMatcher(GENERIC_PROFILE), 0);
    return endpoints.map((endpoint) => {
      const observations = observe(endpoint, context);
      return { endpoint, observations, judgement: judge(observations) };
    });
  }
}

const always = () => true;

describe('random loss is no firewall', () => {
  it.each([
    [0.1, 1],
    [0.1, 2],
    [0.1, 3],
    [0.3, 4],
    [0.3, 5],
    [0.3, 6],
    [0.3, 7],
    [0.3, 8],
    [0.3, 9],
    [0.2, 10],
    [0.2, 11],
    [0.05, 12],
  ])('%d of all packets lost (seed %d)', (loss, seed) => {
    const next = random(seed);
    const passes = () => next() >= loss;
    const scene = new Scene();
    for (let i = 0; i < 40; i++) scene.connect(i * 1.3, SERVERS[i % 4], passes);
    for (let i = 0; i < 40; i++) scene.ask(i * 1.7, '192.0.2.53', passes);
    // Asked rarely: with nothing else to go by, a lost connection looks like a drop.
    for (let i = 0; i < 12; i++) scene.connect(i * 4, `203.0.113.${20 + i}`, passes);
    for (const { judgement, endpoint } of scene.judge()) {
      const name = `${endpoint.server[3] & 0xff}:${endpoint.port}`;
      expect(['answered', 'inconclusive'], name).toContain(judgement.verdict);
      if (endpoint.attempts >= 10) expect(judgement.verdict, name).toBe('answered');
    }
  });

  it('is not taken for a rate limit', () => {
    for (let seed = 0; seed < 40; seed++) {
      const next = random(seed);
      const attempts = Array.from({ length: 40 }, (_, i) => ({
        at: Math.floor(i / 8) * 5e6 + (i % 8) * 50_000,
        sends: next() < 0.5 ? 1 : 3,
        isAnswered: true,
      }));
      expect(findRateLimit(attempts), `seed ${seed}`).toBeNull();
    }
  });

  it('but a server that never answers on such a line still is dropped', () => {
    const next = random(11);
    const passes = () => next() >= 0.05;
    const scene = new Scene();
    for (let i = 0; i < 30; i++) scene.connect(i, SERVERS[i % 4], passes);
    for (let i = 0; i < 4; i++) scene.connect(i * 9, LISTENING, () => false);
    const dropped = scene.judge().filter(({ judgement }) => judgement.verdict === 'drop');
    expect(dropped.map(({ endpoint }) => endpoint.attempts)).toEqual([4]);
  });
});

describe('some attempts fail on a line that loses nothing', () => {
  const scene = (good: number, bad: number) => {
    const made = new Scene();
    for (let i = 0; i < 20; i++) made.connect(i, SERVERS[i % 3], always);
    // One of two servers behind the address is down.
    for (let i = 0; i < good + bad; i++) {
      const isBad = (i * bad) % (good + bad) < bad;
      made.connect(i * 3, LISTENING, () => !isBad);
    }
    const found = made.judge().find(({ endpoint }) => endpoint.attempts === good + bad);
    if (found === undefined) throw new Error('no endpoint');
    return found;
  };

  it.each([
    [9, 1, ['answered']],
    [6, 5, ['answered']],
    [2, 10, ['drop']],
  ] as const)('%d answered, %d never: %s', (good, bad, verdicts) => {
    const { judgement, observations } = scene(good, bad);
    expect(verdicts).toContain(judgement.verdict);
    const lost = observations.find(({ code }) => code === 'attempts-lost');
    expect(lost?.values).toMatchObject({ attempts: bad, answered: good });
    expect((lost?.values as AttemptsLost | undefined)?.loss?.share).toBeLessThan(0.02);
    expect(lost?.strength).toBeCloseTo(bad / (good + bad), 5);
  });
});

describe('rate limits', () => {
  it('the first of each burst pass, the rest does not, and so again', () => {
    const scene = new Scene();
    for (let i = 0; i < 20; i++) scene.connect(i, SERVERS[i % 3], always);
    // Five bursts of eight, of which three pass, and none of what is sent again.
    for (let burst = 0; burst < 5; burst++) {
      for (let i = 0; i < 8; i++) {
        scene.connect(burst * 20 + i * 0.02, LISTENING, () => i < 3);
      }
    }
    const limited = scene.judge().find(({ endpoint }) => endpoint.attempts === 40);
    const seen = limited?.observations.find(({ code }) => code === 'rate-limited');
    expect(seen?.values).toMatchObject({ most: 3, window: 1e6 });
    // It works for a client that asks less often: no certain drop.
    expect(limited?.judgement.confidence).not.toBe('high');
  });

  it('one dead server of three behind a balancer is none: a client that hangs there is quick between', () => {
    const attempts = Array.from({ length: 24 }, (_, i) => ({
      at: Math.floor(i / 3) * 6_000_000 + (i % 3) * 200_000,
      sends: i % 3 === 2 ? 5 : 1,
      isAnswered: i % 3 !== 2,
    }));
    expect(findRateLimit(attempts)).toBeNull();
    // One more that fails is no turn.
    const limited = attempts.flatMap((one) =>
      one.isAnswered ? [one] : [one, { ...one, at: one.at + 1 }],
    );
    expect(findRateLimit(limited)).toMatchObject({ most: 2, foretold: 1 });
  });

  it('an outage is none: all pass, then none', () => {
    const attempts = Array.from({ length: 40 }, (_, i) => ({
      at: i * 100_000,
      sends: i < 20 ? 1 : 4,
      isAnswered: i < 20,
    }));
    expect(findRateLimit(attempts)).toBeNull();
  });
});

describe('slow is not dropped', () => {
  it.each([0.8, 1.5, 3.2, 5])('answers after %d s', (roundTrip) => {
    const scene = new Scene();
    for (let i = 0; i < 5; i++) {
      scene.connect(i * 2, SERVERS[i % 2], always, roundTrip);
      scene.ask(i * 2, '192.0.2.53', always, roundTrip);
    }
    for (const { judgement } of scene.judge()) expect(judgement.verdict).toBe('answered');
  });
});

describe('the way back', () => {
  it('SYN/ACKs that the client never gets, as a mirror port sees them', () => {
    const scene = new Scene();
    for (let i = 0; i < 6; i++) scene.connect(i, SERVERS[i % 3], always);
    for (const [time, sequence] of [
      [0, 1000],
      [30, 9000],
    ]) {
      for (const after of [0, 1, 3, 7]) {
        const ports: [number, number] = [50_000, 443];
        scene.segment(time + after, CLIENT, LISTENING, ports, { flags: SYN, sequence });
        scene.segment(time + after + 0.02, LISTENING, CLIENT, [443, 50_000], {
          flags: SYN | ACK,
          sequence: 5000,
          acknowledgment: sequence + 1,
          ttl: 52,
        });
      }
    }
    const back = scene.judge().find(({ endpoint }) => endpoint.server[3] === LISTENING_WORD);
    expect(back?.endpoint.attempts).toBe(2);
    expect(back?.judgement).toMatchObject({ verdict: 'drop' });
    expect(back?.judgement.evidence[0]).toMatchObject({
      code: 'syn-ack-unacknowledged',
      values: { attempts: 2 },
    });
  });

  it('a half-open scan is none: the client asks once', () => {
    const scene = new Scene();
    scene.segment(0, CLIENT, LISTENING, [50_000, 443], { flags: SYN, sequence: 1 });
    for (const at of [0.02, 1, 3]) {
      scene.segment(at, LISTENING, CLIENT, [443, 50_000], {
        flags: SYN | ACK,
        sequence: 5000,
        acknowledgment: 2,
      });
    }
    const [{ judgement }] = scene.judge();
    expect(judgement.verdict).toBe('inconclusive');
    expect(judgement.evidence.map(({ code }) => code)).toContain('exchange-unfinished');
  });
});

describe('connections that fail later', () => {
  const OWN = 52;
  /** A connection that works, waits `pause` seconds, and then goes on by `ending`. */
  function exchange(
    scene: Scene,
    port: number,
    at: number,
    pause: number,
    ending: 'stall' | 'reset' | 'own-reset' | 'works',
  ): void {
    const out = (time: number, fields: SegmentFields) =>
      scene.segment(time, CLIENT, LISTENING, [port, 443], fields);
    const back = (time: number, fields: SegmentFields) =>
      scene.segment(time, LISTENING, CLIENT, [443, port], { ttl: OWN, ...fields });
    out(at, { flags: SYN, sequence: 1000 });
    back(at + 0.03, { flags: SYN | ACK, sequence: 5000, acknowledgment: 1001 });
    out(at + 0.031, { flags: ACK, sequence: 1001, acknowledgment: 5001 });
    const data = filler(100);
    out(at + 0.04, { flags: ACK | PSH, sequence: 1001, acknowledgment: 5001, data });
    back(at + 0.07, { flags: ACK | PSH, sequence: 5001, acknowledgment: 1101, data });
    out(at + 0.08, { flags: ACK, sequence: 1101, acknowledgment: 5101 });
    const later = at + pause;
    const again = { flags: ACK | PSH, sequence: 1101, acknowledgment: 5101, data };
    if (ending === 'stall') {
      for (const after of [0, 0.3, 0.9, 2.1, 4.5, 9.3]) out(later + after, again);
      return;
    }
    out(later, again);
    if (ending === 'works') {
      back(later + 0.03, { flags: ACK | PSH, sequence: 5101, acknowledgment: 1201, data });
      return;
    }
    const ttl = ending === 'reset' ? 63 : OWN;
    back(later + 0.002, { flags: RST | ACK, sequence: 5101, acknowledgment: 1201, ttl });
  }
  const others = (scene: Scene) => {
    for (let i = 0; i < 40; i++) scene.connect(i * 10, SERVERS[i % 3], always);
  };
  const outcome = (scene: Scene) => {
    const last = scene.judge().find(({ endpoint }) => endpoint.server[3] === LISTENING_WORD);
    if (last === undefined) throw new Error('no endpoint');
    return last;
  };
  const codes = (scene: Scene) => outcome(scene).observations.map(({ code }) => code);

  it('stalled, most of them: dropped, and the text says after how long a pause', () => {
    const scene = new Scene();
    others(scene);
    for (let i = 0; i < 4; i++) exchange(scene, 50_000 + i, i * 5, 200, 'stall');
    const { judgement, observations } = outcome(scene);
    expect(judgement.verdict).toBe('drop');
    expect(judgement.confidence).not.toBe('high');
    const seen = observations.find(({ code }) => code === 'connection-stalled');
    expect(seen?.values).toMatchObject({ connections: 4, of: 4, afterIdle: { connections: 4 } });
    expect(seen && say({ code: 'evidence', seen })).toMatch(
      /4 connections of 4.*after 3 min or more.*idle time-out/,
    );
  });

  it('stalled once of many: named, and still answered', () => {
    const scene = new Scene();
    others(scene);
    for (let i = 0; i < 6; i++) {
      exchange(scene, 50_000 + i, i * 5, 2, i === 3 ? 'stall' : 'works');
    }
    expect(outcome(scene).judgement.verdict).toBe('answered');
    expect(codes(scene)).toContain('connection-stalled');
  });

  it('stalled together with everything else: the network went, no rule', () => {
    const scene = new Scene();
    for (let i = 0; i < 4; i++) exchange(scene, 50_000 + i, i * 0.2, 3, 'stall');
    expect(outcome(scene).judgement.verdict).toBe('inconclusive');
  });

  it('acknowledged in the end: nothing', () => {
    const scene = new Scene();
    exchange(scene, 50_000, 0, 1, 'stall');
    scene.segment(20, LISTENING, CLIENT, [443, 50_000], {
      flags: ACK,
      sequence: 5101,
      acknowledgment: 1201,
      ttl: OWN,
    });
    expect(codes(scene)).not.toContain('connection-stalled');
  });

  it('reset by another in mid-exchange', () => {
    const scene = new Scene();
    others(scene);
    for (let i = 0; i < 4; i++) exchange(scene, 50_000 + i, i * 5, 1, 'reset');
    const { judgement, observations } = outcome(scene);
    expect(judgement).toMatchObject({ verdict: 'reject', confidence: 'medium' });
    const seen = observations.find(({ code }) => code === 'connection-reset-later');
    expect(seen?.values).toMatchObject({ reset: { minimum: 63, maximum: 63 }, afterIdle: null });
    expect(seen && say({ code: 'evidence', seen })).toContain(
      'time to live 63, while the same connection',
    );
  });

  it('reset by the server itself: its own affair', () => {
    const scene = new Scene();
    for (let i = 0; i < 4; i++) exchange(scene, 50_000 + i, i * 5, 1, 'own-reset');
    expect(codes(scene)).not.toContain('connection-reset-later');
    expect(outcome(scene).judgement.verdict).toBe('answered');
  });
});
