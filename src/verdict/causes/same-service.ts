import {
  distinct,
  groupBy,
  isIpv6,
  isOutside,
  type JudgedEndpoint,
  portOf,
  serverOf,
} from '../judged-endpoint.ts';
import { isFailure } from '../verdict.ts';
import type { Cause } from './cause.ts';

/** A service (DNS, or a port) fails alike at every server outside: the rule is about the service. */
export const sameService: Cause = {
  find(failing, all) {
    const outside = failing.filter(
      (endpoint) => isOutside(endpoint) && isFailure(endpoint.judgement.verdict),
    );
    const works = new Set(
      all
        .filter((endpoint) => endpoint.judgement.verdict === 'answered' && isOutside(endpoint))
        .map(serviceOf),
    );
    return [
      ...groupBy(
        outside.filter((endpoint) => !works.has(serviceOf(endpoint))),
        (endpoint) => `${endpoint.judgement.verdict}/${serviceOf(endpoint)}`,
      ).values(),
    ]
      .filter((members) => distinct(members, serverOf) > 1)
      .map((members) => ({ key: serviceOf(members[0]), members }));
  },
};

/** DNS is one service on whatever ports; IPv4 and IPv6 have their own rules. */
function serviceOf(endpoint: JudgedEndpoint): string {
  const service = endpoint.facts.isDns ? 'dns' : portOf(endpoint).replace(' ', '-');
  return isIpv6(endpoint) ? `${service}-ipv6` : service;
}
