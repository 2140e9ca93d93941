import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Output } from '../../src/cli/output.ts';

test('large text comes out whole, characters of two units included, and waits for a slow reader', async () => {
  const stream = new PassThrough({ highWaterMark: 1 << 10 });
  const received: Buffer[] = [];
  stream.on('data', (bytes: Buffer) => received.push(bytes));
  // At every offset, so that some character lies across the end of each slice.
  const text = `x${'😀'.repeat((1 << 20) + 3)}`;
  const output = new Output(stream);
  await output.write(text);
  await output.flush();
  expect(Buffer.concat(received).toString('utf8') === text).toBe(true);
});
