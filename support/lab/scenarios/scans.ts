// Who asks very many ports, and why: scanners, browsers, monitoring.

import { type ClientTask, type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const target = ipv4.web(20);
const OPEN = [22, 80, 443, 3306];
const ALL = hosts(1, 60).concat([80, 443, 3306]);
/** The firewall lets ports 1 to 39 and the open ones pass. */
const isFiltered = (port: number): boolean => port >= 40 && port <= 60;

const open = OPEN.map((port) => ({ kind: 'http' as const, address: target, port }));
const scanner = (words: string): ClientTask => ({
  id: `scan ${words}`,
  kind: 'command',
  run: `python3 support/lab/scan.py --source ${ipv4.client} --targets ${target} ${words}`,
  start: 2,
  expect: 'works',
});

function portsAre(
  filtered: TruthEndpoint['verdict'],
  ports = ALL,
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] {
  return ports.map((port) => ({
    server: target,
    port,
    protocol: 'tcp',
    verdict: OPEN.includes(port) ? 'answered' : isFiltered(port) ? filtered : 'closed',
    mayAbstain: true,
    mayBeAbsent: true,
    reason: "One port of a scan's very many.",
    ...more,
  }));
}

const filter = (what: string): Command =>
  forward(`ip daddr ${target} tcp dport 40-60 counter ${what}`);
const words = '--ports 1-60,80,443,3306';

/** What a browser does when a page cannot be had. */
const pages = (expect: ClientTask['expect'], error: string): ClientTask[] =>
  uses(ipv4, hosts(20, 22), 'tls', 443, expect, {
    resolver: ipv4.siteResolver,
    error,
    timeout: 6,
    attempts: 2,
  });

export const scans: Scenario[] = [
  broad(() => ({
    name: 'scan-syn',
    about: 'A scan of 63 ports of one host by raw SYNs: four are open, 21 dropped by the firewall.',
    servers: open,
    commands: [filter('drop')],
    tasks: [scanner(`${words} --again 1`)],
    endpoints: portsAre('drop'),
    others: 'answered',
    sees: [
      { filter: `ip.src == ${target} and tcp.flags.reset == 1`, atLeast: 35 },
      { filter: 'tcp.srcport == 51234 and tcp.window_size == 1024', atLeast: 80 },
    ],
  })),
  broad(() => ({
    name: 'scan-syn-rejected',
    about: 'A scan of 63 ports of one host by raw SYNs: four are open, 21 reset by the firewall.',
    servers: open,
    commands: [filter('reject with tcp reset')],
    tasks: [scanner(words)],
    endpoints: portsAre('reject').map((endpoint) =>
      endpoint.verdict === 'reject' ? { ...endpoint, accept: ['closed'] as const } : endpoint,
    ),
    others: 'answered',
    sees: [
      { filter: `ip.src == ${target} and tcp.flags.reset == 1 and ip.ttl == 64`, atLeast: 20 },
    ],
  })),
  broad((family) => ({
    name: 'scan-syn-closed-host',
    about: 'Two scans, by raw SYNs, of 120 ports of hosts without any filter: few are open.',
    servers: [...open, { kind: 'http', address: family.web(21), port: 80 }],
    tasks: [
      scanner('--ports 1-120,443,3306 --pace 0.01'),
      {
        ...scanner(''),
        id: 'second scan',
        start: 5,
        run: `python3 support/lab/scan.py --source ${family.client} --targets ${family.web(21)} --ports 1-120 --source-port 60021 --pace 0.01`,
      },
    ],
    endpoints: [
      ...portsAre('closed', hosts(1, 120).concat([443, 3306])),
      ...hosts(1, 120).map((port) => ({
        ...portsAre('closed', [port])[0],
        server: family.web(21),
        verdict: port === 80 ? ('answered' as const) : ('closed' as const),
      })),
    ],
    others: 'answered',
    sees: [{ filter: `ip.src == ${target} and tcp.flags.reset == 1`, atLeast: 110 }],
  })),
  broad(() => ({
    name: 'scan-connect',
    about: 'A scan of 63 ports by connections, as any user can do: four open, 21 dropped.',
    servers: open,
    commands: [filter('drop')],
    tasks: [
      {
        ...scanner(''),
        run: `python3 -c "
import socket, threading, time
def ask(port):
    s = socket.socket(); s.settimeout(1.5)
    try: s.connect(('${target}', port))
    except OSError: pass
    s.close()
for port in list(range(1, 61)) + [80, 443, 3306]:
    threading.Thread(target=ask, args=(port,)).start(); time.sleep(0.02)
time.sleep(3)"`,
      },
    ],
    endpoints: portsAre('drop'),
    others: 'answered',
    sees: [{ filter: `ip.src == ${target} and tcp.flags.reset == 1`, atLeast: 35 }],
  })),
  broad((family) => ({
    name: 'scan-with-decoys',
    about: 'A scan of 63 ports with five more senders that are not this host.',
    servers: open,
    commands: [filter('drop')],
    tasks: [
      scanner(
        `${words} --decoys ${hosts(140, 5)
          .map((host) => `192.0.2.${host}`)
          .join(',')}`,
      ),
    ],
    endpoints: [
      ...portsAre('drop', ALL, { client: family.client }),
      ...portsAre('drop').map((endpoint) => ({
        ...endpoint,
        verdict: 'inconclusive' as const,
        reason: 'A decoy: what is sent back to it is not in the capture.',
      })),
    ],
    others: 'answered',
    sees: [{ filter: 'ip.src == 192.0.2.142 and tcp.srcport == 51234', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'scan-of-hosts',
    about: 'A scan of port 443 on 60 hosts: 20 open, 20 dropped by the firewall, 20 not there.',
    servers: [everywhere(family, 'tls', 443)],
    commands: [forward(`ip daddr ${range(family, hosts(40, 20))} tcp dport 443 counter drop`)],
    tasks: [
      {
        ...scanner(''),
        run: `python3 support/lab/scan.py --source ${family.client} --targets ${[
          ...hosts(20, 40).map((host) => family.web(host)),
          ...hosts(1, 20).map((host) => family.nobody(host)),
        ].join(',')} --ports 443 --again 2`,
      },
    ],
    endpoints: [
      ...are(family, hosts(20, 20), 443, 'answered', { mayAbstain: true, mayBeAbsent: true }),
      ...are(family, hosts(40, 20), 443, 'drop', {
        accept: ['unreachable'],
        mayAbstain: true,
        mayBeAbsent: true,
      }),
      ...hosts(1, 20).map(
        (host): TruthEndpoint => ({
          server: family.nobody(host),
          port: 443,
          protocol: 'tcp',
          verdict: 'unreachable',
          accept: ['drop'],
          mayAbstain: true,
          mayBeAbsent: true,
        }),
      ),
    ].map((endpoint) => ({ ...endpoint, reason: "One host of a scan's very many." })),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 443 and tcp.srcport == 51234', atLeast: 100 }],
  })),
  broad(() => ({
    name: 'probes-without-syn',
    about: 'Bare ACK, FIN, NULL and Xmas probes of 30 ports of a host without any filter.',
    servers: open,
    tasks: ['A', 'F', '""', 'FPU'].map(
      (flags, index): ClientTask => ({
        ...scanner(`--flags ${flags} --ports 10-36,80,443,3306 --source-port ${52000 + index}`),
        start: 1 + 3 * index,
      }),
    ),
    endpoints: portsAre('closed', hosts(10, 27).concat([80, 443, 3306]), { unasked: true }).map(
      (endpoint) =>
        endpoint.verdict === 'answered'
          ? {
              ...endpoint,
              verdict: 'inconclusive' as const,
              reason:
                'An open port says RST to an ACK, and nothing to the others (RFC 9293, 3.10.7.2).',
            }
          : endpoint,
    ),
    others: 'answered',
    sees: [
      { filter: `ip.src == ${target} and tcp.flags.reset == 1`, atLeast: 100 },
      { filter: 'tcp.flags == 0 and ip.dst == 203.0.113.20', atLeast: 25 },
    ],
  })),
  broad((family) => ({
    name: 'browser-443-dropped',
    about: 'The firewall drops port 443 of many sites; a browser looks each up, and tries again.',
    servers: [everywhere(family, 'tls', 443), everywhere(family, 'http', 80)],
    commands: [forward(`ip daddr ${range(family, hosts(20, 22))} tcp dport 443 counter drop`)],
    tasks: [
      ...pages('fails', 'timeout in connect'),
      ...uses(family, hosts(20, 6), 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: are(family, hosts(20, 22), 443, 'drop', { patterns: ['syn-only-retransmits'] }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 443 and tcp.analysis.retransmission', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'browser-443-rejected',
    about: 'The firewall resets port 443 of many sites; a browser looks each up, and tries again.',
    servers: [everywhere(family, 'tls', 443), everywhere(family, 'http', 80)],
    commands: [
      forward(
        `ip daddr ${range(family, hosts(20, 22))} tcp dport 443 counter reject with tcp reset`,
      ),
    ],
    tasks: [
      ...pages('fails', 'ECONNREFUSED'),
      ...uses(family, hosts(20, 6), 'http', 80, 'works', { start: 2 }),
    ],
    endpoints: are(family, hosts(20, 22), 443, 'reject', { patterns: ['syn-reset'] }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 443 and tcp.flags.reset == 1', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'monitoring-healthy',
    about: 'A monitoring tool that checks twelve ports of two hosts every few seconds: all work.',
    servers: hosts(8001, 12).map((port) => everywhere(family, 'http', port)),
    tasks: [20, 21].flatMap((host) =>
      hosts(8001, 12).map((port, index): ClientTask => {
        const check = { address: family.web(host), port, attempts: 4, pause: 4 } as const;
        const start = 1 + index * 0.05;
        return index % 3 === 0
          ? { ...check, id: `${host} ${port}`, kind: 'http', start, expect: 'works' }
          : { ...check, id: `${host} ${port}`, kind: 'connect', start, expect: 'works' };
      }),
    ),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8005 and tcp.flags == 0x12', atLeast: 8 }],
  })),
].flat();
