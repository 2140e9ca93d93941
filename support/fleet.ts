import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, type CommandResult } from './cli.ts';

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
): { process: ChildProcess; ended: Promise<CommandResult> } {
  const [program, ...rest] = [...before, process.execPath, CLI, 'fleet', ...args];
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

/** The same, to its end. */
export async function runFleet(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return startFleet(args, env).ended;
}
