import type { AddressWords } from '../protocols/address-text.ts';
import { KeyCounts, WordTable } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import { writeDestination, writeSource } from './address-key.ts';
import { isGroupAddress } from './addresses.ts';
import { EndpointFacts } from './facts/endpoint-facts.ts';
import { EndpointRows, ROW_WORDS, Row, TlsRow } from './facts/endpoint-row.ts';
import { ServerFacts } from './facts/server-facts.ts';
import type { TlsFacts, TlsOwner } from './facts/tls-facts.ts';
import { FailedTries } from './failed-tries.ts';
import { Flow, FROM_CLIENT, FROM_SERVER } from './flow-table.ts';
import { addTotals, type CountedInRows, type Outcomes } from './outcomes.ts';
import { TraceFacts } from './traces.ts';

/** Endpoints followed one by one. Of more, those of the least interest make room. */
const MAXIMUM_ENDPOINTS = 32_768;
/** Of those with a single attempt that went no further, so many of each kind are told of. */
const MAXIMUM_ONCE = 8_192;
/** Clients of one service from which on those that make room leave a common endpoint behind. */
const MANY_CLIENTS = 100;
const MAXIMUM_SERVERS = 65_536;
/** Clients of which is counted what made room after a single attempt. */
const MAXIMUM_SCANNERS = 1_024;

/** Words of an endpoint's key. */
export const ENDPOINT_KEY_WORDS = 10;
const SERVICE_KEY_WORDS = 6;
const ADDRESS_KEY_WORDS = 4;

/*
 * A reference is what flows and questions know their endpoint by: its slot, and above that how many
 * endpoints had the slot before. So it tells when that endpoint is there no longer.
 */
const SLOT_BITS = 16;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
const GENERATION_MASK = 0x3fff;

/** Share of the table that is cleared at once when it is full. */
const CLEARED = MAXIMUM_ENDPOINTS >> 4;

/**
 * What makes room, in this order. Failures that more than one packet shows never do: there may be a
 * verdict in them.
 */
enum Interest {
  /** One packet that nobody answered: scans and floods consist of them. */
  ASKED_ONCE = 0,
  /** One packet that was answered or refused, and no more: a scan too. */
  ANSWERED_ONCE = 1,
  /** All went well. */
  HEALTHY = 2,
  FAILED = 3,
}

/**
 * Of an endpoint of which no more is known than one packet that nobody answered: what became of it, in the word
 * `Row.LONE`. Floods and scans make a million of these, too many for objects.
 */
enum Lone {
  SILENT = 1,
  PENDING = 2,
  EVICTED = 3,
}

/** Stands in slots of which no more is known than their row says. */
const LONE = new EndpointFacts([0, 0, 0, 0], [0, 0, 0, 0], 0, Protocol.TCP, false, -1);
/** Stands in slots that no endpoint has. */
const NOBODY = new EndpointFacts([0, 0, 0, 0], [0, 0, 0, 0], 0, Protocol.TCP, false, -1);

/** TCP endpoints of a client that made room after a single attempt, by what became of it. */
export interface AskedOnce {
  answered: number;
  refused: number;
  silent: number;
}

/** Endpoints (client, server, port, transport) and servers, by address. */
export class EndpointTable implements Outcomes, CountedInRows {
  readonly patience = 0;
  readonly counted = this;
  /** Connections of endpoints that found no room, or made room after a single attempt. */
  notFollowed = 0;
  /** Endpoints that answered and made room for others. */
  leftOut = 0;
  /** Flows were evicted: what comes of them later is told by its endpoint, where there is one. */
  knowsDirections = false;

  readonly #bySlot: EndpointFacts[] = [];
  readonly #generations = new Uint16Array(MAXIMUM_ENDPOINTS);
  /** `Interest` of each as far as it was looked at; the least since a flow of it ended. */
  readonly #interests = new Uint8Array(MAXIMUM_ENDPOINTS);
  readonly #rows = new EndpointRows(MAXIMUM_ENDPOINTS);
  readonly #owner = new RowOwner(this, this.#rows);
  /** All endpoints, without gaps; null after a change. */
  #list: EndpointFacts[] | null = null;
  readonly #endpointSlots = new WordTable(ENDPOINT_KEY_WORDS, MAXIMUM_ENDPOINTS);
  readonly #serviceSlots = new WordTable(SERVICE_KEY_WORDS, MAXIMUM_ENDPOINTS);
  readonly #clientsOfService = new Int32Array(MAXIMUM_ENDPOINTS);
  readonly #serverSlots = new WordTable(ADDRESS_KEY_WORDS, MAXIMUM_SERVERS);
  readonly #scannerSlots = new WordTable(ADDRESS_KEY_WORDS, MAXIMUM_SCANNERS);
  readonly #askedOnce: AskedOnce[] = [];
  readonly #servers: ServerFacts[] = [];
  readonly #endpointKey = new Int32Array(ENDPOINT_KEY_WORDS);
  readonly #madeKey = new Int32Array(ENDPOINT_KEY_WORDS);
  readonly #sharedKey = new Int32Array(ENDPOINT_KEY_WORDS);
  readonly #serviceKey = new Int32Array(SERVICE_KEY_WORDS);
  readonly #addressKey = new Int32Array(ADDRESS_KEY_WORDS);
  /** New endpoints to turn away before another search, after one that found too few. */
  #patience = 0;
  /** How often endpoints answered that made room: one that comes back is not taken for silent. */
  #answersBefore: KeyCounts | null = null;

  /** All endpoints that are followed: for the time after the last packet. */
  get endpoints(): readonly EndpointFacts[] {
    if (this.#list === null) {
      this.#list = [];
      for (let slot = 0; slot < this.#bySlot.length; slot++) {
        if (this.#bySlot[slot] === LONE) this.#make(slot);
        if (this.#bySlot[slot] !== NOBODY) this.#list.push(this.#bySlot[slot]);
      }
    }
    return this.#list;
  }

  /**
   * Reference to the endpoint of a flow's record, made where it is new; -1 where the server's
   * address is nobody's (multicast), or where there is no room.
   */
  slotOf(words: Int32Array, base: number): number {
    const key = this.#endpointKey;
    for (let i = 0; i < 8; i++) key[i] = words[base + i];
    key[8] = words[base + Flow.PORTS] & 0xffff;
    key[9] = words[base + Flow.PROTOCOL];
    return this.slotOfKey(key);
  }

  /** As `slotOf`, for a key: client's and server's address (4 words each), port, protocol. */
  slotOfKey(key: Int32Array): number {
    if (isGroupAddress(key[4], key[5], key[6], key[7])) return -1;
    const known = this.#endpointSlots.find(key);
    if (known >= 0) return this.#referenceTo(known);
    const slot = this.#insert(key);
    return slot < 0 ? -1 : this.#referenceTo(slot);
  }

  /** Reference to the endpoint of a key, -1 where there is none; none is made. */
  find(key: Int32Array): number {
    const known = this.#endpointSlots.find(key);
    return known < 0 ? -1 : this.#referenceTo(known);
  }

  #referenceTo(slot: number): number {
    return (this.#generations[slot] << SLOT_BITS) | slot;
  }

  #insert(key: Int32Array): number {
    if (this.#endpointSlots.count === MAXIMUM_ENDPOINTS && !this.#makeRoom()) {
      this.notFollowed++;
      return -1;
    }
    const slot = this.#endpointSlots.insert(key);
    const service = this.#serviceOf(key);
    let serviceSlot = this.#serviceSlots.find(service);
    if (serviceSlot < 0) {
      serviceSlot = this.#serviceSlots.insert(service);
      this.#clientsOfService[serviceSlot] = 0;
    }
    this.#clientsOfService[serviceSlot]++;
    this.#rows.clear(slot * ROW_WORDS);
    this.#rows.words[slot * ROW_WORDS + Row.REFERENCE] = this.#referenceTo(slot);
    this.#bySlot[slot] = LONE;
    this.#interests[slot] = Interest.ASKED_ONCE;
    this.#list = null;
    return slot;
  }

  /** As `at`, for one look: it changes nothing here. */
  peek(reference: number): EndpointFacts | null {
    if (reference < 0) return null;
    const slot = reference & SLOT_MASK;
    const endpoint = this.#bySlot[slot];
    if (endpoint.reference === reference) return endpoint;
    if (endpoint !== LONE || this.#referenceTo(slot) !== reference) return null;
    return this.#factsOf(slot, false, this.#rows.copy(slot * ROW_WORDS), 0);
  }

  /**
   * References to endpoints, for `peek`.
   * @param maximumOnce those with a single attempt that went no further: so many of each kind
   * @param isWanted those that are among them all the same
   */
  references(maximumOnce: number, isWanted: (reference: number) => boolean): number[] {
    const all: number[] = [];
    const kept = [0, 0];
    for (let slot = 0; slot < this.#bySlot.length; slot++) {
      if (this.#bySlot[slot] === NOBODY) continue;
      const reference = this.#referenceTo(slot);
      if (!isWanted(reference)) {
        const interest = this.#interestIn(slot);
        if (interest <= Interest.ANSWERED_ONCE && kept[interest]++ >= maximumOnce) continue;
      }
      all.push(reference);
    }
    return all;
  }

  /** Whether no more is known of an endpoint than that it was asked once, if that. */
  isAskedOnce(reference: number): boolean {
    return this.#interestIn(reference & SLOT_MASK) === Interest.ASKED_ONCE;
  }

  #make(slot: number, manyClients = false): EndpointFacts {
    const at = slot * ROW_WORDS;
    const endpoint = this.#factsOf(slot, manyClients, this.#rows, at);
    this.#rows.words[at + Row.LONE] = 0;
    this.#bySlot[slot] = endpoint;
    return endpoint;
  }

  /** The facts of an endpoint of which there is only its row so far. @param rows where that is, or a copy */
  #factsOf(slot: number, manyClients: boolean, rows: EndpointRows, at: number): EndpointFacts {
    const key = this.#madeKey;
    for (let i = 0; i < ENDPOINT_KEY_WORDS; i++) key[i] = this.#endpointSlots.keyWord(slot, i);
    const endpoint = new EndpointFacts(
      [key[0], key[1], key[2], key[3]],
      [key[4], key[5], key[6], key[7]],
      key[8],
      key[9] as Protocol.TCP | Protocol.UDP,
      manyClients,
      this.#referenceTo(slot),
      rows,
      at,
    );
    if (this.#answersBefore !== null) {
      const answers = this.#answersBefore.get(key);
      endpoint.exchanges = answers;
      if (answers > 0) endpoint.own('partial').midstreamExchanges = answers;
    }
    const lone = rows.words[at + Row.LONE];
    if (lone !== 0) {
      endpoint.failed = new FailedTries();
      endpoint.failed.addPacket(
        endpoint.lastClientPort,
        endpoint.firstSeconds,
        endpoint.firstNanoseconds,
      );
      if (lone === Lone.SILENT) {
        const silence = endpoint.own('silence');
        silence.add(0, rows.doubles[(at + Row.LONE_SILENCE) / 2]);
        silence.packets.add(endpoint.firstFrame);
      } else if (lone === Lone.PENDING) {
        const pending = endpoint.own('pending');
        pending.attempts = 1;
        pending.packets.add(endpoint.firstFrame);
      } else {
        endpoint.own('pending').evicted = 1;
      }
    }
    return endpoint;
  }

  /** All rows: `rowOf` says where one begins. */
  get rows(): EndpointRows {
    return this.#rows;
  }

  /**
   * First word of the row of a flow's endpoint, made again where that had to make room; -1 for none. It is not
   * to be kept: the endpoint may make room.
   */
  rowOf(words: Int32Array, base: number): number {
    const reference = words[base + Flow.ENDPOINT];
    if (reference < 0) return -1;
    const at = (reference & SLOT_MASK) * ROW_WORDS;
    if (this.#rows.words[at + Row.REFERENCE] === reference) return at;
    const endpoint = this.of(words, base);
    return endpoint === null ? -1 : (endpoint.reference & SLOT_MASK) * ROW_WORDS;
  }

  /** Whose TLS a flow carries, for one call: another flow's is the same object. Null for nobody's. */
  ownerOf(words: Int32Array, base: number): TlsOwner | null {
    const at = this.rowOf(words, base);
    if (at < 0) return null;
    this.#owner.at = at;
    return this.#owner;
  }

  /** The endpoint that has a row. */
  inRow(at: number): EndpointFacts {
    const slot = at / ROW_WORDS;
    return this.#bySlot[slot] === LONE ? this.#make(slot) : this.#bySlot[slot];
  }

  /** Takes in the TTL or hop limit of a flow's first packet. */
  addRequestTimeToLive(words: Int32Array, base: number, value: number): void {
    const at = this.rowOf(words, base);
    if (at >= 0) this.#rows.addRequestTimeToLive(at, value);
  }

  /** Takes in the microseconds from a flow's request to its answer. */
  addDelay(words: Int32Array, base: number, microseconds: number): void {
    const at = this.rowOf(words, base);
    if (at >= 0) this.#rows.addDelay(at, microseconds);
  }

  /** A probe whose time to live may end on the way. */
  addProbe(words: Int32Array, base: number, timeToLive: number): void {
    const endpoint = this.of(words, base);
    if (endpoint === null) return;
    endpoint.trace ??= new TraceFacts();
    endpoint.trace.at(timeToLive).sent++;
  }

  /**
   * After a flow ended: where nothing is known of its endpoint but one packet without an answer,
   * words do.
   */
  settle(words: Int32Array, base: number): void {
    const reference = words[base + Flow.ENDPOINT];
    if (reference < 0) return;
    const slot = reference & SLOT_MASK;
    // Looked at when there is no room: most services have many connections, most captures room.
    this.#interests[slot] = Interest.ASKED_ONCE;
    const rows = this.#rows;
    const at = slot * ROW_WORDS;
    if (rows.words[at + Row.PACKETS] !== 1 || rows.words[at + Row.REFERENCE] !== reference) return;
    const endpoint = this.#bySlot[slot];
    if (endpoint === LONE) return;
    // Of its other connections, which are open yet, packets may have told.
    if (endpoint.trace !== null || endpoint.isTold) return;
    if (interestOf(endpoint) !== Interest.ASKED_ONCE) return;
    if (endpoint.isDns || endpoint.quic !== null || endpoint.attempts === 0) return;
    if (endpoint.requests.length > 0 || endpoint.handshake.signed.total > 0) return;
    const { silence, pending } = endpoint;
    rows.words[at + Row.LONE] =
      silence.attempts > 0 ? Lone.SILENT : pending.attempts > 0 ? Lone.PENDING : Lone.EVICTED;
    rows.doubles[(at + Row.LONE_SILENCE) / 2] = silence.longest;
    this.#bySlot[slot] = LONE;
  }

  #serviceOf(key: Int32Array): Int32Array {
    const service = this.#serviceKey;
    for (let i = 0; i < SERVICE_KEY_WORDS; i++) service[i] = key[4 + i];
    return service;
  }

  /**
   * Direction of a packet whose flow is not known, by the endpoint that it belongs to; -1 where
   * there is none, or where no flows were evicted and its start is not in the capture.
   */
  directionOf(view: PacketView, protocol: Protocol): number {
    if (!this.knowsDirections) return -1;
    const key = this.#endpointKey;
    writeDestination(view, key);
    writeSource(view, key, 4);
    key[8] = view.sourcePort;
    key[9] = protocol;
    if (this.#endpointSlots.find(key) >= 0) return FROM_SERVER;
    for (let i = 0; i < 4; i++) {
      const destination = key[i];
      key[i] = key[i + 4];
      key[i + 4] = destination;
    }
    key[8] = view.destinationPort;
    return this.#endpointSlots.find(key) >= 0 ? FROM_CLIENT : -1;
  }

  /** Whether an endpoint of that service is known: four words of an address, and a port. */
  isService(service: Int32Array, protocol: Protocol): boolean {
    const key = this.#serviceKey;
    for (let i = 0; i < SERVICE_KEY_WORDS - 1; i++) key[i] = service[i];
    key[SERVICE_KEY_WORDS - 1] = protocol;
    return this.#serviceSlots.find(key) >= 0;
  }

  /** The endpoint that a reference is to; null where it made room, or the reference is -1. */
  at(reference: number): EndpointFacts | null {
    if (reference < 0) return null;
    const slot = reference & SLOT_MASK;
    const endpoint = this.#bySlot[slot];
    if (endpoint.reference === reference) return endpoint;
    return endpoint === LONE && this.#referenceTo(slot) === reference ? this.#make(slot) : null;
  }

  /** As `at`, of an endpoint that stands for many clients. */
  atMany(reference: number): EndpointFacts | null {
    if (reference < 0) return null;
    const slot = reference & SLOT_MASK;
    return this.#bySlot[slot] === LONE ? this.#make(slot, true) : this.at(reference);
  }

  /** The endpoint of a flow's record, made again where it had to make room; null for none. */
  of(words: Int32Array, base: number): EndpointFacts | null {
    const reference = words[base + Flow.ENDPOINT];
    if (reference < 0) return null;
    const endpoint = this.#bySlot[reference & SLOT_MASK];
    if (endpoint.reference === reference) return endpoint;
    const made = this.at(reference);
    if (made !== null) return made;
    words[base + Flow.ENDPOINT] = this.slotOf(words, base);
    // The server names went with the endpoint that knew them.
    const hasName =
      words[base + Flow.PROTOCOL] === Protocol.TCP ||
      words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] > 0;
    if (hasName && words[base + Flow.APPLICATION] > 0) {
      words[base + Flow.APPLICATION] = 0;
    }
    return this.at(words[base + Flow.ENDPOINT]);
  }

  /**
   * Takes out a sixteenth of all, those of the least interest; whether there is room now. Of
   * endpoints alike the first stay: newcomers take turns in the same slots, and so die young.
   */
  #makeRoom(): boolean {
    if (this.#patience > 0) {
      this.#patience--;
      return false;
    }
    let cleared = 0;
    for (let interest = Interest.ASKED_ONCE; interest < Interest.FAILED; interest++) {
      for (let slot = MAXIMUM_ENDPOINTS - 1; slot >= 0 && cleared < CLEARED; slot--) {
        if (this.#interests[slot] !== interest || this.#bySlot[slot] === NOBODY) continue;
        this.#interests[slot] = this.#interestIn(slot);
        if (this.#interests[slot] !== interest) continue;
        this.#takeOut(slot, interest);
        cleared++;
      }
    }
    if (cleared < CLEARED) this.#patience = CLEARED;
    return cleared > 0;
  }

  #interestIn(slot: number): Interest {
    const endpoint = this.#bySlot[slot];
    return endpoint === LONE ? Interest.ASKED_ONCE : interestOf(endpoint);
  }

  #takeOut(slot: number, interest: Interest): void {
    const endpoint = this.#bySlot[slot] === LONE ? this.#make(slot) : this.#bySlot[slot];
    const key = this.#sharedKey;
    for (let i = 0; i < ENDPOINT_KEY_WORDS; i++) key[i] = this.#endpointSlots.keyWord(slot, i);
    if (endpoint.answered + endpoint.exchanges > 0) {
      this.#answersBefore ??= new KeyCounts(ENDPOINT_KEY_WORDS);
      this.#answersBefore.add(key, endpoint.answered + endpoint.exchanges);
    }
    this.#endpointSlots.remove(key);
    this.#generations[slot] = (this.#generations[slot] + 1) & GENERATION_MASK;
    this.#bySlot[slot] = NOBODY;
    this.#rows.words[slot * ROW_WORDS + Row.REFERENCE] = -1;
    this.#list = null;
    const service = this.#serviceOf(key);
    const serviceSlot = this.#serviceSlots.find(service);
    const clients = --this.#clientsOfService[serviceSlot];
    if (clients === 0) this.#serviceSlots.remove(service);
    if (interest === Interest.HEALTHY) {
      this.leftOut++;
      return;
    }
    // Its flow goes on, and makes it again when there is something to tell.
    if (endpoint.attempts === 0) return;
    this.#countOnce(endpoint, key);
    key.fill(0, 0, 4);
    let shared = this.#endpointSlots.find(key);
    if (shared < 0 && clients >= MANY_CLIENTS) {
      // Its row may be the one that is given out.
      endpoint.detach();
      shared = this.#insert(key);
      this.#make(shared, true);
    }
    if (shared < 0) this.notFollowed += endpoint.attempts;
    else this.#bySlot[shared].addOther(endpoint);
  }

  /** A scan has more of these than are followed: how many of each outcome is told all the same. */
  #countOnce({ manyClients, protocol, answered, refused }: EndpointFacts, key: Int32Array): void {
    if (manyClients || protocol !== Protocol.TCP) return;
    this.#addressKey.set(key.subarray(0, ADDRESS_KEY_WORDS));
    let slot = this.#scannerSlots.find(this.#addressKey);
    if (slot < 0) {
      slot = this.#scannerSlots.insert(this.#addressKey);
      if (slot < 0) return;
      this.#askedOnce[slot] = { answered: 0, refused: 0, silent: 0 };
    }
    const once = this.#askedOnce[slot];
    if (answered > 0) once.answered++;
    else if (refused > 0) once.refused++;
    else once.silent++;
  }

  /** What made room of a client's; null for nothing. */
  askedOnce(client: AddressWords): AskedOnce | null {
    this.#addressKey.set(client);
    const slot = this.#scannerSlots.find(this.#addressKey);
    return slot < 0 ? null : this.#askedOnce[slot];
  }

  /** After the last packet: of scans and floods, not all is told of. */
  finish(): void {
    const kept = [0, 0];
    for (let slot = 0; slot < this.#bySlot.length; slot++) {
      if (this.#bySlot[slot] === NOBODY) continue;
      const interest = this.#interestIn(slot);
      if (interest > Interest.ANSWERED_ONCE || kept[interest]++ < MAXIMUM_ONCE) continue;
      this.#takeOut(slot, interest);
    }
  }

  /** Facts of the server of a flow's record; null where it has no endpoint, or there are too many servers. */
  serverOf(words: Int32Array, base: number): ServerFacts | null {
    const at = this.rowOf(words, base);
    if (at < 0) return null;
    const known = this.#rows.words[at + Row.SERVER];
    if (known > 0) return this.#servers[known - 1];
    const key = this.#addressKey;
    for (let i = 0; i < 4; i++) key[i] = words[base + Flow.SERVER_ADDRESS + i];
    const slot = this.#serverSlot(true);
    if (slot < 0) return null;
    this.#rows.words[at + Row.SERVER] = slot + 1;
    this.inRow(at).serverFacts = this.#servers[slot];
    return this.#servers[slot];
  }

  /** Forgets how soon all endpoints and servers answered. */
  forgetDelays(): void {
    for (const endpoint of this.endpoints) endpoint.forgetDelays();
    for (const server of this.#servers) server.forgetRoundTrips();
  }

  /** Facts of the server at that address; null where nothing is known of it. */
  server(address: AddressWords): ServerFacts | null {
    this.#addressKey.set(address);
    const slot = this.#serverSlot(false);
    return slot < 0 ? null : this.#servers[slot];
  }

  /** Slot of the server of the key, -1 where there is none. */
  #serverSlot(make: boolean): number {
    const known = this.#serverSlots.find(this.#addressKey);
    if (known >= 0 || !make) return known;
    const slot = this.#serverSlots.insert(this.#addressKey);
    if (slot >= 0) this.#servers[slot] = new ServerFacts();
    return slot;
  }

  /** Adds a flow that ended to its endpoint's totals; returns the endpoint, or null for none. */
  addFlow(words: Int32Array, doubles: Float64Array, base: number): EndpointFacts | null {
    const at = this.rowOf(words, base);
    if (at < 0) return null;
    // First, as facts that are made of a row say what it says of the packet before.
    const endpoint = this.inRow(at);
    addTotals(this.#rows, at, words, doubles, base);
    return endpoint;
  }
}

/** Whose TLS it is, by a row: facts that are not needed are not touched. */
class RowOwner extends TlsRow implements TlsOwner {
  at = 0;

  constructor(
    private readonly table: EndpointTable,
    readonly rows: EndpointRows,
  ) {
    super();
  }

  get tls(): TlsFacts {
    return this.table.inRow(this.at).tls;
  }

  own(kind: 'tls'): TlsFacts {
    return this.table.inRow(this.at).own(kind);
  }
}

/** What would be lost with an endpoint. */
function interestOf(endpoint: EndpointFacts): Interest {
  const { attempts, answered, refused } = endpoint;
  if (endpoint.manyClients) return Interest.FAILED;
  const isOnly = endpoint.retransmissions + endpoint.exchanges + endpoint.partial.midstream === 0;
  if (attempts === 0 && isOnly && !endpoint.isDns && !endpoint.hasFailures) {
    return Interest.ASKED_ONCE;
  }
  if (attempts === 1 && isOnly) {
    const isUnanswered =
      endpoint.silence.attempts + endpoint.pending.attempts + endpoint.pending.evicted === 1;
    if (isUnanswered) return Interest.ASKED_ONCE;
    if (refused === 1) return Interest.ANSWERED_ONCE;
    if (answered === 1 && !endpoint.hasFailures) return Interest.ANSWERED_ONCE;
  }
  if (endpoint.hasFailures || attempts + endpoint.partial.midstream === 0) return Interest.FAILED;
  return Interest.HEALTHY;
}
