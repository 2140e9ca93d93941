import type { AbsentNeighbor } from '../evidence/absent-neighbors.ts';
import { byGravity, type Confidence, isFailure, type Verdict } from '../evidence/verdict.ts';
import type { ProfileFunction } from '../profiles/profile.ts';
import { listSome } from '../words/en/phrases.ts';
import type { CauseGroup } from './causes/cause.ts';
import { CAUSES } from './causes.ts';
import { hasPattern, isWorthFinding, type JudgedEndpoint } from './judged-endpoint.ts';
import {
  failsAfterHandshake,
  failsLater,
  filteredNames,
  isPortal,
  isQuic,
  losesLargePackets,
  NAMES_NAMED,
  remedy,
} from './remedy.ts';
import { Scope } from './scope.ts';
import { describeTarget } from './target-text.ts';

/** The same cause over one or more endpoints. */
export interface Finding {
  readonly id: string;
  /** The gravest among its endpoints. */
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** What the product loses by it. */
  readonly functions: readonly ProfileFunction[];
  readonly title: string;
  readonly impact: string;
  /** Whom and what else it concerns, or not; '' where there is nothing to say. */
  readonly scope: string;
  readonly remedy: readonly string[];
  /** Indexes in the list that findings were made of. */
  readonly endpoints: readonly number[];
}

const CONFIDENCE_ORDER: readonly Confidence[] = ['high', 'medium', 'low'];

/**
 * Puts endpoints that failed for one reason together. First targets, then what the product needs, the
 * gravest, then the surest, then the first in the capture; what nobody notices comes last.
 * @param isWhole whether the endpoints are all of the capture, not a display filter's choice
 */
export function groupFindings(endpoints: readonly JudgedEndpoint[], isWhole: boolean): Finding[] {
  const indexes = new Map(endpoints.map((endpoint, index) => [endpoint, index]));
  let failing: readonly JudgedEndpoint[] = endpoints.filter(
    (endpoint) => endpoint.judgement.verdict !== 'answered' && isWorthFinding(endpoint),
  );
  const groups: CauseGroup[] = [];
  for (const cause of CAUSES) {
    const found = cause.find(failing, endpoints);
    if (found.length === 0) continue;
    groups.push(...found);
    const taken = new Set(found.flatMap(({ members }) => members));
    failing = failing.filter((endpoint) => !taken.has(endpoint));
  }
  const scope = new Scope(endpoints, isWhole);
  return groups
    .map((group) => ({ group, finding: finding(group, indexes, scope) }))
    .sort(
      (one, other) =>
        Number(isHarmless(one.group)) - Number(isHarmless(other.group)) ||
        Number(isFailure(other.finding.verdict)) - Number(isFailure(one.finding.verdict)) ||
        Number(isTargeted(other.group)) - Number(isTargeted(one.group)) ||
        Number(other.finding.functions.length > 0) - Number(one.finding.functions.length > 0) ||
        byGravity(one.finding.verdict, other.finding.verdict) ||
        CONFIDENCE_ORDER.indexOf(one.finding.confidence) -
          CONFIDENCE_ORDER.indexOf(other.finding.confidence) ||
        one.finding.endpoints[0] - other.finding.endpoints[0],
    )
    .map((entry) => entry.finding);
}

/** A host of the own subnet that is not there: it has no endpoint, as it was never sent a packet. */
export function neighborFinding({ address, text }: AbsentNeighbor): Finding {
  return {
    id: `unreachable/${address}`,
    verdict: 'unreachable',
    confidence: 'medium',
    functions: [],
    title: `There is probably no host at ${address} on the client's own network`,
    impact: text,
    scope: '',
    remedy: ['Check that the host is on, and that the address is right.'],
    endpoints: [],
  };
}

function finding(
  group: CauseGroup,
  indexes: ReadonlyMap<JudgedEndpoint, number>,
  scope: Scope,
): Finding {
  const { members } = group;
  const verdict = members.map(({ judgement }) => judgement.verdict).sort(byGravity)[0];
  const confidence =
    CONFIDENCE_ORDER.find((level) =>
      members.some(({ judgement }) => judgement.confidence === level),
    ) ?? 'low';
  const functions = [...new Set(members.flatMap(({ match }) => match?.function ?? []))];
  const fails = isFailure(verdict);
  const reach = fails ? scope.describe(members) : '';
  return {
    id: `${verdict}/${group.key}`,
    verdict,
    confidence,
    functions,
    title: group.title?.(HEDGE[confidence]) ?? title(verdict, confidence, members),
    impact: fails ? joined(functions.map((fn) => fn.impact)) : '',
    scope: joined([group.note ?? '', reach]),
    remedy: group.remedy ?? remedy(verdict, members),
    endpoints: members.map((member) => indexes.get(member) as number).sort((a, b) => a - b),
  };
}

function joined(sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** The user named one of them: the case is about it. */
function isTargeted({ members }: CauseGroup): boolean {
  return members.some(({ target }) => target?.source === 'user');
}

/** Nobody notices it: HTTP/3 that fails falls back to TCP. */
function isHarmless({ members }: CauseGroup): boolean {
  return members.every(isQuic);
}

const HEDGE: Readonly<Record<Confidence, string>> = {
  high: '',
  medium: 'probably ',
  low: 'possibly ',
};

/** Another name works at the same place: the rule is about the name, not about the address. */
function isFilteredByName(endpoint: JudgedEndpoint): boolean {
  return hasPattern(endpoint, 'server-name-filtered') && failsAfterHandshake(endpoint);
}

function namesOf(members: readonly JudgedEndpoint[]): string {
  return listSome(filteredNames(members), NAMES_NAMED);
}

function title(
  verdict: Verdict,
  confidence: Confidence,
  members: readonly JudgedEndpoint[],
): string {
  const target = describeTarget(members);
  const hedge = HEDGE[confidence];
  switch (verdict) {
    case 'drop':
      if (members.every(losesLargePackets)) {
        return `Large packets are ${hedge}dropped on the way: ${target}`;
      }
      if (members.every(failsLater)) {
        return `Connections that worked are ${hedge}dropped by a firewall later: ${target}`;
      }
      if (members.every(isQuic)) return `A firewall ${hedge}drops QUIC, ${target}`;
      if (members.every(isFilteredByName)) {
        return `A firewall ${hedge}drops TLS for ${namesOf(members)}: ${describeTarget(members, false)}`;
      }
      if (members.every(failsAfterHandshake)) {
        return `A firewall ${hedge}drops what follows the TCP handshake: ${target}`;
      }
      return `A firewall ${hedge}drops ${target}`;
    case 'reject':
      if (members.every(failsLater)) {
        return `Connections that worked are ${hedge}reset by a firewall later: ${target}`;
      }
      if (members.every(isFilteredByName)) {
        return `A firewall ${hedge}resets TLS for ${namesOf(members)}: ${describeTarget(members, false)}`;
      }
      if (members.every(failsAfterHandshake)) {
        return `A firewall ${hedge}resets connections after the TCP handshake: ${target}`;
      }
      return `A firewall ${hedge}rejects ${target}`;
    case 'closed':
      return `The server itself ${hedge}refuses ${target}`;
    case 'intercepted':
      if (members.every(isPortal)) {
        return `A captive portal ${hedge}answers in the server's place: ${target}`;
      }
      return `Something ${hedge}answers in the server's place: ${target}`;
    case 'unreachable':
      return `There is ${hedge}no way to the server: ${target}`;
    default:
      return `The capture cannot tell what happens to ${target}`;
  }
}
