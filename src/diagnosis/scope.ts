import { type AddressKey, formatAddress } from '../protocols/address-text.ts';
import type { ServerNameFacts } from '../track/facts/tls-facts.ts';
import type { PortOfService } from '../words/en/services.ts';
import type { Sentence } from '../words/say.ts';
import { groupBy } from './group-by.ts';
import {
  differenceOf,
  hasPattern,
  isIpv6,
  isOutside,
  type JudgedEndpoint,
  portKey,
  portOf,
  serverOf,
} from './judged-endpoint.ts';
import { lazily } from './lazily.ts';
import { failsLater, losesLargePackets } from './remedy.ts';

/**
 * How far a failure reaches: whom else, where else and over what else the same works. It is what
 * tells a rule about one destination from a network that is down.
 */
export class Scope {
  readonly #answered: readonly JudgedEndpoint[];
  // Most captures have no finding that asks for them.
  readonly #byService = lazily(() => groupBy(this.#answered, serviceKey));
  readonly #byServer = lazily(() => groupBy(this.#answered, ({ facts }) => facts.serverKey));
  readonly #byClient = lazily(() =>
    groupBy(
      this.#answered.map((endpoint, index) => ({ endpoint, index })),
      ({ endpoint }) => clientKey(endpoint),
    ),
  );
  /** Of the servers outside that answered. */
  readonly #versionsOutside = lazily(
    () => new Set(this.#answered.filter(isOutside).map((one) => (isIpv6(one) ? 6 : 4))),
  );
  readonly #ipv4Names = lazily(() => ipv4Names(this.#answered));

  /** @param isWhole whether `all` is all of the capture; else what is not in it says nothing */
  constructor(
    all: readonly JudgedEndpoint[],
    readonly isWhole: boolean,
  ) {
    this.#answered = all.filter(({ judgement }) => judgement.verdict === 'answered');
  }

  /** A finding's reach, what matters most first. */
  describe(members: readonly JudgedEndpoint[]): Sentence[] {
    const others =
      this.#otherNames(members) ?? this.#otherKinds(members) ?? this.#samePlace(members);
    return [
      this.#clients(members),
      this.#ipVersion(members),
      ...(others === null ? this.#elsewhere(members) : [others]),
    ].filter((sentence) => sentence !== null);
  }

  #clients(members: readonly JudgedEndpoint[]): Sentence | null {
    const affected = new Set(members.map(clientOf));
    const others = new Set<string>();
    for (const member of members) {
      for (const other of this.#byService().get(serviceKey(member)) ?? [])
        others.add(clientOf(other));
    }
    for (const client of affected) others.delete(client);
    if (others.size > 0) {
      return { code: 'only-clients', clients: [...affected], others: others.size };
    }
    return affected.size > 1 ? { code: 'all-clients', clients: affected.size } : null;
  }

  #ipVersion(members: readonly JudgedEndpoint[]): Sentence | null {
    if (!members.every(isIpv6)) return null;
    const names = new Set(members.map(({ name }) => name));
    const [name] = names;
    if (names.size !== 1 || name === null) return null;
    const address = this.#ipv4Names().get(name);
    return address === undefined ? null : { code: 'only-ipv6', name, address };
  }

  /** The same server answers for another name: the rule is about the name. */
  #otherNames(members: readonly JudgedEndpoint[]): Sentence | null {
    if (!members.every(isFilteredByName)) return null;
    const names = members.flatMap(({ facts }) => facts.tls.serverNames);
    const failing = new Set(names.filter(isFiltered).map(({ name }) => name));
    const works = new Set(names.filter(({ works }) => works).map(({ name }) => name));
    if (failing.size === 0 || works.size === 0) return null;
    return { code: 'only-name', failing: [...failing], works: [...works] };
  }

  /** The same service answers connections of another kind. */
  #otherKinds(members: readonly JudgedEndpoint[]): Sentence | null {
    const [difference] = members.map(differenceOf);
    if (difference === null || members.length > 1) return null;
    return { code: 'only-part', difference };
  }

  /** The same servers answer on another port: they are up, the rule is about the port. */
  #samePlace(members: readonly JudgedEndpoint[]): Sentence | null {
    const servers = new Set(members.map(({ facts }) => facts.serverKey));
    const failing = portsOf(members);
    if (members.some(isFilteredByName)) return null;
    let works: (readonly [string, PortOfService])[] | null = null;
    for (const server of servers) {
      const ports = portsOf(this.#byServer().get(server) ?? []);
      for (const key of failing.keys()) ports.delete(key);
      works = works === null ? [...ports] : works.filter(([key]) => ports.has(key));
      if (works.length === 0) return null;
    }
    if (works === null) return null;
    return {
      ...{ code: 'only-ports', failing: [...failing.values()] },
      ...{ works: works.map(([, port]) => port), servers: servers.size },
    };
  }

  #elsewhere(members: readonly JudgedEndpoint[]): Sentence[] {
    if (!members.every(isOutside)) return [];
    const own = new Set(members.map(({ facts }) => facts.serverKey));
    const clients = new Set(members.map(clientKey));
    const services = new Set<string>();
    const ports = new Set<string>();
    const resolvers = new Set<string>();
    // A client has another address by each version of IP.
    const byOtherVersion = this.#versionsOutside().has(isIpv6(members[0]) ? 4 : 6);
    const ofClients = [...clients].flatMap((client) => this.#byClient().get(client) ?? []);
    for (const { endpoint } of ofClients.sort((one, other) => one.index - other.index)) {
      if (own.has(endpoint.facts.serverKey)) continue;
      if (isOutside(endpoint)) {
        services.add(serviceKey(endpoint));
        ports.add(portKey(endpoint));
      } else if (endpoint.facts.isDns) resolvers.add(serverOf(endpoint));
    }
    const sentences: Sentence[] = [];
    if (resolvers.size > 0 && members.every(({ facts }) => facts.isDns)) {
      sentences.push({ code: 'site-resolvers-answer', resolvers: [...resolvers] });
    }
    const reach = { services: services.size, servers: own.size };
    if (services.size === 0) {
      if (this.isWhole && !byOtherVersion) sentences.push({ code: 'nothing-outside-answers' });
    } else if (members.every(isBlocked) && !members.some((member) => ports.has(portKey(member)))) {
      const failing = [...portsOf(members).values()];
      sentences.push(
        this.isWhole
          ? { code: 'none-on-that-port', ...reach, ports: failing }
          : { code: 'others-outside-answer', services: services.size },
      );
    } else sentences.push({ code: 'only-destinations', ...reach });
    return sentences;
  }
}

/** Ports of services, each once. */
function portsOf(endpoints: readonly JudgedEndpoint[]): Map<string, PortOfService> {
  return new Map(endpoints.map((endpoint) => [portKey(endpoint), portOf(endpoint)]));
}

/** A rule is behind it, as far as the verdict goes. */
function isBlocked(endpoint: JudgedEndpoint): boolean {
  const { verdict } = endpoint.judgement;
  return (
    (verdict === 'drop' || verdict === 'reject') &&
    !failsLater(endpoint) &&
    !losesLargePackets(endpoint)
  );
}

function isFiltered({ failures, works }: ServerNameFacts): boolean {
  return failures > 0 && !works;
}

function clientOf({ facts }: JudgedEndpoint): string {
  return facts.manyClients ? 'many' : formatAddress(...facts.client);
}

/** All those that stand for many clients are of one. */
function clientKey({ facts }: JudgedEndpoint): AddressKey {
  return facts.manyClients ? 'many' : facts.clientKey;
}

function serviceKey(endpoint: JudgedEndpoint): string {
  return `${endpoint.facts.serverKey} ${portKey(endpoint)}`;
}

/** An IPv4 address for each name that has one: the last in the list. */
function ipv4Names(answered: readonly JudgedEndpoint[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const endpoint of answered) {
    if (endpoint.name !== null && !isIpv6(endpoint)) names.set(endpoint.name, serverOf(endpoint));
  }
  return names;
}

/** The rule is about the server name, over TCP or in QUIC. */
function isFilteredByName(member: JudgedEndpoint): boolean {
  return (
    hasPattern(member, 'server-name-filtered') || hasPattern(member, 'quic-server-name-filtered')
  );
}
