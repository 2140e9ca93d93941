import { createHash } from 'node:crypto';
import { NOTHING_YET } from '../src/capture/byte-source.ts';
import { main } from '../src/cli/program.ts';
import type { Clock } from '../src/cli/session.ts';
import { nodePlatform } from '../src/platform/node/node-platform.ts';
import type { HashedSource } from '../src/platform/platform.ts';
import { type CapturedSession, capturedSession } from './session.ts';

/** 2027-01-15 08:00 UTC; any moment would do. */
const BEGINNING = 1_800_000_000_000;
/** Time goes on by so many milliseconds at once. */
const STEP = 50;
/** Turns of the event loop in which a command does all that it can with what it has. */
const TURNS = 30;

/** Time that goes on when it is told to. */
class HandClock implements Clock {
  #elapsed = 0;
  readonly #due = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return BEGINNING + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#elapsed + milliseconds, callback };
    this.#due.add(timer);
    return () => this.#due.delete(timer);
  }

  goOn(milliseconds: number): void {
    this.#elapsed += milliseconds;
    for (const timer of [...this.#due].filter(({ at }) => at <= this.#elapsed)) {
      this.#due.delete(timer);
      timer.callback();
    }
  }
}

/** Standard input that has what is written to it, until it ends. */
class Pipe implements HashedSource {
  readonly name = 'standard input';
  readonly size = null;
  readonly all: Uint8Array[] = [];
  #waiting: Uint8Array[] = [];
  #hasEnded = false;
  #isStopped = false;
  #wake = () => {};
  /** Somebody waits for more. */
  isIdle = false;

  write(bytes: Uint8Array): void {
    this.all.push(bytes);
    this.#waiting.push(bytes);
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  async read(into: Uint8Array, offset: number, length: number, patience?: number): Promise<number> {
    for (;;) {
      if (this.#isStopped) return 0;
      const [bytes] = this.#waiting;
      if (bytes !== undefined) {
        const count = Math.min(length, bytes.length);
        into.set(bytes.subarray(0, count), offset);
        this.#waiting = [bytes.subarray(count), ...this.#waiting.slice(1)].filter(
          (piece) => piece.length > 0,
        );
        return count;
      }
      if (this.#hasEnded) return 0;
      if (patience !== undefined) return NOTHING_YET;
      this.isIdle = true;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.isIdle = false;
    }
  }

  allocate(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  async sha256(): Promise<string | null> {
    if (!this.#hasEnded) return null;
    return createHash('sha256').update(Buffer.concat(this.all)).digest('hex');
  }

  async close(): Promise<void> {}
}

/** `pcap-verdict - …` in this process, with a pipe that stays open and time that stands still. */
export class LiveRun {
  readonly #clock = new HandClock();
  readonly #pipe = new Pipe();
  readonly #signals = new Map<string, () => void>();
  readonly #captured: CapturedSession;
  readonly #status: Promise<number>;
  /** What the program would have ended with at once. */
  exited: number | undefined;

  constructor(...options: string[]) {
    const node = nodePlatform();
    this.#captured = capturedSession({
      platform: {
        ...node,
        input: (path) =>
          path === '-'
            ? { label: '-', file: null, isRepeatable: false, open: async () => this.#pipe }
            : node.input(path),
      },
      clock: this.#clock,
      onSignal: (signal, listener) => this.#signals.set(signal, listener),
      exit: (status) => {
        this.exited ??= status;
      },
    });
    this.#status = main(['-', ...options], this.#captured.session);
  }

  /** Seconds since 1970. */
  get now(): number {
    return this.#clock.now() / 1000;
  }

  get out(): string {
    return this.#captured.out();
  }

  get errors(): string {
    return this.#captured.errors();
  }

  /** All that was written. */
  get written(): Uint8Array {
    return Buffer.concat(this.#pipe.all);
  }

  /** Writes to the pipe, and waits until all of it is taken in. */
  async write(...pieces: readonly Uint8Array[]): Promise<void> {
    this.#pipe.isIdle = false;
    this.#pipe.write(Buffer.concat(pieces));
    // Parts of the program are loaded when they are needed: that takes what it takes.
    while (!this.#pipe.isIdle) await settled();
  }

  /** Lets time go by, with nothing new in the pipe. */
  async wait(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= STEP) {
      this.#clock.goOn(Math.min(STEP, left));
      await settled();
    }
  }

  /** As Ctrl-C does. */
  async interrupt(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT'): Promise<void> {
    this.#signals.get(signal)?.();
    await settled();
  }

  /** @returns the exit status, when the pipe has ended */
  end(): Promise<number> {
    this.#pipe.end();
    return this.status;
  }

  get status(): Promise<number> {
    return this.#status;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}
