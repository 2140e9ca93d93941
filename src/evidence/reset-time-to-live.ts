import { isDistant, isOnLink } from '../track/addresses.ts';
import { UNCLEAR_HOPS } from '../track/hop-limit.ts';
import type { Detector } from './observation.ts';
import { INITIAL_VALUES, isNearServer, requestHops } from './vantage.ts';

/** Whose RST it is, by its time to live. */
export const resetTimeToLive: Detector = {
  codes: [
    {
      code: 'reset-ttl-matches',
      title: "The RST has the server's time to live",
      meaning:
        'The same server sent SYN/ACKs or data elsewhere in the capture, with the same time to live: the RST came as far as they did, so the server itself refuses.',
      advice: 'Look at the server: is the service running, is the port right?',
    },
    {
      code: 'reset-ttl-differs',
      title: 'The RST has another time to live than the server',
      meaning:
        "The same server's other packets crossed a different number of routers: the RST was sent by something between.",
      advice:
        'Find the device between client and server that rejects; the difference in hops says how far off it is.',
    },
    {
      code: 'reset-ttl-initial',
      title: 'The RST crossed no router, though its source is far away',
      meaning:
        "Its time to live is a starting value (64, 128 or 255), while other public servers' packets arrive with less: it was sent on this network, in the server's name.",
      advice: 'Look at the firewall or security software next to the client.',
    },
    {
      code: 'reset-near-server',
      title: "The RST starts at the server's end, where the capture was taken",
      meaning:
        "The client's packets crossed many routers to the place of capture, the RST none: the capture was taken at the server's end, so the RST came from the server or from a firewall right before it.",
      advice: 'Look at the server: is the service running, does a firewall before it reject?',
    },
  ],
  detect(endpoint, context) {
    const resets = endpoint.resets;
    if (resets === null || resets.timeToLive.count === 0) return null;
    const frames = resets.resetFrames.frames;
    const { minimum, maximum } = resets.timeToLive;
    const server = context.server(endpoint.server);
    if (server !== null && server.lowestTimeToLive >= 0) {
      const { lowestTimeToLive: low, highestTimeToLive: high } = server;
      const own = low === high ? `${low}` : `${low} to ${high}`;
      if (minimum >= low && maximum <= high) {
        return {
          code: 'reset-ttl-matches',
          text: `The RST's time to live (${minimum}) is that of the server's other packets.`,
          frames,
          strength: 1,
        };
      }
      // On one link nothing counts hops: other values are the server's own (BGP's 1, RFC 5082's 255).
      if (isOnLink(endpoint.client, endpoint.server)) return null;
      if (minimum > high + UNCLEAR_HOPS || maximum < low - UNCLEAR_HOPS) {
        return {
          code: 'reset-ttl-differs',
          text: `The RST's time to live is ${minimum}; the server's other packets have ${own}.`,
          frames,
          strength: 1,
        };
      }
      return null;
    }
    if (!isDistant(endpoint.client, endpoint.server)) return null;
    if (minimum !== maximum || !INITIAL_VALUES.includes(minimum)) return null;
    if (isNearServer(endpoint)) {
      return {
        code: 'reset-near-server',
        text: `The client's packets come from ${requestHops(endpoint)} hops away, the RST from none (time to live ${minimum}): it is sent at the server's end, where this was captured.`,
        frames,
        strength: 1,
      };
    }
    const others = context.capture.publicTimeToLive;
    if (others.total === 0 || others.counts[minimum] > 0) return null;
    return {
      code: 'reset-ttl-initial',
      text: `The RST's time to live is ${minimum}, a starting value: it crossed no router. No answer of another public server has that.`,
      frames,
      strength: 1,
    };
  },
};
