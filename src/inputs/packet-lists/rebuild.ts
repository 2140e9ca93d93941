import { MAXIMUM_PACKET_LENGTH } from '../../capture/capture-interface.ts';
import { Unknown } from '../../capture/packet-record.ts';
import { type AddressWords, familyOf } from '../../protocols/address-text.ts';
import * as arp from '../../protocols/arp/codec.ts';
import { PORT as DNS_PORT, LLMNR_PORT, MDNS_PORT } from '../../protocols/dns/codec.ts';
import * as ethernet from '../../protocols/ethernet/codec.ts';
import { RecentTable } from '../../protocols/hash-tables.ts';
import * as icmp from '../../protocols/icmp/codec.ts';
import * as icmpv6 from '../../protocols/icmpv6/codec.ts';
import * as ipv4 from '../../protocols/ipv4/codec.ts';
import * as ipv6 from '../../protocols/ipv6/codec.ts';
import * as linuxSll2 from '../../protocols/linux-sll2/codec.ts';
import * as tcp from '../../protocols/tcp/codec.ts';
import * as udp from '../../protocols/udp/codec.ts';
import { ENDS_WORDS, writeEnd } from './ends.ts';
import type { ArpFacts, DnsFacts, IcmpFacts, PacketFacts, TcpFacts } from './packet-facts.ts';
import { datagramPayload, segmentPayload } from './payload.ts';
import { Sequences, shiftOf } from './sequences.ts';

/** Bytes of a packet that is written from its facts, at most: headers and the start of a payload. */
export const MAXIMUM_REBUILT = 8_192;

const ETHERNET = 1;
const RAW = 101;
const LINUX_SLL2 = 276;
/** A link type that nobody decodes: a packet of which only number, time and length are known. */
const NOTHING_KNOWN = 147;
const LARGEST = 0xffff;
/** Of an IP fragment's offset, in eight bytes. */
const MOST_OFFSET = 0x1fff;

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
const PUSH_ACK = tcp.PSH | tcp.ACK;
/** Room for a time stamps option, whose values are unknown. */
const TIMESTAMPS = new Uint8Array(12);
const NO_OPTIONS = new Uint8Array(0);
/** As Linux sends them. */
const USUAL_ORDER = [
  ...[tcp.OPTION_MSS, tcp.OPTION_SACK_PERMITTED, tcp.OPTION_TIMESTAMPS, tcp.OPTION_WINDOW_SCALE],
];

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
  /** Where it is written, up to where there is room, and where its next byte goes. */
  #bytes: Uint8Array = new Uint8Array(0);
  #limit = 0;
  #at = 0;
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
      this.linkType = facts.linkType >= 0 ? facts.linkType : ETHERNET;
      bytes.set(captured, at);
      this.originalLength = Math.max(onWire, captured.length);
      return captured.length;
    }
    this.#bytes = bytes;
    this.#at = at;
    this.#limit = at + MAXIMUM_REBUILT;
    const { source, destination } = facts;
    if (facts.arp !== null) {
      this.#arp(facts, facts.arp);
      this.originalLength = Math.max(onWire, this.#at - at);
    } else if (
      source !== null &&
      destination !== null &&
      familyOf(source) === familyOf(destination)
    ) {
      this.linkType = RAW;
      if (facts.packetType >= 0)
        this.#cooked(facts, familyOf(source) === 4 ? TYPE_IPV4 : TYPE_IPV6);
      else if (facts.sourceMac !== null && facts.destinationMac !== null) {
        this.#ethernet(facts, familyOf(source) === 4 ? TYPE_IPV4 : TYPE_IPV6);
      }
      const link = this.#at - at;
      const length = this.#ip(facts, source, destination, false);
      this.originalLength = Math.max(onWire, link + length);
    } else {
      this.linkType = NOTHING_KNOWN;
      this.originalLength = Math.max(0, onWire);
    }
    return this.#at - at;
  }

  #ethernet({ sourceMac, destinationMac }: PacketFacts, type: number): void {
    this.linkType = ETHERNET;
    const header = { source: mac(sourceMac), destination: mac(destinationMac), type };
    this.#at = ethernet.emit(this.#bytes, this.#at, header);
  }

  /** The header of a packet of any interface: which way it went, and the sender's address. */
  #cooked({ packetType, sourceMac }: PacketFacts, type: number): void {
    this.linkType = LINUX_SLL2;
    const header = { packetType, source: mac(sourceMac), type };
    this.#at = linuxSll2.emit(this.#bytes, this.#at, header);
  }

  #arp(facts: PacketFacts, said: ArpFacts): void {
    const senderMac = said.senderMac ?? facts.sourceMac;
    if (senderMac === null) this.unknown |= Unknown.HARDWARE_ADDRESS;
    this.#ethernet(facts, TYPE_ARP);
    this.#at = arp.emit(this.#bytes, this.#at, {
      opcode: said.operation,
      senderHardware: mac(senderMac),
      senderProtocol: said.senderAddress?.[3] ?? 0,
      targetHardware: mac(said.targetMac),
      targetProtocol: said.targetAddress?.[3] ?? 0,
    });
  }

  /** Writes an IP packet; returns its length on the wire. */
  #ip(
    facts: PacketFacts,
    source: AddressWords,
    destination: AddressWords,
    isQuoted: boolean,
  ): number {
    const start = this.#at;
    const isIpv4 = familyOf(source) === 4;
    const header = isIpv4 ? ipv4.MINIMUM_HEADER_LENGTH : ipv6.HEADER_LENGTH;
    const hopLimit = whole(facts.hopLimit, 255);
    const identification = whole(facts.identification, LARGEST);
    if (!isQuoted) {
      this.unknown |= Unknown.CHECKSUM;
      if (hopLimit < 0) this.unknown |= Unknown.HOP_LIMIT;
      if (identification < 0) this.unknown |= Unknown.IDENTIFICATION;
      if (facts.mayBeFragment && !facts.moreFragments) this.unknown |= Unknown.FRAGMENT;
    }
    // What the frame has for the transport, where its own length is not said.
    const available =
      facts.length < 0 || isQuoted ? -1 : facts.length - ethernet.HEADER_LENGTH - header;
    const room = LARGEST - header;
    this.#at = start + header;
    const [protocol, carried] = this.#carried(facts, available, room, isQuoted);
    const length = header + Math.min(room, Math.max(carried, this.#at - start - header));
    if (isIpv4) {
      ipv4.emit(this.#bytes, start, {
        totalLength: length,
        fragmentOffset: Math.max(0, whole(facts.fragmentOffset, MOST_OFFSET)),
        moreFragments: facts.moreFragments,
        identification: Math.max(0, identification),
        timeToLive: Math.max(0, hopLimit),
        protocol,
        source: source[3],
        destination: destination[3],
      });
    } else {
      ipv6.emit(this.#bytes, start, {
        payloadLength: length - header,
        nextHeader: protocol,
        hopLimit: Math.max(0, hopLimit),
        source,
        destination,
      });
    }
    return length;
  }

  /** Writes what IP carries: its protocol number, and its length on the wire. */
  #carried(
    facts: PacketFacts,
    available: number,
    room: number,
    isQuoted: boolean,
  ): [protocol: number, length: number] {
    if (facts.carried !== null && !isQuoted) {
      const { protocol, start, length } = facts.carried;
      const end = Math.min(start.length, room, this.#limit - this.#at);
      this.#bytes.set(start.subarray(0, end), this.#at);
      this.#at += end;
      return [protocol, length];
    }
    const isIpv4 = facts.source !== null && familyOf(facts.source) === 4;
    if (facts.fragmentOffset > 0 && isIpv4 && !isQuoted) return [UDP, Math.max(0, available)];
    if (facts.tcp?.acknowledgesUnseen === true && !isQuoted) this.unknown |= Unknown.ACKNOWLEDGED;
    if (facts.tcp !== null && facts.sourcePort >= 0 && facts.destinationPort >= 0) {
      const length = isQuoted
        ? this.#quotedTcp(facts, facts.tcp)
        : this.#tcp(facts, facts.tcp, available, room);
      return [TCP, length];
    }
    if (facts.lacksPorts && !isQuoted) this.unknown |= Unknown.SERVER_PORT;
    if (facts.udp !== null || (facts.dns !== null && facts.tcp === null)) {
      return [UDP, this.#udp(facts, available, room, isQuoted)];
    }
    if (facts.icmp !== null) {
      const protocol = facts.icmp.version === 4 ? ICMP : ICMPV6;
      return [protocol, isQuoted ? 0 : this.#icmp(facts.icmp, available)];
    }
    if (!isQuoted) this.unknown |= Unknown.TRANSPORT;
    return [NOT_SAID, Math.max(0, available)];
  }

  #tcp(facts: PacketFacts, said: TcpFacts, available: number, room: number): number {
    if (said.lacksFlags) return this.#unflaggedTcp(facts, said);
    const segment = said.flags < 0 ? { ...said, flags: PUSH_ACK } : said;
    let options = optionsOf(segment);
    let header = 0;
    let payload = 0;
    const sequences = this.#sequences;
    sequences.place(facts, segment, (hasTimestamps) => {
      if (said.flags < 0 && options.length === 0 && hasTimestamps) options = TIMESTAMPS;
      header = tcp.emittedLength(options);
      payload = segment.payloadLength >= 0 ? segment.payloadLength : available - header;
      payload = Math.min(Math.max(0, payload), room - header);
      return payload;
    });
    if (sequences.isMadeUp) this.unknown |= Unknown.SEQUENCE;
    if (sequences.window < 0) this.unknown |= Unknown.WINDOW;
    // Not 0, which would be a closed window; a SYN's is compared with its RST's.
    const filler = (segment.flags & tcp.SYN) !== 0 ? 0 : LARGEST;
    const start = tcp.emit(this.#bytes, this.#at, {
      sourcePort: facts.sourcePort,
      destinationPort: facts.destinationPort,
      sequence: sequences.sequence,
      acknowledgment: sequences.acknowledgment,
      flags: segment.flags,
      window: sequences.window < 0 ? filler : sequences.window,
      options,
    });
    const limit = Math.min(this.#limit, start + payload);
    this.#at = payload > 0 ? segmentPayload(facts, this.#bytes, start, limit) : start;
    if (this.#at - start < payload && facts.dns === null) this.unknown |= Unknown.PAYLOAD;
    return header + Math.max(payload, this.#at - start);
  }

  /** Writes a segment of which only the ports and the length are known. */
  #unflaggedTcp({ sourcePort, destinationPort }: PacketFacts, said: TcpFacts): number {
    this.unknown |= Unknown.FLAGS | Unknown.SEQUENCE | Unknown.WINDOW | Unknown.PAYLOAD;
    this.#at = tcp.emit(this.#bytes, this.#at, {
      ...{ sourcePort, destinationPort, sequence: 0, acknowledgment: 0, flags: 0, window: LARGEST },
      options: NO_OPTIONS,
    });
    return tcp.MINIMUM_HEADER_LENGTH + Math.max(0, said.payloadLength);
  }

  /**
   * Writes a segment as an ICMP error quotes it, which belongs to no conversation here: its header
   * where the flags are known, else the 8 bytes that every error has.
   */
  #quotedTcp({ sourcePort, destinationPort }: PacketFacts, said: TcpFacts): number {
    const sequence = Math.max(0, said.rawSequence);
    if (said.flags < 0) {
      const start = { sourcePort, destinationPort, sequence };
      this.#at = tcp.emitStart(this.#bytes, this.#at, start);
      return tcp.MINIMUM_HEADER_LENGTH;
    }
    const options = optionsOf(said);
    this.#at = tcp.emit(this.#bytes, this.#at, {
      sourcePort,
      destinationPort,
      sequence,
      acknowledgment: Math.max(0, said.rawAcknowledgment),
      flags: said.flags,
      window: Math.max(0, whole(said.rawWindow >= 0 ? said.rawWindow : said.window, LARGEST)),
      options,
    });
    return tcp.emittedLength(options) + Math.max(0, said.payloadLength);
  }

  #udp(facts: PacketFacts, available: number, room: number, isQuoted: boolean): number {
    const start = this.#at;
    let { sourcePort, destinationPort } = facts;
    if (facts.dns !== null && !isQuoted) {
      [sourcePort, destinationPort] = this.#dnsPorts.of(facts, facts.dns);
      if (this.#dnsPorts.isAssumed) this.unknown |= Unknown.SERVER_PORT;
    }
    if (!isQuoted && (sourcePort < 0 || destinationPort < 0)) this.unknown |= Unknown.CLIENT_PORT;
    const stated = facts.udp?.payloadLength ?? -1;
    const payload = Math.max(0, stated >= 0 ? stated : available - udp.HEADER_LENGTH);
    this.#at = datagramPayload(facts, this.#bytes, start + udp.HEADER_LENGTH, this.#limit);
    const known = this.#at - start - udp.HEADER_LENGTH;
    if (!isQuoted && known < payload && facts.dns === null) this.unknown |= Unknown.PAYLOAD;
    const length = Math.min(room, Math.max(udp.HEADER_LENGTH + payload, this.#at - start));
    udp.emit(this.#bytes, start, {
      sourcePort: Math.max(0, sourcePort),
      destinationPort: Math.max(0, destinationPort),
      length,
    });
    return length;
  }

  #icmp({ version, type, code, quoted, ...said }: IcmpFacts, available: number): number {
    const start = this.#at;
    const identifier = Math.max(0, said.identifier);
    const header = { type, code, identifier, sequence: Math.max(0, said.sequence) };
    this.#at =
      version === 4
        ? icmp.emit(this.#bytes, start, header)
        : icmpv6.emit(this.#bytes, start, { ...header, target: said.target ?? null });
    if (quoted?.source != null && quoted.destination !== null) {
      if (familyOf(quoted.source) === version && familyOf(quoted.destination) === version) {
        this.#ip(quoted, quoted.source, quoted.destination, true);
      }
    }
    // A quotation ends where it ends: what else the error had is not known to be its.
    const isError = quoted !== null;
    return Math.max(this.#at - start, isError ? 0 : Math.max(icmp.HEADER_LENGTH, available));
  }
}

/** A whole number from 0 to `largest`, or -1: numbers of an export are anybody's. */
function whole(value: number, largest: number): number {
  return Number.isInteger(value) && value >= 0 && value <= largest ? value : -1;
}

function mac(address: Uint8Array | null): Uint8Array | null {
  return address?.length === 6 ? address : null;
}

/** The options as sent, or those that Info names. */
function optionsOf(said: TcpFacts): Uint8Array {
  if (said.options !== null) return said.options.subarray(0, 40);
  const kinds = said.optionKinds.length > 0 ? new Set(said.optionKinds) : USUAL_ORDER;
  return tcp.optionBytes(kinds, said, shiftOf(said.windowScale));
}

/** Queries that are remembered until their response; of more, the oldest are forgotten. */
const MAXIMUM_QUERIES = 65_536;
/** Words of a query's key: client and server, the ID in the place of a port. */
const QUERY_WORDS = ENDS_WORDS;

/** Ports of protocols that are DNS by another name, by Wireshark's column "Protocol". */
const PORTS: Readonly<Record<string, number>> = {
  MDNS: MDNS_PORT,
  LLMNR: LLMNR_PORT,
};

/**
 * Ports of DNS messages in lists that show only one of the two, or none: a response has those of its
 * query; where nothing says on which port the server is, it is the protocol's own.
 */
class DnsPorts {
  /** Messages whose server's port was taken to be the protocol's. */
  assumed = 0;
  /** That of the message asked about last was. */
  isAssumed = false;
  /** Client's and server's port (-1: unknown) by addresses and ID of the query, whether it is assumed. */
  readonly #queries = new RecentTable(QUERY_WORDS, 3, MAXIMUM_QUERIES);
  readonly #key = new Int32Array(QUERY_WORDS);

  /** Source and destination port of a message; -1 where a client's is unknown. */
  of(facts: PacketFacts, dns: DnsFacts): [source: number, destination: number] {
    const { sourcePort, destinationPort } = facts;
    this.isAssumed = false;
    if (sourcePort >= 0 && destinationPort >= 0) return [sourcePort, destinationPort];
    const client = dns.isResponse ? facts.destination : facts.source;
    const server = dns.isResponse ? facts.source : facts.destination;
    const key = this.#key;
    writeEnd(key, 0, client, dns.id);
    writeEnd(key, ENDS_WORDS >> 1, server, 0);
    let at = this.#queries.find(key);
    let clientPort = dns.isResponse ? destinationPort : sourcePort;
    let serverPort = dns.isResponse ? sourcePort : destinationPort;
    if (dns.isResponse) {
      // The query's, even where the client's port is known now: both belong to one conversation.
      if (at >= 0) {
        const { numbers } = this.#queries;
        clientPort = numbers[at];
        serverPort = numbers[at + 1];
        this.isAssumed = numbers[at + 2] === 1;
      }
    }
    if (serverPort < 0) {
      serverPort = PORTS[facts.protocol] ?? DNS_PORT;
      this.assumed++;
      this.isAssumed = true;
    }
    if (!dns.isResponse) {
      if (at < 0) at = this.#queries.insert(key);
      const { numbers } = this.#queries;
      numbers[at] = clientPort;
      numbers[at + 1] = serverPort;
      numbers[at + 2] = this.isAssumed ? 1 : 0;
    }
    return dns.isResponse ? [serverPort, clientPort] : [clientPort, serverPort];
  }
}
