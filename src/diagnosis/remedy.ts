import type { Verdict } from '../evidence/verdict.ts';
import { isPrivateAddress } from '../track/addresses.ts';
import type { Remedy, WhereToAllow } from '../words/en/remedies.ts';
import {
  differenceOf,
  hasPattern,
  hasRemedy,
  type JudgedEndpoint,
  rejectingDeviceOf,
  serviceOf,
} from './judged-endpoint.ts';

type Members = readonly JudgedEndpoint[];

/** What to do where all endpoints of a finding look so; the lines are made of the endpoints. */
type RemedyRule = readonly [(endpoint: JudgedEndpoint) => boolean, (members: Members) => Remedy[]];

const CROSS_CHECK: Remedy = { code: 'cross-check' };
const services = (members: Members) => members.map(serviceOf);

/** Where something drops or rejects: the first rule that all endpoints fit. */
const BLOCKED: readonly RemedyRule[] = [
  [(endpoint) => hasRemedy(endpoint, 'rule'), askForRule],
  [
    losesLargePackets,
    () => [{ code: 'let-icmp-through' }, { code: 'lower-mtu' }, { code: 'nothing-to-allow' }],
  ],
  [(endpoint) => hasRemedy(endpoint, 'media'), () => [{ code: 'allow-media' }, CROSS_CHECK]],
  [losesFragments, () => [{ code: 'let-fragments-through' }, { code: 'avoid-fragments' }]],
  [
    endsAfterIdle,
    () => [{ code: 'longer-idle-time-out' }, { code: 'keep-alives' }, { code: 'nothing-to-allow' }],
  ],
  [
    failsLater,
    (members) => [{ code: 'look-for-prevention', services: services(members) }, CROSS_CHECK],
  ],
];

const BLOCKED_OTHERWISE: readonly RemedyRule[] = [
  [
    (endpoint) => differenceOf(endpoint) !== null,
    (members) => [
      ...[...new Set(members.flatMap((member) => differenceOf(member)?.by ?? []))].map(
        (by) => ({ code: 'look-for-part', by }) as const,
      ),
      { code: 'look-for-filter', services: services(members) },
      CROSS_CHECK,
    ],
  ],
  [
    failsAfterHandshake,
    (members) => [{ code: 'look-for-filter', services: services(members) }, CROSS_CHECK],
  ],
  [
    (endpoint) => hasRemedy(endpoint, 'limit'),
    (members) => [
      { code: 'look-for-limit', services: services(members) },
      { code: 'or-broken-way' },
      CROSS_CHECK,
    ],
  ],
  [
    losesAnswers,
    (members) => [
      { code: 'look-at-way-back', services: services(members) },
      { code: 'way-back-causes' },
    ],
  ],
  [isLocal, (members) => [{ code: 'allow-between', services: services(members) }]],
  [() => true, allow],
];

/** What to do about endpoints with one cause: lines for a list, the most useful first. */
export function remedy(verdict: Verdict, members: Members): Remedy[] {
  if (members.every(goesOnWithoutNetbios)) return [{ code: 'smb-goes-on' }];
  switch (verdict) {
    case 'drop':
    case 'reject': {
      const names = filteredNames(members);
      const rules = [
        ...BLOCKED,
        ...(names.length > 0 ? [[() => true, () => allowNames(names, members)] as const] : []),
        ...BLOCKED_OTHERWISE,
      ];
      return rules.find(([fits]) => members.every(fits))?.[1](members) ?? [];
    }
    case 'closed':
      return [{ code: 'look-at-server' }];
    case 'intercepted':
      return [{ code: members.every(isPortal) ? 'log-in-to-portal' : 'look-for-redirection' }];
    case 'unreachable':
      if (members.every((member) => hasRemedy(member, 'hairpin-nat'))) {
        return [{ code: 'hairpin-nat' }];
      }
      if (members.every((member) => hasRemedy(member, 'numbers'))) {
        return [{ code: 'same-way-both-ways' }];
      }
      return [{ code: members.every(isRoutingLoop) ? 'look-for-loop' : 'check-routes' }];
    default: {
      // It was seen to answer: another capture would show the same.
      if (members.every((member) => hasRemedy(member, 'hairpin-nat'))) {
        return [{ code: 'hairpin-nat' }];
      }
      const lacking = new Set(members.map(({ judgement }) => judgement.better));
      const [better] = lacking.size === 1 ? lacking : [null];
      if (better !== null) return [{ code: 'capture-again', better }];
      // More of the same would be as undecided.
      const isTie = members.every(({ judgement }) => judgement.reason?.code === 'tie');
      return [{ code: isTie ? 'capture-at-two-places' : 'capture-longer' }];
    }
  }
}

function allowNames(names: readonly string[], members: Members): Remedy[] {
  const isByName = members.every((member) => hasRemedy(member, 'server-name'));
  return [
    { code: 'allow-names', names },
    ...(isByName ? [] : [{ code: 'try-other-name' } as const]),
    CROSS_CHECK,
  ];
}

/** What a firewall says of itself: its rule, by its own name. */
function askForRule(members: Members): Remedy[] {
  const seen = members.flatMap(({ judgement }) =>
    judgement.evidence.flatMap((row) =>
      row.code === 'firewall-dropped' ||
      row.code === 'firewall-rejected' ||
      row.code === 'firewall-refused' ||
      row.code === 'firewall-refused-aloud'
        ? [row]
        : [],
    ),
  );
  const named = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== '');
  return [
    {
      code: 'ask-for-rule',
      devices: named(seen.map(({ values }) => values.device)),
      rules: named(seen.map(({ values }) => values.rule)),
      services: services(members),
      place: seen.find(({ source }) => source !== undefined)?.source ?? null,
    },
  ];
}

function allow(members: Members): Remedy[] {
  const functions = new Set(members.flatMap(({ match }) => match?.function ?? []));
  const lines = [...functions].flatMap(({ opens = [], remedy: others }): Remedy[] => [
    ...opens.map((opening): Remedy => ({ code: 'allow-opening', opening })),
    ...others.map((line): Remedy => ({ code: 'allow-line', line })),
  ]);
  const devices = [...new Set(members.flatMap((member) => rejectingDeviceOf(member) ?? []))];
  return [
    ...lines,
    lines.length === 0
      ? { code: 'allow-services', services: services(members), where: whereToAllow(members) }
      : { code: 'in-this-capture', services: services(members) },
    ...(devices.length > 0 ? [{ code: 'device-names-itself', devices } as const] : []),
    ...(members.every(isQuic) ? [{ code: 'quic-falls-back' } as const] : []),
    ...(members.every(({ place }) => place?.code === 'server-end') ? [] : [CROSS_CHECK]),
  ];
}

/** On which firewall, as far as the capture tells where the refusal comes from. */
function whereToAllow(members: Members): WhereToAllow {
  const places = new Set(members.map(({ place }) => place?.code));
  const [place] = places.size === 1 ? places : [];
  return place === 'this-host' || place === 'server-end' ? place : 'between';
}

/** Connections that worked, and fail in mid-exchange. */
export function failsLater({ facts }: JudgedEndpoint): boolean {
  const { later } = facts;
  return (
    (later?.failed ?? 0) > 0 &&
    facts.silence.attempts + facts.refused + facts.firstData.stalled === 0
  );
}

/** The same, each after a time without any packet. */
export function endsAfterIdle(endpoint: JudgedEndpoint): boolean {
  const { later } = endpoint.facts;
  if (later === null || !failsLater(endpoint)) return false;
  const failed = later.stalledConnections + later.resetConnections;
  const afterIdle = later.stalledAfterIdle + later.resetAfterIdle;
  return failed + later.forgottenConnections > 0 && afterIdle === failed;
}

/** Everything that failed, failed by its size: on the way to the server, or on the way back. */
export function losesLargePackets(endpoint: JudgedEndpoint): boolean {
  const { firstData, silence } = endpoint.facts;
  return (
    hasRemedy(endpoint, 'large-packets') &&
    firstData.stalledBySize === firstData.stalled &&
    silence.attempts === 0
  );
}

/** Requests in IP fragments are not answered, smaller ones are. */
export function losesFragments(endpoint: JudgedEndpoint): boolean {
  return hasRemedy(endpoint, 'fragments');
}

/** The port is open: handshakes complete, and what the client sends next is lost or refused. */
export function failsAfterHandshake({ facts }: JudgedEndpoint): boolean {
  return (
    facts.firstData.stalled + facts.firstData.reset > 0 &&
    facts.silence.attempts === 0 &&
    facts.resets === null &&
    facts.icmpErrors.length === 0
  );
}

/** The server's SYN/ACKs do not reach the client. */
function losesAnswers(endpoint: JudgedEndpoint): boolean {
  return (
    hasRemedy(endpoint, 'way-back') &&
    endpoint.facts.handshake.unacknowledged === endpoint.facts.attempts
  );
}

const TIME_EXCEEDED = 11;
const TIME_EXCEEDED_IPV6 = 3;

/** Packets run out of hops on the way (RFC 792, RFC 4443 §3.3). */
function isRoutingLoop({ facts: { icmpErrors } }: JudgedEndpoint): boolean {
  return (
    icmpErrors.length > 0 &&
    icmpErrors.every(
      ({ version, type }) => type === (version === 4 ? TIME_EXCEEDED : TIME_EXCEEDED_IPV6),
    )
  );
}

/** QUIC Initials without an answer (RFC 9000); its user, HTTP/3, has TCP to fall back to. */
export function isQuic(endpoint: JudgedEndpoint): boolean {
  return hasRemedy(endpoint, 'quic');
}

/** SMB's port for NetBIOS, while its client is served on the other. */
export function goesOnWithoutNetbios(endpoint: JudgedEndpoint): boolean {
  return hasPattern(endpoint, 'smb-port-answers');
}

export function isPortal(endpoint: JudgedEndpoint): boolean {
  return hasRemedy(endpoint, 'portal');
}

/** Server names whose TLS connections a filter keeps from going on. */
export function filteredNames(members: readonly JudgedEndpoint[]): string[] {
  const names = members.flatMap(({ facts }) =>
    facts.tls.serverNames.filter(({ failures, works }) => failures > 0 && !works),
  );
  return [...new Set(names.map(({ name }) => name))];
}

function isLocal({ facts }: JudgedEndpoint): boolean {
  return isPrivateAddress(...facts.server);
}
