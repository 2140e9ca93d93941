import type { Confidence, Verdict } from '../../evidence/verdict.ts';

/** A file as it was when it was enqueued. */
export interface JobFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** How captures are to be judged: with what their options name in it, so that a worker needs no other file. */
export interface JobOptions {
  readonly displayFilter: string | null;
  /** A shipped profile's name. */
  readonly profileName: string | null;
  /** The text of one's own. */
  readonly profileText: string | null;
  readonly targets: readonly string[];
}

/** One capture to be judged, which several files may be. */
export interface Job {
  readonly id: string;
  readonly files: readonly JobFile[];
  readonly isSequence: boolean;
  readonly optionSet: string;
  readonly options: JobOptions;
}

/**
 * How a job ended. `judged`: with a report; `damaged`: with one that breaks off, or has gaps; `unreadable`: there
 * is nothing in the file that can be read; `missing`: there is no file; `changed`: it is another one than was
 * enqueued; `failed`: nothing ended it in as many attempts as it had.
 */
export type Outcome = 'judged' | 'damaged' | 'unreadable' | 'missing' | 'changed' | 'failed';

/** What may be otherwise next time: such a capture is done again when it is enqueued again. */
export const PASSING: readonly Outcome[] = ['missing', 'changed', 'failed'];

/** What is written about a capture. All texts are as PostgreSQL takes them. */
export interface Result {
  readonly outcome: Exclude<Outcome, 'failed'>;
  /** Why there is no report, in one line; or what of it is not kept. */
  readonly error: string | null;
  readonly milliseconds: number;
  readonly judged: Judged | null;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly summary: string;
  readonly packets: number;
  readonly problems: number;
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** The line of `-f ndjson`, without its end; null where it is too long to keep. */
  readonly report: string | null;
  /** JSON of the rows of the tables of the same names. */
  readonly endpoints: string;
  readonly findings: string;
}

/** What a thread says of a job: its result, or that nothing came of it. */
export type Answer = { readonly result: Result } | { readonly failure: string };
