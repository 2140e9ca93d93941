// Over all captures, shipped, of the lab and foreign: documents on one diagnosis say the same, and none says that
// all is well above what fails.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { isFailure, type Verdict } from '../src/evidence/verdict.ts';
import { diagnose, openCapture } from '../src/index.ts';
import { contradictions } from '../support/agreement.ts';
import { LAB_CAPTURES } from '../support/lab/accuracy.ts';
import { CAPTURES, captureNames, labCaptureNames } from '../support/shipped-captures.ts';

const FOREIGN = ['../shared/field', '../shared/corpus'];

/** Minutes, on a machine that others use, too. */
const LONG = 900_000;

/** Lab captures in which something fails, and that are an all-clear all the same. */
const ARGUED: Readonly<Record<string, string>> = {
  'probes-without-syn': 'a scan: nobody needs the ports that it tries',
  'scan-connect': 'a scan',
  'scan-of-hosts': 'a scan',
  'scan-syn': 'a scan',
  'scan-syn-closed-host': 'a scan',
  'scan-syn-rejected': 'a scan',
  'scan-with-decoys': 'a scan',
  'proxy-tunnel-inspected': 'TLS is inspected, and the client accepts it: it works, and is said',
  'tls-intercepted-trusted': 'TLS is inspected, and the client accepts it: it works, and is said',
  'tls13-keys-intercepted-trusted': 'TLS is inspected, and the client accepts it',
  'tls13-intercepted-trusted': 'the certificate is encrypted: the packets are those of a server',
  'midstream-reset-at-the-server': 'captured at the server, the resets are those of the client',
};

interface Truth {
  readonly capture?: string;
  readonly endpoints?: readonly { readonly verdict: Verdict }[];
}

/** What is wrong with reports on these captures, and which of them are an all-clear. */
async function judged(paths: readonly string[]) {
  const wrong: unknown[] = [];
  const clear: string[] = [];
  let read = 0;
  for (const path of paths) {
    const report = await openCapture(path).then(diagnose, () => null);
    if (report === null) continue;
    read++;
    const against = contradictions(report);
    if (against.length > 0) wrong.push([path, against]);
    if (report.summary.verdict !== 'answered') continue;
    clear.push(basename(path).replace(/\..*$/, ''));
    // SMB goes on over TCP 445: that TCP 139 is closed is said, and stops nobody.
    const isBeside = (index: number) =>
      report.endpoints[index]?.evidence.some(({ code }) => code === 'smb-port-answers') === true;
    const failing = report.findings.filter(
      ({ verdict, endpoints }) => isFailure(verdict) && !endpoints.every(isBeside),
    );
    if (failing.length > 0) wrong.push([path, failing.map(({ title }) => title)]);
  }
  return { read, wrong, clear };
}

test('shipped captures, and those of the lab', { timeout: LONG }, async () => {
  const names = [...captureNames(), ...labCaptureNames()];
  const { read, wrong, clear } = await judged(names.map((name) => join(CAPTURES, name)));
  expect([read, wrong]).toEqual([names.length, []]);
  // What was on the wire, by the rules that were in force.
  const fails = clear.filter((name) => {
    const path = join(LAB_CAPTURES, `${name}.truth.json`);
    if (!existsSync(path)) return false;
    const { endpoints = [] } = JSON.parse(readFileSync(path, 'utf8')) as Truth;
    return endpoints.some(({ verdict }) => isFailure(verdict));
  });
  expect(fails.sort()).toEqual(Object.keys(ARGUED).sort());
});

for (const folder of FOREIGN) {
  test.skipIf(!existsSync(folder))(`foreign captures: ${folder}`, { timeout: LONG }, async () => {
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const { read, wrong } = await judged(paths);
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(0);
  });
}
