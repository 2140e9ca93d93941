import type { Writable } from 'node:stream';
import type { Report } from '../diagnosis/report/report.ts';
import type { UnreadableCapture } from '../documents/format.ts';
import type { Platform } from '../platform/platform.ts';
import type { JobPaths, JobThread, ServedJobs } from '../tasks/parallel.ts';
import type { ReadingState } from '../tasks/progress.ts';
import type { JobJudge } from './fleet/start-judge.ts';

/** Standard output, standard error, or what stands for one. */
export interface OutputStream extends Writable {
  /** Whether somebody looks at it. */
  readonly isTTY?: boolean | undefined;
  /** Characters of a line, where it is a terminal. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** Time; tests have one that goes on when they say so. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment; never goes back. */
  elapsed(): number;
  /** Calls back after so many milliseconds, unless what is returned is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    // What is waited for keeps the process alive; waiting does not.
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** What a thread made of one capture. */
export interface JobResult {
  /** Null where the capture could not be read. */
  readonly report: Report | null;
  /** Lines for standard error. */
  readonly lines: readonly string[];
  /** What a report says of a capture that could not be read. */
  readonly unreadable: UnreadableCapture | null;
}

/** What one run of the command line has of the process that it runs in; tests bring their own. */
export interface Session {
  readonly platform: Platform;
  /** Descriptor of standard input. */
  readonly stdin: number;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** The process ends with the command: its settings may be for this command alone. */
  readonly isOwnProcess: boolean;
  /** Calls back whenever the signal comes; without it the signal ends the process. */
  onSignal(signal: 'SIGINT' | 'SIGTERM', listener: () => void): void;
  /** Ends at once. */
  exit(status: number): void;
  /**
   * Starts a thread beside this one with the same command line; absent where there can be none. `follow` is
   * told how far it is.
   */
  readonly startThread?: <Result = JobResult, Job = number>(
    args: readonly string[],
    paths: JobPaths,
    follow?: (state: ReadingState | null) => void,
  ) => Promise<JobThread<Result, Job>>;
  /** This is such a thread: its jobs come one by one. */
  readonly jobs?: ServedJobs;
  /** The same for captures of a fleet, which come one by one from its queue. */
  readonly startJudge?: () => Promise<JobJudge>;
  /** The arguments, for threads of the same command line. */
  readonly args?: readonly string[];
  /** The capture that an error is about, where the command has only one; '' for none. */
  subject: string;
}
