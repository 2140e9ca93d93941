import type { AddressWords } from '../protocols/address-text.ts';
import * as icmp from '../protocols/icmp/codec.ts';
import * as ipv4 from '../protocols/ipv4/codec.ts';
import * as ipv6 from '../protocols/ipv6/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { isHashWhole, payloadHash } from '../protocols/payload-hash.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import {
  type OptionList,
  optionList,
  optionsHash,
  timestampValue,
} from '../protocols/tcp/option-list.ts';
import { ADDRESS_WORDS } from './address-key.ts';
import { FLOW_WORDS, Flow, FlowTable, FROM_CLIENT, FROM_SERVER, findQuoted } from './flow-table.ts';
import { hopLimit, identification } from './hop-limit.ts';
import { Next, type PacketConsumer } from './run-packets.ts';

/** Packets that are kept of one capture, and of one conversation in it, from its first. */
export const MAXIMUM_ROWS = 524_288;
export const ROWS_PER_FLOW = 4_096;
/** Conversations in one capture. */
export const MAXIMUM_JOURNAL_FLOWS = 65_536;
/** Different lists of TCP options, and senders of ICMP errors, told apart. */
export const MAXIMUM_LISTS = 1_024;
const FIRST_ROWS = 4_096;

/** Parts of a row's `bits`, above the eight TCP flags. */
export enum Row {
  FLAGS = 0xff,
  /** Sent by the side that the flow table calls the server. */
  FROM_SERVER = 1 << 8,
  /** The hash is of as much of the payload as it can be. */
  IS_WHOLE = 1 << 9,
  /** An ICMP error about the conversation, sent to who sent the quoted packet. */
  IS_ERROR = 1 << 10,
}

/**
 * Packets of a capture one by one, as far as they tell whether another capture has the same ones: a
 * row of numbers for each, in columns. Bounded; what there is no room for is counted.
 */
export class PacketJournal implements PacketConsumer {
  readonly flows = new FlowTable(MAXIMUM_JOURNAL_FLOWS);
  count = 0;
  /** All packets of the capture, and those with neither TCP nor UDP nor an error: ARP and the like. */
  packets = 0;
  others = 0;
  /** Packets that found no room. */
  leftOut = 0;
  /** A conversation or a packet found no room in the whole: from then on the journal tells nothing. */
  isFull = false;
  /** Second that times count from; times of the first packet, and of the last while there is room. */
  origin = 0;
  first = Number.NaN;
  last = Number.NaN;

  flow = new Int32Array(FIRST_ROWS);
  /** Row of the same conversation that comes next, or -1. */
  next = new Int32Array(FIRST_ROWS);
  frame = new Uint32Array(FIRST_ROWS);
  /** Nanoseconds since `origin`. */
  time = new Float64Array(FIRST_ROWS);
  bits = new Uint16Array(FIRST_ROWS);
  /** IPv4; 0 where there is none. */
  identification = new Uint16Array(FIRST_ROWS);
  /** -1 where it is not known. */
  timeToLive = new Int16Array(FIRST_ROWS);
  /** Byte of differentiated services and ECN. */
  service = new Uint8Array(FIRST_ROWS);
  /** TCP's; of an ICMP error its type and code. */
  sequence = new Uint32Array(FIRST_ROWS);
  acknowledgment = new Uint32Array(FIRST_ROWS);
  window = new Uint16Array(FIRST_ROWS);
  /** The sender's timestamp; 0 for none. */
  stamp = new Uint32Array(FIRST_ROWS);
  /** Index in `lists` of a SYN's or SYN/ACK's options, in `senders` of an ICMP error's sender; or -1. */
  list = new Int16Array(FIRST_ROWS);
  /** Bytes of payload on the wire. */
  length = new Uint32Array(FIRST_ROWS);
  hash = new Uint32Array(FIRST_ROWS);

  readonly lists: OptionList[] = [];
  readonly senders: AddressWords[] = [];
  /** Of each conversation: its first and last row, or -1; and how many packets it has. */
  readonly firstRow = new Int32Array(MAXIMUM_JOURNAL_FLOWS).fill(-1);
  readonly lastRow = new Int32Array(MAXIMUM_JOURNAL_FLOWS).fill(-1);
  readonly packetsOf = new Uint32Array(MAXIMUM_JOURNAL_FLOWS);

  readonly stopsAtTcp = true;
  readonly #listSlots = new Map<number, number>();
  readonly #senderSlots = new Map<string, number>();
  readonly #key = new Int32Array(ADDRESS_WORDS);

  observe(view: PacketView): Next {
    if (view.hasTime) this.#clock(view);
    this.packets++;
    const protocol = view.transportProtocol;
    if (protocol === Protocol.TCP || protocol === Protocol.UDP) this.#take(view, protocol);
    else {
      this.others++;
      if (protocol !== Protocol.NONE && view.quotedFrom >= 0) this.#takeError(view);
    }
    return Next.MORE;
  }

  /** All that is known, as it goes to another thread; afterwards this one has nothing more. */
  parts(): JournalParts {
    const { words, used } = this.flows;
    return { ...this, flows: { words, used } };
  }

  /** The same journal from its parts. */
  static of({ flows, ...rest }: JournalParts): PacketJournal {
    return Object.assign(new PacketJournal(), rest, { flows: FlowTable.of(flows) });
  }

  /** Addresses and ports of a conversation, the flow table's client first. */
  key(flow: number): FlowKey {
    const { words } = this.flows;
    const base = flow * FLOW_WORDS;
    const address = (at: number): AddressWords => [
      words[at],
      words[at + 1],
      words[at + 2],
      words[at + 3],
    ];
    const ports = words[base + Flow.PORTS];
    return {
      protocol: words[base + Flow.PROTOCOL] === Protocol.TCP ? 'tcp' : 'udp',
      client: address(base + Flow.CLIENT_ADDRESS),
      clientPort: ports >>> 16,
      server: address(base + Flow.SERVER_ADDRESS),
      serverPort: ports & 0xffff,
    };
  }

  #clock({ seconds, nanoseconds }: PacketView): void {
    if (this.packets === 0 || Number.isNaN(this.first)) {
      this.origin = seconds;
      this.first = nanoseconds;
      this.last = nanoseconds;
    }
    const time = (seconds - this.origin) * 1e9 + nanoseconds;
    if (time < this.first) this.first = time;
    if (time > this.last && !this.isFull) this.last = time;
  }

  #take(view: PacketView, protocol: Protocol): void {
    let flow = this.flows.find(view, protocol);
    if (flow < 0) flow = this.#begin(view, protocol);
    if (flow < 0) {
      this.isFull = true;
      this.leftOut++;
      return;
    }
    const direction = this.flows.direction === FROM_CLIENT ? 0 : Row.FROM_SERVER;
    const row = this.#row(view, flow);
    if (row < 0) return;
    const whole = isHashWhole(view) ? Row.IS_WHOLE : 0;
    this.length[row] = view.payloadLength;
    this.hash[row] = payloadHash(view);
    this.bits[row] = direction | whole;
    if (protocol !== Protocol.TCP) return;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const limit = view.layerEnd[view.transport];
    const flags = tcp.flagBits(bytes, at);
    this.bits[row] = direction | whole | flags;
    this.sequence[row] = tcp.sequence(bytes, at);
    this.acknowledgment[row] = tcp.acknowledgment(bytes, at);
    this.window[row] = tcp.window(bytes, at);
    this.stamp[row] = timestampValue(bytes, at, limit);
    if ((flags & tcp.SYN) !== 0) this.list[row] = this.#listOf(bytes, at, limit);
  }

  /** A conversation that is new: its client sent the SYN, or has the higher port. */
  #begin(view: PacketView, protocol: Protocol): number {
    let sourceIsClient = view.sourcePort >= view.destinationPort;
    if (protocol === Protocol.TCP) {
      const flags = tcp.flagBits(view.layerBytes(view.transport), view.layerStart[view.transport]);
      if ((flags & tcp.SYN) !== 0) sourceIsClient = (flags & tcp.ACK) === 0;
    }
    this.flows.direction = sourceIsClient ? FROM_CLIENT : FROM_SERVER;
    return this.flows.insert(view, protocol, sourceIsClient);
  }

  /** An ICMP error about a conversation of the capture; others show nothing of one. */
  #takeError(view: PacketView): void {
    let layer = view.quotedFrom + 1;
    while (layer < view.layerCount && !hasPorts(view.layerProtocol[layer])) layer++;
    if (layer >= view.layerCount) return;
    const key = this.#key;
    const flow = findQuoted(this.flows, view, layer, key);
    if (flow < 0) return;
    // It goes to who sent what it quotes: the other way.
    const direction = this.flows.direction === FROM_CLIENT ? Row.FROM_SERVER : 0;
    const row = this.#row(view, flow);
    if (row < 0) return;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    this.bits[row] = direction | Row.IS_ERROR;
    this.sequence[row] = (icmp.type(bytes, at) << 8) | icmp.code(bytes, at);
    this.acknowledgment[row] = view.transportProtocol === Protocol.ICMP ? 4 : 6;
    this.list[row] = this.#senderOf(view);
  }

  /** A new row with what all packets have; -1 where there is no room. */
  #row(view: PacketView, flow: number): number {
    if (this.count >= MAXIMUM_ROWS || this.packetsOf[flow]++ >= ROWS_PER_FLOW || !view.hasTime) {
      this.leftOut++;
      this.isFull ||= this.count >= MAXIMUM_ROWS;
      return -1;
    }
    if (this.count === this.flow.length) this.#grow();
    const row = this.count++;
    const before = this.lastRow[flow];
    if (before < 0) this.firstRow[flow] = row;
    else this.next[before] = row;
    this.lastRow[flow] = row;
    this.flow[row] = flow;
    this.next[row] = -1;
    this.frame[row] = view.frameNumber;
    this.time[row] = (view.seconds - this.origin) * 1e9 + view.nanoseconds;
    this.identification[row] = identification(view);
    this.timeToLive[row] = hopLimit(view);
    this.list[row] = -1;
    const bytes = view.layerBytes(view.network);
    const at = view.layerStart[view.network];
    this.service[row] =
      view.layerProtocol[view.network] === Protocol.IPV4
        ? ipv4.typeOfService(bytes, at)
        : ipv6.trafficClass(bytes, at);
    return row;
  }

  #listOf(bytes: Uint8Array, at: number, limit: number): number {
    const hash = optionsHash(bytes, at, limit);
    const known = this.#listSlots.get(hash);
    if (known !== undefined) return known;
    if (this.lists.length >= MAXIMUM_LISTS) return -1;
    this.#listSlots.set(hash, this.lists.length);
    return this.lists.push(optionList(bytes, at, limit)) - 1;
  }

  #senderOf({ source0, source1, source2, source3 }: PacketView): number {
    const key = `${source0} ${source1} ${source2} ${source3}`;
    const known = this.#senderSlots.get(key);
    if (known !== undefined) return known;
    if (this.senders.length >= MAXIMUM_LISTS) return -1;
    this.#senderSlots.set(key, this.senders.length);
    return this.senders.push([source0, source1, source2, source3]) - 1;
  }

  #grow(): void {
    const size = Math.min(2 * this.flow.length, MAXIMUM_ROWS);
    this.flow = grown(this.flow, new Int32Array(size));
    this.next = grown(this.next, new Int32Array(size));
    this.frame = grown(this.frame, new Uint32Array(size));
    this.time = grown(this.time, new Float64Array(size));
    this.bits = grown(this.bits, new Uint16Array(size));
    this.identification = grown(this.identification, new Uint16Array(size));
    this.timeToLive = grown(this.timeToLive, new Int16Array(size));
    this.service = grown(this.service, new Uint8Array(size));
    this.sequence = grown(this.sequence, new Uint32Array(size));
    this.acknowledgment = grown(this.acknowledgment, new Uint32Array(size));
    this.window = grown(this.window, new Uint16Array(size));
    this.stamp = grown(this.stamp, new Uint32Array(size));
    this.list = grown(this.list, new Int16Array(size));
    this.length = grown(this.length, new Uint32Array(size));
    this.hash = grown(this.hash, new Uint32Array(size));
  }
}

/** A journal's numbers and lists, to be cloned. */
export interface JournalParts extends Omit<PacketJournal, 'flows' | 'observe' | 'key' | 'parts'> {
  readonly flows: Pick<FlowTable, 'words' | 'used'>;
}

/** Who speaks with whom. */
export interface FlowKey {
  readonly protocol: 'tcp' | 'udp';
  readonly client: AddressWords;
  readonly clientPort: number;
  readonly server: AddressWords;
  readonly serverPort: number;
}

function hasPorts(protocol: Protocol): boolean {
  return protocol === Protocol.TCP || protocol === Protocol.UDP;
}

interface Column {
  set(values: this): void;
}

function grown<T extends Column>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}
