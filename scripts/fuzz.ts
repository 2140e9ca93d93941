// Damages captures, and all else that is read, at random and puts them through the whole tool:
//
//     npm run fuzz -- [--kind captures] [--count 100000] [--seconds N] [--seed 1] [--only SEED]
//                     [--corpus FOLDER] [--guided] [--save]
//     npm run fuzz -- --minutes 10 [--count N]    every kind in turn, guided, N of each at most
//     npm run fuzz -- --kind KIND --input FILE
//
// Kinds are captures, lists, logs, look-ups, profiles, archives, comparisons; and, for a parser each,
// containers, protocols, compressions, records, expectations, filters, key-logs. Every mutation has a number
// of its own (its seed), and is the same in every run of its kind with the same originals. Guided, what runs
// parts of the program that never ran before is damaged further: then the input that fails is all there is
// to repeat it by. --save keeps the fewest such inputs in support/fuzz/corpus/KIND, from where every guided
// run takes them; under 2 MB in all.
// Exit status 1 where anything fails; the shortest failing input is written to a file.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Coverage } from '../support/fuzz/coverage.ts';
import { type FuzzKind, furtherKinds, type Original } from '../support/fuzz/originals.ts';
import { parserKinds } from '../support/fuzz/parsers.ts';
import {
  type Check,
  mutate,
  runPipeline,
  shortestFailingPrefix,
} from '../support/fuzz/pipeline.ts';

const { values: options } = parseArgs({
  options: {
    kind: { type: 'string', default: 'captures' },
    count: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    minutes: { type: 'string' },
    input: { type: 'string' },
    guided: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    corpus: { type: 'string', default: '../shared/corpus' },
  },
});

/** Longer captures say the same again, only slower. */
const LENGTH_LIMIT = 12_000;
/** Growth of live memory over a whole run that is still no leak, bytes. */
const MEMORY_GROWTH_LIMIT = 64 << 20;
/**
 * What may be resident while inputs of a kind are read, bytes, beside what was before: originals, counters,
 * compiled schemas.
 */
const RESIDENT_LIMIT = 250 << 20;
const FAILURES_SHOWN = 10;
/** Mutations between two looks at the memory. */
const LOOKED_AT = 16;

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
  ...parserKinds(),
};
if (!Object.hasOwn(kinds, options.kind)) {
  console.error(`--kind is one of ${Object.keys(kinds).join(', ')}`);
  process.exit(2);
}

/** Of what is read by its parser alone, one of so many goes through the whole tool. */
const WHOLE_ONE_IN = 200;

/** What an input is put through: its kind's parser, now and then the whole tool. */
function checkFor({ check, whole }: FuzzKind, seed: number): Check {
  if (whole === undefined || seed % WHOLE_ONE_IN !== 0) return check;
  return (bytes, turn) => whole(bytes, turn / WHOLE_ONE_IN);
}

/** Inputs that once ran what nothing before had; less than 2 MB of all kinds together. */
const CORPUS = join('support', 'fuzz', 'corpus');
/** Longer ones are not kept: they say the same, only slower. */
const KEPT_LENGTH = 8_000;
/** Bytes of all that is kept of one kind. */
const KEPT_OF_KIND = 120_000;
/**
 * Mutations after which the counters are read: reading them takes as long as dozens of mutations of one
 * parser. The more where nothing new was run; then one of many is looked for in such a batch again.
 */
const BATCH = 24;
const LONGEST_BATCH = 768;
/** Of guided mutations, one of so many damages an original and not what was found. */
const ORIGINAL_OF = 3;

const isGuided = options.guided || options.minutes !== undefined;
const coverage = isGuided ? new Coverage('fuzz.mjs') : null;
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** The number by which an input of the corpus was found: what its check does besides depends on it. */
function seedOf(name: string): number {
  return Number.parseInt(basename(name), 10) || 0;
}

/** Live bytes, after a collection. */
function liveBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A mutation and its number. */
interface Tried {
  readonly seed: number;
  readonly input: Original;
}

/** What is damaged of one kind, how far it is, and what failed. */
class Run {
  readonly #all: Original[];
  readonly #found: (Original & { readonly seed: number })[] = [];
  readonly #failureKinds = new Map<string, number>();
  #seed: number;
  #batch = BATCH;
  failures = 0;
  done = 0;
  packets = 0;
  readable = 0;
  saved = 0;
  slowest = { seed: 0, milliseconds: 0 };
  /** Resident at most while it ran, bytes. */
  peak = 0;

  constructor(
    readonly name: string,
    readonly kind: FuzzKind,
    seed: number,
  ) {
    this.#seed = seed;
    const folder = join(CORPUS, name);
    this.#all = [...kind.originals, ...(isGuided ? originals(folder) : [])];
  }

  get originals(): number {
    return this.#all.length;
  }

  get found(): number {
    return this.#found.length;
  }

  /** The input of a mutation: an original and a second one, both by its number. */
  inputOf(seed: number): Original {
    // A multiplier spreads neighbouring seeds over the captures (Knuth's 2^32 / golden ratio).
    const spread = Math.imul(seed, 0x9e3779b1) >>> 0;
    const isFound = this.#found.length > 0 && seed % ORIGINAL_OF !== 0;
    const pool = isFound ? this.#found : this.#all;
    const { name, bytes } = pool[spread % pool.length]!;
    const other = this.#all[(spread >>> 7) % this.#all.length]!;
    return { name, bytes: this.kind.damage(bytes, other.bytes, seed) };
  }

  /** So many mutations, or fewer where their time is up. */
  async go(count: number, end: number): Promise<void> {
    while (this.done < count && performance.now() < end) {
      const batch: Tried[] = [];
      const length = Math.min(isGuided ? this.#batch : 1, count - this.done);
      for (let index = 0; index < length; index++) {
        const seed = this.#seed++;
        batch.push({ seed, input: this.inputOf(seed) });
      }
      for (const { seed, input } of batch) await this.try(seed, input);
      if (coverage === null) continue;
      if (coverage.novel() === 0) {
        this.#batch = Math.min(this.#batch * 2, LONGEST_BATCH);
      } else if (batch.length <= BATCH) {
        this.#keep(batch);
      } else {
        this.#batch = Math.max(BATCH, this.#batch >> 2);
        await this.#narrow(batch, coverage);
      }
    }
  }

  /** Runs a long batch again, to keep only the part of it that runs what was new. */
  async #narrow(batch: readonly Tried[], counters: Coverage): Promise<void> {
    const putBack = counters.takeBack();
    for (let at = 0; at < batch.length; at += BATCH) {
      const part = batch.slice(at, at + BATCH);
      for (const { seed, input } of part) await checkFor(this.kind, seed)(input.bytes, seed);
      if (counters.novel() > 0) this.#keep(part);
    }
    putBack();
  }

  async try(seed: number, input: Original): Promise<void> {
    const outcome = await checkFor(this.kind, seed)(input.bytes, seed);
    this.done++;
    this.packets += outcome.packets;
    if (outcome.isReadable) this.readable++;
    if (this.done % LOOKED_AT === 0) this.peak = Math.max(this.peak, process.memoryUsage.rss());
    if (outcome.milliseconds > this.slowest.milliseconds) {
      this.slowest = { seed, milliseconds: outcome.milliseconds };
    }
    if (outcome.failure === null) return;
    this.failures++;
    // One of each kind is enough to read: numbers and places differ from input to input.
    const kind = outcome.failure.replace(/".*"/s, '').replace(/\d+/g, '#').slice(0, 200);
    const seen = this.#failureKinds.get(kind) ?? 0;
    this.#failureKinds.set(kind, seen + 1);
    if (seen === 0 && this.#failureKinds.size <= FAILURES_SHOWN) {
      await this.#explain(seed, input, outcome.failure);
    }
  }

  /** The inputs of a batch that ran something new: nobody knows which, so that all are remembered. */
  #keep(batch: readonly Tried[]): void {
    for (const { seed, input } of batch) {
      if (input.bytes.length > KEPT_LENGTH) continue;
      this.#found.push({ ...input, seed });
    }
    // The latest are the most seldom.
    if (this.#found.length > 2_000) this.#found.splice(0, 1_000);
  }

  /**
   * Keeps of what was found the shortest inputs that run, one after the other, all that the originals do
   * not; what was kept before is found again, or is needed no longer.
   */
  async save(counters: Coverage): Promise<void> {
    counters.forget();
    for (const [turn, { bytes }] of this.kind.originals.entries())
      await checkFor(this.kind, turn)(bytes, turn);
    counters.novel();
    const folder = join(CORPUS, this.name);
    const before = originals(folder).map((input) => ({ ...input, seed: seedOf(input.name) }));
    const all = [...before, ...this.#found].sort(
      (one, other) => one.bytes.length - other.bytes.length,
    );
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    let left = KEPT_OF_KIND;
    for (const { seed, bytes } of all) {
      if (bytes.length > left) break;
      await checkFor(this.kind, seed)(bytes, seed);
      if (counters.novel() === 0) continue;
      writeFileSync(join(folder, String(seed)), bytes);
      left -= bytes.length;
      this.saved++;
    }
  }

  async #explain(seed: number, { name, bytes }: Original, failure: string): Promise<void> {
    const shortest = await shortestFailingPrefix(checkFor(this.kind, seed), bytes, seed);
    const folder = join('node_modules', '.cache', 'fuzz');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${this.name}-${seed}`);
    writeFileSync(path, shortest);
    console.log(`\nseed ${seed}, from ${name}: ${failure}`);
    console.log(`  shortest failing input, ${shortest.length} bytes: ${path}`);
    console.log(`  again: npm run fuzz -- --kind ${this.name} --seed ${seed} --input ${path}`);
  }

  report(seconds: number): void {
    console.log(
      `${this.done} mutations of ${this.originals} ${this.name} in ${seconds.toFixed(1)} s (${Math.round(this.done / seconds)}/s), ${this.packets} packets, ${this.readable} readable${isGuided ? `, ${this.found} led further` : ''}`,
    );
    console.log(
      `slowest: seed ${this.slowest.seed}, ${this.slowest.milliseconds.toFixed(0)} ms; resident at most ${this.peak >> 20} MB`,
    );
    for (const [kind, times] of this.#failureKinds) console.log(`${times} × ${kind}`);
  }
}

const first = Number(options.only ?? options.seed);
const count = options.only === undefined ? Number(options.count) : 1;
if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1) {
  console.error('--seed, --only and --count take whole numbers');
  process.exit(2);
}

const minutes = Number(options.minutes);
const names = options.minutes === undefined ? [options.kind] : Object.keys(kinds);

let failures = 0;
let mutations = 0;
let peak = 0;
const began = performance.now();
// What is loaded and remembered once is no growth.
let liveAtStart: number | undefined;
for (const [turn, name] of names.entries()) {
  const kind = kinds[name];
  if (kind.originals.length === 0) continue;
  const started = performance.now();
  // What one kind leaves over is for those behind it.
  const left = 60 * minutes - (started - began) / 1000;
  const seconds =
    options.minutes === undefined ? Number(options.seconds) : left / (names.length - turn);
  const run = new Run(name, kind, first);
  collectGarbage();
  const before = process.memoryUsage.rss();
  if (options.input !== undefined) {
    await run.try(first, {
      name: options.input,
      bytes: new Uint8Array(readFileSync(options.input)),
    });
  } else {
    const end = started + seconds * 1000;
    if (names.length === 1) {
      await run.go(Math.min(2_000, Math.ceil(count / 2)), Math.min(end, (started + end) / 2));
      liveAtStart = liveBytes();
    }
    await run.go(count, end);
    // Of captures some are somebody's traffic, damaged or not.
    if (options.save && coverage !== null && name !== 'captures') await run.save(coverage);
  }
  if (run.peak - before > RESIDENT_LIMIT) {
    console.log(`${name} made ${(run.peak - before) >> 20} MB more resident`);
    failures++;
  }
  peak = Math.max(peak, run.peak);
  run.report((performance.now() - started) / 1000);
  failures += run.failures;
  mutations += run.done;
}
coverage?.close();

const growth = liveAtStart === undefined ? 0 : liveBytes() - liveAtStart;
const all = (performance.now() - began) / 1000;
console.log(
  `${mutations} mutations, of each kind from seed ${first} on, in ${all.toFixed(0)} s (${Math.round(mutations / all)}/s), ${failures} failures${coverage === null ? '' : `, ${coverage.blocks} blocks of the program ran`}; resident at most ${peak >> 20} MB, live memory grew by ${(growth / (1 << 20)).toFixed(1)} MB`,
);
if (growth > MEMORY_GROWTH_LIMIT) {
  console.log('memory grows with the number of inputs');
  failures++;
}
process.exit(failures > 0 ? 1 : 0);
