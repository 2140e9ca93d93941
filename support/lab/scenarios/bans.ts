// A ban: a rule on the server itself that refuses by ICMP, as fail2ban and ufw set it; and services that stop.

import {
  type ClientTask,
  type Command,
  ipv4,
  type Scenario,
  type ServerSpec,
} from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { later } from './answers.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const few = hosts(20, 11);
const banned = 'ip saddr 192.0.2.20 tcp dport 22 counter reject with icmp type port-unreachable';

/** The hosts share one kernel: its limit of ICMP errors for a client is none for each of them. */
const everyHostTells: Command = { at: 'server', run: 'sysctl -q -w net.ipv4.icmp_ratelimit=0' };

/** A log-in server that lets nobody in. */
const loginServer: ServerSpec = {
  kind: 'greeting',
  address: '0.0.0.0',
  port: 22,
  text: 'SSH-2.0-lab',
  says: 'Permission denied, please try again.',
};

function logins(
  list: readonly number[],
  expect: ClientTask['expect'],
  more: Partial<ClientTask> = {},
): ClientTask[] {
  const { start = 1, id = '', ...rest } = more;
  return list.map(
    (host, index): ClientTask =>
      ({
        id: `login ${host} ${id}`,
        kind: 'greeting',
        address: ipv4.web(host),
        port: 22,
        attempts: 2,
        expect,
        ...rest,
        start: start + index * 0.13,
      }) as ClientTask,
  );
}

/** Signal to the process that listens at a port: its servers with `stops` stop, or start again. */
export function toggle(start: number, port: number, transport: 'tcp' | 'udp' = 'tcp'): ClientTask {
  const list = `ss -n${transport === 'tcp' ? 'lt' : 'au'}pH "sport = :${port}"`;
  return later(
    start,
    'server',
    `sh -c 'kill -USR2 $(${list} | grep -o "pid=[0-9]*" | head -1 | cut -d= -f2)'`,
  );
}

const queries = (expect: ClientTask['expect'], more: Partial<ClientTask> = {}): ClientTask[] =>
  many.map(
    (host, index): ClientTask =>
      ({
        id: `resolver ${host} ${more.id ?? ''}`,
        kind: 'dns',
        servers: [ipv4.dns(host)],
        names: [`shop-${host}.example.net`],
        tries: 1,
        attempts: 2,
        expect,
        ...(more.error === undefined ? {} : { error: more.error }),
        start: (more.start ?? 1) + index * 0.13,
      }) as ClientTask,
  );

const refusedSeen = {
  filter: 'icmp.type == 3 and icmp.code == 3 and tcp.dstport == 22',
  atLeast: 40,
};
const byTheServer = { patterns: ['icmp-port-unreachable-for-tcp'] };

export const bans: Scenario[] = [
  broad((family) => ({
    name: 'ban-after-failed-logins',
    about:
      'Log-ins fail on many servers; then each bans the client, by ICMP port unreachable; HTTPS goes on.',
    background: null,
    servers: [loginServer, everywhere(family, 'http', 80)],
    commands: [everyHostTells],
    tasks: [
      ...logins(many, 'works', { id: 'before' }),
      ...uses(family, few, 'http', 80, 'works', { attempts: 3, pause: 5 }),
      later(10, 'server', `nft 'add rule inet lab input ${banned}'`),
      ...logins(many, 'fails', { id: 'banned', start: 11, error: 'ECONNREFUSED' }),
    ],
    endpoints: are(family, many, 22, 'reject', byTheServer),
    others: 'answered',
    sees: [refusedSeen],
  })),
  broad((family) => ({
    name: 'ban-from-the-start',
    about:
      'Servers that have banned the client before the capture: ICMP port unreachable for TCP, HTTP works.',
    servers: [loginServer, everywhere(family, 'http', 80)],
    commands: [everyHostTells, { at: 'server', run: `nft 'add rule inet lab input ${banned}'` }],
    tasks: [
      ...logins(many, 'fails', { error: 'ECONNREFUSED' }),
      ...uses(family, many, 'http', 80, 'works', { start: 3 }),
    ],
    endpoints: are(family, many, 22, 'reject', byTheServer),
    others: 'answered',
    sees: [refusedSeen],
  })),
  broad((family) => ({
    name: 'ban-of-open-sessions',
    about:
      'A ban in the middle of connections that work: their next requests are refused by ICMP, which TCP ignores.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [everyHostTells],
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', {
        attempts: 1,
        requests: 12,
        requestPause: 1.3,
        timeout: 17,
        error: 'timeout in response',
      }),
      later(
        7,
        'server',
        `nft 'add rule inet lab input ip daddr ${range(family, many)} tcp dport 8080 counter reject with icmp type port-unreachable'`,
      ),
    ],
    endpoints: are(family, many, 8080, 'reject'),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 3 and tcp.dstport == 8080', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'ban-at-the-server',
    about: 'Log-ins fail, then the client is banned; captured at the servers.',
    background: { ipv6: family.ipv6 },
    capture: { at: 'server' },
    servers: [loginServer],
    commands: [everyHostTells],
    tasks: [
      ...logins(many, 'works', { id: 'before' }),
      later(10, 'server', `nft 'add rule inet lab input ${banned}'`),
      ...logins(many, 'fails', { id: 'banned', start: 11, error: 'ECONNREFUSED' }),
    ],
    endpoints: are(family, many, 22, 'reject', byTheServer),
    others: 'answered',
    sees: [refusedSeen],
  })),
  broad((family) => ({
    name: 'service-stops',
    about: 'A service on many servers works, then it is stopped: its ports are closed.',
    servers: [everywhere(family, 'http', 8080, { stops: true }), everywhere(family, 'http', 80)],
    tasks: [
      ...uses(family, many, 'http', 8080, 'works', { id: 'before' }),
      ...uses(family, few, 'http', 80, 'works', { attempts: 3, pause: 5 }),
      toggle(9, 8080),
      ...uses(family, many, 'http', 8080, 'fails', {
        id: 'stopped',
        start: 10,
        error: 'ECONNREFUSED',
      }),
    ],
    endpoints: are(family, many, 8080, 'closed', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'It worked, and then it was stopped: both are true.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'udp-service-stops',
    about:
      'Resolvers answer, then they are stopped: ICMP port unreachable for UDP, of the servers themselves.',
    servers: many.map((host) => ({
      kind: 'dns',
      address: family.dns(host),
      transports: ['udp'],
      stops: true,
    })),
    commands: [everyHostTells],
    tasks: [
      ...queries('works', { id: 'before' }),
      toggle(9, 53, 'udp'),
      ...queries('fails', { id: 'stopped', start: 10, error: 'ECONNREFUSED' }),
    ],
    endpoints: many.map(
      (host): TruthEndpoint => ({
        server: family.dns(host),
        port: 53,
        protocol: 'udp',
        verdict: 'closed',
        accept: ['answered'],
        mayAbstain: true,
        reason: 'It worked, and then it was stopped: both are true.',
      }),
    ),
    others: 'answered',
    sees: [{ filter: 'icmp.type == 3 and icmp.code == 3 and udp.dstport == 53', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'service-restarts',
    about: 'A service on many servers works, is stopped, and started again: in the end it works.',
    servers: [everywhere(family, 'http', 8080, { stops: true })],
    tasks: [
      ...uses(family, many, 'http', 8080, 'works', { id: 'before' }),
      toggle(9, 443),
      ...uses(family, many, 'http', 8080, 'fails', {
        id: 'stopped',
        start: 10,
        error: 'ECONNREFUSED',
      }),
      toggle(17, 443),
      ...uses(family, many, 'http', 8080, 'works', { id: 'again', start: 23 }),
    ],
    endpoints: are(family, many, 8080, 'answered'),
    others: 'answered',
    sees: [{ filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 40 }],
  })),
].flat();
