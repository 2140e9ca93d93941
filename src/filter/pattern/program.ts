import {
  type Assertion,
  type ByteSet,
  lookbehindBranches,
  lookbehindLengths,
  type Node,
  PatternError,
} from './tree.ts';

/** Instructions in the largest program; repetitions are written out. */
const MAXIMUM_PROGRAM = 5000;

export enum Code {
  /** One byte of the set. */
  SET,
  /** On at `first`, or else at `second`. */
  SPLIT,
  /** On at `first`. */
  JUMP,
  ASSERT,
  MATCH,
  // Only for the backtracking run:
  /** Place `first` of the captured places is here. */
  SAVE,
  /** What one of `groups` matched; `first` is 1 where case does not matter. */
  REFERENCE,
  /** The block up to `first` must match here, `second` bytes back; then on at `first`. */
  LOOK,
  /** As LOOK, but must not match. */
  LOOK_NOT,
  /** The block up to `first` must match here; it is not tried otherwise. */
  ATOMIC,
  /** End of a block. */
  END,
  /** On at `first` where place `second` is still here: an empty round of a loop is the last. */
  ROUND,
}

/** A pattern as instructions, in arrays of one length. */
export class Program {
  readonly codes: Code[] = [];
  readonly first: number[] = [];
  readonly second: number[] = [];
  readonly sets: (ByteSet | null)[] = [];
  readonly assertions: (Assertion | null)[] = [];
  readonly groups: (readonly number[] | null)[] = [];
  /** Places that SAVE and ROUND note. */
  places = 0;

  /** @param needsPlaces whether what is only for the backtracking run is written */
  constructor(
    node: Node,
    private readonly needsPlaces: boolean,
  ) {
    if (needsPlaces) this.places = 2 * (1 + highestGroup(node));
    this.write(node);
    this.emit(Code.MATCH);
  }

  private emit(code: Code, first = 0, second = 0): number {
    if (this.codes.length >= MAXIMUM_PROGRAM) {
      throw new PatternError({ code: 'expression-too-large' }, true);
    }
    this.codes.push(code);
    this.first.push(first);
    this.second.push(second);
    this.sets.push(null);
    this.assertions.push(null);
    this.groups.push(null);
    return this.codes.length - 1;
  }

  private get end(): number {
    return this.codes.length;
  }

  private write(node: Node): void {
    switch (node.kind) {
      case 'set':
        this.sets[this.emit(Code.SET)] = node.set;
        return;
      case 'assert':
        this.assertions[this.emit(Code.ASSERT)] = node.what;
        return;
      case 'sequence':
        for (const part of node.of) this.write(part);
        return;
      case 'either':
        this.either(node.of.map((part) => () => this.write(part)));
        return;
      case 'repeat':
        this.repeat(node);
        return;
      case 'capture':
        if (this.needsPlaces) this.emit(Code.SAVE, 2 * node.number);
        this.write(node.of);
        if (this.needsPlaces) this.emit(Code.SAVE, 2 * node.number + 1);
        return;
      case 'look':
        this.look(node);
        return;
      case 'atomic':
        this.block(Code.ATOMIC, 0, node.of);
        return;
      case 'reference':
        this.groups[this.emit(Code.REFERENCE, node.caseless ? 1 : 0)] = node.groups;
        return;
    }
  }

  private either(parts: readonly (() => void)[]): void {
    const jumps: number[] = [];
    parts.forEach((part, i) => {
      const isLast = i === parts.length - 1;
      const split = isLast ? -1 : this.emit(Code.SPLIT);
      if (split >= 0) this.first[split] = split + 1;
      part();
      if (!isLast) {
        jumps.push(this.emit(Code.JUMP));
        this.second[split] = this.end;
      }
    });
    for (const jump of jumps) this.first[jump] = this.end;
  }

  private block(code: Code, behind: number, of: Node): void {
    const start = this.emit(code, 0, behind);
    this.write(of);
    this.emit(Code.END);
    this.first[start] = this.end;
  }

  private look(node: Node & { kind: 'look' }): void {
    const code = node.isNegated ? Code.LOOK_NOT : Code.LOOK;
    if (!node.isBehind) {
      this.block(code, 0, node.of);
      return;
    }
    const lengths = lookbehindLengths(node.of) as number[];
    const parts = lookbehindBranches(node.of).map(
      (branch, i) => () => this.block(code, lengths[i], branch),
    );
    // None of the alternatives may match, or any must.
    if (node.isNegated) for (const part of parts) part();
    else this.either(parts);
  }

  /** A split whose preferred way is into the body, or, lazy, past it. */
  private branch(isLazy: boolean): { at: number; setExit: () => void } {
    const at = this.emit(Code.SPLIT);
    const [into, past] = isLazy ? [this.second, this.first] : [this.first, this.second];
    into[at] = at + 1;
    return {
      at,
      setExit: () => {
        past[at] = this.end;
      },
    };
  }

  private repeat({ of, minimum, maximum, isLazy }: Node & { kind: 'repeat' }): void {
    for (let i = 0; i < minimum; i++) {
      const before = this.end;
      this.write(of);
      // What writes nothing, written a thousand times within itself, still takes its time.
      if (this.end === before) return;
    }
    if (maximum === Number.POSITIVE_INFINITY) {
      const split = this.branch(isLazy);
      const place = this.needsPlaces ? this.places++ : 0;
      if (this.needsPlaces) this.emit(Code.SAVE, place);
      this.write(of);
      const round = this.needsPlaces ? this.emit(Code.ROUND, 0, place) : -1;
      this.emit(Code.JUMP, split.at);
      split.setExit();
      if (round >= 0) this.first[round] = this.end;
      return;
    }
    const splits = [];
    for (let i = minimum; i < maximum; i++) {
      splits.push(this.branch(isLazy));
      const before = this.end;
      this.write(of);
      if (this.end === before) break;
    }
    for (const split of splits) split.setExit();
  }
}

function highestGroup(node: Node): number {
  switch (node.kind) {
    case 'sequence':
    case 'either':
      return node.of.reduce((highest, part) => Math.max(highest, highestGroup(part)), 0);
    case 'capture':
      return Math.max(node.number, highestGroup(node.of));
    case 'repeat':
    case 'look':
    case 'atomic':
      return highestGroup(node.of);
    case 'reference':
      return Math.max(0, ...node.groups);
    default:
      return 0;
  }
}
