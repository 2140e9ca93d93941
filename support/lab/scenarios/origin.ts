// Whose a reset is, and where a probe dies.

import { type ClientTask, forward, ipv4, type Scenario } from '../scenario.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const prefix = range(ipv4, many);

const others = {
  servers: [everywhere(ipv4, 'http', 8080), everywhere(ipv4, 'http', 8081)],
};
const works = (more = {}): ClientTask[] =>
  uses(ipv4, many, 'http', 8081, 'works', { start: 2, attempts: 1, ...more });

/** A traceroute to a few ports of every target. */
const trace = (words: string, start = 2): ClientTask => ({
  id: `trace ${words}`,
  kind: 'command',
  run: `python3 support/lab/trace.py --source ${ipv4.client} --targets ${many.map((host) => ipv4.web(host)).join(',')} ${words}`,
  start,
  expect: 'works',
});
/** Linux tells one host of one error a second, unless told otherwise. */
const tellsAll = (['firewall', 'edge'] as const).map((at) => ({
  at,
  run: 'sysctl -q -w net.ipv4.icmp_ratelimit=0',
}));
const told = { mayAbstain: true, mayBeAbsent: true, reason: 'Probes of a traceroute.' } as const;

/** Ports of one server that firewalk finds open and shut in the firewall. */
const walkedOpen = [22, 79, 444, 8080];
const walkedShut = hosts(100, 22);

/** Connects with a key of TCP MD5 (RFC 2385) to servers; `keyless` ones of them have none. */
const signedClient = `python3 -c "
import socket, struct, threading, time
def ask(host):
    s = socket.socket(); s.settimeout(9)
    a = struct.pack('=HH4s120x', 2, 0, socket.inet_aton(host))
    s.setsockopt(6, 14, a + struct.pack('=BBHI80s', 0, 0, 3, 0, b'lab'))
    try:
        s.connect((host, 179)); s.sendall(b'lab'); s.recv(9)
    except OSError: pass
    s.close()
for host in range(20, 42):
    threading.Thread(target=ask, args=('203.0.113.%d' % host,)).start(); time.sleep(0.1)
"`;

export const origin: Scenario[] = [
  broad((family) => ({
    name: 'signed-by-one-side',
    about:
      'Clients sign their segments (TCP MD5, as BGP does); the servers have no such key, and drop what they cannot check.',
    servers: [everywhere(family, 'http', 179), everywhere(family, 'http', 8081)],
    tasks: [
      { id: 'signed', kind: 'command', run: signedClient, start: 1, expect: 'works' },
      ...works(),
    ],
    endpoints: are(family, many, 179, 'inconclusive', {
      accept: ['closed', 'unreachable'],
      reason: 'The servers themselves drop what is signed by a key that they do not have.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.option_kind == 19 and tcp.flags.syn == 1', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'reset-injected-after-data',
    about:
      "A box sees the requests to one port and sends RSTs in the servers' names; the servers' answers come after them.",
    ...others,
    commands: [
      meanwhile(
        'firewall',
        'resets.py --on data --number expected --servers 203.0.113.0/25 --ports 8080',
      ),
    ],
    tasks: [...uses(family, many, 'http', 8080, 'fails', { error: 'ECONNRESET' }), ...works()],
    endpoints: are(family, many, 8080, 'reject', { patterns: ['reset-contradicted'] }),
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1 and ip.ttl == 64', atLeast: 40 },
      { filter: 'tcp.srcport == 8080 and tcp.len > 0', atLeast: 40 },
    ],
  })),
  broad((family) => ({
    name: 'reset-copies-request',
    about:
      'A box refuses the requests to one port by RSTs that have identification, window and time to live of the request.',
    ...others,
    commands: [
      meanwhile(
        'firewall',
        'resets.py --on data --number expected --like-client --servers 203.0.113.0/25 --ports 8080',
      ),
      forward(
        `ip daddr ${prefix} tcp dport 8080 ct state established tcp flags & psh == psh counter drop`,
      ),
    ],
    tasks: [...uses(family, many, 'http', 8080, 'fails', { error: 'ECONNRESET' }), ...works()],
    endpoints: are(family, many, 8080, 'reject'),
    others: 'answered',
    sees: [
      {
        filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1 and tcp.window_size > 0',
        atLeast: 40,
      },
    ],
  })),
  broad((family) => ({
    name: 'reset-burst-jumps',
    about:
      'A box refuses the requests to one port by three RSTs each, whose sequence numbers guess ahead.',
    ...others,
    commands: [
      meanwhile(
        'firewall',
        'resets.py --on data --number expected --copies 3 --step 1460 --ttl 57 --servers 203.0.113.0/25 --ports 8080',
      ),
      forward(
        `ip daddr ${prefix} tcp dport 8080 ct state established tcp flags & psh == psh counter drop`,
      ),
    ],
    tasks: [...uses(family, many, 'http', 8080, 'fails', { error: 'ECONNRESET' }), ...works()],
    endpoints: are(family, many, 8080, 'reject'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 120 }],
  })),
  broad((family) => ({
    name: 'server-resets-download',
    about:
      'Servers reset connections in the middle of a long response: what is in flight is answered by more RSTs.',
    servers: [
      everywhere(family, 'http', 8080, { resets: 'with-response', bytes: 20_000 }),
      everywhere(family, 'http', 8081),
    ],
    tasks: [...uses(family, many, 'http', 8080, 'either'), ...works()],
    endpoints: are(family, many, 8080, 'answered', {
      accept: ['closed'],
      mayAbstain: true,
      reason: 'The servers end what they had begun.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'reset-says-why',
    about: 'A box refuses one port of many servers by RSTs with its reason as payload.',
    ...others,
    commands: [
      meanwhile(
        'firewall',
        'resets.py --servers 203.0.113.0/25 --ports 8080 --text "[0x2409a77:2147] No local listener"',
      ),
      forward(`ip daddr ${prefix} tcp dport 8080 counter drop`),
    ],
    tasks: [...uses(family, many, 'http', 8080, 'fails', { error: 'ECONNREFUSED' }), ...works()],
    endpoints: are(family, many, 8080, 'reject'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1 and tcp.len > 0', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'traced-port-dies',
    about:
      'Traceroutes by SYN to two ports of many servers; the firewall drops one port, and the other goes on.',
    servers: [everywhere(family, 'http', 8080), everywhere(family, 'http', 8443)],
    path: { hops: 0 },
    commands: [...tellsAll, forward(`ip daddr ${prefix} tcp dport 8443 counter drop`)],
    tasks: [trace('--ports 8080,8443 --most 5 --pace 0.02')],
    endpoints: [
      ...are(family, many, 8443, 'drop', { mayAbstain: true, reason: 'Probes of a traceroute.' }),
      ...are(family, many, 8080, 'answered', told),
    ],
    others: 'answered',
    sees: [
      { filter: 'icmp.type == 11 and ip.src == 192.0.2.1', atLeast: 100 },
      { filter: 'icmp.type == 11 and ip.src == 198.51.100.253', atLeast: 20 },
    ],
  })),
  broad((family) => ({
    name: 'traced-works',
    about: 'Traceroutes by SYN to two ports of many servers, both of which are open.',
    servers: [everywhere(family, 'http', 8080), everywhere(family, 'http', 8443)],
    path: { hops: 2 },
    commands: [...tellsAll],
    tasks: [trace('--ports 8080,8443 --most 7 --pace 0.02')],
    endpoints: [
      ...are(family, many, 8443, 'answered', told),
      ...are(family, many, 8080, 'answered', told),
    ],
    others: 'answered',
    sees: [{ filter: 'icmp.type == 11', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'firewalk',
    about:
      'Firewalk: SYNs that end one hop behind the firewall, which lets four ports of twenty pass.',
    path: { hops: 0 },
    commands: [
      ...tellsAll,
      forward(
        `iifname eth0 ip daddr ${prefix} tcp dport != { ${walkedOpen.join(', ')} } ip ttl < 5 counter drop`,
      ),
    ],
    tasks: [
      {
        ...trace(''),
        id: 'firewalk',
        run: `python3 support/lab/trace.py --source ${ipv4.client} --targets ${ipv4.web(20)} --ports ${[...walkedOpen, ...walkedShut].join(',')} --first 1 --most 2 --probes 2`,
      },
    ],
    endpoints: [...walkedOpen, ...walkedShut].map((port) => ({
      server: family.web(20),
      port,
      protocol: 'tcp',
      verdict: walkedOpen.includes(port) ? 'unreachable' : 'drop',
      mayAbstain: true,
      mayBeAbsent: true,
      reason: 'Probes that are to end right behind the firewall.',
    })),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 11 and ip.src == 198.51.100.253', atLeast: 8 }],
  })),
].flat();
