import type { Lookup } from '../lookup/lookup.ts';
import { formatAddress } from '../wire/address-text.ts';
import { namesOf } from './context.ts';
import type { Target } from './target.ts';
import { listSome } from './target-text.ts';

/** Notes on targets; further ones are left out. */
const MAXIMUM_NOTES = 10;
const ADDRESSES_NAMED = 4;

/**
 * Notes on what the case is about and no client asks for in the capture: its verdict would be one on
 * something else.
 */
export function absentTargets(
  targets: readonly Target[],
  lookups: readonly Lookup[],
  tracker: Parameters<typeof namesOf>[1],
): { code: string; text: string }[] {
  if (targets.length === 0 && lookups.length === 0) return [];
  const asked = new Set<string>();
  for (const facts of tracker.endpoints.endpoints) {
    const known = [formatAddress(...facts.server), ...namesOf(facts, tracker)];
    for (const text of known)
      asked.add(text.toLowerCase()).add(`${text.toLowerCase()} ${facts.port}`);
  }
  const isAsked = (text: string, port: number | null) =>
    asked.has(port === null ? text.toLowerCase() : `${text.toLowerCase()} ${port}`);
  const absent = targets
    .filter(({ address, names, port }) => !isAsked(address ?? names[0] ?? '', port))
    .map(({ text }) => `${text}, a target of this case`);
  for (const { question, addresses, tool } of lookups) {
    if (question === null || addresses.length === 0) continue;
    if ([question, ...addresses].some((text) => isAsked(text, null))) continue;
    absent.push(`${question} (${listSome(addresses, ADDRESSES_NAMED)}), looked up with ${tool}`);
  }
  return [...new Set(absent)].slice(0, MAXIMUM_NOTES).map((what) => ({
    code: 'target-absent',
    text: `No client asks for ${what}, in this capture.`,
  }));
}
