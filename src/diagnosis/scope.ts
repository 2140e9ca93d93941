import { formatAddress } from '../protocols/address-text.ts';
import type { ServerNameFacts } from '../track/facts.ts';
import { count, list, listSome } from '../words/en/phrases.ts';
import {
  hasPattern,
  isIpv6,
  isOutside,
  type JudgedEndpoint,
  PORT_NOT_SHOWN,
  portOf,
  serverOf,
} from './judged-endpoint.ts';
import { failsLater, losesLargePackets } from './remedy.ts';

const CLIENTS_NAMED = 3;
const PORTS_NAMED = 3;
const NAMES_NAMED = 3;

/**
 * How far a failure reaches: whom else, where else and over what else the same works. It is what
 * tells a rule about one destination from a network that is down.
 */
export class Scope {
  readonly #answered: readonly JudgedEndpoint[];
  readonly #byService = new Map<string, JudgedEndpoint[]>();
  readonly #byServer = new Map<string, JudgedEndpoint[]>();
  readonly #ipv4Names = new Map<string, string>();

  /** @param isWhole whether `all` is all of the capture; else what is not in it says nothing */
  constructor(
    all: readonly JudgedEndpoint[],
    readonly isWhole: boolean,
  ) {
    this.#answered = all.filter(({ judgement }) => judgement.verdict === 'answered');
    for (const endpoint of this.#answered) {
      add(this.#byServer, serverOf(endpoint), endpoint);
      add(this.#byService, serviceOf(endpoint), endpoint);
      if (endpoint.name !== null && !isIpv6(endpoint)) {
        this.#ipv4Names.set(endpoint.name, serverOf(endpoint));
      }
    }
  }

  /** Sentences on a finding's reach, what matters most first; empty where there is nothing to say. */
  describe(members: readonly JudgedEndpoint[]): string {
    return [
      this.#clients(members),
      this.#ipVersion(members),
      this.#otherNames(members) || this.#samePlace(members) || this.#elsewhere(members),
    ]
      .filter((sentence) => sentence !== '')
      .join(' ');
  }

  #clients(members: readonly JudgedEndpoint[]): string {
    const affected = new Set(members.map(clientOf));
    const others = new Set<string>();
    for (const member of members) {
      for (const other of this.#byService.get(serviceOf(member)) ?? []) others.add(clientOf(other));
    }
    for (const client of affected) others.delete(client);
    if (others.size === 0) {
      return affected.size > 1 ? `All ${affected.size} clients that asked are affected.` : '';
    }
    const who = listSome([...affected], CLIENTS_NAMED);
    return `Only ${who} ${affected.size === 1 ? 'is' : 'are'} affected: the same service answers ${count(others.size, 'other client')}.`;
  }

  #ipVersion(members: readonly JudgedEndpoint[]): string {
    if (!members.every(isIpv6)) return '';
    const names = new Set(members.map(({ name }) => name));
    const [name] = names;
    if (names.size !== 1 || name === null) return '';
    const address = this.#ipv4Names.get(name);
    return address === undefined ? '' : `Only over IPv6: ${name} answers by IPv4 (${address}).`;
  }

  /** The same server answers for another name: the rule is about the name. */
  #otherNames(members: readonly JudgedEndpoint[]): string {
    if (!members.every((member) => hasPattern(member, 'server-name-filtered'))) return '';
    const names = members.flatMap(({ facts }) => facts.serverNames);
    const failing = new Set(names.filter(isFiltered).map(({ name }) => name));
    const works = new Set(names.filter(({ works }) => works).map(({ name }) => name));
    if (failing.size === 0 || works.size === 0) return '';
    return `Only the name ${listSome([...failing], NAMES_NAMED)}: the same server answers for ${listSome([...works], NAMES_NAMED)}.`;
  }

  /** The same servers answer on another port: they are up, the rule is about the port. */
  #samePlace(members: readonly JudgedEndpoint[]): string {
    const servers = new Set(members.map(serverOf));
    const failing = new Set(members.map(portOf));
    if (members.some((member) => hasPattern(member, 'server-name-filtered'))) return '';
    let works: string[] | null = null;
    for (const server of servers) {
      const ports = new Set((this.#byServer.get(server) ?? []).map(portOf));
      for (const port of failing) ports.delete(port);
      works = works === null ? [...ports] : works.filter((port) => ports.has(port));
      if (works.length === 0) return '';
    }
    if (works === null) return '';
    const who = servers.size === 1 ? 'the same server answers' : 'the same servers answer';
    return `Only ${list([...failing].map(upper))}: ${who} on ${listSome(works.map(upper), PORTS_NAMED)}.`;
  }

  #elsewhere(members: readonly JudgedEndpoint[]): string {
    if (!members.every(isOutside)) return '';
    const own = new Set(members.map(serverOf));
    const clients = new Set(members.map(clientOf));
    const services = new Set<string>();
    const ports = new Set<string>();
    const resolvers = new Set<string>();
    for (const endpoint of this.#answered) {
      if (!clients.has(clientOf(endpoint)) || own.has(serverOf(endpoint))) continue;
      if (isOutside(endpoint)) {
        services.add(serviceOf(endpoint));
        ports.add(portOf(endpoint));
      } else if (endpoint.facts.isDns) resolvers.add(serverOf(endpoint));
    }
    const sentences: string[] = [];
    if (resolvers.size > 0 && members.every(({ facts }) => facts.isDns)) {
      const one = resolvers.size === 1;
      sentences.push(
        `The site's own ${one ? 'resolver' : 'resolvers'} ${listSome([...resolvers], CLIENTS_NAMED)} ${one ? 'answers' : 'answer'}.`,
      );
    }
    if (services.size === 0) {
      if (this.isWhole)
        sentences.push('No other service outside the site answers in this capture.');
    } else if (members.every(isBlocked) && !members.some((member) => ports.has(portOf(member)))) {
      const failing = [...new Set(members.map(portOf))].map(upper);
      const what = own.size === 1 ? 'this destination' : `these ${own.size} destinations`;
      const one = services.size === 1;
      const work = `${count(services.size, 'other service')} outside the site ${one ? 'answers' : 'answer'}`;
      sentences.push(
        this.isWhole
          ? `${work}, though ${one ? 'not' : 'none'} on ${failing.join(' or ')}: a rule may be about ${what} or about the ${failing.length === 1 ? 'port' : 'ports'}.`
          : `${work}.`,
      );
    } else {
      const only = own.size === 1 ? 'this destination is' : `these ${own.size} destinations are`;
      sentences.push(
        `Only ${only} concerned: ${count(services.size, 'other service')} outside the site ${services.size === 1 ? 'answers' : 'answer'}.`,
      );
    }
    return sentences.join(' ');
  }
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

function serviceOf(endpoint: JudgedEndpoint): string {
  return `${serverOf(endpoint)} ${portOf(endpoint)}`;
}

function upper(port: string): string {
  return port === PORT_NOT_SHOWN ? port : port.toUpperCase();
}

function add(map: Map<string, JudgedEndpoint[]>, key: string, endpoint: JudgedEndpoint): void {
  const members = map.get(key);
  if (members === undefined) map.set(key, [endpoint]);
  else members.push(endpoint);
}
