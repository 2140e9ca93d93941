import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector } from './evidence.ts';

/**
 * A silent server on the client's own link that answers ARP or neighbor discovery: no router and no
 * firewall of the network stands between. Its own firewall drops, or it has no way back.
 */
export const neighborThere = detector({
  codes: {
    'neighbor-there': clue<{ isIpv4: boolean }>({
      weights: { drop: 1, unreachable: -1 },
      supportsOnly: true,
    }),
  },
  about: Aspect.SILENCE,
  detect(endpoint, context) {
    if (endpoint.silence.attempts === 0 || endpoint.answered + endpoint.refused > 0) return null;
    if (!context.isNeighborThere(endpoint)) return null;
    return {
      code: 'neighbor-there',
      values: { isIpv4: endpoint.server[0] === 0 && endpoint.server[1] === 0 },
    };
  },
});
