// Resolvers that keep names from their clients, and answers that only look as if one did.

import {
  type ClientTask,
  type Command,
  ipv4,
  type Scenario,
  type ServerSpec,
} from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { each, listening } from './programs.ts';
import { meanwhile } from './resets.ts';
import { broad, everywhere, hosts, uses } from './several.ts';
import { certificates, redirected } from './tls-certificates.ts';

/** Hosts of the site: all are addresses of the client. */
const clients = hosts(100, 22).map((host) => `192.0.2.${host}`);
const FILTER = ipv4.lanServer;
const OTHER = ipv4.dns(53);
const blockedHosts = [20, 21, 22];
const allowedHosts = [30, 31];
const named = (list: readonly number[]): string[] => list.map((host) => `shop-${host}.example.net`);
const blocked = named(blockedHosts);
const allowed = named(allowedHosts);
const otherResolver: ServerSpec = { kind: 'dns', address: OTHER };

/** dnsmasq as the site's filter; what it does not filter it asks the site's resolver. */
function dnsmasq(rules: readonly string[]): Command {
  return listening(
    'resolver',
    `${FILTER}:53`,
    `dnsmasq -k -u root -C /dev/null -R -h -S ${ipv4.siteResolver} -a ${FILTER} -z --max-ttl=60 -T 60 --cache-size=0 ${rules.join(' ')}`,
  );
}

/** unbound as the site's filter. */
function unbound(rules: readonly string[]): Command[] {
  const lines = [
    'server:',
    ` interface: ${FILTER}`,
    ' access-control: 0.0.0.0/0 allow',
    ' username: ""',
    ' chroot: ""',
    ' use-syslog: no',
    ' do-daemonize: no',
    ' pidfile: ""',
    ' do-not-query-localhost: no',
    ' module-config: "iterator"',
    ...rules.map((rule) => ` ${rule}`),
    'forward-zone:',
    ' name: "."',
    ` forward-addr: ${ipv4.siteResolver}`,
  ];
  return [
    { at: 'resolver', run: `cat >$LAB/unbound.conf <<'END'\n${lines.join('\n')}\nEND` },
    listening('resolver', `${FILTER}:53`, 'unbound -d -c $LAB/unbound.conf'),
  ];
}

/** Each client's questions at one resolver, a few seconds after another's. */
function asks(
  id: string,
  server: string,
  names: readonly string[],
  start: number,
  more: Partial<Extract<ClientTask, { kind: 'dns' }>> = {},
): ClientTask[] {
  return clients.map((client, index) => ({
    id: `${id} by ${client}`,
    kind: 'dns',
    servers: [server],
    names,
    localAddress: client,
    start: start + index * 0.2,
    attempts: 2,
    expect: 'works',
    timeout: 4,
    ...more,
  }));
}

function resolverIs(
  server: string,
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] {
  return clients.map((client) => ({
    client,
    server,
    port: 53,
    protocol: 'udp',
    verdict,
    ...more,
  }));
}

/** It answers, and keeps some names from its clients: it refuses in its own name. */
const filters: Partial<TruthEndpoint> = { accept: ['intercepted'] };
const answersTo = (filter: string, atLeast: number) => ({ filter, atLeast });

const everyone = (code?: string) => [
  ...asks('filtered names', FILTER, blocked, 1, code === undefined ? {} : { code }),
  ...asks('other names', FILTER, allowed, 1.5),
  ...asks('filtered names elsewhere', OTHER, blocked, 3),
];

/** Cisco documents these as the addresses of Umbrella's block pages. */
const UMBRELLA = [104, 105, 106, 107, 108, 109, 110].map((last) => `146.112.61.${last}`);
const umbrellaRoutes: Command[] = [
  { at: 'edge', run: 'ip route add 146.112.61.0/24 via 203.0.113.253' },
  { at: 'server', run: 'ip route add local 146.112.61.0/24 dev lo' },
];

export const dnsPolicy: Scenario[] = [
  broad(() => ({
    name: 'dns-sinkhole-zero',
    about:
      "The site's filter gives 0.0.0.0, 127.0.0.1 and :: for some names; another resolver gives their addresses.",
    servers: [otherResolver],
    commands: [
      dnsmasq([
        `--address=/${blocked[0]}/0.0.0.0 --address=/${blocked[0]}/::`,
        `--address=/${blocked[1]}/0.0.0.0`,
        `--address=/${blocked[2]}/127.0.0.1`,
      ]),
    ],
    tasks: [
      ...everyone(),
      ...asks('IPv6 address', FILTER, [blocked[0]], 2, { type: 'AAAA', attempts: 1 }),
    ],
    endpoints: resolverIs(FILTER, 'reject', filters),
    others: 'answered',
    sees: [answersTo('dns.a == 0.0.0.0', 40), answersTo('dns.a == 127.0.0.1', 20)],
  })),
  broad(() => ({
    name: 'dns-blocklist-lookups',
    about:
      'Mail servers ask lists of bad senders, whose answers are addresses as 127.0.0.2 and NXDOMAIN.',
    servers: [otherResolver],
    commands: [
      dnsmasq([
        '--address=/2.0.0.127.zen.blocklist.example/127.0.0.2',
        '--address=/9.113.0.203.zen.blocklist.example/127.0.0.4',
        '--address=/9.113.0.203.dnsbl.reputation.example/127.0.0.10',
        '--address=/zen.blocklist.example/',
        '--host-record=localhost,127.0.0.1',
      ]),
    ],
    tasks: [
      ...asks(
        'listed senders',
        FILTER,
        [
          '2.0.0.127.zen.blocklist.example',
          '9.113.0.203.zen.blocklist.example',
          '9.113.0.203.dnsbl.reputation.example',
        ],
        1,
      ),
      ...asks('other senders', FILTER, ['7.113.0.203.zen.blocklist.example'], 1.5, {
        code: 'ENOTFOUND',
      }),
      ...asks('other names', FILTER, [...allowed, 'localhost'], 3),
      ...asks('elsewhere', OTHER, allowed, 3, { attempts: 1 }),
    ],
    endpoints: [],
    others: 'answered',
    sees: [answersTo('dns.a == 127.0.0.2', 40), answersTo('dns.flags.rcode == 3', 40)],
  })),
  broad(() => ({
    name: 'dns-sinkhole-one-address',
    about:
      "The site's filter gives the address of its own page for unrelated names; another resolver gives theirs.",
    servers: [
      otherResolver,
      { kind: 'http', at: 'resolver', address: FILTER, port: 80, status: 403 },
    ],
    commands: [dnsmasq(blocked.map((name) => `--address=/${name}/${FILTER}`))],
    tasks: [
      ...everyone(),
      ...clients.map(
        (client, index): ClientTask => ({
          id: `page for ${client}`,
          kind: 'http',
          address: FILTER,
          port: 80,
          serverName: blocked[index % 3],
          localAddress: client,
          status: 403,
          start: 1.6 + index * 0.2,
          expect: 'works',
        }),
      ),
    ],
    endpoints: [
      ...resolverIs(FILTER, 'reject', filters),
      ...clients.map(
        (client): TruthEndpoint => ({
          client,
          server: FILTER,
          port: 80,
          protocol: 'tcp',
          verdict: 'reject',
          accept: ['intercepted', 'answered'],
          reason: 'It does serve its page; that it stands for other servers, the DNS answers say.',
        }),
      ),
    ],
    others: 'answered',
    sees: [answersTo(`dns.a == ${FILTER}`, 100), answersTo('http.response.code == 403', 22)],
  })),
  broad((family) => ({
    name: 'dns-shared-hosting',
    about: 'One address serves many unrelated names, and every resolver says so.',
    servers: [everywhere(family, 'tls', 443)],
    commands: [
      dnsmasq(
        ['shop.example.com', 'weather.example.org', 'club.example', 'news.example.net'].map(
          (name) => `--address=/${name}/${family.web(90)}`,
        ),
      ),
      {
        at: 'server',
        run: `dnsmasq -u root -C /dev/null -R -h -z -a ${OTHER} -x $LAB/other.pid -T 60 --address=/shop.example.com/weather.example.org/club.example/news.example.net/${family.web(90)}`,
      },
    ],
    tasks: [
      ...asks('names', FILTER, ['shop.example.com', 'weather.example.org', 'club.example'], 1),
      ...asks('names elsewhere', OTHER, ['weather.example.org', 'news.example.net'], 3),
      ...clients.map(
        (client, index): ClientTask => ({
          id: `page for ${client}`,
          kind: 'tls',
          address: family.web(90),
          port: 443,
          serverName: ['shop.example.com', 'weather.example.org', 'club.example'][index % 3],
          localAddress: client,
          start: 1.6 + index * 0.2,
          timeout: 20,
          expect: 'works',
        }),
      ),
    ],
    endpoints: [],
    others: 'answered',
    sees: [answersTo(`dns.a == ${family.web(90)}`, 100)],
  })),
  broad(() => ({
    name: 'dns-filter-nxdomain',
    about: "The site's filter denies names that exist; another resolver gives their addresses.",
    servers: [otherResolver],
    commands: [dnsmasq(blocked.map((name) => `--address=/${name}/`))],
    tasks: everyone('ENOTFOUND'),
    endpoints: resolverIs(FILTER, 'reject', filters),
    others: 'answered',
    sees: [answersTo('dns.flags.rcode == 3', 120)],
  })),
  broad(() => ({
    name: 'dns-denied-everywhere',
    about: 'Names that do not exist, as two resolvers agree.',
    servers: [otherResolver],
    commands: [dnsmasq([])],
    tasks: [
      ...asks(
        'missing names',
        FILTER,
        ['old.example.org', 'typo.example.net', 'wpad.corp.example'],
        1,
        {
          code: 'ENOTFOUND',
        },
      ),
      ...asks('other names', FILTER, allowed, 1.5),
      ...asks('missing names elsewhere', OTHER, ['old.example.org', 'typo.example.net'], 3, {
        code: 'ENOTFOUND',
      }),
      ...asks('other names elsewhere', OTHER, allowed, 3.5),
    ],
    endpoints: [],
    others: 'answered',
    sees: [answersTo('dns.flags.rcode == 3', 120)],
  })),
  broad(() => ({
    name: 'dns-filter-refused',
    about: "The site's filter refuses some names; another resolver gives their addresses.",
    servers: [otherResolver],
    commands: unbound(blocked.map((name) => `local-zone: "${name}." always_refuse`)),
    tasks: everyone('EREFUSED'),
    endpoints: resolverIs(FILTER, 'reject', filters),
    others: 'answered',
    sees: [answersTo('dns.flags.rcode == 5', 120)],
  })),
  broad((family) => ({
    name: 'dns-umbrella-block',
    about:
      "A policy of Cisco Umbrella: its resolver gives block pages' addresses, whose certificates clients do not trust.",
    servers: [otherResolver, { kind: 'http', address: '146.112.61.200', port: 80 }],
    commands: [
      ...umbrellaRoutes,
      dnsmasq(blocked.map((name, index) => `--address=/${name}/${UMBRELLA[2 * index]}`)),
      certificates(
        'server',
        9443,
        [{ names: '', issuer: 'Cisco Umbrella Secondary SubCA ams-SG/Cisco' }],
        '--version 1.2',
      ),
      redirected('server', 'eth0', '146.112.61.104-146.112.61.110'),
    ],
    tasks: [
      ...everyone(),
      each(
        hosts(100, 22),
        'curl',
        'fails',
        `curl -sS -m 20 -o /dev/null --interface 192.0.2.$h --connect-to ::${UMBRELLA[2]} https://${blocked[1]}/ 2>$h.all || { head -n 1 $h.all; exit 1; }`,
        { start: 2, error: 'certificate' },
      ),
      ...uses(family, [60], 'http', 80, 'works', { address: '146.112.61.200', timeout: 20 }),
    ],
    endpoints: [
      ...clients.map(
        (client): TruthEndpoint => ({
          client,
          server: UMBRELLA[2],
          port: 443,
          protocol: 'tcp',
          verdict: 'intercepted',
          accept: ['reject'],
        }),
      ),
      ...resolverIs(FILTER, 'reject', {
        accept: ['intercepted', 'answered'],
        reason: 'It answers; that a policy is behind it, the address says that it gives.',
      }),
    ],
    others: 'answered',
    sees: [answersTo(`dns.a == ${UMBRELLA[2]}`, 40), answersTo('tls.alert_message.level == 2', 40)],
  })),
  broad((family) => ({
    name: 'dns-answers-injected',
    about:
      "A box on the way answers each question in the resolver's name; the resolver's own answer comes after it.",
    servers: hosts(20, 22).map((host) => ({ kind: 'dns' as const, address: family.dns(host) })),
    commands: [meanwhile('firewall', 'dns_box.py inject eth0 198.51.100.0/25 203.0.113.99')],
    tasks: hosts(20, 22).map(
      (host, index): ClientTask => ({
        id: `resolver ${host}`,
        kind: 'dns',
        servers: [family.dns(host)],
        names: [...blocked, ...allowed],
        start: 1 + index * 0.2,
        attempts: 2,
        expect: 'works',
      }),
    ),
    endpoints: hosts(20, 22).map((host) => ({
      server: family.dns(host),
      port: 53,
      protocol: 'udp',
      verdict: 'intercepted',
    })),
    others: 'answered',
    sees: [
      answersTo('dns.a == 203.0.113.99 and ip.ttl == 64', 200),
      answersTo('dns.flags.response == 1 and ip.ttl < 60 and ip.src == 198.51.100.0/25', 200),
    ],
  })),
  broad((family) => ({
    name: 'dns-answered-twice',
    about:
      'Slow resolvers: clients repeat each question, and both are answered alike, or in another order.',
    servers: [],
    commands: [
      meanwhile('server', 'dns_box.py serve 198.51.100.20 1.6 0'),
      meanwhile('server', 'dns_box.py serve 198.51.100.21 1.6 1'),
      ...hosts(22, 20).map((host) => ({
        at: 'server' as const,
        run: `nft 'add table ip many; add chain ip many prerouting { type nat hook prerouting priority dstnat; }; add rule ip many prerouting ip daddr ${family.dns(host)} udp dport 53 counter dnat to ${family.dns(20 + (host % 2))}'`,
      })),
    ],
    tasks: [
      each(
        hosts(20, 22),
        'resolvers',
        'works',
        `python3 $OLDPWD/support/lab/dns_box.py ask 192.0.2.20 198.51.100.$h ${[...blocked, ...allowed].join(' ')}`,
        { times: 1 },
      ),
    ],
    endpoints: [],
    others: 'answered',
    sees: [answersTo('dns.flags.response == 1 and ip.src == 198.51.100.0/25', 200)],
  })),
  broad((family) => ({
    name: 'dns-resolvers-differ',
    about:
      'Two resolvers give other addresses of the same names, each the nearest of a network that delivers for many.',
    servers: [everywhere(family, 'tls', 443)],
    commands: [
      dnsmasq(
        [...blocked, ...allowed].map(
          (name, index) => `--address=/${name}/${family.web(60 + index)}`,
        ),
      ),
      {
        at: 'server',
        run: `dnsmasq -u root -C /dev/null -R -h -z -a ${OTHER} -x $LAB/other.pid -T 60 ${[...blocked, ...allowed].map((name, index) => `--address=/${name}/${family.web(70 + index)}`).join(' ')}`,
      },
    ],
    tasks: [
      ...asks('names', FILTER, [...blocked, ...allowed], 1),
      ...asks('names elsewhere', OTHER, [...blocked, ...allowed], 3),
      ...uses(family, [...hosts(60, 5), ...hosts(70, 5)], 'tls', 443, 'works', {
        start: 4,
        attempts: 1,
        timeout: 20,
      }),
    ],
    endpoints: [],
    others: 'answered',
    sees: [
      answersTo(`dns.a == ${family.web(60)}`, 40),
      answersTo(`dns.a == ${family.web(70)}`, 40),
    ],
  })),
].flat();
