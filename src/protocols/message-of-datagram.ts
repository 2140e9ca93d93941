/** What a message of a datagram protocol is, for who pairs requests with their answers. */
export enum Turn {
  /** Neither: nobody must answer it, and it answers nothing. */
  NEITHER = 0,
  REQUEST = 1,
  RESPONSE = 2,
  /** What the client sends is a request, what the server sends a response: the bytes do not say. */
  EITHER = 3,
}

/** What a codec says of the message that it was asked about last; reused, so copy what you need. */
export const datagram = {
  turn: Turn.NEITHER,
  /** Number of what is asked, a key of its row's `requests`. */
  what: 0,
  /** The transaction: a response has its request's; 0 where an answer is known by its ports alone. */
  first: 0,
  second: 0,
  /** Tells requests apart whose transaction numbers are short and come again; 0 where they are not. */
  print: 0,
};

/** Says what the message is. @returns true, for codecs to end with */
export function saw(turn: Turn, what: number, first = 0, second = 0, print = 0): true {
  datagram.turn = turn;
  datagram.what = what;
  datagram.first = first;
  datagram.second = second;
  datagram.print = print;
  return true;
}

/** A hash of bytes [from, to): of identifiers that are longer than a key. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) {
    hash = Math.imul(hash ^ bytes[i], 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}
