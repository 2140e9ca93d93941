import { readInt32 } from '../wire/bytes.ts';
import type { TimeSpan } from '../wire/packet-annotations.ts';
import type { PacketView } from '../wire/packet-view.ts';
import { Protocol } from '../wire/protocol.ts';
import * as tcp from '../wire/tcp.ts';
import {
  ClosingSide,
  TcpAnalysisFlag,
  type TcpAnnotation,
  WINDOW_SCALE_NOT_USED,
  WINDOW_SCALE_UNKNOWN,
} from '../wire/tcp-annotation.ts';
import {
  BEFORE_FIRST_ACK,
  CLOSES_FIRST,
  CONVERSATION_WORDS,
  Conversation,
  FLIGHT_UNKNOWN,
  FLOW_WORDS,
  Flow,
  HAS_BASE,
  MAXIMUM_CONVERSATIONS,
  PUSH_SET_LAST,
  TcpConversations,
} from './tcp-conversations.ts';
import {
  MAXIMUM_SEGMENTS_PER_DIRECTION,
  SEGMENT_WORDS,
  Segment,
  TcpSegments,
} from './tcp-segments.ts';

/*
 * The place of each TCP packet in its conversation, by Wireshark 4.0's rules
 * (packet-tcp.c: dissect_tcp, tcp_analyze_sequence_number; user's guide, "TCP Analysis"), so that
 * the packet list and the `tcp.analysis.*` filters say what Wireshark says. It judges nothing.
 *
 * Sequence numbers are compared as RFC 9293 §3.4 tells: by the sign of the 32-bit difference.
 */

/** Shift counts above it count as it (RFC 7323 §2.3). */
const MAXIMUM_WINDOW_SHIFT = 14;

const NANOSECONDS_PER_SECOND = 1e9;
/** A retransmission this soon after duplicate ACKs is a fast one (Wireshark). */
const FAST_RETRANSMISSION_NANOSECONDS = 20e6;
/** A late segment within this time is out of order, where no round trip was measured (Wireshark). */
const OUT_OF_ORDER_NANOSECONDS = 3e6;
/** More bytes in flight than this are a mistake (Wireshark). */
const MAXIMUM_IN_FLIGHT = 2_000_000_000;
/** SACK blocks that lessen what is in flight (Wireshark). */
const COUNTED_SACK_BLOCKS = 3;

/** Header bytes that Wireshark reads before it looks for the conversation. */
const NEEDED_HEADER_LENGTH = 16;

/** `tcp.completeness` bits. */
const COMPLETE_SYN = 1;
const COMPLETE_SYN_ACK = 2;
const COMPLETE_ACK = 4;
const COMPLETE_DATA = 8;
const COMPLETE_FIN = 16;
const COMPLETE_RST = 32;

/** Bits of `Conversation.TIMES`. */
const SAW_SYN_TIME = 1;
const HAS_ROUND_TRIP = 2;

const NO_PAYLOAD_FLAGS = tcp.SYN | tcp.FIN | tcp.RST;

const {
  RETRANSMISSION,
  FAST_RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  OUT_OF_ORDER,
  LOST_SEGMENT,
  ACK_LOST_SEGMENT,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  WINDOW_UPDATE,
  WINDOW_FULL,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
  DUPLICATE_ACK,
  REUSED_PORTS,
} = TcpAnalysisFlag;

/** Whether sequence number `a` comes after `b`. */
function isAfter(a: number, b: number): boolean {
  return ((b - a) | 0) < 0;
}

/** Nanoseconds from an earlier time to a later one; negative where the clock went back. */
function elapsed(
  seconds: number,
  nanoseconds: number,
  sinceSeconds: number,
  sinceNanoseconds: number,
): number {
  return (seconds - sinceSeconds) * NANOSECONDS_PER_SECOND + nanoseconds - sinceNanoseconds;
}

/** Fills the TCP annotations of the view for every packet, in the order of the capture. */
export class TcpAnalysis {
  readonly #segments = new TcpSegments();
  readonly #conversations: TcpConversations;

  /** @param maximumConversations how many conversations are held at once */
  constructor(maximumConversations = MAXIMUM_CONVERSATIONS) {
    const conversations: TcpConversations = new TcpConversations(maximumConversations, (flow) =>
      this.#segments.freeAll(conversations.flows[flow + Flow.SEGMENT_HEAD]),
    );
    this.#conversations = conversations;
  }

  /** Looks at the packet in `view` and fills its annotations; all but TCP packets are skipped. */
  annotate(view: PacketView): void {
    view.tcpAnnotation.valid = false;
    view.quotedTcpAnnotation.valid = false;
    const layer = this.#tcpLayer(view);
    if (layer >= 0) this.#annotateLayer(view, layer, view.tcpAnnotation, false);
    if (view.quotedFrom < 0) return;
    // Wireshark looks for the conversation of a quoted header, and begins one where there is none.
    const quoted = view.findLayer(Protocol.TCP, view.quotedFrom);
    if (quoted >= 0) this.#annotateLayer(view, quoted, view.quotedTcpAnnotation, true);
  }

  #annotateLayer(
    view: PacketView,
    layer: number,
    annotation: TcpAnnotation,
    isQuoted: boolean,
  ): void {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (view.layerEnd[layer] - at < NEEDED_HEADER_LENGTH) return;

    const table = this.#conversations;
    const flags = tcp.flags(bytes, at);
    const sequence = tcp.sequence(bytes, at) | 0;
    const acknowledgment = tcp.acknowledgment(bytes, at) | 0;
    const window = tcp.window(bytes, at);
    const direction = table.select(
      view,
      layer,
      tcp.sourcePort(bytes, at),
      tcp.destinationPort(bytes, at),
    );
    if (direction < 0) return;
    let isNew = false;
    let slot = table.find();
    if (slot < 0) {
      slot = table.insert();
      isNew = true;
    }
    const { words, flows } = table;
    const conversation = slot * CONVERSATION_WORDS;
    // Both directions look alike where a host talks to its own port: Wireshark's flow 2 is both.
    const forward = (2 * slot + (direction === 0 ? 0 : 1)) * FLOW_WORDS;
    const backward = (2 * slot + (direction === 0 ? 1 : 0)) * FLOW_WORDS;

    let found = 0;
    let isFresh = isNew;
    let isNoted = false;
    const connect = flags & (tcp.SYN | tcp.ACK);
    if (connect === tcp.SYN && (flows[forward + Flow.STATE] & HAS_BASE) !== 0) {
      if (flows[forward + Flow.BASE_SEQUENCE] !== sequence) {
        // Another ISN between the same ports: the next attempt, a conversation of its own.
        table.reset(slot);
        isFresh = true;
        found = REUSED_PORTS;
        words[conversation + Conversation.COMPLETENESS] = COMPLETE_SYN;
      } else {
        // A RST may have moved what is expected next (RFC 9293 §3.5.2; Wireshark issue 17616).
        flows[forward + Flow.NEXT_SEQUENCE] = flows[forward + Flow.HIGHEST_TO_ACKNOWLEDGE];
        isNoted = true;
      }
    } else if (
      connect === (tcp.SYN | tcp.ACK) &&
      (flows[forward + Flow.STATE] & HAS_BASE) !== 0 &&
      flows[forward + Flow.BASE_SEQUENCE] !== sequence
    ) {
      flows[forward + Flow.BASE_SEQUENCE] = sequence;
      found = REUSED_PORTS;
    }

    const header = tcp.headerLength(bytes, at);
    const declared = isQuoted ? -1 : this.#declaredLength(view, layer, at);
    const hasLength = declared >= header;
    const length = hasLength ? declared - header : 0;

    annotation.valid = true;
    annotation.hasLength = hasLength;
    annotation.stream = words[conversation + Conversation.STREAM];
    annotation.completeness = words[conversation + Conversation.COMPLETENESS];
    annotation.hasAnalysis = isNoted || found !== 0;
    annotation.duplicateAckNumber = 0;
    annotation.duplicateAckFrame = 0;
    annotation.acksFrame = 0;
    annotation.timeoutFrame = 0;
    annotation.bytesInFlight = 0;
    annotation.pushBytesSent = 0;
    this.#times(view, annotation, conversation, isFresh);

    flows[forward + Flow.SELECTIVELY_ACKNOWLEDGED] = 0;
    annotation.relativeSequence = sequence >>> 0;
    annotation.relativeAcknowledgment = acknowledgment >>> 0;
    annotation.reverseBase = flows[backward + Flow.BASE_SEQUENCE];
    if (hasLength) {
      if ((flows[forward + Flow.STATE] & HAS_BASE) === 0) {
        // Where the SYN was not seen, numbers start at 1 (Wireshark bug 1542).
        const base = (flags & tcp.SYN) !== 0 ? sequence : (sequence - 1) | 0;
        flows[forward + Flow.BASE_SEQUENCE] = base;
        flows[forward + Flow.STATE] |= HAS_BASE;
      }
      if ((flows[backward + Flow.STATE] & HAS_BASE) === 0 && (flags & tcp.ACK) !== 0) {
        flows[backward + Flow.BASE_SEQUENCE] = (acknowledgment - 1) | 0;
        flows[backward + Flow.STATE] |= HAS_BASE;
      }
      annotation.reverseBase = flows[backward + Flow.BASE_SEQUENCE];
      found = this.#analyze(
        view,
        annotation,
        conversation,
        forward,
        backward,
        sequence,
        acknowledgment,
        length,
        flags,
        window,
        found,
      );
      this.#countInFlight(annotation, forward, backward, length, flags);
      annotation.relativeSequence = (sequence - flows[forward + Flow.BASE_SEQUENCE]) >>> 0;
      if ((flags & tcp.ACK) !== 0) {
        annotation.relativeAcknowledgment =
          (acknowledgment - flows[backward + Flow.BASE_SEQUENCE]) >>> 0;
      }
    }
    annotation.flags = found;
    annotation.relativeNextSequence =
      (annotation.relativeSequence + length + ((flags & (tcp.SYN | tcp.FIN)) !== 0 ? 1 : 0)) >>> 0;
    const scale = flows[forward + Flow.WINDOW_SCALE];
    annotation.windowScale = scale;
    annotation.windowSize =
      hasLength && scale >= 0 && (flags & tcp.SYN) === 0 ? window * 2 ** scale : window;
    annotation.closing = ClosingSide.NONE;
    if (header >= tcp.MINIMUM_HEADER_LENGTH) {
      this.#complete(conversation, flags, length, isNew);
      this.#afterHeader(view, annotation, conversation, forward, backward, flags, bytes, at, layer);
    }
    annotation.initialRoundTrip.seconds = words[conversation + Conversation.ROUND_TRIP_SECONDS];
    annotation.initialRoundTrip.nanoseconds =
      words[conversation + Conversation.ROUND_TRIP_NANOSECONDS];
  }

  /** Times since the first and the previous packet of the conversation. */
  #times(
    view: PacketView,
    annotation: TcpAnnotation,
    conversation: number,
    isFirst: boolean,
  ): void {
    const { words } = this.#conversations;
    const seconds = view.seconds | 0;
    const { nanoseconds } = view;
    if (isFirst) {
      words[conversation + Conversation.FIRST_SECONDS] = seconds;
      words[conversation + Conversation.FIRST_NANOSECONDS] = nanoseconds;
      words[conversation + Conversation.PREVIOUS_SECONDS] = seconds;
      words[conversation + Conversation.PREVIOUS_NANOSECONDS] = nanoseconds;
    }
    annotation.sinceFirst.setBetween(
      words[conversation + Conversation.FIRST_SECONDS],
      words[conversation + Conversation.FIRST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    annotation.sincePrevious.setBetween(
      words[conversation + Conversation.PREVIOUS_SECONDS],
      words[conversation + Conversation.PREVIOUS_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    words[conversation + Conversation.PREVIOUS_SECONDS] = seconds;
    words[conversation + Conversation.PREVIOUS_NANOSECONDS] = nanoseconds;
  }

  /** Layer of the packet's own TCP header, or -1; one that is cut off or damaged counts too. */
  #tcpLayer(view: PacketView): number {
    if (view.transportProtocol === Protocol.TCP) return view.transport;
    const last = view.layerCount - 1;
    return last >= 0 &&
      view.quotedFrom < 0 &&
      view.transport < 0 &&
      view.network >= 0 &&
      view.layerProtocol[last] === Protocol.TCP
      ? last
      : -1;
  }

  /** Bytes of the segment, header included, as the IP header says; -1 in a fragment. */
  #declaredLength(view: PacketView, layer: number, at: number): number {
    if (view.isFragment && layer < view.reassembledFrom) return -1;
    if (layer === view.transport) {
      return view.payloadLength + tcp.headerLength(view.layerBytes(layer), at);
    }
    return view.declaredLimit - at;
  }

  /**
   * Forgets the segments that `acknowledgment` covers, and notes the one that it acknowledges to the
   * byte.
   */
  #acknowledge(
    view: PacketView,
    annotation: TcpAnnotation,
    backward: number,
    acknowledgment: number,
  ): void {
    const { flows } = this.#conversations;
    const { words } = this.#segments;
    let before = 0;
    let segment = flows[backward + Flow.SEGMENT_HEAD];
    while (segment !== 0) {
      const at = segment * SEGMENT_WORDS;
      const next = words[at + Segment.NEXT];
      const end = words[at + Segment.END];
      if (end !== acknowledgment && isAfter(end, acknowledgment)) {
        if (isAfter(acknowledgment, words[at + Segment.SEQUENCE])) {
          words[at + Segment.SEQUENCE] = acknowledgment;
        }
        before = segment;
        segment = next;
        continue;
      }
      if (end === acknowledgment) {
        annotation.acksFrame = words[at + Segment.FRAME];
        annotation.hasAnalysis = true;
        setSince(annotation.acknowledgedAfter, view, words, at + Segment.SECONDS);
      }
      if (before === 0) flows[backward + Flow.SEGMENT_HEAD] = next;
      else words[before * SEGMENT_WORDS + Segment.NEXT] = next;
      flows[backward + Flow.SEGMENT_COUNT]--;
      this.#segments.free(segment);
      segment = next;
    }
  }

  /** Bytes sent and not yet acknowledged, this segment included; bytes since the last PSH. */
  #countInFlight(
    annotation: TcpAnnotation,
    forward: number,
    backward: number,
    length: number,
    flags: number,
  ): void {
    const { flows } = this.#conversations;
    const { words } = this.#segments;
    let segment = flows[forward + Flow.SEGMENT_HEAD];
    if (length === 0 || segment === 0) return;
    if ((flows[forward + Flow.STATE] & FLIGHT_UNKNOWN) !== 0) return;
    annotation.hasAnalysis = true;
    const base = flows[forward + Flow.BASE_SEQUENCE];
    let first = 0xffffffff;
    let last = 0;
    while (segment !== 0) {
      const at = segment * SEGMENT_WORDS;
      first = Math.min(first, (words[at + Segment.SEQUENCE] - base) >>> 0);
      last = Math.max(last, (words[at + Segment.END] - base) >>> 0);
      segment = words[at + Segment.NEXT];
    }
    const sacked = flows[backward + Flow.SELECTIVELY_ACKNOWLEDGED];
    const inFlight = (last - first - sacked) >>> 0;
    if (inFlight > 0 && inFlight < MAXIMUM_IN_FLIGHT) {
      annotation.bytesInFlight = inFlight - ((flags & (tcp.SYN | tcp.FIN)) !== 0 ? 1 : 0);
    }
    const isPush = (flags & tcp.PSH) !== 0;
    if ((flows[forward + Flow.STATE] & PUSH_SET_LAST) !== 0) {
      flows[forward + Flow.PUSH_BYTES] = length;
    } else flows[forward + Flow.PUSH_BYTES] += length;
    if (isPush) flows[forward + Flow.STATE] |= PUSH_SET_LAST;
    else flows[forward + Flow.STATE] &= ~PUSH_SET_LAST;
    annotation.pushBytesSent = flows[forward + Flow.PUSH_BYTES] >>> 0;
  }

  /** Wireshark's tcp_analyze_sequence_number, step by step. Returns `TcpAnalysisFlag` bits. */
  #analyze(
    view: PacketView,
    annotation: TcpAnnotation,
    conversation: number,
    forward: number,
    backward: number,
    sequence: number,
    acknowledgment: number,
    length: number,
    flags: number,
    window: number,
    reused: number,
  ): number {
    const { flows } = this.#conversations;
    const next = flows[forward + Flow.NEXT_SEQUENCE];
    const lastAcknowledgment = flows[forward + Flow.LAST_ACKNOWLEDGMENT];
    const lastWindow = flows[forward + Flow.WINDOW];
    const carriesPayload = (flags & NO_PAYLOAD_FLAGS) === 0;
    const seconds = view.seconds | 0;
    const nanoseconds = view.nanoseconds;
    let found = reused;
    if ((flags & tcp.ACK) !== 0) flows[backward + Flow.STATE] &= ~FLIGHT_UNKNOWN;

    if (length === 1 && sequence === next && flows[backward + Flow.WINDOW] === 0) {
      found |= ZERO_WINDOW_PROBE;
    } else {
      if (window === 0 && carriesPayload) found |= ZERO_WINDOW;
      if (next !== 0 && isAfter(sequence, next) && (flags & tcp.RST) === 0) {
        found |= LOST_SEGMENT;
        flows[forward + Flow.STATE] |= FLIGHT_UNKNOWN;
      }
      if (length <= 1 && sequence === ((next - 1) | 0) && carriesPayload) found |= KEEP_ALIVE;
      const repeats =
        length === 0 &&
        sequence === next &&
        acknowledgment === lastAcknowledgment &&
        carriesPayload;
      if (repeats && window !== 0 && window !== lastWindow) found |= WINDOW_UPDATE;
      if (
        length > 0 &&
        carriesPayload &&
        flows[backward + Flow.WINDOW_SCALE] !== WINDOW_SCALE_UNKNOWN
      ) {
        const scale = flows[backward + Flow.WINDOW_SCALE];
        const shift =
          (flows[backward + Flow.STATE] & BEFORE_FIRST_ACK) !== 0 || scale === WINDOW_SCALE_NOT_USED
            ? 0
            : scale;
        const edge =
          flows[backward + Flow.LAST_ACKNOWLEDGMENT] + (flows[backward + Flow.WINDOW] << shift);
        if (((sequence + length) | 0) === (edge | 0)) found |= WINDOW_FULL;
      }
      if (repeats && window === lastWindow) {
        if (window !== 0 && (flows[backward + Flow.LAST_FLAGS] & KEEP_ALIVE) !== 0) {
          found |= KEEP_ALIVE_ACK;
        } else if (window === 0) {
          if ((flows[backward + Flow.LAST_FLAGS] & ZERO_WINDOW_PROBE) !== 0) {
            found |= ZERO_WINDOW_PROBE_ACK;
          }
        } else {
          // -1: see "ACKed unseen segment" below.
          const count = Math.max(flows[forward + Flow.DUPLICATE_COUNT], 0) + 1;
          flows[forward + Flow.DUPLICATE_COUNT] = count;
          found |= DUPLICATE_ACK;
          annotation.duplicateAckNumber = count;
          annotation.duplicateAckFrame = flows[forward + Flow.LAST_FRAME_NOT_DUPLICATE];
        }
      }
    }

    if (acknowledgment !== lastAcknowledgment) {
      flows[forward + Flow.LAST_FRAME_NOT_DUPLICATE] = view.frameNumber;
      flows[forward + Flow.DUPLICATE_COUNT] = 0;
    }

    const highest = flows[backward + Flow.HIGHEST_TO_ACKNOWLEDGE];
    if (highest !== 0 && isAfter(acknowledgment, highest) && (flags & tcp.ACK) !== 0) {
      annotation.hasAnalysis = true;
      if (isAfter(flows[backward + Flow.NEXT_SEQUENCE], highest)) {
        flows[backward + Flow.HIGHEST_TO_ACKNOWLEDGE] = flows[backward + Flow.NEXT_SEQUENCE];
        found |= ACK_LOST_SEGMENT;
      } else {
        // Said once per lost segment while the other side sends nothing but ACKs.
        if (flows[backward + Flow.DUPLICATE_COUNT] === 0) found |= ACK_LOST_SEGMENT;
        flows[backward + Flow.DUPLICATE_COUNT] = -1;
      }
    }

    const counts = (flags & (tcp.SYN | tcp.FIN)) !== 0 ? 1 : 0;
    if ((length > 0 || counts !== 0) && (found & KEEP_ALIVE) === 0) {
      found |= this.#late(
        conversation,
        forward,
        backward,
        sequence,
        length,
        counts,
        seconds,
        nanoseconds,
      );
      if ((found & RETRANSMISSION) !== 0) this.#findTimeout(view, annotation, forward);
    }

    const end = (sequence + length + counts) | 0;
    if (
      (length > 0 || counts !== 0) &&
      flows[forward + Flow.SEGMENT_COUNT] < MAXIMUM_SEGMENTS_PER_DIRECTION
    ) {
      const head = flows[forward + Flow.SEGMENT_HEAD];
      const segment = this.#segments.add(
        head,
        sequence,
        end,
        view.frameNumber,
        seconds,
        nanoseconds,
      );
      if (segment !== head) {
        flows[forward + Flow.SEGMENT_HEAD] = segment;
        flows[forward + Flow.SEGMENT_COUNT]++;
      }
    }

    if (next === 0 || isAfter(end, (flows[forward + Flow.NEXT_SEQUENCE] + counts) | 0)) {
      flows[forward + Flow.LENGTH_AT_HIGHEST] = length;
    }
    if (
      isAfter(end, flows[forward + Flow.NEXT_SEQUENCE]) ||
      flows[forward + Flow.NEXT_SEQUENCE] === 0
    ) {
      if ((found & ZERO_WINDOW_PROBE) === 0) {
        flows[forward + Flow.NEXT_SEQUENCE] = end;
        flows[forward + Flow.NEXT_SEQUENCE_SECONDS] = seconds;
        flows[forward + Flow.NEXT_SEQUENCE_NANOSECONDS] = nanoseconds;
        flows[forward + Flow.NEXT_SEQUENCE_FRAME] = view.frameNumber;
      }
    }
    if (
      (sequence === flows[forward + Flow.HIGHEST_TO_ACKNOWLEDGE] ||
        flows[forward + Flow.HIGHEST_TO_ACKNOWLEDGE] === 0) &&
      (found & ZERO_WINDOW_PROBE) === 0
    ) {
      flows[forward + Flow.HIGHEST_TO_ACKNOWLEDGE] = flows[forward + Flow.NEXT_SEQUENCE];
    }

    flows[forward + Flow.WINDOW] = window;
    flows[forward + Flow.LAST_ACKNOWLEDGMENT] = acknowledgment;
    flows[forward + Flow.LAST_ACKNOWLEDGMENT_SECONDS] = seconds;
    flows[forward + Flow.LAST_ACKNOWLEDGMENT_NANOSECONDS] = nanoseconds;
    flows[forward + Flow.LAST_FLAGS] = found;
    if (found !== 0) annotation.hasAnalysis = true;
    this.#acknowledge(view, annotation, backward, acknowledgment);
    return found;
  }

  /** The frame that a retransmission is measured from: the oldest that nobody acknowledged. */
  #findTimeout(view: PacketView, annotation: TcpAnnotation, forward: number): void {
    const { flows } = this.#conversations;
    const { words } = this.#segments;
    let oldest = 0;
    let segment = flows[forward + Flow.SEGMENT_HEAD];
    while (segment !== 0) {
      oldest = segment;
      segment = words[segment * SEGMENT_WORDS + Segment.NEXT];
    }
    if (oldest === 0) {
      annotation.timeoutFrame = flows[forward + Flow.NEXT_SEQUENCE_FRAME];
      setSince(annotation.timeout, view, flows, forward + Flow.NEXT_SEQUENCE_SECONDS);
    } else {
      annotation.timeoutFrame = words[oldest * SEGMENT_WORDS + Segment.FRAME];
      setSince(annotation.timeout, view, words, oldest * SEGMENT_WORDS + Segment.SECONDS);
    }
  }

  /** What a segment is that does not move its direction forward. */
  #late(
    conversation: number,
    forward: number,
    backward: number,
    sequence: number,
    length: number,
    counts: number,
    seconds: number,
    nanoseconds: number,
  ): number {
    const { flows } = this.#conversations;
    const next = flows[forward + Flow.NEXT_SEQUENCE];
    const acknowledged = flows[backward + Flow.LAST_ACKNOWLEDGMENT];
    if (length > 0 && acknowledged !== 0 && !isAfter((sequence + length) | 0, acknowledged)) {
      return SPURIOUS_RETRANSMISSION;
    }
    if (next === 0 || !isAfter(next, sequence)) return 0;
    // One byte before: the byte that a zero window probe sent already.
    if (length > 1 && ((next - 1) | 0) === sequence) return 0;

    const sinceAcknowledgment = elapsed(
      seconds,
      nanoseconds,
      flows[backward + Flow.LAST_ACKNOWLEDGMENT_SECONDS],
      flows[backward + Flow.LAST_ACKNOWLEDGMENT_NANOSECONDS],
    );
    if (
      // Unsigned, as in Wireshark: the mark -1 counts as many.
      flows[backward + Flow.DUPLICATE_COUNT] >>> 0 >= 2 &&
      acknowledged === sequence &&
      sinceAcknowledgment >= 0 &&
      sinceAcknowledgment < FAST_RETRANSMISSION_NANOSECONDS
    ) {
      return FAST_RETRANSMISSION;
    }

    const sinceHighest = elapsed(
      seconds,
      nanoseconds,
      flows[forward + Flow.NEXT_SEQUENCE_SECONDS],
      flows[forward + Flow.NEXT_SEQUENCE_NANOSECONDS],
    );
    const { words } = this.#conversations;
    const roundTrip =
      words[conversation + Conversation.ROUND_TRIP_SECONDS] * NANOSECONDS_PER_SECOND +
      words[conversation + Conversation.ROUND_TRIP_NANOSECONDS];
    const threshold = roundTrip === 0 ? OUT_OF_ORDER_NANOSECONDS : roundTrip;
    if (
      sinceHighest >= 0 &&
      sinceHighest < threshold &&
      (next !== ((sequence + length + counts) | 0) ||
        (counts === 0 && flows[forward + Flow.LENGTH_AT_HIGHEST] === 0))
    ) {
      return OUT_OF_ORDER;
    }
    return RETRANSMISSION;
  }

  /** Wireshark's conversation_completeness. */
  #complete(conversation: number, flags: number, length: number, isNew: boolean): void {
    let completeness = this.#conversations.words[conversation + Conversation.COMPLETENESS];
    const connect = flags & (tcp.SYN | tcp.ACK);
    if (isNew) {
      if (connect === tcp.SYN) {
        completeness = COMPLETE_SYN;
        if (length > 0) completeness |= COMPLETE_DATA;
      }
    } else {
      if (connect === (tcp.SYN | tcp.ACK)) completeness |= COMPLETE_SYN_ACK;
      if (connect === tcp.ACK) completeness |= length > 0 ? COMPLETE_DATA : COMPLETE_ACK;
      if ((flags & (tcp.FIN | tcp.ACK)) === (tcp.FIN | tcp.ACK)) completeness |= COMPLETE_FIN;
      if ((flags & tcp.RST) !== 0) completeness |= COMPLETE_RST;
    }
    this.#conversations.words[conversation + Conversation.COMPLETENESS] = completeness;
  }

  /** What Wireshark does once flags and options are read: round trip, window scale. */
  #afterHeader(
    view: PacketView,
    annotation: TcpAnnotation,
    conversation: number,
    forward: number,
    backward: number,
    flags: number,
    bytes: Uint8Array,
    at: number,
    layer: number,
  ): void {
    const { words, flows } = this.#conversations;
    const connect = flags & (tcp.SYN | tcp.ACK);
    if (connect === tcp.SYN) {
      words[conversation + Conversation.SYN_SECONDS] = view.seconds | 0;
      words[conversation + Conversation.SYN_NANOSECONDS] = view.nanoseconds;
      words[conversation + Conversation.TIMES] |= SAW_SYN_TIME;
    }
    if ((flags & tcp.SYN) !== 0) flows[forward + Flow.STATE] |= BEFORE_FIRST_ACK;
    if (connect === tcp.ACK) {
      flows[forward + Flow.STATE] &= ~BEFORE_FIRST_ACK;
      if (words[conversation + Conversation.TIMES] === SAW_SYN_TIME) {
        let seconds = ((view.seconds | 0) - words[conversation + Conversation.SYN_SECONDS]) | 0;
        let nanoseconds = view.nanoseconds - words[conversation + Conversation.SYN_NANOSECONDS];
        if (nanoseconds < 0) {
          nanoseconds += NANOSECONDS_PER_SECOND;
          seconds--;
        }
        words[conversation + Conversation.ROUND_TRIP_SECONDS] = seconds;
        words[conversation + Conversation.ROUND_TRIP_NANOSECONDS] = nanoseconds;
        if (seconds !== 0 || nanoseconds !== 0) {
          words[conversation + Conversation.TIMES] |= HAS_ROUND_TRIP;
        }
      }
    }
    if ((flags & tcp.FIN) !== 0) {
      if ((flows[backward + Flow.STATE] & CLOSES_FIRST) === 0) {
        flows[forward + Flow.STATE] |= CLOSES_FIRST;
        annotation.closing = ClosingSide.ACTIVE;
      } else annotation.closing = ClosingSide.PASSIVE;
    }
    flows[forward + Flow.SELECTIVELY_ACKNOWLEDGED] = sackedBytes(bytes, at, view.layerEnd[layer]);
    if ((flags & tcp.SYN) === 0) return;
    const option = tcp.findOption(bytes, at, view.layerEnd[layer], tcp.OPTION_WINDOW_SCALE);
    if (option >= 0 && bytes[option + 1] === 3) {
      flows[forward + Flow.WINDOW_SCALE] = Math.min(bytes[option + 2], MAXIMUM_WINDOW_SHIFT);
    }
    // Scaling is used only where both sides offer it (RFC 7323 §2.2).
    if (flows[forward + Flow.WINDOW_SCALE] === WINDOW_SCALE_UNKNOWN) {
      flows[forward + Flow.WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
      flows[backward + Flow.WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
    } else if (
      connect === (tcp.SYN | tcp.ACK) &&
      flows[backward + Flow.WINDOW_SCALE] === WINDOW_SCALE_NOT_USED
    ) {
      flows[forward + Flow.WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
    }
  }
}

/** Sets a span to the time of the packet since the seconds and nanoseconds at `words[at]`. */
function setSince(span: TimeSpan, view: PacketView, words: Int32Array, at: number): void {
  span.setBetween(words[at], words[at + 1], view.seconds | 0, view.nanoseconds);
}

/** Bytes in the first SACK blocks of the header (RFC 2018 §3), as far as Wireshark counts them. */
function sackedBytes(bytes: Uint8Array, at: number, limit: number): number {
  const option = tcp.findOption(bytes, at, limit, tcp.OPTION_SACK);
  if (option < 0) return 0;
  const blocks = Math.min((bytes[option + 1] - 2) >> 3, COUNTED_SACK_BLOCKS);
  let sum = 0;
  for (let i = 0; i < blocks; i++) {
    const block = option + 2 + 8 * i;
    sum = (sum + readInt32(bytes, block + 4) - readInt32(bytes, block)) | 0;
  }
  return sum;
}
