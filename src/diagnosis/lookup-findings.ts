import type { Confidence, Verdict } from '../evidence/verdict.ts';
import type { Lookup } from '../inputs/lookups/lookup.ts';
import type { ProfileFunction, ProfileMatcher } from '../profiles/profile.ts';
import { PUBLIC_PRODUCTS } from '../profiles/profiles.ts';
import { type AddressWords, formatAddress, parseAddress } from '../protocols/address-text.ts';
import { isGroupAddress, isPrivateAddress } from '../track/addresses.ts';
import { listSome } from '../words/en/phrases.ts';
import { namesOf } from './context.ts';
import type { Finding } from './findings.ts';
import { lookupSource } from './target.ts';

/** Findings on look-ups; a folder may have hundreds that all say the same. */
const MAXIMUM_FINDINGS = 20;
const ADDRESSES_NAMED = 4;
/** Addresses that a client used for one name; further ones are not compared. */
const MAXIMUM_USED = 256;

/** What `explain` tells of the findings: a code is the middle of a finding's id. */
export const LOOKUP_EXPLANATIONS = [
  {
    code: 'lookup-differs',
    title: 'A look-up gives another address than the client used',
    meaning:
      'The output of nslookup or dig has an address for a name, and the client used another one for it in the capture. By itself this is no failure: load balancers and cloud services give different addresses at different times and to different DNS servers.',
    advice:
      "Ask the PC's DNS server for the name, on the affected PC. A firewall rule must name every address that the service may have.",
  },
  {
    code: 'lookup-failed',
    title: 'A look-up has no address',
    meaning:
      'nslookup or dig had no answer for a name, or one without an address: it does not exist for the DNS server that was asked, is refused, or nobody answered.',
    advice:
      "Ask the site's DNS server and one outside: where only the first has no address, its filter or its zones are in the way.",
  },
  {
    code: 'lookup-sinkhole',
    title: "A look-up gives an address that cannot be the product's",
    meaning:
      "For a name of the product, whose servers are public, the DNS server gives an address of the own host, of a private network or of nobody: it answers in the product's place, as DNS filters do.",
    advice: "Take the product's names out of the DNS server's filter or its own zones.",
  },
] as const;

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
  if (addresses.length === 0) return failed(lookup, question, fn, used);
  return sinkhole(lookup, question, fn, matcher, used) ?? differing(lookup, question, fn, used);
}

/** An address that the client used for a name, and how the capture says so. */
interface UsedAddress {
  readonly address: string;
  readonly text: string;
  /** The DNS server that gave it to the client; null where the capture does not tell. */
  readonly resolver: string | null;
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
      const resolver = answer && formatAddress(...answer.resolver);
      const source =
        answer === null ? 'TLS server name' : `DNS answer of ${resolver}, frame ${answer.frame}`;
      known.push({ address, text: `${address} (${source})`, resolver });
    }
  }
  return used;
}

/** None of the addresses that the client used is in the look-up's answer. */
function differing(
  lookup: Lookup,
  question: string,
  fn: ProfileFunction | null,
  used: readonly UsedAddress[],
): Finding | null {
  const isIpv6 = (address: string) => address.includes(':');
  // A look-up may have asked for one of the two kinds of address only.
  const alike = used.filter(({ address }) =>
    lookup.addresses.some((told) => isIpv6(told) === isIpv6(address)),
  );
  const told = lookup.addresses.filter((address) =>
    alike.some((one) => isIpv6(one.address) === isIpv6(address)),
  );
  if (alike.length === 0 || alike.some(({ address }) => told.includes(address))) return null;
  const addresses = listSome(told, ADDRESSES_NAMED);
  const own = listSome(
    alike.map(({ address }) => address),
    ADDRESSES_NAMED,
  );
  return finding('lookup-differs', question, fn, {
    title: `A look-up of ${question} gives ${addresses}, the client used ${own}`,
    impact: '',
    scope:
      `${lookupSource(lookup)}, gives ${addresses}; the client used ${listSome(
        alike.map(({ text }) => text),
        ADDRESSES_NAMED,
      )}. By itself this is no failure: addresses of load balancers and cloud services change with the time and the DNS server that is asked. ` +
      'A firewall rule that names only one of them misses the other.',
    remedy: [
      `Ask the PC's DNS server for ${question} on the affected PC, at the time of the capture.`,
      'Let firewall rules name all addresses that the service may have, or its name.',
    ],
  });
}

const FAILURES: Readonly<
  Partial<Record<Lookup['status'], (question: string, server: string) => string>>
> = {
  nxdomain: (question) => `The DNS server says that there is no ${question}`,
  refused: (question) => `The DNS server refuses to look ${question} up`,
  servfail: (question) => `The DNS server cannot look ${question} up (SERVFAIL)`,
  timeout: (question, server) => `${server} does not answer when ${question} is looked up`,
  'no-data': (question) => `The DNS server has no address for ${question}`,
};

function serverText({ server }: Lookup): string {
  return server === null ? 'The DNS server' : `The DNS server ${server.address}`;
}

/** Record types that are about addresses; null is a tool's default. */
const ADDRESS_TYPES: ReadonlySet<string | null> = new Set([null, 'A', 'AAAA', 'ANY']);

function failed(
  lookup: Lookup,
  question: string,
  fn: ProfileFunction | null,
  used: readonly UsedAddress[],
): Finding | null {
  const { status, type } = lookup;
  // No IPv6 address, or no record of another type, is nothing that is missing.
  if (status === 'no-data' && type !== null && type !== 'A') return null;
  const title = FAILURES[status]?.(question, serverText(lookup));
  if (title === undefined) return null;
  const isAboutAddress = ADDRESS_TYPES.has(type);
  return finding('lookup-failed', question, fn, {
    title,
    impact:
      fn !== null && isAboutAddress && used.length === 0
        ? `Without an address for it ${fn.title} cannot reach the ${fn.serverTitle}.`
        : '',
    scope: `So says ${lookupSource(lookup)}.${usedText(lookup, used)}`,
    remedy: [
      `Ask the PC's DNS server for ${question}, and one outside; where they differ, a filter or a zone of the first is in the way.`,
    ],
  });
}

/** What the client has in the capture for a name that a look-up has no such address for; '' for nothing. */
function usedText({ server }: Lookup, used: readonly UsedAddress[]): string {
  if (used.length === 0) return '';
  const addresses = listSome(
    used.map(({ text }) => text),
    ADDRESSES_NAMED,
  );
  const isSame = server !== null && used.some(({ resolver }) => resolver === server.address);
  const isOther =
    server !== null &&
    used.every(({ resolver }) => resolver !== null && resolver !== server.address);
  const why = isSame
    ? 'the same server, at another time'
    : isOther
      ? 'another server was asked'
      : 'another server was asked, or at another time';
  return ` In this capture the client has ${addresses} for it: ${why}.`;
}

/** A name of a product with public servers has an address that none of these can have. */
function sinkhole(
  lookup: Lookup,
  question: string,
  fn: ProfileFunction | null,
  { profile }: ProfileMatcher,
  used: readonly UsedAddress[],
): Finding | null {
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
  const addresses = listSome(lookup.addresses, ADDRESSES_NAMED);
  return finding('lookup-sinkhole', question, fn, {
    verdict: 'intercepted',
    confidence: isSure ? 'medium' : 'low',
    title: `The DNS server ${isSure ? 'probably' : 'possibly'} answers in the product's place: ${question} has ${addresses}`,
    // Whether the PC got the same answer is not known; that it used another is.
    impact: elsewhere.length > 0 ? '' : `Where the PC gets the same answer: ${fn.impact}`,
    scope: `So says ${lookupSource(lookup)}. The product's servers have public addresses; ${
      isSure ? 'no server has this one' : 'this one is of a private network'
    }.${usedText(lookup, elsewhere)}`,
    remedy: [`Take ${question} out of the DNS server's filter or its own zones.`],
  });
}

/** The own host, or nobody: what DNS filters give. */
function isNowhere(address: AddressWords): boolean {
  const text = formatAddress(...address);
  return isGroupAddress(...address) || text === '::1' || text.startsWith('127.');
}

function finding(
  code: (typeof LOOKUP_EXPLANATIONS)[number]['code'],
  question: string,
  fn: ProfileFunction | null,
  texts: Pick<Finding, 'title' | 'impact' | 'scope' | 'remedy'> & {
    readonly verdict?: Verdict;
    readonly confidence?: Confidence;
  },
): Finding {
  const { verdict = 'inconclusive', confidence = 'low' } = texts;
  return {
    id: `${verdict}/${code}/${question.toLowerCase()}`,
    verdict,
    confidence,
    functions: fn === null ? [] : [fn],
    title: texts.title,
    impact: texts.impact,
    scope: texts.scope,
    remedy: texts.remedy,
    endpoints: [],
  };
}
