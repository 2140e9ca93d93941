import type { OtherVersionAnswers } from '../evidence/other-version.ts';
import type { OutsideSilent } from '../evidence/outside-silent.ts';
import { EVIDENCE } from '../evidence/table.ts';
import { type Confidence, isFailure } from '../evidence/verdict.ts';
import { formatAddress, hostAndPort } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as socks from '../protocols/socks/codec.ts';
import type { Sentence } from '../words/say.ts';
import type { FindingCause } from './diagnosis.ts';
import { groupBy } from './group-by.ts';
import type { Judgement } from './judge.ts';
import {
  distinct,
  hasPattern,
  isIpv6,
  isOutside,
  type JudgedEndpoint,
  rejectingDeviceOf,
  serverOf,
  serviceOf,
} from './judged-endpoint.ts';
import { isPortal, isQuic } from './remedy.ts';

/** Endpoints that failed for one reason, to be told as one finding. */
export interface CauseGroup {
  /** What is common to them; with the verdict it makes the finding's stable id. */
  readonly key: string;
  readonly members: readonly JudgedEndpoint[];
  /** The finding's title where the verdict's own does not say it. */
  readonly title?: (confidence: Confidence) => Sentence;
  /** What the endpoints have in common. */
  readonly note?: Sentence;
  /** What to do, where it is not what the verdict alone would say. */
  readonly remedy?: readonly Sentence[];
  /** It says itself how far it reaches. */
  readonly isAllThereIs?: true;
}

/** One way in which failures belong together: a row of `CAUSES`. */
interface Cause {
  readonly code: FindingCause;
  /**
   * Groups of endpoints that this explains.
   * @param failing endpoints without an answer that no earlier cause has taken
   * @param all every endpoint, those that answered too
   */
  find(failing: readonly JudgedEndpoint[], all: readonly JudgedEndpoint[]): readonly CauseGroup[];
}

/** What the capture cannot carry is one finding, however many services it concerns. */
const captureLimit: Cause = {
  code: 'capture-limit',
  find(failing) {
    const limited = failing.filter(
      (endpoint) => endpoint.judgement.verdict === 'inconclusive' && limitOf(endpoint) !== null,
    );
    return [...groupBy(limited, (endpoint) => limitOf(endpoint) ?? '')]
      .filter(([, members]) => members.length > 1)
      .map(([key, members]) => ({ key, members }));
  },
};

function limitOf({ judgement }: JudgedEndpoint): string | null {
  const limit = judgement.evidence.find(({ code }) => EVIDENCE[code].kind === 'limit');
  if (limit !== undefined) return limit.code;
  return judgement.better !== null && judgement.reason !== null ? judgement.reason.code : null;
}

/** What a policy blocks by name is no matter of addresses and ports: one finding for each who blocks. */
const policy: Cause = {
  code: 'policy',
  find(failing) {
    const blocked = failing.flatMap((endpoint) => {
      const by = policyOf(endpoint);
      return by === null ? [] : [{ endpoint, by }];
    });
    return [...groupBy(blocked, ({ by }) => by.key)].map(([key, found]) => {
      const own = found.map(({ endpoint }) => endpoint);
      const services = own.map(serviceOf);
      const [{ by }] = found;
      const names = distinctTexts(found.flatMap((one) => one.by.names));
      const reasons = distinctTexts(found.map((one) => one.by.reason));
      return {
        key,
        members: own,
        title: (confidence) => ({
          code: by.kind,
          ...{ confidence, who: by.who, names, reasons, services },
        }),
        note: { code: 'policy-not-port' },
        remedy: [
          by.kind === 'tls-is-inspected'
            ? { code: 'trust-or-exempt', names }
            : { code: 'ask-policy-owner', who: by.who, kind: by.kind, names },
        ],
        isAllThereIs: true,
      };
    });
  },
};

/** Who blocks, what and why. */
export interface Policy {
  readonly kind:
    | 'block-page-answers'
    | 'proxy-refuses-targets'
    | 'dns-keeps-names'
    | 'tls-is-inspected'
    | 'page-in-place'
    | 'tls-refused-in-place';
  readonly key: string;
  /** '' where only its place or kind is known. */
  readonly who: string;
  readonly names: readonly string[];
  readonly reason: string;
}

function policyOf(endpoint: JudgedEndpoint): Policy | null {
  const { judgement, name } = endpoint;
  if (!isFailure(judgement.verdict)) return null;
  for (const seen of judgement.evidence) {
    if (seen.weight <= 0) continue;
    switch (seen.code) {
      case 'block-page': {
        const { service: who, names, reason } = seen.values;
        const key = `block-page-${who.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
        return { kind: 'block-page-answers', key, who, names, reason };
      }
      case 'dns-names-blocked': {
        const who = formatAddress(...endpoint.facts.server);
        const { names, how } = seen.values;
        return { kind: 'dns-keeps-names', key: `dns-names-${who}`, who, names, reason: how };
      }
      case 'certificate-of-proxy': {
        const { product: who } = seen.values;
        const names = name === null ? [] : [name];
        const key = `inspected-${who.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
        return { kind: 'tls-is-inspected', key, who, names, reason: seen.values.issuer };
      }
      case 'certificate-from-near': {
        const names = name === null ? [] : [name];
        return { kind: 'tls-is-inspected', key: 'inspected-near', who: '', names, reason: '' };
      }
      case 'tls-refused-from-near': {
        const { names } = seen.values;
        const kind = 'tls-refused-in-place';
        return { kind, key: seen.code, who: '', names, reason: '' };
      }
      case 'page-injected':
      case 'page-from-near': {
        const names = name === null ? [] : [name];
        const reason = String(seen.values.status);
        return { kind: 'page-in-place', key: seen.code, who: '', names, reason };
      }
      case 'socks-login-refused': {
        const who = hostAndPort(formatAddress(...endpoint.facts.server), endpoint.facts.port);
        const reason = seen.values.turnedDown > 0 ? socks.TURNED_DOWN : socks.LOGIN_REFUSED;
        return { kind: 'proxy-refuses-targets', key: `proxy-${who}`, who, names: [], reason };
      }
      case 'proxy-refuses':
      case 'proxy-wants-login': {
        const who = hostAndPort(formatAddress(...seen.values.address), seen.values.port);
        const { status, words } = seen.values;
        const reason = `${status}${words === '' ? '' : ` ${words}`}`;
        const names = name === null ? [] : [name];
        return { kind: 'proxy-refuses-targets', key: `proxy-${who}`, who, names, reason };
      }
    }
  }
  return null;
}

function distinctTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** A portal stands before all that its network lets nobody reach: one log-in opens them all. */
const captivePortal: Cause = {
  code: 'captive-portal',
  find(failing) {
    const members = failing.filter(
      (endpoint) => endpoint.judgement.verdict === 'intercepted' && isPortal(endpoint),
    );
    return distinct(members, serverOf) > 1 ? [{ key: 'captive-portal', members }] : [];
  },
};

/** What fails while nothing comes from outside is one finding, however many services it concerns. */
const outage: Cause = {
  code: 'outage',
  find(failing) {
    const members = failing.filter(
      ({ judgement }) => judgement.verdict === 'unreachable' && outageOf(judgement) !== null,
    );
    return [...groupBy(members, ({ judgement }) => String(outageOf(judgement)?.since))].map(
      ([, own]) => {
        const { since, lasted, isOver } = outageOf(own[0].judgement) as OutsideSilent;
        return {
          key: `outage-${Math.round(since / 1e6)}`,
          members: own,
          title: (confidence) => ({
            code: 'outage',
            ...{ confidence, services: own.map(serviceOf), since, lasted, isOver },
          }),
          remedy: [{ code: 'outage-remedy' }],
          isAllThereIs: true,
        };
      },
    );
  },
};

/** Hosts of the client's own link that nobody knows: each is off, and no rule is behind it. */
const noHost: Cause = {
  code: 'no-host',
  find(failing) {
    const members = failing.filter(
      (endpoint) => endpoint.judgement.verdict === 'unreachable' && isNobody(endpoint),
    );
    if (members.length === 0) return [];
    const addresses = [...new Set(members.map(serverOf))];
    return [
      {
        key: addresses.length === 1 ? addresses[0] : 'no-host',
        members,
        title: (confidence) => ({ code: 'no-hosts', confidence, addresses }),
        remedy: [{ code: 'check-host' }],
        isAllThereIs: true,
      },
    ];
  },
};

/** Whether the server itself answers no ARP request or neighbor solicitation. */
function isNobody({ judgement: { evidence } }: JudgedEndpoint): boolean {
  return evidence.some((seen) => seen.code === 'next-hop-gone' && seen.values.isServer);
}

function outageOf({ evidence }: Judgement): OutsideSilent | null {
  const seen = evidence.find(({ code }) => code === 'outside-silent');
  return seen?.code === 'outside-silent' ? seen.values : null;
}

/** Servers that must fail before one speaks of the whole IP version. */
const ENOUGH_SERVERS = 2;

/** Tries that one IP version left without an answer while the other had it, from which on it is said. */
const ENOUGH_TRIES = 2;

/**
 * One IP version gets nowhere outside while the other answers for the same names (RFC 8305 hides it,
 * slowly). Without a name nothing says that both are the same service.
 */
const ipVersion: Cause = {
  code: 'ip-version',
  find(failing, all) {
    return [true, false].flatMap((version6) => {
      const own = failing.filter(
        (endpoint) => isOutside(endpoint) && isIpv6(endpoint) === version6,
      );
      const tied = own.filter((endpoint) => otherVersionOf(endpoint) !== null);
      if (tied.length === 0) return [];
      const members = own.filter(({ judgement }) => isFailure(judgement.verdict));
      const isWhole =
        distinct(
          tied.filter(({ judgement }) => isFailure(judgement.verdict)),
          serverOf,
        ) >= ENOUGH_SERVERS && !all.some((endpoint) => isAnsweredBy(endpoint, version6));
      const hidden = tied.filter(
        ({ judgement }) => judgement.verdict === 'inconclusive' && judgement.better === null,
      );
      if (isWhole) return [group(version6, [...members, ...hidden])];
      const tries = hidden.reduce((sum, one) => sum + (otherVersionOf(one)?.tries ?? 0), 0);
      return tries < ENOUGH_TRIES ? [] : [hiddenGroup(version6, hidden)];
    });
  },
};

function isAnsweredBy(endpoint: JudgedEndpoint, version6: boolean): boolean {
  return (
    endpoint.judgement.verdict === 'answered' &&
    isOutside(endpoint) &&
    isIpv6(endpoint) === version6
  );
}

function otherVersionOf({ judgement: { evidence } }: JudgedEndpoint): OtherVersionAnswers | null {
  const seen = evidence.find(({ code }) => code === 'other-version-answers');
  return seen?.code === 'other-version-answers' ? seen.values : null;
}

/** Too few tries of each for a verdict; together they are no chance. */
function hiddenGroup(version6: boolean, members: readonly JudgedEndpoint[]): CauseGroup {
  const version = version6 ? 'IPv6' : 'IPv4';
  const names = distinctTexts(members.flatMap((one) => otherVersionOf(one)?.name ?? []));
  return {
    key: version.toLowerCase(),
    members,
    title: () => ({ code: 'ip-version-hidden', services: members.map(serviceOf), version }),
    note: { code: 'ip-version-hidden-note', names, version },
    remedy: [
      { code: 'ip-version-ask-alone', version },
      { code: 'ip-version-remedy', version },
    ],
  };
}

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

/**
 * Cisco ASA and FTD reset denied TCP from inside to outside by default and stay silent on UDP
 * (`service resetoutbound`): both together fit one rule that denies.
 */
const resetAndSilence: Cause = {
  code: 'reset-and-silence',
  find(failing) {
    const outside = failing.filter(isOutside);
    const reset = outside.filter(
      (endpoint) =>
        endpoint.judgement.verdict === 'reject' &&
        endpoint.facts.protocol === Protocol.TCP &&
        hasPattern(endpoint, 'syn-reset'),
    );
    const silent = outside.filter(
      (endpoint) =>
        endpoint.judgement.verdict === 'drop' &&
        endpoint.facts.protocol === Protocol.UDP &&
        // HTTP/3 is often blocked by itself.
        !isQuic(endpoint),
    );
    // TCP that is dropped too would contradict it.
    const silentTcp = outside.some(
      ({ judgement, facts }) => judgement.verdict === 'drop' && facts.protocol === Protocol.TCP,
    );
    if (reset.length === 0 || silent.length === 0 || silentTcp) return [];
    if (![reset, silent].every((part) => part.some(isSure))) return [];
    if (!silent.some((endpoint) => isAbout(endpoint, reset))) return [];
    return [
      {
        key: 'tcp-reset-udp-silent',
        members: [...silent, ...reset],
        title: (confidence) => ({
          code: 'resets-and-drops',
          confidence,
          reset: reset.map(serviceOf),
          silent: silent.map(serviceOf),
        }),
        note: { code: 'one-rule-resets-and-drops' },
      },
    ];
  },
};

function isSure({ judgement }: JudgedEndpoint): boolean {
  return judgement.confidence !== 'low';
}

/** Of one client: else nothing ties the two together. */
function isAbout(endpoint: JudgedEndpoint, others: readonly JudgedEndpoint[]): boolean {
  return others.some((other) => other.facts.client.join() === endpoint.facts.client.join());
}

/** What a function of the product needs fails in one way: told by what the user sees of it. */
const productFunction: Cause = {
  code: 'function',
  find(failing) {
    const known = failing.filter(({ match }) => match !== null);
    return [
      ...groupBy(known, ({ judgement, match }) => `${judgement.verdict}/${match?.function.id}`),
    ].map(([, members]) => ({ key: members[0].match?.function.id ?? '', members }));
  },
};

/** One device rejects several servers: it says so by ICMP, or its resets show it. */
const rejectingDevice: Cause = {
  code: 'rejecting-device',
  find(failing) {
    const rejected = failing.filter(({ judgement }) => judgement.verdict === 'reject');
    return [
      ...alike(rejected, rejectingDeviceOf, (device) => ({
        key: `by-${device}`,
        note: { code: 'one-device-rejects', device },
      })),
      ...alike(
        rejected.filter((endpoint) => rejectingDeviceOf(endpoint) === null),
        resettingPlaceOf,
        (place) => ({
          key: `by-reset-${place}`,
          note: { code: 'one-place-resets' },
        }),
      ),
    ];
  },
};

function alike(
  endpoints: readonly JudgedEndpoint[],
  keyOf: (endpoint: JudgedEndpoint) => string | null,
  describe: (key: string) => Omit<CauseGroup, 'members'>,
): CauseGroup[] {
  return [...groupBy(endpoints, keyOf)]
    .filter(([, members]) => distinct(members, serverOf) > 1)
    .map(([key, members]) => ({ ...describe(key), members }));
}

const NEAR: ReadonlySet<string> = new Set(['local-network', 'near']);

/** Place and time to live of resets that are not the server's, where they are one and the same. */
function resettingPlaceOf({ facts, place }: JudgedEndpoint): string | null {
  const { resets } = facts;
  if (resets === null || place === null || !NEAR.has(place.code)) return null;
  const { minimum, maximum } = resets.timeToLive;
  return minimum === maximum ? `${place.code}-${minimum}` : null;
}

/** A service (DNS, or a port) fails alike at every server outside: the rule is about the service. */
const sameService: Cause = {
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
    for (const keyOf of [serviceKey, portKeyOf]) {
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
function serviceKey(endpoint: JudgedEndpoint): string {
  if (!endpoint.facts.isDns) return portKeyOf(endpoint);
  return isIpv6(endpoint) ? 'dns-ipv6' : 'dns';
}

function portKeyOf(endpoint: JudgedEndpoint): string {
  const { isPortAssumed, protocol, port: number } = endpoint.facts;
  const port = isPortAssumed ? 'dns' : `${protocol === Protocol.TCP ? 'tcp' : 'udp'}-${number}`;
  return isIpv6(endpoint) ? `${port}-ipv6` : port;
}

/** What is left belongs together by its server. Takes everything. */
const sameServer: Cause = {
  code: 'server',
  find(failing) {
    return [
      ...groupBy(failing, (endpoint) => `${endpoint.judgement.verdict}/${serverOf(endpoint)}`),
    ].map(([, members]) => ({ key: serverOf(members[0]), members }));
  },
};

/** In this order: an endpoint belongs to the first cause that explains it together with others. */
export const CAUSES: readonly Cause[] = [
  captureLimit,
  policy,
  captivePortal,
  outage,
  noHost,
  ipVersion,
  resetAndSilence,
  productFunction,
  rejectingDevice,
  sameService,
  sameServer,
];
