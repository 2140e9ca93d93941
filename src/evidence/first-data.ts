import { isOnLink } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { UNCLEAR_HOPS } from '../track/hop-limit.ts';
import { count } from '../words/en/phrases.ts';
import type { DetectContext, Detector, Observation } from './observation.ts';
import { stallUnexplainedByLoss } from './packet-loss.ts';

/** Handshake done, then the client's first data is lost or refused. */
export const firstData: Detector = {
  codes: [
    {
      code: 'clienthello-dropped',
      title: 'The handshake works, the TLS ClientHello vanishes',
      meaning:
        "TCP connects, but the client's first TLS message, the one with the server name, is never acknowledged though it is sent again and again: a filter that reads server names drops it, or packets of that size do not get through.",
      advice:
        "Allow the server name in the firewall's URL or TLS filter; check the path's MTU if larger packets of other connections vanish too.",
      isPattern: true,
    },
    {
      code: 'clienthello-reset',
      title: 'The handshake works, the TLS ClientHello is answered by RST',
      meaning:
        'TCP connects, and right after the client names the server it wants the connection is reset: typical of a filter that reads server names. A server may also refuse an unknown name or version this way.',
      advice: "Allow the server name in the firewall's URL or TLS filter.",
      isPattern: true,
    },
    {
      code: 'first-data-dropped',
      title: "The handshake works, the client's first data vanishes",
      meaning: "TCP connects, but the client's first data is never acknowledged though repeated.",
      advice: "Look for a filter that reads the protocol, and at the path's MTU.",
      isPattern: true,
    },
    {
      code: 'first-data-reset',
      title: "The handshake works, the client's first data is answered by RST",
      meaning:
        "TCP connects, and the client's first data is answered by a reset, by the server or by a filter that reads the protocol.",
      advice: "Look at the server's own log first; then for a filter on the way.",
      isPattern: true,
    },
    {
      code: 'large-packets-dropped',
      title: 'The handshake works, full-sized packets vanish',
      meaning:
        'Short packets of a connection arrive, full-sized ones never do, however often they are sent: some link on the way takes only smaller packets, and the ICMP message that would say so is blocked (a path MTU black hole, RFC 2923).',
      advice:
        'Let ICMP "fragmentation needed" (3/4) and ICMPv6 "packet too big" (2) through, or lower the MTU or the MSS (clamping) on the tunnel or VPN on the way.',
      isPattern: true,
    },
    {
      code: 'server-name-filtered',
      title: 'One server name fails, another on the same server works',
      meaning:
        'Connections to one address and port work or fail by the name that the client asks for in its ClientHello: something reads the name.',
      advice: "Allow that name in the firewall's URL or TLS filter.",
      isPattern: true,
    },
    {
      code: 'first-data-reset-ttl-differs',
      title: "The RST has another time to live than the server's SYN/ACK",
      meaning:
        'SYN/ACK and RST crossed a different number of routers: the RST was sent by something between.',
      advice: 'Find the device between client and server that resets.',
    },
    {
      code: 'first-data-reset-ttl-matches',
      title: "The RST has the time to live of the server's SYN/ACK",
      meaning: 'The RST came as far as the SYN/ACK did: from the server, or from right before it.',
      advice: "Look at the server's own log.",
    },
    {
      code: 'first-data-reset-ttl-unknown',
      title: 'The list does not show who sent the RST',
      meaning:
        'A packet list has no time to live, by which the RST of a firewall is told from that of the server.',
      advice: 'Send the capture itself (pcapng), or the list with a column for the time to live.',
    },
  ],
  detect(endpoint, context) {
    const failures = endpoint.stalledAttempts + endpoint.resetAfterDataAttempts;
    if (failures === 0) return null;
    const prefix = endpoint.clientHellos > 0 ? 'clienthello' : 'first-data';
    const filtered = endpoint.serverNames.filter(
      ({ failures: failed, works }) => failed > 0 && !works,
    );
    const named = filtered.length > 0 ? ` (server name ${filtered[0].name})` : '';
    const what = endpoint.clientHellos > 0 ? `ClientHello${named}` : 'first data';
    // Where a name never works, the exchanges under other names say nothing against it.
    const strength = filtered.length > 0 ? 1 : share(failures, endpoint);
    const unexplained = stallUnexplainedByLoss(context, endpoint);
    const found: Observation[] = [];
    const bySize = endpoint.stalledBySize;
    if (bySize > 0) {
      found.push({
        code: 'large-packets-dropped',
        text: `${count(bySize, 'connection')} with a complete handshake; the client's first full-sized segment is sent again and again and never acknowledged, while the server acknowledges shorter data behind it.`,
        frames: endpoint.stalled.frames,
        strength: share(bySize, endpoint) * unexplained,
      });
    }
    const stalled = endpoint.stalledAttempts - bySize;
    if (stalled > 0) {
      found.push({
        code: `${prefix}-dropped`,
        text: `${count(stalled, 'connection')} with a complete handshake; the client's ${what} is sent again and again and never acknowledged.`,
        frames: endpoint.stalled.frames,
        strength: strength * unexplained,
      });
    }
    if (endpoint.resetAfterDataAttempts > 0) {
      found.push({
        code: `${prefix}-reset`,
        text: `${count(endpoint.resetAfterDataAttempts, 'connection')} with a complete handshake; the client's ${what} is answered by RST.`,
        frames: endpoint.resetAfterData.frames,
        strength,
      });
      const origin = resetOrigin(endpoint, context);
      if (origin !== null) found.push(origin);
    }
    const working = endpoint.serverNames.find(({ works }) => works);
    if (filtered.length > 0 && working !== undefined) {
      found.push({
        code: 'server-name-filtered',
        text: `${filtered[0].name} never works on this server, ${working.name} does.`,
        frames: [],
        strength: 1,
      });
    }
    return found;
  },
};

function resetOrigin(endpoint: EndpointFacts, context: DetectContext): Observation | null {
  const server = context.server(endpoint.server);
  const { count: seen, minimum, maximum } = endpoint.resetAfterDataTimeToLive;
  if (seen === 0 && context.capture.isPacketList) {
    return {
      code: 'first-data-reset-ttl-unknown',
      text: 'The list does not show the time to live of the RST: the server may have sent it itself.',
      frames: [],
      strength: 1,
    };
  }
  if (seen === 0 || server === null || server.lowestTimeToLive < 0) return null;
  if (isOnLink(endpoint.client, endpoint.server)) return null;
  const { lowestTimeToLive: low, highestTimeToLive: high } = server;
  const frames = endpoint.resetAfterData.frames;
  if (minimum > high + UNCLEAR_HOPS || maximum < low - UNCLEAR_HOPS) {
    return {
      code: 'first-data-reset-ttl-differs',
      text: `The RST's time to live is ${minimum}; the server's SYN/ACK has ${low}.`,
      frames,
      strength: 1,
    };
  }
  if (minimum < low || maximum > high) return null;
  return {
    code: 'first-data-reset-ttl-matches',
    text: `The RST's time to live (${minimum}) is that of the server's SYN/ACK.`,
    frames,
    strength: 1,
  };
}

function share(attempts: number, endpoint: EndpointFacts): number {
  return attempts / (attempts + endpoint.exchanges);
}
