import { type AddressKey, type AddressWords, addressKey } from '../protocols/address-text.ts';
import type { UnansweredRequests } from '../track/neighbors.ts';
import type { Tracker } from '../track/tracker.ts';

/** Requests for one address from which on the host is not just slow to wake up. */
const ENOUGH_REQUESTS = 3;
const MOST_NEIGHBORS = 4;

/** A host of the own subnet that a client looks for, by ARP or neighbor discovery, and that is not there. */
export interface AbsentNeighbor {
  readonly client: AddressWords;
  readonly address: AddressWords;
  /** How often it was asked for, and some of the frames. */
  readonly requests: number;
  readonly frames: readonly number[];
}

/**
 * Hosts that a client of this capture asks for by ARP or neighbor discovery without any reply. Requests of hosts whose
 * other traffic is not captured prove nothing: replies to them go past the capturing interface.
 */
export function findAbsentNeighbors(tracker: Tracker): AbsentNeighbor[] {
  if (tracker.capture.twoWayConnections === 0) return [];
  const isAsked = tracker.neighbors
    .unansweredBy(() => true)
    .some(({ frames }) => frames.total >= ENOUGH_REQUESTS);
  if (!isAsked) return [];
  const clients = new Set<AddressKey>();
  const servers = new Set<AddressKey>();
  for (const { clientKey, serverKey, answers } of tracker.endpoints.endpoints) {
    if (answers.total > 0) clients.add(clientKey);
    servers.add(serverKey);
  }
  const byAsker = new Map<AddressKey, UnansweredRequests[]>();
  for (const requests of tracker.neighbors.unansweredBy((asker) =>
    clients.has(addressKey(...asker)),
  )) {
    if (requests.frames.total < ENOUGH_REQUESTS || servers.has(addressKey(...requests.target)))
      continue;
    const asker = addressKey(...requests.asker);
    const others = byAsker.get(asker);
    if (others === undefined) byAsker.set(asker, [requests]);
    else others.push(requests);
  }
  // A host that looks for many at once scans its network: that many are absent says nothing.
  return [...byAsker.values()]
    .filter((requests) => requests.length <= MOST_NEIGHBORS)
    .flat()
    .slice(0, MOST_NEIGHBORS)
    .map(({ asker, target, frames }) => ({
      client: asker,
      address: target,
      requests: frames.total,
      frames: frames.frames,
    }));
}
