// What is acknowledged and what is not: handshakes, ends, windows, and the way back.

import { type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const prefix = range(ipv4, many);
const greets = many.map((host) => ({
  id: `mail ${host}`,
  kind: 'greeting' as const,
  address: ipv4.web(host),
  port: 25,
  start: 1 + host * 0.13 - 2.6,
  timeout: 8,
}));

/** Answers handshakes for the servers, with a closed window, until they answer themselves. */
const synProxy: readonly Command[] = [
  {
    at: 'firewall',
    run: `sysctl -q -w net.netfilter.nf_conntrack_tcp_loose=0
      nft 'add chain inet lab untracked { type filter hook prerouting priority raw; }'
      nft 'add rule inet lab untracked ip daddr ${prefix} tcp dport 8443 tcp flags syn counter notrack'`,
  },
  forward(
    `ip daddr ${prefix} tcp dport 8443 ct state invalid,untracked counter synproxy mss 1460 wscale 7 timestamp sack-perm`,
  ),
];

/** A smaller link behind the routers, for what the servers send. */
const smallLink: Command = { at: 'edge', run: 'ip link set wan0 mtu 1280' };
const keptSecret: Command = {
  at: 'edge',
  run: `nft 'add rule inet lab output icmp type destination-unreachable counter drop'`,
};

export const acknowledgments: Scenario[] = [
  broad((family) => ({
    name: 'bare-acks-dropped',
    about:
      "The firewall drops packets without data to mail servers, the handshakes' last ones: SYN/ACKs come again and again.",
    servers: [{ kind: 'greeting', address: '0.0.0.0', port: 25, text: '220 mail ESMTP' }],
    commands: [
      forward(
        `ip daddr ${prefix} tcp dport 25 tcp flags & (syn | rst) == 0x0 meta length < 80 counter drop`,
      ),
    ],
    tasks: greets.map((task) => ({ ...task, expect: 'fails', error: 'timeout in greeting' })),
    endpoints: are(family, many, 25, 'drop'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 25 and tcp.flags == 0x12', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'accept-deferred',
    about:
      'Servers that accept with the first request (TCP_DEFER_ACCEPT); clients hesitate, and SYN/ACKs come again: all works.',
    commands: [meanwhile('server', 'odd.py defer 8081')],
    tasks: uses(family, many, 'http', 8081, 'works', { hesitates: 5, timeout: 12 }),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8081 and tcp.flags == 0x12', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'fins-dropped',
    about: 'The firewall drops the FINs of clients: all exchanges work, and no connection ends.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [forward(`ip daddr ${prefix} tcp dport 8080 tcp flags & fin == fin counter drop`)],
    tasks: uses(family, many, 'http', 8080, 'works'),
    endpoints: are(family, many, 8080, 'answered', {
      accept: ['drop'],
      mayAbstain: true,
      reason: 'All is answered but the end, which a firewall drops.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and tcp.flags.fin == 1', atLeast: 120 }],
  })),
  broad((family) => ({
    name: 'servers-never-close',
    about: 'Servers acknowledge the FIN of clients, and never send their own.',
    commands: [meanwhile('server', 'odd.py half-open 8081')],
    tasks: uses(family, many, 'http', 8081, 'works'),
    endpoints: [],
    others: 'answered',
    sees: [
      { filter: 'tcp.dstport == 8081 and tcp.flags.fin == 1', atLeast: 44 },
      { filter: 'tcp.srcport == 8081 and tcp.flags.fin == 1', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'syn-proxy-nobody-behind',
    about:
      'A SYN proxy accepts for servers, with a window of zero; what it asks them is dropped behind it, and the window stays.',
    servers: [everywhere(family, 'http', 8443)],
    commands: [
      ...synProxy,
      { at: 'edge', run: `nft 'add rule inet lab forward tcp dport 8443 counter drop'` },
    ],
    tasks: uses(family, many, 'http', 8443, 'fails', { error: 'timeout in response', timeout: 9 }),
    endpoints: are(family, many, 8443, 'drop', {
      accept: ['unreachable', 'intercepted'],
      mayAbstain: true,
      reason: 'Only the proxy is seen; whether a rule or nobody is behind it, it cannot tell.',
    }),
    others: 'answered',
    sees: [
      {
        filter: 'tcp.srcport == 8443 and tcp.flags == 0x12 and tcp.window_size_value == 0',
        atLeast: 44,
      },
      { filter: 'tcp.srcport == 8443 and tcp.len > 0', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'syn-proxy-works',
    about: 'A SYN proxy accepts for servers, with a window of zero that opens at once: all works.',
    servers: [everywhere(family, 'http', 8443)],
    commands: synProxy,
    tasks: uses(family, many, 'http', 8443, 'works'),
    endpoints: are(family, many, 8443, 'answered'),
    others: 'answered',
    sees: [
      {
        filter: 'tcp.srcport == 8443 and tcp.flags == 0x12 and tcp.window_size_value == 0',
        atLeast: 44,
      },
    ],
  })),
  broad((family) => ({
    name: 'window-closes-and-opens',
    about: 'Servers, as printers do, take nothing for 12 s in the middle of an upload, then all.',
    capture: { options: ['-s', '128'] },
    commands: [meanwhile('server', 'odd.py pause 9100')],
    tasks: uses(family, many, 'http', 9100, 'works', { attempts: 1, upload: 20_000, timeout: 30 }),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 9100 and tcp.analysis.zero_window', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'window-stays-closed',
    about: 'Servers accept and read nothing, ever: their window closes, and stays.',
    capture: { options: ['-s', '128'] },
    commands: [meanwhile('server', 'odd.py stuck 9100')],
    tasks: uses(family, many, 'http', 9100, 'fails', {
      attempts: 1,
      upload: 20_000,
      timeout: 20,
      error: 'timeout in response',
    }),
    endpoints: are(family, many, 9100, 'inconclusive', {
      accept: ['closed', 'answered'],
      reason: 'The service hangs; nothing in the network is at fault.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 9100 and tcp.analysis.zero_window', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'syn-acks-dropped-at-the-server',
    about:
      'The firewall drops the answers of one service; captured at the servers, which repeat SYN/ACKs.',
    capture: { at: 'server' },
    servers: [everywhere(family, 'http', 8443)],
    commands: [forward('tcp sport 8443 counter drop')],
    tasks: uses(family, many, 'http', 8443, 'fails', { error: 'timeout in connect', timeout: 6 }),
    endpoints: are(family, many, 8443, 'drop'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.flags == 0x12', atLeast: 120 }],
  })),
  broad((family) => ({
    name: 'answers-lost-then-fin',
    about:
      'The firewall drops large packets from servers, which then close: only their ends arrive.',
    capture: { options: ['-s', '128'] },
    servers: [everywhere(family, 'http', 8080, { bytes: 6000, closes: true })],
    commands: [forward('tcp sport 8080 meta length > 1400 counter drop')],
    tasks: uses(family, many, 'http', 8080, 'fails', { error: 'timeout in response', timeout: 7 }),
    endpoints: are(family, many, 8080, 'drop'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.analysis.lost_segment', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'path-mtu-back-silent',
    about:
      'A link with MTU 1,280 on the way back, whose router keeps the ICMP that would tell to itself.',
    capture: { options: ['-s', '128'] },
    servers: [everywhere(family, 'http', 8080, { bytes: 6000 }), everywhere(family, 'http', 80)],
    commands: [smallLink, keptSecret],
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', { error: 'timeout in response', timeout: 14 }),
      ...uses(family, many, 'http', 80, 'works', { start: 3 }),
    ],
    endpoints: are(family, many, 8080, 'drop'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.len > 1300', atMost: 0 }],
  })),
  broad((family) => ({
    name: 'path-mtu-back-at-the-server',
    about: 'A link with MTU 1,280 on the way back that nobody tells of; captured at the servers.',
    capture: { at: 'server', options: ['-s', '128'] },
    servers: [everywhere(family, 'http', 8080, { bytes: 6000 }), everywhere(family, 'http', 80)],
    commands: [smallLink, keptSecret],
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', { error: 'timeout in response', timeout: 14 }),
      ...uses(family, many, 'http', 80, 'works', { start: 3 }),
    ],
    endpoints: are(family, many, 8080, 'drop'),
    others: 'answered',
    sees: [
      {
        filter: 'tcp.srcport == 8080 and tcp.len > 1300 and tcp.analysis.retransmission',
        atLeast: 60,
      },
    ],
  })),
  broad((family) => ({
    name: 'path-mtu-back-told',
    about: 'A link with MTU 1,280 on the way back, of which the servers are told: all works.',
    capture: { options: ['-s', '128'] },
    servers: [everywhere(family, 'http', 8080, { bytes: 6000 })],
    commands: [smallLink],
    tasks: uses(family, many, 'http', 8080, 'works', { timeout: 14 }),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.len > 1000 and tcp.len < 1300', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'answers-lossy',
    about: 'A tenth of the packets is lost each way; large answers come late, and whole.',
    capture: { options: ['-s', '128'] },
    path: { loss: 0.1 },
    servers: [everywhere(family, 'http', 8080, { bytes: 6000 })],
    tasks: uses(family, many, 'http', 8080, 'works', { timeout: 40 }),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.analysis.retransmission', atLeast: 10 }],
  })),
].flat();
