import { Code, holds, type Program } from './program.ts';
import type { Assertion } from './syntax.ts';

/**
 * Runs a program as a set of states: time is bounded by program length × subject length, whatever the
 * pattern. For programs without places.
 */
export class StateRun {
  /** Threads of this and the next place: which instructions, and in which round they were added. */
  private current: Int32Array;
  private following: Int32Array;
  private readonly stack: Int32Array;
  private readonly addedAt: Int32Array;
  private round = 0;
  private count = 0;
  private hasMatched = false;

  constructor(private readonly program: Program) {
    const { length } = program.codes;
    this.current = new Int32Array(length);
    this.following = new Int32Array(length);
    this.stack = new Int32Array(2 * length + 2);
    this.addedAt = new Int32Array(length);
  }

  /** Whether the pattern matches anywhere in [start, end). */
  test(bytes: Uint8Array, start: number, end: number): boolean {
    this.count = 0;
    this.hasMatched = false;
    for (let at = start; ; at++) {
      // Threads carried over were added in the round that the last step began.
      if (at === start) this.nextRound();
      this.add(0, this.current, bytes, start, end, at);
      if (this.hasMatched) return true;
      if (at === end) return false;
      this.step(bytes, start, end, at);
      if (this.hasMatched) return true;
    }
  }

  private nextRound(): void {
    this.count = 0;
    if (++this.round === 0x7fffffff) {
      this.addedAt.fill(0);
      this.round = 1;
    }
  }

  private step(bytes: Uint8Array, start: number, end: number, at: number): void {
    const threads = this.current;
    const count = this.count;
    const byte = bytes[at];
    this.nextRound();
    for (let i = 0; i < count; i++) {
      const set = this.program.sets[threads[i]];
      if (set !== null && set[byte] === 1) {
        this.add(threads[i] + 1, this.following, bytes, start, end, at + 1);
      }
    }
    this.current = this.following;
    this.following = threads;
  }

  private add(
    from: number,
    threads: Int32Array,
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
  ): void {
    const { codes, first, second, assertions } = this.program;
    const stack = this.stack;
    let depth = 0;
    stack[depth++] = from;
    while (depth > 0) {
      const instruction = stack[--depth];
      if (this.addedAt[instruction] === this.round) continue;
      this.addedAt[instruction] = this.round;
      switch (codes[instruction]) {
        case Code.SET:
          threads[this.count++] = instruction;
          break;
        case Code.JUMP:
          stack[depth++] = first[instruction];
          break;
        case Code.SPLIT:
          stack[depth++] = second[instruction];
          stack[depth++] = first[instruction];
          break;
        case Code.ASSERT:
          if (holds(assertions[instruction] as Assertion, bytes, start, end, at)) {
            stack[depth++] = instruction + 1;
          }
          break;
        default:
          this.hasMatched = true;
          return;
      }
    }
  }
}
