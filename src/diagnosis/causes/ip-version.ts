import { isFailure } from '../../evidence/verdict.ts';
import { isIpv6, isOutside, type JudgedEndpoint, serverOf, serviceOf } from '../judged-endpoint.ts';
import type { Cause, CauseGroup } from './cause.ts';

/** Servers that must fail before one speaks of the whole IP version. */
const ENOUGH_SERVERS = 2;

/** One IP version gets nowhere outside while the other works (RFC 8305 hides it, slowly). */
export const ipVersion: Cause = {
  code: 'ip-version',
  find(failing, all) {
    return [true, false].flatMap((version6) => {
      const members = failing.filter(
        (endpoint) =>
          isFailure(endpoint.judgement.verdict) &&
          isOutside(endpoint) &&
          isIpv6(endpoint) === version6,
      );
      if (new Set(members.map(serverOf)).size < ENOUGH_SERVERS) return [];
      const answered = all.filter(
        (endpoint) => endpoint.judgement.verdict === 'answered' && isOutside(endpoint),
      );
      if (answered.some((endpoint) => isIpv6(endpoint) === version6)) return [];
      const others = answered.filter((endpoint) => isIpv6(endpoint) !== version6);
      // One answering server is too little to say that the other version works.
      if (new Set(others.map(serverOf)).size < ENOUGH_SERVERS) return [];
      return [group(version6, members)];
    });
  },
};

function group(version6: boolean, members: readonly JudgedEndpoint[]): CauseGroup {
  const version = version6 ? 'IPv6' : 'IPv4';
  const isPolicy = members.some(({ judgement: { verdict } }) => verdict !== 'unreachable');
  const services = members.map(serviceOf);
  return {
    key: version.toLowerCase(),
    members,
    title: (confidence) => ({
      code: isPolicy ? 'ip-version-blocked' : 'ip-version-no-way',
      ...{ confidence, services, version },
    }),
    note: { code: 'ip-version-note', version },
    remedy: [{ code: 'ip-version-remedy', version }],
  };
}
