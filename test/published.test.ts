import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const DROP = resolve('captures/syn-drop.pcapng');
const RELEASES = ['22', '24'];
const MAJORS_OF_NPM = ['10', '11'];

const folder = mkdtempSync(join(tmpdir(), 'published-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program of the registry, at hand for this test alone. */
function fromRegistry(spec: string, command: readonly string[], cwd = folder) {
  // What npm sets for the scripts that it runs, as it runs these tests, is not for the one that is tried.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)),
  );
  return spawnSync('npx', ['--yes', '--package', spec, '--', ...command], {
    ...{ cwd, env },
    encoding: 'utf8',
    timeout: 180_000,
  });
}

const hasRegistry = spawnSync('npm', ['ping'], { timeout: 30_000 }).status === 0;
if (!hasRegistry) console.warn('skipped: other releases of npm and Node, as there is no registry');

let tarball = '';
beforeAll(() => {
  execFileSync('npm', ['pack', '--pack-destination', folder], { stdio: 'ignore' });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
  execFileSync('tar', ['xzf', tarball, '-C', folder]);
}, 120_000);

describe('what is published', () => {
  test('needs no other package', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
    expect(manifest.dependencies).toBeUndefined();
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
      expect(manifest.scripts).not.toHaveProperty(script);
    }
    expect(Object.values(manifest.peerDependenciesMeta)).toEqual(
      Object.keys(manifest.peerDependencies).map(() => ({ optional: true })),
    );
  });

  test('has one file of types for each entry, which names nothing beside it', () => {
    const { exports } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
    const entries: string[] = Object.values(exports as Record<string, { types?: string }>).flatMap(
      ({ types }) => types ?? [],
    );
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      const text = readFileSync(join(folder, 'package', entry), 'utf8');
      expect(text).toMatch(/^(?:export declare function|declare module 'vitest')/m);
      // The matcher's types are the library's.
      for (const [, from] of text.matchAll(/from ['"](\.[^'"]*)/g)) {
        expect([entry, from]).toEqual(['./dist/vitest.d.ts', './index.js']);
      }
    }
  });

  test('has the licences of what is bundled, completions and the manual page', () => {
    const licences = readFileSync(join(folder, 'package/dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['ajv', 'cli-table3', 'fzstd', 'jsonc-parser', 'yaml', 'yargs', 'yauzl']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(\\S+\\)$`, 'm'));
    }
    expect(readdirSync(join(folder, 'package/dist/completions')).sort()).toEqual([
      ...['_pcap-verdict', 'pcap-verdict', 'pcap-verdict.fish', 'pcap-verdict.ps1'],
    ]);
    expect(readdirSync(join(folder, 'package/dist'))).toContain('pcap-verdict.1');
  });

  test('publint and are-the-types-wrong have nothing against it', () => {
    const publint = spawnSync('npx', ['publint', '--strict', tarball], { encoding: 'utf8' });
    expect(publint.stdout + publint.stderr).toContain('All good!');
    const types = spawnSync('npx', ['attw', tarball, '--profile', 'esm-only', '--quiet'], {
      encoding: 'utf8',
    });
    expect([types.status, types.stdout]).toEqual([0, '']);
  });

  test('a TypeScript program that uses it compiles', () => {
    const project = mkdtempSync(join(folder, 'typed-'));
    execFileSync('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: project });
    writeFileSync(
      join(project, 'main.ts'),
      `import { compileDisplayFilter, diagnose, openCapture } from 'pcap-verdict';
const report = await diagnose(await openCapture('x'), { displayFilter: compileDisplayFilter('tcp') });
const verdict: string = report.endpoints[0]!.verdict;
// @ts-expect-error: a report's verdict is no number
const wrong: number = report.endpoints[0]!.verdict;
console.log(verdict, wrong);
`,
    );
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    const compiled = spawnSync(
      process.execPath,
      [
        ...[resolve('node_modules/typescript/bin/tsc'), '--noEmit', '--strict', 'main.ts'],
        ...['--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', 'false'],
        ...['--typeRoots', resolve('node_modules/@types'), '--types', 'node'],
      ],
      { cwd: project, encoding: 'utf8' },
    );
    expect([compiled.status, compiled.stdout]).toEqual([0, '']);
  });

  test.skipIf(!hasRegistry).each(MAJORS_OF_NPM)(
    'npm %s installs it without a script and without a warning',
    (major) => {
      const prefix = mkdtempSync(join(folder, 'npm-'));
      const { status, stderr, stdout } = fromRegistry(`npm@${major}`, [
        ...['npm', 'install', '--global', '--prefix', prefix, '--foreground-scripts', tarball],
      ]);
      // What somebody's own configuration of npm has is not the package's.
      const warnings = stderr.split('\n').filter((line) => !/ Unknown \w+ config /.test(line));
      expect([status, warnings.join('\n')]).toEqual([0, '']);
      expect(stdout).toMatch(/added 1 package/);
      const program = join(prefix, 'bin/pcap-verdict');
      const report = execFileSync(program, [DROP, '-f', 'json'], { encoding: 'utf8' });
      expect(JSON.parse(report).summary.verdict).toBe('drop');
      expect(readdirSync(join(prefix, 'share/man/man1'))).toEqual(['pcap-verdict.1']);
    },
    240_000,
  );

  test.skipIf(!hasRegistry).each(RELEASES)(
    'Node %s gives the same report',
    (release) => {
      const program = join(folder, 'package/dist/cli/main.js');
      const args = [program, DROP, '-f', 'json'];
      const { stdout, stderr } = fromRegistry(`node@${release}`, ['node', ...args]);
      expect(stderr).toBe('');
      expect(stdout).toBe(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    },
    240_000,
  );
});
