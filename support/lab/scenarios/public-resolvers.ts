// The public resolvers that everybody knows, and boxes near that answer for them. These addresses alone
// are real ones: what is asked of them is known by their addresses. Nothing leaves the namespaces.

import {
  type ClientTask,
  type Command,
  ipv4,
  type Scenario,
  type ServerSpec,
  translate,
} from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { DEBUG_NAME } from '../zone.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const PUBLIC = [
  '1.0.0.1',
  '1.1.1.1',
  '8.8.4.4',
  '8.8.8.8',
  '9.9.9.9',
  '149.112.112.112',
  '208.67.220.220',
  '208.67.222.222',
];
const OPENDNS = PUBLIC.slice(6);
const CLIENTS = hosts(100, 3).map((host) => `192.0.2.${host}`);
const PROBE_CLIENTS = hosts(100, 6).map((host) => `192.0.2.${host}`);

/** The server is all of them. */
const routes: Command[] = [
  {
    at: 'edge',
    run: PUBLIC.map((address) => `ip route add ${address} via 203.0.113.253`).join('\n'),
  },
  { at: 'server', run: PUBLIC.map((address) => `ip route add local ${address} dev lo`).join('\n') },
];

const redirected = translate(
  `ip daddr { ${PUBLIC.join(', ')} } udp dport { 53, 443 } counter dnat ip to ${ipv4.firewall}:53`,
);

const servers: ServerSpec[] = PUBLIC.flatMap((address) =>
  [53, 443].map((port) => ({ kind: 'dns' as const, address, port })),
);

const lookups = (more: object = {}): ClientTask[] =>
  CLIENTS.flatMap((client, which) =>
    PUBLIC.map(
      (address, index): ClientTask => ({
        id: `${client} asks ${address}`,
        kind: 'dns',
        servers: [address],
        names: [`shop-${index + 20}.example.net`, `www-${index + 20}.example.net`],
        localAddress: client,
        start: 1 + which * 0.4 + index * 0.3,
        attempts: 3,
        expect: 'works',
        ...more,
      }),
    ),
  );

const probes = (expect: ClientTask['expect']): ClientTask[] =>
  PROBE_CLIENTS.map((client, which) => ({
    id: `probe of ${client}`,
    kind: 'probe',
    name: DEBUG_NAME,
    localAddress: client,
    servers: OPENDNS.flatMap((address) => [53, 443].map((port) => ({ address, port }))),
    start: 1 + which * 0.5,
    attempts: 3,
    expect,
  }));

const all = (
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] =>
  PUBLIC.map((server) => ({ server, port: 53, protocol: 'udp', verdict, ...more }));

const sees = [{ filter: 'udp.srcport == 53 and dns.flags.response == 1', atLeast: 60 }];

export const publicDns: Scenario[] = [
  broad((family) => ({
    name: 'public-resolvers-redirected',
    about:
      'The firewall redirects DNS of eight well-known resolvers to its own, which answers right.',
    servers: [...servers, { kind: 'dns', at: 'firewall', address: family.firewall }],
    commands: [...routes, redirected],
    tasks: lookups(),
    endpoints: all('intercepted', {
      mayAbstain: true,
      reason:
        'The answers are right, and take as long as near resolvers take that ask others: only the TTL speaks.',
    }),
    others: 'answered',
    sees,
  })),
  broad((family) => ({
    name: 'public-resolvers-redirected-refused',
    about:
      'The firewall redirects DNS of eight well-known resolvers to its own, which refuses every question.',
    servers: [
      ...servers,
      { kind: 'dns', at: 'firewall', address: family.firewall, answers: 'refused' },
    ],
    commands: [...routes, redirected],
    tasks: lookups({ code: 'EREFUSED', tries: 1 }),
    endpoints: all('intercepted'),
    others: 'answered',
    sees,
  })),
  broad((family) => ({
    name: 'public-resolvers-probe-denied',
    about: 'Six roaming modules ask for their debug name, and a resolver near denies it.',
    servers: [
      ...servers,
      { kind: 'dns', at: 'firewall', address: family.firewall, answers: 'nxdomain' },
    ],
    commands: [...routes, redirected],
    tasks: probes('works'),
    endpoints: OPENDNS.flatMap((server) =>
      [53, 443].map((port) => ({
        server,
        port,
        protocol: 'udp' as const,
        verdict: 'intercepted' as const,
      })),
    ),
    others: 'answered',
    sees: [{ filter: 'dns.flags.rcode == 3', atLeast: 60 }],
  })),
  broad(() => ({
    name: 'public-resolvers-work',
    about: 'Eight well-known resolvers, and the debug name of one: all works.',
    servers,
    commands: routes,
    tasks: [...lookups(), ...probes('works')],
    endpoints: [],
    others: 'answered',
    sees,
  })),
  broad(() => ({
    name: 'public-resolvers-in-the-data-centre',
    about: 'Eight well-known resolvers one router and half a millisecond away: all works.',
    path: { delay: 0.2, hops: 0 },
    servers,
    commands: routes,
    tasks: [...lookups(), ...probes('works')],
    endpoints: [],
    others: 'answered',
    sees,
  })),
  broad((family) => ({
    name: 'near-box-resets-tls',
    about:
      'A box on the site accepts TLS in the name of many servers, and resets it at the first data.',
    servers: [
      everywhere(family, 'tls', 443),
      { kind: 'tls', at: 'firewall', address: family.firewall, port: 443, resets: 'at-first-data' },
    ],
    commands: [
      translate(
        `ip daddr ${range(family, hosts(20, 22))} tcp dport 443 counter dnat ip to ${family.firewall}`,
      ),
    ],
    tasks: uses(family, hosts(20, 22), 'tls', 443, 'fails', { error: 'ECONNRESET', attempts: 3 }),
    endpoints: are(family, hosts(20, 22), 443, 'reject', {
      accept: ['intercepted'],
      mayAbstain: true,
      reason: 'One box answers and resets alike: only its being near tells it from the server.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 443 and tcp.flags.reset == 1 and ip.ttl == 64', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'near-servers-reset-tls',
    about:
      'Servers half a millisecond and two routers away reset TLS at the first data themselves.',
    path: { delay: 25, prefixes: [{ prefix: '203.0.113.0/26', delay: 0.2, hops: 0 }] },
    servers: [
      everywhere(family, 'tls', 8443, { resets: 'at-first-data' }),
      everywhere(family, 'http', 80),
    ],
    tasks: [
      ...uses(family, hosts(20, 22), 'tls', 8443, 'fails', { error: 'ECONNRESET', attempts: 3 }),
      ...uses(family, hosts(20, 22), 'http', 80, 'works', { start: 2 }),
      ...uses(family, hosts(70, 6), 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: are(family, hosts(20, 22), 8443, 'closed', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'The RST has the TTL and the delay of the server: nothing between speaks.',
    }),
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 8443 and tcp.flags.reset == 1 and ip.ttl == 62', atLeast: 60 },
    ],
  })),
].flat();
