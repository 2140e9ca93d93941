// Checks of a run that do not use pcap-verdict: what the rules counted, what the clients reported, and
// what tshark finds in the capture. A scenario whose run fails one of them is not kept.

import { execFile } from 'node:child_process';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type { AttemptResult } from './clients.ts';
import type { Network } from './network.ts';
import type { ClientTask, Place, Scenario } from './scenario.ts';

/** Every nftables or iptables rule with a counter, as the kernel prints it. */
export async function readCounters(network: Network): Promise<{ rule: string; packets: number }[]> {
  const counters: { rule: string; packets: number }[] = [];
  for (const place of ['client', 'resolver', 'firewall', 'edge', 'server'] as Place[]) {
    for (const line of (await network.run(place, 'nft list ruleset')).split('\n')) {
      const found = /^\s*(.*?)counter packets (\d+) bytes \d+(.*)$/.exec(line);
      if (found === null) continue;
      counters.push({ rule: `${place}: ${found[1]}${found[3].trim()}`, packets: Number(found[2]) });
    }
  }
  return counters;
}

export function checkClients(
  tasks: readonly ClientTask[],
  results: readonly AttemptResult[],
): string[] {
  const wrong: string[] = [];
  for (const task of tasks) {
    const own = results.filter((result) => result.task === task.id);
    const failed = own.filter((result) => !result.ok);
    const first = failed[0]?.error ?? '';
    if (own.length === 0) wrong.push(`client ${task.id}: no attempt`);
    else if (task.expect === 'works' && failed.length > 0) {
      wrong.push(`client ${task.id}: ${failed.length} of ${own.length} failed, first: ${first}`);
    } else if (task.expect === 'fails' && failed.length < own.length) {
      wrong.push(`client ${task.id}: ${own.length - failed.length} of ${own.length} worked`);
    } else if (task.expect === 'mixed' && (failed.length === 0 || failed.length === own.length)) {
      wrong.push(`client ${task.id}: ${failed.length} of ${own.length} failed`);
    }
    const other = failed.find((result) => !result.error.includes(task.error ?? ''));
    if (other !== undefined) wrong.push(`client ${task.id}: ${other.error}, not ${task.error}`);
  }
  return wrong;
}

const execute = promisify(execFile);

async function tshark(path: string, options: readonly string[]): Promise<string[]> {
  const { stdout } = await execute('tshark', ['-n', '-r', path, ...options], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return stdout.split('\n').filter((line) => line !== '');
}

export async function checkSights(path: string, scenario: Scenario): Promise<string[]> {
  const filters = scenario.sees.map(({ filter }) => filter).join(',');
  const lines = await tshark(path, ['-q', '-z', `io,stat,0,${filters}`]);
  // One row: the interval, then frames and bytes for each filter.
  const row = lines.find((line) => line.includes('<>') && /\d/.test(line)) ?? '';
  const numbers = row.split('|').slice(2).map(Number);
  return scenario.sees.flatMap(({ filter, atLeast, atMost }, index) => {
    const frames = numbers[2 * index];
    const least = atLeast ?? (atMost === undefined ? 1 : 0);
    if (frames >= least && frames <= (atMost ?? Number.POSITIVE_INFINITY)) return [];
    return [`tshark: ${frames} frames for ${filter}, expected ${least} to ${atMost ?? 'any'}`];
  });
}

const FIELDS = ['ip.src', 'ipv6.src', 'ip.dst', 'ipv6.dst', 'tcp.srcport', 'tcp.dstport'];
const MORE_FIELDS = ['udp.srcport', 'udp.dstport', 'tcp.flags.syn', 'tcp.flags.ack', 'tcp.len'];

/** The services of a capture by tshark: how often each was asked, and how often it said something. */
export async function services(
  path: string,
): Promise<Map<string, { asked: number; said: number; begunBefore: boolean }>> {
  const found = new Map<string, { asked: number; said: number; begunBefore: boolean }>();
  const fields = [...FIELDS, ...MORE_FIELDS].flatMap((field) => ['-e', field]);
  const rows = await tshark(path, [
    ...['-Y', '(tcp or udp) and not icmp and not icmpv6'],
    ...['-T', 'fields', '-E', 'occurrence=l', ...fields],
  ]);
  // Of what is inside a tunnel the last addresses and ports are its own.
  const opened = new Set<string>();
  const service = (key: string): { asked: number; said: number; begunBefore: boolean } => {
    const entry = found.get(key) ?? { asked: 0, said: 0, begunBefore: false };
    found.set(key, entry);
    return entry;
  };
  for (const row of rows) {
    const [ip4, ip6, to4, to6, tcpFrom, tcpTo, udpFrom, udpTo, syn, ack, length] = row.split('\t');
    const from = ip4 || ip6;
    const address = to4 || to6;
    const protocol = tcpFrom ? 'tcp' : 'udp';
    const sourcePort = Number(tcpFrom || udpFrom);
    const destinationPort = Number(tcpTo || udpTo);
    // Between equal ports the first sender asks.
    const asksUdp =
      destinationPort < sourcePort ||
      (destinationPort === sourcePort && !opened.has(`${from} udp ${sourcePort}`));
    const isSet = (flag: string): boolean => flag === '1' || flag === 'True';
    if (protocol === 'udp' ? asksUdp : isSet(syn) && !isSet(ack)) {
      const key = `${address} ${protocol} ${destinationPort}`;
      opened.add(key);
      service(key).asked++;
    } else {
      // Data to a port that nobody opened: the connection began before the capture.
      const to = `${address} ${protocol} ${destinationPort}`;
      if (Number(length) > 0 && destinationPort < sourcePort && !opened.has(to)) {
        service(to).begunBefore = true;
      }
      const key = `${from} ${protocol} ${sourcePort}`;
      const talks = protocol === 'udp' || (isSet(syn) && isSet(ack)) || Number(length) > 0;
      if (opened.has(key) && talks) service(key).said++;
    }
  }
  return found;
}

/** Every endpoint of the truth is in the capture; all that it does not name were answered. */
export async function checkServices(path: string, scenario: Scenario): Promise<string[]> {
  const wrong: string[] = [];
  const seen = await services(path);
  const named = new Set<string>();
  for (const { server, protocol, port, unasked } of scenario.endpoints) {
    const key = `${server} ${protocol} ${port}`;
    named.add(key);
    // What a proxy is asked for is a name.
    if (!seen.has(key) && !unasked && port !== null && isIP(server) > 0)
      wrong.push(`tshark: ${key} is not in the capture`);
  }
  if (scenario.others !== 'answered') return wrong;
  for (const [key, { asked, said, begunBefore }] of seen) {
    if (!named.has(key) && said === 0 && !begunBefore)
      wrong.push(`tshark: ${key} asked ${asked} times, no answer`);
  }
  return wrong;
}
