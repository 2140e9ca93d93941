import { ProfileMatcher } from '../../profiles/profile.ts';
import { GENERIC_PROFILE } from '../../profiles/profiles.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { Sentence } from '../../words/say.ts';
import type { Diagnosis, Finding } from '../diagnosis.ts';
import { lookupFindings } from '../lookup-findings.ts';
import type { CaseFinding, CaseInput } from './case.ts';

/** What look-ups tell where no capture can be held against them. */
export function lookedUpAlone({ captures, lookups, profiles }: CaseInput): CaseFinding[] {
  if (captures.length > 0) return [];
  const matchers = profiles.map((profile) => new ProfileMatcher(profile));
  const matcher =
    matchers.find((one) =>
      lookups.some(({ names }) => names.some((name) => one.functionNamed(name) !== null)),
    ) ?? new ProfileMatcher(GENERIC_PROFILE);
  return lookupFindings(lookups, { matcher, tracker: null }).map(
    ({ id, title, verdict, confidence, impact, remedy, scope }) => ({
      ...{ id, title, verdict, confidence, impact, remedy },
      source: null,
      correlation: [scope],
      cited: [],
    }),
  );
}

/**
 * The captures, without what is settled by another of them: a look-up gives an address that a client
 * uses there, or the name that it has no address for is reached there. What stays names its capture.
 */
export function withLookupsSettled({ captures, lookups }: CaseInput): CaseInput['captures'] {
  if (captures.length < 2) return captures;
  const used = new Set(
    captures.flatMap(({ diagnosis }) =>
      diagnosis.endpoints.map(({ server }) => formatAddress(...server)),
    ),
  );
  const agreeing = new Set(
    lookups
      .filter(({ addresses }) => addresses.some((address) => used.has(address)))
      .map(({ question }) => question?.toLowerCase()),
  );
  const harmless = new Set(
    captures.flatMap(({ diagnosis }) =>
      diagnosis.findings.filter(({ impact }) => impact.length === 0).map(({ id }) => id),
    ),
  );
  const settled = (finding: Finding, name: string): Finding[] => {
    const { cause, lookedUp, title, scope } = finding;
    if (lookedUp === undefined) return [finding];
    if (cause === 'lookup-differs' && agreeing.has(lookedUp)) return [];
    if (finding.impact.length > 0 && harmless.has(finding.id)) return [];
    const named = (sentence: Sentence): Sentence =>
      'capture' in sentence && sentence.capture === null
        ? ({ ...sentence, capture: name } as Sentence)
        : sentence;
    return [{ ...finding, title: named(title), scope: scope.map(named) }];
  };
  return captures.map(({ diagnosis, ...capture }) => ({
    ...capture,
    diagnosis: {
      ...diagnosis,
      findings: diagnosis.findings.flatMap((one) => settled(one, diagnosis.capture.name)),
    },
  }));
}

/** What all captures say of the whole case, and not of their own packets, is said by the first only. */
export function withoutRepeats(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  return diagnoses.map((diagnosis, index) => {
    const quality = diagnosis.capture.quality.filter((note) => {
      if (note.code !== 'target-absent') return true;
      const key = JSON.stringify(note);
      return index === 0 && diagnoses.every((other) => hasNote(other, key));
    });
    return { ...diagnosis, capture: { ...diagnosis.capture, quality } };
  });
}

function hasNote({ capture }: Diagnosis, key: string): boolean {
  return capture.quality.some(
    (note) => note.code === 'target-absent' && JSON.stringify(note) === key,
  );
}
