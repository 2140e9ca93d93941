// A proxy that clients ask by name: what it refuses itself, what it hands on, and what it cannot reach.

import { type Command, ipv4, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { each, listening } from './programs.ts';
import { broad, everywhere, hosts } from './several.ts';
import { certificates, FIREWALLS, OWN, redirected, trusted } from './tls-certificates.ts';

const many = hosts(20, 22);
const allowed = hosts(50, 11);
const PROXY = ipv4.lanServer;

/** tinyproxy of the site, which refuses the names that fit the patterns. */
function tinyproxy(refused: readonly string[], more: readonly string[] = []): Command[] {
  const lines = [
    'User root',
    'Group root',
    'Port 3128',
    `Listen ${PROXY}`,
    'Timeout 30',
    'Allow 0.0.0.0/0',
    'ViaProxyName "proxy.corp.example"',
    ...(refused.length > 0 ? ['Filter "FOLDER/filter"', 'FilterType ere'] : []),
    ...more,
  ];
  return [
    {
      at: 'resolver',
      run: `sed "s|FOLDER|$LAB|" >$LAB/tinyproxy.conf <<'END'\n${lines.join('\n')}\nEND
cat >$LAB/filter <<'END'\n${refused.join('\n')}\nEND`,
    },
    listening('resolver', `${PROXY}:3128`, 'tinyproxy -d -c $LAB/tinyproxy.conf'),
  ];
}

const through = (options: string, url: string): string =>
  `curl -sS -m 25 -k -o /dev/null ${options} -x http://${PROXY}:3128 ${url} 2>$h.all || { head -n 1 $h.all; exit 1; }`;

/** The same by a client that looks at certificates. */
const trusting = (options: string, url: string): string =>
  through(options, url).replace(' -k ', ' ');

const targets = (
  port: number,
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] =>
  many.map((host) => ({
    server: `shop-${host}.example.net`,
    port,
    protocol: 'tcp',
    verdict,
    ...more,
  }));

const answered = (status: number, atLeast: number) => ({
  filter: `http.response.code == ${status} and tcp.srcport == 3128`,
  atLeast,
});
const tls = everywhere(ipv4, 'tls', 443);

export const explicitProxy: Scenario[] = [
  broad(() => ({
    name: 'proxy-refuses-connect',
    about: 'A proxy refuses CONNECT to some names with 403, and connects to others.',
    servers: [tls],
    commands: tinyproxy(['^shop-[234]']),
    tasks: [
      each(many, 'curl', 'fails', through('', 'https://shop-$h.example.net/'), { error: '403' }),
      each(allowed, 'curl-allowed', 'works', through('', 'https://shop-$h.example.net/'), {
        start: 2,
      }),
    ],
    endpoints: targets(443, 'reject', { accept: ['intercepted'] }),
    others: 'answered',
    sees: [answered(403, 20), answered(200, 22)],
  })),
  broad(() => ({
    name: 'proxy-hands-on-403',
    about: 'A proxy connects to all names; some servers answer its requests with their own 403.',
    servers: [tls, everywhere(ipv4, 'http', 80, { status: 403 })],
    background: null,
    commands: tinyproxy([]),
    tasks: [
      each(many, 'curl', 'works', through('', 'http://shop-$h.example.net/')),
      each(allowed, 'curl-tls', 'works', through('', 'https://shop-$h.example.net/'), {
        start: 2,
      }),
    ],
    endpoints: targets(80, 'answered', { mayBeAbsent: true }),
    others: 'answered',
    sees: [answered(403, 20), answered(200, 22)],
  })),
  broad(() => ({
    name: 'proxy-login-works',
    about: 'A proxy demands a log-in with 407, gets it, and connects.',
    servers: [tls],
    commands: tinyproxy([], ['BasicAuth lab secret']),
    tasks: [
      each(
        many,
        'curl',
        'works',
        through('--proxy-anyauth -U lab:secret', 'https://shop-$h.example.net/'),
      ),
    ],
    endpoints: targets(443, 'answered', { mayBeAbsent: true }),
    others: 'answered',
    sees: [answered(407, 20), answered(200, 22)],
  })),
  broad(() => ({
    name: 'proxy-login-missing',
    about: 'A proxy demands a log-in with 407, and never gets one.',
    servers: [tls],
    commands: tinyproxy([], ['BasicAuth lab secret']),
    tasks: [
      each(many, 'curl', 'fails', through('', 'https://shop-$h.example.net/'), { error: '407' }),
    ],
    endpoints: targets(443, 'reject', {
      accept: ['intercepted'],
      mayAbstain: true,
      reason: 'The proxy refuses who does not log in; the target is not even asked.',
    }),
    others: 'answered',
    sees: [answered(407, 20)],
  })),
  broad(() => ({
    name: 'proxy-tunnel-intercepted',
    about:
      'A proxy connects to all names; a firewall behind it opens TLS 1.2 with CAs that the clients do not trust.',
    servers: [tls],
    commands: [
      ...tinyproxy([]),
      certificates('firewall', 9443, FIREWALLS, '--intercept --version 1.2'),
      redirected('firewall', 'eth0'),
    ],
    tasks: [
      each(many, 'curl', 'fails', trusting('', 'https://shop-$h.example.net/'), {
        error: 'certificate',
      }),
      each(allowed, 'curl-allowed', 'works', through('', 'https://shop-$h.example.net/'), {
        start: 2,
      }),
    ],
    endpoints: targets(443, 'intercepted', {
      mayAbstain: true,
      reason: 'Only the issuer of the certificate tells it.',
    }),
    others: 'answered',
    sees: [answered(200, 40), { filter: 'tls.alert_message.level == 2', atLeast: 40 }],
  })),
  broad(() => ({
    name: 'proxy-tunnel-inspected',
    about:
      'A proxy connects to all names; a firewall behind it opens TLS 1.2 with CAs that the clients trust.',
    servers: [tls],
    commands: [
      ...tinyproxy([]),
      certificates('firewall', 9443, trusted, '--intercept --version 1.2'),
      redirected('firewall', 'eth0'),
    ],
    tasks: [
      each(
        many,
        'curl',
        'works',
        trusting('--cacert $LAB/root.pem', 'https://shop-$h.example.net/'),
      ),
    ],
    endpoints: targets(443, 'intercepted', {
      accept: ['answered'],
      mayAbstain: true,
      mayBeAbsent: true,
      reason:
        'The client gets what it asked for, through a firewall whose name the certificate has.',
    }),
    others: 'answered',
    sees: [answered(200, 40)],
  })),
  broad(() => ({
    name: 'proxy-tunnel-origin-not-trusted',
    about:
      "A proxy connects to all names; the clients do not accept the servers' own certificates of TLS 1.2.",
    commands: [
      ...tinyproxy([]),
      certificates('server', 9443, OWN, '--version 1.2'),
      redirected('server', 'eth0'),
    ],
    tasks: [
      each(many, 'curl', 'fails', trusting('', 'https://shop-$h.example.net/'), {
        error: 'certificate',
      }),
    ],
    endpoints: targets(443, 'answered', { mayBeAbsent: true }),
    others: 'answered',
    sees: [answered(200, 40), { filter: 'tls.alert_message.level == 2', atLeast: 40 }],
  })),
  broad(() => ({
    name: 'proxy-target-closed',
    about: 'A proxy says that it cannot connect: the port is closed at the servers.',
    servers: [tls],
    commands: tinyproxy([]),
    tasks: [
      each(many, 'curl', 'fails', through('', 'https://shop-$h.example.net:9443/'), {
        error: '50',
      }),
      each(allowed, 'curl-open', 'works', through('', 'https://shop-$h.example.net/'), {
        start: 2,
      }),
    ],
    endpoints: targets(9443, 'closed', {
      accept: ['unreachable'],
      mayAbstain: true,
      reason: 'The capture is before the proxy: only its words tell what it met.',
    }),
    others: 'answered',
    sees: [{ filter: 'http.response.code >= 500 and tcp.srcport == 3128', atLeast: 20 }],
  })),
].flat();
