// Beside tshark: fields drawn by hash on captures drawn by hash, which nobody chose. Of each pair the
// filters `field`, `!field` and `field == a value that tshark prints there` must select the same frames.
// `npm run conformance:pairs -- [--held-out] [--truth FILE] [--output FILE]`: a third of the pairs is held
// out, and is compared with `--held-out` only; what tshark says is kept in FILE and asked no second time.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Analysis } from '../src/protocols/analysis.ts';
import { FIELDS } from '../src/protocols/fields/registry.ts';
import { Exceptions } from '../support/conformance/exceptions.ts';
import { askOurs, compileAll } from '../support/conformance/ours.ts';
import { askTshark, tsharkFields } from '../support/conformance/tshark.ts';

const CORPUS = '../shared/corpus';
/** Captures of this repository, of its lab and of the corpus. */
const CAPTURES = [40, 40, 130] as const;
/** Fields of each capture: those that tshark prints there, others of the same protocols, any others. */
const FIELDS_OF_A_CAPTURE = [8, 3, 2] as const;
const MAXIMUM_LENGTH = 300_000;
const RUNS = 2;

const { values: options } = parseArgs({
  options: {
    'held-out': { type: 'boolean', default: false },
    truth: { type: 'string' },
    output: { type: 'string' },
  },
});

function hash(text: string): string {
  return createHash('sha256').update(`pairs ${text}`).digest('hex');
}

function byHash<T>(of: readonly T[], name: (item: T) => string): T[] {
  return of
    .map((item) => ({ item, key: hash(name(item)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}

function capturesIn(folder: string, recursive = false): string[] {
  if (!existsSync(folder)) return [];
  return (readdirSync(folder, { recursive }) as string[])
    .filter((name) => /\.(?:pcap|pcapng|cap)$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).size <= MAXIMUM_LENGTH);
}

/** Captures whose truth is held out are for the verdicts' last measure: not looked at here either. */
function isHeldOutCapture(path: string): boolean {
  const truth = path.replace(/\.pcap(?:ng)?$/, '.truth.json');
  return existsSync(truth) && /"heldOut": true/.test(readFileSync(truth, 'utf8'));
}

interface Pair {
  readonly capture: string;
  readonly field: string;
  readonly kind: 'printed' | 'near' | 'any';
  readonly filters: readonly string[];
  /** Of each filter: the frames that tshark selects, null where it refuses it. */
  frames: (readonly number[] | null)[];
}

/** `field == value`, for the first value of a cell; null where there is nothing to compare with. */
function equality(name: string, type: string, cell: string): string | null {
  const first = cell.split(',')[0];
  if (type === 'FT_NONE' || type === 'FT_PROTOCOL' || cell === '' || cell.length > 200) return null;
  if (/STRING/.test(type)) {
    return /^[ -~]+$/.test(cell) && !/["\\]/.test(cell) ? `${name} == "${cell}"` : null;
  }
  if (type === 'FT_ABSOLUTE_TIME') {
    const time = /^[A-Z][a-z]{2} +\d+, \d{4} [\d:.]+(?: UTC)?/.exec(cell);
    return time === null ? null : `${name} == "${time[0]}"`;
  }
  return /^[\w:.+-]+$/.test(first) ? `${name} == ${first}` : null;
}

const known = tsharkFields();
const fields = [...FIELDS.values()].filter(({ name }) => known.has(name));
const temporary = mkdtempSync(join(tmpdir(), 'pairs-'));

/** Draws the fields of a capture, and asks tshark; nothing where it cannot read it. */
async function draw(capture: string, index: number): Promise<Pair[]> {
  const file = join(temporary, `${index}.txt`);
  writeFileSync(file, '');
  const first = await askTshark(
    capture,
    file,
    0,
    fields.map(({ name }) => name),
  );
  if (first === null || first.rows.length === 0) return [];
  const cells = new Map<string, string>();
  fields.forEach(({ name }, column) => {
    const printed = first.rows.map((row) => row[column] ?? '').filter((cell) => cell !== '');
    if (printed.length > 0) cells.set(name, byHash(printed, (cell) => cell)[0]);
  });
  const protocolOf = (name: string) => name.split('.')[0];
  const protocols = new Set([...cells.keys()].map(protocolOf));
  const left = byHash(fields, ({ name }) => `${capture} ${name}`);
  const take = (count: number, fits: (name: string) => boolean): string[] => {
    const taken = left.filter(({ name }) => fits(name)).slice(0, count);
    for (const field of taken) left.splice(left.indexOf(field), 1);
    return taken.map(({ name }) => name);
  };
  const [printed, near, any] = FIELDS_OF_A_CAPTURE;
  const drawn = [
    ...take(printed, (name) => cells.has(name)).map((field) => ({
      field,
      kind: 'printed' as const,
    })),
    ...take(near, (name) => !cells.has(name) && protocols.has(protocolOf(name))).map((field) => ({
      field,
      kind: 'near' as const,
    })),
    ...take(any, (name) => !cells.has(name)).map((field) => ({ field, kind: 'any' as const })),
  ];
  const pairs = drawn.map(({ field, kind }): Pair => {
    const equal = equality(field, known.get(field)?.type ?? '', cells.get(field) ?? '');
    return {
      capture,
      field,
      kind,
      filters: [field, `!${field}`, ...(equal === null ? [] : [equal])],
      frames: [],
    };
  });
  const filters = pairs.flatMap((pair) => pair.filters);
  writeFileSync(file, filters.map((text) => `${text}\n`).join(''));
  const second = await askTshark(capture, file, filters.length, ['frame.number']);
  if (second === null) return [];
  let at = 0;
  for (const pair of pairs) {
    pair.frames = pair.filters.map(() => second.frames[at++]);
  }
  return pairs;
}

async function drawAll(): Promise<Pair[]> {
  if (options.truth !== undefined && existsSync(options.truth)) {
    return JSON.parse(readFileSync(options.truth, 'utf8')) as Pair[];
  }
  const some = (paths: string[], count: number) => byHash(paths, (path) => path).slice(0, count);
  const captures = [
    ...some(capturesIn('captures'), CAPTURES[0]),
    ...some(
      capturesIn('captures/lab').filter((path) => !isHeldOutCapture(path)),
      CAPTURES[1],
    ),
    ...some(capturesIn(CORPUS, true), CAPTURES[2]),
  ];
  const pairs: Pair[][] = [];
  const queue = captures.entries();
  await Promise.all(
    Array.from({ length: RUNS }, async () => {
      for (const [index, capture] of queue) pairs[index] = await draw(capture, index);
    }),
  );
  const drawn = pairs.flat();
  if (options.truth !== undefined) writeFileSync(options.truth, JSON.stringify(drawn));
  return drawn;
}

const isHeldOut = ({ capture, field }: Pair) =>
  Number.parseInt(hash(`held out ${capture} ${field}`).slice(0, 8), 16) % 3 === 0;

let drawn: Pair[];
try {
  drawn = await drawAll();
} catch (error) {
  rmSync(temporary, { recursive: true });
  throw error;
}
const pairs = drawn.filter((pair) => isHeldOut(pair) === options['held-out']);
const exceptions = new Exceptions(readFileSync('test/conformance/pairs.txt', 'utf8'));
const counts = { agreed: 0, explained: 0, total: 0 };
const lines: string[] = [];

function shown(frames: readonly number[]): string {
  return frames.length > 5
    ? `${frames.slice(0, 5).join(' ')} … (${frames.length})`
    : `${frames.join(' ')}`;
}

/** Blocks of pcapng that are no packets, which have a frame number in Wireshark. */
async function blocksOf(capture: string): Promise<Set<string>> {
  const file = join(temporary, 'none.txt');
  writeFileSync(file, '');
  const answer = await askTshark(capture, file, 0, ['frame.number', '_ws.col.Protocol']);
  return new Set(answer?.rows.filter((row) => row[1] === 'PCAPNG').map(([number]) => number));
}

/** What differs of a filter, or null. */
function difference(
  expected: readonly number[] | null,
  got: readonly number[] | null,
  refusal: string,
): string | null {
  if (expected === null) return got === null ? null : 'tshark refuses it, we take it';
  if (got === null) return `tshark takes it, we refuse it (${refusal})`;
  if (String(expected) === String(got)) return null;
  const [theirs, ours] = [new Set(expected), new Set(got)];
  const only = got.filter((frame) => !theirs.has(frame));
  const missing = expected.filter((frame) => !ours.has(frame));
  return `only ours: ${shown(only)}; only tshark's: ${shown(missing)}`;
}

const byCapture = new Map<string, Pair[]>();
for (const pair of pairs) {
  byCapture.set(pair.capture, [...(byCapture.get(pair.capture) ?? []), pair]);
}
for (const [capture, ofCapture] of byCapture) {
  const compiled = compileAll(ofCapture.flatMap(({ filters }) => filters));
  let answers: readonly (readonly number[])[] | null = null;
  let refused = '';
  let blocks = new Set<string>();
  try {
    const answer = await askOurs(capture, compiled, []);
    answers = answer.frames;
    if (answer.rows.length > 0 && Number(answer.rows.at(-1)?.[0]) > answer.rows.length) {
      blocks = await blocksOf(capture);
    } else if (capture.endsWith('ng')) {
      const last = Math.max(
        0,
        ...ofCapture.flatMap(({ frames }) => frames.flatMap((f) => f ?? [])),
      );
      if (last > answer.rows.length) blocks = await blocksOf(capture);
    }
  } catch (error) {
    refused = String(error).split('\n')[0];
  }
  let at = 0;
  for (const { field, kind, filters, frames } of ofCapture) {
    let first: string | null = null;
    for (const [index, filter] of filters.entries()) {
      const ours = compiled[at];
      const got = ours.compiled === null || answers === null ? null : answers[at];
      at++;
      // What was displayed before depends on what is displayed now.
      if (ours.compiled !== null && (ours.compiled.needs & Analysis.DISPLAYED) !== 0) continue;
      const expected = frames[index]?.filter((frame) => !blocks.has(String(frame))) ?? null;
      const differs = difference(expected, got, ours.refusal || refused);
      if (differs !== null) first ??= `${filter}: ${differs}`;
    }
    counts.total++;
    if (first === null) counts.agreed++;
    else {
      const isExplained = exceptions.cover({ capture, what: `field ${field}`, detail: first });
      if (isExplained) counts.explained++;
      lines.push(`${isExplained ? 'explained' : 'DIFFERENT'}  ${kind}  ${capture}  ${first}`);
    }
  }
}

rmSync(temporary, { recursive: true });
const summary = `${counts.total} pairs of field and capture${options['held-out'] ? ', held out' : ''}: ${counts.agreed} agree (${((counts.agreed / counts.total) * 100).toFixed(2)} %), ${counts.explained} differ as docs/filters.md says, ${counts.total - counts.agreed - counts.explained} differ otherwise`;
const report = [...lines.sort(), summary];
if (options.output !== undefined) writeFileSync(options.output, `${report.join('\n')}\n`);
for (const line of report) console.log(line);
if (counts.agreed + counts.explained < counts.total) process.exitCode = 1;
