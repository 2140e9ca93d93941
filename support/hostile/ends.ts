// Commands on files that cannot be read, from everywhere they can come from: that each ends, and how.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNREADABLE } from './inputs.ts';
import { type Ended, runMeasured } from './run.ts';

export const GOOD = 'captures/syn-drop.pcapng';
export const SIZES = [0, 1, 3_000_000, 50_000_000] as const;
export const WAYS = ['file', 'standard input', 'pipe', 'beside a readable one'] as const;
export type Way = (typeof WAYS)[number];

/** What a command is called with on a file, or on `-`; null where it takes none of that. */
const COMMANDS: Readonly<
  Record<string, (path: string, folder: string) => readonly string[] | null>
> = {
  diagnose: (path) => [path, '-q'],
  packets: (path) => ['packets', path],
  flows: (path) => ['flows', path],
  evidence: (path, folder) => ['evidence', path, '-o', join(folder, 'evidence.pcapng'), '-q'],
  compare: (path) => ['compare', path, GOOD, '-q'],
  check: (path) => (path === '-' ? null : ['check', path, '-q']),
  case: (path) => (path === '-' ? null : ['case', path, '-q']),
  profile: (path) => (path === '-' ? null : [GOOD, '--profile', path, '-q']),
  'look-up': (path) => [GOOD, '--nslookup', path, '-q'],
  'key log': (path) => (path === '-' ? null : [GOOD, '--tls-keys', path, '-q']),
  password: (path) => (path === '-' ? null : ['case', GOOD, '--zip-password-file', path, '-q']),
};
export const COMMAND_NAMES = Object.keys(COMMANDS);
export const KINDS = UNREADABLE.map(({ name }) => name);
/** Of a file that is made once. */
export class Files {
  readonly folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-ends-'));
  readonly #made = new Map<string, { readonly path: string; readonly bytes: Uint8Array }>();

  of(kind: string, size: number) {
    const key = `${kind} ${size}`;
    let file = this.#made.get(key);
    if (file === undefined) {
      const { ending, make } = UNREADABLE.find(({ name }) => name === kind)!;
      const folder = join(this.folder, String(this.#made.size));
      mkdirSync(folder);
      const bytes = size === 0 ? new Uint8Array(0) : make(size);
      file = { path: join(folder, `input${ending}`), bytes };
      writeFileSync(file.path, bytes);
      this.#made.set(key, file);
    }
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Runs one; null where the command cannot be asked so. */
export async function endOf(
  files: Files,
  command: string,
  kind: string,
  size: number,
  way: Way,
): Promise<Ended | null> {
  const { path, bytes } = files.of(kind, size);
  const isPath = way === 'file' || way === 'beside a readable one';
  const args = COMMANDS[command](isPath ? path : '-', files.folder);
  if (args === null) return null;
  // A key log may still be empty, and any short text is a password.
  if (command === 'key log' && bytes.length === 0) return null;
  if (command === 'password' && bytes.length > 0 && bytes.length <= 1_024) return null;
  if (way === 'beside a readable one') {
    if (command !== 'diagnose') return null;
    return runMeasured([...args, GOOD]);
  }
  return runMeasured(args, {
    input: way === 'standard input' ? path : way === 'pipe' ? bytes : undefined,
  });
}

/** What is wrong with how it ended, for somebody to read; '' where nothing is. */
export function faultOf(
  { status, signal, out, errors, cpuSeconds, megabytes }: Ended,
  command: string,
  way: Way,
): string {
  const lines = errors === '' ? [] : errors.trimEnd().split('\n');
  const isTold = command === 'check' || command === 'case' || way === 'beside a readable one';
  const faults = [
    status === null && `ended by ${signal}`,
    // Alone in a folder without an expectation, `check` has nothing to hold against.
    status !== 2 && !(command === 'check' && status === 1) && `status ${status}`,
    lines.length > 2 && `${lines.length} lines`,
    lines.length === 0 && !isTold && 'not a word',
    out !== '' && !isTold && 'something on standard output',
    lines.length > 0 && !lines[0].startsWith('pcap-verdict: ') && lines[0],
    /\bat .*:\d+:\d+|node:|TypeError|RangeError|internal error|undefined/.test(errors + out) &&
      errors,
    cpuSeconds > 20 && `${cpuSeconds} s`,
    megabytes > 250 && `${megabytes} MB`,
  ];
  return faults.filter((fault) => fault !== false).join(', ');
}
