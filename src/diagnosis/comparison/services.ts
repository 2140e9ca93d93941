import type { ProfileFunction } from '../../profiles/profile.ts';
import { type AddressWords, familyOf } from '../../protocols/address-text.ts';
import * as dns from '../../protocols/dns/codec.ts';
import { isDistant, isPrivateAddress } from '../../track/addresses.ts';
import type { Endpoint } from '../diagnosis.ts';
import { groupBy } from '../group-by.ts';
import type { ServiceMatch } from './comparison.ts';

/** A server's port as one capture has it, whoever asked. */
export interface AskedService {
  readonly server: AddressWords;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Lower case, as names are compared (RFC 4343); null where it has none. */
  readonly name: string | null;
  readonly function: ProfileFunction | null;
  /** Whether the server is of the client's own site: another site has another host at its address. */
  readonly isOfSite: boolean;
  /** A proxy was asked for it by its name: it has no address here. */
  readonly isByName: boolean;
  readonly isDns: boolean;
  /** Indexes in the diagnosis' endpoints. */
  readonly endpoints: readonly number[];
}

/** What plays one role in both captures; one side is empty where only the other has it. */
export interface Pairing {
  readonly matchedBy: ServiceMatch | null;
  readonly first: readonly AskedService[];
  readonly second: readonly AskedService[];
}

/** The services that endpoints are of, in their order. */
export function askedServices(endpoints: readonly Endpoint[]): AskedService[] {
  const found = new Map<
    string,
    { -readonly [Key in keyof AskedService]: AskedService[Key] } & { endpoints: number[] }
  >();
  endpoints.forEach((endpoint, index) => {
    const { server, protocol, port, via } = endpoint;
    const name = endpoint.name?.toLowerCase() ?? null;
    const key = `${protocol} ${port} ${via === null ? server.join() : name}`;
    const isDns = endpoint.application === 'dns';
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, {
        ...{ server, protocol, port, name, isDns, endpoints: [index] },
        function: endpoint.function,
        isOfSite: isOfSite(endpoint),
        isByName: via !== null,
      });
      return;
    }
    known.endpoints.push(index);
    known.name ??= name;
    known.function ??= endpoint.function;
    known.isDns ||= isDns;
    known.isOfSite ||= isOfSite(endpoint);
  });
  return [...found.values()];
}

/** Whether a server is of the client's own site; by its address alone where clients are many. */
function isOfSite({ client, server }: Endpoint): boolean {
  return client === null ? isPrivateAddress(...server) : !isDistant(client, server);
}

/** A way to find a service again: services with the same key match; null where it says nothing. */
interface Way {
  readonly by: ServiceMatch;
  keyOf(service: AskedService): string | null;
}

const family = ({ server }: AskedService) => `IPv${familyOf(server)}`;
/** A site's own resolver: what it is asked for is the same everywhere, its address is not. */
const resolver = ({ isDns, isOfSite, port, function: fn }: AskedService) =>
  isDns && isOfSite && port === dns.PORT && fn === null ? 'resolver' : null;
const within = (key: string | null, other: string) => (key === null ? null : `${key} ${other}`);

/**
 * The ways in the order of trust. Over the same IP version before the other: where IPv6 fails and IPv4
 * works, they are two services.
 */
function waysOf(isSameNetwork: boolean): Way[] {
  return [
    {
      by: 'address',
      keyOf: (service) =>
        service.isByName || (service.isOfSite && !isSameNetwork) ? null : service.server.join(),
    },
    { by: 'name', keyOf: (service) => within(service.name, family(service)) },
    { by: 'name', keyOf: ({ name }) => name },
    { by: 'site-resolver', keyOf: (service) => within(resolver(service), family(service)) },
    { by: 'site-resolver', keyOf: resolver },
    { by: 'function', keyOf: (service) => within(service.function?.id ?? null, family(service)) },
    { by: 'function', keyOf: (service) => service.function?.id ?? null },
  ];
}

/** All keys by which `pairServices` may find a service in another capture, of whatever network. */
export function rolesOf(service: AskedService): string[] {
  return waysOf(true).flatMap(({ by, keyOf }) => {
    const key = fullKey(keyOf, service);
    return key === null ? [] : [`${by} ${key}`];
  });
}

function fullKey(keyOf: Way['keyOf'], service: AskedService): string | null {
  return within(keyOf(service), `${service.protocol} ${service.port}`);
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
    const ofFirst = groupBy(left, (service) => fullKey(keyOf, service));
    const ofSecond = groupBy(right, (service) => fullKey(keyOf, service));
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

/** A name on a port, over one IP version; a service without a name is no other's. */
export function namedKey(service: AskedService): string {
  const { name, protocol, port, server } = service;
  return `${protocol} ${port} ${family(service)} ${name ?? `[${server.join()}]`}`;
}
