// Connections that were idle: what a firewall forgot, what a server ended itself, and what goes on.

import { type ClientTask, type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const prefix = range(ipv4, many);

/** A firewall that forgets idle connections after some seconds, and knows no others but by their SYN. */
function forgets(seconds: number, refusal: string): Command[] {
  return [
    {
      at: 'firewall',
      run: `sysctl -q -w net.netfilter.nf_conntrack_tcp_timeout_established=${seconds} net.netfilter.nf_conntrack_tcp_loose=0`,
    },
    forward(`ip daddr ${prefix} ct state invalid ${refusal}`),
  ];
}

/** Two requests on one connection, ten seconds apart. */
const idle = (expect: ClientTask['expect'], more = {}): ClientTask[] =>
  uses(ipv4, many, 'http', 8080, expect, {
    attempts: 1,
    requests: 2,
    requestPause: 10,
    timeout: 19,
    ...more,
  });

/** Idle for as long as the start of the capture needs. */
const longer = { requestPause: 17, timeout: 27 };

/** As long as translators of some providers remember a connection. */
const halfMinute = { requestPause: 30, timeout: 42 };

const whole = {
  mayAbstain: true,
  reason: 'The service is reachable; only connections that were idle fail.',
} as const;
const begunBefore = {
  mayAbstain: true,
  reason: 'The capture has no beginning of these connections.',
} as const;
const repeated = {
  filter: 'tcp.dstport == 8080 and tcp.len > 0 and tcp.analysis.retransmission',
  atLeast: 60,
};
const resets = { filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 22 };

export const idles: Scenario[] = [
  broad((family) => ({
    name: 'idle-forgotten-dropped',
    about: 'The firewall forgets connections that are idle for 5 s, and drops what they send then.',
    servers: [everywhere(family, 'http', 8080)],
    commands: forgets(5, 'counter drop'),
    tasks: idle('fails', { error: 'timeout in response' }),
    endpoints: are(family, many, 8080, 'drop', whole),
    others: 'answered',
    sees: [repeated],
  })),
  broad((family) => ({
    name: 'idle-forgotten-reset',
    about:
      'The firewall forgets connections that are idle for 5 s, and resets them when they go on.',
    servers: [everywhere(family, 'http', 8080)],
    commands: forgets(5, 'counter reject with tcp reset'),
    tasks: idle('fails', { error: 'ECONNRESET' }),
    endpoints: are(family, many, 8080, 'reject', whole),
    others: 'answered',
    sees: [resets],
  })),
  broad((family) => ({
    name: 'idle-forgotten-before-capture',
    about:
      'The capture begins while connections are idle; the firewall has forgotten them, and drops what they send.',
    capture: { start: 12 },
    servers: [everywhere(family, 'http', 8080)],
    commands: forgets(5, 'counter drop'),
    tasks: idle('fails', { error: 'timeout in response', ...longer }),
    endpoints: are(family, many, 8080, 'drop', begunBefore),
    others: 'answered',
    sees: [repeated, { filter: 'tcp.dstport == 8080 and tcp.flags.syn == 1', atMost: 0 }],
  })),
  broad((family) => ({
    name: 'idle-reset-before-capture',
    about:
      'The capture begins while connections are idle; the firewall has forgotten them, and resets them.',
    capture: { start: 12 },
    servers: [everywhere(family, 'http', 8080), everywhere(family, 'http', 80)],
    commands: forgets(5, 'counter reject with tcp reset'),
    tasks: [
      ...idle('fails', { error: 'ECONNRESET', ...longer }),
      ...uses(family, many, 'http', 80, 'works', { start: 14, attempts: 1 }),
    ],
    endpoints: are(family, many, 8080, 'reject', begunBefore),
    others: 'answered',
    sees: [resets, { filter: 'tcp.dstport == 8080 and tcp.flags.syn == 1', atMost: 0 }],
  })),
  broad((family) => ({
    name: 'idle-half-minute-forgotten',
    about:
      'The firewall forgets connections that are idle for 22 s, as some translators do, and drops what they send then.',
    servers: [everywhere(family, 'http', 8080)],
    commands: forgets(22, 'counter drop'),
    tasks: [
      ...idle('fails', { error: 'timeout in response', ...halfMinute }),
      ...uses(family, many, 'http', 8080, 'works', { start: 36, attempts: 1, id: 'anew' }),
    ],
    endpoints: are(family, many, 8080, 'drop', { ...whole, accept: ['answered'] }),
    others: 'answered',
    sees: [repeated],
  })),
  broad((family) => ({
    name: 'idle-half-minute-works',
    about: 'Connections are idle for half a minute, and go on.',
    servers: [everywhere(family, 'http', 8080)],
    tasks: idle('works', halfMinute),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and http.request', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'idle-and-works',
    about: 'Connections are idle for ten seconds, and go on.',
    servers: [everywhere(family, 'http', 8080)],
    tasks: idle('works'),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and http.request', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'idle-and-works-before-capture',
    about: 'The capture begins while connections are idle; they go on, slowly, as the servers do.',
    capture: { start: 12 },
    servers: [everywhere(family, 'http', 8080, { delay: 1.2 })],
    tasks: idle('works', longer),
    endpoints: [],
    others: 'answered',
    sees: [
      { filter: 'tcp.dstport == 8080 and http.request', atLeast: 22 },
      { filter: 'tcp.dstport == 8080 and tcp.flags.syn == 1', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'keep-alive-reset',
    about:
      'The firewall forgets connections that are idle for 4 s; the first keep-alive, after 7 s, is answered by its RST.',
    servers: [everywhere(family, 'http', 8080)],
    commands: forgets(4, 'counter reject with tcp reset'),
    tasks: idle('fails', { error: 'E', keepAlive: 7, requestPause: 16, timeout: 22 }),
    endpoints: are(family, many, 8080, 'reject', whole),
    others: 'answered',
    sees: [resets, { filter: 'tcp.analysis.keep_alive', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'keep-alive-works',
    about:
      'The firewall forgets connections that are idle for 8 s; keep-alives every 3 s hold them open.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [
      forgets(8, '')[0],
      { at: 'client', run: 'sysctl -q -w net.ipv4.tcp_keepalive_intvl=3' },
    ],
    tasks: idle('works', { keepAlive: 3, requestPause: 14, timeout: 22 }),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.analysis.keep_alive', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'idle-server-resets',
    about: 'Servers end connections that are idle for 6 s themselves, by RST.',
    servers: [everywhere(family, 'http', 8080, { idle: 6 })],
    tasks: uses(family, many, 'http', 8080, 'works', { attempts: 1, closesAfter: 12 }),
    endpoints: [],
    others: 'answered',
    sees: [resets],
  })),
].flat();
