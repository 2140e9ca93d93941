import { readUint16 } from '../wire/bytes.ts';
import type { PacketView } from '../wire/packet-view.ts';
import { Protocol } from '../wire/protocol.ts';
import * as tcp from '../wire/tcp.ts';
import {
  TcpAnalysisFlag,
  WINDOW_SCALE_NOT_USED,
  WINDOW_SCALE_UNKNOWN,
} from '../wire/tcp-annotation.ts';

/*
 * The place of each TCP packet in its conversation, by Wireshark 4.0's rules
 * (packet-tcp.c: dissect_tcp, tcp_analyze_sequence_number; user's guide, "TCP Analysis"), so that
 * the packet list and the `tcp.analysis.*` filters say what Wireshark says. It judges nothing.
 *
 * Sequence numbers are compared as RFC 9293 §3.4 tells: by the sign of the 32-bit difference.
 */

/** Conversations held at once; past that the oldest is forgotten. About 30 MB. */
const MAXIMUM_CONVERSATIONS = 1 << 17;
/** Segments not yet acknowledged that one direction remembers, and all directions together. */
const MAXIMUM_SEGMENTS_PER_DIRECTION = 1000;
const MAXIMUM_SEGMENTS = 1 << 18;

/** Shift counts above it count as it (RFC 7323 §2.3). */
const MAXIMUM_WINDOW_SHIFT = 14;

const NANOSECONDS_PER_SECOND = 1e9;
/** A retransmission this soon after duplicate ACKs is a fast one (Wireshark). */
const FAST_RETRANSMISSION_NANOSECONDS = 20e6;
/** A late segment within this time is out of order, where no round trip was measured (Wireshark). */
const OUT_OF_ORDER_NANOSECONDS = 3e6;

/** `tcp.completeness` bits. */
const COMPLETE_SYN = 1;
const COMPLETE_SYN_ACK = 2;
const COMPLETE_ACK = 4;
const COMPLETE_DATA = 8;
const COMPLETE_FIN = 16;
const COMPLETE_RST = 32;

/* Words of a conversation in `#conversations`. */
const KEY = 0; // lower address (4), higher address (4), their ports (1)
const KEY_WORDS = 9;
const BUCKET_NEXT = 9;
const BUCKET = 10;
const STREAM = 11;
const COMPLETENESS = 12;
const HAS_TIMES = 13;
const SYN_SECONDS = 14;
const SYN_NANOSECONDS = 15;
const ROUND_TRIP_SECONDS = 16;
const ROUND_TRIP_NANOSECONDS = 17;
const CONVERSATION_WORDS = 18;

const SAW_SYN_TIME = 1;
const HAS_ROUND_TRIP = 2;

/* Words of one direction of a conversation in `#flows`. */
const STATE = 0;
const BASE_SEQUENCE = 1;
const NEXT_SEQUENCE = 2;
const NEXT_SEQUENCE_SECONDS = 3;
const NEXT_SEQUENCE_NANOSECONDS = 4;
const HIGHEST_TO_ACKNOWLEDGE = 5;
const LAST_ACKNOWLEDGMENT = 6;
const LAST_ACKNOWLEDGMENT_SECONDS = 7;
const LAST_ACKNOWLEDGMENT_NANOSECONDS = 8;
const LAST_FRAME_NOT_DUPLICATE = 9;
const DUPLICATE_COUNT = 10;
const WINDOW = 11;
const WINDOW_SCALE = 12;
const LAST_FLAGS = 13;
const LENGTH_AT_HIGHEST = 14;
const SEGMENT_HEAD = 15;
const SEGMENT_COUNT = 16;
const FLOW_WORDS = 17;

const HAS_BASE = 1;
const BEFORE_FIRST_ACK = 2;

/* Words of a segment in `#segments`. */
const SEGMENT_NEXT = 0;
const SEGMENT_SEQUENCE = 1;
const SEGMENT_END = 2;
const SEGMENT_FRAME = 3;
const SEGMENT_WORDS = 4;

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

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Fills `view.tcpAnnotation` for every packet, in the order of the capture. */
export class TcpAnalysis {
  readonly #maximum: number;
  /** Conversation slots in use, and the slot that is overwritten next once all are. */
  #count = 0;
  #oldest = 0;
  #streams = 0;
  #capacity = 1024;
  #conversations = new Int32Array(this.#capacity * CONVERSATION_WORDS);
  #flows = new Int32Array(this.#capacity * 2 * FLOW_WORDS);
  /** Bucket → first slot + 1. */
  #buckets = new Int32Array(this.#capacity * 2);
  /** Keeps a capture from choosing packets that all fall into one bucket. */
  readonly #seed = (Math.random() * 0x100000000) | 0;

  #segmentCapacity = 1024;
  #segmentCount = 1; // 0 means none
  #segments = new Int32Array(this.#segmentCapacity * SEGMENT_WORDS);
  #freeSegment = 0;

  readonly #key = new Int32Array(KEY_WORDS);

  /** @param maximumConversations how many conversations are held at once */
  constructor(maximumConversations = MAXIMUM_CONVERSATIONS) {
    this.#maximum = maximumConversations;
  }

  /** Looks at the packet in `view` and fills its `tcpAnnotation`; all but TCP packets are skipped. */
  annotate(view: PacketView): void {
    const annotation = view.tcpAnnotation;
    annotation.valid = false;
    const layer = this.#tcpLayer(view);
    if (layer < 0) return;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    if (view.layerEnd[layer] - at < tcp.MINIMUM_HEADER_LENGTH) return;

    const sourcePort = readUint16(bytes, at);
    const destinationPort = readUint16(bytes, at + 2);
    const flags = tcp.flags(bytes, at);
    const sequence = tcp.sequence(bytes, at) | 0;
    const acknowledgment = tcp.acknowledgment(bytes, at) | 0;
    const window = tcp.window(bytes, at);
    const direction = this.#makeKey(view, sourcePort, destinationPort);

    let isNew = false;
    let slot = this.#find();
    if (slot < 0) {
      slot = this.#insert();
      isNew = true;
    }
    const conversation = slot * CONVERSATION_WORDS;
    let forward = (2 * slot + direction) * FLOW_WORDS;
    let backward = (2 * slot + 1 - direction) * FLOW_WORDS;
    // Both directions look alike where a host talks to its own port: Wireshark's flow 2 is both.
    if (direction === 2) {
      forward = (2 * slot + 1) * FLOW_WORDS;
      backward = 2 * slot * FLOW_WORDS;
    }

    let found = 0;
    const connect = flags & (tcp.SYN | tcp.ACK);
    if (connect === tcp.SYN && (this.#flows[forward + STATE] & HAS_BASE) !== 0) {
      if (this.#flows[forward + BASE_SEQUENCE] !== sequence) {
        // Another ISN between the same ports: the next attempt, a conversation of its own.
        this.#reset(slot);
        found = REUSED_PORTS;
        this.#conversations[slot * CONVERSATION_WORDS + COMPLETENESS] = COMPLETE_SYN;
      } else {
        // A RST may have moved what is expected next (RFC 9293 §3.5.2; Wireshark issue 17616).
        this.#flows[forward + NEXT_SEQUENCE] = this.#flows[forward + HIGHEST_TO_ACKNOWLEDGE];
      }
    } else if (
      connect === (tcp.SYN | tcp.ACK) &&
      (this.#flows[forward + STATE] & HAS_BASE) !== 0 &&
      this.#flows[forward + BASE_SEQUENCE] !== sequence
    ) {
      this.#flows[forward + BASE_SEQUENCE] = sequence;
      found = REUSED_PORTS;
    }

    const header = tcp.headerLength(bytes, at);
    const declared = this.#declaredLength(view, layer, at);
    const hasLength = declared >= header;
    const length = hasLength ? declared - header : 0;

    annotation.valid = true;
    annotation.stream = this.#conversations[conversation + STREAM];
    annotation.duplicateAckNumber = 0;
    annotation.duplicateAckFrame = 0;
    annotation.acksFrame = 0;
    annotation.completeness = this.#conversations[conversation + COMPLETENESS];

    const flows = this.#flows;
    if (hasLength) {
      if ((flows[forward + STATE] & HAS_BASE) === 0) {
        // Where the SYN was not seen, numbers start at 1 (Wireshark bug 1542).
        flows[forward + BASE_SEQUENCE] = (flags & tcp.SYN) !== 0 ? sequence : (sequence - 1) | 0;
        flows[forward + STATE] |= HAS_BASE;
      }
      if ((flows[backward + STATE] & HAS_BASE) === 0 && (flags & tcp.ACK) !== 0) {
        flows[backward + BASE_SEQUENCE] = (acknowledgment - 1) | 0;
        flows[backward + STATE] |= HAS_BASE;
      }
      found = this.#analyze(
        view,
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
      annotation.relativeSequence = (sequence - flows[forward + BASE_SEQUENCE]) >>> 0;
      annotation.relativeAcknowledgment =
        (flags & tcp.ACK) !== 0 ? (acknowledgment - flows[backward + BASE_SEQUENCE]) >>> 0 : 0;
    } else {
      annotation.relativeSequence = sequence >>> 0;
      annotation.relativeAcknowledgment = (flags & tcp.ACK) !== 0 ? acknowledgment >>> 0 : 0;
    }
    annotation.flags = found;
    annotation.relativeNextSequence =
      (annotation.relativeSequence + length + ((flags & (tcp.SYN | tcp.FIN)) !== 0 ? 1 : 0)) >>> 0;
    const scale = flows[forward + WINDOW_SCALE];
    annotation.windowSize =
      hasLength && scale >= 0 && (flags & tcp.SYN) === 0 ? window * 2 ** scale : window;
    if (header >= tcp.MINIMUM_HEADER_LENGTH) {
      this.#complete(conversation, flags, length, isNew);
      this.#afterHeader(view, conversation, forward, backward, flags, bytes, at, layer);
    }
    annotation.windowScale = flows[forward + WINDOW_SCALE];
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
   * Puts the packet's conversation key into `#key`.
   * @returns 0 or 1 for the direction, 2 where both ends are the same
   */
  #makeKey(view: PacketView, sourcePort: number, destinationPort: number): number {
    const key = this.#key;
    let order = (view.source0 >>> 0) - (view.destination0 >>> 0);
    if (order === 0) order = (view.source1 >>> 0) - (view.destination1 >>> 0);
    if (order === 0) order = (view.source2 >>> 0) - (view.destination2 >>> 0);
    if (order === 0) order = (view.source3 >>> 0) - (view.destination3 >>> 0);
    if (order === 0) order = sourcePort - destinationPort;
    if (order <= 0) {
      key[0] = view.source0;
      key[1] = view.source1;
      key[2] = view.source2;
      key[3] = view.source3;
      key[4] = view.destination0;
      key[5] = view.destination1;
      key[6] = view.destination2;
      key[7] = view.destination3;
      key[8] = (sourcePort << 16) | destinationPort;
    } else {
      key[0] = view.destination0;
      key[1] = view.destination1;
      key[2] = view.destination2;
      key[3] = view.destination3;
      key[4] = view.source0;
      key[5] = view.source1;
      key[6] = view.source2;
      key[7] = view.source3;
      key[8] = (destinationPort << 16) | sourcePort;
    }
    return order === 0 ? 2 : order < 0 ? 1 : 0;
  }

  #hash(key: Int32Array, from: number): number {
    let hash = this.#seed;
    for (let i = from; i < from + KEY_WORDS; i++) hash = mix(hash, key[i]);
    return hash;
  }

  #find(): number {
    const key = this.#key;
    const conversations = this.#conversations;
    const bucket = this.#hash(key, 0) & (this.#buckets.length - 1);
    let slot = this.#buckets[bucket] - 1;
    while (slot >= 0) {
      const at = slot * CONVERSATION_WORDS;
      if (
        conversations[at + 8] === key[8] &&
        conversations[at + 3] === key[3] &&
        conversations[at + 7] === key[7] &&
        conversations[at + 2] === key[2] &&
        conversations[at + 6] === key[6] &&
        conversations[at + 1] === key[1] &&
        conversations[at + 5] === key[5] &&
        conversations[at] === key[0] &&
        conversations[at + 4] === key[4]
      ) {
        return slot;
      }
      slot = conversations[at + BUCKET_NEXT] - 1;
    }
    return -1;
  }

  #insert(): number {
    let slot: number;
    if (this.#count < this.#maximum) {
      if (this.#count === this.#capacity) this.#grow();
      slot = this.#count++;
    } else {
      slot = this.#oldest;
      this.#oldest = (this.#oldest + 1) % this.#maximum;
      this.#unlink(slot);
    }
    const at = slot * CONVERSATION_WORDS;
    this.#conversations.set(this.#key, at + KEY);
    this.#link(slot);
    this.#reset(slot);
    return slot;
  }

  #link(slot: number): void {
    const at = slot * CONVERSATION_WORDS;
    const bucket = this.#hash(this.#conversations, at) & (this.#buckets.length - 1);
    this.#conversations[at + BUCKET] = bucket;
    this.#conversations[at + BUCKET_NEXT] = this.#buckets[bucket];
    this.#buckets[bucket] = slot + 1;
  }

  #unlink(slot: number): void {
    const conversations = this.#conversations;
    const at = slot * CONVERSATION_WORDS;
    const bucket = conversations[at + BUCKET];
    if (this.#buckets[bucket] === slot + 1) {
      this.#buckets[bucket] = conversations[at + BUCKET_NEXT];
      return;
    }
    let before = this.#buckets[bucket] - 1;
    while (conversations[before * CONVERSATION_WORDS + BUCKET_NEXT] !== slot + 1) {
      before = conversations[before * CONVERSATION_WORDS + BUCKET_NEXT] - 1;
    }
    conversations[before * CONVERSATION_WORDS + BUCKET_NEXT] = conversations[at + BUCKET_NEXT];
  }

  #grow(): void {
    this.#capacity *= 2;
    const conversations = new Int32Array(this.#capacity * CONVERSATION_WORDS);
    conversations.set(this.#conversations);
    this.#conversations = conversations;
    const flows = new Int32Array(this.#capacity * 2 * FLOW_WORDS);
    flows.set(this.#flows);
    this.#flows = flows;
    this.#buckets = new Int32Array(this.#capacity * 2);
    for (let slot = 0; slot < this.#count; slot++) this.#link(slot);
  }

  /** Starts a conversation with the key that the slot holds. */
  #reset(slot: number): void {
    const at = slot * CONVERSATION_WORDS;
    this.#conversations.fill(0, at + STREAM, at + CONVERSATION_WORDS);
    this.#conversations[at + STREAM] = this.#streams++;
    for (let flow = 2 * slot; flow < 2 * slot + 2; flow++) {
      const from = flow * FLOW_WORDS;
      this.#freeSegments(this.#flows[from + SEGMENT_HEAD]);
      this.#flows.fill(0, from, from + FLOW_WORDS);
      this.#flows[from + WINDOW] = -1;
      this.#flows[from + WINDOW_SCALE] = WINDOW_SCALE_UNKNOWN;
    }
  }

  #freeSegments(head: number): void {
    let segment = head;
    while (segment !== 0) {
      const next = this.#segments[segment * SEGMENT_WORDS + SEGMENT_NEXT];
      this.#segments[segment * SEGMENT_WORDS + SEGMENT_NEXT] = this.#freeSegment;
      this.#freeSegment = segment;
      segment = next;
    }
  }

  #rememberSegment(forward: number, sequence: number, end: number, frame: number): void {
    let segment = this.#freeSegment;
    if (segment !== 0) {
      this.#freeSegment = this.#segments[segment * SEGMENT_WORDS + SEGMENT_NEXT];
    } else {
      if (this.#segmentCount === MAXIMUM_SEGMENTS) return;
      if (this.#segmentCount === this.#segmentCapacity) {
        this.#segmentCapacity *= 2;
        const segments = new Int32Array(this.#segmentCapacity * SEGMENT_WORDS);
        segments.set(this.#segments);
        this.#segments = segments;
      }
      segment = this.#segmentCount++;
    }
    const at = segment * SEGMENT_WORDS;
    this.#segments[at + SEGMENT_NEXT] = this.#flows[forward + SEGMENT_HEAD];
    this.#segments[at + SEGMENT_SEQUENCE] = sequence;
    this.#segments[at + SEGMENT_END] = end;
    this.#segments[at + SEGMENT_FRAME] = frame;
    this.#flows[forward + SEGMENT_HEAD] = segment;
    this.#flows[forward + SEGMENT_COUNT]++;
  }

  /**
   * Forgets the segments that `acknowledgment` covers.
   * @returns the frame of the segment that it acknowledges to the byte, or 0
   */
  #acknowledge(backward: number, acknowledgment: number): number {
    const segments = this.#segments;
    const flows = this.#flows;
    let frame = 0;
    let before = 0;
    let segment = flows[backward + SEGMENT_HEAD];
    while (segment !== 0) {
      const at = segment * SEGMENT_WORDS;
      const next = segments[at + SEGMENT_NEXT];
      const end = segments[at + SEGMENT_END];
      if (end !== acknowledgment && isAfter(end, acknowledgment)) {
        if (isAfter(acknowledgment, segments[at + SEGMENT_SEQUENCE])) {
          segments[at + SEGMENT_SEQUENCE] = acknowledgment;
        }
        before = segment;
        segment = next;
        continue;
      }
      if (end === acknowledgment) frame = segments[at + SEGMENT_FRAME];
      if (before === 0) flows[backward + SEGMENT_HEAD] = next;
      else segments[before * SEGMENT_WORDS + SEGMENT_NEXT] = next;
      flows[backward + SEGMENT_COUNT]--;
      segments[at + SEGMENT_NEXT] = this.#freeSegment;
      this.#freeSegment = segment;
      segment = next;
    }
    return frame;
  }

  /** Wireshark's tcp_analyze_sequence_number, step by step. Returns `TcpAnalysisFlag` bits. */
  #analyze(
    view: PacketView,
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
    const flows = this.#flows;
    const annotation = view.tcpAnnotation;
    const next = flows[forward + NEXT_SEQUENCE];
    const lastAcknowledgment = flows[forward + LAST_ACKNOWLEDGMENT];
    const lastWindow = flows[forward + WINDOW];
    const carriesPayload = (flags & NO_PAYLOAD_FLAGS) === 0;
    const seconds = view.seconds | 0;
    const nanoseconds = view.nanoseconds;
    let found = reused;

    if (length === 1 && sequence === next && flows[backward + WINDOW] === 0) {
      found |= ZERO_WINDOW_PROBE;
    } else {
      if (window === 0 && carriesPayload) found |= ZERO_WINDOW;
      if (next !== 0 && isAfter(sequence, next) && (flags & tcp.RST) === 0) found |= LOST_SEGMENT;
      if (length <= 1 && sequence === ((next - 1) | 0) && carriesPayload) found |= KEEP_ALIVE;
      const repeats =
        length === 0 &&
        sequence === next &&
        acknowledgment === lastAcknowledgment &&
        carriesPayload;
      if (repeats && window !== 0 && window !== lastWindow) found |= WINDOW_UPDATE;
      if (length > 0 && carriesPayload && flows[backward + WINDOW_SCALE] !== WINDOW_SCALE_UNKNOWN) {
        const scale = flows[backward + WINDOW_SCALE];
        const shift =
          (flows[backward + STATE] & BEFORE_FIRST_ACK) !== 0 || scale === WINDOW_SCALE_NOT_USED
            ? 0
            : scale;
        const edge = flows[backward + LAST_ACKNOWLEDGMENT] + (flows[backward + WINDOW] << shift);
        if (((sequence + length) | 0) === (edge | 0)) found |= WINDOW_FULL;
      }
      if (repeats && window === lastWindow) {
        if (window !== 0 && (flows[backward + LAST_FLAGS] & KEEP_ALIVE) !== 0) {
          found |= KEEP_ALIVE_ACK;
        } else if (window === 0) {
          if ((flows[backward + LAST_FLAGS] & ZERO_WINDOW_PROBE) !== 0) {
            found |= ZERO_WINDOW_PROBE_ACK;
          }
        } else {
          // -1: see "ACKed unseen segment" below.
          const count = Math.max(flows[forward + DUPLICATE_COUNT], 0) + 1;
          flows[forward + DUPLICATE_COUNT] = count;
          found |= DUPLICATE_ACK;
          annotation.duplicateAckNumber = count;
          annotation.duplicateAckFrame = flows[forward + LAST_FRAME_NOT_DUPLICATE];
        }
      }
    }

    if (acknowledgment !== lastAcknowledgment) {
      flows[forward + LAST_FRAME_NOT_DUPLICATE] = view.frameNumber;
      flows[forward + DUPLICATE_COUNT] = 0;
    }

    const highest = flows[backward + HIGHEST_TO_ACKNOWLEDGE];
    if (highest !== 0 && isAfter(acknowledgment, highest) && (flags & tcp.ACK) !== 0) {
      if (isAfter(flows[backward + NEXT_SEQUENCE], highest)) {
        flows[backward + HIGHEST_TO_ACKNOWLEDGE] = flows[backward + NEXT_SEQUENCE];
        found |= ACK_LOST_SEGMENT;
      } else {
        // Said once per lost segment while the other side sends nothing but ACKs.
        if (flows[backward + DUPLICATE_COUNT] === 0) found |= ACK_LOST_SEGMENT;
        flows[backward + DUPLICATE_COUNT] = -1;
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
    }

    const end = (sequence + length + counts) | 0;
    if (
      (length > 0 || counts !== 0) &&
      flows[forward + SEGMENT_COUNT] < MAXIMUM_SEGMENTS_PER_DIRECTION
    ) {
      this.#rememberSegment(forward, sequence, end, view.frameNumber);
    }

    if (next === 0 || isAfter(end, (flows[forward + NEXT_SEQUENCE] + counts) | 0)) {
      flows[forward + LENGTH_AT_HIGHEST] = length;
    }
    if (isAfter(end, flows[forward + NEXT_SEQUENCE]) || flows[forward + NEXT_SEQUENCE] === 0) {
      if ((found & ZERO_WINDOW_PROBE) === 0) {
        flows[forward + NEXT_SEQUENCE] = end;
        flows[forward + NEXT_SEQUENCE_SECONDS] = seconds;
        flows[forward + NEXT_SEQUENCE_NANOSECONDS] = nanoseconds;
      }
    }
    if (
      (sequence === flows[forward + HIGHEST_TO_ACKNOWLEDGE] ||
        flows[forward + HIGHEST_TO_ACKNOWLEDGE] === 0) &&
      (found & ZERO_WINDOW_PROBE) === 0
    ) {
      flows[forward + HIGHEST_TO_ACKNOWLEDGE] = flows[forward + NEXT_SEQUENCE];
    }

    flows[forward + WINDOW] = window;
    flows[forward + LAST_ACKNOWLEDGMENT] = acknowledgment;
    flows[forward + LAST_ACKNOWLEDGMENT_SECONDS] = seconds;
    flows[forward + LAST_ACKNOWLEDGMENT_NANOSECONDS] = nanoseconds;
    flows[forward + LAST_FLAGS] = found;
    annotation.acksFrame = this.#acknowledge(backward, acknowledgment);
    return found;
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
    const flows = this.#flows;
    const next = flows[forward + NEXT_SEQUENCE];
    const acknowledged = flows[backward + LAST_ACKNOWLEDGMENT];
    if (length > 0 && acknowledged !== 0 && !isAfter((sequence + length) | 0, acknowledged)) {
      return SPURIOUS_RETRANSMISSION;
    }
    if (next === 0 || !isAfter(next, sequence)) return 0;
    // One byte before: the byte that a zero window probe sent already.
    if (length > 1 && ((next - 1) | 0) === sequence) return 0;

    const sinceAcknowledgment = elapsed(
      seconds,
      nanoseconds,
      flows[backward + LAST_ACKNOWLEDGMENT_SECONDS],
      flows[backward + LAST_ACKNOWLEDGMENT_NANOSECONDS],
    );
    if (
      // Unsigned, as in Wireshark: the mark -1 counts as many.
      flows[backward + DUPLICATE_COUNT] >>> 0 >= 2 &&
      acknowledged === sequence &&
      sinceAcknowledgment >= 0 &&
      sinceAcknowledgment < FAST_RETRANSMISSION_NANOSECONDS
    ) {
      return FAST_RETRANSMISSION;
    }

    const sinceHighest = elapsed(
      seconds,
      nanoseconds,
      flows[forward + NEXT_SEQUENCE_SECONDS],
      flows[forward + NEXT_SEQUENCE_NANOSECONDS],
    );
    const conversations = this.#conversations;
    const roundTrip =
      conversations[conversation + ROUND_TRIP_SECONDS] * NANOSECONDS_PER_SECOND +
      conversations[conversation + ROUND_TRIP_NANOSECONDS];
    const threshold = roundTrip === 0 ? OUT_OF_ORDER_NANOSECONDS : roundTrip;
    if (
      sinceHighest >= 0 &&
      sinceHighest < threshold &&
      (next !== ((sequence + length + counts) | 0) ||
        (counts === 0 && flows[forward + LENGTH_AT_HIGHEST] === 0))
    ) {
      return OUT_OF_ORDER;
    }
    return RETRANSMISSION;
  }

  /** Wireshark's conversation_completeness. */
  #complete(conversation: number, flags: number, length: number, isNew: boolean): void {
    let completeness = this.#conversations[conversation + COMPLETENESS];
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
    this.#conversations[conversation + COMPLETENESS] = completeness;
  }

  /** What Wireshark does once flags and options are read: round trip, window scale. */
  #afterHeader(
    view: PacketView,
    conversation: number,
    forward: number,
    backward: number,
    flags: number,
    bytes: Uint8Array,
    at: number,
    layer: number,
  ): void {
    const flows = this.#flows;
    const conversations = this.#conversations;
    const connect = flags & (tcp.SYN | tcp.ACK);
    if (connect === tcp.SYN) {
      conversations[conversation + SYN_SECONDS] = view.seconds | 0;
      conversations[conversation + SYN_NANOSECONDS] = view.nanoseconds;
      conversations[conversation + HAS_TIMES] |= SAW_SYN_TIME;
    }
    if ((flags & tcp.SYN) !== 0) flows[forward + STATE] |= BEFORE_FIRST_ACK;
    if (connect === tcp.ACK) {
      flows[forward + STATE] &= ~BEFORE_FIRST_ACK;
      if (conversations[conversation + HAS_TIMES] === SAW_SYN_TIME) {
        let seconds = ((view.seconds | 0) - conversations[conversation + SYN_SECONDS]) | 0;
        let nanoseconds = view.nanoseconds - conversations[conversation + SYN_NANOSECONDS];
        if (nanoseconds < 0) {
          nanoseconds += NANOSECONDS_PER_SECOND;
          seconds--;
        }
        conversations[conversation + ROUND_TRIP_SECONDS] = seconds;
        conversations[conversation + ROUND_TRIP_NANOSECONDS] = nanoseconds;
        if (seconds !== 0 || nanoseconds !== 0) {
          conversations[conversation + HAS_TIMES] |= HAS_ROUND_TRIP;
        }
      }
    }
    if ((flags & tcp.SYN) === 0) return;
    const option = tcp.findOption(bytes, at, view.layerEnd[layer], tcp.OPTION_WINDOW_SCALE);
    if (option >= 0 && bytes[option + 1] === 3) {
      flows[forward + WINDOW_SCALE] = Math.min(bytes[option + 2], MAXIMUM_WINDOW_SHIFT);
    }
    // Scaling is used only where both sides offer it (RFC 7323 §2.2).
    if (flows[forward + WINDOW_SCALE] === WINDOW_SCALE_UNKNOWN) {
      flows[forward + WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
      flows[backward + WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
    } else if (
      connect === (tcp.SYN | tcp.ACK) &&
      flows[backward + WINDOW_SCALE] === WINDOW_SCALE_NOT_USED
    ) {
      flows[forward + WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
    }
  }
}
