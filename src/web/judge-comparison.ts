import { compare } from '../diagnosis/comparison/compare.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { ComparisonReport } from '../diagnosis/report/comparison.ts';
import { comparisonReportOf } from '../diagnosis/report/comparison-report-of.ts';
import { sidesReportOf } from '../diagnosis/report/sides-report-of.ts';
import { areSides, compareSides, mayBeSides } from '../diagnosis/sides/compare-sides.ts';
import type { Input } from '../platform/platform.ts';
import type { Profile } from '../profiles/profile.ts';
import { diagnoseToCompare } from '../tasks/diagnose-input.ts';
import { UsageError } from '../tasks/errors.ts';
import { reopen } from '../tasks/input.ts';
import { journalOf } from '../tasks/journal.ts';
import { judgeBoth } from '../tasks/judge-both.ts';
import type { Speaker } from '../words/say.ts';
import type { Judged, Judging } from './judged.ts';

/** Captures held against each other, as `pcap-verdict compare` does. */
export async function judgeComparison(judging: Judging): Promise<Judged> {
  const { files, task } = judging.request;
  const { platform, progress, redaction, words } = judging;
  const judge = async (index: number, profile: Profile | undefined) => {
    const label = files[index].path;
    const input = platform.input(label);
    return { input, ...(await diagnoseToCompare(input, { ...judging, profile, label })) };
  };
  const journal = async (one: Awaited<ReturnType<typeof judge>>) => ({
    diagnosis: one.diagnosis,
    journal: await journalOf(
      await reopen(one.input, redaction),
      one.diagnosis.profile,
      progress,
      one.diagnosis.capture.name,
    ),
  });
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
    const judged = [];
    const places = [];
    for (const index of files.keys()) {
      const one = await judge(index, judging.profile ?? judged[0]?.diagnosis.profile);
      judged.push(one);
      places.push(await journal(one));
    }
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
