import { parseAddress } from '../../protocols/address-text.ts';
import { isDistant, isPrivateAddress } from '../../track/addresses.ts';
import type { ServiceMatch } from '../report/comparison.ts';
import type { Report } from '../report/report.ts';

/** A server's port as one capture has it, whoever asked. */
export interface AskedService {
  readonly server: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly isIpv6: boolean;
  /** Lower case, as names are compared (RFC 4343); null where it has none. */
  readonly name: string | null;
  readonly function: string | null;
  /** Whether the server is of the client's own site: another site has another host at its address. */
  readonly isOfSite: boolean;
  readonly isDns: boolean;
  /** Indexes in the report's endpoints. */
  readonly endpoints: readonly number[];
}

/** What plays one role in both captures; one side is empty where only the other has it. */
export interface Pairing {
  readonly matchedBy: ServiceMatch | null;
  readonly first: readonly AskedService[];
  readonly second: readonly AskedService[];
}

/** The services that a report's endpoints are of, in their order. */
export function askedServices({ endpoints }: Report): AskedService[] {
  const found = new Map<string, { -readonly [Key in keyof AskedService]: AskedService[Key] }>();
  const members = new Map<string, number[]>();
  endpoints.forEach((endpoint, index) => {
    const { client, server, protocol, port, application } = endpoint;
    const key = `${protocol} ${port} ${server}`;
    const name = endpoint.name?.toLowerCase() ?? null;
    const isDns = application === 'dns';
    const known = found.get(key);
    if (known === undefined) {
      const own = [index];
      members.set(key, own);
      found.set(key, {
        ...{ server, protocol, port, isIpv6: server.includes(':'), name, isDns, endpoints: own },
        function: endpoint.function,
        isOfSite: isOfSite(client, server),
      });
      return;
    }
    members.get(key)?.push(index);
    known.name ??= name;
    known.function ??= endpoint.function;
    known.isDns ||= isDns;
    known.isOfSite ||= isOfSite(client, server);
  });
  return [...found.values()];
}

/** Whether a server is of the client's own site; by its address alone where clients are many. */
export function isOfSite(client: string, server: string): boolean {
  const to = parseAddress(server);
  const from = parseAddress(client);
  if (to === null) return false;
  return from === null ? isPrivateAddress(...to) : !isDistant(from, to);
}

/** A way to find a service again: services with the same key match; null where it says nothing. */
interface Way {
  readonly by: ServiceMatch;
  keyOf(service: AskedService): string | null;
}

const family = ({ isIpv6 }: AskedService) => (isIpv6 ? 'IPv6' : 'IPv4');
/** A site's own resolver: what it is asked for is the same everywhere, its address is not. */
const resolver = ({ isDns, isOfSite, port, function: fn }: AskedService) =>
  isDns && isOfSite && port === 53 && fn === null ? 'resolver' : null;
const within = (key: string | null, other: string) => (key === null ? null : `${key} ${other}`);

/**
 * The ways in the order of trust. Over the same IP version before the other: where IPv6 fails and IPv4
 * works, they are two services.
 */
function waysOf(isSameNetwork: boolean): Way[] {
  return [
    {
      by: 'address',
      keyOf: (service) => (service.isOfSite && !isSameNetwork ? null : service.server),
    },
    { by: 'name', keyOf: (service) => within(service.name, family(service)) },
    { by: 'name', keyOf: ({ name }) => name },
    { by: 'site-resolver', keyOf: (service) => within(resolver(service), family(service)) },
    { by: 'site-resolver', keyOf: resolver },
    { by: 'function', keyOf: (service) => within(service.function, family(service)) },
    { by: 'function', keyOf: (service) => service.function },
  ];
}

/**
 * Services of two captures by the role that they play, as addresses differ between networks.
 * @param isSameNetwork whether an address of the site is the same host in both
 */
export function pairServices(
  first: readonly AskedService[],
  second: readonly AskedService[],
  isSameNetwork: boolean,
): Pairing[] {
  const pairings: Pairing[] = [];
  let left = first;
  let right = second;
  for (const { by, keyOf } of waysOf(isSameNetwork)) {
    const fullKey = (service: AskedService) =>
      within(keyOf(service), `${service.protocol} ${service.port}`);
    const ofFirst = groups(left, fullKey);
    const ofSecond = groups(right, fullKey);
    const matched = new Set<AskedService>();
    for (const [key, services] of ofFirst) {
      const others = ofSecond.get(key);
      if (others === undefined) continue;
      pairings.push({ matchedBy: by, first: services, second: others });
      for (const service of [...services, ...others]) matched.add(service);
    }
    left = left.filter((service) => !matched.has(service));
    right = right.filter((service) => !matched.has(service));
  }
  return [
    ...pairings,
    ...left.map((service) => ({ matchedBy: null, first: [service], second: [] })),
    ...right.map((service) => ({ matchedBy: null, first: [], second: [service] })),
  ];
}

function groups(
  services: readonly AskedService[],
  keyOf: (service: AskedService) => string | null,
): Map<string, AskedService[]> {
  const found = new Map<string, AskedService[]>();
  for (const service of services) {
    const key = keyOf(service);
    if (key === null) continue;
    const known = found.get(key);
    if (known === undefined) found.set(key, [service]);
    else known.push(service);
  }
  return found;
}
