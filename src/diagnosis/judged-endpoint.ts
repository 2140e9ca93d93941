import { isFailure } from '../evidence/verdict.ts';
import type { FunctionMatch } from '../profiles/profile.ts';
import { formatAddress, MAPPED_PREFIX } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { isDistant } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';
import type { Judgement } from './judge.ts';
import type { KnownBy } from './known-by.ts';
import type { Place } from './place.ts';
import type { Target } from './target.ts';

/** An endpoint with its verdict. */
export interface JudgedEndpoint {
  readonly facts: EndpointFacts;
  readonly judgement: Judgement;
  readonly match: FunctionMatch | null;
  /** Where a failure comes from, as far as the capture tells; null where nothing failed. */
  readonly place: Place | null;
  /** What the profile or the capture calls the server, or null. */
  readonly name: string | null;
  /** The target that it is, where the case is about some. */
  readonly target: Target | null;
  /** How it is known what the server is; null where it is neither the product's nor a target. */
  readonly knownBy: KnownBy | null;
}

/** Silent UDP that need not answer is no finding; it stands in the table only. */
export function isWorthFinding(endpoint: JudgedEndpoint): boolean {
  return (
    isFailure(endpoint.judgement.verdict) ||
    endpoint.facts.protocol === Protocol.TCP ||
    endpoint.facts.isDns
  );
}

/** Whether the server is off the client's site. */
export function isOutside({ facts }: JudgedEndpoint): boolean {
  return isDistant(facts.client, facts.server);
}

export function isIpv6({ facts }: JudgedEndpoint): boolean {
  const [word0, word1, word2] = facts.server;
  return word0 !== 0 || word1 !== 0 || word2 !== MAPPED_PREFIX;
}

export function serverOf({ facts }: JudgedEndpoint): string {
  return formatAddress(...facts.server);
}

/** "tcp 443": what a firewall rule names beside addresses; what is asked for, where no port is known. */
export function portOf({ facts }: JudgedEndpoint): string {
  if (facts.isPortAssumed) return PORT_NOT_SHOWN;
  return `${facts.protocol === Protocol.TCP ? 'tcp' : 'udp'} ${facts.port}`;
}

/** A packet list shows DNS, and not on which port. */
export const PORT_NOT_SHOWN = 'DNS (port not shown)';

export function hasPattern({ judgement }: JudgedEndpoint, code: string): boolean {
  return judgement.evidence.some((row) => row.code === code);
}

/** Lists of endpoints by a key, in the order in which the keys come up. */
export function groupBy(
  endpoints: readonly JudgedEndpoint[],
  keyOf: (endpoint: JudgedEndpoint) => string,
): Map<string, JudgedEndpoint[]> {
  const groups = new Map<string, JudgedEndpoint[]>();
  for (const endpoint of endpoints) {
    const key = keyOf(endpoint);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [endpoint]);
    else group.push(endpoint);
  }
  return groups;
}

export function distinct(
  endpoints: readonly JudgedEndpoint[],
  keyOf: (endpoint: JudgedEndpoint) => string,
): number {
  return new Set(endpoints.map(keyOf)).size;
}
