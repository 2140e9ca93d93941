import { describe, expect, test } from 'vitest';
import type { ProfileLog } from '../../../src/inputs/logs/profile-log.ts';
import { TextMatcher } from '../../../src/inputs/logs/text-matcher.ts';

function logOf(events: readonly (readonly string[])[]): ProfileLog {
  return {
    title: 'log',
    fileNames: [],
    format: 'bracketed-lines',
    events: events.map((contains, index) => ({
      id: `${index}`,
      contains,
      text: '',
      kind: 'state',
    })),
  };
}

function eventOf(events: readonly (readonly string[])[], message: string): number {
  const bytes = new TextEncoder().encode(`before${message}behind`);
  return new TextMatcher(logOf(events)).event(bytes, 6, bytes.length - 6);
}

/** What "the first event of which the message has all texts in their order" is, told plainly. */
function plainEventOf(events: readonly (readonly string[])[], message: string): number {
  return events.findIndex((contains) => {
    let from = 0;
    for (const text of contains) {
      const at = message.indexOf(text, from);
      if (at < 0) return false;
      from = at + text.length;
    }
    return contains.length > 0;
  });
}

describe('texts of events', () => {
  test.each([
    [[['a', 'b']], 'xaxbx', 0],
    [[['b', 'a']], 'xaxbx', -1],
    [[['aa', 'aa']], 'aaa', -1],
    [[['aa', 'aa']], 'aaaa', 0],
    [[['fail open', 'x'], ['fail open']], 'they fail open', 1],
    [[['fail']], 'fai', -1],
    [[['behind']], 'not within', -1],
    [[[], ['']], 'anything', -1],
    [[], 'anything', -1],
  ] as [string[][], string, number][])('%j in %j: %i', (events, message, expected) => {
    expect(eventOf(events, message)).toBe(expected);
  });

  test('are found as a plain search finds them', () => {
    let state = 5;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 4294967296) * below);
    };
    const word = (most: number) =>
      Array.from({ length: 1 + random(most) }, () => 'ab\u00e9'[random(3)]).join('');
    let found = 0;
    for (let round = 0; round < 20_000; round++) {
      const most = 1 + random(5);
      const events = Array.from({ length: 1 + random(4) }, () =>
        Array.from({ length: 1 + random(3) }, () => word(most)),
      );
      const message = word(24);
      const expected = plainEventOf(events, message);
      if (expected >= 0) found++;
      expect([events, message, eventOf(events, message)]).toEqual([events, message, expected]);
    }
    expect(found).toBeGreaterThan(2000);
  });
});
