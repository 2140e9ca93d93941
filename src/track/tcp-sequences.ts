import type { TimeSpan } from '../protocols/packet-annotations.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import {
  TcpAnalysisFlag,
  type TcpAnnotation,
  WINDOW_SCALE_NOT_USED,
  WINDOW_SCALE_UNKNOWN,
} from '../protocols/tcp/annotation.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import {
  BEFORE_FIRST_ACK,
  Direction,
  FLIGHT_UNKNOWN,
  PUSH_SET_LAST,
  TcpConversation,
  type TcpConversations,
} from './tcp-conversations.ts';
import {
  MAXIMUM_SEGMENTS_PER_DIRECTION,
  SEGMENT_WORDS,
  Segment,
  type TcpSegments,
} from './tcp-segments.ts';

const NANOSECONDS_PER_SECOND = 1e9;
/** A retransmission this soon after duplicate ACKs is a fast one (Wireshark). */
const FAST_RETRANSMISSION_NANOSECONDS = 20e6;
/** A late segment within this time is out of order, where no round trip was measured (Wireshark). */
const OUT_OF_ORDER_NANOSECONDS = 3e6;
/** More bytes in flight than this are a mistake (Wireshark). */
const MAXIMUM_IN_FLIGHT = 2_000_000_000;
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

/**
 * What a segment is by its sequence numbers and those before it: Wireshark's
 * tcp_analyze_sequence_number, step by step.
 */
export class TcpSequences {
  readonly #conversations: TcpConversations;
  readonly #segments: TcpSegments;

  constructor(conversations: TcpConversations, segments: TcpSegments) {
    this.#conversations = conversations;
    this.#segments = segments;
  }

  /**
   * Looks at a segment whose length is known.
   * @param reused REUSED_PORTS or 0
   * @returns `TcpAnalysisFlag` bits
   */
  analyze(
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
    const { directions } = this.#conversations;
    const next = directions[forward + Direction.NEXT_SEQUENCE];
    const lastAcknowledgment = directions[forward + Direction.LAST_ACKNOWLEDGMENT];
    const lastWindow = directions[forward + Direction.WINDOW];
    const carriesPayload = (flags & NO_PAYLOAD_FLAGS) === 0;
    const seconds = view.seconds | 0;
    const nanoseconds = view.nanoseconds;
    let found = reused;
    if ((flags & tcp.ACK) !== 0) directions[backward + Direction.STATE] &= ~FLIGHT_UNKNOWN;

    if (length === 1 && sequence === next && directions[backward + Direction.WINDOW] === 0) {
      found |= ZERO_WINDOW_PROBE;
    } else {
      if (window === 0 && carriesPayload) found |= ZERO_WINDOW;
      if (next !== 0 && isAfter(sequence, next) && (flags & tcp.RST) === 0) {
        found |= LOST_SEGMENT;
        directions[forward + Direction.STATE] |= FLIGHT_UNKNOWN;
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
        directions[backward + Direction.WINDOW_SCALE] !== WINDOW_SCALE_UNKNOWN
      ) {
        const scale = directions[backward + Direction.WINDOW_SCALE];
        const shift =
          (directions[backward + Direction.STATE] & BEFORE_FIRST_ACK) !== 0 ||
          scale === WINDOW_SCALE_NOT_USED
            ? 0
            : scale;
        const edge =
          directions[backward + Direction.LAST_ACKNOWLEDGMENT] +
          (directions[backward + Direction.WINDOW] << shift);
        if (((sequence + length) | 0) === (edge | 0)) found |= WINDOW_FULL;
      }
      if (repeats && window === lastWindow) {
        if (window !== 0 && (directions[backward + Direction.LAST_FLAGS] & KEEP_ALIVE) !== 0) {
          found |= KEEP_ALIVE_ACK;
        } else if (window === 0) {
          if ((directions[backward + Direction.LAST_FLAGS] & ZERO_WINDOW_PROBE) !== 0) {
            found |= ZERO_WINDOW_PROBE_ACK;
          }
        } else {
          // -1: see "ACKed unseen segment" below.
          const count = Math.max(directions[forward + Direction.DUPLICATE_COUNT], 0) + 1;
          directions[forward + Direction.DUPLICATE_COUNT] = count;
          found |= DUPLICATE_ACK;
          annotation.duplicateAckNumber = count;
          annotation.duplicateAckFrame = directions[forward + Direction.LAST_FRAME_NOT_DUPLICATE];
        }
      }
    }

    if (acknowledgment !== lastAcknowledgment) {
      directions[forward + Direction.LAST_FRAME_NOT_DUPLICATE] = view.frameNumber;
      directions[forward + Direction.DUPLICATE_COUNT] = 0;
    }

    const highest = directions[backward + Direction.HIGHEST_TO_ACKNOWLEDGE];
    if (highest !== 0 && isAfter(acknowledgment, highest) && (flags & tcp.ACK) !== 0) {
      annotation.hasAnalysis = true;
      if (isAfter(directions[backward + Direction.NEXT_SEQUENCE], highest)) {
        directions[backward + Direction.HIGHEST_TO_ACKNOWLEDGE] =
          directions[backward + Direction.NEXT_SEQUENCE];
        found |= ACK_LOST_SEGMENT;
      } else {
        // Said once per lost segment while the other side sends nothing but ACKs.
        if (directions[backward + Direction.DUPLICATE_COUNT] === 0) found |= ACK_LOST_SEGMENT;
        directions[backward + Direction.DUPLICATE_COUNT] = -1;
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
      directions[forward + Direction.SEGMENT_COUNT] < MAXIMUM_SEGMENTS_PER_DIRECTION
    ) {
      const head = directions[forward + Direction.SEGMENT_HEAD];
      const segment = this.#segments.add(
        head,
        sequence,
        end,
        view.frameNumber,
        seconds,
        nanoseconds,
      );
      if (segment !== head) {
        directions[forward + Direction.SEGMENT_HEAD] = segment;
        directions[forward + Direction.SEGMENT_COUNT]++;
      }
    }

    if (next === 0 || isAfter(end, (directions[forward + Direction.NEXT_SEQUENCE] + counts) | 0)) {
      directions[forward + Direction.LENGTH_AT_HIGHEST] = length;
    }
    if (
      isAfter(end, directions[forward + Direction.NEXT_SEQUENCE]) ||
      directions[forward + Direction.NEXT_SEQUENCE] === 0
    ) {
      if ((found & ZERO_WINDOW_PROBE) === 0) {
        directions[forward + Direction.NEXT_SEQUENCE] = end;
        directions[forward + Direction.NEXT_SEQUENCE_SECONDS] = seconds;
        directions[forward + Direction.NEXT_SEQUENCE_NANOSECONDS] = nanoseconds;
        directions[forward + Direction.NEXT_SEQUENCE_FRAME] = view.frameNumber;
      }
    }
    if (
      (sequence === directions[forward + Direction.HIGHEST_TO_ACKNOWLEDGE] ||
        directions[forward + Direction.HIGHEST_TO_ACKNOWLEDGE] === 0) &&
      (found & ZERO_WINDOW_PROBE) === 0
    ) {
      directions[forward + Direction.HIGHEST_TO_ACKNOWLEDGE] =
        directions[forward + Direction.NEXT_SEQUENCE];
    }

    directions[forward + Direction.WINDOW] = window;
    directions[forward + Direction.LAST_ACKNOWLEDGMENT] = acknowledgment;
    directions[forward + Direction.LAST_ACKNOWLEDGMENT_SECONDS] = seconds;
    directions[forward + Direction.LAST_ACKNOWLEDGMENT_NANOSECONDS] = nanoseconds;
    directions[forward + Direction.LAST_FLAGS] = found;
    if (found !== 0) annotation.hasAnalysis = true;
    this.#acknowledge(view, annotation, backward, acknowledgment);
    return found;
  }

  /** The frame that a retransmission is measured from: the oldest that nobody acknowledged. */
  #findTimeout(view: PacketView, annotation: TcpAnnotation, forward: number): void {
    const { directions } = this.#conversations;
    const { words } = this.#segments;
    let oldest = 0;
    let segment = directions[forward + Direction.SEGMENT_HEAD];
    while (segment !== 0) {
      oldest = segment;
      segment = words[segment * SEGMENT_WORDS + Segment.NEXT];
    }
    if (oldest === 0) {
      annotation.timeoutFrame = directions[forward + Direction.NEXT_SEQUENCE_FRAME];
      setSince(annotation.timeout, view, directions, forward + Direction.NEXT_SEQUENCE_SECONDS);
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
    const { directions } = this.#conversations;
    const next = directions[forward + Direction.NEXT_SEQUENCE];
    const acknowledged = directions[backward + Direction.LAST_ACKNOWLEDGMENT];
    if (length > 0 && acknowledged !== 0 && !isAfter((sequence + length) | 0, acknowledged)) {
      return SPURIOUS_RETRANSMISSION;
    }
    if (next === 0 || !isAfter(next, sequence)) return 0;
    // One byte before: the byte that a zero window probe sent already.
    if (length > 1 && ((next - 1) | 0) === sequence) return 0;

    const sinceAcknowledgment = elapsed(
      seconds,
      nanoseconds,
      directions[backward + Direction.LAST_ACKNOWLEDGMENT_SECONDS],
      directions[backward + Direction.LAST_ACKNOWLEDGMENT_NANOSECONDS],
    );
    if (
      // Unsigned, as in Wireshark: the mark -1 counts as many.
      directions[backward + Direction.DUPLICATE_COUNT] >>> 0 >= 2 &&
      acknowledged === sequence &&
      sinceAcknowledgment >= 0 &&
      sinceAcknowledgment < FAST_RETRANSMISSION_NANOSECONDS
    ) {
      return FAST_RETRANSMISSION;
    }

    const sinceHighest = elapsed(
      seconds,
      nanoseconds,
      directions[forward + Direction.NEXT_SEQUENCE_SECONDS],
      directions[forward + Direction.NEXT_SEQUENCE_NANOSECONDS],
    );
    const { words } = this.#conversations;
    const roundTrip =
      words[conversation + TcpConversation.ROUND_TRIP_SECONDS] * NANOSECONDS_PER_SECOND +
      words[conversation + TcpConversation.ROUND_TRIP_NANOSECONDS];
    const threshold = roundTrip === 0 ? OUT_OF_ORDER_NANOSECONDS : roundTrip;
    if (
      sinceHighest >= 0 &&
      sinceHighest < threshold &&
      (next !== ((sequence + length + counts) | 0) ||
        (counts === 0 && directions[forward + Direction.LENGTH_AT_HIGHEST] === 0))
    ) {
      return OUT_OF_ORDER;
    }
    return RETRANSMISSION;
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
    const { directions } = this.#conversations;
    const { words } = this.#segments;
    let before = 0;
    let segment = directions[backward + Direction.SEGMENT_HEAD];
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
      if (before === 0) directions[backward + Direction.SEGMENT_HEAD] = next;
      else words[before * SEGMENT_WORDS + Segment.NEXT] = next;
      directions[backward + Direction.SEGMENT_COUNT]--;
      this.#segments.free(segment);
      segment = next;
    }
  }

  /** Bytes sent and not yet acknowledged, this segment included; bytes since the last PSH. */
  countInFlight(
    annotation: TcpAnnotation,
    forward: number,
    backward: number,
    length: number,
    flags: number,
  ): void {
    const { directions } = this.#conversations;
    const { words } = this.#segments;
    let segment = directions[forward + Direction.SEGMENT_HEAD];
    if (length === 0 || segment === 0) return;
    if ((directions[forward + Direction.STATE] & FLIGHT_UNKNOWN) !== 0) return;
    annotation.hasAnalysis = true;
    const base = directions[forward + Direction.BASE_SEQUENCE];
    let first = 0xffffffff;
    let last = 0;
    while (segment !== 0) {
      const at = segment * SEGMENT_WORDS;
      first = Math.min(first, (words[at + Segment.SEQUENCE] - base) >>> 0);
      last = Math.max(last, (words[at + Segment.END] - base) >>> 0);
      segment = words[at + Segment.NEXT];
    }
    const sacked = directions[backward + Direction.SELECTIVELY_ACKNOWLEDGED];
    const inFlight = (last - first - sacked) >>> 0;
    if (inFlight > 0 && inFlight < MAXIMUM_IN_FLIGHT) {
      annotation.bytesInFlight = inFlight - ((flags & (tcp.SYN | tcp.FIN)) !== 0 ? 1 : 0);
    }
    const isPush = (flags & tcp.PSH) !== 0;
    if ((directions[forward + Direction.STATE] & PUSH_SET_LAST) !== 0) {
      directions[forward + Direction.PUSH_BYTES] = length;
    } else directions[forward + Direction.PUSH_BYTES] += length;
    if (isPush) directions[forward + Direction.STATE] |= PUSH_SET_LAST;
    else directions[forward + Direction.STATE] &= ~PUSH_SET_LAST;
    annotation.pushBytesSent = directions[forward + Direction.PUSH_BYTES] >>> 0;
  }
}

/** Sets a span to the time of the packet since the seconds and nanoseconds at `words[at]`. */
function setSince(span: TimeSpan, view: PacketView, words: Int32Array, at: number): void {
  span.setBetween(words[at], words[at + 1], view.seconds | 0, view.nanoseconds);
}
