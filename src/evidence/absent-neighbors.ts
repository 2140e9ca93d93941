import { formatAddress, MAPPED_PREFIX } from '../protocols/address-text.ts';
import type { UnansweredRequests } from '../track/neighbors.ts';
import type { Tracker } from '../track/tracker.ts';
import { count } from '../words/en/phrases.ts';

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
 * Hosts that a client of this capture asks for by ARP or neighbor discovery without any reply. Requests of hosts whose
 * other traffic is not captured prove nothing: replies to them go past the capturing interface.
 */
export function findAbsentNeighbors(tracker: Tracker): AbsentNeighbor[] {
  if (tracker.capture.twoWayConnections === 0) return [];
  const clients = new Set<string>();
  const servers = new Set<string>();
  for (const { client, server, answers } of tracker.endpoints.endpoints) {
    if (answers.total > 0) clients.add(client.join());
    servers.add(server.join());
  }
  const byAsker = new Map<string, UnansweredRequests[]>();
  for (const requests of tracker.neighbors.unansweredBy((asker) => clients.has(asker.join()))) {
    if (requests.frames.total < ENOUGH_REQUESTS || servers.has(requests.target.join())) continue;
    const asker = requests.asker.join();
    const others = byAsker.get(asker);
    if (others === undefined) byAsker.set(asker, [requests]);
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
  const client = formatAddress(...asker);
  const address = formatAddress(...target);
  const by = target[2] === MAPPED_PREFIX ? 'ARP' : 'neighbor solicitation';
  return {
    client,
    address,
    text: `${client} asks ${count(frames.total, 'time')} by ${by} for ${address} and nobody answers (frames ${frames.frames.join(', ')}).`,
  };
}
