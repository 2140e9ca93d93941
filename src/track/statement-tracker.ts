import { type Statement, TimeKind } from '../capture/statement.ts';
import type { AddressWords } from '../protocols/address-text.ts';
import { WordTable } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import { isGroupAddress } from './addresses.ts';
import { ENDPOINT_KEY_WORDS, type EndpointTable } from './endpoint-table.ts';
import { type StatementClock, StatementFacts, StatementGroup } from './facts/statement-facts.ts';
import { Range } from './frame-sample.ts';

/** Endpoints of which devices say something; those that they only let through may be fewer. */
const MAXIMUM_ENDPOINTS = 3_072;
const MAXIMUM_ALLOWED = 1_024;
/** Of the endpoints the last so many make room, where one line is all that tells of them. */
const TAKING_TURNS = 1_024;
/** Of these so many are looked at for one that may go. */
const LOOKED_AT = 64;
/** Services whose clients are counted. */
const MAXIMUM_SERVICES = 8_192;
/** Of them those with many clients, which are one row each. */
const MAXIMUM_SHARED = 1_024;
/** Groups that are told apart at one endpoint. */
const GROUPS_PER_ENDPOINT = 8;
/** Addresses that a NAT made of an endpoint's, told apart. */
const ALIASES_PER_ENDPOINT = 4;
/** Devices, rules and reasons that are told apart. */
const MAXIMUM_WORDS = 4_096;
/** Pairs of addresses of which the last endpoint is known, for fragments, which have no ports. */
const MAXIMUM_PAIRS = 1_024;
/** Clients of one service from which on they are told of together. */
const MANY_CLIENTS = 100;
const SERVICE_KEY_WORDS = 7;

const TCP = 6;
const UDP = 17;
/** Bytes of a packet that carries no data, at most, with options and link layer. */
const NO_DATA = 80;

class Entry {
  readonly facts = new StatementFacts();
  /** What NAT made of it: keys of endpoints. */
  aliases: Int32Array[] | null = null;

  constructor(
    readonly key: Int32Array,
    /** It began with a line that says no more than that a packet passed, or a rule matched. */
    readonly isAllowed: boolean,
  ) {}
}

/** Clients of a service of whom the same is told. */
class Clients {
  number = 0;
  /** Stands for all that came when there were many already. */
  entry: Entry | null = null;
}

/**
 * Keeps what devices say they did, by endpoint, in bounded memory. `observe` takes statements in any
 * order; `join` hands them to the endpoints.
 */
export class StatementTracker {
  /** Statements taken in; those without ports, by whether the packet was let through. */
  statements = 0;
  /** Seconds of those whose time has a zone. */
  readonly times = new Range();
  withoutPorts = 0;
  refusedWithoutPorts = 0;
  /** Statements of endpoints that found no room. */
  leftOut = 0;
  /** Endpoints that the capture does not have. */
  notInCapture = 0;

  readonly #slots = new WordTable(ENDPOINT_KEY_WORDS, MAXIMUM_ENDPOINTS);
  readonly #entries: Entry[] = [];
  #allowed = 0;
  #shared = 0;
  /** The next slot whose endpoint may have to make room. */
  #turn = 0;
  readonly #services = new WordTable(SERVICE_KEY_WORDS, MAXIMUM_SERVICES);
  readonly #clients: Clients[] = [];
  readonly #serviceKey = new Int32Array(SERVICE_KEY_WORDS);
  readonly #key = new Int32Array(ENDPOINT_KEY_WORDS);
  readonly #words = new Map<string, string>();
  readonly #lastOf = new Map<string, Entry>();

  /**
   * Takes in a statement.
   * @param file name of its log; '' where a packet of the capture carries it
   */
  observe(statement: Statement, file: string): void {
    this.statements++;
    if (statement.timeKind === TimeKind.UTC) this.times.add(statement.seconds);
    const { source, destination } = statement;
    if (source === null || destination === null) return;
    const hasPorts = statement.sourcePort >= 0 && statement.destinationPort >= 0;
    const isKnown = statement.protocol === TCP || statement.protocol === UDP;
    if (!isKnown || !hasPorts) return this.#observeWithoutPorts(statement, file);
    const isFromClient = this.#isFromClient(statement);
    const entry = this.#entryOf(statement, isFromClient);
    if (entry === null) return;
    this.#add(entry, statement, !isFromClient, file);
    this.#remember(statement, entry);
    this.#addAlias(entry, statement, isFromClient);
  }

  /** The same of a packet that carries it: what the statement does not say is in its headers. */
  observePacket(view: PacketView, statement: Statement): void {
    takeAddresses(view, statement);
    const { transportProtocol: protocol } = view;
    if (protocol === Protocol.TCP || protocol === Protocol.UDP) {
      statement.protocol = protocol === Protocol.TCP ? TCP : UDP;
      statement.sourcePort = view.sourcePort;
      statement.destinationPort = view.destinationPort;
      if (protocol === Protocol.TCP && statement.tcpFlags < 0) {
        statement.tcpFlags = tcp.flags(
          view.layerBytes(view.transport),
          view.layerStart[view.transport],
        );
      }
    }
    statement.frame = view.frameNumber;
    statement.seconds = view.seconds;
    statement.nanoseconds = view.nanoseconds;
    this.observe(statement, '');
  }

  /**
   * The endpoint of the capture that a log's statement is about, by its addresses and ports or by what
   * NAT made of them; -1 where the capture has none.
   */
  endpointOf(statement: Statement, endpoints: EndpointTable): number {
    const { protocol, sourcePort, destinationPort } = statement;
    if (statement.source === null || statement.destination === null) return -1;
    if ((protocol !== TCP && protocol !== UDP) || sourcePort < 0 || destinationPort < 0) return -1;
    for (const isFromClient of [true, false]) {
      for (let translated = 0; translated < 4; translated++) {
        const key = this.#translatedKey(statement, isFromClient, translated);
        const reference = key === null ? -1 : endpoints.find(key);
        if (reference < 0) continue;
        this.isFromClient = isFromClient;
        return reference;
      }
    }
    return -1;
  }

  /** Of the statement that `endpointOf` was asked about last: whether the client sent it. */
  isFromClient = true;

  /** Takes in a statement of a log that `endpointOf` has found an endpoint for, whose key it left. */
  observeJoined(statement: Statement, file: string, clock: StatementClock): void {
    this.statements++;
    let slot = this.#slots.find(this.#key);
    if (slot < 0) {
      slot = this.#slots.insert(this.#key);
      if (slot < 0) {
        this.leftOut++;
        return;
      }
      this.#entries[slot] = new Entry(this.#key.slice(), false);
    }
    const entry = this.#entries[slot];
    if (entry.facts.clock === null || entry.facts.clock.by === 'none') entry.facts.clock = clock;
    this.#add(entry, statement, !this.isFromClient, file);
  }

  /** @param translated bit 1: with the translated source, bit 2: destination; null where it is the same */
  #translatedKey(
    statement: Statement,
    isFromClient: boolean,
    translated: number,
  ): Int32Array | null {
    const { translatedSource, translatedDestination } = statement;
    if ((translated & 1) !== 0 && translatedSource === null) return null;
    if ((translated & 2) !== 0 && translatedDestination === null) {
      if (statement.translatedDestinationPort < 0) return null;
    }
    const key = this.#fillKey(statement, isFromClient);
    const client = isFromClient ? 0 : 4;
    if ((translated & 1) !== 0 && translatedSource !== null) key.set(translatedSource, client);
    if ((translated & 2) === 0) return key;
    if (translatedDestination !== null) key.set(translatedDestination, 4 - client);
    const port = statement.translatedDestinationPort;
    if (port >= 0 && isFromClient) key[8] = port;
    return key;
  }

  /** A fragment belongs to what was last said of its addresses; of others there is no endpoint. */
  #observeWithoutPorts(statement: Statement, file: string): void {
    const key = statement.isFragment ? pairOf(statement) : null;
    const entry = key === null ? undefined : this.#lastOf.get(key);
    if (entry !== undefined) return this.#add(entry, statement, false, file);
    this.withoutPorts++;
    if (statement.action !== 'allowed' && statement.action !== 'unknown') {
      this.refusedWithoutPorts++;
    }
  }

  #remember(statement: Statement, entry: Entry): void {
    if (!statement.isFragment) return;
    const key = pairOf(statement);
    if (this.#lastOf.size >= MAXIMUM_PAIRS && !this.#lastOf.has(key)) this.#lastOf.clear();
    this.#lastOf.set(key, entry);
  }

  /** Whether the client sent it: by what the line says, by flags, by what is known, by ports. */
  #isFromClient(statement: Statement): boolean {
    if (statement.sender !== '') return statement.sender === 'client';
    const { tcpFlags, protocol, sourcePort, destinationPort } = statement;
    if (protocol === TCP && tcpFlags >= 0 && (tcpFlags & tcp.SYN) !== 0) {
      return (tcpFlags & tcp.ACK) === 0;
    }
    if (this.#find(statement, true) !== null) return true;
    if (this.#find(statement, false) !== null) return false;
    if (protocol === UDP && sourcePort === destinationPort) return true;
    // A line that counts a whole connection is written from its beginner's side.
    if (statement.packetsBack >= 0 || statement.bytesBack >= 0) return true;
    return sourcePort >= destinationPort;
  }

  #fillKey(statement: Statement, isFromClient: boolean): Int32Array {
    const key = this.#key;
    const { source, destination } = statement as {
      source: AddressWords;
      destination: AddressWords;
    };
    key.set(isFromClient ? source : destination, 0);
    key.set(isFromClient ? destination : source, 4);
    key[8] = isFromClient ? statement.destinationPort : statement.sourcePort;
    key[9] = statement.protocol === TCP ? Protocol.TCP : Protocol.UDP;
    return key;
  }

  #find(statement: Statement, isFromClient: boolean): Entry | null {
    const slot = this.#slots.find(this.#fillKey(statement, isFromClient));
    return slot < 0 ? null : this.#entries[slot];
  }

  #entryOf(statement: Statement, isFromClient: boolean): Entry | null {
    const known = this.#find(statement, isFromClient);
    if (known !== null) return known;
    const key = this.#fillKey(statement, isFromClient);
    if (isGroupAddress(key[4], key[5], key[6], key[7])) return null;
    const isAllowed = statement.action === 'allowed' || statement.action === 'unknown';
    const clients = this.#clientsOf(key, isAllowed);
    if (clients !== null && ++clients.number > MANY_CLIENTS) {
      if (clients.entry === null && this.#shared++ < MAXIMUM_SHARED) {
        clients.entry = new Entry(withoutClient(key), isAllowed);
        clients.entry.facts.clients = MANY_CLIENTS;
      }
      if (clients.entry === null) this.leftOut++;
      return clients.entry;
    }
    if (isAllowed && this.#allowed >= MAXIMUM_ALLOWED) {
      this.leftOut++;
      return null;
    }
    let slot = this.#slots.insert(key);
    if (slot < 0) {
      this.#makeRoom();
      slot = this.#slots.insert(key);
    }
    if (slot < 0) {
      this.leftOut++;
      return null;
    }
    if (isAllowed) this.#allowed++;
    const entry = new Entry(key.slice(), isAllowed);
    this.#entries[slot] = entry;
    return entry;
  }

  /** Who asks a service, of those whom a device lets through or of the others; null where not counted. */
  #clientsOf(key: Int32Array, isAllowed: boolean): Clients | null {
    const service = this.#serviceKey;
    for (let i = 0; i < SERVICE_KEY_WORDS - 1; i++) service[i] = key[4 + i];
    service[SERVICE_KEY_WORDS - 1] = isAllowed ? 1 : 0;
    let slot = this.#services.find(service);
    if (slot < 0) {
      slot = this.#services.insert(service);
      if (slot < 0) return null;
      this.#clients[slot] = new Clients();
    }
    return this.#clients[slot];
  }

  /**
   * Takes out an endpoint of which one line tells: newcomers take turns in the same slots, so that one
   * of which more is told finds room among them, and the first stay.
   */
  #makeRoom(): void {
    const from = MAXIMUM_ENDPOINTS - TAKING_TURNS;
    for (let looked = 0; looked < LOOKED_AT; looked++) {
      const slot = from + this.#turn;
      this.#turn = (this.#turn + 1) % TAKING_TURNS;
      const entry = this.#entries[slot];
      const { groups } = entry.facts;
      if (groups.length > 1 || (groups[0]?.lines ?? 0) > 1) continue;
      this.#slots.remove(entry.key);
      if (entry.isAllowed) this.#allowed--;
      this.leftOut++;
      return;
    }
  }

  #add(entry: Entry, statement: Statement, isAnswer: boolean, file: string): void {
    const { facts } = entry;
    const { action, device, rule, reason, tcpFlags } = statement;
    let group = facts.groups.find(
      (known) =>
        known.action === action &&
        known.isAnswer === isAnswer &&
        known.rule === rule &&
        known.reason === reason &&
        known.device === device &&
        known.file === file,
    );
    if (group === undefined) {
      if (facts.groups.length >= GROUPS_PER_ENDPOINT) {
        facts.further++;
        return;
      }
      group = new StatementGroup(
        ...([action, this.#kept(device), this.#kept(rule), this.#kept(reason)] as const),
        ...([isAnswer, file, statement.timeKind] as const),
      );
      facts.groups.push(group);
    }
    const packets = Math.max(1, statement.packets);
    const place = file === '' ? statement.frame : statement.line;
    group.add(place, statement.seconds, statement.nanoseconds, packets);
    if (statement.isFragment) group.fragments++;
    if (statement.protocol === TCP && tcpFlags >= 0) {
      if ((tcpFlags & (tcp.FIN | tcp.RST)) !== 0) group.endings++;
      if ((tcpFlags & (tcp.SYN | tcp.ACK)) === (tcp.SYN | tcp.ACK)) group.synAcks++;
    }
    if (action === 'allowed') this.#countPassed(facts, statement, isAnswer, packets);
  }

  #countPassed(
    facts: StatementFacts,
    statement: Statement,
    isAnswer: boolean,
    packets: number,
  ): void {
    const { packetsBack, bytesBack, bytes } = statement;
    if (statement.isEstablished) facts.bothWays++;
    if (packetsBack > 0 || bytesBack > 0) {
      facts.passed += packets;
      facts.passedBack += Math.max(1, packetsBack);
      // Resets and handshakes have no data: more than so much a packet is some.
      if (statement.protocol === UDP || bytesBack > NO_DATA * Math.max(1, packetsBack)) {
        facts.bothWays++;
      }
      return;
    }
    if (!isAnswer) {
      facts.passed += packets;
      return;
    }
    facts.passedBack += packets;
    const hasData = bytes > NO_DATA * packets;
    if (statement.packets > 0 && (statement.protocol === UDP || hasData)) facts.bothWays++;
  }

  /** Keeps what NAT made of the connection: a capture on the other side has it so. */
  #addAlias(entry: Entry, statement: Statement, isFromClient: boolean): void {
    const { translatedSource, translatedDestination, translatedDestinationPort } = statement;
    if (translatedSource === null && translatedDestination === null) return;
    if (!isFromClient || (entry.aliases?.length ?? 0) >= ALIASES_PER_ENDPOINT) return;
    const alias = entry.key.slice();
    if (translatedSource !== null) alias.set(translatedSource, 0);
    if (translatedDestination !== null) alias.set(translatedDestination, 4);
    if (translatedDestinationPort >= 0) alias[8] = translatedDestinationPort;
    entry.aliases ??= [];
    const isNew = entry.aliases.every((known) => known.some((word, at) => word !== alias[at]));
    if (isNew) entry.aliases.push(alias);
  }

  /** The same word once, whole: a part of a line would keep the line. */
  #kept(text: string): string {
    if (text === '') return '';
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    if (this.#words.size >= MAXIMUM_WORDS) this.#words.clear();
    const own = [...text].join('');
    this.#words.set(own, own);
    return own;
  }

  /**
   * Hands what was said to the endpoints.
   * @param makes whether endpoints are made that no packet showed: what a log names, opened alone
   */
  join(endpoints: EndpointTable, makes: boolean): void {
    const folded = this.#clients.flatMap(({ entry }) => entry ?? []);
    const entries = makes ? foldClients([...this.#entries, ...folded]) : this.#entries;
    for (const { key, facts, aliases } of entries) {
      let reference = -1;
      for (const candidate of [key, ...(aliases ?? [])]) {
        reference = endpoints.find(candidate);
        if (reference >= 0) break;
      }
      if (reference < 0 && makes) reference = endpoints.slotOfKey(key);
      const endpoint = facts.clients > 1 ? endpoints.atMany(reference) : endpoints.at(reference);
      if (endpoint === null) {
        this.notInCapture++;
        continue;
      }
      // Of many clients, what was refused comes first, and matters more.
      if (endpoint.statements !== null) continue;
      endpoint.statements = facts;
      if (!makes) continue;
      endpoint.inScope = true;
      const [first] = facts.groups;
      endpoint.firstSeconds = first.firstSeconds;
      endpoint.firstNanoseconds = first.firstNanoseconds;
      for (const group of facts.groups) {
        endpoint.lastSeconds = Math.max(endpoint.lastSeconds, group.lastSeconds);
        endpoint.firstSeconds = Math.min(endpoint.firstSeconds, group.firstSeconds);
      }
    }
  }
}

/** What a statement does not say of addresses is in the packet's header. */
export function takeAddresses(view: PacketView, statement: Statement): void {
  if (view.network < 0) return;
  statement.source ??= [view.source0, view.source1, view.source2, view.source3];
  statement.destination ??= [
    view.destination0,
    view.destination1,
    view.destination2,
    view.destination3,
  ];
}

function pairOf({ source, destination, protocol, identification }: Statement): string {
  return `${source?.join()} ${destination?.join()} ${protocol} ${identification}`;
}

function withoutClient(key: Int32Array): Int32Array {
  const shared = key.slice();
  shared.fill(0, 0, 4);
  return shared;
}

/**
 * Services that very many ask: the Internet scans; they are told of once, for all. Those whom a device
 * lets through are told of apart from those that it refuses, and after them.
 */
function foldClients(entries: readonly Entry[]): readonly Entry[] {
  const byService = new Map<string, Entry[]>();
  for (const entry of entries) {
    const service = `${entry.isAllowed} ${entry.key.subarray(4).join()}`;
    const members = byService.get(service);
    if (members === undefined) byService.set(service, [entry]);
    else members.push(entry);
  }
  const isMany = (members: readonly Entry[]) =>
    members.length >= MANY_CLIENTS || members.some(({ facts }) => facts.clients > 1);
  return [...byService.values()]
    .flatMap((members) => (isMany(members) ? [foldedEntry(members)] : members))
    .sort((one, other) => Number(one.isAllowed) - Number(other.isAllowed));
}

function foldedEntry(members: readonly Entry[]): Entry {
  const [{ key, isAllowed }] = members;
  const folded = new Entry(withoutClient(key), isAllowed);
  const { facts } = folded;
  facts.clients = Math.max(members.length, ...members.map((one) => one.facts.clients));
  for (const { facts: one } of members) {
    facts.further += one.further;
    facts.bothWays += one.bothWays;
    facts.passed += one.passed;
    facts.passedBack += one.passedBack;
    for (const group of one.groups) {
      const same = facts.groups.find(
        (known) =>
          known.action === group.action &&
          known.isAnswer === group.isAnswer &&
          known.rule === group.rule &&
          known.reason === group.reason &&
          known.device === group.device,
      );
      if (same !== undefined) same.merge(group);
      else if (facts.groups.length < GROUPS_PER_ENDPOINT) facts.groups.push(group);
      else facts.further += group.lines;
    }
  }
  return folded;
}
