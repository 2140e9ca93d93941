// Makes `npm start` and `npm test` work straight after `git clone`: installs what is missing and
// builds what is older than its source. Prints only when there is something to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`pcap-verdict: it needs Node 20.19 or later, and this is ${process.version}`);
  console.error('nodejs.org has newer ones, with npm; that of Debian 12 is too old.');
  process.exit(2);
}

function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function run(command, args) {
  // Standard output belongs to the command that was asked for.
  const result = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

const lock = 'node_modules/.package-lock.json';
if (!existsSync(lock) || statSync(lock).mtimeMs < statSync('package-lock.json').mtimeMs) {
  console.error('pcap-verdict: installing packages (once) …');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}
const built = 'dist/cli/main.js';
const sources = ['src', 'package.json', 'scripts/build.mjs', 'tsconfig.json'];
if (!existsSync(built) || statSync(built).mtimeMs < Math.max(...sources.map(newest))) {
  console.error('pcap-verdict: building …');
  run(process.execPath, ['scripts/build.mjs']);
}
