// SOCKS proxies: what they refuse in SOCKS' own words, what they cannot reach, and what works through them.

import { type Command, forward, ipv4, ipv6, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { each, listening } from './programs.ts';
import { broad, everywhere, hosts } from './several.ts';

const many = hosts(20, 22);
const allowed = hosts(50, 11);
const PROXY = ipv4.lanServer;
const PORT = 1080;

const microsocks = (options = ''): Command[] => [
  listening('resolver', `${PROXY}:${PORT}`, `microsocks -i ${PROXY} -p ${PORT} ${options}`),
];

/** Dante, whose ruleset blocks some hosts. */
function dante(blocked: readonly number[]): Command[] {
  const any = '0.0.0.0/0';
  const lines = [
    'logoutput: stderr',
    `internal: ${PROXY} port = ${PORT}`,
    `external: ${PROXY}`,
    'socksmethod: none',
    'clientmethod: none',
    'user.privileged: root',
    'user.unprivileged: root',
    `client pass { from: ${any} to: ${any} }`,
    ...blocked.map((host) => `socks block { from: ${any} to: 203.0.113.${host}/32 }`),
    `socks pass { from: ${any} to: ${any} }`,
  ];
  return [
    { at: 'resolver', run: `cat >$LAB/danted.conf <<'END'\n${lines.join('\n')}\nEND` },
    listening('resolver', `${PROXY}:${PORT}`, 'danted -f $LAB/danted.conf'),
  ];
}

const through = (scheme: string, url: string, login = '', seconds = 25): string =>
  `curl -sS -m ${seconds} -k -o /dev/null -x ${scheme}://${login}${PROXY}:${PORT} ${url} 2>$h.all || { head -n 1 $h.all; exit 1; }`;
const byName = 'https://shop-$h.example.net/';

const targets = (
  port: number,
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] =>
  many.map((host) => ({
    ...{ server: `shop-${host}.example.net`, port, protocol: 'tcp', verdict },
    ...more,
  }));

/** Replies with that code, by their bytes: Wireshark's dissector waits for the whole conversation. */
const replies = (code: string, atLeast: number) => ({
  filter: `tcp.srcport == ${PORT} and tcp.payload[0:3] == 05:${code}:00`,
  atLeast,
});
const tls = everywhere(ipv4, 'tls', 443);
const works = each(allowed, 'curl-allowed', 'works', through('socks5h', byName), { start: 2 });
const UNSEEN = 'The capture is before the proxy: only its words tell what it met.';

export const socks: Scenario[] = [
  broad(() => ({
    name: 'socks-ruleset-refuses',
    about: "A SOCKS proxy's ruleset refuses some hosts with reply 2, and connects to others.",
    servers: [tls],
    commands: dante(many),
    tasks: [each(many, 'curl', 'fails', through('socks5h', byName), { error: '(2)' }), works],
    endpoints: targets(443, 'reject', { accept: ['intercepted'] }),
    others: 'answered',
    sees: [replies('02', 20), replies('00', 11)],
  })),
  broad(() => ({
    name: 'socks-login-missing',
    about: "A SOCKS proxy accepts none of the client's ways of logging in.",
    servers: [tls],
    commands: microsocks('-u lab -P secret'),
    tasks: [each(many, 'curl', 'fails', through('socks5h', byName), { error: 'acceptable' })],
    endpoints: [
      { server: PROXY, port: PORT, protocol: 'tcp', verdict: 'reject', accept: ['intercepted'] },
    ],
    others: 'answered',
    sees: [{ filter: `tcp.srcport == ${PORT} and tcp.payload == 05:ff`, atLeast: 22 }],
  })),
  broad(() => ({
    name: 'socks-login-wrong',
    about: 'A SOCKS proxy refuses user and password.',
    servers: [tls],
    commands: microsocks('-u lab -P secret'),
    tasks: [
      each(many, 'curl', 'fails', through('socks5h', byName, 'lab:wrong@'), { error: 'rejected' }),
    ],
    endpoints: [
      { server: PROXY, port: PORT, protocol: 'tcp', verdict: 'reject', accept: ['intercepted'] },
    ],
    others: 'answered',
    sees: [{ filter: `tcp.srcport == ${PORT} and tcp.payload[0] == 01`, atLeast: 22 }],
  })),
  broad(() => ({
    name: 'socks-login-works',
    about: 'A SOCKS proxy asks for user and password, gets them, and connects.',
    // It connects to the first address of a name, mostly that of IPv6.
    servers: [everywhere(ipv6, 'tls', 443)],
    commands: microsocks('-u lab -P secret'),
    tasks: [each(many, 'curl', 'works', through('socks5h', byName, 'lab:secret@'))],
    endpoints: targets(443, 'answered', { mayBeAbsent: true }),
    others: 'answered',
    sees: [replies('00', 22)],
  })),
  broad(() => ({
    name: 'socks-target-closed',
    about: 'A SOCKS proxy says that its connection is refused: the port is closed at the servers.',
    servers: [tls],
    commands: dante([]),
    tasks: [
      each(many, 'curl', 'fails', through('socks5h', 'https://shop-$h.example.net:9443/'), {
        error: '(5)',
      }),
      works,
    ],
    endpoints: targets(9443, 'closed', {
      accept: ['unreachable'],
      mayAbstain: true,
      reason: UNSEEN,
    }),
    others: 'answered',
    sees: [replies('05', 20)],
  })),
  broad(() => ({
    name: 'socks-target-dropped',
    about: 'A SOCKS proxy waits for servers whose packets a firewall behind it drops.',
    servers: [tls],
    commands: [
      ...dante([]),
      forward(`ip saddr ${PROXY} ip daddr 203.0.113.20-203.0.113.41 tcp dport 443 counter drop`),
    ],
    tasks: [
      each(many, 'curl', 'fails', through('socks5h', byName, '', 12), { error: 'timed out' }),
      works,
    ],
    endpoints: targets(443, 'drop', { accept: ['unreachable'], mayAbstain: true, reason: UNSEEN }),
    others: 'answered',
    sees: [replies('00', 11)],
  })),
].flat();
