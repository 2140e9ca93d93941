import type { Lookup } from '../inputs/lookups/lookup.ts';
import { formatAddress } from '../protocols/address-text.ts';
import type { Sentence } from '../words/say.ts';
import { namesOf } from './context.ts';
import type { Note } from './diagnosis.ts';
import type { Target } from './target.ts';

/** A note on a target. */
interface AbsentNote extends Note {
  readonly sentence: Extract<Sentence, { code: 'target-absent' }>;
}

/** Notes on targets; further ones are left out. */
const MAXIMUM_NOTES = 10;

/**
 * Notes on what the case is about and no client asks for in the capture: its verdict would be one on
 * something else.
 */
export function absentTargets(
  targets: readonly Target[],
  lookups: readonly Lookup[],
  tracker: Parameters<typeof namesOf>[1],
): AbsentNote[] {
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
    // Of a proxy it is asked for by its name.
    for (const { name, port } of facts.proxied) {
      for (const key of [keyOf(name, null), keyOf(name, port)]) if (wanted.has(key)) asked.add(key);
    }
  }
  // A name is asked for where an address is that a look-up gives for it.
  const isLookedUp = (name: string, port: number | null) =>
    lookups.some(
      (lookup) =>
        lookup.names.some((known) => known.toLowerCase() === name.toLowerCase()) &&
        lookup.addresses.some((address) => asked.has(keyOf(address, port))),
    );
  const given = targets
    .filter(({ address, names: [name = ''], port }) => {
      const isAsked = asked.has(keyOf(address ?? name, port));
      return !isAsked && (address !== null || !isLookedUp(name, port));
    })
    .map(({ text }) => text);
  const lookedUp = lookups.flatMap(({ question, addresses, tool }) => {
    if (question === null || addresses.length === 0) return [];
    const isAsked = [question, ...addresses].some((text) => asked.has(keyOf(text, null)));
    return isAsked ? [] : [{ question, addresses, tool }];
  });
  const absent = [...[...new Set(given)].map((one) => ({ given: one })), ...distinct(lookedUp)];
  return absent.slice(0, MAXIMUM_NOTES).map((target) => ({
    code: 'target-absent',
    sentence: { code: 'target-absent', target },
  }));
}

/** Look-ups that say the same, once. */
function distinct<One extends object>(lookedUp: readonly One[]): One[] {
  return [...new Map(lookedUp.map((one) => [JSON.stringify(one), one])).values()];
}

function keyOf(text: string, port: number | null): string {
  return port === null ? text.toLowerCase() : `${text.toLowerCase()} ${port}`;
}
