// Builds dist/: one bundled module per entry (start-up time is mostly the number of files), shared
// code in chunks, and the types of the public interface.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { build } from 'esbuild';
import { ALIASES } from './bundle-aliases.mjs';
import { writeNotices } from './make-notices.mjs';

const options = {
  entryPoints: {
    index: 'src/index.ts',
    // For who tests with vitest, and has it.
    vitest: 'src/vitest.ts',
    'cli/main': 'src/cli/main.ts',
    // Where threads beside the program's own begin.
    'cli/job-thread': 'src/cli/job-thread.ts',
    'cli/judge-thread': 'src/cli/fleet/judge-thread.ts',
    'cli/unpack-thread': 'src/platform/node/unpack-thread.ts',
    // For whoever runs commands inside a process of their own: the man page's script, and tests.
    'cli/program': 'src/cli/program.ts',
    'platform/node': 'src/platform/node/node-platform.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  chunkNames: 'chunks/[name]-[hash]',
  // Less text to compile at every start; names stay, for reports of bugs.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  // CommonJS packages inside an ES module still call require() for Node's own modules.
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
  loader: { '.json': 'json' },
  // Of `fleet`, `mcp` and `pcap-verdict/vitest` alone, and installed by who uses them.
  external: ['pg', 'pg-boss', '@electric-sql/pglite', '@modelcontextprotocol/sdk', 'vitest'],
  alias: ALIASES,
};

/** Bytes of a chunk that is worth no file of its own, and entries that it must serve to be everybody's. */
const SMALL_CHUNK = 6_000;
const ENTRIES_SERVED = 8;

/**
 * Modules that many entries share, each set of them in a small chunk of its own: of the files that a start
 * loads two thirds, for a twentieth of the text.
 */
async function sharedModules() {
  const { outputs } = (await build({ ...options, metafile: true, write: false })).metafile;
  const entries = Object.values(outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  const served = new Map();
  for (const entry of entries) {
    const reached = new Set();
    const follow = ({ imports }) => {
      for (const { kind, path } of imports) {
        if (kind !== 'import-statement' || outputs[path] === undefined || reached.has(path))
          continue;
        reached.add(path);
        follow(outputs[path]);
      }
    };
    follow(entry);
    for (const path of reached) served.set(path, (served.get(path) ?? 0) + 1);
  }
  const small = [...served].filter(
    ([path, count]) => count >= ENTRIES_SERVED && outputs[path].bytes < SMALL_CHUNK,
  );
  return {
    entries: new Set(entries.map(({ entryPoint }) => entryPoint)),
    modules: small
      .flatMap(([path]) => Object.keys(outputs[path].inputs))
      .filter((path) => path.startsWith('src/')),
  };
}

/**
 * Has every entry import all of them: esbuild puts what the same entries need into one chunk. What belongs to
 * the command line stays with its own entries: the library runs where there is none.
 */
async function sharedChunks() {
  const { entries, modules } = await sharedModules();
  const isOfCommandLine = (path) => path.startsWith('src/cli/');
  const shared = new Map([
    ['shared-by-all', modules.filter((path) => !isOfCommandLine(path))],
    ['shared-by-commands', modules.filter(isOfCommandLine)],
  ]);
  return {
    name: 'shared-chunks',
    setup(builder) {
      builder.onResolve({ filter: /^shared-by-/ }, ({ path }) => ({
        ...{ path, namespace: 'shared', sideEffects: true },
      }));
      builder.onLoad({ filter: /./, namespace: 'shared' }, ({ path }) => ({
        contents: shared
          .get(path)
          .map((module) => `import './${module}';`)
          .join('\n'),
        resolveDir: process.cwd(),
      }));
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const entry = relative('.', path).replaceAll(sep, '/');
        if (!entries.has(entry)) return undefined;
        const names = isOfCommandLine(entry) ? [...shared.keys()] : ['shared-by-all'];
        const imports = names.map((name) => `import '${name}';`).join('\n');
        return { contents: `${readFileSync(path, 'utf8')}\n${imports}`, loader: 'ts' };
      });
    },
  };
}

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  ...options,
  metafile: true,
  plugins: [await sharedChunks()],
  // It is for the chunk that they are imported, not for what they do.
  logOverride: { 'ignored-bare-import': 'silent' },
});
// For any runtime: without Node's modules, and in one file, as nobody else shares its chunks.
await build({
  ...options,
  entryPoints: { core: 'src/core.ts' },
  splitting: false,
  platform: 'browser',
  target: 'es2023',
  banner: {},
});
chmodSync('dist/cli/main.js', 0o755);
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], {
  stdio: 'inherit',
});
// Handed on until a package is made, which has them in one file: make-package.mjs.
for (const entry of ['index', 'core', 'vitest']) {
  writeFileSync(`dist/${entry}.d.ts`, `export * from './types/src/${entry}.d.ts';\n`);
}
writeNotices([metafile], 'dist/THIRD-PARTY-LICENSES.txt');
await import('./make-man-page.mjs');
await import('./make-completions.mjs');
