// One fault among very many.

import { both, type ClientTask, forward, ipv4, ipv6, type Scenario } from '../scenario.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

const BLOCKED_CLIENT = 117;

export const crowds: Scenario[] = [
  {
    name: 'crowd-200-services',
    about: 'The firewall drops SYNs to one service; 200 others work.',
    capture: { format: 'pcapng.gz' },
    background: null,
    servers: [
      { kind: 'http', address: '0.0.0.0', port: 80, bytes: 20 },
      { kind: 'tls', address: ipv4.web(20), port: 443 },
    ],
    commands: [forward(`ip daddr ${ipv4.web(20)} tcp dport 443 counter drop`)],
    tasks: [
      portal(ipv4, 'fails', 'timeout in connect'),
      ...Array.from({ length: 200 }, (_, index): ClientTask => {
        const address = index < 110 ? ipv4.web(index + 1) : ipv4.dns(index - 109);
        return {
          id: `service ${address}`,
          kind: 'http',
          address,
          port: 80,
          start: index * 0.1,
          expect: 'works',
        };
      }),
    ],
    endpoints: [portalIs(ipv4, 'drop', { patterns: ['syn-only-retransmits'] })],
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 80 and tcp.flags.syn == 1', atLeast: 200 }],
  },
  ...both((family) => {
    const clients = Array.from({ length: 30 }, (_, index) => index + 100);
    const address = (host: number): string =>
      family.ipv6 ? `2001:db8:1::${host}` : `192.0.2.${host}`;
    return {
      name: 'crowd-30-clients',
      about:
        'Captured at the firewall: 30 clients use two services, and one client is blocked from one.',
      background: null,
      servers: [
        { kind: 'http', address: family.web(20), port: 80, bytes: 200 },
        { kind: 'http', address: family.web(21), port: 80, bytes: 200 },
      ],
      commands: [
        forward(
          `${family.ip} saddr ${address(BLOCKED_CLIENT)} ${family.ip} daddr ${family.web(20)} counter drop`,
        ),
      ],
      tasks: clients.flatMap((host): ClientTask[] => {
        const blocked = host === BLOCKED_CLIENT;
        const use = { kind: 'http', port: 80, localAddress: address(host) } as const;
        return [
          {
            ...use,
            id: `${host} service 20`,
            address: family.web(20),
            start: (host % 10) * 0.4,
            attempts: blocked ? 3 : 1,
            expect: blocked ? 'fails' : 'works',
            error: 'timeout in connect',
          },
          {
            ...use,
            id: `${host} service 21`,
            address: family.web(21),
            start: (host % 7) * 1.1,
            attempts: blocked ? 3 : 1,
            expect: 'works',
          },
        ];
      }),
      capture: { at: 'firewall', format: 'pcapng.gz' },
      endpoints: [
        {
          client: address(BLOCKED_CLIENT),
          server: family.web(20),
          port: 80,
          protocol: 'tcp',
          verdict: 'drop',
          patterns: ['syn-only-retransmits'],
        },
      ],
      others: 'answered',
      sees: [
        {
          filter: `${family.wireshark}.src == ${address(BLOCKED_CLIENT)} and tcp.flags.syn == 1`,
          atLeast: 9,
        },
      ],
    } satisfies Scenario;
  }),
  {
    name: 'crowd-syn-flood',
    about: 'A web server under a SYN flood; its own calls to a payment service are dropped.',
    capture: { format: 'pcapng.gz' },
    background: { ipv6: false },
    servers: [
      portalServer(ipv4),
      { kind: 'http', at: 'client', address: '192.0.2.20', port: 80, bytes: 200 },
    ],
    commands: [
      {
        at: 'client',
        run: 'sysctl -q -w net.ipv4.tcp_synack_retries=1 net.ipv4.tcp_max_syn_backlog=128',
      },
      forward(`ip daddr ${ipv4.web(20)} tcp dport 443 counter drop`),
    ],
    tasks: [
      portal(ipv4, 'fails', 'timeout in connect'),
      {
        id: 'flood',
        kind: 'command',
        at: 'edge',
        run: 'python3 support/lab/flood.py 192.0.2.20 80 1200 10',
        start: 2,
        expect: 'works',
      },
      {
        id: 'visitor',
        kind: 'command',
        at: 'server',
        run: `python3 -c "import urllib.request as u; print(u.urlopen('http://192.0.2.20/', timeout=9).status)"`,
        start: 3,
        attempts: 4,
        expect: 'works',
      },
    ],
    endpoints: [
      portalIs(ipv4, 'drop', { patterns: ['syn-only-retransmits'] }),
      {
        server: '192.0.2.20',
        port: 80,
        protocol: 'tcp',
        verdict: 'answered',
        mayAbstain: true,
        reason: 'The senders of the flood are nobody, and never go on.',
      },
    ],
    others: 'answered',
    sees: [
      {
        filter: 'tcp.dstport == 80 and ip.dst == 192.0.2.20 and tcp.flags.syn == 1',
        atLeast: 1100,
      },
    ],
  },
  {
    name: 'crowd-two-families',
    about: 'Services by IPv4 and IPv6 work side by side; the firewall drops one IPv6 service.',
    background: { ipv6: false },
    servers: [portalServer(ipv4), portalServer(ipv6)],
    commands: [forward(`ip6 daddr ${ipv6.web(20)} tcp dport 443 counter drop`)],
    tasks: [
      portal(ipv6, 'fails', 'timeout in connect'),
      { ...portal(ipv4, 'works'), id: 'portal by IPv4', start: 2, attempts: 4, pause: 4 },
    ],
    endpoints: [portalIs(ipv6, 'drop', { patterns: ['syn-only-retransmits'] })],
    others: 'answered',
    sees: [{ filter: 'ipv6 and tcp.dstport == 443 and tcp.flags.syn == 1', atLeast: 9 }],
  },
];
