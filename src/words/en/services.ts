import type { ProfileFunction, ProfileOpening } from '../../profiles/profile.ts';
import { type AddressWords, formatAddress } from '../../protocols/address-text.ts';
import { isForIpv6, openedPorts } from '../openings.ts';
import { list, listSome, singular } from './phrases.ts';

/** What a port is shown by. */
export type PortOfService = Pick<Service, 'protocol' | 'port' | 'isPortAssumed'>;

/** A server's port, as sentences speak of it. */
export interface Service {
  readonly server: AddressWords;
  /** Below 0 where a packet list does not show it. */
  readonly port: number;
  /** The proxy that was asked for it by its name; null where the server itself was. */
  readonly via: { readonly server: AddressWords; readonly port: number } | null;
  /** A packet list shows DNS, and not on which port. */
  readonly isPortAssumed: boolean;
  readonly protocol: 'tcp' | 'udp';
  readonly name: string | null;
  readonly function: ProfileFunction | null;
  /** Whether it is known as the function's by name or address, not by a range or a port alone. */
  readonly isRecognized: boolean;
}

const ADDRESSES_NAMED = 4;
const PORTS_NAMED = 5;
const PARTS_NAMED = 3;
const NOT_SHOWN = '(port not shown)';
const PORT_NOT_SHOWN = `DNS ${NOT_SHOWN}`;

export function serverText({
  server,
  via,
  name,
}: Pick<Service, 'server' | 'via' | 'name'>): string {
  return via !== null && name !== null ? name : formatAddress(...server);
}

/** "TCP 443"; what is asked for, where no port is known. */
export function portText({ protocol, port, isPortAssumed }: PortOfService): string {
  return isPortAssumed
    ? PORT_NOT_SHOWN
    : `${protocol.toUpperCase()} ${port < 0 ? NOT_SHOWN : port}`;
}

/**
 * "UDP 500 and 4500 to the VPN gateways 192.0.2.10 and 192.0.2.11"; where servers were
 * asked on different ports, each with its own.
 * @param named whether one server's name follows its address
 */
export function servicesText(services: readonly Service[], named = true): string {
  const byServer = new Map<string, Service[]>();
  for (const service of services) push(byServer, serverText(service), [service]);
  const byPorts = new Map<string, Service[]>();
  for (const own of byServer.values()) push(byPorts, portsText(own), own);
  // Many sets of ports: better all ports to all servers than a long list.
  if (byPorts.size > PARTS_NAMED) return alikeText(services, named);
  return list([...byPorts.values()].map((own) => alikeText(own, named)));
}

function push(map: Map<string, Service[]>, key: string, services: readonly Service[]): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [...services]);
  // One by one: a copy for each server takes minutes where a scan has very many.
  else for (const service of services) known.push(service);
}

function alikeText(services: readonly Service[], named: boolean): string {
  const functions = new Set(services.map((service) => service.function));
  const [fn] = functions.size === 1 ? functions : [null];
  const names = new Map(services.map((service) => [serverText(service), service.name]));
  const listed = listSome([...names.keys()], ADDRESSES_NAMED);
  // A product's servers are known by its words; one in a range of its, or on its port, is not.
  const isKnown = fn !== null && services.every(({ isRecognized }) => isRecognized);
  const isByName = services.every(({ via }) => via !== null);
  const [name] = names.size === 1 && !isKnown && !isByName ? names.values() : [null];
  const who =
    fn === null
      ? listed
      : `the ${names.size === 1 ? singular(fn.serverTitle) : fn.serverTitle} ${listed}`;
  return `${portsText(services)} to ${who}${named && name !== null ? ` (${name})` : ''}`;
}

/** "TCP 443", "UDP 53 and 443, TCP 53". */
function portsText(services: readonly Service[]): string {
  const parts: string[] = [];
  for (const wanted of ['udp', 'tcp'] as const) {
    const label = wanted.toUpperCase();
    const numbers = services
      .filter(({ protocol, isPortAssumed }) => protocol === wanted && !isPortAssumed)
      .map(({ port }) => port);
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    if (distinct.length > PORTS_NAMED) parts.push(`${label} (${distinct.length} ports)`);
    else if (distinct.length > 0)
      parts.push(`${label} ${list(distinct.map((port) => (port < 0 ? NOT_SHOWN : `${port}`)))}`);
  }
  if (services.some(({ isPortAssumed }) => isPortAssumed)) parts.push(PORT_NOT_SHOWN);
  return parts.join(', ');
}

/** "UDP and TCP 53 to 192.0.2.1 and 192.0.2.2 (encrypted DNS)". */
export function openingText(opening: ProfileOpening): string {
  const { to, note } = opening;
  const ports = openedPorts(opening).map(
    ({ protocols, numbers }) => `${list(protocols)} ${list(numbers)}`,
  );
  const where = isForIpv6(opening) ? ' where the site uses IPv6' : '';
  return `${ports.join(', ')} to ${list(to)}${note === undefined ? '' : ` (${note})`}${where}`;
}

/** A server by what it is for, with its address. */
export interface Server {
  server: AddressWords;
  /** The product's function that it serves; null for a target of the case. */
  function: ProfileFunction | null;
}

/** A name that something gives to a server, and the names between (aliases), in their order. */
export interface Named extends Server {
  name: string;
  through: readonly string[];
}

/** A look-up by what told of it, and who was asked. */
export interface LookupSource {
  tool: string;
  server: { readonly name: string | null; readonly address: string } | null;
}

/** "nslookup, asked of ad.lab.local (192.168.0.65)"; null where it is not known. */
export function lookupText(source: LookupSource | null): string {
  if (source === null) return 'a look-up';
  const { tool, server } = source;
  if (server === null) return tool;
  const { name, address } = server;
  return `${tool}, asked of ${name === null ? address : `${name} (${address})`}`;
}

/** How it is known what a server is. */
export const knownBy = {
  'known-by-product': (server: Server) => `${whatText(server)}: the product has this address.`,
  'known-by-server-name': (server: Named) =>
    `${whatText(server)}: the client asks it for ${server.name} (TLS server name).`,
  /** @param frame of the answer; null where it is not known */
  'known-by-dns-answer': (server: Named & { frame: number | null }) => {
    const frame = server.frame === null ? '' : ` (frame ${server.frame})`;
    return `${whatText(server)}: a DNS answer in this capture${frame} gives it for ${server.name}${throughText(server)}.`;
  },
  'known-by-user': (server: Server) => `${whatText(server)}: it was given as one.`,
  /** @param source which look-up; null where that is not known */
  'known-by-lookup': (server: Named & { source: LookupSource | null }) =>
    `${whatText(server)}: ${lookupText(server.source)}, gives it for ${server.name}${throughText(server)}.`,
  'known-by-question': (server: Server & { source: LookupSource | null }) =>
    `${whatText(server)}: ${lookupText(server.source)}, was about it.`,
  'known-by-range': ({ server, function: fn, range }: Server & { range: string }) =>
    `${formatAddress(...server)} is probably ${roleText(fn)}: it lies in ${range}, a range of the product's; nothing in the capture names it.`,
};

function whatText({ server, function: fn }: Server): string {
  return `${formatAddress(...server)} is ${roleText(fn)}`;
}

/** "the Secure Web Gateway", "one of the OpenDNS resolvers". */
function roleText(fn: ProfileFunction | null): string {
  if (fn === null) return 'a target of this case';
  const { serverTitle } = fn;
  return singular(serverTitle) === serverTitle ? `the ${serverTitle}` : `one of the ${serverTitle}`;
}

function throughText({ through }: Named): string {
  return through.length === 0 ? '' : `, through ${list(through)}`;
}
