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
import { findOutages, type OutageOf } from '../evidence/outages.ts';
import { portUnreachables } from '../evidence/refusals-limited.ts';
import { knownBlockPage } from '../profiles/block-pages.ts';
import type { FunctionMatch, ProfileMatcher } from '../profiles/profile.ts';
import { type AddressWords, familyOf, isSameAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { isDistant, isOnLink } from '../track/addresses.ts';
import type { Attempt } from '../track/attempt-log.ts';
import type { EndpointFacts, ResetFacts } from '../track/facts.ts';
import { NO_FRAMES } from '../track/frame-sample.ts';
import { hopsOf } from '../track/hop-limit.ts';
import type { TrackedFacts } from '../track/interim-facts.ts';
import { groupBy } from './group-by.ts';
import { NO_TARGETS, type Target, type Targets } from './target.ts';

/** What the capture calls an endpoint's server: TLS server names (failing ones first), then DNS. */
export function namesOf(endpoint: EndpointFacts, tracker: TrackedFacts): readonly string[] {
  if (endpoint.asked !== null) return [endpoint.asked.name];
  const sent = [...endpoint.tls.serverNames].sort(
    (one, other) => Number(other.failures > 0) - Number(one.failures > 0),
  );
  return [...sent.map(({ name }) => name), ...tracker.names.of(endpoint.server)];
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
  const matches = new Map<EndpointFacts, FunctionMatch | null>();
  return (endpoint) => {
    let match = matches.get(endpoint);
    if (match === undefined) {
      match = matcher.match(
        ownAddress(endpoint),
        endpoint.port,
        endpoint.protocol === Protocol.TCP ? 'tcp' : 'udp',
        namesOf(endpoint, tracker),
        // An address may be that of many names: what the client itself names counts.
        endpoint.tls.serverNames.length > 0 ? [] : targets.namesOf(ownAddress(endpoint)),
      );
      matches.set(endpoint, match);
    }
    return match;
  };
}

/** @param targets what the case is about; they name addresses, too */
export function detectContext(
  tracker: TrackedFacts,
  matcher: ProfileMatcher,
  droppedPackets: number,
  targets: Targets = NO_TARGETS,
): CaseContext {
  const endpoints = tracker.endpoints.endpoints;
  // One pass here, so that no detector looks through all endpoints for each endpoint.
  const answering = new Map<string, EndpointFacts[]>();
  const resetting = new Map<string, EndpointFacts[]>();
  const answeredKinds = new Set<string>();
  for (const endpoint of endpoints) {
    if (endpoint.answers.total > 0 || endpoint.resets !== null) answeredKinds.add(kindOf(endpoint));
    if (endpoint.answers.total > 0) addTo(answering, endpoint.server.join(), endpoint);
    if (endpoint.resets !== null) addTo(resetting, resetKey(endpoint.resets), endpoint);
  }
  let baseline: Baseline | null = null;
  const functionOf = functionsBy(matcher, tracker, targets);
  // Asked for only where some attempts fail and others do not.
  let attempts: ReadonlyMap<EndpointFacts, readonly Attempt[]> | null = null;
  const attemptsOf = (endpoint: EndpointFacts) => {
    attempts ??= attemptsByEndpoint(tracker);
    return attempts.get(endpoint) ?? [];
  };
  const differences = new Map<EndpointFacts, Differences | null>();
  let partly: ReadonlyMap<string, readonly EndpointFacts[]> | null = null;
  const common = new Map<string, readonly Difference[]>();
  const commonTo = (client: string) => {
    let found = common.get(client);
    if (found === undefined) {
      partly ??= groupBy(endpoints.filter(failsInPart), (endpoint) => endpoint.client.join());
      found = commonDifferences(partly.get(client) ?? [], tracker.capture);
      common.set(client, found);
    }
    return found;
  };
  const { outside, beyond, lastSeconds } = tracker.capture;
  let outageOf: OutageOf | null = null;
  let around: AnsweringTimes | null = null;
  let traced: Map<string, EndpointFacts[]> | null = null;
  let refused: Map<string, EndpointFacts[]> | null = null;
  let near: Map<string, EndpointFacts[]> | null = null;
  let hops: Map<string, number> | null = null;
  let asking: ReadonlySet<string> | null = null;
  let unusable: Map<number, number> | null = null;
  let named: NamedServices | null = null;
  let askedInstead: ReadonlyMap<string, AddressWords> | null = null;
  return {
    capture: tracker.capture,
    droppedPackets,
    answeringServers: (except: AddressWords) =>
      answering.size - (answering.has(except.join()) ? 1 : 0),
    answeringAround: (endpoint) => {
      around ??= new AnsweringTimes(endpoints);
      return around.othersAt(endpoint, silenceOf(endpoint, attemptsOf));
    },
    isDnsAnswered: [...answeredKinds].some((kind) => kind.startsWith(DNS_KIND)),
    isKindAnswered: (endpoint) => answeredKinds.has(kindOf(endpoint)),
    answeringOn: (server: AddressWords) => answering.get(server.join()) ?? [],
    answeringNear(server) {
      if (near === null) {
        near = new Map();
        for (const one of endpoints) {
          if (one.answers.total > 0) addTo(near, networkKey(one.server), one);
        }
      }
      const all = near.get(networkKey(server)) ?? [];
      return all.filter((one) => !isSameAddress(one.server, server));
    },
    refusedNear(server) {
      if (refused === null) {
        refused = new Map();
        for (const one of endpoints) {
          if (one.protocol !== Protocol.UDP || one.icmpErrors.length === 0) continue;
          if (portUnreachables(one) > 0) addTo(refused, networkKey(one.server), one);
        }
      }
      return refused.get(networkKey(server)) ?? [];
    },
    hopsFrom: (client) => {
      if (hops === null) {
        hops = new Map();
        for (const { client: one, highestRequestTimeToLive } of endpoints) {
          const own = hopsOf(highestRequestTimeToLive);
          const key = one.join();
          hops.set(key, Math.max(own, hops.get(key) ?? -1));
        }
      }
      return hops.get(client.join()) ?? -1;
    },
    asksBack: ({ client, server }) => {
      asking ??= new Set(
        endpoints.flatMap((one) =>
          one.protocol === Protocol.UDP && one.attempts > one.refused
            ? [`${one.client.join()} ${one.server.join()}`]
            : [],
        ),
      );
      return asking.has(`${server.join()} ${client.join()}`);
    },
    unusableAnswersOn: (endpoint) => {
      if (endpoint.protocol !== Protocol.UDP) return 0;
      if (unusable === null) {
        unusable = new Map();
        for (const one of endpoints) {
          if (!hasUnusableAnswer(one)) continue;
          unusable.set(one.port, (unusable.get(one.port) ?? 0) + 1);
        }
      }
      return (unusable.get(endpoint.port) ?? 0) - (hasUnusableAnswer(endpoint) ? 1 : 0);
    },
    resettingAlike: (endpoint) =>
      endpoint.resets === null ? [] : (resetting.get(resetKey(endpoint.resets)) ?? []),
    tracedAlike: (endpoint) => {
      if (traced === null) {
        traced = new Map();
        for (const one of endpoints) {
          if (one.trace !== null) addTo(traced, `${one.client.join()} ${one.server.join()}`, one);
        }
      }
      const alike = traced.get(`${endpoint.client.join()} ${endpoint.server.join()}`) ?? [];
      return alike.filter((one) => one !== endpoint);
    },
    answersFor: ({ client, server }) => {
      askedInstead ??= new Map(
        endpoints.flatMap(({ client: asker, server: asked, handshake: { otherAddress } }) =>
          otherAddress === null ? [] : [[`${asker.join()} ${otherAddress.join()}`, asked]],
        ),
      );
      return askedInstead.get(`${client.join()} ${server.join()}`) ?? null;
    },
    attemptsOf,
    differencesOf(endpoint) {
      let found = differences.get(endpoint);
      if (found === undefined) {
        found = differencesOf(endpoint, tracker.capture);
        // Too few of one service may be enough together with others.
        if (found !== null && !isSure(found)) {
          found = confirmed(found, commonTo(endpoint.client.join()));
        }
        differences.set(endpoint, found);
      }
      return found;
    },
    outageOf: (endpoint) => {
      outageOf ??= findOutages(
        endpoints,
        outside.until(lastSeconds),
        beyond.until(lastSeconds),
        attemptsOf,
      );
      return outageOf(endpoint);
    },
    publicServers(except) {
      baseline ??= baselineOf(tracker);
      return withoutOne(baseline, except);
    },
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
      named ??= namedServices(tracker, targets);
      const version = familyOf(endpoint.server) === 6 ? 4 : 6;
      for (const name of names) {
        const found = named.get(namedKey(endpoint, name, version));
        if (found !== undefined) return { name, endpoints: found };
      }
      return null;
    },
    blockPage: (server) => matcher.blockPage(server) ?? knownBlockPage(server),
    targetOf: (endpoint) =>
      targets.find(ownAddress(endpoint), endpoint.port, namesOf(endpoint, tracker)),
  };
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
  readonly fastest: ReadonlyMap<string, number>;
  /** The two least of them. */
  readonly least: number;
  readonly second: number;
}

function baselineOf({ endpoints }: TrackedFacts): Baseline {
  const fastest = new Map<string, number>();
  let least = -1;
  let second = -1;
  for (const { client, server } of endpoints.endpoints) {
    if (!isDistant(client, server) || fastest.has(server.join())) continue;
    const time = endpoints.server(server)?.fastestRoundTrip ?? -1;
    if (time < 0) continue;
    fastest.set(server.join(), time);
    if (least < 0 || time < least) [least, second] = [time, least];
    else if (second < 0 || time < second) second = time;
  }
  return { fastest, least, second };
}

function withoutOne({ fastest, least, second }: Baseline, except: AddressWords): PublicServers {
  const own = fastest.get(except.join());
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
  readonly #ofServer = new Map<string, readonly [number, number]>();

  constructor(endpoints: readonly EndpointFacts[]) {
    for (const { answers, server, firstSeconds, lastSeconds } of endpoints) {
      if (answers.total === 0) continue;
      const key = server.join();
      const [begin, end] = this.#ofServer.get(key) ?? [firstSeconds, lastSeconds];
      this.#ofServer.set(key, [Math.min(begin, firstSeconds), Math.max(end, lastSeconds)]);
    }
    const times = [...this.#ofServer.values()];
    this.#begins = times.map(([begin]) => begin).sort((a, b) => a - b);
    this.#ends = times.map(([, end]) => end).sort((a, b) => a - b);
  }

  /** Servers other than the endpoint's that talked around that time. */
  othersAt({ server }: EndpointFacts, [from, to]: readonly [number, number]): number {
    const isAround = ([begin, end]: readonly [number, number]) =>
      begin < to + AROUND && end >= from - AROUND;
    // All that had begun, less those that had ended.
    const all = countBelow(this.#begins, to + AROUND) - countBelow(this.#ends, from - AROUND);
    const own = this.#ofServer.get(server.join());
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

function attemptsByEndpoint(tracker: TrackedFacts): Map<EndpointFacts, readonly Attempt[]> {
  const attempts = tracker.capture.attempts.byEndpoint();
  const found = new Map<EndpointFacts, readonly Attempt[]>();
  for (const endpoint of tracker.endpoints.endpoints) {
    const own = attempts.get(endpoint.reference);
    if (own !== undefined) found.set(endpoint, own);
  }
  return found;
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
