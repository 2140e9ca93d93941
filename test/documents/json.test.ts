import { describe, expect, test } from 'vitest';
import { json, ndjson } from '../../src/documents/json.ts';
import { jsonPieces, printableJson } from '../../src/protocols/escape.ts';
import { captureNames, reportOf } from '../../support/shipped-captures.ts';

const OPTIONS = { color: false, width: 80 };

describe('JSON in pieces is the same text', () => {
  test.each(captureNames().filter((_, i) => i % 4 === 0))('%s', async (name) => {
    const report = await reportOf(name);
    for (const format of [json, ndjson]) {
      const pieces = [...(format.renderInPieces?.(report) ?? [])];
      expect(pieces.join('')).toBe(format.render(report, OPTIONS));
    }
  });

  const hostile = 'line\n  "end" \u202e\u0000\u009b31m \ud800 💥 \u2028';
  test.each<[string, object]>([
    ['nothing', {}],
    ['empty members', { list: [], object: {}, nothing: null, none: undefined, text: '' }],
    ['undefined in a list', { list: [undefined, 1, [], [2], {}] }],
    ['what nobody may see', { [hostile]: hostile, list: [hostile, { [hostile]: [hostile] }] }],
  ])('%s', (_, value) => {
    for (const spaces of [0, 2]) {
      expect([...jsonPieces(value, spaces)].join('')).toBe(printableJson(value, spaces));
    }
  });

  test('of a large report no piece is much larger than it must be', () => {
    const endpoints = Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'x'.repeat(100) }));
    const pieces = [...jsonPieces({ endpoints })];
    expect(pieces.length).toBeGreaterThan(8);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(300_000);
    expect(pieces.join('')).toBe(printableJson({ endpoints }));
  });
});
