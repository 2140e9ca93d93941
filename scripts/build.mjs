// Builds dist/: one bundled module per entry (start-up time is mostly the number of files), shared
// code in chunks, and the types of the public interface.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    // Where threads beside the program's own begin.
    'cli/job-thread': 'src/cli/job-thread.ts',
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
  // yargs measures its help with string-width 7, whose Intl.Segmenter loads 30 ms of ICU at every
  // start; cli-table3's version 4 has the same interface and does for our texts.
  alias: {
    'string-width': './node_modules/string-width/index.js',
    // Its main file is UMD, which no bundler can follow.
    'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js',
  },
});
chmodSync('dist/cli/main.js', 0o755);
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], {
  stdio: 'inherit',
});
await import('./make-man-page.mjs');
