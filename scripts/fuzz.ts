// Damages captures, and all else that is read, at random and puts them through the whole tool:
//
//     npm run fuzz -- [--kind captures] [--count 100000] [--seconds N] [--seed 1] [--only SEED]
//                     [--corpus FOLDER]
//
// Kinds are captures, lists, logs, look-ups, profiles, archives and comparisons. Every mutation has a
// number of its own (its seed), and is the same in every run of its kind with the same captures. Exit status 1 where anything fails; the shortest failing input is written to a file.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FuzzKind, furtherKinds, type Original } from '../support/fuzz/originals.ts';
import { mutate, runPipeline, shortestFailingPrefix } from '../support/fuzz/pipeline.ts';

const { values: options } = parseArgs({
  options: {
    kind: { type: 'string', default: 'captures' },
    count: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    corpus: { type: 'string', default: '../shared/corpus' },
  },
});

/** Longer captures say the same again, only slower. */
const LENGTH_LIMIT = 40_000;
/** Growth of live memory over a whole run that is still no leak, bytes. */
const MEMORY_GROWTH_LIMIT = 64 << 20;
const RESIDENT_LIMIT = 700 << 20;
const FAILURES_SHOWN = 10;

function originals(folder: string): Original[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:json|md|txt|license)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size > 0)
    .sort()
    .map((path) => ({ name: path, bytes: new Uint8Array(readFileSync(path)) }))
    .map(({ name, bytes }) => ({ name, bytes: bytes.slice(0, LENGTH_LIMIT) }));
}

const captures = originals('captures');
const corpus = originals(options.corpus);
if (corpus.length === 0) console.error(`${options.corpus} is not here: captures/ only`);
const kinds: Readonly<Record<string, FuzzKind>> = {
  captures: { originals: [...captures, ...corpus], damage: mutate, check: runPipeline },
  ...(await furtherKinds(captures, options.kind === 'lists')),
};
if (!Object.hasOwn(kinds, options.kind)) {
  console.error(`--kind is one of ${Object.keys(kinds).join(', ')}`);
  process.exit(2);
}
const { originals: all, damage, check } = kinds[options.kind];

/** The input of a mutation: an original and a second one, both by its number. */
function inputOf(seed: number): { name: string; bytes: Uint8Array } {
  // A multiplier spreads neighbouring seeds over the captures (Knuth's 2^32 / golden ratio).
  const spread = Math.imul(seed, 0x9e3779b1) >>> 0;
  const original = all[spread % all.length]!;
  const other = all[(spread >>> 7) % all.length]!;
  return { name: original.name, bytes: damage(original.bytes, other.bytes, seed) };
}

async function explain(seed: number, failure: string): Promise<void> {
  const { name, bytes } = inputOf(seed);
  const shortest = await shortestFailingPrefix(check, bytes, seed);
  const folder = join('node_modules', '.cache', 'fuzz');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${options.kind}-${seed}`);
  writeFileSync(path, shortest);
  console.log(`\nseed ${seed}, from ${name}: ${failure}`);
  console.log(`  shortest failing input, ${shortest.length} bytes: ${path}`);
  console.log(`  again: npm run fuzz -- --kind ${options.kind} --only ${seed}`);
}

const first = Number(options.only ?? options.seed);
const count = options.only === undefined ? Number(options.count) : 1;
if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1) {
  console.error('--seed, --only and --count take whole numbers');
  process.exit(2);
}

const collectGarbage = (globalThis as { gc?: () => void }).gc;

/** Live bytes, after a collection where Node runs with --expose-gc. */
function liveBytes(): number {
  collectGarbage?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

let failures = 0;
let packets = 0;
let readable = 0;
let slowest = { seed: 0, milliseconds: 0 };
let peak = 0;
let liveAtStart: number | undefined;
const failureKinds = new Map<string, number>();
const started = performance.now();
let lastLine = started;
const end = started + Number(options.seconds) * 1000;
let done = 0;
for (let seed = first; done < count && !(performance.now() >= end); seed++) {
  const outcome = await check(inputOf(seed).bytes, seed);
  packets += outcome.packets;
  if (outcome.isReadable) readable++;
  if (outcome.milliseconds > slowest.milliseconds) {
    slowest = { seed, milliseconds: outcome.milliseconds };
  }
  if (outcome.failure !== null) {
    failures++;
    // One of each kind is enough to read: numbers and places differ from input to input.
    const kind = outcome.failure.replace(/".*"/s, '').replace(/\d+/g, '#').slice(0, 200);
    const seen = failureKinds.get(kind) ?? 0;
    failureKinds.set(kind, seen + 1);
    if (seen === 0 && failureKinds.size <= FAILURES_SHOWN) await explain(seed, outcome.failure);
  }
  done++;
  // What is loaded and remembered once is no growth.
  const isWarm = done >= Math.min(2_000, count / 2) || performance.now() > (started + end) / 2;
  if (isWarm) liveAtStart ??= liveBytes();
  if (done % 200 === 0) {
    const resident = process.memoryUsage.rss();
    if (resident > peak) peak = resident;
  }
  if (process.stderr.isTTY && performance.now() - lastLine > 1_000) {
    lastLine = performance.now();
    process.stderr.write(`\r\u001b[K${done} of ${count}, ${failures} failures`);
  }
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

const seconds = (performance.now() - started) / 1000;
const growth = liveBytes() - (liveAtStart ?? 0);
console.log(
  `${done} mutations of ${all.length} ${options.kind} in ${seconds.toFixed(1)} s (${Math.round(done / seconds)}/s), ${packets} packets, ${readable} readable`,
);
console.log(
  `slowest: seed ${slowest.seed}, ${slowest.milliseconds.toFixed(0)} ms; resident at most ${peak >> 20} MB, live memory grew by ${(growth / (1 << 20)).toFixed(1)} MB`,
);
for (const [kind, times] of failureKinds) console.log(`${times} × ${kind}`);
if (collectGarbage !== undefined && growth > MEMORY_GROWTH_LIMIT) {
  console.log('memory grows with the number of inputs');
  failures++;
}
if (peak > RESIDENT_LIMIT) {
  console.log(`resident memory over ${RESIDENT_LIMIT >> 20} MB`);
  failures++;
}
if (failures > 0) process.exitCode = 1;
