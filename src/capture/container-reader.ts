import type { CaptureInterface } from './capture-interface.ts';
import { type Compression, CompressionDamage } from './compression/unpack.ts';
import type { CaptureProblem } from './errors.ts';
import type { InputWindow } from './input-window.ts';
import { ProblemList } from './problems.ts';
import type { CaptureNote } from './reader.ts';

/** Where a capture comes from, and how it was opened. */
export interface Origin {
  readonly name: string;
  readonly compression: Compression | null;
  readonly size: number | null;
  readonly bytesRead: number;
  close(): Promise<void>;
}

/** What the readers of both containers share: the window over the input, counts and problems. */
export abstract class ContainerReader {
  readonly interfaces: CaptureInterface[] = [];
  /** Comments on the capture as a whole; at most 100, each at most 64 KiB as the format has it. */
  readonly comments: string[] = [];
  /** Packets given out so far. */
  packets = 0;
  protected readonly problemList = new ProblemList();
  protected readonly window: InputWindow;
  // Copies of the window's fields: `next` reads them for every packet.
  protected bytes: Uint8Array;
  protected at: number;
  protected end: number;
  protected base: number;
  /** Reading has come to its end, whatever follows. */
  protected done = false;
  /** Where a record stopped making sense, while the next certain one is looked for; else -1. */
  protected damagedAt = -1;
  protected damageText = '';

  readonly #origin: Origin;
  #first = true;

  constructor(window: InputWindow, origin: Origin) {
    this.#origin = origin;
    this.window = window;
    this.bytes = window.bytes;
    this.at = window.start;
    this.end = window.end;
    this.base = window.base;
  }

  get name(): string {
    return this.#origin.name;
  }

  get compression(): Compression | null {
    return this.#origin.compression;
  }

  get size(): number | null {
    return this.#origin.size;
  }

  get sourceBytesRead(): number {
    return this.#origin.bytesRead;
  }

  close(): Promise<void> {
    this.done = true;
    return this.#origin.close();
  }

  get isSelection(): boolean {
    return false;
  }

  get notes(): readonly CaptureNote[] {
    return [];
  }

  get problems(): readonly CaptureProblem[] {
    return this.problemList.kept;
  }

  get furtherProblems(): number {
    return this.problemList.further;
  }

  get bytesRead(): number {
    return this.base + Math.min(this.at, this.end);
  }

  async refill(): Promise<boolean> {
    if (this.done) return false;
    if (this.#first) {
      // Opening has read the first chunk.
      this.#first = false;
      return true;
    }
    const more = await this.window.more(this.at);
    this.bytes = this.window.bytes;
    this.at = this.window.start;
    this.end = this.window.end;
    this.base = this.window.base;
    if (!more && this.at >= this.end) this.finish();
    return !this.done;
  }

  /** Ends the reading; says so where the end came too early. */
  protected finish(): void {
    this.done = true;
    if (this.damagedAt >= 0) {
      this.problemList.add('damaged-record', this.damagedAt, `${this.damageText}; reading stopped`);
      this.damagedAt = -1;
    }
    const failure = this.window.failure;
    if (failure === null) return;
    const offset = this.base + this.end;
    if (failure instanceof CompressionDamage) {
      this.problemList.add(
        'damaged-compression',
        offset,
        `the compressed data is damaged at its byte ${failure.offset}: ${failure.message}`,
      );
    } else {
      this.problemList.add(
        'truncated',
        offset,
        `the input could not be read on: ${failure.message}`,
      );
    }
  }

  /** Ends the reading inside a record that the input holds only in part. */
  protected finishTruncated(what: string): void {
    this.done = true;
    if (this.window.failure !== null) return this.finish();
    const offset = this.base + Math.min(this.at, this.end);
    // What is skipped without being looked at may be longer than the input.
    const left = this.end - this.at;
    const where = left < 0 ? `inside a ${what}` : `${left} bytes into a ${what}`;
    this.problemList.add('truncated', offset, `the input ends ${where}`);
  }

  /** Notes that records from `damagedAt` to here were left out. */
  protected noteSkipped(foundAt: number): void {
    const gap = this.base + foundAt - this.damagedAt;
    this.problemList.add(
      'skipped-damage',
      this.damagedAt,
      `${this.damageText}; ${gap} bytes were skipped`,
    );
    this.damagedAt = -1;
    this.at = foundAt;
  }
}
