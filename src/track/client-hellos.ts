import { Unknown } from '../capture/packet-record.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { StreamAssembler } from '../protocols/tcp/stream-assembler.ts';
import * as tls from '../protocols/tls/codec.ts';
import type { ConnectionSecrets, KeyLog } from '../protocols/tls/key-log.ts';
import type { ClientShapes } from './client-shapes.ts';
import { FirstMessage, messageTraits } from './connection-log.ts';
import type { TlsOwner } from './facts/tls-facts.ts';
import { hashName, nameHash } from './name-hash.ts';

/** ClientHellos that are being put together at once, and the bytes kept of each. */
const MAXIMUM_OPEN = 64;
const MAXIMUM_LENGTH = 16_384;
const NAMES_PER_ENDPOINT = 8;
/** Names of all endpoints together. */
const MAXIMUM_NAMES = 16_384;

/** A ClientHello of which no server name is known: a request all the same. No index is that large. */
export const NAMELESS = 0x7fffffff;
const TLS_MAJOR_VERSION = 3;

/**
 * Server names that clients send in TLS ClientHellos (RFC 6066 §3), over as many segments as they
 * take, in order; what comes out of order is let go.
 */
export class ClientHellos {
  readonly #open = new StreamAssembler<number>({
    messages: MAXIMUM_OPEN,
    length: MAXIMUM_LENGTH,
    total: MAXIMUM_OPEN * MAXIMUM_LENGTH,
  });
  /** What the ClientHello looks like that the last call was about (`messageTraits`); 0: no news of it. */
  traits = 0;
  /** Secrets of the connection whose ClientHello the last call has seen whole, where they are known. */
  secrets: ConnectionSecrets | null = null;
  #names = 0;

  constructor(
    readonly shapes: ClientShapes,
    readonly keys: KeyLog | null,
  ) {}

  /**
   * The client's first data on a flow.
   * @returns index plus 1 of the server name among the endpoint's; NAMELESS for a ClientHello without
   * one, or none yet; 0 for other data
   */
  begin(view: PacketView, flow: number, endpoint: TlsOwner): number {
    this.secrets = null;
    const bytes = view.layerBytes(view.transport);
    const at = view.payloadStart;
    const length = view.payloadEnd - at;
    if (length < tls.RECORD_HEADER_LENGTH + tls.HANDSHAKE_HEADER_LENGTH) return 0;
    const isClientHello =
      tls.recordType(bytes, at) === tls.HANDSHAKE &&
      tls.recordVersion(bytes, at) >> 8 === TLS_MAJOR_VERSION &&
      tls.handshakeType(bytes, at + tls.RECORD_HEADER_LENGTH) === tls.CLIENT_HELLO;
    if (!isClientHello) return 0;
    if (endpoint.clientHellos++ === 0) endpoint.own('tls');
    const wanted = tls.RECORD_HEADER_LENGTH + tls.recordLength(bytes, at);
    this.traits = messageTraits(FirstMessage.CLIENT_HELLO, wanted);
    if (wanted <= length) {
      const name = this.#addRecord(endpoint, bytes, at, at + wanted);
      // Of a list's no more is known than its name and its length on the wire.
      if ((view.unknown & Unknown.PAYLOAD) !== 0) {
        this.traits = messageTraits(FirstMessage.CLIENT_HELLO, view.payloadLength);
      }
      return name;
    }
    // Cut by the snap length: the rest will never be here.
    if (wanted > MAXIMUM_LENGTH || view.payloadLength !== length) return NAMELESS;
    const sequence = tcp.sequence(bytes, view.layerStart[view.transport]);
    const hello = this.#open.begin(flow, Protocol.TLS, sequence, wanted);
    this.#open.append(hello, bytes, at, view.payloadEnd);
    return NAMELESS;
  }

  /** Whether more of a ClientHello is waited for on that flow. */
  waits(flow: number): boolean {
    return this.#open.find(flow) !== undefined;
  }

  /** More data of the client on a flow that waits; returns as `begin` does. */
  continue(view: PacketView, flow: number, endpoint: TlsOwner | null): number {
    this.traits = 0;
    this.secrets = null;
    const hello = this.#open.goOn(flow, view);
    if (hello === null || endpoint === null || hello.isBroken) return NAMELESS;
    return this.#addRecord(endpoint, hello.bytes, 0, hello.wanted);
  }

  /** Lets go of what a flow that ends waited for. */
  forget(flow: number): void {
    this.#open.close(flow);
  }

  #addRecord(endpoint: TlsOwner, bytes: Uint8Array, at: number, limit: number): number {
    const hello = tls.findHandshake(bytes, at, limit, tls.CLIENT_HELLO);
    if (hello < 0) return NAMELESS;
    if (this.keys !== null) this.secrets = this.keys.find(bytes, hello + tls.HELLO_RANDOM, limit);
    const shape = this.shapes.add(bytes, hello, limit);
    this.traits = messageTraits(FirstMessage.CLIENT_HELLO, limit - at, shape);
    return this.addName(endpoint, bytes, hello, limit);
  }

  /** Adds the name of the ClientHello at `hello`; returns as `begin` does. */
  addName(endpoint: TlsOwner, bytes: Uint8Array, hello: number, limit: number): number {
    const start = tls.serverNameAt(bytes, hello, limit);
    if (start < 0) return NAMELESS;
    hashName(bytes, start, start + tls.serverNameLength(bytes, start));
    const hash = nameHash.first;
    const last = endpoint.lastName;
    if (hash === endpoint.lastNameHash && last > 0) return last;
    const facts = endpoint.own('tls');
    const names = facts.serverNames;
    const known = names.findIndex((name) => name.hash === hash) + 1;
    endpoint.lastNameHash = hash;
    endpoint.lastName = known;
    if (known > 0) return known;
    if (names.length >= NAMES_PER_ENDPOINT || this.#names === MAXIMUM_NAMES) return NAMELESS;
    this.#names++;
    const name = tls.helloNameText(bytes, hello, limit) ?? '';
    facts.serverNames = [...names, { hash, name, works: false, failures: 0 }];
    endpoint.lastName = names.length + 1;
    return names.length + 1;
  }
}
