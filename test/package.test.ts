import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

// `npm test` builds first (pretest), so dist/ is what the sources say.
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const built = existsSync(manifest.bin['pcap-verdict']);
if (!built) console.warn('skipped: the package, which is not built (npm run build)');

function pcapVerdict(...args: string[]) {
  return spawnSync(process.execPath, [manifest.bin['pcap-verdict'], ...args], { encoding: 'utf8' });
}

describe.skipIf(!built)('the package', () => {
  const isShipped = (path: string) =>
    path === 'package.json' ||
    manifest.files.some((entry: string) => path === entry || path.startsWith(`${entry}/`));
  const targets: [string, string][] = [
    ...Object.entries(manifest.bin as Record<string, string>),
    ...Object.entries(manifest.exports as Record<string, string | Record<string, string>>).flatMap(
      ([name, target]) =>
        typeof target === 'string'
          ? [[name, target] as [string, string]]
          : Object.entries(target).map(
              ([condition, path]) => [`${name} (${condition})`, path] as [string, string],
            ),
    ),
  ];

  test.each(targets)('%s is there and is shipped: %s', (_name, target) => {
    const path = target.replace(/^\.\//, '');
    expect(existsSync(path)).toBe(true);
    expect(isShipped(path)).toBe(true);
  });

  test('everything in "files" is there', () => {
    for (const path of manifest.files) {
      // With "!" before it, it is left out.
      expect(existsSync(path.replace(/^!/, '')), path).toBe(true);
    }
  });

  test('types come first: a compiler takes the first condition that fits', () => {
    expect(Object.keys(manifest.exports['.'])[0]).toBe('types');
  });

  test('the command is a program of its own', () => {
    const path = manifest.bin['pcap-verdict'];
    expect(readFileSync(path, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o111).toBe(0o111);
  });

  test.each([
    ['a report', 40, ['captures/syn-drop.pcapng']],
    ['the packet list', 40, ['packets', 'captures/syn-drop.pcapng']],
    ['help', 25, ['--help']],
  ])(
    '%s loads at most %i files of it: each costs more time than what is in it',
    (_, most, args) => {
      const folder = mkdtempSync(join(tmpdir(), 'loaded-'));
      const env = { ...process.env, NODE_V8_COVERAGE: folder };
      const { status } = spawnSync(process.execPath, [manifest.bin['pcap-verdict'], ...args], {
        env,
      });
      expect(status).toBe(0);
      const own = pathToFileURL('dist').href;
      const [coverage] = readdirSync(folder);
      const { result } = JSON.parse(readFileSync(join(folder, coverage), 'utf8'));
      rmSync(folder, { recursive: true });
      const loaded = result.filter(({ url }: { url: string }) => url.startsWith(own)).length;
      expect(loaded).toBeGreaterThan(5);
      expect(loaded).toBeLessThanOrEqual(most);
    },
  );

  test('the library exports what the README shows', async () => {
    const library = await import(pathToFileURL(manifest.exports['.'].default).href);
    const capture = await library.openCapture('captures/syn-drop.pcapng');
    const report = await library.diagnose(capture, {
      displayFilter: library.compileDisplayFilter('tcp.port == 8443'),
    });
    expect(report.endpoints).toMatchObject([{ server: '203.0.113.55', verdict: 'drop' }]);
    expect(report.capture.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test.skipIf(spawnSync('man', ['--version']).error !== undefined)(
    'the manual page has every command, and man nothing against it',
    () => {
      const [page] = manifest.man;
      expect(isShipped(page)).toBe(true);
      const { stdout, stderr } = spawnSync('man', ['-l', '--warnings', page], {
        encoding: 'utf8',
        env: { ...process.env, MANWIDTH: '80' },
      });
      expect(stderr).toBe('');
      const commands = [...stdout.matchAll(/^ {3}([a-z]+)$/gm)].map(([, name]) => name);
      const listed = [...pcapVerdict('--help').stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)];
      expect(commands).toEqual(['diagnose', ...listed.map(([, name]) => name)]);
      expect(commands.length).toBeGreaterThanOrEqual(8);
    },
  );

  test('--version', () => {
    const { status, stdout } = pcapVerdict('--version');
    expect(stdout).toBe(`${manifest.version}\n`);
    expect(status).toBe(0);
  });

  test('--help names every command and the exit status', () => {
    const { status, stdout, stderr } = pcapVerdict('--help');
    for (const word of ['diagnose', 'packets', 'flows', 'fields', 'explain', 'Exit status']) {
      expect(stdout).toContain(word);
    }
    expect([status, stderr]).toEqual([0, '']);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test.each(['packets', 'flows', 'fields', 'explain', 'diagnose'])('%s --help', (command) => {
    const { status, stdout } = pcapVerdict(command, '--help');
    expect(stdout).toContain(`pcap-verdict ${command}`);
    expect(status).toBe(0);
  });

  test.each([
    ['a file that is not there', ['no-such-file.pcapng']],
    ['a directory', ['captures']],
    ['a text', ['LICENSE']],
    ['a filter with an error', ['captures/syn-drop.pcapng', '-Y', 'tcp.port ==']],
    ['an unknown option', ['captures/syn-drop.pcapng', '--nonsense']],
  ])('%s: status 2, plain lines, nothing on standard output', (_name, args) => {
    const { status, stdout, stderr } = pcapVerdict(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^pcap-verdict: /);
    expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  });
});
