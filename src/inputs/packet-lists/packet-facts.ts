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
  /** At most one of the next four: what the packet carries. */
  tcp: TcpFacts | null = null;
  udp: UdpFacts | null = null;
  icmp: IcmpFacts | null = null;
  arp: ArpFacts | null = null;
  /** The transport's payload, as far as it was captured, where the export has its bytes. */
  payload: Uint8Array | null = null;
  /** What TCP or UDP carries, as far as it can be told; not needed beside `payload`. */
  dns: DnsFacts | null = null;
  tls: TlsFacts | null = null;
  http: HttpFacts | null = null;

  /** The packet itself, where the export has its bytes; all else but number and time is not needed. */
  bytes: Uint8Array | null = null;
  /** LINKTYPE_ of `bytes`; -1 where the export does not say. */
  linkType = -1;

  reset(): void {
    this.frameNumber = -1;
    this.hasTime = false;
    this.seconds = 0;
    this.nanoseconds = 0;
    this.source = null;
    this.destination = null;
    this.sourceMac = null;
    this.destinationMac = null;
    this.protocol = '';
    this.length = -1;
    this.hopLimit = -1;
    this.identification = -1;
    this.sourcePort = -1;
    this.destinationPort = -1;
    this.tcp = null;
    this.udp = null;
    this.icmp = null;
    this.arp = null;
    this.payload = null;
    this.dns = null;
    this.tls = null;
    this.http = null;
    this.bytes = null;
    this.linkType = -1;
  }
}

/** A TCP segment. -1: not said. */
export interface TcpFacts {
  /** The twelve flag bits of `tcp.flags`. */
  flags: number;
  /** Sequence and acknowledgment numbers as shown: relative to the first of the connection, or not. */
  sequence: number;
  acknowledgment: number;
  /** The same as sent, where the export has them (`tcp.seq_raw`, `tcp.ack_raw`). */
  rawSequence: number;
  rawAcknowledgment: number;
  /** Window as Info's "Win=" has it: multiplied by the connection's scale where that is known. */
  window: number;
  /** Window as sent, where the export has it (`tcp.window_size_value`). */
  rawWindow: number;
  /** Bytes of payload (`tcp.len`). */
  payloadLength: number;
  maximumSegmentSize: number;
  /** Factor of the window scale option as Info's "WS=" has it: 1 to 16384, a power of two. */
  windowScale: number;
  sackPermitted: boolean;
  /** Kinds of the options that Info names (2 MSS, 3 WS, 4 SACK_PERM, 8 TSval), in its order. */
  readonly optionKinds: number[];
  /** All options as sent, where the export has their bytes. */
  options: Uint8Array | null;
  /** Time stamps option (TSval, TSecr). */
  timestampValue: number;
  timestampEcho: number;
  /** Wireshark says "TCP Port numbers reused": a SYN that begins another connection. */
  portsReused: boolean;
  /** Wireshark says that the segment was sent before (retransmission of any kind, or a keep-alive). */
  isRetransmission: boolean;
  /** Wireshark says that what the segment acknowledges is not in the capture. */
  acknowledgesUnseen: boolean;
}

/** A segment of which nothing is said. */
export function unknownTcp(): TcpFacts {
  return {
    flags: -1,
    sequence: -1,
    acknowledgment: -1,
    rawSequence: -1,
    rawAcknowledgment: -1,
    window: -1,
    rawWindow: -1,
    payloadLength: -1,
    maximumSegmentSize: -1,
    windowScale: -1,
    sackPermitted: false,
    optionKinds: [],
    options: null,
    timestampValue: -1,
    timestampEcho: -1,
    portsReused: false,
    isRetransmission: false,
    acknowledgesUnseen: false,
  };
}

/** A UDP datagram. */
export interface UdpFacts {
  /** Bytes of payload (Info's "Len="), or -1. */
  payloadLength: number;
  /** It begins with a QUIC Initial packet. */
  isQuicInitial: boolean;
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

/** The TLS handshake message that a segment begins with. */
export interface TlsFacts {
  /** 1 Client Hello, 2 Server Hello, another type of the registry; -1 for what is no handshake. */
  handshakeType: number;
  /** Of a Client Hello; '' where not said. */
  serverName: string;
}

/** The start of an HTTP/1 message. */
export interface HttpFacts {
  /** Request or status line, without its end. */
  firstLine: string;
  host: string;
  location: string;
}

/** What came of asking for the next packet. */
export enum Step {
  /** The facts are filled. */
  PACKET = 0,
  /** A row that is not understood, at `facts.line` and `facts.offset`; `reason` says why. */
  NOT_UNDERSTOOD,
  /** All in memory is used up: more is needed, or the end is reached. */
  MORE,
}

/** A name of a format as the report has it. */
export type ExportFormatName = 'text' | 'csv' | 'psml' | 'json' | 'ek';

/** A format in which Wireshark exports packets. */
export interface ExportFormat {
  readonly name: ExportFormatName;
  /** What to call it in a sentence: `CSV`, `plain text`. */
  readonly title: string;
  /** Whether a file is in it. @param head the first 16 KiB of its text, without byte order mark */
  matches(head: string): boolean;
  open(): ExportParser;
}

/** Reads one export, from its start. */
export interface ExportParser {
  /**
   * Takes the next packet out of the text, moving `text.at`. `facts` were reset.
   * Must use up something, or answer MORE; bounds what it waits for (text only grows).
   */
  next(text: ExportText, facts: PacketFacts): Step;
  /** Why the last row was not understood: few words, such as `no address in column Source`. */
  readonly reason: string;
  /** What to tell of the list as a whole, at its end: code (`no-date`) and a sentence. */
  readonly notes: readonly { readonly code: string; readonly text: string }[];
}

/** UTF-8 text of an export, as much of it as is in memory: `bytes[at…end)`. */
export interface ExportText {
  readonly bytes: Uint8Array;
  /** First byte that is not used up; what takes bytes moves it. */
  at: number;
  readonly end: number;
  /** Nothing follows `end`. */
  readonly ended: boolean;
  /** Offset in the export of `bytes[0]`. */
  readonly base: number;
}
