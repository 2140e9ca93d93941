// Compares display filters and the packet list with the installed tshark:
//
//     npm run conformance -- [--quick] [--captures TEXT] [--filters TEXT] [--output FILE]
//
// Prints, per protocol, how many of captures × filters select the same frames, how many lines of
// the packet list are word for word tshark's, and every disagreement. Exit status 1 where one is
// not in test/conformance/exceptions.txt. `--captures` keeps what has TEXT in it
// (several: with commas), `--filters` likewise what stands in FILE.txt as `FILE: filter`.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Analysis } from '../src/protocols/analysis.ts';
import { FIELDS } from '../src/protocols/fields/registry.ts';
import { type Disagreement, Exceptions } from '../support/conformance/exceptions.ts';
import { askOurs, compileAll, type OurAnswer } from '../support/conformance/ours.ts';
import {
  askTshark,
  askTsharkOnce,
  type TsharkAnswer,
  tsharkFields,
} from '../support/conformance/tshark.ts';

const FOLDER = 'test/conformance';
const CORPUS = '../shared/corpus';
/** Protocols whose lines are to be word for word as tshark's; of others, all but Protocol and Info. */
const DESCRIBED = new Set(
  'ARP DHCP DNS HTTP ICMP ICMPv6 IPv4 IPv6 LLMNR MDNS NBNS NTP PPPoED QUIC SSH SSHv2 STP TCP UDP'.split(
    ' ',
  ),
);
const COLUMNS = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info'];
/** Runs of tshark at a time. */
const RUNS = 2;
/** Disagreements asked again in the plain way, `tshark -Y`: each takes a third of a second. */
const ASKED_AGAIN = 40;
/** Disagreements printed of one filter or column. */
const SHOWN = 4;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    captures: { type: 'string', default: '' },
    filters: { type: 'string', default: '' },
    output: { type: 'string' },
  },
});

/** Lines of a text file that are neither empty nor comments. */
function lines(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** Captures to compare on: this repository's, and the listed ones of the corpus where it is. */
function capturePaths(): string[] {
  const inFolder = (folder: string) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => /\.pcap(?:ng)?(?:\.gz)?$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  // Those of the lab are alike: some, by name, so that a new one does not choose others.
  const own = [
    ...inFolder('captures'),
    ...lines(join(FOLDER, 'lab.txt')).map((name) => join('captures/lab', name)),
  ];
  const listed = lines(join(FOLDER, 'captures.txt')).map((name) => join(CORPUS, name));
  const real = listed.filter((path) => existsSync(path));
  if (real.length < listed.length) {
    console.warn(`${listed.length - real.length} captures of ${CORPUS} are not there`);
  }
  // Of the quick run: every fifth of each, so that most link types and protocols stay.
  const someOf = (paths: readonly string[]) =>
    paths.filter((_, index) => !options.quick || index % 5 === 0);
  return [...someOf(own), ...someOf(real)].filter((path) =>
    options.captures.split(',').some((part) => path.includes(part)),
  );
}

interface Filter {
  readonly group: string;
  readonly text: string;
}

/** All filters of test/conformance/filters, with the file that has them. */
function readFilters(): Filter[] {
  const folder = join(FOLDER, 'filters');
  const all = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) =>
      lines(join(folder, name)).map((text) => ({ group: name.slice(0, -'.txt'.length), text })),
    )
    .filter(({ group, text }) => `${group}: ${text}`.includes(options.filters));
  return [...new Map(all.map((filter) => [filter.text, filter])).values()];
}

class Tally {
  agreed = 0;
  excepted = 0;
  total = 0;
}

/** Fields that are left out on purpose; the file has the reasons. */
const GAPS = new Set(lines(join(FOLDER, 'left-out.txt')));
/** Filters that name one of these: no disagreement, a gap. */
const uncovered: string[] = [];

function tally(tallies: Map<string, Tally>, group: string): Tally {
  let found = tallies.get(group);
  if (found === undefined) {
    found = new Tally();
    tallies.set(group, found);
  }
  return found;
}

const exceptions = new Exceptions(readFileSync(join(FOLDER, 'exceptions.txt'), 'utf8'));
const filters = readFilters();
const compiled = compileAll(filters.map(({ text }) => text));
const paths = capturePaths();
const disagreements: Disagreement[] = [];
const filterTallies = new Map<string, Tally>();
const columnTallies = new Map<string, Tally>();
const fieldTallies = new Map<string, Tally>();
/** Packets of protocols whose Info is not written here, by protocol. */
const others = new Map<string, number>();
/** Filters that select a frame somewhere, and not all frames everywhere: agreement means more. */
const selective = new Set<number>();
const unreadable: string[] = [];
let packets = 0;

function judge(group: Map<string, Tally>, name: string, difference: Disagreement | null): void {
  const into = tally(group, name);
  into.total++;
  if (difference === null) into.agreed++;
  else if (exceptions.cover(difference)) into.excepted++;
  else disagreements.push(difference);
}

function list(frames: readonly number[]): string {
  return frames.length > 6
    ? `${frames.slice(0, 6).join(' ')} … (${frames.length})`
    : frames.join(' ');
}

/** Whether a filter is taken or refused does not depend on the capture. */
function compareAcceptance(theirs: TsharkAnswer): void {
  filters.forEach(({ group, text }, index) => {
    const ours = compiled[index];
    const accepted = theirs.frames[index] !== null;
    if (accepted === (ours.compiled !== null)) {
      if (!accepted) judge(filterTallies, group, null);
      return;
    }
    if (accepted && GAPS.has(text) && ours.refusal.startsWith('unknown-field')) {
      uncovered.push(text);
      return;
    }
    judge(filterTallies, group, {
      capture: '',
      what: `filter ${text}`,
      detail: accepted
        ? `tshark takes it, we refuse it (${ours.refusal})`
        : `tshark refuses it (${theirs.refusals.get(index)}), we take it`,
    });
  });
}

let askedAgain = 0;

async function compareFrames(path: string, theirs: TsharkAnswer, ours: OurAnswer): Promise<void> {
  const count = theirs.rows.length;
  const silent = silentFrames(theirs);
  for (const [index, { group, text }] of filters.entries()) {
    const expected = theirs.frames[index];
    const ourFilter = compiled[index].compiled;
    if (expected === null || ourFilter === null) continue;
    const isHeard = (frame: number) => !silent.has(frame);
    // What was shown before is another packet where many filters run side by side.
    if ((ourFilter.needs & Analysis.DISPLAYED) !== 0) continue;
    const got = ours.frames[index].filter(isHeard);
    if (expected.length > 0 && expected.length < count) selective.add(index);
    let truth: readonly number[] | null = expected;
    if (String(got) !== String(expected) && askedAgain < ASKED_AGAIN) {
      askedAgain++;
      truth = (await askTsharkOnce(path, text))?.filter(isHeard) ?? null;
      if (String(truth) !== String(expected)) {
        console.warn(`${path}: ${text}: tshark -Y differs from its tap listener`);
      }
    }
    const difference = truth === null ? null : compareLists(got, truth);
    judge(
      filterTallies,
      group,
      difference === null ? null : { capture: path, what: `filter ${text}`, detail: difference },
    );
  }
}

/** Frames that no tap listener was told of: their dissection ended early, though `tshark -Y` selects them. */
function silentFrames({ frames, rows }: TsharkAnswer): ReadonlySet<number> {
  const every = frames[filters.findIndex(({ text }) => text === 'frame')];
  if (every === undefined || every === null) return new Set();
  const heard = new Set(every);
  return new Set(rows.map(([number]) => Number(number)).filter((number) => !heard.has(number)));
}

function compareLists(ours: readonly number[], theirs: readonly number[]): string | null {
  const inOurs = new Set(ours);
  const inTheirs = new Set(theirs);
  const onlyOurs = ours.filter((frame) => !inTheirs.has(frame));
  const onlyTheirs = theirs.filter((frame) => !inOurs.has(frame));
  if (onlyOurs.length === 0 && onlyTheirs.length === 0) return null;
  return [
    onlyOurs.length > 0 ? `only ours: ${list(onlyOurs)}` : '',
    onlyTheirs.length > 0 ? `only tshark's: ${list(onlyTheirs)}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** Characters shown of a value. */
const SHOWN_LENGTH = 400;

function shorten(value: string): string {
  return value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value;
}

/** All values of every field that is covered, as `-T fields` prints them. */
function compareFields(path: string, theirs: TsharkAnswer, ours: OurAnswer): void {
  const count = Math.min(theirs.rows.length, ours.rows.length);
  for (const [index, { name }] of fields.entries()) {
    const column = COLUMNS.length + index;
    // One case per capture: where any frame is no exception, that one.
    let first: Disagreement | null = null;
    let uncovered: Disagreement | null = null;
    let different = 0;
    for (let row = 0; row < count; row++) {
      const expected = theirs.rows[row][column] ?? '';
      const got = ours.rows[row][column] ?? '';
      if (expected === got) continue;
      const difference = {
        capture: path,
        what: `field ${name}`,
        theirs: expected,
        detail: `frame ${theirs.rows[row][0]}\n      tshark: ${shorten(expected)}\n      ours:   ${shorten(got)}`,
      };
      first ??= difference;
      if (exceptions.cover(difference)) continue;
      different++;
      uncovered ??= difference;
    }
    const shown =
      uncovered === null
        ? first
        : { ...uncovered, detail: `${different} packets, ${uncovered.detail}` };
    judge(fieldTallies, name.split('.')[0], shown);
  }
}

/** Line by line, cell by cell; a line belongs to the protocol that tshark shows. */
function compareColumns(path: string, theirs: TsharkAnswer, ours: OurAnswer): void {
  for (let row = 0; row < Math.max(theirs.rows.length, ours.rows.length); row++) {
    const expected = theirs.rows[row];
    const got = ours.rows[row];
    if (expected === undefined || got === undefined) {
      judge(columnTallies, 'packets', {
        capture: path,
        what: 'packets',
        detail: `ours ${ours.rows.length}, tshark's ${theirs.rows.length}`,
      });
      return;
    }
    const protocol = expected[4];
    const isDescribed = DESCRIBED.has(protocol) || protocol.startsWith('TLS');
    if (!isDescribed) others.set(protocol, (others.get(protocol) ?? 0) + 1);
    for (const [column, title] of COLUMNS.entries()) {
      const isOfProtocol = title === 'Info' || title === 'Protocol';
      if (isOfProtocol && !isDescribed) continue;
      const same = (expected[column] ?? '') === got[column];
      judge(
        columnTallies,
        isOfProtocol ? `${title} ${protocol}` : title,
        same
          ? null
          : {
              capture: path,
              what: `column ${title} ${protocol}`,
              theirs: expected[column] ?? '',
              detail: `frame ${expected[0]}\n      tshark: ${expected[column] ?? ''}\n      ours:   ${got[column]}`,
            },
      );
    }
  }
}

const temporary = mkdtempSync(join(tmpdir(), 'conformance-'));
const filtersFile = join(temporary, 'filters.txt');
writeFileSync(filtersFile, filters.map(({ text }) => `${text}\n`).join(''));
const known = tsharkFields();
// A protocol's value is the line that Wireshark's details pane shows of it: that is not a value here.
const fields = [...FIELDS.values()].filter(
  ({ name, type }) => type !== 'FT_PROTOCOL' && known.has(name),
);
const cells = [...COLUMNS.map((title) => `_ws.col.${title}`), ...fields.map(({ name }) => name)];

let acceptanceCompared = false;
async function compare(path: string): Promise<void> {
  const theirs = await askTshark(path, filtersFile, filters.length, cells);
  if (theirs === null) {
    unreadable.push(path);
    return;
  }
  if (!acceptanceCompared) {
    acceptanceCompared = true;
    compareAcceptance(theirs);
  }
  const ours = await askOurs(path, compiled, fields);
  packets += ours.rows.length;
  await compareFrames(path, theirs, ours);
  compareColumns(path, theirs, ours);
  compareFields(path, theirs, ours);
}

const started = performance.now();
try {
  const queue = paths.values();
  await Promise.all(
    Array.from({ length: RUNS }, async () => {
      for (const path of queue) await compare(path);
    }),
  );
} finally {
  rmSync(temporary, { recursive: true });
}

/** A table: name, agreed, excepted, total. */
function table(title: string, tallies: Map<string, Tally>): string[] {
  const rows = [...tallies].sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = new Tally();
  for (const [, { agreed, excepted, total }] of rows) {
    sum.agreed += agreed;
    sum.excepted += excepted;
    sum.total += total;
  }
  return [
    '',
    `${title.padEnd(28)}    agreed  excepted     total`,
    ...[...rows, ['together', sum] as const].map(
      ([name, { agreed, excepted, total }]) =>
        `${name.padEnd(28)} ${String(agreed).padStart(9)} ${String(excepted).padStart(9)} ${String(total).padStart(9)}${agreed + excepted === total ? '' : `  ${((agreed / total) * 100).toFixed(2)} %`}`,
    ),
  ];
}

/** Disagreements by what differs, most first; of each a few, and of a capture at most two. */
function listDisagreements(shown: number): string[] {
  const groups = new Map<string, Disagreement[]>();
  for (const found of disagreements) {
    const group = groups.get(found.what);
    if (group === undefined) groups.set(found.what, [found]);
    else group.push(found);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([what, found]) => {
      const ofCapture = new Map<string, number>();
      const some = found.filter(({ capture }) => {
        const count = (ofCapture.get(capture) ?? 0) + 1;
        ofCapture.set(capture, count);
        return count <= 2;
      });
      return [
        `${what}  (${found.length})`,
        ...some.slice(0, shown).map(({ capture, detail }) => `    ${capture}  ${detail}`),
      ];
    });
}

const isWhole = !options.quick && options.captures === '' && options.filters === '';
const summary = [
  ...table('filters', filterTallies),
  ...(uncovered.length === 0
    ? []
    : [`fields not covered here (${uncovered.length} filters): ${uncovered.join(' ¦ ')}`]),
  ...table('packet list', columnTallies),
  `not compared: ${[...others]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}`,
  ...table('field values × captures', fieldTallies),
  '',
  `${filters.length} filters (${selective.size} of them select some frames and not others), ${paths.length - unreadable.length} captures, ${packets} packets, ${fields.length} fields, ${((performance.now() - started) / 1000).toFixed(0)} s`,
  ...unreadable.map((path) => `tshark cannot read ${path}`),
  ...(isWhole ? exceptions.unused() : []).map((line) => `exception without a case: ${line}`),
];
/** Captures by how many disagreements they have. */
function byCapture(): string {
  const counts = new Map<string, number>();
  for (const { capture } of disagreements) counts.set(capture, (counts.get(capture) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return `most in: ${sorted
    .slice(0, 12)
    .map(([capture, count]) => `${count} ${capture}`)
    .join(', ')}`;
}

for (const line of listDisagreements(SHOWN)) console.log(line);
for (const line of summary) console.log(line);
console.log(
  `${disagreements.length} disagreements${disagreements.length > 0 ? `; ${byCapture()}` : ''}`,
);
if (options.output !== undefined) {
  writeFileSync(
    options.output,
    [new Date().toString(), ...summary, byCapture(), '', ...listDisagreements(24), ''].join('\n'),
  );
}
if (disagreements.length > 0) process.exitCode = 1;
