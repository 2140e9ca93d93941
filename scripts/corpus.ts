// Runs the tool over a folder of real captures and says what a person should look at:
//
//     npm run corpus -- [FOLDER] [--memory-samples 40] [--verdicts PATH]
//
// Crashes, slow files, packet counts that differ from capinfos, memory over the limit; then every
// endpoint that came out as drop or reject, to be checked by hand for false alarms.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnose, InputError, openCapture } from '../src/index.ts';
import { serviceName } from '../support/shipped-captures.ts';

const { values: options, positionals } = parseArgs({
  options: {
    'memory-samples': { type: 'string', default: '40' },
    verdicts: { type: 'string' },
  },
  allowPositionals: true,
});
const folder = positionals[0] ?? '../shared/corpus';
if (!existsSync(folder)) {
  console.error(`${folder} is not here`);
  process.exit(2);
}

const SLOW_SECONDS = 1;
const MEMORY_LIMIT = 250;
const CLI = 'dist/cli/main.js';

const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

/** Packets by capinfos, where it reads the file to its end without complaint. */
function capinfosCounts(): Map<string, number> {
  const counts = new Map<string, number>();
  if (spawnSync('capinfos', ['--version']).error !== undefined) {
    console.log('capinfos is not installed: packet counts are not compared');
    return counts;
  }
  for (let at = 0; at < paths.length; at += 100) {
    const group = paths.slice(at, at + 100);
    const result = spawnSync('capinfos', ['-M', '-T', '-r', '-c', ...group]);
    const complaints = result.stderr.toString();
    for (const line of result.stdout.toString().trim().split('\n')) {
      const [name, count] = line.split('\t');
      if (name && count && !complaints.includes(name)) counts.set(name, Number(count));
    }
  }
  return counts;
}

const expected = capinfosCounts();
const failures: string[] = [];
const alarms: string[] = [];
const verdicts = new Map<string, number>();
const refused = new Map<string, number>();
let compared = 0;
let read = 0;
const started = performance.now();
for (const path of paths) {
  const name = relative(folder, path);
  const before = performance.now();
  try {
    const report = await diagnose(await openCapture(path));
    read++;
    const { packets } = report.capture;
    const theirs = expected.get(path);
    if (theirs !== undefined) {
      compared++;
      if (packets !== theirs) failures.push(`${name}: ${packets} packets, capinfos ${theirs}`);
    }
    for (const endpoint of report.endpoints) {
      const {
        verdict,
        confidence,
        client,
        patterns,
        attempts,
        retransmissions,
        name: host,
      } = endpoint;
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (verdict === 'drop' || verdict === 'reject') {
        const codes = endpoint.evidence
          .map(({ code }) => code)
          .filter((code) => !patterns.includes(code));
        alarms.push(
          [
            verdict,
            confidence,
            name,
            `${client} → ${serviceName(endpoint)}`,
            host ?? '',
            `${attempts}+${retransmissions}`,
            [...patterns, ...codes].join(' '),
          ].join('\t'),
        );
      }
    }
  } catch (error) {
    if (error instanceof InputError) refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
    else failures.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
    if (
      error instanceof InputError &&
      error.code !== 'foreign-format' &&
      (expected.get(path) ?? 0) > 0
    ) {
      failures.push(`${name}: refused (${error.message}), capinfos ${expected.get(path)} packets`);
    }
  }
  const seconds = (performance.now() - before) / 1000;
  if (seconds > SLOW_SECONDS) failures.push(`${name}: took ${seconds.toFixed(1)} s`);
}
const seconds = (performance.now() - started) / 1000;

/** Highest resident memory of a run of the built tool, megabytes; null where it is not told. */
function memoryOf(path: string): number | null {
  const result = spawnSync('/usr/bin/time', ['-f', '%M', process.execPath, CLI, path]);
  const last = result.stderr?.toString().trim().split('\n').at(-1);
  return result.error === undefined && last !== undefined ? Number(last) / 1024 : null;
}

// The largest, and some from all over.
const samples = Number(options['memory-samples']);
const bySize = paths.toSorted((one, other) => statSync(other).size - statSync(one).size);
const half = samples >> 1;
const step = Math.max(1, Math.floor(paths.length / Math.max(1, half)));
const sampled = new Set([
  ...bySize.slice(0, half),
  ...paths.filter((_, index) => index % step === 0),
]);
let peak = { megabytes: 0, path: '' };
for (const path of sampled) {
  const megabytes = memoryOf(path);
  if (megabytes === null || Number.isNaN(megabytes)) continue;
  if (megabytes > peak.megabytes) peak = { megabytes, path };
  if (megabytes > MEMORY_LIMIT)
    failures.push(`${relative(folder, path)}: ${megabytes.toFixed(0)} MB`);
}

alarms.sort();
for (const alarm of alarms) console.log(alarm);
if (options.verdicts !== undefined) writeFileSync(options.verdicts, `${alarms.join('\n')}\n`);
console.log(
  `\n${paths.length} files in ${seconds.toFixed(1)} s: ${read} read, refused: ${[...refused].map(([code, count]) => `${count} ${code}`).join(', ')}`,
);
console.log(`${compared} packet counts compared with capinfos`);
console.log(
  `peak memory of ${sampled.size} runs: ${peak.megabytes.toFixed(0)} MB (${relative(folder, peak.path)})`,
);
console.log(
  `endpoints: ${[...verdicts]
    .sort((a, b) => b[1] - a[1])
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ')}`,
);
for (const failure of failures) console.log(failure);
if (failures.length > 0) process.exitCode = 1;
