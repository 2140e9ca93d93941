// DNS on its way out of the site, refused by ICMP in the firewall's own name.

import {
  both,
  type ClientTask,
  type Family,
  forward,
  ipv4,
  ipv6,
  type Scenario,
} from '../scenario.ts';
import { publicResolvers } from './dns-dropped.ts';

/** The codes of "a filter refuses", as nftables calls them, and as tshark numbers them. */
export const PROHIBITIONS: readonly { family: Family; code: string; filter: string }[] = [
  { family: ipv4, code: 'port-unreachable', filter: 'icmp.type == 3 and icmp.code == 3' },
  { family: ipv4, code: 'admin-prohibited', filter: 'icmp.type == 3 and icmp.code == 13' },
  { family: ipv4, code: 'net-prohibited', filter: 'icmp.type == 3 and icmp.code == 9' },
  { family: ipv4, code: 'host-prohibited', filter: 'icmp.type == 3 and icmp.code == 10' },
  { family: ipv6, code: 'port-unreachable', filter: 'icmpv6.type == 1 and icmpv6.code == 4' },
  { family: ipv6, code: 'admin-prohibited', filter: 'icmpv6.type == 1 and icmpv6.code == 1' },
  { family: ipv6, code: 'policy-fail', filter: 'icmpv6.type == 1 and icmpv6.code == 5' },
  { family: ipv6, code: 'reject-route', filter: 'icmpv6.type == 1 and icmpv6.code == 6' },
];

function refusedLookups(family: Family): ClientTask[] {
  return [
    {
      id: 'lookups',
      kind: 'dns',
      servers: [family.dns(53), family.dns(54)],
      names: ['shop-20.example.net'],
      timeout: 2,
      tries: 2,
      attempts: 5,
      pause: 3,
      expect: 'fails',
    },
    {
      id: 'dig',
      kind: 'command',
      run: `dig +time=2 +tries=2 @${family.dns(53)} shop-21.example.net`,
      start: 2,
      attempts: 3,
      pause: 3,
      expect: 'fails',
    },
  ];
}

function rejectedBy({ family, code, filter }: (typeof PROHIBITIONS)[number]): Scenario {
  return {
    name: `dns-reject-${code}${family.suffix}`,
    about: `The firewall refuses DNS to two public resolvers with ${family.icmp} ${code}.`,
    background: { ipv6: family.ipv6 },
    servers: publicResolvers(family),
    commands: [
      forward(
        `${family.ip} daddr { ${family.dns(53)}, ${family.dns(54)} } udp dport 53 counter reject with ${family.icmp} type ${code}`,
      ),
    ],
    tasks: refusedLookups(family),
    endpoints: [53, 54].map((host) => ({
      server: family.dns(host),
      port: 53,
      protocol: 'udp',
      verdict: 'reject',
    })),
    others: 'answered',
    sees: [{ filter, atLeast: 4 }],
  };
}

export const dnsRejected: Scenario[] = [
  ...PROHIBITIONS.map(rejectedBy),
  ...both((family) => ({
    name: 'dns-reject-rate-limited',
    about:
      'The firewall refuses DNS to a public resolver, by ICMP for one query in five seconds only.',
    servers: publicResolvers(family),
    commands: [
      forward(
        `${family.ip} daddr ${family.dns(53)} udp dport 53 limit rate 12/minute burst 1 packets counter reject with ${family.icmp} type admin-prohibited`,
      ),
      forward(`${family.ip} daddr ${family.dns(53)} udp dport 53 counter drop`),
    ],
    tasks: [
      {
        id: 'lookups',
        kind: 'command',
        run: `dig +time=2 +tries=2 @${family.dns(53)} shop-20.example.net`,
        attempts: 5,
        pause: 1,
        expect: 'fails',
      },
    ],
    endpoints: [{ server: family.dns(53), port: 53, protocol: 'udp', verdict: 'reject' }],
    others: 'answered',
    sees: [
      { filter: `${family.icmp}.type == ${family.ipv6 ? 1 : 3}`, atLeast: 2 },
      {
        filter: `dns and not ${family.icmp} and ${family.wireshark}.dst == ${family.dns(53)}`,
        atLeast: 6,
      },
    ],
  })),
];
