/** Segments not yet acknowledged that one direction remembers (Wireshark's own number). */
export const MAXIMUM_SEGMENTS_PER_DIRECTION = 1000;
/** Segments that all directions remember together. */
const MAXIMUM_SEGMENTS = 1 << 18;

/** Words of a segment in `TcpSegments.words`. */
export const Segment = {
  /** The segment that was sent before it, or 0. */
  NEXT: 0,
  SEQUENCE: 1,
  END: 2,
  FRAME: 3,
  SECONDS: 4,
  NANOSECONDS: 5,
} as const;
export const SEGMENT_WORDS = 6;

/** Lists of segments, newest first, that share one array. Segment 0 means none. */
export class TcpSegments {
  words: Int32Array;
  #capacity = 1024;
  #count = 1;
  #free = 0;

  constructor() {
    this.words = new Int32Array(this.#capacity * SEGMENT_WORDS);
  }

  /** Puts a segment before `head`. @returns the new head; `head` itself where there is no room */
  add(
    head: number,
    sequence: number,
    end: number,
    frame: number,
    seconds: number,
    nanoseconds: number,
  ): number {
    let segment = this.#free;
    if (segment !== 0) {
      this.#free = this.words[segment * SEGMENT_WORDS + Segment.NEXT];
    } else {
      if (this.#count === MAXIMUM_SEGMENTS) return head;
      if (this.#count === this.#capacity) {
        this.#capacity *= 2;
        const words = new Int32Array(this.#capacity * SEGMENT_WORDS);
        words.set(this.words);
        this.words = words;
      }
      segment = this.#count++;
    }
    const { words } = this;
    const at = segment * SEGMENT_WORDS;
    words[at + Segment.NEXT] = head;
    words[at + Segment.SEQUENCE] = sequence;
    words[at + Segment.END] = end;
    words[at + Segment.FRAME] = frame;
    words[at + Segment.SECONDS] = seconds;
    words[at + Segment.NANOSECONDS] = nanoseconds;
    return segment;
  }

  /** Gives one segment back. */
  free(segment: number): void {
    this.words[segment * SEGMENT_WORDS + Segment.NEXT] = this.#free;
    this.#free = segment;
  }

  /** Gives back a list of segments. */
  freeAll(head: number): void {
    let segment = head;
    while (segment !== 0) {
      const next = this.words[segment * SEGMENT_WORDS + Segment.NEXT];
      this.free(segment);
      segment = next;
    }
  }
}
