import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pcapVerdict } from '../../support/cli.ts';
import { servedFolder } from '../../support/served-folder.ts';

/** Where Debian's package puts it. */
const FIREFOX = '/usr/bin/firefox-esr';
const CAPTURES = ['syn-drop.pcapng', 'secure-access-web-reject.pcapng', 'healthy.pcapng.gz'].map(
  (name) => `captures/${name}`,
);

const hasFirefox = existsSync(FIREFOX);
if (!hasFirefox) console.warn(`skipped: the page in Firefox; there is no ${FIREFOX}`);

interface Driven {
  readonly results: readonly { capture: string; title: string; saved: string | null }[];
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
  readonly refused: string;
}

let folder = '';

/** Drops captures on the page in Firefox. */
async function driven(url: string): Promise<Driven> {
  const place = mkdtempSync(join(folder, 'firefox-'));
  const args = ['--experimental-websocket', '--no-warnings', 'support/firefox.mjs', place, url];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, ...CAPTURES], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout);
}

function expectAsOnTheCommandLine({ results, complaints, refused }: Driven): void {
  for (const { capture, title, saved } of results) {
    const theirs = pcapVerdict([capture, '-f', 'json']).out;
    expect(saved, capture).toBe(theirs);
    expect(theirs).toContain(JSON.stringify(title).slice(1, -2));
  }
  expect(results.length).toBe(CAPTURES.length);
  expect(refused).toContain('TypeError');
  expect(complaints).toEqual([]);
}

describe.skipIf(!hasFirefox)('the page in Firefox', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-firefox-'));
    mkdirSync(join(folder, 'web'));
    execFileSync(process.execPath, ['scripts/build-web.mjs', join(folder, 'web'), '--quiet']);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('from a disk says what the command line says, and asks nobody for anything', async () => {
    const found = await driven(pathToFileURL(join(folder, 'web/pcap-verdict.html')).href);
    expectAsOnTheCommandLine(found);
    expect(found.requests.filter((one) => !/^(?:blob|data):/.test(one))).toEqual([]);
  });

  test('from a web server it does so, too, and asks for its own parts alone', async () => {
    const { address, close } = await servedFolder(join(folder, 'web'));
    const found = await driven(address);
    expectAsOnTheCommandLine(found);
    const own = (one: string) => one.startsWith(address) || /^(?:blob|data):/.test(one);
    expect(found.requests.filter((one) => !own(one))).toEqual([]);
    await close();
  });
});
