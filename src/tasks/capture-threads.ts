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

/** What is asked of a thread. Both values are packed. */
export type CaptureJob =
  /** @param by how it is to be judged, as the command knows */
  | { readonly kind: 'judge'; readonly capture: number; readonly by: unknown }
  | { readonly kind: 'journal'; readonly capture: number; readonly judged: unknown };

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
  async judge(capture: number, by: By): Promise<Outcome | null> {
    const job = { kind: 'judge', capture, by: packed(by, this.#profiles) } as const;
    const result = await this.#result(job);
    if (result.kind !== 'judged') return null;
    return unpacked(result.outcome, this.#profiles) as Outcome;
  }

  /** @throws UsageError which names the capture */
  async journal(capture: number, judged: HowJudged): Promise<PacketJournal | null> {
    const job = { kind: 'journal', capture, judged: packed(judged, this.#profiles) } as const;
    const result = await this.#result(job);
    return result.kind === 'journal' ? PacketJournal.of(result.parts) : null;
  }

  async #result(job: CaptureJob): Promise<CaptureJobResult> {
    const result = await this.#pool
      .judge(job)
      .catch((error) => refusal(error, this.options.nameOf?.(job.capture)));
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
  judge(input: Input, by: By, capture: number): Promise<unknown>;
}

/** The side of such a thread. */
export async function serveCaptures<By>(jobs: ServedJobs, served: ServedCaptures<By>) {
  const profiles = profilesWith(served.profile);
  const resultOf = async (job: CaptureJob): Promise<CaptureJobResult> => {
    const { capture } = job;
    try {
      const input = await served.input(capture);
      if (job.kind === 'journal') {
        const judged = unpacked(job.judged, profiles) as HowJudged;
        const { redaction, progress } = served;
        const journal = await journalAgain(input, judged, { redaction, progress, label: '' });
        return { kind: 'journal', parts: journal.parts() };
      }
      const judged = await served.judge(input, unpacked(job.by, profiles) as By, capture);
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
