import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose, openCapture } from '../../src/index.ts';
import { contradictions } from '../../support/agreement.ts';
import { CAPTURES, captureNames, labCaptureNames } from '../../support/shipped-captures.ts';

/** Foreign captures, where they are there. */
const CORPUS = '../shared/corpus';

async function found(path: string): Promise<string[]> {
  const report = await openCapture(path).then(diagnose, () => null);
  return report === null ? [] : contradictions(report);
}

describe('all documents on one diagnosis say the same', () => {
  // One in eight of the lab's: they are alike.
  const lab = labCaptureNames().filter((_, index) => index % 8 === 0);
  test.each([...captureNames(), ...lab])('%s', async (name) => {
    expect(await found(join(CAPTURES, name))).toEqual([]);
  });

  test.skipIf(!existsSync(CORPUS))('foreign captures', { timeout: 300_000 }, async () => {
    const files = readdirSync(CORPUS, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:pcap|pcapng|cap)(?:\.gz)?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((_, index) => index % 40 === 0);
    for (const path of files) expect([path, await found(path)]).toEqual([path, []]);
  });
});
