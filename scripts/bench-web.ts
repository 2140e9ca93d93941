// The page in Chromium beside the command line, on the same captures in turns: seconds, and the memory of the tab.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../support/chromium.ts';

/** How often memory is looked at (milliseconds). */
const EVERY = 50;
const MEGABYTE = 1_000_000;

const words = process.argv.slice(2);
const pairs = Number(
  /^--pairs=(\d+)$/.exec(words.find((one) => one.startsWith('--pairs=')) ?? '')?.[1] ?? 5,
);
const captures = words.filter((one) => !one.startsWith('--'));
if (captures.length === 0 || !captures.every((path) => existsSync(path))) {
  console.error('usage: npm run bench:web -- CAPTURE… [--pairs=5]');
  process.exit(2);
}

/** A value in kilobytes of `/proc/PID/status`, in megabytes; 0 where the process is gone. */
function memoryOf(pid: number, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return (
      (Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0) * 1024) / MEGABYTE
    );
  } catch {
    return 0;
  }
}

/** Processes that show pages. */
function renderers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return /--type=renderer/.test(readFileSync(`/proc/${name}/cmdline`, 'latin1'));
      } catch {
        return false;
      }
    })
    .map(Number);
}

interface InPage {
  readonly seconds: number;
  /** Of the tab: before anything was dropped, at its most until the verdict, and until the hash was there. */
  readonly empty: number;
  readonly emptyAnonymous: number;
  readonly peak: number;
  readonly anonymous: number;
  readonly withHash: number;
}

async function inPage(url: string, path: string): Promise<InPage> {
  const others = new Set(renderers());
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.locator('.drop').waitFor();
    // Its worker is there, too.
    await page.waitForTimeout(1_000);
    const mine = renderers().filter((pid) => !others.has(pid));
    const most = (name: string) => Math.max(...mine.map((pid) => memoryOf(pid, name)));
    const empty = most('VmRSS');
    const emptyAnonymous = most('RssAnon');
    let anonymous = 0;
    const watching = setInterval(() => {
      anonymous = Math.max(anonymous, most('RssAnon'));
    }, EVERY);
    const [seconds] = await Promise.all([
      page.evaluate<number>(`new Promise((resolve) => {
        let began = 0;
        document.querySelector('input[type=file]').addEventListener('change', () => { began = performance.now(); });
        const done = () => document.querySelector('.report article') !== null && resolve((performance.now() - began) / 1000);
        new MutationObserver(done).observe(document.body, { childList: true, subtree: true });
      })`),
      page.setInputFiles('input[type=file]', path),
    ]);
    clearInterval(watching);
    const peak = most('VmHWM');
    await page.evaluate(`new Promise((resolve) => {
      const isHash = (one) => /^[0-9a-f]{64}$/.test(one.textContent);
      const done = () => [...document.querySelectorAll('.report code')].some(isHash) && resolve();
      new MutationObserver(done).observe(document.body, { childList: true, subtree: true });
      done();
    })`);
    return { seconds, empty, emptyAnonymous, peak, anonymous, withHash: most('VmHWM') };
  } finally {
    await browser.close();
  }
}

/** The same without the hash, as the page makes that after the verdict. */
function onCommandLine(path: string): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, ['dist/cli/main.js', path, '-f', 'html', '-q'], {
    env: { ...process.env, PCAP_VERDICT_TIMES: 'no-hash' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status === null || status > 1) throw new Error(`the command line ended with ${status}`);
  return (performance.now() - began) / 1000;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-bench-web-'));
try {
  spawnSync(process.execPath, ['scripts/build-web.mjs', folder], { stdio: 'inherit' });
  const url = pathToFileURL(join(folder, 'pcap-verdict.html')).href;
  for (const path of captures.map((one) => resolve(one))) {
    const runs = [];
    for (let pair = 0; pair < pairs; pair++) {
      const line = onCommandLine(path);
      const page = await inPage(url, path);
      runs.push({ line, page, ratio: line / page.seconds });
      console.log(
        `${path}: command line ${line.toFixed(2)} s, page ${page.seconds.toFixed(2)} s (${(line / page.seconds).toFixed(2)}); tab ${page.empty.toFixed(0)} MB empty (${page.emptyAnonymous.toFixed(0)} MB its own), ${page.peak.toFixed(0)} MB at most (${page.anonymous.toFixed(0)} MB its own), ${page.withHash.toFixed(0)} MB with the hash`,
      );
    }
    const most = Math.max(...runs.map(({ page }) => page.withHash));
    console.log(
      `${path}: speed ${median(runs.map(({ ratio }) => ratio)).toFixed(2)} of the command line's, median of ${pairs}; at most ${most.toFixed(0)} MB`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
