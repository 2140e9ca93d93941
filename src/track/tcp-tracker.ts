import { Unknown } from '../capture/packet-record.ts';
import { FIRST_CHOSEN_PORT } from '../protocols/application-ports.ts';
import * as dns from '../protocols/dns/codec.ts';
import * as ftp from '../protocols/ftp-data-ports.ts';
import * as http from '../protocols/http/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { Protocol } from '../protocols/protocol.ts';
import * as sip from '../protocols/sip/codec.ts';
import * as smb from '../protocols/smb/codec.ts';
import { isMailPort, isRefusal, replyText } from '../protocols/smtp-replies.ts';
import * as socks from '../protocols/socks/codec.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import * as tls from '../protocols/tls/codec.ts';
import { isDistantAt } from './addresses.ts';
import { Certificates } from './certificates.ts';
import type { ClientHellos } from './client-hellos.ts';
import { FirstMessage, helloLength, messageKind, messageTraits } from './connection-log.ts';
import {
  addHistory,
  FLIPPED,
  HistoryLetter,
  HOLE_BEFORE_FIN,
  HOLE_FILLED,
  isMisnumbered,
  MISNUMBERED,
  NUMBERED_AFTER_ALL,
  TcpState,
} from './connection-state.ts';
import { DecryptedHandshakes } from './decrypted-handshakes.ts';
import type { DnsStreams } from './dns-streams.ts';
import type { EndpointTable } from './endpoint-table.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import { LaterFacts } from './facts/connection-facts.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import { SpokenFacts } from './facts/mail-facts.ts';
import type { ServerFacts } from './facts/server-facts.ts';
import {
  AFTER_IDLE,
  countPacket,
  FIRST_MESSAGE,
  FLOW_WORDS,
  Flow,
  type FlowTable,
  FROM_CLIENT,
  FROM_SERVER,
  SERVER_DATA_END,
  SYN_TRAITS_SHIFT,
  sinceLast,
  sinceSyn,
  ZERO_WINDOW_SINCE,
} from './flow-table.ts';
import { withFrame } from './frame-sample.ts';
import { hopLimit, identification, isNextDoor } from './hop-limit.ts';
import {
  ASKS_PROXY,
  httpAnswer,
  httpRequest,
  isHttpRequest,
  NETWORK_AUTHENTICATION_REQUIRED,
  proxyRequest,
  unshownPage,
} from './http-answers.ts';
import type { Neighbors } from './neighbors.ts';
import { ProxyRequests } from './proxy-requests.ts';
import { carriesOn, mayBeSettled, noteLength, settle, unsettle } from './settled-connections.ts';
import { SipStreams } from './sip-streams.ts';
import { synTraits } from './syn-traits.ts';
import { CLOSED, RESETS } from './tcp-endings.ts';
import { SYN_FRAMES_KEPT, TcpOutcomes } from './tcp-outcomes.ts';
import { FARTHEST, TcpResets } from './tcp-resets.ts';
import {
  COPY_WITHIN,
  DUPLICATE_WITHIN,
  IDLE_SECONDS,
  isPlausibleDelay,
  microsecondsBetween,
  SLOW_SECONDS,
} from './time.ts';
import { tlsAnswer } from './tls-refusals.ts';
import { TunnelledTls } from './tunnelled-tls.ts';
import { addTurn, askedIn, setAsked, turnSecond } from './turns.ts';

/** Microseconds by which a reset may overtake an acknowledgment that was sent before it. */
const OVERTAKEN_WITHIN = 2_000;
/** The server's side is open. */
const ACCEPTED = TcpState.SYN_ACK | TcpState.SERVER_ACK | TcpState.SERVER_DATA;
/** What a client sends on a connection that its host knows of. */
const SPEAKS = TcpState.CLIENT_ACK | TcpState.CLIENT_DATA;
/** Data of the server's is there, and the client has not acknowledged it yet. */
const AWAITS_CLIENT = TcpState.SERVER_DATA | TcpState.EXCHANGED;
/** Which of the handshake was seen, of both sides. */
const HANDSHAKE = TcpState.SYN | TcpState.SYN_ACK | TcpState.CLIENT_ACK;
/** Bytes behind a SYN that the first packet after it may be, some having been lost. */
const FAR_BEHIND_SYN = 1 << 24;
/** Bytes of a SYN's header with the options that systems send: a signature makes it longer. */
const USUAL_HEADER = 40;
/** The most retransmissions that are counted: one byte. */
const MOST_RETRANSMISSIONS = 0xff;
/** How often the server's same data is sent again until it counts as what never arrives. */
const STALLED_SERVER_DATA = 3;
/** Bytes of a connection's first data that tell what it is: a TLS record's header and its first, or a method. */
const TELLING_BYTES = 6;

/**
 * TCP connections, attempt by attempt: a SYN with a new initial sequence number or on new ports
 * begins one; what follows tells how it ends.
 */
export class TcpTracker {
  /** Told of every flow that ends, before its record goes. */
  onFlowEnd: ((flow: number) => void) | null = null;
  readonly #outcomes: TcpOutcomes;
  readonly #resets: TcpResets;
  readonly #proxyRequests: ProxyRequests;
  readonly #certificates = new Certificates();
  readonly #decrypted = new DecryptedHandshakes();
  readonly #sipStreams: SipStreams;

  constructor(
    readonly flows: FlowTable,
    readonly endpoints: EndpointTable,
    readonly neighbors: Neighbors,
    readonly clientHellos: ClientHellos,
    readonly dnsStreams: DnsStreams,
    readonly capture: CaptureFacts,
  ) {
    const tunnels = new TunnelledTls(clientHellos, this.#certificates, this.#decrypted);
    this.#proxyRequests = new ProxyRequests(tunnels);
    this.#resets = new TcpResets(flows, endpoints, neighbors, capture);
    this.#sipStreams = new SipStreams(flows, capture);
    this.#outcomes = new TcpOutcomes(flows, endpoints, capture);
  }

  /** Takes in a TCP packet; returns its flow. The table must have room for one more. */
  observe(view: PacketView): number {
    const flows = this.flows;
    const layer = view.transport;
    const flags = tcp.flagBits(view.layerBytes(layer), view.layerStart[layer]);
    const flow = flows.find(view, Protocol.TCP);
    const direction = flows.direction;
    if (flow < 0 || !carriesOn(view, flows, flow, direction, flags)) {
      return this.#takeIn(view, flow, direction, flags);
    }
    if (direction === FROM_SERVER) this.#heard(view, flow * FLOW_WORDS);
    return flow;
  }

  /**
   * Takes in a packet that may change what is known of its connection.
   * @param known its flow, or -1 for a new one
   */
  #takeIn(view: PacketView, known: number, knownDirection: number, flags: number): number {
    const flows = this.flows;
    const words = flows.words;
    let flow = known;
    let direction = knownDirection;
    if (flow < 0) {
      direction = this.#firstDirection(view, flags);
      flow = flows.insert(view, Protocol.TCP, direction === FROM_CLIENT);
      this.#begin(flow, flags, direction);
      if ((flags & tcp.SYN) === 0 || direction === FROM_SERVER)
        this.#beginUnderWay(view, flow, direction);
    } else if (
      (flags & (tcp.SYN | tcp.ACK | tcp.RST)) === tcp.SYN &&
      this.#isNewAttempt(view, flow, direction)
    ) {
      this.finish(flow, view.seconds, view.nanoseconds);
      flows.begin(flow, view, Protocol.TCP, true);
      direction = FROM_CLIENT;
      this.#begin(flow, flags, direction);
    }
    const base = flow * FLOW_WORDS;
    words[base + Flow.CLIENT_PACKETS + direction]++;
    const length = view.payloadLength;
    if (length > 0) flows.doubles[(base + Flow.CLIENT_BYTES) / 2 + direction] += length;

    if ((flags & (tcp.SYN | tcp.RST)) === 0) this.#segment(view, base, direction, flags, length);
    else {
      unsettle(words, base);
      if ((flags & tcp.RST) !== 0) this.#resets.observe(view, base, direction, flags);
      else if ((flags & tcp.ACK) === 0) this.#syn(view, base, direction);
      else this.#synAck(view, base, direction);
    }

    words[base + Flow.LAST_FRAME] = view.frameNumber;
    words[base + Flow.LAST_SECONDS] = view.seconds;
    words[base + Flow.LAST_NANOSECONDS] = view.nanoseconds;
    if (direction === FROM_SERVER) this.#heard(view, base);
    return flow;
  }

  /** Takes in that a packet came from a server. */
  #heard(view: PacketView, base: number): void {
    if ((this.flows.words[base + Flow.STATE] & TcpState.OUTSIDE) === 0) return;
    this.capture.heardOutside(view.frameNumber, view.seconds, hopLimit(view));
  }

  /** Takes in a packet of a list that does not show its flags, or its numbers; returns its flow. */
  observeUnflagged(view: PacketView): number {
    const flows = this.flows;
    const words = flows.words;
    let flow = flows.find(view, Protocol.TCP);
    let direction = flows.direction;
    if (flow < 0) {
      const known = this.endpoints.directionOf(view, Protocol.TCP);
      const { sourcePort, destinationPort } = view;
      // Of two ports that systems choose neither is a service's: who speaks first asks.
      const isLower = sourcePort < FIRST_CHOSEN_PORT && sourcePort < destinationPort;
      direction = known >= 0 ? known : isLower ? FROM_SERVER : FROM_CLIENT;
      flow = flows.insert(view, Protocol.TCP, direction === FROM_CLIENT);
      words[flow * FLOW_WORDS + Flow.STATE] = TcpState.MIDSTREAM;
      words[flow * FLOW_WORDS + Flow.ENDPOINT] = this.endpoints.slotOf(words, flow * FLOW_WORDS);
    }
    countPacket(flows, flow, direction, view);
    return flow;
  }

  /** Who the sender of a flow's first packet is: a SYN says so, else see `connection-roles.ts`. */
  #firstDirection(view: PacketView, flags: number): number {
    if ((flags & tcp.SYN) !== 0) return (flags & tcp.ACK) === 0 ? FROM_CLIENT : FROM_SERVER;
    const known = this.endpoints.directionOf(view, Protocol.TCP);
    if (known >= 0) return known;
    // Without ACK and RST it is of no connection: a scanner's FIN, NULL or Xmas probe.
    if ((flags & (tcp.ACK | tcp.RST)) === 0) return FROM_CLIENT;
    return this.capture.roles.directionOf(view, this.endpoints, (flags & tcp.RST) !== 0);
  }

  #begin(flow: number, flags: number, direction: number): void {
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    if ((flags & tcp.SYN) === 0) words[base + Flow.STATE] = TcpState.MIDSTREAM;
    if (isDistantAt(words, base + Flow.CLIENT_ADDRESS, words, base + Flow.SERVER_ADDRESS)) {
      words[base + Flow.STATE] |= TcpState.OUTSIDE;
    }
    // What comes of a connection that had to make room is no sign of a capture that lacks its start.
    if ((flags & (tcp.SYN | tcp.ACK)) !== tcp.SYN && this.capture.flowsEvicted > 0) {
      words[base + Flow.STATE] |= TcpState.RESUMED;
    }
    if (direction === FROM_SERVER) addHistory(words, base, FLIPPED);
    words[base + Flow.ENDPOINT] = this.endpoints.slotOf(words, base);
  }

  /**
   * A connection whose SYN the capture lacks: the client's data counts from where it is now, as if
   * that were its beginning.
   */
  #beginUnderWay(view: PacketView, flow: number, direction: number): void {
    const words = this.flows.words;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    words[flow * FLOW_WORDS + Flow.CLIENT_ISN] =
      (direction === FROM_SERVER
        ? tcp.acknowledgmentWord(bytes, at)
        : tcp.sequenceWord(bytes, at)) - 1;
  }

  #isNewAttempt(view: PacketView, flow: number, direction: number): boolean {
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    const state = words[base + Flow.STATE];
    // The other side calls: only where what was before is over (else a simultaneous open).
    if (direction === FROM_SERVER) return (state & (CLOSED | TcpState.MIDSTREAM)) !== 0;
    if ((state & TcpState.SYN) === 0) return true;
    const sequence = tcp.sequenceWord(
      view.layerBytes(view.transport),
      view.layerStart[view.transport],
    );
    return sequence !== words[base + Flow.CLIENT_ISN];
  }

  #syn(view: PacketView, base: number, direction: number): void {
    if (direction !== FROM_CLIENT) return;
    const words = this.flows.words;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const count = words[base + Flow.SYN_COUNT];
    if (count === 0) {
      const sequence = tcp.sequenceWord(bytes, at);
      words[base + Flow.STATE] |= TcpState.SYN;
      words[base + Flow.CLIENT_ISN] = sequence;
      words[base + Flow.CLIENT_NEXT] = (sequence + 1 + view.payloadLength) | 0;
      words[base + Flow.SYN_WINDOW] = tcp.window(bytes, at) | (identification(view) << 16);
      const timeToLive = hopLimit(view);
      this.endpoints.addRequestTimeToLive(words, base, timeToLive);
      if (this.capture.traces.begin(flow(base), timeToLive)) {
        this.endpoints.addProbe(words, base, timeToLive);
      }
      words[base + Flow.HISTORY_LENGTH] |= synTraits(view) << SYN_TRAITS_SHIFT;
      addHistory(words, base, HistoryLetter.SYN);
      if (tcp.headerLength(bytes, at) > USUAL_HEADER) this.#signed(view, base);
    } else {
      const pause = microsecondsBetween(
        words[base + Flow.LAST_SYN_SECONDS] >>> 0,
        words[base + Flow.LAST_SYN_NANOSECONDS],
        view.seconds,
        view.nanoseconds,
      );
      if (Math.abs(pause) < DUPLICATE_WITHIN) {
        this.capture.duplicates++;
        return;
      }
      if ((words[base + Flow.STATE] & TcpState.REFUSED) !== 0) {
        words[base + Flow.STATE] |= TcpState.RETRIED;
      }
      if (count <= SYN_FRAMES_KEPT) words[base + Flow.SYN_FRAMES + count - 1] = view.frameNumber;
    }
    words[base + Flow.SYN_COUNT] = count + 1;
    words[base + Flow.LAST_SYN_SECONDS] = view.seconds;
    words[base + Flow.LAST_SYN_NANOSECONDS] = view.nanoseconds;
  }

  /** Takes in whether a SYN is signed: its receiver must have the key (RFC 2385, RFC 5925). */
  #signed(view: PacketView, base: number): void {
    const layer = view.transport;
    const bytes = view.layerBytes(layer);
    const at = view.layerStart[layer];
    const end = view.layerEnd[layer];
    // The snap length may leave no more of it than its kind.
    const cut = tcp.cutOption(bytes, at, end);
    if (
      cut === tcp.OPTION_MD5 ||
      cut === tcp.OPTION_AUTHENTICATION ||
      tcp.findOption(bytes, at, end, tcp.OPTION_MD5) >= 0 ||
      tcp.findOption(bytes, at, end, tcp.OPTION_AUTHENTICATION) >= 0
    ) {
      this.#endpointOf(base)?.own('handshake').signed.add(view.frameNumber);
    }
  }

  #synAck(view: PacketView, base: number, direction: number): void {
    if (direction !== FROM_SERVER) return;
    const words = this.flows.words;
    let state = words[base + Flow.STATE];
    addHistory(words, base, HistoryLetter.SYN_ACK + 1);
    const isOther = (state & TcpState.SYN) !== 0 && !this.#acknowledgesSyn(view, base);
    if (!isOther && isMisnumbered(words, base)) {
      // What came before was for another SYN, and this is the answer.
      words[base + Flow.HISTORY_SEEN] |= NUMBERED_AFTER_ALL;
      state &= ~(TcpState.SYN_ACK | TcpState.CLIENT_RST);
    }
    if ((state & TcpState.SYN_ACK) !== 0) {
      // Right behind a SYN, or a copy of it, it is the answer to that.
      const followsSyn =
        microsecondsBetween(
          words[base + Flow.LAST_SYN_SECONDS] >>> 0,
          words[base + Flow.LAST_SYN_NANOSECONDS],
          words[base + Flow.LAST_SECONDS] >>> 0,
          words[base + Flow.LAST_NANOSECONDS],
        ) < COPY_WITHIN;
      if (!followsSyn && Math.abs(sinceLast(view, words, base)) < DUPLICATE_WITHIN) return;
      if (words[base + Flow.SERVER_TIME_TO_LIVE] >>> 16 < MOST_RETRANSMISSIONS) {
        words[base + Flow.SERVER_TIME_TO_LIVE] += 1 << 16;
      }
      return;
    }
    words[base + Flow.STATE] = state | TcpState.SYN_ACK;
    this.#serverTimeToLive(view, base);
    this.capture.lastHandshakeSeconds = view.seconds;
    if ((words[base + Flow.STATE] & TcpState.OUTSIDE) !== 0) {
      this.capture.lastPublicFrame = view.frameNumber;
    }
    words[base + Flow.SYN_ACK_FRAME] = view.frameNumber;
    const sequence = tcp.sequenceWord(
      view.layerBytes(view.transport),
      view.layerStart[view.transport],
    );
    words[base + Flow.SERVER_NEXT] = (sequence + 1 + view.payloadLength) | 0;
    const server = this.#serverOf(base);
    server?.addTimeToLive(hopLimit(view));
    server?.mac.add(view);
    if ((state & TcpState.SYN) === 0) {
      const layer = view.transport;
      const acknowledged = tcp.acknowledgmentWord(view.layerBytes(layer), view.layerStart[layer]);
      const isMadeUp = (view.unknown & Unknown.SEQUENCE) !== 0;
      this.capture.straySynAcks.add(words, base, isMadeUp ? null : acknowledged);
      return;
    }
    if (isOther) {
      words[base + Flow.HISTORY_SEEN] |= MISNUMBERED;
      return;
    }
    const delay = sinceSyn(view, words, base);
    const layer = view.transport;
    if (tcp.window(view.layerBytes(layer), view.layerStart[layer]) === 0) {
      // A SYN proxy's (or a SYN cookie's): it opens the window when the server behind has accepted.
      words[base + Flow.STATE] |= TcpState.ZERO_WINDOW;
      words[base + ZERO_WINDOW_SINCE] = view.seconds;
    }
    if (!isPlausibleDelay(delay)) return;
    this.endpoints.addDelay(words, base, delay);
    // Which of several SYNs was answered cannot be told (Karn's rule): no round-trip time then.
    if (words[base + Flow.SYN_COUNT] !== 1) return;
    server?.addRoundTrip(delay);
    if ((words[base + Flow.STATE] & TcpState.OUTSIDE) !== 0) {
      this.capture.publicRoundTrip.add(delay);
      this.#fromOutside(view);
    }
  }

  /**
   * Whether a SYN/ACK is for the flow's SYN: it acknowledges that, and of its data (RFC 7413) no more than
   * there was. A client resets any other (RFC 9293 §3.10.7.3).
   */
  #acknowledgesSyn(view: PacketView, base: number): boolean {
    if ((view.unknown & Unknown.SEQUENCE) !== 0) return true;
    const words = this.flows.words;
    const layer = view.transport;
    const number = tcp.acknowledgmentWord(view.layerBytes(layer), view.layerStart[layer]);
    return (
      ((number - words[base + Flow.CLIENT_ISN]) | 0) > 0 &&
      ((words[base + Flow.CLIENT_NEXT] - number) | 0) >= 0
    );
  }

  /** What a server off the site surely sent itself, the first of a connection: whence such packets come. */
  #fromOutside(view: PacketView): void {
    const value = hopLimit(view);
    if (value >= 0) {
      this.capture.publicTimeToLive.total++;
      this.capture.publicTimeToLive.counts[value]++;
    }
    this.capture.publicMac.add(view);
  }

  /** A packet with neither SYN nor RST: acknowledgment, data, FIN. The most common by far. */
  #segment(view: PacketView, base: number, direction: number, flags: number, length: number): void {
    const words = this.flows.words;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    let state = words[base + Flow.STATE];
    if (
      direction === FROM_CLIENT &&
      length <= 1 &&
      tcp.sequenceWord(bytes, at) === ((words[base + Flow.CLIENT_NEXT] - 1) | 0) &&
      (flags & tcp.FIN) === 0 &&
      (state & ACCEPTED) !== 0
    ) {
      state = this.#keepAlive(view, base, state, length);
    } else if (length > 0) {
      const sequence = tcp.sequenceWord(bytes, at);
      const next = (sequence + length) | 0;
      const expected = base + Flow.CLIENT_NEXT + direction;
      const dataState = direction === FROM_CLIENT ? TcpState.CLIENT_DATA : TcpState.SERVER_DATA;
      if ((state & dataState) === 0) {
        state |= dataState;
        this.#firstData(view, base, direction);
        // Without its SYN what comes after a reset may be the next connection on these ports.
        const isAnother =
          (state & (TcpState.SYN | TcpState.SYN_ACK)) === 0 && (state & RESETS) !== 0;
        if (words[expected] === 0 || isAnother) words[expected] = next;
      }
      const ahead = (next - words[expected]) | 0;
      // What fills a hole came late: the capture has it.
      if (ahead <= 0 && direction === FROM_SERVER) {
        state &= ~TcpState.HOLE_BEFORE_ACK;
        // Up to its end, but for its FIN.
        if (ahead >= -1) words[base + Flow.HISTORY_SEEN] |= HOLE_FILLED;
      }
      if (ahead > 0) {
        if (ahead > length && direction === FROM_SERVER) {
          state |= TcpState.SERVER_HOLE;
          words[base + Flow.HISTORY_SEEN] &= ~HOLE_FILLED;
        }
        words[expected] = next;
        noteLength(words, base, direction, flags, length);
        if ((state & RESETS) !== 0)
          state = this.#afterReset(view, base, direction, state, COPY_WITHIN);
        else if (words[base + Flow.APPLICATION] < ASKS_PROXY) this.#inTurn(view, base, direction);
        const idle = (view.seconds - words[base + Flow.LAST_SECONDS]) | 0;
        if (idle >= IDLE_SECONDS && direction === FROM_CLIENT && (state & ACCEPTED) !== 0) {
          state |= TcpState.AWAITS_ACK;
          words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] = idle << 8;
          words[base + AFTER_IDLE] = tcp.window(bytes, at) | (identification(view) << 16);
          words[base + Flow.LAST_CLIENT_DATA_FRAME] = view.frameNumber;
        }
      } else if (
        ahead < 0 ||
        words[base + Flow.HISTORY_SEEN] & (1 << (HistoryLetter.DATA + direction))
      ) {
        if (this.#dataAgain(view, base, direction, length)) state |= TcpState.AWAITS_ACK;
      }
      addHistory(words, base, HistoryLetter.DATA + direction);
      if (
        length === tls.ALERT_RECORD_LENGTH &&
        direction === FROM_CLIENT &&
        words[base + Flow.APPLICATION] > 0 &&
        (state & TcpState.CLIENT_ALERT) === 0 &&
        tls.alertLevel(bytes, view.payloadStart, view.payloadEnd) === tls.ALERT_FATAL
      ) {
        const { payloadStart, payloadEnd } = view;
        const description = tls.alertDescription(bytes, payloadStart, payloadEnd);
        state |= TcpState.CLIENT_ALERT | this.#clientAlert(view, base, description);
      } else if (
        length <= tls.LONGEST_ALERT_SEGMENT &&
        direction === FROM_CLIENT &&
        words[base + Flow.APPLICATION] > 0 &&
        this.#isAlertForFinished(view, base, sequence)
      ) {
        state |= TcpState.CLIENT_ALERT;
      }
      if (words[base + Flow.APPLICATION] === ASKS_PROXY) {
        const requests = this.#proxyRequests;
        if (!requests.goOn(view, flow(base), direction, this.#endpointOf(base))) {
          words[base + Flow.APPLICATION] = 0;
        }
      } else if (direction === FROM_CLIENT && this.clientHellos.waits(flow(base))) {
        words[base + Flow.APPLICATION] = this.clientHellos.continue(
          view,
          flow(base),
          this.#endpointOf(base),
        );
        if (this.clientHellos.traits !== 0) words[base + FIRST_MESSAGE] = this.clientHellos.traits;
        const { secrets } = this.clientHellos;
        if (secrets !== null) this.#decrypted.begin(view, flow(base), secrets);
      } else if ((words[base + Flow.PORTS] & 0xffff) === sip.PORT) {
        this.#sipStreams.observe(view, flow(base), direction, ahead > 0);
      } else if (direction === FROM_SERVER && this.#certificates.waits(flow(base))) {
        this.#certificates.goOn(view, flow(base), this.#endpointOf(base));
      } else if (direction === FROM_SERVER && (words[base + Flow.PORTS] & 0xffff) === dns.PORT) {
        this.dnsStreams.observe(view, flow(base), this.#endpointOf(base));
      } else if (direction === FROM_SERVER && isMailPort(words[base + Flow.PORTS] & 0xffff)) {
        this.#mailReply(view, base);
      } else if ((words[base + Flow.PORTS] & 0xffff) === ftp.CONTROL_PORT) {
        this.capture.roles.observeControl(view, words, base, direction);
      }
      // In a proxy's tunnel it is the target's: see `proxy-requests.ts`.
      if (this.#decrypted.waits(flow(base)) && words[base + Flow.APPLICATION] !== ASKS_PROXY) {
        state |= this.#decryptedData(view, base, direction);
      }
    } else {
      if ((flags & tcp.FIN) === 0) addHistory(words, base, HistoryLetter.ACK + direction);
      if (direction === FROM_SERVER) {
        // Where neither its SYN/ACK nor its data is there, its acknowledgments came the same way.
        if (words[base + Flow.SERVER_TIME_TO_LIVE] === 0) this.#serverTimeToLive(view, base);
        const sequence = tcp.sequenceWord(bytes, at);
        const expected = words[base + Flow.SERVER_NEXT];
        // Without its SYN/ACK the server's data counts from what it has sent so far; later a segment
        // behind what came says that it sent what never did. One more is its FIN.
        if (expected === 0 || words[base + Flow.SERVER_PACKETS] === 1) {
          words[base + Flow.SERVER_NEXT] = sequence;
        } else if (((sequence - expected) | 0) > 1) {
          words[base + Flow.SERVER_NEXT] = sequence;
          state |= TcpState.SERVER_HOLE | TcpState.HOLE_BEFORE_ACK;
          words[base + Flow.HISTORY_SEEN] &= ~HOLE_FILLED;
        }
        if ((state & TcpState.SERVER_RST) !== 0) {
          state = this.#afterReset(view, base, direction, state, OVERTAKEN_WITHIN);
        }
      } else if (words[base + Flow.CLIENT_NEXT] === 0) {
        words[base + Flow.CLIENT_NEXT] = tcp.sequenceWord(bytes, at);
      }
    }
    if ((flags & tcp.ACK) !== 0) {
      // Of the other side's data: what the capture does not have, it lost. One more is its FIN.
      const seen = base + Flow.SERVER_NEXT - direction;
      const acknowledged = tcp.acknowledgmentWord(bytes, at);
      if (((acknowledged - words[seen]) | 0) > 1 && words[seen] !== 0) {
        // Of a side that was not seen yet it may have been before the capture.
        if (words[base + Flow.SERVER_PACKETS - direction] > 0) this.capture.unseenSegments++;
        words[seen] = acknowledged;
        if (direction === FROM_CLIENT) {
          state |= TcpState.SERVER_DATA_UNSEEN;
          // What the server's last data was like is not known.
          noteLength(words, base, FROM_CLIENT, flags, 0);
        }
      } else if (words[seen] === 0 && direction === FROM_CLIENT) words[seen] = acknowledged;
    }
    if (direction === FROM_CLIENT) {
      if ((state & HANDSHAKE) !== TcpState.SYN || this.#followsSyn(bytes, at, base)) {
        state |= TcpState.CLIENT_ACK;
      }
      if (
        (state & AWAITS_CLIENT) === TcpState.SERVER_DATA &&
        ((tcp.acknowledgmentWord(bytes, at) - words[base + SERVER_DATA_END]) | 0) >= 0
      ) {
        state |= TcpState.EXCHANGED;
      }
      if (
        (state & TcpState.SERVER_HOLE) !== 0 &&
        ((tcp.acknowledgmentWord(bytes, at) - words[base + Flow.SERVER_NEXT]) | 0) >= 0
      ) {
        // The client has what the capture lacks.
        if ((state & TcpState.HOLE_BEFORE_ACK) !== 0) {
          this.capture.unseenSegments++;
          state |= TcpState.SERVER_DATA_UNSEEN;
        }
        state &= ~(TcpState.SERVER_HOLE | TcpState.HOLE_BEFORE_ACK);
      }
    } else if ((flags & tcp.ACK) !== 0) {
      state |= TcpState.SERVER_ACK;
      if ((state & TcpState.KEEP_ALIVE) !== 0) {
        state &= ~(TcpState.KEEP_ALIVE | TcpState.AWAITS_ACK);
        words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] = 0;
      }
      if (tcp.window(bytes, at) === 0) {
        if ((flags & tcp.FIN) === 0 && (state & TcpState.ZERO_WINDOW) === 0) {
          state |= TcpState.ZERO_WINDOW;
          words[base + ZERO_WINDOW_SINCE] = view.seconds;
        }
      } else if ((state & TcpState.ZERO_WINDOW) !== 0) {
        state &= ~TcpState.ZERO_WINDOW;
        this.#windowOpens(view, base);
      }
      const acknowledgment = tcp.acknowledgmentWord(bytes, at);
      const known = words[base + Flow.SERVER_ACKNOWLEDGED];
      // A duplicate ACK, or one with SACK: later, shorter data arrived, what is before it did not
      // (RFC 5681 §3.2, RFC 2018).
      const isRepeated =
        (state & TcpState.CLIENT_DATA) !== 0 &&
        ((words[base + Flow.CLIENT_NEXT] - acknowledgment) | 0) > 0 &&
        ((length === 0 &&
          acknowledgment === (known !== 0 ? known : (words[base + Flow.CLIENT_ISN] + 1) | 0)) ||
          (tcp.mayHaveSack(bytes, at) && hasSacked(view)));
      if (isRepeated) state |= TcpState.REPEATED_ACK;
      if (known === 0 || ((acknowledgment - known) | 0) > 0) {
        words[base + Flow.SERVER_ACKNOWLEDGED] = acknowledgment;
        if (!isRepeated) state &= ~TcpState.REPEATED_ACK;
        if ((state & TcpState.AWAITS_ACK) !== 0) {
          state &= ~TcpState.AWAITS_ACK;
          words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] = 0;
        }
      }
    }
    if ((flags & tcp.FIN) !== 0) {
      addHistory(words, base, HistoryLetter.FIN + direction);
      if (direction === FROM_CLIENT && this.#lacksServerData(bytes, at, base)) {
        state |= TcpState.SERVER_HOLE;
      }
      if (direction !== FROM_CLIENT) state |= TcpState.SERVER_FIN;
      else if ((state & TcpState.CLIENT_FIN) === 0) {
        if ((state & TcpState.SERVER_HOLE) !== 0)
          words[base + Flow.HISTORY_SEEN] |= HOLE_BEFORE_FIN;
        state |= TcpState.CLIENT_FIN;
        // Numbered behind what the capture has of it, it ends what that lost.
        const number = tcp.sequenceWord(bytes, at);
        const next = words[base + Flow.CLIENT_NEXT];
        if (next !== 0 && length === 0 && ((number - next) | 0) > 0) {
          words[base + Flow.CLIENT_NEXT] = number;
        }
      } else if (!view.hasTime || Math.abs(sinceLast(view, words, base)) >= DUPLICATE_WITHIN) {
        state |= TcpState.CLIENT_FIN_AGAIN;
      }
    }
    words[base + Flow.STATE] = state;
    if (mayBeSettled(state) && !this.#looksInto(base)) settle(words, base);
    else unsettle(words, base);
  }

  /** Whether somebody reads what the connection carries, as far as it has come. */
  #looksInto(base: number): boolean {
    const words = this.flows.words;
    const port = words[base + Flow.PORTS] & 0xffff;
    return (
      words[base + Flow.APPLICATION] < 0 ||
      this.clientHellos.waits(flow(base)) ||
      this.#certificates.waits(flow(base)) ||
      this.#decrypted.waits(flow(base)) ||
      port === dns.PORT ||
      port === sip.PORT ||
      port === ftp.CONTROL_PORT ||
      isMailPort(port)
    );
  }

  /**
   * New data, or an acknowledgment, after a reset: a host that has reset a connection never goes on with
   * it. Right behind it (`within` microseconds) they may have come in the wrong order.
   */
  #afterReset(
    view: PacketView,
    base: number,
    direction: number,
    state: number,
    within: number,
  ): number {
    const own = direction === FROM_CLIENT ? TcpState.CLIENT_RST : TcpState.SERVER_RST;
    if ((state & (own | TcpState.WENT_ON_AFTER_RST)) !== own) return state;
    // Without a packet of the server's: a reset to a challenge ACK, which ends nothing.
    if (direction === FROM_CLIENT && (state & ACCEPTED) === 0) return state;
    if (direction === FROM_CLIENT && this.#isNumberedAnew(view, base)) return state;
    // Its host turned down a SYN/ACK that a program of its own asked for, past it: scanners go on then, with data
    // on a connection that is over.
    if (direction === FROM_CLIENT && (this.flows.words[base + Flow.STATE] & SPEAKS) === 0) {
      return (state & ~TcpState.CLIENT_DATA) | TcpState.WENT_ON_AFTER_RST;
    }
    if (Math.abs(sinceLast(view, this.flows.words, base)) < within) {
      if (!view.hasTime) this.#resets.mayHaveGoneOn(view, base);
      return state;
    }
    this.#resets.wentOn(view, base, direction);
    return state | TcpState.WENT_ON_AFTER_RST;
  }

  /** Whether the client's numbers are another connection's, whose SYN the capture lacks. */
  #isNumberedAnew(view: PacketView, base: number): boolean {
    const begun = this.flows.words[base + Flow.CLIENT_ISN];
    const at = view.layerStart[view.transport];
    const sent = (tcp.sequenceWord(view.layerBytes(view.transport), at) - begun) | 0;
    return begun !== 0 && (sent < 0 || sent >= FARTHEST);
  }

  /** New data on a connection of plain HTTP: a request, or an answer, for which somebody waited. */
  #inTurn(view: PacketView, base: number, direction: number): void {
    const words = this.flows.words;
    const asked = askedIn(words, base);
    const now = turnSecond(words, base, view.seconds);
    if (now === 0) return;
    if (direction === FROM_CLIENT) {
      // What does not begin as a request is more of one, or another protocol's (a web socket's).
      if (asked === 0 && !isHttpRequest(view)) return;
      if (asked === 0) this.capture.answerLengths.asked(view, flow(base));
      setAsked(words, base, now);
    } else if (asked !== 0) {
      this.capture.answerLengths.answered(view, flow(base));
      setAsked(words, base, 0);
      addTurn(words, base, now - asked);
    }
  }

  /**
   * A keep-alive of the client's: the byte before its next one, or none at all; returns the state. It is
   * no data. A host that knows the connection answers it.
   */
  #keepAlive(view: PacketView, base: number, state: number, length: number): number {
    const words = this.flows.words;
    const bytes = view.layerBytes(view.transport);
    const at = view.layerStart[view.transport];
    const pause = sinceLast(view, words, base);
    addHistory(words, base, length > 0 ? HistoryLetter.DATA : HistoryLetter.ACK);
    words[base + Flow.LAST_CLIENT_DATA_FRAME] = view.frameNumber;
    if ((state & TcpState.KEEP_ALIVE) !== 0) {
      const count = words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff;
      if ((!view.hasTime || pause >= DUPLICATE_WITHIN) && count < MOST_RETRANSMISSIONS) {
        words[base + Flow.CLIENT_DATA_RETRANSMISSIONS]++;
      }
      return state;
    }
    // Data that waits for its acknowledgment already says more.
    if ((state & TcpState.AWAITS_ACK) !== 0) return state;
    const idle = Math.max(0, (view.seconds - words[base + Flow.LAST_SECONDS]) | 0);
    words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] = idle << 8;
    words[base + Flow.SYN_FRAMES] = view.seconds;
    words[base + Flow.SYN_FRAMES + 1] = length;
    words[base + AFTER_IDLE] = tcp.window(bytes, at) | (identification(view) << 16);
    return state | TcpState.KEEP_ALIVE | TcpState.AWAITS_ACK;
  }

  /** The server takes data again, after a while in which it took none. */
  #windowOpens(view: PacketView, base: number): void {
    const seconds = (view.seconds - this.flows.words[base + ZERO_WINDOW_SINCE]) | 0;
    if (seconds < SLOW_SECONDS) return;
    const endpoint = this.#endpointOf(base);
    if (endpoint === null) return;
    endpoint.later ??= new LaterFacts();
    endpoint.later.closedWindows.add(view.frameNumber);
    endpoint.later.closedFor.add(seconds);
  }

  /** Whether a client's segment comes next after its SYN: else it is a scanner's from the same port. */
  #followsSyn(bytes: Uint8Array, at: number, base: number): boolean {
    const sent = (tcp.sequenceWord(bytes, at) - this.flows.words[base + Flow.CLIENT_ISN]) | 0;
    return sent > 0 && sent < FAR_BEHIND_SYN;
  }

  /** A packet that is surely the server's: its time to live is the connection's. */
  #serverTimeToLive(view: PacketView, base: number): void {
    const words = this.flows.words;
    const known = words[base + Flow.SERVER_TIME_TO_LIVE];
    const value = hopLimit(view);
    if (value < 0) return;
    const lowest = known === 0 ? value : Math.min(value, known & 0xff);
    const highest = Math.max(value, (known >>> 8) & 0xff);
    words[base + Flow.SERVER_TIME_TO_LIVE] = (known & ~0xffff) | (highest << 8) | lowest;
  }

  #endpointOf(base: number): EndpointFacts | null {
    return this.endpoints.of(this.flows.words, base);
  }

  #serverOf(base: number): ServerFacts | null {
    return this.endpoints.serverOf(this.flows.words, base);
  }

  #firstData(view: PacketView, base: number, direction: number): void {
    const words = this.flows.words;
    if (direction === FROM_CLIENT) {
      words[base + Flow.CLIENT_DATA_FRAME] = view.frameNumber;
      words[base + Flow.LAST_CLIENT_DATA_FRAME] = view.frameNumber;
      this.#rememberLook(view, base);
      const owner = this.endpoints.ownerOf(words, base);
      if ((words[base + Flow.PORTS] & 0xffff) === socks.PORT && isPartOfPayload(view)) {
        this.#endpointOf(base)?.ownSocks().unread.add(view.frameNumber);
      }
      if (owner !== null) {
        words[base + Flow.APPLICATION] = http.isServerPort(words[base + Flow.PORTS] & 0xffff)
          ? httpRequest(view)
          : this.clientHellos.begin(view, flow(base), owner) || proxyRequest(view);
        const { secrets } = this.clientHellos;
        if (secrets !== null && words[base + Flow.APPLICATION] > 0) {
          this.#decrypted.begin(view, flow(base), secrets);
        }
        const proxy = words[base + Flow.APPLICATION] === ASKS_PROXY ? this.#endpointOf(base) : null;
        if (proxy !== null) this.#proxyRequests.begin(view, flow(base), proxy);
      }
      words[base + FIRST_MESSAGE] =
        words[base + Flow.APPLICATION] > 0 ? this.clientHellos.traits : firstMessage(view);
      if (messageKind(words[base + FIRST_MESSAGE]) === FirstMessage.HTTP_REQUEST) {
        this.capture.answerLengths.asked(view, flow(base));
      }
    } else {
      words[base + Flow.SERVER_DATA_FRAME] = view.frameNumber;
      words[base + SERVER_DATA_END] =
        tcp.sequenceWord(view.layerBytes(view.transport), view.layerStart[view.transport]) +
        view.payloadLength;
      // The SYN/ACK's, where it is there: it may be another's than that of the data.
      const accepted =
        words[base + Flow.SYN_ACK_FRAME] === 0 ? -1 : words[base + Flow.SERVER_TIME_TO_LIVE] & 0xff;
      this.#serverTimeToLive(view, base);
      const asked = words[base + Flow.APPLICATION];
      // On other ports than HTTP's the first answer alone is looked at.
      if (messageKind(words[base + FIRST_MESSAGE]) === FirstMessage.HTTP_REQUEST) {
        this.capture.answerLengths.answered(view, flow(base));
      }
      if (view.unknown !== 0 && asked !== ASKS_PROXY) this.#unshownPage(view, base);
      if (asked === 0 && (words[base + Flow.STATE] & TcpState.CLIENT_DATA) === 0) {
        this.#unaskedPage(view, base, accepted);
      }
      if (asked > 0) {
        const owner = this.endpoints.ownerOf(words, base);
        if (owner !== null) {
          tlsAnswer(view, asked, accepted, owner);
          this.#certificates.begin(view, flow(base), owner);
        }
      } else if (asked < 0 && asked !== ASKS_PROXY) {
        const endpoint = this.#endpointOf(base);
        if (endpoint !== null) httpAnswer(view, asked, accepted, endpoint, this.capture);
      }
      // A SYN/ACK has told it already.
      if (words[base + Flow.SYN_ACK_FRAME] === 0) {
        this.capture.lastHandshakeSeconds = view.seconds;
        this.#serverOf(base)?.addTimeToLive(hopLimit(view));
        if ((words[base + Flow.STATE] & TcpState.OUTSIDE) !== 0) {
          this.#fromOutside(view);
        }
      }
    }
  }

  /** A page whose request the capture lacks: of a redirect from next door nobody can tell whose it is. */
  #unaskedPage(view: PacketView, base: number, accepted: number): void {
    if (!http.isServerPort(this.flows.words[base + Flow.PORTS] & 0xffff)) return;
    const endpoint = this.#endpointOf(base);
    if (endpoint === null) return;
    const { payloadStart, payloadEnd } = view;
    const status = http.statusCode(view.layerBytes(view.transport), payloadStart, payloadEnd);
    if (status === NETWORK_AUTHENTICATION_REQUIRED) {
      httpAnswer(view, 0, accepted, endpoint, this.capture);
    } else if (status >= 300 && status < 400 && isNextDoor(hopLimit(view))) {
      endpoint.oddEnds = withFrame(endpoint.oddEnds, view.frameNumber);
    }
  }

  /** A page of a list that a box on the way may have sent. */
  #unshownPage(view: PacketView, base: number): void {
    if ((view.unknown & Unknown.HOP_LIMIT) === 0) return;
    const endpoint = this.#endpointOf(base);
    if (endpoint !== null) unshownPage(view, endpoint);
  }

  /** A mail server's reply: what it refuses, it says. */
  #mailReply(view: PacketView, base: number): void {
    const { payloadStart: at, payloadEnd: limit } = view;
    const bytes = view.layerBytes(view.transport);
    const endpoint = isRefusal(bytes, at, limit) ? this.#endpointOf(base) : null;
    if (endpoint === null) return;
    endpoint.spoken ??= new SpokenFacts();
    endpoint.spoken.replies.add(view.frameNumber);
    endpoint.spoken.words ||= replyText(bytes, at, limit);
  }

  /** More of a handshake whose secrets are known; returns bits of the state. */
  #decryptedData(view: PacketView, base: number, direction: number): number {
    this.#decrypted.goOn(view, flow(base), direction);
    const { names, alert } = this.#decrypted;
    if (names !== null) this.#decrypted.addCertificate(this.#endpointOf(base), view.frameNumber);
    return alert < 0 ? 0 : TcpState.CLIENT_ALERT | this.#clientAlert(view, base, alert);
  }

  /** A fatal alert of the client that can be read: whether it is about the server's certificate. */
  #clientAlert(view: PacketView, base: number, description: number): number {
    if (!tls.isAboutCertificate(description)) return 0;
    // A list does not show whose certificate it is about.
    if (this.capture.packetsWithoutPayload > 0) {
      this.#endpointOf(base)?.ownUnshown().turnedAway.add(view.frameNumber);
      return 0;
    }
    const known = this.flows.words[base + Flow.SERVER_TIME_TO_LIVE] & 0xffff;
    const [lowest, highest] = known === 0 ? [-1, -1] : [known & 0xff, known >>> 8];
    const tlsFacts = this.#endpointOf(base)?.own('tls');
    tlsFacts?.addDistrust(description, view.frameNumber, lowest, highest);
    return TcpState.CERTIFICATE_REFUSED;
  }

  /**
   * Whether the client answers the server's first flight by an alert in place of its Finished, which is
   * longer (RFC 8446 §4.4.4): with TLS 1.3 all that is in the clear of a certificate that it refuses.
   */
  #isAlertForFinished(view: PacketView, base: number, sequence: number): boolean {
    const words = this.flows.words;
    const hello = helloLength(words[base + FIRST_MESSAGE]);
    const before = (sequence - words[base + Flow.CLIENT_ISN] - 1 - hello) | 0;
    const bytes = view.layerBytes(view.transport);
    return (
      hello > 0 &&
      before >= 0 &&
      before <= tls.CHANGE_CIPHER_LENGTH &&
      tls.endsInEncryptedAlert(bytes, view.payloadStart, view.payloadEnd)
    );
  }

  /**
   * Whether the client ends where the server's data stands that it sent again and again: seen at the
   * server, that data left, and never arrived.
   */
  #lacksServerData(bytes: Uint8Array, at: number, base: number): boolean {
    const words = this.flows.words;
    const again = words[base + Flow.SERVER_TIME_TO_LIVE] >>> 16;
    if (again >>> 8 < STALLED_SERVER_DATA) return false;
    const acknowledged = tcp.acknowledgmentWord(bytes, at);
    return (
      (again & 0xff) === sequenceHash(acknowledged) &&
      ((words[base + Flow.SERVER_NEXT] - acknowledged) | 0) > 0
    );
  }

  /** Counts how often the same data of the server was sent again, in a row. */
  #serverDataAgain(base: number, sequence: number): void {
    const words = this.flows.words;
    const known = words[base + Flow.SERVER_TIME_TO_LIVE];
    const hash = sequenceHash(sequence);
    const isSame = ((known >>> 16) & 0xff) === hash;
    const count = isSame ? Math.min(known >>> 24, MOST_RETRANSMISSIONS - 1) + 1 : 1;
    words[base + Flow.SERVER_TIME_TO_LIVE] = (known & 0xffff) | (hash << 16) | (count << 24);
  }

  /**
   * Data that was sent before: a retransmission, unless the capture has the same packet twice.
   * @returns whether it is one of the client's
   */
  #dataAgain(view: PacketView, base: number, direction: number, length: number): boolean {
    const words = this.flows.words;
    const pause = sinceLast(view, words, base);
    // One byte again is a keep-alive (RFC 9293 §3.8.4).
    if (length <= 1) return false;
    addHistory(words, base, HistoryLetter.RETRANSMISSION + direction);
    // In a text without times a copy cannot be told from what was sent again.
    if (pause < DUPLICATE_WITHIN && view.hasTime) return false;
    this.capture.dataRetransmissions++;
    if (direction !== FROM_CLIENT) {
      const at = view.layerStart[view.transport];
      this.#serverDataAgain(base, tcp.sequenceWord(view.layerBytes(view.transport), at));
      return false;
    }
    const endpoint = this.#endpointOf(base);
    if (endpoint !== null) endpoint.dataRetransmissions++;
    const count = words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] & 0xff;
    if (count === 0) words[base + Flow.SYN_FRAMES] = view.seconds;
    words[base + Flow.SYN_FRAMES + 1] = length;
    if (count < MOST_RETRANSMISSIONS) words[base + Flow.CLIENT_DATA_RETRANSMISSIONS]++;
    words[base + Flow.LAST_CLIENT_DATA_FRAME] = view.frameNumber;
    this.#rememberLook(view, base);
    return true;
  }

  /** What a reset that answers this data may have copied of it. */
  #rememberLook(view: PacketView, base: number): void {
    const words = this.flows.words;
    // From the server's first data on the word is its end.
    if ((words[base + Flow.STATE] & TcpState.SERVER_DATA) !== 0) return;
    const window = tcp.window(view.layerBytes(view.transport), view.layerStart[view.transport]);
    words[base + Flow.SYN_WINDOW] = window | (identification(view) << 16);
  }

  /**
   * Ends a flow at a time: what became of the attempt goes to its endpoint's facts.
   * @param seconds time up to which an answer could have come
   */
  finish(flow: number, seconds: number, nanoseconds: number, isEvicted = false): void {
    this.onFlowEnd?.(flow);
    this.clientHellos.forget(flow);
    this.#proxyRequests.end(flow, this.flows.words, seconds, this.endpoints);
    this.#certificates.forget(flow);
    this.#decrypted.forget(flow);
    this.#sipStreams.forget(flow);
    this.dnsStreams.forget(flow);
    this.#outcomes.finish(flow, seconds, nanoseconds, isEvicted);
    this.capture.answerLengths.forget(flow);
  }
}

/** Whether the segment acknowledges data behind a gap (RFC 2018). */
function hasSacked(view: PacketView): boolean {
  const layer = view.transport;
  return (
    tcp.sackedBytes(view.layerBytes(layer), view.layerStart[layer], view.layerEnd[layer], 1) > 0
  );
}

/** Whether not all of the payload is there: a list does not show it, or the snap length cut it. */
function isPartOfPayload({
  unknown,
  payloadStart,
  payloadEnd,
  payloadLength,
}: PacketView): boolean {
  return (unknown & Unknown.PAYLOAD) !== 0 || payloadEnd - payloadStart < payloadLength;
}

/** Traits of first data that is no ClientHello. */
function firstMessage(view: PacketView): number {
  const shown = view.payloadEnd - view.payloadStart;
  if (shown < TELLING_BYTES && shown < view.payloadLength) {
    return messageTraits(FirstMessage.UNSHOWN, view.payloadLength);
  }
  if (isHttpRequest(view)) return messageTraits(FirstMessage.HTTP_REQUEST, view.payloadLength);
  const dialect = smb.dialectOf(
    view.layerBytes(view.transport),
    view.payloadStart,
    view.payloadEnd,
  );
  const kind =
    dialect === smb.Dialect.NONE
      ? FirstMessage.OTHER
      : dialect === smb.Dialect.SMB1
        ? FirstMessage.SMB1
        : FirstMessage.SMB2;
  return messageTraits(kind, view.payloadLength);
}

function flow(base: number): number {
  return base / FLOW_WORDS;
}

/** One byte of a sequence number, such that neighbors differ. */
function sequenceHash(sequence: number): number {
  return (sequence ^ (sequence >>> 8) ^ (sequence >>> 16) ^ (sequence >>> 24)) & 0xff;
}
