import { isFailure } from '../../evidence/verdict.ts';
import { isIpv6, isOutside, type JudgedEndpoint, serverOf } from '../judged-endpoint.ts';
import { describeTarget } from '../target-text.ts';
import type { Cause, CauseGroup } from './cause.ts';

/** Servers that must fail before one speaks of the whole IP version. */
const ENOUGH_SERVERS = 2;

/** One IP version gets nowhere outside while the other works (RFC 8305 hides it, slowly). */
export const ipVersion: Cause = {
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
  const [fails, works] = version6 ? ['IPv6', 'IPv4'] : ['IPv4', 'IPv6'];
  const policy = members.some(({ judgement: { verdict } }) => verdict !== 'unreachable');
  const target = describeTarget(members);
  return {
    key: fails.toLowerCase(),
    members,
    title: (hedge) =>
      policy
        ? `${fails} is ${hedge}blocked as a whole, ${works} works: ${target}`
        : `${fails} has ${hedge}no way out, ${works} works: ${target}`,
    note: `No server outside answered over ${fails}; over ${works} they do. Applications lose time on ${fails} first, and those that know only ${fails} fail.`,
    remedy: [
      `Allow ${fails} on the firewall as ${works} is, or correct its routes; else take ${fails} off the client's network, so that nothing tries it.`,
    ],
  };
}
