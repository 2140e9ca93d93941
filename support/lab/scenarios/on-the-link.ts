// Servers on the client's own link, and servers inside that are asked by their outside address.

import { type Command, type Family, ipv4, type Scenario, translate } from '../scenario.ts';
import { are, broad, everywhere, hosts, uses } from './several.ts';

const many = hosts(20, 22);
const half = hosts(20, 11);
/** Address on the LAN of the host that web(n) is from outside. */
const inside = (host: number): string => `192.0.2.${130 + host}`;

const insideHosts: Command = {
  at: 'resolver',
  run: many.map((host) => `ip addr add ${inside(host)}/24 dev eth0`).join('\n'),
};
const outsideAddresses = many.map((host) =>
  translate(`ip daddr 203.0.113.${host} tcp dport 8443 counter dnat to ${inside(host)}`),
);
const masquerade: readonly Command[] = [
  {
    at: 'firewall',
    run: "nft 'add chain inet nat postrouting { type nat hook postrouting priority srcnat; }'",
  },
  {
    at: 'firewall',
    run: "nft 'add rule inet nat postrouting oifname eth0 ip saddr 192.0.2.0/24 ct status dnat counter masquerade'",
  },
];
const service = (port: number) => ({
  kind: 'http' as const,
  at: 'resolver' as const,
  address: '0.0.0.0',
  port,
});
const onTheLink = (list: readonly number[], more: Record<string, unknown>) =>
  list.map((host) => ({
    server: inside(host),
    port: 8443,
    protocol: 'tcp' as const,
    ...(more as { verdict: 'drop' }),
  }));

/** Tables on the LAN's servers, which have none. */
const ownTable: Command = {
  at: 'resolver',
  run: `nft 'add table inet lab; add chain inet lab input { type filter hook input priority 0; }'`,
};

const neighbors = (
  list: readonly number[],
  expect: 'works' | 'fails',
  more: Record<string, unknown> = {},
) => uses({ ...ipv4, web: inside }, list, 'http', 8443, expect, { timeout: 8, ...more });

/** Who answers is asked by nobody: the report may tell of it where the SYN went. */
const answerers = (family: Family, server: (host: number) => string) =>
  are({ ...family, web: server }, many, 8443, 'inconclusive', {
    accept: ['answered', 'unreachable'],
    unasked: true,
    mayBeAbsent: true,
    reason: 'It answers a SYN that the client sent to another address.',
  });

const delivered = {
  mayAbstain: true,
  reason: 'The SYN was delivered; the answer came by another way, with another address.',
} as const;

export const onTheLinks: Scenario[] = [
  broad((family) => ({
    name: 'hairpin-answered-directly',
    about:
      'Servers inside are asked by their outside addresses; they answer the client, their neighbor, directly, and it resets.',
    servers: [service(8443)],
    commands: [insideHosts, ...outsideAddresses],
    tasks: uses(family, many, 'http', 8443, 'fails', { error: 'timeout in connect', timeout: 6 }),
    endpoints: [
      ...are(family, many, 8443, 'unreachable', {
        ...delivered,
        patterns: ['answered-by-other'],
      }),
      ...answerers(family, inside),
    ],
    others: 'answered',
    sees: [
      {
        filter: 'ip.src == 192.0.2.128/25 and tcp.srcport == 8443 and tcp.flags == 0x12',
        atLeast: 60,
      },
      {
        filter: 'ip.src == 192.0.2.20 and tcp.dstport == 8443 and tcp.flags.reset == 1',
        atLeast: 60,
      },
    ],
  })),
  broad((family) => ({
    name: 'hairpin-masqueraded',
    about:
      'Servers inside are asked by their outside addresses; the firewall translates both addresses: all works.',
    servers: [service(8443)],
    commands: [insideHosts, ...outsideAddresses, ...masquerade],
    tasks: uses(family, many, 'http', 8443, 'works'),
    endpoints: are(family, many, 8443, 'answered'),
    others: 'answered',
    sees: [{ filter: 'ip.src == 203.0.113.0/24 and tcp.srcport == 8443 and http', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'balancer-answers-from-machine',
    about:
      'Behind a load balancer the machines answer with their own addresses, not with the one that was asked.',
    servers: [everywhere(family, 'http', 8443), everywhere(family, 'http', 80)],
    commands: [
      {
        at: 'edge',
        run: "nft 'add table netdev lab; add chain netdev lab ingress { type filter hook ingress device wan0 priority 0; }'",
      },
      ...many.map(
        (host): Command => ({
          at: 'edge',
          run: `nft 'add rule netdev lab ingress ip daddr 203.0.113.${host} tcp dport 8443 counter ip daddr set 203.0.113.${host + 70}'`,
        }),
      ),
    ],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { error: 'timeout in connect', timeout: 6 }),
      ...uses(family, half, 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: [
      ...are(family, many, 8443, 'unreachable', {
        ...delivered,
        patterns: ['answered-by-other'],
      }),
      ...answerers(family, (host) => family.web(host + 70)),
    ],
    others: 'answered',
    sees: [{ filter: 'ip.dst == 203.0.113.90/28 and tcp.flags.reset == 1', atLeast: 3 }],
  })),
  broad((family) => ({
    name: 'neighbors-drop',
    about: "Servers on the client's link, whose own firewalls drop one port; ARP finds them.",
    background: { ipv6: family.ipv6 },
    servers: [service(8443)],
    commands: [
      insideHosts,
      ownTable,
      {
        at: 'resolver',
        run: `nft 'add rule inet lab input ip daddr 192.0.2.128/25 tcp dport 8443 counter drop'`,
      },
    ],
    tasks: neighbors(many, 'fails', { error: 'timeout in connect' }),
    endpoints: onTheLink(many, { verdict: 'drop' }),
    others: 'answered',
    sees: [
      { filter: 'arp.opcode == 2 and arp.src.proto_ipv4 == 192.0.2.128/25', atLeast: 22 },
      { filter: 'ip.dst == 192.0.2.128/25 and tcp.analysis.retransmission', atLeast: 60 },
    ],
  })),
  broad((family) => ({
    name: 'neighbors-without-way-back',
    about:
      "Servers on the client's link that send their answers nowhere: their routes are wrong; ARP finds them.",
    background: { ipv6: family.ipv6 },
    servers: [service(8443)],
    commands: [
      insideHosts,
      {
        at: 'resolver',
        run: 'ip rule add from 192.0.2.128/25 lookup 100; ip route add blackhole default table 100',
      },
    ],
    tasks: neighbors(many, 'fails', { error: 'timeout in connect' }),
    endpoints: onTheLink(many, {
      verdict: 'unreachable',
      accept: ['drop'],
      mayAbstain: true,
      reason: 'A server that drops, and one without a way back, are silent alike.',
    }),
    others: 'answered',
    sees: [{ filter: 'arp.opcode == 2 and arp.src.proto_ipv4 == 192.0.2.128/25', atLeast: 22 }],
  })),
  broad(() => ({
    name: 'neighbors-closed',
    about: "Servers on the client's link: one port is closed, another works.",
    servers: [service(8080)],
    commands: [insideHosts],
    tasks: [
      ...neighbors(many, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
      ...neighbors(half, 'works', { port: 8080, id: 'works', start: 2 }),
    ],
    endpoints: onTheLink(many, { verdict: 'closed' }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.flags.reset == 1', atLeast: 60 }],
  })),
].flat();
