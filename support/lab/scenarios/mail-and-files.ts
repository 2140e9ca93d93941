// FTP with its second connection, mail servers that refuse in their own words, a domain controller's ports.

import { type ClientTask, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { listening } from './programs.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const answering = hosts(50, 8);

function files(
  list: readonly number[],
  mode: 'passive' | 'active',
  expect: 'works' | 'fails',
): ClientTask {
  return {
    id: `FTP ${mode} of ${list.length} hosts`,
    kind: 'command',
    run: `python3 support/lab/files.py get ${mode} ${list[0]}-${list[list.length - 1]}`,
    start: 1,
    expect,
    ...(expect === 'fails' ? { error: `no file from ${list.length} of ${list.length}` } : {}),
  };
}

const ftpServer = listening('server', 21, 'python3 support/lab/files.py serve');
const dataPort = 40021;

/** The client's own address as an FTP server's data connection comes for it. */
const dataAt = (verdict: TruthEndpoint['verdict'], more: Partial<TruthEndpoint>): TruthEndpoint[] =>
  many.map((_, index) => ({
    server: ipv4.client,
    port: 41_000 + index,
    protocol: 'tcp',
    verdict,
    ...more,
  }));

const mailTask = (
  list: readonly number[],
  expect: ClientTask['expect'],
  error = '',
): ClientTask[] =>
  list.map((host, index) => ({
    id: `mail ${host}`,
    kind: 'greeting',
    address: ipv4.web(host),
    port: 25,
    start: 1 + index * 0.15,
    attempts: 2,
    timeout: 20,
    expect,
    error,
  }));

const DOMAIN = [88, 135, 389, 445, 464, 636, 3268];
const controllers = hosts(20, 5);

export const mailAndFiles: Scenario[] = [
  broad((family) => ({
    name: 'ftp-passive-dropped',
    about: "FTP logs in; the firewall drops the data connection to the servers' passive port.",
    commands: [
      ftpServer,
      forward(`ip daddr ${range(family, many)} tcp dport ${dataPort} counter drop`),
    ],
    tasks: [files(many, 'passive', 'fails'), { ...files(answering, 'passive', 'works'), start: 2 }],
    endpoints: are(family, many, dataPort, 'drop'),
    others: 'answered',
    sees: [
      { filter: `tcp.dstport == ${dataPort} and tcp.flags.syn == 1`, atLeast: 60 },
      { filter: 'ftp.response.code == 227', atLeast: 22 },
    ],
  })),
  broad((family) => ({
    name: 'ftp-active-dropped',
    about:
      'FTP logs in; the firewall drops the data connections that the servers open to the client.',
    capture: { at: 'server' },
    commands: [ftpServer, forward('iifname wan0 ip daddr 192.0.2.20 tcp sport 20 counter drop')],
    tasks: [files(many, 'active', 'fails')],
    endpoints: dataAt('drop', {
      mayAbstain: true,
      reason: 'A client that asks for a connection and does not listen is silent, too.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 20 and tcp.flags.syn == 1', atLeast: 60 }],
    background: { ipv6: family.ipv6 },
  })),
  broad(() => ({
    name: 'ftp-works',
    about: 'FTP, passive and active: files are fetched.',
    commands: [ftpServer],
    tasks: [files(many, 'passive', 'works'), { ...files(answering, 'active', 'works'), start: 2 }],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'ftp.response.code == 226', atLeast: 30 }],
  })),
  broad((family) => ({
    name: 'mail-server-refuses',
    about: 'Mail servers refuse a client themselves: 554 or 421 instead of a greeting.',
    servers: many.map((host) => ({
      kind: 'greeting' as const,
      address: family.web(host),
      port: 25,
      text:
        host < 31
          ? '554 5.7.1 mx.example.net: 192.0.2.20 is listed, no service'
          : '421 4.3.2 mx.example.net: too many connections, try again later',
    })),
    tasks: mailTask(many, 'works'),
    endpoints: are(family, many, 25, 'answered'),
    others: 'answered',
    sees: [{ filter: 'smtp.response.code == 554', atLeast: 20 }],
  })),
  broad((family) => ({
    name: 'mail-banner-dropped',
    about:
      "The firewall lets mail connections begin, and drops the servers' greetings; other mail servers work.",
    servers: [...many, ...answering].map((host) => ({
      kind: 'greeting' as const,
      address: family.web(host),
      port: 25,
      text: '220 mx.example.net ESMTP',
    })),
    commands: [
      forward(
        `iifname wan0 ip saddr ${range(family, many)} tcp sport 25 tcp flags & psh == psh counter drop`,
      ),
    ],
    tasks: [
      ...mailTask(many, 'fails', 'timeout in greeting').map((task) => ({
        ...task,
        timeout: 12,
        attempts: 1,
      })),
      ...mailTask(answering, 'works'),
    ],
    endpoints: are(family, many, 25, 'drop', {
      mayAbstain: true,
      reason: 'A server that never greets is silent, too.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 25 and tcp.flags == 0x12', atLeast: 22 }],
  })),
  broad((family) => ({
    name: 'domain-some-dropped',
    about: "The firewall drops half of a domain controller's ports; the others work.",
    servers: DOMAIN.map((port) => everywhere(family, 'http', port)),
    background: null,
    commands: [
      forward(
        `ip daddr ${range(family, controllers)} tcp dport { 135, 445, 464, 3268 } counter drop`,
      ),
    ],
    tasks: DOMAIN.flatMap((port) =>
      [135, 445, 464, 3268].includes(port)
        ? uses(family, controllers, 'http', port, 'fails', { error: 'timeout in connect' })
        : uses(family, controllers, 'http', port, 'works', { timeout: 20 }),
    ),
    endpoints: [135, 445, 464, 3268].flatMap((port) => are(family, controllers, port, 'drop')),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 445 and tcp.flags.syn == 1', atLeast: 15 }],
  })),
  broad((family) => ({
    name: 'domain-some-closed',
    about: "Half of a domain controller's ports are closed: not all of its roles are there.",
    servers: DOMAIN.filter((port) => port < 400).map((port) => everywhere(family, 'http', port)),
    background: null,
    tasks: DOMAIN.flatMap((port) =>
      port < 400
        ? uses(family, controllers, 'http', port, 'works', { timeout: 20 })
        : uses(family, controllers, 'http', port, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
    ),
    endpoints: DOMAIN.filter((port) => port > 400).flatMap((port) =>
      are(family, controllers, port, 'closed'),
    ),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 445 and tcp.flags.reset == 1', atLeast: 15 }],
  })),
].flat();
