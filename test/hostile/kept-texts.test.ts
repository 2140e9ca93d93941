import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { diagnose, openCapture } from '../../src/index.ts';
import { packedNames, textsOfEveryKind } from '../../support/hostile/inputs.ts';

/** Of all texts of a file together; docs/limits.md has it. */
const MOST = 1 << 24;

async function read(bytes: Uint8Array) {
  const reader = await openCapture(bytes);
  const { capture } = await diagnose(reader);
  const texts = [
    ...reader.interfaces.flatMap(({ name, description, filter, operatingSystem }) => [
      ...[name, description, filter, operatingSystem],
    ]),
    ...reader.comments,
    ...reader.names.map(({ name }) => name),
    ...reader.tlsKeyLogs,
  ];
  const length = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
  const { text } = capture.quality.find(({ code }) => code === 'texts-left-out') ?? { text: '' };
  return { length, text, interfaces: reader.interfaces.length };
}

test('interface names of 65,000 bytes each take what all texts of a file may take', async () => {
  const { length, text, interfaces } = await read(gunzipSync(packedNames(320)));
  expect(interfaces).toBe(320);
  expect(length).toBeLessThanOrEqual(MOST);
  expect(length).toBeGreaterThan(MOST - 65_000);
  expect(text).toMatch(/^62 texts of the file .* are left out: .* 16,777,216 bytes/);
});

test('names, descriptions, filters, comments, resolved names and key logs share it', async () => {
  const { length, text } = await read(textsOfEveryKind(40_000_000));
  expect(length).toBeLessThanOrEqual(MOST);
  expect(length).toBeGreaterThan(MOST - 100_000);
  expect(text).toMatch(/are left out/);
});

test('of what most files have nothing is left out', async () => {
  const { text } = await read(textsOfEveryKind(1_000_000));
  expect(text).toBe('');
});
