// TCP that a firewall swallows: on the way out, on the way back, from some point on.

import {
  both,
  type ClientTask,
  type Family,
  forward,
  ipv4Only,
  type Scenario,
} from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';

/** An application that fails, and tries again. */
export function portal(family: Family, expect: ClientTask['expect'], error = '') {
  return {
    id: 'portal',
    kind: 'tls',
    address: family.web(20),
    port: 443,
    serverName: 'portal-20.example.net',
    resolver: family.siteResolver,
    start: 1,
    attempts: 3,
    pause: 2,
    timeout: 6,
    expect,
    error,
  } as const;
}

/** The server of `portal`. */
export function portalServer(family: Family) {
  return { kind: 'tls', address: family.web(20), port: 443 } as const;
}

/** The truth about `portal`. */
export function portalIs(
  family: Family,
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint {
  return { server: family.web(20), port: 443, protocol: 'tcp', verdict, ...more };
}

function toPortal(family: Family): string {
  return `${family.ip} daddr ${family.web(20)} tcp dport 443`;
}

const unanswered = { patterns: ['syn-only-retransmits'] };

export const tcpDropped: Scenario[] = [
  both((family) => ({
    name: 'tcp-drop-out',
    about: 'The firewall drops SYNs to one web service.',
    servers: [portalServer(family)],
    commands: [forward(`${toPortal(family)} counter drop`)],
    tasks: [portal(family, 'fails', 'timeout in connect')],
    endpoints: [portalIs(family, 'drop', unanswered)],
    others: 'answered',
    sees: [
      { filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.flags.syn == 1`, atLeast: 9 },
      { filter: `${family.wireshark}.src == ${family.web(20)}`, atMost: 0 },
    ],
  })),
  both((family) => ({
    name: 'tcp-drop-out-backoff',
    about:
      'The firewall drops SYNs to one web service; the client repeats them after 1, 3, 7, 15 s.',
    servers: [portalServer(family)],
    commands: [
      { at: 'client', run: 'sysctl -q -w net.ipv4.tcp_syn_linear_timeouts=0' },
      forward(`${toPortal(family)} counter drop`),
    ],
    tasks: [{ ...portal(family, 'fails', 'timeout in connect'), attempts: 2, timeout: 16 }],
    endpoints: [portalIs(family, 'drop', unanswered)],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.flags.syn == 1`,
        atLeast: 8,
        atMost: 12,
      },
    ],
  })),
  both((family) => ({
    name: 'tcp-drop-back',
    about:
      'SYNs get out, and the firewall drops the SYN/ACKs of one web service on their way back.',
    servers: [portalServer(family)],
    commands: [
      forward(
        `${family.ip} saddr ${family.web(20)} tcp sport 443 tcp flags & (syn | ack) == syn | ack counter drop`,
      ),
    ],
    tasks: [portal(family, 'fails', 'timeout in connect')],
    endpoints: [portalIs(family, 'drop', unanswered)],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.src == ${family.web(20)}`, atMost: 0 }],
  })),
  both((family) => ({
    name: 'tcp-drop-one-port',
    about: 'The firewall drops TCP 25 to a mail server whose TCP 587 works.',
    servers: [25, 587].map((port) => ({ kind: 'http', address: family.web(21), port })),
    commands: [forward(`${family.ip} daddr ${family.web(21)} tcp dport 25 counter drop`)],
    tasks: [
      {
        id: 'port 25',
        kind: 'http',
        address: family.web(21),
        port: 25,
        attempts: 3,
        timeout: 6,
        expect: 'fails',
        error: 'timeout in connect',
      },
      {
        id: 'port 587',
        kind: 'http',
        address: family.web(21),
        port: 587,
        start: 2,
        attempts: 3,
        pause: 4,
        expect: 'works',
      },
    ],
    endpoints: [
      { server: family.web(21), port: 25, protocol: 'tcp', verdict: 'drop', ...unanswered },
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 25 and tcp.flags.syn == 1', atLeast: 9 }],
  })),
  both((family) => ({
    name: 'tcp-drop-nothing-else',
    about: 'The firewall drops SYNs to one web service, and nothing else happens in the capture.',
    background: null,
    servers: [portalServer(family)],
    commands: [forward(`${toPortal(family)} counter drop`)],
    tasks: [
      {
        id: 'portal',
        kind: 'tls',
        address: family.web(20),
        port: 443,
        attempts: 3,
        timeout: 6,
        expect: 'fails',
        error: 'timeout in connect',
      },
    ],
    endpoints: [
      portalIs(family, 'drop', {
        mayAbstain: true,
        reason: 'Nothing at all answers in the capture: no network would look the same.',
      }),
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.flags.ack == 1', atMost: 0 }],
  })),
  both((family) => ({
    name: 'tcp-drop-after-handshake',
    about:
      'The firewall lets SYN and SYN/ACK pass, and drops all that the client sends after them.',
    servers: [portalServer(family)],
    commands: [forward(`${toPortal(family)} tcp flags & (syn | fin | rst) == 0x0 counter drop`)],
    tasks: [portal(family, 'fails', 'timeout in handshake')],
    endpoints: [portalIs(family, 'drop')],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.flags.syn == 1 and tcp.flags.ack == 1`,
        atLeast: 3,
      },
      { filter: `${family.wireshark}.src == ${family.web(20)} and tcp.len > 0`, atMost: 0 },
    ],
  })),
  both((family) => ({
    name: 'tcp-drop-later-data',
    about: 'The firewall drops every packet of a connection after its 24th.',
    servers: [{ ...portalServer(family), bytes: 200 }],
    commands: [
      { at: 'firewall', run: 'sysctl -q -w net.netfilter.nf_conntrack_acct=1' },
      forward(`${family.ip} daddr ${family.web(20)} tcp dport 443 ct packets > 24 counter drop`),
      forward(`${family.ip} saddr ${family.web(20)} tcp sport 443 ct packets > 24 counter drop`),
    ],
    tasks: [
      { ...portal(family, 'fails', 'timeout in response'), requests: 12, timeout: 11, pause: 1 },
    ],
    endpoints: [
      portalIs(family, 'drop', {
        mayAbstain: true,
        reason: 'Each connection works at first; a server that hangs would look much the same.',
      }),
    ],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.analysis.retransmission and tcp.len > 0`,
        atLeast: 4,
      },
    ],
  })),
  ipv4Only((family) => ({
    name: 'tcp-idle-timeout',
    about:
      'The firewall forgets connections that are idle for 5 s, and drops what belongs to none.',
    servers: [portalServer(family)],
    commands: [
      {
        at: 'firewall',
        run: 'sysctl -q -w net.netfilter.nf_conntrack_tcp_timeout_established=5 net.netfilter.nf_conntrack_tcp_loose=0',
      },
      forward('ct state invalid counter drop'),
    ],
    tasks: [
      {
        ...portal(family, 'fails', 'timeout in response'),
        requests: 2,
        requestPause: 8,
        timeout: 16,
        attempts: 2,
      },
      { ...portal(family, 'works'), id: 'portal without a pause', start: 4, attempts: 3, pause: 5 },
    ],
    endpoints: [
      portalIs(family, 'drop', {
        accept: ['answered'],
        mayAbstain: true,
        reason: 'The service is reachable; only connections that were idle are dropped.',
      }),
    ],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.dst == ${family.web(20)} and tcp.analysis.retransmission and tcp.len > 0`,
        atLeast: 4,
      },
    ],
  })),
  ipv4Only((family) => ({
    name: 'tcp-drop-half',
    about:
      'One of two machines behind a load balancer is gone: half of the source ports get nothing.',
    servers: [portalServer(family)],
    commands: [
      forward(
        `${toPortal(family)} tcp flags & (syn | ack) == syn jhash tcp sport mod 2 == 0 counter drop`,
        'edge',
      ),
    ],
    tasks: [
      { ...portal(family, 'mixed', 'timeout in connect'), attempts: 8, timeout: 4, pause: 1 },
    ],
    endpoints: [
      portalIs(family, 'drop', {
        accept: ['answered', 'unreachable'],
        mayAbstain: true,
        reason: 'The service answers half of the connections; both halves are true.',
      }),
    ],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.src == ${family.web(20)}`, atLeast: 5 }],
  })),
].flat();
