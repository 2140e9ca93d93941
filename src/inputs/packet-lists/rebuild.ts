import { MAXIMUM_PACKET_LENGTH } from '../../capture/capture-interface.ts';
import { Unknown } from '../../capture/packet-record.ts';
import { SYN } from '../../protocols/tcp/codec.ts';
import { ByteWriter, isIpv4Address } from './byte-writer.ts';
import { writeDnsMessage } from './dns-message.ts';
import { DnsPorts } from './dns-ports.ts';
import type { ArpFacts, IcmpFacts, PacketFacts, TcpFacts } from './packet-facts.ts';
import { writePayload } from './payloads.ts';
import { Sequences } from './sequences.ts';

/** Bytes of a packet that is written from its facts, at most: headers and the start of a payload. */
export const MAXIMUM_REBUILT = 8_192;

const ETHERNET = 1;
const RAW = 101;
/** A link type that nobody decodes: a packet of which only number, time and length are known. */
const NOTHING_KNOWN = 147;
const ETHERNET_HEADER = 14;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const UDP_HEADER = 8;
const TCP_HEADER = 20;
const TIMESTAMPS_OPTION = 12;
const ICMP_HEADER = 8;
const LARGEST = 0xffff;

const TYPE_IPV4 = 0x0800;
const TYPE_IPV6 = 0x86dd;
const TYPE_ARP = 0x0806;

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
/** Reserved (IANA): a packet of which the list does not say what it carries. */
const NOT_SAID = 255;

/** Flags of a segment that carries data of a protocol above: the list names only that. */
const PUSH_ACK = 0x18;

/**
 * Writes packets from what an export says of them. What it does not say is 0 and named in `unknown`;
 * payload that it does not have is on the wire, by the lengths, and not captured, as behind a snap
 * length.
 */
export class Rebuilder {
  /** Of the packet written last: LINKTYPE_, length on the wire, bits of what is filler. */
  linkType = 0;
  originalLength = 0;
  unknown = 0;
  readonly #sequences = new Sequences();
  readonly #dnsPorts = new DnsPorts();

  /** DNS messages whose server's port the list does not say: taken to be the protocol's own. */
  get assumedDnsPorts(): number {
    return this.#dnsPorts.assumed;
  }

  /**
   * Writes a packet to `bytes` from `at` on; there is room for `MAXIMUM_PACKET_LENGTH` bytes.
   * @returns how many bytes were written
   */
  rebuild(facts: PacketFacts, bytes: Uint8Array, at: number): number {
    const onWire = whole(facts.length, 0x7fffffff);
    this.unknown = 0;
    if (facts.bytes !== null) {
      const captured = facts.bytes.subarray(0, MAXIMUM_PACKET_LENGTH);
      bytes.set(captured, at);
      this.linkType = facts.linkType >= 0 ? facts.linkType : ETHERNET;
      this.originalLength = Math.max(onWire, captured.length);
      return captured.length;
    }
    const writer = new ByteWriter(bytes, at, at + MAXIMUM_REBUILT);
    const { source, destination } = facts;
    if (facts.arp !== null) {
      this.#arp(writer, facts, facts.arp);
      this.originalLength = Math.max(onWire, writer.at - at);
    } else if (
      source !== null &&
      destination !== null &&
      isIpv4Address(source) === isIpv4Address(destination)
    ) {
      const isIpv4 = isIpv4Address(source);
      this.linkType = RAW;
      if (facts.sourceMac !== null && facts.destinationMac !== null) {
        this.linkType = ETHERNET;
        ethernet(writer, facts, isIpv4 ? TYPE_IPV4 : TYPE_IPV6);
      }
      const link = writer.at - at;
      const length = this.#ip(writer, facts, isIpv4, false);
      this.originalLength = Math.max(onWire, link + length);
    } else {
      this.linkType = NOTHING_KNOWN;
      this.originalLength = Math.max(0, onWire);
    }
    return writer.at - at;
  }

  #arp(writer: ByteWriter, facts: PacketFacts, arp: ArpFacts): void {
    this.linkType = ETHERNET;
    const senderMac = arp.senderMac ?? facts.sourceMac;
    if (senderMac === null) this.unknown |= Unknown.HARDWARE_ADDRESS;
    ethernet(writer, facts, TYPE_ARP);
    writer.uint16(1);
    writer.uint16(TYPE_IPV4);
    writer.uint8(6);
    writer.uint8(4);
    writer.uint16(arp.operation);
    mac(writer, senderMac);
    writer.uint32(arp.senderAddress?.[3] ?? 0);
    mac(writer, arp.targetMac);
    writer.uint32(arp.targetAddress?.[3] ?? 0);
  }

  /** Writes an IP packet; returns its length on the wire. */
  #ip(writer: ByteWriter, facts: PacketFacts, isIpv4: boolean, isQuoted: boolean): number {
    const start = writer.at;
    const header = isIpv4 ? IPV4_HEADER : IPV6_HEADER;
    const hopLimit = whole(facts.hopLimit, 255);
    const identification = whole(facts.identification, LARGEST);
    if (!isQuoted) {
      this.unknown |= Unknown.CHECKSUM;
      if (hopLimit < 0) this.unknown |= Unknown.HOP_LIMIT;
      if (identification < 0) this.unknown |= Unknown.IDENTIFICATION;
    }
    if (isIpv4) {
      writer.uint16(0x4500);
      writer.uint16(0);
      writer.uint16(Math.max(0, identification));
      writer.uint16(0);
      writer.uint8(Math.max(0, hopLimit));
      writer.uint8(0);
      writer.uint16(0);
    } else {
      writer.uint32(0x60000000);
      writer.uint16(0);
      writer.uint8(0);
      writer.uint8(Math.max(0, hopLimit));
    }
    if (facts.source !== null) writer.address(facts.source);
    if (facts.destination !== null) writer.address(facts.destination);
    // What the frame has for the transport, where its own length is not said.
    const available = facts.length < 0 || isQuoted ? -1 : facts.length - ETHERNET_HEADER - header;
    const room = LARGEST - header;
    const [protocol, carried] = this.#carried(writer, facts, available, room, isQuoted);
    const length = header + Math.min(room, Math.max(carried, writer.at - start - header));
    writer.bytes[start + (isIpv4 ? 9 : 6)] = protocol;
    writer.setUint16(start + (isIpv4 ? 2 : 4), isIpv4 ? length : length - header);
    return length;
  }

  /** Writes what IP carries: its protocol number, and its length on the wire. */
  #carried(
    writer: ByteWriter,
    facts: PacketFacts,
    available: number,
    room: number,
    isQuoted: boolean,
  ): [protocol: number, length: number] {
    if (facts.tcp?.acknowledgesUnseen === true && !isQuoted) this.unknown |= Unknown.ACKNOWLEDGED;
    if (facts.tcp !== null && facts.sourcePort >= 0 && facts.destinationPort >= 0) {
      return [TCP, this.#tcp(writer, facts, facts.tcp, available, room, isQuoted)];
    }
    if (facts.udp !== null || (facts.dns !== null && facts.tcp === null)) {
      return [UDP, this.#udp(writer, facts, available, room, isQuoted)];
    }
    if (facts.icmp !== null) {
      const protocol = facts.icmp.version === 4 ? ICMP : ICMPV6;
      return [protocol, isQuoted ? 0 : this.#icmp(writer, facts.icmp, available)];
    }
    if (!isQuoted) this.unknown |= Unknown.TRANSPORT;
    return [NOT_SAID, Math.max(0, available)];
  }

  #tcp(
    writer: ByteWriter,
    facts: PacketFacts,
    said: TcpFacts,
    available: number,
    room: number,
    isQuoted: boolean,
  ): number {
    const tcp = said.flags < 0 ? { ...said, flags: PUSH_ACK } : said;
    writer.uint16(facts.sourcePort);
    writer.uint16(facts.destinationPort);
    if (isQuoted) return quotedTcp(writer, said);
    const options = tcpOptions(tcp);
    const sequences = this.#sequences;
    let header = TCP_HEADER + options.length;
    let payload = 0;
    sequences.place(facts, tcp, (hasTimestamps) => {
      if (said.flags < 0 && options.length === 0 && hasTimestamps) header += TIMESTAMPS_OPTION;
      payload = tcp.payloadLength >= 0 ? tcp.payloadLength : Math.max(0, available - header);
      payload = Math.min(payload, room - header);
      return payload;
    });
    if (sequences.isMadeUp) this.unknown |= Unknown.SEQUENCE;
    if (sequences.window < 0) this.unknown |= Unknown.WINDOW;
    writer.uint32(sequences.sequence);
    writer.uint32(sequences.acknowledgment);
    writer.uint16(((header >> 2) << 12) | (tcp.flags & 0xfff));
    // Not 0, which would be a closed window; a SYN's is compared with its RST's.
    const filler = (tcp.flags & SYN) !== 0 ? 0 : LARGEST;
    writer.uint16(sequences.window < 0 ? filler : sequences.window);
    writer.zeros(4);
    writer.raw(options);
    writer.zeros(header - TCP_HEADER - options.length);
    const before = writer.at;
    if (payload > 0) writePayload(writer, facts, payload);
    return header + Math.max(payload, writer.at - before);
  }

  #udp(
    writer: ByteWriter,
    facts: PacketFacts,
    available: number,
    room: number,
    isQuoted: boolean,
  ): number {
    const start = writer.at;
    let { sourcePort, destinationPort } = facts;
    if (facts.dns !== null && !isQuoted) {
      [sourcePort, destinationPort] = this.#dnsPorts.of(facts, facts.dns);
      if (this.#dnsPorts.isAssumed) this.unknown |= Unknown.SERVER_PORT;
    }
    if (!isQuoted && (sourcePort < 0 || destinationPort < 0)) this.unknown |= Unknown.CLIENT_PORT;
    writer.uint16(Math.max(0, sourcePort));
    writer.uint16(Math.max(0, destinationPort));
    writer.zeros(4);
    const stated = facts.udp?.payloadLength ?? -1;
    const payload = Math.max(0, stated >= 0 ? stated : available - UDP_HEADER);
    if (facts.payload !== null) writer.raw(facts.payload);
    else if (facts.dns !== null) writeDnsMessage(writer, facts.dns);
    else if (facts.udp?.isQuicInitial === true) writeQuicInitial(writer);
    const length = Math.min(room, Math.max(UDP_HEADER + payload, writer.at - start));
    writer.setUint16(start + 4, length);
    return length;
  }

  #icmp(writer: ByteWriter, icmp: IcmpFacts, available: number): number {
    const start = writer.at;
    writer.uint8(icmp.type);
    writer.uint8(icmp.code);
    writer.uint16(0);
    writer.uint16(Math.max(0, icmp.identifier));
    writer.uint16(Math.max(0, icmp.sequence));
    const { quoted, target } = icmp;
    if (target !== undefined) writer.address(target);
    if (quoted?.source != null && quoted.destination !== null) {
      const isIpv4 = isIpv4Address(quoted.source);
      if (isIpv4 === isIpv4Address(quoted.destination) && isIpv4 === (icmp.version === 4)) {
        this.#ip(writer, quoted, isIpv4, true);
      }
    }
    // A quotation ends where it ends: what else the error had is not known to be its.
    const isError = quoted !== null;
    return Math.max(writer.at - start, isError ? 0 : Math.max(ICMP_HEADER, available));
  }
}

/**
 * Writes a segment behind its ports as an ICMP error quotes it, which belongs to no conversation here:
 * its header where the flags are known, else the 8 bytes that every error has (RFC 792).
 */
function quotedTcp(writer: ByteWriter, tcp: TcpFacts): number {
  writer.uint32(Math.max(0, tcp.rawSequence));
  if (tcp.flags < 0) return TCP_HEADER;
  const options = tcpOptions(tcp);
  const header = TCP_HEADER + options.length;
  writer.uint32(Math.max(0, tcp.rawAcknowledgment));
  writer.uint16(((header >> 2) << 12) | (tcp.flags & 0xfff));
  writer.uint16(Math.max(0, windowOf(tcp)));
  writer.zeros(4);
  writer.raw(options);
  return header + Math.max(0, tcp.payloadLength);
}

/** Window as sent of a segment of which nothing else is known. */
function windowOf(tcp: TcpFacts): number {
  return whole(tcp.rawWindow >= 0 ? tcp.rawWindow : tcp.window, LARGEST);
}

/** A whole number from 0 to `largest`, or -1: numbers of an export are anybody's. */
function whole(value: number, largest: number): number {
  return Number.isInteger(value) && value >= 0 && value <= largest ? value : -1;
}

function ethernet(writer: ByteWriter, facts: PacketFacts, type: number): void {
  mac(writer, facts.destinationMac);
  mac(writer, facts.sourceMac);
  writer.uint16(type);
}

function mac(writer: ByteWriter, address: Uint8Array | null): void {
  if (address?.length === 6) writer.raw(address);
  else writer.zeros(6);
}

/** The options as sent, or those that Info names, padded to whole words. */
function tcpOptions(tcp: TcpFacts): Uint8Array {
  const writer = new ByteWriter(new Uint8Array(40), 0, 40);
  if (tcp.options !== null) {
    writer.raw(tcp.options);
    while (writer.at % 4 !== 0) writer.uint8(0);
    return writer.bytes.subarray(0, writer.at);
  }
  const order = tcp.optionKinds.length > 0 ? tcp.optionKinds : USUAL_ORDER;
  for (const kind of new Set(order)) writeOption(writer, tcp, kind);
  while (writer.at % 4 !== 0) writer.uint8(1);
  return writer.bytes.subarray(0, writer.at);
}

const MAXIMUM_SEGMENT_SIZE = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const TIMESTAMPS = 8;
/** As Linux sends them. */
const USUAL_ORDER = [MAXIMUM_SEGMENT_SIZE, SACK_PERMITTED, TIMESTAMPS, WINDOW_SCALE];

/** Writes the option of that kind, if the facts have it. */
function writeOption(writer: ByteWriter, tcp: TcpFacts, kind: number): void {
  if (kind === MAXIMUM_SEGMENT_SIZE && tcp.maximumSegmentSize >= 0) {
    writer.uint16(0x0204);
    writer.uint16(tcp.maximumSegmentSize);
  } else if (kind === SACK_PERMITTED && tcp.sackPermitted) writer.uint16(0x0402);
  else if (kind === TIMESTAMPS && tcp.timestampValue >= 0) {
    writer.uint16(0x080a);
    writer.uint32(tcp.timestampValue);
    writer.uint32(Math.max(0, tcp.timestampEcho));
  } else if (kind === WINDOW_SCALE && tcp.windowScale >= 1) {
    writer.uint16(0x0303);
    writer.uint8(Math.min(14, Math.round(Math.log2(tcp.windowScale))));
  }
}

/** The start of a QUIC version 1 Initial (RFC 9000 §17.2.2): what tells that it is one. */
function writeQuicInitial(writer: ByteWriter): void {
  writer.uint8(0xc0);
  writer.uint32(1);
  writer.uint8(8);
  writer.zeros(8);
}
