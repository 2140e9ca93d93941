// One network of six hosts, each a network namespace of its own, with no way out:
//
//   client ─┐                                          ┌ no host at some addresses
//           switch ── firewall ══ relay.py ══ edge ────┤
//   resolver┘   LAN              7 routers   router    └ server (owns whole prefixes)

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { PathChoices, Place } from './scenario.ts';

export const PLACES: readonly Place[] = [
  'client',
  'switch',
  'resolver',
  'firewall',
  'edge',
  'server',
];

/** The MAC addresses are those that RFC 7042 keeps for documentation. */
const MACS = {
  client: '00:00:5e:00:53:20',
  resolver: '00:00:5e:00:53:53',
  firewall: '00:00:5e:00:53:01',
} as const;

/** The hosts on the LAN that are addresses of the client or the resolver, too. */
export const LAN_CLIENTS = Array.from({ length: 30 }, (_, index) => index + 100);

export class Network {
  readonly #prefix: string;
  readonly #folder: string;
  #relay: ChildProcess | null = null;

  /** `identity`: a few letters or digits, unlike any other run's at this time; `folder`: the run's. */
  constructor(identity: string, folder: string) {
    this.#prefix = `pvlab${identity}`;
    this.#folder = folder;
  }

  /** Environment inside: `$LAB` is the run's folder, for files that hosts share. Debian's programs first. */
  get environment(): NodeJS.ProcessEnv {
    const path = `/usr/sbin:/usr/bin:/sbin:/bin:${process.env.PATH}`;
    return { ...process.env, PATH: path, LAB: this.#folder };
  }

  /** Name of a host's network namespace. */
  namespace(place: Place): string {
    return `${this.#prefix}-${place}`;
  }

  /** What to put before a command so that a host runs it. */
  inside(place: Place): readonly string[] {
    return ['ip', 'netns', 'exec', this.namespace(place)];
  }

  /** Process of the way to the servers. */
  get relayPid(): number {
    return Number(this.#relay?.pid);
  }

  /** Runs a shell command at a host; throws with what it printed where it fails. */
  run(place: Place, command: string): Promise<string> {
    return shell([...this.inside(place), 'sh', '-e', '-c', command], this.environment);
  }

  async create(relayPath: string, path: PathChoices): Promise<void> {
    for (const place of PLACES) {
      // `ip netns exec` puts this over /etc: the site's resolver, for getent and dig.
      mkdirSync(`/etc/netns/${this.namespace(place)}`, { recursive: true });
      writeFileSync(
        `/etc/netns/${this.namespace(place)}/resolv.conf`,
        'nameserver 192.0.2.53\noptions timeout:5 attempts:2\n',
      );
    }
    const commands = PLACES.map((place) => `ip netns add ${this.namespace(place)}`);
    for (const place of PLACES) {
      commands.push(`ip -n ${this.namespace(place)} link set lo up`);
    }
    const link = (a: Place, aName: string, b: Place, bName: string): string =>
      `ip link add ${aName} netns ${this.namespace(a)} type veth peer name ${bName} netns ${this.namespace(b)}`;
    commands.push(
      link('client', 'eth0', 'switch', 'port1'),
      link('resolver', 'eth0', 'switch', 'port2'),
      link('firewall', 'eth0', 'switch', 'port3'),
      link('edge', 'eth0', 'server', 'eth0'),
    );
    await shell(['sh', '-e', '-c', commands.join('\n')]);
    await this.#startRelay(relayPath, path);
    await this.#addresses();
    await this.#firewallChains();
  }

  async #startRelay(relayPath: string, path: PathChoices): Promise<void> {
    const devices = ['a', 'b'].map((end) => `${this.#prefix}${end}`);
    const config = {
      devices,
      delay: (path.delay ?? 11) / 1000,
      loss: path.loss ?? 0,
      hops: path.hops ?? 7,
      tells: path.tells ?? false,
      filters: path.filters ?? [],
      clocks: path.clocks ?? false,
      change: {
        ...(path.change?.delay === undefined ? {} : { delay: path.change.delay / 1000 }),
        ...(path.change?.hops === undefined ? {} : { hops: path.change.hops }),
      },
      prefixes: (path.prefixes ?? []).map((entry) => ({
        ...entry,
        ...(entry.delay === undefined ? {} : { delay: entry.delay / 1000 }),
      })),
    };
    const relay = spawn('python3', [relayPath, JSON.stringify(config)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#relay = relay;
    await firstOutput(relay, 'relay.py');
    for (const [index, place] of (['firewall', 'edge'] as const).entries()) {
      await shell([
        'ip',
        'link',
        'set',
        devices[index],
        'netns',
        this.namespace(place),
        'name',
        'wan0',
      ]);
    }
  }

  async #addresses(): Promise<void> {
    const everywhere = `
      sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
      sysctl -q -w net.ipv6.conf.eth0.accept_dad=0 net.ipv6.conf.eth0.accept_ra=0
      ethtool -K eth0 tx off gso off tso off gro off >/dev/null`;
    const router = 'sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1';
    await this.run(
      'switch',
      `ip link add bridge0 type bridge
      for port in port1 port2 port3; do
        sysctl -q -w net.ipv6.conf.$port.disable_ipv6=1
        ip link set $port master bridge0; ip link set $port up
      done
      sysctl -q -w net.ipv6.conf.bridge0.disable_ipv6=1
      ip link set bridge0 up`,
    );
    const more = LAN_CLIENTS.map((host) => `ip addr add 192.0.2.${host}/24 dev eth0`).join('\n');
    const more6 = LAN_CLIENTS.map((host) => `ip addr add 2001:db8:1::${host}/64 dev eth0`);
    await this.run(
      'client',
      `${everywhere}
      ip link set eth0 address ${MACS.client}; ip link set eth0 up
      ip addr add 192.0.2.20/24 dev eth0
      ip addr add 2001:db8:1::20/64 dev eth0
      ${more}
      ${more6.map((line) => `${line} preferred_lft 0`).join('\n')}
      ip route add default via 192.0.2.1; ip -6 route add default via 2001:db8:1::1`,
    );
    await this.run(
      'resolver',
      `${everywhere}
      ip link set eth0 address ${MACS.resolver}; ip link set eth0 up
      ip addr add 192.0.2.53/24 dev eth0; ip addr add 192.0.2.80/24 dev eth0
      ip addr add 2001:db8:1::53/64 dev eth0; ip addr add 2001:db8:1::80/64 dev eth0
      ip route add default via 192.0.2.1; ip -6 route add default via 2001:db8:1::1`,
    );
    await this.run(
      'firewall',
      `${everywhere}
      ${router}
      ip link set eth0 address ${MACS.firewall}; ip link set eth0 up; ip link set wan0 up
      ip addr add 192.0.2.1/24 dev eth0; ip addr add 2001:db8:1::1/64 dev eth0
      ip addr add 198.51.100.252/31 dev wan0; ip addr add 2001:db8:ffff::2/127 dev wan0
      ip route add default via 198.51.100.253; ip -6 route add default via 2001:db8:ffff::3`,
    );
    await this.run(
      'edge',
      `${everywhere}
      ${router}
      ip link set eth0 up; ip link set wan0 up
      ip addr add 198.51.100.253/31 dev wan0; ip addr add 2001:db8:ffff::3/127 dev wan0
      ip addr add 203.0.113.254/30 dev eth0; ip addr add 2001:db8:fffe::1/64 dev eth0
      ip addr add 203.0.113.190/26 dev eth0; ip addr add 2001:db8:4::fffe/64 dev eth0
      ip route add 192.0.2.0/24 via 198.51.100.252; ip -6 route add 2001:db8:1::/64 via 2001:db8:ffff::2
      ip route add 203.0.113.0/25 via 203.0.113.253; ip route add 198.51.100.0/25 via 203.0.113.253
      ip -6 route add 2001:db8:2::/64 via 2001:db8:fffe::2; ip -6 route add 2001:db8:3::/64 via 2001:db8:fffe::2
      ip route add blackhole 203.0.113.192/27; ip -6 route add blackhole 2001:db8:5::/64
      ip route add blackhole 198.51.100.128/26`,
    );
    await this.run(
      'server',
      `${everywhere}
      sysctl -q -w net.ipv4.ip_nonlocal_bind=1 net.ipv6.ip_nonlocal_bind=1
      ip link set eth0 up
      ip addr add 203.0.113.253/30 dev eth0; ip addr add 2001:db8:fffe::2/64 dev eth0
      ip route add local 203.0.113.0/25 dev lo; ip route add local 198.51.100.0/25 dev lo
      ip -6 route add local 2001:db8:2::/64 dev lo; ip -6 route add local 2001:db8:3::/64 dev lo
      ip route add default via 203.0.113.254; ip -6 route add default via 2001:db8:fffe::1`,
    );
  }

  /** Empty chains for the scenario's rules, at every host. */
  async #firewallChains(): Promise<void> {
    const chains = `nft -f - <<'END'
      table inet lab {
        chain input { type filter hook input priority 0; policy accept; }
        chain forward { type filter hook forward priority 0; policy accept; }
        chain output { type filter hook output priority 0; policy accept; }
      }
END`;
    for (const place of ['client', 'firewall', 'edge', 'server'] as const)
      await this.run(place, chains);
    await this.run(
      'firewall',
      `nft -f - <<'END'
      table inet nat {
        chain prerouting { type nat hook prerouting priority dstnat; policy accept; }
      }
END`,
    );
  }

  /** Ends what still runs inside, and takes the namespaces away. Never throws. */
  destroy(): void {
    this.#relay?.kill('SIGKILL');
    const commands = PLACES.map((place) => {
      const namespace = this.namespace(place);
      return `ip netns pids ${namespace} | xargs -r kill -9; ip netns del ${namespace}`;
    });
    // At once, for it must also work while the process exits.
    spawnSync('sh', ['-c', commands.join('\n')], { stdio: 'ignore' });
    for (const place of PLACES) {
      rmSync(`/etc/netns/${this.namespace(place)}`, { recursive: true, force: true });
    }
  }
}

function shell(command: readonly string[], env = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command[0], command.slice(1), { encoding: 'utf8', env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command.slice(-1)[0]}\n${stderr.trim() || error.message}`));
    });
  });
}

/** Waits for a program's first line; throws where it ends before. */
export function firstOutput(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended at once, status ${code}`)));
    child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString()));
  });
}
