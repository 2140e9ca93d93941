// Something near answers in the server's place.

import { both, type Family, forward, ipv4Only, type Scenario, translate } from '../scenario.ts';
import { probes, publicResolvers } from './dns-dropped.ts';
import { portal } from './tcp-dropped.ts';

/** The firewall's own resolver takes the place of both public ones. */
function redirectDns(family: Family) {
  return translate(
    `${family.ip} daddr { ${family.dns(53)}, ${family.dns(54)} } udp dport 53 counter dnat ${family.ip} to ${family.firewall}`,
  );
}

function bothResolvers(family: Family, more: Partial<Scenario['endpoints'][number]> = {}) {
  return [53, 54].map((host) => ({
    server: family.dns(host),
    port: 53,
    protocol: 'udp' as const,
    verdict: 'intercepted' as const,
    ...more,
  }));
}

function lookups(family: Family, code?: string) {
  return {
    id: 'lookups',
    kind: 'dns',
    servers: [family.dns(53)],
    names: ['shop-20.example.net', 'www-80.example.net'],
    start: 1,
    attempts: 4,
    pause: 3,
    expect: 'works',
    ...(code === undefined ? {} : { code }),
  } as const;
}

const answersNear = (family: Family) => ({
  filter: `${family.wireshark}.src == ${family.dns(53)} and udp.srcport == 53 and ${family.ipv6 ? 'ipv6.hlim' : 'ip.ttl'} == 64`,
  atLeast: 4,
});

export const intercepted: Scenario[] = [
  both((family) => ({
    name: 'dns-redirect-denied',
    about: 'The firewall redirects DNS to its own resolver, which denies every name.',
    servers: [
      ...publicResolvers(family),
      { kind: 'dns', at: 'firewall', address: family.firewall, answers: 'nxdomain' },
    ],
    commands: [redirectDns(family)],
    tasks: [probes(family, 'works'), lookups(family, 'ENOTFOUND')],
    endpoints: bothResolvers(family),
    others: 'answered',
    sees: [answersNear(family), { filter: 'dns.flags.rcode == 3', atLeast: 6 }],
  })),
  ipv4Only((family) => ({
    name: 'dns-redirect-refused',
    about: 'The firewall redirects DNS to its own resolver, which refuses every question.',
    servers: [
      ...publicResolvers(family),
      { kind: 'dns', at: 'firewall', address: family.firewall, answers: 'refused' },
    ],
    commands: [redirectDns(family)],
    tasks: [probes(family, 'works'), lookups(family, 'EREFUSED')],
    endpoints: bothResolvers(family, {
      mayAbstain: true,
      reason: 'REFUSED tells nothing; only the delay and the TTL say that it comes from near.',
    }),
    others: 'answered',
    sees: [answersNear(family), { filter: 'dns.flags.rcode == 5', atLeast: 6 }],
  })),
  both((family) => ({
    name: 'dns-redirect-elsewhere',
    about:
      'The firewall redirects DNS to its own resolver, which gives one address for every name.',
    servers: [
      ...publicResolvers(family),
      { kind: 'dns', at: 'firewall', address: family.firewall, answers: 'elsewhere' },
    ],
    commands: [redirectDns(family)],
    tasks: [probes(family, 'works'), lookups(family)],
    endpoints: bothResolvers(family, {
      mayAbstain: true,
      reason: 'The answers look right; only the delay and the TTL say that they come from near.',
    }),
    others: 'answered',
    sees: [answersNear(family)],
  })),
  both((family) => ({
    name: 'dns-redirect-right-answers',
    about:
      'The firewall redirects DNS to its own resolver, which answers as the public ones would.',
    servers: [
      ...publicResolvers(family),
      { kind: 'dns', at: 'firewall', address: family.firewall },
    ],
    commands: [redirectDns(family)],
    tasks: [probes(family, 'works'), lookups(family)],
    endpoints: bothResolvers(family, {
      mayAbstain: true,
      accept: ['answered'],
      reason: 'The answers are right; only the delay and the TTL say that they come from near.',
    }),
    others: 'answered',
    sees: [answersNear(family)],
  })),
  ipv4Only((family) => ({
    name: 'captive-portal',
    about: 'A captive portal answers HTTP of every server with a redirection; TLS is reset.',
    background: null,
    servers: [
      {
        kind: 'http',
        at: 'firewall',
        address: family.firewall,
        port: 80,
        redirect: 'http://login.guest.example/',
      },
      ...[20, 21].map((host) => ({ kind: 'tls' as const, address: family.web(host), port: 443 })),
    ],
    commands: [
      translate(
        `meta nfproto ${family.ipv6 ? 'ipv6' : 'ipv4'} iifname eth0 tcp dport 80 counter dnat ${family.ip} to ${family.firewall}`,
      ),
      forward('iifname eth0 tcp dport 443 counter reject with tcp reset'),
    ],
    tasks: [
      ...[22, 23].map((host) => ({
        id: `page ${host}`,
        kind: 'http' as const,
        address: family.web(host),
        port: 80,
        serverName: `page-${host}.example.net`,
        resolver: family.siteResolver,
        attempts: 3,
        pause: 3,
        status: 302,
        expect: 'works' as const,
      })),
      { ...portal(family, 'fails', 'ECONNREFUSED'), attempts: 5 },
      {
        ...portal(family, 'fails', 'ECONNREFUSED'),
        id: 'other service',
        address: family.web(21),
        serverName: 'shop-21.example.net',
        start: 2,
        attempts: 4,
      },
    ],
    endpoints: [
      ...[22, 23].map((host) => ({
        server: family.web(host),
        port: 80,
        protocol: 'tcp' as const,
        verdict: 'intercepted' as const,
        patterns: ['captive-portal'],
      })),
      ...[20, 21].map((host) => ({
        server: family.web(host),
        port: 443,
        protocol: 'tcp' as const,
        verdict: 'reject' as const,
        mayAbstain: true as const,
        reason: 'No server outside ever answers: only the delay and the TTL speak.',
      })),
    ],
    others: 'answered',
    sees: [
      { filter: 'http.response.code == 302', atLeast: 6 },
      { filter: 'tcp.flags.reset == 1 and tcp.srcport == 443', atLeast: 9 },
    ],
  })),
].flat();
