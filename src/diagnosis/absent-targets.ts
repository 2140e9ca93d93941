import type { Lookup } from '../inputs/lookups/lookup.ts';
import { formatAddress } from '../protocols/address-text.ts';
import { listSome } from '../words/en/phrases.ts';
import { namesOf } from './context.ts';
import type { Target } from './target.ts';

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
  const wanted = new Set<string>();
  for (const { address, names, port } of targets)
    wanted.add(keyOf(address ?? names[0] ?? '', port));
  const ports = new Set([null, ...targets.map(({ port }) => port)]);
  for (const { question, addresses } of lookups) {
    for (const text of [question ?? '', ...addresses]) {
      for (const port of ports) wanted.add(keyOf(text, port));
    }
  }
  const asked = new Set<string>();
  for (const facts of tracker.endpoints.endpoints) {
    for (const text of [formatAddress(...facts.server), ...namesOf(facts, tracker)]) {
      for (const key of [keyOf(text, null), keyOf(text, facts.port)]) {
        if (wanted.has(key)) asked.add(key);
      }
    }
  }
  // A name is asked for where an address is that a look-up gives for it.
  const isLookedUp = (name: string, port: number | null) =>
    lookups.some(
      (lookup) =>
        lookup.names.some((known) => known.toLowerCase() === name.toLowerCase()) &&
        lookup.addresses.some((address) => asked.has(keyOf(address, port))),
    );
  const absent = targets
    .filter(({ address, names: [name = ''], port }) => {
      const isAsked = asked.has(keyOf(address ?? name, port));
      return !isAsked && (address !== null || !isLookedUp(name, port));
    })
    .map(({ text }) => `${text}, a target of this case`);
  for (const { question, addresses, tool } of lookups) {
    if (question === null || addresses.length === 0) continue;
    if ([question, ...addresses].some((text) => asked.has(keyOf(text, null)))) continue;
    absent.push(`${question} (${listSome(addresses, ADDRESSES_NAMED)}), looked up with ${tool}`);
  }
  return [...new Set(absent)].slice(0, MAXIMUM_NOTES).map((what) => ({
    code: 'target-absent',
    text: `No client asks for ${what}, in this capture.`,
  }));
}

function keyOf(text: string, port: number | null): string {
  return port === null ? text.toLowerCase() : `${text.toLowerCase()} ${port}`;
}
