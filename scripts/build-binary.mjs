// Builds dist-binary/pcap-verdict: the program inside Node's own binary, for machines without Node
// (https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html). It is for the system that
// builds it.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { ALIASES } from './bundle-aliases.mjs';
import { writeNotices } from './make-notices.mjs';

const FOLDER = 'dist-binary';
/** By which Node knows the place of its payload. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** The program, and where its threads begin: each a script of its own, as workers of a binary have no files. */
const ENTRIES = {
  main: 'src/cli/main.ts',
  'job-thread': 'src/cli/job-thread.ts',
  'judge-thread': 'src/cli/fleet/judge-thread.ts',
  'unpack-thread': 'src/platform/node/unpack-thread.ts',
};

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
const { metafile } = await build({
  entryPoints: ENTRIES,
  outdir: FOLDER,
  bundle: true,
  platform: 'node',
  // The only form that such a binary runs.
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  target: 'node20.19',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  loader: { '.json': 'json' },
  metafile: true,
  // PGlite is WebAssembly in files; pg's native form is another program's.
  external: ['@electric-sql/pglite', 'pg-native'],
  alias: ALIASES,
  // Modules have no file of their own there.
  define: { 'import.meta.url': 'programUrl' },
  banner: { js: "const programUrl = require('node:url').pathToFileURL(process.execPath).href;" },
});
writeNotices([metafile], join(FOLDER, 'THIRD-PARTY-LICENSES.txt'));

const path = (name) => resolve(FOLDER, name);
writeFileSync(
  path('sea.json'),
  JSON.stringify({
    main: path('main.cjs'),
    output: path('payload'),
    disableExperimentalSEAWarning: true,
    // What V8 made of the text: half of the start.
    useCodeCache: true,
    assets: {
      'job-thread': path('job-thread.cjs'),
      'judge-thread': path('judge-thread.cjs'),
      'unpack-thread': path('unpack-thread.cjs'),
      'wireshark-fields.br': resolve('data/wireshark-fields.br'),
      'wireshark/pcap-verdict.lua': resolve('data/wireshark/pcap-verdict.lua'),
    },
  }),
);
execFileSync(process.execPath, ['--experimental-sea-config', path('sea.json')], { stdio: 'pipe' });

const isWindows = process.platform === 'win32';
const isMac = process.platform === 'darwin';
const program = path(isWindows ? 'pcap-verdict.exe' : 'pcap-verdict');
copyFileSync(process.execPath, program);
chmodSync(program, 0o755);
// Symbols for debuggers are an eighth of Node's binary.
if (process.platform === 'linux') {
  const { error } = spawnSync('strip', ['--strip-unneeded', program]);
  if (error !== undefined) console.error('build-binary: without strip (binutils) it is larger');
}
// A signature would no longer be true: who publishes the binary signs it.
if (isMac) execFileSync('codesign', ['--remove-signature', program]);
const postject = ['node_modules/postject/dist/cli.js', program, 'NODE_SEA_BLOB', path('payload')];
const segment = isMac ? ['--macho-segment-name', 'NODE_SEA'] : [];
// It warns of each section of Node's that has no name.
execFileSync(process.execPath, [...postject, '--sentinel-fuse', FUSE, ...segment], {
  stdio: 'pipe',
});
if (isMac) execFileSync('codesign', ['--sign', '-', program]);
for (const name of [
  'payload',
  'sea.json',
  ...Object.keys(ENTRIES).map((entry) => `${entry}.cjs`),
]) {
  rmSync(path(name));
}
