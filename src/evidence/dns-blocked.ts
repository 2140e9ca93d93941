import { isPublicResolver } from '../profiles/public-resolvers.ts';
import { type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import * as dns from '../protocols/dns/codec.ts';
import { isDistant, isPrivateAddress } from '../track/addresses.ts';
import type { Resolution } from '../track/dns-answers.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { firstFrames } from '../track/frame-sample.ts';
import { hopsOf, UNCLEAR_HOPS } from '../track/hop-limit.ts';
import { type DetectContext, detector, pattern, type Seen } from './evidence.ts';

/** Routers that the answers of a site's own resolver may cross. */
const ROUTERS_ON_SITE = 1;

/** How a DNS server keeps a name from its clients. */
export type HowBlocked = 'nowhere' | 'denied' | 'refused' | 'one-address';

export interface DnsNamesBlocked {
  readonly names: readonly string[];
  readonly how: HowBlocked;
  /** The address that it gives; null where it gives none. */
  readonly address: AddressWords | null;
  /** Another DNS server that has the name; null where none is seen. */
  readonly other: AddressWords | null;
}

export interface DnsAnswersContradict {
  readonly questions: number;
  /** Times to live of the answer that came first, and of the other; -1 where not known. */
  readonly first: number;
  readonly second: number;
  /** Routers that each has passed; -1 where not known. */
  readonly firstHops: number;
  readonly secondHops: number;
}

const codes = {
  // Its own word against that of another; that it answers other names is no word on these.
  'dns-names-blocked': pattern<DnsNamesBlocked>({
    weights: { reject: 6, answered: -6 },
    stage: null,
    remedy: 'policy',
  }),
  // One host has one answer.
  'dns-answers-contradict': pattern<DnsAnswersContradict>({
    weights: { intercepted: 7, answered: -7 },
    stage: null,
    remedy: null,
  }),
};

/** How much an address that no server has says by itself: some names are kept for the own host. */
const ALONE = 0.75;
/** Names for which a server gives one address, and another server as many others. */
const ENOUGH_NAMES = 3;
/** How much one address for several names says: a site may have one host for what is several outside. */
const ONE_ADDRESS = 0.75;
const NAMES_SHOWN = 8;

/**
 * A DNS server that keeps names from its clients (a filter, a policy): it gives an address that no server
 * has, denies or refuses what another server knows, or gives its own page's address. And answers that
 * contradict each other: one of them is not the server's.
 */
export const dnsBlocked = detector({
  codes,
  about: Aspect.DNS,
  detect(endpoint, context) {
    if (!endpoint.isDns) return null;
    const found: Seen<typeof codes>[] = [];
    for (const blocked of [
      nowhere(endpoint, context),
      denied(endpoint, context, dns.RCODE_NAME_ERROR, 'denied'),
      denied(endpoint, context, dns.RCODE_REFUSED, 'refused'),
      oneAddress(endpoint, context),
    ]) {
      if (blocked === null) continue;
      // One is enough to weigh.
      const isFirst = found.length === 0;
      found.push({ code: 'dns-names-blocked', ...blocked, ...(isFirst ? {} : { strength: 0 }) });
    }
    const { contradictions } = endpoint.dns;
    if (contradictions !== null) {
      const { questions, first, second, frames } = contradictions;
      found.push({
        code: 'dns-answers-contradict',
        values: {
          ...{ questions, first, second },
          firstHops: hopsOf(first),
          secondHops: hopsOf(second),
        },
        frames: frames.frames,
        strength: isOfTwoHosts(first, second) ? 1 : 0.8,
      });
    }
    return found;
  },
});

type Blocked = Omit<Extract<Seen<typeof codes>, { code: 'dns-names-blocked' }>, 'code'>;

/** Names that it gives an address for that no server has. */
function nowhere({ dns: { nowhere: sunk }, server }: EndpointFacts, { capture }: DetectContext) {
  if (sunk.length === 0) return null;
  const elsewhere = sunk.map(({ slot }) => otherThan(server, capture.resolutions.of(slot)));
  const other = elsewhere.find((one) => one !== null) ?? null;
  // An address of the own host may be meant so, where nobody says otherwise.
  const told = other === null ? sunk.filter(({ isOwnHost }) => !isOwnHost) : sunk;
  if (told.length === 0) return null;
  return blockedNames(
    told.map(({ name }) => name),
    { how: 'nowhere', address: told[0].address, other: other?.server ?? null },
    told.map(({ frame }) => frame),
    other === null ? ALONE : 1,
  );
}

/** Names that it denies or refuses, of which another server has addresses. */
function denied(
  endpoint: EndpointFacts,
  { capture }: DetectContext,
  code: number,
  how: 'denied' | 'refused',
): Blocked | null {
  // Who refuses everything serves others; that is no word on a name.
  const refused = endpoint.dns.responseCodes.get(code)?.total ?? 0;
  if (how === 'refused' && refused >= endpoint.answered) return null;
  const names: string[] = [];
  const frames: number[] = [];
  let other: AddressWords | null = null;
  for (const { name, codes: seen, slot } of endpoint.dns.questions) {
    const own = seen.get(code);
    if (own === undefined) continue;
    const known = capture.resolutions.of(slot).find((one) => isOutsideWord(endpoint, one));
    if (known === undefined) continue;
    other ??= known.server;
    names.push(name);
    frames.push(...own.frames);
  }
  if (names.length === 0) return null;
  return blockedNames(names, { how, address: null, other }, frames, names.length > 1 ? 1 : 0.9);
}

/**
 * Whether a public server's address speaks against the denial: a name of the site's own is denied outside,
 * rightly, and has an address inside only.
 */
function isOutsideWord(endpoint: EndpointFacts, one: Resolution): boolean {
  const { client, server } = endpoint;
  if (isSameAddress(one.server, server) || isPrivateAddress(...one.address)) return false;
  // By its address, or as its answers crossed no router but a translator's.
  const hops = hopsOf(endpoint.highestAnswerTimeToLive);
  const isOnSite = !isDistant(client, server) || (hops >= 0 && hops <= ROUTERS_ON_SITE);
  return isDistant(client, one.server) && (isOnSite || isPublicResolver(one.server));
}

/** One address for names to which another server gives one each. */
function oneAddress(endpoint: EndpointFacts, { capture }: DetectContext): Blocked | null {
  const { server } = endpoint;
  const byAddress = new Map<string, { own: Resolution[]; others: Set<string> }>();
  let other: AddressWords | null = null;
  for (const known of capture.resolutions.sharedBy(server)) {
    const own = known.find((one) => isSameAddress(one.server, server));
    const differs =
      own &&
      known.find((one) => isOutsideWord(endpoint, one) && !isSameAddress(one.address, own.address));
    if (!own || !differs) continue;
    other ??= differs.server;
    const key = own.address.join();
    const entry = byAddress.get(key) ?? { own: [], others: new Set() };
    entry.others.add(differs.address.join());
    entry.own.push(own);
    byAddress.set(key, entry);
  }
  for (const { own, others } of byAddress.values()) {
    if (others.size < ENOUGH_NAMES) continue;
    return blockedNames(
      own.map(({ name }) => name),
      { how: 'one-address', address: own[0].address, other },
      own.map(({ frame }) => frame),
      ONE_ADDRESS,
    );
  }
  return null;
}

function blockedNames(
  names: readonly string[],
  values: Omit<DnsNamesBlocked, 'names'>,
  frames: readonly number[],
  strength: number,
): Blocked {
  return {
    values: { names: [...new Set(names)].slice(0, NAMES_SHOWN), ...values },
    frames: firstFrames(frames),
    strength,
  };
}

function otherThan(server: AddressWords, known: readonly Resolution[]): Resolution | null {
  return known.find((one) => !isSameAddress(one.server, server)) ?? null;
}

function isOfTwoHosts(first: number, second: number): boolean {
  const [one, other] = [hopsOf(first), hopsOf(second)];
  return one >= 0 && other >= 0 && Math.abs(one - other) > UNCLEAR_HOPS;
}
