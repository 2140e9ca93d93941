import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

const read = (path: string) => readFileSync(path, 'utf8');
const manifest = JSON.parse(read('package.json'));
const { lockfileVersion, packages } = JSON.parse(read('package-lock.json')) as {
  lockfileVersion: number;
  packages: Readonly<Record<string, Locked>>;
};
const locked = Object.entries(packages).filter(([path]) => path !== '');

test('the lock file is the one of package.json', () => {
  const { devDependencies } = packages[''] as unknown as typeof manifest;
  expect(lockfileVersion).toBe(3);
  expect(devDependencies).toEqual(manifest.devDependencies);
  for (const name of Object.keys(devDependencies)) {
    expect(packages[`node_modules/${name}`]?.version, name).toMatch(/^\d+\.\d+\.\d+/);
  }
});

test('every package comes from the registry, with the hash of its bytes', () => {
  const odd = locked.filter(
    ([, { resolved, integrity, link }]) =>
      link === true ||
      !/^sha512-[\w+/]{86}==$/.test(integrity ?? '') ||
      !(resolved ?? 'https://registry.npmjs.org/').startsWith('https://registry.npmjs.org/'),
  );
  expect(odd.map(([path]) => path)).toEqual([]);
});

test('no script of a package runs while it is installed', () => {
  const scripts = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  // docs/dependencies.md says why it is not needed.
  expect(scripts.map(([path]) => path)).toEqual(['node_modules/esbuild']);
  for (const path of ['scripts/ensure-built.mjs', '.github/workflows/check.yml']) {
    expect(read(path), path).toMatch(/ci['",\s]+--ignore-scripts/);
  }
});

test('docs/dependencies.md lists what the program contains by its licence', () => {
  const notices = read('dist/THIRD-PARTY-LICENSES.txt');
  const contained = [...notices.matchAll(/^-{72}\n\n(\S+) \S+ \(/gm)].map(([, name]) => name);
  expect(contained).toContain('yargs');
  const byLicence = new Map<string, Set<string>>();
  for (const [path, { license, devOptional }] of locked) {
    expect(license, path).toMatch(/\w/);
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (devOptional === true || !contained.includes(name)) continue;
    const names = byLicence.get(license!) ?? new Set();
    byLicence.set(license!, names.add(name));
  }
  const rows = [...byLicence].map(
    ([licence, names]) => `| ${licence} | ${[...names].sort().join(', ')} |`,
  );
  const page = read('docs/dependencies.md');
  for (const row of rows) expect(page).toContain(`${row}\n`);
  // Of those that bind who uses them to more than naming them, none.
  for (const licence of byLicence.keys()) {
    expect(licence).toMatch(/^(?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|Python-2\.0)$/);
  }
});

test('everything that is bundled comes with the package', () => {
  expect(packages[''] as object).not.toHaveProperty('dependencies');
});
