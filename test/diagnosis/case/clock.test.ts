import { describe, expect, test } from 'vitest';
import type { ProbePacket } from '../../../src/diagnosis/case/alignment.ts';
import { type AlignedCapture, alignLogs as align } from '../../../src/diagnosis/case/clock.ts';
import { type TimeZone, timeZoneNamed } from '../../../src/diagnosis/report/time-zone.ts';
import type { LogEvent } from '../../../src/inputs/logs/log-event.ts';
import type { ProfileLogEvent } from '../../../src/inputs/logs/profile-log.ts';
import { ciscoSecureAccess } from '../../../src/profiles/cisco-secure-access.ts';
import { sayAll } from '../../../src/words/say.ts';
import { cpuMilliseconds } from '../../../support/cpu-time.ts';
import { dnsUnprotectedRows, webRejectRows } from '../../../support/secure-access-tables.ts';

const alignLogs = (...given: Parameters<typeof align>) =>
  align(...given).map(({ sentences, ...clock }) => ({ ...clock, text: sayAll(sentences) }));

const [lines, blocks] = ciscoSecureAccess.logs ?? [];
const HOUR = 3_600_000;
const DNS = 'dns-protection';

/** Events of one kind at local times (ms), written to the second as logs do. */
function eventsAt(times: readonly number[], id = 'resolvers-probed'): LogEvent[] {
  const log = id.startsWith('gateway') ? blocks : lines;
  const event = log.events.find((known) => known.id === id) as ProfileLogEvent;
  return times.map((time, index) => ({
    line: index + 1,
    localTime: Math.floor(time / 1000) * 1000,
    log,
    event,
    addressFamily: log === lines ? 'ipv4' : null,
    level: 'DEBUG',
    message: '',
  }));
}

function probesAt(times: readonly number[], of = DNS): ProbePacket[] {
  return times.map((time) => ({ time, function: of, addressFamily: 'ipv4' }));
}

/** A capture that runs from its first to its last packet, if nothing else is said. */
function captureOf(probes: readonly ProbePacket[], more: Partial<AlignedCapture> = {}) {
  const times = probes.map(({ time }) => time);
  const [from, to] = [times.at(0) ?? START, times.at(-1) ?? START];
  return { probes, from, to, hasZone: true, hasDate: true, ...more };
}

/** The clock of the only log of a case with one capture. */
function alignClocks(events: readonly LogEvent[], probes: readonly ProbePacket[], zone?: TimeZone) {
  return alignLogs([{ events }], [captureOf(probes)], zone)[0];
}

/** Numbers from 0 to 1, always the same ones (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const START = Date.UTC(2024, 7, 27, 3, 0, 0);
/** Times in order, each so many seconds after the one before. */
function times(count: number, step: () => number, from = START): number[] {
  let time = from;
  return Array.from({ length: count }, () => {
    time += step() * 1000;
    return time;
  });
}

/** Times of packets as the vendor's article shows them, which are of the same clock as its logs. */
function rowTimes(rows: readonly string[], isAsked: (row: string) => boolean): number[] {
  return rows
    .filter(isAsked)
    .map((row) => Date.parse(`${row.split('\t')[1].replace(' ', 'T').slice(0, 23)}Z`));
}

describe('the case of the article', () => {
  const probes = probesAt(rowTimes(dnsUnprotectedRows, () => true));
  const at = (clock: string) => Date.parse(`2024-08-27T${clock}Z`);

  test('two probes of the log are at packets: probably the same clock', () => {
    const clock = alignClocks(eventsAt([at('03:07:43'), at('03:07:48')]), probes);
    expect(clock).toEqual({
      offset: 0,
      aheadOf: 'utc',
      certainty: 'probable',
      text: '2 of 2 probing events during the capture have their packets within a second.',
    });
  });

  test('a single failure with packets proves nothing', () => {
    const web = probesAt(
      rowTimes(webRejectRows, (row) => row.includes('[SYN]')),
      'web-protection',
    );
    const clock = alignClocks(eventsAt([at('06:41:22')], 'gateway-failed-open'), web);
    expect(clock.certainty).toBe('unknown');
    expect(clock.offset).toBeNull();
  });

  test('a log of two hours later has nothing to say of the capture', () => {
    const later = eventsAt([at('03:37:43'), at('03:37:50')]);
    // By -00:30 they would be at packets, but no place has that time.
    expect(alignClocks(later, probes)).toMatchObject({ offset: null, certainty: 'unknown' });
  });
});

describe('a zone', () => {
  const probes = probesAt([START + 10_000, START + 17_000, START + 31_000]);

  test('that is given is used, whatever the times say', () => {
    const zone = timeZoneNamed('Europe/Berlin');
    if (zone === null) throw new Error('no such zone');
    expect(alignClocks(eventsAt([START]), probes, zone)).toEqual({
      offset: 2 * HOUR,
      aheadOf: 'utc',
      certainty: 'given',
      text: '--log-time-zone says so.',
    });
    // In winter, by the capture's time and not by the log's.
    const winter = probesAt([Date.UTC(2024, 0, 15)]);
    expect(alignClocks(eventsAt([START]), winter, zone).offset).toBe(HOUR);
  });

  test('is not invented without events or without packets', () => {
    expect(alignClocks(eventsAt([START]), [])).toEqual({
      offset: null,
      aheadOf: 'utc',
      certainty: 'unknown',
      text: 'No packet that was looked at goes to the servers that the log is about. Give the zone of the PC with --log-time-zone.',
    });
    for (const events of [[], eventsAt([Number.NaN])]) {
      expect(alignClocks(events, probes)).toMatchObject({
        offset: null,
        certainty: 'unknown',
        text: 'The log has no event with a time.',
      });
    }
    expect(alignLogs([{ events: eventsAt([START]) }], [])).toMatchObject([
      { offset: null, text: 'There is no capture to compare the log with.' },
    ]);
  });
});

describe('an irregular client', () => {
  const random = randomNumbers(1);
  const asked = times(40, () => 4 + 60 * random());
  const captured = asked.slice(10, 25);

  test.each([-9.5, -3.5, 0, 1, 2, 5.75, 12.75, 14])('%s hours from UTC is certain', (hours) => {
    const clock = alignClocks(
      eventsAt(asked.map((time) => time + hours * HOUR)),
      probesAt(captured.map((time) => time + 250)),
    );
    expect(clock).toMatchObject({ offset: hours * HOUR, certainty: 'certain' });
    expect(clock.text).toContain('15 of 15 probing events');
  });

  test('of whose packets only some are known is found by these', () => {
    const some = asked.filter((_, index) => index < 8 || index > 32);
    const clock = alignClocks(eventsAt(asked.map((time) => time + HOUR)), probesAt(some));
    expect(clock).toMatchObject({ offset: HOUR, certainty: 'certain' });
    const few = asked.filter((_, index) => index % 4 === 0);
    expect(alignClocks(eventsAt(asked.map((time) => time + HOUR)), probesAt(few))).toEqual({
      offset: HOUR,
      aheadOf: 'utc',
      certainty: 'certain',
      text: "At 10 of 10 seconds with the capture's packets the log has a probing event.",
    });
  });

  test('with probes of IPv6 that send no packets is certain all the same', () => {
    const ipv6 = eventsAt(asked.map((time) => time + HOUR + 20_000)).map((event) => ({
      ...event,
      addressFamily: 'ipv6' as const,
    }));
    const ipv4 = eventsAt(asked.map((time) => time + HOUR));
    const clock = alignClocks([...ipv4, ...ipv6], probesAt(captured));
    expect(clock).toMatchObject({ offset: HOUR, certainty: 'certain' });
  });

  test('whose capture was taken by a clock that is wrong is found, and said', () => {
    const clock = alignClocks(
      eventsAt(asked.map((time) => time + 2 * HOUR + 133_000)),
      probesAt(captured.map((time) => time + 250)),
    );
    expect(clock.certainty).toBe('probable');
    expect(Math.abs((clock.offset as number) - 2 * HOUR - 133_000)).toBeLessThanOrEqual(1000);
    expect(clock.text).toMatch(/13[234] seconds ahead of UTC\+02:00/);
  });

  test('whose clock is wrong by more than five minutes is not', () => {
    const clock = alignClocks(
      eventsAt(asked.map((time) => time + 2 * HOUR + 420_000)),
      probesAt(captured),
    );
    expect(clock.certainty).toBe('unknown');
  });
});

describe('a client in a steady rhythm', () => {
  test.each([5, 15, 30, 60])(
    'of %s seconds fits many zones: unknown, and they are named',
    (step) => {
      const asked = times(36_000 / step, () => step);
      const captured = asked.slice(600 / step, 1200 / step + 5);
      const clock = alignClocks(eventsAt(asked.map((time) => time + HOUR)), probesAt(captured));
      expect(clock).toMatchObject({ offset: null, certainty: 'unknown' });
      expect(clock.text).toMatch(
        /UTC.* more alike\. Give the zone of the PC with --log-time-zone\./,
      );
    },
  );

  test('is not certain where just one zone has its log during the capture', () => {
    const asked = times(40, () => 15);
    const clock = alignClocks(eventsAt(asked.map((time) => time + HOUR)), probesAt(asked));
    expect(clock.certainty).not.toBe('certain');
  });
});

describe('random cases', () => {
  /** What a client does between two probes, in seconds. */
  const rhythms: ((random: () => number) => () => number)[] = [
    () => () => 15,
    () => () => 5,
    (random) => () => 15 + 0.02 * random(),
    (random) => () => (random() < 0.3 ? 40 : 5),
    (random) => () => 5 * Math.ceil(4 * random()),
    (random) => () => 3 + 57 * random(),
    (random) => () => 1 + 300 * random() ** 4,
    (random) => () => 60 + random(),
  ];
  const offsets = [-8, -5, -3.5, 0, 1, 2, 3, 5.5, 9, 10.5, 13];

  test('certain is never wrong; of those that can be told many are certain', () => {
    const random = randomNumbers(7);
    let [certain, right, tellable] = [0, 0, 0];
    for (let round = 0; round < 400; round++) {
      const step = rhythms[round % rhythms.length](random);
      const offset = offsets[Math.floor(offsets.length * random())] * HOUR;
      const asked = times(40 + Math.floor(400 * random()), step);
      const first = Math.floor(asked.length * random() * 0.8);
      const count = 3 + Math.floor(25 * random());
      const captured = asked.slice(first, first + count).map((time) => time + 900 * random());
      // Some of its packets are not in the log, and of some of its events the packets are missing.
      const probes = captured.filter(() => random() < 0.95);
      const extra = Array.from({ length: Math.floor(3 * random()) }, () =>
        Math.floor(captured[0] + 60_000 * random()),
      );
      // The log may be of another part of the day than the capture, or of another PC.
      const kind = round % 5;
      const logged =
        kind === 3
          ? asked.slice(first + count)
          : kind === 4
            ? times(asked.length, rhythms[Math.floor(rhythms.length * random())](random), START)
            : asked;
      const events = eventsAt(logged.map((time) => time + offset));
      const clock = alignClocks(events, probesAt([...probes, ...extra]));
      const isRight = clock.offset === offset;
      if (kind < 3 && round % rhythms.length >= 5) tellable++;
      if (clock.certainty !== 'certain') continue;
      certain++;
      if (kind < 3 && isRight) right++;
      else expect([round, clock.text]).toBeNull();
    }
    expect(right).toBe(certain);
    expect(certain).toBeGreaterThan(0.3 * tellable);
  });

  test('a whole day of probes costs little', () => {
    const random = randomNumbers(3);
    const asked = times(20_000, () => 1 + 8 * random());
    const began = cpuMilliseconds();
    alignClocks(eventsAt(asked), probesAt(asked));
    expect(cpuMilliseconds() - began).toBeLessThan(10_000);
  });
});

describe('several captures', () => {
  const random = randomNumbers(5);
  const day = times(2000, () => 4 + 60 * random());

  test('hours apart tell together; what the log has between them is not during them', () => {
    const two = [day.slice(100, 104), day.slice(1900, 1904)];
    const [clock] = alignLogs(
      [{ events: eventsAt(day.map((time) => time - 5 * HOUR)) }],
      two.map((asked) => captureOf(probesAt(asked))),
    );
    expect(clock).toEqual({
      offset: -5 * HOUR,
      aheadOf: 'utc',
      certainty: 'probable',
      text: '8 of 8 probing events during the capture have their packets within a second.',
    });
  });

  test('an event during a capture that has no packets counts against an offset', () => {
    const [from, to] = [day[0], day[40]];
    const capture = captureOf(probesAt(day.slice(0, 8)), { from, to });
    // Of 41 events eight have packets; of the packets all have events.
    const [clock] = alignLogs([{ events: eventsAt(day) }], [capture]);
    expect(clock.text).toBe(
      "At 8 of 8 seconds with the capture's packets the log has a probing event.",
    );
    const chance = Array.from({ length: 8 }, () => from + (to - from) * random());
    const noise = captureOf(probesAt(chance.sort((one, other) => one - other)), { from, to });
    expect(alignLogs([{ events: eventsAt(day) }], [noise])[0].offset).toBeNull();
  });

  test('an empty one changes nothing', () => {
    const log = { events: eventsAt(day.slice(90, 120)) };
    const asked = day.slice(100, 110);
    const empty = captureOf([], { from: Number.NaN, to: Number.NaN });
    const clocks = alignLogs([log], [empty, captureOf(probesAt(asked))]);
    expect(clocks).toMatchObject([{ offset: 0, certainty: 'certain' }]);
    expect(alignLogs([log], [empty])).toMatchObject([
      { offset: null, text: 'No capture has packets.' },
    ]);
  });
});

describe('several logs', () => {
  const random = randomNumbers(9);
  const asked = times(12, () => 4 + 60 * random());
  const web = times(6, () => 4 + 60 * random(), START + 2 * HOUR);
  const captures = [captureOf(probesAt(asked)), captureOf(probesAt(web, 'web-protection'))];
  const dnsLog = (hours: number, count = asked.length) => ({
    events: eventsAt(asked.slice(0, count).map((time) => time + hours * HOUR)),
  });
  const webLog = (hours: number, count = web.length) => ({
    events: eventsAt(
      web.slice(0, count).map((time) => time + hours * HOUR + 500),
      'gateway-failed-open',
    ),
  });

  test('of two PCs in two zones have two clocks', () => {
    expect(alignLogs([dnsLog(-5), webLog(2)], captures)).toMatchObject([
      { offset: -5 * HOUR, text: expect.stringMatching(/^12 of 12 probing events during/) },
      { offset: 2 * HOUR, text: expect.stringMatching(/^6 of 6 events during/) },
    ]);
  });

  test('that agree are held against the packets together', () => {
    const [one, other] = alignLogs([dnsLog(2, 3), webLog(2, 3)], captures);
    expect(one).toEqual({
      offset: 2 * HOUR,
      aheadOf: 'utc',
      certainty: 'certain',
      text: '6 of 6 events during the capture have their packets at their time or in the seconds before (of 2 logs).',
    });
    expect(other).toEqual(one);
  });

  test('of which one is too short: it has the clock of the other where that fits it', () => {
    const [, short] = alignLogs([dnsLog(2), webLog(2, 1)], captures);
    expect(short).toEqual({
      offset: 2 * HOUR,
      aheadOf: 'utc',
      certainty: 'probable',
      text: 'As another log of the case: the one event during the capture has its packets at its time or in the seconds before.',
    });
    expect(alignLogs([webLog(2, 1)], captures)[0].offset).toBeNull();
    // During the second capture, and nothing was sent then: it is of another clock.
    const [, misfit] = alignLogs(
      [dnsLog(2), { events: eventsAt([web[0] + 2 * HOUR - 3000], 'gateway-failed-open') }],
      [captures[0], { ...captures[1], from: web[0] - 60_000 }],
    );
    expect(misfit.offset).toBeNull();
  });

  test('of which one has nothing of the time of the captures: nothing speaks against the same clock', () => {
    const later = { events: eventsAt([START + 100 * HOUR], 'gateway-failed-open') };
    expect(alignLogs([dnsLog(2), later], captures)[1]).toMatchObject({
      offset: 2 * HOUR,
      certainty: 'probable',
      text: 'As another log of the case: this log has no event during the capture by which it could be told.',
    });
    // Where the others have two clocks, nobody knows whose it is.
    expect(alignLogs([dnsLog(-5), webLog(2), later], captures)[2].offset).toBeNull();
  });

  test('each too short: together they tell', () => {
    const clocks = alignLogs([dnsLog(2, 1), webLog(2, 1)], captures);
    expect(clocks.map(({ offset }) => offset)).toEqual([2 * HOUR, 2 * HOUR]);
    expect(clocks[0].certainty).toBe('probable');
    expect(alignLogs([dnsLog(2, 1)], captures)[0].offset).toBeNull();
  });

  test('that are long cost little', () => {
    const long = times(20_000, () => 1 + 12 * random());
    const logs = Array.from({ length: 8 }, () => ({ events: eventsAt(long) }));
    const many = Array.from({ length: 64 }, (_, index) =>
      captureOf(probesAt(long.slice(index * 200, index * 200 + 200))),
    );
    const began = cpuMilliseconds();
    expect(alignLogs(logs, many)[7]).toMatchObject({ offset: 0 });
    expect(cpuMilliseconds() - began).toBeLessThan(10_000);
  });
});

describe('a packet list', () => {
  const random = randomNumbers(11);
  const asked = times(3, () => 4 + 60 * random());
  const plus2 = { name: '+02:00', offset: () => 7200 };
  /** The list shows the times of a place so many hours ahead of UTC, and does not say so. */
  const listOf = (hours: number, more: Partial<AlignedCapture> = { hasZone: false }) =>
    captureOf(probesAt(asked.map((time) => time + hours * HOUR)), more);
  const log = (hours: number) => ({ events: eventsAt(asked.map((time) => time + hours * HOUR)) });
  const fit = '3 of 3 probing events during the capture have their packets within a second.';
  const noZone = 'The times of the packet list do not say of which zone they are.';

  test('without a zone: the log is told against its times, and not against UTC', () => {
    expect(alignLogs([log(2)], [listOf(2)])).toEqual([
      { offset: 0, aheadOf: 'list', certainty: 'probable', text: `${fit} ${noZone}` },
    ]);
    // Exported in London, logged in Berlin.
    expect(alignLogs([log(2)], [listOf(1)])).toMatchObject([{ offset: HOUR, aheadOf: 'list' }]);
  });

  test('without a zone: the zone that the user says of the log tells that of the list', () => {
    const says = '--log-time-zone says UTC+02:00: so the packet list, whose times do not say of';
    for (const [hours, ahead, zone] of [
      [2, 0, 'UTC+02:00'],
      [1, HOUR, 'UTC+01:00'],
    ] as const) {
      expect(alignLogs([log(2)], [listOf(hours)], plus2)).toEqual([
        {
          offset: ahead,
          aheadOf: 'list',
          certainty: 'probable',
          text: `${fit} ${says} which zone they are, is of ${zone}.`,
        },
      ]);
    }
    // A single failure cannot tell by itself; that the list has the same zone is likely enough.
    const failure = { events: eventsAt([asked[0] + 2 * HOUR + 500], 'gateway-failed-open') };
    const web = { ...listOf(2), probes: probesAt([asked[0] + 2 * HOUR], 'web-protection') };
    expect(alignLogs([failure], [web])[0].offset).toBeNull();
    expect(alignLogs([failure], [web], plus2)).toMatchObject([
      { offset: 0, aheadOf: 'list', certainty: 'probable' },
    ]);
  });

  test('without a zone, listed in UTC: what the user says stands', () => {
    expect(alignLogs([log(2)], [listOf(0)], plus2)).toEqual([
      {
        offset: 2 * HOUR,
        aheadOf: 'utc',
        certainty: 'given',
        text: `--log-time-zone says so. The packet list fits by it, too: ${fit}`,
      },
    ]);
    // Of another day, nothing tells.
    expect(alignLogs([log(50)], [listOf(2)], plus2)).toEqual([
      {
        offset: 2 * HOUR,
        aheadOf: 'utc',
        certainty: 'given',
        text: `--log-time-zone says so. ${noZone} They are taken for UTC.`,
      },
    ]);
  });

  test('beside a capture, whose times are known: the log is told against the capture', () => {
    const clocks = alignLogs([log(2)], [listOf(2), captureOf(probesAt(asked))]);
    expect(clocks).toMatchObject([{ offset: 2 * HOUR, aheadOf: 'utc' }]);
    const other = captureOf(probesAt([START + 90 * HOUR]));
    expect(alignLogs([log(2)], [listOf(2), other])).toMatchObject([{ offset: 0, aheadOf: 'list' }]);
  });

  test('without a date: it is asked for the date, not for the zone', () => {
    const dateless = listOf(0, { hasDate: false });
    const [clock] = alignLogs([log(2)], [dateless]);
    expect(clock).toMatchObject({ offset: null, certainty: 'unknown' });
    expect(clock.text).toContain('"Date and Time of Day"');
    expect(clock.text).not.toContain('--log-time-zone');
    const [given] = alignLogs([log(2)], [dateless], plus2);
    expect(given).toMatchObject({ offset: 2 * HOUR, certainty: 'given' });
    expect(given.text).toContain('"Date and Time of Day"');
  });
});
