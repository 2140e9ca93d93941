import { isFailure, type KnownPlace, type Stage, type Verdict } from '../evidence/verdict.ts';

/** Of an endpoint, what tells whether a firewall rule is missing for it, and where. */
interface Judged {
  readonly verdict: Verdict;
  readonly stage: Stage | null;
  readonly patterns: readonly string[];
  readonly place: {
    readonly code: KnownPlace | 'unknown';
    readonly direction?: 'to-server' | 'to-client' | null;
  } | null;
}

/** Patterns of a port that is open: there is nothing to open for them. */
const PORT_IS_OPEN: ReadonlySet<string> = new Set(['attempts-lost', 'rate-limited']);

/** Whether a rule for the port is missing: nothing of the endpoint gets through at all. */
export function wantsOpening({ verdict, stage, patterns, place }: Judged): boolean {
  return (
    // Where the answers are stopped, what is asked for gets through.
    place?.direction !== 'to-client' &&
    (verdict === 'drop' || verdict === 'reject') &&
    (stage === 'question' || stage === 'after-syn') &&
    !patterns.some((code) => PORT_IS_OPEN.has(code))
  );
}

/** The places where endpoints fail, as far as they are known, each once. */
export function failingPlaces(endpoints: readonly Judged[]): KnownPlace[] {
  const places = endpoints.flatMap(({ verdict, place }) => {
    const code = place?.code ?? 'unknown';
    return isFailure(verdict) && code !== 'unknown' ? [code] : [];
  });
  return [...new Set(places)];
}
