import type { AddressKey, AddressWords } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';

/** Clients that ask one service once and never finish from which on they are a flood. */
const FLOOD_CLIENTS = 100;
/** So many connection attempts are a flood from fewer clients, too, if there are several. */
const FLOOD_ATTEMPTS = 500;
const SEVERAL_CLIENTS = 10;
/** A spoofed source does not retransmit; two of a flood may share an address by chance. */
const MOST_SYNS = 3;

/** What a SYN flood, or a scan, consists of. */
export interface SynFlood {
  /** The endpoints that the flood consists of: nobody's failed attempts. Those that stand for many
   * clients are among them, as floods are what makes them. */
  readonly endpoints: ReadonlySet<EndpointFacts>;
  /** The services that are flooded. */
  readonly services: readonly FloodedService[];
}

/** A service that very many clients ask and never go on. */
export interface FloodedService {
  readonly attempts: number;
  readonly server: AddressWords;
  readonly port: number;
}

/** Finds services that very many clients ask once each, without ever completing a handshake. */
export function findSynFloods(endpoints: readonly EndpointFacts[]): SynFlood {
  const candidates = endpoints.filter(
    (endpoint) =>
      // What a log alone tells of has no packets.
      !(endpoint.packets === 0 && endpoint.statements !== null) &&
      endpoint.protocol === Protocol.TCP &&
      (endpoint.manyClients || neverCompletes(endpoint)),
  );
  // Hardly any capture has one.
  if (candidates.length < SEVERAL_CLIENTS && !candidates.some(({ manyClients }) => manyClients)) {
    return { endpoints: new Set(), services: [] };
  }
  const byService = new Map<string, EndpointFacts[]>();
  const endpointsOfClient = new Map<AddressKey, number>();
  for (const { clientKey } of endpoints) {
    endpointsOfClient.set(clientKey, (endpointsOfClient.get(clientKey) ?? 0) + 1);
  }
  for (const endpoint of candidates) {
    const isLoneClient = endpointsOfClient.get(endpoint.clientKey) === 1;
    if (!endpoint.manyClients && !(isLoneClient && neverCompletes(endpoint))) continue;
    const service = `${endpoint.serverKey} ${endpoint.port}`;
    const members = byService.get(service);
    if (members === undefined) byService.set(service, [endpoint]);
    else members.push(endpoint);
  }
  const flood = new Set<EndpointFacts>();
  const services: FloodedService[] = [];
  for (const members of byService.values()) {
    // What stands for many clients belongs to the flood only where none of it completes.
    const counted = members.filter((endpoint) => !endpoint.manyClients || endpoint.exchanges === 0);
    if (!isFlood(counted)) continue;
    for (const endpoint of counted) flood.add(endpoint);
    const attempts = counted.reduce((sum, endpoint) => sum + endpoint.attempts, 0);
    const { server, port } = members[0];
    services.push({ attempts, server, port });
  }
  return { endpoints: flood, services };
}

function isFlood(members: readonly EndpointFacts[]): boolean {
  if (members.length >= FLOOD_CLIENTS) return true;
  const attempts = members.reduce((sum, one) => sum + one.attempts, 0);
  // What stands for many clients has one attempt of each. Where many services have more clients than
  // there is room for, a few of each make room while they wait for an answer: that is no flood.
  if (members.some(({ manyClients }) => manyClients)) return attempts >= FLOOD_CLIENTS;
  return members.length >= SEVERAL_CLIENTS && attempts >= FLOOD_ATTEMPTS;
}

function neverCompletes(endpoint: EndpointFacts): boolean {
  // A client that goes on opening connections, and does not care for the SYN/ACKs, is none.
  const isCareless = endpoint.handshake.halfOpen > 0 && endpoint.retransmissions === 0;
  return (
    endpoint.exchanges === 0 &&
    (isCareless || endpoint.attempts + endpoint.retransmissions <= MOST_SYNS) &&
    endpoint.silence.attempts +
      endpoint.pending.attempts +
      endpoint.pending.evicted +
      endpoint.handshake.halfOpen ===
      endpoint.attempts
  );
}

/** Ports that traceroute sends its probes to: 33434 and up, one for each (traceroute(8)). */
const FIRST_PORT = 33_434;
const LAST_PORT = 33_689;

/**
 * Whether an endpoint is a probe of traceroute: it asks for no service, and ICMP errors are the
 * answer that it wants.
 */
export function isTraceroute(endpoint: EndpointFacts): boolean {
  return (
    endsOnTheWay(endpoint) ||
    (endpoint.protocol === Protocol.UDP &&
      endpoint.port >= FIRST_PORT &&
      endpoint.port <= LAST_PORT &&
      endpoint.answered === 0 &&
      (endpoint.icmpErrors.length > 0 || endpoint.attempts <= 3))
  );
}

/** Whether routers told of all its probes: they were to end there (firewalk). */
function endsOnTheWay({ trace, answered, refused, silence }: EndpointFacts): boolean {
  if (trace === null || !trace.isTrace) return false;
  const silent = trace.silent.total + trace.untimed.total + silence.attempts;
  return silent + answered + refused === 0;
}

/** Whether nothing is known of an endpoint but packets that are of no connection. */
export function isNothingAsked(endpoint: EndpointFacts): boolean {
  const { attempts, exchanges, partial } = endpoint;
  return (
    endpoint.protocol === Protocol.TCP &&
    endpoint.statements === null &&
    endpoint.unshown === null &&
    attempts + exchanges + partial.midstream + partial.bare.total === 0 &&
    !endpoint.hasFailures
  );
}
