import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diagnose, openCapture } from '../src/index.ts';
import '../src/vitest.ts';

const DROP = 'captures/syn-drop.pcapng';

test('a path, bytes and a report have a verdict', async () => {
  await expect(DROP).toHaveVerdict('drop');
  await expect(new Uint8Array(readFileSync(DROP))).toHaveVerdict('drop', { port: 8443 });
  const report = await diagnose(await openCapture(DROP));
  await expect(report).toHaveVerdict('drop', { server: '203.0.113.55', protocol: 'tcp' });
  await expect(report).not.toHaveVerdict('reject');
  await expect(report).not.toHaveVerdict('answered', { port: 8443 });
});

test('what fails says what is seen', async () => {
  await expect(expect(DROP).toHaveVerdict('reject')).rejects.toThrow(/verdict is drop, not reject/);
  await expect(expect(DROP).toHaveVerdict('reject', { server: '203.0.113.55' })).rejects.toThrow(
    /→ 203\.0\.113\.55 tcp 8443: drop \(medium\)/,
  );
});

test('of an endpoint that is not there nothing is true', async () => {
  const absent = { server: '192.0.2.1' };
  await expect(expect(DROP).toHaveVerdict('drop', absent)).rejects.toThrow(/no endpoint .*192/);
  await expect(expect(DROP).not.toHaveVerdict('drop', absent)).rejects.toThrow(/no endpoint/);
});
