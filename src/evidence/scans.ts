import { type AddressKey, type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { AskedOnce } from '../track/endpoint-table.ts';
import type { IcmpErrorFacts } from '../track/facts/attempt-facts.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { UNCLEAR_HOPS } from '../track/hop-limit.ts';
import { isTraceOnly } from './probes-die.ts';

/**
 * Ports of one host, or hosts, that a client asks in vain within so many seconds from which on it
 * scans: those of Zeek (policy/misc/scan.zeek: 15 ports, 25 hosts, 5 minutes).
 */
const FAILED_PORTS = 15;
const FAILED_HOSTS = 25;
const WITHIN = 300;
/** Services asked from which on it is a scan where the packets are a tool's: no kernel makes such. */
const TOOL_PROBES = 10;
/** Packets that ask one service: a tool repeats its probes, a client that scans by `connect` hardly. */
const MOST_OF_TOOL = 32;
const MOST_OF_CLIENT = 4;
/** Of several servers an application may need many ports, though few of the system's (RFC 6335 §6). */
const LAST_SYSTEM_PORT = 1023;
const ENOUGH_SYSTEM_PORTS = 5;
const PORTS_OF_NO_APPLICATION = 50;
/** Who scans a network asks its addresses in a row; the servers that a page needs lie far apart. */
const NEXT_ADDRESS = 8;
const SHARE_IN_A_ROW = 0.75;
/** Share of them that nobody looked up. */
const SHARE_NAMELESS = 0.9;

/** A tool sends again from the ports behind its first one. */
const PORTS_OF_TOOL = 16;
/** Tools that send a SYN again as a kernel does do it less often, or do so with more than a few. */
const REPEATED_BY_TOOL = 2;
const FEW_OF_OTHERS = 3;
/** nmap and masscan have 1,024, hping 512; kernels have no window so small in a SYN. */
const TOOL_WINDOW = 1024;
/** Those of nmap's older releases. */
const OLD_TOOL_WINDOWS: ReadonlySet<number> = new Set([2048, 3072, 4096]);
/** Share of what a tool asks that fails: a device with a small window may need ten servers. */
const SHARE_FAILED = 0.5;

/** Seconds between the beginnings of scans that are one, sent in the name of several hosts. */
const DECOYS_WITHIN = 10;
const SHARE_ALIKE = 0.8;
/** Scans of one tool that another is compared with: the last. */
const GROUPS_COMPARED = 64;
const DECOYS_NAMED = 16;
/** Services that are named, of each kind. */
const NAMED = 64;
const FRAMES_SHOWN = 3;

/** A port of a host. */
export interface ScannedPort {
  readonly server: AddressWords;
  readonly port: number;
}

/** What nmap calls the state of a port. */
export type PortState = 'open' | 'closed' | 'filtered';

/** One host that asks many ports or hosts, to see which answer: nobody needs these services. */
export interface Scan {
  readonly client: AddressWords;
  /** Others in whose name the same packets were sent. */
  readonly decoys: readonly AddressWords[];
  /** Whether the answers show that `client` is the one that scans, and not a decoy too. */
  readonly isClientSure: boolean;
  /** `bare`: TCP without SYN (ACK, FIN, NULL, Xmas), where a RST is `closed` or no more than unfiltered. */
  readonly kind: 'tcp' | 'bare' | 'udp';
  /** How many hosts and ports were asked, and the only one of them. */
  readonly servers: number;
  readonly server: AddressWords | null;
  readonly ports: number;
  readonly port: number | null;
  /** Ports of hosts, by what they answered. */
  readonly open: number;
  readonly closed: number;
  readonly filtered: number;
  /** Endpoints among these that are not followed one by one: there are too many. */
  readonly notFollowed: number;
  /** Some of these, by port. */
  readonly openPorts: readonly ScannedPort[];
  readonly filteredPorts: readonly ScannedPort[];
  /** What shows that a tool made the packets. */
  readonly tool: {
    readonly by: 'source-port' | 'window' | 'identification';
    readonly value: number;
  } | null;
  /** Microseconds from the first packet to the last; null where there are no times. */
  readonly lasted: number | null;
  readonly frames: readonly number[];
}

export interface Scans {
  /** What scans consist of: no service that somebody needs. */
  readonly endpoints: ReadonlySet<EndpointFacts>;
  readonly scans: readonly Scan[];
}

/** What is known beside endpoints. */
export interface ScanContext {
  /** Nothing says when packets were sent. */
  readonly isUntimed?: boolean;
  /** Whether a DNS answer gives the address for a name. */
  hasName(address: AddressWords): boolean;
  /**
   * Whether the client traces ways, as far as is known: routers told it that packets ended there, and a list
   * does not show which.
   */
  mayTrace?(client: AddressWords): boolean;
  /** A client's endpoints that made room after one attempt; null where none did. */
  askedOnce(client: AddressWords): AskedOnce | null;
}

/** One client's scan, before it is told. */
interface Found {
  readonly kind: Scan['kind'];
  readonly members: readonly EndpointFacts[];
  readonly tool: Scan['tool'];
}

/** Finds clients that ask many ports or hosts and have no use for an answer. */
export function findScans(endpoints: readonly EndpointFacts[], context: ScanContext): Scans {
  const byClient = new Map<AddressKey, EndpointFacts[]>();
  for (const endpoint of endpoints) {
    if (mayBeProbe(endpoint) && context.mayTrace?.(endpoint.client) !== true)
      addTo(byClient, endpoint.clientKey, endpoint);
  }
  const found: Found[] = [];
  const members = new Set<EndpointFacts>();
  for (const candidates of byClient.values()) {
    if (candidates.length < TOOL_PROBES) continue;
    const own = [Protocol.TCP, Protocol.UDP].flatMap(
      (protocol) =>
        scanOf(
          candidates.filter((one) => one.protocol === protocol),
          context,
        ) ?? [],
    );
    found.push(...own);
    for (const endpoint of own.flatMap((scan) => [...scan.members])) members.add(endpoint);
    for (const endpoint of besides(own, candidates)) members.add(endpoint);
  }
  const used = inUse(found, endpoints, members);
  return {
    endpoints: members,
    scans: together(found).map((same) => told(same, context, used)),
  };
}

/** Open ports of scanned hosts that the scanner went on with: they are services, and open. */
function inUse(
  found: readonly Found[],
  endpoints: readonly EndpointFacts[],
  members: ReadonlySet<EndpointFacts>,
): ReadonlyMap<string, readonly EndpointFacts[]> {
  if (found.length === 0) return new Map();
  const scanned = new Set(found.flatMap((scan) => scan.members.map(pathKey)));
  const used = new Map<string, EndpointFacts[]>();
  for (const endpoint of endpoints) {
    if (endpoint.answered === 0 || members.has(endpoint)) continue;
    const path = pathKey(endpoint);
    if (scanned.has(path)) addTo(used, path, endpoint);
  }
  return used;
}

/** Client, server and transport. */
function pathKey({ clientKey, serverKey, protocol }: EndpointFacts): string {
  return `${clientKey} ${serverKey} ${protocol}`;
}

/** Whether a few packets without data are all that went to a service. */
function mayBeProbe(endpoint: EndpointFacts): boolean {
  if (endpoint.manyClients || endpoint.isPortAssumed || isTraceOnly(endpoint)) return false;
  // Of its packets nobody knows what they are.
  if (endpoint.unshown !== null) return false;
  if (endpoint.packets > 4 * MOST_OF_TOOL || probesOf(endpoint) > MOST_OF_TOOL) return false;
  if (endpoint.protocol === Protocol.UDP) return endpoint.answered + endpoint.exchanges === 0;
  return endpoint.bytes === 0 && endpoint.exchanges === 0 && endpoint.partial.midstream === 0;
}

/** Whether SYNs were sent with several times to live, as those of a traceroute are. */
function isTraced(endpoint: EndpointFacts): boolean {
  const { lowestRequestTimeToLive: lowest, highestRequestTimeToLive: highest } = endpoint;
  return stateOf(endpoint) !== 'open' && highest - lowest > UNCLEAR_HOPS;
}

/** Whether what goes over UDP is a protocol in which a server must answer. */
function isOfUse({ isDns, quic }: EndpointFacts): boolean {
  return isDns || quic !== null;
}

/** Whether there was no SYN, and so no attempt to reach a service. */
function isBare({ attempts, partial }: EndpointFacts): boolean {
  return attempts === 0 && partial.bare.total > 0;
}

function probesOf({ attempts, retransmissions, partial }: EndpointFacts): number {
  return attempts + retransmissions + partial.bare.total;
}

/** @param candidates those of one client and transport */
function scanOf(candidates: readonly EndpointFacts[], context: ScanContext): Found | null {
  const isUdp = candidates[0]?.protocol === Protocol.UDP;
  // An application over UDP may ask all its peers from one port.
  const byTool = isUdp ? null : madeByTool(candidates);
  // A packet without SYN may be the last of a connection: only a tool's are no chance.
  const left = candidates.filter((one) => !byTool?.members.has(one) && !isBare(one));
  const byClient = [...ofOneHost(left), ...ofOnePort(left, context)];
  const members = [...new Set([...(byTool?.members ?? []), ...byClient])];
  if (members.length === 0) return null;
  const bare = members.filter(isBare).length;
  const kind = isUdp ? 'udp' : bare > members.length / 2 ? 'bare' : 'tcp';
  return { kind, members, tool: byTool?.tool ?? null };
}

/**
 * What a scanner sends besides, to see whether a host is there and what it is: packets of a tool,
 * too few to be told.
 */
function besides(own: readonly Found[], candidates: readonly EndpointFacts[]): EndpointFacts[] {
  if (own.length === 0) return [];
  const scanned = new Set(own.flatMap(({ members }) => members.map(({ serverKey }) => serverKey)));
  return candidates.filter(
    (endpoint) =>
      scanned.has(endpoint.serverKey) &&
      (endpoint.partial.bare.total > 0 ||
        isTraced(endpoint) ||
        (toolWindowOf(endpoint) > 0 && endpoint.retransmissions <= REPEATED_BY_TOOL) ||
        (endpoint.protocol === Protocol.UDP && !isOfUse(endpoint) && stateOf(endpoint) !== 'open')),
  );
}

type Made = { readonly members: ReadonlySet<EndpointFacts>; readonly tool: Scan['tool'] };

/** What packets have in common that kernels do not make so. */
function madeByTool(candidates: readonly EndpointFacts[]): Made | null {
  const port = mostCommon(candidates, ({ lastClientPort }) => lastClientPort);
  const marks: Made[] = [
    made('source-port', port, candidates, ({ lastClientPort }) => {
      return lastClientPort - port >= 0 && lastClientPort - port < PORTS_OF_TOOL ? port : 0;
    }),
  ];
  const failing = candidates.filter((one) => stateOf(one) !== 'open').length;
  if (failing >= SHARE_FAILED * candidates.length) {
    for (const [by, markOf] of [
      ['window', toolWindowOf],
      ['identification', ({ lastSyn }: EndpointFacts) => lastSyn >>> 16],
    ] as const) {
      marks.push(made(by, mostCommon(candidates, markOf), candidates, markOf));
    }
  }
  const telling = marks.filter(({ tool, members }) => {
    const same = [...members].filter(
      (one) => tool?.by !== 'source-port' || one.lastClientPort === port,
    );
    return same.length >= TOOL_PROBES;
  });
  if (telling.length === 0) return null;
  const all = [...new Set(telling.flatMap((mark) => [...mark.members]))];
  // What was sent again oftener than the tool does is an application's, which asks the same port.
  const again = all.map(({ retransmissions }) => retransmissions).sort((a, b) => b - a);
  const most = Math.max(again[FEW_OF_OTHERS], REPEATED_BY_TOOL);
  const members = all.filter(({ retransmissions }) => retransmissions <= most);
  return { members: new Set(members), tool: telling[0].tool };
}

function made(
  by: NonNullable<Scan['tool']>['by'],
  value: number,
  candidates: readonly EndpointFacts[],
  markOf: (endpoint: EndpointFacts) => number,
): Made {
  const members = candidates.filter((endpoint) => value !== 0 && markOf(endpoint) === value);
  return { members: new Set(members), tool: { by, value } };
}

function toolWindowOf({ lastSyn }: EndpointFacts): number {
  const window = lastSyn & 0xffff;
  return window <= TOOL_WINDOW || OLD_TOOL_WINDOWS.has(window) ? window : 0;
}

/** The most common value other than 0; 0 where there is none. */
function mostCommon(
  endpoints: readonly EndpointFacts[],
  markOf: (endpoint: EndpointFacts) => number,
): number {
  const counts = new Map<number, number>();
  let best = 0;
  for (const endpoint of endpoints) {
    const value = markOf(endpoint);
    if (value === 0) continue;
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    if (count > (counts.get(best) ?? 0)) best = value;
  }
  return best;
}

/** Many ports of a host, of which most fail, as no application asks them. */
function ofOneHost(candidates: readonly EndpointFacts[]): EndpointFacts[] {
  const byServer = new Map<AddressKey, EndpointFacts[]>();
  for (const endpoint of candidates) {
    // Over UDP what is silent is asked again and again.
    const most = endpoint.protocol === Protocol.UDP ? MOST_OF_TOOL : MOST_OF_CLIENT;
    if (probesOf(endpoint) <= most) addTo(byServer, endpoint.serverKey, endpoint);
  }
  return [...byServer.values()].flatMap((members) => {
    const failing = members.filter((endpoint) => stateOf(endpoint) !== 'open');
    if (mostWithin(failing) < FAILED_PORTS) return [];
    const ofSystem = failing.filter(({ port }) => port <= LAST_SYSTEM_PORT).length;
    const isNoApplication =
      ofSystem >= ENOUGH_SYSTEM_PORTS || failing.length >= PORTS_OF_NO_APPLICATION;
    return isNoApplication ? members : [];
  });
}

/** One port of many hosts in a row, of which most fail, and that nobody looked up. */
function ofOnePort(candidates: readonly EndpointFacts[], context: ScanContext): EndpointFacts[] {
  const byPort = new Map<number, EndpointFacts[]>();
  for (const endpoint of candidates) {
    // A client that needs an answer asks again.
    if (probesOf(endpoint) <= 2) addTo(byPort, endpoint.port, endpoint);
  }
  return [...byPort.values()].flatMap((members) => {
    const failing = members.filter((endpoint) => stateOf(endpoint) !== 'open');
    if (mostWithin(failing) < FAILED_HOSTS) return [];
    const nameless = members.filter(({ server }) => !context.hasName(server)).length;
    if (nameless < SHARE_NAMELESS * members.length) return [];
    return inARow(members) >= SHARE_IN_A_ROW * members.length ? members : [];
  });
}

/** How many of the servers have the next one not far behind or before them. */
function inARow(members: readonly EndpointFacts[]): number {
  const servers = members.map(({ server }) => server).sort(byAddress);
  const isNext = (one: AddressWords | undefined, other: AddressWords | undefined) =>
    one !== undefined &&
    other !== undefined &&
    one[0] === other[0] &&
    one[1] === other[1] &&
    one[2] === other[2] &&
    Math.abs((one[3] >>> 0) - (other[3] >>> 0)) <= NEXT_ADDRESS;
  return servers.filter(
    (server, index) => isNext(servers[index - 1], server) || isNext(server, servers[index + 1]),
  ).length;
}

function byAddress(one: AddressWords, other: AddressWords): number {
  for (let word = 0; word < one.length; word++) {
    if (one[word] !== other[word]) return (one[word] >>> 0) - (other[word] >>> 0);
  }
  return 0;
}

/** The most that began within the time of a scan. */
function mostWithin(endpoints: readonly EndpointFacts[]): number {
  const times = endpoints.map(({ firstSeconds }) => firstSeconds).sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (let last = 0; last < times.length; last++) {
    while (times[last] - times[first] > WITHIN) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** By nmap's names: what answers is open, what refuses is closed, what is silent or barred is filtered. */
function stateOf(endpoint: EndpointFacts): PortState {
  const { protocol, icmpErrors, server } = endpoint;
  if (endpoint.answered > 0) return 'open';
  if (protocol === Protocol.UDP) {
    const isClosed = icmpErrors.some(
      (error) => isPortUnreachable(error) && isSameAddress(error.source, server),
    );
    return isClosed ? 'closed' : 'filtered';
  }
  if (icmpErrors.length > 0) return 'filtered';
  return endpoint.resets !== null || endpoint.partial.bareReset > 0 ? 'closed' : 'filtered';
}

/** Whether a host says that nobody listens on the port (RFC 792, RFC 4443 §3.1). */
function isPortUnreachable({ version, type, code }: IcmpErrorFacts): boolean {
  return version === 4 ? type === 3 && code === 3 : type === 1 && code === 4;
}

/** Puts scans together that are one, sent in the name of several hosts: nmap's decoys. */
function together(found: readonly Found[]): Found[][] {
  const groups: Found[][] = [];
  const byTool = new Map<string, DecoyGroup[]>();
  for (const scan of found) {
    if (scan.tool === null) {
      groups.push([scan]);
      continue;
    }
    const key = `${scan.kind} ${scan.tool.by} ${scan.tool.value}`;
    const alike = byTool.get(key) ?? [];
    byTool.set(key, alike);
    const same = alike.slice(-GROUPS_COMPARED).find((group) => isOfGroup(group, scan));
    if (same !== undefined) {
      same.scans.push(scan);
      continue;
    }
    const scans = [scan];
    groups.push(scans);
    const asked = new Set(scan.members.map(serviceKey));
    alike.push({ begin: beginOf(scan.members), asked, scans });
  }
  return groups;
}

/** Scans of one tool that are one; when the first began, and what it asked. */
interface DecoyGroup {
  readonly begin: number;
  readonly asked: ReadonlySet<string>;
  readonly scans: Found[];
}

function isOfGroup({ begin, asked }: DecoyGroup, { members }: Found): boolean {
  if (Math.abs(begin - beginOf(members)) > DECOYS_WITHIN * 1e6) return false;
  const alike = members.filter((member) => asked.has(serviceKey(member))).length;
  return alike >= SHARE_ALIKE * Math.max(asked.size, members.length);
}

function serviceKey({ serverKey, port }: EndpointFacts): string {
  return `${serverKey} ${port}`;
}

/** Microseconds since 1970. */
function beginOf(members: readonly EndpointFacts[]): number {
  let begin = Number.POSITIVE_INFINITY;
  for (const { firstSeconds, firstNanoseconds } of members) {
    begin = Math.min(begin, firstSeconds * 1e6 + firstNanoseconds / 1e3);
  }
  return begin;
}

function endOf(members: readonly EndpointFacts[]): number {
  let end = 0;
  for (const { lastSeconds, lastNanoseconds } of members) {
    end = Math.max(end, lastSeconds * 1e6 + lastNanoseconds / 1e3);
  }
  return end;
}

/** @param same the same scan in the name of each host */
function told(
  same: readonly Found[],
  context: ScanContext,
  used: ReadonlyMap<string, readonly EndpointFacts[]>,
): Scan {
  const answers = ({ members }: Found) =>
    members.filter((one) => stateOf(one) !== 'filtered').length;
  const [first, second] = [...same].sort((one, other) => answers(other) - answers(one));
  const { kind, tool } = first;
  const paths = new Set(first.members.map(pathKey));
  const members = [...first.members, ...[...paths].flatMap((path) => used.get(path) ?? [])];
  const [{ client }] = members;
  const byState = (state: PortState) => members.filter((one) => stateOf(one) === state);
  const [open, closed, filtered] = [byState('open'), byState('closed'), byState('filtered')];
  const servers = new Set(members.map(({ serverKey }) => serverKey));
  const ports = new Set(members.map(({ port }) => port));
  // A client with so many made room for them with others of the same kind.
  const more = kind === 'tcp' && tool !== null ? context.askedOnce(client) : null;
  return {
    client,
    decoys: same
      .map((one) => one.members[0].client)
      .filter((other) => !isSameAddress(other, client))
      .slice(0, DECOYS_NAMED),
    isClientSure: second === undefined || answers(first) > 2 * answers(second),
    kind,
    servers: servers.size,
    server: servers.size === 1 ? members[0].server : null,
    ports: ports.size,
    port: ports.size === 1 ? members[0].port : null,
    open: open.length + (more?.answered ?? 0),
    closed: closed.length + (more?.refused ?? 0),
    filtered: filtered.length + (more?.silent ?? 0),
    notFollowed: more === null ? 0 : more.answered + more.refused + more.silent,
    openPorts: portsOf(open),
    filteredPorts: portsOf(filtered),
    tool,
    lasted: context.isUntimed ? null : endOf(first.members) - beginOf(first.members),
    frames: [...first.members]
      .sort((one, other) => one.firstFrame - other.firstFrame)
      .slice(0, FRAMES_SHOWN)
      .map(({ firstFrame }) => firstFrame),
  };
}

function portsOf(members: readonly EndpointFacts[]): ScannedPort[] {
  return members
    .map(({ server, port }) => ({ server, port }))
    .sort((one, other) => one.port - other.port || byAddress(one.server, other.server))
    .slice(0, NAMED);
}

function addTo<Key>(map: Map<Key, EndpointFacts[]>, key: Key, endpoint: EndpointFacts): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [endpoint]);
  else known.push(endpoint);
}
