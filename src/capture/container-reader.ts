import type { CaptureInterface } from './capture-interface.ts';
import { type Compression, CompressionDamage } from './compression/compression.ts';
import { type CaptureProblem, ProblemList } from './errors.ts';
import { failureOf, type InputSentence } from './input-sentence.ts';
import type { InputWindow } from './input-window.ts';
import type { CaptureNote } from './note.ts';
import type { Origin } from './reader.ts';

/** What all readers share: the window over the input, counts and problems. */
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
    const failure = this.window.failure;
    if (failure === null) return;
    const offset = this.base + this.end;
    if (failure instanceof CompressionDamage) {
      this.problemList.add('damaged-compression', offset, {
        code: 'compressed-data-damaged',
        offset: failure.offset,
        why: failure.sentence,
      });
    } else {
      this.problemList.add('truncated', offset, {
        code: 'cannot-read-on',
        why: failureOf(failure),
      });
    }
  }
}

/**
 * A container of records (pcap) or blocks (pcapng) that lead from one to the next by their lengths.
 * Behind one that makes no sense the next certain one is looked for.
 */
export abstract class RecordReader extends ContainerReader {
  /** Where a record stopped making sense, while the next certain one is looked for; else -1. */
  protected damagedAt = -1;
  #damage: InputSentence = { code: 'record-too-long', record: '' };
  /** What records are called: `pcap record`. */
  protected abstract readonly recordName: string;
  /** Bytes of the smallest record. */
  protected abstract readonly smallestRecord: number;

  /**
   * Whether certain records start at a place.
   * @param toTheEnd they must run exactly to the end of the input
   * @returns 1: they do; -1: none do; 0: more bytes are needed to tell
   */
  protected abstract chainAt(from: number, toTheEnd: boolean): -1 | 0 | 1;

  protected override finish(): void {
    if (this.damagedAt >= 0) {
      const damage = this.#damage;
      this.problemList.add('damaged-record', this.damagedAt, { code: 'reading-stopped', damage });
      this.damagedAt = -1;
    }
    super.finish();
  }

  /**
   * The record at `at` makes no sense. Where it is certain where the next one is (`nextAt`, else 0),
   * reading goes on there; else it must be looked for.
   */
  protected damaged(fault: InputSentence, nextAt = 0): void {
    this.damagedAt = this.base + this.at;
    this.#damage = { code: 'record-makes-no-sense', record: this.recordName, fault };
    if (nextAt > 0) this.#noteSkipped(nextAt);
    else this.at++;
  }

  /**
   * Called when the next record is not (wholly) here, or is looked for behind damage.
   * @returns whether `next` has nothing more to give from this window
   */
  protected stop(): boolean {
    if (this.done) return true;
    if (this.damagedAt >= 0) return !this.#resume(false);
    if (!this.window.ended) return true;
    if (this.at >= this.end) {
      if (this.at > this.end) this.#finishTruncated();
      else this.finish();
      return true;
    }
    // A damaged length may reach past the end: records that run exactly to the end prove it.
    const start = this.at;
    this.damagedAt = this.base + start;
    this.#damage = { code: 'record-too-long', record: this.recordName };
    this.at++;
    if (this.#resume(true)) return false;
    this.damagedAt = -1;
    this.at = start;
    this.#finishTruncated();
    return true;
  }

  /** Looks for the next certain record behind damage; moves there and returns true if found. */
  #resume(toTheEnd: boolean): boolean {
    for (let at = this.at; at + this.smallestRecord <= this.end; at++) {
      const found = this.chainAt(at, toTheEnd);
      if (found === 1) {
        this.#noteSkipped(at);
        return true;
      }
      if (found === 0) {
        this.at = at;
        return false;
      }
    }
    if (toTheEnd) return false;
    this.at = Math.max(this.at, this.end - this.smallestRecord + 1);
    if (this.window.ended) {
      this.at = this.end;
      this.finish();
    }
    return false;
  }

  /** Ends the reading inside a record that the input holds only in part. */
  #finishTruncated(): void {
    this.done = true;
    if (this.window.failure !== null) return this.finish();
    const offset = this.base + Math.min(this.at, this.end);
    // What is skipped without being looked at may be longer than the input.
    const left = this.end - this.at;
    const what = this.recordName.slice(this.recordName.indexOf(' ') + 1);
    this.problemList.add('truncated', offset, {
      code: 'input-ends',
      record: what,
      bytes: left < 0 ? null : left,
    });
  }

  /** Notes that records from `damagedAt` to here were left out. */
  #noteSkipped(foundAt: number): void {
    const gap = this.base + foundAt - this.damagedAt;
    const damage = this.#damage;
    this.problemList.add('skipped-damage', this.damagedAt, {
      code: 'bytes-skipped',
      damage,
      bytes: gap,
    });
    this.damagedAt = -1;
    this.at = foundAt;
  }
}
