import type { AbsentNeighbor } from '../detect/absent-neighbors.ts';
import type { FunctionMatch, ProfileFunction } from '../profile/profile.ts';
import { isPrivateAddress } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { formatAddress } from '../wire/address-text.ts';
import { Protocol } from '../wire/protocol.ts';
import type { Judgement } from './judge.ts';
import { byGravity, type Confidence, isFailure, type Verdict } from './verdict.ts';

/** An endpoint with its verdict. */
export interface JudgedEndpoint {
  readonly facts: EndpointFacts;
  readonly judgement: Judgement;
  readonly match: FunctionMatch | null;
  /** What the profile or the capture calls the server, or null. */
  readonly name: string | null;
}

/** The same cause over one or more endpoints. */
export interface Finding {
  readonly id: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly function: ProfileFunction | null;
  readonly title: string;
  readonly impact: string;
  readonly remedy: readonly string[];
  /** Indexes in the list that findings were made of. */
  readonly endpoints: readonly number[];
}

const CONFIDENCE_ORDER: readonly Confidence[] = ['high', 'medium', 'low'];
const ADDRESSES_NAMED = 4;

/**
 * Groups the endpoints that failed: by product function where there is one, else by server. Gravest
 * first, the product's own first among equals.
 */
export function groupFindings(endpoints: readonly JudgedEndpoint[]): Finding[] {
  const groups = new Map<string, number[]>();
  endpoints.forEach((endpoint, index) => {
    const { verdict } = endpoint.judgement;
    if (verdict === 'answered' || !isWorthFinding(endpoint)) return;
    const service = endpoint.match?.function.id ?? formatAddress(...endpoint.facts.server);
    const key = `${verdict}/${service}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  });
  const findings = [...groups].map(([id, indexes]) => finding(id, indexes, endpoints));
  return findings.sort(
    (one, other) =>
      Number(other.function !== null) - Number(one.function !== null) ||
      byGravity(one.verdict, other.verdict) ||
      CONFIDENCE_ORDER.indexOf(one.confidence) - CONFIDENCE_ORDER.indexOf(other.confidence) ||
      one.endpoints[0] - other.endpoints[0],
  );
}

/** A host of the own subnet that is not there: it has no endpoint, as it was never sent a packet. */
export function neighborFinding({ address, text }: AbsentNeighbor): Finding {
  return {
    id: `unreachable/${address}`,
    verdict: 'unreachable',
    confidence: 'medium',
    function: null,
    title: `There is probably no host at ${address} on the client's own network`,
    impact: text,
    remedy: ['Check that the host is on, and that the address is right.'],
    endpoints: [],
  };
}

/** Silent UDP that need not answer is no finding; it stands in the table only. */
export function isWorthFinding(endpoint: JudgedEndpoint): boolean {
  return (
    isFailure(endpoint.judgement.verdict) ||
    endpoint.facts.protocol === Protocol.TCP ||
    endpoint.facts.isDns
  );
}

function finding(id: string, indexes: readonly number[], all: readonly JudgedEndpoint[]): Finding {
  const members = indexes.map((index) => all[index]);
  const { verdict } = members[0].judgement;
  const fn = members[0].match?.function ?? null;
  const confidence =
    CONFIDENCE_ORDER.find((level) =>
      members.some((member) => member.judgement.confidence === level),
    ) ?? 'low';
  return {
    id,
    verdict,
    confidence,
    function: fn,
    title: title(verdict, confidence, members),
    impact: fn !== null && isFailure(verdict) ? fn.impact : '',
    remedy: remedy(verdict, fn, members),
    endpoints: indexes,
  };
}

const HEDGE: Readonly<Record<Confidence, string>> = {
  high: '',
  medium: 'probably ',
  low: 'possibly ',
};

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
      return `A firewall ${hedge}drops ${target}`;
    case 'reject':
      return `A firewall ${hedge}rejects ${target}`;
    case 'closed':
      return `The server itself ${hedge}refuses ${target}`;
    case 'intercepted':
      return `Something ${hedge}answers in the server's place: ${target}`;
    case 'unreachable':
      return `There is ${hedge}no way to the server: ${target}`;
    default:
      return `The capture cannot tell what happens to ${target}`;
  }
}

/** "UDP 53 and 443 to the OpenDNS resolvers 208.67.222.222 and 208.67.220.220". */
export function describeTarget(members: readonly JudgedEndpoint[]): string {
  const fn = members[0].match?.function ?? null;
  const servers = new Map<string, string | null>();
  for (const { facts, name } of members) servers.set(formatAddress(...facts.server), name);
  const addresses = [...servers.keys()];
  const listed = list(
    addresses.length > ADDRESSES_NAMED
      ? [...addresses.slice(0, ADDRESSES_NAMED), `${addresses.length - ADDRESSES_NAMED} more`]
      : addresses,
  );
  const name = servers.size === 1 ? [...servers.values()][0] : null;
  const who = fn !== null ? `the ${fn.serverTitle} ${listed}` : listed;
  return `${ports(members)} to ${who}${name !== null && fn === null ? ` (${name})` : ''}`;
}

/** "TCP 443", "UDP 53 and 443, TCP 53". */
function ports(members: readonly JudgedEndpoint[]): string {
  const parts: string[] = [];
  for (const [protocol, label] of [
    [Protocol.UDP, 'UDP'],
    [Protocol.TCP, 'TCP'],
  ] as const) {
    const numbers = members
      .filter(({ facts }) => facts.protocol === protocol)
      .map(({ facts }) => facts.port);
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    if (distinct.length > 5) parts.push(`${label} (${distinct.length} ports)`);
    else if (distinct.length > 0) parts.push(`${label} ${list(distinct.map(String))}`);
  }
  return parts.join(', ');
}

function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

function remedy(
  verdict: Verdict,
  fn: ProfileFunction | null,
  members: readonly JudgedEndpoint[],
): string[] {
  const target = describeTarget(members);
  switch (verdict) {
    case 'drop':
    case 'reject': {
      if (members.every(losesLargePackets)) return LARGE_PACKETS_REMEDY;
      const names = filteredNames(members);
      if (names.length > 0) {
        return [
          `Allow the server name ${list(names)} in the firewall's URL, TLS or application filter: the port itself is open.`,
          CROSS_CHECK,
        ];
      }
      if (members.every(isLocal)) {
        return [
          `Allow ${target} on the firewalls between client and server, the server's own included.`,
        ];
      }
      const lines: string[] = [];
      const device = rejectingDevice(members);
      if (fn !== null) lines.push(...fn.remedy.map((line) => `Allow ${line}.`));
      lines.push(
        fn === null
          ? `Allow ${target} on the firewall between the client and the Internet.`
          : `In this capture it is ${target}.`,
      );
      if (device !== null) lines.push(`The device that rejects calls itself ${device}.`);
      lines.push(CROSS_CHECK);
      return lines;
    }
    case 'closed':
      return [
        'Look at the server: is the service running, and is the port right? The network lets the packets through.',
      ];
    case 'intercepted':
      return ['Look for DNS redirection or a transparent proxy on the network.'];
    case 'unreachable':
      return ["Check routes, VPN, the server's address, and that the server is on."];
    default:
      return [
        "Capture again on the client's own interface while the failure happens, and let it run for at least 30 seconds.",
      ];
  }
}

const CROSS_CHECK =
  'Cross-check: connect the PC to another open network (hotspot); if it works there, this network is the cause.';

const LARGE_PACKETS_REMEDY: string[] = [
  'Let ICMP "fragmentation needed" (3/4) and ICMPv6 "packet too big" (2) through the firewalls on the way.',
  'Or lower the MTU of the PC, or clamp the MSS, to what the smallest link (a tunnel, a VPN) takes.',
  'The address and port are open: there is nothing to allow for them.',
];

/** Everything that failed, failed by its size. */
function losesLargePackets({ facts }: JudgedEndpoint): boolean {
  return (
    facts.stalledBySize > 0 &&
    facts.stalledBySize === facts.stalledAttempts &&
    facts.silentAttempts === 0
  );
}

/** Server names whose TLS connections a filter keeps from going on. */
function filteredNames(members: readonly JudgedEndpoint[]): string[] {
  const names = members.flatMap(({ facts }) =>
    facts.serverNames.filter(({ failures, works }) => failures > 0 && !works),
  );
  return [...new Set(names.map(({ name }) => name))].slice(0, ADDRESSES_NAMED);
}

function isLocal({ facts }: JudgedEndpoint): boolean {
  return isPrivateAddress(...facts.server);
}

/** Address of the device whose ICMP errors rejected, where there is one. */
function rejectingDevice(members: readonly JudgedEndpoint[]): string | null {
  for (const { facts } of members) {
    for (const error of facts.icmpErrors) return formatAddress(...error.source);
  }
  return null;
}
