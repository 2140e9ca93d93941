import { formatAddress } from '../protocols/address-text.ts';
import { isDistant, isOnLink } from '../track/addresses.ts';
import type { EndpointFacts, IcmpErrorFacts } from '../track/facts.ts';
import { UNCLEAR_HOPS } from '../track/hop-limit.ts';
import { count } from '../words/en/phrases.ts';
import type { DetectContext, Detector, Observation } from './observation.ts';
import { hops, INITIAL_VALUES, isNearServer, requestHops } from './vantage.ts';

type Reading = 'icmp-prohibited' | 'icmp-port-unreachable' | 'icmp-unreachable';

/*
 * What an ICMP error says (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1; RFC 4443 §3.1), by type
 * and code; the same split as nmap's "filtered".
 */
const READINGS: Readonly<Record<4 | 6, Readonly<Record<string, readonly [Reading, string]>>>> = {
  4: {
    '3/0': ['icmp-unreachable', 'network unreachable'],
    '3/1': ['icmp-unreachable', 'host unreachable'],
    '3/2': ['icmp-port-unreachable', 'protocol unreachable'],
    '3/3': ['icmp-port-unreachable', 'port unreachable'],
    '3/5': ['icmp-unreachable', 'source route failed'],
    '3/6': ['icmp-unreachable', 'network unknown'],
    '3/7': ['icmp-unreachable', 'host unknown'],
    '3/8': ['icmp-unreachable', 'source host isolated'],
    '3/9': ['icmp-prohibited', 'network administratively prohibited'],
    '3/10': ['icmp-prohibited', 'host administratively prohibited'],
    '3/11': ['icmp-unreachable', 'network unreachable for this type of service'],
    '3/12': ['icmp-unreachable', 'host unreachable for this type of service'],
    '3/13': ['icmp-prohibited', 'communication administratively prohibited'],
    '3/14': ['icmp-prohibited', 'host precedence violation'],
    '3/15': ['icmp-prohibited', 'precedence cutoff in effect'],
    '11/0': ['icmp-unreachable', 'time to live exceeded in transit'],
  },
  6: {
    '1/0': ['icmp-unreachable', 'no route to destination'],
    '1/1': ['icmp-prohibited', 'administratively prohibited'],
    '1/2': ['icmp-unreachable', 'beyond scope of source address'],
    '1/3': ['icmp-unreachable', 'address unreachable'],
    '1/4': ['icmp-port-unreachable', 'port unreachable'],
    '1/5': ['icmp-prohibited', 'source address failed policy'],
    '1/6': ['icmp-prohibited', 'reject route'],
    '3/0': ['icmp-unreachable', 'hop limit exceeded in transit'],
  },
};

/** ICMP errors about the endpoint's packets. */
export const icmpErrors: Detector = {
  codes: [
    {
      code: 'icmp-prohibited',
      title: 'ICMP: prohibited by a filter',
      meaning:
        'A device on the way answers with "administratively prohibited" (or a code that only filters use): it says itself that a rule forbids the packet. Its address is the source of the ICMP packet.',
      advice: 'Change the rule on the device with that address.',
      isPattern: true,
    },
    {
      code: 'icmp-port-unreachable-by-other',
      title: 'ICMP port unreachable, but not from the server',
      meaning:
        "Only the server itself can know that a port has no service. Another sender says so in its place: a firewall that rejects. Bridging firewalls write the server's own address into it; the time to live still tells.",
      advice: 'Allow the destination on the device with that address.',
      isPattern: true,
    },
    {
      code: 'icmp-sender-unknown',
      title: 'The list does not show from how far the ICMP error came',
      meaning:
        'A packet list without the time to live: another address that says "port unreachable" may be a firewall, or another address of the server itself (RFC 1122 §3.2.2).',
      advice: 'Export with the column TTL (`ip.ttl`, `ipv6.hlim`), or send the capture.',
    },
    {
      code: 'icmp-port-unreachable',
      title: 'ICMP port unreachable from the server itself',
      meaning: 'The server has no service on that UDP port.',
      advice: 'Start the service on the server, or correct the port.',
      isPattern: true,
    },
    {
      code: 'icmp-unreachable',
      title: 'ICMP: no way to the server',
      meaning: 'A router has no route to the address, or nobody has it: routing, not policy.',
      advice: "Check routes, VPN and the server's address.",
      isPattern: true,
    },
  ],
  detect(endpoint, context) {
    const byCode = new Map<string, Observation>();
    for (const error of endpoint.icmpErrors) {
      const observation = observe(endpoint, error, context);
      if (observation !== null && !byCode.has(observation.code)) {
        byCode.set(observation.code, observation);
      }
    }
    if ((byCode.get('icmp-port-unreachable-by-other')?.strength ?? 1) === UNSURE) {
      byCode.set('icmp-sender-unknown', {
        code: 'icmp-sender-unknown',
        text: 'The list does not show the time to live of the ICMP error: it may come from another address of the server.',
        frames: [],
        strength: 1,
      });
    }
    return [...byCode.values()];
  },
};

function observe(
  endpoint: EndpointFacts,
  error: IcmpErrorFacts,
  context: DetectContext,
): Observation | null {
  const reading = READINGS[error.version][`${error.type}/${error.code}`];
  if (reading === undefined) return null;
  const [meaning, text] = reading;
  const isFromServer = error.source.every((word, i) => word === endpoint.server[i]);
  const clue = isFromServer ? forgery(endpoint, error, context) : null;
  const isServers = isFromServer ? clue === null : isAsFarAsServer(endpoint, error, context);
  const sender = !isFromServer
    ? `${formatAddress(...error.source)}${isServers ? ', which is exactly as far away as the server: probably another address of it' : ''}`
    : clue === null
      ? 'the server itself'
      : `the server's address, but ${clue}`;
  const code =
    meaning === 'icmp-port-unreachable' && !isServers ? 'icmp-port-unreachable-by-other' : meaning;
  const protocol = error.version === 4 ? 'ICMP' : 'ICMPv6';
  // Without a time to live (packet lists) it may be another address of the server.
  const isUnsure = code === 'icmp-port-unreachable-by-other' && error.sender.timeToLive.count === 0;
  return {
    code,
    text: `${count(error.frames.total, `${protocol} error`)} "${text}" (${error.type}/${error.code}) from ${sender}.`,
    frames: error.frames.frames,
    strength: isUnsure ? UNSURE : code === 'icmp-port-unreachable' && !isFromServer ? LIKELY : 1,
  };
}

/** How far an error from another address, as far away as the server, counts as the server's. */
const LIKELY = 0.7;
const UNSURE = 0.5;
/** Nearer than that, a firewall of the site is as far away as a server there. */
const LEAST_HOPS = 2;
/** Share of the server's round trip that its own error takes at the least. */
const LEAST_DELAY = 0.7;

/**
 * Whether an error from another address crossed exactly as many routers as the server's own packets
 * and took as long: hosts with several addresses choose one of them (RFC 1122 §3.2.2).
 */
function isAsFarAsServer(
  endpoint: EndpointFacts,
  { sender }: IcmpErrorFacts,
  { server }: DetectContext,
): boolean {
  const own = server(endpoint.server);
  if (own === null || own.lowestTimeToLive < 0 || own.fastestRoundTrip < 0) return false;
  const far = hops(own.lowestTimeToLive);
  const { count: seen, minimum, maximum } = sender.timeToLive;
  return (
    seen > 0 &&
    far >= LEAST_HOPS &&
    hops(minimum) === far &&
    hops(maximum) === far &&
    sender.delay.count > 0 &&
    sender.delay.minimum >= own.fastestRoundTrip * LEAST_DELAY
  );
}

/**
 * What shows that an error with the server's address is not the server's; null where nothing does.
 * nftables' reject in a bridge answers so.
 */
function forgery(
  endpoint: EndpointFacts,
  { sender }: IcmpErrorFacts,
  { server, capture }: DetectContext,
): string | null {
  if (isOnLink(endpoint.client, endpoint.server)) return null;
  const { minimum, maximum } = sender.timeToLive;
  if (sender.timeToLive.count === 0) return null;
  const own = server(endpoint.server);
  if (own !== null && own.lowestTimeToLive >= 0) {
    // What started at another value is not comparable: ICMP errors often start at 255.
    const differs = minimum > own.highestTimeToLive + UNCLEAR_HOPS;
    if (!differs || !INITIAL_VALUES.includes(minimum) || requestHops(endpoint) > 0) return null;
    return `with time to live ${minimum}, where the server's other packets have ${own.highestTimeToLive}`;
  }
  if (!isDistant(endpoint.client, endpoint.server) || isNearServer(endpoint)) return null;
  if (minimum !== maximum || !INITIAL_VALUES.includes(minimum)) return null;
  const others = capture.publicTimeToLive;
  if (others.total === 0 || others.counts[minimum] > 0) return null;
  return `with time to live ${minimum}, a starting value: it crossed no router`;
}
