import type { Statement } from '../../capture/statement.ts';
import type { AddressWords } from '../../protocols/address-text.ts';

/**
 * What an export says of one packet. Numbers that it does not say are -1, texts '', the rest null:
 * nothing here is invented. One object is filled again and again; `reset` makes it ready.
 */
export class PacketFacts {
  /** Number in the list (column "No."), from 1; -1 where the list has none. */
  frameNumber = -1;
  /** Byte offset in the export where the packet's row or element begins. */
  offset = 0;
  /** Line of the export, from 1, where it begins. */
  line = 1;

  /** Whether the list gives a time at all. */
  hasTime = false;
  /** Whole seconds since 1970-01-01 UTC; where the list has no date, since an unknown day's start. */
  seconds = 0;
  /** Nanoseconds within the second. */
  nanoseconds = 0;

  /** Addresses of the IP packet (or of ARP's sender and target), IPv4 mapped; null: unknown. */
  source: AddressWords | null = null;
  destination: AddressWords | null = null;
  /** MAC addresses as six bytes; null: unknown. */
  sourceMac: Uint8Array | null = null;
  destinationMac: Uint8Array | null = null;
  /** Where a packet of any interface came from or went to (LINUX_SLL values); -1 where not said. */
  packetType = -1;
  /** Name of the interface; '' where not said. */
  interfaceName = '';
  /** Column "Protocol" as Wireshark writes it: `DNS`, `TLSv1.2`. */
  protocol = '';
  /** Length of the frame on the wire in bytes, link layer included (column "Length"). */
  length = -1;
  /** Time to live or hop limit. */
  hopLimit = -1;
  /** IPv4 identification. */
  identification = -1;

  /** Transport ports; the transport below says of which protocol. */
  sourcePort = -1;
  destinationPort = -1;
  /** The list shows neither port, nor any conversation of these hosts that the packet may belong to. */
  lacksPorts = false;
  /** At most one of the next four: what the packet carries. */
  tcp: TcpFacts | null = null;
  udp: UdpFacts | null = null;
  icmp: IcmpFacts | null = null;
  arp: ArpFacts | null = null;
  /** Offset of an IP fragment that is not its packet's first, in units of eight bytes. */
  fragmentOffset = -1;
  /** It is a fragment, and not its packet's last. */
  moreFragments = false;
  /** It is not said whether it is, and it is as long as first fragments are. */
  mayBeFragment = false;
  /** What IP carries besides: its protocol number, first bytes, and length on the wire. */
  carried: CarriedFacts | null = null;
  /** The transport's payload, as far as it was captured, where the export has its bytes. */
  payload: Uint8Array | null = null;
  /** What TCP or UDP carries, as far as it can be told; not needed beside `payload`. */
  dns: DnsFacts | null = null;
  tls: TlsFacts | null = null;
  http: HttpFacts | null = null;
  /** Number of the packet in which the message begins that ends in this one; -1 where in this one. */
  beginsIn = -1;

  /** What the device that printed the packet says it did with it. */
  statement: Statement | null = null;
  /** The packet was given before: only the statement is new. */
  isStatementOnly = false;

  /** The packet itself, where the export has its bytes; all else but number and time is not needed. */
  bytes: Uint8Array | null = null;
  /** LINKTYPE_ of `bytes`; -1 where the export does not say. */
  linkType = -1;
}

/** A TCP segment. -1: not said. */
export class TcpFacts {
  /** The twelve flag bits of `tcp.flags`. */
  flags = -1;
  /** Nothing is known of it but that it is TCP: flags and numbers may be any. */
  lacksFlags = false;
  /** Sequence and acknowledgment numbers as shown: relative to the first of the connection, or not. */
  sequence = -1;
  acknowledgment = -1;
  /** The same as sent, where the export has them (`tcp.seq_raw`, `tcp.ack_raw`). */
  rawSequence = -1;
  rawAcknowledgment = -1;
  /** Window as Info's "Win=" has it: multiplied by the connection's scale where that is known. */
  window = -1;
  /** Window as sent, where the export has it (`tcp.window_size_value`). */
  rawWindow = -1;
  /** Bytes of payload (`tcp.len`). */
  payloadLength = -1;
  maximumSegmentSize = -1;
  /** Factor of the window scale option as Info's "WS=" has it: 1 to 16384, a power of two. */
  windowScale = -1;
  sackPermitted = false;
  /** Kinds of the options that Info names (2 MSS, 3 WS, 4 SACK_PERM, 8 TSval), in its order. */
  readonly optionKinds: number[] = [];
  /** All options as sent, where the export has their bytes. */
  options: Uint8Array | null = null;
  /** Time stamps option (TSval, TSecr). */
  timestampValue = -1;
  timestampEcho = -1;
  /** Wireshark says "TCP Port numbers reused": a SYN that begins another connection. */
  portsReused = false;
  /** Wireshark says that the segment was sent before (retransmission of any kind, or a keep-alive). */
  isRetransmission = false;
  /** Wireshark says that what the segment acknowledges is not in the capture. */
  acknowledgesUnseen = false;
}

/** What an IP packet carries that has no facts of its own. */
export interface CarriedFacts {
  readonly protocol: number;
  readonly start: Uint8Array;
  readonly length: number;
}

/** A UDP datagram. */
export interface UdpFacts {
  /** Bytes of payload (Info's "Len="), or -1. */
  payloadLength: number;
  /** It begins with a QUIC Initial packet. */
  isQuicInitial: boolean;
}

/** A datagram of which nothing is said. */
export function unknownUdp(): UdpFacts {
  return { payloadLength: -1, isQuicInitial: false };
}

/** An ICMP or ICMPv6 message. */
export interface IcmpFacts {
  version: 4 | 6;
  type: number;
  code: number;
  /** Of an echo; -1 where not said. */
  identifier: number;
  sequence: number;
  /** The packet that an error quotes, where the export tells of it. */
  quoted: PacketFacts | null;
  /** Whose link-layer address neighbor discovery asks for or tells (RFC 4861 §4.3, §4.4). */
  target?: AddressWords;
}

export interface ArpFacts {
  /** 1 request, 2 reply. */
  operation: number;
  senderAddress: AddressWords | null;
  targetAddress: AddressWords | null;
  senderMac: Uint8Array | null;
  targetMac: Uint8Array | null;
}

/** A DNS message. */
export interface DnsFacts {
  id: number;
  isResponse: boolean;
  /** 0 is a standard query. */
  opcode: number;
  responseCode: number;
  questions: { name: string; type: number }[];
  /** Answers with what the export says of them; `value` in Wireshark's words ('' where not said). */
  answers: DnsAnswerFacts[];
  /** An EDNS OPT record stands among the additional ones. */
  hasOpt: boolean;
}

export interface DnsAnswerFacts {
  /** Owner; '' where not said, then the question's name or the CNAME before it. */
  name: string;
  type: number;
  value: string;
  /** Seconds, or -1. */
  timeToLive: number;
}

/** The TLS handshake message, or alert in the clear, that a segment begins with. */
export interface TlsFacts {
  /** 1 Client Hello, 2 Server Hello, another type of the registry; -1 for what is no handshake. */
  handshakeType: number;
  /** Of a Client Hello; '' where not said. */
  serverName: string;
  /** Null for what is none, and for one that is encrypted. */
  alert: TlsAlertFacts | null;
}

/** Numbers of the registry (RFC 8446 §6). */
export interface TlsAlertFacts {
  level: number;
  description: number;
}

/** The start of an HTTP/1 message. */
export interface HttpFacts {
  /** Request or status line, without its end. */
  firstLine: string;
  host: string;
  location: string;
}
