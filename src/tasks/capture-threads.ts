import type { Input } from '../platform/platform.ts';
import type { Profile } from '../profiles/profile.ts';
import { GENERIC_PROFILE, PROFILES } from '../profiles/profiles.ts';
import { type JournalParts, PacketJournal } from '../track/packet-journal.ts';
import { errorLines, UsageError } from './errors.ts';
import { type HowJudged, journalAgain } from './journal.ts';
import { JobPool, type JobThread, type ServedJobs, serveJobs } from './parallel.ts';
import { packed, unpacked } from './parcel.ts';
import type { Progress } from './progress.ts';
import type { Redaction } from './redaction.ts';

/*
 * Captures that are judged in threads and then held against each other: of each its diagnosis is carried back
 * and, where others may have the same packets, its journal.
 */

/** What is asked of a thread. */
export interface CaptureJob {
  readonly kind: 'judge' | 'journal';
  /** Index among those of `JobPaths`. */
  readonly capture: number;
  /** What the progress display calls it. */
  readonly label: string;
  /** Packed: how it is to be judged, as the command knows; or how it was (`HowJudged`). */
  readonly how: unknown;
}

export type CaptureJobResult =
  | { readonly kind: 'judged'; readonly outcome: unknown }
  | { readonly kind: 'journal'; readonly parts: JournalParts }
  /** What cannot be judged, in plain lines. */
  | { readonly kind: 'refused'; readonly message: string; readonly advice: string }
  /** It has what does not go from thread to thread. */
  | { readonly kind: 'stays' };

/** A thread for such jobs. */
export type CaptureThread = JobThread<CaptureJobResult, CaptureJob>;

export interface CaptureThreadOptions {
  /** How many at a time. */
  readonly number: number;
  start(): Promise<CaptureThread>;
  /** Shows what the threads tell of. */
  readonly progress: Progress;
  /** Of the command line, beside those that are shipped. */
  readonly profile: Profile | undefined;
  /** What errors call a capture; by default nothing. */
  readonly nameOf?: ((capture: number) => string) | undefined;
}

/** The side of who asks. @typeParam By how a capture is to be judged @typeParam Outcome what comes of it */
export class CaptureThreads<By, Outcome> {
  readonly #pool: JobPool<CaptureJobResult, CaptureJob>;
  readonly #profiles: readonly Profile[];

  constructor(readonly options: CaptureThreadOptions) {
    this.#pool = new JobPool(options.number, options.start);
    this.#profiles = profilesWith(options.profile);
  }

  /**
   * @param capture its index among those of `JobPaths`
   * @returns null where it has what does not go from thread to thread
   * @throws UsageError which names the capture
   */
  async judge(capture: number, by: By, label: string): Promise<Outcome | null> {
    const result = await this.#result('judge', capture, by, label);
    if (result.kind !== 'judged') return null;
    return unpacked(result.outcome, this.#profiles) as Outcome;
  }

  /** @throws UsageError which names the capture */
  async journal(capture: number, judged: HowJudged, label: string): Promise<PacketJournal | null> {
    const result = await this.#result('journal', capture, judged, label);
    return result.kind === 'journal' ? PacketJournal.of(result.parts) : null;
  }

  async #result(
    kind: CaptureJob['kind'],
    capture: number,
    how: By | HowJudged,
    label: string,
  ): Promise<CaptureJobResult> {
    const { progress, nameOf } = this.options;
    const result = await this.#pool
      .judge({ kind, capture, label, how: packed(how, this.#profiles) })
      .catch((error) => refusal(error, nameOf?.(capture)));
    // What others still read is shown again soon.
    progress.end();
    if (result.kind === 'refused') throw new UsageError(result.message, result.advice);
    return result;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

export interface ServedCaptures<By> {
  /** Of the command line, beside those that are shipped. */
  readonly profile?: Profile | undefined;
  readonly redaction?: Redaction | undefined;
  readonly progress: Progress;
  readonly nameOf?: ((capture: number) => string) | undefined;
  input(capture: number): Promise<Input>;
  judge(input: Input, by: By, job: CaptureJob): Promise<unknown>;
}

/** The side of such a thread. */
export async function serveCaptures<By>(jobs: ServedJobs, served: ServedCaptures<By>) {
  const profiles = profilesWith(served.profile);
  const resultOf = async (job: CaptureJob): Promise<CaptureJobResult> => {
    const { capture, label } = job;
    try {
      const input = await served.input(capture);
      if (job.kind === 'journal') {
        const judged = unpacked(job.how, profiles) as HowJudged;
        const { redaction, progress } = served;
        const journal = await journalAgain(input, judged, { redaction, progress, label });
        return { kind: 'journal', parts: journal.parts() };
      }
      const judged = await served.judge(input, unpacked(job.how, profiles) as By, job);
      try {
        return { kind: 'judged', outcome: packed(judged, profiles) };
      } catch {
        return { kind: 'stays' };
      }
    } catch (error) {
      return refusal(error, served.nameOf?.(capture));
    }
  };
  const moved = (result: unknown) => {
    const one = result as CaptureJobResult;
    return one.kind === 'journal' ? buffersOf(one.parts) : [];
  };
  await serveJobs(jobs, resultOf, moved);
}

function refusal(error: unknown, name = ''): CaptureJobResult {
  const [line, ...more] = errorLines(error, name);
  const message = line.replace(/^pcap-verdict: /, '');
  return { kind: 'refused', message, advice: more.join('\n') };
}

/** Memory of a journal's columns: tens of megabytes that need no copy. */
function buffersOf(parts: JournalParts): ArrayBuffer[] {
  const views = [...Object.values(parts), parts.flows.words].filter((one) =>
    ArrayBuffer.isView(one),
  );
  return views.map(({ buffer }) => buffer as ArrayBuffer);
}

function profilesWith(given: Profile | undefined): Profile[] {
  return [...PROFILES, GENERIC_PROFILE, ...(given === undefined ? [] : [given])];
}
