import { expect, test } from 'vitest';
import { Protocol } from '../../../src/protocols/protocol.ts';
import { EVERY_PROTOCOL } from '../../../support/protocol-packets/every-protocol.ts';
import { PACKETS } from '../../../support/protocol-packets/link-type-packets.ts';
import { SAMPLES } from '../../../support/protocol-packets/samples.ts';
import { copiedBytes, namesOf, redacted, shapeOf } from './copied-bytes.ts';
import { isHarmless } from './harmless-fields.ts';

test('nothing is copied but what is known to be harmless', () => {
  const leaks = new Set<string>();
  for (const packet of EVERY_PROTOCOL) {
    for (const place of copiedBytes(packet)) {
      const names = namesOf(packet, place);
      if (!isHarmless(packet, place, names)) leaks.add(names.join(' | '));
    }
  }
  expect([...leaks].toSorted()).toEqual([]);
}, 120_000);

/** Whose end is told by the length on the wire, which is not asked here; and what has no packet in it. */
const OTHERS = ['radiotap, FCS', 'spanning tree'];

test.each(
  [
    ...PACKETS.map(([name, linkType, bytes]) => [name, linkType, Uint8Array.from(bytes)] as const),
    ...SAMPLES.map(({ name, linkType, bytes }) => [name, linkType, bytes] as const),
  ].filter(([name]) => !OTHERS.includes(name)),
)('%s is decoded as before', (_name, linkType, bytes) => {
  const packet = { linkType, bytes };
  const stack = (one: typeof packet) =>
    shapeOf(one).protocols.filter((protocol) => protocol !== Protocol.DATA);
  const written = { linkType, bytes: redacted(packet, 'one').slice() };
  expect(stack(written)).toEqual(stack(packet));
});
