import { readUint16 } from '../../wire/bytes.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import * as tcp from '../../wire/tcp.ts';
import { TcpAnalysisFlag } from '../../wire/tcp-annotation.ts';
import { HttpFraming } from './info/http.ts';
import { TlsFraming } from './info/tls.ts';

/** Streams (one direction of a conversation each) that are followed; the oldest makes room. */
const MAXIMUM_STREAMS = 2048;

/** Segments that Wireshark does not hand on: their bytes were, or will be, seen in another one. */
const NOT_DISSECTED =
  TcpAnalysisFlag.RETRANSMISSION |
  TcpAnalysisFlag.FAST_RETRANSMISSION |
  TcpAnalysisFlag.SPURIOUS_RETRANSMISSION |
  TcpAnalysisFlag.OUT_OF_ORDER |
  TcpAnalysisFlag.KEEP_ALIVE;

/** What is known of a conversation's application, of both directions. */
export class Conversation {
  /** TLS version that the server chose, as on the wire, or 0. */
  tlsVersion = 0;
  /** A request went by: what comes from the other side may be its response. */
  isHttp = false;
}

/** Finds messages of one protocol in the bytes of one direction. */
export interface Framing {
  /**
   * Takes the next bytes of the stream.
   * @returns false where they cannot be that protocol's; the stream is then given up
   */
  add(bytes: Uint8Array, start: number, end: number, isLast: boolean): boolean;
  /** What the Protocol and Info columns show for the messages that the last bytes completed. */
  readonly protocol: string;
  readonly texts: readonly string[];
  /** The last bytes end inside a message. */
  readonly isPartial: boolean;
}

class Stream {
  framing: Framing | null = null;
  /** Raw sequence number of the next byte. */
  nextSequence = 0;

  constructor(readonly conversation: Conversation) {}
}

/**
 * Follows the messages of TLS and HTTP over segments, as far as the packet list shows them: which
 * messages end in which segment. In-order bytes only; what is lost ends the message at hand.
 */
export class ApplicationStreams {
  /** What the current packet completes; null where its payload is nobody's. */
  current: Framing | null = null;

  readonly #streams = new Map<number, Stream>();

  /** Takes in the next TCP packet. */
  observe(view: PacketView): void {
    this.current = null;
    const annotation = view.tcpAnnotation;
    if (!annotation.valid || view.payloadEnd <= view.payloadStart) return;
    if ((annotation.flags & NOT_DISSECTED) !== 0 || view.isFragment) return;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const flags = tcp.flags(bytes, at);
    if ((flags & tcp.RST) !== 0) return;
    const key = annotation.stream * 2 + direction(view);
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      if (kind(bytes, view.payloadStart, view.payloadEnd) === 0) return;
      stream = this.#open(key);
    }
    const sequence = tcp.sequence(bytes, at) + ((flags & tcp.SYN) !== 0 ? 1 : 0);
    if (stream.framing === null || (stream.nextSequence | 0) !== (sequence | 0)) {
      stream.framing = this.#framing(stream, bytes, view.payloadStart, view.payloadEnd);
    }
    stream.nextSequence = sequence + view.payloadLength;
    const { framing } = stream;
    if (framing === null) return;
    const isLast = (flags & tcp.FIN) !== 0;
    if (!framing.add(bytes, view.payloadStart, view.payloadEnd, isLast)) {
      stream.framing = null;
      return;
    }
    this.current = framing;
    // Bytes that the capture cut off are lost to the message.
    if (view.payloadEnd - view.payloadStart < view.payloadLength) stream.framing = null;
  }

  #open(key: number): Stream {
    if (this.#streams.size >= MAXIMUM_STREAMS) {
      const oldest = this.#streams.keys().next();
      if (!oldest.done) this.#streams.delete(oldest.value);
    }
    const stream = new Stream(this.#streams.get(key ^ 1)?.conversation ?? new Conversation());
    this.#streams.set(key, stream);
    return stream;
  }

  #framing(stream: Stream, bytes: Uint8Array, start: number, end: number): Framing | null {
    switch (kind(bytes, start, end)) {
      case 1:
        return new TlsFraming(stream.conversation);
      case 2:
        return new HttpFraming();
      default:
        return null;
    }
  }
}

/** 0 or 1, the same for all packets that go the same way in a conversation. */
function direction(view: PacketView): number {
  if (view.sourcePort !== view.destinationPort)
    return view.sourcePort > view.destinationPort ? 1 : 0;
  if (view.source3 !== view.destination3) return view.source3 > view.destination3 ? 1 : 0;
  return view.source0 > view.destination0 ? 1 : 0;
}

/** 1 where the bytes start as a TLS record does (RFC 8446 §5.1), 2 as an HTTP message, else 0. */
function kind(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 5) return 0;
  const first = bytes[start];
  if (first >= 20 && first <= 24) {
    const length = readUint16(bytes, start + 3);
    return bytes[start + 1] === 3 && bytes[start + 2] <= 4 && length > 0 && length <= 0x4800
      ? 1
      : 0;
  }
  return HttpFraming.startsMessage(bytes, start, end) ? 2 : 0;
}
