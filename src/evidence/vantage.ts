import { isPrivateAddress } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';

/** What operating systems and firewalls start the time to live with. */
export const INITIAL_VALUES = [64, 128, 255];
/** A capture that packets reach after so many hops is not at their sender's site. */
const SITE_HOPS = 4;

/** Round trips shorter than this (microseconds) vary too much to compare with. */
export const MEASURABLE = 2_000;
/** Sooner than this (microseconds) no answer comes from off the site. */
export const ON_SITE = 1_000;
/** A share of the shortest public round trip below which the sender must be nearer than that. */
export const NEAR_SHARE = 0.5;
/** From and to which share of a server's fastest and slowest round trip a delay is like its own. */
export const LIKE_SERVER_FROM = 0.7;
export const LIKE_SERVER_TO = 3;

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
