// A written capture: hosts, a clock in microseconds, and whole conversations with the timing, TTLs
// and options of real stacks. Packets are kept with their sender, so that a capture of one direction
// or one taken twice is a filter over the same conversations.

import type { WrittenPacket } from '../capture-writer.ts';
import * as build from '../packet-builder.ts';

export const millisecond = 1_000;
export const second = 1_000_000;

/** Microseconds since 1970 of a UTC time with up to six decimals: `2024-08-27 03:06:36.491417`. */
export function microseconds(utc: string): number {
  const [whole = '', fraction = ''] = utc.replace(' ', 'T').split('.');
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}

export interface Host {
  address: string;
  /** What its frames carry at the place of capture: behind a router, the router's. */
  mac: string;
  /** TTL or hop limit at the place of capture. */
  timeToLive: number;
  /** Microseconds from the place of capture and back; 0 for the host that captures. */
  roundTrip: number;
  stack: 'windows' | 'linux';
}

export const macs = {
  client: '00:0c:29:3e:61:7a',
  gateway: '00:1b:17:4c:a0:10',
  localServer: '00:50:56:9a:0d:41',
  neighbour: '00:0c:29:b8:12:5e',
  broadcast: 'ff:ff:ff:ff:ff:ff',
} as const;

/** A Windows PC that captures its own traffic. */
export function windowsClient(address: string): Host {
  return { address, mac: macs.client, timeToLive: 128, roundTrip: 0, stack: 'windows' };
}

export function linuxClient(address: string): Host {
  return { address, mac: macs.client, timeToLive: 64, roundTrip: 0, stack: 'linux' };
}

export function localServer(
  address: string,
  timeToLive = 128,
  mac: string = macs.localServer,
): Host {
  return { address, mac, timeToLive, roundTrip: 320, stack: 'windows' };
}

/** The same host by its IPv6 address. */
export function withAddress(host: Host, address: string): Host {
  return { ...host, address };
}

/** The router that frames to the Internet are sent to. */
export function gateway(address: string, timeToLive = 64): Host {
  return { address, mac: macs.gateway, timeToLive, roundTrip: 380, stack: 'linux' };
}

export function internetServer(address: string, timeToLive: number, roundTrip: number): Host {
  return { address, mac: macs.gateway, timeToLive, roundTrip, stack: 'linux' };
}

/** One packet before its link layer. */
export interface ScenarioPacket {
  time: number;
  from: Host;
  destinationMac: string;
  etherType: number;
  /** ARP, IPv4 or IPv6 packet. */
  bytes: Uint8Array;
}

export interface IpChoices {
  timeToLive?: number;
  identification?: number;
  dontFragment?: boolean;
}

export interface DnsQuestion {
  name: string;
  type: build.DnsTypeName;
  ednsOptions?: build.EdnsOption[];
}

export interface DnsAnswer {
  rcode?: number;
  answers?: build.DnsRecord[];
  authority?: build.DnsRecord[];
  ednsOptions?: build.EdnsOption[];
}

/** Seconds after the first SYN at which a stack sends it again. */
export const synRetransmits = {
  linux: [1, 3, 7, 15, 31, 63],
  windows: [1, 3, 7, 15],
} as const;

export class Scenario {
  readonly random: build.SeededRandom;
  packets: ScenarioPacket[] = [];
  private readonly identifications = new Map<string, number>();
  private nextPort: number;

  constructor(seed: number) {
    this.random = new build.SeededRandom(seed);
    this.nextPort = this.random.between(49_700, 52_000);
  }

  /** A fresh ephemeral port. */
  port(): number {
    this.nextPort += this.random.between(1, 2);
    return this.nextPort;
  }

  /** What `write` adds is taken back out and returned, to be looked at before it is kept. */
  draft(write: () => void): ScenarioPacket[] {
    const kept = this.packets;
    this.packets = [];
    write();
    const drafted = this.packets;
    this.packets = kept;
    return drafted;
  }

  /** Sends an IP packet and returns it, for an ICMP quote. */
  ip(
    time: number,
    from: Host,
    to: Host,
    protocol: number,
    payload: Uint8Array,
    choices: IpChoices = {},
  ): Uint8Array {
    const timeToLive = choices.timeToLive ?? from.timeToLive;
    const six = build.isIpv6(from.address);
    const bytes = six
      ? build.ipv6(
          {
            source: from.address,
            destination: to.address,
            nextHeader: protocol,
            hopLimit: timeToLive,
          },
          payload,
        )
      : build.ipv4(
          {
            source: from.address,
            destination: to.address,
            protocol,
            ttl: timeToLive,
            id: choices.identification ?? this.identification(from, to),
            dontFragment: choices.dontFragment ?? protocol === build.ipProtocol.tcp,
          },
          payload,
        );
    this.packets.push({
      time,
      from,
      destinationMac: to.mac,
      etherType: six ? build.etherType.ipv6 : build.etherType.ipv4,
      bytes,
    });
    return bytes;
  }

  // Windows and Linux both count per pair of addresses for packets that are not atomic.
  private identification(from: Host, to: Host): number {
    const pair = `${from.address} ${to.address}`;
    const value = this.identifications.get(pair) ?? this.random.uint16();
    this.identifications.set(pair, (value + 1) & 0xffff);
    return value;
  }

  udp(
    time: number,
    from: Host,
    fromPort: number,
    to: Host,
    toPort: number,
    payload: Uint8Array,
    choices: IpChoices = {},
  ): Uint8Array {
    const datagram = build.udp(
      {
        source: from.address,
        destination: to.address,
        sourcePort: fromPort,
        destinationPort: toPort,
      },
      payload,
    );
    return this.ip(time, from, to, build.ipProtocol.udp, datagram, choices);
  }

  /** `asker` looks up the MAC of `target`; no reply when `answered` is false. */
  arp(time: number, asker: Host, target: Host, answered = true): void {
    this.packets.push({
      time,
      from: asker,
      destinationMac: macs.broadcast,
      etherType: build.etherType.arp,
      bytes: build.arp({
        operation: 'request',
        senderMac: asker.mac,
        senderAddress: asker.address,
        targetAddress: target.address,
      }),
    });
    if (!answered) return;
    this.packets.push({
      time: time + 280,
      from: target,
      destinationMac: asker.mac,
      etherType: build.etherType.arp,
      bytes: build.arp({
        operation: 'reply',
        senderMac: target.mac,
        senderAddress: target.address,
        targetMac: asker.mac,
        targetAddress: asker.address,
      }),
    });
  }

  /** A DNS query without its answer. Returns the IP packet, for an ICMP quote. */
  dnsQuery(
    time: number,
    client: Host,
    resolver: Host,
    question: DnsQuestion,
    options: { id?: number; clientPort?: number; port?: number } = {},
  ): Uint8Array {
    return this.udp(
      time,
      client,
      options.clientPort ?? this.port(),
      resolver,
      options.port ?? 53,
      build.dnsQuery({ id: options.id ?? this.random.uint16(), ...question }),
    );
  }

  /** A question and its answer. Returns when the answer is there. */
  dnsLookup(
    time: number,
    client: Host,
    resolver: Host,
    question: DnsQuestion,
    answer: DnsAnswer,
    options: { port?: number; delay?: number } = {},
  ): number {
    const id = this.random.uint16();
    const clientPort = this.port();
    const port = options.port ?? 53;
    const answerTime = time + resolver.roundTrip + (options.delay ?? this.random.between(40, 400));
    this.dnsQuery(time, client, resolver, question, { id, clientPort, port });
    this.udp(
      answerTime,
      resolver,
      port,
      client,
      clientPort,
      build.dnsResponse({ id, ...question, ...answer }),
    );
    return answerTime;
  }

  /** An ICMP or ICMPv6 destination unreachable (or other error) about `packet`. */
  icmpError(
    time: number,
    from: Host,
    to: Host,
    type: number,
    code: number,
    packet: Uint8Array,
    quoteLength?: number,
  ): void {
    if (build.isIpv6(from.address)) {
      // RFC 4443, section 2.4: as much of the packet as fits 1280 bytes.
      const message = build.icmpv6(
        { source: from.address, destination: to.address, type, code },
        build.icmpQuote(packet, quoteLength ?? 1232),
      );
      this.ip(time, from, to, build.ipProtocol.icmpv6, message);
    } else {
      const message = build.icmp({ type, code }, build.icmpQuote(packet, quoteLength));
      this.ip(time, from, to, build.ipProtocol.icmp, message);
    }
  }

  /** A connection whose clock starts at `time`. Nothing is sent yet. */
  connection(
    time: number,
    client: Host,
    server: Host,
    port: number,
    clientPort: number = this.port(),
  ): TcpConversation {
    return new TcpConversation(this, time, client, server, port, clientPort);
  }

  /** The packets in order of time with their link layer, Ethernet unless `frame` says otherwise. */
  frames(frame: (packet: ScenarioPacket) => Uint8Array = ethernetFrame): WrittenPacket[] {
    return this.inOrder().map((packet) => writtenAt(packet.time, frame(packet)));
  }

  inOrder(): ScenarioPacket[] {
    return this.packets.toSorted((a, b) => a.time - b.time);
  }
}

/** A packet record at a time in microseconds. */
export function writtenAt(time: number, bytes: Uint8Array): WrittenPacket {
  const seconds = Math.floor(time / second);
  return { bytes, seconds, nanoseconds: (time - seconds * second) * 1000 };
}

/** A frame as the capturing host sees it: what it sends is not padded yet, what it gets is. */
export function ethernetFrame(packet: ScenarioPacket): Uint8Array {
  return build.ethernet(
    {
      source: packet.from.mac,
      destination: packet.destinationMac,
      etherType: packet.etherType,
      padTo: packet.from.roundTrip === 0 ? 0 : 60,
    },
    packet.bytes,
  );
}

export interface SegmentChoices extends IpChoices {
  window?: number;
  options?: build.TcpOptions;
  /** Instead of the conversation's own; the conversation does not move on. */
  sequence?: number;
  acknowledgment?: number;
  payload?: Uint8Array;
  /** Sent from here instead of by the peer itself, with its address: a middlebox. */
  through?: Host;
}

const { syn, ack, psh, fin, rst } = build.tcpFlag;

/** One TCP connection with a clock of its own; every step moves it on. */
export class TcpConversation {
  /** Microseconds. */
  now: number;
  readonly client: Host;
  readonly server: Host;
  readonly clientPort: number;
  readonly port: number;
  /** Sequence number of the server's SYN/ACK. */
  serverInitialSequence = 0;
  private readonly scenario: Scenario;
  private clientSequence = 0;
  private serverSequence = 0;
  private synWindow = 64240;

  constructor(
    scenario: Scenario,
    time: number,
    client: Host,
    server: Host,
    port: number,
    clientPort: number,
  ) {
    this.scenario = scenario;
    this.now = time;
    this.client = client;
    this.server = server;
    this.port = port;
    this.clientPort = clientPort;
    this.renew();
  }

  /** New initial sequence numbers: the next SYN is another attempt on the same port. */
  renew(): void {
    // Kept away from the ends of the number space, to be plain to read.
    this.clientSequence = this.scenario.random.between(1 << 20, 0x7000_0000);
    this.serverSequence = this.scenario.random.between(1 << 20, 0x7000_0000);
    this.serverInitialSequence = this.serverSequence;
  }

  /** Sequence number of the client's next byte. */
  get nextSequence(): number {
    return this.clientSequence;
  }

  /** One segment of the client at the conversation's time. Returns the IP packet. */
  clientSegment(flags: number, choices: SegmentChoices = {}): Uint8Array {
    const bytes = this.segment(true, flags, choices);
    if (choices.sequence === undefined) {
      this.clientSequence += (choices.payload?.length ?? 0) + (flags & (syn | fin) ? 1 : 0);
    }
    return bytes;
  }

  /** One segment of the server, or of something that speaks for it. Returns the IP packet. */
  serverSegment(flags: number, choices: SegmentChoices = {}): Uint8Array {
    const bytes = this.segment(false, flags, choices);
    if (choices.sequence === undefined && choices.through === undefined) {
      this.serverSequence += (choices.payload?.length ?? 0) + (flags & (syn | fin) ? 1 : 0);
    }
    return bytes;
  }

  private segment(fromClient: boolean, flags: number, choices: SegmentChoices): Uint8Array {
    const from = fromClient ? this.client : this.server;
    const to = fromClient ? this.server : this.client;
    const options = choices.options ?? this.options(from, flags);
    const own = fromClient ? this.clientSequence : this.serverSequence;
    const others = fromClient ? this.serverSequence : this.clientSequence;
    const bytes = build.tcp(
      {
        source: from.address,
        destination: to.address,
        sourcePort: fromClient ? this.clientPort : this.port,
        destinationPort: fromClient ? this.port : this.clientPort,
        flags,
        sequence: choices.sequence ?? own,
        acknowledgment: choices.acknowledgment ?? (flags & ack ? others : 0),
        window: choices.window ?? this.window(from, flags),
        ...(options === undefined ? {} : { options }),
      },
      choices.payload,
    );
    const through = choices.through;
    const sender: Host =
      through === undefined ? from : { ...from, mac: through.mac, timeToLive: through.timeToLive };
    return this.scenario.ip(this.now, sender, to, build.ipProtocol.tcp, bytes, choices);
  }

  private window(from: Host, flags: number): number {
    if (flags & rst) return 0;
    if (flags & syn) return flags & ack ? 65160 : this.synWindow;
    return from.stack === 'windows' ? 513 : 502;
  }

  private options(from: Host, flags: number): build.TcpOptions | undefined {
    if (flags & rst) return undefined;
    // RFC 7323: timestamps are used only when the client's SYN offers them.
    const timestamps =
      this.client.stack === 'linux'
        ? { timestamps: { value: Math.floor(this.now / millisecond) % 2 ** 32, echoReply: 0 } }
        : {};
    if (flags & syn) {
      return {
        maximumSegmentSize: 1460,
        windowScale: from.stack === 'windows' ? 8 : 7,
        sackPermitted: true,
        ...timestamps,
      };
    }
    return this.client.stack === 'linux' ? timestamps : undefined;
  }

  wait(duration: number): this {
    this.now += duration;
    return this;
  }

  /** SYN, SYN/ACK, ACK. */
  open(): this {
    this.clientSegment(syn);
    this.now += this.server.roundTrip;
    this.serverSegment(syn | ack);
    this.now += 45;
    this.clientSegment(ack);
    return this;
  }

  /** SYN and the same again after so many seconds, with no answer. Returns the IP packets. */
  unansweredSyn(retransmits: readonly number[]): Uint8Array[] {
    const start = this.now;
    const sequence = this.clientSequence;
    const packets = [this.clientSegment(syn, { sequence })];
    for (const delay of retransmits) {
      this.now = start + delay * second + this.scenario.random.between(200, 9_000);
      packets.push(this.clientSegment(syn, { sequence }));
    }
    return packets;
  }

  /**
   * SYN → RST, ACK after `delay` microseconds: from the server itself, or `through` a box before it.
   */
  refusedSyn(delay: number, choices: SegmentChoices = {}): this {
    this.clientSegment(syn);
    this.now += delay;
    this.serverSegment(rst | ack, { sequence: 0, ...choices });
    return this;
  }

  /** Client data and the same again after so many seconds, never acknowledged. */
  unansweredData(payload: Uint8Array, retransmits: readonly number[]): this {
    const start = this.now + 120;
    const sequence = this.clientSequence;
    for (const delay of [0, ...retransmits]) {
      this.now = start + delay * second;
      this.clientSegment(psh | ack, { payload, sequence });
    }
    return this;
  }

  /** Client data, acknowledged by the server. */
  send(payload: Uint8Array): this {
    this.now += 120;
    this.clientSegment(psh | ack, { payload });
    this.now += this.server.roundTrip;
    this.serverSegment(ack);
    return this;
  }

  /** Server data, acknowledged by the client. */
  receive(payload: Uint8Array): this {
    this.now += 650;
    this.serverSegment(psh | ack, { payload });
    this.now += 60;
    this.clientSegment(ack);
    return this;
  }

  /** ClientHello to Finished, as the record layer shows it. */
  tls(serverName: string): this {
    this.send(build.tlsClientHello(serverName));
    this.receive(
      build.concat(
        build.tlsServerHello(),
        build.tlsRecord(20, Uint8Array.of(1)),
        build.tlsRecord(22, build.filler(40)),
      ),
    );
    return this.send(
      build.concat(build.tlsRecord(20, Uint8Array.of(1)), build.tlsRecord(22, build.filler(40))),
    );
  }

  /** A request and its response inside TLS, lengths in bytes. */
  exchange(requestLength: number, responseLength: number): this {
    this.send(build.tlsRecord(23, build.filler(requestLength)));
    return this.receive(build.tlsRecord(23, build.filler(responseLength)));
  }

  /** FIN both ways, the client first. */
  close(): this {
    this.now += 300;
    this.clientSegment(fin | ack);
    this.now += this.server.roundTrip;
    this.serverSegment(fin | ack);
    this.now += 40;
    this.clientSegment(ack);
    return this;
  }
}
