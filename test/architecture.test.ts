import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawRooms, ROOMS_PICTURE } from '../support/draw-rooms.ts';
import { codeOf, filesUnder, type Import, importsOf } from '../support/imports.ts';
import { BESIDE, mayImport, ROOMS, roomOf } from '../support/rooms.ts';

/** The library's face and its version: they may import every room except `cli`. */
const FACE = ['src/core.ts', 'src/index.ts', 'src/version.ts', 'src/vitest.ts'];
/** Where `node:*` may be imported. */
const NODE = ['src/cli/', 'src/platform/node/'];

/** Imports that go the wrong way, from before the rooms: the list may only shrink. */
const WRONG_WAY: readonly string[] = [];

/**
 * Outside capture/ and protocols/ nobody knows where in a packet something stands: no index into its
 * bytes, no number read at a place, no DataView.
 */
const PACKET_BYTES =
  /\b(?:bytes|from)\[|\b[lL]ayerBytes\([^()]*\)\[|\bread(?:Uint(?:16|24|32)|Int32)\(|\bnew DataView\b/g;
/**
 * Whose bytes are text, or the value of a field, and no packet's. `address-mapper.ts` is given the
 * bytes of one address, and where they lie does not matter to it.
 */
const NO_PACKETS: readonly string[] = [
  ...[
    'src/data/',
    'src/platform/',
    'src/inputs/logs/',
    'src/inputs/lookups/',
    'src/filter/pattern',
  ],
  ...['src/inputs/text.ts', 'src/inputs/packet-lists/lines.ts', 'src/inputs/statements/'],
  ...['json', 'json-scanner', 'xml-elements'].map(
    (file) => `src/inputs/packet-lists/formats/${file}.ts`,
  ),
  ...['src/filter/values.ts', 'src/filter/gather.ts', 'src/diagnosis/report/time-zone.ts'],
  ...['src/track/name-hash.ts', 'src/rewrite/redaction/address-mapper.ts'],
  ...['src/inputs/packet-lists/conversations.ts'],
];
const files = filesUnder('src', true, '.ts');

const imports = files.flatMap(importsOf);
const arrow = ({ from, to }: Import) => `${from} → ${to}`;

describe('rooms', () => {
  test('every folder of src/ is a room', () => {
    const known = new Set([...ROOMS, ...Object.keys(BESIDE)]);
    const unknown = files.map(roomOf).filter((room) => room !== null && !known.has(room));
    expect(unknown).toEqual([]);
    expect(files.filter((file) => roomOf(file) === null)).toEqual(FACE);
  });

  test('import only to the left', () => {
    const wrong = imports
      .filter(({ to }) => to.startsWith('src/') && !to.endsWith('.json'))
      .filter(({ from, to }) => !mayImport(roomOf(from), roomOf(to)))
      .map(arrow);
    expect([...new Set(wrong)].sort()).toEqual(WRONG_WAY.toSorted());
  });

  test('only cli/ and platform/node/ know Node', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        (to.startsWith('node:') || builtinModules.includes(to)) &&
        !NODE.some((folder) => from.startsWith(folder)),
    );
    expect(wrong.map(arrow)).toEqual([]);
  });

  // SECURITY.md: nothing leaves the machine.
  test('never reach for a network', () => {
    const network = /^(?:node:)?(?:dgram|dns|http2?|https|inspector|net|tls)(?:\/|$)/;
    expect(imports.filter(({ to }) => network.test(to)).map(arrow)).toEqual([]);
    const speaking = files.filter((file) =>
      /(?<!\bboss\.)\b(?:fetch|WebSocket|EventSource|XMLHttpRequest|sendBeacon)\s*\(/.test(
        codeOf(file),
      ),
    );
    expect(speaking).toEqual([]);
    // But for the database that the user names, and only where that is asked for.
    const drivers = imports.filter(({ to }) => /^(?:pg|pg-boss|@electric-sql\/pglite)$/.test(to));
    expect(drivers.length).toBeGreaterThan(2);
    const wrong = drivers.filter(({ from }) => !from.startsWith('src/cli/fleet/'));
    expect(wrong.map(arrow)).toEqual([]);
  });

  test('never in a circle, types included', () => {
    const next = new Map<string, string[]>();
    for (const { from, to } of imports) {
      if (to.startsWith('src/')) next.set(from, [...(next.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) circles.push([...path.slice(at), file].join(' → '));
      if (at >= 0 || done.has(file)) return;
      for (const target of next.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

describe('words', () => {
  test('of English are asked for as those of any language, not by their file', () => {
    const wrong = files
      .filter((file) => !file.startsWith('src/words/'))
      .flatMap((file) =>
        [...codeOf(file).matchAll(/^import ([^;]*?) from '[^']*words\/en\/[^']*'/gms)]
          .filter(
            ([, names]) => !names.startsWith('type ') && !/^\{(?:\s*type \w+,?)+\s*\}$/.test(names),
          )
          .map(([text]) => `${file}: ${text}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe('packets', () => {
  test('are taken apart in capture/ and protocols/ alone', () => {
    const counts: Record<string, number> = {};
    for (const file of files) {
      if (/^src\/(?:capture|protocols)\//.test(file)) continue;
      if (NO_PACKETS.some((start) => file.startsWith(start))) continue;
      const places = codeOf(file).match(PACKET_BYTES)?.length ?? 0;
      if (places > 0) counts[file] = places;
    }
    expect(counts).toEqual({});
  });

  test('have no list of exceptions that is out of date', () => {
    const idle = NO_PACKETS.filter((start) => !files.some((file) => file.startsWith(start)));
    expect(idle).toEqual([]);
  });
});

describe('a bundler agrees', () => {
  let metafile: Metafile;
  beforeAll(async () => {
    const result = await build({
      entryPoints: [
        'src/diagnosis/diagnose.ts',
        'src/capture/reader.ts',
        'src/filter/display-filter.ts',
        'src/core.ts',
        'src/web/page-main.ts',
        'src/web/worker-main.ts',
        'src/web/hash-main.ts',
      ],
      // A terminal's colours are for a terminal.
      external: ['@colors/colors'],
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
    expect(own.filter((path) => NODE.some((folder) => path.startsWith(folder)))).toEqual([]);
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
  test('name no folder of the machine that they were written on', () => {
    const texts = [
      ...['src', 'test', 'support', 'scripts', 'docs', 'captures', 'examples', '.ci'].flatMap(
        (folder) => filesUnder(folder, true, '.ts', '.mjs', '.md', '.json', 'run'),
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

test('what tests and scripts share lies in support/, which imports from neither', () => {
  const shared = ['test', 'scripts', 'support'].flatMap((folder) =>
    filesUnder(folder, true, '.ts').flatMap(importsOf),
  );
  const folderOf = (path: string) => path.split('/')[0];
  const wrong = shared.filter(({ from, to }) => {
    const [importer, imported] = [folderOf(from), folderOf(to)];
    return importer !== imported && ['test', 'scripts'].includes(imported);
  });
  expect(wrong.map(arrow)).toEqual([]);
});

test('docs/images/rooms.svg shows the imports that are there', () => {
  expect(readFileSync(ROOMS_PICTURE, 'utf8'), 'npm run draw-rooms').toBe(drawRooms());
});
