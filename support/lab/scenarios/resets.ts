// Whose RST it is: by its time to live, its delay, its numbers, and when none of them tells.

import { type ClientTask, type Command, forward, ipv4, ipv6, type Scenario } from '../scenario.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const half = hosts(20, 11);
const otherHalf = hosts(31, 11);
const prefix = range(ipv4, many);

/** Every RST of the server starts with this time to live, whatever its other packets start with. */
function resetsStartAt(ttl: number, list = many): Command {
  return {
    at: 'server',
    run: `nft 'add rule inet lab output ip saddr ${range(ipv4, list)} tcp flags & rst == rst counter ip ttl set ${ttl}'`,
  };
}

/** The firewall's own RSTs start with this time to live. */
function firewallStartsAt(ttl: number): Command {
  return {
    at: 'firewall',
    run: `nft 'add rule inet lab output tcp flags & rst == rst counter ip ttl set ${ttl}'`,
  };
}

const refused = (list: readonly number[], more = {}): ClientTask[] =>
  uses(ipv4, list, 'http', 8443, 'fails', { error: 'ECONNREFUSED', attempts: 3, ...more });

const works = (list: readonly number[], more = {}): ClientTask[] =>
  uses(ipv4, list, 'http', 80, 'works', { attempts: 2, pause: 6, ...more });

const rejected = 'counter reject with tcp reset';
const resetSeen = (ttl: number, atLeast: number) => ({
  filter: `tcp.flags.reset == 1 and ip.ttl == ${ttl} and tcp.srcport == 8443`,
  atLeast,
});
const syns = { patterns: ['syn-reset'] };

/** Runs a script of the lab for as long as the scenario lasts. */
export function meanwhile(at: Command['at'], script: string): Command {
  return {
    at,
    run: `setsid python3 support/lab/${script} >/dev/null 2>&1 </dev/null &\nsleep 0.7`,
  };
}

export const resets: Scenario[] = [
  broad((family) => ({
    name: 'closed-reset-starts-higher',
    about:
      'Closed ports of servers whose RSTs start with TTL 255 or 128, and all else with 64: their kernels do it.',
    servers: [everywhere(family, 'http', 80)],
    commands: [resetsStartAt(255, half), resetsStartAt(128, otherHalf)],
    tasks: [...refused(many), ...works(many, { start: 2 })],
    endpoints: are(family, many, 8443, 'closed', syns),
    others: 'answered',
    sees: [resetSeen(246, 33), resetSeen(119, 33)],
  })),
  {
    name: 'closed-reset-starts-higher-ipv6',
    about:
      'Closed ports of servers whose RSTs start with a hop limit of 255, and all else with 64.',
    background: { ipv6: true },
    capture: { format: 'pcapng.gz' },
    servers: [everywhere(ipv6, 'http', 80)],
    commands: [
      {
        at: 'server',
        run: "nft 'add rule inet lab output ip6 saddr 2001:db8:2::/64 tcp flags & rst == rst counter ip6 hoplimit set 255'",
      },
    ],
    tasks: [
      ...uses(ipv6, many, 'http', 8443, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
      ...uses(ipv6, many, 'http', 80, 'works', { start: 2, pause: 6 }),
    ],
    endpoints: are(ipv6, many, 8443, 'closed', syns),
    others: 'answered',
    sees: [{ filter: 'tcp.flags.reset == 1 and ipv6.hlim == 246', atLeast: 60 }],
  } satisfies Scenario,
  broad((family) => ({
    name: 'reject-box-starts-higher',
    about: 'The firewall answers SYNs to one port with RSTs that start with TTL 255.',
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [forward(`ip daddr ${prefix} tcp dport 8443 ${rejected}`), firewallStartsAt(255)],
    tasks: [...refused(many), ...works(many, { start: 2 })],
    endpoints: are(family, many, 8443, 'reject', syns),
    others: 'answered',
    sees: [resetSeen(255, 60)],
  })),
  broad((family) => ({
    name: 'closed-path-changes',
    about:
      'Closed ports; the way to the servers grows by five routers in the middle of the capture.',
    path: { change: { at: 9, hops: 12 } },
    servers: [everywhere(family, 'http', 80)],
    tasks: [
      ...works(many, { attempts: 1 }),
      ...refused(half, { start: 10, attempts: 2 }),
      ...refused(otherHalf, { start: 2, attempts: 5, pause: 2.5 }),
    ],
    endpoints: are(family, many, 8443, 'closed', {
      ...syns,
      mayAbstain: true,
      reason: 'The servers say nothing else on the new path.',
    }),
    others: 'answered',
    sees: [resetSeen(55, 11), resetSeen(50, 30)],
  })),
  broad((family) => ({
    name: 'reject-path-changes',
    about:
      "The provider's firewall refuses one port; the way there grows by five routers in the middle of the capture.",
    path: { change: { at: 9, hops: 12 } },
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [forward(`ip daddr ${prefix} tcp dport 8443 ${rejected}`)],
    tasks: [
      ...works(many, { attempts: 1 }),
      ...refused(half, { start: 10, attempts: 2 }),
      ...refused(otherHalf, { start: 2, attempts: 5, pause: 2.5 }),
    ],
    endpoints: are(family, many, 8443, 'reject', syns),
    others: 'answered',
    sees: [resetSeen(64, 60)],
  })),
  broad((family) => ({
    name: 'first-data-reset-starts-higher',
    about:
      'Load balancers accept and have no machine behind them: a RST at the first data, starting with TTL 255.',
    servers: [
      everywhere(family, 'http', 80),
      everywhere(family, 'http', 8443, { resets: 'at-first-data' }),
    ],
    commands: [resetsStartAt(255)],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { error: 'ECONNRESET', attempts: 3 }),
      ...works(many, { start: 2 }),
    ],
    endpoints: are(family, many, 8443, 'closed', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'From the distance of the server, at its round trip: the server itself.',
    }),
    others: 'answered',
    sees: [resetSeen(246, 60)],
  })),
  broad((family) => ({
    name: 'first-data-reset-by-firewall',
    about: 'The firewall lets handshakes pass, and answers the first data to one port by RST.',
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [
      forward(`ip daddr ${prefix} tcp dport 8443 tcp flags & (syn | psh) == psh ${rejected}`),
    ],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { error: 'ECONNRESET', attempts: 3 }),
      ...works(many, { start: 2 }),
    ],
    endpoints: are(family, many, 8443, 'reject'),
    others: 'answered',
    sees: [resetSeen(64, 60)],
  })),
  broad((family) => ({
    name: 'session-timer-resets',
    about:
      'The firewall drops SYNs to one port; a box resets each session five seconds after its SYN.',
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [
      forward(`ip daddr ${prefix} tcp dport 8443 counter drop`),
      { at: 'client', run: 'sysctl -q -w net.ipv4.tcp_syn_linear_timeouts=0' },
      meanwhile('firewall', `resets.py --servers 203.0.113.0/25 --ports 8443 --delay 5.5`),
    ],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { error: 'ECONNREFUSED', timeout: 9, pause: 3 }),
      ...works(many, { start: 2 }),
    ],
    endpoints: are(family, many, 8443, 'drop', {
      mayAbstain: true,
      reason: 'The SYN is dropped; what answers after seconds is a timer somewhere.',
    }),
    others: 'answered',
    sees: [resetSeen(64, 40)],
  })),
  broad((family) => ({
    name: 'session-timer-resets-odd',
    about:
      'The firewall drops SYNs to one port; a timer sends RSTs without ACK, or with the sequence number of the SYN.',
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [
      forward(`ip daddr ${prefix} tcp dport 8443 counter drop`),
      meanwhile(
        'firewall',
        `resets.py --servers ${family.web(16)}/28 --ports 8443 --delay 3.5 --without-ack --number initial`,
      ),
      meanwhile(
        'firewall',
        `resets.py --servers ${family.web(32)}/28 --ports 8443 --delay 3.5 --without-ack`,
      ),
    ],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { error: 'timeout', timeout: 8, pause: 1 }),
      ...works(many, { start: 2 }),
    ],
    endpoints: are(family, many, 8443, 'drop', {
      mayAbstain: true,
      reason: 'The client takes no RST without an acknowledgment for an answer, and asks on.',
    }),
    others: 'answered',
    sees: [resetSeen(64, 40)],
  })),
  broad((family) => ({
    name: 'closed-far-away',
    about:
      'Closed ports of servers that are 1.6 s away: the client asks again before the RST comes.',
    path: { prefixes: [{ prefix: '203.0.113.0/26', delay: 1600 }] },
    servers: [everywhere(family, 'http', 80)],
    tasks: [
      ...refused(many, { attempts: 3, timeout: 12 }),
      ...works(many, { start: 2, attempts: 1, timeout: 20 }),
    ],
    endpoints: are(family, many, 8443, 'closed', {
      mayAbstain: true,
      reason: 'A session timer would answer as late.',
    }),
    others: 'answered',
    sees: [resetSeen(55, 60)],
  })),
  broad((family) => ({
    name: 'reset-injected-many',
    about:
      'A box sees the SYNs to one port and sends RSTs in the name of the servers, whose SYN/ACKs come after them.',
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [meanwhile('firewall', `resets.py --servers 203.0.113.0/25 --ports 8443`)],
    tasks: [...refused(many), ...works(many, { start: 2 })],
    endpoints: are(family, many, 8443, 'reject', { patterns: ['reset-injected'] }),
    others: 'answered',
    sees: [resetSeen(64, 60), { filter: 'tcp.srcport == 8443 and tcp.flags == 0x12', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'reject-on-server-host',
    about: "The servers' own packet filter refuses one port by RST; another port of them works.",
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [{ at: 'server', run: `nft 'add rule inet lab input tcp dport 8443 ${rejected}'` }],
    tasks: [...refused(many), ...works(many, { start: 2 })],
    endpoints: are(family, many, 8443, 'reject', {
      ...syns,
      accept: ['closed'],
      mayAbstain: true,
      reason: 'A filter on the server answers from where a closed port does.',
    }),
    others: 'answered',
    sees: [resetSeen(55, 60)],
  })),
  broad((family) => ({
    name: 'closed-at-known-distances',
    about: 'Closed ports of servers at five distances, each of which also has a port that works.',
    path: {
      prefixes: [
        { prefix: '203.0.113.20/30', delay: 2, hops: 2 },
        { prefix: '203.0.113.24/30', delay: 35, hops: 10 },
        { prefix: '203.0.113.28/30', delay: 70, hops: 14 },
        { prefix: '203.0.113.32/29', delay: 150, hops: 18 },
      ],
    },
    servers: [everywhere(family, 'http', 80)],
    tasks: [...refused(many), ...works(many, { start: 2 })],
    endpoints: are(family, many, 8443, 'closed', syns),
    others: 'answered',
    sees: [resetSeen(60, 12), resetSeen(44, 20)],
  })),
  broad((family) => ({
    name: 'closed-behind-nat',
    about:
      'A virtual machine whose host rewrites all that comes in to TTL 64: closed ports, also of servers that say nothing else.',
    path: { delay: 2 },
    servers: [everywhere(family, 'http', 80)],
    commands: [forward('iifname wan0 counter ip ttl set 64')],
    tasks: [...refused(many), ...works(half, { start: 2 })],
    endpoints: [
      ...are(family, half, 8443, 'closed', syns),
      ...are(family, otherHalf, 8443, 'closed', {
        mayAbstain: true,
        reason: 'These servers say nothing else.',
      }),
    ],
    others: 'answered',
    sees: [resetSeen(64, 60)],
  })),
  broad((family) => ({
    name: 'reject-behind-nat',
    about:
      'A virtual machine whose host rewrites all that comes in to TTL 64, and refuses one port itself.',
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [
      forward('iifname wan0 counter ip ttl set 64'),
      forward(`ip daddr ${prefix} tcp dport 8443 ${rejected}`),
    ],
    tasks: [...refused(many), ...works(many, { start: 2 })],
    endpoints: are(family, many, 8443, 'reject', {
      ...syns,
      mayAbstain: true,
      reason: 'All has one time to live: only the delay speaks.',
    }),
    others: 'answered',
    sees: [resetSeen(64, 60)],
  })),
  broad((family) => ({
    name: 'reject-two-networks',
    about:
      'The firewall refuses one port of servers in two networks, which have nothing else in common.',
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [forward(`iifname eth0 tcp dport 8443 ${rejected}`)],
    tasks: [
      ...refused(half),
      ...refused(otherHalf).map((task, index) => ({
        ...task,
        id: `${task.id} elsewhere`,
        address: family.dns(31 + index),
      })),
      ...works(half, { start: 2 }),
    ],
    endpoints: [
      ...are(family, half, 8443, 'reject', syns),
      ...otherHalf.map((host) => ({
        ...are(family, [host], 8443, 'reject', syns)[0],
        server: family.dns(host),
      })),
    ],
    others: 'answered',
    sees: [resetSeen(64, 60)],
  })),
  broad((family) => ({
    name: 'closed-two-networks-behind-nat',
    about:
      'A virtual machine whose host rewrites all that comes in to TTL 64: closed ports of servers in two networks.',
    path: { delay: 4 },
    servers: [everywhere(family, 'http', 80)],
    commands: [forward('iifname wan0 counter ip ttl set 64')],
    tasks: [
      ...refused(half),
      ...refused(otherHalf).map((task, index) => ({
        ...task,
        id: `${task.id} elsewhere`,
        address: family.dns(31 + index),
      })),
      ...works(half, { start: 2 }),
    ],
    endpoints: [
      ...are(family, half, 8443, 'closed', syns),
      ...otherHalf.map((host) => ({
        ...are(family, [host], 8443, 'closed', {
          mayAbstain: true,
          reason: 'These servers say nothing else.',
        })[0],
        server: family.dns(host),
      })),
    ],
    others: 'answered',
    sees: [resetSeen(64, 60)],
  })),
  broad((family) => ({
    name: 'proxy-accepts-all',
    about:
      'A transparent proxy accepts every connection, then asks the server: some work, some are closed, some are dropped behind it.',
    path: { delay: 9 },
    background: null,
    servers: [everywhere(family, 'http', 80)],
    commands: [
      {
        at: 'firewall',
        run: `nft 'add rule inet nat prerouting iifname eth0 meta l4proto tcp counter redirect to :3129'`,
      },
      {
        at: 'firewall',
        run: `nft 'add rule inet lab output ip daddr ${range(family, hosts(50, 8))} tcp dport 80 counter drop'`,
      },
      meanwhile('firewall', 'proxy.py 3129'),
    ],
    tasks: [
      ...works(many),
      ...uses(family, half, 'http', 8443, 'fails', { error: 'ECONNRESET', attempts: 3 }),
      ...uses(family, hosts(50, 8), 'http', 80, 'fails', { error: 'timeout', attempts: 2 }),
    ],
    endpoints: [
      ...are(family, many, 80, 'answered', {
        accept: ['intercepted'],
        mayAbstain: true,
        reason: 'A proxy answers in the place of the server, with what the server says.',
      }),
      ...are(family, half, 8443, 'closed', {
        accept: ['reject'],
        mayAbstain: true,
        reason: 'The server refuses; what the client gets is the RST of the proxy.',
      }),
      ...are(family, hosts(50, 8), 80, 'drop', {
        accept: ['unreachable'],
        mayAbstain: true,
        reason: 'The proxy accepts, and gets no answer itself.',
      }),
    ],
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 80 and tcp.flags == 0x12 and ip.ttl == 64', atLeast: 40 },
      { filter: 'tcp.srcport == 8443 and tcp.flags.reset == 1', atLeast: 30 },
    ],
  })),
  broad((family) => ({
    name: 'content-network-near',
    about:
      'Servers and resolvers of a content network one router and 1 ms away, others far: all work, some ports are closed.',
    path: {
      delay: 40,
      hops: 11,
      prefixes: [
        { prefix: '203.0.113.16/28', delay: 0.5, hops: 0 },
        { prefix: '198.51.100.16/28', delay: 0.5, hops: 0 },
      ],
    },
    servers: [
      everywhere(family, 'tls', 443),
      ...hosts(16, 14).map((host) => ({ kind: 'dns' as const, address: family.dns(host) })),
    ],
    tasks: [
      ...refused(hosts(16, 10)),
      ...uses(family, hosts(16, 14), 'tls', 443, 'works', { start: 2 }),
      ...uses(family, hosts(40, 6), 'tls', 443, 'works', { start: 2 }),
      ...hosts(16, 14).map(
        (host): ClientTask => ({
          id: `resolver ${host}`,
          kind: 'dns',
          servers: [family.dns(host)],
          names: [`shop-${host}.example.net`],
          start: 1 + (host % 7),
          attempts: 2,
          expect: 'works',
        }),
      ),
    ],
    endpoints: are(family, hosts(16, 10), 8443, 'closed', syns),
    others: 'answered',
    sees: [resetSeen(62, 30), { filter: 'udp.srcport == 53 and ip.ttl == 62', atLeast: 20 }],
  })),
].flat();
