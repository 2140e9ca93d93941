import { type AddressWords, parseAddress } from '../protocols/address-text.ts';
import type { DnsPolicy } from '../protocols/decoder.ts';
import type { Profile } from './profile.ts';
import { PROFILES } from './profiles.ts';

/** Where resolvers speak plain DNS beside port 53, for clients behind firewalls. */
const ALTERNATIVE_PORTS: readonly number[] = [443, 5443];
const EVERY_PORT: readonly number[] = Array.from({ length: 65536 }, (_, port) => port);

export interface DnsPolicyOptions {
  /** The product that the case is about: of the others' servers nothing is assumed then. */
  readonly profile?: Profile | undefined;
  /**
   * For packets that are listed or counted by a filter: as in Wireshark, whose heuristic takes what
   * looks like a DNS message for one on any UDP port that names nothing else. What is judged stays
   * with ports on which somebody is known to speak DNS: chance must not make a service of it.
   */
  readonly asInWireshark?: boolean;
}

/**
 * What is DNS beside port 53, for all that reads packets: servers of profiles, on ports that are
 * usually something else's, and UDP ports on which what looks like DNS is.
 */
export function dnsPolicy({ profile, asInWireshark }: DnsPolicyOptions = {}): DnsPolicy {
  return {
    dnsServers: (profile === undefined ? PROFILES : [profile]).flatMap(({ dnsServers }) =>
      dnsServers.map(({ address, port }) => ({
        address: parseAddress(address) as AddressWords,
        port,
      })),
    ),
    dnsPorts: asInWireshark === true ? EVERY_PORT : ALTERNATIVE_PORTS,
  };
}
