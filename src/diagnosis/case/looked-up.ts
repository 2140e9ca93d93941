import { ProfileMatcher } from '../../profiles/profile.ts';
import { GENERIC_PROFILE } from '../../profiles/profiles.ts';
import { say, sayAll } from '../../words/say.ts';
import { words } from '../../words/words.ts';
import { lookupFindings } from '../lookup-findings.ts';
import type { CaseFinding } from '../report/case-report.ts';
import type { Report, ReportFinding } from '../report/report.ts';
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
    title: say(finding.title),
    verdict: finding.verdict,
    confidence: finding.confidence,
    source: null,
    together: [sayAll(finding.scope)],
    cited: [],
    impact: sayAll(finding.impact),
    remedy: finding.remedy.map(say),
  }));
}

/**
 * The captures, without what is settled by another of them: a look-up gives an address that a client
 * uses there, or the name that it has no address for is reached there. What stays names its capture.
 */
export function withLookupsSettled({ captures, lookups }: CaseInput): CaseInput['captures'] {
  if (captures.length < 2) return captures;
  const used = new Set(
    captures.flatMap(({ report }) => report.endpoints.map(({ server }) => server)),
  );
  const agreeing = new Set(
    lookups
      .filter(({ addresses }) => addresses.some((address) => used.has(address)))
      .map(({ question }) => question?.toLowerCase()),
  );
  const harmless = new Set(
    captures.flatMap(({ report }) =>
      report.findings.filter(({ impact }) => impact === '').map(({ id }) => id),
    ),
  );
  const settled = (finding: ReportFinding, { capture }: Report): ReportFinding[] => {
    const [, code, question] = finding.id.split('/');
    if (!Object.hasOwn(words.lookups, code)) return [finding];
    const differs = code === 'lookup-differs';
    if (differs && agreeing.has(question)) return [];
    if (finding.impact !== '' && harmless.has(finding.id)) return [];
    const title = differs ? `${finding.title} in ${capture.name}` : finding.title;
    const scope = finding.scope.replace(' In this capture ', ` In ${capture.name} `);
    return [{ ...finding, title, scope }];
  };
  return captures.map(({ report, ...capture }) => ({
    ...capture,
    report: { ...report, findings: report.findings.flatMap((one) => settled(one, report)) },
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
