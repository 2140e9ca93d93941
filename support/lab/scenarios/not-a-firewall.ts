// What looks as if something filtered, and is the hosts themselves: loopback, keys, old connections,
// machines behind balancers; and the same where it works.

import { backgroundMayAbstain } from '../background.ts';
import {
  type ClientTask,
  type Command,
  ipv4,
  type Scenario,
  type ServerSpec,
} from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { later } from './answers.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, uses } from './several.ts';

const many = hosts(20, 22);

/** The firewall translates the client's address on one port, and leaves what it calls invalid as it is. */
const translator: Command = {
  at: 'firewall',
  run: `nft add table ip leaking
nft 'add chain ip leaking postrouting { type nat hook postrouting priority 100; }'
nft 'add rule ip leaking postrouting oifname wan0 tcp dport 8080 counter masquerade'`,
};
/** Each connection gets a segment far outside of its window, after its second answer. */
const strayData = meanwhile('server', 'stray_segment.py 8080 2');

/** Something on the way back that changes what SYN/ACKs acknowledge. */
const numbersAs = (change: string, sets = ''): readonly Command[] => [
  {
    at: 'edge',
    run: `nft 'add table netdev lab; ${sets}add chain netdev lab egress { type filter hook egress device wan0 priority 0; }'`,
  },
  {
    at: 'edge',
    run: `nft 'add rule netdev lab egress tcp sport 8443 tcp flags & (syn | ack) == syn | ack ${change}'`,
  },
];
const OTHER_NUMBER = 'counter tcp ackseq set 77777777';

const ports = hosts(18_001, 22);

const own = (address: string, resets?: 'at-first-data'): ServerSpec[] =>
  ports.map((port) => ({
    kind: 'http',
    at: 'client',
    address,
    port,
    ...(resets === undefined ? {} : { resets }),
  }));
const toItself = (
  address: string,
  expect: ClientTask['expect'],
  more: Partial<ClientTask> = {},
): ClientTask[] =>
  ports.map(
    (port, index): ClientTask =>
      ({
        id: `${address} ${port}`,
        kind: 'http',
        address,
        port,
        attempts: 2,
        expect,
        ...more,
        start: 1 + index * 0.1,
      }) as ClientTask,
  );
const areAt = (server: string, verdict: 'answered' | 'closed', more = {}): TruthEndpoint[] =>
  ports.map((port) => ({ server, port, protocol: 'tcp', verdict, ...more }));

const peers = (outcome: 'works' | 'fails'): ClientTask => ({
  id: 'peers',
  kind: 'command',
  run: `python3 support/lab/md5_peer.py ${ipv4.web(20)} ${many.length} 179 ${outcome}`,
  start: 1,
  expect: 'works',
});

/** Every host once from one port, which it uses again later. */
const fromOnePort = (id: string, start: number, more: Partial<ClientTask>): ClientTask[] =>
  many.map(
    (host, index): ClientTask =>
      ({
        id: `${id} ${host}`,
        kind: 'http',
        address: ipv4.web(host),
        port: 8080,
        localPort: 41_000 + host,
        expect: 'works',
        ...more,
        start: start + index * 0.1,
      }) as ClientTask,
  );

/** A translator before resolvers that changes what it should not, in their answers alone. */
const answersAs = (change: string): readonly Command[] => [
  {
    at: 'edge',
    run: `nft 'add table netdev lab; add chain netdev lab egress { type filter hook egress device wan0 priority 0; }'`,
  },
  {
    at: 'edge',
    run: `nft 'add rule netdev lab egress ip saddr 198.51.100.0/25 udp sport 53 counter ${change}'`,
  },
];
const resolverHosts = many.map((host) => ({ kind: 'dns' as const, address: ipv4.dns(host) }));
const lookups: ClientTask[] = many.map((host, index) => ({
  id: `resolver ${host}`,
  kind: 'dns',
  servers: [ipv4.dns(host)],
  names: [`shop-${host}.example.net`],
  tries: 3,
  timeout: 2,
  start: 1 + index * 0.13,
  attempts: 2,
  expect: 'fails',
}));
const answersElsewhere: TruthEndpoint[] = many.map((host) => ({
  server: ipv4.dns(host),
  port: 53,
  protocol: 'udp',
  verdict: 'answered',
  accept: ['unreachable'],
  mayAbstain: true,
  reason: 'The queries arrive; the answers come from where nobody was asked.',
}));

export const notAFirewall: Scenario[] = [
  broad(() => ({
    name: 'udp-answers-from-other-port',
    about: 'A translator lets answers of resolvers come from another port than was asked.',
    servers: resolverHosts,
    commands: answersAs('udp sport set 1053'),
    tasks: lookups,
    // The client's kernel refuses the answers by ICMP: its own ports, which nobody names, are closed.
    endpoints: [
      ...answersElsewhere,
      ...backgroundMayAbstain({ ipv6: false }, 'It works; nothing is wrong with it.'),
    ],
    others: 'closed',
    sees: [{ filter: 'udp.srcport == 1053', atLeast: 60 }],
  })),
  broad(() => ({
    name: 'udp-answers-from-other-address',
    about: 'Resolvers with several addresses answer from another one than was asked.',
    servers: resolverHosts,
    commands: answersAs('ip saddr set 198.51.100.119'),
    tasks: lookups,
    endpoints: answersElsewhere,
    others: 'answered',
    sees: [{ filter: 'ip.src == 198.51.100.119 and udp.srcport == 53', atLeast: 60 }],
  })),
  broad(() => ({
    name: 'loopback-proxy-nobody-behind',
    about:
      'Proxies on the client itself, as containers have them, accept and reset at the first data: nobody is behind them.',
    background: null,
    capture: { interface: 'lo' },
    servers: own('127.0.0.1', 'at-first-data'),
    tasks: toItself('127.0.0.1', 'fails', { error: 'ECONNRESET', attempts: 3 }),
    endpoints: areAt('127.0.0.1', 'closed', {
      mayAbstain: true,
      reason: 'Nothing is between a host and itself: the proxy ends what it accepted.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.flags.reset == 1', atLeast: 60 }],
  })),
  broad(() => ({
    name: 'loopback-one-family',
    about: 'Services listen at 127.0.0.1 only: at ::1 the same ports are closed.',
    background: null,
    capture: { interface: 'lo' },
    servers: own('127.0.0.1'),
    tasks: [
      ...toItself('::1', 'fails', { error: 'ECONNREFUSED' }),
      ...toItself('127.0.0.1', 'works'),
    ],
    endpoints: [...areAt('::1', 'closed'), ...areAt('127.0.0.1', 'answered')],
    others: 'answered',
    sees: [{ filter: 'ipv6 and tcp.flags.reset == 1', atLeast: 30 }],
  })),
  broad((family) => ({
    name: 'md5-on-one-side',
    about:
      'The client signs its segments (TCP MD5), the servers know no key: their kernels drop the SYNs, and no firewall does.',
    servers: [everywhere(family, 'http', 179), everywhere(family, 'http', 80)],
    tasks: [peers('fails'), ...uses(family, many, 'http', 80, 'works', { start: 2 })],
    endpoints: are(family, many, 179, 'inconclusive', {
      accept: ['closed', 'unreachable'],
      reason: 'The SYNs have the option, and the servers keep silent because of it, or a firewall.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.options.md5 and tcp.flags == 2', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'md5-on-both-sides',
    about: 'The client and the servers sign their segments with one key (TCP MD5): all works.',
    commands: [meanwhile('server', 'odd.py md5 179')],
    tasks: [peers('works')],
    background: { ipv6: family.ipv6 },
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.options.md5 and tcp.len > 0', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'old-connection-challenged',
    about:
      'The client was restarted and uses its old ports: servers still have the old connections, and challenge the SYNs; then all works.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [
      {
        at: 'client',
        run: `nft 'add rule inet lab output tcp sport 41000-41999 tcp flags & (fin | rst) != 0x0 counter drop'`,
      },
    ],
    tasks: [
      ...fromOnePort('before', 1, { aborts: 'after-handshake' } as Partial<ClientTask>),
      later(9, 'client', 'nft flush chain inet lab output'),
      ...fromOnePort('after', 12, { timeout: 12 }),
    ],
    endpoints: are(family, many, 8080, 'answered'),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and tcp.flags.reset == 1', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'balancer-one-machine-refuses',
    about:
      'Of two machines behind a load balancer one has no service: every second connection is refused, by the port of the client.',
    servers: [everywhere(family, 'http', 8443), everywhere(family, 'http', 80)],
    commands: [
      {
        at: 'server',
        run: `nft 'add table inet nat; add chain inet nat prerouting { type nat hook prerouting priority dstnat; }'`,
      },
      {
        at: 'server',
        run: `nft 'add rule inet nat prerouting tcp dport 8443 tcp sport & 1 == 1 counter redirect to :9'`,
      },
    ],
    tasks: [0, 1, 2, 3].flatMap((which) =>
      many.map(
        (host, index): ClientTask => ({
          id: `host ${host} connection ${which}`,
          kind: 'http',
          address: family.web(host),
          port: 8443,
          localPort: 20_000 + 10 * host + which,
          start: 1 + index * 0.13 + which * 3,
          expect: which % 2 === 1 ? 'fails' : 'works',
          error: 'ECONNREFUSED',
        }),
      ),
    ),
    endpoints: are(family, many, 8443, 'answered', {
      accept: ['closed'],
      mayAbstain: true,
      reason: 'One machine answers, the other one is closed: both are true.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.flags.reset == 1', atLeast: 44 }],
  })),
  broad(() => ({
    name: 'closed-udp-seldom-told',
    about:
      'UDP ports of a server are closed, and its kernel says so by ICMP once a second at most: many questions are never told of.',
    tasks: hosts(5301, 22).map(
      (port, index): ClientTask => ({
        id: `port ${port}`,
        kind: 'dns',
        servers: [`203.0.113.20:${port}`],
        names: ['shop-20.example.net'],
        tries: 3,
        timeout: 1,
        attempts: 3,
        pause: 1,
        start: 1 + index * 0.05,
        expect: 'fails',
      }),
    ),
    endpoints: hosts(5301, 22).map(
      (port): TruthEndpoint => ({
        server: '203.0.113.20',
        port,
        protocol: 'udp',
        verdict: 'closed',
        mayAbstain: true,
        reason: 'Of some ports the server never comes to tell.',
      }),
    ),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 3', atLeast: 8 }],
  })),
  broad((family) => ({
    name: 'numbers-changed-one-way',
    about:
      'SYN/ACKs acknowledge another number than the SYN has, as where a firewall makes numbers random one way only: clients reset them. The other port works.',
    servers: [80, 8443].map((port) => everywhere(family, 'http', port)),
    commands: numbersAs(OTHER_NUMBER),
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { error: 'timeout in connect', timeout: 8 }),
      ...uses(family, many, 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: are(family, many, 8443, 'unreachable'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.ack_raw == 77777777', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'numbers-checked-once',
    about:
      'The first SYN/ACK of each server acknowledges another number, as shields against floods do: the client resets it, and its next SYN works.',
    servers: [everywhere(family, 'http', 8443)],
    commands: numbersAs(
      `ip saddr != @seen add @seen { ip saddr } ${OTHER_NUMBER}`,
      'add set netdev lab seen { type ipv4_addr; flags dynamic; }; ',
    ),
    tasks: uses(family, many, 'http', 8443, 'works', { timeout: 8 }),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.ack_raw == 77777777', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'backscatter',
    about:
      "Servers answer SYNs that somebody sent in the client's name: SYN/ACKs that it resets. All that it asks itself works.",
    tasks: [
      later(2, 'edge', 'python3 support/lab/flood.py 192.0.2.20 443 110 14 answers'),
      ...uses(family, hosts(20, 6), 'http', 80, 'works', { attempts: 4 }),
    ],
    servers: [everywhere(family, 'http', 80)],
    endpoints: hosts(128, 64).map(
      (host): TruthEndpoint => ({
        server: `198.51.100.${host}`,
        port: 443,
        protocol: 'tcp',
        verdict: 'inconclusive',
        accept: ['answered'],
        unasked: true,
        mayBeAbsent: true,
        reason: 'The client never asked this server.',
      }),
    ),
    others: 'answered',
    sees: [
      {
        filter: 'tcp.srcport == 443 and tcp.flags == 0x12 and ip.src == 198.51.100.128/26',
        atLeast: 100,
      },
    ],
  })),
  broad((family) => ({
    name: 'half-open-monitor',
    about:
      'A monitor looks every few seconds whether ports are open: SYN, SYN/ACK, and its kernel resets.',
    servers: [everywhere(family, 'http', 8080)],
    tasks: [0, 1, 2, 3].map(
      (which): ClientTask => ({
        id: `round ${which}`,
        kind: 'command',
        run: `python3 support/lab/scan.py --source 192.0.2.20 --targets ${many.map((host) => family.web(host)).join(',')} --ports 8080 --source-port ${51_000 + which} --window 29200 --number ${1_000_000 * (which + 7)} --pace 0.05`,
        start: 2 + 6 * which,
        expect: 'works',
      }),
    ),
    endpoints: are(family, many, 8080, 'answered', {
      mayAbstain: true,
      mayBeAbsent: true,
      reason: 'It asks as a scanner does.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and tcp.flags.reset == 1', atLeast: 80 }],
  })),
  broad(() => ({
    name: 'nat-keep-alives',
    about:
      'A client holds its mappings at a NAT open by one byte to many VPN servers every few seconds (RFC 3948), which nobody answers.',
    tasks: [
      {
        id: 'keep-alives',
        kind: 'command',
        run: `python3 -c '
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 4500))
for _ in range(5):
    for host in range(20, 42):
        s.sendto(b"\\xff", (f"203.0.113.{host}", 4500))
    time.sleep(4)'`,
        start: 1,
        expect: 'works',
      },
    ],
    servers: many.map((host) => ({
      kind: 'dns',
      address: ipv4.web(host),
      port: 4500,
      answers: 'silent',
      transports: ['udp'],
    })),
    endpoints: many.map(
      (host): TruthEndpoint => ({
        server: ipv4.web(host),
        port: 4500,
        protocol: 'udp',
        verdict: 'inconclusive',
        accept: ['answered'],
        mayBeAbsent: true,
        reason: 'Nobody is to answer a keep-alive.',
      }),
    ),
    others: 'answered',
    sees: [{ filter: 'udp.dstport == 4500 and udp.length == 9', atLeast: 110 }],
  })),
  broad((family) => ({
    name: 'nat-lets-stray-data-through',
    about:
      'A translator hands data far outside of the window to its own host, untranslated; that resets it, and so the server, which then resets the client.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [translator, strayData],
    tasks: uses(family, many, 'http', 8080, 'fails', {
      ...{ attempts: 2, requests: 6, requestPause: 0.6, timeout: 9, error: 'ECONNRESET' },
    }),
    endpoints: are(family, many, 8080, 'answered', {
      accept: ['closed'],
      mayAbstain: true,
      reason: 'No rule refuses anything: the servers end connections that were reset to them.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'nat-drops-stray-data-box-resets',
    about:
      'The same data, which the translator drops as invalid; a box on the way resets both sides at the third request.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [
      translator,
      strayData,
      {
        at: 'firewall',
        run: `nft 'add chain inet lab stray { type filter hook prerouting priority 0; }'
nft 'add rule inet lab stray iifname wan0 ct state invalid counter drop'`,
      },
      meanwhile(
        'firewall',
        'resets.py --servers 203.0.113.0/26 --ports 8080 --on data --number expected --after 3 --ttl 64 --both',
      ),
    ],
    tasks: uses(family, many, 'http', 8080, 'fails', {
      ...{ attempts: 2, requests: 6, requestPause: 0.6, timeout: 9, error: 'ECONNRESET' },
    }),
    endpoints: are(family, many, 8080, 'reject', {
      mayAbstain: true,
      reason: 'Each connection works at first.',
    }),
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1 and ip.ttl == 64', atLeast: 40 },
    ],
  })),
].flat();
