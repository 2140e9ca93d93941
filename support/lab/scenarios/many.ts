// One fault on many endpoints, for each kind of fault; and the same packets from something else.

import { type ClientTask, forward, ipv4, type Scenario, translate } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { DEBUG_NAME } from '../zone.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const prefix = range(ipv4, many);
const to = (port: number): string => `ip daddr ${prefix} tcp dport ${port}`;
const from = (port: number): string => `ip saddr ${prefix} tcp sport ${port}`;
const resolvers = `${ipv4.dns(20)}-${ipv4.dns(41)}`;
const syn = 'tcp flags & (syn | ack) == syn';
const counted = {
  at: 'firewall',
  run: 'sysctl -q -w net.netfilter.nf_conntrack_acct=1',
} as const;

const dnsServers = (more = {}) =>
  many.map((host) => ({ kind: 'dns' as const, address: ipv4.dns(host), ...more }));

function dnsAre(
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] {
  return many.map((host) => ({
    server: ipv4.dns(host),
    port: 53,
    protocol: 'udp',
    verdict,
    ...more,
  }));
}

/** Dig at each of many resolvers. */
function digs(options: string, expect: ClientTask['expect'], more = {}): ClientTask[] {
  return many.map(
    (host, index): ClientTask => ({
      id: `dig ${host}`,
      kind: 'command',
      run: `dig ${options} @${ipv4.dns(host)} shop-${host}.example.net`,
      start: 1 + index * 0.25,
      attempts: 3,
      pause: 3,
      expect,
      ...more,
    }),
  );
}

/** As `digs`, without a process for each question. */
function lookups(host: number, more: object): ClientTask {
  return {
    id: `lookups ${host}`,
    kind: 'dns',
    servers: [ipv4.dns(host)],
    names: [`shop-${host}.example.net`],
    start: 1 + (host - 20) * 0.2,
    timeout: 1,
    tries: 3,
    attempts: 3,
    expect: 'fails',
    ...more,
  } as ClientTask;
}

const worksAtFirst = { mayAbstain: true, reason: 'Each connection works at first.' } as const;
const silent = {
  mayAbstain: true,
  accept: ['unreachable'],
  reason: 'A server that is gone is silent, too.',
} as const;

const named = (target: string) =>
  ({
    at: 'firewall',
    run: `iptables -A FORWARD -p tcp --dport 443 -m string --string filtered- --algo bm -j ${target}`,
  }) as const;

/** A filtered name at each server, and another one that works there. */
const twoNames = (expectError: string): ClientTask[] => [
  ...many.flatMap((host) =>
    uses(ipv4, [host], 'tls', 443, 'fails', {
      error: expectError,
      serverName: `filtered-${host}.example.net`,
      id: 'filtered',
      start: 1 + (host % 11) * 0.3,
      timeout: 6,
      attempts: 2,
    }),
  ),
  ...uses(ipv4, many, 'tls', 443, 'works', { start: 2, attempts: 1 }),
];

const ownAddresses = hosts(100, 22);

export const manyEndpoints: Scenario[] = [
  broad((family) => ({
    name: 'many-names-dropped',
    about:
      'The firewall drops ClientHellos with filtered names; other names on the same servers work.',
    servers: [everywhere(family, 'tls', 443)],
    commands: [named('DROP')],
    tasks: twoNames('timeout in handshake'),
    endpoints: are(family, many, 443, 'drop'),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 443 and tcp.analysis.retransmission', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'many-names-reset',
    about:
      'The firewall resets ClientHellos with filtered names; other names on the same servers work.',
    servers: [everywhere(family, 'tls', 443)],
    commands: [named('REJECT --reject-with tcp-reset')],
    tasks: twoNames('ECONNRESET'),
    endpoints: are(family, many, 443, 'reject'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 443 and tcp.flags.reset == 1', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'many-names-unknown-to-server',
    about: 'Servers that reset ClientHellos themselves: nobody serves there, whatever the name.',
    servers: [
      everywhere(family, 'tls', 8443, { resets: 'at-first-data' }),
      everywhere(family, 'http', 80),
    ],
    tasks: [
      ...uses(family, many, 'tls', 8443, 'fails', { error: 'ECONNRESET', attempts: 3 }),
      ...uses(family, many, 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: are(family, many, 8443, 'closed', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'The RST has the TTL and the delay of the server: nothing between speaks.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.flags.reset == 1', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'many-large-dropped',
    about: 'The firewall drops packets over 1,400 bytes to many servers; smaller ones pass.',
    capture: { options: ['-s', '256'] },
    servers: [everywhere(family, 'tls', 443)],
    commands: [forward(`ip daddr ${prefix} meta length > 1400 counter drop`)],
    tasks: uses(family, many, 'tls', 443, 'fails', {
      error: 'timeout in response',
      upload: 4000,
      timeout: 7,
    }),
    endpoints: are(family, many, 443, 'drop'),
    others: 'answered',
    sees: [{ filter: 'frame.len > 1414 and tcp.analysis.retransmission', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'many-large-answers-dropped',
    about: 'The firewall drops packets over 1,400 bytes that come from many servers.',
    servers: [everywhere(family, 'http', 80, { bytes: 3900 })],
    commands: [forward(`ip saddr ${prefix} meta length > 1400 counter drop`)],
    tasks: uses(family, many, 'http', 80, 'fails', { error: 'timeout in response', timeout: 7 }),
    endpoints: are(family, many, 80, 'drop', {
      mayAbstain: true,
      reason: 'Only gaps in what the server sends show it: its retransmissions are lost, too.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.analysis.lost_segment or tcp.analysis.duplicate_ack', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'many-after-handshake-dropped',
    about:
      'The firewall lets handshakes with many servers pass, and drops what the client sends then.',
    servers: [everywhere(family, 'tls', 443), everywhere(family, 'http', 80)],
    commands: [
      forward(
        `ip daddr ${prefix} tcp dport { 80, 443 } tcp flags & (syn | fin | rst) == 0x0 counter drop`,
      ),
    ],
    tasks: [
      ...uses(family, many, 'tls', 443, 'fails', { error: 'timeout in handshake', timeout: 6 }),
      ...uses(family, many, 'http', 80, 'fails', { error: 'timeout in response', timeout: 6 }),
    ],
    endpoints: [...are(family, many, 443, 'drop'), ...are(family, many, 80, 'drop')],
    others: 'answered',
    sees: [{ filter: 'tcp.len > 0 and tcp.analysis.retransmission', atLeast: 160 }],
  })),
  broad((family) => ({
    name: 'many-hang-after-request',
    about: 'Servers that take each request and never answer it: they hang.',
    servers: [everywhere(family, 'http', 8080, { delay: 300 }), everywhere(family, 'http', 80)],
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', { error: 'timeout in response', timeout: 6 }),
      ...uses(family, many, 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: are(family, many, 8080, 'inconclusive', {
      accept: ['closed'],
      reason: 'The server acknowledges each request: nothing is dropped, and nothing is answered.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.len > 0', atMost: 0 }],
  })),
  broad((family) => ({
    name: 'many-stalled',
    about: 'The firewall drops every packet of connections to many servers after the 20th.',
    servers: [everywhere(family, 'http', 80, { bytes: 200 })],
    commands: [
      counted,
      forward(`${to(80)} ct packets > 20 counter drop`),
      forward(`${from(80)} ct packets > 20 counter drop`),
    ],
    tasks: uses(family, many, 'http', 80, 'fails', {
      error: 'timeout in response',
      requests: 20,
      requestPause: 0.3,
      timeout: 11,
      pause: 1,
    }),
    endpoints: are(family, many, 80, 'drop', worksAtFirst),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 80 and tcp.analysis.retransmission', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'many-reset-later',
    about: 'The firewall resets connections to many servers at the 20th packet.',
    servers: [everywhere(family, 'http', 80, { bytes: 200 })],
    commands: [counted, forward(`${to(80)} ct packets > 20 counter reject with tcp reset`)],
    tasks: uses(family, many, 'http', 80, 'fails', {
      requests: 20,
      requestPause: 0.2,
      timeout: 11,
      attempts: 3,
    }),
    endpoints: are(family, many, 80, 'reject', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'Each connection works at first; servers end connections by RST, too.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 80 and tcp.flags.reset == 1', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'many-requests-reset-later',
    about:
      'The firewall resets connections to many servers at the first request after the 24th packet.',
    servers: [everywhere(family, 'http', 80, { bytes: 200 })],
    commands: [
      counted,
      forward(`${to(80)} ct packets > 24 tcp flags & psh == psh counter reject with tcp reset`),
    ],
    tasks: uses(family, many, 'http', 80, 'fails', {
      error: 'E',
      requests: 20,
      requestPause: 0.2,
      timeout: 11,
      attempts: 4,
    }),
    endpoints: are(family, many, 80, 'reject', worksAtFirst),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 80 and tcp.flags.reset == 1', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'many-requests-dropped-later',
    about: 'The firewall drops requests to many servers from the 24th packet of a connection on.',
    servers: [everywhere(family, 'http', 80, { bytes: 200 })],
    commands: [counted, forward(`${to(80)} ct packets > 24 tcp flags & psh == psh counter drop`)],
    tasks: uses(family, many, 'http', 80, 'fails', {
      error: 'timeout in response',
      requests: 20,
      requestPause: 0.2,
      timeout: 7,
      attempts: 3,
    }),
    endpoints: are(family, many, 80, 'drop', worksAtFirst),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 80 and tcp.analysis.retransmission', atLeast: 120 }],
  })),
  broad((family) => ({
    name: 'many-bursts-limited',
    about:
      'Bursts of five connections to each of many servers; the firewall lets three of each pass.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [
      {
        at: 'firewall',
        run: "nft 'add set inet lab limited { type ipv4_addr; flags dynamic; size 100; }'",
      },
      forward(
        `${to(8080)} ${syn} add @limited { ip daddr limit rate over 30/minute burst 3 packets } counter drop`,
      ),
    ],
    tasks: many.flatMap((host) =>
      hosts(0, 5).flatMap((burst) =>
        hosts(0, 5).map(
          (index): ClientTask => ({
            id: `${host} ${burst} ${index}`,
            kind: 'connect',
            address: family.web(host),
            port: 8080,
            start: 1 + (host - 20) * 0.13 + burst * 8 + index * 0.08,
            timeout: 1.5,
            expect: 'either',
          }),
        ),
      ),
    ),
    endpoints: are(family, many, 8080, 'drop', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'The service answers what gets through; both are true.',
    }),
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 8080 and tcp.flags == 0x12', atLeast: 250 },
      { filter: 'tcp.dstport == 8080 and tcp.flags == 2', atLeast: 540 },
    ],
  })),
  broad((family) => ({
    name: 'many-syn-acks-dropped-at-client',
    about: "The client's own packet filter drops the SYN/ACKs of many servers.",
    servers: [everywhere(family, 'http', 8080)],
    commands: [
      {
        at: 'client',
        run: `nft 'add rule inet lab input ip saddr ${prefix} tcp sport 8080 counter drop'`,
      },
    ],
    tasks: uses(family, many, 'http', 8080, 'fails', { error: 'timeout in connect', timeout: 5 }),
    endpoints: are(family, many, 8080, 'drop', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'The server answers; what drops its answers is the capturing computer itself.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags == 0x12', atLeast: 100 }],
  })),
  broad((family) => ({
    name: 'many-half-of-attempts-dropped',
    about:
      'Half of the source ports to many servers get nothing: one machine of each pair is gone.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [forward(`${to(8080)} ${syn} jhash tcp sport mod 2 == 0 counter drop`, 'edge')],
    tasks: uses(family, many, 'http', 8080, 'mixed', {
      error: 'timeout in connect',
      timeout: 3.2,
      attempts: 10,
      pause: 0.3,
    }),
    endpoints: are(family, many, 8080, 'drop', {
      accept: ['answered', 'unreachable'],
      mayAbstain: true,
      reason: 'The service answers half of the connections; both halves are true.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and tcp.analysis.retransmission', atLeast: 100 }],
  })),
  broad((family) => ({
    name: 'many-rate-limited',
    about: 'The firewall lets one connection in twelve seconds pass to each of many servers.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [
      {
        at: 'firewall',
        run: "nft 'add set inet lab limited { type ipv4_addr; flags dynamic; size 100; }'",
      },
      forward(
        `${to(8080)} ${syn} add @limited { ip daddr limit rate over 5/minute burst 1 packets } counter drop`,
      ),
    ],
    tasks: uses(family, many, 'http', 8080, 'mixed', { timeout: 3, attempts: 8, pause: 0.4 }),
    endpoints: are(family, many, 8080, 'drop', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'The service answers what gets through; both are true.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and tcp.analysis.retransmission', atLeast: 100 }],
  })),
  broad((family) => ({
    name: 'many-dns-dropped-asked-once',
    about: 'The firewall drops DNS to many resolvers; the client asks each time once.',
    servers: dnsServers(),
    commands: [forward(`ip daddr ${resolvers} udp dport 53 counter drop`)],
    tasks: digs('+time=2 +tries=1', 'fails'),
    endpoints: dnsAre('drop', silent),
    others: 'answered',
    sees: [{ filter: 'udp.dstport == 53 and dns.flags.response == 0', atLeast: 66 }],
    background: { ipv6: family.ipv6 },
  })),
  broad((family) => ({
    name: 'many-dns-dropped-other-names',
    about:
      'The firewall drops DNS to many resolvers; the client asks each for four names, once each.',
    servers: dnsServers(),
    commands: [forward(`ip daddr ${resolvers} udp dport 53 counter drop`)],
    tasks: many.flatMap((host) =>
      hosts(0, 4).map((name) => ({
        ...lookups(host, {
          tries: 1,
          timeout: 2,
          attempts: 1,
          names: [`shop-${host + name}.example.net`],
        }),
        id: `lookup ${host} ${name}`,
        start: 1 + (host - 20) * 0.2 + name * 3,
      })),
    ),
    endpoints: dnsAre('drop', silent),
    others: 'answered',
    sees: [{ filter: 'udp.dstport == 53 and dns.flags.response == 0', atLeast: 88 }],
    background: { ipv6: family.ipv6 },
  })),
  broad((family) => ({
    name: 'many-dns-dropped-udp-only',
    about: 'The firewall drops DNS by UDP to many resolvers, which answer by TCP.',
    servers: dnsServers(),
    commands: [forward(`ip daddr ${resolvers} udp dport 53 counter drop`)],
    tasks: many.flatMap((host): ClientTask[] => [
      lookups(host, {}),
      {
        id: `tcp ${host}`,
        kind: 'dns-tcp',
        server: family.dns(host),
        name: `shop-${host}.example.net`,
        start: 3 + (host - 20) * 0.2,
        attempts: 2,
        expect: 'works',
      },
    ]),
    endpoints: dnsAre('drop', { patterns: ['dns-unanswered-retransmits'] }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 53 and tcp.len > 0', atLeast: 44 }],
    background: { ipv6: family.ipv6 },
  })),
  broad((family) => ({
    name: 'many-dns-late',
    about: 'Many resolvers that answer after three seconds, when their clients have given up.',
    capture: { tail: 12 },
    servers: dnsServers({ delay: 3 }),
    tasks: digs('+time=1 +tries=2', 'fails', { attempts: 2 }),
    endpoints: dnsAre('answered', {
      mayAbstain: true,
      reason: 'The answers come too late to be of use.',
    }),
    others: 'answered',
    sees: [{ filter: 'udp.srcport == 53 and dns.flags.response == 1', atLeast: 80 }],
    background: { ipv6: family.ipv6 },
  })),
  broad((family) => ({
    name: 'many-dns-redirected',
    about:
      'The firewall redirects DNS of many resolvers to its own, which denies every name; UDP 443 of them is not touched.',
    servers: [
      ...dnsServers(),
      ...dnsServers({ port: 443 }),
      { kind: 'dns', at: 'firewall', address: family.firewall, answers: 'nxdomain' },
    ],
    commands: [
      translate(`ip daddr ${resolvers} udp dport 53 counter dnat ip to ${family.firewall}`),
    ],
    tasks: many.map(
      (host): ClientTask => ({
        id: `probe ${host}`,
        kind: 'probe',
        servers: [53, 443].map((port) => ({ address: family.dns(host), port })),
        name: DEBUG_NAME,
        start: 1 + (host % 11) * 0.2,
        attempts: 3,
        expect: 'works',
      }),
    ),
    endpoints: dnsAre('intercepted'),
    others: 'answered',
    sees: [{ filter: 'udp.srcport == 53 and ip.ttl == 64 and dns.flags.rcode == 3', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'many-captive-portal',
    about: 'A captive portal answers HTTP of many sites with a redirection; TLS is reset.',
    background: null,
    servers: [
      {
        kind: 'http',
        at: 'firewall',
        address: family.firewall,
        port: 80,
        redirect: 'http://login.guest.example/',
      },
      everywhere(family, 'tls', 443),
    ],
    commands: [
      translate(`iifname eth0 tcp dport 80 counter dnat ip to ${family.firewall}`),
      forward('iifname eth0 tcp dport 443 counter reject with tcp reset'),
    ],
    tasks: [
      ...uses(family, many, 'http', 80, 'works', {
        status: 302,
        resolver: family.siteResolver,
      }),
      ...uses(family, hosts(20, 6), 'tls', 443, 'fails', { error: 'ECONNREFUSED', start: 2 }),
    ],
    endpoints: [
      ...are(family, many, 80, 'intercepted', { patterns: ['captive-portal'] }),
      ...are(family, hosts(20, 6), 443, 'reject', {
        mayAbstain: true,
        reason: 'No server outside ever answers: only the delay and the TTL speak.',
      }),
    ],
    others: 'answered',
    sees: [{ filter: 'http.response.code == 302', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'many-redirect-to-login',
    about: 'Many web servers, each of which redirects to a login page of its own, as intranets do.',
    servers: [
      everywhere(family, 'http', 80, { redirect: 'https://login.shop.example/' }),
      everywhere(family, 'tls', 443),
    ],
    background: null,
    tasks: [
      ...uses(family, many, 'http', 80, 'works', { status: 302, resolver: family.siteResolver }),
      ...uses(family, many, 'tls', 443, 'works', { start: 2 }),
    ],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'http.response.code == 302', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'many-quic-dropped',
    about: 'The firewall drops QUIC (UDP 443) to many servers, whose TCP 443 works.',
    capture: { options: ['-s', '256'] },
    servers: [
      everywhere(family, 'tls', 443),
      ...many.map((host) => ({ kind: 'quic' as const, address: family.web(host), port: 443 })),
    ],
    commands: [forward(`ip daddr ${prefix} udp dport 443 counter drop`)],
    tasks: [
      ...many.map(
        (host): ClientTask => ({
          id: `QUIC ${host}`,
          kind: 'quic',
          address: family.web(host),
          port: 443,
          start: 1 + (host % 11) * 0.2,
          attempts: 2,
          timeout: 8,
          expect: 'fails',
        }),
      ),
      ...uses(family, many, 'tls', 443, 'works', { start: 3 }),
    ],
    endpoints: many.map((host) => ({
      server: family.web(host),
      port: 443,
      protocol: 'udp',
      verdict: 'drop',
      mayAbstain: true,
      reason: 'A server that has no QUIC may be silent, too.',
    })),
    others: 'answered',
    sees: [{ filter: 'udp.dstport == 443 and frame.len > 1200', atLeast: 160 }],
  })),
  broad((family) => ({
    name: 'many-closed-udp',
    about: 'Web servers are asked for DNS; their kernels say by ICMP that nobody listens.',
    servers: [{ kind: 'http', address: '0.0.0.0', port: 80 }],
    commands: [{ at: 'server', run: 'sysctl -q -w net.ipv4.icmp_ratelimit=0' }],
    tasks: [
      ...many.map((host) => lookups(host, { tries: 2, timeout: 2 })),
      ...many.map(
        (host): ClientTask => ({
          id: `web ${host}`,
          kind: 'http',
          address: family.dns(host),
          port: 80,
          start: 2 + (host % 11) * 0.2,
          attempts: 2,
          expect: 'works',
        }),
      ),
    ],
    endpoints: dnsAre('closed'),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 3', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'many-icmp-by-firewall',
    about:
      'The firewall refuses DNS to many resolvers by ICMP port unreachable, as the resolvers themselves would.',
    servers: [...dnsServers(), { kind: 'http', address: '0.0.0.0', port: 80 }],
    commands: [
      { at: 'firewall', run: 'sysctl -q -w net.ipv4.icmp_ratelimit=0' },
      forward(`ip daddr ${resolvers} udp dport 53 counter reject with icmp type port-unreachable`),
    ],
    tasks: [
      ...many.map((host) => lookups(host, { tries: 2, timeout: 2 })),
      ...many.map(
        (host): ClientTask => ({
          id: `web ${host}`,
          kind: 'http',
          address: family.dns(host),
          port: 80,
          start: 2 + (host % 11) * 0.2,
          attempts: 2,
          expect: 'works',
        }),
      ),
    ],
    endpoints: dnsAre('reject'),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 3 and ip.ttl == 64', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'many-icmp-by-server-hosts',
    about: "The servers' own packet filters refuse TCP 8443 by ICMP, as iptables does by default.",
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8443)],
    commands: [
      { at: 'server', run: 'sysctl -q -w net.ipv4.icmp_ratelimit=0' },
      {
        at: 'server',
        run: 'iptables -A INPUT -p tcp --dport 8443 -j REJECT --reject-with icmp-port-unreachable',
      },
    ],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { attempts: 3 }),
      ...uses(family, many, 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: are(family, many, 8443, 'reject', {
      accept: ['closed'],
      mayAbstain: true,
      reason: 'The server itself says so, by its own filter.',
    }),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 3', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'many-hosts-gone-told',
    about: 'No host has any of many addresses; the last router says so by ICMP.',
    commands: [{ at: 'edge', run: 'sysctl -q -w net.ipv4.icmp_ratelimit=0' }],
    tasks: hosts(1, 22).map(
      (host): ClientTask => ({
        id: `nobody ${host}`,
        kind: 'http',
        address: family.nobody(host),
        port: 80,
        start: 1 + host * 0.1,
        attempts: 2,
        timeout: 8,
        expect: 'fails',
      }),
    ),
    endpoints: hosts(1, 22).map((host) => ({
      server: family.nobody(host),
      port: 80,
      protocol: 'tcp',
      verdict: 'unreachable',
    })),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 1', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'many-closed-on-the-link',
    about:
      'Closed ports of many hosts on the same link, half of which have another one that works.',
    commands: [
      {
        at: 'resolver',
        run: 'for host in $(seq 150 171); do ip addr add 192.0.2.$host/24 dev eth0; done',
      },
    ],
    servers: [{ kind: 'http', at: 'resolver', address: '0.0.0.0', port: 80 }],
    tasks: hosts(150, 22).flatMap((host): ClientTask[] => {
      const use = {
        kind: 'http',
        address: `192.0.2.${host}`,
        start: 1 + (host % 22) * 0.2,
      } as const;
      return [
        {
          ...use,
          id: `${host} 8080`,
          port: 8080,
          attempts: 3,
          expect: 'fails',
          error: 'ECONNREFUSED',
        },
        ...(host < 161
          ? [{ ...use, id: `${host} 80`, port: 80, attempts: 2, expect: 'works' as const }]
          : []),
      ];
    }),
    endpoints: hosts(150, 22).map((host) => ({
      server: `192.0.2.${host}`,
      port: 8080,
      protocol: 'tcp',
      verdict: 'closed',
    })),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 66 }],
    background: { ipv6: family.ipv6 },
  })),
  broad((family) => ({
    name: 'many-closed-on-this-host',
    about:
      'Programs on the capturing host ask its own addresses for a port on which nobody listens.',
    capture: { interface: 'any' },
    tasks: ownAddresses.map(
      (host): ClientTask => ({
        id: `own ${host}`,
        kind: 'http',
        address: `192.0.2.${host}`,
        port: 8080,
        localAddress: `192.0.2.${host}`,
        start: 1 + (host % 22) * 0.2,
        attempts: 3,
        expect: 'fails',
        error: 'ECONNREFUSED',
      }),
    ),
    endpoints: ownAddresses.map((host) => ({
      server: `192.0.2.${host}`,
      port: 8080,
      protocol: 'tcp',
      verdict: 'closed',
    })),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 55 }],
    background: { ipv6: family.ipv6 },
  })),
  broad((family) => ({
    name: 'many-reset-within-host',
    about: 'The client\'s own packet filter resets connections to many servers, captured on "any".',
    servers: [everywhere(family, 'http', 80), everywhere(family, 'http', 8080)],
    commands: [
      {
        at: 'client',
        run: `nft 'add rule inet lab input ip saddr ${prefix} tcp sport 8080 tcp flags & (syn | ack) == (syn | ack) counter reject with tcp reset'`,
      },
      {
        at: 'client',
        run: `nft 'add rule inet lab output ip daddr ${range(family, hosts(50, 22))} tcp dport 8080 counter reject with tcp reset'`,
      },
    ],
    capture: { interface: 'any' },
    tasks: [
      ...uses(family, hosts(50, 22), 'http', 8080, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
      ...uses(family, many, 'http', 8080, 'fails', { error: 'timeout in connect', timeout: 3 }),
      ...uses(family, many, 'http', 80, 'works', { start: 2, attempts: 1 }),
    ],
    endpoints: [
      ...are(family, hosts(50, 22), 8080, 'reject', {
        unasked: true,
        mayAbstain: true,
        reason: 'Only the RSTs are seen, not what they answer.',
      }),
      ...are(family, many, 8080, 'reject', {
        accept: ['answered', 'drop'],
        mayAbstain: true,
        reason: 'The server answers; the capturing computer itself refuses its answers.',
      }),
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 55 }],
  })),
].flat();
