import { readInt32, readUint16 } from '../protocols/bytes.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import * as tls from '../protocols/tls/codec.ts';
import type { EndpointFacts } from './facts.ts';
import { hashName, nameHash } from './name-hash.ts';

/** ClientHellos that are being put together at once, and the bytes kept of each. */
const MAXIMUM_OPEN = 64;
const MAXIMUM_LENGTH = 16_384;
const NAMES_PER_ENDPOINT = 8;
/** Names of all endpoints together. */
const MAXIMUM_NAMES = 16_384;

const HANDSHAKE_RECORD = 22;
/** A ClientHello of which no server name is known: a request all the same. No index is that large. */
const NAMELESS = 0x7fffffff;
const CLIENT_HELLO = 1;
/** Record header and handshake header (RFC 8446 §5.1, §4). */
const HEADERS_LENGTH = 9;

/** A ClientHello of which more segments are to come. */
interface OpenClientHello {
  flow: number;
  readonly bytes: Uint8Array;
  length: number;
  wanted: number;
  nextSequence: number;
}

/**
 * Server names that clients send in TLS ClientHellos (RFC 6066 §3), over as many segments as they
 * take, in order; what comes out of order is let go.
 */
export class ClientHellos {
  readonly #open: OpenClientHello[] = [];
  #names = 0;
  #openCount = 0;
  #hand = 0;

  /**
   * The client's first data on a flow.
   * @returns index plus 1 of the server name among the endpoint's; NAMELESS for a ClientHello without
   * one, or none yet; 0 for other data
   */
  begin(view: PacketView, flow: number, endpoint: EndpointFacts): number {
    const bytes = view.layerBytes(view.transport);
    const at = view.payloadStart;
    const length = view.payloadEnd - at;
    if (length < HEADERS_LENGTH) return 0;
    if (bytes[at] !== HANDSHAKE_RECORD || bytes[at + 1] !== 3 || bytes[at + 5] !== CLIENT_HELLO) {
      return 0;
    }
    endpoint.own('tls').clientHellos++;
    const wanted = 5 + readUint16(bytes, at + 3);
    if (wanted <= length) {
      return this.#addName(endpoint, bytes, at, at + wanted);
    }
    // Cut by the snap length: the rest will never be here.
    if (wanted > MAXIMUM_LENGTH || view.payloadLength !== length) return NAMELESS;
    const hello = this.#slot();
    hello.flow = flow;
    hello.wanted = wanted;
    hello.length = 0;
    this.#append(hello, view);
    return NAMELESS;
  }

  /** Whether more of a ClientHello is waited for on that flow. */
  waits(flow: number): boolean {
    return this.#openCount > 0 && this.#open.some((hello) => hello.flow === flow);
  }

  /** More data of the client on a flow that waits; returns as `begin` does. */
  continue(view: PacketView, flow: number, endpoint: EndpointFacts | null): number {
    const hello = this.#open.find((candidate) => candidate.flow === flow);
    if (hello === undefined) return NAMELESS;
    const bytes = view.layerBytes(view.transport);
    const sequence = readInt32(bytes, view.layerStart[view.transport] + 4);
    if (sequence !== hello.nextSequence) {
      // Seen before: skip it. Ahead: a segment is missing, and with it perhaps the name.
      if (((sequence - hello.nextSequence) | 0) > 0) this.#close(hello);
      return NAMELESS;
    }
    this.#append(hello, view);
    if (hello.length < hello.wanted) return NAMELESS;
    this.#close(hello);
    return endpoint === null ? NAMELESS : this.#addName(endpoint, hello.bytes, 0, hello.wanted);
  }

  #slot(): OpenClientHello {
    const free = this.#open.find((hello) => hello.flow === -1);
    if (free !== undefined) {
      this.#openCount++;
      return free;
    }
    if (this.#open.length < MAXIMUM_OPEN) {
      const hello = {
        flow: -1,
        bytes: new Uint8Array(MAXIMUM_LENGTH),
        length: 0,
        wanted: 0,
        nextSequence: 0,
      };
      this.#open.push(hello);
      this.#openCount++;
      return hello;
    }
    const evicted = this.#open[this.#hand];
    this.#hand = (this.#hand + 1) % MAXIMUM_OPEN;
    return evicted;
  }

  #close(hello: OpenClientHello): void {
    hello.flow = -1;
    this.#openCount--;
  }

  /** Lets go of what a flow that ends waited for. */
  forget(flow: number): void {
    if (this.#openCount === 0) return;
    const hello = this.#open.find((candidate) => candidate.flow === flow);
    if (hello !== undefined) this.#close(hello);
  }

  #append(hello: OpenClientHello, view: PacketView): void {
    const bytes = view.layerBytes(view.transport);
    const count = Math.min(view.payloadEnd - view.payloadStart, hello.wanted - hello.length);
    hello.bytes.set(bytes.subarray(view.payloadStart, view.payloadStart + count), hello.length);
    hello.length += count;
    hello.nextSequence =
      (readInt32(bytes, view.layerStart[view.transport] + 4) + view.payloadLength) | 0;
  }

  /** Adds the name of a whole ClientHello; returns as `begin` does. */
  #addName(endpoint: EndpointFacts, bytes: Uint8Array, at: number, limit: number): number {
    const hello = tls.findHandshake(bytes, at, limit, CLIENT_HELLO);
    const start = hello < 0 ? -1 : tls.serverNameAt(bytes, hello, limit);
    if (start < 0) return NAMELESS;
    hashName(bytes, start, start + tls.serverNameLength(bytes, start));
    const hash = nameHash.first;
    const facts = endpoint.own('tls');
    if (hash === facts.lastNameHash && facts.lastName > 0) return facts.lastName;
    const names = facts.serverNames;
    facts.lastNameHash = hash;
    facts.lastName = names.findIndex((known) => known.hash === hash) + 1;
    if (facts.lastName > 0) return facts.lastName;
    if (names.length >= NAMES_PER_ENDPOINT || this.#names === MAXIMUM_NAMES) return NAMELESS;
    this.#names++;
    const name = tls.serverNameText(bytes, at, limit) ?? '';
    facts.serverNames = [...names, { hash, name, works: false, failures: 0 }];
    facts.lastName = facts.serverNames.length;
    return facts.lastName;
  }
}
