// IPv4 servers by IPv6 addresses: NAT64 by tayga on the firewall.

import { type ClientTask, type Command, forward, type Scenario } from '../scenario.ts';
import type { TruthEndpoint } from '../truth.ts';
import { broad, everywhere, hosts, range, uses } from './several.ts';

const many = hosts(20, 22);
const closed = hosts(50, 11);

/** 203.0.113.N inside the network's own prefix (RFC 6052): tayga keeps the well-known one for public addresses. */
function translated(host: number): string {
  return `2001:db8:64::cb00:71${host.toString(16).padStart(2, '0')}`;
}

const tayga: Command = {
  at: 'firewall',
  run: `cat >$LAB/tayga.conf <<'END'
tun-device nat64
ipv4-addr 192.0.2.193
ipv6-addr 2001:db8:1::64
prefix 2001:db8:64::/96
dynamic-pool 192.0.2.192/26
END
tayga -c $LAB/tayga.conf --mktun
ip link set nat64 up
ip addr add 192.0.2.1 dev nat64; ip route add 192.0.2.192/26 dev nat64
ip -6 route add 2001:db8:64::/96 dev nat64
tayga -c $LAB/tayga.conf -p $LAB/tayga.pid
sleep 1`,
};

function through(tasks: readonly ClientTask[]): ClientTask[] {
  return tasks.map((task) =>
    'address' in task && task.address.startsWith('203.0.113.')
      ? { ...task, address: translated(Number(task.address.split('.')[3])) }
      : task,
  );
}

function translatedAre(
  list: readonly number[],
  port: number,
  verdict: TruthEndpoint['verdict'],
): TruthEndpoint[] {
  return list.map((host) => ({ server: translated(host), port, protocol: 'tcp', verdict }));
}

export const translators: Scenario[] = [
  broad((family) => ({
    name: 'nat64-dropped',
    about:
      'IPv4 servers by NAT64; the firewall drops one port of some after the translation, others are closed.',
    servers: [everywhere(family, 'http', 8080), everywhere(family, 'http', 80)],
    commands: [tayga, forward(`ip daddr ${range(family, many)} tcp dport 8080 counter drop`)],
    tasks: through([
      ...uses(family, many, 'http', 8080, 'fails', { error: 'timeout in connect', timeout: 6 }),
      ...uses(family, closed, 'http', 8081, 'fails', { error: 'ECONNREFUSED', attempts: 3 }),
      ...uses(family, [...many, ...closed], 'http', 80, 'works', {
        start: 2,
        attempts: 1,
        timeout: 20,
      }),
    ]),
    endpoints: [...translatedAre(many, 8080, 'drop'), ...translatedAre(closed, 8081, 'closed')],
    others: 'answered',
    sees: [{ filter: 'ipv6.dst == 2001:db8:64::/96 and tcp.flags.syn == 1', atLeast: 150 }],
  })),
  broad((family) => ({
    name: 'nat64-works',
    about: 'IPv4 servers by NAT64: all work.',
    servers: [everywhere(family, 'http', 8080)],
    commands: [tayga],
    tasks: through(uses(family, many, 'http', 8080, 'works', { timeout: 20 })),
    endpoints: [],
    others: 'answered',
    sees: [{ filter: 'ipv6.dst == 2001:db8:64::/96 and tcp.flags.syn == 1', atLeast: 40 }],
  })),
].flat();
