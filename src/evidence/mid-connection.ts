import type { LaterFacts } from '../track/facts.ts';
import { count, duration } from '../words/en/phrases.ts';
import type { Detector, Observation } from './observation.ts';
import { lossShare } from './packet-loss.ts';

/** Share of an endpoint's connections from which on the failures are its rule. */
const MOST = 0.5;
/** A single connection that breaks may have any reason. */
const ENOUGH_CONNECTIONS = 2;
/** Seconds after a stall at which some other server still accepts a connection. */
const OUTLASTED_BY = 3;
/** Above this share of loss a few retransmissions in a row are everyday. */
const LOSSY = 0.1;

/** Connections that worked, and then failed in mid-exchange. */
export const midConnection: Detector = {
  codes: [
    {
      code: 'connection-stalled',
      title: 'A connection works, then its packets vanish',
      meaning:
        "Data went both ways; then the client's data was sent again and again and never acknowledged. After a long pause: a firewall has forgotten the connection (its idle time-out is shorter than the application's pauses) and drops what it no longer knows. Without a pause: a filter that looks into the connection, a path that broke, or a server that went away.",
      advice:
        'After a pause: raise the idle time-out of the firewall, or turn on keep-alives that are more frequent. Else see whether the same data passes on another network.',
      isPattern: true,
    },
    {
      code: 'connection-reset-later',
      title: "A working connection is reset, and not by the server's packets' way",
      meaning:
        "Data went both ways; then an RST came whose time to live is not that of the same connection's SYN/ACK and data: something between sent it. After a long pause it is a firewall or load balancer that has forgotten the connection.",
      advice:
        'After a pause: raise the idle time-out, or turn on keep-alives. Else look for an intrusion prevention or application filter between client and server.',
      isPattern: true,
    },
  ],
  detect(endpoint, context) {
    const { later } = endpoint;
    if (later === null) return null;
    const found: Observation[] = [];
    const connections = Math.max(1, endpoint.exchanges);
    if (later.stalledConnections > 0) {
      // Where nothing else worked from then on, the client's own network may have gone.
      const worksUntil = context.capture.lastHandshakeSeconds;
      const telling = later.stalledSince.filter(
        (since) => worksUntil - since >= OUTLASTED_BY,
      ).length;
      const isRule = telling >= ENOUGH_CONNECTIONS && lossShare(context, endpoint) < LOSSY;
      found.push({
        code: 'connection-stalled',
        text: `${count(later.stalledConnections, 'connection')} of ${connections} with data both ways: from then on the client's data is never acknowledged, though sent again and again${idleText(later, later.stalledAfterIdle)}.`,
        frames: later.stalled.frames,
        strength: isRule ? strength(telling, connections) : 0,
      });
    }
    if (later.resetConnections > 0) {
      const own = later.ownTimeToLive;
      const reset = later.resetTimeToLive;
      found.push({
        code: 'connection-reset-later',
        text: `${count(later.resetConnections, 'connection')} of ${connections} with data both ways: reset with time to live ${rangeText(reset)}, while the same connection's other packets have ${rangeText(own)}${idleText(later, later.resetAfterIdle)}.`,
        frames: later.resets.frames,
        strength:
          later.resetConnections >= ENOUGH_CONNECTIONS
            ? strength(later.resetConnections, connections)
            : 0,
      });
    }
    return found;
  },
};

function strength(failures: number, connections: number): number {
  const share = failures / connections;
  return share < MOST ? 0 : Math.min(1, share);
}

function rangeText({ minimum, maximum }: { minimum: number; maximum: number }): string {
  return minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
}

function idleText(later: LaterFacts, connections: number): string {
  if (connections === 0) return '';
  const after = duration(later.idle.minimum * 1e6);
  return `; on ${connections} of them after ${after} or more without a packet, as after an idle time-out of a firewall`;
}
