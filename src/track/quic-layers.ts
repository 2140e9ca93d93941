import { RecentTable } from '../protocols/hash-tables.ts';
import { MAXIMUM_LAYERS, type PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as quic from '../protocols/quic/codec.ts';
import { CryptoStream } from '../protocols/quic/crypto-stream.ts';
import { CRYPTO, FrameReader } from '../protocols/quic/frames.ts';
import { InitialKeys, type PacketKeys } from '../protocols/quic/initial.ts';
import { RecentMap } from '../protocols/recent-map.ts';
import * as tls from '../protocols/tls/codec.ts';
import * as udp from '../protocols/udp/codec.ts';
import { ADDRESS_WORDS, orderAddresses, writeAddresses } from './address-key.ts';

/** Conversations held at once; past that the oldest is forgotten. */
const MAXIMUM_CONVERSATIONS = 32768;
/** Bytes of a datagram that Wireshark looks at before it takes one for QUIC. */
const NEEDED_LENGTH = 13;
/** Longest connection ID (RFC 9000 §17.2). */
const LONGEST_ID = 20;

/** Of these, whose Initials are followed at once. */
const MAXIMUM_HANDSHAKES = 1_024;

/** One side's handshake, and how much of it was shown. */
class Side {
  readonly crypto = new CryptoStream();
  shown = 0;
  /** The connection ID that it chose first: that of packets to it. */
  id: Uint8Array = new Uint8Array(0);
}

/** What Initials of a conversation need to be read. */
class Handshake {
  #start: Uint8Array;
  #keys: InitialKeys | null;
  readonly client = new Side();
  readonly server = new Side();

  /** @param isClientFirst whether the client is the first of the conversation's key */
  constructor(
    readonly isClientFirst: boolean,
    bytes: Uint8Array,
    at: number,
  ) {
    this.#start = quic.headerStart(bytes, at);
    this.#keys = InitialKeys.of(bytes, at);
  }

  /** The side's keys; null where the version is not known. */
  keysOf(isClient: boolean): PacketKeys | null {
    return (isClient ? this.#keys?.client : this.#keys?.server) ?? null;
  }

  /**
   * Decrypts the Initial at [at, end); after a Retry, and with another version, the client's have
   * other keys, and all that follows.
   */
  open(isClient: boolean, bytes: Uint8Array, at: number, end: number): boolean {
    if (this.keysOf(isClient)?.open(bytes, at, end) === true) return true;
    if (!isClient || quic.isSameStart(this.#start, bytes, at)) return false;
    const keys = InitialKeys.of(bytes, at);
    if (keys === null || !keys.client.open(bytes, at, end)) return false;
    this.#start = quic.headerStart(bytes, at);
    this.#keys = keys;
    return true;
  }
}

/**
 * Names the QUIC packets of a datagram, as Wireshark does: UDP is QUIC from the first long header of a
 * known version on. Initials are decrypted (RFC 9001 §5.2), and the handshake in them is put together:
 * what a datagram completes of it is a layer of TLS. Adds to the view's layers.
 */
export class QuicLayers {
  readonly #table = new RecentTable(ADDRESS_WORDS + 1, 1, MAXIMUM_CONVERSATIONS);
  readonly #key = new Int32Array(ADDRESS_WORDS + 1);
  /** By the conversation's place in the table. */
  readonly #handshakes = new RecentMap<number, Handshake>(MAXIMUM_HANDSHAKES);
  readonly #frames = new FrameReader();
  #joined = new Uint8Array(4_096);

  annotate(view: PacketView): void {
    view.quicAnnotation.count = 0;
    view.quicAnnotation.shortIdLength = 0;
    // Ports that name another protocol come first. ICMP errors quote QUIC, too.
    const above = view.layerCount - 1;
    const transport = above - 1;
    if (transport < 0 || view.layerProtocol[above] !== Protocol.DATA) return;
    if (view.layerProtocol[transport] !== Protocol.UDP) return;
    const bytes = view.layerBytes(above);
    const at = view.layerStart[above];
    const end = view.layerEnd[above];
    const key = this.#key;
    if (!writeAddresses(view, transport, key)) return;
    const ports = view.layerBytes(transport);
    const sourcePort = udp.sourcePort(ports, view.layerStart[transport]);
    const destinationPort = udp.destinationPort(ports, view.layerStart[transport]);
    const isTurned = orderAddresses(key, sourcePort, destinationPort);
    key[ADDRESS_WORDS] = isTurned
      ? (destinationPort << 16) | sourcePort
      : (sourcePort << 16) | destinationPort;
    let conversation = this.#table.find(key);
    if (conversation < 0) {
      const looksLikeQuic =
        end - at >= NEEDED_LENGTH &&
        quic.hasLongHeader(bytes, at) &&
        quic.isKnownVersion(quic.version(bytes, at)) &&
        quic.destinationIdLength(bytes, at) <= LONGEST_ID;
      if (!looksLikeQuic) return;
      conversation = this.#table.insert(key);
      this.#handshakes.delete(conversation);
    }
    let layer = above;
    let side: Side | null = null;
    let packet = at;
    while (packet < end && layer < MAXIMUM_LAYERS) {
      const isPadding = packet > at && quic.isPadding(bytes, at, packet, end);
      const stop = isPadding ? end : quic.packetEnd(bytes, packet, end);
      view.layerProtocol[layer] = Protocol.QUIC;
      view.layerStart[layer] = packet;
      view.layerEnd[layer] = stop;
      if (!isPadding && quic.isInitialOfKnown(bytes, packet, stop)) {
        side = this.#openInitial(view, layer, conversation, isTurned) ?? side;
      }
      if (!isPadding) this.#identify(view, layer, conversation, isTurned);
      layer++;
      packet = stop;
    }
    view.layerCount = layer;
    if (side !== null) this.#showHandshake(view, side);
  }

  /** Keeps which connection ID a side has, or finds it in a short header, which does not say how long it is. */
  #identify(view: PacketView, layer: number, conversation: number, isTurned: boolean): void {
    const handshake = this.#handshakes.get(conversation);
    if (handshake === undefined) return;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    const isClient = handshake.isClientFirst === !isTurned;
    if (!quic.hasLongHeader(bytes, at)) {
      const { client, server } = handshake;
      const other = isClient ? server.id : client.id;
      const own = isClient ? client.id : server.id;
      // Wireshark looks among the IDs of all sides where the other side's is not there; a side without one has none.
      const length = quic.shortIdLength(bytes, at, end, other);
      view.quicAnnotation.shortIdLength =
        length > 0 || other.length === 0 ? length : quic.shortIdLength(bytes, at, end, own);
      return;
    }
    const own = isClient ? handshake.client : handshake.server;
    if (own.id.length > 0 || quic.afterIds(bytes, at, end) < 0) return;
    if (quic.version(bytes, at) === 0) return;
    own.id = quic.copyOfId(bytes, quic.sourceIdAt(bytes, at, end), end);
  }

  /** Reads the Initial in a layer; the side that sent it where there is more of its handshake. */
  #openInitial(
    view: PacketView,
    layer: number,
    conversation: number,
    isTurned: boolean,
  ): Side | null {
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    let handshake = this.#handshakes.get(conversation);
    if (handshake === undefined) {
      handshake = new Handshake(!isTurned, bytes, at);
      this.#add(conversation, handshake);
    }
    const isClient = handshake.isClientFirst === !isTurned;
    const isOpen = handshake.open(isClient, bytes, at, end);
    const keys = handshake.keysOf(isClient);
    const number = keys?.openHeader(bytes, at, end) ?? -1;
    if (keys === null || number < 0) return null;
    const packet = view.quicAnnotation.add(layer);
    packet.firstByte = keys.firstByte;
    packet.packetNumber = keys.packetNumber;
    packet.packetNumberLength = keys.packetNumberLength;
    packet.packetNumberAt = number;
    if (!isOpen) return null;
    if (packet.plain.length < keys.plainLength) packet.plain = new Uint8Array(keys.plain.length);
    packet.plain.set(keys.plain.subarray(0, keys.plainLength));
    packet.plainLength = keys.plainLength;
    const side = isClient ? handshake.client : handshake.server;
    const frames = this.#frames;
    let isMore = false;
    frames.begin(packet.plain, 0, packet.plainLength);
    while (frames.next()) {
      if (frames.type !== CRYPTO) continue;
      const { offset, dataStart, dataEnd } = frames;
      if (side.crypto.add(offset, packet.plain, dataStart, dataEnd)) isMore = true;
    }
    return isMore ? side : null;
  }

  #add(conversation: number, handshake: Handshake): void {
    this.#handshakes.set(conversation, handshake);
  }

  /** Shows the handshake messages that this datagram completes, as a record of TLS that stands for it. */
  #showHandshake(view: PacketView, side: Side): void {
    const { crypto, shown } = side;
    const length = tls.messagesSpan(crypto.bytes, shown, crypto.length);
    if (length === 0 || view.layerCount === MAXIMUM_LAYERS) return;
    side.shown = shown + length;
    // Where the datagram was put together from fragments, its own bytes come first.
    const isReassembled = view.reassembledFrom < MAXIMUM_LAYERS;
    const before = isReassembled ? view.layerEnd[view.layerCount - 1] : 0;
    const end = before + tls.RECORD_HEADER_LENGTH + length;
    if (this.#joined.length < end) this.#joined = new Uint8Array(2 * end);
    const joined = this.#joined;
    if (isReassembled) joined.set(view.reassembled.subarray(0, before));
    tls.writeHandshakeHeader(joined, before, length);
    joined.set(crypto.bytes.subarray(shown, shown + length), before + tls.RECORD_HEADER_LENGTH);
    const layer = view.layerCount++;
    view.layerProtocol[layer] = Protocol.TLS;
    view.layerStart[layer] = before;
    view.layerEnd[layer] = end;
    view.reassembled = joined;
    view.reassembledFrom = Math.min(view.reassembledFrom, layer);
  }
}
