import { dispatchOfPorts } from '../protocols/application-ports.ts';
import { Protocol } from '../protocols/protocol.ts';
import { isOnLink } from '../track/addresses.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { ServerNameFacts } from '../track/facts/tls-facts.ts';
import { isRule } from './differences.ts';
import { clue, type DetectContext, detector, pattern, type Seen, type Sender } from './evidence.ts';
import { stallUnexplainedByLoss } from './loss.ts';
import type { WayOfReset } from './reset-origin.ts';
import {
  compareWays,
  mayBeServers,
  OTHER_START,
  strengthOf,
  wayOf,
  wayOfServer,
} from './vantage.ts';

/** Of how many of the connections the capture has the handshake. */
export type Handshakes = 'all' | 'some' | 'none';

export interface FirstData {
  readonly connections: number;
  readonly handshakes: Handshakes;
  /** The server name that never works; null where there is none, or no ClientHello. */
  readonly serverName: string | null;
}

const codes = {
  'clienthello-dropped': pattern<FirstData>({
    weights: { drop: 6 },
    stage: 'after-server-name',
    remedy: null,
  }),
  'clienthello-reset': pattern<FirstData>({
    weights: { reject: 1, closed: 1 },
    stage: 'after-server-name',
    remedy: null,
    sender,
  }),
  'first-data-dropped': pattern<FirstData>({
    weights: { drop: 4 },
    stage: 'after-handshake',
    remedy: null,
  }),
  'first-data-reset': pattern<FirstData>({
    weights: { reject: 1.5, closed: 2 },
    stage: 'after-handshake',
    remedy: null,
    sender,
  }),
  'large-packets-dropped': pattern<{ connections: number; handshakes: Handshakes }>({
    weights: { drop: 6 },
    stage: 'after-large-packets',
    remedy: 'large-packets',
  }),
  'server-name-filtered': pattern<{ fails: string; works: string }>({
    weights: { drop: 3, reject: 3, answered: -6 },
    supportsOnly: true,
    stage: 'after-server-name',
    remedy: 'server-name',
  }),
  'first-data-reset-ttl-differs': clue<WayOfReset>({ weights: { reject: 3 } }),
  'first-data-reset-ttl-matches': clue<WayOfReset>({ weights: { closed: 2, reject: -1.5 } }),
  'first-data-reset-ttl-unknown': clue({ weights: {}, atMost: { reject: 'low' } }),
};

/**
 * Handshake done, then the client's first data is lost or refused: a filter that reads it (SIGCOMM
 * 2023, "post-ACK"). Where only full-sized segments are lost, a link takes only smaller ones and the
 * ICMP message that would say so is blocked (RFC 2923). A server, too, may refuse an unknown name by
 * RST: its time to live tells.
 */
export const firstData = detector({
  codes,
  about: Aspect.FIRST_DATA,
  detect(endpoint, context) {
    const failures = endpoint.firstData.stalled + endpoint.firstData.reset;
    if (failures === 0) return null;
    const isTls = endpoint.clientHellos > 0 || isTlsUnshown(endpoint, context);
    const filtered = endpoint.tls.serverNames.filter(isFiltered);
    const serverName = isTls ? (filtered[0]?.name ?? null) : null;
    // Where a name never works, the exchanges under other names say nothing against it; nor do those of
    // another kind, where one kind never works.
    const isByRule = filtered.length > 0 || isRule(context.differencesOf(endpoint), false);
    const strength = isByRule ? 1 : share(failures, endpoint);
    const unexplained = stallUnexplainedByLoss(context, endpoint);
    const found: Seen<typeof codes>[] = [];
    const handshakes = handshakesOf(endpoint);
    const bySize = endpoint.firstData.stalledBySize;
    if (bySize > 0) {
      found.push({
        code: 'large-packets-dropped',
        values: { connections: bySize, handshakes },
        frames: endpoint.firstData.stalledPackets.frames,
        strength: share(bySize, endpoint) * unexplained,
      });
    }
    const stalled = endpoint.firstData.stalled - bySize;
    if (stalled > 0) {
      found.push({
        code: isTls ? 'clienthello-dropped' : 'first-data-dropped',
        values: { connections: stalled, handshakes, serverName },
        frames: endpoint.firstData.stalledPackets.frames,
        strength: strength * unexplained,
      });
    }
    const { reset, resetAcknowledged } = endpoint.firstData;
    if (reset > 0) {
      found.push({
        code: isTls ? 'clienthello-reset' : 'first-data-reset',
        values: { connections: endpoint.firstData.reset, handshakes, serverName },
        frames: endpoint.firstData.resetPackets.frames,
        // A host that has acknowledged the data before has taken it; the reset may be its own.
        strength: strength * (1 - (0.5 * resetAcknowledged) / reset),
      });
      const origin = resetOrigin(endpoint, context);
      if (origin !== null) found.push(origin);
    }
    const working = endpoint.tls.serverNames.find(({ works }) => works);
    if (filtered.length > 0 && working !== undefined) {
      found.push({
        code: 'server-name-filtered',
        values: { fails: filtered[0].name, works: working.name },
      });
    }
    return found;
  },
});

/** Of how many connections that stopped at the first data the handshake is there. */
export function handshakesOf({ firstData }: EndpointFacts): Handshakes {
  const { stalled, reset, withoutHandshake } = firstData;
  return withoutHandshake === 0 ? 'all' : withoutHandshake < stalled + reset ? 'some' : 'none';
}

/** Whether a server name never works. */
export function isFiltered({ failures, works }: ServerNameFacts): boolean {
  return failures > 0 && !works;
}

function sender({ firstData }: EndpointFacts): Sender | null {
  if (firstData.resetSender === null) return null;
  const { timeToLive, hops, delay, mac } = firstData.resetSender;
  return { timeToLive, hops, delay, mac, address: null, frames: firstData.resetPackets.frames };
}

function resetOrigin(endpoint: EndpointFacts, context: DetectContext): Seen<typeof codes> | null {
  const server = context.server(endpoint.server);
  const { resetSender } = endpoint.firstData;
  if ((resetSender?.timeToLive.count ?? 0) === 0 && context.capture.isPacketList) {
    return { code: 'first-data-reset-ttl-unknown', values: {} };
  }
  if (resetSender === null || server === null) return null;
  if (isOnLink(endpoint.client, endpoint.server)) return null;
  const ways = compareWays(resetSender, endpoint, context);
  if (ways === null) return null;
  const values = { reset: wayOf(resetSender), server: wayOfServer(server) };
  const { frames } = endpoint.firstData.resetPackets;
  if (!mayBeServers(ways)) {
    return {
      ...{ code: 'first-data-reset-ttl-differs', values, frames },
      strength: strengthOf(ways),
    } as const;
  }
  const strength = ways.is === 'value' ? 1 : OTHER_START;
  return { code: 'first-data-reset-ttl-matches', values, frames, strength };
}

function share(attempts: number, endpoint: EndpointFacts): number {
  return attempts / (attempts + endpoint.exchanges);
}

/** Whether the first data, which a list does not show, is a ClientHello by its port. */
function isTlsUnshown({ port }: EndpointFacts, { capture }: DetectContext): boolean {
  return capture.packetsWithoutPayload > 0 && dispatchOfPorts(port, port) === Protocol.TLS;
}
