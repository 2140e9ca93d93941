// A firewall that lets so many pass and no more.

import { both, forward, ipv4Only, type Scenario } from '../scenario.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

const syn = 'tcp flags & (syn | ack) == syn';

export const limits: Scenario[] = [
  ipv4Only((family) => ({
    name: 'limit-connections',
    about:
      'The firewall drops new connections to one service over one a second; SYNs sent again pass.',
    servers: [portalServer(family)],
    commands: [
      forward(
        `${family.ip} daddr ${family.web(20)} tcp dport 443 ${syn} limit rate over 1/second burst 1 packets counter drop`,
      ),
    ],
    tasks: [1, 2, 3].map((number) => ({
      ...portal(family, 'works'),
      id: `portal ${number}`,
      attempts: 3,
      timeout: 20,
    })),
    endpoints: [
      portalIs(family, 'answered', {
        mayAbstain: true,
        reason: 'Part of the SYNs vanish, and every connection is made in the end.',
      }),
    ],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.analysis.retransmission`,
        atLeast: 3,
      },
    ],
  })),
  both((family) => ({
    name: 'limit-connections-strict',
    about:
      'The firewall drops new connections to one service over four a minute: most attempts fail.',
    servers: [portalServer(family)],
    commands: [
      forward(
        `${family.ip} daddr ${family.web(20)} tcp dport 443 ${syn} limit rate over 4/minute burst 1 packets counter drop`,
      ),
    ],
    tasks: [{ ...portal(family, 'mixed'), attempts: 7, timeout: 4, pause: 0.5 }],
    endpoints: [
      portalIs(family, 'drop', {
        accept: ['answered'],
        mayAbstain: true,
        reason: 'The service answers what gets through; both are true.',
      }),
    ],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.analysis.retransmission`,
        atLeast: 9,
      },
    ],
  })),
  ipv4Only((family) => ({
    name: 'limit-dns',
    about: 'The firewall drops DNS queries over two a second to one resolver; repeated ones pass.',
    servers: [{ kind: 'dns', address: family.dns(53) }],
    commands: [
      forward(
        `${family.ip} daddr ${family.dns(53)} udp dport 53 limit rate over 2/second burst 2 packets counter drop`,
      ),
    ],
    tasks: [0, 1, 2, 3].map((number) => ({
      id: `lookups ${number}`,
      kind: 'dns',
      servers: [family.dns(53)],
      names: [`shop-${20 + number}.example.net`],
      timeout: 1,
      tries: 4,
      attempts: 5,
      pause: 2 + 0.3 * number,
      expect: 'either',
    })),
    endpoints: [
      {
        server: family.dns(53),
        port: 53,
        protocol: 'udp',
        verdict: 'answered',
        mayAbstain: true,
        reason: 'Part of the queries vanish, most are answered.',
      },
    ],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.src == ${family.dns(53)}`, atLeast: 10 }],
  })),
].flat();
