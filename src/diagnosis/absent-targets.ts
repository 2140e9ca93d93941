import type { Lookup } from '../inputs/lookups/lookup.ts';
import { formatAddress } from '../protocols/address-text.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { Sentence } from '../words/say.ts';
import { namesOf } from './context.ts';
import type { Note } from './diagnosis.ts';
import type { Target } from './target.ts';

/** A note on a target. */
interface AbsentNote extends Note {
  readonly sentence: Extract<Sentence, { code: 'target-absent' | 'target-not-tried' }>;
}

/** Notes on targets; further ones are left out. */
const MAXIMUM_NOTES = 10;

/**
 * The target whose name a DNS server keeps from its client: no SYN to it is in the capture, as its name never
 * came to an address. What became of its look-up is what became of it.
 */
export class UnresolvedTargets {
  /** By name in small letters. */
  readonly #byName = new Map<string, Target>();

  /** @param targets those that the user named */
  constructor(targets: readonly Target[], tracker: Parameters<typeof namesOf>[1]) {
    for (const target of targets) {
      if (target.address === null) this.#byName.set(target.names[0].toLowerCase(), target);
    }
    if (this.#byName.size === 0) return;
    // What is asked for has endpoints of its own.
    for (const facts of tracker.endpoints.endpoints) {
      for (const name of namesOf(facts, tracker)) this.#byName.delete(name.toLowerCase());
      for (const { name } of facts.proxied) this.#byName.delete(name.toLowerCase());
    }
  }

  /** The target that a DNS server was asked for in vain; null where it is none. */
  of({ isDns, dns }: EndpointFacts): Target | null {
    if (!isDns || this.#byName.size === 0) return null;
    for (const { name } of [...dns.nowhere, ...dns.questions]) {
      const target = this.#byName.get(name.toLowerCase());
      if (target !== undefined) return target;
    }
    return null;
  }
}

/**
 * Notes on what the case is about and no client asks for in the capture: its verdict would be one on
 * something else.
 * @param ofDns targets that have the verdict of their DNS
 */
export function absentTargets(
  targets: readonly Target[],
  lookups: readonly Lookup[],
  tracker: Parameters<typeof namesOf>[1],
  ofDns: readonly (Target | null)[],
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
  const untried = targets
    .filter(({ address, names: [name = ''], port }) => {
      const isAsked = asked.has(keyOf(address ?? name, port));
      return !isAsked && (address !== null || !isLookedUp(name, port));
    })
    // The verdict of its DNS is its own.
    .filter((target) => !ofDns.includes(target));
  const missing = [...new Map(untried.map((target) => [target.text, target])).values()];
  const lookedUp = lookups.flatMap(({ question, addresses, tool }) => {
    if (question === null || addresses.length === 0) return [];
    const isAsked = [question, ...addresses].some((text) => asked.has(keyOf(text, null)));
    return isAsked ? [] : [{ question, addresses, tool }];
  });
  const absent = [...missing.map(({ text }) => ({ given: text })), ...distinct(lookedUp)];
  return [
    ...absent.slice(0, MAXIMUM_NOTES).map((target) => ({
      code: 'target-absent',
      sentence: { code: 'target-absent', target } as const,
    })),
    ...missing.slice(0, MAXIMUM_NOTES).flatMap((target) => notTried(target, tracker)),
  ];
}

/**
 * A name that the case is about came to an address, and nothing was sent there. That alone is everyday:
 * browsers look up what may be wanted next. It is what a firewall on the PC itself leaves to be seen.
 */
function notTried(
  { address, names: [name = ''], port }: Target,
  { names }: Parameters<typeof namesOf>[1],
): AbsentNote[] {
  const answer = address === null ? names.givenFor(name) : null;
  if (answer === null) return [];
  const addresses = answer.addresses.map((words) => formatAddress(...words)).sort();
  const { frame } = answer;
  return [
    {
      code: 'target-not-tried',
      sentence: { code: 'target-not-tried', name, addresses, port, frame },
    },
  ];
}

/** Look-ups that say the same, once. */
function distinct<One extends object>(lookedUp: readonly One[]): One[] {
  return [...new Map(lookedUp.map((one) => [JSON.stringify(one), one])).values()];
}

function keyOf(text: string, port: number | null): string {
  return port === null ? text.toLowerCase() : `${text.toLowerCase()} ${port}`;
}
