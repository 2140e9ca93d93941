import type { EndpointFacts } from '../track/facts.ts';
import { count, type Detector, type Observation } from './observation.ts';

/** Handshake done, then the client's first data is lost or refused. */
export const firstData: Detector = {
  codes: [
    {
      code: 'clienthello-dropped',
      title: 'The handshake works, the TLS ClientHello vanishes',
      meaning:
        'TCP connects, but the client’s first TLS message, the one with the server name, is never acknowledged though it is sent again and again: a filter that reads server names drops it, or packets of that size do not get through.',
      advice:
        'Allow the server name in the firewall’s URL or TLS filter; check the path’s MTU if larger packets of other connections vanish too.',
      isPattern: true,
    },
    {
      code: 'clienthello-reset',
      title: 'The handshake works, the TLS ClientHello is answered by RST',
      meaning:
        'TCP connects, and right after the client names the server it wants the connection is reset: typical of a filter that reads server names. A server may also refuse an unknown name or version this way.',
      advice: 'Allow the server name in the firewall’s URL or TLS filter.',
      isPattern: true,
    },
    {
      code: 'first-data-dropped',
      title: 'The handshake works, the client’s first data vanishes',
      meaning: 'TCP connects, but the client’s first data is never acknowledged though repeated.',
      advice: 'Look for a filter that reads the protocol, and at the path’s MTU.',
      isPattern: true,
    },
    {
      code: 'first-data-reset',
      title: 'The handshake works, the client’s first data is answered by RST',
      meaning:
        'TCP connects, and the client’s first data is answered by a reset, by the server or by a filter that reads the protocol.',
      advice: 'Look at the server’s own log first; then for a filter on the way.',
      isPattern: true,
    },
  ],
  detect(endpoint) {
    const prefix = endpoint.clientHellos > 0 ? 'clienthello' : 'first-data';
    const what = endpoint.clientHellos > 0 ? `ClientHello${named(endpoint)}` : 'first data';
    const found: Observation[] = [];
    if (endpoint.stalledAttempts > 0) {
      found.push({
        code: `${prefix}-dropped`,
        text: `${count(endpoint.stalledAttempts, 'connection')} with a complete handshake; the client’s ${what} is sent again and again and never acknowledged.`,
        frames: endpoint.stalled.frames,
        strength: share(endpoint.stalledAttempts, endpoint),
      });
    }
    if (endpoint.resetAfterDataAttempts > 0) {
      found.push({
        code: `${prefix}-reset`,
        text: `${count(endpoint.resetAfterDataAttempts, 'connection')} with a complete handshake; the client’s ${what} is answered by RST.`,
        frames: endpoint.resetAfterData.frames,
        strength: share(endpoint.resetAfterDataAttempts, endpoint),
      });
    }
    return found;
  },
};

function named(endpoint: EndpointFacts): string {
  return endpoint.serverNames.length > 0 ? ` (server name ${endpoint.serverNames[0]})` : '';
}

/** One odd connection among many good ones says little. */
function share(attempts: number, endpoint: EndpointFacts): number {
  return attempts / (attempts + endpoint.exchanges);
}
