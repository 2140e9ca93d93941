// The server itself refuses.

import { both, ipv4Only, type Scenario } from '../scenario.ts';
import { are, broad, hosts, uses } from './several.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

export const closed: Scenario[] = [
  both((family) => ({
    name: 'closed-tcp',
    about: 'Nobody listens on TCP 8443 of a server whose TCP 443 works.',
    servers: [portalServer(family)],
    tasks: [
      {
        ...portal(family, 'fails', 'ECONNREFUSED'),
        id: 'port 8443',
        port: 8443,
        attempts: 5,
      },
      { ...portal(family, 'works'), start: 2, attempts: 3, pause: 4 },
    ],
    endpoints: [{ ...portalIs(family, 'closed', { patterns: ['syn-reset'] }), port: 8443 }],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.flags.reset == 1', atLeast: 5 }],
  })),
  both((family) => ({
    name: 'closed-tcp-only-port',
    about: 'Nobody listens on the one port of a server that is used.',
    tasks: [{ ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 5 }],
    endpoints: [
      portalIs(family, 'closed', {
        patterns: ['syn-reset'],
        mayAbstain: true,
        reason: 'The server says nothing else that its RST could be compared with.',
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
  both((family) => ({
    name: 'closed-udp',
    about: 'A web server is asked for DNS, and says by ICMP that nobody listens.',
    servers: [{ ...portalServer(family), address: family.dns(53) }],
    tasks: [
      {
        id: 'lookups',
        kind: 'dns',
        servers: [family.dns(53)],
        names: ['shop-20.example.net'],
        timeout: 2,
        tries: 2,
        attempts: 5,
        pause: 3,
        expect: 'fails',
        error: 'ECONNREFUSED',
      },
      { ...portal(family, 'works'), id: 'web', address: family.dns(53), start: 2, pause: 4 },
    ],
    endpoints: [{ server: family.dns(53), port: 53, protocol: 'udp', verdict: 'closed' }],
    others: 'answered',
    sees: [{ filter: `${family.icmp}.code == ${family.ipv6 ? 4 : 3}`, atLeast: 5 }],
  })),
  ipv4Only((family) => ({
    name: 'closed-lan',
    about: 'Nobody listens on TCP 8080 of a server on the LAN.',
    tasks: [
      {
        id: 'printer',
        kind: 'http',
        address: family.lanServer,
        port: 8080,
        attempts: 5,
        pause: 3,
        expect: 'fails',
        error: 'ECONNREFUSED',
      },
    ],
    endpoints: [
      {
        server: family.lanServer,
        port: 8080,
        protocol: 'tcp',
        verdict: 'closed',
        patterns: ['syn-reset'],
      },
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 5 }],
  })),
  both((family) => ({
    name: 'reject-server-firewall',
    about: "The server's own packet filter refuses TCP 8443 by ICMP, as firewalld does.",
    servers: [portalServer(family), { ...portalServer(family), port: 8443 }],
    commands: [
      {
        at: 'server',
        run: `nft 'add rule inet lab input tcp dport 8443 counter reject with ${family.icmp} type admin-prohibited'`,
      },
    ],
    tasks: [
      { ...portal(family, 'fails'), id: 'port 8443', port: 8443, attempts: 5 },
      { ...portal(family, 'works'), start: 2, attempts: 3, pause: 4 },
    ],
    endpoints: [{ ...portalIs(family, 'reject'), port: 8443 }],
    others: 'answered',
    sees: [{ filter: `${family.icmp}.type == ${family.ipv6 ? 1 : 3}`, atLeast: 4 }],
  })),
  ipv4Only((family) => ({
    name: 'server-overloaded',
    about: 'A server accepts no connections any more: its queue is full.',
    servers: [{ kind: 'overloaded', address: family.web(20), port: 443 }],
    tasks: [{ ...portal(family, 'fails'), attempts: 4, timeout: 5, pause: 1 }],
    endpoints: [
      portalIs(family, 'inconclusive', {
        accept: ['answered'],
        reason:
          'No firewall is at work; the first connections are made, the later SYNs get nothing.',
      }),
    ],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.syn == 1` }],
  })),
  broad((family) => ({
    name: 'programs-hang',
    about:
      'Programs that hang: their hosts accept until the queue of the port is full, and are silent then.',
    servers: hosts(20, 22).map((host) => ({
      kind: 'overloaded',
      address: family.web(host),
      port: 8091,
    })),
    tasks: uses(family, hosts(20, 22), 'http', 8091, 'fails', {
      attempts: 7,
      timeout: 6,
      pause: 1,
    }),
    endpoints: are(family, hosts(20, 22), 8091, 'inconclusive', {
      accept: ['closed'],
      reason: 'No firewall is at work; the first requests are taken, the later SYNs get nothing.',
    }),
    others: 'answered',
    sees: [
      { filter: 'tcp.dstport == 8091 and http.request', atLeast: 22 },
      { filter: 'tcp.srcport == 8091 and tcp.len > 0', atMost: 0 },
    ],
  })),
].flat();
