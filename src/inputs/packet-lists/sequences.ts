import { ACK, FIN, RST, SYN } from '../../protocols/tcp/codec.ts';
import type { PacketFacts, TcpFacts } from './packet-facts.ts';
import { RecentMap } from './recent-map.ts';

/** TCP conversations whose numbers are remembered; of more, those that began first are forgotten. */
const MAXIMUM_CONVERSATIONS = 65_536;

const MODULUS = 2 ** 32;
/** Initial sequence numbers that are made up: far from each other, from 0 and from their overflow. */
const FIRST_INITIAL = 0x10000000;
const NEXT_INITIAL = 0x01000000;
const OTHER_SIDE = 0x40000000;
/** Connections on the same ports that have different initial numbers. */
const GENERATIONS = 32;

/** Seconds after which a SYN that had no answer is not sent again (RFC 9293 §3.8.3). */
const SYN_GIVEN_UP = 180;

interface Side {
  /** What a relative number is added to, to have the one that is sent. */
  base: number;
  /** A number of this side was seen, so `base` is settled. */
  isKnown: boolean;
  /** Relative number behind the last byte sent. */
  next: number;
  /** How far is a guess: a segment came without its number or length. */
  isEstimated: boolean;
  /** Bits that the window is shifted by; -1 where no SYN with the option was seen. */
  shift: number;
}

interface Conversation {
  generation: number;
  /** A RST or FIN was seen: the next SYN begins another connection. */
  isOver: boolean;
  /** When the last SYN was sent, in seconds. */
  lastSyn: number;
  hasTimestamps: boolean;
  readonly sides: readonly [Side, Side];
}

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
  readonly #conversations = new RecentMap<Conversation>(MAXIMUM_CONVERSATIONS);

  /**
   * Finds the numbers of a segment.
   * @param tcp flags and what else is known of it; the facts have its addresses and ports
   * @param lengthOf bytes of its payload, once it is known whether the connection has time stamps
   */
  place(facts: PacketFacts, tcp: TcpFacts, lengthOf: (hasTimestamps: boolean) => number): void {
    const from = `${facts.source?.join()} ${facts.sourcePort}`;
    const to = `${facts.destination?.join()} ${facts.destinationPort}`;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const conversation = this.#conversation(key);
    const direction = from < to ? 0 : 1;
    const flags = tcp.flags;
    const isSyn = (flags & SYN) !== 0;
    if (isSyn && (flags & ACK) === 0) {
      if (beginsAnother(conversation, tcp, facts.seconds)) {
        begin(conversation, conversation.generation + 1);
      }
      conversation.lastSyn = facts.seconds;
    }
    const own = conversation.sides[direction];
    const other = conversation.sides[1 - direction];
    if (isSyn) {
      conversation.hasTimestamps ||= tcp.timestampValue >= 0;
      own.shift = shiftOf(tcp.windowScale);
    } else if (tcp.timestampValue >= 0) conversation.hasTimestamps = true;
    if (!own.isKnown) settle(own, tcp);
    this.hasTimestamps = conversation.hasTimestamps;
    const length = lengthOf(conversation.hasTimestamps);
    if (tcp.rawSequence >= 0 && tcp.sequence >= 0) own.base = tcp.rawSequence - tcp.sequence;
    if (tcp.rawAcknowledgment >= 0 && tcp.acknowledgment >= 0) {
      other.base = tcp.rawAcknowledgment - tcp.acknowledgment;
    }
    const isStated = tcp.sequence >= 0;
    // Behind a guess the next number that is stated says where it should have led.
    if (isStated && own.isEstimated && tcp.sequence > own.next) {
      if (tcp.rawSequence < 0) own.base -= tcp.sequence - own.next;
      own.next = tcp.sequence;
    }
    const sequence = isStated ? tcp.sequence : own.next;
    own.isEstimated = !isStated || tcp.payloadLength < 0;
    let acknowledgment = tcp.acknowledgment >= 0 ? tcp.acknowledgment : other.next;
    if (other.isEstimated && acknowledgment > other.next) acknowledgment = other.next;
    const end = sequence + length + (isSyn ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0);
    own.next = Math.max(own.next, end);
    if ((flags & (RST | FIN)) !== 0) conversation.isOver = true;
    this.isMadeUp = tcp.rawSequence < 0;
    this.sequence = tcp.rawSequence >= 0 ? tcp.rawSequence : wrap(own.base + sequence);
    this.acknowledgment =
      tcp.rawAcknowledgment >= 0
        ? tcp.rawAcknowledgment
        : (flags & ACK) === 0
          ? 0
          : wrap(other.base + acknowledgment);
    this.window = windowAsSent(tcp, isSyn || other.shift < 0 ? 0 : Math.max(0, own.shift));
  }

  #conversation(key: string): Conversation {
    let conversation = this.#conversations.get(key);
    if (conversation === undefined) {
      conversation = {
        generation: 0,
        isOver: false,
        lastSyn: 0,
        hasTimestamps: false,
        sides: [newSide(), newSide()],
      };
      begin(conversation, 0);
      this.#conversations.set(key, conversation);
    }
    return conversation;
  }
}

/** Bits of the shift for a factor of the window scale option (RFC 7323 §2.3); -1 for none. */
export function shiftOf(factor: number): number {
  return factor >= 1 ? Math.min(14, Math.round(Math.log2(factor))) : -1;
}

function newSide(): Side {
  return { base: 0, isKnown: false, next: 1, isEstimated: false, shift: -1 };
}

function begin(conversation: Conversation, generation: number): void {
  conversation.generation = generation;
  conversation.isOver = false;
  conversation.hasTimestamps = false;
  conversation.sides.forEach((side, index) => {
    Object.assign(side, newSide());
    side.base = FIRST_INITIAL + index * OTHER_SIDE + (generation % GENERATIONS) * NEXT_INITIAL;
  });
}

/**
 * Whether a SYN begins another connection than what was seen on its ports. Wireshark says so, or says
 * that it is the same; where it says nothing (its analysis was off), an end in between tells, or time.
 */
function beginsAnother(conversation: Conversation, tcp: TcpFacts, seconds: number): boolean {
  if (!conversation.sides[0].isKnown && !conversation.sides[1].isKnown) return false;
  if (tcp.portsReused || tcp.isRetransmission) return tcp.portsReused;
  return conversation.isOver || seconds - conversation.lastSyn > SYN_GIVEN_UP;
}

/** The side's first number says how its numbers are meant. */
function settle(side: Side, tcp: TcpFacts): void {
  side.isKnown = true;
  if (tcp.rawSequence >= 0 && tcp.sequence >= 0) side.base = tcp.rawSequence - tcp.sequence;
  else if ((tcp.flags & SYN) !== 0) {
    // Relative numbers begin at 0; others are as sent (the preference is off).
    if (tcp.sequence > 0) side.base = 0;
  } else if ((tcp.flags & RST) !== 0 && tcp.sequence <= 1) {
    // Where no SYN was, Wireshark calls the first number 1. A RST that answers a SYN sends 0.
    side.base = -Math.max(0, tcp.sequence);
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
