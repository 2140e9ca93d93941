import { count } from '../words/en/phrases.ts';
import type { Detector, Observation } from './observation.ts';

/** Connections that fail so before one speaks of more than an accident. */
const ENOUGH_HOLES = 2;

/** The server has the request; its answer does not arrive, or not whole. */
export const requestUnanswered: Detector = {
  codes: [
    {
      code: 'request-unanswered',
      title: 'The server takes the request and does not answer it',
      meaning:
        "TCP connects and the server's host acknowledges the TLS ClientHello or HTTP request; then nothing comes until the client gives up. The request got through. Either the application hangs or is overloaded, or its answer is too large for the way back and every try of it is lost.",
      advice:
        "Look at the server's load and log; if large packets from elsewhere vanish too, look at the path's MTU.",
      isPattern: true,
    },
    {
      code: 'server-data-dropped',
      title: "Part of the server's data never arrives",
      meaning:
        "The server's data comes with a hole in it: later, shorter segments arrive, the ones before them never do, however long the client waits and asks for them (duplicate ACKs). Full-sized packets from the server are lost: a link with a smaller MTU whose ICMP messages are blocked (RFC 2923), or a filter.",
      advice:
        'Let ICMP "fragmentation needed" (3/4) and ICMPv6 "packet too big" (2) through, or clamp the MSS on the tunnel or VPN on the way.',
      isPattern: true,
    },
  ],
  detect(endpoint) {
    const facts = endpoint.unanswered;
    if (facts === null || endpoint.answered === 0) return null;
    const found: Observation[] = [];
    if (facts.silentConnections > 0) {
      found.push({
        code: 'request-unanswered',
        text: `On ${count(facts.silentConnections, 'connection')} of ${endpoint.answered} the server acknowledges the request and sends no answer.`,
        frames: facts.requests.frames,
        strength: share(facts.silentConnections, endpoint.answered),
      });
    }
    if (facts.holedConnections >= ENOUGH_HOLES) {
      found.push({
        code: 'server-data-dropped',
        text: `On ${count(facts.holedConnections, 'connection')} of ${endpoint.answered} part of the server's data never arrives, though what follows it does.`,
        frames: facts.holes.frames,
        strength: share(facts.holedConnections, endpoint.answered),
      });
    }
    return found;
  },
};

/** Full from half of the connections on; nothing where it is the exception. */
function share(failed: number, connections: number): number {
  return Math.min(1, (2 * failed) / connections);
}
