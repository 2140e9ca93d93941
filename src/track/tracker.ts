import { Unknown } from '../capture/packet-record.ts';
import { Statement } from '../capture/statement.ts';
import { readNflog } from '../protocols/nflog/statement.ts';
import { type PacketView, Stop } from '../protocols/packet-view.ts';
import { readPflog } from '../protocols/pflog/statement.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { KeyLog } from '../protocols/tls/key-log.ts';
import { CaptureClock } from './capture-clock.ts';
import { ClientHellos } from './client-hellos.ts';
import { isOver, TcpState } from './connection-state.ts';
import { DnsStreams } from './dns-streams.ts';
import { DnsTracker } from './dns-tracker.ts';
import { EndedFlows } from './ended-flows.ts';
import { EndpointTable } from './endpoint-table.ts';
import { CaptureFacts } from './facts/capture-facts.ts';
import { FLOW_WORDS, Flow, FlowTable } from './flow-table.ts';
import { IcmpTracker } from './icmp-tracker.ts';
import { InterimLogs, interimFacts, type TrackedFacts } from './interim-facts.ts';
import { Names } from './names.ts';
import { Neighbors } from './neighbors.ts';
import { QuicHandshakes } from './quic-handshakes.ts';
import { RequestTracker } from './request-tracker.ts';
import { StatementTracker, takeAddresses } from './statement-tracker.ts';
import { TcpTracker } from './tcp-tracker.ts';
import { TimestampClock } from './timestamp-clock.ts';
import { UdpTracker } from './udp-tracker.ts';

/** Flows followed at once: 63 MB where all are in use. */
export const MAXIMUM_FLOWS = 327_680;
/** Those of a list of packets, which somebody made for people to read. */
export const MAXIMUM_FLOWS_OF_LIST = 65_536;

/** Of a packet whose list shows neither port. */
const NO_PORTS = Unknown.CLIENT_PORT | Unknown.SERVER_PORT;

/**
 * Follows who asked whom and what came back, over a whole capture, in bounded memory. `observe`
 * takes decoded packets in the capture's order; `finish` ends it; then the facts are complete.
 */
export class Tracker {
  readonly capture = new CaptureFacts();
  readonly endpoints = new EndpointTable();
  readonly neighbors = new Neighbors();
  readonly names = new Names();
  readonly flows: FlowTable;
  /** What devices say they did, by their logs or beside the packets. */
  readonly statements = new StatementTracker();
  readonly #ofRule = new Statement();
  /** Name of the log, where one is read alone. */
  logName = '';

  readonly #ended: EndedFlows;
  /** For `interim`. */
  #interimLogs: InterimLogs | null = null;
  /** Flows in the table after the packet before: one more now means that a new one was made. */
  #flowsBefore = 0;
  readonly #timestamps = new TimestampClock();
  readonly #dns: DnsTracker;
  readonly #requests: RequestTracker;
  readonly #tcp: TcpTracker;
  readonly #udp: UdpTracker;
  readonly #icmp: IcmpTracker;

  /**
   * @param options.maximumFlows flows followed at once
   * @param options.onFlowEnd told of each flow as it ends, while `flows` still has its record
   * @param options.keys secrets of TLS connections
   */
  constructor(
    options: { maximumFlows?: number; onFlowEnd?: (flow: number) => void; keys?: KeyLog } = {},
  ) {
    this.flows = new FlowTable(options.maximumFlows ?? MAXIMUM_FLOWS);
    this.#ended = new EndedFlows(this.flows);
    this.#dns = new DnsTracker(this.endpoints, this.flows, this.names, this.capture);
    const clientHellos = new ClientHellos(this.capture.shapes, options.keys ?? null);
    this.#tcp = new TcpTracker(
      this.flows,
      this.endpoints,
      this.neighbors,
      clientHellos,
      new DnsStreams(this.names),
      this.capture,
    );
    const quic = new QuicHandshakes(clientHellos);
    this.#requests = new RequestTracker(this.endpoints, this.flows, this.capture);
    this.#udp = new UdpTracker(this.flows, this.endpoints, this.#dns, quic, this.#requests);
    this.#icmp = new IcmpTracker(this.flows, this.endpoints, this.#dns, this.#requests);
    this.#tcp.onFlowEnd = options.onFlowEnd ?? null;
    this.#udp.onFlowEnd = options.onFlowEnd ?? null;
  }

  /**
   * Takes in a decoded packet.
   * @param inScope whether the packet matches the display filter: its endpoint is judged then
   */
  observe(view: PacketView, inScope: boolean): void {
    const capture = this.capture;
    const outermost = view.layerProtocol[0];
    const isPflog = outermost === Protocol.PFLOG;
    const isOfRule = isPflog || outermost === Protocol.NFLOG;
    if (isOfRule || view.statement === this.#ofRule) this.#readRule(view, isPflog);
    if (view.statement !== null && this.#observeStatement(view, inScope)) return;
    if (!view.hasTime) {
      capture.isUntimed = true;
      capture.untimedPackets++;
      if (capture.isPacketList) this.#timestamps.observe(view);
    }
    if (capture.packets++ === 0) {
      capture.firstSeconds = view.seconds;
      capture.firstNanoseconds = view.nanoseconds;
    } else if (CaptureClock.isStrange(view.seconds - capture.lastSeconds)) {
      capture.clock.step(
        view.frameNumber,
        capture.packets - 1,
        capture.firstSeconds,
        capture.lastSeconds,
        capture.lastNanoseconds,
        view.seconds,
        view.nanoseconds,
      );
    }
    capture.lastSeconds = view.seconds;
    capture.lastNanoseconds = view.nanoseconds;
    if (view.originalLength > capture.longestPacket) capture.longestPacket = view.originalLength;
    if (view.stop !== Stop.NONE) this.#stopped(view);
    let hasFlags = true;
    let hasPorts = true;
    if (view.unknown !== 0) {
      hasPorts =
        (view.unknown & NO_PORTS) !== NO_PORTS || view.sourcePort + view.destinationPort > 0;
      hasFlags = (view.unknown & Unknown.FLAGS) === 0;
      if ((view.unknown & Unknown.TRANSPORT) !== 0) capture.packetsWithoutTransport++;
      if ((view.unknown & Unknown.ACKNOWLEDGED) !== 0) capture.unseenByWords++;
      if ((view.unknown & Unknown.PAYLOAD) !== 0) capture.packetsWithoutPayload++;
    }
    // Ethernet and IP are the usual layers; ESP, and what GRE carries, stand elsewhere.
    if (view.network !== 1 || view.transport < 0) capture.tunnels.observe(view);
    const protocol = view.transportProtocol;
    if (!hasPorts) {
      this.#flowSeen(this.#udp.observePortless(view), inScope, view.seconds);
    } else if (protocol === Protocol.TCP) {
      const flow = hasFlags ? this.#tcp.observe(view) : this.#tcp.observeUnflagged(view);
      this.#flowSeen(flow, inScope, view.seconds);
    } else if (protocol === Protocol.UDP) {
      this.#flowSeen(this.#udp.observe(view), inScope, view.seconds);
    } else if (protocol !== Protocol.NONE) {
      this.#icmp.inScope = inScope;
      this.#icmp.observe(view);
      if (protocol === Protocol.ICMPV6) this.neighbors.observeNeighborDiscovery(view);
    } else {
      if (view.sourcePort !== 0) {
        const flow = this.#udp.observeFirstFragment(view);
        if (flow >= 0) this.#flowSeen(flow, inScope, view.seconds);
        return;
      }
      const layer = view.findLayer(Protocol.ARP);
      if (layer >= 0) this.neighbors.observeArp(view, layer);
      else capture.undecoded.observe(view);
    }
  }

  /** What the header says of the rule that logged the packet: pf's own words, netfilter's prefix. */
  #readRule(view: PacketView, isPflog: boolean): void {
    const statement = this.#ofRule;
    const isSaid = isPflog ? readPflog(view, statement) : readNflog(view, statement);
    view.statement = isSaid ? statement : null;
  }

  /** Takes in what a device says. @returns whether that is all there is: no packet was captured */
  #observeStatement(view: PacketView, inScope: boolean): boolean {
    const statement = view.statement as Statement;
    if ((view.unknown & Unknown.PACKET) === 0) {
      this.statements.observePacket(view, statement);
      return false;
    }
    // A log of refusals has no answers: they are not missing.
    if (inScope) {
      takeAddresses(view, statement);
      if (!this.capture.isLog) statement.frame = view.frameNumber;
      this.statements.observe(statement, this.logName);
    }
    return true;
  }

  #flowSeen(flow: number, inScope: boolean, seconds: number): void {
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    if (inScope) words[base + Flow.STATE] |= TcpState.IN_SCOPE;
    if (words[base + Flow.ENDED] === 0 && isOver(words[base + Flow.STATE])) {
      this.#ended.add(flow, seconds);
    }
    if (this.flows.count !== this.#flowsBefore || this.#ended.isFull) this.#makeRoom(seconds);
  }

  /** Whether a packet of the flow was in scope. */
  isInScope(flow: number): boolean {
    return (this.flows.words[flow * FLOW_WORDS + Flow.STATE] & TcpState.IN_SCOPE) !== 0;
  }

  #stopped(view: PacketView): void {
    if (view.transport >= 0) return;
    if (view.stop === Stop.CUT_SHORT) this.capture.cutPackets++;
    else this.capture.malformedPackets++;
  }

  #finishFlow(flow: number, seconds: number, nanoseconds: number, isEvicted = false): void {
    const tracker =
      this.flows.words[flow * FLOW_WORDS + Flow.PROTOCOL] === Protocol.TCP ? this.#tcp : this.#udp;
    tracker.finish(flow, seconds, nanoseconds, isEvicted);
    this.endpoints.settle(this.flows.words, flow * FLOW_WORDS);
  }

  /** After a new flow: takes out those that are over, or where need be the one quiet longest. */
  #makeRoom(seconds: number): void {
    for (let flow = this.#ended.next(seconds); flow >= 0; flow = this.#ended.next(seconds)) {
      this.#takeOut(flow, seconds);
    }
    if (this.flows.isFull) {
      this.capture.flowsEvicted++;
      this.endpoints.knowsDirections = true;
      this.#takeOut(this.flows.oldest(this.capture.packets), seconds, true);
    }
    this.#flowsBefore = this.flows.count;
  }

  /** Ends a flow as if the capture ended now. */
  #takeOut(flow: number, seconds: number, isEvicted = false): void {
    this.#finishFlow(flow, seconds, this.capture.lastNanoseconds, isEvicted);
    this.flows.remove(flow);
  }

  /**
   * The facts as they would be if the capture ended at a time. Nothing ends, and `finish` gives what
   * it gives without it.
   */
  interim(seconds: number, nanoseconds: number): TrackedFacts {
    this.#interimLogs ??= new InterimLogs();
    const { flows, capture, endpoints, names, neighbors } = this;
    const open = {
      flows,
      dns: this.#dns,
      requests: this.#requests,
      capture,
      endpoints,
      names,
      neighbors,
    };
    return interimFacts(open, seconds, nanoseconds, this.#interimLogs);
  }

  /** Ends all that is open, at the time of the capture's last packet. */
  finish(): void {
    const { lastSeconds, lastNanoseconds } = this.capture;
    if (this.capture.isUntimed) {
      this.#timestamps.bounds.finish();
      this.capture.clock.bounds = this.#timestamps.bounds;
    }
    this.#dns.finish(lastSeconds, lastNanoseconds);
    this.#requests.finish(lastSeconds, lastNanoseconds);
    for (let flow = 0; flow < this.flows.used; flow++) {
      if (this.flows.isUsed(flow)) this.#finishFlow(flow, lastSeconds, lastNanoseconds);
    }
    this.endpoints.finish();
    if (this.capture.isUntimed) this.#forgetDelays();
    this.statements.join(this.endpoints, this.capture.isLog);
    this.capture.endpointsNotFollowed = this.endpoints.notFollowed;
    this.capture.endpointsLeftOut = this.endpoints.leftOut;
  }

  /** How soon something came nobody knows of packets without times: no value is a delay. */
  #forgetDelays(): void {
    this.endpoints.forgetDelays();
    this.capture.publicRoundTrip.clear();
  }
}
