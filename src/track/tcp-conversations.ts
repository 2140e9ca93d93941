import type { PacketView } from '../protocols/packet-view.ts';
import { WINDOW_SCALE_UNKNOWN } from '../protocols/tcp/annotation.ts';
import { writeAddresses } from './address-key.ts';

/** Conversations held at once; past that the oldest is forgotten. About 30 MB. */
export const MAXIMUM_CONVERSATIONS = 1 << 17;

const KEY_WORDS = 9; // lower address (4), higher address (4), their ports (1)
const BUCKET_NEXT = 9;
const BUCKET = 10;
/** First word of what is known of a conversation; before it stands how it is found. */
const KNOWN = 11;

/** Words of a conversation in `TcpConversations.words`. */
export const TcpConversation = {
  STREAM: KNOWN,
  COMPLETENESS: 12,
  TIMES: 13,
  SYN_SECONDS: 14,
  SYN_NANOSECONDS: 15,
  ROUND_TRIP_SECONDS: 16,
  ROUND_TRIP_NANOSECONDS: 17,
  FIRST_SECONDS: 18,
  FIRST_NANOSECONDS: 19,
  PREVIOUS_SECONDS: 20,
  PREVIOUS_NANOSECONDS: 21,
} as const;
export const CONVERSATION_WORDS = 22;

/** Words of one direction of a conversation in `TcpConversations.directions`. */
export const Direction = {
  STATE: 0,
  BASE_SEQUENCE: 1,
  NEXT_SEQUENCE: 2,
  NEXT_SEQUENCE_SECONDS: 3,
  NEXT_SEQUENCE_NANOSECONDS: 4,
  NEXT_SEQUENCE_FRAME: 5,
  HIGHEST_TO_ACKNOWLEDGE: 6,
  LAST_ACKNOWLEDGMENT: 7,
  LAST_ACKNOWLEDGMENT_SECONDS: 8,
  LAST_ACKNOWLEDGMENT_NANOSECONDS: 9,
  LAST_FRAME_NOT_DUPLICATE: 10,
  DUPLICATE_COUNT: 11,
  WINDOW: 12,
  WINDOW_SCALE: 13,
  LAST_FLAGS: 14,
  LENGTH_AT_HIGHEST: 15,
  SEGMENT_HEAD: 16,
  SEGMENT_COUNT: 17,
  PUSH_BYTES: 18,
  SELECTIVELY_ACKNOWLEDGED: 19,
} as const;
export const DIRECTION_WORDS = 20;

/** Bits of `Direction.STATE`. */
export const HAS_BASE = 1;
export const BEFORE_FIRST_ACK = 2;
/** A segment was lost, and since then nothing acknowledged: what is in flight is not known. */
export const FLIGHT_UNKNOWN = 4;
export const PUSH_SET_LAST = 8;
/** This direction sent a FIN before the other. */
export const CLOSES_FIRST = 16;

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Conversations by addresses and ports, in typed arrays; bounded. */
export class TcpConversations {
  /** CONVERSATION_WORDS for each slot. */
  words: Int32Array;
  /** Two times DIRECTION_WORDS for each slot. */
  directions: Int32Array;

  readonly #maximum: number;
  readonly #onReset: (flow: number) => void;
  /** Slots in use, and the slot that is overwritten next once all are. */
  #count = 0;
  #oldest = 0;
  #streams = 0;
  #capacity = 1024;
  /** Bucket → first slot + 1. */
  #buckets: Int32Array;
  /** Keeps a capture from choosing packets that all fall into one bucket. */
  readonly #seed = (Math.random() * 0x100000000) | 0;
  readonly #key = new Int32Array(KEY_WORDS);

  /**
   * @param maximum how many conversations are held at once
   * @param onReset told the offset of a direction in `directions` before its words are cleared
   */
  constructor(maximum: number, onReset: (flow: number) => void) {
    this.#maximum = maximum;
    this.#onReset = onReset;
    this.words = new Int32Array(this.#capacity * CONVERSATION_WORDS);
    this.directions = new Int32Array(this.#capacity * 2 * DIRECTION_WORDS);
    this.#buckets = new Int32Array(this.#capacity * 2);
  }

  /**
   * Makes the conversation of the TCP header in layer `layer` the one that `find` looks for.
   * @returns which of the two directions it goes, 0 or 1; 2 where both ends are the same; -1 where no
   * IP header carries it
   */
  select(view: PacketView, layer: number, sourcePort: number, destinationPort: number): number {
    const key = this.#key;
    if (!writeAddresses(view, layer, key)) return -1;
    let order = 0;
    for (let i = 0; i < 4 && order === 0; i++) order = (key[i] >>> 0) - (key[4 + i] >>> 0);
    if (order === 0) order = sourcePort - destinationPort;
    if (order <= 0) {
      key[8] = (sourcePort << 16) | destinationPort;
      return order === 0 ? 2 : 1;
    }
    for (let i = 0; i < 4; i++) {
      const word = key[i];
      key[i] = key[4 + i];
      key[4 + i] = word;
    }
    key[8] = (destinationPort << 16) | sourcePort;
    return 0;
  }

  /** Slot of the selected conversation, or -1. */
  find(): number {
    const key = this.#key;
    const { words } = this;
    let slot = this.#buckets[this.#hash(key, 0) & (this.#buckets.length - 1)] - 1;
    while (slot >= 0) {
      const at = slot * CONVERSATION_WORDS;
      let i = KEY_WORDS - 1;
      while (i >= 0 && words[at + i] === key[i]) i--;
      if (i < 0) return slot;
      slot = words[at + BUCKET_NEXT] - 1;
    }
    return -1;
  }

  /** Adds the selected conversation; where there is no room, in the place of the oldest. */
  insert(): number {
    let slot: number;
    if (this.#count < this.#maximum) {
      if (this.#count === this.#capacity) this.#grow();
      slot = this.#count++;
    } else {
      slot = this.#oldest;
      this.#oldest = (this.#oldest + 1) % this.#maximum;
      this.#unlink(slot);
    }
    this.words.set(this.#key, slot * CONVERSATION_WORDS);
    this.#link(slot);
    this.reset(slot);
    return slot;
  }

  /** Starts a conversation anew, with the next number, between the ends that the slot holds. */
  reset(slot: number): void {
    const at = slot * CONVERSATION_WORDS;
    this.words.fill(0, at + KNOWN, at + CONVERSATION_WORDS);
    this.words[at + TcpConversation.STREAM] = this.#streams++;
    for (let flow = 2 * slot; flow < 2 * slot + 2; flow++) {
      const from = flow * DIRECTION_WORDS;
      this.#onReset(from);
      this.directions.fill(0, from, from + DIRECTION_WORDS);
      this.directions[from + Direction.WINDOW] = -1;
      this.directions[from + Direction.WINDOW_SCALE] = WINDOW_SCALE_UNKNOWN;
    }
  }

  #hash(key: Int32Array, from: number): number {
    let hash = this.#seed;
    for (let i = from; i < from + KEY_WORDS; i++) hash = mix(hash, key[i]);
    return hash;
  }

  #link(slot: number): void {
    const at = slot * CONVERSATION_WORDS;
    const bucket = this.#hash(this.words, at) & (this.#buckets.length - 1);
    this.words[at + BUCKET] = bucket;
    this.words[at + BUCKET_NEXT] = this.#buckets[bucket];
    this.#buckets[bucket] = slot + 1;
  }

  #unlink(slot: number): void {
    const { words } = this;
    const at = slot * CONVERSATION_WORDS;
    const bucket = words[at + BUCKET];
    if (this.#buckets[bucket] === slot + 1) {
      this.#buckets[bucket] = words[at + BUCKET_NEXT];
      return;
    }
    let before = this.#buckets[bucket] - 1;
    while (words[before * CONVERSATION_WORDS + BUCKET_NEXT] !== slot + 1) {
      before = words[before * CONVERSATION_WORDS + BUCKET_NEXT] - 1;
    }
    words[before * CONVERSATION_WORDS + BUCKET_NEXT] = words[at + BUCKET_NEXT];
  }

  #grow(): void {
    this.#capacity *= 2;
    const words = new Int32Array(this.#capacity * CONVERSATION_WORDS);
    words.set(this.words);
    this.words = words;
    const directions = new Int32Array(this.#capacity * 2 * DIRECTION_WORDS);
    directions.set(this.directions);
    this.directions = directions;
    this.#buckets = new Int32Array(this.#capacity * 2);
    for (let slot = 0; slot < this.#count; slot++) this.#link(slot);
  }
}
