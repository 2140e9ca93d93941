import { describe, expect, test } from 'vitest';
import type { ComparisonReport } from '../../../src/diagnosis/report/comparison.ts';
import { ack, CLIENT, psh, rst, SERVER, syn, TwoSides } from '../../../support/two-sides.ts';

const SYN = { maximumSegmentSize: 1460, sackPermitted: true, windowScale: 7 };

/** Three tries of a client, each with its SYN sent three times; what passes, `seen` says. */
function tries(
  sides: TwoSides,
  port: number,
  seen: { syn: 'both' | 0; synAck?: 'both' | 1 },
): void {
  for (const [index, start] of [10, 20, 30].entries()) {
    const ports = [50_000 + index, port] as const;
    const sequence = 3_000_000_000 + index * 1e6;
    for (const [again, after] of [0, 1, 3].entries()) {
      const at = start + after;
      const id = 100 * index + again + 1;
      const sent = { at, ports, from: 'client', sequence, flags: syn, options: SYN, id } as const;
      sides.send({ ...sent, seen: seen.syn });
      if (seen.synAck === undefined) continue;
      const answer = { sequence: 77_000_000 + index, acknowledgment: sequence + 1, options: SYN };
      sides.send({
        ...{ at: at + 0.005, ports, from: 'server', flags: syn | ack, ...answer },
        seen: seen.synAck,
      });
    }
  }
}

/** Connections that work all the while, so that clocks and ways are known. */
function background(sides: TwoSides): void {
  for (let index = 0; index < 20; index++) sides.works(2 * index, 41_000 + index);
  sides.neighbors(1);
}

function lead({ sides }: ComparisonReport, port = 8443) {
  const found = sides?.endpoints.find((endpoint) => endpoint.port === port);
  if (found === undefined) throw new Error(`no endpoint ${port}`);
  return found;
}

describe('between the two places', () => {
  test('SYNs vanish: the way to the server', async () => {
    const sides = new TwoSides();
    background(sides);
    tries(sides, 8443, { syn: 0 });
    const report = await sides.report();
    expect(report.conclusion.code).toBe('between-sides');
    const { verdict, place, fate } = lead(report);
    expect([verdict, fate]).toEqual(['drop', 'forth-lost']);
    expect(place).toMatchObject({ segment: 'between', from: 0, to: 1, direction: 'to-server' });
    expect(lead(report, 443).verdict).toBe('answered');
  });

  test('SYN/ACKs vanish: the way back', async () => {
    const sides = new TwoSides();
    background(sides);
    tries(sides, 8443, { syn: 'both', synAck: 1 });
    const report = await sides.report();
    const { verdict, place, evidence } = lead(report);
    expect(verdict).toBe('drop');
    expect(place).toMatchObject({ segment: 'between', direction: 'to-client' });
    expect(evidence.map(({ code, place: at }) => [code, at])).toEqual([
      ['packets-arrive', 1],
      ['packets-vanish', 1],
    ]);
    // Frames of the server's side: SYN/ACKs alone are what vanished.
    expect(evidence[1].frames).toHaveLength(9);
    expect(report.reports[0].endpoints[lead(report).endpoints[0] ?? -1].place?.direction).toBe(
      'to-client',
    );
  });

  test('a RST that neither side sent: both get one', async () => {
    const sides = new TwoSides();
    background(sides);
    for (const [index, start] of [10, 20, 30].entries()) {
      const ports = [50_000 + index, 8443] as const;
      const [one, other] = [5_000_000 + index, 8_000_000 + index];
      const client = { ports, from: 'client' } as const;
      const server = { ports, from: 'server' } as const;
      sides.send({ at: start, ...client, flags: syn, sequence: one, options: SYN });
      const answer = { sequence: other, acknowledgment: one + 1, options: SYN };
      sides.send({ at: start + 0.02, ...server, flags: syn | ack, ...answer });
      const after = { sequence: one + 1, acknowledgment: other + 1 };
      sides.send({ at: start + 0.04, ...client, flags: ack, ...after });
      sides.send({
        at: start + 0.05,
        ...client,
        flags: psh | ack,
        ...after,
        payload: 517,
        seen: 0,
      });
      const forged = { sequence: other + 1, acknowledgment: one + 518 };
      sides.send({ at: start + 0.06, ...server, flags: rst | ack, ...forged, seen: 0 });
      sides.send({ at: start + 0.06, ...client, flags: rst, sequence: one + 1, seen: 1 });
    }
    const { verdict, place, evidence } = lead(await sides.report());
    expect(verdict).toBe('reject');
    expect(place).toMatchObject({ segment: 'between', direction: 'both' });
    expect(evidence.map(({ code }) => code)).toContain('both-sides-reset');
  });

  test('through NAT, with the way back closed: the same by sequence numbers', async () => {
    const way = { client: '198.51.100.9', clientPort: (port: number) => port - 20_000 };
    const sides = new TwoSides({ ...way, server: '10.1.1.5', serverPort: 9443, hops: 3 });
    background(sides);
    tries(sides, 8443, { syn: 'both', synAck: 1 });
    const { verdict, place, changes } = lead(await sides.report());
    expect([verdict, place?.direction]).toEqual(['drop', 'to-client']);
    const texts = changes.map(({ text }) => text);
    expect(texts).toContain(
      `The client's address is translated (NAT): ${CLIENT} becomes 198.51.100.9.`,
    );
    expect(texts).toContain(
      `The server's address is translated (NAT): ${SERVER}:8443 becomes 10.1.1.5:9443.`,
    );
  });

  test('rewritten sequence numbers are found by options and payload', async () => {
    const stamped = { ...SYN, timestamps: { value: 123_456, echoReply: 0 } };
    const sides = new TwoSides({ shifts: [555_555, 777_777] });
    background(sides);
    for (let index = 0; index < 3; index++) {
      const sent = { ports: [50_000 + index, 8443], from: 'client', flags: syn } as const;
      const options = { ...stamped, timestamps: { value: 9_000 + index, echoReply: 0 } };
      sides.send({ at: 10 + index, ...sent, sequence: 1e9 + index, options });
    }
    const report = await sides.report();
    expect(lead(report, 443).changes.map(({ code }) => code)).toContain('sequence-numbers');
    expect(lead(report, 443).verdict).toBe('answered');
    expect(report.sides?.segments[0].onlyFrom).toBe(0);
    const { place, fate } = lead(report);
    expect([place?.segment, fate]).toEqual(['beyond-server-side', 'silent-beyond']);
  });
});

describe('beyond the places', () => {
  test('nothing comes back at the server’s side', async () => {
    const sides = new TwoSides();
    background(sides);
    tries(sides, 8443, { syn: 'both' });
    const report = await sides.report();
    expect(report.conclusion.code).toBe('beyond-server-side');
    expect(lead(report).place).toMatchObject({ segment: 'beyond-server-side', from: 1, to: 1 });
  });

  test('the answer comes to the client’s side, and the client asks again', async () => {
    const sides = new TwoSides();
    background(sides);
    tries(sides, 8443, { syn: 'both', synAck: 'both' });
    const report = await sides.report();
    expect(report.conclusion.code).toBe('before-client-side');
    expect(lead(report).place).toMatchObject({ segment: 'before-client-side', from: 0, to: 0 });
  });
});

describe('clocks', () => {
  test('offset and drift, with their error', async () => {
    const sides = new TwoSides({}, { offset: -3600, drift: 40 });
    for (let index = 0; index < 200; index++) sides.works(5 * index, 42_000 + index);
    const { segments } = (await sides.report()).sides ?? { segments: [] };
    const { clock } = segments[0];
    expect(clock.boundedBy).toBe('both');
    expect(Math.abs((clock.offset ?? 0) + 3600e6)).toBeLessThan((clock.error ?? 0) + 1_000);
    // 40 ppm over 1,000 s are 40 ms, ten times the way between the places.
    expect(Math.abs(clock.drift - 40)).toBeLessThan(2);
    expect(clock.isUnsteady).toBe(false);
  });

  test('a clock that is set while both run is said, and certain is nothing', async () => {
    const sides = new TwoSides();
    background(sides);
    tries(sides, 8443, { syn: 0 });
    sides.packets[1] = sides.packets[1].map((packet) =>
      packet.seconds % 100 > 15 ? { ...packet, seconds: packet.seconds + 300 } : packet,
    );
    const report = await sides.report();
    expect(report.sides?.segments[0].clock.isUnsteady).toBe(true);
    expect(lead(report).confidence).not.toBe('high');
  });
});

describe('nothing is claimed', () => {
  test('where the captures do not overlap', async () => {
    const sides = new TwoSides({}, { offset: 7_200, drift: 0 });
    tries(sides, 8443, { syn: 0 });
    for (let index = 0; index < 20; index++) {
      sides.send({ at: index, from: 'client', flags: syn, ports: [60_000 + index, 443], seen: 1 });
    }
    const report = await sides.report();
    expect(report.conclusion.code).toBe('cannot-tell');
    expect(lead(report).place).toBeNull();
  });

  test('where the other capture ended before', async () => {
    const sides = new TwoSides();
    background(sides);
    tries(sides, 8443, { syn: 0 });
    const end = sides.packets[1][0].seconds + 9;
    sides.packets[1] = sides.packets[1].filter(({ seconds }) => seconds < end);
    expect(lead(await sides.report()).place).toBeNull();
  });

  test('where the capture itself lost packets', async () => {
    const sides = new TwoSides();
    background(sides);
    tries(sides, 8443, { syn: 0 });
    sides.dropped[1] = 400;
    const { place, doubts } = lead(await sides.report());
    expect(place).toBeNull();
    expect(doubts.join(' ')).toContain('itself lost packets');
  });

  test('where what is missing was acknowledged from behind: the capture missed it', async () => {
    const sides = new TwoSides();
    background(sides);
    // The last SYN/ACK and data of each connection is not in the client's capture.
    sides.packets[0] = sides.packets[0].filter(
      ({ bytes }, index) => index % 9 !== 4 || bytes.length < 60,
    );
    const { verdict, place, packets } = lead(await sides.report(), 443);
    expect([verdict, place]).toEqual(['answered', null]);
    expect(packets.every(({ lost }) => lost === 0)).toBe(true);
  });

  test('where the server is not in the other capture at all', async () => {
    const sides = new TwoSides();
    for (let index = 0; index < 3; index++) {
      const sent = { at: 5 + index, ports: [50_000 + index, 443], from: 'client' } as const;
      sides.send({ ...sent, flags: syn, sequence: 7_000_000 + index, seen: 0 });
    }
    const elsewhere = new TwoSides({ server: '203.0.113.99' });
    background(elsewhere);
    sides.packets[1] = elsewhere.packets[1];
    expect(lead(await sides.report(), 443).place).toBeNull();
  });

  test('where a capture filter may have left the port out', async () => {
    const sides = new TwoSides();
    for (let index = 0; index < 20; index++) sides.works(2 * index, 41_000 + index);
    tries(sides, 8443, { syn: 0 });
    const { place, doubts } = lead(await sides.report());
    expect(place).toBeNull();
    expect(doubts.join(' ')).toContain('capture filter');
  });

  test('where the client’s capture has one direction only', async () => {
    const sides = new TwoSides();
    tries(sides, 8443, { syn: 'both', synAck: 1 });
    sides.neighbors(1);
    const { place, doubts } = lead(await sides.report());
    expect(place).toBeNull();
    expect(doubts.join(' ')).toContain('one direction only');
  });

  test('where the line loses packets anyway', async () => {
    const sides = new TwoSides();
    background(sides);
    const single = { at: 20, ports: [50_000, 8443], from: 'client', flags: syn } as const;
    sides.send({ ...single, sequence: 123_456_789, seen: 0 });
    expect(lead(await sides.report()).place).toBeNull();
  });

  test('of copies of one capture', async () => {
    const sides = new TwoSides();
    background(sides);
    sides.packets[1] = sides.packets[0];
    const { conclusion } = await sides.report();
    expect(conclusion.code).toBe('cannot-tell');
    expect(conclusion.text).toContain('one place');
  });
});

test('a network card that cuts up sends loses nothing', async () => {
  const sides = new TwoSides();
  background(sides);
  const ports = [50_000, 8443] as const;
  const client = { ports, from: 'client' } as const;
  const server = { ports, from: 'server' } as const;
  sides.send({ at: 10, ...client, flags: syn, sequence: 1e6, options: SYN });
  sides.send({ at: 10.02, ...server, flags: syn | ack, sequence: 2e6, acknowledgment: 1e6 + 1 });
  const first = { sequence: 1e6 + 1, acknowledgment: 2e6 + 1 };
  sides.send({ at: 10.04, ...client, flags: ack, ...first });
  sides.send({ at: 10.05, ...client, flags: psh | ack, ...first, payload: 2_920, seen: 0 });
  for (const part of [0, 1_460]) {
    const sequence = first.sequence + part;
    sides.send({ at: 10.06, ...client, flags: ack, ...first, sequence, payload: 1_460, seen: 1 });
  }
  const answer = { sequence: 2e6 + 1, acknowledgment: 1e6 + 2_921 };
  sides.send({ at: 10.1, ...server, flags: psh | ack, ...answer, payload: 500 });
  const { verdict, packets } = lead(await sides.report());
  expect(verdict).toBe('answered');
  expect(packets.every(({ lost, onlyThere }) => lost + onlyThere === 0)).toBe(true);
});
