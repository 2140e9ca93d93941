import { RecentTable } from '../../protocols/hash-tables.ts';
import { ACK, FIN, RST, SYN } from '../../protocols/tcp/codec.ts';
import { ENDS_WORDS, writeEnds } from './ends.ts';
import type { PacketFacts, TcpFacts } from './packet-facts.ts';

/** TCP conversations whose numbers are remembered; of more, those that began first are forgotten. */
const MAXIMUM_CONVERSATIONS = 32_768;

const MODULUS = 2 ** 32;
/** Initial sequence numbers that are made up: far from each other, from 0 and from their overflow. */
const FIRST_INITIAL = 0x10000000;
const NEXT_INITIAL = 0x01000000;
const OTHER_SIDE = 0x40000000;
/** Connections on the same ports that have different initial numbers. */
const GENERATIONS = 32;

/** Seconds after which a SYN that had no answer is not sent again (RFC 9293 §3.8.3). */
const SYN_GIVEN_UP = 180;

/** Numbers kept of one side of a conversation. */
enum Side {
  /** What a relative number is added to, to have the one that is sent. */
  BASE = 0,
  /** 1 where a number of this side was seen, so `BASE` is settled. */
  IS_KNOWN,
  /** Relative number behind the last byte sent. */
  NEXT,
  /** 1 where how far is a guess: a segment came without its number or length. */
  IS_ESTIMATED,
  /** Bits that the window is shifted by; -1 where no SYN with the option was seen. */
  SHIFT,
}
const SIDE_NUMBERS = 5;
/** What a side begins with. */
const NEW_SIDE = [0, 0, 1, 0, -1];

/** Numbers kept of a conversation, and where its sides begin. */
enum Kept {
  GENERATION = 0,
  /** 1 where a RST or FIN was seen: the next SYN begins another connection. */
  IS_OVER,
  /** When the last SYN was sent, in seconds. */
  LAST_SYN,
  HAS_TIMESTAMPS,
  SIDES,
}
const KEPT_NUMBERS = Kept.SIDES + 2 * SIDE_NUMBERS;

/**
 * Sequence numbers as sent for lists that show them relative to a connection's first: what is
 * relative to one SYN stays together, a SYN of another connection on the same ports has another
 * initial number, a repeated one the same.
 */
export class Sequences {
  /** Of the segment placed last, as sent. */
  sequence = 0;
  acknowledgment = 0;
  /** Window as sent; -1 where unknown. */
  window = -1;
  /** Whether the connection's segments carry time stamps. */
  hasTimestamps = false;
  /** The sequence number, as sent, is made up. */
  isMadeUp = false;
  readonly #conversations = new RecentTable(ENDS_WORDS, KEPT_NUMBERS, MAXIMUM_CONVERSATIONS);
  readonly #key = new Int32Array(ENDS_WORDS);

  /**
   * Finds the numbers of a segment.
   * @param tcp flags and what else is known of it; the facts have its addresses and ports
   * @param lengthOf bytes of its payload, once it is known whether the connection has time stamps
   */
  place(facts: PacketFacts, tcp: TcpFacts, lengthOf: (hasTimestamps: boolean) => number): void {
    const { source, sourcePort, destination, destinationPort } = facts;
    const direction = writeEnds(this.#key, source, sourcePort, destination, destinationPort);
    const at = this.#conversation();
    const { numbers } = this.#conversations;
    const flags = tcp.flags;
    const isSyn = (flags & SYN) !== 0;
    if (isSyn && (flags & ACK) === 0) {
      if (beginsAnother(numbers, at, tcp, facts.seconds)) {
        begin(numbers, at, numbers[at + Kept.GENERATION] + 1);
      }
      numbers[at + Kept.LAST_SYN] = facts.seconds;
    }
    const own = at + Kept.SIDES + direction * SIDE_NUMBERS;
    const other = at + Kept.SIDES + (1 - direction) * SIDE_NUMBERS;
    if (isSyn) {
      if (tcp.timestampValue >= 0) numbers[at + Kept.HAS_TIMESTAMPS] = 1;
      numbers[own + Side.SHIFT] = shiftOf(tcp.windowScale);
    } else if (tcp.timestampValue >= 0) numbers[at + Kept.HAS_TIMESTAMPS] = 1;
    if (numbers[own + Side.IS_KNOWN] === 0) settle(numbers, own, tcp);
    this.hasTimestamps = numbers[at + Kept.HAS_TIMESTAMPS] === 1;
    const length = lengthOf(this.hasTimestamps);
    if (tcp.rawSequence >= 0 && tcp.sequence >= 0)
      numbers[own + Side.BASE] = tcp.rawSequence - tcp.sequence;
    if (tcp.rawAcknowledgment >= 0 && tcp.acknowledgment >= 0) {
      numbers[other + Side.BASE] = tcp.rawAcknowledgment - tcp.acknowledgment;
    }
    const isStated = tcp.sequence >= 0;
    // Behind a guess the next number that is stated says where it should have led.
    if (
      isStated &&
      numbers[own + Side.IS_ESTIMATED] === 1 &&
      tcp.sequence > numbers[own + Side.NEXT]
    ) {
      if (tcp.rawSequence < 0) numbers[own + Side.BASE] -= tcp.sequence - numbers[own + Side.NEXT];
      numbers[own + Side.NEXT] = tcp.sequence;
    }
    const sequence = isStated ? tcp.sequence : numbers[own + Side.NEXT];
    numbers[own + Side.IS_ESTIMATED] = !isStated || tcp.payloadLength < 0 ? 1 : 0;
    let acknowledgment = tcp.acknowledgment >= 0 ? tcp.acknowledgment : numbers[other + Side.NEXT];
    if (numbers[other + Side.IS_ESTIMATED] === 1 && acknowledgment > numbers[other + Side.NEXT])
      acknowledgment = numbers[other + Side.NEXT];
    const end = sequence + length + (isSyn ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0);
    numbers[own + Side.NEXT] = Math.max(numbers[own + Side.NEXT], end);
    if ((flags & (RST | FIN)) !== 0) numbers[at + Kept.IS_OVER] = 1;
    this.isMadeUp = tcp.rawSequence < 0;
    this.sequence =
      tcp.rawSequence >= 0 ? tcp.rawSequence : wrap(numbers[own + Side.BASE] + sequence);
    this.acknowledgment =
      tcp.rawAcknowledgment >= 0
        ? tcp.rawAcknowledgment
        : (flags & ACK) === 0
          ? 0
          : wrap(numbers[other + Side.BASE] + acknowledgment);
    this.window = windowAsSent(
      tcp,
      isSyn || numbers[other + Side.SHIFT] < 0 ? 0 : Math.max(0, numbers[own + Side.SHIFT]),
    );
  }

  /** Index of the numbers of the conversation whose key was written. */
  #conversation(): number {
    const found = this.#conversations.find(this.#key);
    if (found >= 0) return found;
    const at = this.#conversations.insert(this.#key);
    const { numbers } = this.#conversations;
    numbers[at + Kept.LAST_SYN] = 0;
    begin(numbers, at, 0);
    return at;
  }
}

/** Bits of the shift for a factor of the window scale option (RFC 7323 §2.3); -1 for none. */
export function shiftOf(factor: number): number {
  return factor >= 1 ? Math.min(14, Math.round(Math.log2(factor))) : -1;
}

function begin(numbers: Float64Array, at: number, generation: number): void {
  numbers[at + Kept.GENERATION] = generation;
  numbers[at + Kept.IS_OVER] = 0;
  numbers[at + Kept.HAS_TIMESTAMPS] = 0;
  for (let index = 0; index < 2; index++) {
    const side = at + Kept.SIDES + index * SIDE_NUMBERS;
    numbers.set(NEW_SIDE, side);
    numbers[side + Side.BASE] =
      FIRST_INITIAL + index * OTHER_SIDE + (generation % GENERATIONS) * NEXT_INITIAL;
  }
}

/**
 * Whether a SYN begins another connection than what was seen on its ports. Wireshark says so, or says
 * that it is the same; where it says nothing (its analysis was off), an end in between tells, or time.
 */
function beginsAnother(numbers: Float64Array, at: number, tcp: TcpFacts, seconds: number): boolean {
  const sides = at + Kept.SIDES + Side.IS_KNOWN;
  if (numbers[sides] === 0 && numbers[sides + SIDE_NUMBERS] === 0) return false;
  if (tcp.portsReused || tcp.isRetransmission) return tcp.portsReused;
  const isOver = numbers[at + Kept.IS_OVER] === 1;
  return isOver || seconds - numbers[at + Kept.LAST_SYN] > SYN_GIVEN_UP;
}

/** The side's first number says how its numbers are meant. */
function settle(numbers: Float64Array, side: number, tcp: TcpFacts): void {
  numbers[side + Side.IS_KNOWN] = 1;
  if (tcp.rawSequence >= 0 && tcp.sequence >= 0)
    numbers[side + Side.BASE] = tcp.rawSequence - tcp.sequence;
  else if ((tcp.flags & SYN) !== 0) {
    // Relative numbers begin at 0; others are as sent (the preference is off).
    if (tcp.sequence > 0) numbers[side + Side.BASE] = 0;
  } else if ((tcp.flags & RST) !== 0 && tcp.sequence <= 1) {
    // Where no SYN was, Wireshark calls the first number 1. A RST that answers a SYN sends 0.
    numbers[side + Side.BASE] = -Math.max(0, tcp.sequence);
  }
}

function windowAsSent(tcp: TcpFacts, shift: number): number {
  if (tcp.rawWindow >= 0) return Math.min(tcp.rawWindow, 0xffff);
  if (tcp.window < 0) return -1;
  const window = Math.floor(tcp.window / 2 ** shift);
  return window > 0xffff ? -1 : window;
}

function wrap(number: number): number {
  return ((number % MODULUS) + MODULUS) % MODULUS;
}
