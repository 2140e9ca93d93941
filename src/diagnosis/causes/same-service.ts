import { isFailure } from '../../evidence/verdict.ts';
import { Protocol } from '../../protocols/protocol.ts';
import {
  distinct,
  groupBy,
  isIpv6,
  isOutside,
  type JudgedEndpoint,
  serverOf,
} from '../judged-endpoint.ts';
import type { Cause, CauseGroup } from './cause.ts';

/** A service (DNS, or a port) fails alike at every server outside: the rule is about the service. */
export const sameService: Cause = {
  code: 'service',
  find(failing, all) {
    let left = failing.filter(
      (endpoint) => isOutside(endpoint) && isFailure(endpoint.judgement.verdict),
    );
    const answered = all.filter(
      (endpoint) => endpoint.judgement.verdict === 'answered' && isOutside(endpoint),
    );
    const groups: CauseGroup[] = [];
    // DNS as a whole first; else DNS on one of its ports, while it works on another.
    for (const keyOf of [serviceOf, portKeyOf]) {
      const works = new Set(answered.map(keyOf));
      const found = [
        ...groupBy(
          left.filter((endpoint) => !works.has(keyOf(endpoint))),
          (endpoint) => `${endpoint.judgement.verdict}/${keyOf(endpoint)}`,
        ).values(),
      ].filter((members) => distinct(members, serverOf) > 1);
      groups.push(...found.map((members) => ({ key: keyOf(members[0]), members })));
      const taken = new Set(found.flat());
      left = left.filter((endpoint) => !taken.has(endpoint));
    }
    return groups;
  },
};

/** DNS is one service on whatever ports; IPv4 and IPv6 have their own rules. */
function serviceOf(endpoint: JudgedEndpoint): string {
  if (!endpoint.facts.isDns) return portKeyOf(endpoint);
  return isIpv6(endpoint) ? 'dns-ipv6' : 'dns';
}

function portKeyOf(endpoint: JudgedEndpoint): string {
  const { isPortAssumed, protocol, port: number } = endpoint.facts;
  const port = isPortAssumed ? 'dns' : `${protocol === Protocol.TCP ? 'tcp' : 'udp'}-${number}`;
  return isIpv6(endpoint) ? `${port}-ipv6` : port;
}
