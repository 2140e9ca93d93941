// What has no ports, after its key exchange; and captures that a cloud's mirror puts inside UDP.

import { type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { listening } from './programs.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const closed = hosts(50, 11);

function tunnelsAre(
  protocol: 'esp' | 'gre',
  verdict: TruthEndpoint['verdict'],
  reason: string,
): TruthEndpoint[] {
  return many.map((host) => ({
    server: ipv4.web(host),
    port: null,
    protocol,
    verdict,
    mayAbstain: true,
    mayBeAbsent: true,
    reason,
  }));
}

const oneWay = 'Only that the answers to the key exchange came tells that the server is there.';

/** A key exchange that works, then packets of the protocol both ways; a rule takes some of them. */
function portless(
  name: string,
  about: string,
  protocol: 'esp' | 'gre',
  rule: string | null,
): Scenario[] {
  const number = protocol === 'esp' ? 50 : 47;
  return broad(() => ({
    name,
    about,
    servers: [everywhere(ipv4, 'http', 80)],
    capture: { options: ['-s', '128'] },
    commands: [
      ...(protocol === 'esp'
        ? [listening('server', 500, 'python3 support/lab/datagrams.py serve ike')]
        : []),
      protocol === 'esp'
        ? meanwhile('server', 'portless.py serve esp')
        : listening('server', 1723, 'python3 support/lab/portless.py serve gre'),
      ...(rule === null ? [] : [forward(`${rule} ip protocol ${number} counter drop`)]),
    ],
    tasks: [
      ...(protocol === 'esp'
        ? [
            {
              id: 'key exchange',
              kind: 'command' as const,
              run: 'python3 support/lab/datagrams.py ask ike 20-41 --times=1',
              start: 0.5,
              expect: 'works' as const,
            },
          ]
        : []),
      {
        id: `${protocol} with ${many.length} hosts`,
        kind: 'command',
        run: `python3 support/lab/portless.py ask ${protocol} 20-41`,
        start: 6,
        expect: rule === null ? 'works' : 'fails',
        ...(rule === null ? {} : { error: 'no answer from 22 of 22' }),
      },
    ],
    endpoints:
      rule === null
        ? tunnelsAre(protocol, 'answered', 'Packets go both ways; nobody can read them.')
        : tunnelsAre(protocol, 'drop', oneWay),
    others: 'answered',
    sees: [
      { filter: `ip.proto == ${number} and ip.dst == 203.0.113.0/25`, atLeast: 200 },
      rule?.includes('eth0') || rule === null
        ? { filter: `ip.proto == ${number} and ip.src == 192.0.2.0/24`, atLeast: 200 }
        : { filter: `ip.proto == ${number} and ip.src == 203.0.113.0/25`, atMost: 0 },
    ],
  }));
}

/** The switch's port to the firewall, mirrored inside a tunnel. */
function mirrored(kind: 'geneve' | 'vxlan' | 'gtpu'): Command[] {
  return [
    {
      at: 'switch',
      run: `ip link add mirror0 type veth peer name mirror1
ip link set mirror0 up; ip link set mirror1 up`,
    },
    meanwhile('switch', `encapsulate.py mirror1 port3 ${kind}`),
  ];
}

function encapsulated(kind: 'geneve' | 'vxlan' | 'gtpu', word: string): Scenario[] {
  const port = { geneve: 6081, vxlan: 4789, gtpu: 2152 }[kind];
  const common = {
    background: { ipv6: false },
    capture: {
      at: 'switch',
      interface: 'mirror0',
      options: ['-s', '300', 'udp', 'port', String(port)],
    },
    servers: [everywhere(ipv4, 'http', 8080), everywhere(ipv4, 'http', 80)],
  } as const;
  return [
    ...broad((family) => ({
      ...common,
      name: `inside-${kind}-drop`,
      about: `The firewall drops one port of some servers, others are closed; captured inside ${word}.`,
      commands: [
        ...mirrored(kind),
        forward(`ip daddr ${range(family, many)} tcp dport 8080 counter drop`),
      ],
      tasks: [
        ...uses(family, many, 'http', 8080, 'fails', { error: 'timeout in connect', timeout: 6 }),
        ...uses(family, closed, 'http', 8081, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
        ...uses(family, [...many, ...closed], 'http', 80, 'works', {
          start: 2,
          attempts: 1,
          timeout: 20,
        }),
      ],
      endpoints: [...are(family, many, 8080, 'drop'), ...are(family, closed, 8081, 'closed')],
      others: 'answered',
      sees: [{ filter: `udp.dstport == ${port} and tcp.flags.syn == 1`, atLeast: 150 }],
    })),
    ...broad((family) => ({
      ...common,
      name: `inside-${kind}-works`,
      about: `All works; captured inside ${word}.`,
      commands: mirrored(kind),
      tasks: uses(family, many, 'http', 8080, 'works', { timeout: 20 }),
      endpoints: [],
      others: 'answered',
      sees: [{ filter: `udp.dstport == ${port} and tcp.flags.syn == 1`, atLeast: 80 }],
    })),
  ];
}

export const tunnels: Scenario[] = [
  ...portless(
    'esp-one-way',
    'The key exchange works; the firewall drops the ESP that comes back.',
    'esp',
    'iifname wan0',
  ),
  ...portless(
    'esp-never-arrives',
    'The key exchange works; the firewall drops the ESP on its way out.',
    'esp',
    'iifname eth0',
  ),
  ...portless('esp-both-ways', 'The key exchange works, and ESP goes both ways.', 'esp', null),
  ...portless(
    'gre-one-way',
    "PPTP's control connection works; the firewall drops the GRE that comes back.",
    'gre',
    'iifname wan0',
  ),
  ...portless(
    'gre-both-ways',
    "PPTP's control connection works, and GRE goes both ways.",
    'gre',
    null,
  ),
  ...encapsulated('geneve', 'Geneve'),
  ...encapsulated('vxlan', 'VXLAN'),
  ...encapsulated('gtpu', 'GTP-U'),
];
