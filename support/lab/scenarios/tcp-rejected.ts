// TCP that a firewall refuses: by RST in the server's name, by ICMP in its own.

import { both, forward, ipv4Only, type Scenario } from '../scenario.ts';
import { PROHIBITIONS } from './dns-rejected.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

const refused = { patterns: ['syn-reset'] };

export const tcpRejected: Scenario[] = [
  ...both((family) => ({
    name: 'tcp-reject-reset',
    about: 'The firewall answers SYNs to one web service with RST.',
    servers: [portalServer(family)],
    commands: [
      forward(`${family.ip} daddr ${family.web(20)} tcp dport 443 counter reject with tcp reset`),
    ],
    tasks: [{ ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 6 }],
    endpoints: [portalIs(family, 'reject', refused)],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.reset == 1`,
        atLeast: 6,
      },
    ],
  })),
  ...both((family) => ({
    name: 'tcp-reject-reset-same-port',
    about: 'The firewall answers with RST; the client tries each port three times, 0.5 s apart.',
    servers: [portalServer(family)],
    commands: [
      forward(`${family.ip} daddr ${family.web(20)} tcp dport 443 counter reject with tcp reset`),
    ],
    tasks: [51_811, 51_830, 51_844].map((localPort, index) => ({
      id: `portal from port ${localPort}`,
      kind: 'tls',
      address: family.web(20),
      port: 443,
      localPort,
      localAddress: family.client,
      start: 1 + 5 * index,
      attempts: 3,
      pause: 0.5,
      expect: 'fails',
      error: 'ECONNREFUSED',
    })),
    endpoints: [portalIs(family, 'reject', refused)],
    others: 'answered',
    sees: [
      { filter: `tcp.srcport == 51811 and tcp.flags.syn == 1`, atLeast: 3, atMost: 3 },
      { filter: 'tcp.analysis.reused_ports', atLeast: 6 },
    ],
  })),
  ...ipv4Only((family) => ({
    name: 'tcp-reject-reset-two-services',
    about:
      'The firewall answers SYNs to all TCP ports but 80, 443, 993 with RST: two services, two servers.',
    servers: [
      { kind: 'tls', address: family.web(21), port: 8883 },
      { kind: 'http', address: family.web(22), port: 3306 },
    ],
    commands: [
      forward(
        `${family.ip} daddr { ${family.web(1)}-${family.web(99)} } tcp dport != { 80, 443, 993 } counter reject with tcp reset`,
      ),
    ],
    tasks: [
      { host: 21, port: 8883 },
      { host: 22, port: 3306 },
    ].map(({ host, port }, index) => ({
      id: `port ${port}`,
      kind: 'http',
      address: family.web(host),
      port,
      start: 1 + index,
      attempts: 5,
      pause: 3,
      expect: 'fails',
      error: 'ECONNREFUSED',
    })),
    endpoints: [
      { server: family.web(21), port: 8883, protocol: 'tcp', verdict: 'reject', ...refused },
      { server: family.web(22), port: 3306, protocol: 'tcp', verdict: 'reject', ...refused },
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.flags.reset == 1 and tcp.srcport == 3306', atLeast: 5 }],
  })),
  ...both((family) => ({
    name: 'tcp-reject-reset-provider',
    about: "A firewall at the server's provider answers with RST; the servers start with TTL 128.",
    servers: [portalServer(family), { kind: 'http', address: family.web(20), port: 80 }],
    commands: [
      {
        at: 'server',
        run: 'sysctl -q -w net.ipv4.ip_default_ttl=128 net.ipv6.conf.eth0.hop_limit=128 net.ipv6.conf.all.hop_limit=128',
      },
      forward(
        `${family.ip} daddr ${family.web(20)} tcp dport 443 counter reject with tcp reset`,
        'edge',
      ),
    ],
    tasks: [
      { ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 6 },
      {
        id: 'port 80',
        kind: 'http',
        address: family.web(20),
        port: 80,
        start: 2,
        attempts: 3,
        pause: 4,
        expect: 'works',
      },
    ],
    endpoints: [portalIs(family, 'reject', refused)],
    others: 'answered',
    sees: [
      {
        filter: `tcp.flags.reset == 1 and tcp.srcport == 443 and ${family.ipv6 ? 'ipv6.hlim' : 'ip.ttl'} < 64`,
        atLeast: 6,
      },
      {
        filter: `tcp.flags.ack == 1 and tcp.srcport == 80 and ${family.ipv6 ? 'ipv6.hlim' : 'ip.ttl'} > 64`,
        atLeast: 3,
      },
    ],
  })),
  ...both((family) => ({
    name: 'tcp-reject-default-policy',
    about: 'The firewall permits what it knows, resets all other TCP and drops all other UDP.',
    servers: [portalServer(family), { kind: 'dns', address: family.dns(53) }],
    commands: [
      forward(
        `${family.ip} daddr ${family.web(20)} meta l4proto tcp counter reject with tcp reset`,
      ),
      forward(`meta nfproto ${family.ipv6 ? 'ipv6' : 'ipv4'} meta l4proto udp counter drop`),
    ],
    tasks: [
      { ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 5 },
      {
        id: 'public resolver',
        kind: 'dns',
        servers: [family.dns(53)],
        names: ['shop-20.example.net'],
        start: 2,
        timeout: 2,
        tries: 2,
        attempts: 2,
        expect: 'fails',
      },
    ],
    endpoints: [
      portalIs(family, 'reject', refused),
      {
        server: family.dns(53),
        port: 53,
        protocol: 'udp',
        verdict: 'drop',
        patterns: ['dns-unanswered-retransmits'],
      },
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.flags.reset == 1 and tcp.srcport == 443', atLeast: 5 }],
  })),
  ...both((family) => ({
    name: 'tcp-reject-proxy-required',
    about:
      'Only the proxy on the LAN may go out: the firewall resets direct connections, the proxy works.',
    background: null,
    servers: [
      portalServer(family),
      { kind: 'tls', address: family.web(21), port: 443 },
      { kind: 'http', at: 'resolver', address: family.lanServer, port: 3128 },
    ],
    commands: [
      forward(
        `${family.ip} saddr ${family.client} tcp dport { 80, 443 } counter reject with tcp reset`,
      ),
    ],
    tasks: [
      { ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 5 },
      {
        ...portal(family, 'fails', 'ECONNREFUSED'),
        id: 'other service',
        address: family.web(21),
        start: 3,
        attempts: 4,
      },
      {
        id: 'proxy',
        kind: 'http',
        address: family.lanServer,
        port: 3128,
        start: 2,
        attempts: 4,
        pause: 3,
        expect: 'works',
      },
    ],
    endpoints: [
      portalIs(family, 'reject', {
        ...refused,
        mayAbstain: true,
        reason: 'No server outside ever answers: only the delay and the TTL speak.',
      }),
      {
        server: family.web(21),
        port: 443,
        protocol: 'tcp',
        verdict: 'reject',
        ...refused,
        mayAbstain: true,
        reason: 'No server outside ever answers: only the delay and the TTL speak.',
      },
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.flags.reset == 1 and tcp.srcport == 443', atLeast: 9 }],
  })),
  ...both((family) => ({
    name: 'tcp-reject-later-data',
    about: 'The firewall resets each connection to one web service at its 24th packet.',
    servers: [{ ...portalServer(family), bytes: 200 }],
    commands: [
      { at: 'firewall', run: 'sysctl -q -w net.netfilter.nf_conntrack_acct=1' },
      forward(
        `${family.ip} daddr ${family.web(20)} tcp dport 443 ct packets > 24 counter reject with tcp reset`,
      ),
    ],
    tasks: [{ ...portal(family, 'fails'), requests: 12, timeout: 11, attempts: 5 }],
    endpoints: [
      portalIs(family, 'reject', {
        accept: ['answered'],
        mayAbstain: true,
        reason: 'Each connection works at first; servers end connections by RST, too.',
      }),
    ],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.reset == 1`,
        atLeast: 5,
      },
    ],
  })),
  ...PROHIBITIONS.map(
    ({ family, code, filter }): Scenario => ({
      name: `tcp-reject-${code}${family.suffix}`,
      about: `The firewall refuses TCP to one web service with ${family.icmp} ${code}.`,
      background: { ipv6: family.ipv6 },
      servers: [portalServer(family)],
      commands: [
        forward(
          `${family.ip} daddr ${family.web(20)} tcp dport 443 counter reject with ${family.icmp} type ${code}`,
        ),
      ],
      tasks: [{ ...portal(family, 'fails'), attempts: 5, pause: 3 }],
      endpoints: [portalIs(family, 'reject')],
      others: 'answered',
      sees: [{ filter, atLeast: 4 }],
    }),
  ),
];
