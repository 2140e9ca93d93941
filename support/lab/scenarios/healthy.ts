// Nothing is wrong, though some of it looks bad.

import { both, type ClientTask, type Family, ipv4Only, type Scenario } from '../scenario.ts';
import { probes, publicResolvers } from './dns-dropped.ts';
import { portal, portalIs, portalServer } from './tcp-dropped.ts';

const lossy = [10, 30].flatMap((percent) =>
  (percent === 10 ? ipv4Only : both)((family) => ({
    name: `healthy-loss-${percent}`,
    about: `Everything works, on a path that loses ${percent} % of the packets each way.`,
    path: { loss: percent / 100 },
    capture: { format: 'pcapng.gz' },
    background: { ipv6: family.ipv6, expect: 'either' },
    servers: [...publicResolvers(family), portalServer(family)],
    tasks: [
      { ...portal(family, percent > 20 ? 'either' : 'works'), attempts: 5, timeout: 20, pause: 2 },
      {
        id: 'lookups',
        kind: 'dns',
        servers: [family.dns(53)],
        names: ['shop-20.example.net'],
        timeout: 1,
        tries: 6,
        attempts: 8,
        pause: 2,
        expect: 'either',
      },
    ],
    endpoints: [
      portalIs(family, 'answered'),
      { server: family.dns(53), port: 53, protocol: 'udp', verdict: 'answered' },
    ],
    others: 'answered',
    sees: [
      { filter: 'tcp.analysis.retransmission', atLeast: 3 },
      { filter: `${family.wireshark}.src == ${family.web(20)} and tcp.len > 0`, atLeast: 5 },
      { filter: `${family.wireshark}.src == ${family.dns(53)}`, atLeast: 2 },
    ],
  })),
);

function dnsCode(
  code: 'servfail' | 'refused' | 'nxdomain',
  error: string,
  about: string,
): Scenario[] {
  return ipv4Only((family) => ({
    name: `dns-${code}`,
    about,
    servers: [{ kind: 'dns', address: family.dns(53), answers: code }],
    tasks: [
      {
        id: 'lookups',
        kind: 'dns',
        servers: [family.dns(53)],
        names: ['shop-20.example.net', 'shop-21.example.net'],
        attempts: 4,
        pause: 3,
        tries: 1,
        expect: 'works',
        code: error,
      },
    ],
    endpoints: [],
    others: 'answered',
    sees: [
      {
        filter: `dns.flags.response == 1 and ${family.wireshark}.src == ${family.dns(53)}`,
        atLeast: 6,
      },
    ],
  }));
}

/** One server that does something of its own, used by one client. */
function oddServer(
  make: typeof both,
  name: string,
  about: string,
  server: Partial<ReturnType<typeof portalServer>> & object,
  client: (family: Family) => Partial<ClientTask> & object,
  sees: (family: Family) => Scenario['sees'],
): Scenario[] {
  return make((family) => ({
    name,
    about,
    servers: [{ ...portalServer(family), ...server }],
    tasks: [{ ...portal(family, 'works'), attempts: 4, ...client(family) } as ClientTask],
    endpoints: [],
    others: 'answered',
    sees: sees(family),
  }));
}

const slow = { kind: 'tls', port: 443, delay: 4 } as const;
const resetting = { kind: 'tls', port: 443, resets: 'after-exchange' } as const;

const resetFrom = (address: string, family: Family) => ({
  filter: `${family.wireshark}.src == ${address} and tcp.flags.reset == 1`,
  atLeast: 3,
});

export const healthy: Scenario[] = [
  both((family) => ({
    name: 'healthy',
    about: 'Everything works.',
    background: { ipv6: family.ipv6, services: 6 },
    servers: [...publicResolvers(family), { ...portalServer(family), bytes: 3000 }],
    tasks: [{ ...portal(family, 'works'), requests: 2, timeout: 20 }, probes(family, 'works')],
    endpoints: [],
    others: 'answered',
    sees: [
      { filter: 'tcp.flags.reset == 1', atMost: 6 },
      { filter: 'tls.handshake.type == 1', atLeast: 3 },
    ],
  })),
  ipv4Only((family) => ({
    name: 'healthy-nothing-else',
    about: 'One web service is used once, and nothing else happens.',
    background: null,
    servers: [portalServer(family)],
    tasks: [{ ...portal(family, 'works'), attempts: 1 }],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tls.handshake.type == 1' }],
  })),
  ...lossy,
  ipv4Only((family) => ({
    name: 'healthy-far',
    about: 'Everything works, over a satellite: 400 ms each way.',
    path: { delay: 400 },
    servers: [...publicResolvers(family), portalServer(family)],
    tasks: [
      { ...portal(family, 'works'), timeout: 20, attempts: 4 },
      { ...probes(family, 'works'), pause: 4 },
    ],
    endpoints: [],
    others: 'answered',
    sees: [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and tcp.time_relative > 0.7`,
        atLeast: 3,
      },
    ],
  })),
  oddServer(
    ipv4Only,
    'healthy-slow-server',
    'A server that thinks for four seconds before each response.',
    slow,
    () => ({ timeout: 20, attempts: 3 }),
    (family) => [
      {
        filter: `${family.wireshark}.src == ${family.web(20)} and frame.time_delta >= 0`,
        atLeast: 9,
      },
    ],
  ),
  oddServer(
    both,
    'server-resets-after-exchange',
    'A server that ends each connection by RST, a moment after a whole exchange.',
    resetting,
    () => ({}),
    (family) => [resetFrom(family.web(20), family)],
  ),
  oddServer(
    both,
    'client-aborts-after-handshake',
    'A client that ends its connections by RST right after the handshake, as a port check does.',
    {},
    () => ({ aborts: 'after-handshake' }),
    (family) => [resetFrom(family.client, family)],
  ),
  oddServer(
    ipv4Only,
    'client-aborts-in-transfer',
    'A client that ends its connections by RST while the response is coming.',
    { bytes: 9_000 } as object,
    () => ({ aborts: 'in-transfer' }),
    (family) => [resetFrom(family.client, family)],
  ),
  oddServer(
    ipv4Only,
    'server-errors',
    'A web server that answers every request with HTTP 503.',
    { kind: 'http', port: 80, status: 503 } as object,
    () => ({ kind: 'http', port: 80, status: 503 }),
    () => [{ filter: 'http.response.code == 503', atLeast: 4 }],
  ),
  ipv4Only((family) => ({
    name: 'server-tls-alert',
    about: 'A server that ends each TLS handshake with an alert: it speaks another protocol.',
    servers: [{ ...portalServer(family), applicationProtocol: 'h2' }],
    tasks: [{ ...portal(family, 'fails', 'ALERT'), attempts: 4 }],
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'tls.alert_message.desc == 120', atLeast: 4 }],
  })),
  dnsCode('servfail', 'ESERVFAIL', 'A public resolver answers SERVFAIL.'),
  dnsCode('refused', 'EREFUSED', 'A public resolver answers REFUSED.'),
  dnsCode('nxdomain', 'ENOTFOUND', 'A public resolver says of two names that they do not exist.'),
  ipv4Only((family) => ({
    name: 'dns-late-answers',
    about: 'A resolver answers after six seconds, when its clients have given up.',
    servers: [{ kind: 'dns', address: family.dns(53), delay: 6 }],
    tasks: [
      {
        id: 'lookups',
        kind: 'command',
        run: `dig +time=2 +tries=2 @${family.dns(53)} shop-20.example.net`,
        attempts: 3,
        pause: 3,
        expect: 'fails',
      },
    ],
    capture: { tail: 12 },
    endpoints: [{ server: family.dns(53), port: 53, protocol: 'udp', verdict: 'answered' }],
    others: 'answered',
    sees: [
      {
        filter: `dns.flags.response == 1 and udp.srcport == 53 and ${family.wireshark}.src == ${family.dns(53)}`,
        atLeast: 5,
      },
    ],
  })),
  both((family) => ({
    name: 'server-resets-at-first-data',
    about: 'A broken server accepts, and resets each connection at the first bytes of the client.',
    servers: [{ ...portalServer(family), resets: 'at-first-data' }],
    tasks: [{ ...portal(family, 'fails', 'ECONNRESET'), attempts: 5 }],
    endpoints: [
      portalIs(family, 'closed', {
        accept: ['answered'],
        mayAbstain: true,
        reason: 'The RST has the TTL and the delay of the server: nothing between speaks.',
      }),
    ],
    others: 'answered',
    sees: [resetFrom(family.web(20), family)],
  })),
].flat();
