// No way to the server, and nobody's policy.

import { both, forward, ipv4Only, type Scenario } from '../scenario.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

const silence = {
  accept: ['drop'],
  mayAbstain: true,
  reason: 'A server that is gone and a firewall that drops look the same.',
} as const;

export const unreachable: Scenario[] = [
  both((family) => ({
    name: 'server-gone-silent',
    about: 'No host has the address, and the last router discards what is sent there.',
    tasks: [
      {
        ...portal(family, 'fails', 'timeout in connect'),
        address: family.blackhole(5),
      },
    ],
    endpoints: [{ ...portalIs(family, 'unreachable', silence), server: family.blackhole(5) }],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.dst == ${family.blackhole(5)}`, atLeast: 9 }],
  })),
  both((family) => ({
    name: 'server-gone-told',
    about: 'No host has the address; the last router finds out, and says so by ICMP.',
    tasks: [{ ...portal(family, 'fails'), address: family.nobody(5), attempts: 4, timeout: 8 }],
    endpoints: [{ ...portalIs(family, 'unreachable'), server: family.nobody(5) }],
    others: 'answered',
    sees: [
      {
        filter: family.ipv6
          ? 'icmpv6.type == 1 and icmpv6.code == 3'
          : 'icmp.type == 3 and icmp.code == 1',
        atLeast: 2,
      },
    ],
  })),
  both((family) => ({
    name: 'no-route-firewall',
    about: 'The firewall has an "unreachable" route for one server.',
    servers: [portalServer(family)],
    commands: [
      {
        at: 'firewall',
        run: `ip ${family.ipv6 ? '-6 ' : ''}route add unreachable ${family.web(20)}`,
      },
    ],
    tasks: [{ ...portal(family, 'fails'), attempts: 5, pause: 3 }],
    endpoints: [portalIs(family, 'unreachable')],
    others: 'answered',
    sees: [
      {
        filter: family.ipv6
          ? 'icmpv6.type == 1 and icmpv6.code == 0'
          : 'icmp.type == 3 and icmp.code == 1',
        atLeast: 4,
      },
    ],
  })),
  both((family) => ({
    name: 'no-route-network',
    about: 'The firewall has no route at all for one server.',
    servers: [portalServer(family)],
    commands: [
      {
        at: 'firewall',
        run: `ip ${family.ipv6 ? '-6 ' : ''}route add throw ${family.web(20)}`,
      },
    ],
    tasks: [{ ...portal(family, 'fails'), attempts: 5, pause: 3 }],
    endpoints: [portalIs(family, 'unreachable')],
    others: 'answered',
    sees: [
      {
        filter: family.ipv6
          ? 'icmpv6.type == 1 and icmpv6.code == 0'
          : 'icmp.type == 3 and icmp.code == 0',
        atLeast: 4,
      },
    ],
  })),
  both((family) => ({
    name: 'reject-prohibit-route',
    about: 'The firewall has a "prohibit" route for one server, which it tells by ICMP.',
    servers: [portalServer(family)],
    commands: [
      {
        at: 'firewall',
        run: `ip ${family.ipv6 ? '-6 ' : ''}route add prohibit ${family.web(20)}`,
      },
    ],
    tasks: [{ ...portal(family, 'fails'), attempts: 5, pause: 3 }],
    endpoints: [portalIs(family, 'reject')],
    others: 'answered',
    sees: [
      {
        filter: family.ipv6
          ? 'icmpv6.type == 1 and icmpv6.code == 1'
          : 'icmp.type == 3 and icmp.code == 13',
        atLeast: 4,
      },
    ],
  })),
  both((family) => ({
    name: 'routing-loop',
    about: 'Two routers send packets for one server back and forth until their time is exceeded.',
    path: { prefixes: [{ prefix: family.web(20), hops: 0, delay: 2 }] },
    commands: [
      {
        at: 'edge',
        run: `ip ${family.ipv6 ? '-6 ' : ''}route add ${family.web(20)} via ${family.ipv6 ? '2001:db8:ffff::2' : '198.51.100.252'} dev wan0`,
      },
    ],
    tasks: [{ ...portal(family, 'fails'), attempts: 4, pause: 2 }],
    endpoints: [portalIs(family, 'unreachable')],
    others: 'answered',
    sees: [{ filter: `${family.icmp}.type == ${family.ipv6 ? 3 : 11}`, atLeast: 4 }],
  })),
  ipv4Only((family) => ({
    name: 'half-of-a-pair-down',
    about: 'One of the two addresses of a name is gone; clients go on to the other one.',
    servers: [portalServer(family)],
    tasks: [
      {
        ...portal(family, 'fails', 'timeout in connect'),
        id: 'first address',
        address: family.blackhole(6),
        attempts: 3,
        timeout: 5,
        pause: 1,
      },
      { ...portal(family, 'works'), id: 'second address', start: 6.5, attempts: 3, pause: 5 },
    ],
    endpoints: [{ ...portalIs(family, 'unreachable', silence), server: family.blackhole(6) }],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.dst == ${family.blackhole(6)}`, atLeast: 9 }],
  })),
  ipv4Only((family) => ({
    name: 'udp-that-never-answers',
    about: 'Syslog to a server that takes it and never answers, as it should be.',
    servers: [{ kind: 'dns', address: family.web(20), port: 514, answers: 'silent' }],
    tasks: [
      {
        id: 'syslog',
        kind: 'command',
        run: `bash -c 'echo "<13>lab: all is well" > /dev/udp/${family.web(20)}/514'`,
        attempts: 8,
        pause: 2,
        expect: 'works',
      },
    ],
    endpoints: [
      {
        server: family.web(20),
        port: 514,
        protocol: 'udp',
        verdict: 'inconclusive',
        accept: ['answered'],
        reason: 'Nothing is dropped, and nothing in the capture could say so.',
      },
    ],
    others: 'answered',
    sees: [{ filter: 'udp.dstport == 514', atLeast: 8 }],
  })),
  both((family) => ({
    name: 'ipv6-blocked-or-ipv4',
    about: `The firewall drops all ${family.ipv6 ? 'IPv4' : 'IPv6'} to the servers; the other family works, and clients try both.`,
    servers: [
      { kind: 'http', address: '203.0.113.20', port: 80 },
      { kind: 'http', address: '2001:db8:2::20', port: 80 },
    ],
    commands: [
      forward(
        family.ipv6 ? 'ip saddr 192.0.2.20 counter drop' : 'ip6 saddr 2001:db8:1::/64 counter drop',
      ),
    ],
    tasks: [
      {
        id: 'both addresses',
        kind: 'happy-eyeballs',
        addresses: family.ipv6
          ? ['203.0.113.20', '2001:db8:2::20']
          : ['2001:db8:2::20', '203.0.113.20'],
        port: 80,
        serverName: 'shop-20.example.net',
        start: 1,
        attempts: 8,
        pause: 2,
        expect: 'works',
      },
    ],
    endpoints: [
      {
        server: family.ipv6 ? '203.0.113.20' : '2001:db8:2::20',
        port: 80,
        protocol: 'tcp',
        verdict: 'drop',
        mayAbstain: true,
        reason: 'The client gives each attempt 250 ms before it goes on to the other family.',
      },
    ],
    others: 'answered',
    sees: [
      {
        filter: `${family.ipv6 ? 'ip' : 'ipv6'} and tcp.dstport == 80 and tcp.flags.syn == 1`,
        atLeast: 8,
      },
    ],
  })),
].flat();
