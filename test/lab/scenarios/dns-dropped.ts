// DNS on its way out of the site, and a firewall that says nothing.

import {
  both,
  type ClientTask,
  type Family,
  forward,
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
].flat();
