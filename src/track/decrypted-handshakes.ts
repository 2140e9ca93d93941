import { NO_MESSAGE } from '../protocols/framing.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { type OpenMessage, StreamAssembler } from '../protocols/tcp/stream-assembler.ts';
import { type CertificateNames, certificateNames } from '../protocols/tls/certificate.ts';
import * as tls from '../protocols/tls/codec.ts';
import { type KeyBlock, keyBlock } from '../protocols/tls/key-block.ts';
import type { ConnectionSecrets } from '../protocols/tls/key-log.ts';
import {
  type OpenedRecords,
  type RecordCipher,
  recordCipher,
  recordKeys,
} from '../protocols/tls/record-keys.ts';
import { READ_PER_ENDPOINT } from './certificates.ts';
import type { TlsOwner } from './facts/tls-facts.ts';
import { FROM_CLIENT, FROM_SERVER } from './flow-table.ts';

/** Handshakes that are read at once, bytes of each side, and handshakes of all. */
const MAXIMUM_OPEN = 32;
const MAXIMUM_LENGTH = 32_768;
const MAXIMUM_READ = 16_384;
/** Records of the client's that are passed over, as they may be early data (RFC 8446 §4.2.10). */
const MAXIMUM_EARLY = 16;

/** What one side sends. */
class Side {
  /** Offset in the stream of the record that comes next. */
  at = 0;
  keys: OpenedRecords | null = null;
  /** No more of it can be read. */
  isLost = false;
  passedOver = 0;
  /** The handshake messages in its records, in a row: they may be cut anywhere. */
  messages = new Uint8Array(0);
  length = 0;
  /** Offset of the message that comes next. */
  message = 0;
}

/** A handshake whose secrets are known. */
class Handshake {
  readonly sides = [new Side(), new Side()];
  /** What the server chose: of TLS 1.3 the cipher, of TLS 1.2 all keys, which wait for ChangeCipherSpec. */
  cipher: RecordCipher | null = null;
  block: KeyBlock | null = null;
  /** Nothing more is to be learnt from it. */
  isOver = false;

  constructor(readonly secrets: ConnectionSecrets) {}

  get isChosen(): boolean {
    return this.cipher !== null || this.block !== null;
  }
}

/**
 * Handshakes that somebody supplies the secrets of: who issued the server's certificate (TLS 1.3; before that it
 * is in the clear), and the alert by which the client ends it. Until the server sends application data: then all
 * is well.
 */
export class DecryptedHandshakes {
  /** The names in the certificate that the last call came upon. */
  names: CertificateNames | null = null;
  /** The client's alert that it came upon, and no closure; -1 for none. */
  alert = -1;
  readonly #open = new Map<number, Handshake>();
  readonly #streams = new StreamAssembler<number>({
    messages: 2 * MAXIMUM_OPEN,
    length: MAXIMUM_LENGTH,
    total: 2 * MAXIMUM_OPEN * MAXIMUM_LENGTH,
  });
  #read = 0;

  /** The client's hello is there, at the end of the segment in the view. */
  begin(view: PacketView, flow: number, secrets: ConnectionSecrets): void {
    this.forget(flow);
    if (this.#read === MAXIMUM_READ) return;
    this.#read++;
    if (this.#open.size === MAXIMUM_OPEN) {
      for (const oldest of this.#open.keys()) {
        this.forget(oldest);
        break;
      }
    }
    this.#open.set(flow, new Handshake(secrets));
    const { transport, payloadLength } = view;
    const sequence = tcp.sequence(view.layerBytes(transport), view.layerStart[transport]);
    const next = (sequence + payloadLength) >>> 0;
    this.#streams.begin(streamOf(flow, FROM_CLIENT), Protocol.TLS, next, MAXIMUM_LENGTH);
  }

  /** Adds the names that the last call came upon to the certificates of whose they are. */
  addCertificate(owner: TlsOwner | null, frame: number): void {
    if (this.names === null || owner === null) return;
    if (owner.certificatesRead === READ_PER_ENDPOINT) return;
    owner.certificatesRead++;
    owner.own('tls').addCertificate(this.names, frame);
  }

  waits(flow: number): boolean {
    return this.#open.size > 0 && this.#open.has(flow);
  }

  /** Data of a side on a flow that waits. What it says is in `names` and `alert` then. */
  goOn(view: PacketView, flow: number, direction: number): void {
    this.names = null;
    this.alert = -1;
    const handshake = this.#open.get(flow);
    if (handshake === undefined) return;
    const side = handshake.sides[direction];
    if (side.isLost) return;
    const key = streamOf(flow, direction);
    if (direction === FROM_SERVER && side.at === 0 && this.#streams.find(key) === undefined) {
      const { transport } = view;
      const sequence = tcp.sequence(view.layerBytes(transport), view.layerStart[transport]);
      this.#streams.begin(key, Protocol.TLS, sequence, MAXIMUM_LENGTH);
    }
    const stream = this.#streams.goOn(key, view) ?? this.#streams.find(key);
    if (stream !== undefined && !stream.isBroken) this.#readRecords(handshake, side, stream);
    side.isLost ||= this.#streams.find(key) === undefined || stream?.isBroken !== false;
    if (handshake.isOver || handshake.sides.every(({ isLost }) => isLost)) this.forget(flow);
  }

  forget(flow: number): void {
    if (this.#open.size === 0 || !this.#open.delete(flow)) return;
    this.#streams.close(streamOf(flow, FROM_CLIENT));
    this.#streams.close(streamOf(flow, FROM_SERVER));
  }

  #readRecords(handshake: Handshake, side: Side, { bytes, length }: OpenMessage): void {
    // Of the client nothing can be read before the server has chosen the cipher.
    if (side === handshake.sides[FROM_CLIENT] && !handshake.isChosen) return;
    while (!handshake.isOver && !side.isLost && side.at < length) {
      const span = tls.recordSpan(bytes, side.at, length);
      const end = side.at + span;
      side.isLost = span === NO_MESSAGE;
      if (span <= 0 || end > length) return;
      this.#record(handshake, side, bytes, end);
      side.at = end;
    }
  }

  /** The record at the side's place, which is whole. */
  #record(handshake: Handshake, side: Side, bytes: Uint8Array, end: number): void {
    const type = tls.recordType(bytes, side.at);
    const isServer = side === handshake.sides[FROM_SERVER];
    if (type === tls.HANDSHAKE && isServer && !handshake.isChosen) {
      this.#serverHello(handshake, bytes, side.at, end);
    } else if (
      handshake.block !== null &&
      (type === tls.CHANGE_CIPHER_SPEC || side.keys !== null)
    ) {
      this.#ofKeyBlock(handshake, side, bytes, end);
    } else if (type === tls.ALERT) {
      // In the clear: who looks at such alerts has seen it.
      handshake.isOver = true;
    } else if (type === tls.APPLICATION_DATA) {
      const { keys } = side;
      if (keys?.open(bytes, side.at, end)) this.#content(handshake, side, keys);
      else {
        const isEarly = !isServer && keys?.opened === 0 && side.passedOver++ < MAXIMUM_EARLY;
        side.isLost = !isEarly;
      }
    }
  }

  #serverHello(handshake: Handshake, bytes: Uint8Array, at: number, end: number): void {
    const hello = tls.findHandshake(bytes, at, end, tls.SERVER_HELLO);
    if (hello >= 0 && tls.isRetryRequest(bytes, hello, end)) return;
    const version = hello < 0 ? -1 : tls.negotiatedVersion(bytes, hello, end);
    if (version === tls.VERSION_12) {
      const random = bytes.slice(hello + tls.HELLO_RANDOM, hello + tls.HELLO_SESSION_ID);
      const suite = tls.serverCipherSuite(bytes, hello, end);
      const macs = tls.findExtension(bytes, hello, end, tls.EXTENSION_ENCRYPT_THEN_MAC);
      handshake.block = keyBlock({ suite, isEncryptThenMac: macs >= 0 }, handshake.secrets, random);
      handshake.isOver = handshake.block === null;
      return;
    }
    const isVersion13 = tls.isVersion13(version);
    const cipher = isVersion13 ? recordCipher(tls.serverCipherSuite(bytes, hello, end)) : null;
    if (cipher === null) {
      handshake.isOver = true;
      return;
    }
    handshake.cipher = cipher;
    const { secrets, sides } = handshake;
    sides[FROM_CLIENT].keys = recordKeys(cipher, secrets.clientHandshake);
    sides[FROM_SERVER].keys = recordKeys(cipher, secrets.serverHandshake);
  }

  /** A record behind the first ChangeCipherSpec of TLS 1.2, or that itself. */
  #ofKeyBlock(handshake: Handshake, side: Side, bytes: Uint8Array, end: number): void {
    if (side.keys !== null) {
      if (side.keys.open(bytes, side.at, end)) this.#content(handshake, side, side.keys);
      // What comes after a renegotiation has other keys.
      else side.isLost = true;
      return;
    }
    const { block, sides } = handshake;
    side.keys = (side === sides[FROM_SERVER] ? block?.server : block?.client) ?? null;
  }

  #content(handshake: Handshake, side: Side, keys: OpenedRecords): void {
    const isServer = side === handshake.sides[FROM_SERVER];
    const isVersion13 = handshake.cipher !== null;
    switch (keys.type) {
      case tls.HANDSHAKE:
        if (isVersion13) this.#messages(handshake, side, keys);
        break;
      case tls.ALERT: {
        // Two bytes: a level that says nothing any more (RFC 8446 §6), and what it is about.
        const [level, description] = keys.length === 2 ? keys.content : [-1, -1];
        const isFatal = isVersion13 || level === tls.ALERT_FATAL;
        handshake.isOver = isFatal || tls.isClosureAlert(description);
        if (!isServer && isFatal && !tls.isClosureAlert(description)) this.alert = description;
        break;
      }
      case tls.APPLICATION_DATA:
        handshake.isOver = isServer;
    }
  }

  #messages(handshake: Handshake, side: Side, { content, length }: OpenedRecords): void {
    const total = side.length + length;
    if (total > side.messages.length) {
      const grown = new Uint8Array(Math.max(total, 2 * side.messages.length));
      grown.set(side.messages.subarray(0, side.length));
      side.messages = grown;
    }
    side.messages.set(content.subarray(0, length), side.length);
    side.length = total;
    const bytes = side.messages;
    while (total - side.message >= tls.HANDSHAKE_HEADER_LENGTH) {
      const at = side.message;
      const end = at + tls.HANDSHAKE_HEADER_LENGTH + tls.handshakeLength(bytes, at);
      if (end > total) return;
      side.message = end;
      const type = tls.handshakeType(bytes, at);
      const isServer = side === handshake.sides[FROM_SERVER];
      if (type === tls.CERTIFICATE && isServer) {
        this.names ??= certificateNames(bytes, at, end, true);
      } else if (type === tls.FINISHED && handshake.cipher !== null) {
        const { client, server } = handshake.secrets;
        side.keys = recordKeys(handshake.cipher, isServer ? server : client);
      }
    }
  }
}

/** Key of what a side sends on a flow. */
function streamOf(flow: number, direction: number): number {
  return 2 * flow + direction;
}
