import { compare as compareCaptures } from '../diagnosis/comparison/compare.ts';
import type { ComparedCapture } from '../diagnosis/comparison/networks.ts';
import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import { comparisonReportOf } from '../diagnosis/report/comparison-report-of.ts';
import type { Profile } from '../profiles/profile.ts';
import { GENERIC_PROFILE, profileNamed } from '../profiles/profiles.ts';
import { diagnoseToCompare } from '../tasks/diagnose-input.ts';
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
  const judge = (input: CaptureInput, profile: Profile | undefined, isFirst: boolean) => {
    // Look-ups were made on the first network.
    const lookups = isFirst ? options.lookups : [];
    return diagnoseToCompare(
      inputOf(input),
      inputOptions({ ...options, profile, lookups }, redaction),
    );
  };
  let one = await judge(first, options.profile, true);
  const product = options.profile ?? productOf(one);
  const other = await judge(second, product, false);
  // The first has none of the product's servers, which may be what is wrong with it.
  const late = product === undefined ? productOf(other) : undefined;
  if (late !== undefined) one = await judge(first, late, true);
  const speaker = await speakerFor(options.language);
  return spoken(comparisonReportOf(compareCaptures(one, other), speaker), speaker);
}

/** The product that a capture was found to be about; undefined where it is about none. */
function productOf({ diagnosis: { profile } }: ComparedCapture): Profile | undefined {
  return profile.name === GENERIC_PROFILE.name ? undefined : profileNamed(profile.name);
}
