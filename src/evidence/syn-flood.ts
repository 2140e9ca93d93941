import { type AddressWords, formatAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { count } from '../words/en/phrases.ts';

/** Clients that ask one service once and never finish from which on they are a flood. */
const FLOOD_CLIENTS = 100;
/** So many connection attempts are a flood from fewer clients, too, if there are several. */
const FLOOD_ATTEMPTS = 500;
const SEVERAL_CLIENTS = 10;
/** A spoofed source does not retransmit; two of a flood may share an address by chance. */
const MOST_SYNS = 3;

export interface SynFlood {
  /** The endpoints that the flood consists of: nobody's failed attempts. Those that stand for many
   * clients are among them, as floods are what makes them. */
  readonly endpoints: ReadonlySet<EndpointFacts>;
  /** One sentence for each service that is flooded. */
  readonly notes: readonly string[];
}

/** Finds services that very many clients ask once each, without ever completing a handshake. */
export function findSynFloods(endpoints: readonly EndpointFacts[]): SynFlood {
  const services = new Map<string, EndpointFacts[]>();
  const endpointsOfClient = new Map<string, number>();
  for (const endpoint of endpoints) {
    const client = endpoint.client.join();
    endpointsOfClient.set(client, (endpointsOfClient.get(client) ?? 0) + 1);
  }
  for (const endpoint of endpoints) {
    const isLoneClient = endpointsOfClient.get(endpoint.client.join()) === 1;
    if (!endpoint.manyClients && !(isLoneClient && neverCompletes(endpoint))) continue;
    if (endpoint.protocol !== Protocol.TCP) continue;
    const service = `${endpoint.server.join()} ${endpoint.port}`;
    const members = services.get(service);
    if (members === undefined) services.set(service, [endpoint]);
    else members.push(endpoint);
  }
  const flood = new Set<EndpointFacts>();
  const notes: string[] = [];
  for (const members of services.values()) {
    // What stands for many clients stands for more than that.
    if (!isFlood(members)) continue;
    // What stands for many clients belongs to the flood only where none of it completes.
    const counted = members.filter((endpoint) => !endpoint.manyClients || endpoint.exchanges === 0);
    for (const endpoint of counted) flood.add(endpoint);
    const syns = counted.reduce((sum, endpoint) => sum + endpoint.attempts, 0);
    const { server, port } = members[0];
    notes.push(
      `${count(syns, 'connection attempt')} to ${target(server)} TCP ${port} from very many clients that never go on: a SYN flood or scan, not judged.`,
    );
  }
  return { endpoints: flood, notes };
}

function isFlood(members: readonly EndpointFacts[]): boolean {
  if (members.length >= FLOOD_CLIENTS || members.some(({ manyClients }) => manyClients))
    return true;
  if (members.length < SEVERAL_CLIENTS) return false;
  return members.reduce((sum, { attempts }) => sum + attempts, 0) >= FLOOD_ATTEMPTS;
}

function neverCompletes(endpoint: EndpointFacts): boolean {
  // A client that goes on opening connections, and does not care for the SYN/ACKs, is none.
  const isCareless = endpoint.halfOpen > 0 && endpoint.retransmissions === 0;
  return (
    endpoint.exchanges === 0 &&
    (isCareless || endpoint.attempts + endpoint.retransmissions <= MOST_SYNS) &&
    endpoint.silentAttempts +
      endpoint.pendingAttempts +
      endpoint.evictedAttempts +
      endpoint.halfOpen ===
      endpoint.attempts
  );
}

function target(server: AddressWords): string {
  return formatAddress(...server);
}
