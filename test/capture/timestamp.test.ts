import { describe, expect, it } from 'vitest';
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
