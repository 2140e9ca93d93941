import type { Difference } from '../evidence/differences.ts';
import type { RemedyKey } from '../evidence/evidence.ts';
import { EVIDENCE, type EvidenceCode, isPattern } from '../evidence/table.ts';
import { isFailure } from '../evidence/verdict.ts';
import { type FunctionMatch, isRecognized } from '../profiles/profile.ts';
import { familyOf, formatAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { isDistant } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { PortOfService, Service } from '../words/en/services.ts';
import type { Endpoint, KnownBy } from './diagnosis.ts';
import { type Judgement, stageOf } from './judge.ts';
import type { Place } from './place.ts';
import type { Target } from './target.ts';

/** An endpoint's facts with its verdict: what findings are made of. */
export interface JudgedEndpoint {
  readonly facts: EndpointFacts;
  readonly judgement: Judgement;
  readonly match: FunctionMatch | null;
  /** Where a failure comes from, as far as the capture tells; null where nothing failed. */
  readonly place: Place | null;
  /** What the profile or the capture calls the server, or null. */
  readonly name: string | null;
  /** The target that it is, where the case is about some. */
  readonly target: Target | null;
  /** How it is known what the server is; null where it is neither the product's nor a target. */
  readonly knownBy: KnownBy | null;
}

/** What a diagnosis keeps of an endpoint: its facts are of no use after the verdict. */
export function endpointOf(judged: JudgedEndpoint): Endpoint {
  const { facts, judgement, place, knownBy } = judged;
  return {
    client: facts.manyClients ? null : facts.client,
    ...serviceOf(judged),
    application: applicationOf(facts),
    knownBy,
    verdict: judgement.verdict,
    confidence: judgement.confidence,
    score: judgement.score,
    alternative: judgement.alternative,
    reason: judgement.reason,
    // A log tells what became of a packet, not how far its connection had come.
    stage: isOfLog(facts) ? null : stageOf(judgement, facts.protocol === Protocol.TCP),
    place,
    attempts: facts.attempts,
    retransmissions: facts.retransmissions + facts.dataRetransmissions,
    answered: facts.answered,
    refused: facts.refused,
    failed: judgement.verdict === 'answered' ? null : failedTries(facts),
    first: { seconds: facts.firstSeconds, nanoseconds: facts.firstNanoseconds },
    last: { seconds: facts.lastSeconds, nanoseconds: facts.lastNanoseconds },
    patterns: judgement.evidence.map((evidence) => evidence.code).filter(isPattern),
    evidence: judgement.evidence,
  };
}

function failedTries({ failed }: EndpointFacts): Endpoint['failed'] {
  if (failed === null) return null;
  return {
    count: failed.count,
    packets: failed.packets,
    ports: failed.ports,
    first: { seconds: failed.firstSeconds, nanoseconds: failed.firstNanoseconds },
    last: { seconds: failed.lastSeconds, nanoseconds: failed.lastNanoseconds },
  };
}

/** Of a packet list that does not show it. */
const NO_PORT = -1;

/** The endpoint's service, as sentences speak of it. */
export function serviceOf({ facts, match, name }: JudgedEndpoint): Service {
  return {
    server: facts.server,
    port: facts.lacksPort ? NO_PORT : facts.port,
    via: facts.asked && { server: facts.server, port: facts.asked.port },
    isPortAssumed: facts.isPortAssumed,
    protocol: facts.protocol === Protocol.TCP ? 'tcp' : 'udp',
    name,
    function: match?.function ?? null,
    isRecognized: match !== null && isRecognized(match),
  };
}

/** Whether only a log tells of it, and no packet. */
export function isOfLog({ packets, statements }: EndpointFacts): boolean {
  return packets === 0 && statements !== null;
}

/**
 * Silent UDP that need not answer is no finding, unlike what must be answered; nor is who answers for an
 * address that was asked, of which the finding on that one tells. They stand in the table only.
 */
export function isWorthFinding(endpoint: JudgedEndpoint): boolean {
  if (endpoint.target?.source !== 'user' && hasPattern(endpoint, 'answers-for-other')) {
    return isFailure(endpoint.judgement.verdict);
  }
  return (
    isFailure(endpoint.judgement.verdict) ||
    endpoint.facts.statements !== null ||
    endpoint.facts.protocol === Protocol.TCP ||
    endpoint.facts.isDns ||
    hasPattern(endpoint, 'media-one-way') ||
    hasPattern(endpoint, 'quic-part-unanswered') ||
    endpoint.facts.requests.some(
      ({ silentSends, openSends, otherPort }) => silentSends + openSends + otherPort > 0,
    )
  );
}

/** Whether the server is off the client's site. */
export function isOutside({ facts }: JudgedEndpoint): boolean {
  return isDistant(facts.client, facts.server);
}

export function isIpv6({ facts }: JudgedEndpoint): boolean {
  return familyOf(facts.server) === 6;
}

export function serverOf({ facts }: JudgedEndpoint): string {
  return formatAddress(...facts.server);
}

/** What a firewall rule names beside addresses. */
export function portOf(judged: JudgedEndpoint): PortOfService {
  const { protocol, port, isPortAssumed } = serviceOf(judged);
  return { protocol, port, isPortAssumed };
}

/** The same for looking it up. */
export function portKey(judged: JudgedEndpoint): string {
  const { protocol, port, isPortAssumed } = serviceOf(judged);
  return isPortAssumed ? 'dns' : `${protocol} ${port}`;
}

export function hasPattern({ judgement }: JudgedEndpoint, code: EvidenceCode): boolean {
  return judgement.evidence.some((row) => row.code === code);
}

/** Whether it shows something against which a remedy of its own helps. */
export function hasRemedy({ judgement }: JudgedEndpoint, key: RemedyKey): boolean {
  return judgement.evidence.some(({ code }) => EVIDENCE[code].remedy === key);
}

/** What surely tells its connections that fail from those that work; null where nothing does. */
export function differenceOf({ judgement }: JudgedEndpoint): Difference | null {
  for (const seen of judgement.evidence) {
    if (seen.code !== 'part-fails') continue;
    return seen.values.differences?.by.find(({ by, isSure }) => isSure && by !== 'time') ?? null;
  }
  return null;
}

/** Address of the device whose ICMP errors rejected, where there is one. */
export function rejectingDeviceOf({ facts }: JudgedEndpoint): string | null {
  const [error] = facts.icmpErrors;
  return error === undefined ? null : formatAddress(...error.source);
}

export function distinct(
  endpoints: readonly JudgedEndpoint[],
  keyOf: (endpoint: JudgedEndpoint) => string,
): number {
  return new Set(endpoints.map(keyOf)).size;
}

/** What is spoken, as far as it was seen. */
function applicationOf({ isDns, clientHellos, quic }: EndpointFacts): Endpoint['application'] {
  if (isDns) return 'dns';
  if (quic !== null) return 'quic';
  return clientHellos > 0 ? 'tls' : null;
}
