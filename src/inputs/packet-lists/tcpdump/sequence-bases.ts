import { RecentTable } from '../../../protocols/hash-tables.ts';
import { ACK, FIN, SYN } from '../../../protocols/tcp/codec.ts';
import { ENDS_WORDS, writeEnds } from '../ends.ts';
import type { PacketFacts } from '../packet-facts.ts';
import type { PrintedSegment } from './tcp.ts';

/** TCP conversations whose numbers are remembered; of more, those that began first are forgotten. */
const MAXIMUM_CONVERSATIONS = 32_768;
const MODULUS = 2 ** 32;
/** A number up to here is far from any that a connection begins with, but for one in 4,096. */
const SMALL = 2 ** 20;
/** Seconds of silence behind which a bare ACK that says nothing new is a keep-alive (RFC 9293 §3.8.4). */
const KEEP_ALIVE_AFTER = 5;

/** Numbers kept of one side of a conversation. */
enum Side {
  /** What tcpdump subtracts from this side's numbers; NaN where it has not printed it. */
  BASE = 0,
  /** A number of this side as sent that counts as its 0; NaN where none is known. */
  ZERO,
  /** Number behind the last byte that is known to be sent, counted from `ZERO`. */
  NEXT,
  /** What it acknowledged last, and when it sent last, in seconds. */
  ACKNOWLEDGED,
  SENT,
}
const SIDE_NUMBERS = 5;
/** What a side begins with. */
const NEW_SIDE = [Number.NaN, Number.NaN, 1, -1, 0];

/** Of a conversation, first: whether tcpdump has met a segment with ACK, so that what follows is relative. */
const IS_RELATIVE = 0;
const SIDES = 1;

/**
 * Sequence numbers as sent, of what tcpdump prints (print-tcp.c): as sent without ACK, with SYN, in
 * the first segment with ACK of a conversation, and with `-S`; else relative to that segment's.
 */
export class SequenceBases {
  #conversations = newTable();
  readonly #key = new Int32Array(ENDS_WORDS);
  /** Segments whose numbers are near those before as they are printed (`-S`), or with the base added. */
  #absolute = 0;
  #relative = 0;
  /** The text has tcpdump's output from its start: no conversation has begun unseen. */
  isFromStart = false;

  /** tcpdump was started again. */
  restart(): void {
    this.#conversations = newTable();
    this.#absolute = 0;
    this.#relative = 0;
    this.isFromStart = true;
  }

  /** Sets the numbers of `printed.facts`; the facts have the addresses and ports. */
  place(facts: PacketFacts, printed: PrintedSegment): void {
    const { source, destination, sourcePort, destinationPort, seconds } = facts;
    const segment = printed.facts;
    if (segment === null) return;
    const key = this.#key;
    const side = writeEnds(key, source, sourcePort, destination, destinationPort);
    const { flags } = segment;
    const hasAck = (flags & ACK) !== 0;
    const isSyn = (flags & SYN) !== 0;
    let at = this.#conversations.find(key);
    const isNew = at < 0;
    if (isNew) {
      at = this.#conversations.insert(key);
      this.#conversations.numbers[at + IS_RELATIVE] = 0;
      this.#conversations.numbers.set(NEW_SIDE, at + SIDES);
      this.#conversations.numbers.set(NEW_SIDE, at + SIDES + SIDE_NUMBERS);
    }
    const { numbers } = this.#conversations;
    const own = at + SIDES + side * SIDE_NUMBERS;
    const other = at + SIDES + (1 - side) * SIDE_NUMBERS;
    let { sequence, acknowledgment } = printed;
    if (hasAck && !isSyn && isNew && !this.isFromStart && isSmall(sequence, acknowledgment)) {
      // The text begins within the conversation.
      numbers[at + IS_RELATIVE] = 1;
    }
    if (hasAck && numbers[at + IS_RELATIVE] === 1 && !isSyn) {
      if (
        !this.#isAbsolute(
          sequence,
          numbers[own + Side.BASE],
          acknowledgment,
          numbers[other + Side.BASE],
        )
      ) {
        sequence = sequence < 0 ? -1 : (sequence + numbers[own + Side.BASE]) % MODULUS;
        acknowledgment =
          acknowledgment < 0 ? -1 : (acknowledgment + numbers[other + Side.BASE]) % MODULUS;
      }
    } else if (hasAck) {
      numbers[at + IS_RELATIVE] = 1;
      numbers[own + Side.BASE] = sequence >= 0 ? sequence : Number.NaN;
      numbers[other + Side.BASE] =
        acknowledgment >= 0 ? (acknowledgment - 1 + MODULUS) % MODULUS : Number.NaN;
    }
    if (isSyn && sequence >= 0) {
      if (numbers[own + Side.ZERO] !== sequence) numbers[own + Side.NEXT] = 0;
      numbers[own + Side.ZERO] = sequence;
    }
    if (Number.isNaN(sequence)) {
      // Relative to what was printed before the text begins.
      segment.sequence = signed(printed.sequence);
    } else if (sequence >= 0) {
      if (Number.isNaN(numbers[own + Side.ZERO]))
        numbers[own + Side.ZERO] = (sequence - 1 + MODULUS) % MODULUS;
      segment.rawSequence = sequence;
      segment.sequence = signed((sequence - numbers[own + Side.ZERO] + MODULUS) % MODULUS);
    }
    if (Number.isNaN(acknowledgment)) segment.acknowledgment = signed(printed.acknowledgment);
    else if (acknowledgment >= 0) {
      if (Number.isNaN(numbers[other + Side.ZERO]))
        numbers[other + Side.ZERO] = (acknowledgment - 1 + MODULUS) % MODULUS;
      segment.rawAcknowledgment = acknowledgment;
      segment.acknowledgment = signed(
        (acknowledgment - numbers[other + Side.ZERO] + MODULUS) % MODULUS,
      );
    }
    // What is acknowledged was sent; a bare ACK's own number, which is not printed, is the next.
    numbers[other + Side.NEXT] = Math.max(numbers[other + Side.NEXT], segment.acknowledgment);
    if (printed.sequence < 0) {
      // The same again after a long silence of both asks whether the other is still there.
      const silent = facts.hasTime
        ? seconds - Math.max(numbers[own + Side.SENT], numbers[other + Side.SENT])
        : 0;
      const isProbe =
        flags === ACK &&
        silent >= KEEP_ALIVE_AFTER &&
        numbers[own + Side.ACKNOWLEDGED] === segment.acknowledgment;
      segment.sequence = isProbe ? numbers[own + Side.NEXT] - 1 : numbers[own + Side.NEXT];
    }
    numbers[own + Side.SENT] = seconds;
    if (hasAck) numbers[own + Side.ACKNOWLEDGED] = segment.acknowledgment;
    const length = Math.max(0, segment.payloadLength) + (isSyn ? 1 : 0) + ((flags & FIN) >> 0);
    if (segment.sequence >= 0)
      numbers[own + Side.NEXT] = Math.max(numbers[own + Side.NEXT], segment.sequence + length);
  }

  /** Whether numbers behind a conversation's first are printed as sent: they are nearer to it so. */
  #isAbsolute(sequence: number, base: number, acknowledgment: number, otherBase: number): boolean {
    let isNearer = 0;
    for (const [number, from] of [
      [sequence, base],
      [acknowledgment, otherBase],
    ]) {
      if (number < 0 || Number.isNaN(from)) continue;
      const asSent = distance(number - from);
      const asRelative = distance(number);
      isNearer += asSent < asRelative ? 1 : asSent > asRelative ? -1 : 0;
    }
    if (isNearer > 0) this.#absolute++;
    else if (isNearer < 0) this.#relative++;
    return this.#absolute > this.#relative;
  }
}

function newTable(): RecentTable {
  return new RecentTable(ENDS_WORDS, SIDES + 2 * SIDE_NUMBERS, MAXIMUM_CONVERSATIONS);
}

function isSmall(sequence: number, acknowledgment: number): boolean {
  return distance(Math.max(0, sequence)) < SMALL && distance(Math.max(0, acknowledgment)) < SMALL;
}

/** How far a number is from 0, either way round. */
function distance(number: number): number {
  const positive = ((number % MODULUS) + MODULUS) % MODULUS;
  return Math.min(positive, MODULUS - positive);
}

/** A relative number; -1 where it is before the connection's first. */
function signed(number: number): number {
  return number > MODULUS / 2 ? -1 : number;
}
