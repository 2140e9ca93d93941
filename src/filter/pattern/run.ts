import { Code, type Program } from './program.ts';
import { type Assertion, type ByteSet, isWordByte } from './tree.ts';

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

/**
 * Instructions run for one subject at most; beyond, there is no match, as where PCRE2 reaches its own
 * match limit.
 */
export const MAXIMUM_STEPS = 200_000;

/** An entry of the stack that undoes a place, not one that goes on elsewhere. */
const UNDO = -1;

/**
 * Runs a program by trying one way after another, as PCRE2 does: for look-around, back references and
 * atomic groups, which a set of states cannot do.
 */
export class BacktrackingRun {
  private readonly places: Int32Array;
  /** Ways not tried yet, as (instruction, place), and (UNDO, which place, its old value). */
  private readonly stack: number[] = [];
  private steps = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;
  private end = 0;

  /** @param first the bytes that a match may begin with; null for any, or none */
  constructor(
    private readonly program: Program,
    private readonly first: ByteSet | null,
  ) {
    this.places = new Int32Array(program.places);
  }

  /** Whether the pattern matches anywhere in [start, end). */
  test(bytes: Uint8Array, start: number, end: number): boolean {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.steps = 0;
    for (let at = start; at <= end && this.steps < MAXIMUM_STEPS; at++) {
      if (this.first !== null && (at === end || this.first[bytes[at]] === 0)) continue;
      this.places.fill(-1);
      this.stack.length = 0;
      if (this.run(0, at) >= 0) return true;
    }
    return false;
  }

  /** Runs from an instruction to the end of its block. @returns where it ends, or -1 for no match */
  private run(from: number, place: number): number {
    const { codes, first, second, sets, assertions, groups } = this.program;
    const { bytes, start, end, stack, places } = this;
    const base = stack.length;
    let instruction = from;
    let at = place;
    while (true) {
      if (++this.steps > MAXIMUM_STEPS) return -1;
      let isOn = true;
      switch (codes[instruction]) {
        case Code.SET:
          isOn = at < end && (sets[instruction] as Uint8Array)[bytes[at]] === 1;
          at++;
          instruction++;
          break;
        case Code.SPLIT:
          stack.push(at, second[instruction]);
          instruction = first[instruction];
          break;
        case Code.JUMP:
          instruction = first[instruction];
          break;
        case Code.ASSERT:
          isOn = holds(assertions[instruction] as Assertion, bytes, start, end, at);
          instruction++;
          break;
        case Code.SAVE: {
          const which = first[instruction];
          stack.push(places[which], which, UNDO);
          places[which] = at;
          instruction++;
          break;
        }
        case Code.ROUND:
          instruction = places[second[instruction]] === at ? first[instruction] : instruction + 1;
          break;
        case Code.REFERENCE:
          at = this.reference(groups[instruction] as number[], first[instruction] === 1, at);
          isOn = at >= 0;
          instruction++;
          break;
        case Code.LOOK:
        case Code.LOOK_NOT:
        case Code.ATOMIC: {
          const code = codes[instruction];
          const before = stack.length;
          const from = at - second[instruction];
          const reached = from < start ? -1 : this.run(instruction + 1, from);
          if (this.steps > MAXIMUM_STEPS) return -1;
          if (code === Code.LOOK_NOT) {
            if (reached >= 0) this.unwind(before);
            isOn = reached < 0;
          } else {
            if (reached >= 0) this.dropWays(before);
            isOn = reached >= 0;
            if (code === Code.ATOMIC) at = reached;
          }
          instruction = first[instruction];
          break;
        }
        default:
          return at;
      }
      if (isOn) continue;
      // Back to the last way not tried, undoing what was noted since.
      while (true) {
        if (stack.length === base) return -1;
        const entry = stack.pop() as number;
        if (entry !== UNDO) {
          instruction = entry;
          at = stack.pop() as number;
          break;
        }
        const which = stack.pop() as number;
        places[which] = stack.pop() as number;
      }
    }
  }

  /** Undoes all that was noted since the stack had that length. */
  private unwind(length: number): void {
    const { stack, places } = this;
    while (stack.length > length) {
      if (stack.pop() !== UNDO) stack.pop();
      else {
        const which = stack.pop() as number;
        places[which] = stack.pop() as number;
      }
    }
  }

  /** Forgets the ways not tried since the stack had that length; what undoes places stays. */
  private dropWays(length: number): void {
    const { stack } = this;
    const kept: number[] = [];
    while (stack.length > length) {
      if (stack.pop() !== UNDO) stack.pop();
      else {
        const which = stack.pop() as number;
        kept.push(which, stack.pop() as number);
      }
    }
    for (let i = kept.length - 2; i >= 0; i -= 2) stack.push(kept[i + 1], kept[i], UNDO);
  }

  /** Reads once more what a group matched. @returns the place after it, or -1 */
  private reference(groups: readonly number[], isCaseless: boolean, at: number): number {
    const { bytes, places } = this;
    for (const group of groups) {
      const from = places[2 * group];
      const to = places[2 * group + 1];
      if (from < 0 || to < from) continue;
      const length = to - from;
      if (at + length > this.end) return -1;
      this.steps += length;
      for (let i = 0; i < length; i++) {
        const [a, b] = [bytes[from + i], bytes[at + i]];
        if (a !== b && !(isCaseless && lower(a) === lower(b))) return -1;
      }
      return at + length;
    }
    return -1;
  }
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** Whether an assertion holds at `at` of the subject [start, end). */
function holds(
  what: Assertion,
  bytes: Uint8Array,
  start: number,
  end: number,
  at: number,
): boolean {
  switch (what) {
    case 'start':
      return at === start;
    case 'end':
      return at === end;
    case 'endBeforeNewline':
      return at === end || (at === end - 1 && bytes[at] === 10);
    case 'lineStart':
      return at === start || (bytes[at - 1] === 10 && at < end);
    case 'lineEnd':
      return at === end || bytes[at] === 10;
    default: {
      const before = at > start && isWordByte(bytes[at - 1]);
      const after = at < end && isWordByte(bytes[at]);
      return (before !== after) === (what === 'word');
    }
  }
}
