import { Protocol } from '../protocols/protocol.ts';
import { groupBy } from './group-by.ts';
import { hasPattern, isIpv6, isWorthFinding, type JudgedEndpoint } from './judged-endpoint.ts';
import { isQuic } from './remedy.ts';

/** IKE begins on the first, and goes on on the second behind a translator (RFC 7296 §2.23). */
const IKE_PORTS: ReadonlySet<number> = new Set([500, 4500]);
/** SIP, without and with TLS (RFC 3261 §19.1.2): its calls' media goes to ports of their own. */
const SIP_PORTS: ReadonlySet<number> = new Set([5060, 5061]);

/**
 * Endpoints that are one service with any of `named`, by which the service fails although these may
 * answer: the other port of IKE, the other transport of the same port (DNS, TLS and DTLS, SIP), the media
 * of a call, the same name over the other IP version. Those that answered are none.
 */
export function failingSiblings(
  named: readonly JudgedEndpoint[],
  endpoints: readonly JudgedEndpoint[],
): JudgedEndpoint[] {
  if (named.length === 0) return [];
  const isNamed = new Set(named);
  const byName = groupBy(named, ({ name }) => name);
  const byHosts = groupBy(named, hostsOf);
  const callers = new Set(
    named.filter(({ facts }) => SIP_PORTS.has(facts.port)).map(({ facts }) => facts.client.join()),
  );
  return endpoints.filter((endpoint) => {
    if (isNamed.has(endpoint) || endpoint.judgement.verdict === 'answered') return false;
    // QUIC falls back to TCP: nobody notices.
    if (!isWorthFinding(endpoint) || isQuic(endpoint)) return false;
    if (hasPattern(endpoint, 'media-one-way') && callers.has(endpoint.facts.client.join())) {
      return true;
    }
    const alike = endpoint.name === null ? undefined : byName.get(endpoint.name);
    return (
      alike?.some((other) => isOtherVersion(endpoint, other)) === true ||
      byHosts.get(hostsOf(endpoint))?.some((other) => isOtherPart(endpoint, other)) === true
    );
  });
}

function hostsOf({ facts }: JudgedEndpoint): string {
  return `${facts.client.join()} ${facts.server.join()}`;
}

function isOtherVersion(one: JudgedEndpoint, other: JudgedEndpoint): boolean {
  return (
    isIpv6(one) !== isIpv6(other) &&
    one.facts.port === other.facts.port &&
    one.facts.protocol === other.facts.protocol
  );
}

function isOtherPart(one: JudgedEndpoint, other: JudgedEndpoint): boolean {
  if (one.facts.port === other.facts.port) return one.facts.protocol !== other.facts.protocol;
  return [one, other].every(
    ({ facts }) => facts.protocol === Protocol.UDP && IKE_PORTS.has(facts.port),
  );
}
