// Runs scenarios: `npm run lab -- [--check] [--list] [--keep FOLDER] [NAME...]`. See README.md.

import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type WrittenPacket, writePcapng } from '../capture-writer.ts';
import { backgroundServers, backgroundTasks } from './background.ts';
import type { AttemptResult, ClientsConfig } from './clients.ts';
import { firstOutput, Network } from './network.ts';
import { readPcap } from './pcap-file.ts';
import {
  allCommands,
  type CaptureChoices,
  type ClientTask,
  type Place,
  type Scenario,
  type ServerSpec,
} from './scenario.ts';
import { allScenarios } from './scenarios/all.ts';
import type { ServersConfig } from './servers.ts';
import {
  SIDES_CAPTURES,
  type SidePlaceChoices,
  type SidesChoices,
  type SidesTruth,
} from './sides.ts';
import { disagreements, isHeldOut, type Truth } from './truth.ts';
import { checkClients, checkServices, checkSights, readCounters } from './verify.ts';

/** They mostly wait. */
const AT_ONCE = 14;
const OUTPUT = join('captures', 'lab');
const PROGRAMS = {
  ip: 'iproute2',
  nft: 'nftables',
  iptables: 'iptables',
  ethtool: 'ethtool',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  python3: 'python3',
  openssl: 'openssl',
  dig: 'bind9-dnsutils',
};
/** Seconds that the background goes on after the last client, and the capture after that. */
const LINGER = 6;
const TAIL = 9;

interface Tools {
  readonly folder: string;
  readonly servers: string;
  readonly clients: string;
  readonly certificate: string;
  readonly key: string;
}

interface Run {
  readonly truth: Truth;
  /** The capture, in the run's own folder. */
  readonly path: string;
  readonly wrong: readonly string[];
  /** Of several places: their truth, and the folder that their captures are in. */
  readonly sides?: SidesTruth;
  readonly folder?: string;
}

/** Ends the lab with one plain line. */
function refuse(line: string): never {
  console.error(`lab: ${line}`);
  process.exit(2);
}

function checkMachine(): void {
  if (process.platform !== 'linux') refuse('needs Linux, for its network namespaces');
  if (process.getuid?.() !== 0) refuse('needs root, for network namespaces: sudo npm run lab');
  const missing = Object.entries(PROGRAMS)
    .filter(([program]) => spawnSync(program, ['--version']).error !== undefined)
    .map(([, debianPackage]) => debianPackage);
  if (missing.length > 0) refuse(`programs are missing: apt-get install ${missing.join(' ')}`);
}

async function prepareTools(): Promise<Tools> {
  const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-lab-'));
  // Beside the other scripts, so that `import 'dns-packet'` finds node_modules.
  const scripts = join(process.cwd(), 'node_modules', '.cache', 'lab');
  await build({
    entryPoints: ['support/lab/servers.ts', 'support/lab/clients.ts'],
    outdir: scripts,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  });
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '30', '-subj', '/CN=lab.example.net', '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  return {
    folder,
    servers: join(scripts, 'servers.mjs'),
    clients: join(scripts, 'clients.mjs'),
    certificate,
    key,
  };
}

const networks = new Set<Network>();

/** The run's folder, unless it is to be kept. */
let temporary: string | null = null;

/** Network namespaces and files outlive the process: they go, whatever ends it. */
function destroyAll(): void {
  for (const network of networks) network.destroy();
  networks.clear();
  if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
  temporary = null;
}

function whereServes(spec: ServerSpec): Place {
  return spec.at ?? 'server';
}

async function startServers(
  network: Network,
  tools: Tools,
  folder: string,
  specs: readonly ServerSpec[],
): Promise<void> {
  for (const place of new Set(specs.map(whereServes))) {
    const config: ServersConfig = {
      servers: specs.filter((spec) => whereServes(spec) === place),
      certificate: tools.certificate,
      key: tools.key,
    };
    const path = join(folder, `servers-${place}.json`);
    writeFileSync(path, JSON.stringify(config));
    const [program, ...rest] = [...network.inside(place), process.execPath, tools.servers, path];
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
    await firstOutput(child, `servers at ${place}`);
  }
}

async function startClients(
  network: Network,
  tools: Tools,
  folder: string,
  config: ClientsConfig,
): Promise<AttemptResult[]> {
  const path = join(folder, 'clients.json');
  writeFileSync(path, JSON.stringify(config));
  const [program, ...rest] = [...network.inside('client'), process.execPath, tools.clients, path];
  const env = network.environment;
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'], env });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString();
  });
  const status = await new Promise((resolve) => child.once('exit', resolve));
  if (status !== 0) throw new Error(`clients ended with status ${status}`);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AttemptResult);
}

interface Capturing {
  readonly child: ChildProcess;
  readonly path: string;
  /** What tcpdump says at its end. */
  summary: string;
}

async function startCapture(
  network: Network,
  choices: CaptureChoices,
  path: string,
): Promise<Capturing> {
  const [program, ...rest] = [
    ...network.inside(choices.at ?? 'client'),
    ...['tcpdump', '-i', choices.interface ?? 'eth0', '-n', '-U', '--immediate-mode', '-Z', 'root'],
    ...(choices.options ?? []),
    ...['-w', path],
  ];
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  const capturing: Capturing = { child, path, summary: '' };
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`tcpdump ended: ${capturing.summary}`)));
    child.stderr.on('data', (bytes: Buffer) => {
      capturing.summary += bytes.toString();
      if (capturing.summary.includes('listening on')) resolve();
    });
  });
  return capturing;
}

async function stopCapture({ child }: Capturing): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** tcpdump's pcap as pcapng, with the counts that it printed as interface statistics. */
function storePcapng(
  capturing: Capturing,
  choices: CaptureChoices & Pick<SidePlaceChoices, 'clock'>,
  path: string,
): void {
  const file = readPcap(readFileSync(capturing.path));
  const count = (words: string): number => {
    const found = new RegExp(`(\\d+) packets? ${words}`).exec(capturing.summary);
    return Number(found?.[1] ?? 0);
  };
  const interfaceOptions = {
    linkType: file.linkType,
    snapLength: file.snapLength,
    name: choices.interface ?? 'eth0',
    ...(file.nanosecond ? { timestampResolution: 9 } : {}),
  };
  const keyLog = join(dirname(capturing.path), 'keys.log');
  const bytes = writePcapng(byClock(file.packets, choices.clock), {
    interfaces: [interfaceOptions],
    ...(choices.hasKeys ? { tlsKeyLog: readFileSync(keyLog) } : {}),
    statistics: [
      {
        interfaceIndex: 0,
        received: count('received by filter'),
        dropped: count('dropped by kernel'),
      },
    ],
  });
  writeFileSync(path, path.endsWith('.gz') ? gzipSync(bytes) : bytes);
}

/** Packets as a host has them whose clock is off. */
function byClock(
  packets: readonly WrittenPacket[],
  clock: SidePlaceChoices['clock'],
): readonly WrittenPacket[] {
  if (clock === undefined || packets.length === 0) return packets;
  const [{ seconds: start }] = packets;
  return packets.map((packet) => {
    const since = packet.seconds - start + packet.nanoseconds / 1e9;
    const off = Math.round((clock.offset + since * clock.drift * 1e-6) * 1e9) + packet.nanoseconds;
    const carried = Math.floor(off / 1e9);
    return { ...packet, seconds: packet.seconds + carried, nanoseconds: off - carried * 1e9 };
  });
}

/** Captures at several places; each begins and ends when it is to. */
class SidesCapture {
  readonly #captures: { readonly choices: SidePlaceChoices; capturing: Capturing | null }[];
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    readonly network: Network,
    { places }: SidesChoices,
    readonly folder: string,
  ) {
    this.#captures = places.map((choices) => ({ choices, capturing: null }));
  }

  /** Begins those that begin before the clients. */
  async begin(): Promise<void> {
    for (const one of this.#captures) if (one.choices.start === undefined) await this.#start(one);
  }

  /** From the clients' start on. */
  run(): void {
    const at = (seconds: number, act: () => void) =>
      this.#timers.push(setTimeout(act, seconds * 1000));
    for (const one of this.#captures) {
      const { start, stop, stalls = [] } = one.choices;
      const signal = (name: NodeJS.Signals) => () => void one.capturing?.child.kill(name);
      if (start !== undefined) at(start, () => void this.#start(one));
      if (stop !== undefined) at(stop, signal('SIGTERM'));
      for (const { from, to } of stalls) {
        at(from, signal('SIGSTOP'));
        at(to, signal('SIGCONT'));
      }
    }
  }

  async end(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { capturing } of this.#captures)
      if (capturing !== null) await stopCapture(capturing);
  }

  /** Writes the files. @returns their names in the folder, the client's side first */
  store(name: string): string[] {
    return this.#captures.map(({ choices, capturing }) => {
      const file = `${name}.${choices.name}.pcapng.gz`;
      if (capturing === null) throw new Error(`no capture at ${choices.name}`);
      storePcapng(capturing, choices, join(this.folder, file));
      return file;
    });
  }

  async #start(one: { readonly choices: SidePlaceChoices; capturing: Capturing | null }) {
    const path = join(this.folder, `${one.choices.name}.pcap`);
    one.capturing = await startCapture(this.network, one.choices, path);
  }
}

/** A command of another host than the client, as the client's process can run it. */
function atItsPlace(network: Network, task: ClientTask): ClientTask {
  if (task.kind !== 'command' || task.at === undefined) return task;
  return { ...task, run: `${network.inside(task.at).join(' ')} ${task.run}` };
}

async function captureFor(
  network: Network,
  tools: Tools,
  scenario: Scenario,
  folder: string,
  sides: SidesCapture | null,
): Promise<{ capturing: Capturing; results: AttemptResult[]; tasks: readonly ClientTask[] }> {
  const choices = scenario.capture ?? {};
  const tasks = [
    ...scenario.tasks.map((task) => atItsPlace(network, task)),
    ...(scenario.background == null ? [] : backgroundTasks(scenario.background)),
  ];
  const tcpdumpPath = join(folder, 'tcpdump.pcap');
  let capturing: Capturing | null = null;
  if (choices.start === undefined) capturing = await startCapture(network, choices, tcpdumpPath);
  await sides?.begin();
  const handled =
    capturing === null
      ? null
      : {
          pid: Number(capturing.child.pid),
          stop: choices.stop ?? null,
          stalls: choices.stalls ?? [],
        };
  const change = scenario.path?.change;
  const relay = change === undefined ? null : { pid: network.relayPid, change: change.at };
  const config = { tasks, linger: LINGER, capture: handled, relay };
  const clients = startClients(network, tools, folder, config);
  sides?.run();
  if (choices.start !== undefined) {
    await sleep(choices.start * 1000);
    capturing = await startCapture(network, choices, tcpdumpPath);
  }
  if (capturing === null) throw new Error('no capture');
  const results = await clients;
  if (choices.stop === undefined) {
    const lingers = scenario.background == null ? 0 : LINGER;
    await sleep(Math.max(1, (choices.tail ?? TAIL) - lingers) * 1000);
  }
  await stopCapture(capturing);
  await sides?.end();
  return { capturing, results, tasks };
}

function describePath({ path }: Scenario): string[] {
  if (path === undefined) return [];
  const lines: string[] = [];
  if (path.delay !== undefined) lines.push(`${path.delay} ms one way`);
  if (path.loss !== undefined) lines.push(`loses ${path.loss * 100} % of the packets each way`);
  if (path.hops !== undefined) lines.push(`${path.hops} routers`);
  if (path.tells) lines.push('routers tell of packets whose time to live ended');
  for (const { hop, port } of path.filters ?? []) {
    lines.push(`router ${hop} drops what goes to port ${port}`);
  }
  if (path.clocks) lines.push('servers ignore SYNs whose timestamp is behind');
  for (const { prefix, delay, hops } of path.prefixes ?? []) {
    lines.push(`to ${prefix}: ${delay ?? 11} ms one way, ${hops ?? 7} routers`);
  }
  if (path.change !== undefined) {
    const { at, delay, hops } = path.change;
    const other = [
      ...(delay === undefined ? [] : [`${delay} ms one way`]),
      ...(hops === undefined ? [] : [`${hops} routers`]),
    ];
    lines.push(`after ${at} s: ${other.join(', ')}`);
  }
  return lines;
}

/** What a client did, and what it says itself about how that went. */
function describeTask(task: ClientTask, results: readonly AttemptResult[]): string {
  const own = results.filter((result) => result.task === task.id);
  const errors = [...new Set(own.filter(({ ok }) => !ok).map(({ error }) => error))].slice(0, 3);
  const failed = own.filter(({ ok }) => !ok).length;
  const outcome = `tried ${own.length} times, ${own.length - failed} worked, ${failed} failed`;
  return `${task.id} (${task.kind}): ${outcome}${failed > 0 ? `: ${errors.join('; ')}` : ''}`;
}

let runs = 0;

async function runScenario(tools: Tools, scenario: Scenario): Promise<Run> {
  const folder = join(tools.folder, scenario.name);
  mkdirSync(folder, { recursive: true });
  const network = new Network(`${process.pid.toString(36)}${(runs++).toString(36)}`, folder);
  networks.add(network);
  try {
    await network.create(join('support', 'lab', 'relay.py'), scenario.path ?? {});
    const own = scenario.servers ?? [];
    // Who listens at every address of a host takes the port from the background there.
    const isTaken = (other: ServerSpec): boolean =>
      own.some(
        (spec) =>
          ['0.0.0.0', '::'].includes(spec.address) &&
          spec.port === other.port &&
          whereServes(spec) === whereServes(other),
      );
    const servers = [
      ...own,
      ...backgroundServers(scenario.background ?? null).filter((spec) => !isTaken(spec)),
    ];
    await startServers(network, tools, folder, servers);
    for (const { at, run } of scenario.commands ?? []) await network.run(at, run);
    const sides =
      scenario.sides === undefined ? null : new SidesCapture(network, scenario.sides, folder);
    const { capturing, results, tasks } = await captureFor(network, tools, scenario, folder, sides);
    const capture = `${scenario.name}.${scenario.capture?.format ?? 'pcapng'}`;
    const path = join(folder, capture);
    if (capture.endsWith('.pcap')) copyFileSync(capturing.path, path);
    else storePcapng(capturing, scenario.capture ?? {}, path);
    const counters = await readCounters(network);
    const silent = counters.filter((counter) => counter.packets === 0);
    const lost = Number(/(\d+) packets? dropped by kernel/.exec(capturing.summary)?.[1] ?? 0);
    const least = scenario.capture?.leastDropped ?? 0;
    const wrong = [
      ...(lost < least ? [`the kernel dropped ${lost} frames, expected ${least}`] : []),
      ...silent.map(({ rule }) => `rule never matched: ${rule}`),
      ...checkClients(tasks, results),
      ...(await checkSights(path, scenario)),
      ...(await checkServices(path, scenario)),
    ];
    const truth: Truth = {
      name: scenario.name,
      capture,
      scenario: scenario.about,
      commands: allCommands(scenario),
      path: describePath(scenario),
      clients: scenario.tasks.map((task) => describeTask(task, results)),
      counters,
      heldOut: isHeldOut(scenario.name),
      endpoints: scenario.endpoints,
      others: scenario.others,
    };
    writeFileSync(join(folder, 'results.json'), JSON.stringify(results, null, 1));
    if (sides !== null && scenario.sides !== undefined) {
      const captures = sides.store(scenario.name);
      const { name, commands, path: way, clients, counters: counted } = truth;
      const sidesTruth: SidesTruth = {
        ...{ name, captures, scenario: scenario.about, commands, path: way, clients },
        ...{ counters: counted, endpoints: scenario.sides.endpoints },
      };
      return { truth, path, wrong, sides: sidesTruth, folder };
    }
    return { truth, path, wrong };
  } finally {
    network.destroy();
    networks.delete(network);
  }
}

/** Verdicts of a capture, by the program as it is built, against its truth. */
function check(run: Run): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const words = ['dist/cli/main.js', '-f', 'json', run.path];
    execFile(process.execPath, words, { maxBuffer: 1 << 28 }, (error, stdout) => {
      if (error === null) resolve(disagreements(run.truth, JSON.parse(stdout)));
      else reject(error);
    });
  });
}

/** Captures of several places, with what is known of them. */
function storeSides({ sides, folder }: Run): void {
  if (sides === undefined || folder === undefined) return;
  mkdirSync(SIDES_CAPTURES, { recursive: true });
  for (const name of sides.captures) copyFileSync(join(folder, name), join(SIDES_CAPTURES, name));
  const text = `${JSON.stringify(sides, null, 2)}\n`;
  writeFileSync(join(SIDES_CAPTURES, `${sides.name}.truth.json`), text);
}

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const checking = words.includes('--check');
  const keeping = words.includes('--keep');
  const names = words.filter((word) => !word.startsWith('--'));
  const scenarios = allScenarios();
  if (words.includes('--list')) {
    for (const { name, about } of scenarios) console.log(`${name}: ${about}`);
    return 0;
  }
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) refuse(`no scenario ${unknown}; --list names them all`);
  checkMachine();
  if (checking) execFileSync(process.execPath, ['scripts/ensure-built.mjs'], { stdio: 'inherit' });
  const tools = await prepareTools();
  if (!keeping) temporary = tools.folder;
  const chosen = scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
  const waiting = [...chosen];
  let failures = 0;
  mkdirSync(OUTPUT, { recursive: true });
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name } = next;
      try {
        const run = await runScenario(tools, next);
        const wrong = checking && run.wrong.length === 0 ? await check(run) : run.wrong;
        if (wrong.length > 0) {
          failures++;
          console.log(`${name}: FAILED\n  ${wrong.join('\n  ')}`);
        } else {
          console.log(`${name}: ok`);
        }
        if (!checking && run.wrong.length === 0 && run.sides !== undefined) storeSides(run);
        else if (!checking && run.wrong.length === 0) {
          copyFileSync(run.path, join(OUTPUT, run.truth.capture));
          const text = `${JSON.stringify(run.truth, null, 2)}\n`;
          writeFileSync(join(OUTPUT, `${name}.truth.json`), text);
        }
      } catch (error) {
        failures++;
        console.log(`${name}: FAILED\n  ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  console.log(`${chosen.length - failures} of ${chosen.length} scenarios ok`);
  if (keeping) console.log(`everything is kept in ${tools.folder}`);
  return failures === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    destroyAll();
    process.exit(130);
  });
}
process.on('exit', destroyAll);
process.exit(await main());
