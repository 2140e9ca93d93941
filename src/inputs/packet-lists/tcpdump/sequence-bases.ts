import { ACK, FIN, SYN } from '../../../protocols/tcp/codec.ts';
import type { PacketFacts } from '../packet-facts.ts';
import { RecentMap } from '../recent-map.ts';
import type { PrintedSegment } from './tcp.ts';

/** TCP conversations whose numbers are remembered; of more, those that began first are forgotten. */
const MAXIMUM_CONVERSATIONS = 65_536;
const MODULUS = 2 ** 32;
/** A number up to here is far from any that a connection begins with, but for one in 4,096. */
const SMALL = 2 ** 20;
/** Seconds of silence behind which a bare ACK that says nothing new is a keep-alive (RFC 9293 §3.8.4). */
const KEEP_ALIVE_AFTER = 5;

interface Side {
  /** What tcpdump subtracts from this side's numbers; NaN where it has not printed it. */
  base: number;
  /** A number of this side as sent that counts as its 0; NaN where none is known. */
  zero: number;
  /** Number behind the last byte that is known to be sent, counted from `zero`. */
  next: number;
  /** What it acknowledged last, and when it sent last, in seconds. */
  acknowledged: number;
  sent: number;
}

interface Conversation {
  /** tcpdump has met a segment with ACK: what follows is printed relative to it. */
  isRelative: boolean;
  readonly sides: readonly [Side, Side];
}

/**
 * Sequence numbers as sent, of what tcpdump prints (print-tcp.c): as sent without ACK, with SYN, in
 * the first segment with ACK of a conversation, and with `-S`; else relative to that segment's.
 */
export class SequenceBases {
  readonly #conversations = new RecentMap<Conversation>(MAXIMUM_CONVERSATIONS);
  /** Segments whose numbers are near those before as they are printed (`-S`), or with the base added. */
  #absolute = 0;
  #relative = 0;
  /** The text has tcpdump's output from its start: no conversation has begun unseen. */
  isFromStart = false;

  /** tcpdump was started again. */
  restart(): void {
    this.#conversations.clear();
    this.#absolute = 0;
    this.#relative = 0;
    this.isFromStart = true;
  }

  /** Sets the numbers of `printed.facts`; the facts have the addresses and ports. */
  place(facts: PacketFacts, printed: PrintedSegment): void {
    const { source, destination, sourcePort, destinationPort, seconds } = facts;
    const segment = printed.facts;
    if (segment === null) return;
    const from = `${source?.join()} ${sourcePort}`;
    const to = `${destination?.join()} ${destinationPort}`;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const { flags } = segment;
    const hasAck = (flags & ACK) !== 0;
    const isSyn = (flags & SYN) !== 0;
    let known = this.#conversations.get(key);
    const isNew = known === undefined;
    if (known === undefined) {
      known = { isRelative: false, sides: [newSide(), newSide()] };
      this.#conversations.set(key, known);
    }
    const own = known.sides[from < to ? 0 : 1];
    const other = known.sides[from < to ? 1 : 0];
    let { sequence, acknowledgment } = printed;
    if (hasAck && !isSyn && isNew && !this.isFromStart && isSmall(sequence, acknowledgment)) {
      // The text begins within the conversation.
      known.isRelative = true;
    }
    if (hasAck && known.isRelative && !isSyn) {
      if (!this.#isAbsolute(sequence, own.base, acknowledgment, other.base)) {
        sequence = sequence < 0 ? -1 : (sequence + own.base) % MODULUS;
        acknowledgment = acknowledgment < 0 ? -1 : (acknowledgment + other.base) % MODULUS;
      }
    } else if (hasAck) {
      known.isRelative = true;
      own.base = sequence >= 0 ? sequence : Number.NaN;
      other.base = acknowledgment >= 0 ? (acknowledgment - 1 + MODULUS) % MODULUS : Number.NaN;
    }
    if (isSyn && sequence >= 0) {
      if (own.zero !== sequence) own.next = 0;
      own.zero = sequence;
    }
    if (Number.isNaN(sequence)) {
      // Relative to what was printed before the text begins.
      segment.sequence = signed(printed.sequence);
    } else if (sequence >= 0) {
      if (Number.isNaN(own.zero)) own.zero = (sequence - 1 + MODULUS) % MODULUS;
      segment.rawSequence = sequence;
      segment.sequence = signed((sequence - own.zero + MODULUS) % MODULUS);
    }
    if (Number.isNaN(acknowledgment)) segment.acknowledgment = signed(printed.acknowledgment);
    else if (acknowledgment >= 0) {
      if (Number.isNaN(other.zero)) other.zero = (acknowledgment - 1 + MODULUS) % MODULUS;
      segment.rawAcknowledgment = acknowledgment;
      segment.acknowledgment = signed((acknowledgment - other.zero + MODULUS) % MODULUS);
    }
    // What is acknowledged was sent; a bare ACK's own number, which is not printed, is the next.
    other.next = Math.max(other.next, segment.acknowledgment);
    if (printed.sequence < 0) {
      // The same again after a long silence of both asks whether the other is still there.
      const silent = facts.hasTime ? seconds - Math.max(own.sent, other.sent) : 0;
      const isProbe =
        flags === ACK && silent >= KEEP_ALIVE_AFTER && own.acknowledged === segment.acknowledgment;
      segment.sequence = isProbe ? own.next - 1 : own.next;
    }
    own.sent = seconds;
    if (hasAck) own.acknowledged = segment.acknowledgment;
    const length = Math.max(0, segment.payloadLength) + (isSyn ? 1 : 0) + ((flags & FIN) >> 0);
    if (segment.sequence >= 0) own.next = Math.max(own.next, segment.sequence + length);
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

function newSide(): Side {
  return { base: Number.NaN, zero: Number.NaN, next: 1, acknowledged: -1, sent: 0 };
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
