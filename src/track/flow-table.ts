import { MAPPED_PREFIX } from '../protocols/address-text.ts';
import { HashIndex } from '../protocols/hash-tables.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import type { Protocol } from '../protocols/protocol.ts';
import * as udp from '../protocols/udp/codec.ts';
import { writeAddresses, writeDestination, writeSource } from './address-key.ts';
import { microsecondsBetween } from './time.ts';

/**
 * Words of a flow's record in `FlowTable.words`. A flow is one TCP connection attempt with all
 * that follows, or one UDP conversation; client is who began it, server the other side.
 */
export enum Flow {
  CLIENT_ADDRESS = 0, // 4 words
  SERVER_ADDRESS = 4, // 4 words
  /** Client port in the upper half, server port in the lower. */
  PORTS = 8,
  PROTOCOL = 9,
  /** `TcpState` bits. */
  STATE = 10,
  /** Letters that stand in the history already. */
  HISTORY_SEEN = 11,
  CLIENT_PACKETS = 12,
  SERVER_PACKETS = 13,
  /** Next sequence number expected of the client and of the server. */
  CLIENT_NEXT = 14,
  SERVER_NEXT = 15,
  /** Payload bytes by direction, each a float64 of two words. */
  CLIENT_BYTES = 16,
  SERVER_BYTES = 18,
  LAST_FRAME = 20,
  LAST_SECONDS = 21,
  LAST_NANOSECONDS = 22,
  /** Highest acknowledgment number that the server sent. */
  SERVER_ACKNOWLEDGED = 23,
  /** Number in the queue of ended flows; 0 while the flow goes on. */
  ENDED = 24,

  // The words above are those that every packet touches: two cache lines. What follows is not.

  /** Reference to the endpoint, or -1 where the flow is nobody's service (multicast). */
  ENDPOINT = 25,
  FIRST_FRAME = 26,
  FIRST_SECONDS = 27,
  FIRST_NANOSECONDS = 28,
  /** Client's initial sequence number. */
  CLIENT_ISN = 29,
  /** SYNs sent with CLIENT_ISN, captured duplicates not counted. */
  SYN_COUNT = 30,
  /**
   * Frames of the second to fourth of these; on a connection with data the first is the second at
   * which that data was sent again, the second that segment's bytes of data, the third `FIRST_MESSAGE`.
   */
  SYN_FRAMES = 31, // 3 words
  /**
   * IP identification of the SYN, then of the client's first data as sent last, in the upper half, its
   * window in the lower; once data of the server is there, `SERVER_DATA_END`.
   */
  SYN_WINDOW = 34,
  /**
   * Of the server's packets: lowest TTL or hop limit in the lowest byte, highest in the next, then
   * how often the SYN/ACK was sent again; once it sends data again, in the highest byte how often the
   * same in a row, below it a hash of that data's sequence number.
   */
  SERVER_TIME_TO_LIVE = 35,
  /** Time of the last SYN; on a connection that goes on `ZERO_WINDOW_SINCE` and `AFTER_IDLE`. */
  LAST_SYN_SECONDS = 36,
  LAST_SYN_NANOSECONDS = 37,
  /** Frame of the SYN/ACK, of the server's RST or ICMP error that refused (before that `TURN`); 0 for none. */
  SYN_ACK_FRAME = 38,
  REFUSAL_FRAME = 39,
  /** Client's first data: frame. */
  CLIENT_DATA_FRAME = 40,
  /**
   * Since the server acknowledged anything new: how often the client's data was sent again, in the
   * lowest byte; above it the seconds without any packet before that data, where there were many.
   */
  CLIENT_DATA_RETRANSMISSIONS = 41,
  LAST_CLIENT_DATA_FRAME = 42,
  SERVER_DATA_FRAME = 43,
  /** Zeek's history, 4 bits a letter, first letter lowest; see `historyText`. */
  HISTORY = 44, // 2 words
  /** Letters in it, in the lowest byte; above it the `SynTrait`s of the SYN. */
  HISTORY_LENGTH = 46,
  /**
   * What the application named: for UDP the slot plus 1 of the DNS question last asked, for TCP and
   * QUIC the index plus 1 of the TLS server name among the endpoint's, or what plain HTTP asked (below
   * 0).
   */
  APPLICATION = 47,
}

/** The sequence number behind the server's first data, in the place of what the SYN is compared by. */
export const SERVER_DATA_END = Flow.SYN_WINDOW;

/** What a UDP flow carries, in the place of the time of TCP's last SYN: `Carries`. */
export const CARRIES = Flow.LAST_SYN_SECONDS;

/** Parts of what is known of a UDP flow's protocol. */
export enum Carries {
  /** Bits of the row of `DATAGRAM_PROTOCOLS` plus 1: 0 where it is not known yet, all for none. */
  ROW = 0xff,
  /** Datagrams that were looked at, and one of them. */
  LOOKS = 0xf00,
  LOOK = 0x100,
  /** Requests that must be answered; they are counted one by one. */
  REQUESTS = 0x10000,
  /** Answers to what was asked of another port. */
  ELSEWHERE = 0x20000,
  /** A packet that may be of RTP; two of one stream, which settle it. */
  MAY_BE_MEDIA = 0x40000,
  MEDIA = 0x80000,
  /** A first fragment was taken in whose datagram may still come whole. */
  FIRST_FRAGMENT = 0x100000,
}
/** What the client's first data looks like (`messageTraits`), where the connection has any. */
export const FIRST_MESSAGE = Flow.SYN_FRAMES + 2;

/** Second at which the server closed its window. */
export const ZERO_WINDOW_SINCE = Flow.LAST_SYN_SECONDS;
/**
 * Of the client's packet that ended a time without any: IP identification in the upper half, window in
 * the lower.
 */
export const AFTER_IDLE = Flow.LAST_SYN_NANOSECONDS;

/** Who waits for an answer: see `turns.ts`. In the place of a refusal's frame. */
export const TURN = Flow.REFUSAL_FRAME;

export const HISTORY_LENGTH_MASK = 0xff;
export const SYN_TRAITS_SHIFT = 8;

/** Of a stream of media: its source and last sequence number, in the place of frames of SYNs. */
export const MEDIA_SOURCE = Flow.SYN_FRAMES;
export const MEDIA_SEQUENCE = Flow.SYN_FRAMES + 1;

/** Bytes that a server took of a client, more than a first request is long: it works with them. */
export const UPLOADED = 4_096;

/** Bytes of the client's data that the server acknowledged, of those that the capture knows of. */
export function acknowledgedBytes(words: Int32Array, base: number): number {
  const highest = words[base + Flow.SERVER_ACKNOWLEDGED];
  return highest === 0 ? 0 : Math.max(0, (highest - words[base + Flow.CLIENT_ISN] - 1) | 0);
}

/** Bytes that the client has sent behind its SYN, by its numbers; those that the capture lost are among them. */
export function sentBytes(words: Int32Array, base: number): number {
  return (words[base + Flow.CLIENT_NEXT] - words[base + Flow.CLIENT_ISN] - 1) | 0;
}

/** 32-bit words in a record: three cache lines. */
export const FLOW_WORDS = 48;

/** Directions of a packet in its flow. */
export const FROM_CLIENT = 0;
export const FROM_SERVER = 1;

/** Slots that the eviction looks at: the quietest of them goes. */
const EVICTION_SAMPLE = 8;
/** How much sooner a flow with a single packet goes. */
const LONE_QUIET = 16;

/**
 * All flows that are followed now: records of 32-bit words in one array, found by a hash that both
 * directions share. Bounded: where it is full, the caller evicts first.
 */
export class FlowTable {
  readonly capacity: number;
  words: Int32Array;
  /** The same memory as float64: index = (flow * FLOW_WORDS + word) / 2. */
  doubles: Float64Array;
  /** Direction of the packet that `find` found: FROM_CLIENT or FROM_SERVER. */
  direction = FROM_CLIENT;
  /** Slots below this one have been used. */
  used = 0;
  count = 0;

  readonly #index = new HashIndex();
  /** Free slots, linked through their first word (slot plus 1). */
  #free = 0;
  #hand = 0;
  readonly #seed = (Math.random() * 0x100000000) | 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    // Zero pages until touched: room that is not used costs no memory.
    const memory = new ArrayBuffer(capacity * FLOW_WORDS * 4);
    this.words = new Int32Array(memory);
    this.doubles = new Float64Array(memory);
  }

  /** The records of a table that was filled in another thread, of which none was taken out. */
  static of({ words, used }: Pick<FlowTable, 'words' | 'used'>): FlowTable {
    const table = new FlowTable(0);
    table.words = words;
    table.doubles = new Float64Array(words.buffer);
    table.used = used;
    table.count = used;
    for (let flow = 0; flow < used; flow++) table.#index.insert(table.#hashOf(flow), flow);
    return table;
  }

  /** Gives the records' memory back, after the last packet; no flow is known any more. */
  release(): void {
    this.words = new Int32Array(0);
    this.doubles = new Float64Array(0);
    this.used = 0;
    this.count = 0;
  }

  get isFull(): boolean {
    return this.#free === 0 && this.used === this.capacity;
  }

  /**
   * Symmetric, so that both directions of a flow agree: made of sums and of products of the two
   * sides' mixed values. Seeded at random: a capture cannot be written to make flows collide.
   */
  #hash(
    source0: number,
    source1: number,
    source2: number,
    source3: number,
    destination0: number,
    destination1: number,
    destination2: number,
    destination3: number,
    sourcePort: number,
    destinationPort: number,
  ): number {
    return this.#mix(
      source3,
      sourcePort,
      destination3,
      destinationPort,
      this.#foldPrefix(source0, source1, source2),
      this.#foldPrefix(destination0, destination1, destination2),
    );
  }

  #mix(
    source3: number,
    sourcePort: number,
    destination3: number,
    destinationPort: number,
    sourcePrefix: number,
    destinationPrefix: number,
  ): number {
    const seed = this.#seed;
    let source =
      Math.imul(source3 ^ seed, 0x9e3779b1) + Math.imul(sourcePort, 0x85ebca6b) + sourcePrefix;
    let destination =
      Math.imul(destination3 ^ seed, 0x9e3779b1) +
      Math.imul(destinationPort, 0x85ebca6b) +
      destinationPrefix;
    source = Math.imul(source ^ (source >>> 15), 0xd168aaad);
    destination = Math.imul(destination ^ (destination >>> 15), 0xd168aaad);
    const sum = (source + destination) | 0;
    return Math.imul(sum ^ (sum >>> 16), 0xaf723597);
  }

  /**
   * The flow of the packet in the view, or -1; sets `direction`.
   * @param protocol TCP or UDP
   */
  find(view: PacketView, protocol: Protocol): number {
    if ((view.source0 | view.source1) === 0 && view.source2 === MAPPED_PREFIX) {
      return this.#findIpv4(
        view.source3,
        view.destination3,
        view.sourcePort,
        view.destinationPort,
        protocol,
      );
    }
    return this.findKey(
      view.source0,
      view.source1,
      view.source2,
      view.source3,
      view.destination0,
      view.destination1,
      view.destination2,
      view.destination3,
      view.sourcePort,
      view.destinationPort,
      protocol,
    );
  }

  /** The common case with fewer words to hash and compare. */
  #findIpv4(
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    protocol: Protocol,
  ): number {
    const hash = this.#mix(source, sourcePort, destination, destinationPort, 0, 0);
    const words = this.words;
    const index = this.#index;
    for (let flow = index.first(hash); flow >= 0; flow = index.next(hash)) {
      const base = flow * FLOW_WORDS;
      const client = words[base + Flow.CLIENT_ADDRESS + 3];
      const server = words[base + Flow.SERVER_ADDRESS + 3];
      const ports = words[base + Flow.PORTS];
      if (
        words[base + Flow.PROTOCOL] !== protocol ||
        words[base + Flow.CLIENT_ADDRESS + 2] !== MAPPED_PREFIX ||
        (words[base + Flow.CLIENT_ADDRESS] | words[base + Flow.CLIENT_ADDRESS + 1]) !== 0
      ) {
        continue;
      }
      if (
        client === source &&
        server === destination &&
        ports === ((sourcePort << 16) | destinationPort)
      ) {
        this.direction = FROM_CLIENT;
        return flow;
      }
      if (
        client === destination &&
        server === source &&
        ports === ((destinationPort << 16) | sourcePort)
      ) {
        this.direction = FROM_SERVER;
        return flow;
      }
    }
    return -1;
  }

  /** As `find`, from the key itself: addresses as int32 words, ports in host order. */
  findKey(
    source0: number,
    source1: number,
    source2: number,
    source3: number,
    destination0: number,
    destination1: number,
    destination2: number,
    destination3: number,
    sourcePort: number,
    destinationPort: number,
    protocol: Protocol,
  ): number {
    const hash = this.#hash(
      source0,
      source1,
      source2,
      source3,
      destination0,
      destination1,
      destination2,
      destination3,
      sourcePort,
      destinationPort,
    );
    const words = this.words;
    const index = this.#index;
    const forward = (sourcePort << 16) | destinationPort;
    const backward = (destinationPort << 16) | sourcePort;
    for (let flow = index.first(hash); flow >= 0; flow = index.next(hash)) {
      const base = flow * FLOW_WORDS;
      if (words[base + Flow.PROTOCOL] !== protocol) continue;
      const ports = words[base + Flow.PORTS];
      if (
        ports === forward &&
        words[base + Flow.CLIENT_ADDRESS + 3] === source3 &&
        words[base + Flow.SERVER_ADDRESS + 3] === destination3 &&
        words[base + Flow.CLIENT_ADDRESS] === source0 &&
        words[base + Flow.CLIENT_ADDRESS + 1] === source1 &&
        words[base + Flow.CLIENT_ADDRESS + 2] === source2 &&
        words[base + Flow.SERVER_ADDRESS] === destination0 &&
        words[base + Flow.SERVER_ADDRESS + 1] === destination1 &&
        words[base + Flow.SERVER_ADDRESS + 2] === destination2
      ) {
        this.direction = FROM_CLIENT;
        return flow;
      }
      if (
        ports === backward &&
        words[base + Flow.CLIENT_ADDRESS + 3] === destination3 &&
        words[base + Flow.SERVER_ADDRESS + 3] === source3 &&
        words[base + Flow.CLIENT_ADDRESS] === destination0 &&
        words[base + Flow.CLIENT_ADDRESS + 1] === destination1 &&
        words[base + Flow.CLIENT_ADDRESS + 2] === destination2 &&
        words[base + Flow.SERVER_ADDRESS] === source0 &&
        words[base + Flow.SERVER_ADDRESS + 1] === source1 &&
        words[base + Flow.SERVER_ADDRESS + 2] === source2
      ) {
        this.direction = FROM_SERVER;
        return flow;
      }
    }
    return -1;
  }

  /**
   * A new record for the packet's flow, zeroed but for its key, packets' frame and time.
   * @param sourceIsClient whether the packet's sender is the client
   * @returns the flow, or -1 where the table is full
   */
  insert(view: PacketView, protocol: Protocol, sourceIsClient: boolean): number {
    let flow: number;
    if (this.#free > 0) {
      flow = this.#free - 1;
      this.#free = this.words[flow * FLOW_WORDS];
    } else if (this.used < this.capacity) {
      flow = this.used++;
    } else {
      return -1;
    }
    this.count++;
    this.begin(flow, view, protocol, sourceIsClient);
    this.#index.insert(this.#hashOf(flow), flow);
    return flow;
  }

  #hashOf(flow: number): number {
    const words = this.words;
    const base = flow * FLOW_WORDS;
    return this.#hash(
      words[base],
      words[base + 1],
      words[base + 2],
      words[base + 3],
      words[base + 4],
      words[base + 5],
      words[base + 6],
      words[base + 7],
      words[base + Flow.PORTS] >>> 16,
      words[base + Flow.PORTS] & 0xffff,
    );
  }

  /** Makes the record of `flow` new, for another connection on the same addresses and ports. */
  begin(flow: number, view: PacketView, protocol: Protocol, sourceIsClient: boolean): void {
    const words = this.words;
    const base = flow * FLOW_WORDS;
    // A loop: for so few words it is several times faster than fill().
    for (let i = base; i < base + FLOW_WORDS; i++) words[i] = 0;
    const source = base + (sourceIsClient ? Flow.CLIENT_ADDRESS : Flow.SERVER_ADDRESS);
    const destination = base + (sourceIsClient ? Flow.SERVER_ADDRESS : Flow.CLIENT_ADDRESS);
    writeSource(view, words, source);
    writeDestination(view, words, destination);
    words[base + Flow.PORTS] = sourceIsClient
      ? (view.sourcePort << 16) | view.destinationPort
      : (view.destinationPort << 16) | view.sourcePort;
    words[base + Flow.PROTOCOL] = protocol;
    words[base + Flow.ENDPOINT] = -1;
    words[base + Flow.FIRST_FRAME] = view.frameNumber;
    words[base + Flow.FIRST_SECONDS] = view.seconds;
    words[base + Flow.FIRST_NANOSECONDS] = view.nanoseconds;
  }

  /** Takes a flow out; its record is free for another. */
  remove(flow: number): void {
    this.#index.remove(this.#hashOf(flow), flow);
    const base = flow * FLOW_WORDS;
    this.words[base + Flow.PROTOCOL] = 0;
    // An evicted flow may still stand in the queue of ended ones.
    this.words[base + Flow.ENDED] = 0;
    this.words[base] = this.#free;
    this.#free = flow + 1;
    this.count--;
  }

  /** Whether the slot holds a flow. */
  isUsed(flow: number): boolean {
    return this.words[flow * FLOW_WORDS + Flow.PROTOCOL] !== 0;
  }

  /**
   * The flow to evict from a full table: of the next few around, the one that was quiet longest;
   * one with a single packet, as floods and scans have, sooner than others.
   * @param frame number of the packet at hand
   */
  oldest(frame: number): number {
    const words = this.words;
    let oldest = -1;
    let longest = -1;
    for (let looked = 0; looked < EVICTION_SAMPLE; looked++) {
      const flow = this.#hand;
      const base = flow * FLOW_WORDS;
      this.#hand = flow + 1 === this.used ? 0 : flow + 1;
      const isLone = words[base + Flow.CLIENT_PACKETS] + words[base + Flow.SERVER_PACKETS] === 1;
      const quiet = (frame - words[base + Flow.LAST_FRAME]) * (isLone ? LONE_QUIET : 1);
      if (quiet > longest) {
        oldest = flow;
        longest = quiet;
      }
    }
    return oldest;
  }

  /**
   * The first three words of an address as one, seeded too, as an IPv6 sender may choose them; 0
   * for those of a mapped IPv4 address.
   */
  #foldPrefix(word0: number, word1: number, word2: number): number {
    if ((word0 | word1) === 0 && word2 === MAPPED_PREFIX) return 0;
    let fold = Math.imul(word0 ^ this.#seed, 0xc2b2ae35);
    fold = Math.imul(fold ^ (fold >>> 15) ^ word1, 0x27d4eb2f);
    fold = Math.imul(fold ^ (fold >>> 13) ^ word2, 0x165667b1);
    return fold ^ (fold >>> 16);
  }
}

/** Counts a packet of which no more is known than its flow and its direction, and when it came. */
export function countPacket(
  { words, doubles }: FlowTable,
  flow: number,
  direction: number,
  view: PacketView,
): void {
  const base = flow * FLOW_WORDS;
  words[base + Flow.CLIENT_PACKETS + direction]++;
  doubles[(base + Flow.CLIENT_BYTES) / 2 + direction] += view.payloadLength;
  words[base + Flow.LAST_FRAME] = view.frameNumber;
  words[base + Flow.LAST_SECONDS] = view.seconds;
  words[base + Flow.LAST_NANOSECONDS] = view.nanoseconds;
}

/** Microseconds from the flow's last packet to the one in the view. */
export function sinceLast(view: PacketView, words: Int32Array, base: number): number {
  return microsecondsBetween(
    words[base + Flow.LAST_SECONDS] >>> 0,
    words[base + Flow.LAST_NANOSECONDS],
    view.seconds,
    view.nanoseconds,
  );
}

/** Microseconds from the flow's first packet, as a rule its first SYN, to the packet in the view. */
export function sinceFirst(view: PacketView, words: Int32Array, base: number): number {
  return microsecondsBetween(
    words[base + Flow.FIRST_SECONDS] >>> 0,
    words[base + Flow.FIRST_NANOSECONDS],
    view.seconds,
    view.nanoseconds,
  );
}

/** Microseconds from the flow's last SYN to the packet in the view. */
export function sinceSyn(view: PacketView, words: Int32Array, base: number): number {
  return microsecondsBetween(
    words[base + Flow.LAST_SYN_SECONDS] >>> 0,
    words[base + Flow.LAST_SYN_NANOSECONDS],
    view.seconds,
    view.nanoseconds,
  );
}

/**
 * The flow of the packet that an ICMP error quotes, or -1; sets the table's direction to that packet's.
 * @param layer of its transport, of which at least the ports are there
 * @param key room for two addresses, filled with those of the quoted packet
 */
export function findQuoted(
  flows: FlowTable,
  view: PacketView,
  layer: number,
  key: Int32Array,
): number {
  if (!writeAddresses(view, view.quotedFrom + 1, key)) return -1;
  const bytes = view.layerBytes(layer);
  const ports = view.layerStart[layer];
  return flows.findKey(
    key[0],
    key[1],
    key[2],
    key[3],
    key[4],
    key[5],
    key[6],
    key[7],
    udp.sourcePort(bytes, ports),
    udp.destinationPort(bytes, ports),
    view.layerProtocol[layer],
  );
}
