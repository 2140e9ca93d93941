import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../diagnosis/report/report.ts';
import { reportOf } from '../../diagnosis/report/report-of.ts';
import { junitXml, NO_TIMESTAMP, type TestOutcome } from '../../documents/junit-xml.ts';
import { escapeText } from '../../protocols/escape.ts';
import { VERSION } from '../../version.ts';
import { checkWords } from '../../words/command-line/check.ts';
import { english } from '../../words/say.ts';
import { command, paths } from '../command.ts';
import { diagnoseCapture } from '../diagnose-capture.ts';
import { EXIT_UNUSABLE, errorLines, UsageError } from '../errors.ts';
import {
  type Expectation,
  type Miss,
  misses,
  newExpectation,
  parseExpectation,
  updatedExpectation,
} from '../expectation.ts';
import { ExpectationError, expectationText } from '../expectation-text.ts';
import { noSuchFile } from '../missing-files.ts';
import * as option from '../options.ts';
import { Output, shortName } from '../output.ts';
import { judgeInParallel, serveJobs, threadsIn } from '../parallel.ts';
import { loadProfile } from '../profile-file.ts';
import { Progress } from '../progress.ts';
import { writeText } from '../write-text.ts';

/** Exit status where a capture does not show what is expected. */
const EXIT_MISSED = 1;

const CAPTURE_NAME = /\.(?:pcap|pcapng|cap|dmp|ntar)(?:\.gz|\.zst|\.lz4)?$/i;
/** What an expectation file is called, behind the whole name of its capture. */
const EXPECTATION_NAMES = ['.expect.yaml', '.expect.yml', '.expect.json'] as const;

/** What became of one capture, or of one expectation file without its capture. */
type Outcome =
  | { readonly kind: 'met' }
  /** With what was not as expected before; nothing of a new file, which is told of as a whole. */
  | { readonly kind: 'missed' | 'written'; readonly misses: readonly Miss[]; readonly isNew?: true }
  | { readonly kind: 'no-expectation' | 'no-capture' | 'unusable'; readonly text: string };

interface Checked {
  readonly path: string;
  readonly outcome: Outcome;
}

/** `pcap-verdict check PATH...`: captures against their expectation files. */
export const check = command({
  positionals: { path: paths(checkWords.positionals.path) },
  options: [
    option.format(['text', 'junit'], checkWords.options.format),
    option.options(
      {
        update: option.toggle(checkWords.options.update),
        watch: option.toggle(checkWords.options.watch),
      },
      (given) => given,
    ),
    option.profile,
    option.tlsKeys,
    option.jobs(),
    option.color,
    option.quiet(),
  ],
  examples: [
    ['$0 check captures/', checkWords.examples.check],
    ['$0 check captures/ --update', checkWords.examples.update],
    ['$0 check captures/ --watch', checkWords.examples.watch],
  ],
  exitStatus: [
    ['0', checkWords.exitStatus.asExpected],
    ['1', checkWords.exitStatus.different],
    ['2', checkWords.exitStatus.unusable],
  ],
  missing: checkWords.pathMissing,
  async run(options, session) {
    if (options.watch && (options.format !== 'text' || options.update)) {
      throw new UsageError(
        checkWords.watchWithUpdateOrJunit(options.update),
        checkWords.watchWithUpdateOrJunitAdvice,
      );
    }
    const profile = await loadProfile(options.profile);
    const { jobs } = session;
    const targets =
      jobs === undefined ? options.path.flatMap(targetsOf) : jobs.paths.captures.map(target);
    const progress = new Progress(session, options.quiet);
    const output = new Output(session.stdout);
    const all: Checked[] = [];
    const judge = (index: number): Promise<Outcome> =>
      judgeTarget(
        targets[index],
        `${index + 1} of ${targets.length}, ${shortName(targets[index].path)}`,
      );
    const judgeTarget = (one: Target, label: string): Promise<Outcome> => {
      const { path } = one;
      return outcomeOf(one, options.update, async () =>
        reportOf(
          await diagnoseCapture(session.platform.input(path), {
            profile,
            keyLog: options.keyLog,
            progress,
            label,
          }),
        ),
      );
    };
    if (jobs !== undefined) {
      await serveJobs(jobs, (index) => judge(index).catch(refused));
      return 0;
    }
    const take = async (index: number, outcome: Outcome | Refused) => {
      progress.end();
      if (outcome.kind === 'refused') throw new UsageError(outcome.message, outcome.advice);
      const checked = { path: targets[index].path, outcome };
      all.push(checked);
      if (options.format === 'text') await output.write(outcomeText(checked, options.color));
    };
    const captures = targets.map(({ path }) => path);
    const { startThread, args = [] } = session;
    // What is written is written one after the other: a capture may be named twice.
    const threads = options.update ? 1 : threadsIn(session, captures, options.jobs);
    if (startThread !== undefined && threads > 1) {
      const start = () =>
        startThread<Outcome | Refused>(args, { captures, logs: [] }, progress.follow());
      await judgeInParallel(targets.length, threads, start, (_, error) => unusable(error), take);
    } else {
      for (const index of targets.keys()) await take(index, await judge(index));
    }
    await output.write(options.format === 'junit' ? junitText(all) : summaryText(all));
    await output.flush();
    if (options.watch && jobs === undefined) {
      const last = new Map(all.map((checked) => [checked.path, checked]));
      const watching = new WatchedTargets(() => options.path.flatMap(targetsOf), targets);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        session.onSignal(signal, () => watching.stop());
      }
      for await (const { changed, gone } of watching.changes()) {
        for (const path of gone) last.delete(path);
        for (const one of changed) {
          const outcome = await judgeTarget(one, shortName(one.path));
          const checked = { path: one.path, outcome };
          last.set(one.path, checked);
          await output.write(outcomeText(checked, options.color));
        }
        await output.write(summaryText([...last.values()]));
        await output.flush();
      }
      all.splice(0, all.length, ...last.values());
    }
    const has = (...kinds: Outcome['kind'][]) =>
      all.some(({ outcome }) => kinds.includes(outcome.kind));
    if (has('unusable')) return EXIT_UNUSABLE;
    return has('missed', 'no-expectation', 'no-capture') ? EXIT_MISSED : 0;
  },
});

interface Target {
  readonly path: string;
  /** Undefined where there is none. */
  readonly expectation: string | undefined;
}

/** Milliseconds between looks at the files. */
const LOOK_EVERY = 500;

/**
 * What changes among captures and expectations. Looked at again and again, as not every file system tells
 * of changes; what is still being written is taken when it has rested for a look.
 */
class WatchedTargets {
  #isStopped = false;
  #wake: (() => void) | null = null;
  readonly #seen: Map<string, string>;

  constructor(
    readonly targets: () => readonly Target[],
    known: readonly Target[],
  ) {
    this.#seen = new Map(known.map((one) => [one.path, stateOf(one)]));
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
  }

  async *changes(): AsyncGenerator<{ changed: Target[]; gone: string[] }> {
    let before = new Map<string, string>();
    while (!this.#isStopped) {
      await this.#pause();
      if (this.#isStopped) return;
      let all: readonly Target[];
      try {
        all = this.targets();
      } catch (error) {
        // Nothing is there for now: an editor may be about to put it there.
        if (error instanceof UsageError) continue;
        throw error;
      }
      const now = new Map(all.map((one) => [one.path, stateOf(one)]));
      const changed = all.filter(
        ({ path }) => now.get(path) !== this.#seen.get(path) && now.get(path) === before.get(path),
      );
      const gone = [...this.#seen.keys()].filter((path) => !now.has(path));
      before = now;
      for (const { path } of changed) this.#seen.set(path, now.get(path)!);
      for (const path of gone) this.#seen.delete(path);
      if (changed.length + gone.length > 0) yield { changed, gone };
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Sizes and times of a target's files. */
function stateOf({ path, expectation }: Target): string {
  return [path, expectation ?? '']
    .map((file) => statSync(file, { throwIfNoEntry: false }))
    .map((status) => (status === undefined ? 'none' : `${status.size} ${status.mtimeMs}`))
    .join(', ');
}

/**
 * Captures of a folder (not of those in it), and expectation files without their capture.
 * @throws UsageError where there is nothing to check
 */
function targetsOf(path: string): Target[] {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory() !== true) {
    const only = target(capturePath(path));
    if (status === undefined && only.expectation === undefined && !existsSync(only.path)) {
      throw noSuchFile(path);
    }
    return [only];
  }
  const names = readdirSync(path).sort();
  const captures = new Set(names.filter((name) => CAPTURE_NAME.test(name)));
  for (const name of names) {
    const ending = EXPECTATION_NAMES.find((known) => name.endsWith(known));
    if (ending !== undefined) captures.add(name.slice(0, -ending.length));
  }
  if (captures.size === 0) {
    throw new UsageError(
      checkWords.folderWithoutCapture(path),
      checkWords.folderWithoutCaptureAdvice,
    );
  }
  return [...captures].sort().map((name) => target(join(path, name)));
}

/** An expectation file may stand for its capture. */
function capturePath(path: string): string {
  const ending = EXPECTATION_NAMES.find((known) => path.endsWith(known));
  return ending === undefined ? path : path.slice(0, -ending.length);
}

function target(path: string): Target {
  const there = EXPECTATION_NAMES.map((ending) => path + ending).filter((name) => existsSync(name));
  if (there.length > 1) {
    throw new UsageError(
      checkWords.twoExpectationFiles(path),
      checkWords.twoExpectationFilesAdvice(there.join(', ')),
    );
  }
  return { path, expectation: there[0] };
}

async function outcomeOf(
  { path, expectation: file }: Target,
  isUpdating: boolean,
  diagnose: () => Promise<Report>,
): Promise<Outcome> {
  if (file !== undefined && !existsSync(path)) {
    return { kind: 'no-capture', text: checkWords.captureMissing(shortName(file)) };
  }
  if (file === undefined && !isUpdating && existsSync(path)) {
    const text = checkWords.expectationMissing(shortName(path));
    return { kind: 'no-expectation', text };
  }
  let content = '';
  let expectation: Expectation | undefined;
  try {
    if (file !== undefined) {
      content = expectationText(file);
      expectation = parseExpectation(content);
    }
    const report = await diagnose();
    if (expectation === undefined) {
      writeText(`${path}.expect.yaml`, newExpectation(report));
      return { kind: 'written', misses: [], isNew: true };
    }
    const missed = misses(expectation, report);
    if (missed.length === 0) return { kind: 'met' };
    if (!isUpdating) return { kind: 'missed', misses: missed };
    writeText(file!, updatedExpectation(content, expectation, report));
    return { kind: 'written', misses: missed };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof ExpectationError) {
      const place = `${shortName(file!)}:${error.line}:${error.column}`;
      return { kind: 'unusable', text: `${place}: ${error.message}` };
    }
    return unusable(error);
  }
}

/** What ends the command, as a thread tells of it. */
interface Refused {
  readonly kind: 'refused';
  readonly message: string;
  readonly advice: string;
}

function refused(error: unknown): Refused {
  if (!(error instanceof UsageError)) throw error;
  return { kind: 'refused', message: error.message, advice: error.advice };
}

function unusable(error: unknown): Outcome {
  const text = errorLines(error, '')
    .join(' ')
    .replace(/^pcap-verdict: /, '');
  return { kind: 'unusable', text };
}

const WORDS: Readonly<Record<Outcome['kind'], readonly [word: string, color: number]>> = {
  met: ['ok', 32],
  written: ['written', 33],
  missed: ['DIFFERS', 31],
  'no-expectation': ['NO EXPECTATION', 31],
  'no-capture': ['NO CAPTURE', 31],
  unusable: ['ERROR', 31],
};

/** The word, the capture, and below it what differs: - expected, + seen. */
function outcomeText({ path, outcome }: Checked, color: boolean): string {
  const [word, code] = WORDS[outcome.kind];
  const paint = (text: string, sgr: number) => (color ? `\u001b[${sgr}m${text}\u001b[0m` : text);
  const lines = [`${paint(word, code)}  ${escapeText(path)}`];
  if ('text' in outcome) lines.push(`  ${escapeText(outcome.text)}`);
  if ('isNew' in outcome) lines.push(checkWords.expectationFileIsNew);
  if ('misses' in outcome) {
    let about = '';
    for (const miss of outcome.misses) {
      if (miss.about !== about) lines.push(`  ${escapeText(miss.about)}`);
      about = miss.about;
      lines.push(paint(`    - ${miss.key}: ${escapeText(miss.expected)}`, 31));
      lines.push(paint(`    + ${miss.key}: ${escapeText(miss.seen)}`, 32));
    }
  }
  return `${lines.join('\n')}\n`;
}

function summaryText(all: readonly Checked[]): string {
  const number = (kind: Outcome['kind']) =>
    all.filter(({ outcome }) => outcome.kind === kind).length;
  const parts = [
    `${number('met')} as expected`,
    ...(
      [
        ['missed', 'different'],
        ['no-expectation', 'without expectation'],
        ['no-capture', 'without capture'],
        ['unusable', 'with errors'],
        ['written', 'written'],
      ] as const
    ).flatMap(([kind, text]) => (number(kind) > 0 ? [`${number(kind)} ${text}`] : [])),
  ];
  return `${english.words.amounts.captures(all.length)}: ${parts.join(', ')}\n`;
}

/** One suite; a test for each capture. */
function junitText(all: readonly Checked[]): string {
  return junitXml([
    {
      name: 'pcap-verdict check',
      timestamp: NO_TIMESTAMP,
      properties: [['tool', `pcap-verdict ${VERSION}`]],
      cases: all.map(({ path, outcome }) => ({
        name: path,
        className: 'pcap-verdict.check',
        outcome: testOutcome(outcome),
      })),
      output: [],
    },
  ]);
}

function testOutcome(outcome: Outcome): TestOutcome | null {
  switch (outcome.kind) {
    case 'met':
    case 'written':
      return null;
    case 'missed': {
      const lines = outcome.misses.map(
        ({ about, key, expected, seen }) => `${about}: ${key}: expected ${expected}, seen ${seen}`,
      );
      return { kind: 'failure', type: 'differs', message: lines[0], lines };
    }
    default:
      return {
        kind: outcome.kind === 'unusable' ? 'error' : 'failure',
        type: outcome.kind,
        message: outcome.text,
        lines: [outcome.text],
      };
  }
}
