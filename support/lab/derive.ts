// Lab captures as others would have taken them: cut, filtered, thinned, merged, behind a translator.
// Made in memory, never kept. What is true of their endpoints follows in `derived-truth.ts`.

import { formatIpv6 } from '../../src/protocols/address-text.ts';
import { capturesBytes, type OutPacket } from './capture-bytes.ts';
import type { LabCapture, LabPacket } from './packets.ts';
import { type Rewriting, rewritten } from './rewrite-packet.ts';
import { fnv1a } from './truth.ts';

/** What a derivation leaves of a capture. */
export interface Derived {
  /** Row of the tables. */
  readonly row: Row;
  /** Which one of its row: "first 50 %". */
  readonly variant: string;
  readonly bytes: Uint8Array;
  /** Packets of the whole capture that are in it, by index. */
  readonly kept: ReadonlySet<number>;
  /** Those of them whose headers are there as far as verdicts read them. */
  readonly readable: ReadonlySet<number>;
  /** Addresses of the whole capture, by what they are here; the same where absent. */
  readonly originals: ReadonlyMap<string, readonly string[]>;
  /** Names of the other capture's truth, where there is one: its endpoints are these addresses'. */
  readonly merged: ReadonlySet<string>;
}

/** Rows of the tables, in their order. */
export const ROWS = [
  'whole',
  'cut at the start',
  'cut at the end',
  'what clients sent',
  'what servers sent',
  'data only',
  'without SYNs',
  '64 bytes a packet',
  '5 % taken out',
  '30 % taken out',
  'merged with a healthy one',
  'outside a NAT',
  'inside a NAT',
] as const;

export type Row = (typeof ROWS)[number];

const SYN = 0x02;
const SNAP_LENGTH = 64;

/** A generator of numbers in [0, 1): mulberry32, so that a name gives the same capture everywhere. */
export function seeded(name: string): () => number {
  let state = fnv1a(name);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** What deriving must know beside the packets. */
export interface Whole {
  readonly name: string;
  readonly capture: LabCapture;
  /** Whether a packet is one that a client sent; null where it is neither's (ARP). */
  isFromClient(packet: LabPacket): boolean | null;
  /** Addresses of clients. */
  readonly clients: ReadonlySet<string>;
}

/** Which packets are taken out: each seed takes others. */
const SEEDS = [1, 2];

/**
 * All derived captures of one, one at a time. The whole itself is not among them.
 * @param seeds others than those of the tables, to see whether what was tuned on them holds
 */
export function* derive(
  whole: Whole,
  healthy: LabCapture | null,
  seeds: readonly number[] = SEEDS,
): Generator<Derived> {
  const { capture, name } = whole;
  const { packets } = capture;
  const end = packets.at(-1)?.time ?? 0;
  const pick = (row: Row, variant: string, keep: (packet: LabPacket) => boolean) =>
    picked(capture, row, variant, packets.filter(keep));

  for (const share of [0.1, 0.3, 0.5]) {
    const from = Math.floor(packets.length * share);
    yield pick('cut at the start', `frames from ${share}`, ({ index }) => index >= from);
  }
  yield pick('cut at the start', 'time from 0.5', ({ time }) => time >= end / 2);
  for (const share of [0.9, 0.7, 0.5]) {
    const to = Math.floor(packets.length * share);
    yield pick('cut at the end', `frames to ${share}`, ({ index }) => index < to);
  }
  yield pick('cut at the end', 'time to 0.5', ({ time }) => time < end / 2);
  yield pick('what clients sent', '', (packet) => whole.isFromClient(packet) === true);
  yield pick('what servers sent', '', (packet) => whole.isFromClient(packet) === false);
  yield pick('data only', '', ({ kind, payload }) =>
    kind === 'tcp' ? payload > 0 : kind === 'udp',
  );
  yield pick('without SYNs', '', ({ flags }) => (flags & SYN) === 0);
  const snapped = picked(capture, '64 bytes a packet', '', packets, (packet) =>
    packet.read.bytes.subarray(0, SNAP_LENGTH),
  );
  const readable = packets.filter((packet) => headersEnd(packet) <= SNAP_LENGTH);
  yield { ...snapped, readable: new Set(readable.map(({ index }) => index)) };
  for (const [row, share] of [
    ['5 % taken out', 0.05],
    ['30 % taken out', 0.3],
  ] as const) {
    for (const seed of seeds) {
      const random = seeded(`${name} ${share} ${seed}`);
      yield pick(row, `seed ${seed}`, () => random() >= share);
    }
  }
  if (healthy !== null && packets.length > 0) {
    yield mergedWith(whole, healthy, 'another client');
    yield mergedWith(whole, healthy, 'the same client');
  }
  yield* behindNat(whole);
}

/** Bytes of a packet up to where what verdicts read of its headers ends. */
function headersEnd({ kind, transport, messageId, quoted }: LabPacket): number {
  if (transport < 0) return 0;
  if (kind === 'tcp') return transport + 20;
  // A DNS header is 12 bytes.
  if (kind === 'udp') return transport + (messageId > 0 ? 20 : 8);
  return quoted === null ? transport + 8 : quoted.transport + 4;
}

/** Some of a capture's packets, as they are or with other bytes. */
function picked(
  { interfaces, keyLogs }: LabCapture,
  row: Row,
  variant: string,
  packets: readonly LabPacket[],
  bytesOf: (packet: LabPacket) => Uint8Array = ({ read }) => read.bytes,
  originals: ReadonlyMap<string, readonly string[]> = new Map(),
): Derived {
  const kept = new Set(packets.map(({ index }) => index));
  return {
    ...{ row, variant, originals, kept, readable: kept },
    bytes: capturesBytes(
      packets.map((packet) => outPacket(packet, bytesOf(packet))),
      interfaces,
      keyLogs,
    ),
    merged: new Set(),
  };
}

function outPacket({ read }: LabPacket, bytes: Uint8Array): OutPacket {
  const { seconds, nanoseconds, originalLength, interfaceIndex } = read;
  return { bytes, seconds, nanoseconds, originalLength, interfaceIndex };
}

/** Neighbours' talk of who has which address: of one link only, and moved to no other. */
function isNeighborTalk({ network, kind, read, transport }: LabPacket): boolean {
  if (network < 0) return true;
  const type = kind === 'icmp' && transport >= 0 ? read.bytes[transport] : 0;
  return type >= 133 && type <= 137;
}

/** The address of a host of a documentation network, moved to where no lab capture has any. */
function moved(
  text: string,
  clients: ReadonlySet<string>,
  keepClients: boolean,
): Uint8Array | null {
  if (keepClients && clients.has(text)) return null;
  const bytes = addressOf(text);
  if (bytes === null) return null;
  if (bytes.length === 4) {
    const [a, b, c, d] = bytes;
    if (a === 192 && b === 0 && c === 2) return d === 1 ? null : Uint8Array.of(a, b, c, d ^ 0x80);
    return a >= 224 ? null : Uint8Array.of(a ^ 0x08, b, c, d);
  }
  if (bytes[0] !== 0x20) return null;
  const to = bytes.slice();
  // 2001:db8:1::/64 is the clients' own link: another host on it; else another provider's prefix.
  if (to[4] === 0 && to[5] === 1) to[14] ^= 0x10;
  else to[3] ^= 0x10;
  return to;
}

/** Both captures as one that begins when the first does: a mirror port, or one client doing both. */
function mergedWith(whole: Whole, healthy: LabCapture, variant: string): Derived {
  const { capture, clients } = whole;
  const [first] = capture.packets;
  const keepClients = variant === 'the same client';
  const others = new Set<string>();
  const ethernet = capture.interfaces.findIndex(({ linkType }) => linkType === 1);
  const interfaces =
    ethernet >= 0 ? capture.interfaces : [...capture.interfaces, ...healthy.interfaces];
  const interfaceIndex = ethernet >= 0 ? ethernet : capture.interfaces.length;
  const healthyClients = clientsOf(healthy);
  const how: Rewriting = {
    address(text) {
      const to = moved(text, healthyClients, keepClients);
      return to;
    },
  };
  const added: (OutPacket & { readonly time: number })[] = [];
  for (const packet of healthy.packets) {
    if (isNeighborTalk(packet)) continue;
    const bytes = rewritten(packet, how);
    if (!keepClients) changeClientMac(bytes, packet, healthyClients);
    for (const text of [packet.source, packet.destination]) {
      const to = how.address(text);
      if (to !== null) others.add(textOf(to));
    }
    const nanoseconds = first.read.nanoseconds + Math.round(packet.time * 1e9);
    added.push({
      ...{ bytes, interfaceIndex, originalLength: packet.read.originalLength, time: packet.time },
      seconds: first.read.seconds + Math.floor(nanoseconds / 1e9),
      nanoseconds: nanoseconds % 1e9,
    });
  }
  const own = capture.packets.map((packet) => ({
    ...outPacket(packet, packet.read.bytes),
    time: packet.time,
  }));
  const all = [...own, ...added].sort((one, other) => one.time - other.time);
  const kept = new Set(capture.packets.map(({ index }) => index));
  return {
    ...{ row: 'merged with a healthy one', variant, kept, readable: kept },
    bytes: capturesBytes(all, interfaces, [...capture.keyLogs, ...healthy.keyLogs]),
    originals: new Map(),
    merged: new Set([...others].filter((text) => !clients.has(text))),
  };
}

/** Who sends SYNs and queries in a healthy capture: hosts of the clients' link that are not servers. */
function clientsOf({ packets }: LabCapture): Set<string> {
  const asking = packets.filter(
    ({ kind, flags, destinationPort }) =>
      (kind === 'tcp' && (flags & 0x12) === SYN) || (kind === 'udp' && destinationPort === 53),
  );
  return new Set(asking.map(({ source }) => source));
}

function changeClientMac(bytes: Uint8Array, packet: LabPacket, clients: ReadonlySet<string>): void {
  if (packet.read.linkType !== 1) return;
  if (clients.has(packet.source)) bytes[11] ^= 0x80;
  if (clients.has(packet.destination)) bytes[5] ^= 0x80;
}

/**
 * A translator's two sides (RFC 3022). Only of captures taken at the client, where that is where a new
 * one can be put: next to it. IPv6 is not translated; it only crosses a router more.
 */
function* behindNat(whole: Whole): Generator<Derived> {
  const { capture, clients } = whole;
  if (!isAtClient(whole)) return;
  const packets = capture.packets.filter((packet) => !isNeighborTalk(packet));
  yield outside(whole, packets);
  yield inside(capture, clients, packets);
}

const START_VALUES: ReadonlySet<number> = new Set([32, 64, 128, 255]);

/** Whether clients' packets have crossed no router, and what comes to them is not their own host's. */
function isAtClient({ capture, clients, isFromClient }: Whole): boolean {
  const macs = new Set<string>();
  // Neighbours' talk and multicast have hop limits of their own.
  const packets = capture.packets.filter(
    ({ kind, quoted }) => kind === 'tcp' || kind === 'udp' || quoted !== null,
  );
  for (const packet of packets) {
    if (packet.read.linkType !== 1) return false;
    if (!isFromClient(packet) || !clients.has(packet.source)) continue;
    if (!START_VALUES.has(timeToLive(packet))) return false;
    macs.add(sourceMac(packet));
  }
  return packets.every((packet) => clients.has(packet.source) || !macs.has(sourceMac(packet)));
}

function timeToLive({ read, network, version }: LabPacket): number {
  return read.bytes[network + (version === 4 ? 8 : 7)];
}

function sourceMac({ read }: LabPacket): string {
  return read.bytes.subarray(6, 12).join(':');
}

const NAT_OUTSIDE = Uint8Array.of(192, 0, 2, 77);
const NAT_MAC = Uint8Array.of(0x00, 0x00, 0x5e, 0x00, 0x53, 0x77);

/**
 * The capture's place stays; the clients move behind a translator: one address, ports of its choice, a
 * hop more on what they send.
 */
function outside(
  { capture, clients, isFromClient }: Whole,
  packets: readonly LabPacket[],
): Derived {
  const ports = new Map<string, number>();
  const port = (address: string, from: number) => {
    if (!clients.has(address) || from === 0) return from;
    const key = `${address} ${from}`;
    const mapped = ports.get(key) ?? 1_024 + ports.size * 7;
    ports.set(key, mapped);
    return mapped;
  };
  const clientsIpv4 = [...clients].filter((text) => !text.includes(':'));
  const translated = (text: string) =>
    clients.has(text) && !text.includes(':') ? NAT_OUTSIDE : null;
  // Asked at the same ports by several clients, a server sees them apart; IPv6 keeps its ports.
  const how = (packet: LabPacket): Rewriting => ({
    address: translated,
    ...(packet.version === 4 ? { port } : {}),
    hops: isFromClient(packet) && clients.has(packet.source) ? -1 : 0,
    sourceMac: clients.has(packet.source) ? NAT_MAC : undefined,
    destinationMac: clients.has(packet.destination) ? NAT_MAC : undefined,
  });
  return picked(
    capture,
    'outside a NAT',
    '',
    packets,
    (packet) => rewritten(packet, how(packet)),
    new Map([[textOf(NAT_OUTSIDE), clientsIpv4]]),
  );
}

/**
 * The capture stays at the clients; a translator is put between them and all else: they have private
 * addresses, and what comes to them has crossed one router more.
 */
function inside(
  capture: LabCapture,
  clients: ReadonlySet<string>,
  packets: readonly LabPacket[],
): Derived {
  const translated = new Map<string, Uint8Array>();
  for (const text of clients) {
    const bytes = addressOf(text);
    if (bytes !== null && bytes.length === 4) {
      translated.set(text, Uint8Array.of(10, 77, bytes[2], bytes[3]));
    }
  }
  const how = (packet: LabPacket): Rewriting => {
    const isSent = clients.has(packet.source);
    return {
      address: (text) => translated.get(text) ?? null,
      hops: isSent ? 0 : -1,
      sourceMac: isSent ? undefined : NAT_MAC,
      destinationMac: isSent ? NAT_MAC : undefined,
    };
  };
  return picked(
    capture,
    'inside a NAT',
    '',
    packets,
    (packet) => rewritten(packet, how(packet)),
    new Map([...translated].map(([text, bytes]) => [textOf(bytes), [text]])),
  );
}

/** The bytes of an address in text; null for a MAC address or nothing. */
function addressOf(text: string): Uint8Array | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) return Uint8Array.from(text.split('.').map(Number));
  if (!text.includes(':')) return null;
  const [head, tail] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const groups =
    tail === undefined
      ? head
      : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return Uint8Array.from(
    groups.flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }),
  );
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const words = [0, 4, 8, 12].map(
    (at) => (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3],
  );
  return formatIpv6(words[0], words[1], words[2], words[3]);
}
