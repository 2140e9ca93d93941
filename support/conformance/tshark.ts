// The truth of the conformance runner: one run of tshark per capture answers everything.
import { spawn, spawnSync } from 'node:child_process';
import { constants, setPriority } from 'node:os';

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
  const { output, failed } = await tshark(
    [
      ...['-n', '-r', capture, '-t', 'ud', '-X', `lua_script:${LISTENER}`],
      ...['-T', 'fields', '-E', 'separator=/t'],
      ...cells.flatMap((cell) => ['-e', cell]),
    ],
    { CONFORMANCE_FILTERS: filtersFile },
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
  const { status, stdout } = spawnSync(
    'tshark',
    ['-n', '-r', capture, '-Y', filter, '-T', 'fields', '-e', 'frame.number'],
    { env: ENVIRONMENT, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  // A capture that ends in the middle of a packet is status 2 as well, but with frames.
  return status !== 0 && stdout.length === 0 ? null : parseFrames(stdout.toString());
}

function parseFrames(text: string | undefined): number[] {
  return (text ?? '').split(/\s+/).filter(Boolean).map(Number);
}
