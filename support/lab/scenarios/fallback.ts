// QUIC with its real cryptography, DNS over TLS and over HTTPS: blocked ones, and what is used instead.

import { type ClientTask, type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { each, file } from './programs.ts';
import { broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const answering = hosts(42, 6);

/** ngtcp2's server at each host. */
function quicServers(list: readonly number[]): Command {
  return {
    at: 'server',
    run: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=shop.example.net -keyout $LAB/quic.key -out $LAB/quic.pem 2>/dev/null
mkdir -p $LAB/htdocs; echo lab >$LAB/htdocs/index.html
for h in ${list.join(' ')}; do
  gtlsserver -q -d $LAB/htdocs 203.0.113.$h 443 $LAB/quic.key $LAB/quic.pem >/dev/null 2>&1 </dev/null &
done
sleep 2`,
  };
}

const client =
  'timeout 8 gtlsclient -q --no-quic-dump --no-http-dump --handshake-timeout=6s --exit-on-all-streams-close shop-$h.example.net 443 https://shop-$h.example.net/index.html >$h.all 2>&1 && ! grep -q ERR_ $h.all || { echo QUIC failed; exit 1; }';

/** The client knows the names by its own list: over IPv4 only. */
const names: Command = file(
  'hosts',
  [...many, ...answering].map((host) => `${ipv4.web(host)} shop-${host}.example.net`).join('\n'),
);
const knowsNames: ClientTask = {
  id: 'list of hosts',
  kind: 'command',
  run: 'mount --bind $LAB/hosts /etc/hosts',
  expect: 'works',
};

const tcpInstead: ClientTask[] = uses(ipv4, many, 'tls', 443, 'works', {
  start: 2,
  attempts: 1,
  timeout: 20,
});

function quicIs(
  list: readonly number[],
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] {
  return list.map((host) => ({
    server: ipv4.web(host),
    port: 443,
    protocol: 'udp',
    verdict,
    ...more,
  }));
}

const initials = (atLeast: number) => ({
  filter:
    'quic.long.packet_type == 0 and tls.handshake.extensions_server_name contains "example.net"',
  atLeast,
});
const resolvers = hosts(20, 22);
const secured = (
  port: number,
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] =>
  resolvers.map((host) => ({ server: ipv4.dns(host), port, protocol: 'tcp', verdict, ...more }));

export const fallback: Scenario[] = [
  broad((family) => ({
    name: 'http3-dropped-tcp-works',
    about: 'The firewall drops QUIC to some servers, whose TCP 443 works; QUIC of others works.',
    servers: [everywhere(family, 'tls', 443)],
    background: null,
    commands: [
      names,
      quicServers([...many, ...answering]),
      forward(`ip daddr ${range(family, many)} udp dport 443 counter drop`),
    ],
    tasks: [
      knowsNames,
      each(many, 'quic', 'fails', client, { times: 1 }),
      each(answering, 'quic-works', 'works', client, { times: 1, start: 2 }),
      ...tcpInstead,
    ],
    endpoints: quicIs(many, 'drop', {
      mayAbstain: true,
      reason: 'A server that has no QUIC may be silent, too.',
    }),
    others: 'answered',
    sees: [initials(22), { filter: 'udp.srcport == 443', atLeast: 20 }],
  })),
  broad((family) => ({
    name: 'http3-not-offered',
    about: 'Servers that do not speak QUIC refuse UDP 443 by ICMP themselves; their TCP 443 works.',
    servers: [everywhere(family, 'tls', 443)],
    background: null,
    commands: [names, { at: 'server', run: 'sysctl -q -w net.ipv4.icmp_ratelimit=0' }],
    tasks: [knowsNames, each(many, 'quic', 'fails', client, { times: 2 }), ...tcpInstead],
    endpoints: quicIs(many, 'closed'),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 3', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'http3-works',
    about: 'QUIC works with all servers.',
    servers: [everywhere(family, 'tls', 443)],
    background: null,
    capture: { options: ['-s', '1300'] },
    commands: [names, quicServers(many)],
    tasks: [knowsNames, each(many, 'quic', 'works', client, { times: 1 }), ...tcpInstead],
    endpoints: [],
    others: 'answered',
    sees: [initials(22), { filter: 'udp.srcport == 443', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'dns-over-tls-dropped',
    about: 'The firewall drops DNS over TLS to public resolvers; clients ask them by UDP instead.',
    servers: [
      ...resolvers.map((host) => ({ kind: 'dns' as const, address: family.dns(host) })),
      { kind: 'tls', address: '0.0.0.0', port: 853 },
    ],
    commands: [forward('tcp dport 853 counter drop')],
    tasks: resolvers.flatMap((host, index): ClientTask[] => [
      {
        id: `DNS over TLS at ${host}`,
        kind: 'tls',
        address: family.dns(host),
        port: 853,
        serverName: 'dns.example.net',
        start: 1 + index * 0.15,
        attempts: 2,
        timeout: 6,
        expect: 'fails',
        error: 'timeout in connect',
      },
      {
        id: `DNS at ${host}`,
        kind: 'dns',
        servers: [family.dns(host)],
        names: ['shop-20.example.net'],
        start: 7 + index * 0.15,
        attempts: 2,
        expect: 'works',
      },
    ]),
    endpoints: secured(853, 'drop'),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 853 and tcp.flags.syn == 1', atLeast: 100 }],
  })),
  broad((family) => ({
    name: 'dns-over-tls-not-offered',
    about:
      'Public resolvers that do not speak DNS over TLS: the port is closed; they answer by UDP.',
    servers: resolvers.map((host) => ({ kind: 'dns' as const, address: family.dns(host) })),
    tasks: resolvers.flatMap((host, index): ClientTask[] => [
      {
        id: `DNS over TLS at ${host}`,
        kind: 'tls',
        address: family.dns(host),
        port: 853,
        serverName: 'dns.example.net',
        start: 1 + index * 0.15,
        attempts: 3,
        expect: 'fails',
        error: 'ECONNREFUSED',
      },
      {
        id: `DNS at ${host}`,
        kind: 'dns',
        servers: [family.dns(host)],
        names: ['shop-20.example.net'],
        start: 2 + index * 0.15,
        attempts: 2,
        expect: 'works',
      },
    ]),
    endpoints: secured(853, 'closed', {
      mayAbstain: true,
      reason: 'Only the answers by UDP tell how far these hosts are.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 853 and tcp.flags.reset == 1', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'dns-over-https-reset',
    about:
      'The firewall resets TLS to the name of a DNS-over-HTTPS service; other names of the same hosts work.',
    servers: [
      { kind: 'tls', address: '0.0.0.0', port: 443 },
      ...resolvers.map((host) => ({ kind: 'dns' as const, address: family.dns(host) })),
    ],
    commands: [
      {
        at: 'firewall',
        run: 'iptables -A FORWARD -p tcp --dport 443 -m string --algo bm --string doh.example.net -j REJECT --reject-with tcp-reset',
      },
    ],
    tasks: resolvers.flatMap((host, index): ClientTask[] => [
      {
        id: `DNS over HTTPS at ${host}`,
        kind: 'tls',
        address: family.dns(host),
        port: 443,
        serverName: 'doh.example.net',
        start: 1 + index * 0.15,
        attempts: 2,
        timeout: 20,
        expect: 'fails',
        error: 'E',
      },
      {
        id: `page at ${host}`,
        kind: 'tls',
        address: family.dns(host),
        port: 443,
        serverName: 'www.example.net',
        start: 2 + index * 0.15,
        attempts: 1,
        timeout: 20,
        expect: 'works',
      },
      {
        id: `DNS at ${host}`,
        kind: 'dns',
        servers: [family.dns(host)],
        names: ['shop-20.example.net'],
        start: 3 + index * 0.15,
        attempts: 2,
        expect: 'works',
      },
    ]),
    endpoints: secured(443, 'reject'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 443 and tcp.flags.reset == 1 and ip.ttl == 64', atLeast: 40 }],
  })),
].flat();
