import { Unknown } from '../capture/packet-record.ts';
import * as dns from '../protocols/dns/codec.ts';
import * as ethernet from '../protocols/ethernet/codec.ts';
import { datagram, Turn } from '../protocols/message-of-datagram.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as quic from '../protocols/quic/codec.ts';
import * as udp from '../protocols/udp/codec.ts';
import { isDistantAt } from './addresses.ts';
import { addHistory, HistoryLetter, TcpState } from './connection-state.ts';
import type { DnsTracker } from './dns-tracker.ts';
import type { EndpointTable } from './endpoint-table.ts';
import {
  CARRIES,
  Carries,
  countPacket,
  FLOW_WORDS,
  Flow,
  type FlowTable,
  FROM_CLIENT,
  FROM_SERVER,
} from './flow-table.ts';
import { hopLimit } from './hop-limit.ts';
import { isCopy } from './packet-copy.ts';
import { QUIC_ANSWER, QuicAnswer, type QuicHandshakes } from './quic-handshakes.ts';
import type { RequestTracker } from './request-tracker.ts';
import { DUPLICATE_WITHIN, microsecondsBetween } from './time.ts';
import { UdpOutcomes } from './udp-outcomes.ts';

/** Ports up to here belong to services (RFC 6335 §6, "system ports"). */
const LAST_SYSTEM_PORT = 1023;

/** Ports of DHCP's clients, which are system ports, too, and of its servers (RFC 2131 §4.1, RFC 8415 §7.2). */
const DHCP_PORTS = [
  [68, 67],
  [546, 547],
] as const;

/**
 * Whether a DHCP server answers a client that had no address to ask from, as it does who asked all: a lease
 * is offered, and the client's port is no service.
 */
function isLeaseAnswer({ sourcePort, destinationPort }: PacketView): boolean {
  return DHCP_PORTS.some(([client, server]) => destinationPort === client && sourcePort === server);
}

/** Conversations of lists that are remembered by who began them. */
const MAXIMUM_ASKERS = 65_536;

/** A server that took the Initial, or refused it: the client's next ones say nothing new. */
const GOES_ON = QuicAnswer.WELL | QuicAnswer.INITIAL | QuicAnswer.CLOSE;
const ENOUGH_KNOWN = QuicAnswer.WELL | QuicAnswer.CLOSE;
const TAKEN = QuicAnswer.WELL | QuicAnswer.TAKEN;

/** Whether the frame went to a MAC group address: a broadcast may go to any IPv4 address. */
function isGroupFrame(view: PacketView): boolean {
  return (
    view.layerProtocol[0] === Protocol.ETHERNET &&
    ethernet.isGroup(view.bytes, ethernet.destinationAt(view.layerStart[0]))
  );
}

/** Whether a client's fragment completes its datagram, whose first one came before. */
function ends(view: PacketView, direction: number): boolean {
  return (
    direction === FROM_CLIENT && view.transport >= view.reassembledFrom && view.fragmentOffset !== 0
  );
}

/** UDP conversations: who asked whom, and whether anything came back. */
export class UdpTracker {
  /** Told of every flow that ends, before its record goes. */
  onFlowEnd: ((flow: number) => void) | null = null;
  readonly #outcomes: UdpOutcomes;
  /** Client, its port and server of conversations whose datagrams a list does not show; bounded. */
  readonly #askers = new Set<string>();

  constructor(
    readonly flows: FlowTable,
    readonly endpoints: EndpointTable,
    readonly dns: DnsTracker,
    readonly quicHandshakes: QuicHandshakes,
    readonly requests: RequestTracker,
  ) {
    this.#outcomes = new UdpOutcomes(flows, endpoints, dns.capture);
  }

  /**
   * Takes in the first fragment of a datagram that is not all here, and may never be: a capture filter by
   * ports leaves the others out. What must be answered, and what answers it, is known by its beginning.
   * @returns its flow, or -1 where it tells nothing yet
   */
  observeFirstFragment(view: PacketView): number {
    const layer = view.layerCount - 1;
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    if (view.fragmentProtocol !== udp.IP_PROTOCOL || end - at < udp.HEADER_LENGTH) return -1;
    view.transport = layer;
    view.payloadStart = at + udp.HEADER_LENGTH;
    view.payloadEnd = end;
    view.payloadLength = Math.max(end - at, udp.length(view.bytes, at)) - udp.HEADER_LENGTH;
    const known = this.flows.find(view, Protocol.UDP);
    const isAnswer = known >= 0 && this.flows.direction === FROM_SERVER;
    if (isAnswer) this.dns.begins(view, view.payloadStart, end, known);
    const carries = known < 0 ? 0 : this.flows.words[known * FLOW_WORDS + CARRIES];
    const isOfRequests = isAnswer && (carries & Carries.REQUESTS) !== 0;
    let flow = -1;
    if (isOfRequests || this.requests.recognise(view) >= 0) {
      flow = this.observe(view);
      if (!isAnswer && datagram.turn !== Turn.NEITHER) {
        this.flows.words[flow * FLOW_WORDS + CARRIES] |= Carries.FIRST_FRAGMENT;
      }
    }
    view.transport = -1;
    view.payloadStart = 0;
    view.payloadEnd = 0;
    view.payloadLength = 0;
    return flow;
  }

  /**
   * A datagram of a list that shows neither port: only that both hosts talk. Whose answer it is nobody
   * knows. The table must have room for one more flow; returns the packet's.
   */
  observePortless(view: PacketView): number {
    const flows = this.flows;
    const words = flows.words;
    let flow = flows.find(view, Protocol.UDP);
    let direction = flows.direction;
    if (flow < 0) {
      const known = this.endpoints.directionOf(view, Protocol.UDP);
      direction = known >= 0 ? known : FROM_CLIENT;
      flow = flows.insert(view, Protocol.UDP, direction === FROM_CLIENT);
      words[flow * FLOW_WORDS + Flow.ENDPOINT] = this.endpoints.slotOf(words, flow * FLOW_WORDS);
      const endpoint = this.endpoints.of(words, flow * FLOW_WORDS);
      if (endpoint !== null) endpoint.lacksPort = true;
    }
    countPacket(flows, flow, direction, view);
    return flow;
  }

  /** Takes in a UDP packet; returns its flow. The table must have room for one more. */
  observe(view: PacketView): number {
    const flows = this.flows;
    const words = flows.words;
    const next = view.transport + 1;
    const isDns = next < view.layerCount && view.layerProtocol[next] === Protocol.DNS;
    let flow = flows.find(view, Protocol.UDP);
    let direction = flows.direction;
    let row: number | undefined;
    if (flow < 0) {
      row = isDns ? -1 : this.requests.recognise(view);
      direction = this.#firstDirection(view, isDns ? next : -1, row);
      // A response from a port that nobody was asked at: it answers, and its client's port is no service.
      const isStray = this.dns.capture.strayResponses.observe(view) && !isDns;
      const asked =
        row >= 0
          ? this.requests.askedElsewhere(view, row)
          : (view.unknown & Unknown.PAYLOAD) !== 0
            ? this.requests.askedUnshown(view)
            : -1;
      const isLease = isLeaseAnswer(view);
      if (asked >= 0 || isStray || isLease) direction = FROM_SERVER;
      flow = flows.insert(view, Protocol.UDP, direction === FROM_CLIENT);
      const base = flow * FLOW_WORDS;
      if (isDns) words[base + CARRIES] = Carries.ROW;
      if (asked >= 0) this.requests.answeredElsewhere(view, flow, asked);
      else if (!isStray && !isLease && !isGroupFrame(view)) {
        words[base + Flow.ENDPOINT] = this.endpoints.slotOf(words, base);
      }
      if ((view.unknown & Unknown.SERVER_PORT) !== 0) {
        const endpoint = this.endpoints.of(words, base);
        if (endpoint !== null) endpoint.isPortAssumed = true;
      }
      if ((view.unknown & Unknown.PAYLOAD) !== 0) this.#beginUnshown(view, base, direction);
      if (isDistantAt(words, base + Flow.CLIENT_ADDRESS, words, base + Flow.SERVER_ADDRESS)) {
        words[base + Flow.STATE] |= TcpState.OUTSIDE;
      }
      if (direction === FROM_CLIENT) {
        const timeToLive = hopLimit(view);
        this.endpoints.addRequestTimeToLive(words, base, timeToLive);
        if (this.dns.capture.traces.begin(flow, timeToLive)) {
          this.endpoints.addProbe(words, base, timeToLive);
        }
      }
    }
    const base = flow * FLOW_WORDS;
    const isCounted =
      (words[base + CARRIES] & Carries.FIRST_FRAGMENT) !== 0 && ends(view, direction);
    if (isCounted) words[base + CARRIES] &= ~Carries.FIRST_FRAGMENT;
    else {
      words[base + Flow.CLIENT_PACKETS + direction]++;
      flows.doubles[(base + Flow.CLIENT_BYTES) / 2 + direction] += view.payloadLength;
    }
    addHistory(words, base, HistoryLetter.DATA + direction);
    if (direction === FROM_CLIENT) {
      words[base + Flow.STATE] |= TcpState.CLIENT_DATA;
      words[base + Flow.LAST_CLIENT_DATA_FRAME] = view.frameNumber;
      // Counted while there is no answer: what is sent after one is no repetition.
      if (
        !isDns &&
        (words[base + Flow.STATE] & TcpState.SERVER_DATA) === 0 &&
        isCopy(view, words, base, Flow.CLIENT_NEXT)
      ) {
        words[base + Flow.SYN_COUNT]++;
      }
      if (
        view.payloadLength >= quic.MINIMUM_INITIAL_DATAGRAM &&
        (words[base + QUIC_ANSWER] & GOES_ON) === 0
      ) {
        this.#mayBeInitial(view, flow, base);
      } else if (
        words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] > 0 &&
        (words[base + QUIC_ANSWER] & TAKEN) === 0 &&
        quic.needsAnswer(view.layerBytes(view.transport), view.payloadStart, view.payloadEnd)
      ) {
        words[base + QUIC_ANSWER] |= QuicAnswer.TAKEN;
      }
    } else if ((words[base + Flow.STATE] & TcpState.SERVER_DATA) === 0) {
      words[base + Flow.STATE] |= TcpState.SERVER_DATA;
      words[base + Flow.SERVER_DATA_FRAME] = view.frameNumber;
      if ((view.unknown & Unknown.PAYLOAD) !== 0) {
        // It may be of DNS, whatever its port.
        this.endpoints.of(words, base)?.addAnswerTimeToLive(hopLimit(view));
      }
    }
    if (
      direction === FROM_SERVER &&
      // Where the capture lacks the client's Initial, only what the headers say.
      (words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] > 0 ||
        words[base + Flow.CLIENT_PACKETS] === 0) &&
      (words[base + QUIC_ANSWER] & ENOUGH_KNOWN) === 0
    ) {
      this.quicHandshakes.server(view, flow, words, base);
      if ((words[base + QUIC_ANSWER] & ENOUGH_KNOWN) === QuicAnswer.CLOSE) {
        this.endpoints.of(words, base)?.ownQuic().addCloseTimeToLive(hopLimit(view));
      }
    }
    if ((words[base + CARRIES] & Carries.ROW) !== Carries.ROW) {
      this.requests.observe(view, flow, direction, row, isCounted);
    }
    if (isDns) {
      this.dns.observe(view, next, flow, direction);
      if (direction === FROM_SERVER) words[base + Flow.STATE] |= TcpState.QUESTION_ANSWERED;
    }
    words[base + Flow.LAST_FRAME] = view.frameNumber;
    words[base + Flow.LAST_SECONDS] = view.seconds;
    words[base + Flow.LAST_NANOSECONDS] = view.nanoseconds;
    if (direction === FROM_SERVER && (words[base + Flow.STATE] & TcpState.OUTSIDE) !== 0) {
      this.dns.capture.heardOutside(view.frameNumber, view.seconds, hopLimit(view));
    }
    return flow;
  }

  /**
   * A conversation whose datagrams are not shown: where a server begins it with a port that had asked it at
   * another one, it may well be the answer.
   */
  #beginUnshown(view: PacketView, base: number, direction: number): void {
    const { destination0, destination1, destination2, destination3 } = view;
    const { source0, source1, source2, source3 } = view;
    const from = `${source0} ${source1} ${source2} ${source3}`;
    const to = `${destination0} ${destination1} ${destination2} ${destination3}`;
    if (direction !== FROM_CLIENT) return;
    if (this.#askers.has(`${to} ${view.destinationPort} ${from}`)) {
      const endpoint = this.endpoints.of(this.flows.words, base);
      endpoint?.ownUnshown().fromElsewhere.add(view.frameNumber);
    } else if (this.#askers.size < MAXIMUM_ASKERS) {
      this.#askers.add(`${from} ${view.sourcePort} ${to}`);
    }
  }

  /** Counts QUIC's Initials; several at once are one ClientHello that is too long for a datagram. */
  #mayBeInitial(view: PacketView, flow: number, base: number): void {
    const words = this.flows.words;
    const bytes = view.layerBytes(view.transport);
    const { payloadStart, payloadEnd } = view;
    const count = words[base + Flow.CLIENT_DATA_RETRANSMISSIONS];
    const isInitial = quic.isInitial(bytes, payloadStart, payloadEnd);
    const after = isInitial ? quic.packetEnd(bytes, payloadStart, payloadEnd) : payloadStart;
    if (count > 0 && quic.needsAnswer(bytes, after, payloadEnd)) {
      words[base + QUIC_ANSWER] |= QuicAnswer.TAKEN;
    }
    if (!isInitial) {
      // Data over UDP that is no QUIC, and has its answer, is looked at no more.
      if ((words[base + Flow.STATE] & TcpState.SERVER_DATA) !== 0) {
        words[base + QUIC_ANSWER] |= QuicAnswer.WELL;
      }
      return;
    }
    const pause = microsecondsBetween(
      words[base + Flow.LAST_SECONDS] >>> 0,
      words[base + Flow.LAST_NANOSECONDS],
      view.seconds,
      view.nanoseconds,
    );
    const isSameTry = count > 0 && Math.abs(pause) < DUPLICATE_WITHIN;
    if (!isSameTry && (words[base + QUIC_ANSWER] & TAKEN) === 0)
      words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] = count + 1;
    this.quicHandshakes.client(
      view,
      flow,
      words,
      base,
      words[base + Flow.CLIENT_DATA_RETRANSMISSIONS],
      this.endpoints.of(words, base),
    );
  }

  /** A header of DNS, or of what must be answered, says who asks; else a system port serves; else who speaks first is the client. */
  #firstDirection(view: PacketView, dnsLayer: number, row: number): number {
    if (dnsLayer >= 0) {
      return dns.isResponse(view.layerBytes(dnsLayer), view.layerStart[dnsLayer])
        ? FROM_SERVER
        : FROM_CLIENT;
    }
    if (row >= 0 && datagram.turn === Turn.RESPONSE) return FROM_SERVER;
    const known = this.endpoints.directionOf(view, Protocol.UDP);
    if (known >= 0) return known;
    return view.sourcePort <= LAST_SYSTEM_PORT && view.destinationPort > LAST_SYSTEM_PORT
      ? FROM_SERVER
      : FROM_CLIENT;
  }

  /** Ends a flow: what became of it goes to its endpoint's facts. DNS counts question by question. */
  finish(flow: number, seconds: number, nanoseconds: number, isEvicted = false): void {
    this.onFlowEnd?.(flow);
    this.#outcomes.finish(flow, seconds, nanoseconds, isEvicted);
    this.quicHandshakes.forget(flow);
  }
}
