// QUIC whose Initials can be read: one server name of several is filtered, or refused; and what looks so.

import { type Command, forward, ipv4, type Scenario, translate } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { listening } from './programs.ts';
import { broad, everywhere, range as hostRange, hosts, uses } from './several.ts';

const many = hosts(20, 22);
const range = `${many[0]}-${many[many.length - 1]}`;
/** Enough for what must not be seen. */
const few = many.slice(0, 11);
const short = `${few[0]}-${few[few.length - 1]}`;
const program = 'node scripts/run.mjs support/lab/quic-names.ts';

const servers = (options = ''): Command =>
  listening('server', 443, `${program} serve ${range} ${options}`);

function quicIs(
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
  list: readonly number[] = many,
): TruthEndpoint[] {
  return list.map((host) => ({
    server: ipv4.web(host),
    port: 443,
    protocol: 'udp',
    verdict,
    ...more,
  }));
}

const asks = (names: string, error: string | null, to = range): Pick<Scenario, 'tasks'> => ({
  tasks: [
    {
      id: 'QUIC by name',
      kind: 'command',
      run: `${program} ask ${to} ${names}`,
      start: 1,
      ...(error === null ? { expect: 'works' } : { expect: 'fails', error }),
    },
  ],
});

const sees = [{ filter: 'quic.packet_number == 0 and udp.dstport == 443', atLeast: 20 }];

export const quicNames: Scenario[] = [
  broad(() => ({
    name: 'quic-name-filtered',
    about:
      'A filter on the way drops the Initials of one server name; others of the same servers work. The rule tells them by the connection ID that the client takes for that name.',
    servers: [],
    commands: [servers(), forward('udp dport 443 @th,112,8 0xbb counter drop')],
    ...asks('shop blocked shop', `blocked silent: ${many.length}`),
    endpoints: quicIs('drop'),
    others: 'answered',
    sees,
  })),
  broad(() => ({
    name: 'quic-name-server-slow-to-start',
    about:
      'The servers say nothing at first, while one name is asked for, and work when another is: no filter, though the names differ.',
    servers: [],
    commands: [servers('--silent=25')],
    ...asks('early early early shop', 'early silent', short),
    endpoints: quicIs(
      'answered',
      {
        accept: ['drop'],
        mayAbstain: true,
        reason: 'Servers that hang for a while look like a rule that ends.',
      },
      few,
    ),
    others: 'answered',
    sees,
  })),
  broad(() => ({
    name: 'quic-refused',
    about:
      'The servers refuse the QUIC handshake: CONNECTION_CLOSE with a TLS alert, unrecognized name.',
    servers: [],
    commands: [servers('--refuses=other-')],
    ...asks('other other', `other refused: ${2 * many.length}`),
    endpoints: quicIs('closed'),
    others: 'answered',
    sees,
  })),
  broad((family) => ({
    name: 'quic-close-injected',
    about:
      "A box at the site answers all QUIC of some servers by CONNECTION_CLOSE, in their name; the servers' web pages work.",
    servers: [everywhere(family, 'http', 80)],
    commands: [
      listening(
        'firewall',
        443,
        `${program} serve ${range} --at=${family.firewall} --refuses=other-`,
      ),
      translate(`ip daddr ${hostRange(family, many)} udp dport 443 counter redirect`),
    ],
    tasks: [
      ...asks('other other', `other refused: ${2 * many.length}`).tasks,
      ...uses(family, many, 'http', 80, 'works', { start: 2, attempts: 2, timeout: 20 }),
    ],
    endpoints: quicIs('reject'),
    others: 'answered',
    sees: [...sees, { filter: 'udp.srcport == 443 and ip.ttl == 64', atLeast: 40 }],
  })),
  broad((family) => ({
    name: 'quic-refused-other-start',
    about:
      'The servers refuse the QUIC handshake, by a program whose packets start at another time to live than those of the web pages.',
    servers: [everywhere(family, 'http', 80)],
    commands: [
      servers('--refuses=other-'),
      {
        at: 'server',
        run: `nft 'add rule inet lab output udp sport 443 counter ip ttl set 128'`,
      },
    ],
    tasks: [
      ...asks('other other', `other refused: ${2 * many.length}`).tasks,
      ...uses(family, many, 'http', 80, 'works', { start: 2, attempts: 2, timeout: 20 }),
    ],
    endpoints: quicIs('closed'),
    others: 'answered',
    sees: [...sees, { filter: 'udp.srcport == 443 and ip.ttl > 110', atLeast: 40 }],
  })),
  broad(() => ({
    name: 'quic-refused-one-name',
    about: 'The servers refuse one server name over QUIC, and serve another.',
    servers: [],
    commands: [servers('--refuses=other-')],
    ...asks('shop other shop', `other refused: ${few.length}`, short),
    endpoints: quicIs(
      'answered',
      { accept: ['closed'], reason: 'The service works; one name is not served there.' },
      few,
    ),
    others: 'answered',
    sees,
  })),
].flat();
