import type { CaptureProblem } from '../capture/errors.ts';
import { escapeText } from '../protocols/escape.ts';

const SHOWN = 5;

/** Says on standard error where and why a list of a damaged capture is not whole. */
export function reportProblems(problems: readonly CaptureProblem[]): void {
  for (const { offset, text } of problems.slice(0, SHOWN)) {
    process.stderr.write(`pcap-verdict: at byte ${offset}: ${escapeText(text)}\n`);
  }
  const further = problems.length - SHOWN;
  if (further > 0) process.stderr.write(`pcap-verdict: and ${further} further problems\n`);
}
