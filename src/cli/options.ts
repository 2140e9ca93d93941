import type { Options as YargsOptions } from 'yargs';
import type { ReportFormatName } from '../documents/formats.ts';
import type { DisplayFilter } from '../filter/display-filter.ts';
import type { KeyLog } from '../protocols/tls/key-log.ts';
import type { Redaction } from '../tasks/redaction.ts';
import { optionsWords } from '../words/command-line/options.ts';
import { LANGUAGE_TAGS } from '../words/languages.ts';
import { UsageError } from './errors.ts';
import { languageOf } from './locale.ts';
import type { CaseHints } from './lookup-files.ts';
import { formatOf } from './output-file.ts';
import type { Session } from './session.ts';

/**
 * One option as it is typed: its type, letter, choices and default, and what help, the man page and
 * completion say of it. `Value` is what is read of it.
 */
export type Flag<Value> = YargsOptions & {
  readonly describe: string;
  /** Stands in `help COMMAND` alone, not in the short help. */
  readonly isRare?: true;
  /** What completion offers as its value; its choices where it has some, else files. */
  readonly completes?: Completes;
  /** For the type checker alone. */
  readonly value?: () => Value;
};

/** What a value may be of that is known before it is typed. */
export type Completes = 'command' | 'code' | 'field' | 'profile' | 'zone' | 'nothing';

/** What an option has beside its text. */
type More = YargsOptions & Pick<Flag<unknown>, 'isRare' | 'completes'>;

type Flags = Readonly<Record<string, Flag<unknown>>>;
type Given<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer V> ? V : never;
};

/** What an option may need to know beside its value. */
export interface ReadContext {
  readonly session: Session;
  /** What stands on the command line beside options: captures, in most commands. */
  readonly positionals: readonly string[];
}

/** Options that are read together: what is typed, and what a command is run with. */
export interface OptionGroup<Options> {
  readonly flags: Flags;
  /** @throws UsageError where a value is wrong, or options do not go together */
  read(parsed: Readonly<Record<string, unknown>>, context: ReadContext): Options | Promise<Options>;
}

/** All options that a list of groups is read into. */
export type OptionsOf<Groups extends readonly OptionGroup<object>[]> = (
  Groups[number] extends infer Group
    ? Group extends OptionGroup<infer Options>
      ? (options: Options) => void
      : never
    : never
) extends (options: infer All) => void
  ? All
  : never;

/** A record of options: the flags, and how they are read. */
export function options<const F extends Flags, Options extends object>(
  flags: F,
  read: (given: Given<F>, context: ReadContext) => Options | Promise<Options>,
): OptionGroup<Options> {
  const names = Object.keys(flags);
  return {
    flags,
    read(parsed, context) {
      const given = Object.fromEntries(names.map((name) => [name, parsed[name]]));
      return read(given as Given<F>, context);
    },
  };
}

/** Threads, each of which may take some 200 MB. */
const MOST_JOBS = 64;

/** Text; given twice, the last one counts, as in most programs. */
export function text(describe: string, more: More = {}): Flag<string | undefined> {
  const coerce = (value: string | string[]) => (Array.isArray(value) ? value.at(-1) : value);
  return { ...more, type: 'string', requiresArg: true, coerce, describe };
}

/** Text that may be given several times. */
export function texts(describe: string, more: More = {}): Flag<readonly string[] | undefined> {
  const coerce = (value: string | string[]) => (Array.isArray(value) ? value : [value]);
  return { ...more, type: 'string', requiresArg: true, coerce, describe };
}

/** Off unless given. */
export function toggle(describe: string, more: More = {}): Flag<boolean> {
  return { ...more, type: 'boolean', default: false, describe };
}

/** On, off, or not said. */
export function choice(describe: string, more: More = {}): Flag<boolean | undefined> {
  return { ...more, type: 'boolean', describe };
}

/** One that must be given. */
export function required<Value>(flag: Flag<Value | undefined>): Flag<Value> {
  return { ...flag, demandOption: true } as Flag<Value>;
}

export function number(describe: string, more: More = {}): Flag<number | undefined> {
  return { ...more, type: 'number', requiresArg: true, describe };
}

/** One of several words; the first where none is given. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  describe: string,
  letter: string,
): Flag<Word> {
  const coerce = (value: Word | Word[]) => (Array.isArray(value) ? value.at(-1) : value);
  return { alias: letter, choices: words, requiresArg: true, default: words[0], coerce, describe };
}

/** One of several words, however it is written; none is no default. */
export function oneOfAny<const Word extends string>(
  words: readonly Word[],
  describe: string,
): Flag<Word | undefined> {
  const coerce = (value: string | string[]) => {
    const last = String(Array.isArray(value) ? value.at(-1) : value);
    return words.find((word) => word.toLowerCase() === last.toLowerCase()) ?? last;
  };
  return { choices: words, requiresArg: true, isRare: true, coerce, describe };
}

/** `--sequence`: the files that are named are those of one capture. */
export const sequence = options(
  {
    sequence: toggle(optionsWords.sequence),
  },
  (given) => given,
);

/** `--files-from`: names of captures, in a file. */
export const filesFrom = options(
  {
    'files-from': text(optionsWords.filesFrom, { isRare: true }),
  },
  ({ 'files-from': file }) => ({ filesFrom: file }),
);

/** `--jobs`: how many captures are judged at a time. @param describe where what is usual is otherwise */
export function jobs(describe = optionsWords.jobs) {
  return options(
    {
      jobs: number(describe, { isRare: true, completes: 'nothing' }),
    },
    ({ jobs: given }) => {
      if (given !== undefined && !(Number.isInteger(given) && given >= 1 && given <= MOST_JOBS)) {
        throw new UsageError(optionsWords.jobsOutOfRange(MOST_JOBS));
      }
      return { jobs: given };
    },
  );
}

/** `-f`: what the output is for. */
export function format<const Name extends string>(names: readonly Name[], describe: string) {
  return options({ format: oneOf(names, describe, 'f') }, (given) => given);
}

/**
 * `-f` and `-o` of a report: standard output where no file is given, and where it is `-`. A file's extension
 * says the format where `-f` does not.
 */
export function report<const Name extends ReportFormatName>(
  names: readonly Name[],
  purpose: string,
  describe: string,
) {
  const flag: Flag<Name | undefined> = {
    ...{ alias: 'f', choices: names, requiresArg: true, coerce: lastOf },
    describe: optionsWords.format(purpose, names[0]),
  };
  return options(
    { format: flag, output: text(describe, { alias: 'o' }) },
    ({ format: given, output }) => {
      const outputFile = output === '-' ? undefined : output;
      return { format: given ?? formatOf(outputFile, names), outputFile };
    },
  );
}

/** `-o` of what is no report. */
export function outputFile(describe: string) {
  return options({ output: text(describe, { alias: 'o' }) }, ({ output }) => ({
    outputFile: output === '-' ? undefined : output,
  }));
}

function lastOf<Value>(value: Value | readonly Value[]): Value | undefined {
  return Array.isArray(value) ? value.at(-1) : (value as Value);
}

/** `-Y` and `--filter-file`: the display filter, compiled. Loaded only when one is given: start-up time. */
export function displayFilter(describe: string) {
  return options(
    {
      'display-filter': texts(describe, { alias: 'Y', completes: 'field' }),
      'filter-file': text(optionsWords.filterFile, { isRare: true }),
    },
    async (
      { 'display-filter': filters = [], 'filter-file': file },
      { session },
    ): Promise<{ displayFilter: DisplayFilter | undefined }> => {
      if (filters.length === 0 && file === undefined) return { displayFilter: undefined };
      if (filters.length > 1) {
        const joined = filters.map((filter) => `(${filter})`).join(' and ');
        throw new UsageError(
          optionsWords.severalDisplayFilters(filters.length),
          optionsWords.severalDisplayFiltersAdvice(joined),
        );
      }
      const { compileFilter, filterText } = await import('./display-filter.ts');
      return { displayFilter: compileFilter(filterText(filters[0], file, session), session) };
    },
  );
}

export function exitCode(describe = optionsWords.exitCode) {
  return options({ 'exit-code': toggle(describe) }, (given) => ({ exitCode: given['exit-code'] }));
}

/**
 * Whether standard output gets colours. `--color` and `--no-color` are the last word; then
 * https://no-color.org and https://force-color.org (set and not empty), then what is at the other end.
 */
export const color = options(
  {
    color: choice(optionsWords.color, {
      isRare: true,
    }),
  },
  ({ color: said }, { session: { env, stdout } }) => {
    const { NO_COLOR, FORCE_COLOR, TERM } = env;
    if (said !== undefined) return { color: said };
    if (NO_COLOR) return { color: false };
    // Node's own reading of FORCE_COLOR has 0 for never.
    if (FORCE_COLOR) return { color: FORCE_COLOR !== '0' && FORCE_COLOR !== 'false' };
    return { color: stdout.isTTY === true && TERM !== 'dumb' };
  },
);

export function timeZone(describe = optionsWords.timeZone) {
  return options({ 'time-zone': text(describe, { completes: 'zone', isRare: true }) }, (given) => ({
    timeZone: given['time-zone'],
  }));
}

/** `--lang`: the language of a report, else that of the locale. */
export const language = options(
  {
    lang: oneOfAny(LANGUAGE_TAGS, optionsWords.language),
  },
  ({ lang }, { session }) => ({ language: lang ?? languageOf(session.env) }),
);

/** `--title` and `--note`: words of whoever hands the report on. Loaded only where there are some: start-up time. */
export const ownWords = options(
  {
    title: text(optionsWords.title, {
      isRare: true,
      completes: 'nothing',
    }),
    note: text(optionsWords.note, {
      isRare: true,
    }),
  },
  async ({
    title,
    note,
  }): Promise<{ title?: string | undefined; note?: readonly string[] | undefined }> => {
    if (title === undefined && note === undefined) return {};
    const { noteFrom, titleFrom } = await import('./own-words.ts');
    return { title: titleFrom(title), note: noteFrom(note) };
  },
);

export function quiet(describe = optionsWords.quiet) {
  return options({ quiet: toggle(describe, { alias: 'q' }) }, (given) => given);
}

export const profile = options(
  {
    profile: text(optionsWords.profile, { completes: 'profile' }),
  },
  (given) => given,
);

/** Of every command that judges. Loaded only where there is a key log: start-up time. */
export const tlsKeys = options(
  {
    'tls-keys': text(optionsWords.tlsKeys, { isRare: true }),
  },
  async ({ 'tls-keys': path }): Promise<{ keyLog: KeyLog | undefined }> => {
    if (path === undefined) return { keyLog: undefined };
    const { readKeyLog } = await import('./key-log-file.ts');
    return { keyLog: readKeyLog(path) };
  },
);

export const zipPassword = options(
  {
    'zip-password-file': text(optionsWords.zipPasswordFile, {
      isRare: true,
    }),
  },
  async ({ 'zip-password-file': path }): Promise<{ zipPassword?: Uint8Array | undefined }> => {
    if (path === undefined) return { zipPassword: undefined };
    const { readZipPassword } = await import('./zip-password-file.ts');
    return { zipPassword: readZipPassword(path) };
  },
);

export const logTimeZone = options(
  {
    'log-time-zone': text(optionsWords.logTimeZone, { isRare: true, completes: 'zone' }),
  },
  (given) => ({ logTimeZone: given['log-time-zone'] }),
);

/** What is known of a case beside its captures and logs. Loaded only where something is: start-up time. */
export const hints = options(
  {
    target: texts(optionsWords.target, {
      completes: 'nothing',
    }),
    nslookup: texts(optionsWords.nslookup, {
      isRare: true,
    }),
  },
  async ({ target, nslookup }, { session, positionals }): Promise<CaseHints> => {
    if (target === undefined && nslookup === undefined) return { targets: [], lookups: [] };
    const { caseHints } = await import('./lookup-files.ts');
    const given = { target: target ?? [], nslookup: nslookup ?? [] };
    return caseHints(given, positionals, session.platform);
  },
);

/** Of every command that writes reports or packets. Loaded only where something is to be redacted. */
export const redaction = options(
  {
    redact: toggle(optionsWords.redact),
    'redact-key-file': text(optionsWords.redactKeyFile, { isRare: true }),
    'redact-key': text(optionsWords.redactKey, {
      isRare: true,
      completes: 'nothing',
    }),
    'redact-keep': texts(optionsWords.redactKeep, {
      isRare: true,
      completes: 'profile',
    }),
  },
  async (
    { redact, 'redact-key': word, 'redact-key-file': file, 'redact-keep': keep },
    { session },
  ): Promise<{ redaction: Redaction | undefined }> => {
    if (!redact && [word, file, keep].every((given) => given === undefined)) {
      return { redaction: undefined };
    }
    const { Redaction } = await import('../tasks/redaction.ts');
    const { redactionKey } = await import('./redaction-key.ts');
    const tell = (line: string) => session.stderr.write(`${line}\n`);
    // A thread redacts under the key of who started it: a random one is there but once.
    const key =
      session.jobs?.paths.redactionKey ?? redactionKey({ word, file }, session.platform, tell);
    return { redaction: new Redaction(session.platform, key, keep ?? []) };
  },
);
