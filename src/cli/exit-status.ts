import type { Verdict } from '../evidence/verdict.ts';

/** What of a report decides the exit status. */
interface Judged {
  readonly summary: { readonly verdict: Verdict };
  readonly endpoints: readonly { readonly verdict: Verdict }[];
}

function isBlocked({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === 'drop' || verdict === 'reject' || verdict === 'intercepted';
}

/**
 * Whether `--exit-code` fails: a service is dropped, rejected or answered by another, or the capture
 * cannot carry an all-clear. An empty capture is no green pipeline.
 */
export function isRed({ summary, endpoints }: Judged): boolean {
  return summary.verdict === 'inconclusive' || [summary, ...endpoints].some(isBlocked);
}
