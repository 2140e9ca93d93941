// Probes that tell where a filter is, and IP versions of which one is dead.

import { type ClientTask, forward, ipv4, ipv6, type Scenario } from '../scenario.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const prefix6 = range(ipv6, many);
const prefix = range(ipv4, many);

/** TCP traceroutes to two ports of each host. */
const traces: ClientTask = {
  id: 'traceroutes',
  kind: 'command',
  run: `python3 support/lab/traceroute.py ${ipv4.web(20)} ${many.length} 25 443`,
  start: 1,
  expect: 'works',
};
const mail = (expect: ClientTask['expect'], error = ''): ClientTask[] =>
  many.map(
    (host, index): ClientTask => ({
      id: `mail ${host}`,
      kind: 'connect',
      address: ipv4.web(host),
      port: 25,
      start: 2 + index * 0.13,
      attempts: 2,
      timeout: 8,
      expect,
      error,
    }),
  );
const probed = {
  mayAbstain: true,
  reason: 'Of this port the capture has little else than probes that were to end on the way.',
} as const;
const routersTell = { filter: 'icmp.type == 11 and ip.src == 198.51.100.224/28', atLeast: 150 };

/** Names are looked up, then IPv6 is tried, and 250 ms later IPv4. */
const eyeballs = (expect: ClientTask['expect'], more: Partial<ClientTask> = {}): ClientTask[] => [
  ...(['A', 'AAAA'] as const).map(
    (type): ClientTask => ({
      id: `names ${type}`,
      kind: 'dns',
      servers: [ipv4.siteResolver],
      names: many.map((host) => `shop-${host}.example.net`),
      type,
      expect: 'works',
    }),
  ),
  ...many.map(
    (host, index): ClientTask =>
      ({
        id: `shop ${host}`,
        kind: 'happy-eyeballs',
        addresses: [ipv6.web(host), ipv4.web(host)],
        port: 8080,
        serverName: `shop-${host}.example.net`,
        attempts: 3,
        expect,
        ...more,
        start: 2 + index * 0.13,
      }) as ClientTask,
  ),
];
/** `::` listens for both. */
const bothFamilies = [everywhere(ipv6, 'http', 8080)];

export const probes: Scenario[] = [
  broad((family) => ({
    name: 'trace-port-dies',
    about:
      'TCP traceroutes: port 25 dies at the fifth router, port 443 goes on to the servers; mail cannot be sent.',
    path: { tells: true, filters: [{ hop: 5, port: 25 }] },
    servers: [everywhere(family, 'http', 25), everywhere(family, 'tls', 443)],
    tasks: [traces, ...mail('fails', 'timeout')],
    endpoints: [
      ...are(family, many, 25, 'drop', { accept: ['unreachable'] }),
      ...are(family, many, 443, 'answered', probed),
    ],
    others: 'answered',
    sees: [routersTell, { filter: 'tcp.srcport == 25', atMost: 0 }],
  })),
  broad((family) => ({
    name: 'trace-gets-through',
    about: 'TCP traceroutes to two ports, both of which get through to the servers.',
    path: { tells: true },
    servers: [everywhere(family, 'http', 25), everywhere(family, 'tls', 443)],
    tasks: [traces, ...mail('works')],
    endpoints: are(family, many, 443, 'answered', probed),
    others: 'answered',
    sees: [routersTell, { filter: 'tcp.srcport == 25 and tcp.flags == 0x12', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'trace-ends-at-closed-port',
    about: 'TCP traceroutes to two ports; one is closed, and the servers say so.',
    path: { tells: true },
    servers: [everywhere(family, 'tls', 443)],
    tasks: [traces, ...mail('fails', 'ECONNREFUSED')],
    endpoints: [...are(family, many, 25, 'closed'), ...are(family, many, 443, 'answered', probed)],
    others: 'answered',
    sees: [routersTell, { filter: 'tcp.srcport == 25 and tcp.flags.reset == 1', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'eyeballs-hide-dead-ipv6',
    about:
      'The firewall drops IPv6 to shops that have both families; clients go on by IPv4 and notice nothing.',
    background: { ipv6: family.ipv6 },
    servers: bothFamilies,
    commands: [forward(`ip6 daddr ${prefix6} counter drop`)],
    tasks: eyeballs('works'),
    endpoints: are(ipv6, many, 8080, 'drop', { accept: ['unreachable'] }),
    others: 'answered',
    sees: [
      { filter: 'ipv6.dst == 2001:db8:2::/64 and tcp.flags == 2', atLeast: 60 },
      { filter: 'ipv6.src == 2001:db8:2::/64', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'eyeballs-slow-ipv6',
    about:
      'IPv6 to shops is slow, and works; clients are content with IPv4 before its answers come.',
    background: { ipv6: family.ipv6 },
    path: { prefixes: [{ prefix: '2001:db8:2::/64', delay: 220 }] },
    servers: bothFamilies,
    tasks: eyeballs('works'),
    endpoints: are(ipv6, many, 8080, 'answered', {
      mayAbstain: true,
      reason: 'The client gave up before the answer came.',
    }),
    others: 'answered',
    sees: [{ filter: 'ipv6.src == 2001:db8:2::/64 and tcp.flags == 0x12', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'eyeballs-single-tries-dead',
    about:
      'The firewall drops IPv6 to shops that have both families; each is asked once, and IPv4 answers.',
    background: { ipv6: family.ipv6 },
    servers: bothFamilies,
    commands: [forward(`ip6 daddr ${prefix6} counter drop`)],
    tasks: eyeballs('works', { attempts: 1 }),
    endpoints: are(ipv6, many, 8080, 'drop', {
      accept: ['unreachable'],
      mayAbstain: true,
      reason: 'One SYN each, which the client gives up when IPv4 answers.',
    }),
    others: 'answered',
    sees: [
      { filter: 'ipv6.dst == 2001:db8:2::/64 and tcp.flags == 2', atLeast: 20, atMost: 30 },
      { filter: 'ipv6.src == 2001:db8:2::/64', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'eyeballs-both-dead',
    about: 'The firewall drops one port of shops by both families.',
    background: { ipv6: family.ipv6 },
    servers: [...bothFamilies, { kind: 'tls', address: ipv6.web(80), port: 443 }],
    commands: [
      forward(`ip6 daddr ${prefix6} tcp dport 8080 counter drop`),
      forward(`ip daddr ${prefix} tcp dport 8080 counter drop`),
    ],
    tasks: [
      ...eyeballs('fails', { timeout: 8 }),
      ...uses(ipv6, hosts(80, 1), 'tls', 443, 'works', { attempts: 6, pause: 3 }),
    ],
    endpoints: [...are(ipv4, many, 8080, 'drop'), ...are(ipv6, many, 8080, 'drop')],
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and tcp.flags == 2', atLeast: 200 }],
  })),
  broad((family) => ({
    name: 'wrong-gateway',
    about:
      "The client's gateway is a server on the link that forwards nothing; the site's own resolver works.",
    background: null,
    commands: [{ at: 'client', run: 'ip route replace default via 192.0.2.53' }],
    tasks: [
      ...uses(family, many, 'http', 80, 'fails', { error: 'timeout in connect', timeout: 8 }),
      {
        id: 'names',
        kind: 'dns',
        servers: [family.siteResolver],
        names: many.map((host) => `shop-${host}.example.net`),
        attempts: 4,
        pause: 4,
        expect: 'works',
      },
    ],
    endpoints: are(family, many, 80, 'unreachable', {
      accept: ['drop'],
      mayAbstain: true,
      reason: 'A gateway that does not forward, and one that drops, are silent alike.',
    }),
    others: 'answered',
    sees: [{ filter: 'eth.dst == 00:00:5e:00:53:53 and tcp.flags == 2', atLeast: 100 }],
  })),
].flat();
