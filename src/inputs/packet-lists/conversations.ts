import { MAPPED_PREFIX } from '../../protocols/address-text.ts';
import { PORT as DNS_PORT } from '../../protocols/dns/codec.ts';
import { WordTable } from '../../protocols/hash-tables.ts';
import { ACK, FIN, RST, SYN } from '../../protocols/tcp/codec.ts';
import * as tls from '../../protocols/tls/codec.ts';
import { compareAddresses } from './ends.ts';
import { Transport } from './info.ts';
import { type DnsFacts, type PacketFacts, TcpFacts, unknownUdp } from './packet-facts.ts';

/** Conversations that are remembered; of more, the oldest are forgotten. */
const MAXIMUM_CONVERSATIONS = 131_072;
/** Conversations of one pair, the last that began; where so many are open, none is the only one. */
const MAXIMUM_PER_PAIR = 64;

/** Seconds after a SYN in which data of its connection may come. */
const SYN_ANSWERED_WITHIN = 4;
/** Seconds in which a second Client Hello follows what its connection said before. */
const HELLO_AGAIN_WITHIN = 1;
/** Seconds in which what was under way when a connection ended arrives. */
const UNDER_WAY_WITHIN = 1;

const ETHERNET_HEADER = 14;
const UDP_HEADER = 8;
const DNS_HEADER = 12;

/** Words of a pair of addresses, the lower first. */
const PAIR_WORDS = 8;

/** Words kept of a conversation. */
enum Kept {
  /** The one of the same pair that began before it, plus 1; 0 for none. */
  NEXT = 0,
  /** Slot of the pair. */
  PAIR,
  /** Ports of the pair's first and second address; -1 where unknown. */
  PORTS,
  /** `Transport`, and above it `Trait`s. */
  TRAITS = 4,
}
const KEPT_WORDS = 5;

const TRANSPORT_MASK = 0xff;
enum Trait {
  /** It may carry data: its SYN, if the list has it, was answered, and it has not ended. */
  OPEN = 1 << 8,
  /** A SYN was sent and not answered, as far as the list has it. */
  ASKED = 1 << 9,
  /** The pair's first side has sent FIN, or data; the second side's are a bit above each. */
  FINISHED = 1 << 10,
  SPOKE = 1 << 12,
}
const BOTH_FINISHED = 3 * Trait.FINISHED;

/**
 * Rows such as `TLSv1.2 Application Data` do not show their ports. They are those of the one
 * conversation that is open between both addresses, where there is only one.
 */
export class Conversations {
  /** Packets for which no conversation, or more than one, came into question. */
  undecided = 0;
  /** Of the last such packet's transport no conversation of its hosts is known. */
  isUnheardOf = false;
  /** The pairs by their addresses; of each the conversation that began last, plus 1. */
  readonly #pairs = new WordTable(PAIR_WORDS, MAXIMUM_CONVERSATIONS);
  #lastOf = new Int32Array(256);
  readonly #key = new Int32Array(PAIR_WORDS);
  #words = new Int32Array(KEPT_WORDS * 256);
  /** When each was last seen, in seconds. */
  #seen = new Float64Array(256);
  #count = 0;
  /** Of a full table the next that makes room. */
  #oldest = 0;

  /** Takes in a packet whose ports are known; finds those that are not. */
  observe(facts: PacketFacts): void {
    const { source, destination } = facts;
    if (source === null || destination === null || facts.icmp !== null || facts.arp !== null)
      return;
    const side = compareAddresses(source, destination) < 0 ? 0 : 1;
    this.#key.set(source, 4 * side);
    this.#key.set(destination, 4 - 4 * side);
    if (facts.dns !== null && !this.#isOverTcp(facts, facts.dns, side)) return;
    if (facts.sourcePort < 0 || facts.destinationPort < 0) this.#infer(facts, side);
    // Of UDP one port is enough: a list with the column "Destination Port" shows the server's.
    const { sourcePort, destinationPort } = facts;
    if (Math.min(sourcePort, destinationPort) >= 0) this.#remember(facts, side);
    else if (facts.udp !== null && destinationPort >= 0) this.#remember(facts, side);
  }

  /** The conversation of the pair whose key was written that began last, or -1. */
  #first(): number {
    const pair = this.#pairs.find(this.#key);
    return pair < 0 ? -1 : this.#lastOf[pair] - 1;
  }

  #next(conversation: number): number {
    return this.#words[KEPT_WORDS * conversation + Kept.NEXT] - 1;
  }

  #port(conversation: number, side: number): number {
    return this.#words[KEPT_WORDS * conversation + Kept.PORTS + side];
  }

  #transport(conversation: number): Transport {
    return this.#words[KEPT_WORDS * conversation + Kept.TRAITS] & TRANSPORT_MASK;
  }

  #has(conversation: number, trait: number): boolean {
    return (this.#words[KEPT_WORDS * conversation + Kept.TRAITS] & trait) === trait;
  }

  /** Whether a DNS message is part of an open TCP conversation; it is then made a segment of it. */
  #isOverTcp(facts: PacketFacts, dns: DnsFacts, side: 0 | 1): boolean {
    const server = dns.isResponse ? side : 1 - side;
    let found = -1;
    for (let one = this.#first(); one >= 0; one = this.#next(one)) {
      if (
        !this.#has(one, Trait.OPEN) ||
        this.#transport(one) !== Transport.TCP ||
        this.#port(one, server) !== DNS_PORT ||
        (facts.sourcePort >= 0 && this.#port(one, side) !== facts.sourcePort) ||
        (facts.destinationPort >= 0 && this.#port(one, 1 - side) !== facts.destinationPort)
      )
        continue;
      if (found >= 0) return false;
      found = one;
    }
    if (found < 0) return false;
    // A response comes the way of its query, which is longer than UDP would make it.
    const isUdp = dns.isResponse
      ? !this.#has(found, Trait.SPOKE << (1 - side))
      : isLengthOverUdp(facts, dns);
    if (isUdp) return false;
    facts.udp = null;
    facts.tcp = new TcpFacts();
    return true;
  }

  #remember(facts: PacketFacts, side: 0 | 1): void {
    const transport =
      facts.tcp !== null ? Transport.TCP : facts.udp !== null ? Transport.UDP : Transport.UNKNOWN;
    if (transport === Transport.UNKNOWN) return;
    const conversation = this.#conversation(
      transport,
      side === 0 ? facts.sourcePort : facts.destinationPort,
      side === 0 ? facts.destinationPort : facts.sourcePort,
    );
    const flags = Math.max(0, facts.tcp?.flags ?? 0);
    const at = KEPT_WORDS * conversation + Kept.TRAITS;
    let traits = this.#words[at];
    if ((flags & (SYN | ACK)) === SYN) traits = transport | Trait.ASKED;
    else {
      // What has ended stays so until its next SYN.
      if ((traits & Trait.ASKED) !== 0 || (flags & SYN) !== 0) traits |= Trait.OPEN;
      traits &= ~Trait.ASKED;
    }
    this.#seen[conversation] = facts.seconds;
    if ((flags & FIN) !== 0) traits |= Trait.FINISHED << side;
    if (facts.tls !== null || facts.http !== null || facts.dns !== null) {
      traits |= Trait.SPOKE << side;
    }
    if ((facts.tcp?.payloadLength ?? 0) > 0) traits |= Trait.SPOKE << side;
    // Numbers are relative: an acknowledgment beyond the SYN is one of data.
    if ((facts.tcp?.acknowledgment ?? 0) > 1) traits |= Trait.SPOKE << (1 - side);
    if ((flags & RST) !== 0 || (traits & BOTH_FINISHED) === BOTH_FINISHED) traits &= ~Trait.OPEN;
    this.#words[at] = traits;
  }

  /** The conversation of the pair whose key was written, with these ports; an open one where there is none. */
  #conversation(transport: Transport, firstPort: number, secondPort: number): number {
    let ofPair = 0;
    let ended = -1;
    let last = -1;
    for (let one = this.#first(); one >= 0; one = this.#next(one)) {
      if (
        this.#transport(one) === transport &&
        this.#port(one, 0) === firstPort &&
        this.#port(one, 1) === secondPort
      )
        return one;
      ofPair++;
      last = one;
      if (!this.#has(one, Trait.OPEN)) ended = one;
    }
    // Of very many the one that ended first makes room, else the one that began first.
    if (ofPair >= MAXIMUM_PER_PAIR) {
      const old = ended >= 0 ? ended : last;
      this.#unlink(old);
      return this.#enter(old, transport, firstPort, secondPort);
    }
    if (this.#count < MAXIMUM_CONVERSATIONS) {
      return this.#enter(this.#count++, transport, firstPort, secondPort);
    }
    const old = this.#oldest;
    this.#oldest = (old + 1) % MAXIMUM_CONVERSATIONS;
    this.#unlink(old);
    return this.#enter(old, transport, firstPort, secondPort);
  }

  #enter(conversation: number, transport: Transport, first: number, second: number): number {
    this.#makeRoom(conversation);
    let pair = this.#pairs.find(this.#key);
    if (pair < 0) {
      pair = this.#pairs.insert(this.#key);
      if (pair >= this.#lastOf.length) this.#lastOf = grown(this.#lastOf);
      this.#lastOf[pair] = 0;
    }
    const at = KEPT_WORDS * conversation;
    const words = this.#words;
    words[at + Kept.NEXT] = this.#lastOf[pair];
    words[at + Kept.PAIR] = pair;
    words[at + Kept.PORTS] = first;
    words[at + Kept.PORTS + 1] = second;
    words[at + Kept.TRAITS] = transport | Trait.OPEN;
    this.#seen[conversation] = 0;
    this.#lastOf[pair] = conversation + 1;
    return conversation;
  }

  #makeRoom(conversation: number): void {
    if (conversation < this.#seen.length) return;
    this.#words = grown(this.#words);
    const seen = new Float64Array(2 * this.#seen.length);
    seen.set(this.#seen);
    this.#seen = seen;
  }

  /** Takes a conversation out of its pair's, and the pair out where it was the only one. */
  #unlink(conversation: number): void {
    const words = this.#words;
    const pair = words[KEPT_WORDS * conversation + Kept.PAIR];
    const next = words[KEPT_WORDS * conversation + Kept.NEXT];
    if (this.#lastOf[pair] === conversation + 1) {
      this.#lastOf[pair] = next;
      if (next === 0) this.#forget(pair);
      return;
    }
    let before = this.#lastOf[pair] - 1;
    while (words[KEPT_WORDS * before + Kept.NEXT] !== conversation + 1) before = this.#next(before);
    words[KEPT_WORDS * before + Kept.NEXT] = next;
  }

  #forget(pair: number): void {
    const key = new Int32Array(PAIR_WORDS);
    for (let word = 0; word < PAIR_WORDS; word++) key[word] = this.#pairs.keyWord(pair, word);
    this.#pairs.remove(key);
  }

  #infer(facts: PacketFacts, side: 0 | 1): void {
    const wanted =
      facts.tcp !== null ? Transport.TCP : facts.udp !== null ? Transport.UDP : Transport.UNKNOWN;
    const isHello = facts.tls?.handshakeType === tls.CLIENT_HELLO;
    let known = 0;
    let ofTransport = 0;
    // Of those that come into question how many, and one of them; for a Client Hello also of those that
    // have said nothing yet.
    let fitting = 0;
    let fits = -1;
    let silent = 0;
    let isSilent = -1;
    // Of those that have just ended how many, and one of them.
    let ended = 0;
    let justEnded = -1;
    for (let one = this.#first(); one >= 0; one = this.#next(one)) {
      // One whose SYN was just sent may have been answered by a packet that the list lacks.
      const isJustAsked =
        this.#has(one, Trait.ASKED) && facts.seconds - this.#seen[one] <= SYN_ANSWERED_WITHIN;
      if (this.#transport(one) === wanted) ofTransport++;
      const isOver = !this.#has(one, Trait.OPEN) && !isJustAsked;
      if (!isOver) known++;
      const isFitting =
        (wanted === Transport.UNKNOWN || this.#transport(one) === wanted) &&
        isSamePort(facts.sourcePort, this.#port(one, side)) &&
        isSamePort(facts.destinationPort, this.#port(one, 1 - side));
      if (isOver && isFitting && facts.seconds - this.#seen[one] <= UNDER_WAY_WITHIN) {
        ended++;
        justEnded = one;
      }
      if (isOver || !isFitting) continue;
      fitting++;
      fits = one;
      if (this.#has(one, Trait.SPOKE << side)) continue;
      silent++;
      isSilent = one;
    }
    // A row that is a conversation's first has nothing to be looked up.
    if (fitting === 0 && facts.udp !== null && facts.destinationPort >= 0) return;
    // A Client Hello is the first that its side says, but for one that is asked for or sent again.
    if (isHello) {
      const isAgain = fitting === 1 && facts.seconds - this.#seen[fits] <= HELLO_AGAIN_WITHIN;
      if (!isAgain) {
        fitting = silent;
        fits = isSilent;
      }
    }
    // A reset does not call back what was on its way.
    const isLate = fitting === 0 && ended === 1 && !isHello;
    if (isLate) fits = justEnded;
    else if (fitting !== 1 || !this.#has(fits, Trait.OPEN) || known >= MAXIMUM_PER_PAIR) {
      this.undecided++;
      this.isUnheardOf = wanted !== Transport.UNKNOWN && ofTransport === 0;
      return;
    }
    facts.sourcePort = this.#port(fits, side);
    facts.destinationPort = this.#port(fits, 1 - side);
    if (facts.tcp === null && facts.udp === null) {
      if (this.#transport(fits) === Transport.TCP) facts.tcp = new TcpFacts();
      else facts.udp = unknownUdp();
    }
  }
}

function grown(words: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * words.length);
  larger.set(words);
  return larger;
}

/** Whether two ports may be the same, where -1 is unknown. */
function isSamePort(one: number, other: number): boolean {
  return one < 0 || other < 0 || one === other;
}

/** Whether a query in a frame of this length came over UDP: over TCP it takes 14 bytes more. */
function isLengthOverUdp(facts: PacketFacts, dns: DnsFacts): boolean {
  if (dns.questions.length !== 1 || dns.hasOpt || facts.length < 0) return false;
  const network = facts.source?.[0] === 0 && facts.source[2] === MAPPED_PREFIX ? 20 : 40;
  const message = DNS_HEADER + dns.questions[0].name.length + 2 + 4;
  return facts.length < ETHERNET_HEADER + network + UDP_HEADER + message + 14;
}
