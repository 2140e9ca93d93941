import { expect, test } from 'vitest';
import { copiedBytes, namesOf } from './copied-bytes.ts';
import { EVERY_PROTOCOL } from './every-protocol.ts';
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
