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

function ask(requests: { method: string; params: object }[]): Answer[] {
  const input = requests
    .map((request, id) => JSON.stringify({ jsonrpc: '2.0', id: id + 1, ...request }))
    .join('\n');
  const output = execFileSync('sharkd', ['-'], {
    input: `${input}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'ignore'],
    // Absolute times without a zone are local time.
    env: { ...process.env, TZ: 'UTC' },
  });
  const answers: Answer[] = [];
  for (const line of output.split('\n')) {
    if (!line.startsWith('{')) continue;
    const answer = JSON.parse(line) as Answer;
    if (answer.id !== undefined) answers[answer.id - 1] = answer;
  }
  return answers;
}

/** Whether Wireshark accepts each filter. */
export function wiresharkVerdicts(filters: readonly string[]): boolean[] {
  const answers = ask(filters.map((filter) => ({ method: 'check', params: { filter } })));
  return answers.map(({ result }) => {
    const status = (result as { status?: string } | undefined)?.status;
    return status === 'OK' || status === 'Warning';
  });
}

/** The frames that Wireshark selects with each filter; null where it does not take the filter. */
export function wiresharkFrames(file: string, filters: readonly string[]): (number[] | null)[] {
  const answers = ask([
    { method: 'load', params: { file } },
    ...filters.map((filter) => ({ method: 'frames', params: { filter } })),
  ]);
  return filters.map((_, i) => {
    const result = answers[i + 1]?.result as { num: number }[] | undefined;
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
