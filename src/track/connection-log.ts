import { firstWords, wordsUpTo } from '../protocols/hash-tables.ts';
import { indexRows, type RowIndex } from './row-index.ts';
import { ipEcn, SynTrait, type SynTraits } from './syn-traits.ts';

/** Connections and DNS questions that are kept one by one: the latest. */
const KEPT_CONNECTIONS = 65_536;
const ROW_WORDS = 6;
const ALL_WORDS = KEPT_CONNECTIONS * ROW_WORDS;

/** What became of a connection, or of a DNS question, where that is known. */
export enum Outcome {
  /** It went on, and nothing of it failed. */
  WORKED = 1,
  /** Nobody answered the SYN, or the question. */
  SILENT = 2,
  /** The client's first data was never acknowledged. */
  STALLED = 3,
  /** The client's first data was answered by RST. */
  RESET = 4,
  /** The server took the request and answered nothing. */
  UNANSWERED = 5,
}

/** What the client's first data was. */
export enum FirstMessage {
  NONE = 0,
  OTHER = 1,
  CLIENT_HELLO = 2,
  SMB1 = 3,
  SMB2 = 4,
  /** A DNS question: its length is the query type. */
  QUESTION = 5,
  /** A request of plain HTTP, on whatever port. */
  HTTP_REQUEST = 6,
  /** Nobody knows: of its bytes the capture or the list has too few. */
  UNSHOWN = 7,
}

const LENGTH_MASK = 0xffff;
const SHAPE_SHIFT = 16;
const KIND_SHIFT = 24;
const KIND_MASK = 7;

/**
 * What a connection's first data looks like, as a word: its bytes, the shape of a ClientHello, its kind.
 * @param shape index plus 1 among the capture's shapes; 0 where it is not known
 */
export function messageTraits(kind: FirstMessage, length: number, shape = 0): number {
  return Math.min(length, LENGTH_MASK) | (shape << SHAPE_SHIFT) | (kind << KIND_SHIFT);
}

/** Bytes of that data. */
export function messageLength(traits: number): number {
  return traits & LENGTH_MASK;
}

/** What kind of message that is. */
export function messageKind(traits: number): FirstMessage {
  return (traits >>> KIND_SHIFT) & KIND_MASK;
}

/** Bytes of a connection's ClientHello with its record's header, by `messageTraits`; 0 where it has none. */
export function helloLength(traits: number): number {
  const isHello = messageKind(traits) === FirstMessage.CLIENT_HELLO;
  const length = messageLength(traits);
  return isHello && length < LENGTH_MASK ? length : 0;
}

/** One connection or DNS question, with what may tell it from others of its endpoint. */
export interface LoggedConnection {
  /** Its first frame, and when that was (seconds since 1970). */
  readonly frame: number;
  readonly seconds: number;
  readonly clientPort: number;
  readonly outcome: Outcome;
  /** Of its SYN; null where the capture does not have it. */
  readonly syn: SynTraits | null;
  readonly message: FirstMessage;
  /** Bytes of that message, as its own length field says; of a question its type. */
  readonly length: number;
  /** Index of the ClientHello's shape among the capture's; -1 where it is not known. */
  readonly shape: number;
  /** Index of the server name among the endpoint's, or of the question's name; -1 for none. */
  readonly name: number;
}

/**
 * Connections whose outcome is known, of all endpoints in one log: only where some of an endpoint fail and
 * others work does anyone ask how they differ.
 */
export class ConnectionLog {
  #words = firstWords(ALL_WORDS);
  #next = 0;
  #count = 0;
  /** Null after a change. */
  #index: RowIndex | null = null;

  /**
   * @param endpoint reference of the endpoint
   * @param syn word of `synTraits`
   * @param message word of `messageTraits`
   * @param name index plus 1; 0 for none
   */
  add(
    endpoint: number,
    frame: number,
    seconds: number,
    clientPort: number,
    outcome: Outcome,
    syn: number,
    message: number,
    name: number,
  ): void {
    const at = this.#next * ROW_WORDS;
    this.#words = wordsUpTo(this.#words, at + ROW_WORDS, ALL_WORDS);
    const words = this.#words;
    this.#index = null;
    words[at] = endpoint;
    words[at + 1] = frame;
    words[at + 2] = seconds;
    words[at + 3] = (clientPort << 16) | (name > 0 && name <= 0xfff ? name << 4 : 0) | outcome;
    words[at + 4] = syn;
    words[at + 5] = message;
    this.#next = (this.#next + 1) % KEPT_CONNECTIONS;
    if (this.#count < KEPT_CONNECTIONS) this.#count++;
  }

  /** Becomes what another log is now. */
  copyFrom(other: ConnectionLog): void {
    this.#words = wordsUpTo(this.#words, other.#words.length, ALL_WORDS);
    this.#words.set(other.#words);
    this.#next = other.#next;
    this.#count = other.#count;
    this.#index = null;
  }

  /** The kept connections of an endpoint, in the order of their first frames. */
  of(endpoint: number): LoggedConnection[] {
    this.#index ??= indexRows(this.#words, ROW_WORDS, this.#count);
    const { heads, next } = this.#index;
    const found: LoggedConnection[] = [];
    for (let row = heads.get(endpoint) ?? -1; row >= 0; row = next[row]) found.push(this.#at(row));
    return found.sort((one, other) => one.frame - other.frame);
  }

  #at(row: number): LoggedConnection {
    const words = this.#words;
    const at = row * ROW_WORDS;
    const message = words[at + 5];
    return {
      frame: words[at + 1],
      seconds: words[at + 2] >>> 0,
      clientPort: words[at + 3] >>> 16,
      outcome: words[at + 3] & 0xf,
      syn: synOf(words[at + 4]),
      message: messageKind(message),
      length: message & LENGTH_MASK,
      shape: ((message >>> SHAPE_SHIFT) & 0xff) - 1,
      name: ((words[at + 3] >>> 4) & 0xfff) - 1,
    };
  }
}

function synOf(word: number): SynTraits | null {
  if ((word & SynTrait.SEEN) === 0) return null;
  return {
    dscp: (word & SynTrait.DSCP) >> 2,
    ecn: ipEcn(word),
    asksForEcn: (word & SynTrait.ASKS_FOR_ECN) !== 0,
    hasFastOpen: (word & SynTrait.FAST_OPEN) !== 0,
    hasTimestamps: (word & SynTrait.TIMESTAMPS) !== 0,
  };
}
