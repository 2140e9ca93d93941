import type { PacketView } from '../protocols/packet-view.ts';
import * as quic from '../protocols/quic/codec.ts';
import { CryptoStream } from '../protocols/quic/crypto-stream.ts';
import { CRYPTO, FrameReader, isClose } from '../protocols/quic/frames.ts';
import { InitialKeys } from '../protocols/quic/initial.ts';
import { RecentMap } from '../protocols/recent-map.ts';
import { type ClientHellos, NAMELESS } from './client-hellos.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import { Flow } from './flow-table.ts';

/** Handshakes that are followed at once; the oldest makes room. */
const MAXIMUM_OPEN = 256;
/** Connections of an endpoint that are looked into at once; of more, those that are sent again. */
const LOOKED_INTO = 8;
/** Initials of one side of a connection that are decrypted. */
const MAXIMUM_DECRYPTED = 12;
/** Packets of a datagram that are told apart. */
const MAXIMUM_COALESCED = 8;

/** What a connection's datagrams had, mostly the server's: bits of `QUIC_ANSWER` in a flow's record. */
export enum QuicAnswer {
  /** A Handshake packet or one of 1-RTT: the server took the ClientHello, and the connection goes on. */
  WELL = 1 << 0,
  INITIAL = 1 << 1,
  RETRY = 1 << 2,
  VERSION_NEGOTIATION = 1 << 3,
  /** A CONNECTION_CLOSE in an Initial, with the connection's own keys. */
  CLOSE = 1 << 4,
  /** No QUIC, or none that is known. */
  OTHER = 1 << 5,
  /** The client goes on as none can without the server's answer, whether that was captured or not. */
  TAKEN = 1 << 6,
}

/** Words of a UDP flow's record that are QUIC's, in the places of what TCP alone has. */
export const QUIC_ANSWER = Flow.SERVER_ACKNOWLEDGED;
/** Error of the server's CONNECTION_CLOSE; larger ones count as the largest. */
export const QUIC_ERROR = Flow.CLIENT_ISN;
const LARGEST_ERROR = 0x7fffffff;

/** A handshake of which no more is known than its Initials. */
class OpenHandshake {
  /** The client's first Initial as far as its connection ID, of which the keys are made. */
  readonly #header: Uint8Array;
  #keys: InitialKeys | null | undefined;
  readonly crypto = new CryptoStream();
  decrypted = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#header = quic.headerStart(bytes, at);
  }

  /** Whether the Initial at `at` has the same keys. */
  isOf(bytes: Uint8Array, at: number): boolean {
    return quic.isSameStart(this.#header, bytes, at);
  }

  /** Null where the version is not known. */
  get keys(): InitialKeys | null {
    if (this.#keys === undefined) this.#keys = InitialKeys.of(this.#header, 0);
    return this.#keys;
  }
}

/**
 * Looks into QUIC's Initials (RFC 9001 §5.2) until a connection is known to be well: which server a
 * client asks for, and what the server said where it did not go on.
 */
export class QuicHandshakes {
  readonly #open = new RecentMap<number, OpenHandshake>(MAXIMUM_OPEN);
  readonly #frames = new FrameReader();

  constructor(readonly clientHellos: ClientHellos) {}

  /**
   * A client's Initial, the first packet of its datagram.
   * @param count Initials of that flow with this one; those of one moment are one
   */
  client(
    view: PacketView,
    flow: number,
    words: Int32Array,
    base: number,
    count: number,
    endpoint: EndpointFacts | null,
  ): void {
    const bytes = view.layerBytes(view.transport);
    let open = this.#open.get(flow);
    // After a Retry, and with another version, the keys are others.
    if (open === undefined || !open.isOf(bytes, view.payloadStart)) {
      open = this.#begin(flow, bytes, view.payloadStart);
    }
    if (endpoint === null) return;
    const name = words[base + Flow.APPLICATION];
    if (name > 0 && name !== NAMELESS) return;
    const facts = endpoint.ownQuic();
    if (open.decrypted === 0) {
      if (count < 2 && facts.lookedInto >= LOOKED_INTO) return;
      facts.lookedInto++;
    }
    if (open.decrypted === MAXIMUM_DECRYPTED) return;
    open.decrypted++;
    const { keys, crypto } = open;
    const end = quic.packetEnd(bytes, view.payloadStart, view.payloadEnd);
    if (keys === null || !keys.client.open(bytes, view.payloadStart, end)) return;
    const frames = this.#frames;
    const { plain } = keys.client;
    let isMore = false;
    frames.begin(plain, 0, keys.client.plainLength);
    while (frames.next()) {
      if (frames.type !== CRYPTO) continue;
      if (crypto.add(frames.offset, plain, frames.dataStart, frames.dataEnd)) isMore = true;
    }
    if (!isMore) return;
    words[base + Flow.APPLICATION] = this.clientHellos.addName(
      endpoint,
      crypto.bytes,
      0,
      crypto.length,
    );
  }

  /** A server's datagram, on a flow whose client sent Initials, and that is not known to be well. */
  server(view: PacketView, flow: number, words: Int32Array, base: number): void {
    const bytes = view.layerBytes(view.transport);
    const { payloadStart, payloadEnd } = view;
    let seen = 0;
    let initial = -1;
    let at = payloadStart;
    for (let i = 0; i < MAXIMUM_COALESCED && at < payloadEnd; i++) {
      const kind = kindOf(bytes, at, payloadEnd);
      if (kind === QuicAnswer.INITIAL && initial < 0) initial = at;
      // What follows the first packet may be padding.
      if (kind !== QuicAnswer.OTHER || at === payloadStart) seen |= kind;
      at = quic.packetEnd(bytes, at, payloadEnd);
    }
    words[base + QUIC_ANSWER] |= seen;
    if ((seen & QuicAnswer.WELL) !== 0) {
      this.forget(flow);
      return;
    }
    const open = this.#open.get(flow);
    if (initial < 0 || open === undefined || open.keys === null) return;
    if (++open.decrypted > 2 * MAXIMUM_DECRYPTED) return;
    const { server } = open.keys;
    const end = quic.packetEnd(bytes, initial, payloadEnd);
    if (!server.open(bytes, initial, end)) return;
    const frames = this.#frames;
    frames.begin(server.plain, 0, server.plainLength);
    while (frames.next()) {
      if (!isClose(frames.type)) continue;
      words[base + QUIC_ANSWER] |= QuicAnswer.CLOSE;
      words[base + QUIC_ERROR] = Math.min(frames.numbers[0], LARGEST_ERROR);
      words[base + Flow.REFUSAL_FRAME] = view.frameNumber;
      return;
    }
  }

  /** Lets go of what a flow that ends waited for. */
  forget(flow: number): void {
    if (this.#open.size > 0) this.#open.delete(flow);
  }

  #begin(flow: number, bytes: Uint8Array, at: number): OpenHandshake {
    const open = new OpenHandshake(bytes, at);
    this.#open.delete(flow);
    this.#open.set(flow, open);
    return open;
  }
}

/** What a server's packet says by its header. */
function kindOf(bytes: Uint8Array, at: number, limit: number): QuicAnswer {
  if (!quic.hasLongHeader(bytes, at)) {
    return quic.hasFixedBit(bytes, at) ? QuicAnswer.WELL : QuicAnswer.OTHER;
  }
  if (limit - at < quic.LONG_HEADER_FIXED_LENGTH) return QuicAnswer.OTHER;
  const version = quic.version(bytes, at);
  if (version === 0) {
    const isWhole = quic.afterIds(bytes, at, limit) >= 0;
    return isWhole ? QuicAnswer.VERSION_NEGOTIATION : QuicAnswer.OTHER;
  }
  // Type and version say it, also where the capture cuts what follows.
  if (!quic.isKnownVersion(version)) return QuicAnswer.OTHER;
  const type = quic.packetType(bytes, at);
  if (type === quic.TYPE_RETRY) return QuicAnswer.RETRY;
  return type === quic.TYPE_INITIAL ? QuicAnswer.INITIAL : QuicAnswer.WELL;
}
