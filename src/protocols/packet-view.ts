import { PacketRecord } from '../capture/packet-record.ts';
import { ApplicationAnnotation } from './application-annotation.ts';
import { DnsAnnotation } from './dns/annotation.ts';
import {
  ArpAnnotation,
  EchoAnnotation,
  FrameAnnotation,
  MessageAnnotation,
  UdpAnnotation,
} from './packet-annotations.ts';
import { Protocol } from './protocol.ts';
import { QuicAnnotation } from './quic/annotation.ts';
import { MediaAnnotation } from './rtp/annotation.ts';
import { TcpAnnotation } from './tcp/annotation.ts';

/** Layers of a packet that are kept. Deeper nesting stops the decoding: a bound, not a guess. */
export const MAXIMUM_LAYERS = 32;

/** Why decoding went no further than it did. */
export enum Stop {
  /** Every header was there. */
  NONE = 0,
  /** The capture kept only the start of the packet (snap length); the packet itself may be fine. */
  CUT_SHORT,
  /** A length or a value in the packet cannot be right. */
  MALFORMED,
  /** More layers than `MAXIMUM_LAYERS`. */
  TOO_DEEP,
  /** An ICMP error quotes only the start of the packet that caused it, as it may (RFC 792). */
  QUOTE_CUT,
}

/** Which dispatch table names the protocol that follows; `dispatch.ts` holds the tables. */
export enum NextTable {
  END = 0,
  /** A fragment of an IP packet: the key is the IP protocol of what was fragmented. */
  FRAGMENT,
  ETHER_TYPE,
  IP_PROTOCOL,
  UDP_PORT,
  TCP_PORT,
  PPP_PROTOCOL,
  LLC_SAP,
  /** A header that names the LINKTYPE_ value of what it stands before. */
  LINK_TYPE,
  /** The key is a `Protocol` itself: there was only one choice. */
  PROTOCOL,
}

/** A fragment of a datagram: where it came from, and whether it repeats bytes of others. */
export interface Fragment {
  readonly frame: number;
  /** Bytes from the start of the datagram. */
  readonly offset: number;
  readonly overlaps: boolean;
  /** It repeats bytes, and they differ. */
  readonly conflicts: boolean;
}

/**
 * A packet decoded: numbers only, the same object for every packet. Layers stand outermost first;
 * layer i is protocol `layerProtocol[i]` at bytes [layerStart[i], layerEnd[i]) of `layerBytes(i)`.
 * `layerEnd` includes the layer's payload as far as its own length field and the capture allow.
 *
 * Addresses, ports and payload are those of the innermost IP packet that is not a quotation inside
 * an ICMP error. IPv6 addresses are four 32-bit words, first word first; an IPv4 address is mapped
 * as in RFC 4291 §2.5.5.2 (0, 0, 0x0000ffff, address), so both compare and hash alike.
 */
export class PacketView extends PacketRecord {
  layerCount = 0;
  readonly layerProtocol = new Uint8Array(MAXIMUM_LAYERS);
  readonly layerStart = new Int32Array(MAXIMUM_LAYERS);
  readonly layerEnd = new Int32Array(MAXIMUM_LAYERS);
  /** Layers from this index on lie in `reassembled`; MAXIMUM_LAYERS where none does. */
  reassembledFrom = MAXIMUM_LAYERS;
  /**
   * Payload of the datagram that this packet's fragment completed, from byte 0 on; valid where
   * `reassembledFrom` says so, until the next packet is decoded.
   */
  reassembled: Uint8Array = this.bytes;

  /** Bytes in `reassembled` that count; valid as it is. */
  reassembledLength = 0;
  /** The fragments of that datagram, in order of arrival; valid as `reassembled` is. */
  fragments: readonly Fragment[] = [];

  /** Index of the first layer quoted inside an ICMP or ICMPv6 error, or -1. */
  quotedFrom = -1;
  /** Layer index of the innermost IPv4 or IPv6 header outside a quotation, or -1. */
  network = -1;
  /** Layer index of the TCP, UDP, ICMP or ICMPv6 header that `network` carries, or -1. */
  transport = -1;
  /** `Protocol.TCP`, `UDP`, `ICMP`, `ICMPV6`, or `NONE` where `transport` is -1. */
  transportProtocol: Protocol = Protocol.NONE;
  /** Source address, four words as int32. */
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  /** Destination address, four words as int32. */
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
  /**
   * Transport ports, host order; 0 where there are none. A first fragment that waits for the rest
   * of its datagram has them too, though no transport layer: the ports of what was lost if the rest
   * never comes.
   */
  sourcePort = 0;
  destinationPort = 0;
  /** Transport payload that was captured: [payloadStart, payloadEnd) of `layerBytes(transport)`. */
  payloadStart = 0;
  payloadEnd = 0;
  /** Transport payload on the wire, in bytes, as the IP and transport headers say. */
  payloadLength = 0;
  /** The packet is a fragment (first, middle or last), also where it completes a datagram. */
  isFragment = false;

  /** The packet's place in its TCP conversation, where the analysis ran; see `TcpAnnotation`. */
  readonly tcpAnnotation = new TcpAnnotation();
  /** The same of a TCP header that an ICMP error quotes. */
  readonly quotedTcpAnnotation = new TcpAnnotation();
  /** DNS messages in their transactions, where the analysis ran. */
  readonly dnsAnnotation = new DnsAnnotation();
  /** What TCP carries, where its streams are followed. */
  readonly applicationAnnotation = new ApplicationAnnotation();
  /** What earlier packets say of this one, where the analyses ran; see `Analysis`. */
  readonly frameAnnotation = new FrameAnnotation();
  readonly udpAnnotation = new UdpAnnotation();
  readonly echoAnnotation = new EchoAnnotation();
  readonly arpAnnotation = new ArpAnnotation();
  readonly messageAnnotation = new MessageAnnotation();
  /** What Initials of QUIC say, where conversations are followed. */
  readonly quicAnnotation = new QuicAnnotation();
  /** What calls say of their media, where they are followed. */
  readonly mediaAnnotation = new MediaAnnotation();

  /** Why decoding stopped, and in which protocol. */
  stop: Stop = Stop.NONE;
  stopProtocol: Protocol = Protocol.NONE;

  /** Decoder's place: the next header starts here in `layerBytes(layerCount)`. */
  cursor = 0;
  /** No header of the current layer reaches past this place. */
  limit = 0;
  /** Where the current layer would end had the capture kept everything; `limit` or beyond. */
  declaredLimit = 0;
  nextTable: NextTable = NextTable.END;
  nextKey = 0;
  /** The key to try where the first names nothing: the higher port; UDP_PORT and TCP_PORT only. */
  alternativeKey = 0;
  /** Decoder's note of a fragment that may be reassembled; valid with `NextTable.FRAGMENT`. */
  fragmentIdentification = 0;
  fragmentOffset = 0;
  /** IP's number of what a first fragment carries that waits for the rest, as the ports say. */
  fragmentProtocol = 0;
  moreFragments = false;

  /** The bytes that layer `layer` lies in. */
  layerBytes(layer: number): Uint8Array {
    return layer >= this.reassembledFrom ? this.reassembled : this.bytes;
  }

  /** The bytes at the decoder's place. */
  get currentBytes(): Uint8Array {
    return this.layerCount >= this.reassembledFrom ? this.reassembled : this.bytes;
  }

  /** First layer of that protocol from index `from` on, or -1. */
  findLayer(protocol: Protocol, from = 0): number {
    for (let layer = from; layer < this.layerCount; layer++) {
      if (this.layerProtocol[layer] === protocol) return layer;
    }
    return -1;
  }

  /** Makes ready for the packet that the reader has put in. */
  reset(): void {
    this.layerCount = 0;
    this.reassembledFrom = MAXIMUM_LAYERS;
    this.quotedFrom = -1;
    this.network = -1;
    this.transport = -1;
    this.transportProtocol = Protocol.NONE;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.payloadStart = 0;
    this.payloadEnd = 0;
    this.payloadLength = 0;
    this.isFragment = false;
    this.tcpAnnotation.valid = false;
    this.stop = Stop.NONE;
    this.stopProtocol = Protocol.NONE;
    this.cursor = this.start;
    this.limit = this.end;
    this.declaredLimit = this.start + this.originalLength;
    this.nextTable = NextTable.END;
  }

  /** Records a layer that starts at the cursor and ends at `limit`. */
  pushLayer(protocol: Protocol, limit: number): void {
    const layer = this.layerCount;
    this.layerProtocol[layer] = protocol;
    this.layerStart[layer] = this.cursor;
    this.layerEnd[layer] = limit;
    this.layerCount = layer + 1;
  }

  /** Says what follows the header just read, and where. */
  follow(table: NextTable, key: number, cursor: number): void {
    this.nextTable = table;
    this.nextKey = key;
    this.cursor = cursor;
  }

  /** Says that no decoder claims the bytes from `cursor` on. */
  followData(cursor: number): void {
    this.follow(NextTable.PROTOCOL, Protocol.DATA, cursor);
  }

  /** Lets the current layer end at `end` at the latest: a length field said so. */
  narrow(end: number): void {
    if (end < this.limit) this.limit = end;
    if (end < this.declaredLimit) this.declaredLimit = end;
  }

  /** Makes the IPv4 or IPv6 header in layer `layer` the innermost; what an outer one carried ends. */
  enterNetwork(layer: number): void {
    this.network = layer;
    if (this.transport < 0) return;
    this.transport = -1;
    this.transportProtocol = Protocol.NONE;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.payloadStart = 0;
    this.payloadEnd = 0;
    this.payloadLength = 0;
  }

  /**
   * Ends the decoding because `protocol`'s header is not whole. Who is to blame: the capture, if
   * bytes are missing that the lengths on the wire announce; or nobody, in a quotation that ends
   * before the packet that it quotes.
   */
  stopShort(protocol: Protocol): void {
    this.nextTable = NextTable.END;
    this.stopProtocol = protocol;
    if (this.declaredLimit <= this.limit) this.stop = Stop.MALFORMED;
    else if (this.quotedFrom >= 0 && this.originalLength <= this.end - this.start) {
      this.stop = Stop.QUOTE_CUT;
    } else this.stop = Stop.CUT_SHORT;
  }

  /** Ends the decoding because a value in `protocol`'s header cannot be right. */
  stopMalformed(protocol: Protocol): void {
    this.nextTable = NextTable.END;
    this.stop = Stop.MALFORMED;
    this.stopProtocol = protocol;
  }
}
