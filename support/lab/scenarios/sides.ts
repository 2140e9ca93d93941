// One way, captured at two and more places at once: which segment stops what, and which way.

import {
  both,
  type Command,
  type Family,
  forward,
  ipv4,
  ipv4Only,
  type Scenario,
  translate,
} from '../scenario.ts';
import type { SidePlaceChoices, SidesTruthEndpoint } from '../sides.ts';
import { meanwhile } from './resets.ts';
import { are, everywhere, hosts, range, uses } from './several.ts';

const client: SidePlaceChoices = { name: 'client', at: 'client' };
const server: SidePlaceChoices = { name: 'server', at: 'server' };
const inside: SidePlaceChoices = { name: 'inside', at: 'firewall' };
const outside: SidePlaceChoices = { name: 'outside', at: 'firewall', interface: 'wan0' };

const some = hosts(20, 3);
const healthy = hosts(50, 4);

/** Where `some` are stopped, all alike. */
function stopped(
  family: Family,
  port: number,
  more: Partial<SidesTruthEndpoint>,
): SidesTruthEndpoint[] {
  return some.map((host) => ({
    ...({ server: family.web(host), port, protocol: 'tcp', verdicts: ['drop'] } as const),
    ...({ segment: 'between', from: 0, to: 1, direction: 'to-server' } as const),
    ...more,
  }));
}

/** Three web servers on port 8080 that fail, and others, on 8080 and 80, that work. */
function web(
  family: Family,
  error: string,
): Pick<Scenario, 'servers' | 'tasks' | 'others' | 'background'> {
  return {
    background: { ipv6: family.ipv6, every: 4 },
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8080)],
    tasks: [
      ...uses(family, some, 'http', 8080, 'fails', { error, timeout: 7 }),
      ...uses(family, healthy, 'http', 8080, 'works', { attempts: 3 }),
      ...uses(family, some, 'http', 80, 'works', { start: 2 }),
    ],
    others: 'answered',
  };
}

/** The same where all works. */
function allWorks(
  family: Family,
): Pick<Scenario, 'servers' | 'tasks' | 'others' | 'endpoints' | 'sees' | 'background'> {
  return {
    ...web(family, ''),
    tasks: [
      ...uses(family, some, 'http', 8080, 'works'),
      ...uses(family, healthy, 'http', 8080, 'works', { attempts: 3 }),
    ],
    endpoints: [],
    sees: [{ filter: 'http.response', atLeast: 12 }],
  };
}

const between = (family: Family) => ({ endpoints: are(family, some, 8080, 'drop') });
const syns = { filter: 'tcp.dstport == 8080 and tcp.flags == 0x002', atLeast: 12 };
const dropForth = (family: Family): Command =>
  forward(`${family.ip} daddr ${range(family, some)} tcp dport 8080 counter drop`);
const dropBack = (family: Family): Command =>
  forward(`${family.ip} saddr ${range(family, some)} tcp sport 8080 counter drop`);
const masquerade: Command[] = [
  {
    at: 'firewall',
    run: "nft 'add chain inet nat postrouting { type nat hook postrouting priority srcnat; }'",
  },
  { at: 'firewall', run: "nft 'add rule inet nat postrouting oifname wan0 counter masquerade'" },
];
const dnat: Command = translate(
  `ip daddr ${range(ipv4, some)} tcp dport 8080 counter dnat ip to 203.0.113.60`,
);
const synProxy: Command[] = [
  'sysctl -q -w net.netfilter.nf_conntrack_tcp_loose=0',
  "nft 'add chain inet lab raw { type filter hook prerouting priority raw; }'",
  "nft 'add rule inet lab raw iifname eth0 tcp dport 8080 tcp flags syn counter notrack'",
  "nft 'add rule inet lab forward tcp dport 8080 ct state { invalid, untracked } counter synproxy mss 1460 wscale 7 timestamp sack-perm'",
].map((run) => ({ at: 'firewall', run }));
const box = '--servers 203.0.113.20/30 --ports 8080 --number expected';

export const sides: Scenario[] = [
  ...both((family) => ({
    name: 'sides-drop',
    about: 'The firewall between two captures drops what goes to three servers.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [dropForth(family)],
    sides: { places: [client, server], endpoints: stopped(family, 8080, {}) },
    sees: [syns],
  })),
  ...both((family) => ({
    name: 'sides-drop-way-back',
    about: 'The firewall between two captures drops what three servers answer.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [dropBack(family)],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, { direction: 'to-client' }),
    },
    sees: [syns],
  })),
  ...both((family) => ({
    name: 'sides-reject-reset',
    about: 'The firewall between two captures rejects with TCP reset.',
    ...{ ...web(family, 'ECONNREFUSED'), endpoints: are(family, some, 8080, 'reject') },
    commands: [
      forward(
        `${family.ip} daddr ${range(family, some)} tcp dport 8080 counter reject with tcp reset`,
      ),
    ],
    sides: { places: [client, server], endpoints: stopped(family, 8080, { verdicts: ['reject'] }) },
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 6 }],
  })),
  ...both((family) => ({
    name: 'sides-reject-icmp',
    about: 'The firewall between two captures rejects with "administratively prohibited".',
    ...{ ...web(family, 'EHOSTUNREACH'), endpoints: are(family, some, 8080, 'reject') },
    tasks: web(family, family.ipv6 ? 'EACCES' : 'EHOSTUNREACH').tasks,
    commands: [
      forward(
        `${family.ip} daddr ${range(family, some)} tcp dport 8080 counter reject with ${family.icmp} type admin-prohibited`,
      ),
    ],
    sides: { places: [client, server], endpoints: stopped(family, 8080, { verdicts: ['reject'] }) },
    sees: [{ filter: family.ipv6 ? 'icmpv6.type == 1' : 'icmp.code == 13', atLeast: 6 }],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-masquerade',
    about: 'A firewall that masquerades drops what goes to three servers, and NAT does all else.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [...masquerade, dropForth(family)],
    sides: { places: [client, server], endpoints: stopped(family, 8080, {}) },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-masquerade-way-back',
    about: 'A firewall that masquerades drops what three servers answer.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [...masquerade, dropBack(family)],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, { direction: 'to-client' }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-dnat-way-back',
    about:
      'The firewall translates three servers to one (DNAT), whose answers it drops; the client’s capture has the addresses before, the server’s those behind.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [dnat, forward('ip saddr 203.0.113.60 tcp sport 8080 counter drop')],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, { direction: 'to-client' }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-dnat-works',
    about: 'The firewall translates three servers to one (DNAT), and masquerades: all works.',
    ...allWorks(family),
    commands: [...masquerade, dnat],
    sides: { places: [client, server], endpoints: [] },
  })),
  ...ipv4Only((family) => ({
    name: 'sides-resets-both',
    about:
      'A box beside the way resets client and server, each in the other’s name, at the request.',
    ...{ ...web(family, 'ECONNRESET'), endpoints: are(family, some, 8080, 'reject') },
    commands: [meanwhile('firewall', `resets.py ${box} --on data --both`)],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, { verdicts: ['reject'], direction: 'both' }),
    },
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 6 }],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-reset-client',
    about: 'A box beside the way resets the client at its SYN; the server answers all the same.',
    ...{ ...web(family, 'ECONN'), endpoints: are(family, some, 8080, 'reject') },
    commands: [meanwhile('firewall', 'resets.py --servers 203.0.113.20/30 --ports 8080 --on syn')],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, { verdicts: ['reject'] }),
    },
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 6 }],
  })),
  ...both((family) => ({
    name: 'sides-mtu',
    about: 'The firewall drops packets over 1,200 bytes that three servers send.',
    ...{ ...web(family, 'timeout in response'), ...between(family) },
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8080, { bytes: 6000 })],
    commands: [
      forward(
        `${family.ip} saddr ${range(family, some)} tcp sport 8080 meta length > 1200 counter drop`,
      ),
    ],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, { direction: 'to-client' }),
    },
    sees: [{ filter: 'tcp.dstport == 8080 and http.request', atLeast: 6 }],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-data-dropped',
    about: 'The firewall drops what the client sends after the handshake.',
    ...{ ...web(family, 'timeout in response'), ...between(family) },
    commands: [
      forward(
        `ip daddr ${range(family, some)} tcp dport 8080 tcp flags & (syn | fin | rst) == 0x0 counter drop`,
      ),
    ],
    sides: { places: [client, server], endpoints: stopped(family, 8080, {}) },
    sees: [{ filter: 'tcp.dstport == 8080 and tcp.analysis.retransmission', atLeast: 6 }],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-tcp-proxy',
    about: 'A transparent proxy at the firewall has connections of its own: all works.',
    ...allWorks(family),
    commands: [
      translate('ip daddr 203.0.113.0/25 tcp dport 8080 counter redirect to :3129'),
      meanwhile('firewall', 'proxy.py 3129'),
    ],
    sides: { places: [client, server], endpoints: [] },
  })),
  ...ipv4Only((family) => ({
    name: 'sides-syn-proxy',
    about: 'The firewall answers SYNs in the servers’ place first (SYN proxy): all works.',
    ...allWorks(family),
    commands: synProxy,
    sides: { places: [client, server], endpoints: [] },
  })),
  ...ipv4Only((family) => ({
    name: 'sides-syn-proxy-silent',
    about: 'The firewall answers SYNs in the servers’ place; three servers then drop its own.',
    ...{ ...web(family, 'timeout in response'), ...between(family) },
    commands: [
      ...synProxy,
      {
        at: 'server',
        run: `nft 'add rule inet lab input ip daddr ${range(family, some)} tcp dport 8080 counter drop'`,
      },
    ],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, {
        ...{ segment: 'beyond-server-side', from: 1, to: 1, direction: null },
        verdicts: ['drop', 'unreachable', 'inconclusive'],
      }),
    },
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags == 0x012', atLeast: 6 }],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-server-drops',
    about: 'The servers’ own firewall drops what comes: it is beyond the server’s side.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [
      {
        at: 'server',
        run: `nft 'add rule inet lab input ip daddr ${range(family, some)} tcp dport 8080 counter drop'`,
      },
    ],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, {
        ...{ segment: 'beyond-server-side', from: 1, to: 1, direction: null },
        verdicts: ['drop', 'unreachable', 'inconclusive'],
      }),
    },
    sees: [syns],
  })),
  ...both((family) => ({
    name: 'sides-closed',
    about: 'Three servers have no service on the port: they refuse themselves.',
    ...{ ...web(family, 'ECONNREFUSED'), endpoints: are(family, some, 8081, 'closed') },
    tasks: [
      ...uses(family, some, 'http', 8081, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
      ...uses(family, some, 'http', 80, 'works', { start: 2 }),
    ],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8081, {
        ...{ segment: 'beyond-server-side', from: 1, to: 1, direction: null, verdicts: ['closed'] },
      }),
    },
    sees: [{ filter: 'tcp.srcport == 8081 and tcp.flags.reset == 1', atLeast: 9 }],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-client-drops',
    about: 'The client’s own firewall drops what three servers answer: before the client’s side.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [
      {
        at: 'client',
        run: `nft 'add rule inet lab input ip saddr ${range(family, some)} tcp sport 8080 counter drop'`,
      },
    ],
    sides: {
      places: [client, server],
      endpoints: stopped(family, 8080, {
        ...{ segment: 'before-client-side', from: 0, to: 0, direction: 'to-client' },
      }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-three-places',
    about: 'Captured at the client, outside the firewall and at the server: the edge router drops.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [
      forward(`ip daddr ${range(family, some)} tcp dport 8080 counter drop`, 'edge'),
      ...masquerade,
    ],
    sides: {
      places: [client, outside, server],
      endpoints: stopped(family, 8080, { from: 1, to: 2 }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-four-places',
    about: 'Captured at four places: the firewall drops the way back between the second and third.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [dropBack(family)],
    sides: {
      places: [client, inside, outside, server],
      endpoints: stopped(family, 8080, { from: 1, to: 2, direction: 'to-client' }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-healthy',
    about: 'All works.',
    ...allWorks(family),
    sides: { places: [client, server], endpoints: [] },
  })),
  ...ipv4Only((family) => ({
    name: 'sides-healthy-lossy',
    about: 'All works, over a way that loses one packet in eleven.',
    ...allWorks(family),
    path: { loss: 0.09 },
    tasks: [
      ...uses(family, some, 'http', 8080, 'either', { timeout: 15, attempts: 3 }),
      ...uses(family, healthy, 'http', 8080, 'either', { timeout: 15, attempts: 3 }),
    ],
    background: null,
    others: 'inconclusive',
    sides: { places: [client, server], endpoints: [] },
  })),
  ...ipv4Only((family) => ({
    name: 'sides-clocks',
    about: 'The server’s clock is 47 s behind and loses 60 ppm; the firewall drops the way back.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    commands: [dropBack(family)],
    sides: {
      places: [client, { ...server, clock: { offset: -47, drift: -60 } }],
      endpoints: stopped(family, 8080, { direction: 'to-client' }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-apart',
    about: 'The firewall drops; the capture at the server began when the client had given up.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    tasks: [
      ...uses(family, some, 'http', 8080, 'fails', { error: 'timeout in connect', timeout: 7 }),
      ...uses(family, healthy, 'http', 8080, 'works', { start: 48, attempts: 3 }),
    ],
    commands: [dropForth(family)],
    sides: {
      places: [client, { ...server, start: 45 }],
      endpoints: stopped(family, 8080, {
        mustAbstain: true,
        reason: 'The capture at the server was not running.',
      }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-filtered',
    about: 'The servers’ own firewall drops; the capture at the server has port 80 only.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    background: null,
    tasks: [
      ...uses(family, some, 'http', 8080, 'fails', { error: 'timeout in connect', timeout: 7 }),
      ...uses(family, some, 'http', 80, 'works', { start: 2, attempts: 5 }),
    ],
    commands: [
      {
        at: 'server',
        run: `nft 'add rule inet lab input ip daddr ${range(family, some)} tcp dport 8080 counter drop'`,
      },
    ],
    sides: {
      places: [client, { ...server, options: ['port', '80'] }],
      endpoints: stopped(family, 8080, {
        mustAbstain: true,
        reason: 'A capture filter left out what would tell.',
      }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-capture-loss',
    about: 'The servers drop; the capture at the server loses packets as its program is too slow.',
    ...{ ...web(family, 'timeout in connect'), ...between(family) },
    servers: [
      everywhere(family, 'http', 80, { bytes: 60_000 }),
      everywhere(family, 'http', 8080, { bytes: 60_000 }),
    ],
    tasks: [
      ...uses(family, some, 'http', 8080, 'fails', { error: 'timeout in connect', timeout: 7 }),
      ...uses(family, healthy, 'http', 80, 'works', { attempts: 10, pause: 0.5 }),
    ],
    commands: [
      {
        at: 'server',
        run: `nft 'add rule inet lab input ip daddr ${range(family, some)} tcp dport 8080 counter drop'`,
      },
    ],
    sides: {
      places: [client, { ...server, options: ['-B', '4'], stalls: [{ from: 0.5, to: 19 }] }],
      endpoints: stopped(family, 8080, {
        mustAbstain: true,
        reason: 'The capture at the server lost packets.',
      }),
    },
    sees: [syns],
  })),
  ...ipv4Only((family) => ({
    name: 'sides-dns',
    about: 'Queries to two resolvers are dropped, and the answers of two others; one works.',
    background: { ipv6: false, every: 4 },
    servers: [1, 2, 3, 4, 7].map((n) => ({ kind: 'dns' as const, address: family.dns(n) })),
    tasks: [1, 2, 3, 4, 7].map((n) => ({
      ...{ id: `resolver ${n}`, kind: 'dns' as const, servers: [family.dns(n)] },
      ...{ names: [`shop-${n}.example.net`, `www-${n}.example.net`, `mail-${n}.example.net`] },
      ...{ attempts: 2, expect: n === 7 ? ('works' as const) : ('fails' as const) },
    })),
    commands: [
      forward('ip daddr 198.51.100.1-198.51.100.2 udp dport 53 counter drop'),
      forward('ip saddr 198.51.100.3-198.51.100.4 udp sport 53 counter drop'),
    ],
    endpoints: [1, 2, 3, 4].map((n) => ({
      ...{ server: family.dns(n), port: 53, protocol: 'udp' as const, verdict: 'drop' as const },
    })),
    others: 'answered',
    sides: {
      places: [client, server],
      endpoints: [1, 2, 3, 4].map((n) => ({
        ...{
          server: family.dns(n),
          port: 53,
          protocol: 'udp' as const,
          verdicts: ['drop' as const],
        },
        ...{ segment: 'between' as const, from: 0, to: 1 },
        direction: n < 3 ? ('to-server' as const) : ('to-client' as const),
      })),
    },
    sees: [{ filter: 'dns', atLeast: 12 }],
  })),
];
