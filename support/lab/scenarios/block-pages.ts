// Pages that servers do not send, and refusals and redirections that are their own.

import { type Command, forward, ipv4, type Scenario } from '../scenario.ts';
import { listening } from './programs.ts';
import { meanwhile } from './resets.ts';
import { are, broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const half = hosts(20, 11);

interface Page {
  readonly names: string;
  readonly status: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

const quoted = (pages: readonly Page[]): string =>
  `"$(cat <<"WORDS"\n${JSON.stringify(pages)}\nWORDS\n)"`;

/** A box in the way answers in the servers' place: the clients' connections end at it. */
function box(pages: readonly Page[]): Command[] {
  return [
    listening('firewall', 3128, `python3 support/lab/pages.py listen 3128 ${quoted(pages)}`),
    {
      at: 'firewall',
      run: `nft 'add rule inet nat prerouting iifname eth0 ip daddr ${range(ipv4, many)} tcp dport 80 counter redirect to :3128'`,
    },
  ];
}

/** A box lets connections begin, and answers the request in the server's name. */
function injector(pages: readonly Page[]): Command[] {
  return [
    { at: 'firewall', run: 'sysctl -q -w net.netfilter.nf_conntrack_acct=1' },
    forward(
      `iifname eth0 ip daddr ${range(ipv4, many)} tcp dport 80 ct original packets > 2 counter drop`,
    ),
    meanwhile('firewall', `pages.py inject eth0 ${quoted(pages)}`),
  ];
}

/** The servers themselves send the page. */
function origin(pages: readonly Page[]): Command[] {
  return [
    listening('server', 3128, `python3 support/lab/pages.py listen 3128 ${quoted(pages)}`),
    {
      at: 'server',
      run: `nft 'add table ip pages; add chain ip pages prerouting { type nat hook prerouting priority dstnat; }; add rule ip pages prerouting iifname eth0 ip daddr ${range(ipv4, many)} tcp dport 80 counter redirect to :3128'`,
    },
  ];
}

const BLOCKED =
  '<html><head><title>Web Page Blocked</title></head><body><h1>Access denied</h1><p>The page http://HOSTPATH is blocked by the web filter. Category: Proxy Avoidance. Ask your administrator.</p></body></html>';

const gets = (status: number, more = {}) =>
  uses(ipv4, many, 'http', 80, 'works', { status, timeout: 20, ...more });
const elsewhere = uses(ipv4, half, 'http', 8080, 'works', { start: 2, attempts: 1, timeout: 20 });
const code = (status: number, ttl: 'near' | 'far', atLeast = 40) => ({
  filter: `http.response.code == ${status} and ip.ttl ${ttl === 'near' ? '== 64' : '< 60'}`,
  atLeast,
});
const byDistance = {
  mayAbstain: true,
  reason: 'Only the words of the page, the delay and the hop count say that it is not the server.',
} as const;

export const blockPages: Scenario[] = [
  broad((family) => ({
    name: 'block-page-redirect',
    about: 'A web filter redirects each request to its block page, which another host serves.',
    servers: [
      everywhere(family, 'http', 8080),
      { kind: 'http', at: 'resolver', address: family.lanServer, port: 8090 },
    ],
    commands: box([
      {
        names: '',
        status: '302 Found',
        headers: ['Location: http://block.corp.example:8090/blocked?url=http://HOSTPATH&cat=games'],
      },
    ]),
    tasks: [
      ...gets(302),
      ...elsewhere,
      {
        id: 'block page',
        kind: 'http',
        address: family.lanServer,
        port: 8090,
        serverName: 'block.corp.example',
        path: '/blocked?url=http://shop-20.example.net/&cat=games',
        start: 1.4,
        attempts: 6,
        pause: 1,
        expect: 'works',
      },
    ],
    endpoints: are(family, many, 80, 'intercepted', byDistance),
    others: 'answered',
    sees: [code(302, 'near')],
  })),
  broad((family) => ({
    name: 'block-page-403',
    about: 'A web filter near the clients answers each request with a page that says so, and 403.',
    servers: [everywhere(family, 'http', 8080)],
    commands: box([{ names: '', status: '403 Forbidden', body: BLOCKED }]),
    tasks: [...gets(403), ...elsewhere],
    endpoints: are(family, many, 80, 'intercepted', byDistance),
    others: 'answered',
    sees: [code(403, 'near')],
  })),
  broad((family) => ({
    name: 'block-page-403-injected',
    about:
      'The servers accept the connections; a web filter answers the requests in their name with 403.',
    servers: [everywhere(family, 'http', 80)],
    commands: injector([{ names: 'shop-', status: '403 Forbidden', body: BLOCKED }]),
    tasks: gets(403),
    endpoints: are(family, many, 80, 'intercepted'),
    others: 'answered',
    sees: [
      code(403, 'near'),
      { filter: 'tcp.flags == 0x12 and tcp.srcport == 80 and ip.ttl < 60', atLeast: 40 },
    ],
  })),
  broad((family) => ({
    name: 'block-page-451-injected',
    about:
      'The servers accept the connections; a box on the way answers the requests in their name with 451.',
    servers: [everywhere(family, 'http', 80)],
    commands: injector([
      {
        names: 'shop-',
        status: '451 Unavailable For Legal Reasons',
        headers: ['Link: <https://spqr.example.org/legislatione>; rel="blocked-by"'],
        body: '<html><body>Denied by order of a court.</body></html>',
      },
    ]),
    tasks: gets(451),
    endpoints: are(family, many, 80, 'intercepted'),
    others: 'answered',
    sees: [
      code(451, 'near'),
      { filter: 'tcp.flags == 0x12 and tcp.srcport == 80 and ip.ttl < 60', atLeast: 40 },
    ],
  })),
  broad((family) => ({
    name: 'http-answer-injected',
    about:
      "A box on the way answers each request first, in the servers' name; their own answers come after it.",
    servers: [everywhere(family, 'http', 80)],
    commands: [
      meanwhile(
        'firewall',
        `pages.py inject eth0 ${quoted([
          {
            names: 'shop-',
            status: '302 Found',
            headers: ['Location: http://ads.provider.example/?from=http://HOSTPATH'],
          },
        ])}`,
      ),
    ],
    tasks: gets(302),
    endpoints: are(family, many, 80, 'intercepted'),
    others: 'answered',
    sees: [
      code(302, 'near'),
      { filter: 'tcp.srcport == 80 and tcp.len > 0 and ip.ttl < 60', atLeast: 40 },
    ],
  })),
  broad((family) => ({
    name: 'origin-refuses-403',
    about:
      'Web servers refuse each request themselves: 403, some with words that filters use, too.',
    servers: [everywhere(family, 'http', 8080)],
    commands: origin([
      {
        names: 'shop-2',
        status: '403 Forbidden',
        headers: ['Server: nginx'],
        body: '<html><head><title>403 Forbidden</title></head></html>',
      },
      {
        names: '',
        status: '403 Forbidden',
        headers: ['Server: Apache'],
        body: '<html><body>Access denied. You are not allowed to see PATH; ask the administrator of HOST.</body></html>',
      },
    ]),
    tasks: [...gets(403), ...elsewhere],
    endpoints: are(family, many, 80, 'answered'),
    others: 'answered',
    sees: [code(403, 'far')],
  })),
  broad((family) => ({
    name: 'origin-refuses-451',
    about: 'Web servers refuse each request themselves with 451, for legal reasons of their own.',
    servers: [everywhere(family, 'http', 8080)],
    commands: origin([
      {
        names: '',
        status: '451 Unavailable For Legal Reasons',
        body: '<html><body>We do not serve this country.</body></html>',
      },
    ]),
    tasks: [...gets(451), ...elsewhere],
    endpoints: are(family, many, 80, 'answered', {
      mayAbstain: true,
      reason: 'That the page comes from the server itself, its hop count says.',
    }),
    others: 'answered',
    sees: [code(451, 'far')],
  })),
  broad((family) => ({
    name: 'redirect-to-www',
    about: 'Web servers redirect to the same name with www, at another address, or to TLS.',
    servers: [everywhere(family, 'tls', 443), everywhere(family, 'http', 8080)],
    commands: origin([
      {
        names: 'shop-2',
        status: '301 Moved Permanently',
        headers: ['Location: http://www.HOSTPATH'],
      },
      { names: '', status: '301 Moved Permanently', headers: ['Location: https://HOSTPATH'] },
    ]),
    tasks: [
      ...gets(301, { attempts: 1 }),
      ...uses(family, hosts(30, 12), 'tls', 443, 'works', { start: 3, attempts: 1, timeout: 20 }),
      ...uses(family, hosts(60, 10), 'http', 8080, 'works', { start: 3, attempts: 1, timeout: 20 }),
    ],
    endpoints: are(family, many, 80, 'answered'),
    others: 'answered',
    sees: [code(301, 'far', 22)],
  })),
  broad((family) => ({
    name: 'redirect-to-login',
    about: "A company's web servers redirect each request to the host where its people log in.",
    servers: [everywhere(family, 'tls', 443)],
    commands: origin([
      {
        names: '',
        status: '302 Found',
        headers: ['Location: https://login-90.example.net/authorize?redirect_uri=http://HOSTPATH'],
      },
    ]),
    tasks: [
      ...gets(302),
      ...uses(family, [90], 'tls', 443, 'works', { start: 2, attempts: 4, timeout: 20 }),
    ],
    endpoints: are(family, many, 80, 'answered'),
    others: 'answered',
    sees: [code(302, 'far')],
  })),
  broad((family) => ({
    name: 'captive-portal-511',
    about:
      'A captive portal answers each request itself: 511 to some, to others a redirection to its log-in.',
    servers: [everywhere(family, 'http', 8080)],
    commands: box([
      {
        names: 'shop-(2|30)',
        status: '511 Network Authentication Required',
        body: '<html><head><meta http-equiv="refresh" content="0; url=https://login.guest.example/"></head></html>',
      },
      {
        names: '',
        status: '302 Found',
        headers: ['Location: https://login.guest.example/?from=http://HOSTPATH'],
      },
    ]),
    tasks: [
      ...uses(family, half, 'http', 80, 'works', { status: 511, timeout: 20 }),
      ...uses(family, hosts(31, 11), 'http', 80, 'works', { status: 302, timeout: 20 }),
      ...elsewhere,
    ],
    endpoints: [
      ...are(family, half, 80, 'intercepted'),
      ...are(family, hosts(31, 11), 80, 'intercepted', byDistance),
    ],
    others: 'answered',
    sees: [code(511, 'near', 20), code(302, 'near', 20)],
  })),
].flat();
