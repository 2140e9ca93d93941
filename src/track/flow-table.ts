import type { PacketView } from '../wire/packet-view.ts';
import type { Protocol } from '../wire/protocol.ts';

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
  /** Slot of the endpoint, or -1 where the flow is nobody's service (multicast). */
  ENDPOINT = 10,
  /** `TcpState` bits; for UDP only the bits for data. */
  STATE = 11,
  CLIENT_PACKETS = 12,
  SERVER_PACKETS = 13,
  FIRST_FRAME = 14,
  LAST_FRAME = 15,
  FIRST_SECONDS = 16,
  FIRST_NANOSECONDS = 17,
  LAST_SECONDS = 18,
  LAST_NANOSECONDS = 19,
  /** Client's initial sequence number. */
  CLIENT_ISN = 20,
  /** Next sequence number expected of the client and of the server. */
  CLIENT_NEXT = 21,
  SERVER_NEXT = 22,
  /** Highest acknowledgment number that the server sent. */
  SERVER_ACKNOWLEDGED = 23,
  /** SYNs sent with CLIENT_ISN, captured duplicates not counted. */
  SYN_COUNT = 24,
  /** Frames of the second to fourth of these. */
  SYN_FRAMES = 25, // 3 words
  SYN_WINDOW = 28,
  SYN_IDENTIFICATION = 29,
  LAST_SYN_SECONDS = 30,
  LAST_SYN_NANOSECONDS = 31,
  /** Frame of the SYN/ACK, of the server's RST or ICMP error that refused; 0 for none. */
  SYN_ACK_FRAME = 32,
  REFUSAL_FRAME = 33,
  /** Client's first data: frame, and how often data was sent again. */
  CLIENT_DATA_FRAME = 34,
  CLIENT_DATA_RETRANSMISSIONS = 35,
  LAST_CLIENT_DATA_FRAME = 36,
  SERVER_DATA_FRAME = 37,
  /** Zeek's history, 4 bits a letter, first letter lowest; see `historyText`. */
  HISTORY = 38, // 2 words
  HISTORY_LENGTH = 40,
  /** Letters that stand in the history already. */
  HISTORY_SEEN = 41,
  /** Payload bytes by direction, as two float64 (words 42 to 45). */
  CLIENT_BYTES = 42,
  SERVER_BYTES = 44,
  /**
   * What the application named: for UDP the slot plus 1 of the DNS question last asked, for TCP the
   * index plus 1 of the TLS server name among the endpoint's.
   */
  APPLICATION = 46,
  /** Set by every packet, cleared by the eviction hand: the second chance. */
  TOUCHED = 47,
}

/** 32-bit words in a record: three cache lines. */
export const FLOW_WORDS = 48;

/** Directions of a packet in its flow. */
export const FROM_CLIENT = 0;
export const FROM_SERVER = 1;

/**
 * All flows that are followed now: records of 32-bit words in one array, found by a hash that both
 * directions share. Bounded: where it is full, the caller evicts first.
 */
export class FlowTable {
  readonly capacity: number;
  readonly words: Int32Array;
  /** The same memory as float64: index = (flow * FLOW_WORDS + word) / 2. */
  readonly doubles: Float64Array;
  /** Direction of the packet that `find` found: FROM_CLIENT or FROM_SERVER. */
  direction = FROM_CLIENT;
  /** Slots below this one have been used. */
  used = 0;
  count = 0;

  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #mask: number;
  readonly #seed = (Math.random() * 0x100000000) | 0;
  #free = 0;
  #hand = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    const memory = new ArrayBuffer(capacity * FLOW_WORDS * 4);
    this.words = new Int32Array(memory);
    this.doubles = new Float64Array(memory);
    this.#next = new Int32Array(capacity);
    const buckets = 2 ** Math.ceil(Math.log2(capacity));
    this.#heads = new Int32Array(buckets);
    this.#mask = buckets - 1;
  }

  get isFull(): boolean {
    return this.#free === 0 && this.used === this.capacity;
  }

  /** Symmetric: both directions of a flow fall into one bucket. */
  #bucket(word0: number, word1: number, word2: number, word3: number, ports: number): number {
    let hash = Math.imul(word3 ^ this.#seed, 0x9e3779b1);
    hash = Math.imul((hash ^ (hash >>> 15)) + word2, 0x85ebca6b);
    hash = Math.imul((hash ^ (hash >>> 13)) + word1, 0xc2b2ae35);
    hash = Math.imul((hash ^ (hash >>> 16)) + word0 + ports, 0x27d4eb2f);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }

  #bucketOf(
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
    // Sums of mixed values: symmetric, and not to be cancelled out as plain XOR is.
    return this.#bucket(
      source0 + destination0,
      source1 + destination1,
      source2 + destination2,
      (Math.imul(source3, 0x2545f491) + Math.imul(destination3, 0x2545f491)) ^
        (source3 ^ destination3),
      sourcePort + destinationPort + Math.imul(sourcePort ^ destinationPort, 0x01000193),
    );
  }

  /**
   * The flow of the packet in the view, or -1; sets `direction`.
   * @param protocol TCP or UDP
   */
  find(view: PacketView, protocol: Protocol): number {
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
    const words = this.words;
    const forward = (sourcePort << 16) | destinationPort;
    const backward = (destinationPort << 16) | sourcePort;
    const bucket = this.#bucketOf(
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
    for (let flow = this.#heads[bucket] - 1; flow >= 0; flow = this.#next[flow] - 1) {
      const base = flow * FLOW_WORDS;
      const ports = words[base + Flow.PORTS];
      if (words[base + Flow.PROTOCOL] !== protocol) continue;
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
      this.#free = this.#next[flow];
    } else if (this.used < this.capacity) {
      flow = this.used++;
    } else {
      return -1;
    }
    const bucket = this.#bucketOf(
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
    );
    this.#next[flow] = this.#heads[bucket];
    this.#heads[bucket] = flow + 1;
    this.count++;
    this.begin(flow, view, protocol, sourceIsClient);
    return flow;
  }

  /** Makes the record of `flow` new, for another connection on the same addresses and ports. */
  begin(flow: number, view: PacketView, protocol: Protocol, sourceIsClient: boolean): void {
    const words = this.words;
    const base = flow * FLOW_WORDS;
    words.fill(0, base, base + FLOW_WORDS);
    const source = base + (sourceIsClient ? Flow.CLIENT_ADDRESS : Flow.SERVER_ADDRESS);
    const destination = base + (sourceIsClient ? Flow.SERVER_ADDRESS : Flow.CLIENT_ADDRESS);
    words[source] = view.source0;
    words[source + 1] = view.source1;
    words[source + 2] = view.source2;
    words[source + 3] = view.source3;
    words[destination] = view.destination0;
    words[destination + 1] = view.destination1;
    words[destination + 2] = view.destination2;
    words[destination + 3] = view.destination3;
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
    const words = this.words;
    const base = flow * FLOW_WORDS;
    const ports = words[base + Flow.PORTS];
    const bucket = this.#bucketOf(
      words[base],
      words[base + 1],
      words[base + 2],
      words[base + 3],
      words[base + 4],
      words[base + 5],
      words[base + 6],
      words[base + 7],
      ports >>> 16,
      ports & 0xffff,
    );
    let previous = -1;
    for (let found = this.#heads[bucket] - 1; found >= 0; found = this.#next[found] - 1) {
      if (found === flow) break;
      previous = found;
    }
    if (previous < 0) this.#heads[bucket] = this.#next[flow];
    else this.#next[previous] = this.#next[flow];
    words[base + Flow.PROTOCOL] = 0;
    this.#next[flow] = this.#free;
    this.#free = flow + 1;
    this.count--;
  }

  /** Whether the slot holds a flow. */
  isUsed(flow: number): boolean {
    return this.words[flow * FLOW_WORDS + Flow.PROTOCOL] !== 0;
  }

  /**
   * The flow to evict from a full table: the next around that no packet touched since the hand
   * last passed (the CLOCK algorithm: nearly least recently used, for one word a flow).
   */
  oldest(): number {
    const words = this.words;
    for (;;) {
      const flow = this.#hand;
      this.#hand = flow + 1 === this.used ? 0 : flow + 1;
      const touched = flow * FLOW_WORDS + Flow.TOUCHED;
      if (words[touched] === 0) return flow;
      words[touched] = 0;
    }
  }
}
