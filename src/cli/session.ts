import type { Writable } from 'node:stream';
import type { Platform } from '../platform/platform.ts';

/** Standard output, standard error, or what stands for one. */
export interface OutputStream extends Writable {
  /** Whether somebody looks at it. */
  readonly isTTY?: boolean | undefined;
  /** Characters of a line, where it is a terminal. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** What one run of the command line has of the process that it runs in; tests bring their own. */
export interface Session {
  readonly platform: Platform;
  /** Descriptor of standard input. */
  readonly stdin: number;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process ends with the command: its settings may be for this command alone. */
  readonly isOwnProcess: boolean;
  /** Calls back whenever the signal comes; without it the signal ends the process. */
  onSignal(signal: 'SIGINT' | 'SIGTERM', listener: () => void): void;
  /** Ends at once. */
  exit(status: number): void;
  /** The capture that an error is about, where the command has only one; '' for none. */
  subject: string;
}
