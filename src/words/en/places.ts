import type { Spread } from '../../evidence/evidence.ts';
import type { KnownPlace, PlaceCode } from '../../evidence/verdict.ts';
import { type AddressWords, formatAddress } from '../../protocols/address-text.ts';
import { type Explanation, explained } from '../explanation.ts';
import type { SentenceOf } from '../sentence.ts';
import { count, duration } from './phrases.ts';

/** Places in plain words. */
export const places: Readonly<Record<PlaceCode, Explanation>> = {
  'this-host': explained(
    'On the client itself',
    'The host that asks, or software on it, refuses or drops: no network is involved.',
    "Look at the host's own firewall and security software.",
  ),
  'local-network': explained(
    "On the client's local network",
    'It was sent from the same link as the client, the first router included: it crossed no router, came at once, or its MAC address is that of a host there.',
    'Look at the router or firewall that the client is connected to.',
  ),
  near: explained(
    'Near the client, at the site',
    'It was sent a few hops away or sooner than any server outside can answer: by a firewall of the site, a VPN gateway, or the access of the provider.',
    'Look at the firewalls of the site, behind the first router.',
  ),
  'on-the-way': explained(
    'On the way to the server',
    'It was sent by something between the site and the server.',
    'Ask the provider, or whoever runs the network in between.',
  ),
  'server-end': explained(
    "At the server's end",
    'It came from as far away as the server is: from the server itself, or from a firewall right before it.',
    'Look at the server, its own firewall, and the firewall or load balancer before it.',
  ),
  unknown: explained(
    'The capture does not tell where',
    'Nothing in the capture tells where a refusal was sent, or where packets vanish. Silence looks the same from everywhere.',
    'Capture at a second place at the same time: behind the firewall, or at the server.',
  ),
};

interface Sent {
  timeToLive: Spread;
  /** Routers that the nearest of them has passed; null where not known. */
  hops: number | null;
}

/** How long it took, in microseconds, and how long others take where that is known. */
interface Delay {
  delay: number;
  than: 'server' | 'public-servers';
  other: number | null;
}

type Mac =
  | { of: 'client' | 'server' }
  /** … of a host whose address is known, or not. */
  | { of: 'router' | 'other'; owner: AddressWords | null };

type Address = { of: 'client' | 'server' } | { of: 'sender'; address: AddressWords };

function ttlText({ timeToLive: { minimum, maximum }, hops }: Sent): string {
  return minimum === maximum
    ? `TTL ${minimum}${hops === null ? '' : ` (${count(hops, 'hop')})`}`
    : `TTL ${minimum} to ${maximum}`;
}

/** What a place rests on, in a few words. */
const REASONS = {
  'same-host': () => 'client and server are one host',
  ttl: ttlText,
  'ttl-of-server': (sent: Sent) => `${ttlText(sent)}, as the server's other packets`,
  'ttl-not-of-server': ({ server }: { server: number }) =>
    `the server's own packets have TTL ${server}`,
  delay: ({ delay, than, other }: Delay) => {
    if (other === null) return duration(delay);
    const whose = than === 'server' ? 'a round trip to the server' : 'the fastest public server';
    return `${duration(delay)} (${whose}: ${duration(other)})`;
  },
  mac: (mac: Mac) => {
    if (!('owner' in mac)) return `the ${mac.of}'s own MAC address`;
    const whose = mac.owner === null ? '' : ` (${formatAddress(...mac.owner)})`;
    return mac.of === 'router'
      ? `the MAC address of the router${whose}`
      : `another MAC address${whose} than the router's, from which other servers answer`;
  },
  'one-box': () => 'one device answers for several servers',
  'server-accepts': () => 'the server itself accepts',
  address: (address: Address) =>
    address.of === 'sender'
      ? `the sender's address ${formatAddress(...address.address)}`
      : `the ${address.of}'s own address`,
  'behind-hop': ({ timeToLive, address }: { timeToLive: number; address: AddressWords }) =>
    `behind or at hop ${timeToLive}, ${formatAddress(...address)}`,
  'syn-acks-arrive': () => "the server's SYN/ACKs arrive at the place of capture",
  'requests-arrive': ({ timeToLive, hops }: { timeToLive: number; hops: number }) =>
    `the client's packets reach the place of capture (TTL ${timeToLive}, ${hops} hops)`,
};

export type PlaceReason = SentenceOf<typeof REASONS>;

/** "It comes from …", "The silence begins …". */
const PHRASES: Readonly<Record<KnownPlace, readonly [string, string]>> = {
  'this-host': [
    'the client itself',
    'on the client itself, or between it and the place of capture',
  ],
  'local-network': ["the client's local network", "on the client's local network"],
  near: ["near the client, from the site or its provider's access", 'near the client'],
  'on-the-way': ['somewhere between the site and the server', 'on the way to the server'],
  'server-end': ["the server's end", "at the server's end"],
};

export interface PlaceValues {
  place: PlaceCode;
  /** Nothing was sent: packets vanish. */
  isSilence: boolean;
  reasons: readonly PlaceReason[];
}

/** Where a failure comes from, and what shows it. */
export const placeSentences = {
  place: ({ place, isSilence, reasons }: PlaceValues) => {
    const texts = reasons.map((reason) =>
      (REASONS[reason.code] as (values: unknown) => string)(reason),
    );
    const why = texts.length === 0 ? '' : `: ${texts.join(', ')}`;
    if (place !== 'unknown') {
      const [from, at] = PHRASES[place];
      return `${isSilence ? `The silence begins ${at}` : `It comes from ${from}`}${why}.`;
    }
    return isSilence
      ? 'The capture does not tell where the packets vanish.'
      : `The capture does not tell where it was sent${why}.`;
  },
};

export type PlaceSentence = SentenceOf<typeof placeSentences>;
