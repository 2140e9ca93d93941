import { compareReports } from '../../diagnosis/comparison/compare.ts';
import type { ComparedCapture } from '../../diagnosis/comparison/compare-networks.ts';
import type { Target } from '../../diagnosis/target.ts';
import type { ReportFormat } from '../../documents/format.ts';
import { FORMATS, type ReportFormatName } from '../../documents/formats.ts';
import type { DisplayFilter } from '../../filter/display-filter.ts';
import type { Lookup } from '../../inputs/lookups/lookup.ts';
import type { Profile } from '../../profiles/profile.ts';
import { GENERIC_PROFILE, profileNamed } from '../../profiles/profiles.ts';
import { diagnoseToCompare } from '../diagnose-capture.ts';
import { pathInput } from '../input.ts';
import { subject } from '../options.ts';
import { loadProfile } from '../profile-file.ts';
import { Progress } from '../progress.ts';
import type { Redaction } from '../redaction.ts';
import { renderOptions } from '../rendering.ts';
import { documentTarget, shortName } from '../report-writer.ts';
import { UsageError } from '../usage-error.ts';

export interface CompareCommandOptions {
  readonly first: string;
  readonly second: string;
  readonly format: ReportFormatName;
  readonly outputFile: string | undefined;
  readonly displayFilter: DisplayFilter | undefined;
  readonly profile: string | undefined;
  readonly targets: readonly Target[];
  /** Made on the first network. */
  readonly lookups: readonly Lookup[];
  readonly timeZone: string | undefined;
  readonly exitCode: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly redaction?: Redaction | undefined;
}

/** `pcap-verdict compare FIRST SECOND`: the cross-check. Returns the exit status. */
export async function compareCommand(options: CompareCommandOptions): Promise<number> {
  const { first, second, outputFile } = options;
  if (first === '-' && second === '-') {
    throw new UsageError('only one of the two captures can be standard input');
  }
  const format: ReportFormat = await FORMATS[options.format].load();
  if (format.renderComparison === undefined)
    throw new UsageError(`-f ${format.name} has no comparisons`);
  const rendering = renderOptions(options);
  const target = documentTarget(outputFile, [first, second]);
  const [one, other] = await bothJudged(
    options,
    await loadProfile(options.profile, options.redaction),
  );
  const comparison = compareReports(one, other);
  await target.write(format.renderComparison(comparison, rendering));
  await target.flush();
  const fails = one.report.endpoints.some(
    ({ verdict }) => verdict === 'drop' || verdict === 'reject',
  );
  return options.exitCode && fails ? 1 : 0;
}

/** Both captures judged with one profile: the one asked for, else the first product that is in one. */
async function bothJudged(
  options: CompareCommandOptions,
  profile: Profile | undefined,
): Promise<[ComparedCapture, ComparedCapture]> {
  const judge = judgeWith(options);
  const one = await judge(options.first, 1, profile);
  if (profile !== undefined) return [one, await judge(options.second, 2, profile)];
  const product = productOf(one);
  const isRepeatable = pathInput(options.first).isRepeatable;
  const other = await judge(
    options.second,
    2,
    product ?? (isRepeatable ? undefined : GENERIC_PROFILE),
  );
  // The first has none of the product's servers, which may be what is wrong with it.
  const late = product === undefined ? productOf(other) : undefined;
  return [late === undefined ? one : await judge(options.first, 1, late), other];
}

/** The product that a capture was found to be about; undefined where it is about none. */
function productOf({ report }: ComparedCapture): Profile | undefined {
  return report.profile === GENERIC_PROFILE.name ? undefined : profileNamed(report.profile);
}

/** Judges one of the two; a message about it names it. */
function judgeWith(options: CompareCommandOptions) {
  const { displayFilter, targets, lookups, redaction, quiet } = options;
  const progress = new Progress(process.stderr, process.stderr.isTTY === true && !quiet);
  return async (
    path: string,
    number: 1 | 2,
    profile: Profile | undefined,
  ): Promise<ComparedCapture> => {
    subject.path = path;
    const judged = await diagnoseToCompare(pathInput(path), {
      displayFilter,
      profile,
      targets,
      lookups: number === 1 ? lookups : [],
      progress,
      label: `${number} of 2, ${shortName(path)}`,
      redaction,
    });
    subject.path = '';
    return judged;
  };
}
