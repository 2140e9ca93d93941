import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import {
  ClosingSide,
  TcpAnalysisFlag,
  type TcpAnnotation,
  WINDOW_SCALE_NOT_USED,
  WINDOW_SCALE_UNKNOWN,
} from '../protocols/tcp/annotation.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import {
  BEFORE_FIRST_ACK,
  CLOSES_FIRST,
  CONVERSATION_WORDS,
  DIRECTION_WORDS,
  Direction,
  HAS_BASE,
  MAXIMUM_CONVERSATIONS,
  TcpConversation,
  TcpConversations,
} from './tcp-conversations.ts';
import { TcpSegments } from './tcp-segments.ts';
import { TcpSequences } from './tcp-sequences.ts';

/*
 * The place of each TCP packet in its conversation, by Wireshark 4.0's rules
 * (packet-tcp.c: dissect_tcp, tcp_analyze_sequence_number; user's guide, "TCP Analysis"), so that
 * the packet list and the `tcp.analysis.*` filters say what Wireshark says. It judges nothing.
 *
 * Sequence numbers are compared as RFC 9293 §3.4 tells: by the sign of the 32-bit difference.
 */

const { REUSED_PORTS } = TcpAnalysisFlag;

/** Nanoseconds in a second. */
const NANOSECONDS_PER_SECOND = 1e9;

/** Shift counts above it count as it (RFC 7323 §2.3). */
const MAXIMUM_WINDOW_SHIFT = 14;

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

/** Bits of `TcpConversation.TIMES`. */
const SAW_SYN_TIME = 1;
const HAS_ROUND_TRIP = 2;

/** Fills the TCP annotations of the view for every packet, in the order of the capture. */
export class TcpAnalysis {
  readonly #segments = new TcpSegments();
  readonly #conversations: TcpConversations;
  readonly #sequences: TcpSequences;

  /** @param maximumConversations how many conversations are held at once */
  constructor(maximumConversations = MAXIMUM_CONVERSATIONS) {
    const conversations: TcpConversations = new TcpConversations(maximumConversations, (flow) =>
      this.#segments.freeAll(conversations.directions[flow + Direction.SEGMENT_HEAD]),
    );
    this.#conversations = conversations;
    this.#sequences = new TcpSequences(conversations, this.#segments);
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
    const sequence = tcp.sequenceWord(bytes, at);
    const acknowledgment = tcp.acknowledgmentWord(bytes, at);
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
    const { words, directions } = table;
    const conversation = slot * CONVERSATION_WORDS;
    // Both directions look alike where a host talks to its own port: Wireshark's flow 2 is both.
    const forward = (2 * slot + (direction === 0 ? 0 : 1)) * DIRECTION_WORDS;
    const backward = (2 * slot + (direction === 0 ? 1 : 0)) * DIRECTION_WORDS;

    let found = 0;
    let isFresh = isNew;
    let isNoted = false;
    const connect = flags & (tcp.SYN | tcp.ACK);
    if (connect === tcp.SYN && (directions[forward + Direction.STATE] & HAS_BASE) !== 0) {
      if (directions[forward + Direction.BASE_SEQUENCE] !== sequence) {
        // Another ISN between the same ports: the next attempt, a conversation of its own.
        table.reset(slot);
        isFresh = true;
        found = REUSED_PORTS;
        words[conversation + TcpConversation.COMPLETENESS] = COMPLETE_SYN;
      } else {
        // A RST may have moved what is expected next (RFC 9293 §3.5.2; Wireshark issue 17616).
        directions[forward + Direction.NEXT_SEQUENCE] =
          directions[forward + Direction.HIGHEST_TO_ACKNOWLEDGE];
        isNoted = true;
      }
    } else if (
      connect === (tcp.SYN | tcp.ACK) &&
      (directions[forward + Direction.STATE] & HAS_BASE) !== 0 &&
      directions[forward + Direction.BASE_SEQUENCE] !== sequence
    ) {
      directions[forward + Direction.BASE_SEQUENCE] = sequence;
      found = REUSED_PORTS;
    }

    const header = tcp.headerLength(bytes, at);
    const declared = isQuoted ? -1 : this.#declaredLength(view, layer, at);
    const hasLength = declared >= header;
    const length = hasLength ? declared - header : 0;

    annotation.valid = true;
    annotation.hasLength = hasLength;
    annotation.stream = words[conversation + TcpConversation.STREAM];
    annotation.completeness = words[conversation + TcpConversation.COMPLETENESS];
    annotation.hasAnalysis = isNoted || found !== 0;
    annotation.duplicateAckNumber = 0;
    annotation.duplicateAckFrame = 0;
    annotation.acksFrame = 0;
    annotation.timeoutFrame = 0;
    annotation.bytesInFlight = 0;
    annotation.pushBytesSent = 0;
    this.#times(view, annotation, conversation, isFresh);

    directions[forward + Direction.SELECTIVELY_ACKNOWLEDGED] = 0;
    annotation.relativeSequence = sequence >>> 0;
    annotation.relativeAcknowledgment = acknowledgment >>> 0;
    annotation.reverseBase = directions[backward + Direction.BASE_SEQUENCE];
    if (hasLength) {
      if ((directions[forward + Direction.STATE] & HAS_BASE) === 0) {
        // Where the SYN was not seen, numbers start at 1 (Wireshark bug 1542).
        const base = (flags & tcp.SYN) !== 0 ? sequence : (sequence - 1) | 0;
        directions[forward + Direction.BASE_SEQUENCE] = base;
        directions[forward + Direction.STATE] |= HAS_BASE;
      }
      if ((directions[backward + Direction.STATE] & HAS_BASE) === 0 && (flags & tcp.ACK) !== 0) {
        directions[backward + Direction.BASE_SEQUENCE] = (acknowledgment - 1) | 0;
        directions[backward + Direction.STATE] |= HAS_BASE;
      }
      annotation.reverseBase = directions[backward + Direction.BASE_SEQUENCE];
      found = this.#sequences.analyze(
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
      this.#sequences.countInFlight(annotation, forward, backward, length, flags);
      annotation.relativeSequence =
        (sequence - directions[forward + Direction.BASE_SEQUENCE]) >>> 0;
      if ((flags & tcp.ACK) !== 0) {
        annotation.relativeAcknowledgment =
          (acknowledgment - directions[backward + Direction.BASE_SEQUENCE]) >>> 0;
      }
    }
    annotation.flags = found;
    annotation.relativeNextSequence =
      (annotation.relativeSequence + length + ((flags & (tcp.SYN | tcp.FIN)) !== 0 ? 1 : 0)) >>> 0;
    const scale = directions[forward + Direction.WINDOW_SCALE];
    annotation.windowScale = scale;
    annotation.windowSize =
      hasLength && scale >= 0 && (flags & tcp.SYN) === 0 ? window * 2 ** scale : window;
    annotation.closing = ClosingSide.NONE;
    if (header >= tcp.MINIMUM_HEADER_LENGTH) {
      this.#complete(conversation, flags, length, isNew);
      this.#afterHeader(view, annotation, conversation, forward, backward, flags, bytes, at, layer);
    }
    annotation.initialRoundTrip.seconds = words[conversation + TcpConversation.ROUND_TRIP_SECONDS];
    annotation.initialRoundTrip.nanoseconds =
      words[conversation + TcpConversation.ROUND_TRIP_NANOSECONDS];
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
      words[conversation + TcpConversation.FIRST_SECONDS] = seconds;
      words[conversation + TcpConversation.FIRST_NANOSECONDS] = nanoseconds;
      words[conversation + TcpConversation.PREVIOUS_SECONDS] = seconds;
      words[conversation + TcpConversation.PREVIOUS_NANOSECONDS] = nanoseconds;
    }
    annotation.sinceFirst.setBetween(
      words[conversation + TcpConversation.FIRST_SECONDS],
      words[conversation + TcpConversation.FIRST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    annotation.sincePrevious.setBetween(
      words[conversation + TcpConversation.PREVIOUS_SECONDS],
      words[conversation + TcpConversation.PREVIOUS_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    words[conversation + TcpConversation.PREVIOUS_SECONDS] = seconds;
    words[conversation + TcpConversation.PREVIOUS_NANOSECONDS] = nanoseconds;
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

  /** Wireshark's conversation_completeness. */
  #complete(conversation: number, flags: number, length: number, isNew: boolean): void {
    let completeness = this.#conversations.words[conversation + TcpConversation.COMPLETENESS];
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
    this.#conversations.words[conversation + TcpConversation.COMPLETENESS] = completeness;
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
    const { words, directions } = this.#conversations;
    const connect = flags & (tcp.SYN | tcp.ACK);
    if (connect === tcp.SYN) {
      words[conversation + TcpConversation.SYN_SECONDS] = view.seconds | 0;
      words[conversation + TcpConversation.SYN_NANOSECONDS] = view.nanoseconds;
      words[conversation + TcpConversation.TIMES] |= SAW_SYN_TIME;
    }
    if ((flags & tcp.SYN) !== 0) directions[forward + Direction.STATE] |= BEFORE_FIRST_ACK;
    if (connect === tcp.ACK) {
      directions[forward + Direction.STATE] &= ~BEFORE_FIRST_ACK;
      if (words[conversation + TcpConversation.TIMES] === SAW_SYN_TIME) {
        let seconds = ((view.seconds | 0) - words[conversation + TcpConversation.SYN_SECONDS]) | 0;
        let nanoseconds = view.nanoseconds - words[conversation + TcpConversation.SYN_NANOSECONDS];
        if (nanoseconds < 0) {
          nanoseconds += NANOSECONDS_PER_SECOND;
          seconds--;
        }
        words[conversation + TcpConversation.ROUND_TRIP_SECONDS] = seconds;
        words[conversation + TcpConversation.ROUND_TRIP_NANOSECONDS] = nanoseconds;
        if (seconds !== 0 || nanoseconds !== 0) {
          words[conversation + TcpConversation.TIMES] |= HAS_ROUND_TRIP;
        }
      }
    }
    if ((flags & tcp.FIN) !== 0) {
      if ((directions[backward + Direction.STATE] & CLOSES_FIRST) === 0) {
        directions[forward + Direction.STATE] |= CLOSES_FIRST;
        annotation.closing = ClosingSide.ACTIVE;
      } else annotation.closing = ClosingSide.PASSIVE;
    }
    directions[forward + Direction.SELECTIVELY_ACKNOWLEDGED] = tcp.sackedBytes(
      bytes,
      at,
      view.layerEnd[layer],
      COUNTED_SACK_BLOCKS,
    );
    if ((flags & tcp.SYN) === 0) return;
    const option = tcp.findOption(bytes, at, view.layerEnd[layer], tcp.OPTION_WINDOW_SCALE);
    const shift = option < 0 ? -1 : tcp.windowShift(bytes, option);
    if (shift >= 0)
      directions[forward + Direction.WINDOW_SCALE] = Math.min(shift, MAXIMUM_WINDOW_SHIFT);
    // Among options that are cut off Wireshark gives up before this.
    if (view.layerEnd[layer] - at < tcp.headerLength(bytes, at)) return;
    // Scaling is used only where both sides offer it (RFC 7323 §2.2).
    if (directions[forward + Direction.WINDOW_SCALE] === WINDOW_SCALE_UNKNOWN) {
      directions[forward + Direction.WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
      directions[backward + Direction.WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
    } else if (
      connect === (tcp.SYN | tcp.ACK) &&
      directions[backward + Direction.WINDOW_SCALE] === WINDOW_SCALE_NOT_USED
    ) {
      directions[forward + Direction.WINDOW_SCALE] = WINDOW_SCALE_NOT_USED;
    }
  }
}
