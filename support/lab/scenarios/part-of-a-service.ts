// Some connections to a service fail and others work: what differs is in the packets.

import { type ClientTask, type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const prefix = range(ipv4, many);
const toService = `ip daddr ${prefix} tcp dport 8443`;

/** Connections from known ports, `parity` odd or even, so that a rule can pick every second one. */
function fromPorts(
  first: number,
  parity: 0 | 1,
  expect: ClientTask['expect'],
  more: Partial<ClientTask> & Record<string, unknown> = {},
): ClientTask[] {
  return [0, 1, 2].flatMap((which) =>
    many.map(
      (host, index): ClientTask =>
        ({
          id: `host ${host} from ${first} ${parity} ${which}`,
          kind: 'http',
          address: ipv4.web(host),
          port: 8443,
          localPort: first + 10 * host + 2 * which + parity,
          expect,
          timeout: 4,
          ...more,
          start: 1 + index * 0.13 + which * 5 + parity * 2,
        }) as ClientTask,
    ),
  );
}

const isOdd = 'tcp sport & 1 == 1';
const isEven = 'tcp sport & 1 == 0';
const atClient = (rule: string): Command => ({
  at: 'client',
  run: `nft 'add rule inet lab output ${toService} ${rule}'`,
});

/** A ClientHello that fills the first segment, and all that the client sends behind it. */
const bigHellos = (dropped: string): readonly Command[] => [
  forward(`${toService} @ih,0,16 0x1603 meta length 1500 counter ct mark set 1`),
  forward(`${toService} ct mark 1 ${dropped} counter drop`),
];

const hellos = (expect: ClientTask['expect'], error = ''): ClientTask[] => [
  ...uses(ipv4, many, 'tls', 8443, expect, { id: 'big', bigHello: true, error, timeout: 7 }),
  ...uses(ipv4, many, 'tls', 8443, 'works', { id: 'small', start: 3, timeout: 7 }),
];

const partly = {
  accept: ['answered'],
  mayAbstain: true,
  reason: 'Connections without that work.',
} as const;

const resolvers = (more: Partial<TruthEndpoint>): TruthEndpoint[] =>
  many.map((host) => ({
    server: ipv4.dns(host),
    port: 53,
    protocol: 'udp',
    verdict: 'drop',
    ...partly,
    ...more,
  }));

const resolverHosts = many.map((host) => ({ kind: 'dns' as const, address: ipv4.dns(host) }));

function asks(
  type: 'A' | 'AAAA',
  expect: ClientTask['expect'],
  more: Partial<ClientTask> = {},
): ClientTask[] {
  return many.map(
    (host, index): ClientTask =>
      ({
        id: `${type} of resolver ${host}`,
        kind: 'dns',
        servers: [ipv4.dns(host)],
        names: [`shop-${host}.example.net`, `www-${host}.example.net`],
        type,
        tries: 3,
        timeout: 2,
        attempts: 2,
        expect,
        ...more,
        start: 1 + index * 0.13,
      }) as ClientTask,
  );
}

/** dig asks for a TXT record that fills two IP packets. */
const digs = (expect: ClientTask['expect']): ClientTask[] =>
  many.map((host, index) => ({
    id: `dig ${host}`,
    kind: 'command',
    run: `dig +bufsize=4096 +ignore +tries=2 +time=3 TXT large-${host}.example.net @${ipv4.dns(host)}`,
    start: 1 + index * 0.13,
    attempts: 2,
    expect,
  }));

/** glibc asks for A and AAAA at once, and waits five seconds for both. */
const glibc = (host: number, start: number): ClientTask => ({
  id: `glibc ${host}`,
  kind: 'command',
  run: `unshare -m sh -c 'mount -t tmpfs none /mnt; echo nameserver ${ipv4.dns(host)} > /mnt/resolv; mount --bind /mnt/resolv /etc/resolv.conf; getent ahosts shop-${host}.example.net'`,
  start,
  expect: 'either',
});

/** Two clients behind the firewall's one address, each with its own clock. */
const twoClients: readonly Command[] = [
  {
    at: 'firewall',
    run: "nft 'add chain inet nat postrouting { type nat hook postrouting priority srcnat; }'",
  },
  {
    at: 'firewall',
    run: "nft 'add rule inet nat postrouting oifname wan0 counter masquerade'",
  },
];
const oneIsBehind: readonly Command[] = [
  { at: 'client', run: 'sysctl -q -w net.ipv4.tcp_timestamps=2' },
  {
    at: 'client',
    run: `nft 'add rule inet lab output ip saddr 192.0.2.101 ${toService} tcp flags syn counter tcp option timestamp tsval set 1000'`,
  },
];
const bothClients = (expect: ClientTask['expect'], error = ''): ClientTask[] => [
  ...uses(ipv4, many, 'http', 8443, 'works', { attempts: 3, pause: 4, timeout: 12 }),
  ...uses(ipv4, many, 'http', 8443, expect, {
    id: 'other client',
    localAddress: '192.0.2.101',
    start: 3,
    attempts: 2,
    timeout: expect === 'works' ? 12 : 6,
    error,
  }),
];

export const partOfAService: Scenario[] = [
  broad((family) => ({
    name: 'big-hello-dropped',
    about:
      'The firewall drops ClientHellos of two segments, both of them; those of one segment work.',
    servers: [everywhere(family, 'tls', 8443)],
    commands: bigHellos('meta length > 60'),
    tasks: hellos('fails', 'timeout in handshake'),
    endpoints: are(family, many, 8443, 'drop'),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8443 and tcp.len > 1400', atLeast: 120 }],
  })),
  broad((family) => ({
    name: 'big-hello-second-segment-dropped',
    about:
      'The firewall lets the first segment of a ClientHello of two pass, and drops the second; those of one segment work.',
    servers: [everywhere(family, 'tls', 8443)],
    commands: bigHellos('meta length 61-1499'),
    tasks: hellos('fails', 'timeout in handshake'),
    endpoints: are(family, many, 8443, 'drop'),
    others: 'answered',
    sees: [
      {
        filter:
          'tcp.dstport == 8443 and tcp.len > 100 and tcp.len < 1400 and tcp.analysis.retransmission',
        atLeast: 60,
      },
    ],
  })),
  broad((family) => ({
    name: 'big-hello-works-lossy',
    about:
      'ClientHellos of one and of two segments; a twelfth of all packets is lost, and all works.',
    path: { loss: 0.08 },
    servers: [everywhere(family, 'tls', 8443)],
    tasks: hellos('works').map((task) => ({ ...task, timeout: 30 })),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8443 and tcp.len > 1400', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'source-ports-forgotten',
    about:
      'An access list lets answers return to ports from 49,152 on only; below, SYNs are not answered.',
    servers: [everywhere(family, 'http', 8443)],
    commands: [forward(`ip saddr ${prefix} tcp sport 8443 tcp dport < 49152 counter drop`)],
    tasks: [
      ...fromPorts(40_000, 0, 'fails', { error: 'timeout in connect' }),
      ...fromPorts(52_000, 1, 'works'),
    ],
    endpoints: are(family, many, 8443, 'drop'),
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport < 49152 and tcp.dstport == 8443 and tcp.flags == 2', atLeast: 160 },
    ],
  })),
  broad((family) => ({
    name: 'source-port-reused',
    about:
      'A client uses one source port again and again, while servers wait (TIME_WAIT): all works.',
    servers: [everywhere(family, 'http', 8443, { closes: true })],
    tasks: many.map(
      (host, index): ClientTask => ({
        id: `host ${host}`,
        kind: 'http',
        address: family.web(host),
        port: 8443,
        localPort: 40_000 + host,
        attempts: 5,
        pause: 2.5,
        start: 1 + index * 0.13,
        expect: 'works',
      }),
    ),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.analysis.reused_ports', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'dscp-dropped',
    about: 'Every second connection carries DSCP AF31, which the firewall drops.',
    servers: [everywhere(family, 'http', 8443)],
    commands: [
      atClient(`${isOdd} counter ip dscp set af31`),
      forward(`${toService} ip dscp af31 counter drop`),
    ],
    tasks: [
      ...fromPorts(40_000, 1, 'fails', { error: 'timeout in connect' }),
      ...fromPorts(40_000, 0, 'works'),
    ],
    endpoints: are(family, many, 8443, 'drop'),
    others: 'answered',
    sees: [{ filter: 'ip.dsfield.dscp == 26 and tcp.flags == 2', atLeast: 160 }],
  })),
  broad((family) => ({
    name: 'dscp-bleached',
    about:
      'Every second connection carries DSCP AF31, which the firewall clears; a tenth of all is lost, and all works.',
    path: { loss: 0.1 },
    servers: [everywhere(family, 'http', 8443)],
    commands: [
      atClient(`${isOdd} counter ip dscp set af31`),
      forward(`${toService} ip dscp af31 counter ip dscp set cs0`),
    ],
    tasks: [
      ...fromPorts(40_000, 1, 'works', { timeout: 20 }),
      ...fromPorts(40_000, 0, 'works', { timeout: 20 }),
    ],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'ip.dsfield.dscp == 26 and tcp.flags == 2', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'ecn-dropped',
    about: 'Every second connection asks for ECN, and never without; the firewall drops such SYNs.',
    servers: [everywhere(family, 'http', 8443)],
    commands: [
      { at: 'client', run: 'sysctl -q -w net.ipv4.tcp_ecn=1 net.ipv4.tcp_ecn_fallback=0' },
      atClient(`${isEven} tcp flags & (syn | ack) == syn counter tcp flags set syn`),
      forward(`${toService} tcp flags & (syn | ecn | cwr) == syn | ecn | cwr counter drop`),
    ],
    tasks: [
      ...fromPorts(40_000, 1, 'fails', { error: 'timeout in connect' }),
      ...fromPorts(40_000, 0, 'works'),
    ],
    endpoints: are(family, many, 8443, 'drop'),
    others: 'answered',
    sees: [{ filter: 'tcp.flags == 0x0c2 and tcp.dstport == 8443', atLeast: 160 }],
  })),
  broad((family) => ({
    name: 'ecn-falls-back',
    about:
      'The firewall drops SYNs that ask for ECN; a second later clients ask without, and all works.',
    servers: [everywhere(family, 'http', 8443)],
    commands: [
      { at: 'client', run: 'sysctl -q -w net.ipv4.tcp_ecn=1' },
      forward(`${toService} tcp flags & (syn | ecn | cwr) == syn | ecn | cwr counter drop`),
    ],
    tasks: uses(family, many, 'http', 8443, 'works', { attempts: 3 }),
    endpoints: are(family, many, 8443, 'answered', {
      accept: ['drop'],
      mayAbstain: true,
      reason: 'All works, a second late; what asks for ECN is dropped.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.flags == 0x0c2 and tcp.dstport == 8443', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'fast-open-falls-back',
    about:
      'The firewall drops SYNs with the option of TCP Fast Open; a second later they come without it, and all works.',
    commands: [
      { at: 'server', run: 'sysctl -q -w net.ipv4.tcp_fastopen=3' },
      meanwhile('server', 'odd.py fast-open 8444'),
      forward(`ip daddr ${prefix} tcp dport 8444 tcp option fastopen exists counter drop`),
    ],
    tasks: fastOpens('works'),
    endpoints: are(family, many, 8444, 'answered', {
      accept: ['drop'],
      mayAbstain: true,
      reason: 'All works, a second late; what has the option is dropped.',
    }),
    others: 'answered',
    sees: [
      { filter: 'tcp.options.tfo and tcp.flags.syn == 1 and tcp.flags.ack == 0', atLeast: 22 },
    ],
  })),
  broad((family) => ({
    name: 'fast-open-stalls',
    about:
      'A firewall that loses count where a SYN has data: it drops all of such a connection; the first, which only asks for a cookie, works.',
    commands: [
      { at: 'server', run: 'sysctl -q -w net.ipv4.tcp_fastopen=3' },
      meanwhile('server', 'odd.py fast-open 8444'),
      forward(
        `ip daddr ${prefix} tcp dport 8444 tcp flags syn meta length > 90 counter ct mark set 1`,
      ),
      forward('ct mark 1 tcp flags & syn == 0x0 counter drop'),
    ],
    tasks: fastOpens('fails'),
    endpoints: are(family, many, 8444, 'drop', partly),
    others: 'answered',
    sees: [{ filter: 'tcp.flags == 2 and tcp.len > 0', atLeast: 20 }],
  })),
  broad((family) => ({
    name: 'timestamps-behind-nat',
    about:
      "Two clients behind one address; servers ignore the one whose clock is behind the other's; captured outside of the firewall.",
    capture: { at: 'firewall', interface: 'wan0' },
    path: { clocks: true },
    servers: [everywhere(family, 'http', 8443)],
    commands: [...twoClients, ...oneIsBehind],
    tasks: bothClients('fails', 'timeout in connect'),
    endpoints: are(family, many, 8443, 'drop', partly),
    others: 'answered',
    sees: [
      { filter: 'tcp.options.timestamp.tsval == 1000 and tcp.flags == 2', atLeast: 80 },
      { filter: 'ip.src == 192.0.2.0/24', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'two-clients-behind-nat',
    about:
      'Two clients behind one address with clocks of their own; servers do not care, and a tenth of all packets is lost.',
    capture: { at: 'firewall', interface: 'wan0' },
    path: { loss: 0.1 },
    servers: [everywhere(family, 'http', 8443)],
    commands: twoClients,
    tasks: bothClients('works').map((task) => ({ ...task, timeout: 30 })),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'ip.src == 198.51.100.252 and tcp.flags == 2', atLeast: 110 }],
  })),
  broad(() => ({
    name: 'fragments-dropped',
    about:
      'A router drops IP fragments but first ones: large answers of resolvers do not arrive, small ones do.',
    servers: resolverHosts,
    commands: [forward('ip frag-off & 0x1fff != 0 counter drop', 'edge')],
    tasks: [...digs('fails'), ...asks('A', 'works')],
    endpoints: resolvers({}),
    others: 'answered',
    sees: [
      { filter: 'ip.flags.mf == 1 and ip.frag_offset == 0', atLeast: 40 },
      { filter: 'ip.frag_offset > 0', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'fragments-pass',
    about: 'Large answers of resolvers come in IP fragments, small ones whole: all works.',
    servers: resolverHosts,
    tasks: [...digs('works'), ...asks('A', 'works')],
    background: { ipv6: family.ipv6 },
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'ip.frag_offset > 0', atLeast: 40 }],
  })),
  broad(() => ({
    name: 'aaaa-dropped',
    about:
      'The firewall drops queries for AAAA records; those for A are answered, and glibc waits five seconds.',
    servers: resolverHosts,
    commands: [
      {
        at: 'firewall',
        run: `iptables -A FORWARD -p udp --dport 53 -m string --algo bm --hex-string '|00001c0001|' -j DROP`,
      },
    ],
    tasks: [
      ...asks('A', 'works'),
      ...asks('AAAA', 'fails', { error: 'TIMEOUT', attempts: 1 }),
      ...many.map((host, index) => glibc(host, 14 + index * 0.2)),
    ],
    endpoints: resolvers({}),
    others: 'answered',
    sees: [
      {
        filter: 'dns.qry.type == 28 and dns.flags.response == 0 and udp.dstport == 53',
        atLeast: 100,
      },
    ],
  })),
  broad(() => ({
    name: 'aaaa-slow',
    about: 'Resolvers answer for A at once and for AAAA after three seconds, to each repeat.',
    servers: resolverHosts.map((server) => ({ ...server, delay: 3, delayed: 'AAAA' })),
    tasks: [
      ...asks('A', 'works'),
      ...asks('AAAA', 'works', { timeout: 5, attempts: 1 }),
      ...many.map((host, index) => glibc(host, 10 + index * 0.2)),
    ],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'dns.qry.type == 28 and dns.flags.response == 1', atLeast: 60 }],
  })),
].flat();

/** The first connection to a host gets a cookie, the others send data with the SYN. */
function fastOpens(later: 'works' | 'fails'): ClientTask[] {
  return [
    {
      id: 'fast open',
      kind: 'command',
      run: `python3 support/lab/fast_open.py ${ipv4.web(20)} ${many.length} 8444 ${later}`,
      start: 1,
      expect: 'works',
    },
  ];
}
