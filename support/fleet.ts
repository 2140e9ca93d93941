import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, type CommandResult } from './cli.ts';
import type { PostgresServer } from './postgres.ts';

/** A block that readers pass over, of a private enterprise that is for examples (RFC 5612): pcapng §4.8. */
const CUSTOM_BLOCK = 0x40000bad;
const ENTERPRISE = 32_473;

/** Small captures of `captures/` that hold what a fleet sees: all that are pcapng, without lists and logs. */
const SMALL = 40_000;

/**
 * Captures that are all different, and each like one of those of `captures/`.
 * @returns their paths, in order
 */
export function distinctCaptures(folder: string, count: number): string[] {
  const originals = readdirSync('captures')
    .filter((name) => name.endsWith('.pcapng'))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join('captures', name)) }))
    .filter(({ bytes }) => bytes.length < SMALL && bytes.readUInt32LE(8) === 0x1a2b3c4d);
  return Array.from({ length: count }, (_, index) => {
    const { name, bytes } = originals[index % originals.length];
    const block = Buffer.alloc(20);
    [CUSTOM_BLOCK, block.length, ENTERPRISE, index, block.length].forEach((word, at) => {
      block.writeUInt32LE(word, 4 * at);
    });
    const sensor = join(folder, `sensor-${index % 4}`);
    mkdirSync(sensor, { recursive: true });
    const path = join(sensor, `${String(index).padStart(4, '0')}-${name}`);
    writeFileSync(path, Buffer.concat([bytes, block]));
    return path;
  });
}

/** A command of a fleet in a process of its own, as a user starts it; it goes on while others do. */
export function startFleet(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
  cli = CLI,
): { process: ChildProcess; ended: Promise<CommandResult> } {
  const [program, ...rest] = [...before, process.execPath, cli, 'fleet', ...args];
  const child = spawn(program, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (bytes) => out.push(bytes));
  child.stderr.on('data', (bytes) => errors.push(bytes));
  const ended = new Promise<CommandResult>((resolve) => {
    child.on('close', (status) =>
      resolve({
        out: Buffer.concat(out).toString(),
        errors: Buffer.concat(errors).toString().split('\n').filter(Boolean),
        status,
      }),
    );
  });
  return { process: child, ended };
}

/**
 * A command to its end, and what it cost: seconds of processor time, of user and system together.
 * @param isPinned on the first processor alone
 */
export async function startMeasured(
  args: readonly string[],
  isPinned: boolean,
): Promise<{ status: number | null; seconds: number }> {
  const child = spawn(
    'bash',
    [
      ...['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'time'],
      ...(isPinned ? ['taskset', '-c', '0'] : []),
      ...[process.execPath, CLI, ...args],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } },
  );
  let said = '';
  child.stderr.on('data', (bytes) => (said += bytes));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const [last] = said.trimEnd().split('\n').slice(-1);
  return { status, seconds: last.split(' ').reduce((sum, part) => sum + Number(part), 0) };
}

/** The same, to its end. */
export async function runFleet(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return startFleet(args, env).ended;
}

/** Rows of a query, asked by another program than ours: psql, or PGlite by itself. */
export async function askFleet(
  server: PostgresServer | null,
  address: string,
  query: string,
): Promise<string[][]> {
  if (address.startsWith('postgres:')) {
    const text = (server as PostgresServer).ask(address, query);
    return text === '' ? [] : text.split('\n').map((line) => line.split('|'));
  }
  const { PGlite } = await import('@electric-sql/pglite');
  const database = await PGlite.create(join(address, 'tables'));
  const results = await database.exec(query, { rowMode: 'array' });
  await database.close();
  const rows = (results.at(-1)?.rows ?? []) as unknown as unknown[][];
  return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
}
