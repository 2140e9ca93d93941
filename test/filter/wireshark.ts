import { execFileSync, spawnSync } from 'node:child_process';

/** Whether Wireshark's `sharkd` is installed: one process that answers many filters. */
export const hasSharkd = spawnSync('sharkd', ['-h']).error === undefined;
export const hasTshark = spawnSync('tshark', ['-v']).error === undefined;

if (!hasSharkd || !hasTshark) {
  console.warn('sharkd or tshark is not installed: filters are not compared with Wireshark');
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

interface Request {
  readonly method: string;
  readonly params: object;
}

/**
 * Asks one process; where a request makes it abort (failed assertions are not rare), another one goes
 * on after it. Requests without an answer are the ones that it aborted at.
 * @param first what every process is asked before
 */
function ask(requests: readonly Request[], first: readonly Request[] = []): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < requests.length; ) {
    const batch = [...first, ...requests.slice(at)];
    const input = batch
      .map((request, id) => JSON.stringify({ jsonrpc: '2.0', id: id + 1, ...request }))
      .join('\n');
    const { stdout } = spawnSync('sharkd', ['-'], {
      input: `${input}\n`,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'ignore'],
      // Absolute times without a zone are local time.
      env: { ...process.env, TZ: 'UTC' },
    });
    let last = 0;
    for (const line of stdout.split('\n')) {
      if (!line.startsWith('{')) continue;
      const answer = JSON.parse(line) as Answer;
      if (answer.id === undefined) continue;
      last = answer.id;
      if (last > first.length) answers[at + last - first.length - 1] = answer;
    }
    at += Math.max(0, last - first.length) + 1;
  }
  return answers;
}

/** Whether Wireshark accepts each filter; null where it aborts. */
export function wiresharkVerdicts(filters: readonly string[]): (boolean | null)[] {
  const answers = ask(filters.map((filter) => ({ method: 'check', params: { filter } })));
  return filters.map((_, i) => {
    if (answers[i] === undefined) return null;
    const status = (answers[i].result as { status?: string } | undefined)?.status;
    return status === 'OK' || status === 'Warning';
  });
}

/** The frames that Wireshark selects with each filter; null where it does not take the filter. */
export function wiresharkFrames(file: string, filters: readonly string[]): (number[] | null)[] {
  const answers = ask(
    filters.map((filter) => ({ method: 'frames', params: { filter } })),
    [{ method: 'load', params: { file } }],
  );
  return filters.map((_, i) => {
    const result = answers[i]?.result as { num: number }[] | undefined;
    return result?.map(({ num }) => num) ?? null;
  });
}

/** The frames that tshark selects, in one pass. */
export function tsharkFrames(file: string, filter: string): number[] {
  const output = execFileSync(
    'tshark',
    ['-n', '-r', file, '-Y', filter, '-T', 'fields', '-e', 'frame.number'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TZ: 'UTC' },
    },
  );
  return output.trim().split(/\s+/).filter(Boolean).map(Number);
}
