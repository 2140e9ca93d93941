// What counts as an answer: services that work and look broken, and broken ones that look as if they worked.

import {
  type ClientTask,
  type Command,
  type Family,
  forward,
  ipv4,
  type Scenario,
  type ServerSpec,
} from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const prefix = range(ipv4, many);

/** A command at another host in the middle of the scenario. */
export function later(start: number, at: Command['at'], run: string): ClientTask {
  return { id: `after ${start} s at ${at}`, kind: 'command', at, run, start, expect: 'works' };
}

const GREETINGS = [
  { port: 25, text: '220 mail.example.net ESMTP' },
  { port: 22, text: 'SSH-2.0-lab' },
  { port: 21, text: '220 files.example.net FTP' },
  { port: 3306, text: 'J\0\0\0\n8.0.36\0' },
] as const;
const greetingHosts = hosts(20, 6);
const ports = GREETINGS.map(({ port }) => port).join(', ');

function greeters(family: Family, text?: string): ServerSpec[] {
  return greetingHosts.flatMap((host) =>
    GREETINGS.map((entry) => ({
      kind: 'greeting' as const,
      address: family.web(host),
      port: entry.port,
      text: text ?? entry.text,
    })),
  );
}

function greeted(family: Family, expect: ClientTask['expect'], error = ''): ClientTask[] {
  return greetingHosts.flatMap((host, index) =>
    GREETINGS.map(({ port }, which) => ({
      id: `host ${host} port ${port}`,
      kind: 'greeting' as const,
      address: family.web(host),
      port,
      start: 1 + index * 0.3 + which * 0.7,
      attempts: 2,
      timeout: 6,
      expect,
      error,
    })),
  );
}

function greetingsAre(verdict: TruthEndpoint['verdict'], more: Partial<TruthEndpoint>) {
  return GREETINGS.flatMap(({ port }) => are(ipv4, greetingHosts, port, verdict, more));
}

const upload = { error: 'ECONNRESET', attempts: 1, upload: 60_000, timeout: 10 };

export const answers: Scenario[] = [
  broad((family) => ({
    name: 'upload-then-server-resets',
    about:
      'Servers take an upload to its last byte, and are restarted before they answer: a RST from the server.',
    capture: { options: ['-s', '128'] },
    servers: [everywhere(family, 'http', 80, { resets: 'after-request', delay: 0.6 })],
    tasks: [
      ...uses(family, many.slice(1), 'http', 80, 'fails', upload),
      ...uses(family, many.slice(0, 1), 'http', 80, 'fails', { ...upload, upload: 2_000_000 }),
      ...uses(family, hosts(70, 2), 'http', 80, 'fails', { ...upload, upload: 5000 }),
    ],
    background: null,
    endpoints: [...many, 70, 71].map((host) => ({
      ...are(family, [host], 80, 'answered', {
        accept: ['closed'],
        mayAbstain: true,
        reason: 'All data is acknowledged, and the server ends the connection itself.',
      })[0],
    })),
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 80 and tcp.flags.reset == 1', atLeast: 22 },
      { filter: 'tcp.srcport == 80 and tcp.len > 0', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'upload-reset-by-firewall',
    about: 'The firewall resets each connection to some servers after 30,000 bytes.',
    capture: { options: ['-s', '128'] },
    servers: [everywhere(family, 'http', 80)],
    commands: [
      { at: 'firewall', run: 'sysctl -q -w net.netfilter.nf_conntrack_acct=1' },
      forward(
        `ip daddr ${prefix} tcp dport 80 ct original bytes > 30000 counter reject with tcp reset`,
      ),
    ],
    tasks: uses(family, many, 'http', 80, 'fails', { ...upload, error: 'E', attempts: 2 }),
    endpoints: are(family, many, 80, 'reject', {
      mayAbstain: true,
      reason: 'Each connection works at first.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 80 and tcp.flags.reset == 1 and ip.ttl == 64', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'service-comes-up',
    about: 'A service on many servers is closed at first, then it is started, and works.',
    tasks: [
      ...uses(family, many, 'http', 8444, 'fails', { error: 'ECONNREFUSED', id: 'before' }),
      later(12, 'server', 'sh -c "setsid python3 support/lab/web.py 8444 >/dev/null 2>&1 &"'),
      ...uses(family, many, 'http', 8444, 'works', { start: 16, id: 'after' }),
    ],
    endpoints: are(family, many, 8444, 'answered'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8444 and tcp.flags.reset == 1', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'reject-is-lifted',
    about:
      'The firewall refuses a service on many servers by RST; after ten seconds it lets it pass.',
    servers: [everywhere(family, 'http', 8443)],
    commands: [forward(`ip daddr ${prefix} tcp dport 8443 counter reject with tcp reset`)],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { error: 'ECONNREFUSED', id: 'before' }),
      later(10, 'firewall', 'nft flush chain inet lab forward'),
      ...uses(family, many, 'http', 8443, 'works', { start: 12, id: 'after' }),
    ],
    endpoints: are(family, many, 8443, 'answered', {
      accept: ['reject'],
      mayAbstain: true,
      reason: 'It was refused, and then it worked: both are true.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.flags.reset == 1', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'drop-is-lifted',
    about: 'The firewall drops a service on many servers; after twelve seconds it lets it pass.',
    servers: [everywhere(family, 'http', 8443)],
    commands: [forward(`ip daddr ${prefix} tcp dport 8443 counter drop`)],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', {
        error: 'timeout in connect',
        id: 'before',
        timeout: 8,
        attempts: 1,
      }),
      later(12.5, 'firewall', 'nft flush chain inet lab forward'),
      ...uses(family, many, 'http', 8443, 'works', { start: 14, id: 'after' }),
    ],
    endpoints: are(family, many, 8443, 'answered', {
      accept: ['drop'],
      mayAbstain: true,
      reason: 'It was dropped, and then it worked: both are true.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8443 and tcp.analysis.retransmission', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'hosts-go-away-in-upload',
    about:
      'Uploads in several pieces; after six seconds the hosts are gone, and nothing is acknowledged.',
    capture: { options: ['-s', '128'] },
    servers: [everywhere(family, 'http', 80)],
    tasks: [
      ...uses(family, many, 'http', 80, 'fails', {
        error: 'timeout in response',
        upload: 4000,
        requests: 20,
        requestPause: 0.8,
        timeout: 16,
        attempts: 1,
      }),
      later(7, 'edge', `nft 'add rule inet lab forward ip daddr ${prefix} counter drop'`),
    ],
    endpoints: are(family, many, 80, 'unreachable', {
      accept: ['drop'],
      mayAbstain: true,
      reason: 'Hosts that are gone, and a filter, are silent alike.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 80 and tcp.analysis.retransmission', atLeast: 60 }],
  })),
  broad((family) => ({
    name: 'capture-of-resets-only',
    about:
      'A capture filter lets RSTs pass and nothing else: of closed ports, and of a server that ends healthy exchanges so.',
    capture: { options: ['tcp[tcpflags] & tcp-rst != 0'] },
    background: null,
    servers: [everywhere(family, 'http', 80, { resets: 'with-response' })],
    tasks: [
      ...uses(family, many, 'http', 8443, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
      ...uses(family, many, 'http', 80, 'works', { attempts: 3 }),
    ],
    endpoints: [
      ...are(family, many, 8443, 'closed', {
        unasked: true,
        mayAbstain: true,
        mayBeAbsent: true,
        reason: 'Only the RSTs are there.',
      }),
      ...are(family, many, 80, 'inconclusive', {
        unasked: true,
        mayBeAbsent: true,
        reason: 'The services work, and nothing in the capture could say so.',
      }),
    ],
    others: 'inconclusive',
    sees: [
      { filter: 'tcp.flags.reset == 1', atLeast: 120 },
      { filter: 'tcp.flags.reset == 0', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'reset-with-each-response',
    about: 'Servers that end every connection by RST as soon as the response is sent.',
    servers: [everywhere(family, 'http', 80, { resets: 'with-response' })],
    background: null,
    tasks: uses(family, many, 'http', 80, 'works', { attempts: 4 }),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 80 and tcp.flags.reset == 1', atLeast: 80 }],
  })),
  broad((family) => ({
    name: 'one-file-refused',
    about: 'Servers that refuse one file, with 403 and a RST, and serve the next.',
    servers: [everywhere(family, 'http', 8080, { resets: 'after-refusal' })],
    tasks: [
      ...uses(family, many, 'http', 8080, 'works', { id: 'a', path: '/private', status: 403 }),
      ...uses(family, many, 'http', 8080, 'works', { id: 'b', start: 2.5 }),
    ],
    endpoints: [],
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 44 },
      { filter: 'http.response.code == 200', atLeast: 44 },
    ],
  })),
  broad((family) => ({
    name: 'reset-after-both-fins',
    about:
      'Servers close, have forgotten the connection when the client closes too, and say so by RST.',
    servers: [everywhere(family, 'http', 8080, { closes: true })],
    commands: [{ at: 'server', run: 'sysctl -q -w net.ipv4.tcp_fin_timeout=2' }],
    tasks: uses(family, many, 'http', 8080, 'works', { closesAfter: 4, pause: 6 }),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'port-checks',
    about: 'A tool that connects and closes, again and again, as nc -z does: all ports are open.',
    servers: [everywhere(family, 'http', 8080), everywhere(family, 'tls', 8443)],
    tasks: [8080, 8443].flatMap((port) =>
      hosts(20, 12).map(
        (host, index): ClientTask => ({
          id: `check ${host} ${port}`,
          kind: 'connect',
          address: family.web(host),
          port,
          start: 1 + index * 0.3,
          attempts: 4,
          pause: 4,
          expect: 'works',
        }),
      ),
    ),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8443 and tcp.flags == 0x12', atLeast: 48 }],
  })),
  broad((family) => ({
    name: 'greeting-works',
    about: 'Mail, login, file and database servers that speak first.',
    servers: greeters(family),
    tasks: greeted(family, 'works'),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 25 and tcp.len > 0', atLeast: 30 }],
  })),
  broad((family) => ({
    name: 'greeting-dropped',
    about: 'Servers that speak first; the firewall drops all their data, and lets handshakes pass.',
    servers: greeters(family),
    commands: [forward(`tcp sport { ${ports} } tcp flags & psh == psh counter drop`)],
    tasks: greeted(family, 'fails', 'timeout in greeting'),
    endpoints: greetingsAre('drop', {
      mayAbstain: true,
      reason: 'A server that hangs is silent, too.',
    }),
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 25 and tcp.flags == 0x12', atLeast: 12 },
      { filter: 'tcp.srcport == 25 and tcp.len > 0', atMost: 0 },
    ],
  })),
  broad((family) => ({
    name: 'greeting-never-comes',
    about: 'Servers that accept connections, hang, and never speak.',
    servers: greeters(family, ''),
    tasks: greeted(family, 'fails', 'timeout in greeting'),
    endpoints: greetingsAre('inconclusive', {
      accept: ['closed'],
      reason:
        'The port is open, the service does not answer, and nothing in the network is at fault.',
    }),
    others: 'answered',
    sees: [
      { filter: 'tcp.srcport == 25 and tcp.flags == 0x12', atLeast: 12 },
      { filter: 'tcp.srcport == 25 and tcp.len > 0', atMost: 0 },
    ],
  })),
].flat();
