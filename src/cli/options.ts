import type { CaseHints } from './lookup-files.ts';

/** Compiles `-Y` or `--filter-file`. Loaded only when a filter is given: start-up time. */
export async function displayFilter(text: string | undefined, file: string | undefined) {
  if (text === undefined && file === undefined) return undefined;
  const cli = await import('./display-filter.ts');
  const filter = cli.filterText(text, file);
  return filter === undefined ? undefined : cli.displayFilter(filter);
}

/**
 * Whether standard output gets colours. `--color` and `--no-color` are the last word; then
 * https://no-color.org and https://force-color.org (set and not empty), then what is at the other end.
 */
export function wantsColor(color: boolean | undefined): boolean {
  if (color !== undefined) return color;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  // Node's own reading of FORCE_COLOR has 0 for never.
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return process.stdout.isTTY === true && TERM !== 'dumb';
}

/** The capture that an error is about, where the command has only one. */
export const subject = { path: '' };

/** An option given twice: the last one counts, as in most programs. */
export function last<T>(value: T | T[]): T {
  return Array.isArray(value) ? value[value.length - 1] : value;
}

/** An option that may be given several times. */
export function every<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

export const displayFilterOption = {
  alias: 'Y',
  type: 'string',
  requiresArg: true,
  coerce: last<string>,
  describe: 'Wireshark display filter',
} as const;

export const filterFileOption = {
  type: 'string',
  requiresArg: true,
  coerce: last<string>,
  describe: 'read the display filter from this file; lines that begin with # are comments',
} as const;

export const outputOption = {
  alias: 'o',
  type: 'string',
  coerce: last<string>,
  requiresArg: true,
} as const;

export const exitCodeOption = {
  type: 'boolean',
  default: false,
  describe: 'exit with 1 where an endpoint is dropped or rejected',
} as const;

export const colorOption = {
  type: 'boolean',
  describe: 'colours: always, or with --no-color never (by default on a terminal)',
} as const;

export const timeZoneOption = {
  type: 'string',
  coerce: last<string>,
  requiresArg: true,
  describe: 'of the times in a report: UTC, local, +02:00, Europe/Berlin; JSON has UTC',
} as const;

export const quietOption = {
  alias: 'q',
  type: 'boolean',
  default: false,
  describe: 'no progress display',
} as const;

/** What the command `profile` does. */
export const PROFILE_ACTIONS = ['list', 'show', 'init', 'check', 'schema'] as const;

export const profileOption = {
  type: 'string',
  requiresArg: true,
  coerce: last<string>,
  describe:
    'the product: a name (see `profile list`) or a profile file (default: by what the capture has)',
} as const;

export const logTimeZoneOption = {
  type: 'string',
  requiresArg: true,
  coerce: last<string>,
  describe: "the logs' own time zone (default: found by what logs and packets have in common)",
} as const;

/** What is known of a case beside its captures and logs. */
export const hintOptions = {
  target: {
    type: 'string',
    requiresArg: true,
    coerce: every<string>,
    describe: 'what the case is about: NAME or ADDRESS[:PORT]; once for each',
  },
  nslookup: {
    type: 'string',
    requiresArg: true,
    coerce: every<string>,
    describe: 'what nslookup or dig printed: a text file, or -; once for each',
  },
} as const;

/** Loaded only where something is known: start-up time. */
export async function hints(
  { target, nslookup }: { target: string[] | undefined; nslookup: string[] | undefined },
  captures: readonly string[],
): Promise<CaseHints> {
  if (target === undefined && nslookup === undefined) return { targets: [], lookups: [] };
  const { caseHints } = await import('./lookup-files.ts');
  return caseHints({ target: target ?? [], nslookup: nslookup ?? [] }, captures);
}

/** Options of every command that writes reports or packets. */
export const redactionOptions = {
  redact: {
    type: 'boolean',
    default: false,
    describe: "replace addresses, names and payloads that are not the product's",
  },
  'redact-key': {
    type: 'string',
    requiresArg: true,
    coerce: last<string>,
    describe: 'redact under this key, the same in every run (default: a random one)',
  },
  'redact-keep': {
    type: 'string',
    requiresArg: true,
    coerce: every<string>,
    describe: 'redact, but keep this address, range, name or profile; once for each',
  },
} as const;

interface RedactionArgv {
  redact: boolean;
  redactKey: string | undefined;
  redactKeep: string[] | undefined;
}

/** Loaded only where something is to be redacted: start-up time. */
export async function redaction({ redact, redactKey, redactKeep }: RedactionArgv) {
  if (!redact && redactKey === undefined && redactKeep === undefined) return undefined;
  const { redactionOf } = await import('./redaction.ts');
  return redactionOf({ redact, key: redactKey, keep: redactKeep ?? [] });
}
