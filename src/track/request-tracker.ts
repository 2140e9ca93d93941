import { Unknown } from '../capture/packet-record.ts';
import {
  DATAGRAM_PROTOCOLS,
  type DatagramProtocol,
  recogniseDatagram,
} from '../protocols/datagram-protocols.ts';
import { WordTable } from '../protocols/hash-tables.ts';
import { datagram, Turn } from '../protocols/message-of-datagram.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import * as rtp from '../protocols/rtp/codec.ts';
import { mediaPlaces } from '../protocols/sdp/codec.ts';
import * as udp from '../protocols/udp/codec.ts';
import { writeDestination, writeSource } from './address-key.ts';
import type { OpenOutcomes } from './dns-tracker.ts';
import type { EndpointTable } from './endpoint-table.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import type { RequestFacts } from './facts/datagram-facts.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import {
  CARRIES,
  Carries,
  FLOW_WORDS,
  Flow,
  type FlowTable,
  FROM_SERVER,
  MEDIA_SEQUENCE,
  MEDIA_SOURCE,
} from './flow-table.ts';
import { looksOf } from './packet-copy.ts';
import {
  DNS_SILENCE,
  DUPLICATE_WITHIN,
  EVICTED_SILENCE,
  isPlausibleDelay,
  microsecondsBetween,
} from './time.ts';

/** Requests without an answer that are followed at once; past that the oldest make room. */
const MAXIMUM_OPEN_REQUESTS = 8_192;
/** Datagrams of a conversation that are looked at before it is taken for something else. */
const LOOKS = 3;
/** The same request after a longer pause (microseconds) is a new one. */
const RETRY_WITHIN = 120_000_000;
/** An answer that is to come has come after so many of the protocol's own retransmission times. */
const PATIENCE = 1.5;
/** Microseconds for which a client has asked again, and heard nothing, that one lost packet does not make. */
const ASKED_AGAIN_FOR = 3_000_000;

/** Client's and server's address, client's port with the protocol's row, transaction. */
const KEY_WORDS = 11;

/** Rows of protocols whose servers answer from another port. */
const ANSWERED_ELSEWHERE: readonly number[] = DATAGRAM_PROTOCOLS.flatMap((protocol, row) =>
  protocol.answersElsewhere === true ? [row] : [],
);

/** Words of an open request's record. */
enum Request {
  ENDPOINT = 0,
  ROW = 1,
  WHAT = 2,
  PRINT = 3,
  SENT = 4,
  /** How often it was sent in IP fragments. */
  FRAGMENTED = 5,
  FIRST_SECONDS = 6,
  FIRST_NANOSECONDS = 7,
  LAST_SECONDS = 8,
  LAST_NANOSECONDS = 9,
  /** Port that an answer came from and was not asked, its frame; how often it was asked again then. */
  OTHER_PORT = 10,
  OTHER_FRAME = 11,
  AGAIN = 12,
  OPEN = 13,
  FRAMES = 14, // 6 words: the first six
  /** How often it was sent in what may be a first fragment, and is not shown to be one. */
  MAYBE_FRAGMENTED = 20,
  /** What the last one looked like, where there are no times. */
  LOOKS = 21,
}
const REQUEST_WORDS = 22;
const FRAMES_PER_REQUEST = 6;

/** Where the datagram ends on the wire. A first fragment has less of it than UDP's header says. */
function wireEnd(view: PacketView): number {
  const end = view.payloadStart + view.payloadLength;
  const layer = view.transport;
  if (!view.isFragment || layer < 0 || layer >= view.reassembledFrom) return end;
  const at = view.layerStart[layer];
  return Math.max(end, at + udp.length(view.bytes, at));
}

/**
 * Requests over UDP that must be answered, beside DNS: each protocol is a row of
 * `DATAGRAM_PROTOCOLS`, known by its bytes, and so are a request and its answer.
 */
export class RequestTracker {
  readonly #slots = new WordTable(KEY_WORDS, MAXIMUM_OPEN_REQUESTS);
  readonly #key = new Int32Array(KEY_WORDS);
  /** Made with the first request. */
  #words = new Int32Array(0);
  #used = 0;
  #hand = 0;

  constructor(
    readonly endpoints: EndpointTable,
    readonly flows: FlowTable,
    readonly capture: CaptureFacts,
  ) {}

  /** Row of the protocol that the datagram is of, or -1; `datagram` then says what it is. */
  recognise(view: PacketView): number {
    return recogniseDatagram(
      view.layerBytes(view.transport),
      view.payloadStart,
      view.payloadEnd,
      wireEnd(view),
      view.sourcePort,
      view.destinationPort,
    );
  }

  /**
   * The request that a datagram answers whose conversation is new, so that the answer comes from a
   * port that was not asked; -1 for none. To be called right after `recognise`.
   */
  askedElsewhere(view: PacketView, row: number): number {
    if (this.#slots.count === 0 || datagram.turn === Turn.REQUEST) return -1;
    return this.#findElsewhere(view, row);
  }

  /**
   * The same of a datagram whose bytes are not shown: only where servers of the protocol answer from
   * another port, and so need nothing but the client's address and port to be known by.
   */
  askedUnshown(view: PacketView): number {
    if (this.#slots.count === 0) return -1;
    datagram.first = 0;
    datagram.second = 0;
    for (const row of ANSWERED_ELSEWHERE) {
      const request = this.#findElsewhere(view, row);
      if (request >= 0) return request;
    }
    return -1;
  }

  #findElsewhere(view: PacketView, row: number): number {
    const key = this.#key;
    writeDestination(view, key);
    writeSource(view, key, 4);
    this.#setTransaction(view.destinationPort, row);
    return this.#slots.find(key);
  }

  /** Notes that the first datagram of a flow, which is new, answers a request to another port. */
  answeredElsewhere(view: PacketView, flow: number, request: number): void {
    const words = this.#words;
    const base = request * REQUEST_WORDS;
    const flowBase = flow * FLOW_WORDS;
    this.flows.words[flowBase + Flow.ENDPOINT] = words[base + Request.ENDPOINT];
    this.flows.words[flowBase + CARRIES] = Carries.ROW | Carries.REQUESTS | Carries.ELSEWHERE;
    if (DATAGRAM_PROTOCOLS[words[base + Request.ROW]].answersElsewhere === true) {
      this.flows.words[flowBase + CARRIES] = Carries.ROW | Carries.REQUESTS;
      this.#answered(view, request);
      return;
    }
    if (words[base + Request.OTHER_FRAME] !== 0) return;
    words[base + Request.OTHER_PORT] = view.sourcePort;
    words[base + Request.OTHER_FRAME] = view.frameNumber;
  }

  /**
   * Takes in a datagram of a flow that may carry requests.
   * @param row the protocol's, where `recognise` was just asked; else undefined
   * @param isCounted it was taken in when its first fragment came
   */
  observe(
    view: PacketView,
    flow: number,
    direction: number,
    row?: number,
    isCounted = false,
  ): void {
    const at = flow * FLOW_WORDS + CARRIES;
    const flowWords = this.flows.words;
    let known = (flowWords[at] & Carries.ROW) - 1;
    if (known < 0) {
      known = row ?? this.recognise(view);
      if (known < 0) {
        if (this.#mayBeMedia(view, flow)) return;
        flowWords[at] += Carries.LOOK;
        if ((flowWords[at] & Carries.LOOKS) >= LOOKS * Carries.LOOK) {
          flowWords[at] |= Carries.ROW;
        }
        return;
      }
      flowWords[at] |= known + 1;
    } else {
      const protocol = DATAGRAM_PROTOCOLS[known];
      const isOpen = flowWords[flow * FLOW_WORDS + Flow.APPLICATION] !== 0;
      if (direction === FROM_SERVER) {
        if (!isOpen) return;
        if (protocol.isAnsweredByAnything === true) {
          this.#answeredByAnything(view, flow, known);
          return;
        }
      }
      const bytes = view.layerBytes(view.transport);
      if (!protocol.read(bytes, view.payloadStart, view.payloadEnd, wireEnd(view))) return;
    }
    const { sessionAt } = DATAGRAM_PROTOCOLS[known];
    if (sessionAt !== undefined) this.#learnMedia(view, sessionAt);
    if (direction === FROM_SERVER) {
      if (datagram.turn >= Turn.RESPONSE) this.#response(view, flow, known);
    } else if (isCounted) {
      return;
    } else if (datagram.turn === Turn.REQUEST || datagram.turn === Turn.EITHER) {
      if (datagram.what in DATAGRAM_PROTOCOLS[known].requests) this.#request(view, flow, known);
    }
  }

  /** Whether the packet is one of a stream of RTP, as far as can be told; two of them settle it. */
  #mayBeMedia(view: PacketView, flow: number): boolean {
    const bytes = view.layerBytes(view.transport);
    const at = view.payloadStart;
    if (!rtp.mayBeRtp(bytes, at, view.payloadEnd)) return false;
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    const isSame =
      (words[base + CARRIES] & Carries.MAY_BE_MEDIA) !== 0 &&
      words[base + MEDIA_SOURCE] === rtp.ssrc(bytes, at) &&
      rtp.follows(rtp.sequence(bytes, at), words[base + MEDIA_SEQUENCE]);
    if (isSame) {
      words[base + CARRIES] |= Carries.MEDIA | Carries.ROW;
      return true;
    }
    words[base + MEDIA_SOURCE] = rtp.ssrc(bytes, at);
    words[base + MEDIA_SEQUENCE] = rtp.sequence(bytes, at);
    words[base + CARRIES] = (words[base + CARRIES] | Carries.MAY_BE_MEDIA) + Carries.LOOK;
    return (words[base + CARRIES] & Carries.LOOKS) < 2 * LOOKS * Carries.LOOK;
  }

  /** Where a call wants its media; `datagram` says which call. */
  #learnMedia(view: PacketView, sessionAt: NonNullable<DatagramProtocol['sessionAt']>): void {
    const bytes = view.layerBytes(view.transport);
    const session = sessionAt(bytes, view.payloadStart, view.payloadEnd);
    if (session < 0) return;
    this.capture.media.learn(datagram.first, mediaPlaces(bytes, session, view.payloadEnd));
  }

  #setTransaction(clientPort: number, row: number): void {
    const key = this.#key;
    key[8] = (clientPort << 16) | row;
    key[9] = datagram.first;
    key[10] = datagram.second;
  }

  #setKey(flow: number, row: number): void {
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    const key = this.#key;
    for (let i = 0; i < 4; i++) {
      key[i] = words[base + Flow.CLIENT_ADDRESS + i];
      key[4 + i] = words[base + Flow.SERVER_ADDRESS + i];
    }
    this.#setTransaction(words[base + Flow.PORTS] >>> 16, row);
  }

  #request(view: PacketView, flow: number, row: number): void {
    const flowBase = flow * FLOW_WORDS;
    const endpoint = this.endpoints.of(this.flows.words, flowBase);
    if (endpoint === null) return;
    const words = this.#room();
    this.#setKey(flow, row);
    let request = this.#slots.find(this.#key);
    if (request >= 0) {
      const base = request * REQUEST_WORDS;
      const pause = this.#sinceLast(base, view);
      const isCopy = view.hasTime
        ? Math.abs(pause) < DUPLICATE_WITHIN
        : words[base + Request.LOOKS] === looksOf(view);
      if (isCopy) return;
      const isSame =
        words[base + Request.ENDPOINT] === endpoint.reference &&
        words[base + Request.PRINT] === datagram.print &&
        (!view.hasTime || (pause >= 0 && pause <= RETRY_WITHIN));
      if (isSame) {
        if (words[base + Request.OTHER_FRAME] !== 0) words[base + Request.AGAIN]++;
        this.#sent(base, view);
        return;
      }
      this.#close(request, view.seconds, view.nanoseconds);
      this.#setKey(flow, row);
    } else if (this.#slots.count === MAXIMUM_OPEN_REQUESTS) {
      this.#evict(view);
      this.#setKey(flow, row);
    }
    request = this.#slots.insert(this.#key);
    if (request >= this.#used) this.#used = request + 1;
    const base = request * REQUEST_WORDS;
    for (let i = base; i < base + REQUEST_WORDS; i++) words[i] = 0;
    words[base + Request.ENDPOINT] = endpoint.reference;
    words[base + Request.ROW] = row;
    words[base + Request.WHAT] = datagram.what;
    words[base + Request.PRINT] = datagram.print;
    words[base + Request.FIRST_SECONDS] = view.seconds;
    words[base + Request.FIRST_NANOSECONDS] = view.nanoseconds;
    words[base + Request.OPEN] = 1;
    this.flows.words[flowBase + CARRIES] |= Carries.REQUESTS;
    this.flows.words[flowBase + Flow.APPLICATION] = request + 1;
    this.#sent(base, view);
  }

  #room(): Int32Array {
    if (this.#words.length === 0) {
      this.#words = new Int32Array(MAXIMUM_OPEN_REQUESTS * REQUEST_WORDS);
    }
    return this.#words;
  }

  #sent(base: number, view: PacketView): void {
    const words = this.#words;
    const sent = words[base + Request.SENT]++;
    if (sent < FRAMES_PER_REQUEST) words[base + Request.FRAMES + sent] = view.frameNumber;
    if (view.isFragment) words[base + Request.FRAGMENTED]++;
    else if ((view.unknown & Unknown.FRAGMENT) !== 0) words[base + Request.MAYBE_FRAGMENTED]++;
    words[base + Request.LAST_SECONDS] = view.seconds;
    words[base + Request.LAST_NANOSECONDS] = view.nanoseconds;
    if (!view.hasTime) words[base + Request.LOOKS] = looksOf(view);
  }

  #sinceLast(base: number, view: PacketView): number {
    return microsecondsBetween(
      this.#words[base + Request.LAST_SECONDS] >>> 0,
      this.#words[base + Request.LAST_NANOSECONDS],
      view.seconds,
      view.nanoseconds,
    );
  }

  /** Whatever comes from the port that was asked answers what was asked last. */
  #answeredByAnything(view: PacketView, flow: number, row: number): void {
    datagram.first = 0;
    datagram.second = 0;
    this.#response(view, flow, row);
    this.flows.words[flow * FLOW_WORDS + Flow.APPLICATION] = 0;
  }

  #response(view: PacketView, flow: number, row: number): void {
    if (this.#slots.count === 0) return;
    this.#setKey(flow, row);
    let request = this.#slots.find(this.#key);
    if (request < 0 && DATAGRAM_PROTOCOLS[row].isAnsweredByAnything !== true) {
      // The snap length may have cut off the transaction, of what was asked or of the answer.
      const isUnknown = datagram.first === 0 && datagram.second === 0;
      this.#key[9] = 0;
      this.#key[10] = 0;
      request = this.#slots.find(this.#key);
      if (request < 0 && isUnknown) this.#undecided(flow);
    }
    if (request >= 0) this.#answered(view, request);
  }

  /** It may be what the flow asked last that was answered, or something else. */
  #undecided(flow: number): void {
    const request = this.#lastAsked(flow);
    if (request < 0) return;
    const base = request * REQUEST_WORDS;
    const endpoint = this.endpoints.at(this.#words[base + Request.ENDPOINT]);
    if (endpoint === null) return;
    endpoint.attempts++;
    endpoint.retransmissions += this.#words[base + Request.SENT] - 1;
    endpoint.own('pending').attempts++;
    this.#free(request);
  }

  /** The request that the flow made last, if it is open; else -1. */
  #lastAsked(flow: number): number {
    const flowWords = this.flows.words;
    const base = flow * FLOW_WORDS;
    const request = flowWords[base + Flow.APPLICATION] - 1;
    if (request < 0) return -1;
    const record = request * REQUEST_WORDS;
    const endpoint = this.endpoints.of(flowWords, base);
    const isOpen = this.#words[record + Request.OPEN] === 1;
    return isOpen && this.#words[record + Request.ENDPOINT] === endpoint?.reference ? request : -1;
  }

  #answered(view: PacketView, request: number): void {
    const words = this.#words;
    const base = request * REQUEST_WORDS;
    const endpoint = this.endpoints.at(words[base + Request.ENDPOINT]);
    if (endpoint !== null) {
      endpoint.attempts++;
      endpoint.answered++;
      endpoint.exchanges++;
      endpoint.retransmissions += words[base + Request.SENT] - 1;
      endpoint.addAnswer(view.frameNumber);
      const delay = this.#sinceLast(base, view);
      if (isPlausibleDelay(delay)) endpoint.addDelay(delay);
      const facts = this.#factsOf(base, endpoint);
      if (facts !== null) facts.answered++;
      this.#log(base, true, this.capture);
    }
    this.#free(request);
  }

  /** What is known of requests of the kind; null where an endpoint has too many kinds. */
  #factsOf(base: number, endpoint: EndpointFacts): RequestFacts | null {
    const words = this.#words;
    return endpoint.requestsOf(
      words[base + Request.ROW],
      words[base + Request.WHAT],
      words[base + Request.FRAGMENTED] > 0,
    );
  }

  #log(base: number, isAnswered: boolean, capture: CaptureFacts): void {
    const words = this.#words;
    capture.attempts.add(
      words[base + Request.ENDPOINT],
      words[base + Request.FIRST_SECONDS],
      words[base + Request.FIRST_NANOSECONDS],
      words[base + Request.SENT],
      isAnswered,
    );
  }

  /** An ICMP error refused what the flow asked last. */
  refused(flow: number): void {
    const carries = this.flows.words[flow * FLOW_WORDS + CARRIES];
    const request = (carries & Carries.REQUESTS) === 0 ? -1 : this.#lastAsked(flow);
    if (request < 0) return;
    const base = request * REQUEST_WORDS;
    const endpoint = this.endpoints.at(this.#words[base + Request.ENDPOINT]);
    if (endpoint === null) return;
    endpoint.attempts++;
    endpoint.refused++;
    endpoint.retransmissions += this.#words[base + Request.SENT] - 1;
    this.#free(request);
  }

  #free(request: number): void {
    this.#words[request * REQUEST_WORDS + Request.OPEN] = 0;
    const key = this.#key;
    for (let i = 0; i < KEY_WORDS; i++) key[i] = this.#slots.keyWord(request, i);
    this.#slots.remove(key);
  }

  /** Ends a request without an answer. @param isEvicted it makes room for others */
  #close(request: number, seconds: number, nanoseconds: number, isEvicted = false): void {
    const endpoint = this.endpoints.at(this.#words[request * REQUEST_WORDS + Request.ENDPOINT]);
    if (endpoint === null) this.endpoints.notFollowed++;
    else this.#count(request, endpoint, this.capture, 0, seconds, nanoseconds, isEvicted);
    this.#free(request);
  }

  /** Adds what became of a request without an answer to facts. */
  #count(
    request: number,
    endpoint: EndpointFacts,
    capture: CaptureFacts,
    patience: number,
    seconds: number,
    nanoseconds: number,
    isEvicted: boolean,
  ): void {
    const words = this.#words;
    const base = request * REQUEST_WORDS;
    const sent = words[base + Request.SENT];
    const facts = this.#factsOf(base, endpoint);
    endpoint.attempts++;
    endpoint.retransmissions += sent - 1;
    if (words[base + Request.OTHER_FRAME] !== 0) {
      this.#answeredFromOther(base, endpoint);
      return;
    }
    const last = microsecondsBetween(
      words[base + Request.LAST_SECONDS] >>> 0,
      words[base + Request.LAST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    if (isEvicted && (capture.isUntimed || sent < 2 || last < EVICTED_SILENCE)) {
      endpoint.own('pending').evicted++;
      return;
    }
    const waited = capture.clock.watched(
      words[base + Request.FRAMES],
      words[base + Request.FIRST_SECONDS] >>> 0,
      words[base + Request.FIRST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    const enough = Math.max(
      DNS_SILENCE,
      PATIENCE * 1e6 * DATAGRAM_PROTOCOLS[words[base + Request.ROW]].again,
    );
    const isSilent = waited >= enough + patience;
    if (isSilent) {
      this.#log(base, false, capture);
      endpoint.own('silence').add(sent - 1, waited);
      if (words[base + Request.MAYBE_FRAGMENTED] > 0) {
        endpoint.ownUnshown().fragments.add(words[base + Request.FRAMES]);
      }
      facts?.addSilent(sent, waited);
    } else {
      const pending = endpoint.own('pending');
      pending.attempts++;
      if (sent > 1) pending.again++;
      if (facts !== null && sent > 1 && waited >= ASKED_AGAIN_FOR + patience)
        facts.openSends += sent;
    }
    const { packets } = isSilent ? endpoint.silence : endpoint.pending;
    for (let i = 0; i < Math.min(sent, FRAMES_PER_REQUEST); i++) {
      packets.add(words[base + Request.FRAMES + i]);
      if (isSilent) facts?.silent.add(words[base + Request.FRAMES + i]);
    }
    packets.addUnkept(sent - FRAMES_PER_REQUEST);
    if (isSilent) facts?.silent.addUnkept(sent - FRAMES_PER_REQUEST);
  }

  /** The answer came from a port that was not asked. Who does not ask again has taken it. */
  #answeredFromOther(base: number, endpoint: EndpointFacts): void {
    const words = this.#words;
    const facts = this.#factsOf(base, endpoint);
    if (facts === null) return;
    facts.otherPort = words[base + Request.OTHER_PORT];
    facts.elsewhere.add(words[base + Request.OTHER_FRAME]);
    facts.askedAgain += words[base + Request.AGAIN];
  }

  #evict(view: PacketView): void {
    for (;;) {
      const request = this.#hand;
      this.#hand = request + 1 >= this.#used ? 0 : request + 1;
      if (this.#words[request * REQUEST_WORDS + Request.OPEN] === 1) {
        this.#close(request, view.seconds, view.nanoseconds, true);
        return;
      }
    }
  }

  /** Adds the requests that are open to facts as if they ended at a time; they stay open. */
  count(
    endpoints: OpenOutcomes,
    capture: CaptureFacts,
    seconds: number,
    nanoseconds: number,
  ): void {
    for (let request = 0; request < this.#used; request++) {
      const base = request * REQUEST_WORDS;
      if (this.#words[base + Request.OPEN] !== 1) continue;
      const reference = this.#words[base + Request.ENDPOINT];
      if (this.#words[base + Request.SENT] === 1 && !endpoints.wantsOnce(reference)) continue;
      const endpoint = endpoints.at(reference);
      if (endpoint === null) continue;
      this.#count(request, endpoint, capture, endpoints.patience, seconds, nanoseconds, false);
    }
  }

  /** Ends all requests at the capture's end. */
  finish(seconds: number, nanoseconds: number): void {
    for (let request = 0; request < this.#used; request++) {
      if (this.#words[request * REQUEST_WORDS + Request.OPEN] === 1) {
        this.#close(request, seconds, nanoseconds);
      }
    }
  }
}
