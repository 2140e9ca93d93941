// The truth of the conformance runner: one run of tshark per capture answers everything.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What tshark says of a capture. */
export interface TsharkAnswer {
  /** Frame numbers that each filter selects; null where tshark refuses the filter. */
  readonly frames: readonly (readonly number[] | null)[];
  /** Why filters are refused, by index. */
  readonly refusals: ReadonlyMap<number, string>;
  /** One row per packet: the cells that were asked for. */
  readonly rows: readonly (readonly string[])[];
}

/** Absolute times without a zone are local time, in filters and in what is printed. */
const ENVIRONMENT = { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' };
/** Type of a pcapng's first block, and the magic that tells its byte order. */
const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const LISTENER = 'test/conformance/frames.lua';

/** Name, type and base of every field and protocol that the installed tshark knows. */
export function tsharkFields(): Map<string, { type: string; base: string; protocol: string }> {
  const { stdout } = spawnSync('tshark', ['-G', 'fields'], { maxBuffer: 1 << 28 });
  const fields = new Map<string, { type: string; base: string; protocol: string }>();
  for (const line of stdout.toString().split('\n')) {
    const [kind, , name, type, protocol, base] = line.split('\t');
    if (kind === 'P') fields.set(name, { type: 'FT_PROTOCOL', base: '', protocol: name });
    // A name may stand for several fields: the first one decides, as in `-e`.
    else if (kind === 'F' && !fields.has(name)) fields.set(name, { type, base, protocol });
  }
  return fields;
}

/** A pcapng block with keys (draft-ietf-opsawg-pcapng §4.7), in either byte order. */
const SECRETS_BLOCKS = [Buffer.from('0a000000', 'hex'), Buffer.from('0000000a', 'hex')];

/**
 * Has tshark read a capture without the keys that it may have: filters and the packet list show what is on the wire.
 * @param ask gets the path of the capture, or of a copy without keys
 */
async function withoutKeys<T>(capture: string, ask: (path: string) => T | Promise<T>): Promise<T> {
  const file = readFileSync(capture);
  const bytes = capture.endsWith('.gz') ? gunzipSync(file) : file;
  if (!hasKeys(bytes)) return ask(capture);
  const folder = mkdtempSync(join(tmpdir(), 'without-keys-'));
  try {
    const path = join(folder, basename(capture, '.gz'));
    spawnSync('editcap', ['--discard-all-secrets', capture, path]);
    return await ask(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Walks over a pcapng's blocks. */
function hasKeys(bytes: Buffer): boolean {
  if (bytes.length < 12 || bytes.readUInt32BE(0) !== SECTION) return false;
  const isLittle = bytes.readUInt32LE(8) === BYTE_ORDER;
  for (let at = 0; at + 12 <= bytes.length; ) {
    if (SECRETS_BLOCKS[isLittle ? 0 : 1].equals(bytes.subarray(at, at + 4))) return true;
    const length = isLittle ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4);
    if (length < 12) return false;
    at += length;
  }
  return false;
}

/** Runs tshark, out of the way of other programs. */
function tshark(
  arguments_: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ output: string; failed: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn('tshark', arguments_, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...ENVIRONMENT, ...environment },
    });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({ output: Buffer.concat(pieces).toString(), failed: status !== 0 }),
    );
  });
}

/**
 * Evaluates all filters of a file in one pass over a capture, and prints columns and fields of each
 * packet in the same pass.
 * @param capture path
 * @param filtersFile path of a file with one filter per line
 * @param count filters in that file
 * @param cells what to print of each packet, as for `-e`
 * @returns null where tshark cannot read the capture
 * @throws Error where this tshark has no Lua
 */
export async function askTshark(
  capture: string,
  filtersFile: string,
  count: number,
  cells: readonly string[],
): Promise<TsharkAnswer | null> {
  const { output, failed } = await withoutKeys(capture, (path) =>
    tshark(
      [
        ...['-n', '-r', path, '-t', 'ud', '-X', `lua_script:${LISTENER}`],
        ...['-T', 'fields', '-E', 'separator=/t'],
        ...cells.flatMap((cell) => ['-e', cell]),
      ],
      { CONFORMANCE_FILTERS: filtersFile },
    ),
  );
  const frames: (number[] | null)[] = Array.from({ length: count }, () => null);
  const refusals = new Map<number, string>();
  const rows: string[][] = [];
  let ended = false;
  for (const line of output.split('\n')) {
    if (line === '') continue;
    if (line[0] !== '\u0001') {
      rows.push(line.split('\t'));
      continue;
    }
    const [kind, index, text] = line.slice(1).split('\t');
    if (kind === 'frames') frames[Number(index) - 1] = parseFrames(text);
    else if (kind === 'refused') refusals.set(Number(index) - 1, text);
    else ended = true;
  }
  if (!ended && failed) return null;
  if (!ended) throw new Error(`${capture}: no answer from ${LISTENER}; has this tshark Lua?`);
  return { frames, refusals, rows };
}

/** The frames that one filter selects, asked in the plain way: `tshark -Y`. */
export async function askTsharkOnce(capture: string, filter: string): Promise<number[] | null> {
  const { status, stdout } = await withoutKeys(capture, (path) =>
    spawnSync('tshark', ['-n', '-r', path, '-Y', filter, '-T', 'fields', '-e', 'frame.number'], {
      env: ENVIRONMENT,
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  // A capture that ends in the middle of a packet is status 2 as well, but with frames.
  return status !== 0 && stdout.length === 0 ? null : parseFrames(stdout.toString());
}

function parseFrames(text: string | undefined): number[] {
  return (text ?? '').split(/\s+/).filter(Boolean).map(Number);
}
