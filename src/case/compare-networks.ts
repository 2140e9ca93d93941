import type { Report } from '../report/report.ts';
import { list, listSome } from '../verdict/target-text.ts';
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
   * known, addresses are the same; many homes have the same ones.
   */
  readonly relation: 'same-capture' | 'same' | 'perhaps-same' | 'different' | 'unknown';
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

/** Whether two captures are of one network, by router, clients and resolvers. */
export function networksOf(
  first: ComparedCapture,
  second: ComparedCapture,
  asked: readonly [readonly AskedService[], readonly AskedService[]],
): Networks {
  if (isSameCapture(first.report, second.report)) {
    return { relation: 'same-capture', text: 'Both are the same capture.' };
  }
  const clients = [clientsOf(first.report), clientsOf(second.report)] as const;
  const routers = [ownMac(first.router), ownMac(second.router)] as const;
  const sharedClients = sharedOf(clients[0], clients[1]);
  if (routers[0] !== null && routers[1] !== null) {
    if (routers[0] === routers[1]) {
      const client =
        sharedClients.length > 0
          ? `, and ${list(sharedClients.slice(0, CLIENTS_NAMED))} asks in both`
          : '';
      return {
        relation: 'same',
        text: `Both captures are probably of the same network: the packets of the Internet come from the same router (${first.shownRouter})${client}.`,
      };
    }
    return {
      relation: 'different',
      text: `The captures are of two networks: ${clientsText(clients[0])} behind router ${first.shownRouter}, and ${clientsText(clients[1])} behind router ${second.shownRouter}.`,
    };
  }
  const resolvers = asked.map((services) => siteResolvers(services));
  const sharedResolvers = sharedOf(resolvers[0], resolvers[1]);
  if (sharedClients.length > 0 && (sharedResolvers.length > 0 || resolvers[0].length === 0)) {
    const resolver = sharedResolvers.length > 0 ? ` and the resolver ${sharedResolvers[0]}` : '';
    return {
      relation: 'perhaps-same',
      text: `Both captures may be of the same network: the client ${sharedClients[0]}${resolver} ${resolver === '' ? 'has' : 'have'} the same address in both, and the captures do not tell the routers apart.`,
    };
  }
  return sharedClients.length === 0 && clients[0].length > 0 && clients[1].length > 0
    ? {
        relation: 'different',
        text: `The clients have other addresses: ${clientsText(clients[0])}, and ${clientsText(clients[1])}.`,
      }
    : { relation: 'unknown', text: '' };
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
