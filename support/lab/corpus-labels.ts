// What real captures of other projects show, by tshark's fields alone: never by this tool, and
// nothing where tshark cannot tell.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { CaptureInterface } from '../../src/capture/capture-interface.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { InputError, openCapture, type Verdict } from '../../src/index.ts';
import { openPath } from '../../src/platform/node/path-source.ts';
import { readSource } from '../read-capture.ts';
import { installed, run } from '../tools.ts';
import { capturesBytes, type OutPacket } from './capture-bytes.ts';
import { type Judged, judgedOf, type Labelled, labelledAs } from './label.ts';

export const CORPUS = join('..', 'shared', 'corpus');

/** Whether there is what labels are made from. */
export function hasCorpus(): boolean {
  return existsSync(CORPUS) && installed('tshark');
}

/** Larger ones take long and have endpoints by the thousand. */
const LARGEST_FILE = 8_000_000;

export function corpusCaptures(): string[] {
  return readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size <= LARGEST_FILE && !path.endsWith('.md'))
    .sort();
}

export const FIELDS = [
  ...['frame.time_epoch', 'ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst'],
  ...['tcp.srcport', 'tcp.dstport', 'tcp.flags', 'tcp.len', 'tcp.seq_raw', 'tcp.ack_raw'],
  ...['udp.srcport', 'udp.dstport', 'dns.id', 'dns.flags.response'],
];

/** Captures that one tshark reads one behind the other: it takes longer to start than to read. */
const BATCH = 150;
/** Null and loopback, Ethernet, raw IP, Linux cooked: others have hardly any endpoint. */
const LINK_TYPES: ReadonlySet<number> = new Set([0, 1, 101, 108, 113, 228, 229, 276]);

/** Rows of the fields for each packet of captures; none of those that cannot be read. */
async function* rowsOfCaptures(
  paths: readonly string[],
): AsyncGenerator<readonly [path: string, rows: string[][]]> {
  for (let at = 0; at < paths.length; at += BATCH) {
    const captures = await together(paths.slice(at, at + BATCH));
    const lines = keptLines(captures.bytes);
    let from = 0;
    for (const { path, packets } of captures.parts) {
      const rows = lines.slice(from, from + packets).map((line) => line.split('\t'));
      from += packets;
      yield [path, rows];
    }
    if (from !== lines.length) throw new Error(`tshark: ${lines.length} packets of ${from}`);
  }
}

interface Together {
  readonly bytes: Uint8Array;
  readonly parts: readonly { readonly path: string; readonly packets: number }[];
}

/** Captures one behind the other, each with its own interfaces. */
async function together(paths: readonly string[]): Promise<Together> {
  const all: OutPacket[] = [];
  const interfaces: CaptureInterface[] = [];
  const parts: { path: string; packets: number }[] = [];
  for (const path of paths) {
    try {
      const { packets, reader } = await readSource(await openPath(path, { sha256: false }));
      if (!reader.interfaces.every(({ linkType }) => LINK_TYPES.has(linkType))) continue;
      for (const packet of packets) {
        all.push({ ...packet, interfaceIndex: interfaces.length + packet.interfaceIndex });
      }
      interfaces.push(...reader.interfaces);
      parts.push({ path, packets: packets.length });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return { bytes: capturesBytes(all, interfaces), parts };
}

/** What tshark says of a capture's packets; kept in the temporary folder. */
function keptLines(capture: Uint8Array): string[] {
  const folder = join(tmpdir(), 'pcap-verdict-corpus-fields');
  mkdirSync(folder, { recursive: true });
  const hash = createHash('sha256').update(capture).update(FIELDS.join());
  const kept = join(folder, hash.digest('hex').slice(0, 24));
  if (!existsSync(kept)) {
    const path = `${kept}.pcapng`;
    writeFileSync(path, capture);
    const rows = run('tshark', [
      ...['-n', '-r', path, '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a'],
      ...['-o', 'tcp.desegment_tcp_streams:FALSE', '-o', 'tcp.analyze_sequence_numbers:FALSE'],
      ...FIELDS.flatMap((field) => ['-e', field]),
    ]);
    rmSync(path);
    writeFileSync(kept, rows);
  }
  return readFileSync(kept, 'utf8').split('\n').slice(0, -1);
}

/** Every endpoint of the corpus that has a label, as it is judged. */
export async function labelledCorpus(): Promise<Labelled[]> {
  const found: Labelled[] = [];
  for await (const [path, labels] of corpusLabels(corpusCaptures())) {
    if (labels.size === 0) continue;
    const { diagnosis, report } = await judged(path);
    for (const [index, one] of report.endpoints.entries()) {
      const accepted = labels.get(`${one.client} ${one.server} ${one.protocol} ${one.port}`);
      if (accepted === undefined) continue;
      found.push(labelledAs(relative(CORPUS, path), { accepted }, one, diagnosis.endpoints[index]));
    }
  }
  return found;
}

async function judged(path: string): Promise<Judged> {
  const reader = await openCapture(path);
  try {
    return judgedOf(await diagnose(reader));
  } finally {
    await reader.close();
  }
}

interface Packet {
  readonly time: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly flags: number;
  readonly length: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly isTcp: boolean;
  readonly dnsId: string;
  readonly isResponse: boolean;
}

/** Verdicts that are right, by "CLIENT SERVER PROTOCOL PORT". */
export type CorpusLabels = ReadonlyMap<string, readonly Verdict[]>;

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;

/** SYNs and queries into silence must go on for so long, in seconds. */
const SILENCE = 3;

/** Labels of the endpoints of each capture. */
export async function* corpusLabels(
  paths: readonly string[],
): AsyncGenerator<readonly [path: string, labels: CorpusLabels]> {
  for await (const [path, rows] of rowsOfCaptures(paths)) yield [path, labelsOf(rows)];
}

/** Labels of endpoints from rows of the fields, in the order of `FIELDS`. */
export function labelsOf(rows: readonly (readonly string[])[]): CorpusLabels {
  const packets: Packet[] = [];
  /** Addresses that sent anything, or that an ICMP error or a tunnel speaks of. */
  const heard = new Set<string>();
  for (const row of rows) {
    const [time, ip, ipTo, ipv6, ipv6To, ...rest] = row;
    const addresses = [ip, ipv6].filter((text) => text !== '');
    // An IP packet inside another, or quoted by an error: whose ports these are, fields do not say.
    if (addresses.length !== 1 || addresses[0].includes(',')) {
      for (const text of [ip, ipTo, ipv6, ipv6To])
        for (const one of text.split(',')) heard.add(one);
      continue;
    }
    const [source] = addresses;
    heard.add(source);
    const [tcpFrom, tcpTo, flags, length, sequence, acknowledgment, ...udp] = rest;
    const [udpFrom, udpTo, dnsId, isResponse] = udp;
    if (tcpFrom === '' && udpFrom === '') continue;
    packets.push({
      ...{ time: Number(time), source, destination: ipTo || ipv6To },
      sourcePort: Number(tcpFrom || udpFrom),
      destinationPort: Number(tcpTo || udpTo),
      ...{ flags: Number(flags), length: Number(length), sequence: Number(sequence) },
      ...{ acknowledgment: Number(acknowledgment), isTcp: tcpFrom !== '' },
      ...{ dnsId: dnsId ?? '', isResponse: isResponse === '1' || isResponse === 'True' },
    });
  }
  return new Map([...tcpLabels(packets, heard), ...dnsLabels(packets, heard)]);
}

type ConnectionKind = 'answered' | 'refused' | 'silent' | null;

function tcpLabels(packets: readonly Packet[], heard: ReadonlySet<string>) {
  const streams: Packet[][] = [];
  const open = new Map<string, { readonly stream: Packet[]; isn: number }>();
  for (const packet of packets) {
    if (!packet.isTcp) continue;
    const { source, sourcePort, flags, sequence } = packet;
    const isAsking = (flags & (SYN | ACK)) === SYN;
    const flow = [`${source} ${sourcePort} ${keyOf(packet)}`, reverseFlowOf(packet)];
    const known = open.get(flow[0]) ?? open.get(flow[1]);
    // Ports that are used again begin a connection; a SYN that is sent again begins none.
    if (known === undefined || (isAsking && known.isn !== sequence)) {
      const stream = [packet];
      streams.push(stream);
      open.delete(flow[1]);
      open.set(flow[0], { stream, isn: sequence });
    } else known.stream.push(packet);
  }
  /** By endpoint: what its connections are; null where one cannot be told. */
  const kinds = new Map<string, Set<ConnectionKind>>();
  const syns = new Map<string, number[]>();
  for (const stream of streams) {
    const [first] = stream;
    const isAsked = (first.flags & (SYN | ACK)) === SYN;
    // Which side is the server is told by the SYN; without it nothing is known of either.
    for (const key of isAsked ? [keyOf(first)] : [keyOf(first), reverseKeyOf(first)]) {
      const known = kinds.get(key) ?? new Set();
      known.add(isAsked ? connectionKind(stream) : null);
      kinds.set(key, known);
    }
    if (!isAsked) continue;
    const times = stream
      .filter(({ flags }) => (flags & (SYN | ACK)) === SYN)
      .map(({ time }) => time);
    syns.set(keyOf(first), [...(syns.get(keyOf(first)) ?? []), ...times]);
  }
  const labels: [string, readonly Verdict[]][] = [];
  for (const [key, all] of kinds) {
    const [kind, ...others] = all;
    if (others.length > 0 || kind === null) continue;
    if (kind === 'answered') labels.push([key, ['answered']]);
    if (kind === 'refused') labels.push([key, ['reject', 'closed', 'inconclusive']]);
    const times = syns.get(key) ?? [];
    const isLong = times.length >= 2 && Math.max(...times) - Math.min(...times) >= SILENCE;
    if (kind === 'silent' && isLong && !heard.has(key.split(' ')[1])) {
      labels.push([key, ['drop', 'unreachable', 'inconclusive']]);
    }
  }
  return labels;
}

function keyOf({ source, destination, destinationPort, isTcp }: Packet): string {
  return `${source} ${destination} ${isTcp ? 'tcp' : 'udp'} ${destinationPort}`;
}

function reverseKeyOf({ source, destination, sourcePort, isTcp }: Packet): string {
  return `${destination} ${source} ${isTcp ? 'tcp' : 'udp'} ${sourcePort}`;
}

/** The flow as packets of the other direction name it. */
function reverseFlowOf(packet: Packet): string {
  return `${packet.destination} ${packet.destinationPort} ${reverseKeyOf(packet)}`;
}

/** What one connection, whose first packet is a SYN, shows. */
function connectionKind(stream: readonly Packet[]): ConnectionKind {
  const client = stream[0].source;
  const sent = stream.filter(({ source }) => source === client);
  const came = stream.filter(({ source }) => source !== client);
  if (came.length === 0) return sent.every(({ flags }) => (flags & SYN) !== 0) ? 'silent' : null;
  const syns = sent.filter(({ flags }) => (flags & SYN) !== 0);
  const resets = came.filter(({ flags }) => (flags & RST) !== 0);
  if (resets.length === came.length) {
    const isAll = syns.length === sent.length && resets.length >= syns.length;
    return isAll ? 'refused' : null;
  }
  const isOrderly = [sent, came].every(
    (side) =>
      side.some(({ flags }) => (flags & FIN) !== 0) &&
      side.every(({ flags }) => (flags & RST) === 0),
  );
  const hasHandshake = came.some(({ flags }) => (flags & (SYN | ACK)) === (SYN | ACK));
  const isHeard = isAcknowledged(sent, came) && isAcknowledged(came, sent);
  return isOrderly && hasHandshake && isHeard ? 'answered' : null;
}

/** Whether one side sent data, and the other acknowledged all of it. */
function isAcknowledged(side: readonly Packet[], other: readonly Packet[]): boolean {
  const data = side.filter(({ length }) => length > 0);
  return (
    data.length > 0 &&
    data.every(({ sequence, length }) =>
      other.some(
        ({ acknowledgment, flags }) =>
          (flags & ACK) !== 0 && ((acknowledgment - (sequence + length)) | 0) >= 0,
      ),
    )
  );
}

const DNS_PORT = 53;

interface Questions {
  /** By port and ID, whether it was answered. */
  readonly queries: Map<string, boolean>;
  readonly times: number[];
}

/** DNS over UDP: each query by its port and ID. */
function dnsLabels(packets: readonly Packet[], heard: ReadonlySet<string>) {
  const endpoints = new Map<string, Questions>();
  for (const packet of packets) {
    const { isTcp, dnsId, isResponse, sourcePort, destinationPort, time } = packet;
    if (isTcp || dnsId === '' || dnsId.includes(',')) continue;
    if (!isResponse && destinationPort === DNS_PORT) {
      const known = endpoints.get(keyOf(packet)) ?? { queries: new Map(), times: [] as number[] };
      endpoints.set(keyOf(packet), known);
      const query = `${sourcePort} ${dnsId}`;
      known.queries.set(query, known.queries.get(query) ?? false);
      known.times.push(time);
    }
    if (isResponse && sourcePort === DNS_PORT) {
      const known = endpoints.get(reverseKeyOf(packet))?.queries;
      const query = `${destinationPort} ${dnsId}`;
      if (known?.has(query)) known.set(query, true);
    }
  }
  const labels: [string, readonly Verdict[]][] = [];
  for (const [key, { queries, times }] of endpoints) {
    const answered = [...queries.values()];
    const isLong = times.length >= 2 && Math.max(...times) - Math.min(...times) >= SILENCE;
    if (answered.every((one) => one)) labels.push([key, ['answered']]);
    else if (!answered.includes(true) && isLong && !heard.has(key.split(' ')[1])) {
      labels.push([key, ['drop', 'unreachable', 'inconclusive']]);
    }
  }
  return labels;
}
