// What a scenario is made of. Scenarios are data: `scenarios/` holds them, the runner acts on them.

import type { Verdict } from '../../src/index.ts';
import type { SidesChoices } from './sides.ts';
import type { TruthEndpoint } from './truth.ts';

/** The hosts of the network, each a network namespace; see README.md for the picture. */
export type Place = 'client' | 'switch' | 'resolver' | 'firewall' | 'edge' | 'server';

export interface Command {
  readonly at: Place;
  /** Shell command. Every nftables rule in it has a `counter`, which must have counted. */
  readonly run: string;
}

export interface Scenario {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  readonly commands?: readonly Command[];
  readonly path?: PathChoices;
  /** Besides the background's. */
  readonly servers?: readonly ServerSpec[];
  readonly tasks: readonly ClientTask[];
  /** Healthy services that are used all the while; `null`: none. */
  readonly background?: Background | null;
  readonly capture?: CaptureChoices;
  /** Captured at several places at the same time; `capture` says nothing then. */
  readonly sides?: SidesChoices;
  readonly endpoints: readonly TruthEndpoint[];
  readonly others: Verdict;
  /** What tshark must find in the capture, by its own display filters. */
  readonly sees: readonly Sight[];
}

export interface Sight {
  readonly filter: string;
  /** Frames; 1 where absent. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Between firewall and servers. */
export interface PathChoices {
  /** One way, in milliseconds; 11 where absent. */
  readonly delay?: number;
  /** Share of the packets that get lost, each way. */
  readonly loss?: number;
  /** Routers on the way; 7 where absent. */
  readonly hops?: number;
  /** The routers say by ICMP whose time to live ended at them; IPv4 only. */
  readonly tells?: true;
  /** The n-th router drops what clients send to a port; IPv4 only. */
  readonly filters?: readonly { readonly hop: number; readonly port: number }[];
  /** Servers ignore a SYN whose timestamp is behind the last one of the same client; IPv4 only. */
  readonly clocks?: true;
  /** Servers that are elsewhere; the first prefix that fits counts. */
  readonly prefixes?: readonly {
    readonly prefix: string;
    readonly delay?: number;
    readonly hops?: number;
  }[];
  /** Later it is another way: `at` in seconds after the clients' start. Its prefixes stay in force. */
  readonly change?: { readonly at: number; readonly delay?: number; readonly hops?: number };
}

export interface CaptureChoices {
  readonly at?: Place;
  /** `eth0` where absent. */
  readonly interface?: string;
  /** More options for tcpdump. */
  readonly options?: readonly string[];
  /** Seconds after the clients' start; before it where absent. */
  readonly start?: number;
  /** Seconds after the clients' start; `tail` after their end where absent. */
  readonly stop?: number;
  /** Seconds that the capture goes on after the last client is done; 9 where absent. */
  readonly tail?: number;
  /** `pcapng` unless tcpdump's own format is the point, or the size. */
  readonly format?: 'pcapng' | 'pcapng.gz' | 'pcap';
  /** Clients append their TLS secrets to `$LAB/keys.log`: the capture gets them, too. */
  readonly hasKeys?: true;
  /** The kernel drops frames because tcpdump is stopped for a while, in seconds after the start. */
  readonly stalls?: readonly { readonly from: number; readonly to: number }[];
  /** Frames that the kernel must have dropped because of it. */
  readonly leastDropped?: number;
}

export interface Background {
  readonly ipv6: boolean;
  /** How many of the background services; 4 where absent. */
  readonly services?: number;
  /** Seconds between two uses of a service. */
  readonly every?: number;
  /** `works` where absent. */
  readonly expect?: ClientTask['expect'];
}

export type ServerSpec =
  | {
      readonly kind: 'dns';
      readonly at?: 'server' | 'resolver' | 'firewall';
      readonly address: string;
      readonly port?: number;
      /** `zone` where absent: what `zone.ts` says. */
      readonly answers?: 'zone' | 'nxdomain' | 'servfail' | 'refused' | 'elsewhere' | 'silent';
      /** Seconds before an answer. */
      readonly delay?: number;
      /** Only answers of this type are delayed. */
      readonly delayed?: 'A' | 'AAAA';
      readonly transports?: readonly ('udp' | 'tcp')[];
      /** At SIGUSR2 it is stopped, and started at the next one. */
      readonly stops?: true;
    }
  | {
      readonly kind: 'tls' | 'http';
      readonly at?: 'server' | 'resolver' | 'client' | 'firewall';
      readonly address: string;
      readonly port: number;
      /** Bytes of a response's body; 300 where absent. */
      readonly bytes?: number;
      /** Seconds before a response. */
      readonly delay?: number;
      /**
       * Ends each connection by RST: a moment after a whole exchange, or with the response; instead of
       * the response, once the request is there whole; after having refused `/private`; at the client's
       * first bytes; at once.
       */
      readonly resets?:
        | 'after-exchange'
        | 'with-response'
        | 'after-request'
        | 'after-refusal'
        | 'at-first-data'
        | 'at-accept';
      /** Ends each connection by FIN as soon as the response is sent. */
      readonly closes?: true;
      /** Seconds without a request until it ends a connection, by RST. */
      readonly idle?: number;
      /** At SIGUSR2 it is stopped, and started at the next one. */
      readonly stops?: true;
      readonly status?: number;
      /** The one protocol that is spoken over TLS; others get a fatal alert (RFC 7301, 3.2). */
      readonly applicationProtocol?: string;
      /** `Location` of each response. */
      readonly redirect?: string;
    }
  | {
      /** Listens, and accepts nobody: its queue is full from the start. */
      readonly kind: 'overloaded';
      readonly at?: 'server';
      readonly address: string;
      readonly port: number;
    }
  | {
      readonly kind: 'quic';
      readonly at?: 'server';
      readonly address: string;
      readonly port: number;
    }
  | {
      /** Speaks first, then says "250 ok" to each line: as mail, FTP and login servers do. */
      readonly kind: 'greeting';
      readonly at?: 'server' | 'resolver';
      readonly address: string;
      readonly port: number;
      /** Accepts, and never says anything, where it is empty. */
      readonly text: string;
      /** What it says to each line; `250 ok` where absent. */
      readonly says?: string;
    };

interface TaskCommon {
  /** Said in the truth file, and in messages. */
  readonly id: string;
  /** Seconds after the start; 0 where absent. */
  readonly start?: number;
  /** How often it is tried, one after the other; 1 where absent. */
  readonly attempts?: number;
  /** Seconds between the end of one attempt and the next; 2 where absent. */
  readonly pause?: number;
  /** Seconds that a client waits; 5 where absent. */
  readonly timeout?: number;
  /** What the client itself is to report; checked. `fails`: every attempt, `works`: every attempt. */
  readonly expect: 'works' | 'fails' | 'mixed' | 'either';
  /** Part of the error that failing attempts report. */
  readonly error?: string;
  /** Goes on until all tasks without it are done. */
  readonly background?: boolean;
}

export type ClientTask =
  | (TaskCommon & {
      readonly kind: 'tls' | 'http';
      readonly address: string;
      readonly port: number;
      readonly serverName?: string;
      /** Resolver that is asked for the name first. */
      readonly resolver?: string;
      /** Bytes that are sent in a POST. */
      readonly upload?: number;
      readonly localAddress?: string;
      readonly localPort?: number;
      /** Requests on one connection, `requestPause` seconds apart. */
      readonly requests?: number;
      readonly requestPause?: number;
      /** The client's own RST. */
      readonly aborts?: 'after-handshake' | 'in-transfer';
      /** Expects this status. */
      readonly status?: number;
      readonly path?: string;
      /** Seconds after the exchange until the client's FIN; 0.5 where absent. */
      readonly closesAfter?: number;
      /** Seconds of idleness after which the client's kernel sends keep-alives. */
      readonly keepAlive?: number;
      /** The first request (the ClientHello) is sent so many seconds after the handshake. */
      readonly hesitates?: number;
      /** The ClientHello is of two segments: a long list of application protocols. */
      readonly bigHello?: true;
    })
  | (TaskCommon & {
      /** Connects and closes, as `nc -z` does. */
      readonly kind: 'connect';
      readonly address: string;
      readonly port: number;
      readonly localAddress?: string;
    })
  | (TaskCommon & {
      /** Waits for the server's greeting, says two lines, and ends. */
      readonly kind: 'greeting';
      readonly address: string;
      readonly port: number;
    })
  | (TaskCommon & {
      /** c-ares, as `node:dns` has it. */
      readonly kind: 'dns';
      readonly servers: readonly string[];
      readonly names: readonly string[];
      readonly type?: 'A' | 'AAAA' | 'TXT';
      /** Times that c-ares asks each server. */
      readonly tries?: number;
      readonly localAddress?: string;
      /** NXDOMAIN, SERVFAIL, REFUSED are answers, too. */
      readonly code?: string;
    })
  | (TaskCommon & {
      /** A roaming module's probe: TXT with a new ID at 0, 1, 2, 4 s, until answered. */
      readonly kind: 'probe';
      readonly servers: readonly { readonly address: string; readonly port: number }[];
      readonly name: string;
      readonly localAddress?: string;
    })
  | (TaskCommon & {
      readonly kind: 'dns-tcp';
      readonly server: string;
      readonly name: string;
    })
  | (TaskCommon & {
      /** Long-header datagrams at QUIC's probe timeouts. */
      readonly kind: 'quic';
      readonly address: string;
      readonly port: number;
    })
  | (TaskCommon & {
      /** Happy Eyeballs (RFC 8305), as Node.js does it: the next address after 250 ms. */
      readonly kind: 'happy-eyeballs';
      readonly addresses: readonly string[];
      readonly port: number;
      readonly serverName: string;
    })
  | (TaskCommon & {
      /** Works where its exit status is 0. */
      readonly kind: 'command';
      readonly run: string;
      /** Where it runs; `client` where absent. */
      readonly at?: Place;
    });

/** One address family's plan, so that a scenario is written once for both. */
export interface Family {
  readonly ipv6: boolean;
  readonly suffix: '' | '-ipv6';
  /** In nftables and in tshark. */
  readonly ip: 'ip' | 'ip6';
  readonly wireshark: 'ip' | 'ipv6';
  readonly icmp: 'icmp' | 'icmpv6';
  readonly client: string;
  readonly firewall: string;
  readonly siteResolver: string;
  readonly lanServer: string;
  /** The n-th host that serves web and the like, n from 1 to 119. */
  web(n: number): string;
  /** The n-th public resolver, n from 1 to 119. */
  dns(n: number): string;
  /** Addresses behind the edge router that no host has. */
  nobody(n: number): string;
  /** Addresses that the edge router silently discards. */
  blackhole(n: number): string;
}

export const ipv4: Family = {
  ipv6: false,
  suffix: '',
  ip: 'ip',
  wireshark: 'ip',
  icmp: 'icmp',
  client: '192.0.2.20',
  firewall: '192.0.2.1',
  siteResolver: '192.0.2.53',
  lanServer: '192.0.2.80',
  web: (n) => `203.0.113.${n}`,
  dns: (n) => `198.51.100.${n}`,
  nobody: (n) => `203.0.113.${128 + n}`,
  blackhole: (n) => `203.0.113.${192 + n}`,
};

export const ipv6: Family = {
  ipv6: true,
  suffix: '-ipv6',
  ip: 'ip6',
  wireshark: 'ipv6',
  icmp: 'icmpv6',
  client: '2001:db8:1::20',
  firewall: '2001:db8:1::1',
  siteResolver: '2001:db8:1::53',
  lanServer: '2001:db8:1::80',
  web: (n) => `2001:db8:2::${n}`,
  dns: (n) => `2001:db8:3::${n}`,
  nobody: (n) => `2001:db8:4::${n}`,
  blackhole: (n) => `2001:db8:5::${n}`,
};

/** A scenario for both families; the IPv6 one has the suffix `-ipv6`. */
export function both(make: (family: Family) => Scenario): Scenario[] {
  return [ipv4, ipv6].map((family) => {
    const scenario = make(family);
    return {
      background: { ipv6: family.ipv6 },
      ...scenario,
      name: `${scenario.name}${family.suffix}`,
    };
  });
}

/** A scenario in which IPv6 would show nothing new. */
export function ipv4Only(make: (family: Family) => Scenario): Scenario[] {
  return both(make).slice(0, 1);
}

/** A rule in the firewall's `forward` chain. */
export function forward(rule: string, at: Place = 'firewall'): Command {
  return { at, run: `nft 'add rule inet lab forward ${rule}'` };
}

/** A rule in the chain `prerouting` of the firewall's address translation. */
export function translate(rule: string): Command {
  return { at: 'firewall', run: `nft 'add rule inet nat prerouting ${rule}'` };
}

/** What was in force, with what changed it in the middle. */
export function allCommands({ commands, tasks }: Scenario): { at: string; run: string }[] {
  const later = tasks.flatMap((task) =>
    task.kind === 'command' && task.at !== undefined
      ? [{ at: task.at, run: `after ${task.start ?? 0} s: ${task.run}` }]
      : [],
  );
  return [...(commands ?? []).map(({ at, run }) => ({ at, run })), ...later];
}
