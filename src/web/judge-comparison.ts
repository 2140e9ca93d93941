import { compare } from '../diagnosis/comparison/compare.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import { comparisonReportOf } from '../diagnosis/report/comparison-report-of.ts';
import { sidesReportOf } from '../diagnosis/report/sides-report-of.ts';
import { areSides, compareSides, mayBeSides } from '../diagnosis/sides/compare-sides.ts';
import type { Input } from '../platform/platform.ts';
import { diagnoseToCompare } from '../tasks/diagnose-input.ts';
import { UsageError } from '../tasks/errors.ts';
import { journalAgain } from '../tasks/journal.ts';
import { inOrder, type JudgedBy, judgeBoth, judgeLikeFirst } from '../tasks/judge-both.ts';
import type { Speaker } from '../words/say.ts';
import type { Judged, Judging } from './judged.ts';

/** Captures held against each other, as `pcap-verdict compare` does. */
export async function judgeComparison(judging: Judging): Promise<Judged> {
  const { files, task } = judging.request;
  const { platform, progress, redaction, words } = judging;
  const judge = async (index: number, by: JudgedBy) => {
    const label = files[index].path;
    const input = platform.input(label);
    return { input, ...(await diagnoseToCompare(input, { ...judging, ...by, label })) };
  };
  const journal = async ({ input, diagnosis, redacted }: Awaited<ReturnType<typeof judge>>) => {
    const { profile, capture } = diagnosis;
    const reading = { redaction, progress, label: capture.name };
    return { diagnosis, journal: await journalAgain(input, { profile, redacted }, reading) };
  };
  const compared = (
    reportIn: (speaker: Speaker) => ComparisonReport,
    judged: readonly { readonly input: Input; readonly diagnosis: Diagnosis }[],
  ): Judged => ({
    captures: judged.map(({ input, diagnosis }) => ({
      name: diagnosis.capture.name,
      input,
      diagnosis,
      marks: undefined,
    })),
    name: words.comparisonName,
    render(format, speaker, rendering) {
      const text = format.renderComparison?.(reportIn(speaker), rendering);
      return text === undefined ? null : [text];
    },
  });
  if (task === 'sides') {
    const judged = await judgeLikeFirst(judge, files.length, {
      ...{ profile: judging.profile, isTogether: false },
      productOf: ({ diagnosis }) => diagnosis.profile,
    });
    const places = await inOrder(judged.length, false, (index) => journal(judged[index]));
    const sides = compareSides(places);
    return compared((speaker) => sidesReportOf(sides, speaker), judged);
  }
  if (files.length !== 2) throw new UsageError(words.twoCaptures);
  const [one, other] = await judgeBoth(judge, judging.profile);
  if (redaction === undefined && mayBeSides(one.diagnosis, other.diagnosis)) {
    const sides = compareSides([await journal(one), await journal(other)]);
    if (areSides(sides)) return compared((speaker) => sidesReportOf(sides, speaker), [one, other]);
  }
  const comparison = compare(one, other);
  return compared((speaker) => comparisonReportOf(comparison, speaker), [one, other]);
}
