import { dispatchOfPorts } from '../protocols/application-ports.ts';
import { isTcpPortOf } from '../protocols/dissectors.ts';
import * as http from '../protocols/http/codec.ts';
import { HttpFraming } from '../protocols/http/info.ts';
import { Conversation, type Framing } from '../protocols/info/framing.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { RecentMap } from '../protocols/recent-map.ts';
import * as sip from '../protocols/sip/codec.ts';
import { SipFraming } from '../protocols/sip/info.ts';
import { NOT_DISSECTED, TcpAnalysisFlag } from '../protocols/tcp/annotation.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { isFirstSide } from '../protocols/tcp/stream-assembler.ts';
import * as tls from '../protocols/tls/codec.ts';
import { TlsFraming } from '../protocols/tls/info.ts';

/** Streams (one direction of a conversation each) that are followed; the oldest makes room. */
const MAXIMUM_STREAMS = 2048;

/** A keep-alive's byte was sent before, and its message is known. */
const PASSED_OVER = NOT_DISSECTED | TcpAnalysisFlag.KEEP_ALIVE;

/** What port 80's bytes are once nobody knows where a message starts. */
const CONTINUATION: Framing = {
  protocol: 'HTTP',
  texts: ['Continuation'],
  isPartial: false,
  partialText: null,
  add: () => true,
  skip: () => true,
  close: () => false,
};

class Stream {
  framing: Framing | null = null;
  /** Raw sequence number of the next byte. */
  nextSequence = 0;
  /** It goes on in a proxy's tunnel. */
  isTunnel = false;

  constructor(readonly conversation: Conversation) {}
}

/**
 * Fills `view.messageAnnotation`: follows the messages of TLS, HTTP and SIP over segments, as far as the
 * packet list shows them: which messages end in which segment. Runs after the TCP analysis. In-order bytes only; what is lost ends the message at hand.
 */
export class StreamMessages {
  readonly #streams = new RecentMap<number, Stream>(MAXIMUM_STREAMS);

  annotate(view: PacketView): void {
    const note = view.messageAnnotation;
    note.framing = null;
    note.isCut = false;
    const annotation = view.tcpAnnotation;
    if (!annotation.valid || view.transportProtocol !== Protocol.TCP) return;
    if (view.isFragment && view.transport < view.reassembledFrom) return;
    if ((annotation.flags & PASSED_OVER) !== 0) return;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const flags = tcp.flags(bytes, at);
    if ((flags & tcp.RST) !== 0) return;
    const hasPayload = view.payloadEnd > view.payloadStart;
    if (!hasPayload && (flags & tcp.FIN) === 0) return;
    const key = annotation.stream * 2 + (isFirstSide(view) ? 0 : 1);
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      if (!hasPayload) return;
      const conversation = this.#streams.get(key ^ 1)?.conversation ?? new Conversation();
      if (recognise(view, conversation, bytes) === Protocol.NONE) return;
      stream = this.#open(key, conversation);
    }
    if (hasPayload) this.#add(view, stream, bytes, at, flags);
    if ((flags & tcp.FIN) !== 0 && stream.framing?.close() === true) note.framing = stream.framing;
  }

  #add(view: PacketView, stream: Stream, bytes: Uint8Array, at: number, flags: number): void {
    const start = view.payloadStart;
    const end = view.payloadEnd;
    const note = view.messageAnnotation;
    const sequence = tcp.sequence(bytes, at) + ((flags & tcp.SYN) !== 0 ? 1 : 0);
    const lost = (sequence - stream.nextSequence) | 0;
    // Behind a proxy's word another protocol begins.
    if (stream.conversation.isTunnel && !stream.isTunnel) {
      stream.isTunnel = true;
      stream.framing = null;
    }
    let framing = stream.framing;
    if (framing !== null && lost !== 0 && !(lost > 0 && framing.skip(lost))) framing = null;
    framing ??= newFraming(view, stream.conversation, bytes);
    stream.nextSequence = sequence + view.payloadLength;
    stream.framing = framing;
    if (framing === null || !framing.add(bytes, start, end)) {
      stream.framing = null;
      if (stream.conversation.isHttp) note.framing = CONTINUATION;
      return;
    }
    note.framing = framing;
    // Bytes that the capture cut off are lost to the message.
    const cut = view.payloadLength - (end - start);
    if (cut <= 0) return;
    note.isCut = true;
    if (!framing.skip(cut)) stream.framing = null;
  }

  #open(key: number, conversation: Conversation): Stream {
    const stream = new Stream(conversation);
    this.#streams.set(key, stream);
    return stream;
  }
}

function newFraming(
  view: PacketView,
  conversation: Conversation,
  bytes: Uint8Array,
): Framing | null {
  switch (recognise(view, conversation, bytes)) {
    case Protocol.TLS:
      return new TlsFraming(conversation);
    case Protocol.SIP:
      return new SipFraming(isTcpPortOf('sip', view.sourcePort, view.destinationPort));
    case Protocol.HTTP:
      if (!http.isResponse(bytes, view.payloadStart, view.payloadEnd)) conversation.isHttp = true;
      return new HttpFraming(conversation);
    default:
      return null;
  }
}

/** `Protocol.TLS`, `SIP` or `HTTP` where the payload starts as a record or a message does, else `NONE`. */
function recognise(view: PacketView, conversation: Conversation, bytes: Uint8Array): Protocol {
  const { payloadStart: start, payloadEnd: end } = view;
  const isSip =
    sip.method(bytes, start, end) >= 0 || isTcpPortOf('sip', view.sourcePort, view.destinationPort);
  if (isSip) return Protocol.SIP;
  if (end - start < tls.RECORD_HEADER_LENGTH) return Protocol.NONE;
  if (tls.looksLikeRecord(bytes, start, end)) {
    const isTls =
      conversation.tlsVersion !== 0 ||
      dispatchOfPorts(view.sourcePort, view.destinationPort) === Protocol.TLS;
    return isTls || tls.isTellingType(tls.recordType(bytes, start)) ? Protocol.TLS : Protocol.NONE;
  }
  return http.startsMessage(bytes, start, end) ? Protocol.HTTP : Protocol.NONE;
}
