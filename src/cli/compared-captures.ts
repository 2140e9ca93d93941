import { CaptureThreads, serveCaptures } from '../tasks/capture-threads.ts';
import type { JudgedToCompare } from '../tasks/diagnose-input.ts';
import { type HowJudged, journalAgain } from '../tasks/journal.ts';
import { inOrder, type JudgedBy } from '../tasks/judge-both.ts';
import type { PacketJournal } from '../track/packet-journal.ts';
import { type DiagnoseCaptureOptions, diagnoseToCompare } from './diagnose-capture.ts';
import { shortName } from './output.ts';
import { threadsIn } from './parallel.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';

export interface ComparedCapturesOptions extends Omit<DiagnoseCaptureOptions, 'label'> {
  readonly session: Session;
  readonly progress: Progress;
  /** As the user says. */
  readonly jobs: number | undefined;
}

/** Captures that a command holds against each other: judged one after the other, or in threads. */
export class ComparedCaptures {
  readonly #threads: CaptureThreads<JudgedBy, JudgedToCompare> | null;

  constructor(
    readonly paths: readonly string[],
    private readonly options: ComparedCapturesOptions,
  ) {
    const { session, profile, redaction, progress, jobs } = options;
    const { startThread, args = [] } = session;
    const number = threadsIn(session, paths, jobs);
    const all = { captures: paths, logs: [], redactionKey: redaction?.key };
    this.#threads =
      startThread === undefined || number < 2
        ? null
        : new CaptureThreads({
            ...{ number, profile, progress, nameOf: (capture) => paths[capture] },
            start: () => startThread(args, all, progress.follow()),
          });
  }

  /** Several may be asked for at the same time. */
  get isTogether(): boolean {
    return this.#threads !== null;
  }

  /** Errors name the capture. */
  async judge(which: number, by: JudgedBy): Promise<JudgedToCompare> {
    const label = this.#labelOf(which);
    const judged = await this.#threads?.judge(which, by, label);
    if (judged != null) return judged;
    return this.#about(which, () =>
      judgeCompared(this.paths[which], which, { ...this.options, ...by, label }),
    );
  }

  /** All packets of these, as they were judged. */
  journals(judged: readonly JudgedToCompare[]): Promise<PacketJournal[]> {
    return inOrder(judged.length, this.isTogether, (which) => {
      const { diagnosis, redacted } = judged[which];
      return this.#journal(which, { profile: diagnosis.profile, redacted });
    });
  }

  async #journal(which: number, judged: HowJudged): Promise<PacketJournal> {
    const label = this.#labelOf(which);
    const journal = await this.#threads?.journal(which, judged, label);
    if (journal != null) return journal;
    const input = this.options.session.platform.input(this.paths[which]);
    return this.#about(which, () => journalAgain(input, judged, { ...this.options, label }));
  }

  #labelOf(which: number): string {
    return `${which + 1} of ${this.paths.length}, ${shortName(this.paths[which])}`;
  }

  /** What goes wrong meanwhile is about that capture. */
  async #about<Result>(which: number, task: () => Promise<Result>): Promise<Result> {
    const { session } = this.options;
    session.subject = this.paths[which];
    const result = await task();
    session.subject = '';
    return result;
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }
}

/** In a thread beside the one that compares. */
export async function serveCompared(
  jobs: NonNullable<Session['jobs']>,
  options: Omit<ComparedCapturesOptions, 'jobs'>,
): Promise<void> {
  const { captures } = jobs.paths;
  const { platform } = options.session;
  await serveCaptures<JudgedBy>(jobs, {
    ...options,
    nameOf: (capture) => captures[capture],
    input: async (capture) => platform.input(captures[capture]),
    judge: (_, by, { capture, label }) =>
      judgeCompared(captures[capture], capture, { ...options, ...by, label }),
  });
}

/** Look-ups were made at the first: at the client, or on the network where it fails. */
function judgeCompared(
  path: string,
  which: number,
  options: DiagnoseCaptureOptions & { readonly session: Session },
): Promise<JudgedToCompare> {
  const lookups = which === 0 ? options.lookups : [];
  return diagnoseToCompare(options.session.platform.input(path), { ...options, lookups });
}
