import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Capture, diagnose, openCapture } from '../../src/index.ts';
import { writePcap } from '../../support/capture-writer.ts';
import { readAll } from '../../support/read-capture.ts';

/** A router's `prohibit` route: each SYN over IPv6 is answered by ICMPv6 "administratively prohibited". */
const PROHIBITED = 'captures/lab/reject-prohibit-route-ipv6.pcapng';

/** The same packets, of which a snap length kept no more than so many bytes. */
async function cutTo(snapLength: number): Promise<Capture> {
  const { packets } = await readAll(readFileSync(PROHIBITED));
  const cut = packets.map(({ bytes, seconds, nanoseconds, originalLength }) => ({
    ...{ seconds, nanoseconds, originalLength, bytes: bytes.subarray(0, snapLength) },
  }));
  return openCapture(writePcap(cut, { snapLength }));
}

async function rejected(snapLength: number) {
  const { endpoints, findings } = await diagnose(await cutTo(snapLength));
  const failing = endpoints.filter(({ answered, attempts }) => answered === 0 && attempts > 0);
  return {
    verdicts: new Set(failing.map(({ verdict }) => verdict)),
    codes: new Set(failing.flatMap(({ evidence }) => evidence.map(({ code }) => code))),
    remedies: findings.map(({ remedy }) => JSON.stringify(remedy)).join(),
  };
}

test('ICMPv6 errors that show what they quote refuse it', async () => {
  const { verdicts, codes } = await rejected(128);
  expect(verdicts).toContain('reject');
  expect(codes).not.toContain('capture-errors-cut');
});

test('those that are cut before it leave open what was refused', async () => {
  for (const snapLength of [96, 80]) {
    const { verdicts, codes, remedies } = await rejected(snapLength);
    expect(verdicts).toEqual(new Set(['inconclusive']));
    expect(codes).toContain('capture-errors-cut');
    expect(codes).not.toContain('capture-errors-not-told');
    expect(remedies).not.toContain('capture-itself');
  }
});
