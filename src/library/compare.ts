import { compare as compareCaptures } from '../diagnosis/comparison/compare.ts';
import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import { comparisonReportOf } from '../diagnosis/report/comparison-report-of.ts';
import { diagnoseToCompare } from '../tasks/diagnose-input.ts';
import { type JudgedBy, judgeBoth } from '../tasks/judge-both.ts';
import { toldInWords } from '../words/errors/said.ts';
import { type CaptureInput, inputOf } from './capture.ts';
import { type DiagnoseOptions, inputOptions, redactionOf, speakerFor } from './diagnose.ts';
import { spoken } from './spoken.ts';

export type CompareOptions = Omit<DiagnoseOptions, 'frames' | 'firewallLogs' | 'logTimeZone'>;

/**
 * Holds two captures of one thing against each other: `first` of the network where it fails, `second` of another
 * one.
 * @throws InputError, DisplayFilterError, the signal's reason
 */
export async function compare(
  first: CaptureInput,
  second: CaptureInput,
  options: CompareOptions = {},
): Promise<ComparisonReport> {
  return toldInWords(() => compared(first, second, options));
}

async function compared(
  first: CaptureInput,
  second: CaptureInput,
  options: CompareOptions,
): Promise<ComparisonReport> {
  const redaction = options.redact && redactionOf(options.redact);
  const judge = (which: number, by: JudgedBy) => {
    // Look-ups were made on the first network.
    const lookups = which === 0 ? options.lookups : [];
    return diagnoseToCompare(inputOf(which === 0 ? first : second), {
      ...inputOptions({ ...options, lookups }, redaction),
      ...by,
    });
  };
  const [one, other] = await judgeBoth(judge, options.profile);
  const speaker = await speakerFor(options.language);
  return spoken(comparisonReportOf(compareCaptures(one, other), speaker), speaker);
}
