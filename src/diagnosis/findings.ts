import type { AbsentNeighbor } from '../evidence/absent-neighbors.ts';
import type { Scan } from '../evidence/scans.ts';
import { type EvidenceCode, isPattern } from '../evidence/table.ts';
import type { OneWayTunnel } from '../evidence/tunnels.ts';
import {
  byGravityOfSure,
  bySureness,
  type Confidence,
  isFailure,
  type Verdict,
} from '../evidence/verdict.ts';
import { formatAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { PortOfService } from '../words/en/services.ts';
import { type Sentence, verbatim } from '../words/say.ts';
import { CAUSES, type CauseGroup, type Policy } from './causes.ts';
import type { Finding, FindingCause } from './diagnosis.ts';
import {
  differenceOf,
  hasPattern,
  isOfLog,
  isWorthFinding,
  type JudgedEndpoint,
  serviceOf,
} from './judged-endpoint.ts';
import {
  endsAfterIdle,
  failsAfterHandshake,
  failsLater,
  filteredNames,
  goesOnWithoutNetbios,
  isPortal,
  isQuic,
  losesFragments,
  losesLargePackets,
  remedy,
} from './remedy.ts';
import { Scope } from './scope.ts';
import { failingSiblings } from './siblings.ts';

/**
 * Puts endpoints that failed for one reason together. First targets and what is one service with them, then
 * what the product needs, the surest, then the gravest, then what shows signs of a failure, then the first in
 * the capture; what nobody notices comes last.
 * @param isWhole whether the endpoints are all of the capture, not a display filter's choice
 */
export function groupFindings(endpoints: readonly JudgedEndpoint[], isWhole: boolean): Finding[] {
  const indexes = new Map(endpoints.map((endpoint, index) => [endpoint, index]));
  let failing: readonly JudgedEndpoint[] = endpoints.filter(
    (endpoint) => endpoint.judgement.verdict !== 'answered' && isWorthFinding(endpoint),
  );
  const groups: (CauseGroup & { readonly cause: FindingCause })[] = [];
  for (const cause of CAUSES) {
    const found = cause.find(failing, endpoints);
    if (found.length === 0) continue;
    groups.push(...found.map((group) => ({ ...group, cause: cause.code })));
    const taken = new Set(found.flatMap(({ members }) => members));
    failing = failing.filter((endpoint) => !taken.has(endpoint));
  }
  const scope = new Scope(endpoints, isWhole);
  const named = endpoints.filter(({ target }) => target?.source === 'user');
  const targeted = new Set([...named, ...failingSiblings(named, endpoints)]);
  const isTargeted = ({ members }: CauseGroup) => members.some((member) => targeted.has(member));
  return groups
    .map((group) => ({ group, finding: finding(group, indexes, scope) }))
    .sort(
      (one, other) =>
        Number(isHarmless(one.group)) - Number(isHarmless(other.group)) ||
        Number(isFailure(other.finding.verdict)) - Number(isFailure(one.finding.verdict)) ||
        Number(isTargeted(other.group)) - Number(isTargeted(one.group)) ||
        Number(other.finding.functions.length > 0) - Number(one.finding.functions.length > 0) ||
        byGravityOfSure(one.finding, other.finding) ||
        bySureness(one.finding.confidence, other.finding.confidence) ||
        Number(isSuspected(other.group)) - Number(isSuspected(one.group)) ||
        one.finding.endpoints[0] - other.finding.endpoints[0],
    )
    .map((entry) => entry.finding);
}

/** A host of the own subnet that is not there: it has no endpoint, as it was never sent a packet. */
export function neighborFinding(neighbor: AbsentNeighbor): Finding {
  const address = formatAddress(...neighbor.address);
  return {
    id: `unreachable/${address}`,
    cause: 'absent-neighbor',
    verdict: 'unreachable',
    confidence: 'medium',
    functions: [],
    title: { code: 'no-host', address },
    impact: [{ code: 'nobody-answers', ...neighbor }],
    scope: [],
    remedy: [{ code: 'check-host' }],
    endpoints: [],
  };
}

/** A tunnel that goes one way: it has no endpoint, as its protocol has no ports. */
export function tunnelFinding({ control, ...tunnel }: OneWayTunnel): Finding {
  const { from, to, protocol } = tunnel;
  const agreedOn: PortOfService = {
    protocol: control.protocol === Protocol.TCP ? 'tcp' : 'udp',
    port: control.port,
    isPortAssumed: false,
  };
  return {
    id: `drop/${protocol.toLowerCase()}-${formatAddress(...from)}-${formatAddress(...to)}`,
    cause: 'tunnel',
    verdict: 'drop',
    confidence: 'low',
    functions: [],
    title: { code: 'tunnel-one-way', protocol, from, to },
    impact: [{ code: 'tunnel-impact', ...tunnel, agreedOn }],
    scope: [],
    remedy: [{ code: 'allow-tunnel', protocol }],
    endpoints: [],
  };
}

/** A scan: one finding, and none of the ports that it asks is a service that somebody needs. */
export function scanFinding(scan: Scan): Finding {
  const { client, server, port, kind } = scan;
  const protocol = kind === 'udp' ? 'udp' : 'tcp';
  const what = server !== null ? formatAddress(...server) : port !== null ? port : 'network';
  return {
    id: `inconclusive/scan-${protocol}-${formatAddress(...client)}-${what}`,
    cause: 'scan',
    scan,
    verdict: 'inconclusive',
    confidence: 'low',
    functions: [],
    title: { code: 'scan', scan },
    impact: [{ code: 'scan-impact', scan }],
    scope: [{ code: 'scan-scope', scan }],
    remedy: [{ code: 'scan-remedy', scan }],
    endpoints: [],
  };
}

function finding(
  group: CauseGroup & { readonly cause: FindingCause },
  indexes: ReadonlyMap<JudgedEndpoint, number>,
  scope: Scope,
): Finding {
  const { members } = group;
  // The surest, then the gravest: a graver verdict is not as sure as another member's.
  const [{ verdict, confidence }] = members.map(({ judgement }) => judgement).sort(byGravityOfSure);
  const functions = [...new Set(members.flatMap(({ match }) => match?.function ?? []))];
  const fails = isFailure(verdict);
  return {
    id: `${verdict}/${group.key}`,
    cause: group.cause,
    verdict,
    confidence,
    functions,
    title: group.title?.(confidence) ?? title(verdict, confidence, members),
    impact: fails ? functions.flatMap((fn) => verbatim(fn.impact)) : [],
    scope: [
      ...(group.note === undefined ? [] : [group.note]),
      // What a log does not tell of may well answer.
      ...(fails && group.isAllThereIs !== true && !members.every(({ facts }) => isOfLog(facts))
        ? scope.describe(members)
        : []),
    ],
    remedy: group.remedy ?? remedy(verdict, members),
    endpoints: members.map((member) => indexes.get(member) as number).sort((a, b) => a - b),
  };
}

/** The capture shows signs of a failure, though too few for a verdict. */
function isSuspected({ members }: CauseGroup): boolean {
  return members.some(({ judgement }) => judgement.evidence.some(({ code }) => isPattern(code)));
}

/** Nobody notices it: HTTP/3 that fails falls back to TCP, SMB goes on without NetBIOS. */
function isHarmless({ members }: CauseGroup): boolean {
  return members.every((member) => isQuic(member) || goesOnWithoutNetbios(member));
}

/** Another name works at the same place: the rule is about the name, not about the address. */
function isFilteredByName(endpoint: JudgedEndpoint): boolean {
  return hasPattern(endpoint, 'server-name-filtered') && failsAfterHandshake(endpoint);
}

/** The same of QUIC, whose Initials anyone can read. */
function isQuicFilteredByName(endpoint: JudgedEndpoint): boolean {
  return hasPattern(endpoint, 'quic-server-name-filtered');
}

/** A firewall's own words are what speaks for its verdict. */
function says({ judgement }: JudgedEndpoint, code: EvidenceCode): boolean {
  return judgement.evidence.some((row) => row.code === code && row.weight > 0);
}

/** One kind of its connections fails, and it is known what is theirs alone. */
function isPart(endpoint: JudgedEndpoint): boolean {
  return differenceOf(endpoint) !== null;
}

/** What an endpoint's failure looks like, and the title of a finding whose members all look so. */
type Look = readonly [(endpoint: JudgedEndpoint) => boolean, FailureCode];

type FailureCode = Exclude<
  Extract<Sentence, { confidence: Confidence; services: unknown }>['code'],
  'ip-version-blocked' | 'ip-version-no-way' | 'outage' | Policy['kind']
>;

/** The first look that all members have gives the title; the last is what all have. */
const TITLES: Readonly<Record<Exclude<Verdict, 'answered'>, readonly Look[]>> = {
  drop: [
    [(endpoint) => says(endpoint, 'firewall-dropped'), 'says-it-drops'],
    [(endpoint) => says(endpoint, 'firewall-refused'), 'says-it-refuses'],
    [losesLargePackets, 'drops-large-packets'],
    [losesFragments, 'drops-fragments'],
    [endsAfterIdle, 'drops-idle'],
    [failsLater, 'drops-later'],
    [isQuicFilteredByName, 'drops-quic-server-name'],
    [isQuic, 'drops-quic'],
    [isFilteredByName, 'drops-server-name'],
    [isPart, 'drops-part'],
    [failsAfterHandshake, 'drops-after-handshake'],
    [() => true, 'drops'],
  ],
  reject: [
    [(endpoint) => says(endpoint, 'firewall-rejected'), 'says-it-rejects'],
    [(endpoint) => says(endpoint, 'firewall-refused-aloud'), 'says-it-rejects'],
    [endsAfterIdle, 'resets-idle'],
    [failsLater, 'resets-later'],
    [isFilteredByName, 'resets-server-name'],
    [isPart, 'resets-part'],
    [failsAfterHandshake, 'resets-after-handshake'],
    [() => true, 'rejects'],
  ],
  closed: [[() => true, 'server-refuses']],
  intercepted: [
    [isPortal, 'portal-answers'],
    [() => true, 'other-answers'],
  ],
  unreachable: [[() => true, 'no-way']],
  inconclusive: [[() => true, 'cannot-tell']],
};

function title(
  verdict: Verdict,
  confidence: Confidence,
  members: readonly JudgedEndpoint[],
): Sentence {
  const looks = TITLES[verdict === 'answered' ? 'inconclusive' : verdict];
  const [, code] = looks.find(([look]) => members.every(look)) as Look;
  const services = members.map(serviceOf);
  if (code === 'drops-part' || code === 'resets-part') {
    return {
      code,
      confidence,
      services,
      differences: members.flatMap((one) => differenceOf(one) ?? []),
    };
  }
  return code === 'drops-server-name' ||
    code === 'drops-quic-server-name' ||
    code === 'resets-server-name'
    ? { code, confidence, services, names: filteredNames(members) }
    : { code, confidence, services };
}
