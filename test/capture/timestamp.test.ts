import { describe, expect, it } from 'vitest';
import { wholeSeconds } from '../../src/capture/time-text.ts';
import { splitTimestamp, timestamp, timestampUnit } from '../../src/capture/timestamp.ts';
import { seeded } from '../../support/sample-packets.ts';

describe('time stamps of every unit are split exactly', () => {
  const random = seeded(3);
  const resolutions = [
    ...Array.from({ length: 20 }, (_, exponent) => exponent),
    ...Array.from({ length: 64 }, (_, exponent) => 0x80 | exponent),
  ];
  for (const resolution of resolutions) {
    const exponent = resolution & 0x7f;
    const base = (resolution & 0x80) !== 0 ? 2n : 10n;
    it(`${base}^-${exponent} s`, () => {
      const perSecond = base ** BigInt(exponent);
      const unit = timestampUnit(resolution);
      const counts = [
        0n,
        1n,
        2n ** 64n - 1n,
        perSecond - 1n,
        perSecond,
        1_724_728_063n * perSecond - 1n,
      ];
      for (let i = 0; i < 200; i++) {
        counts.push((BigInt(random()) << BigInt(random() % 33)) | BigInt(random()));
        counts.push(BigInt(random()) * perSecond - BigInt(random() % 2));
      }
      for (const count of counts) {
        if (count < 0n || count >= 2n ** 64n) continue;
        const seconds = count / perSecond;
        if (seconds > 2n ** 53n) continue;
        splitTimestamp(Number(count >> 32n), Number(count & 0xffff_ffffn), unit);
        expect([count, BigInt(timestamp.seconds), BigInt(timestamp.nanoseconds)]).toEqual([
          count,
          seconds,
          ((count % perSecond) * 1_000_000_000n) / perSecond,
        ]);
      }
    });
  }
});

describe('whole seconds as text', () => {
  const byDate = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, '');

  it('are those of the calendar, day after day and from one day to another', () => {
    const edges = [0, 59, 86_399, 86_400, 951_782_400, 4_294_967_295, 253_402_300_800, 8.64e12];
    const spread = Array.from({ length: 2_000 }, (_, i) => (i * 2_654_435_761) % 2 ** 32);
    for (const seconds of [...edges, ...spread, ...edges]) {
      expect(wholeSeconds(seconds, 'T')).toBe(byDate(seconds));
    }
    expect(wholeSeconds(-1, ' ')).toBe('1970-01-01 00:00:00');
    expect(wholeSeconds(1e14, ' ')).toBe(wholeSeconds(8.64e12, ' '));
  });
});
