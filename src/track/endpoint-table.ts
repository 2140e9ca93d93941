import type { AddressWords } from '../wire/address-text.ts';
import type { Protocol } from '../wire/protocol.ts';
import { isGroupAddress } from './addresses.ts';
import { EndpointFacts, ServerFacts } from './facts.ts';
import { Flow } from './flow-table.ts';
import { TcpState } from './tcp-state.ts';
import { WordTable } from './word-table.ts';

/** Endpoints followed one by one; a scan or flood of more is counted, not kept. */
const MAXIMUM_ENDPOINTS = 8_192;
/** Clients of one service told apart; further ones share an endpoint. */
const MAXIMUM_CLIENTS_PER_SERVICE = 4_000;
const MAXIMUM_SERVERS = 65_536;

/** Words of an endpoint's key. */
export const ENDPOINT_KEY_WORDS = 10;
const SERVICE_KEY_WORDS = 6;
const ADDRESS_KEY_WORDS = 4;

/** Endpoints (client, server, port, transport) and servers, by address. */
export class EndpointTable {
  readonly endpoints: EndpointFacts[] = [];
  /** New endpoints that found no room. */
  notFollowed = 0;

  readonly #endpointSlots = new WordTable(ENDPOINT_KEY_WORDS, MAXIMUM_ENDPOINTS);
  readonly #serviceSlots = new WordTable(SERVICE_KEY_WORDS, MAXIMUM_ENDPOINTS);
  readonly #clientsOfService = new Uint16Array(MAXIMUM_ENDPOINTS);
  readonly #serverSlots = new WordTable(ADDRESS_KEY_WORDS, MAXIMUM_SERVERS);
  readonly #servers: ServerFacts[] = [];
  readonly #endpointKey = new Int32Array(ENDPOINT_KEY_WORDS);
  readonly #serviceKey = new Int32Array(SERVICE_KEY_WORDS);
  readonly #addressKey = new Int32Array(ADDRESS_KEY_WORDS);

  /**
   * The endpoint slot of a flow's record, made where it is new; -1 where the server's address is
   * nobody's (multicast), or where there is no room.
   */
  slotOf(words: Int32Array, base: number): number {
    const key = this.#endpointKey;
    for (let i = 0; i < 8; i++) key[i] = words[base + i];
    key[8] = words[base + Flow.PORTS] & 0xffff;
    key[9] = words[base + Flow.PROTOCOL];
    return this.slotOfKey(key);
  }

  /**
   * As `slotOf`, for a key: client's and server's address (4 words each), port, protocol. The key
   * is overwritten where endpoints of many clients are shared.
   */
  slotOfKey(key: Int32Array): number {
    if (isGroupAddress(key[4], key[5], key[6], key[7])) return -1;
    const known = this.#endpointSlots.find(key);
    if (known >= 0) return known;

    const service = this.#serviceKey;
    for (let i = 0; i < SERVICE_KEY_WORDS; i++) service[i] = key[4 + i];
    let serviceSlot = this.#serviceSlots.find(service);
    if (serviceSlot < 0) serviceSlot = this.#serviceSlots.insert(service);
    let manyClients = false;
    if (serviceSlot >= 0 && this.#clientsOfService[serviceSlot] >= MAXIMUM_CLIENTS_PER_SERVICE) {
      key.fill(0, 0, 4);
      manyClients = true;
      const shared = this.#endpointSlots.find(key);
      if (shared >= 0) return shared;
    }
    const slot = this.#endpointSlots.insert(key);
    if (slot < 0) {
      this.notFollowed++;
      return -1;
    }
    if (serviceSlot >= 0) this.#clientsOfService[serviceSlot]++;
    this.endpoints[slot] = new EndpointFacts(
      [key[0], key[1], key[2], key[3]],
      [key[4], key[5], key[6], key[7]],
      key[8],
      key[9] as Protocol.TCP | Protocol.UDP,
      manyClients,
    );
    return slot;
  }

  /** Facts of the server of a flow's record; null where there is no room for more servers. */
  serverOf(words: Int32Array, base: number): ServerFacts | null {
    const key = this.#addressKey;
    for (let i = 0; i < 4; i++) key[i] = words[base + Flow.SERVER_ADDRESS + i];
    return this.#server(true);
  }

  /** Facts of the server at that address; null where nothing is known of it. */
  server(address: AddressWords): ServerFacts | null {
    this.#addressKey.set(address);
    return this.#server(false);
  }

  #server(make: boolean): ServerFacts | null {
    let slot = this.#serverSlots.find(this.#addressKey);
    if (slot < 0) {
      if (!make) return null;
      slot = this.#serverSlots.insert(this.#addressKey);
      if (slot < 0) return null;
      this.#servers[slot] = new ServerFacts();
    }
    return this.#servers[slot];
  }

  /** Adds a flow that ended to its endpoint's totals; returns the endpoint, or null for none. */
  addFlow(words: Int32Array, doubles: Float64Array, base: number): EndpointFacts | null {
    const slot = words[base + Flow.ENDPOINT];
    if (slot < 0) return null;
    const endpoint = this.endpoints[slot];
    if ((words[base + Flow.STATE] & TcpState.IN_SCOPE) !== 0) endpoint.inScope = true;
    endpoint.touch(
      words[base + Flow.FIRST_FRAME],
      words[base + Flow.FIRST_SECONDS] >>> 0,
      words[base + Flow.FIRST_NANOSECONDS],
    );
    endpoint.touch(
      words[base + Flow.LAST_FRAME],
      words[base + Flow.LAST_SECONDS] >>> 0,
      words[base + Flow.LAST_NANOSECONDS],
    );
    endpoint.packets += words[base + Flow.CLIENT_PACKETS] + words[base + Flow.SERVER_PACKETS];
    endpoint.bytes +=
      doubles[(base + Flow.CLIENT_BYTES) / 2] + doubles[(base + Flow.SERVER_BYTES) / 2];
    return endpoint;
  }
}
