import { parseAddress } from '../../protocols/address-text.ts';
import { isOnLink } from '../../track/addresses.ts';
import { list, listSome } from '../../words/en/phrases.ts';
import type { Report } from '../report/report.ts';
import type { AskedService } from './compare-roles.ts';

/** A capture to be compared. */
export interface ComparedCapture {
  readonly report: Report;
  /** MAC address that the packets of the Internet come from; null where it is not known. */
  readonly router: string | null;
  /** The same as a report may show it: another one in redacted reports. */
  readonly shownRouter: string | null;
}

/** What two captures tell of the networks that they were taken on. */
export interface Networks {
  /**
   * `same-capture`: one capture given twice. `same`: the same router. `perhaps-same`: routers are not
   * known, addresses are the same or next to each other; many homes have the same ones.
   */
  readonly relation: 'same-capture' | 'same' | 'perhaps-same' | 'different' | 'unknown';
  /** Whether a client has the same address in both; null where addresses do not tell. */
  readonly isSameClient: boolean | null;
  /** One sentence on what it rests on; '' where nothing is known. */
  readonly text: string;
}

/**
 * MAC addresses that are the same on many networks: of virtual routers (VRRP: RFC 9568 §7.3; HSRP,
 * GLBP), and of hypervisors, behind whose address translation a virtual machine sees the same router
 * wherever its host is.
 */
const SHARED_MAC =
  /^(?:00:00:5e:00:0[12]|00:00:0c:(?:07:ac|9f:f)|00:05:73:a0:0|00:07:b4|00:50:56|00:0c:29|00:05:69|00:1c:14|08:00:27|0a:00:27|52:54:00|52:55:0a|00:15:5d|02:42|00:1c:42)/;

const CLIENTS_NAMED = 2;
const CLIENTS_COMPARED = 100;

/** Whether two captures are of one network, by router, clients and resolvers. */
export function networksOf(
  first: ComparedCapture,
  second: ComparedCapture,
  asked: readonly [readonly AskedService[], readonly AskedService[]],
): Networks {
  if (isSameCapture(first.report, second.report)) {
    return { relation: 'same-capture', isSameClient: true, text: 'Both are the same capture.' };
  }
  const clients = [clientsOf(first.report), clientsOf(second.report)] as const;
  const isSameClient = haveSame(clients[0], clients[1]);
  const routers = [ownMac(first.router), ownMac(second.router)] as const;
  const sharedClients = sharedOf(clients[0], clients[1]);
  if (routers[0] !== null && routers[1] !== null) {
    if (routers[0] === routers[1]) {
      const client =
        sharedClients.length > 0
          ? `, and ${list(sharedClients.slice(0, CLIENTS_NAMED))} asks in both`
          : isSameClient === false
            ? `, but their clients have other addresses: ${clientsText(clients[0])}, and ${clientsText(clients[1])}`
            : '';
      return {
        ...{ relation: 'same', isSameClient },
        text: `Both captures are probably of the same network: the packets of the Internet come from the same router (${first.shownRouter})${client}.`,
      };
    }
    return {
      ...{ relation: 'different', isSameClient },
      text: `The captures are of two networks: ${clientsText(clients[0])} behind router ${first.shownRouter}, and ${clientsText(clients[1])} behind router ${second.shownRouter}.`,
    };
  }
  const resolvers = asked.map((services) => siteResolvers(services));
  const sharedResolvers = sharedOf(resolvers[0], resolvers[1]);
  if (sharedClients.length > 0 && (sharedResolvers.length > 0 || resolvers[0].length === 0)) {
    const resolver = sharedResolvers.length > 0 ? ` and the resolver ${sharedResolvers[0]}` : '';
    return {
      ...{ relation: 'perhaps-same', isSameClient },
      text: `Both captures may be of the same network: the client ${sharedClients[0]}${resolver} ${resolver === '' ? 'has' : 'have'} the same address in both, and the captures do not tell the routers apart.`,
    };
  }
  if (isSameClient !== false) return { relation: 'unknown', isSameClient, text: '' };
  const others = `${clientsText(clients[0])}, and ${clientsText(clients[1])}`;
  // Two PCs of one network, or two homes that number their hosts alike.
  const mayShareResolver = resolvers.some((servers) => servers.length === 0);
  if (sharedResolvers.length > 0 || (mayShareResolver && areOnOneLink(clients[0], clients[1]))) {
    const resolver =
      sharedResolvers.length > 0 ? ` ask the same resolver ${sharedResolvers[0]}` : '';
    return {
      ...{ relation: 'perhaps-same', isSameClient },
      text: `Both captures may be of the same network: their clients${resolver === '' ? ' have addresses of one subnet' : resolver} (${others}), and the captures do not tell the routers apart.`,
    };
  }
  return {
    ...{ relation: 'different', isSameClient },
    text: `The clients have other addresses: ${others}.`,
  };
}

/** Whether two lists of addresses share one; null where they are of other IP versions, or not told. */
export function haveSame(first: readonly string[], second: readonly string[]): boolean | null {
  if (sharedOf(first, second).length > 0) return true;
  const versions = new Set(first.map(isIpv6));
  return second.some((address) => versions.has(isIpv6(address))) ? false : null;
}

const isIpv6 = (address: string) => address.includes(':');

/** Link-local addresses are of every network: RFC 3927, RFC 4291 §2.5.6. */
const LINK_LOCAL = /^(?:169\.254\.|fe[89ab].:)/;

/** Whether a client of one list is in a subnet of the other's; only some of very many are looked at. */
function areOnOneLink(first: readonly string[], second: readonly string[]): boolean {
  const words = [first, second].map((clients) =>
    clients.slice(0, CLIENTS_COMPARED).flatMap((client) => {
      const address = parseAddress(client);
      return address === null || LINK_LOCAL.test(client) ? [] : [address];
    }),
  );
  return words[0].some((one) => words[1].some((other) => isOnLink(one, other)));
}

/** A router's MAC address that is nobody else's; null where it tells nothing. */
function ownMac(mac: string | null): string | null {
  return mac === null || SHARED_MAC.test(mac) ? null : mac;
}

/** One file twice, or packed and unpacked. */
function isSameCapture({ capture: one }: Report, { capture: other }: Report): boolean {
  if (one.sha256 !== null && one.sha256 === other.sha256) return true;
  return (
    one.packets > 0 &&
    one.packets === other.packets &&
    one.bytes === other.bytes &&
    one.firstTime === other.firstTime &&
    one.lastTime === other.lastTime
  );
}

function clientsOf({ endpoints }: Report): string[] {
  return [...new Set(endpoints.map(({ client }) => client))].filter((client) => client !== 'many');
}

function sharedOf(first: readonly string[], second: readonly string[]): string[] {
  const known = new Set(second);
  return first.filter((value) => known.has(value));
}

function clientsText(clients: readonly string[]): string {
  if (clients.length === 0) return 'very many clients';
  return `client${clients.length === 1 ? '' : 's'} ${listSome(clients, CLIENTS_NAMED)}`;
}

function siteResolvers(services: readonly AskedService[]): string[] {
  return services
    .filter(({ isDns, isOfSite, port }) => isDns && isOfSite && port === 53)
    .map(({ server }) => server);
}
