import { describe, expect, it } from 'vitest';
import { detectContext } from '../../src/diagnosis/context.ts';
import { judge } from '../../src/diagnosis/judge.ts';
import { captureLoss } from '../../src/evidence/loss.ts';
import type { SynOnlyRetransmits } from '../../src/evidence/syn-unanswered.ts';
import { observe } from '../../src/evidence/table.ts';
import { ProfileMatcher } from '../../src/profiles/profile.ts';
import { GENERIC_PROFILE } from '../../src/profiles/profiles.ts';
import { CaptureFacts } from '../../src/track/facts/capture-facts.ts';
import { captureLossText } from '../../src/words/en/evidence.ts';
import { say } from '../../src/words/say.ts';
import { ACK, PSH, RST, SYN, segmentBytes, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 443 };
const OTHER = { address: '198.51.100.8', port: 443 };

function judged(tracked: Tracked, end: number, droppedPackets = 0) {
  const [endpoint] = tracked.finish(end);
  const matcher = new ProfileMatcher(GENERIC_PROFILE);
  const context = detectContext(tracked.tracker, matcher, droppedPackets);
  return judge(observe(endpoint, context));
}

/** Attempts from new ports, each SYN sent so many times. */
function attempts(tracked: Tracked, count: number, syns: number): void {
  for (let i = 0; i < count; i++) {
    const client = { ...CLIENT, port: CLIENT.port + i };
    for (const at of [0, 1, 3, 7].slice(0, syns)) {
      tracked.segment(i * 10 + at, client, SERVER, { flags: SYN, sequence: 1000 + i });
    }
  }
}

/** A connection that works, of which the capture has only every other packet of data. */
function lossyTransfer(tracked: Tracked, from: number): void {
  const client = { ...CLIENT, port: 60_000 };
  tracked.segment(from, client, OTHER, { flags: SYN, sequence: 1 });
  tracked.segment(from, OTHER, client, { flags: SYN | ACK, sequence: 1, acknowledgment: 2 });
  for (let i = 1; i < 40; i += 2) {
    const sequence = 2 + i * 1000;
    tracked.segment(from + i / 100, OTHER, client, {
      flags: ACK | PSH,
      sequence,
      acknowledgment: 2,
      data: new Uint8Array(1000),
    });
    const acknowledgment = sequence + 2000;
    tracked.segment(from + i / 100, client, OTHER, { flags: ACK, sequence: 2, acknowledgment });
  }
}

describe('silence in a capture that', () => {
  it('lost packets, by its own acknowledgments, proves nothing where each SYN was sent once', () => {
    const lossy = new Tracked();
    attempts(lossy, 4, 1);
    lossyTransfer(lossy, 40);
    const verdict = judged(lossy, 60);
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.reason).toMatchObject({
      code: 'evidence',
      seen: { code: 'capture-lost-packets' },
    });
    // The same with all of the data there: the lone SYNs are judged by what they are.
    const whole = new Tracked();
    attempts(whole, 4, 1);
    expect(judged(whole, 60).evidence.map(({ code }) => code)).not.toContain(
      'capture-lost-packets',
    );
  });

  it('lost packets still shows that a client which asks again had no answer', () => {
    const lossy = new Tracked();
    attempts(lossy, 3, 4);
    lossyTransfer(lossy, 40);
    expect(judged(lossy, 60).verdict).toBe('drop');
  });

  it('has packets cut before their ports proves nothing', () => {
    const cut = new Tracked();
    attempts(cut, 4, 1);
    const bytes = segmentBytes(SERVER, CLIENT, { flags: SYN | ACK, sequence: 5 });
    for (let at = 41; at < 50; at++) cut.packet(at, bytes, 36);
    expect(cut.tracker.capture.cutPackets).toBe(9);
    expect(judged(cut, 60)).toMatchObject({ verdict: 'inconclusive' });
  });

  it('slept is counted up to the sleep, and says so', () => {
    const slept = new Tracked();
    attempts(slept, 1, 4);
    for (let at = 8; at < 9; at += 0.01) lossless(slept, at);
    lossless(slept, 7200);
    const verdict = judged(slept, 7201);
    const row = verdict.evidence.find(({ code }) => code === 'capture-clock-jumped');
    expect(row?.values).toMatchObject({ jumpsBack: 0, pauses: 1 });
    expect(row && say({ code: 'evidence', seen: row })).toContain(
      'the capture has nothing for up to 2 h (host asleep?)',
    );
    const { waited } = verdict.evidence[0].values as SynOnlyRetransmits;
    expect(waited).toBeGreaterThanOrEqual(9e6);
    expect(waited).toBeLessThanOrEqual(10e6);
  });
});

function lossless(tracked: Tracked, at: number): void {
  tracked.segment(at, OTHER, { ...CLIENT, port: 61_000 }, { flags: ACK, sequence: 5 });
}

it('refusals stand on packets that are there, whatever else was lost', () => {
  const tracked = new Tracked();
  for (const at of [0, 1, 2]) {
    const sequence = 100 + at;
    tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence, ttl: 128 });
    const reset = { flags: RST | ACK, sequence: 0, acknowledgment: sequence + 1, ttl: 64 };
    tracked.segment(at + 0.0003, SERVER, CLIENT, reset);
  }
  lossyTransfer(tracked, 10);
  const verdict = judged(tracked, 60, 1000);
  expect(verdict.verdict).toBe('reject');
  expect(verdict.evidence.filter(({ weight }) => weight < 0)).toEqual([]);
});

it('drops without any packet are all lost, in numbers', () => {
  const loss = captureLoss({ capture: new CaptureFacts(), droppedPackets: 1 });
  expect(loss).toEqual({ share: 1, shownBy: 'statistics', number: 1 });
  expect(loss && captureLossText(loss)).toBe('1 packet was lost while capturing (100 %).');
});
