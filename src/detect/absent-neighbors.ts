import type { UnansweredRequests } from '../track/neighbors.ts';
import type { Tracker } from '../track/tracker.ts';
import { formatIpv4, MAPPED_PREFIX } from '../wire/address-text.ts';
import { count } from './observation.ts';

/** Requests for one address from which on the host is not just slow to wake up. */
const ENOUGH_REQUESTS = 3;
const MOST_NEIGHBORS = 4;

/** A host of the own subnet that the client looks for and that is not there. */
export interface AbsentNeighbor {
  readonly client: string;
  readonly address: string;
  /** One sentence, with the frames' numbers. */
  readonly text: string;
}

/**
 * Hosts that a client of this capture asks for by ARP without any reply. Requests of hosts whose
 * other traffic is not captured prove nothing: replies to them go past the capturing interface.
 */
export function findAbsentNeighbors(tracker: Tracker): AbsentNeighbor[] {
  if (tracker.capture.twoWayConnections === 0) return [];
  const clients = new Set<number>();
  const servers = new Set<number>();
  for (const { client, server, answers } of tracker.endpoints.endpoints) {
    if (client[2] === MAPPED_PREFIX && answers.total > 0) clients.add(client[3]);
    if (server[2] === MAPPED_PREFIX) servers.add(server[3]);
  }
  const byAsker = new Map<number, UnansweredRequests[]>();
  for (const requests of tracker.neighbors.unansweredBy((address) => clients.has(address))) {
    if (requests.frames.total < ENOUGH_REQUESTS || servers.has(requests.target)) continue;
    const others = byAsker.get(requests.asker);
    if (others === undefined) byAsker.set(requests.asker, [requests]);
    else others.push(requests);
  }
  // A host that looks for many at once scans its network: that many are absent says nothing.
  return [...byAsker.values()]
    .filter((requests) => requests.length <= MOST_NEIGHBORS)
    .flat()
    .slice(0, MOST_NEIGHBORS)
    .map(describe);
}

function describe({ asker, target, frames }: UnansweredRequests): AbsentNeighbor {
  const client = formatIpv4(asker);
  const address = formatIpv4(target);
  return {
    client,
    address,
    text: `${client} asks ${count(frames.total, 'time')} by ARP for ${address} and nobody answers (frames ${frames.frames.join(', ')}).`,
  };
}
