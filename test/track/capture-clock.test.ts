import { describe, expect, it } from 'vitest';
import { ACK, PSH, RST, SYN, Tracked } from '../../support/tracked.ts';

const CLIENT = { address: '192.168.1.20', port: 50_000 };
const SERVER = { address: '198.51.100.7', port: 443 };
const OTHER = { address: '198.51.100.8', port: 443 };

/** One side's packets every tenth of a second: a busy capture. */
function traffic(tracked: Tracked, from: number, to: number): void {
  tracked.segment(from, CLIENT, OTHER, { flags: SYN, sequence: 1 });
  for (let at = from; at < to; at += 0.1) {
    tracked.segment(at, OTHER, CLIENT, { flags: ACK, sequence: 500, acknowledgment: 2 });
  }
}

describe('the time for which a capture watched', () => {
  it('does not have the hours that the host slept', () => {
    const tracked = new Tracked();
    traffic(tracked, 0, 30);
    tracked.segment(30, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    traffic(tracked, 3630, 3630.5);
    const [, endpoint] = tracked.finish(3630.6);
    expect(endpoint).toMatchObject({
      silence: { attempts: 0, longest: 0 },
      pending: { attempts: 1 },
    });
    expect(tracked.tracker.capture.clock).toMatchObject({ pauses: 1, jumpsBack: 0 });
    expect(tracked.tracker.capture.clock.longestPause).toBeCloseTo(3600e6, -6);
  });

  it('has the long pauses of a capture that sees little', () => {
    const tracked = new Tracked();
    for (const at of [0, 1, 3, 7, 15, 31, 63]) {
      tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    }
    const [endpoint] = tracked.finish(3600);
    expect(endpoint.silence.longest).toBe(3600e6);
    expect(tracked.tracker.capture.clock.pauses).toBe(0);
  });

  it('ends where another capture begins in the same file', () => {
    const tracked = new Tracked();
    const days = 1220 * 86_400;
    for (const at of [0, 1]) tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    for (const at of [days, days + 60]) {
      tracked.segment(at, CLIENT, OTHER, { flags: SYN, sequence: at });
    }
    const [endpoint] = tracked.finish(days + 60);
    // Asked again after a second: no time for an answer.
    expect(endpoint).toMatchObject({ silence: { attempts: 0 }, pending: { attempts: 1 } });
    expect(tracked.tracker.capture.clock.pauses).toBe(1);
  });

  it('runs on where the clock is set back', () => {
    const tracked = new Tracked();
    for (const at of [5000, 5001, 5003]) {
      tracked.segment(at, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    }
    // Set back by an hour, four seconds after the last of them.
    tracked.segment(1407, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    const [endpoint] = tracked.finish(1415);
    expect(tracked.tracker.capture.clock.jumpsBack).toBe(1);
    expect(endpoint).toMatchObject({ silence: { attempts: 1 }, retransmissions: 3 });
    // What lies between the two frames around the jump is not known.
    expect(endpoint.silence.longest).toBe(11e6);
  });

  it('gives no round trip that is negative, or hours long', () => {
    for (const answer of [5, 9000]) {
      const tracked = new Tracked();
      tracked.segment(1000, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
      const fields = { flags: SYN | ACK, sequence: 9, acknowledgment: 1001 };
      tracked.segment(answer, SERVER, CLIENT, fields);
      const refused = { ...CLIENT, port: 50_001 };
      tracked.segment(20_000, refused, SERVER, { flags: SYN, sequence: 7 });
      const reset = { flags: RST | ACK, sequence: 0, acknowledgment: 8 };
      tracked.segment(answer, SERVER, refused, reset);
      const [endpoint] = tracked.finish(20_010);
      expect(endpoint).toMatchObject({ answered: 1, refused: 1, fastestAnswer: -1 });
      expect(endpoint.resets?.delay.count).toBe(0);
      expect(tracked.tracker.capture.publicRoundTrip.count).toBe(0);
    }
  });
});

describe('acknowledgments of data that the capture does not have', () => {
  function connection() {
    const tracked = new Tracked();
    tracked.segment(0, CLIENT, SERVER, { flags: SYN, sequence: 1000 });
    tracked.segment(0.01, SERVER, CLIENT, { flags: SYN | ACK, sequence: 1, acknowledgment: 1001 });
    const ack = (at: number, acknowledgment: number) =>
      tracked.segment(at, CLIENT, SERVER, { flags: ACK, sequence: 1001, acknowledgment });
    const data = (at: number, sequence: number, length: number) =>
      tracked.segment(at, SERVER, CLIENT, {
        flags: ACK | PSH,
        sequence,
        acknowledgment: 1001,
        data: new Uint8Array(length),
      });
    return { tracked, ack, data, unseen: () => tracked.tracker.capture.unseenSegments };
  }

  it('count once for each piece that is missing', () => {
    const { ack, data, unseen } = connection();
    ack(0.02, 2);
    data(0.03, 2, 100);
    ack(0.04, 102);
    expect(unseen()).toBe(0);
    ack(0.05, 1562);
    ack(0.06, 1562);
    expect(unseen()).toBe(1);
    data(0.07, 1562, 100);
    ack(0.08, 1662);
    // A FIN takes one number.
    ack(0.09, 1663);
    expect(unseen()).toBe(1);
  });

  it('say nothing of a connection whose start is missing', () => {
    const tracked = new Tracked();
    tracked.segment(0, CLIENT, SERVER, { flags: ACK, sequence: 5, acknowledgment: 77_000 });
    tracked.segment(1, CLIENT, SERVER, { flags: ACK, sequence: 5, acknowledgment: 99_000 });
    tracked.finish(2);
    expect(tracked.tracker.capture.unseenSegments).toBe(0);
  });
});
