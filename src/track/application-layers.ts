import { dispatchOfPorts } from '../protocols/application-ports.ts';
import { isTcpPortOf } from '../protocols/dissectors.ts';
import * as dns from '../protocols/dns/codec.ts';
import { MORE, NO_MESSAGE, UNTIL_CLOSED } from '../protocols/framing.ts';
import * as http from '../protocols/http/codec.ts';
import { MAXIMUM_LAYERS, type PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as sip from '../protocols/sip/codec.ts';
import { NOT_DISSECTED, TcpAnalysisFlag } from '../protocols/tcp/annotation.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import {
  isFirstSide,
  type OpenMessage,
  StreamAssembler,
} from '../protocols/tcp/stream-assembler.ts';
import * as tls from '../protocols/tls/codec.ts';

/** Conversations that are followed at once; the oldest makes room. */
const MAXIMUM_CONVERSATIONS = 4096;
/** Bytes of one message that waits for its end; what is longer is passed over. */
const MAXIMUM_MESSAGE = 1 << 20;
/** Bytes of all messages that wait. */
const MAXIMUM_WAITING = 1 << 25;
/** Bytes that are searched again and again for the end of one message. */
const MAXIMUM_SEARCHED = 1 << 26;

/** Those of them that are shown as segments of a message. */
const SHOWN_AS_SEGMENTS = TcpAnalysisFlag.RETRANSMISSION | TcpAnalysisFlag.OUT_OF_ORDER;

/** What follows is another protocol (RFC 9110 §15.2.2). */
const SWITCHING_PROTOCOLS = 101;

const NOTHING = new Uint8Array(0);

/** One direction of a conversation. */
class Stream {
  /** Raw sequence number of the next byte, and whether it is known. */
  nextSequence = 0;
  isKnown = false;
  /** Segments of the message that waits for its end, and bytes that were searched for that. */
  segments = 0;
  searched = 0;
  /** TLS: a ChangeCipherSpec went by. */
  isEncrypted = false;
  /** HTTP: what the last request was. */
  asks = http.Answers.OTHERS;
  requestFrame = 0;
  requestSeconds = 0;
  requestNanoseconds = 0;
  requestUri = '';
}

class ApplicationConversation {
  protocol: Protocol = Protocol.NONE;
  tlsVersion = 0;
  /** TLS: a record was seen. HTTP: a request. */
  isConfirmed = false;
  /** It has changed to a protocol that is not followed. */
  isOther = false;
  /** It goes on in what a proxy was asked to connect to: its ports say nothing. */
  isTunnel = false;
  /** What that is, as it was asked for. */
  target = '';
  readonly streams: readonly [Stream, Stream] = [new Stream(), new Stream()];
}

/**
 * Puts the messages of TLS, HTTP and DNS over TCP together across segments, as Wireshark does
 * (packet-tcp.c: desegment_tcp): a message is shown in the frame that completes it. Rewrites the
 * application layers of the view and fills `view.applicationAnnotation`. Runs after the TCP analysis.
 */
export class ApplicationLayers {
  readonly #conversations = new Map<number, ApplicationConversation>();
  /** Messages whose end is not there yet. */
  readonly #waiting = new StreamAssembler<Stream>({
    messages: 2 * MAXIMUM_CONVERSATIONS,
    length: MAXIMUM_MESSAGE,
    total: MAXIMUM_WAITING,
  });
  /** Room for the bytes of a message and of the segment that completes it. */
  #joined = new Uint8Array(4096);

  annotate(view: PacketView): void {
    const note = view.applicationAnnotation;
    note.clear();
    const annotation = view.tcpAnnotation;
    const { transport } = view;
    if (!annotation.valid || !annotation.hasLength || transport < 0) return;
    const bytes = view.layerBytes(transport);
    const at = view.layerStart[transport];
    const flags = tcp.flags(bytes, at);
    const hasPayload = view.payloadEnd > view.payloadStart;
    const isFin = (flags & tcp.FIN) !== 0;
    if ((flags & tcp.RST) !== 0) {
      // What a reset carries says why it came (RFC 9293 §3.5.3): no dissector sees it.
      view.layerCount = Math.min(view.layerCount, transport + 1);
      return;
    }
    if (!hasPayload && !isFin) return;
    if ((annotation.flags & NOT_DISSECTED) !== 0) {
      view.layerCount = transport + 1;
      if ((annotation.flags & SHOWN_AS_SEGMENTS) !== 0) this.#noteRepeated(view);
      return;
    }
    const conversation = this.#find(annotation.stream, hasPayload);
    if (conversation === undefined || conversation.isOther) return;
    const isForward = isFirstSide(view);
    const stream = conversation.streams[isForward ? 0 : 1];
    const other = conversation.streams[isForward ? 1 : 0];
    if (conversation.protocol === Protocol.NONE) {
      conversation.protocol = this.#recognise(view, conversation.isTunnel);
      if (conversation.protocol === Protocol.NONE) return;
    }
    note.valid = true;
    note.isEncrypted = stream.isEncrypted;
    note.tlsVersion = conversation.tlsVersion;
    note.tunnelTarget = conversation.target;
    if (hasPayload) this.#segment(view, conversation, stream, other, flags);
    const message = isFin ? this.#waiting.find(stream) : undefined;
    if (message?.wanted === UNTIL_CLOSED) this.#close(view, conversation, stream, other, message);
  }

  #find(number: number, mayAdd: boolean): ApplicationConversation | undefined {
    let conversation = this.#conversations.get(number);
    if (conversation !== undefined || !mayAdd) return conversation;
    if (this.#conversations.size >= MAXIMUM_CONVERSATIONS) {
      const [oldest] = this.#conversations;
      for (const stream of oldest[1].streams) this.#forget(stream);
      this.#conversations.delete(oldest[0]);
    }
    conversation = new ApplicationConversation();
    this.#conversations.set(number, conversation);
    return conversation;
  }

  /** The protocol of a conversation: by its ports, or by what its bytes look like. */
  #recognise(view: PacketView, isTunnel: boolean): Protocol {
    const byPort = isTunnel
      ? Protocol.NONE
      : dispatchOfPorts(view.sourcePort, view.destinationPort);
    if (byPort !== Protocol.NONE) return byPort;
    const { payloadStart, payloadEnd } = view;
    const isSip =
      isTcpPortOf('sip', view.sourcePort, view.destinationPort) ||
      sip.method(view.layerBytes(view.transport), payloadStart, payloadEnd) >= 0;
    if (isSip) return Protocol.SIP;
    const layer = view.transport + 1;
    if (layer >= view.layerCount) return Protocol.NONE;
    const protocol: Protocol = view.layerProtocol[layer];
    const first = tls.recordType(view.layerBytes(layer), view.layerStart[layer]);
    if (protocol === Protocol.TLS && !tls.isTellingType(first)) {
      view.layerProtocol[layer] = Protocol.DATA;
      return Protocol.NONE;
    }
    const isKnown =
      protocol === Protocol.TLS || protocol === Protocol.HTTP || protocol === Protocol.DNS;
    return isKnown ? protocol : Protocol.NONE;
  }

  #forget(stream: Stream): void {
    this.#waiting.close(stream);
    stream.segments = 0;
    stream.searched = 0;
  }

  #segment(
    view: PacketView,
    conversation: ApplicationConversation,
    stream: Stream,
    other: Stream,
    flags: number,
  ): void {
    const { payloadStart, payloadEnd } = view;
    const bytes = view.layerBytes(view.transport);
    const note = view.applicationAnnotation;
    const raw = tcp.sequence(bytes, view.layerStart[view.transport]);
    const sequence = (raw + ((flags & tcp.SYN) !== 0 ? 1 : 0)) | 0;
    const length = view.payloadLength;
    const isCut = payloadEnd - payloadStart < length;
    const ahead = stream.isKnown ? (sequence - stream.nextSequence) | 0 : 0;
    if (ahead < 0) {
      // Sent before: shown again where it stands for itself.
      this.#standAlone(view, conversation);
      return;
    }
    stream.isKnown = true;
    stream.nextSequence = (sequence + length) | 0;
    if (isCut) {
      // Wireshark does not put together what was not captured whole.
      const isAtStart = this.#waiting.find(stream) === undefined;
      this.#forget(stream);
      if (isAtStart && conversation.protocol === Protocol.TLS) {
        this.#noteWhole(conversation, stream, bytes, payloadStart, payloadEnd);
      }
      if (conversation.protocol !== Protocol.HTTP) return;
      const layers = new LayerWriter(view, bytes, false);
      if (http.startsMessage(bytes, payloadStart, payloadEnd)) {
        this.#noteHttp(view, conversation, stream, other, bytes, payloadStart, payloadEnd);
        layers.add(Protocol.HTTP, payloadStart, payloadEnd);
        const body = http.plainBodyAt(bytes, payloadStart, payloadEnd);
        if (body >= 0) layers.add(Protocol.DATA, body, payloadEnd);
      } else if (conversation.isConfirmed) {
        // The middle of a body.
        layers.add(Protocol.HTTP, payloadStart, payloadEnd);
        layers.add(Protocol.DATA, payloadStart, payloadEnd);
      }
      this.#finish(view, layers);
      return;
    }
    let message = this.#waiting.find(stream);
    if (ahead > 0 && message !== undefined) {
      if (message.wanted > 0 && message.length + ahead < message.wanted) {
        this.#waiting.skip(message, ahead);
      } else {
        this.#forget(stream);
        message = undefined;
      }
    }
    if (message === undefined) {
      this.#dissect(view, conversation, stream, other, bytes, payloadStart, payloadEnd, false);
      return;
    }
    stream.segments++;
    note.segmentStart = payloadStart;
    note.segmentEnd = payloadEnd;
    const total = message.length + length;
    if (message.wanted > total) {
      this.#waiting.append(message, bytes, payloadStart, payloadEnd);
      view.layerCount = view.transport + 1;
      return;
    }
    if (message.isBroken) {
      // The message is lost; what follows it stands in this segment.
      const next = message.wanted === MORE ? payloadStart : payloadEnd - (total - message.wanted);
      this.#forget(stream);
      note.segmentEnd = next;
      this.#dissect(view, conversation, stream, other, bytes, next, payloadEnd, false);
      return;
    }
    const from = this.#join(view, message, bytes, payloadStart, payloadEnd);
    this.#dissect(view, conversation, stream, other, this.#joined, from, from + total, true);
  }

  /**
   * Copies what waits, and [start, end), one after the other into one place. Where the packet's own
   * headers lie in a datagram that was put together from fragments, they come first.
   * @returns where the message starts in `#joined`
   */
  #join(
    view: PacketView,
    message: OpenMessage,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number {
    const isReassembled = view.reassembledFrom < MAXIMUM_LAYERS;
    const before = isReassembled ? view.layerEnd[view.transport] : 0;
    const total = before + message.length + end - start;
    if (this.#joined.length < total) this.#joined = new Uint8Array(2 * total);
    const joined = this.#joined;
    joined.set(view.reassembled.subarray(0, before));
    joined.set(message.bytes.subarray(0, message.length), before);
    joined.set(bytes.subarray(start, end), before + message.length);
    return before;
  }

  /** Shows the messages in [start, end) of `bytes`, and keeps the one that has no end yet. */
  #dissect(
    view: PacketView,
    conversation: ApplicationConversation,
    stream: Stream,
    other: Stream,
    bytes: Uint8Array,
    start: number,
    end: number,
    isJoined: boolean,
  ): void {
    const { protocol } = conversation;
    const note = view.applicationAnnotation;
    const layers = new LayerWriter(view, bytes, isJoined);
    // What a proxy tunnels lies in HTTP, in Wireshark.
    if (conversation.isTunnel) layers.add(Protocol.HTTP, start, end);
    let at = start;
    // TLS shows the records of a segment as one layer, but the message that spans segments as its own.
    let layerStart = start;
    let isFirst = isJoined;
    let bodyStart = -1;
    while (at < end) {
      const length = messageSpan(protocol, bytes, at, end, other.asks);
      if (length === NO_MESSAGE) {
        // What was no TLS from the start is data. HTTP takes it for the middle of a body where a
        // request was seen, else it shows nothing.
        if (!conversation.isConfirmed) {
          if (protocol === Protocol.TLS) layers.add(Protocol.DATA, layerStart, end);
          if (protocol === Protocol.TLS || protocol === Protocol.HTTP) layerStart = end;
        }
        at = end;
        // On a port that names SIP, what is none is the middle of something.
        const isNothing =
          protocol === Protocol.SIP &&
          (sip.isBlank(bytes, layerStart, end) ||
            !isTcpPortOf('sip', view.sourcePort, view.destinationPort));
        if (protocol === Protocol.DNS || isNothing) layerStart = end;
        break;
      }
      if (length === MORE || at + length > end) {
        // TLS is asked for what it makes of the record, and shows itself without one.
        const shown = protocol === Protocol.TLS && !isFirst ? end : at;
        if (layerStart < shown) layers.add(protocol, layerStart, shown);
        this.#wait(view, protocol, stream, bytes, at, end, length, isFirst);
        this.#finish(view, layers);
        return;
      }
      if (protocol === Protocol.TLS) this.#noteTls(conversation, stream, bytes, at, at + length);
      if (protocol === Protocol.HTTP) {
        this.#noteHttp(view, conversation, stream, other, bytes, at, at + length);
        bodyStart = http.plainBodyAt(bytes, at, at + length);
      }
      if (isFirst) {
        note.reassembledLength = length;
        note.segmentCount = stream.segments;
        const rest = end - at - length;
        note.segmentEnd = view.payloadEnd - rest;
        this.#forget(stream);
        isFirst = false;
        addMessage(layers, protocol, at, length);
        layerStart = at + length;
      } else if (protocol !== Protocol.TLS) {
        addMessage(layers, protocol, at, length);
        layerStart = at + length;
      }
      if (bodyStart >= 0) layers.add(Protocol.DATA, bodyStart, at + length);
      bodyStart = -1;
      at += length;
    }
    if (isFirst) this.#forget(stream);
    if (layerStart < at) layers.add(protocol, layerStart, at);
    this.#finish(view, layers);
  }

  #wait(
    view: PacketView,
    protocol: Protocol,
    stream: Stream,
    bytes: Uint8Array,
    start: number,
    end: number,
    wanted: number,
    isSame: boolean,
  ): void {
    const note = view.applicationAnnotation;
    const message = isSame ? this.#waiting.find(stream) : undefined;
    if (message !== undefined) {
      // Still the same message: only the new bytes are to be added.
      stream.searched += end - start;
      if (stream.searched > MAXIMUM_SEARCHED) message.isBroken = true;
      const segment = view.layerBytes(view.transport);
      this.#waiting.append(message, segment, view.payloadStart, view.payloadEnd);
      message.wanted = wanted;
    } else {
      this.#forget(stream);
      const first = (stream.nextSequence - (end - start)) | 0;
      const begun = this.#waiting.begin(stream, protocol, first, wanted);
      this.#waiting.append(begun, bytes, start, end);
      stream.segments = 1;
      if (note.segmentEnd === note.segmentStart) {
        note.segmentStart = view.payloadEnd - (end - start);
      }
      note.segmentEnd = view.payloadEnd;
    }
  }

  /** A segment that is before the rest: only messages that are whole in it are shown. */
  #standAlone(view: PacketView, conversation: ApplicationConversation): void {
    const { protocol } = conversation;
    const bytes = view.layerBytes(view.transport);
    const layers = new LayerWriter(view, bytes, false);
    let at = view.payloadStart;
    while (at < view.payloadEnd) {
      const length = messageSpan(protocol, bytes, at, view.payloadEnd, http.Answers.OTHERS);
      if (length <= 0 || at + length > view.payloadEnd) break;
      addMessage(layers, protocol, at, length);
      at += length;
    }
    this.#finish(view, layers);
  }

  /** A segment that no dissector sees is shown as part of a message. */
  #noteRepeated(view: PacketView): void {
    const { payloadStart, payloadEnd } = view;
    if (payloadEnd - payloadStart < view.payloadLength) return;
    const note = view.applicationAnnotation;
    note.valid = true;
    note.segmentStart = payloadStart;
    note.segmentEnd = payloadEnd;
  }

  /** The end of the stream is the end of the message that waits. */
  #close(
    view: PacketView,
    conversation: ApplicationConversation,
    stream: Stream,
    other: Stream,
    message: OpenMessage,
  ): void {
    if (message.isBroken) {
      this.#forget(stream);
      return;
    }
    const from = this.#join(view, message, NOTHING, 0, 0);
    const { length } = message;
    const layers = new LayerWriter(view, this.#joined, true);
    if (conversation.protocol === Protocol.HTTP) {
      this.#noteHttp(view, conversation, stream, other, this.#joined, from, from + length);
    }
    layers.add(conversation.protocol, from, from + length);
    view.applicationAnnotation.reassembledLength = length;
    // A FIN without data counts, too.
    const isEmpty = view.payloadEnd === view.payloadStart;
    view.applicationAnnotation.segmentCount = stream.segments + (isEmpty ? 1 : 0);
    this.#forget(stream);
    this.#finish(view, layers);
  }

  #finish(view: PacketView, layers: LayerWriter): void {
    view.layerCount = layers.end;
    if (layers.isJoined && layers.end > view.transport + 1) {
      view.reassembledFrom = Math.min(view.reassembledFrom, view.transport + 1);
      view.reassembled = layers.bytes;
    }
  }

  /** Of a segment that the capture cut, what its whole records tell. */
  #noteWhole(
    conversation: ApplicationConversation,
    stream: Stream,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    let at = start;
    while (at < end) {
      const length = messageSpan(Protocol.TLS, bytes, at, end, http.Answers.OTHERS);
      if (length <= 0 || at + length > end) return;
      this.#noteTls(conversation, stream, bytes, at, at + length);
      at += length;
    }
  }

  /** What a record tells of those that follow. */
  #noteTls(
    conversation: ApplicationConversation,
    stream: Stream,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): void {
    conversation.isConfirmed = true;
    const type = tls.recordType(bytes, at);
    if (type === tls.CHANGE_CIPHER_SPEC && !tls.isVersion13(conversation.tlsVersion)) {
      stream.isEncrypted = true;
    }
    if (type !== tls.HANDSHAKE || stream.isEncrypted) return;
    const hello = at + tls.RECORD_HEADER_LENGTH;
    if (end - hello < tls.HANDSHAKE_HEADER_LENGTH) return;
    if (tls.handshakeType(bytes, hello) !== tls.SERVER_HELLO) return;
    const version = tls.negotiatedVersion(bytes, hello, end);
    if (version > 0) conversation.tlsVersion = version;
  }

  /** Pairs requests and responses. */
  #noteHttp(
    view: PacketView,
    conversation: ApplicationConversation,
    stream: Stream,
    other: Stream,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): void {
    if (!http.isResponse(bytes, at, end)) {
      conversation.isConfirmed = true;
      stream.asks = http.asksHead(bytes, at)
        ? http.Answers.HEAD
        : http.asksConnect(bytes, at)
          ? http.Answers.CONNECT
          : http.Answers.OTHERS;
      stream.requestFrame = view.frameNumber;
      stream.requestSeconds = view.seconds;
      stream.requestNanoseconds = view.nanoseconds;
      stream.requestUri = http.fullTarget(bytes, at, end);
      return;
    }
    const status = http.statusCode(bytes, at, end);
    if (status === SWITCHING_PROTOCOLS) conversation.isOther = true;
    if (status === 200 && other.asks === http.Answers.CONNECT) {
      conversation.protocol = Protocol.NONE;
      conversation.isTunnel = true;
      conversation.target = other.requestUri;
      conversation.isConfirmed = false;
    }
    const note = view.applicationAnnotation;
    note.requestFrame = other.requestFrame;
    note.requestSeconds = other.requestSeconds;
    note.requestNanoseconds = other.requestNanoseconds;
    note.requestUri = other.requestUri;
    // A request has one response (packet-http.c: push_res).
    other.requestFrame = 0;
  }
}

/** Bytes of the message at `at`: see `protocols/framing.ts`. */
function messageSpan(
  protocol: Protocol,
  bytes: Uint8Array,
  at: number,
  end: number,
  answers: http.Answers,
): number {
  switch (protocol) {
    case Protocol.TLS:
      return tls.recordSpan(bytes, at, end);
    case Protocol.DNS:
      return dns.tcpMessageSpan(bytes, at, end);
    case Protocol.HTTP:
      return http.messageSpan(bytes, at, end, answers);
    case Protocol.SIP:
      return sip.messageSpan(bytes, at, end);
    default:
      return NO_MESSAGE;
  }
}

/** Shows a message as a layer: that of DNS begins behind the length before it. */
function addMessage(layers: LayerWriter, protocol: Protocol, at: number, length: number): void {
  layers.add(protocol, protocol === Protocol.DNS ? at + dns.TCP_LENGTH_BYTES : at, at + length);
}

/** Writes the layers after TCP anew. */
export class LayerWriter {
  end: number;
  constructor(
    readonly view: PacketView,
    readonly bytes: Uint8Array,
    readonly isJoined: boolean,
  ) {
    this.end = view.transport + 1;
  }
  add(protocol: Protocol, start: number, end: number): void {
    const { view } = this;
    if (this.end === MAXIMUM_LAYERS) return;
    view.layerProtocol[this.end] = protocol;
    view.layerStart[this.end] = start;
    view.layerEnd[this.end] = end;
    this.end++;
  }
}
