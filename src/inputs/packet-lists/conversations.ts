import { MAPPED_PREFIX } from '../../protocols/address-text.ts';
import { PORT as DNS_PORT } from '../../protocols/dns/codec.ts';
import { ACK, FIN, RST, SYN } from '../../protocols/tcp/codec.ts';
import * as tls from '../../protocols/tls/codec.ts';
import { Transport } from './info.ts';
import { type DnsFacts, type PacketFacts, TcpFacts, unknownUdp } from './packet-facts.ts';
import { RecentMap } from './recent-map.ts';

/** Pairs of addresses whose conversations are remembered; of more, the oldest are forgotten. */
const MAXIMUM_PAIRS = 32_768;
/** Conversations of one pair, the last that began; where so many are open, none is the only one. */
const MAXIMUM_PER_PAIR = 64;

/** Seconds after a SYN in which data of its connection may come. */
const SYN_ANSWERED_WITHIN = 4;
/** Seconds in which a second Client Hello follows what its connection said before. */
const HELLO_AGAIN_WITHIN = 1;

const ETHERNET_HEADER = 14;
const UDP_HEADER = 8;
const DNS_HEADER = 12;

interface Conversation {
  readonly transport: Transport;
  /** Ports of the pair's first and second address; -1 where unknown. */
  readonly ports: readonly [number, number];
  /** It may carry data: its SYN, if the list has it, was answered, and it has not ended. */
  isOpen: boolean;
  /** When it was last seen, in seconds. */
  seen: number;
  /** A SYN was sent and not answered, as far as the list has it. */
  isAsked: boolean;
  /** Which of the two sides have sent FIN, and which of them data. */
  finished: [boolean, boolean];
  spoke: [boolean, boolean];
}

/**
 * Rows such as `TLSv1.2 Application Data` do not show their ports. They are those of the one
 * conversation that is open between both addresses, where there is only one.
 */
export class Conversations {
  /** Packets for which no conversation, or more than one, came into question. */
  undecided = 0;
  readonly #pairs = new RecentMap<Conversation[]>(MAXIMUM_PAIRS);

  /** Takes in a packet whose ports are known; finds those that are not. */
  observe(facts: PacketFacts): void {
    const { source, destination } = facts;
    if (source === null || destination === null || facts.icmp !== null || facts.arp !== null)
      return;
    const from = source.join();
    const to = destination.join();
    const side = from < to ? 0 : 1;
    const key = side === 0 ? `${from} ${to}` : `${to} ${from}`;
    if (facts.dns !== null && !this.#isOverTcp(facts, facts.dns, key, side)) return;
    if (facts.sourcePort < 0 || facts.destinationPort < 0) this.#infer(facts, key, side);
    // Of UDP one port is enough: a list with the column "Destination Port" shows the server's.
    const { sourcePort, destinationPort } = facts;
    if (Math.min(sourcePort, destinationPort) >= 0) this.#remember(facts, key, side);
    else if (facts.udp !== null && destinationPort >= 0) this.#remember(facts, key, side);
  }

  /** Whether a DNS message is part of an open TCP conversation; it is then made a segment of it. */
  #isOverTcp(facts: PacketFacts, dns: DnsFacts, key: string, side: 0 | 1): boolean {
    const server = dns.isResponse ? side : 1 - side;
    const found = (this.#pairs.get(key) ?? []).filter(
      (one) =>
        one.isOpen &&
        one.transport === Transport.TCP &&
        one.ports[server] === DNS_PORT &&
        (facts.sourcePort < 0 || one.ports[side] === facts.sourcePort) &&
        (facts.destinationPort < 0 || one.ports[1 - side] === facts.destinationPort),
    );
    if (found.length !== 1) return false;
    // A response comes the way of its query, which is longer than UDP would make it.
    if (dns.isResponse ? !found[0].spoke[1 - side] : isLengthOverUdp(facts, dns)) return false;
    facts.udp = null;
    facts.tcp = new TcpFacts();
    return true;
  }

  #remember(facts: PacketFacts, key: string, side: 0 | 1): void {
    const transport =
      facts.tcp !== null ? Transport.TCP : facts.udp !== null ? Transport.UDP : Transport.UNKNOWN;
    if (transport === Transport.UNKNOWN) return;
    const ports: [number, number] =
      side === 0
        ? [facts.sourcePort, facts.destinationPort]
        : [facts.destinationPort, facts.sourcePort];
    let known = this.#pairs.get(key);
    if (known === undefined) {
      known = [];
      this.#pairs.set(key, known);
    }
    const flags = Math.max(0, facts.tcp?.flags ?? 0);
    const isFirstSyn = (flags & (SYN | ACK)) === SYN;
    let conversation = known.find(
      (one) =>
        one.transport === transport && one.ports[0] === ports[0] && one.ports[1] === ports[1],
    );
    if (conversation === undefined) {
      conversation = { transport, ports, ...begun(), isOpen: true };
      if (known.length >= MAXIMUM_PER_PAIR) {
        const ended = known.findIndex((one) => !one.isOpen);
        known.splice(Math.max(0, ended), 1);
      }
      known.push(conversation);
    }
    if (isFirstSyn) Object.assign(conversation, begun(), { isAsked: true });
    else {
      // What has ended stays so until its next SYN.
      if (conversation.isAsked || (flags & SYN) !== 0) conversation.isOpen = true;
      conversation.isAsked = false;
    }
    conversation.seen = facts.seconds;
    const { finished, spoke } = conversation;
    if ((flags & FIN) !== 0) finished[side] = true;
    if (facts.tls !== null || facts.http !== null || facts.dns !== null) spoke[side] = true;
    if ((facts.tcp?.payloadLength ?? 0) > 0) spoke[side] = true;
    // Numbers are relative: an acknowledgment beyond the SYN is one of data.
    if ((facts.tcp?.acknowledgment ?? 0) > 1) spoke[1 - side] = true;
    if ((flags & RST) !== 0 || (finished[0] && finished[1])) conversation.isOpen = false;
  }

  #infer(facts: PacketFacts, key: string, side: 0 | 1): void {
    const wanted =
      facts.tcp !== null ? Transport.TCP : facts.udp !== null ? Transport.UDP : Transport.UNKNOWN;
    // One whose SYN was just sent may have been answered by a packet that the list lacks.
    const known = (this.#pairs.get(key) ?? []).filter(
      (one) => one.isOpen || (one.isAsked && facts.seconds - one.seen <= SYN_ANSWERED_WITHIN),
    );
    let found = known.filter(
      (one) =>
        (wanted === Transport.UNKNOWN || one.transport === wanted) &&
        isSamePort(facts.sourcePort, one.ports[side]) &&
        isSamePort(facts.destinationPort, one.ports[1 - side]),
    );
    // A row that is a conversation's first has nothing to be looked up.
    if (found.length === 0 && facts.udp !== null && facts.destinationPort >= 0) return;
    // A Client Hello is the first that its side says, but for one that is asked for or sent again.
    if (facts.tls?.handshakeType === tls.CLIENT_HELLO) {
      found = found.filter(
        (one) =>
          !one.spoke[side] ||
          (found.length === 1 && facts.seconds - one.seen <= HELLO_AGAIN_WITHIN),
      );
    }
    if (found.length !== 1 || !found[0].isOpen || known.length >= MAXIMUM_PER_PAIR) {
      this.undecided++;
      return;
    }
    const [conversation] = found;
    facts.sourcePort = conversation.ports[side];
    facts.destinationPort = conversation.ports[1 - side];
    if (facts.tcp === null && facts.udp === null) {
      if (conversation.transport === Transport.TCP) facts.tcp = new TcpFacts();
      else facts.udp = unknownUdp();
    }
  }
}

/** Whether two ports may be the same, where -1 is unknown. */
function isSamePort(one: number, other: number): boolean {
  return one < 0 || other < 0 || one === other;
}

/** A connection of which nothing was seen but that it begins. */
function begun(): Pick<Conversation, 'isOpen' | 'isAsked' | 'seen' | 'finished' | 'spoke'> {
  return {
    isOpen: false,
    isAsked: false,
    seen: 0,
    finished: [false, false],
    spoke: [false, false],
  };
}

/** Whether a query in a frame of this length came over UDP: over TCP it takes 14 bytes more. */
function isLengthOverUdp(facts: PacketFacts, dns: DnsFacts): boolean {
  if (dns.questions.length !== 1 || dns.hasOpt || facts.length < 0) return false;
  const network = facts.source?.[0] === 0 && facts.source[2] === MAPPED_PREFIX ? 20 : 40;
  const message = DNS_HEADER + dns.questions[0].name.length + 2 + 4;
  return facts.length < ETHERNET_HEADER + network + UDP_HEADER + message + 14;
}
