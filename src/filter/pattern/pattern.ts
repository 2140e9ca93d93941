/*
 * Regular expressions for `matches`: PCRE2's syntax over bytes. JavaScript's own engine, which
 * backtracks without bound, is not used: a filter may come from anyone. What can be run as a set of
 * states is; the rest is run with a bound on its steps.
 */
import { parsePattern } from './parser.ts';
import { Program } from './program.ts';
import { BacktrackingRun, StateRun } from './run.ts';
import { firstBytes, needsBacktracking } from './tree.ts';

export { PatternError } from './tree.ts';

/** A compiled pattern. */
export class Pattern {
  private readonly run: StateRun | BacktrackingRun;

  /** @param text the pattern, one character per byte @throws PatternError */
  constructor(text: string) {
    const node = parsePattern(text);
    const backtracks = needsBacktracking(node);
    const program = new Program(node, backtracks);
    this.run = backtracks ? new BacktrackingRun(program, firstBytes(node)) : new StateRun(program);
  }

  /** Whether the pattern matches anywhere in [start, end). */
  testBytes(bytes: Uint8Array, start: number, end: number): boolean {
    return this.run.test(bytes, start, end);
  }

  /** Whether the pattern matches anywhere in a text of one character per byte. */
  testText(text: string): boolean {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return this.testBytes(bytes, 0, bytes.length);
  }
}
