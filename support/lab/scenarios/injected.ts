// RSTs in the middle of connections that work: a box's, which imitates, and the servers' own.

import { type ClientTask, ipv4, type Scenario } from '../scenario.ts';
import { toggle } from './bans.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, uses } from './several.ts';

const many = hosts(20, 22);
const box = '--servers 203.0.113.0/26 --ports 8080 --on data --number expected';

/** Six requests on one connection. */
const requests = (expect: ClientTask['expect'], more = {}): ClientTask[] =>
  uses(ipv4, many, 'http', 8080, expect, {
    attempts: 2,
    requests: 6,
    requestPause: 0.6,
    timeout: 9,
    ...more,
  });

const reset = { filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1', atLeast: 44 };
const works = {
  mayAbstain: true,
  reason: 'Each connection works at first.',
} as const;

export const injected: Scenario[] = [
  broad((family) => ({
    name: 'midstream-reset-like-client',
    about:
      "A box resets both sides at the third request; its RSTs have IP identification, TTL and window of the client's packet.",
    servers: [everywhere(family, 'http', 8080)],
    commands: [meanwhile('firewall', `resets.py ${box} --after 3 --like-client --both`)],
    tasks: requests('fails', { error: 'ECONNRESET' }),
    endpoints: are(family, many, 8080, 'reject', works),
    others: 'answered',
    sees: [
      reset,
      { filter: 'tcp.srcport == 8080 and tcp.flags.reset == 1 and ip.ttl == 64', atLeast: 44 },
    ],
  })),
  broad((family) => ({
    name: 'midstream-reset-then-answer',
    about:
      'A box beside the way resets the client at the third request; the request arrives, and the server answers it.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [meanwhile('firewall', `resets.py ${box} --after 3 --ttl 128`)],
    tasks: requests('fails', { error: 'ECONNRESET' }),
    endpoints: are(family, many, 8080, 'reject', works),
    others: 'answered',
    sees: [reset, { filter: 'tcp.srcport == 8080 and http.response', atLeast: 120 }],
  })),
  broad((family) => ({
    name: 'midstream-resets-jumping',
    about:
      'A box answers the second request with three RSTs, each a full segment further; the server answers, too.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [meanwhile('firewall', `resets.py ${box} --after 2 --copies 3 --ttl 61`)],
    tasks: requests('fails', { error: 'ECONNRESET' }),
    endpoints: are(family, many, 8080, 'reject', works),
    others: 'answered',
    sees: [{ ...reset, atLeast: 132 }],
  })),
  broad((family) => ({
    name: 'midstream-reset-with-reason',
    about: 'A box resets both sides at the third request, and says why in the RST.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [
      meanwhile(
        'firewall',
        `resets.py ${box} --after 3 --both --ttl 250 --text "Connection blocked: category"`,
      ),
    ],
    tasks: requests('fails', { error: 'ECONNRESET' }),
    endpoints: are(family, many, 8080, 'reject', works),
    others: 'answered',
    sees: [reset, { filter: 'tcp.flags.reset == 1 and tcp.len > 20', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'midstream-reset-at-the-server',
    about:
      'A box resets both sides at the third request; captured at the servers, where the client seems to reset.',
    capture: { at: 'server' },
    servers: [everywhere(family, 'http', 8080)],
    commands: [meanwhile('firewall', `resets.py ${box} --after 3 --both --ttl 128`)],
    tasks: requests('fails', { error: 'ECONNRESET' }),
    endpoints: are(family, many, 8080, 'reject', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'To the server it looks as if the client had enough, but for the time to live.',
    }),
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 8080 and tcp.flags.reset == 1', atLeast: 44 }],
  })),
  broad((family) => ({
    name: 'midstream-server-restarts',
    about:
      'Servers are stopped in the middle of connections that work: a RST for each, then closed ports.',
    servers: [everywhere(family, 'http', 8080, { stops: true }), everywhere(family, 'http', 80)],
    tasks: [
      ...requests('fails', { error: 'ECONN', requests: 30, timeout: 30 }),
      ...uses(family, many, 'http', 80, 'works', { start: 3, pause: 6 }),
      toggle(9, 443),
    ],
    endpoints: are(family, many, 8080, 'closed', {
      accept: ['answered'],
      mayAbstain: true,
      reason: 'It worked, and then it was stopped: both are true.',
    }),
    others: 'answered',
    sees: [reset],
  })),
  broad((family) => ({
    name: 'uploads-meet-resets',
    about:
      'Servers end connections at the first bytes of an upload: their kernel resets each segment that comes.',
    servers: [
      everywhere(family, 'http', 8080, { resets: 'at-first-data' }),
      everywhere(family, 'http', 80),
    ],
    capture: { options: ['-s', '128'] },
    tasks: [
      ...uses(family, many, 'http', 8080, 'fails', { upload: 40_000, error: 'E' }),
      ...uses(family, many, 'http', 80, 'works', { start: 3 }),
    ],
    endpoints: are(family, many, 8080, 'closed', {
      mayAbstain: true,
      reason: 'The port is open; the service ends what it gets.',
    }),
    others: 'answered',
    sees: [{ ...reset, atLeast: 80 }],
  })),
].flat();
