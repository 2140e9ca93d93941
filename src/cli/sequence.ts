import type { Report } from '../diagnosis/report/report.ts';
import type { Platform } from '../platform/platform.ts';
import type { CaptureInput } from '../tasks/input.ts';
import { filesWords } from '../words/command-line/files.ts';
import { UsageError } from './errors.ts';
import { refuseMissing } from './missing-files.ts';

/**
 * What a command about one capture reads: the only file, or with `--sequence` all of them as one.
 * @param paths as they were given; at least one
 * @throws UsageError where there are several files and nobody says that they are one capture
 */
export function oneCapture(
  paths: readonly string[],
  isSequence: boolean,
  platform: Platform,
): CaptureInput {
  if (!isSequence) {
    if (paths.length === 1) {
      refuseMissing(paths);
      return platform.input(paths[0]);
    }
    throw new UsageError(
      filesWords.tooManyCaptures(paths.length),
      filesWords.tooManyCapturesAdvice,
    );
  }
  if (paths.includes('-')) {
    throw new UsageError(
      filesWords.sequenceFromStandardInput,
      filesWords.sequenceFromStandardInputAdvice,
    );
  }
  refuseMissing(paths);
  return {
    label: paths.length === 1 ? paths[0] : `${paths[0]} and ${paths.length - 1} more`,
    file: null,
    isRepeatable: true,
    parts: paths.map((path) => platform.input(path)),
  };
}

/** Microseconds from the end of a file to the beginning of the next that are no break between captures. */
const LONGEST_BREAK = 60e6;

/**
 * Whether captures look like the files of one: names that differ in their digits alone, and times that follow
 * one another.
 */
export function looksLikeSequence(captures: readonly Report['capture'][]): boolean {
  if (captures.length < 2) return false;
  const stems = new Set(captures.map(({ name }) => name.replace(/\d+/g, '')));
  const hasNumbers = captures.filter(({ name }) => /\d/.test(name)).length >= captures.length - 1;
  if (stems.size > 1 || !hasNumbers) return false;
  const spans = captures
    .map(({ firstTime, lastTime }) => [Date.parse(firstTime ?? ''), Date.parse(lastTime ?? '')])
    .sort(([one], [other]) => one - other);
  return spans.every(([first], i) => {
    const gap = i === 0 ? 0 : first - spans[i - 1][1];
    // A file without packets has no times.
    return gap >= 0 && gap * 1e3 <= LONGEST_BREAK;
  });
}
