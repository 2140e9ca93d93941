import { TimeSpan } from '../packet-annotations.ts';

/**
 * What a TCP packet means within its conversation, in Wireshark's terms (`tcp.analysis.*`, see
 * packet-tcp.c and the user's guide, "TCP Analysis"). Bits of `TcpAnnotation.flags`.
 */
export enum TcpAnalysisFlag {
  RETRANSMISSION = 1 << 0,
  FAST_RETRANSMISSION = 1 << 1,
  SPURIOUS_RETRANSMISSION = 1 << 2,
  OUT_OF_ORDER = 1 << 3,
  LOST_SEGMENT = 1 << 4,
  ACK_LOST_SEGMENT = 1 << 5,
  KEEP_ALIVE = 1 << 6,
  KEEP_ALIVE_ACK = 1 << 7,
  WINDOW_UPDATE = 1 << 8,
  WINDOW_FULL = 1 << 9,
  ZERO_WINDOW = 1 << 10,
  ZERO_WINDOW_PROBE = 1 << 11,
  ZERO_WINDOW_PROBE_ACK = 1 << 12,
  DUPLICATE_ACK = 1 << 13,
  REUSED_PORTS = 1 << 14,
}

/** Segments that Wireshark hands to no dissector: their bytes were, or will be, seen elsewhere. */
export const NOT_DISSECTED =
  TcpAnalysisFlag.RETRANSMISSION |
  TcpAnalysisFlag.FAST_RETRANSMISSION |
  TcpAnalysisFlag.SPURIOUS_RETRANSMISSION |
  TcpAnalysisFlag.OUT_OF_ORDER;

/** Window scale of a conversation, where it is not a shift count (RFC 7323 §2). */
export const WINDOW_SCALE_UNKNOWN = -1;
export const WINDOW_SCALE_NOT_USED = -2;

/** Which side of a connection sent a FIN first. */
export enum ClosingSide {
  NONE,
  ACTIVE,
  PASSIVE,
}

/**
 * A TCP header's place in its conversation. Filled per packet by the analysis in `track/` when a
 * filter or the packet list asks for it; part of the view, so that layers to the left can read it.
 */
export class TcpAnnotation {
  /** Whether the rest speaks of the packet in the view. */
  valid = false;
  /** `tcp.stream`: index of the conversation, from 0. */
  stream = -1;
  /** Whether the segment's length is known: not in a fragment, not in an ICMP error. */
  hasLength = false;
  /** `tcp.seq`, relative to the first sequence number seen in that direction. */
  relativeSequence = 0;
  /** `tcp.ack`, relative likewise; as sent where the ACK flag is not set. */
  relativeAcknowledgment = 0;
  /** `tcp.nxtseq`, relative. */
  relativeNextSequence = 0;
  /** First sequence number of the other direction, from which SACK edges count. */
  reverseBase = 0;
  /** Shift count of the sender's window, or one of WINDOW_SCALE_*. */
  windowScale = WINDOW_SCALE_UNKNOWN;
  /** `tcp.window_size`: the window scaled as far as known. */
  windowSize = 0;
  /** Whether anything of `tcp.analysis` is shown. */
  hasAnalysis = false;
  /** `TcpAnalysisFlag` bits. */
  flags = 0;
  /** `tcp.analysis.duplicate_ack_num`. */
  duplicateAckNumber = 0;
  /** `tcp.analysis.duplicate_ack_frame`. */
  duplicateAckFrame = 0;
  /** `tcp.analysis.acks_frame`; 0 for none. */
  acksFrame = 0;
  /** `tcp.analysis.ack_rtt`: since that segment was sent; 0 for none. */
  readonly acknowledgedAfter = new TimeSpan();
  /** `tcp.analysis.initial_rtt`: from the SYN to the first ACK; 0 where not known. */
  readonly initialRoundTrip = new TimeSpan();
  /** `tcp.analysis.rto_frame`; 0 for none. */
  timeoutFrame = 0;
  /** `tcp.analysis.rto`: since that frame. */
  readonly timeout = new TimeSpan();
  /** `tcp.analysis.bytes_in_flight`; 0 for none. */
  bytesInFlight = 0;
  /** `tcp.analysis.push_bytes_sent`; 0 for none. */
  pushBytesSent = 0;
  /** `tcp.completeness` as known at this packet. */
  completeness = 0;
  /** Of a FIN: whether its sender is the first to close. */
  closing: ClosingSide = ClosingSide.NONE;
  /** Since the first packet of the conversation. */
  readonly sinceFirst = new TimeSpan();
  /** Since the packet before of the conversation. */
  readonly sincePrevious = new TimeSpan();
}
