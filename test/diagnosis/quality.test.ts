import { expect, test } from 'vitest';
import { diagnose } from '../../src/index.ts';

test('of the connections that began before a capture none is counted beside the whole', async () => {
  // 22 whose client sends the same again and again to a firewall that forgot them, and 5 that work.
  const report = await diagnose('captures/lab/idle-forgotten-before-capture.pcapng.gz');
  const texts = report.capture.quality.map(({ text }) => text);
  expect(texts).toContain('22 of 27 TCP connections began before the capture.');
});
