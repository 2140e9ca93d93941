import { isPrivateAddress } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';

/** What operating systems and firewalls start the time to live with. */
export const INITIAL_VALUES = [64, 128, 255];
/** A capture that packets reach after so many hops is not at their sender's site. */
const SITE_HOPS = 4;

/** Hops from a likely start to the time to live that was seen. */
export function hops(timeToLive: number): number {
  return (INITIAL_VALUES.find((initial) => initial >= timeToLive) ?? 255) - timeToLive;
}

/** Hops that the client's requests have behind them at the place of capture; 0 where unknown. */
export function requestHops(endpoint: EndpointFacts): number {
  const { highestRequestTimeToLive } = endpoint;
  return highestRequestTimeToLive < 0 ? 0 : hops(highestRequestTimeToLive);
}

/**
 * Whether the capture was taken at the server's end: the packets of a client from outside have come
 * a long way. What is quick and crosses no router then is the server's, not the client's site's.
 */
export function isNearServer(endpoint: EndpointFacts): boolean {
  return requestHops(endpoint) >= SITE_HOPS && !isPrivateAddress(...endpoint.client);
}

/** Whether it may have been: hops are not known either, as an export's time to live is not. */
export function mayBeNearServer(endpoint: EndpointFacts): boolean {
  if (endpoint.highestRequestTimeToLive >= 0) return isNearServer(endpoint);
  return !isPrivateAddress(...endpoint.client);
}
