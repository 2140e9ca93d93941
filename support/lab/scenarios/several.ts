// Twenty of a kind in one scenario: what a rule is worth shows on many endpoints, not on one.

import {
  type ClientTask,
  type Family,
  ipv4Only,
  type Scenario,
  type ServerSpec,
} from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';

/** A scenario of many endpoints, by IPv4: its capture is compressed. */
export function broad(make: (family: Family) => Scenario): Scenario[] {
  return ipv4Only(make).map((scenario) => ({
    ...scenario,
    capture: { format: 'pcapng.gz', ...scenario.capture },
  }));
}

/** `count` hosts from `first` on; the background has 80 to 85. */
export function hosts(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** TLS or HTTP at every address of the server, also those that no client asks. */
export function everywhere(
  family: Family,
  kind: 'tls' | 'http',
  port: number,
  more: Partial<Extract<ServerSpec, { kind: 'tls' | 'http' }>> = {},
): ServerSpec {
  return { kind, address: family.ipv6 ? '::' : '0.0.0.0', port, ...more };
}

type Use = Partial<ClientTask> & Record<string, unknown>;

/** One client of each host, `step` seconds apart so that they do not all speak at once. */
export function uses(
  family: Family,
  list: readonly number[],
  kind: 'tls' | 'http',
  port: number,
  expect: ClientTask['expect'],
  more: Use = {},
): ClientTask[] {
  const { start = 1, ...rest } = more;
  return list.map(
    (host, index): ClientTask =>
      ({
        id: `${kind} ${host} port ${port}${typeof more.id === 'string' ? ` ${more.id}` : ''}`,
        kind,
        address: family.web(host),
        port,
        serverName: `shop-${host}.example.net`,
        attempts: 2,
        pause: 2,
        expect,
        ...without(rest),
        start: start + index * 0.13,
      }) as ClientTask,
  );
}

function without({ id: _, ...rest }: Use): Use {
  return rest;
}

/** The same truth of each host. */
export function are(
  family: Family,
  list: readonly number[],
  port: number,
  verdict: TruthEndpoint['verdict'],
  more: Partial<TruthEndpoint> = {},
): TruthEndpoint[] {
  return list.map((host) => ({
    server: family.web(host),
    port,
    protocol: 'tcp',
    verdict,
    ...more,
  }));
}

/** `203.0.113.20-203.0.113.39`, as nftables writes it. */
export function range(family: Family, list: readonly number[]): string {
  return `${family.web(list[0])}-${family.web(list[list.length - 1])}`;
}
