import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, sep } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';

/** Data flows from left to right; a layer imports only from itself and from layers to its left. */
const LAYERS = [
  ...['capture', 'wire', 'exported', 'log', 'lookup', 'redact', 'filter', 'track', 'detect'],
  ...['verdict', 'report', 'evidence', 'case', 'cli'],
];
/** Knowledge of products: data for the layers that reason about them, or keep their names. */
const MAY_IMPORT_PROFILE = [
  ...['log', 'redact', 'track', 'detect', 'verdict', 'report', 'case', 'cli'],
];
/** What a profile itself may use. */
const PROFILE_IMPORTS = ['wire'];
/** Puts the layers together: may import all of them except `cli`. */
const PIPELINE = ['src/diagnose.ts', 'src/index.ts', 'src/version.ts'];
/** The one file left of `cli/` that knows Node; the rest must run in a browser. */
const NODE_SOURCE = 'src/capture/node-source.ts';
/** The library's entry opens paths, so it imports NODE_SOURCE; no layer may. */
const MAY_OPEN_PATHS = ['src/index.ts', 'src/cli/input.ts'];

const LINES = 500;
/** One structure each that would not be easier to read in two files; they are not to grow. */
const LONGER: Readonly<Record<string, number>> = {};

const posix = (path: string) => path.split(sep).join('/');
/** Files under a folder whose names end in one of these, as the project writes paths. */
function filesUnder(folder: string, recursive: boolean, ...endings: string[]): string[] {
  return readdirSync(folder, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => posix(join(entry.parentPath, entry.name)))
    .sort();
}

const files = filesUnder('src', true, '.ts');

/** The layer of a file, or null for the pipeline's own files. */
function layerOf(path: string): string | null {
  const [, layer, rest] = path.split('/');
  return rest === undefined ? null : layer;
}

interface Import {
  readonly from: string;
  /** A file of the project, or the name of a package. */
  readonly to: string;
  readonly isType: boolean;
}

/** Imports that are types only are gone for esbuild, so the text is read as well. */
function importsOf(from: string): Import[] {
  const text = readFileSync(from, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  const pattern =
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  for (const [, type, named, bare, dynamic] of text.matchAll(pattern)) {
    const target = named ?? bare ?? dynamic;
    const to = target.startsWith('.') ? posix(normalize(`${dirname(from)}/${target}`)) : target;
    found.push({ from, to, isType: type !== undefined });
  }
  return found;
}

const imports = files.flatMap(importsOf);
const arrow = ({ from, to }: Import) => `${from} → ${to}`;

describe('layers', () => {
  test('every folder of src/ is a layer', () => {
    const folders = new Set(files.map(layerOf).filter((layer) => layer !== null));
    expect([...folders].sort()).toEqual([...LAYERS, 'profile'].sort());
    expect(files.filter((file) => layerOf(file) === null)).toEqual(PIPELINE.toSorted());
  });

  test('import only to the left', () => {
    const wrong = imports.filter(({ from, to }) => {
      if (!to.startsWith('src/') || to.endsWith('.json')) return false;
      const source = layerOf(from);
      const target = layerOf(to);
      if (source === null) return target === 'cli';
      if (source === target) return false;
      if (target === null) return source !== 'cli';
      if (target === 'profile') return !MAY_IMPORT_PROFILE.includes(source);
      if (source === 'profile') return !PROFILE_IMPORTS.includes(target);
      return LAYERS.indexOf(target) > LAYERS.indexOf(source);
    });
    expect(wrong.map(arrow)).toEqual([]);
  });

  test('only one file left of cli/ knows Node', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        (to.startsWith('node:') || builtinModules.includes(to)) &&
        from !== NODE_SOURCE &&
        layerOf(from) !== 'cli',
    );
    expect(wrong.map(arrow)).toEqual([]);
    const opening = imports.filter(({ to }) => to === NODE_SOURCE);
    expect(opening.map(({ from }) => from).sort()).toEqual(MAY_OPEN_PATHS.toSorted());
  });

  test('no cycles', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, isType } of imports) {
      // Types are gone when the program runs: a cycle of them is none.
      if (isType || !to.startsWith('src/')) continue;
      next.set(from, [...(next.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) cycles.push([...path.slice(at), file].join(' → '));
      if (at >= 0 || done.has(file)) return;
      for (const target of next.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('a bundler agrees', () => {
  let metafile: Metafile;
  beforeAll(async () => {
    const result = await build({
      entryPoints: ['src/diagnose.ts', 'src/capture/reader.ts', 'src/filter/display-filter.ts'],
      bundle: true,
      // A browser has no Node: an import of it, by a package too, would fail to resolve.
      platform: 'browser',
      format: 'esm',
      outdir: 'out',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    metafile = result.metafile;
  });

  test('the core bundles for a browser', () => {
    const own = Object.keys(metafile.inputs).filter((path) => path.startsWith('src/'));
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter((path) => path === NODE_SOURCE || path.startsWith('src/cli/'))).toEqual([]);
  });

  test('the text of the files was read right', () => {
    const seen = new Set(imports.map(arrow));
    for (const [from, { imports: theirs }] of Object.entries(metafile.inputs)) {
      if (!from.startsWith('src/')) continue;
      for (const { path } of theirs) {
        if (path.startsWith('src/')) expect(seen, 'read').toContain(`${from} → ${path}`);
      }
    }
  });
});

describe('files', () => {
  test.each(files)('%s is not too long', (file) => {
    const lines = readFileSync(file, 'utf8').split('\n').length;
    expect(lines).toBeLessThanOrEqual(LONGER[file] ?? LINES);
  });

  test('name no folder of the machine that they were written on', () => {
    const texts = [
      ...['src', 'test', 'scripts', 'docs', 'captures', '.ci'].flatMap((folder) =>
        filesUnder(folder, true, '.ts', '.mjs', '.md', '.json', 'run'),
      ),
      ...filesUnder('.', false, '.md', '.json', '.ts'),
    ];
    expect(texts.length).toBeGreaterThan(200);
    const wrong = texts
      .filter((file) => file !== 'package-lock.json')
      .filter((file) =>
        /(?:^|[\s"'`(=])\/(?:work|root|home|Users|tmp)\//m.test(readFileSync(file, 'utf8')),
      );
    expect(wrong).toEqual([]);
  });
});
