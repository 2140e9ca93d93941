import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePcap } from '../support/capture-writer.ts';
import { samplePackets } from '../support/sample-packets.ts';

const BINARY = resolve('dist-binary/pcap-verdict');
const PACKAGED = resolve('dist/cli/main.js');
const MEGABYTE = 1e6;
/** Seconds, and bytes of the image's files: what the project promises. */
const START = 0.3;
const IMAGE = 120 * MEGABYTE;
const NOBODY = '65532:65532';

const isLinux = process.platform === 'linux';
if (!isLinux) console.warn('skipped: the binary, which is built and tried on Linux');

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: readonly string[], args: readonly string[], env = process.env): Run {
  const [file, ...rest] = program;
  const { status, stdout, stderr } = spawnSync(file, [...rest, ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

describe.skipIf(!isLinux)('the binary', () => {
  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/build-binary.mjs'], { stdio: 'inherit' });
  }, 120_000);

  const captures = readdirSync('captures')
    .filter((name) => name.endsWith('.pcapng'))
    .map((name) => `captures/${name}`);

  test('judges a folder as the package does', () => {
    const some = captures.filter((_, index) => index % 3 === 0);
    expect(some.length).toBeGreaterThan(10);
    const args = [...some, '-f', 'ndjson'];
    const expected = run([process.execPath, PACKAGED], args);
    expect(expected.stdout.split('\n').length).toBeGreaterThan(some.length);
    expect(run([BINARY], args)).toEqual(expected);
  });

  test.each([
    ['threads', ['--jobs', '2', ...captures.slice(0, 4), '-f', 'ndjson']],
    ['data of its own', ['packets', captures[0], '-Y', 'tcp.flgs.syn == 1']],
    ['HTML', [captures[0], '-f', 'html']],
    ['help', ['help', 'packets']],
    ['a file that is not there', ['nothing.pcapng']],
    ['completions', ['completion', 'bash']],
  ])('%s: as the package', (_, args) => {
    const expected = run([process.execPath, PACKAGED], args);
    expect(expected.stdout + expected.stderr).not.toBe('');
    expect(run([BINARY], args)).toEqual(expected);
  });

  test('unpacks on a thread, as the package does', async () => {
    const capture = writePcap(samplePackets(70_000));
    const packed = gzipSync(capture, { level: 1 });
    /** Threads of a program that has read so much and waits for more. */
    const threadsOf = async ([file, ...rest]: string[], input: Uint8Array) => {
      const running = spawn(file, [...rest, '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
      running.stdin.on('error', () => {});
      running.stdin.write(input);
      await passed(1_500);
      const threads = readdirSync(`/proc/${running.pid}/task`).length;
      running.kill('SIGKILL');
      return threads;
    };
    for (const program of [[BINARY], [process.execPath, PACKAGED]]) {
      expect(await threadsOf(program, packed)).toBeGreaterThan(await threadsOf(program, capture));
    }
  });

  test('needs no Node beside it', () => {
    const { status, stdout } = run([BINARY], [captures[0], '-f', 'json'], { PATH: '/nowhere' });
    expect([status, JSON.parse(stdout).schemaVersion]).toEqual([0, 2]);
  });

  test(`starts in less than ${START} s`, () => {
    const times = Array.from({ length: 10 }, () => {
      const from = performance.now();
      expect(run([BINARY], ['captures/syn-drop.pcapng']).status).toBe(0);
      return (performance.now() - from) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(START);
  });

  describe('in the image', () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    const root = join(folder, 'root');
    afterAll(() => {
      spawnSync('umount', [root]);
      rmSync(folder, { recursive: true, force: true });
    });

    beforeAll(() => {
      execFileSync(process.execPath, ['scripts/make-image.mjs', root], { stdio: 'inherit' });
    });

    test('is little else, and less than promised', () => {
      const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
      const programs = files.filter((name) => /(?:^|\/)s?bin\/./.test(name));
      expect(programs).toEqual(['usr/bin/pcap-verdict']);
      const bytes = files.map((name) => statSync(join(root, name)).size);
      expect(bytes.reduce((a, b) => a + b)).toBeLessThan(IMAGE);
    });

    // As `docker run --read-only --network none --user …` has it, with what there is on any Linux.
    const isolated = ['unshare', '--mount', '--net', '--', 'sh', '-ec'];
    const canIsolate = spawnSync(isolated[0], [...isolated.slice(1), 'mount -t tmpfs none /mnt']);
    const isAllowed = canIsolate.status === 0;
    if (!isAllowed) console.warn('skipped: the image in a container: no root, or no namespaces');

    test.skipIf(!isAllowed)(
      'runs as nobody, from a read-only file system, without a network',
      () => {
        const script = `
        mount --bind "${root}" "${root}"
        mount --bind "${resolve('captures')}" "${root}/captures"
        mount -o remount,bind,ro "${root}/captures"
        mount -o remount,bind,ro "${root}"
        cd "${root}/captures"
        exec env --ignore-environment "$(command -v chroot)" --userspec=${NOBODY} "${root}" /usr/bin/pcap-verdict "$@"`;
        const inside = (...args: string[]) => run([...isolated, script, 'sh'], args);
        const drop = inside('/captures/syn-drop.pcapng', '-f', 'json');
        expect(drop.stderr).toBe('');
        expect(drop.stdout).toBe(run([BINARY], ['captures/syn-drop.pcapng', '-f', 'json']).stdout);
        const written = inside('/captures/syn-drop.pcapng', '-o', '/captures/report.html');
        expect(written.status).toBe(2);
        expect(written.stderr).toMatch(/EROFS|read-only/i);
      },
    );

    test('is what the Dockerfile makes', () => {
      const text = readFileSync('Dockerfile', 'utf8');
      const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
      for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) {
        expect(scripts).toHaveProperty(script);
      }
      for (const [, file] of text.matchAll(/node (scripts\/\S+)/g))
        expect(existsSync(file)).toBe(true);
      const [, last] = text.split(/^FROM .* AS build$/m);
      expect(last).toMatch(/^FROM scratch$/m);
      expect(last).toContain(`USER ${NOBODY}`);
      expect(last).toContain('ENTRYPOINT ["/usr/bin/pcap-verdict"]');
    });
  });
});
