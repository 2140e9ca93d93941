import type { CaptureProblem, CaptureProblemCode } from './errors.ts';

/** Problems kept with their text; further ones are only counted. */
const KEPT = 100;

/** What went wrong in one capture, in a list that damage cannot make grow without end. */
export class ProblemList {
  readonly kept: CaptureProblem[] = [];
  /** How many more there were. */
  further = 0;
  #values = 0;

  add(code: CaptureProblemCode, offset: number, text: string): void {
    if (this.kept.length < KEPT) this.kept.push({ code, offset, text });
    else this.further++;
  }

  /** A value that was replaced: a file with one such value often has thousands, so few are kept. */
  addValue(offset: number, text: string): void {
    if (this.#values++ < 3) this.add('bad-value', offset, text);
    else this.further++;
  }
}
