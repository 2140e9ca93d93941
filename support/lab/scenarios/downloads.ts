// Downloads that stop in the middle while the client waits, beside those that are whole and stay open.

import { type ClientTask, type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { each, file } from './programs.ts';
import { broad, everywhere, hosts } from './several.ts';

const plain = hosts(20, 11);
const secure = hosts(31, 11);
/** Asked when the others have stood still for long, so that a capture cut in the middle has that, too. */
const whole = hosts(50, 22);
const LATER = 12;
/** Bytes of an answer, and those after which the rest of a connection is dropped. */
const BYTES = 24_000;
const PASSED = 12_000;

/** Asks once, and then waits for as long as the capture lasts. */
const client: Command = file(
  'download.py',
  `import socket, ssl, sys, time
address, port, name = sys.argv[1:4]
connection = socket.create_connection((address, int(port)))
if port == '443':
    connection = ssl._create_unverified_context().wrap_socket(connection, server_hostname=name)
connection.sendall(f'GET / HTTP/1.1\\r\\nHost: {name}\\r\\n\\r\\n'.encode())
connection.settimeout(120)
while connection.recv(65536): pass`,
);

const downloads = (list: readonly number[], id: string, port: number, start = 1): ClientTask =>
  each(
    list,
    id,
    'works',
    `setsid python3 $LAB/download.py 203.0.113.$h ${port} shop-$h.example.net & sleep 0.1`,
    { times: 1, start },
  );
/** Longer than an answer may stand still until it counts as stopped. */
const waits: ClientTask = {
  id: 'waits',
  kind: 'command',
  start: 3,
  expect: 'works',
  run: 'sleep 30',
};
const servers = (['http', 'tls'] as const).map((kind) =>
  everywhere(ipv4, kind, kind === 'tls' ? 443 : 80, { bytes: BYTES }),
);
const stopped = (list: readonly number[], port: number): TruthEndpoint[] =>
  list.map((host) => ({
    ...{ server: `203.0.113.${host}`, port, protocol: 'tcp', verdict: 'drop' },
    ...{ mayAbstain: true, reason: 'A server that hangs looks the same from here.' },
  }));

export const downloadsThatStop: Scenario[] = [
  broad(() => ({
    name: 'downloads-stop',
    about: 'A firewall drops the rest of answers that are long, both ways; the clients wait.',
    servers,
    commands: [
      client,
      { at: 'firewall', run: 'sysctl -qw net.netfilter.nf_conntrack_acct=1' },
      ...['saddr', 'daddr'].map((end) =>
        forward(`ip ${end} 203.0.113.20-203.0.113.41 ct reply bytes > ${PASSED} counter drop`),
      ),
    ],
    tasks: [
      downloads(plain, 'plain', 80),
      downloads(secure, 'secure', 443),
      downloads(whole, 'whole', 443, LATER),
      waits,
    ],
    endpoints: [...stopped(plain, 80), ...stopped(secure, 443)],
    others: 'answered',
    sees: [
      { filter: '(tcp.srcport == 80 or tcp.srcport == 443) and tcp.len > 1000', atLeast: 100 },
    ],
  })),
  broad(() => ({
    name: 'downloads-whole-stay-open',
    about: 'Long answers arrive whole, and the connections stay open until the capture ends.',
    servers,
    commands: [client],
    tasks: [downloads(plain, 'plain', 80), downloads(secure, 'secure', 443), waits],
    endpoints: [],
    others: 'answered',
    sees: [
      { filter: '(tcp.srcport == 80 or tcp.srcport == 443) and tcp.len > 1000', atLeast: 200 },
    ],
  })),
].flat();
