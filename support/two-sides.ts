// Two captures of one way, written packet by packet: what passes both places, what one of them sees
// alone, with clocks that do not agree.

import { MemorySource } from '../src/capture/byte-source.ts';
import { openCapture } from '../src/capture/open-capture.ts';
import { diagnose } from '../src/diagnosis/diagnose.ts';
import type { ComparisonReport } from '../src/diagnosis/report/comparison.ts';
import { sidesReportOf } from '../src/diagnosis/report/sides-report-of.ts';
import { compareSides } from '../src/diagnosis/sides/compare-sides.ts';
import type { PlaceCapture } from '../src/diagnosis/sides/pair-view.ts';
import { PacketJournal } from '../src/track/packet-journal.ts';
import { runPackets } from '../src/track/run-packets.ts';
import { type WrittenPacket, writePcapng } from './capture-writer.ts';
import {
  arp,
  ethernet,
  etherType,
  filler,
  ipProtocol,
  ipv4,
  type TcpFields,
  tcp,
  tcpFlag,
  udp,
} from './packet-builder.ts';

const START = 1_764_000_000;
/** Seconds that a packet takes from one place to the other. */
const DELAY = 0.004;
const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
export const { syn, ack, rst, psh, fin } = tcpFlag;

export const CLIENT = '192.0.2.20';
export const SERVER = '203.0.113.5';

/** Where a packet is seen: at both places, or only at the client's side (0) or the server's (1). */
export type Seen = 'both' | 0 | 1;

export interface SentPacket {
  /** Seconds after the start, where it is sent. */
  readonly at: number;
  readonly from: 'client' | 'server';
  readonly flags?: number;
  readonly sequence?: number;
  readonly acknowledgment?: number;
  readonly payload?: number | Uint8Array;
  readonly ports?: readonly [client: number, server: number];
  readonly seen?: Seen;
  readonly id?: number;
  readonly ttl?: number;
  readonly options?: TcpFields['options'];
  readonly protocol?: 'udp';
}

/** What the way does to packets between the two places: the same fields at the server's side. */
export interface Way {
  readonly client?: string;
  readonly server?: string;
  readonly clientPort?: (port: number) => number;
  readonly serverPort?: number;
  /** Added to what the client, and the server, counts. */
  readonly shifts?: readonly [client: number, server: number];
  readonly segmentSize?: number;
  readonly removesTimestamps?: boolean;
  readonly hops?: number;
}

export interface Clock {
  readonly offset: number;
  /** Parts in a million. */
  readonly drift: number;
}

/** Two captures that grow as packets are sent. */
export class TwoSides {
  readonly packets: [WrittenPacket[], WrittenPacket[]] = [[], []];
  readonly dropped: [number, number] = [0, 0];

  constructor(
    readonly way: Way = {},
    readonly clock: Clock = { offset: 0, drift: 0 },
  ) {}

  send(packet: SentPacket): void {
    const { at, from, seen = 'both' } = packet;
    const [here, there] = from === 'client' ? ([0, 1] as const) : ([1, 0] as const);
    if (seen === 'both' || seen === here) this.#see(here, at, packet, 0);
    if (seen === 'both' || seen === there) this.#see(there, at + DELAY, packet, this.way.hops ?? 2);
  }

  /** A connection that works: handshake, a request, an answer, both ends. */
  works(at: number, port = 40_000, serverPort = 443): void {
    const ports = [port, serverPort] as const;
    const [one, other] = [1_000_000 + port * 7919, 900_000_000 + port * 104_729];
    const client = { from: 'client', ports } as const;
    const server = { from: 'server', ports } as const;
    this.send({ at, ...client, flags: syn, sequence: one, options: SYN });
    this.send({
      ...{ at: at + 0.02, ...server, flags: syn | ack, sequence: other, acknowledgment: one + 1 },
      options: SYN,
    });
    const after = { sequence: one + 1, acknowledgment: other + 1 };
    this.send({ at: at + 0.04, ...client, flags: ack, ...after });
    this.send({ at: at + 0.05, ...client, flags: psh | ack, ...after, payload: 100 + (port % 50) });
    const got = one + 1 + 100 + (port % 50);
    const answer = { sequence: other + 1, acknowledgment: got };
    this.send({ at: at + 0.08, ...server, flags: psh | ack, ...answer, payload: 300 });
    const end = { sequence: got, acknowledgment: other + 301 };
    this.send({ at: at + 0.1, ...client, flags: fin | ack, ...end });
    const last = { sequence: other + 301, acknowledgment: got + 1 };
    this.send({ at: at + 0.12, ...server, flags: fin | ack, ...last });
    const done = { sequence: got + 1, acknowledgment: other + 302 };
    this.send({ at: at + 0.14, ...client, flags: ack, ...done });
  }

  /** Something that is neither TCP nor UDP: no capture filter left it out. */
  neighbors(at: number): void {
    for (const place of [0, 1] as const) {
      const bytes = arp({
        ...{ operation: 'request', senderMac: MACS.source, senderAddress: CLIENT },
        targetAddress: '192.0.2.1',
      });
      this.#write(place, at, ethernet({ ...MACS, etherType: etherType.arp }, bytes));
    }
  }

  #see(place: 0 | 1, at: number, packet: SentPacket, hops: number): void {
    const { from, flags = 0, payload = 0, id = 0, ttl = 64, protocol } = packet;
    const { way } = this;
    const isFar = place === 1;
    const [clientPort, serverPort] = packet.ports ?? [40_000, 443];
    const client = isFar ? (way.client ?? CLIENT) : CLIENT;
    const server = isFar ? (way.server ?? SERVER) : SERVER;
    const ports = [
      isFar ? (way.clientPort?.(clientPort) ?? clientPort) : clientPort,
      isFar ? (way.serverPort ?? serverPort) : serverPort,
    ];
    const isClients = from === 'client';
    const [source, destination] = isClients ? [client, server] : [server, client];
    const [sourcePort, destinationPort] = isClients ? ports : ports.toReversed();
    const ends = { source, destination, sourcePort, destinationPort };
    const [own, other] = isClients ? [0, 1] : [1, 0];
    const shifts = isFar ? (way.shifts ?? [0, 0]) : [0, 0];
    const body = typeof payload === 'number' ? filler(payload) : payload;
    const segment =
      protocol === 'udp'
        ? udp(ends, body)
        : tcp(
            {
              ...{ ...ends, flags, sequence: ((packet.sequence ?? 1) + shifts[own]) >>> 0 },
              acknowledgment: ((packet.acknowledgment ?? 0) + shifts[other]) >>> 0,
              ...(packet.options === undefined
                ? {}
                : { options: this.#options(packet.options, isFar) }),
            },
            body,
          );
    const number = protocol === 'udp' ? ipProtocol.udp : ipProtocol.tcp;
    const header = { source, destination, protocol: number, id, ttl: ttl - hops };
    const frame = ethernet({ ...MACS, etherType: etherType.ipv4 }, ipv4(header, segment));
    this.#write(place, at, frame);
  }

  #options(options: NonNullable<TcpFields['options']>, isFar: boolean) {
    const { segmentSize, removesTimestamps } = this.way;
    const { timestamps, ...rest } = options;
    return {
      ...(isFar && removesTimestamps ? rest : options),
      ...(isFar && segmentSize !== undefined ? { maximumSegmentSize: segmentSize } : {}),
    };
  }

  #write(place: 0 | 1, at: number, bytes: Uint8Array): void {
    const { offset, drift } = this.clock;
    const time = START + (place === 0 ? at : at + offset + at * drift * 1e-6);
    const seconds = Math.floor(time);
    this.packets[place].push({
      bytes,
      seconds,
      nanoseconds: Math.round((time - seconds) * 1e9) % 1e9,
    });
  }

  /** One of the two as a file. */
  bytes(place: 0 | 1): Uint8Array {
    const inOrder = this.packets[place].toSorted(
      (one, other) => one.seconds - other.seconds || one.nanoseconds - other.nanoseconds,
    );
    return writePcapng(inOrder, {
      interfaces: [{ linkType: 1, snapLength: 0, name: 'eth0', timestampResolution: 9 }],
      statistics: [{ interfaceIndex: 0, received: inOrder.length, dropped: this.dropped[place] }],
    });
  }

  async report(): Promise<ComparisonReport> {
    return sidesReport([this.bytes(0), this.bytes(1)]);
  }
}

const SYN = { maximumSegmentSize: 1460, sackPermitted: true, windowScale: 7 };

export async function sidesReport(captures: readonly Uint8Array[]): Promise<ComparisonReport> {
  const places: PlaceCapture[] = [];
  for (const [index, bytes] of captures.entries()) {
    places.push(await placeOf(bytes, `place-${index}.pcapng`));
  }
  return sidesReportOf(compareSides(places));
}

/** A capture read twice: what it says, and its packets. */
export async function placeOf(bytes: Uint8Array, name: string): Promise<PlaceCapture> {
  const diagnosis = await diagnose(await openCapture(new MemorySource(bytes, name)));
  const journal = new PacketJournal();
  const reader = await openCapture(new MemorySource(bytes, name));
  await runPackets(reader, journal);
  await reader.close();
  return { diagnosis, journal };
}
