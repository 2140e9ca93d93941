// Captures that show less than happened, or more.

import { backgroundMayAbstain } from '../background.ts';
import { both, type Family, forward, ipv4, ipv4Only, type Scenario } from '../scenario.ts';
import { probes, publicResolvers } from './dns-dropped.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

const ipv4Background = { ipv6: false };

/** One service dropped, one rejected, a resolver dropped, the rest healthy. */
function threeFaults(family: Family) {
  return {
    servers: [
      portalServer(family),
      { kind: 'tls', address: family.web(21), port: 443 },
      ...publicResolvers(family),
    ],
    commands: [
      forward(`${family.ip} daddr ${family.web(20)} tcp dport 443 counter drop`),
      forward(`${family.ip} daddr ${family.web(21)} tcp dport 443 counter reject with tcp reset`),
      forward(`${family.ip} daddr ${family.dns(53)} udp dport 53 counter drop`),
    ],
    tasks: [
      portal(family, 'fails', 'timeout in connect'),
      {
        ...portal(family, 'fails', 'ECONNREFUSED'),
        id: 'shop',
        address: family.web(21),
        serverName: 'shop-21.example.net',
        start: 2,
        attempts: 5,
      },
      {
        id: 'public resolver',
        kind: 'dns',
        servers: [family.dns(53)],
        names: ['shop-20.example.net'],
        timeout: 2,
        tries: 3,
        attempts: 2,
        expect: 'fails',
      },
    ],
    endpoints: [
      portalIs(family, 'drop', { patterns: ['syn-only-retransmits'] }),
      {
        server: family.web(21),
        port: 443,
        protocol: 'tcp',
        verdict: 'reject',
        patterns: ['syn-reset'],
      },
      {
        server: family.dns(53),
        port: 53,
        protocol: 'udp',
        verdict: 'drop',
        patterns: ['dns-unanswered-retransmits'],
      },
    ],
    others: 'answered',
    sees: [
      { filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.flags.syn == 1`, atLeast: 9 },
      {
        filter: `${family.wireshark}.src == ${family.web(21)} and tcp.flags.reset == 1`,
        atLeast: 5,
      },
    ],
  } as const satisfies Partial<Scenario>;
}

const tooSoon = {
  mayAbstain: true,
  reason: 'The capture ends before an answer could be missed.',
} as const;

const oneWay = 'Only one direction was captured.';

export const captures: Scenario[] = [
  ...ipv4Only((family) => ({
    name: 'capture-any',
    about: 'Three faults, captured on the pseudo-interface "any" of the client.',
    ...threeFaults(family),
    capture: { interface: 'any' },
  })),
  ...ipv4Only((family) => ({
    name: 'capture-any-twice',
    about: 'Three faults, captured on "any" of the bridge between: each frame comes twice or more.',
    ...threeFaults(family),
    capture: { at: 'switch', interface: 'any' },
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.flags.syn == 1`,
        atLeast: 18,
      },
      {
        filter: `${family.wireshark}.src == ${family.web(21)} and tcp.flags.reset == 1`,
        atLeast: 10,
      },
    ],
  })),
  {
    name: 'capture-any-firewall',
    about:
      'Three faults, captured on "any" of the firewall: both sides of it, where a packet has two.',
    background: ipv4Background,
    ...threeFaults(ipv4),
    capture: { at: 'firewall', interface: 'any' },
  },
  {
    name: 'capture-firewall-inside',
    about:
      "Three faults, captured on the firewall's inner interface: the firewall's own frames are seen.",
    background: ipv4Background,
    ...threeFaults(ipv4),
    capture: { at: 'firewall' },
  },
  {
    name: 'capture-behind-firewall',
    about:
      'A drop on the way back, captured behind the firewall: SYN/ACKs that the client never gets.',
    background: ipv4Background,
    servers: [portalServer(ipv4)],
    commands: [
      forward(
        `ip saddr ${ipv4.web(20)} tcp sport 443 tcp flags & (syn | ack) == syn | ack counter drop`,
      ),
    ],
    tasks: [portal(ipv4, 'fails', 'timeout in connect')],
    capture: { at: 'firewall', interface: 'wan0' },
    endpoints: [
      portalIs(ipv4, 'drop', {
        accept: ['answered'],
        mayAbstain: true,
        reason: 'Seen from here the server answers, and the client never goes on.',
      }),
    ],
    others: 'answered',
    sees: [{ filter: `ip.src == ${ipv4.web(20)} and tcp.flags.syn == 1`, atLeast: 6 }],
  },
  {
    name: 'capture-snaplen-64',
    about: 'Three faults, captured with 64 bytes of each frame.',
    background: ipv4Background,
    ...threeFaults(ipv4),
    capture: { options: ['-s', '64'] },
    sees: [
      ...threeFaults(ipv4).sees,
      { filter: 'frame.cap_len == 64 and frame.len > 64', atLeast: 20 },
    ],
  },
  ...both((family) => ({
    name: 'capture-snaplen-96',
    about: 'Three faults, captured with 96 bytes of each frame.',
    ...threeFaults(family),
    capture: { options: ['-s', '96'] },
  })),
  {
    name: 'capture-nanosecond',
    about: "Three faults, in tcpdump's own pcap with nanoseconds.",
    background: ipv4Background,
    ...threeFaults(ipv4),
    capture: { options: ['--nano'], format: 'pcap' },
  },
  {
    name: 'capture-classic-pcap',
    about: "Three faults, in tcpdump's own pcap.",
    background: ipv4Background,
    ...threeFaults(ipv4),
    capture: { format: 'pcap' },
  },
  ...both((family) => ({
    name: 'capture-starts-late',
    about: 'Long connections and a drop; the capture starts six seconds after them.',
    ...threeFaults(family),
    tasks: [
      ...threeFaults(family).tasks.map((task) => ({ ...task, attempts: 4 })),
      ...[22, 23].map((host) => ({
        ...portal(family, 'works'),
        id: `long connection ${host}`,
        address: family.web(host),
        start: 0,
        attempts: 1,
        requests: 14,
        requestPause: 1.4,
        timeout: 60,
      })),
    ],
    servers: [
      ...threeFaults(family).servers,
      ...[22, 23].map((host) => ({ ...portalServer(family), address: family.web(host) })),
    ],
    capture: { start: 6 },
    sees: [
      { filter: `${family.wireshark}.src == ${family.web(22)} and tcp.len > 0`, atLeast: 7 },
      { filter: `${family.wireshark}.dst == ${family.web(22)} and tcp.flags.syn == 1`, atMost: 0 },
    ],
  })),
  ...both((family) => ({
    name: 'capture-ends-after-syn',
    about: 'The capture is stopped 0.4 s after the first SYN to a dropped service.',
    servers: [portalServer(family)],
    commands: [forward(`${family.ip} daddr ${family.web(20)} tcp dport 443 counter drop`)],
    tasks: [{ ...portal(family, 'fails'), start: 8, attempts: 1 }],
    capture: { stop: 8.4 },
    endpoints: [portalIs(family, 'inconclusive', { reason: tooSoon.reason })],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.flags.syn == 1`,
        atLeast: 1,
        atMost: 1,
      },
    ],
  })),
  ...both((family) => ({
    name: 'capture-ends-after-query',
    about: 'The capture is stopped 0.4 s after the first query to a dropped resolver.',
    servers: publicResolvers(family),
    commands: [forward(`${family.ip} daddr ${family.dns(53)} udp dport 53 counter drop`)],
    tasks: [
      {
        id: 'lookup',
        kind: 'command',
        run: `dig +time=2 +tries=2 @${family.dns(53)} shop-20.example.net`,
        start: 8,
        expect: 'fails',
      },
    ],
    capture: { stop: 8.4 },
    endpoints: [
      {
        server: family.dns(53),
        port: 53,
        protocol: 'udp',
        verdict: 'inconclusive',
        reason: tooSoon.reason,
      },
    ],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.dst == ${family.dns(53)}`, atLeast: 1, atMost: 1 }],
  })),
  {
    name: 'capture-ends-in-healthy-exchange',
    about: 'Everything works; the capture is stopped between a SYN and its SYN/ACK, 400 ms away.',
    background: { ipv6: false },
    path: { prefixes: [{ prefix: '203.0.113.20/32', delay: 400 }] },
    servers: [portalServer(ipv4)],
    tasks: [{ ...portal(ipv4, 'works'), start: 8, attempts: 1 }],
    capture: { stop: 8.4 },
    endpoints: [portalIs(ipv4, 'inconclusive', { accept: ['answered'], reason: tooSoon.reason })],
    others: 'answered',
    sees: [{ filter: `ip.dst == ${ipv4.web(20)}`, atLeast: 1, atMost: 2 }],
  },
  ...both((family) => ({
    name: 'capture-sent-only',
    about: 'Three faults; the capture has only what the client sent.',
    ...threeFaults(family),
    capture: { options: ['-Q', 'out'] },
    endpoints: [
      portalIs(family, 'drop', { mayAbstain: true, reason: oneWay }),
      {
        server: family.web(21),
        port: 443,
        protocol: 'tcp',
        verdict: 'reject',
        mayAbstain: true,
        reason: oneWay,
      },
      {
        server: family.dns(53),
        port: 53,
        protocol: 'udp',
        verdict: 'drop',
        mayAbstain: true,
        reason: oneWay,
      },
      ...backgroundMayAbstain({ ipv6: family.ipv6 }, oneWay),
    ],
    sees: [{ filter: `not ${family.wireshark}.src == ${family.client} and tcp`, atMost: 0 }],
  })),
  {
    name: 'capture-received-only',
    about: 'A healthy morning; the capture has only what the client received.',
    background: { ipv6: false },
    servers: [portalServer(ipv4), ...publicResolvers(ipv4)],
    tasks: [portal(ipv4, 'works'), probes(ipv4, 'works')],
    capture: { options: ['-Q', 'in'] },
    endpoints: [],
    // Of one direction nothing is an all-clear: what the client sent in vain would not be there.
    others: 'inconclusive',
    sees: [{ filter: `ip.src == ${ipv4.client} and tcp`, atMost: 0 }],
  },
  {
    name: 'capture-sent-only-healthy',
    about: 'A healthy morning; the capture has only what the client sent.',
    background: { ipv6: false },
    servers: [portalServer(ipv4), ...publicResolvers(ipv4)],
    tasks: [portal(ipv4, 'works'), probes(ipv4, 'works')],
    capture: { options: ['-Q', 'out'] },
    endpoints: [
      portalIs(ipv4, 'answered', { mayAbstain: true, reason: oneWay }),
      ...[53, 54].flatMap((host) =>
        [53, 443].map((port) => ({
          server: ipv4.dns(host),
          port,
          protocol: 'udp' as const,
          verdict: 'answered' as const,
          mayAbstain: true as const,
          reason: oneWay,
        })),
      ),
      ...backgroundMayAbstain({ ipv6: false }, oneWay),
    ],
    others: 'answered',
    sees: [{ filter: `not ip.src == ${ipv4.client} and tcp`, atMost: 0 }],
  },
  {
    name: 'capture-lost-frames',
    about: 'A healthy morning; the kernel drops frames because the capturing program is too slow.',
    background: { ipv6: false, every: 2.5 },
    servers: [{ ...portalServer(ipv4), bytes: 3000 }, ...publicResolvers(ipv4)],
    tasks: [
      { ...portal(ipv4, 'works'), attempts: 12, pause: 0.7 },
      { ...probes(ipv4, 'works'), attempts: 16, pause: 0.7 },
    ],
    capture: {
      format: 'pcapng.gz',
      options: ['-B', '4'],
      leastDropped: 30,
      stalls: Array.from({ length: 18 }, (_, index) => ({
        from: 1 + index * 0.9,
        to: 1.45 + index * 0.9,
      })),
    },
    endpoints: [
      portalIs(ipv4, 'answered', { mayAbstain: true, reason: 'Frames are missing.' }),
      ...[53, 54].flatMap((host) =>
        [53, 443].map((port) => ({
          server: ipv4.dns(host),
          port,
          protocol: 'udp' as const,
          verdict: 'answered' as const,
          mayAbstain: true as const,
          reason: 'Frames are missing.',
        })),
      ),
      ...backgroundMayAbstain({ ipv6: false }, 'Frames are missing.'),
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.analysis.lost_segment or tcp.analysis.ack_lost_segment', atLeast: 1 }],
  },
];
