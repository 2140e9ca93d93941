import {
  commonDifferences,
  confirmed,
  type Difference,
  type Differences,
  differencesOf,
  failsInPart,
  isSure,
} from '../evidence/differences.ts';
import type { DetectContext, NextHop, PublicServers } from '../evidence/evidence.ts';
import { findOutages } from '../evidence/outages.ts';
import { portUnreachables } from '../evidence/refusals-limited.ts';
import { knownBlockPage } from '../profiles/block-pages.ts';
import type { FunctionMatch, ProfileMatcher } from '../profiles/profile.ts';
import {
  type AddressKey,
  type AddressWords,
  addressKey,
  familyOf,
  isSameAddress,
} from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { isDistant, isOnLink } from '../track/addresses.ts';
import type { Attempt } from '../track/attempt-log.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { ResetFacts } from '../track/facts/reset-facts.ts';
import { NO_FRAMES } from '../track/frame-sample.ts';
import { hopsOf } from '../track/hop-limit.ts';
import type { TrackedFacts } from '../track/interim-facts.ts';
import { groupBy } from './group-by.ts';
import { lazily } from './lazily.ts';
import { NO_TARGETS, type Target, type Targets } from './target.ts';

/** What the capture calls an endpoint's server: TLS server names (failing ones first), then DNS. */
export function namesOf(endpoint: EndpointFacts, tracker: TrackedFacts): readonly string[] {
  if (endpoint.asked !== null) return [endpoint.asked.name];
  const { serverNames } = endpoint.tls;
  const answered = tracker.names.of(endpoint.server);
  if (serverNames.length === 0) return answered;
  if (serverNames.length === 1) return [serverNames[0].name, ...answered];
  const sent = serverNames.toSorted(
    (one, other) => Number(other.failures > 0) - Number(one.failures > 0),
  );
  return [...sent.map(({ name }) => name), ...answered];
}

/** The detectors' view of a tracked capture, and what the profile and the case's targets make of it. */
export interface CaseContext extends DetectContext {
  functionOf(endpoint: EndpointFacts): FunctionMatch | null;
  targetOf(endpoint: EndpointFacts): Target | null;
}

/**
 * What a profile knows endpoints as.
 * @param targets what the case is about; they name addresses, too
 */
export function functionsBy(
  matcher: ProfileMatcher,
  tracker: TrackedFacts,
  targets: Targets,
): (endpoint: EndpointFacts) => FunctionMatch | null {
  const matchOf = (endpoint: EndpointFacts) =>
    matcher.match(
      ownAddress(endpoint),
      endpoint.port,
      endpoint.protocol === Protocol.TCP ? 'tcp' : 'udp',
      namesOf(endpoint, tracker),
      // An address may be that of many names: what the client itself names counts.
      endpoint.tls.serverNames.length > 0 ? [] : targets.namesOf(ownAddress(endpoint)),
    );
  // A service is the same to a profile for all clients that name it alike: the last such name of each.
  const services = new Map<AddressKey, Map<number, NamedMatch>>();
  const matches = new Map<EndpointFacts, FunctionMatch | null>();
  return (endpoint) => {
    const { asked, port, protocol, serverKey } = endpoint;
    const { serverNames } = endpoint.tls;
    if (asked !== null || serverNames.length > 1) {
      let match = matches.get(endpoint);
      if (match === undefined) {
        match = matchOf(endpoint);
        matches.set(endpoint, match);
      }
      return match;
    }
    let ports = services.get(serverKey);
    if (ports === undefined) {
      ports = new Map();
      services.set(serverKey, ports);
    }
    const name = serverNames.length === 0 ? null : serverNames[0].name;
    const place = port * 2 + (protocol === Protocol.TCP ? 1 : 0);
    const known = ports.get(place);
    if (known !== undefined && known.name === name) return known.match;
    const match = matchOf(endpoint);
    ports.set(place, { name, match });
    return match;
  };
}

/** What a service is to a profile where its client calls it that; null for no name. */
interface NamedMatch {
  readonly name: string | null;
  readonly match: FunctionMatch | null;
}

/** @param targets what the case is about; they name addresses, too */
export function detectContext(
  tracker: TrackedFacts,
  matcher: ProfileMatcher,
  droppedPackets: number,
  targets: Targets = NO_TARGETS,
): CaseContext {
  const endpoints = tracker.endpoints.endpoints;
  // Looked up here, so that no detector looks through all endpoints for each endpoint.
  const answering = alike(endpoints, (one) => (one.answers.total > 0 ? one.serverKey : null));
  const answeredKinds = new Set(
    endpoints.filter((one) => one.answers.total > 0 || one.resets !== null).map(kindOf),
  );
  const resetting = lazily(() =>
    alike(endpoints, ({ resets }) => (resets === null ? null : resetKey(resets))),
  );
  const near = lazily(() =>
    alike(endpoints, (one) => (one.answers.total > 0 ? networkKey(one.server) : null)),
  );
  const refused = lazily(() =>
    alike(endpoints, (one) =>
      one.protocol === Protocol.UDP && portUnreachables(one) > 0 ? networkKey(one.server) : null,
    ),
  );
  const traced = lazily(() =>
    alike(endpoints, (one) => (one.trace === null ? null : pairKey(one.client, one.server))),
  );
  const asking = lazily(() =>
    alike(endpoints, (one) =>
      one.protocol === Protocol.UDP && one.attempts > one.refused
        ? pairKey(one.client, one.server)
        : null,
    ),
  );
  const unusable = lazily(() =>
    groupBy(endpoints.filter(hasUnusableAnswer), ({ port }) => String(port)),
  );
  const hops = lazily(() => hopsByClient(endpoints));
  const askedInstead = lazily(() => asksOfOthers(endpoints));
  const baseline = lazily(() => baselineOf(tracker));
  const around = lazily(() => new AnsweringTimes(endpoints));
  const named = lazily(() => namedServices(tracker, targets));
  const functionOf = functionsBy(matcher, tracker, targets);
  // Asked for only where some attempts fail and others do not.
  const attempts = new Map<EndpointFacts, readonly Attempt[]>();
  const attemptsOf = (endpoint: EndpointFacts) => {
    let own = attempts.get(endpoint);
    if (own === undefined) {
      // What was asked for by name has no packets of its own.
      own = endpoint.asked === null ? tracker.capture.attempts.of(endpoint.reference) : [];
      attempts.set(endpoint, own);
    }
    return own;
  };
  const differences = new Map<EndpointFacts, Differences | null>();
  const partly = lazily(() =>
    groupBy(endpoints.filter(failsInPart), (endpoint) => endpoint.clientKey),
  );
  const common = new Map<AddressKey, readonly Difference[]>();
  const commonTo = (client: AddressKey) => {
    let found = common.get(client);
    if (found === undefined) {
      found = commonDifferences(partly().get(client) ?? [], tracker.capture);
      common.set(client, found);
    }
    return found;
  };
  const { outside, beyond, lastSeconds } = tracker.capture;
  const outageOf = lazily(() =>
    findOutages(endpoints, outside.until(lastSeconds), beyond.until(lastSeconds), attemptsOf),
  );
  return {
    capture: tracker.capture,
    droppedPackets,
    answeringServers: (except: AddressWords) =>
      answering.size - (answering.has(addressKey(...except)) ? 1 : 0),
    answeringAround: (endpoint) => around().othersAt(endpoint, silenceOf(endpoint, attemptsOf)),
    isDnsAnswered: [...answeredKinds].some((kind) => kind.startsWith(DNS_KIND)),
    isKindAnswered: (endpoint) => answeredKinds.has(kindOf(endpoint)),
    answeringOn: (server: AddressWords) => answering.get(addressKey(...server)) ?? [],
    answeringNear: (server) =>
      (near().get(networkKey(server)) ?? []).filter((one) => !isSameAddress(one.server, server)),
    refusedNear: (server) => refused().get(networkKey(server)) ?? [],
    hopsFrom: (client) => hops().get(addressKey(...client)) ?? -1,
    asksBack: ({ client, server }) => asking().has(pairKey(server, client)),
    unusableAnswersOn: (endpoint) =>
      endpoint.protocol === Protocol.UDP
        ? (unusable().get(String(endpoint.port))?.length ?? 0) -
          (hasUnusableAnswer(endpoint) ? 1 : 0)
        : 0,
    resettingAlike: (endpoint) =>
      endpoint.resets === null ? [] : (resetting().get(resetKey(endpoint.resets)) ?? []),
    tracedAlike: (endpoint) =>
      (traced().get(pairKey(endpoint.client, endpoint.server)) ?? []).filter(
        (one) => one !== endpoint,
      ),
    answersFor: ({ client, server }) => askedInstead().get(pairKey(client, server)) ?? null,
    attemptsOf,
    differencesOf(endpoint) {
      let found = differences.get(endpoint);
      if (found === undefined) {
        found = differencesOf(endpoint, tracker.capture);
        // Too few of one service may be enough together with others.
        if (found !== null && !isSure(found)) {
          found = confirmed(found, commonTo(endpoint.clientKey));
        }
        differences.set(endpoint, found);
      }
      return found;
    },
    outageOf: (endpoint) => outageOf()(endpoint),
    publicServers: (except) => withoutOne(baseline(), except),
    nextHops: (endpoint) => nextHopsOf(endpoint, tracker),
    isNeighborThere: ({ client, server }) =>
      isOnLink(client, server) && tracker.neighbors.isThere(server),
    server: (address) => tracker.endpoints.server(address),
    isProbe(endpoint, name) {
      const probes = functionOf(endpoint)?.function.probeNames ?? [];
      return probes.includes(name.toLowerCase());
    },
    functionOf,
    namesOf: (endpoint) => namesOf(endpoint, tracker),
    byOtherVersion: (endpoint) => {
      const names = [...namesOf(endpoint, tracker), ...targets.namesOf(ownAddress(endpoint))];
      if (names.length === 0) return null;
      const version = familyOf(endpoint.server) === 6 ? 4 : 6;
      for (const name of names) {
        const found = named().get(namedKey(endpoint, name, version));
        if (found !== undefined) return { name, endpoints: found };
      }
      return null;
    },
    blockPage: (server) => matcher.blockPage(server) ?? knownBlockPage(server),
    targetOf: (endpoint) =>
      targets.targets.length === 0
        ? null
        : targets.find(ownAddress(endpoint), endpoint.port, namesOf(endpoint, tracker)),
  };
}

/** Endpoints by a key, a bounded number of each: no look-up walks through all of a capture. */
function alike<Key extends AddressKey>(
  endpoints: readonly EndpointFacts[],
  keyOf: (endpoint: EndpointFacts) => Key | null,
): ReadonlyMap<Key, readonly EndpointFacts[]> {
  return groupBy(endpoints, keyOf, KEPT_ALIKE);
}

/** A client and a server. */
function pairKey(client: AddressWords, server: AddressWords): string {
  return `${client.join()} ${server.join()}`;
}

/** Hops that each client's requests have behind them, the most of all; -1 where no time to live is known. */
function hopsByClient(endpoints: readonly EndpointFacts[]): ReadonlyMap<AddressKey, number> {
  const hops = new Map<AddressKey, number>();
  for (const { clientKey: key, highestRequestTimeToLive } of endpoints) {
    hops.set(key, Math.max(hopsOf(highestRequestTimeToLive), hops.get(key) ?? -1));
  }
  return hops;
}

/** The address that a client asked, by the client and the address that answered in its place. */
function asksOfOthers(endpoints: readonly EndpointFacts[]): ReadonlyMap<string, AddressWords> {
  return new Map(
    endpoints.flatMap(({ client, server, handshake: { otherAddress } }) =>
      otherAddress === null ? [] : [[pairKey(client, otherAddress), server]],
    ),
  );
}

/** Whether a request of UDP got an ICMP error, or an answer from where its client takes none. */
function hasUnusableAnswer(endpoint: EndpointFacts): boolean {
  if (endpoint.protocol !== Protocol.UDP) return false;
  return (
    portUnreachables(endpoint) > 0 ||
    endpoint.dns.elsewhere.total > 0 ||
    endpoint.requests.some(({ elsewhere }) => elsewhere.total > 0)
  );
}

/** No server has it. */
const NO_ADDRESS: AddressWords = [0, 0, 0, 0];

/** The endpoint's own address: that of a proxy is not the target's. */
function ownAddress({ asked, server }: EndpointFacts): AddressWords {
  return asked === null ? server : NO_ADDRESS;
}

/** Endpoints that answered, by name, service and IP version. */
type NamedServices = ReadonlyMap<string, readonly EndpointFacts[]>;

function namedServices(tracker: TrackedFacts, targets: Targets): NamedServices {
  const found = new Map<string, EndpointFacts[]>();
  for (const endpoint of tracker.endpoints.endpoints) {
    if (endpoint.exchanges === 0 || endpoint.asked !== null) continue;
    const version = familyOf(endpoint.server);
    const names = [...namesOf(endpoint, tracker), ...targets.namesOf(endpoint.server)];
    for (const name of new Set(names)) addTo(found, namedKey(endpoint, name, version), endpoint);
  }
  return found;
}

function namedKey({ protocol, port }: EndpointFacts, name: string, version: number): string {
  return `${name.toLowerCase()} ${protocol} ${port} ${version}`;
}

/** Round trips to the public servers of a capture. */
interface Baseline {
  /** The fastest of each, in microseconds, by the server's address. */
  readonly fastest: ReadonlyMap<AddressKey, number>;
  /** The two least of them. */
  readonly least: number;
  readonly second: number;
}

function baselineOf({ endpoints }: TrackedFacts): Baseline {
  const fastest = new Map<AddressKey, number>();
  let least = -1;
  let second = -1;
  for (const { client, server, serverKey } of endpoints.endpoints) {
    if (fastest.has(serverKey) || !isDistant(client, server)) continue;
    const time = endpoints.server(server)?.fastestRoundTrip ?? -1;
    if (time < 0) continue;
    fastest.set(serverKey, time);
    if (least < 0 || time < least) [least, second] = [time, least];
    else if (second < 0 || time < second) second = time;
  }
  return { fastest, least, second };
}

function withoutOne({ fastest, least, second }: Baseline, except: AddressWords): PublicServers {
  const own = fastest.get(addressKey(...except));
  return {
    servers: fastest.size - (own === undefined ? 0 : 1),
    fastest: own === least ? second : least,
  };
}

/** Where servers outside answer from, or the server itself where it is on the client's link. */
function nextHopsOf({ client, server }: EndpointFacts, tracker: TrackedFacts): NextHop[] {
  const { neighbors, capture } = tracker;
  const isServer = isOnLink(client, server);
  const addresses = isServer
    ? [server]
    : capture.publicMac.isOne && isDistant(client, server)
      ? neighbors.addressesOf(capture.publicMac)
      : [];
  return addresses.map((address) => ({
    ...{ address, isServer },
    unanswered: neighbors.unanswered(address, client)?.frames ?? NO_FRAMES,
  }));
}

/** Seconds from and to which an endpoint had no answer. */
function silenceOf(
  endpoint: EndpointFacts,
  attemptsOf: (endpoint: EndpointFacts) => readonly Attempt[],
): readonly [number, number] {
  const silent =
    endpoint.answered === 0 || endpoint.silence.attempts === 0
      ? []
      : attemptsOf(endpoint).filter(({ isAnswered }) => !isAnswered);
  if (silent.length === 0) return [endpoint.firstSeconds, endpoint.lastSeconds];
  return [silent[0].at / 1e6, silent[silent.length - 1].at / 1e6];
}

/** Seconds before and after a silence within which others' answers say that the network worked. */
const AROUND = 30;

/** When servers talked that answered: who did before an outage says nothing of what came after. */
class AnsweringTimes {
  readonly #begins: readonly number[];
  readonly #ends: readonly number[];
  readonly #ofServer = new Map<AddressKey, [number, number]>();

  constructor(endpoints: readonly EndpointFacts[]) {
    for (const { answers, serverKey, firstSeconds, lastSeconds } of endpoints) {
      if (answers.total === 0) continue;
      const known = this.#ofServer.get(serverKey);
      if (known === undefined) this.#ofServer.set(serverKey, [firstSeconds, lastSeconds]);
      else {
        known[0] = Math.min(known[0], firstSeconds);
        known[1] = Math.max(known[1], lastSeconds);
      }
    }
    const times = [...this.#ofServer.values()];
    this.#begins = times.map(([begin]) => begin).sort((a, b) => a - b);
    this.#ends = times.map(([, end]) => end).sort((a, b) => a - b);
  }

  /** Servers other than the endpoint's that talked around that time. */
  othersAt({ serverKey }: EndpointFacts, [from, to]: readonly [number, number]): number {
    const isAround = ([begin, end]: readonly [number, number]) =>
      begin < to + AROUND && end >= from - AROUND;
    // All that had begun, less those that had ended.
    const all = countBelow(this.#begins, to + AROUND) - countBelow(this.#ends, from - AROUND);
    const own = this.#ofServer.get(serverKey);
    return all - (own !== undefined && isAround(own) ? 1 : 0);
  }
}

/** How many of the numbers, which rise, are lower. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const DNS_KIND = 'dns ';

function kindOf({ protocol, isDns, port }: EndpointFacts): string {
  return protocol === Protocol.TCP ? 'tcp' : isDns ? `${DNS_KIND}${port}` : 'udp';
}

/** Endpoints of one kind that are kept: enough to say "others too". */
const KEPT_ALIKE = 64;

/** What addresses of one /24, or /64, share. */
function networkKey(address: AddressWords): string {
  const [first, second, third, last] = address;
  return first === 0 ? `${second} ${third} ${last >>> 8}` : `${first} ${second}`;
}

function addTo(map: Map<string, EndpointFacts[]>, key: string, endpoint: EndpointFacts): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [endpoint]);
  else if (list.length < KEPT_ALIKE) list.push(endpoint);
}

function resetKey(resets: ResetFacts): string {
  return `${resets.timeToLive.minimum} ${resets.timeToLive.maximum}`;
}
