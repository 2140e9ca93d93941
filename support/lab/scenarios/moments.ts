// What dies at one moment, and what was never there: an uplink, a gateway, hosts on the link.

import { type ClientTask, type Family, forward, ipv4, ipv6, type Scenario } from '../scenario.ts';
import { later } from './answers.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const after = hosts(50, 10);
const others = hosts(60, 10);

/** Connections that are in use all the while. */
const inUse = (
  list: readonly number[],
  expect: ClientTask['expect'],
  more = {},
  family = ipv4,
): ClientTask[] =>
  uses(family, list, 'http', 80, expect, {
    requests: 12,
    requestPause: 1.4,
    timeout: 20,
    attempts: 1,
    ...more,
  });

const stalls = { error: 'timeout in response' };

const lanUse = (family: Family): ClientTask => ({
  id: 'LAN server',
  kind: 'http',
  address: family.lanServer,
  port: 80,
  serverName: 'intranet-80.example.net',
  resolver: family.siteResolver,
  start: 1,
  attempts: 9,
  pause: 2.2,
  expect: 'works',
});
const onLan = lanUse(ipv4);
const lanServer = { kind: 'http', at: 'resolver', address: ipv4.lanServer, port: 80 } as const;

const diedWithAll = {
  accept: ['answered'],
  mayAbstain: true,
  reason:
    'It worked until everything outside fell silent at one moment: no rule about this server.',
} as const;
const neverThere = {
  mayAbstain: true,
  reason: 'It was first asked when nothing outside answered any more.',
} as const;

export const moments: Scenario[] = [
  broad((family) => ({
    name: 'uplink-dies',
    about: 'After nine seconds the provider carries nothing any more; what is on the LAN goes on.',
    background: null,
    servers: [everywhere(family, 'http', 80), lanServer],
    tasks: [
      ...inUse(many, 'fails', stalls),
      ...uses(family, after, 'http', 80, 'fails', {
        error: 'timeout in connect',
        start: 12.5,
        timeout: 6,
      }),
      onLan,
      later(9, 'edge', "nft 'add rule inet lab forward counter drop'"),
    ],
    endpoints: [
      ...are(family, many, 80, 'unreachable', diedWithAll),
      ...are(family, after, 80, 'unreachable', neverThere),
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 80 and tcp.analysis.retransmission', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'uplink-dies-told',
    about: "After nine seconds the firewall's uplink is down, and it says so by ICMP.",
    background: null,
    servers: [everywhere(family, 'http', 80), lanServer],
    commands: [{ at: 'firewall', run: 'sysctl -q -w net.ipv4.icmp_ratelimit=0' }],
    tasks: [
      ...inUse(many, 'fails', { error: '' }),
      ...uses(family, after, 'http', 80, 'fails', { start: 12.5, timeout: 6 }),
      onLan,
      later(9, 'firewall', 'ip link set wan0 down'),
    ],
    endpoints: [
      ...are(family, many, 80, 'unreachable', diedWithAll),
      ...are(family, after, 80, 'unreachable', neverThere),
    ],
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 0', atLeast: 20 }],
  })),
  broad((family) => ({
    name: 'rule-starts-for-some',
    about: 'After nine seconds the firewall drops all to some servers; others go on.',
    servers: [everywhere(family, 'http', 80)],
    tasks: [
      ...inUse(many, 'fails', stalls),
      ...uses(family, hosts(42, 3), 'http', 80, 'fails', {
        error: 'timeout in connect',
        start: 12.5,
        timeout: 6,
      }),
      ...inUse(others, 'works'),
      later(
        9,
        'firewall',
        `nft 'add rule inet lab forward ip daddr ${range(family, hosts(20, 25))} counter drop'`,
      ),
    ],
    endpoints: are(family, hosts(20, 25), 80, 'drop', {
      accept: ['unreachable'],
      mayAbstain: true,
      reason: 'Some servers fall silent at one moment, by a rule or because they are gone.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 80 and tcp.analysis.retransmission', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'gateway-dies',
    about: 'After nine seconds the gateway is gone from the link; what is on the LAN goes on.',
    background: null,
    servers: [everywhere(family, 'http', 80), lanServer],
    commands: [
      { at: 'client', run: 'sysctl -q -w net.ipv4.neigh.eth0.base_reachable_time_ms=4000' },
    ],
    tasks: [
      ...inUse(many, 'fails', { error: '' }),
      ...uses(family, after, 'http', 80, 'fails', { start: 12.5, timeout: 6 }),
      onLan,
      later(9, 'firewall', 'ip link set eth0 down'),
    ],
    endpoints: [
      ...are(family, many, 80, 'unreachable', diedWithAll),
      ...are(family, after, 80, 'unreachable', neverThere),
    ],
    others: 'answered',
    sees: [
      { filter: 'tcp.dstport == 80 and tcp.analysis.retransmission', atLeast: 20 },
      { filter: 'arp.opcode == 1 and arp.dst.proto_ipv4 == 192.0.2.1', atLeast: 3 },
    ],
  })),
  {
    name: 'gateway-dies-ipv6',
    about:
      'By IPv6: after nine seconds the gateway is gone from the link; what is on the LAN goes on.',
    background: null,
    capture: { format: 'pcapng.gz' },
    servers: [
      everywhere(ipv6, 'http', 80),
      { kind: 'http', at: 'resolver', address: ipv6.lanServer, port: 80 },
    ],
    commands: [
      { at: 'client', run: 'sysctl -q -w net.ipv6.neigh.eth0.base_reachable_time_ms=4000' },
    ],
    tasks: [
      ...inUse(many, 'fails', { error: '' }, ipv6),
      ...uses(ipv6, after, 'http', 80, 'fails', { start: 12.5, timeout: 6 }),
      lanUse(ipv6),
      later(9, 'firewall', 'ip link set eth0 down'),
    ],
    endpoints: [
      ...are(ipv6, many, 80, 'unreachable', diedWithAll),
      ...are(ipv6, after, 80, 'unreachable', neverThere),
    ],
    others: 'answered',
    sees: [
      { filter: 'tcp.dstport == 80 and tcp.analysis.retransmission', atLeast: 20 },
      { filter: 'icmpv6.type == 135', atLeast: 3 },
    ],
  } satisfies Scenario,
  broad((family) => ({
    name: 'gateway-never-speaks',
    about:
      'The default gateway is an address whose MAC address nobody has; what is on the LAN works.',
    background: null,
    servers: [everywhere(family, 'http', 80), lanServer],
    commands: [
      {
        at: 'client',
        run: `ip neigh add 192.0.2.254 lladdr 00:00:5e:00:53:fe dev eth0 nud permanent
      ip route replace default via 192.0.2.254`,
      },
    ],
    tasks: [
      ...uses(family, many, 'http', 80, 'fails', { error: 'timeout in connect', timeout: 6 }),
      onLan,
    ],
    endpoints: are(family, many, 80, 'unreachable', {
      accept: ['drop'],
      mayAbstain: true,
      reason: 'The next hop never speaks: absent, or silent.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 80 and eth.dst == 00:00:5e:00:53:fe', atLeast: 60 }],
  })),
  broad(() => ({
    name: 'hosts-off-on-the-link',
    about: 'Hosts on the same link that are switched off; others there work.',
    servers: [lanServer],
    commands: [
      {
        at: 'client',
        run: `for host in $(seq 200 221); do ip neigh add 192.0.2.$host lladdr 00:00:5e:00:53:b$((host % 10)) dev eth0 nud stale; done`,
      },
    ],
    tasks: [
      ...hosts(200, 22).map(
        (host): ClientTask => ({
          id: `host ${host}`,
          kind: 'http',
          address: `192.0.2.${host}`,
          port: 8080,
          start: 1 + (host % 22) * 0.13,
          attempts: 2,
          timeout: 9,
          expect: 'fails',
        }),
      ),
      onLan,
    ],
    endpoints: hosts(200, 22).map((host) => ({
      server: `192.0.2.${host}`,
      port: 8080,
      protocol: 'tcp',
      verdict: 'unreachable',
      accept: ['drop'],
      mayAbstain: true,
      reason: 'A host on the link that answers no ARP request is not there.',
    })),
    others: 'answered',
    sees: [
      { filter: 'tcp.dstport == 8080 and tcp.flags.syn == 1', atLeast: 44 },
      { filter: 'arp.opcode == 1', atLeast: 22 },
    ],
  })),
  broad((family) => ({
    name: 'lone-syns-dropped',
    about: 'The firewall drops a service on many servers; the client asks each once and gives up.',
    servers: [everywhere(family, 'http', 8443)],
    commands: [forward(`ip daddr ${range(family, many)} tcp dport 8443 counter drop`)],
    tasks: uses(family, many, 'http', 8443, 'fails', {
      error: 'timeout in connect',
      timeout: 0.35,
      attempts: 1,
    }),
    endpoints: are(family, many, 8443, 'drop', {
      accept: ['unreachable'],
      mayAbstain: true,
      reason: 'One SYN each.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8443 and tcp.flags.syn == 1', atLeast: 22, atMost: 22 }],
  })),
  broad((family) => ({
    name: 'handshakes-too-late',
    about:
      'Servers 1.2 s away, and a client that gives up after 0.7 s: the SYN/ACK comes too late.',
    path: { prefixes: [{ prefix: '203.0.113.0/26', delay: 600 }] },
    servers: [everywhere(family, 'http', 8443)],
    tasks: uses(family, many, 'http', 8443, 'fails', {
      error: 'timeout in connect',
      timeout: 0.7,
      pause: 4,
    }),
    endpoints: are(family, many, 8443, 'answered', {
      mayAbstain: true,
      reason: 'The port is open, and nobody went on.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.flags == 0x12', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'own-firewall-drops-all',
    about: "The client's own packet filter drops what goes to some servers: none of it is sent.",
    servers: [everywhere(family, 'http', 80)],
    commands: [
      {
        at: 'client',
        run: `nft 'add rule inet lab output ip daddr ${range(family, many)} counter drop'`,
      },
    ],
    tasks: [
      ...uses(family, many, 'http', 80, 'fails', { error: 'timeout in connect', timeout: 6 }),
      ...uses(family, others, 'http', 80, 'works'),
    ],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: `ip.dst == ${family.web(20)}`, atMost: 0 }],
  })),
].flat();
