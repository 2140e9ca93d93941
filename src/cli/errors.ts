import type { CaptureProblem } from '../capture/errors.ts';
import { usageWords } from '../words/command-line/usage.ts';
import { said } from '../words/errors/said.ts';
import type { Session } from './session.ts';

export { errorLines, reason, UsageError } from '../tasks/errors.ts';

/** Exit status of wrong usage, a bad filter, or input that cannot be read. */
export const EXIT_UNUSABLE = 2;

/** The second line where the usage as such was wrong. */
export const USAGE_HINT = usageWords.usageHint;

/** What messages call a capture that was given as `path`; '' stays ''. */
export function captureName(path: string): string {
  return path === '-' ? 'standard input' : path;
}

const SHOWN_PROBLEMS = 5;

/** Says on standard error where and why a list of a damaged capture is not whole. */
export function reportProblems(problems: readonly CaptureProblem[], { stderr }: Session): void {
  for (const { offset, sentence } of problems.slice(0, SHOWN_PROBLEMS)) {
    stderr.write(usageWords.captureProblem(offset, said(sentence)));
  }
  const further = problems.length - SHOWN_PROBLEMS;
  if (further > 0) stderr.write(usageWords.furtherCaptureProblems(further));
}
