import { type AddressWords, familyOf, MAPPED_PREFIX } from '../../protocols/address-text.ts';
import * as dns from '../../protocols/dns/codec.ts';
import { isOnLink } from '../../track/addresses.ts';
import type { Sentence } from '../../words/say.ts';
import { type Diagnosis, type Endpoint, type Instant, isSameFile } from '../diagnosis.ts';
import type { AskedService } from './services.ts';

/** A capture to be compared. */
export interface ComparedCapture {
  readonly diagnosis: Diagnosis;
  /** The capture's own router (MAC address); the diagnosis may have another, redacted one. */
  readonly router: string | null;
}

/** What two captures tell of the networks that they were taken on. */
export interface Networks {
  /**
   * `same-capture`: one capture given twice. `same`: the same router. `perhaps-same`: routers are not
   * known, addresses are the same or next to each other; many homes have the same ones.
   */
  readonly relation: 'same-capture' | 'same' | 'perhaps-same' | 'different' | 'unknown';
  /** Whether a client has the same address in both; null where addresses do not tell. */
  readonly isSameClient: boolean | null;
  /** What it rests on; null where nothing is known. */
  readonly sentence: Sentence | null;
}

/**
 * MAC addresses that are the same on many networks: of virtual routers (VRRP: RFC 9568 §7.3; HSRP,
 * GLBP), and of hypervisors, behind whose address translation a virtual machine sees the same router
 * wherever its host is.
 */
const SHARED_MAC =
  /^(?:00:00:5e:00:0[12]|00:00:0c:(?:07:ac|9f:f)|00:05:73:a0:0|00:07:b4|00:50:56|00:0c:29|00:05:69|00:1c:14|08:00:27|0a:00:27|52:54:00|52:55:0a|00:15:5d|02:42|00:1c:42)/;

const CLIENTS_COMPARED = 100;

/** Whether two captures are of one network, by router, clients and resolvers. */
export function networksOf(
  first: ComparedCapture,
  second: ComparedCapture,
  asked: readonly [readonly AskedService[], readonly AskedService[]],
): Networks {
  if (isSameCapture(first.diagnosis, second.diagnosis)) {
    return {
      ...{ relation: 'same-capture', isSameClient: true },
      sentence: { code: 'same-capture' },
    };
  }
  const clients = [
    clientsOf(first.diagnosis.endpoints),
    clientsOf(second.diagnosis.endpoints),
  ] as const;
  const isSameClient = haveSame(...clients);
  const shared = sharedOf(...clients);
  const [one, other] = [ownMac(first.router), ownMac(second.router)];
  const [router, otherRouter] = [first, second].map(({ diagnosis }) => diagnosis.capture.router);
  if (one !== null && other !== null) {
    return one === other
      ? {
          ...{ relation: 'same', isSameClient },
          sentence: {
            ...{ code: 'same-router', router, shared },
            clients: isSameClient === false ? clients : null,
          },
        }
      : {
          ...{ relation: 'different', isSameClient },
          sentence: { code: 'two-routers', clients, routers: [router, otherRouter] },
        };
  }
  const resolvers = [siteResolvers(asked[0]), siteResolvers(asked[1])] as const;
  const [resolver = null] = sharedOf(...resolvers);
  if (shared.length > 0 && (resolver !== null || resolvers[0].length === 0)) {
    return {
      ...{ relation: 'perhaps-same', isSameClient },
      sentence: { code: 'same-client-address', client: shared[0], resolver },
    };
  }
  if (isSameClient !== false) return { relation: 'unknown', isSameClient, sentence: null };
  // Two PCs of one network, or two homes that number their hosts alike.
  const mayShareResolver = resolvers.some((servers) => servers.length === 0);
  if (resolver !== null || (mayShareResolver && areOnOneLink(...clients))) {
    return {
      ...{ relation: 'perhaps-same', isSameClient },
      sentence: { code: 'clients-near', clients, resolver },
    };
  }
  return {
    ...{ relation: 'different', isSameClient },
    sentence: { code: 'other-clients', clients },
  };
}

/** Addresses of which each is there once. */
export function distinct(addresses: readonly AddressWords[]): AddressWords[] {
  return [...new Map(addresses.map((address) => [address.join(), address])).values()];
}

/** Whether two lists of addresses share one; null where they are of other IP versions, or not told. */
export function haveSame(
  first: readonly AddressWords[],
  second: readonly AddressWords[],
): boolean | null {
  if (sharedOf(first, second).length > 0) return true;
  const families = new Set(first.map(familyOf));
  return second.some((address) => families.has(familyOf(address))) ? false : null;
}

/** Link-local addresses are of every network: RFC 3927, RFC 4291 §2.5.6. */
function isLinkLocal([word0, word1, word2, word3]: AddressWords): boolean {
  if (word0 === 0 && word1 === 0 && word2 === MAPPED_PREFIX) return word3 >>> 16 === 0xa9fe;
  return word0 >>> 22 === 0x3fa;
}

/** Whether a client of one list is in a subnet of the other's; only some of very many are looked at. */
function areOnOneLink(first: readonly AddressWords[], second: readonly AddressWords[]): boolean {
  const [ones, others] = [first, second].map((clients) =>
    clients.slice(0, CLIENTS_COMPARED).filter((client) => !isLinkLocal(client)),
  );
  return ones.some((one) => others.some((other) => isOnLink(one, other)));
}

/** A router's MAC address that is nobody else's; null where it tells nothing. */
function ownMac(mac: string | null): string | null {
  return mac === null || SHARED_MAC.test(mac) ? null : mac;
}

/** One file twice, or packed and unpacked. */
function isSameCapture({ capture: one }: Diagnosis, { capture: other }: Diagnosis): boolean {
  if (isSameFile(one, other)) return true;
  return (
    one.packets > 0 &&
    one.packets === other.packets &&
    one.bytes === other.bytes &&
    isSameTime(one.first, other.first) &&
    isSameTime(one.last, other.last)
  );
}

function isSameTime(one: Instant | null, other: Instant | null): boolean {
  return one?.seconds === other?.seconds && one?.nanoseconds === other?.nanoseconds;
}

/** Those with an address of their own, each once. */
export function clientsOf(endpoints: readonly Endpoint[]): AddressWords[] {
  return distinct(endpoints.flatMap(({ client }) => (client === null ? [] : [client])));
}

function sharedOf(first: readonly AddressWords[], second: readonly AddressWords[]): AddressWords[] {
  const known = new Set(second.map((address) => address.join()));
  return first.filter((address) => known.has(address.join()));
}

function siteResolvers(services: readonly AskedService[]): AddressWords[] {
  return services
    .filter(({ isDns, isOfSite, port }) => isDns && isOfSite && port === dns.PORT)
    .map(({ server }) => server);
}
