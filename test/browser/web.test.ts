import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGE_TAGS } from '../../src/words/languages.ts';
import { PAGE_WORDS } from '../../src/words/page.ts';
import { bareCapture } from '../../support/bare-capture.ts';
import { makeMixed } from '../../support/bench-data.ts';
import { chromiumInstalled, launchChromium } from '../../support/chromium.ts';
import { pcapVerdict } from '../../support/cli.ts';
import { servedFolder } from '../../support/served-folder.ts';
import { installed, run } from '../../support/tools.ts';
import { ask, CUT_OFF, OVERFLOW, openPage } from './page-checks.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Of each way in which something fails, each container and compression, and what is no container. */
const CAPTURES = [
  ...['syn-drop', 'syn-reset-firewall', 'dns-intercepted', 'captive-portal', 'quic-drop'],
  ...['clienthello-drop', 'large-packets-drop', 'idle-timeout', 'secure-access-web-reject'],
  ...['icmpv6-admin-prohibited', 'trap-snaplen-64', 'trap-interface-drops'],
].map((name) => `captures/${name}.pcapng`);
CAPTURES.push('captures/healthy-big-endian.pcap', 'captures/healthy-nanosecond.pcap');
CAPTURES.push('captures/healthy.pcapng.gz');

/** Bytes of what a first diagnosis loads, compressed (gzip). */
const FIRST_LOAD = 350_000;

/** What stands on the page beside the report, and what is said to who does not see it. */
const OWN_TEXTS = `[...document.querySelectorAll('.brand span, .desk *, .tools *, .tabs *')]
  .flatMap((one) => [one.getAttribute('aria-label') ?? '', one.childElementCount === 0 ? one.textContent : ''])
  .map((text) => text.trim()).filter((text) => /\\p{L}{2}/u.test(text))`;

/** All texts of the page's words. */
function wordsOf(words: object): string[] {
  return Object.values(words).flatMap((one) =>
    typeof one === 'string' ? [one] : typeof one === 'object' ? wordsOf(one) : [],
  );
}

let folder = '';
let url = '';
let browser: Browser;

/** Hands files to the page, and waits for the report on them. */
async function read(page: Page, paths: readonly string[], task?: string): Promise<void> {
  await ask(page, 'document.querySelector(".report")?.replaceChildren()');
  const remove = page.locator('.files button[aria-label^="Remove"]');
  while ((await remove.count()) > 0) await remove.first().click();
  await page.setInputFiles('input[type=file]', [...paths]);
  if (task !== undefined) await page.selectOption('.desk .fields select', task);
  if (task !== undefined || paths[0].endsWith('.zip')) await page.click('button.main');
  await page.waitForSelector('.report article, .error:not([hidden])');
}

/** What is saved in a format. */
async function saved(page: Page, format: string): Promise<string> {
  await page.selectOption('.tools select', format);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click('.tools > button >> nth=0'),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

describe.skipIf(!chromiumInstalled())('the page', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-web-'));
    execFileSync(process.execPath, ['scripts/build-web.mjs', folder, '--quiet']);
    url = pathToFileURL(join(folder, 'pcap-verdict.html')).href;
    browser = await launchChromium();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('says of captures what the command line says, and asks nobody for anything', async () => {
    const { page, complaints } = await openPage(browser, url);
    for (const path of CAPTURES) {
      await read(page, [path]);
      expect(await saved(page, 'json'), path).toBe(pcapVerdict([path, '-f', 'json']).out);
    }
    // Its worker is its own script, which it hands over itself.
    expect(complaints.filter((one) => !one.startsWith('request: blob:'))).toEqual([]);
    await page.close();
  }, 240_000);

  test('reads a large file in a thread of its own, and in order', async () => {
    const { page } = await openPage(browser, url);
    const path = join(folder, 'large.pcap');
    makeMixed(path, 48_000_000);
    await read(page, [path]);
    expect(await saved(page, 'json')).toBe(pcapVerdict([path, '-f', 'json']).out);
    await page.close();
  });

  test('saves every format as the command line writes it', async () => {
    const { page } = await openPage(browser, url);
    const path = 'captures/syn-reset-firewall.pcapng';
    await read(page, [path]);
    for (const format of ['html', 'ndjson', 'markdown', 'junit', 'sarif']) {
      expect(await saved(page, format), format).toBe(pcapVerdict([path, '-f', format]).out);
    }
    expect(await saved(page, 'text')).toContain('A firewall rejects TCP 443 to 203.0.113.56');
    await page.close();
  });

  test('cannot send anything: its policy forbids it', async () => {
    const { page } = await openPage(browser, url);
    const policy = await ask<string>(page, 'document.querySelector("meta[http-equiv]").content');
    for (const rule of ["default-src 'none'", "connect-src 'none'", "form-action 'none'"]) {
      expect(policy).toContain(rule);
    }
    expect(policy).toContain('worker-src blob:');
    expect(policy).not.toContain('unsafe');
    const refused = await ask<string>(
      page,
      'fetch("https://example.invalid/").then(() => "sent", (error) => String(error))',
    );
    expect(refused).toContain('TypeError');
    await page.close();
  });

  test('a click on evidence shows the frame with its bytes', async () => {
    const { page } = await openPage(browser, url);
    await read(page, ['captures/syn-reset-firewall.pcapng']);
    await page.locator('.reasons .frames a').first().click();
    const dialog = page.locator('dialog[open]');
    await dialog.waitFor();
    const title = (await dialog.locator('h2').textContent()) ?? '';
    const [, number] = /^Frame (\d+): (\d+) bytes$/.exec(title) ?? [];
    const dump = (await dialog.locator('.dump').textContent()) ?? '';
    const bytes = dump.split('\n').map((line) => line.slice(6, 54).replaceAll(' ', ''));
    if (installed('tshark')) {
      const args = ['-r', 'captures/syn-reset-firewall.pcapng', '-Y', `frame.number == ${number}`];
      const hex = run('tshark', [...args, '-x']).toString();
      const theirs = hex.split('\n').map((line) => line.slice(6, 54).replaceAll(' ', ''));
      expect(bytes.join('')).toBe(theirs.join(''));
    }
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await page.close();
  });

  test('lists packets and flows, filtered, row by row as the command line does', async () => {
    const { page } = await openPage(browser, url);
    const path = 'captures/secure-access-dns-unprotected.pcapng';
    await read(page, [path]);
    await page.click('#tab-packets');
    await page.locator('.count', { hasText: '8,400 rows' }).waitFor();
    expect(await page.locator('.row').count()).toBeLessThan(100);
    await page.locator('.list').focus();
    await page.keyboard.press('End');
    await page.locator('[data-row="8399"] span', { hasText: '8400' }).first().waitFor();
    const last = await page.locator('[data-row="8399"] span').allTextContents();
    const rows = pcapVerdict(['packets', path, '-f', 'tsv', '-t', 'ud']).out.trimEnd().split('\n');
    expect(last).toEqual(rows[8400].split('\t'));
    await page.fill('#panel-packets input', 'dns');
    await page.keyboard.press('Enter');
    const count =
      pcapVerdict(['packets', path, '-f', 'tsv', '-Y', 'dns']).out.split('\n').length - 2;
    await page.locator('.count', { hasText: `${count.toLocaleString('en')} rows` }).waitFor();
    await page.click('#tab-flows');
    const flows = pcapVerdict(['flows', path, '-f', 'tsv']).out.trimEnd().split('\n');
    await page.locator('#panel-flows .count', { hasText: `${flows.length - 1} rows` }).waitFor();
    await page.locator('#panel-flows [data-row="0"] span').first().waitFor();
    const first = await page.locator('#panel-flows [data-row="0"] span').allTextContents();
    expect(first).toEqual(flows[1].split('\t'));
    await page.close();
  });

  test('a bad filter, and what is no capture, is said in plain words', async () => {
    const { page } = await openPage(browser, url);
    await page.setInputFiles('input[type=file]', {
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('nothing that is known\n'),
    });
    const error = page.locator('.error:not([hidden])');
    await error.waitFor();
    expect(await error.textContent()).not.toMatch(/internal error|undefined/);
    await page.close();
  });

  test('two captures are compared, several files are a case, as on the command line', async () => {
    const { page } = await openPage(browser, url);
    const office = 'captures/secure-access-web-reject.pcapng';
    const hotspot = 'captures/secure-access-open-network.pcapng';
    await read(page, [office, hotspot], 'compare');
    expect(await saved(page, 'json')).toBe(
      pcapVerdict(['compare', office, hotspot, '-f', 'json']).out.replace(
        /"sha256": "[0-9a-f]{64}"/g,
        '"sha256": null',
      ),
    );
    await read(page, [office, hotspot], 'case');
    const theirs = JSON.parse(pcapVerdict(['case', office, hotspot, '-f', 'json']).out);
    const ours = JSON.parse(await saved(page, 'json'));
    expect(ours.reports).toEqual(theirs.reports);
    expect(ours.findings).toEqual(theirs.findings);
    await page.close();
  });

  test('an encrypted archive, with its password, is the case that it is on the command line', async () => {
    const { page, complaints } = await openPage(browser, url);
    const archive = 'test/diagnosis/case/encrypted/aes256.zip';
    await page.click('.desk details summary');
    await page.fill('.desk input[type=password]', 'correct horse');
    await read(page, [archive]);
    const password = join(folder, 'password');
    writeFileSync(password, 'correct horse');
    const args = ['case', archive, '--zip-password-file', password, '-f', 'json'];
    expect(JSON.parse(await saved(page, 'json'))).toEqual(JSON.parse(pcapVerdict(args).out));
    expect(complaints.filter((one) => !one.startsWith('request: blob:'))).toEqual([]);
    await page.close();
  });

  test('a report in another language is that of the command line; programs read English', async () => {
    const { page } = await openPage(browser, url);
    const path = 'captures/syn-reset-firewall.pcapng';
    await page.selectOption('.brand select', 'ja');
    await read(page, [path]);
    expect(await saved(page, 'html')).toBe(pcapVerdict([path, '-f', 'html', '--lang', 'ja']).out);
    expect(await saved(page, 'json')).toBe(pcapVerdict([path, '-f', 'json']).out);
    expect(await page.locator('.report').getAttribute('lang')).toBe('ja');
    expect(await ask(page, 'document.documentElement.lang')).toBe('ja');
    await page.close();
  });

  test('redacts: nothing of whose it is in the report, and the evidence can be read', async () => {
    const { page } = await openPage(browser, url);
    const path = 'captures/syn-reset-firewall.pcapng';
    await page.click('.desk details summary');
    await page.check('.desk .check input');
    await read(page, [path]);
    const report = await saved(page, 'json');
    expect(report).toContain('"redacted"');
    // What stands for an address may begin as another does.
    expect(report).not.toMatch(/\b192\.168\.1\.20\b|00:0c:29:3e:61:7a/);
    expect(report).not.toContain(basename(path));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('text="Save the evidence (pcapng)"'),
    ]);
    const evidence = join(folder, 'evidence.pcapng');
    writeFileSync(evidence, readFileSync(await download.path()));
    expect(pcapVerdict([evidence, '-f', 'json']).out).toContain('"verdict": "reject"');
    await page.close();
  });

  test.each(['light', 'dark'] as const)('axe-core finds nothing (%s)', async (colorScheme) => {
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const page = await context.newPage();
    const found: string[] = [];
    const look = async (where: string) => {
      for (const width of [390, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const violations = await page.evaluate<string[]>(`axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' (' + nodes.length + '): ' + nodes[0].html.slice(0, 160)))`);
        for (const one of violations) found.push(`${where} ${width}: ${one}`);
        if ((await ask<number>(page, OVERFLOW)) > 0) found.push(`${where} ${width}: too wide`);
      }
    };
    await page.goto(url);
    await page.addScriptTag({ content: AXE });
    // The page builds itself when its words have come: behind its load on a busy machine.
    await page.locator('.desk details summary').waitFor();
    await look('empty');
    await page.click('.desk details summary');
    await read(page, ['captures/secure-access-web-reject.pcapng']);
    await look('report');
    await page.click('#tab-packets');
    await page.locator('[data-row="3"]').waitFor();
    await look('packets');
    await page.locator('[data-row="3"]').click();
    await page.locator('dialog[open]').waitFor();
    await page.locator('dialog summary').first().click();
    await look('frame');
    expect(found).toEqual([]);
    await context.close();
  });

  test('in four languages, its own words too: nothing is cut off, and nothing is lost on the way', async () => {
    const { page, complaints } = await openPage(browser, url);
    await read(page, ['captures/syn-drop.pcapng']);
    const english = new Set(wordsOf(PAGE_WORDS.en).filter((word) => word !== 'pcap-verdict'));
    for (const tag of LANGUAGE_TAGS) {
      await page.selectOption('.brand select', tag);
      await page.locator(`.report[lang="${tag}"] article`).waitFor();
      expect(await ask(page, 'document.documentElement.lang')).toBe(tag);
      expect(await page.locator('.files li').count()).toBe(1);
      if (tag !== 'en') {
        // What stands on the page itself is none of English's words.
        const texts = await ask<string[]>(page, OWN_TEXTS);
        expect(texts.length).toBeGreaterThan(10);
        expect(texts.filter((text) => english.has(text))).toEqual([]);
      }
      await page.locator('.desk details').evaluate('(one) => { one.open = true; }');
      for (const width of [390, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await ask(page, OVERFLOW), `${tag} at ${width}`).toBe(0);
        expect(await ask(page, CUT_OFF), `${tag} at ${width}`).toEqual([]);
      }
    }
    expect(complaints.filter((one) => !one.startsWith('request: blob:'))).toEqual([]);
    await page.close();
  });

  test("begins in the browser's language", async () => {
    const context = await browser.newContext({ locale: 'ko-KR' });
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('h1', { hasText: PAGE_WORDS.ko.claim }).waitFor();
    expect(await ask(page, 'document.documentElement.lang')).toBe('ko');
    await context.close();
  });

  test("a profile and a TLS key log of one's own serve as on the command line", async () => {
    const { page } = await openPage(browser, url);
    const profile = join(folder, 'own.json');
    pcapVerdict(['profile', 'init', profile]);
    const keyed = 'captures/lab/tls13-keys-intercepted-trusted.pcapng.gz';
    const { bare, keys } = await bareCapture(keyed, folder);
    for (const [files, args] of [
      [
        ['captures/syn-drop.pcapng', profile],
        ['captures/syn-drop.pcapng', '--profile', profile],
      ],
      [
        [bare, keys],
        [bare, '--tls-keys', keys],
      ],
    ] as const) {
      await read(page, files);
      expect(await saved(page, 'json')).toBe(pcapVerdict([...args, '-f', 'json']).out);
    }
    // It is read as on the command line: line, column and what is expected there.
    writeFileSync(profile, '{\n  "functions": 1, "dnsServers": []\n}\n');
    await page.locator('.files button').first().click();
    await page.locator('.files button').first().click();
    await page.setInputFiles('input[type=file]', ['captures/syn-drop.pcapng', profile]);
    const error = page.locator('.error:not([hidden])');
    await error.waitFor();
    expect(await error.textContent()).toContain('own.json:2:');
    await page.close();
  });

  test('from a web server it is kept, and opens and diagnoses without one', async () => {
    const { asked, address, close } = await servedFolder(folder);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    await ask(page, 'navigator.serviceWorker.ready.then(() => true)');
    // All parts are kept by and by, whatever is asked for.
    const all = readdirSync(join(folder, 'parts')).map((name) => `/parts/${name}`);
    await expect.poll(() => all.filter((path) => !asked.includes(path))).toEqual([]);
    await expect
      .poll(() =>
        ask(
          page,
          `caches.keys().then(async ([name]) => (await (await caches.open(name)).keys()).length)`,
        ),
      )
      .toBe(all.length + 4);
    const before = asked.length;
    await read(page, ['captures/syn-drop.pcapng']);
    // Diagnosing asks for nothing.
    expect(asked.slice(before)).toEqual([]);
    await close();
    await page.reload();
    await read(page, ['captures/syn-drop.pcapng']);
    expect(await page.locator('.report h1').textContent()).toContain('drops');
    // Parts that were never used are there, too.
    await page.click('#tab-packets');
    await page.locator('.count', { hasText: 'rows' }).waitFor();
    await page.selectOption('.brand select', 'ja');
    await page.locator('.report[lang=ja] article').waitFor();
    await context.close();
  });

  test('from a web server it cannot send anything elsewhere, in its worker neither', async () => {
    const { address, close } = await servedFolder(folder);
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('.drop').waitFor();
    const refused = await ask<string[]>(
      page,
      `Promise.all([
        fetch("https://example.invalid/").catch((error) => String(error)),
        import("https://example.invalid/x.js").catch((error) => String(error)),
        new Promise((resolve) => {
          const code = 'fetch("' + location.href + '").then(() => "sent", String).then(postMessage)';
          new Worker(URL.createObjectURL(new Blob([code]))).onmessage = ({ data }) => resolve(data);
        }),
      ])`,
    );
    for (const one of refused) expect(one).toContain('TypeError');
    await context.close();
    await close();
  });

  test('is not larger than it needs to be, and a first diagnosis loads a third of it', async () => {
    const gzip = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length;
    // Three languages beside English are a quarter of it (docs/web.md).
    expect(gzip(join(folder, 'pcap-verdict.html'))).toBeLessThan(960_000);
    const { asked, address, close } = await servedFolder(folder);
    const context = await browser.newContext({ serviceWorkers: 'block', locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('.drop').waitFor();
    await read(page, ['captures/secure-access-web-reject.pcapng']);
    const code = [...new Set(asked)].filter((path) => /\/$|\.js$/.test(path));
    const bytes = code.map((path) => gzip(join(folder, path === '/' ? 'index.html' : path)));
    expect(bytes.length).toBeLessThan(12);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(FIRST_LOAD);
    await context.close();
    await close();
  });

  test('goes by the keyboard alone', async () => {
    const { page } = await openPage(browser, url);
    await read(page, ['captures/syn-drop.pcapng']);
    await page.focus('#tab-report');
    await page.keyboard.press('ArrowRight');
    expect(await ask(page, 'document.activeElement.id')).toBe('tab-packets');
    await page.locator('.count', { hasText: 'rows' }).waitFor();
    await page.locator('.list').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('dialog[open] h2', { hasText: 'Frame 2' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await ask(page, 'document.activeElement.getAttribute("role")')).toBe('grid');
    await page.close();
  });
});
