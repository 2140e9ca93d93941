// DNS on its way out of the site, and a firewall that says nothing.

import {
  both,
  type ClientTask,
  type Family,
  forward,
  ipv4Only,
  type Scenario,
  type ServerSpec,
} from '../scenario.ts';
import { DEBUG_NAME } from '../zone.ts';

/** Two public resolvers that offer DNS on UDP 53 and 443, as OpenDNS does. */
export function publicResolvers(family: Family): ServerSpec[] {
  return [53, 54].flatMap((host) =>
    [53, 443].map((port) => ({ kind: 'dns' as const, address: family.dns(host), port })),
  );
}

/** A roaming module that asks all four services, again and again. */
export function probes(
  family: Family,
  expect: ClientTask['expect'],
  ports = [53, 443],
): ClientTask {
  return {
    id: 'roaming probe',
    kind: 'probe',
    name: DEBUG_NAME,
    servers: [53, 54].flatMap((host) => ports.map((port) => ({ address: family.dns(host), port }))),
    attempts: 2,
    pause: 3,
    expect,
  };
}

function siteLookups(family: Family): ClientTask {
  return {
    id: 'lookups at the site resolver',
    kind: 'dns',
    servers: [family.siteResolver],
    names: ['intranet-80.example.net', 'shop-20.example.net'],
    type: family.ipv6 ? 'AAAA' : 'A',
    start: 1,
    attempts: 4,
    pause: 4,
    expect: 'works',
  };
}

function nfproto(family: Family): string {
  return family.ipv6 ? 'ipv6' : 'ipv4';
}

const dropped = {
  protocol: 'udp',
  verdict: 'drop',
  patterns: ['dns-unanswered-retransmits'],
} as const;

export const dnsDropped: Scenario[] = [
  both((family) => ({
    name: 'dns-drop-one-resolver',
    about: 'The firewall drops DNS to one of two public resolvers; the other one answers.',
    servers: publicResolvers(family),
    commands: [forward(`${family.ip} daddr ${family.dns(53)} udp dport 53 counter drop`)],
    tasks: [
      {
        id: 'first resolver',
        kind: 'dns',
        servers: [family.dns(53)],
        names: ['shop-20.example.net'],
        timeout: 2,
        tries: 3,
        attempts: 2,
        expect: 'fails',
        error: 'ETIMEOUT',
      },
      {
        id: 'second resolver',
        kind: 'dns',
        servers: [family.dns(54)],
        names: ['shop-20.example.net', 'shop-21.example.net'],
        start: 1,
        attempts: 3,
        expect: 'works',
      },
      siteLookups(family),
    ],
    endpoints: [{ ...dropped, server: family.dns(53), port: 53 }],
    others: 'answered',
    sees: [
      {
        filter: `dns.flags.response == 0 and ${family.wireshark}.dst == ${family.dns(53)}`,
        atLeast: 4,
      },
      { filter: `${family.wireshark}.src == ${family.dns(53)}`, atMost: 0 },
    ],
  })),
  both((family) => ({
    name: 'dns-drop-both-resolvers',
    about: 'The firewall drops DNS to both public resolvers, on UDP 53 and on UDP 443.',
    servers: publicResolvers(family),
    commands: [
      forward(
        `${family.ip} daddr { ${family.dns(53)}, ${family.dns(54)} } udp dport 53 counter drop`,
      ),
      forward(
        `${family.ip} daddr { ${family.dns(53)}, ${family.dns(54)} } udp dport 443 counter drop`,
      ),
    ],
    tasks: [probes(family, 'fails'), siteLookups(family)],
    endpoints: [53, 54].flatMap((host) =>
      [53, 443].map((port) => ({ ...dropped, server: family.dns(host), port })),
    ),
    others: 'answered',
    sees: [{ filter: 'dns.flags.response == 0 and dns.qry.type == 16', atLeast: 16 }],
  })),
  both((family) => ({
    name: 'dns-drop-port-53',
    about: 'The firewall drops UDP 53 to the public resolvers; UDP 443 works.',
    servers: publicResolvers(family),
    commands: [
      forward(
        `${family.ip} daddr { ${family.dns(53)}, ${family.dns(54)} } udp dport 53 counter drop`,
      ),
    ],
    tasks: [probes(family, 'fails'), siteLookups(family)],
    endpoints: [53, 54].map((host) => ({ ...dropped, server: family.dns(host), port: 53 })),
    others: 'answered',
    sees: [
      { filter: `udp.srcport == 443 and ${family.wireshark}.src == ${family.dns(53)}`, atLeast: 2 },
    ],
  })),
  both((family) => ({
    name: 'dns-drop-port-443',
    about: 'The firewall drops UDP 443 to the public resolvers; UDP 53 works.',
    servers: publicResolvers(family),
    commands: [
      forward(
        `${family.ip} daddr { ${family.dns(53)}, ${family.dns(54)} } udp dport 443 counter drop`,
      ),
    ],
    tasks: [probes(family, 'fails'), siteLookups(family)],
    endpoints: [53, 54].map((host) => ({ ...dropped, server: family.dns(host), port: 443 })),
    others: 'answered',
    sees: [
      { filter: `udp.srcport == 53 and ${family.wireshark}.src == ${family.dns(53)}`, atLeast: 2 },
    ],
  })),
  both((family) => ({
    name: 'dns-drop-all-but-site',
    about: 'The firewall drops all DNS that leaves the site, UDP and TCP; the site resolver works.',
    servers: publicResolvers(family),
    commands: [
      forward(`meta nfproto ${nfproto(family)} udp dport 53 counter drop`),
      forward(`meta nfproto ${nfproto(family)} tcp dport 53 counter drop`),
    ],
    tasks: [
      {
        id: 'public resolvers',
        kind: 'dns',
        servers: [family.dns(53), family.dns(54)],
        names: ['shop-20.example.net'],
        timeout: 2,
        tries: 2,
        attempts: 2,
        expect: 'fails',
      },
      {
        id: 'third resolver by TCP',
        kind: 'dns-tcp',
        server: family.dns(54),
        name: 'shop-20.example.net',
        start: 2,
        attempts: 2,
        expect: 'fails',
      },
      siteLookups(family),
    ],
    endpoints: [
      { ...dropped, server: family.dns(53), port: 53 },
      { ...dropped, server: family.dns(54), port: 53 },
      {
        server: family.dns(54),
        port: 53,
        protocol: 'tcp',
        verdict: 'drop',
        patterns: ['syn-only-retransmits'],
      },
    ],
    others: 'answered',
    sees: [{ filter: `tcp.dstport == 53 and tcp.flags.syn == 1`, atLeast: 6 }],
  })),
  both((family) => ({
    name: 'dns-drop-udp-only',
    about: 'The firewall drops DNS by UDP to a public resolver; DNS by TCP works.',
    servers: publicResolvers(family),
    commands: [forward(`${family.ip} daddr ${family.dns(53)} udp dport 53 counter drop`)],
    tasks: [
      {
        id: 'resolver by UDP',
        kind: 'command',
        run: `dig +time=2 +tries=3 +norecurse @${family.dns(53)} shop-20.example.net`,
        attempts: 2,
        expect: 'fails',
      },
      {
        id: 'resolver by TCP',
        kind: 'command',
        run: `dig +tcp +time=3 +tries=1 @${family.dns(53)} shop-20.example.net`,
        start: 3,
        attempts: 3,
        expect: 'works',
      },
    ],
    endpoints: [{ ...dropped, server: family.dns(53), port: 53 }],
    others: 'answered',
    sees: [{ filter: 'dns.flags.response == 1 and tcp.srcport == 53', atLeast: 3 }],
  })),
  both((family) => ({
    name: 'dns-drop-tcp-only',
    about: 'The firewall drops DNS by TCP to a public resolver; DNS by UDP works.',
    servers: publicResolvers(family),
    commands: [forward(`${family.ip} daddr ${family.dns(53)} tcp dport 53 counter drop`)],
    tasks: [
      {
        id: 'resolver by TCP',
        kind: 'dns-tcp',
        server: family.dns(53),
        name: 'shop-20.example.net',
        attempts: 3,
        timeout: 6,
        expect: 'fails',
      },
      {
        id: 'resolver by UDP',
        kind: 'command',
        run: `dig +time=2 +tries=2 @${family.dns(53)} shop-20.example.net`,
        start: 1,
        attempts: 3,
        expect: 'works',
      },
    ],
    endpoints: [
      {
        server: family.dns(53),
        port: 53,
        protocol: 'tcp',
        verdict: 'drop',
        patterns: ['syn-only-retransmits'],
      },
    ],
    others: 'answered',
    sees: [{ filter: 'tcp.dstport == 53 and tcp.flags.syn == 1', atLeast: 9 }],
  })),
  both((family) => ({
    name: 'dns-drop-answers',
    about: 'The queries get out, and the firewall drops the answers of one public resolver.',
    servers: publicResolvers(family),
    commands: [forward(`${family.ip} saddr ${family.dns(53)} udp sport 53 counter drop`)],
    tasks: [
      {
        id: 'resolver',
        kind: 'command',
        run: `dig +time=3 +tries=3 @${family.dns(53)} shop-20.example.net`,
        attempts: 2,
        expect: 'fails',
      },
    ],
    endpoints: [{ ...dropped, server: family.dns(53), port: 53 }],
    others: 'answered',
    sees: [{ filter: `${family.wireshark}.src == ${family.dns(53)}`, atMost: 0 }],
  })),
  ipv4Only((family) => ({
    name: 'dns-drop-system-resolver',
    about:
      'The computer itself is set to two public resolvers, and the firewall drops DNS to both.',
    servers: publicResolvers(family),
    commands: [
      {
        at: 'client',
        run: `printf 'nameserver ${family.dns(53)}\\nnameserver ${family.dns(54)}\\noptions timeout:3 attempts:2\\n' > /etc/resolv.conf`,
      },
      forward(
        `${family.ip} daddr { ${family.dns(53)}, ${family.dns(54)} } udp dport 53 counter drop`,
      ),
    ],
    tasks: [
      {
        id: 'getent',
        kind: 'command',
        run: `getent ${family.ipv6 ? 'ahostsv6' : 'ahostsv4'} shop-20.example.net`,
        attempts: 2,
        pause: 1,
        expect: 'fails',
      },
    ],
    endpoints: [53, 54].map((host) => ({ ...dropped, server: family.dns(host), port: 53 })),
    others: 'answered',
    sees: [
      { filter: 'dns.flags.response == 0 and dns.qry.name == "shop-20.example.net"', atLeast: 8 },
    ],
  })),
  both((family) => ({
    name: 'dns-drop-nothing-else',
    about:
      'The firewall drops DNS to both public resolvers, and nothing else happens in the capture.',
    background: null,
    servers: publicResolvers(family),
    commands: [
      forward(
        `${family.ip} daddr { ${family.dns(53)}, ${family.dns(54)} } udp dport { 53, 443 } counter drop`,
      ),
    ],
    tasks: [probes(family, 'fails')],
    endpoints: [53, 54].flatMap((host) =>
      [53, 443].map((port) => ({
        ...dropped,
        server: family.dns(host),
        port,
        mayAbstain: true as const,
        reason: 'Nothing at all answers in the capture: no network would look the same.',
      })),
    ),
    others: 'answered',
    sees: [{ filter: 'dns.flags.response == 1', atMost: 0 }],
  })),
].flat();
