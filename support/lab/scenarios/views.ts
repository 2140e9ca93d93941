// Where and how the capture was taken: it shows more than happened, or less.

import { type ClientTask, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { later } from './answers.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const dropped = hosts(20, 8);
const rejected = hosts(30, 8);
const closed = hosts(40, 8);
const healthy = hosts(50, 8);

/** Eight servers dropped, eight rejected, eight closed, eight that work. */
const fourKinds = {
  servers: [everywhere(ipv4, 'http', 80), everywhere(ipv4, 'http', 8080)],
  commands: [
    forward(`ip daddr ${range(ipv4, dropped)} tcp dport 8080 counter drop`),
    forward(`ip daddr ${range(ipv4, rejected)} tcp dport 8080 counter reject with tcp reset`),
  ],
  tasks: [
    ...uses(ipv4, dropped, 'http', 8080, 'fails', { error: 'timeout in connect', timeout: 6 }),
    ...uses(ipv4, rejected, 'http', 8080, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
    ...uses(ipv4, closed, 'http', 8081, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
    ...uses(ipv4, healthy, 'http', 8080, 'works'),
    ...uses(ipv4, [...rejected, ...closed], 'http', 80, 'works', { start: 2 }),
  ],
  endpoints: [
    ...are(ipv4, dropped, 8080, 'drop'),
    ...are(ipv4, rejected, 8080, 'reject'),
    ...are(ipv4, closed, 8081, 'closed'),
  ],
  others: 'answered',
  sees: [
    { filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 24 },
    { filter: 'tcp.srcport == 8081 and tcp.flags.reset == 1', atLeast: 24 },
  ],
} as const satisfies Partial<Scenario>;

const many = hosts(20, 22);
const oneWay = { mayAbstain: true, reason: 'Only one direction was captured.' } as const;
const filtered = (reason: string) => ({ mayAbstain: true, mayBeAbsent: true, reason }) as const;

const lookups = (expect: ClientTask['expect']): ClientTask[] =>
  many.map((host, index) => ({
    id: `resolver ${host}`,
    kind: 'dns',
    servers: [ipv4.dns(host)],
    names: [`shop-${host}.example.net`, `www-${host}.example.net`],
    start: 1 + index * 0.2,
    attempts: 3,
    expect,
  }));

const resolversAre = (more: Partial<TruthEndpoint>): TruthEndpoint[] =>
  many.map((host) => ({
    server: ipv4.dns(host),
    port: 53,
    protocol: 'udp',
    verdict: 'answered',
    ...more,
  }));

/** Everything works, and a capture filter leaves out what would say so. */
function filteredHealthy(name: string, about: string, options: readonly string[]): Scenario[] {
  return broad((family) => ({
    name,
    about,
    background: null,
    capture: { options },
    servers: [
      everywhere(family, 'http', 80),
      ...many.map((host) => ({ kind: 'dns' as const, address: family.dns(host) })),
    ],
    tasks: [...uses(family, many, 'http', 80, 'works'), ...lookups('works')],
    endpoints: [
      ...are(family, many, 80, 'answered', filtered('A capture filter left the answers out.')),
      ...resolversAre(filtered('A capture filter left the answers out.')),
    ].filter(({ protocol }) => !name.includes(protocol === 'tcp' ? 'queries' : 'syns')),
    others: 'answered',
    sees: [{ filter: 'ip.src == 192.0.2.20', atLeast: 40 }],
  }));
}

const longConnections = (expect: ClientTask['expect'], more = {}): ClientTask[] =>
  uses(ipv4, many, 'http', 80, expect, {
    start: 0.5,
    attempts: 1,
    requests: 14,
    requestPause: 1.4,
    timeout: 24,
    ...more,
  });

export const views: Scenario[] = [
  broad((family) => ({
    name: 'view-router-masquerade',
    about:
      'Four kinds of servers, captured on "any" of a firewall that masquerades: each packet twice, with two senders.',
    background: { ipv6: family.ipv6 },
    ...fourKinds,
    commands: [
      ...fourKinds.commands,
      {
        at: 'firewall',
        run: "nft 'add chain inet nat postrouting { type nat hook postrouting priority srcnat; }'",
      },
      {
        at: 'firewall',
        run: "nft 'add rule inet nat postrouting oifname wan0 counter masquerade'",
      },
    ],
    capture: { at: 'firewall', interface: 'any' },
  })),
  broad((family) => ({
    name: 'view-router-inside',
    about: "Four kinds of servers, captured on the firewall's inner interface.",
    background: { ipv6: family.ipv6 },
    ...fourKinds,
    capture: { at: 'firewall' },
  })),
  broad((family) => ({
    name: 'view-mirror-two-vlans',
    about:
      'Four kinds of servers, captured at a mirror port: each frame twice, with the VLAN of the port it came in or went out by.',
    background: { ipv6: family.ipv6 },
    ...fourKinds,
    commands: [
      ...fourKinds.commands,
      {
        at: 'switch',
        run: `ip link add mirror0 type veth peer name mirror1
      ip link set mirror0 up; ip link set mirror1 up`,
      },
      meanwhile('switch', 'mirror.py mirror1 port1:10 port3:20'),
    ],
    capture: { at: 'switch', interface: 'mirror0' },
    sees: [...fourKinds.sees, { filter: 'vlan.id == 10' }, { filter: 'vlan.id == 20' }],
  })),
  broad((family) => ({
    name: 'view-at-server',
    about: 'Closed ports and ones that work, captured at the server itself.',
    background: { ipv6: family.ipv6 },
    servers: [everywhere(family, 'http', 80)],
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
      ...uses(family, hosts(50, 22), 'http', 8080, 'fails', {
        error: 'ECONNREFUSED',
        attempts: 3,
      }),
      ...uses(family, many, 'http', 80, 'works', { start: 2 }),
    ],
    capture: { at: 'server' },
    endpoints: [
      ...are(family, many, 8080, 'closed'),
      ...are(family, hosts(50, 22), 8080, 'closed', {
        mayAbstain: true,
        reason: 'These servers say nothing else.',
      }),
    ],
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1 and ip.ttl == 64', atLeast: 60 },
    ],
  })),
  broad((family) => ({
    name: 'view-sent-only-failing',
    about: 'The firewall drops all after the handshakes; only what the client sent was captured.',
    background: null,
    servers: [everywhere(family, 'http', 8080), everywhere(family, 'http', 80)],
    commands: [
      forward(
        `ip daddr ${range(family, many)} tcp dport 8080 tcp flags & (syn | fin | rst) == 0x0 counter drop`,
      ),
    ],
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', { error: 'timeout in response', timeout: 6 }),
      ...uses(family, hosts(50, 22), 'http', 80, 'works'),
    ],
    capture: { options: ['-Q', 'out'] },
    endpoints: [
      ...are(family, many, 8080, 'drop', oneWay),
      ...are(family, hosts(50, 22), 80, 'answered', oneWay),
    ],
    others: 'answered',
    sees: [{ filter: 'ip.dst == 192.0.2.20', atMost: 0 }],
  })),
  broad((family) => ({
    name: 'view-sent-only-refused',
    about:
      'The firewall resets, the servers are closed, or work; only what the client sent was captured.',
    background: null,
    ...fourKinds,
    capture: { options: ['-Q', 'out'] },
    endpoints: [
      ...fourKinds.endpoints.map((endpoint) => ({ ...endpoint, ...oneWay })),
      ...are(family, healthy, 8080, 'answered', oneWay),
      ...are(family, [...rejected, ...closed], 80, 'answered', oneWay),
    ],
    sees: [{ filter: 'ip.dst == 192.0.2.20', atMost: 0 }],
  })),
  broad((family) => ({
    name: 'view-received-only-failing',
    about:
      'The firewall drops all after the handshakes; only what the client received was captured.',
    background: null,
    servers: [everywhere(family, 'http', 8080), everywhere(family, 'http', 80)],
    commands: [
      forward(
        `ip daddr ${range(family, many)} tcp dport 8080 tcp flags & (syn | fin | rst) == 0x0 counter drop`,
      ),
    ],
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', { error: 'timeout in response', timeout: 6 }),
      ...uses(family, hosts(50, 22), 'http', 80, 'works'),
    ],
    capture: { options: ['-Q', 'in'] },
    endpoints: [
      ...are(family, many, 8080, 'drop', { ...oneWay, unasked: true }),
      ...are(family, hosts(50, 22), 80, 'answered', { ...oneWay, unasked: true }),
    ],
    others: 'answered',
    sees: [{ filter: 'ip.src == 192.0.2.20', atMost: 0 }],
  })),
  broad((family) => ({
    name: 'view-starts-late-then-dropped',
    about:
      'Connections begun before the capture; after ten seconds the firewall drops them, and other servers go on.',
    servers: [everywhere(family, 'http', 80)],
    tasks: [
      ...longConnections('fails', { error: 'timeout in response' }),
      ...uses(family, hosts(60, 6), 'http', 80, 'works', { start: 8, attempts: 4, pause: 3 }),
      later(
        10,
        'firewall',
        `nft 'add rule inet lab forward ip daddr ${range(family, many)} counter drop'`,
      ),
    ],
    capture: { start: 6 },
    endpoints: are(family, many, 80, 'drop', {
      unasked: true,
      accept: ['unreachable'],
      mayAbstain: true,
      reason: 'Each connection works at first; hosts that are gone are silent, too.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 80 and tcp.analysis.retransmission', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'view-starts-late-healthy',
    about:
      'Connections begun before the capture, which end well in it or are still open at its end.',
    servers: [everywhere(family, 'http', 80)],
    tasks: [
      ...longConnections('works', { requests: 9 }).slice(0, 11),
      ...longConnections('works', { requests: 7, requestPause: 3 }).slice(11),
    ],
    capture: { start: 6 },
    endpoints: are(family, many, 80, 'answered', { unasked: true }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 80 and tcp.len > 0', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'view-snaplen-34',
    about: 'Four kinds of servers, captured with 34 bytes of each frame: no ports.',
    background: null,
    ...fourKinds,
    capture: { options: ['-s', '34'] },
    endpoints: [
      ...fourKinds.endpoints,
      ...are(family, healthy, 8080, 'answered'),
      ...are(family, [...rejected, ...closed], 80, 'answered'),
    ].map((endpoint) => ({
      ...endpoint,
      ...filtered('Every packet was cut before its ports.'),
      unasked: true,
    })),
    others: 'inconclusive',
    sees: [{ filter: 'frame.cap_len == 34', atLeast: 100 }],
  })),
  filteredHealthy(
    'view-filter-syns',
    'Many healthy servers; a capture filter lets SYNs pass and nothing else.',
    ['tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn'],
  ),
  filteredHealthy(
    'view-filter-queries',
    'Many healthy resolvers; a capture filter lets DNS queries pass and nothing else.',
    ['udp dst port 53'],
  ),
  filteredHealthy(
    'view-filter-short',
    'Many healthy servers; a capture filter lets packets of up to 85 bytes pass only.',
    ['less 85'],
  ),
  broad((family) => ({
    name: 'view-client-moves',
    about:
      'After nine seconds the client has another address: what was asked before gets no answer, what comes after works.',
    background: null,
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8080, { delay: 4 })],
    commands: [{ at: 'client', run: 'sysctl -q -w net.ipv4.conf.all.promote_secondaries=1' }],
    tasks: [
      ...longConnections('fails', { error: '', timeout: 14 }),
      ...uses(family, hosts(60, 12), 'http', 8080, 'fails', { start: 6.5, attempts: 1, error: '' }),
      {
        id: 'another address',
        kind: 'command',
        at: 'client',
        run: "sh -c 'ip addr del 192.0.2.20/24 dev eth0; ip route replace default via 192.0.2.1 src 192.0.2.121'",
        start: 9,
        expect: 'works',
      },
      ...uses(family, hosts(90, 12), 'http', 80, 'works', { start: 11 }),
    ],
    endpoints: [
      ...are(family, many, 80, 'answered', {
        mayAbstain: true,
        reason: 'It worked until the client gave up the address that it was asked from.',
      }),
      ...are(family, hosts(60, 12), 8080, 'inconclusive', {
        accept: ['answered'],
        reason: 'The client gave up its address before the answer could come.',
      }),
    ],
    others: 'answered',
    sees: [{ filter: 'ip.src == 192.0.2.121 and tcp.flags.syn == 1', atLeast: 12 }],
  })),
  broad((family) => ({
    name: 'view-duplicate-address',
    about:
      'Two hosts on the link claim one address: a server, and the firewall, which refuses; the client meets both.',
    background: { ipv6: family.ipv6 },
    servers: hosts(8001, 12).map((port) => ({
      kind: 'http',
      at: 'resolver',
      address: '192.0.2.80',
      port,
    })),
    commands: [
      { at: 'firewall', run: 'ip addr add 192.0.2.80/32 dev eth0' },
      {
        at: 'client',
        run: 'ip neigh replace 192.0.2.80 lladdr 00:00:5e:00:53:53 dev eth0 nud reachable',
      },
    ],
    tasks: [
      ...hosts(8001, 12).map(
        (port): ClientTask => ({
          id: `port ${port}`,
          kind: 'http',
          address: '192.0.2.80',
          port,
          start: 1 + (port % 12) * 0.1,
          attempts: 8,
          pause: 1.6,
          expect: 'mixed',
          error: 'ECONN',
        }),
      ),
      ...[5, 9, 13].map(
        (start, index): ClientTask => ({
          id: `the other host wins at ${start}`,
          kind: 'command',
          at: 'client',
          run: `ip neigh replace 192.0.2.80 lladdr 00:00:5e:00:53:${index % 2 === 0 ? '01' : '53'} dev eth0 nud reachable`,
          start,
          expect: 'works',
        }),
      ),
    ],
    endpoints: hosts(8001, 12).map((port) => ({
      server: '192.0.2.80',
      port,
      protocol: 'tcp',
      verdict: 'answered',
      accept: ['closed'],
      mayAbstain: true,
      reason: 'One of the two hosts answers, the other one refuses.',
    })),
    others: 'answered',
    sees: [
      { filter: 'ip.src == 192.0.2.80 and eth.src == 00:00:5e:00:53:01', atLeast: 12 },
      { filter: 'ip.src == 192.0.2.80 and eth.src == 00:00:5e:00:53:53', atLeast: 12 },
    ],
  })),
].flat();
