import { ProfileMatcher } from '../profile/profile.ts';
import { GENERIC_PROFILE } from '../profile/profiles.ts';
import type { CaseFinding } from '../report/case-report.ts';
import type { Report } from '../report/report.ts';
import { lookupFindings } from '../verdict/lookup-findings.ts';
import type { CaseInput } from './case-input.ts';

/** What look-ups tell where no capture can be held against them. */
export function lookedUpAlone({ captures, lookups, profiles }: CaseInput): CaseFinding[] {
  if (captures.length > 0) return [];
  const matchers = profiles.map((profile) => new ProfileMatcher(profile));
  const matcher =
    matchers.find((one) =>
      lookups.some(({ names }) => names.some((name) => one.functionNamed(name) !== null)),
    ) ?? new ProfileMatcher(GENERIC_PROFILE);
  return lookupFindings(lookups, { matcher, tracker: null }).map((finding) => ({
    id: finding.id,
    title: finding.title,
    verdict: finding.verdict,
    confidence: finding.confidence,
    source: null,
    together: finding.scope === '' ? [] : [finding.scope],
    cited: [],
    impact: finding.impact,
    remedy: finding.remedy,
  }));
}

/** What all captures say of the whole case, and not of their own packets, is said by the first only. */
export function withoutRepeats(reports: readonly Report[]): Report[] {
  return reports.map((report, index) => {
    const quality = report.capture.quality.filter(
      (note) =>
        note.code !== 'target-absent' ||
        (index === 0 && reports.every((other) => hasNote(other, note.text))),
    );
    return { ...report, capture: { ...report.capture, quality } };
  });
}

function hasNote({ capture }: Report, text: string): boolean {
  return capture.quality.some((note) => note.text === text);
}
