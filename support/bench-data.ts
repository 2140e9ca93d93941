// The captures of the benchmark: thousands of connections and look-ups side by side, every packet
// with right lengths, sequence numbers and checksums, written in constant memory.
import { closeSync, openSync, writeSync } from 'node:fs';
import {
  dnsQuery,
  dnsResponse,
  filler,
  SeededRandom,
  tlsClientHello,
  tlsRecord,
} from './packet-builder.ts';

/** The host that `host A` filters look for; on 5 % of the packets. */
export const benchHost = '198.51.100.1';

export interface BenchCapture {
  path: string;
  packets: number;
  /** Of the file. */
  bytes: number;
  /** Packets to or from `benchHost`. */
  hostPackets: number;
}

/** What a conversation sends, and how often. */
interface TrafficShape {
  /** Bytes of TLS record in a server's data segment. */
  dataLength: number;
  /** Data segments to one acknowledgment. */
  segmentsPerRound: number;
  rounds: number;
  /** Of the conversations side by side, how many per thousand are DNS look-ups. */
  dnsPerThousand: number;
  /** Of those over TCP, how many per thousand are with a server that never answers. */
  silentPerThousand?: number;
  /** Mean microseconds between packets. */
  interval: number;
}

/** As many small packets as told, 81 bytes each in the file on average: ACKs, look-ups, chat. */
export function makeSmall(
  path: string,
  packets: number,
  conversations = CONVERSATIONS,
): BenchCapture {
  const shape = {
    dataLength: 12,
    segmentsPerRound: 1,
    rounds: 6,
    dnsPerThousand: 30,
    interval: 25,
  };
  return new Generator(path, shape, conversations).write(packets, Number.POSITIVE_INFINITY);
}

/** Mixed packets, 867 bytes each on average (downloads, handshakes, look-ups), until the file has so many bytes. */
export function makeMixed(
  path: string,
  bytes: number,
  conversations = CONVERSATIONS,
): BenchCapture {
  const shape = {
    dataLength: 1460,
    segmentsPerRound: 2,
    rounds: 12,
    dnsPerThousand: 20,
    interval: 100,
  };
  return new Generator(path, shape, conversations).write(Number.POSITIVE_INFINITY, bytes);
}

/**
 * Very many services, each asked again and again: short connections of ten packets.
 * @param silentPerThousand of the services, how many never answer
 */
export function makeWide(
  path: string,
  connections: number,
  conversations: number,
  silentPerThousand = 0,
): BenchCapture {
  const shape = {
    ...{ dataLength: 12, segmentsPerRound: 1, rounds: 1, dnsPerThousand: 0, interval: 25 },
    silentPerThousand,
  };
  return new Generator(path, shape, conversations).write(
    PACKETS_OF_SHORT * connections,
    Number.POSITIVE_INFINITY,
  );
}

/** A payload that is sent again and again, with its share of the checksum. */
interface Payload {
  bytes: Buffer;
  sum: number;
}

function payload(bytes: Uint8Array): Payload {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += (bytes[index]! << 8) | (bytes[index + 1] ?? 0);
  }
  return { bytes: Buffer.from(bytes), sum };
}

/** Packets of a connection with one round. */
const PACKETS_OF_SHORT = 10;
/** Times that a SYN is sent that nobody answers. */
const SYNS_IN_VAIN = 4;
/** Conversations side by side, unless it is told otherwise. */
const CONVERSATIONS = 400;
/** Every twentieth conversation is with `benchHost`. */
const benchHostEvery = 20;
const chunkSize = 8 << 20;
const recordLimit = 16 + 14 + 1500;
const synLength = 66;
const startSeconds = 1_725_000_000;

const flagFin = 0x01;
const flagSyn = 0x02;
const flagPush = 0x08;
const flagAck = 0x10;

const noPayload = payload(new Uint8Array(0));
const clientHello = payload(tlsClientHello('app.example.com'));

/** Writes packets one after the other; holds one chunk and the state of the conversations. */
class Generator {
  private readonly path: string;
  private readonly conversations: number;
  private readonly file: number;
  private readonly shape: TrafficShape;
  private readonly chunk = Buffer.alloc(chunkSize);
  private filled = 0;
  private flushed = 0;
  private readonly random = new SeededRandom(0xbe7c);
  private seconds = startSeconds;
  private micros = 0;

  // One entry per conversation.
  private readonly client: Uint32Array;
  private readonly server: Uint32Array;
  private readonly clientPort: Uint16Array;
  private readonly isDns: Uint8Array;
  private readonly isSilent: Uint8Array;
  private readonly step: Uint8Array;
  private readonly clientSequence: Uint32Array;
  private readonly serverSequence: Uint32Array;
  private readonly identification: Uint16Array;

  private readonly data: Payload;
  private readonly lookUps: { query: Payload; response: Payload }[] = [];

  constructor(path: string, shape: TrafficShape, conversations: number) {
    this.path = path;
    this.conversations = conversations;
    this.client = new Uint32Array(conversations);
    this.server = new Uint32Array(conversations);
    this.clientPort = new Uint16Array(conversations);
    this.isDns = new Uint8Array(conversations);
    this.isSilent = new Uint8Array(conversations);
    this.step = new Uint8Array(conversations);
    this.clientSequence = new Uint32Array(conversations);
    this.serverSequence = new Uint32Array(conversations);
    this.identification = new Uint16Array(conversations);
    this.shape = shape;
    this.file = openSync(path, 'w');
    this.data = payload(tlsRecord(23, filler(shape.dataLength - 5)));
    for (let index = 0; index < 64; index++) {
      const question = { id: 0, name: `host-${index}.example.com`, type: 'A' } as const;
      const answer = { name: question.name, type: 'A', data: `203.0.113.${index + 1}` } as const;
      this.lookUps.push({
        query: payload(dnsQuery(question)),
        response: payload(dnsResponse({ ...question, answers: [answer] })),
      });
    }
    for (let index = 0; index < conversations; index++) {
      this.client[index] = 0x0a000000 + ((index >> 1) + 10); // 10.0.0.10 and on, two each
      const isHost = index % benchHostEvery === 0;
      const dns = !isHost && this.random.between(0, 999) < (shape.dnsPerThousand * 20) / 19;
      this.isDns[index] = dns ? 1 : 0;
      this.server[index] = isHost
        ? 0xc6336401 // 198.51.100.1
        : dns
          ? 0x0a000002 + (index & 1)
          : 0xcb007100 + this.random.between(1, 250); // 203.0.113.0/24
      const silent = shape.silentPerThousand ?? 0;
      if (silent > 0 && !dns && this.random.between(0, 999) < silent) this.isSilent[index] = 1;
      this.clientPort[index] = 49_152 + this.random.between(0, 8_000);
      this.renew(index);
    }
  }

  write(packetLimit: number, byteLimit: number): BenchCapture {
    this.writeFileHeader();
    let packets = 0;
    let hostPackets = 0;
    while (packets < packetLimit && this.flushed + this.filled < byteLimit) {
      // One packet of a random conversation: thousands of them lie between a packet and its answer.
      const index = this.random.uint32() % this.conversations;
      if (index % benchHostEvery === 0) hostPackets++;
      if (this.isDns[index]) this.dnsStep(index);
      else if (this.isSilent[index]) this.silentStep(index);
      else this.tcpStep(index);
      packets++;
      if (this.filled > chunkSize - recordLimit) this.flush();
    }
    this.flush();
    closeSync(this.file);
    return { path: this.path, packets, bytes: this.flushed, hostPackets };
  }

  private renew(index: number): void {
    this.step[index] = 0;
    this.clientSequence[index] = this.random.uint32();
    this.serverSequence[index] = this.random.uint32();
    const next = this.clientPort[index]! + 1;
    this.clientPort[index] = next > 65_535 ? 49_152 : next;
  }

  private tcpStep(index: number): void {
    const step = this.step[index]!;
    const { segmentsPerRound, rounds } = this.shape;
    const dataSteps = rounds * (segmentsPerRound + 1);
    this.step[index] = step + 1;
    if (step === 0) this.tcp(index, true, flagSyn, noPayload);
    else if (step === 1) this.tcp(index, false, flagSyn | flagAck, noPayload);
    else if (step === 2) this.tcp(index, true, flagAck, noPayload);
    else if (step === 3) this.tcp(index, true, flagPush | flagAck, clientHello);
    else if (step === 4) this.tcp(index, false, flagAck, noPayload);
    else if (step < 5 + dataSteps) {
      const isData = (step - 5) % (segmentsPerRound + 1) < segmentsPerRound;
      if (isData) this.tcp(index, false, flagPush | flagAck, this.data);
      else this.tcp(index, true, flagAck, noPayload);
    } else if (step === 5 + dataSteps) this.tcp(index, true, flagFin | flagAck, noPayload);
    else if (step === 6 + dataSteps) this.tcp(index, false, flagFin | flagAck, noPayload);
    else {
      this.tcp(index, true, flagAck, noPayload);
      this.renew(index);
    }
  }

  /** A SYN, again and again; then another connection. */
  private silentStep(index: number): void {
    const sequence = this.clientSequence[index]!;
    this.tcp(index, true, flagSyn, noPayload);
    // The same SYN is sent again.
    this.clientSequence[index] = sequence;
    const step = this.step[index]! + 1;
    this.step[index] = step;
    if (step === SYNS_IN_VAIN) this.renew(index);
  }

  private dnsStep(index: number): void {
    const { query, response } = this.lookUps[index % this.lookUps.length]!;
    const id = this.clientSequence[index]! & 0xffff;
    if (this.step[index] === 0) {
      this.dns(index, true, id, query);
      this.step[index] = 1;
    } else {
      this.dns(index, false, id, response);
      this.renew(index);
    }
  }

  private tcp(index: number, fromClient: boolean, flags: number, sent: Payload): void {
    const isSyn = (flags & flagSyn) !== 0;
    const headerLength = isSyn ? synLength - 34 : 20;
    const segmentLength = headerLength + sent.bytes.length;
    const start = this.begin(14 + 20 + segmentLength);
    let sum = this.network(start, index, fromClient, 6, segmentLength);

    const { chunk } = this;
    const at = start + 34;
    const clientPort = this.clientPort[index]!;
    const ownSequence = fromClient ? this.clientSequence[index]! : this.serverSequence[index]!;
    const othersSequence = fromClient ? this.serverSequence[index]! : this.clientSequence[index]!;
    const acknowledgment = flags & flagAck ? othersSequence : 0;
    const window = isSyn ? 64_240 : 513;
    chunk.writeUInt16BE(fromClient ? clientPort : 443, at);
    chunk.writeUInt16BE(fromClient ? 443 : clientPort, at + 2);
    chunk.writeUInt32BE(ownSequence, at + 4);
    chunk.writeUInt32BE(acknowledgment, at + 8);
    chunk.writeUInt16BE(((headerLength >> 2) << 12) | flags, at + 12);
    chunk.writeUInt16BE(window, at + 14);
    chunk.writeUInt32BE(0, at + 16);
    if (isSyn) {
      chunk.writeUInt32BE(0x020405b4, at + 20); // MSS 1460
      chunk.writeUInt32BE(0x01030308, at + 24); // window scale 8
      chunk.writeUInt32BE(0x01010402, at + 28); // SACK permitted
    }
    for (let offset = at; offset < at + headerLength; offset += 2) {
      sum += chunk.readUInt16BE(offset);
    }
    chunk.writeUInt16BE(folded(sum + sent.sum), at + 16);
    sent.bytes.copy(chunk, at + headerLength);

    const consumed = sent.bytes.length + (flags & (flagSyn | flagFin) ? 1 : 0);
    if (fromClient) this.clientSequence[index]! += consumed;
    else this.serverSequence[index]! += consumed;
  }

  private dns(index: number, fromClient: boolean, id: number, sent: Payload): void {
    const length = 8 + sent.bytes.length;
    const start = this.begin(14 + 20 + length);
    const sum = this.network(start, index, fromClient, 17, length);
    const { chunk } = this;
    const at = start + 34;
    const clientPort = this.clientPort[index]!;
    chunk.writeUInt16BE(fromClient ? clientPort : 53, at);
    chunk.writeUInt16BE(fromClient ? 53 : clientPort, at + 2);
    chunk.writeUInt16BE(length, at + 4);
    sent.bytes.copy(chunk, at + 8);
    chunk.writeUInt16BE(id, at + 8);
    const checksum = folded(sum + clientPort + 53 + length + id + sent.sum);
    chunk.writeUInt16BE(checksum === 0 ? 0xffff : checksum, at + 6);
  }

  /** Ethernet and IPv4; returns the sum of the pseudo header. `start` is the frame's first byte. */
  private network(
    start: number,
    index: number,
    fromClient: boolean,
    protocol: number,
    length: number,
  ): number {
    const { chunk } = this;
    const source = fromClient ? this.client[index]! : this.server[index]!;
    const destination = fromClient ? this.server[index]! : this.client[index]!;
    // 02:00:00:00:00:01 is the router, :02 stands for every client.
    chunk.writeUInt16BE(0x0200, start);
    chunk.writeUInt32BE(fromClient ? 1 : 2, start + 2);
    chunk.writeUInt16BE(0x0200, start + 6);
    chunk.writeUInt32BE(fromClient ? 2 : 1, start + 8);
    chunk.writeUInt16BE(0x0800, start + 12);
    const at = start + 14;
    const identification = this.identification[index]!++;
    const hops = fromClient ? 128 : 46 + (index & 15);
    chunk.writeUInt16BE(0x4500, at);
    chunk.writeUInt16BE(20 + length, at + 2);
    chunk.writeUInt16BE(identification, at + 4);
    chunk.writeUInt16BE(0x4000, at + 6);
    chunk.writeUInt16BE((hops << 8) | protocol, at + 8);
    chunk.writeUInt32BE(source, at + 12);
    chunk.writeUInt32BE(destination, at + 16);
    const addresses =
      (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
    const header = 0x4500 + 20 + length + identification + 0x4000 + ((hops << 8) | protocol);
    chunk.writeUInt16BE(folded(addresses + header), at + 10);
    return addresses + protocol + length;
  }

  /** Writes the record header of a packet; returns where its first byte goes. */
  private begin(length: number): number {
    const { chunk } = this;
    this.micros += 1 + (this.random.uint32() % (2 * this.shape.interval - 1));
    if (this.micros >= 1_000_000) {
      this.micros -= 1_000_000;
      this.seconds++;
    }
    const at = this.filled;
    chunk.writeUInt32LE(this.seconds, at);
    chunk.writeUInt32LE(this.micros, at + 4);
    chunk.writeUInt32LE(length, at + 8);
    chunk.writeUInt32LE(length, at + 12);
    this.filled = at + 16 + length;
    return at + 16;
  }

  private writeFileHeader(): void {
    const { chunk } = this;
    chunk.writeUInt32LE(0xa1b2c3d4, 0);
    chunk.writeUInt16LE(2, 4);
    chunk.writeUInt16LE(4, 6);
    chunk.writeUInt32LE(0, 8);
    chunk.writeUInt32LE(0, 12);
    chunk.writeUInt32LE(262_144, 16);
    chunk.writeUInt32LE(1, 20);
    this.filled = 24;
  }

  private flush(): void {
    for (let written = 0; written < this.filled; ) {
      written += writeSync(this.file, this.chunk, written, this.filled - written);
    }
    this.flushed += this.filled;
    this.filled = 0;
  }
}

/** The Internet checksum of a sum of words (RFC 1071). */
function folded(sum: number): number {
  let rest = sum;
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000);
  return ~rest & 0xffff;
}
