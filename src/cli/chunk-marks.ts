/** How far a capture was read when a chunk was used up. */
interface Mark {
  /** Bytes before the next record. */
  readonly offset: number;
  /** Packets before it. */
  readonly packets: number;
}

/** A piece of a capture: whole records, and the packets in them. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** Frame number of its first packet. */
  readonly firstFrame: number;
  readonly packets: number;
}

/** Where chunks of an unpacked capture begin, to come back to some of them later. */
export class ChunkMarks {
  readonly #marks: Mark[] = [];

  /** Told after each chunk. */
  add(offset: number, packets: number): void {
    this.#marks.push({ offset, packets });
  }

  /**
   * The chunks, in order.
   * @param start where the first packet's record is
   */
  chunks(start: number): Chunk[] {
    let previous: Mark = { offset: start, packets: 0 };
    return this.#marks.map((mark) => {
      const chunk = {
        start: previous.offset,
        end: mark.offset,
        firstFrame: previous.packets + 1,
        packets: mark.packets - previous.packets,
      };
      previous = mark;
      return chunk;
    });
  }
}
