// How fast the built tool is beside tcpdump and tshark, on captures made for it:
//
//     npm run bench -- [--scale 0.1] [--rounds 3] [--tshark] [--keep] [--folder PATH]
//
// The programs take turns, so that what else the machine does falls on all of them alike; what is
// printed is the median. Exit status 1 where two programs do not agree on the number of packets.
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchCapture, benchHost, makeMixed, makeSmall } from '../support/bench-data.ts';
import { benchFilters } from './bench-filters.ts';

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    tshark: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    folder: { type: 'string' },
  },
});
const scale = Number(options.scale);
const rounds = Number(options.rounds);
if (!(scale > 0 && scale <= 100) || !(Number.isInteger(rounds) && rounds > 0)) {
  console.error('--scale takes a number above 0 (up to 100), --rounds a whole number above 0');
  process.exit(2);
}

const SMALL_PACKETS = 8_000_000;
const MIXED_BYTES = 1.04e9;
/** What the project promises, megabytes. */
const MEMORY_LIMIT = 250;
const CLI = 'dist/cli/main.js';
/** Of the captures by packets and conversations: small packets, or mixed ones; 400 or 20,000. */
const GOALS = {
  small: { printing: 2, bare: 0.6, megabytes: 150, after: 0.1 },
  smallMany: { printing: 1.6, bare: 0.5, megabytes: 200, after: 0.3 },
  mixedMany: { printing: 1, bare: 0.6, megabytes: 200, after: 0.3 },
} as const;
/** Conversations side by side in the captures that have many of them. */
const MANY_CONVERSATIONS = 20_000;
/** Reads a file and hashes it, in pieces as large as this program's. */
const HASH = `
const { createHash } = require('node:crypto');
const { openSync, readSync } = require('node:fs');
const [file, buffer, hash] = [openSync(process.argv[1]), Buffer.alloc(4 << 20), createHash('sha256')];
for (let read; (read = readSync(file, buffer)) > 0; ) hash.update(buffer.subarray(0, read));
console.log(hash.digest('hex'));
`;
/** A second address beside `benchHost`. */
const OTHER_HOST = '203.0.113.7';

const build = spawnSync(process.execPath, ['scripts/ensure-built.mjs'], { stdio: 'inherit' });
if (build.status !== 0) process.exit(1);

/** One command of a comparison. */
interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  /** Others are compared with this one. */
  readonly isReference?: boolean;
  /** Kept to the memory limit. */
  readonly isOurs?: boolean;
  /** Slow ones take part once. */
  readonly once?: boolean;
  /** Of `PCAP_VERDICT_TIMES`, where it is not to say what comes after the last packet. */
  readonly times?: 'no-hash';
}

interface Run {
  readonly seconds: number;
  /** Processor time of the program and what it started, or null where this system does not tell. */
  readonly cpu: number | null;
  /** Highest resident memory, or null where this system does not tell. */
  readonly megabytes: number | null;
  /** Seconds after the last packet, where the program tells. */
  readonly after: number | null;
}

/** What a contender came to: medians, and the highest memory. */
interface Measured {
  readonly seconds: number;
  readonly cpu: number;
  readonly after: number | null;
  readonly peak: number;
}

/** As `PCAP_VERDICT_TIMES` prints it. */
const AFTER_LAST = /([\d.]+) s after the last packet/;

/** Highest resident kilobytes, user and system seconds. */
const TIME_FORMAT = '%M %U %S';
const hasTime = spawnSync('/usr/bin/time', ['-f', TIME_FORMAT, 'true']).status === 0;

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Runs a command with its output to a file, and takes its times and its highest memory. */
function run(contender: Contender, output: string, memoryFile: string): Promise<Run> {
  const [program, ...rest] = contender.command;
  // /usr/bin/time starts the program with one more exec(): under a millisecond.
  const command = hasTime
    ? ['/usr/bin/time', '-o', memoryFile, '-f', TIME_FORMAT, program!, ...rest]
    : [program!, ...rest];
  const out = openSync(output, 'w');
  const started = process.hrtime.bigint();
  const child = spawn(command[0]!, command.slice(1), {
    stdio: ['ignore', out, 'pipe'],
    env: { ...process.env, PCAP_VERDICT_TIMES: contender.times ?? 'after' },
  });
  let errors = '';
  child.stderr!.on('data', (data) => {
    errors += data;
  });
  let polled = 0;
  const poll = hasTime ? undefined : setInterval(() => (polled = peakOf(child.pid!) ?? polled), 20);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      clearInterval(poll);
      closeSync(out);
      const told = AFTER_LAST.exec(errors);
      const after = told === null ? null : Number(told[1]);
      if (status !== 0) reject(new Error(`${command.join(' ')}: ${errors}`));
      else if (hasTime) {
        const [memory, user, system] = readFileSync(memoryFile, 'utf8').split(' ').map(Number);
        resolve({ seconds, cpu: user! + system!, megabytes: memory! / 1024, after });
      } else resolve({ seconds, cpu: null, megabytes: polled > 0 ? polled : null, after });
    });
  });
}

/** Highest resident memory so far, from /proc, in megabytes. */
function peakOf(pid: number): number | null {
  try {
    const line = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? null : Number(line[1]) / 1024;
  } catch {
    return null;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

let failures = 0;

/** Runs contenders in turn and prints them beside the reference. Gives what each came to, by its name. */
async function compare(
  title: string,
  packets: number | null,
  contenders: readonly Contender[],
): Promise<ReadonlyMap<string, Measured>> {
  const runs = contenders.map((): Run[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      if (round > 0 && contender.once) continue;
      const output = join(folder, 'output');
      runs[index]!.push(await run(contender, output, join(folder, 'memory')));
    }
  }
  const seconds = runs.map((list) => median(list.map((entry) => entry.seconds)));
  const reference = seconds[contenders.findIndex(({ isReference }) => isReference)]!;
  const width = Math.max(...contenders.map(({ name }) => name.length));
  console.log(`\n${title} (load ${loadavg()[0]!.toFixed(2)})`);
  console.log(
    `  ${''.padEnd(width)}  seconds   ratio  CPU s${packets === null ? '' : '  M packets/s'}  peak MB  after last`,
  );
  const measured = new Map<string, Measured>();
  for (const [index, { name, isReference, isOurs }] of contenders.entries()) {
    const memory = runs[index]!.map(({ megabytes }) => megabytes ?? 0);
    const peak = Math.max(...memory);
    const told = runs[index]!.map(({ after }) => after).filter((after) => after !== null);
    const after = told.length === 0 ? null : median(told);
    const cpu = median(runs[index]!.map((entry) => entry.cpu ?? Number.NaN));
    measured.set(name, { seconds: seconds[index]!, cpu, after, peak });
    const cells = [
      name.padEnd(width),
      seconds[index]!.toFixed(3).padStart(7),
      isReference ? '    1  ' : (seconds[index]! / reference).toFixed(2).padStart(7),
      cpu.toFixed(2).padStart(5),
      ...(packets === null ? [] : [(packets / seconds[index]! / 1e6).toFixed(2).padStart(11)]),
      peak > 0 ? peak.toFixed(0).padStart(7) : '      –',
      after === null ? '' : after.toFixed(2).padStart(10),
    ];
    const isTooMuch = isOurs === true && peak > MEMORY_LIMIT;
    console.log(`  ${cells.join('  ')}${isTooMuch ? `  over ${MEMORY_LIMIT} MB` : ''}`);
    if (isTooMuch) failures++;
  }
  return measured;
}

/** What a capture of the benchmark is to reach: ratios, megabytes, seconds after the last packet. */
interface Goals {
  readonly printing: number;
  readonly bare: number;
  readonly megabytes: number;
  readonly after: number;
}

/** A column of the table at the end. */
interface Summary {
  readonly title: string;
  readonly goals: Goals | null;
  readonly measured: ReadonlyMap<string, Measured>;
}

const summaries: Summary[] = [];

/** What the columns are compared by. */
const OURS = 'pcap-verdict F -f json';
const UNHASHED = 'pcap-verdict F -f json, without the hash';
const PRINTING = `tcpdump -nr F 'host A'`;
const BARE = `tcpdump -nr F -w /dev/null 'host A'`;
const HASH_ALONE = 'SHA-256 of F alone';

/** The table of `docs/performance.md`: what the report as JSON takes, beside what others take for less. */
function printSummaries(): void {
  const rows: [string, (summary: Summary) => string][] = [
    ['wall, CPU', ({ measured }) => timesOf(measured.get(OURS))],
    ['… without the hash', ({ measured }) => timesOf(measured.get(UNHASHED))],
    ['SHA-256 alone', ({ measured }) => timesOf(measured.get(HASH_ALONE))],
    [PRINTING, ({ measured }) => timesOf(measured.get(PRINTING))],
    [BARE, ({ measured }) => timesOf(measured.get(BARE))],
    ['ratio to printing', (one) => ratioTo(PRINTING, one, one.goals?.printing)],
    ['ratio to the bare pass', (one) => ratioTo(BARE, one, one.goals?.bare)],
    [
      'memory',
      ({ measured, goals }) => goalText(measured.get(OURS)?.peak, 'MB', 0, '≤', goals?.megabytes),
    ],
    [
      'after the last packet, without the hash',
      ({ measured, goals }) => goalText(measured.get(UNHASHED)?.after, 's', 2, '≤', goals?.after),
    ],
    [
      '… and until the hash is there',
      ({ measured }) => goalText(measured.get(OURS)?.after, 's', 2, '≤', undefined),
    ],
  ];
  const lines = [['', ...summaries.map(({ title }) => title)]];
  for (const [name, cellOf] of rows) lines.push([name, ...summaries.map(cellOf)]);
  const widths = lines[0]!.map((_, at) => Math.max(...lines.map((cells) => cells[at]!.length)));
  console.log(
    '\nRatios: how much faster than the other program; above 1 is faster. Goals in brackets.',
  );
  for (const cells of lines) {
    console.log(`  ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join('  ')}`.trimEnd());
  }
}

function timesOf(one: Measured | undefined): string {
  return one === undefined ? '–' : `${one.seconds.toFixed(2)} s, ${one.cpu.toFixed(2)} s`;
}

function ratioTo(name: string, { measured }: Summary, goal: number | undefined): string {
  const [own, other] = [measured.get(OURS), measured.get(name)];
  if (own === undefined || other === undefined) return '–';
  return goalText(other.seconds / own.seconds, '', 2, '≥', goal);
}

function goalText(
  value: number | null | undefined,
  unit: string,
  digits: number,
  sign: string,
  goal: number | undefined,
): string {
  if (value === undefined || value === null) return '–';
  return `${value.toFixed(digits)} ${unit}${goal === undefined ? '' : ` (${sign} ${goal})`}`.replace(
    '  ',
    ' ',
  );
}

/** Complains where two counts of the same thing differ. */
function agree(what: string, ours: number, theirs: number): void {
  if (ours === theirs) {
    console.log(`  ${what}: ${ours.toLocaleString('en-US')}, as ours`);
    return;
  }
  failures++;
  console.log(`  ${what}: ${theirs.toLocaleString('en-US')}, ours ${ours.toLocaleString('en-US')}`);
}

function textOf(command: readonly string[]): string {
  const result = spawnSync(command[0]!, command.slice(1), { maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(`${command.join(' ')}: ${result.stderr}`);
  return result.stdout.toString();
}

function countsOf(capture: BenchCapture): void {
  const report = JSON.parse(textOf([process.execPath, CLI, capture.path, '-f', 'json']));
  const ours: number = report.capture.packets;
  agree('packets as generated', ours, capture.packets);
  if (isInstalled('capinfos')) {
    const line = textOf(['capinfos', '-M', '-T', '-r', '-c', capture.path]);
    agree('packets by capinfos -c', ours, Number(line.trim().split('\t').at(-1)));
  }
  if (isInstalled('tcpdump')) {
    // Frames to or from the host, counted by tcpdump, the generator and our filter.
    const matched = spawnSync('sh', [
      '-c',
      `tcpdump -nr '${capture.path}' 'host ${benchHost}' 2>/dev/null | wc -l`,
    ]);
    const rows = spawnSync('sh', [
      '-c',
      `'${process.execPath}' ${CLI} packets '${capture.path}' -Y 'ip.addr == ${benchHost}' -f tsv | tail -n +2 | wc -l`,
    ]);
    const filtered = Number(rows.stdout);
    agree(`packets of ${benchHost} by tcpdump`, filtered, Number(matched.stdout));
    agree(`packets of ${benchHost} as generated`, filtered, capture.hostPackets);
  }
}

/** The same packets in other containers, where the programs that make them are installed. */
function othersOf(path: string): [name: string, path: string][] {
  const made = (program: string, args: string[], target: string): [string, string][] => {
    if (!isInstalled(program)) return [];
    if (!existsSync(target)) {
      const out = openSync(target, 'w');
      const { status } = spawnSync(program, args, { stdio: ['ignore', out, 'ignore'] });
      closeSync(out);
      if (status !== 0) return [];
    }
    return [[`pcap-verdict F.${target.slice(path.length - 'pcap'.length)}`, target]];
  };
  const base = path.replace(/\.pcap$/, '');
  return [
    ...made('editcap', ['-F', 'pcapng', path, '-'], `${base}.pcapng`),
    ...made('gzip', ['-1', '-c', path], `${base}.pcap.gz`),
    ...made('zstd', ['-1', '-c', '-q', path], `${base}.pcap.zst`),
  ];
}

async function compareOn(title: string, capture: BenchCapture, goals: Goals | null): Promise<void> {
  const { path, packets } = capture;
  const tcpdump: Contender[] = isInstalled('tcpdump')
    ? [
        {
          name: PRINTING,
          command: ['tcpdump', '-nr', path, `host ${benchHost}`],
          isReference: true,
        },
        {
          // Nothing is printed: what BPF and reading cost.
          name: BARE,
          command: ['tcpdump', '-nr', path, '-w', '/dev/null', `host ${benchHost}`],
        },
        {
          name: `tcpdump -nr F 'host A or host B'`,
          command: ['tcpdump', '-nr', path, `host ${benchHost} or host ${OTHER_HOST}`],
        },
      ]
    : [];
  const tshark: Contender[] =
    options.tshark && isInstalled('tshark')
      ? [
          {
            name: `tshark -n -r F -Y 'ip.addr == A'`,
            command: ['tshark', '-n', '-r', path, '-Y', `ip.addr == ${benchHost}`],
            once: true,
          },
        ]
      : [];
  // Two addresses, as the Secure Access case asks for.
  const two = `ip.addr == ${benchHost} or ip.addr == ${OTHER_HOST}`;
  const ours = (name: string, ...rest: string[]): Contender => ({
    name,
    command: [process.execPath, CLI, ...rest],
    isOurs: true,
    isReference: tcpdump.length === 0 && name === 'pcap-verdict F',
  });
  const megabytes = (capture.bytes / 1e6).toFixed(0);
  const measured = await compare(
    `${title}: ${packets.toLocaleString('en-US')} packets, ${megabytes} MB`,
    packets,
    [
      ours('pcap-verdict F', path),
      ...tcpdump,
      // No program that hashes a file ends before this.
      { name: HASH_ALONE, command: [process.execPath, '-e', HASH, path] },
      ours(OURS, path, '-f', 'json'),
      { ...ours(UNHASHED, path, '-f', 'json'), times: 'no-hash' },
      ...othersOf(path).map(([name, other]) => ours(name, other, '-f', 'json')),
      {
        name: 'cat F | pcap-verdict -',
        command: ['sh', '-c', 'cat "$1" | "$2" "$3" -', 'sh', path, process.execPath, CLI],
        isOurs: true,
      },
      ours(`pcap-verdict F -Y 'A or B'`, path, '-Y', two),
      ours(`pcap-verdict packets F -Y 'A or B'`, 'packets', path, '-Y', two, '-f', 'tsv'),
      ours(
        `pcap-verdict packets F -Y 'A or B' -T fields …`,
        ...['packets', path, '-Y', two, '-T', 'fields'],
        ...['-e', 'frame.number', '-e', 'ip.src', '-e', 'ip.dst'],
      ),
      ...tshark,
    ],
  );
  summaries.push({ title, goals, measured });
  countsOf(capture);
}

async function compareStarts(): Promise<void> {
  const ours = (name: string, ...rest: string[]): Contender => ({
    name,
    command: [process.execPath, CLI, ...rest],
    isOurs: true,
  });
  const small = 'captures/syn-drop.pcapng';
  await compare('Start', null, [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'], isReference: true },
    ours('pcap-verdict --help', '--help'),
    ours(`pcap-verdict ${small}`, small),
    ours(`pcap-verdict packets ${small}`, 'packets', small),
    ours('pcap-verdict secure-access-…', 'captures/secure-access-dns-unprotected.pcapng'),
  ]);
}

const kept = options.folder;
if (kept !== undefined) mkdirSync(kept, { recursive: true });
const folder = kept ?? mkdtempSync(join(tmpdir(), 'pcap-verdict-bench-'));

/** Makes a capture, or takes the one that `--keep` left in `--folder`. */
function make(name: string, write: (path: string) => BenchCapture): BenchCapture {
  const path = join(folder, `${name}-${scale}.pcap`);
  const facts = `${path}.json`;
  if (existsSync(facts)) return JSON.parse(readFileSync(facts, 'utf8')) as BenchCapture;
  console.error(`making ${path} …`);
  const capture = write(path);
  writeFileSync(facts, JSON.stringify(capture));
  return capture;
}

try {
  const small = make('small', (path) => makeSmall(path, Math.round(SMALL_PACKETS * scale)));
  const mixed = make('mixed', (path) => makeMixed(path, Math.round(MIXED_BYTES * scale)));
  const many = MANY_CONVERSATIONS;
  const smallMany = make('small-20k', (path) =>
    makeSmall(path, Math.round(SMALL_PACKETS * scale), many),
  );
  const mixedMany = make('mixed-20k', (path) =>
    makeMixed(path, Math.round(MIXED_BYTES * scale), many),
  );
  await compareStarts();
  await benchFilters(small.path);
  await compareOn('Small, 400', small, GOALS.small);
  await compareOn('Small, 20,000', smallMany, GOALS.smallMany);
  await compareOn('Mixed, 400', mixed, null);
  await compareOn('Mixed, 20,000', mixedMany, GOALS.mixedMany);
  printSummaries();
} finally {
  if (options.keep) console.log(`\nThe captures are in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
if (failures > 0) {
  console.log(`\n${failures} checks failed`);
  process.exitCode = 1;
}
