import type { Lookup } from '../inputs/lookups/lookup.ts';
import type { ProfileFunction, ProfileMatcher } from '../profiles/profile.ts';
import { PUBLIC_PRODUCTS } from '../profiles/profiles.ts';
import {
  type AddressWords,
  familyOf,
  formatAddress,
  parseAddress,
} from '../protocols/address-text.ts';
import { isGroupAddress, isPrivateAddress } from '../track/addresses.ts';
import type { UsedAddress } from '../words/en/findings.ts';
import type { Sentence } from '../words/say.ts';
import { namesOf } from './context.ts';
import type { Finding, LookupCause } from './diagnosis.ts';

/** Findings on look-ups; a folder may have hundreds that all say the same. */
const MAXIMUM_FINDINGS = 20;
/** Addresses that a client used for one name; further ones are not compared. */
const MAXIMUM_USED = 256;

/** What look-ups are compared with. */
export interface LookupContext {
  readonly matcher: ProfileMatcher;
  /** null where there is no capture. */
  readonly tracker: Parameters<typeof namesOf>[1] | null;
}

/** What look-ups say that the capture does not, the product's first. */
export function lookupFindings(lookups: readonly Lookup[], context: LookupContext): Finding[] {
  const found = new Map<string, Finding>();
  const usedFor = usedAddresses(lookups, context.tracker);
  for (const lookup of lookups) {
    const finding = lookupFinding(lookup, context.matcher, usedFor);
    if (finding !== null && !found.has(finding.id)) found.set(finding.id, finding);
  }
  return [...found.values()]
    .sort((one, other) => other.functions.length - one.functions.length)
    .slice(0, MAXIMUM_FINDINGS);
}

function lookupFinding(
  lookup: Lookup,
  matcher: ProfileMatcher,
  usedFor: ReadonlyMap<string, readonly UsedAddress[]>,
): Finding | null {
  const { question, addresses } = lookup;
  if (question === null || lookup.type === 'PTR') return null;
  const fn = matcher.functionNamed(question);
  const used = usedFor.get(question.toLowerCase()) ?? [];
  const asked = { lookup, question, function: fn, used };
  if (addresses.length === 0) return failed(asked);
  return sinkhole(asked, matcher) ?? differing(asked);
}

/** A look-up of a name, and what the client used for it. */
interface Asked {
  readonly lookup: Lookup;
  readonly question: string;
  readonly function: ProfileFunction | null;
  readonly used: readonly UsedAddress[];
}

/** What the client used for the names that look-ups ask for, by name in lower case. */
function usedAddresses(
  lookups: readonly Lookup[],
  tracker: LookupContext['tracker'],
): Map<string, UsedAddress[]> {
  const used = new Map<string, UsedAddress[]>();
  for (const { question } of lookups) if (question !== null) used.set(question.toLowerCase(), []);
  if (used.size === 0 || tracker === null) return used;
  for (const facts of tracker.endpoints.endpoints) {
    for (const name of namesOf(facts, tracker)) {
      const known = used.get(name.toLowerCase());
      if (known === undefined || known.length === MAXIMUM_USED) continue;
      const address = formatAddress(...facts.server);
      if (known.some((one) => one.address === address)) continue;
      const answer = tracker.names.answerOf(facts.server, name);
      known.push({
        address,
        answer: answer && { resolver: formatAddress(...answer.resolver), frame: answer.frame },
      });
    }
  }
  return used;
}

/** None of the addresses that the client used is in the look-up's answer. */
function differing(asked: Asked): Finding | null {
  const { lookup, question, used } = asked;
  // A look-up may have asked for one of the two kinds of address only.
  const given = new Set(lookup.addresses.map(familyOfText));
  const alike = used.filter(({ address }) => given.has(familyOfText(address)));
  const kinds = new Set(alike.map(({ address }) => familyOfText(address)));
  const told = lookup.addresses.filter((address) => kinds.has(familyOfText(address)));
  if (alike.length === 0 || alike.some(({ address }) => told.includes(address))) return null;
  const values = { question, capture: null, given: told, used: alike };
  return finding('lookup-differs', asked, {
    title: { code: 'lookup-differs', ...values },
    scope: [{ code: 'lookup-differs-scope', ...values, source: lookup }],
    remedy: [{ code: 'ask-for-name', question }, { code: 'allow-all-addresses' }],
  });
}

function familyOfText(text: string): 4 | 6 | null {
  const address = parseAddress(text);
  return address && familyOf(address);
}

/** Record types that are about addresses; null is a tool's default. */
const ADDRESS_TYPES: ReadonlySet<string | null> = new Set([null, 'A', 'AAAA', 'ANY']);

function failed(asked: Asked): Finding | null {
  const { lookup, question, function: fn, used } = asked;
  const { status, type } = lookup;
  // No IPv6 address, or no record of another type, is nothing that is missing.
  if (status === 'no-data' && type !== null && type !== 'A') return null;
  if (status === 'answered' || status === 'failed') return null;
  const isMissed = fn !== null && ADDRESS_TYPES.has(type) && used.length === 0;
  const server = lookup.server?.address ?? null;
  return finding('lookup-failed', asked, {
    title: { code: 'lookup-failed', question, server, status },
    impact: isMissed ? [{ code: 'lookup-failed-impact', function: fn }] : [],
    scope: [{ code: 'lookup-says', source: lookup }, ...clientHas(lookup, used)],
    remedy: [{ code: 'ask-inside-and-outside', question }],
  });
}

/** What the client has in the capture for a name that a look-up has no such address for. */
function clientHas({ server }: Lookup, used: readonly UsedAddress[]): Sentence[] {
  if (used.length === 0) return [];
  const resolvers = used.map(({ answer }) => answer?.resolver ?? null);
  const isSame = server !== null && resolvers.includes(server.address);
  const isOther =
    server !== null &&
    resolvers.every((resolver) => resolver !== null && resolver !== server.address);
  const asked = isSame ? 'same' : isOther ? 'other' : 'unknown';
  return [{ code: 'client-has-address', capture: null, used, asked }];
}

/** A name of a product with public servers has an address that none of these can have. */
function sinkhole(asked: Asked, { profile }: ProfileMatcher): Finding | null {
  const { lookup, question, function: fn, used } = asked;
  if (fn === null || !PUBLIC_PRODUCTS.some(({ name }) => name === profile.name)) return null;
  const words = lookup.addresses.flatMap((text) => {
    const address = parseAddress(text);
    return address === null ? [] : [address];
  });
  if (
    words.length === 0 ||
    !words.every((address) => isNowhere(address) || isPrivateAddress(...address))
  ) {
    return null;
  }
  const isSure = words.every(isNowhere);
  const elsewhere = used.filter(({ address }) => !lookup.addresses.includes(address));
  return finding('lookup-sinkhole', asked, {
    verdict: 'intercepted',
    confidence: isSure ? 'medium' : 'low',
    title: { code: 'lookup-sinkhole', question, given: lookup.addresses, isSure },
    // Whether the PC got the same answer is not known; that it used another is.
    impact: elsewhere.length > 0 ? [] : [{ code: 'lookup-sinkhole-impact', function: fn }],
    scope: [
      { code: 'lookup-says', source: lookup },
      { code: 'no-such-server', isSure },
      ...clientHas(lookup, elsewhere),
    ],
    remedy: [{ code: 'take-out-of-filter', question }],
  });
}

/** The own host, or nobody: what DNS filters give. */
function isNowhere(address: AddressWords): boolean {
  const text = formatAddress(...address);
  return isGroupAddress(...address) || text === '::1' || text.startsWith('127.');
}

function finding(
  cause: LookupCause,
  { question, function: fn }: Asked,
  rest: Pick<Finding, 'title' | 'scope' | 'remedy'> &
    Partial<Pick<Finding, 'verdict' | 'confidence' | 'impact'>>,
): Finding {
  const { verdict = 'inconclusive', confidence = 'low', impact = [] } = rest;
  return {
    id: `${verdict}/${cause}/${question.toLowerCase()}`,
    cause,
    lookedUp: question.toLowerCase(),
    functions: fn === null ? [] : [fn],
    endpoints: [],
    ...rest,
    ...{ verdict, confidence, impact },
  };
}
