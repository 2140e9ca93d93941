import { type AddressKey, type AddressWords, addressKey } from '../../protocols/address-text.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { FailedTries } from '../failed-tries.ts';
import { type Frames, NO_FRAMES, withFrame } from '../frame-sample.ts';
import type { TraceFacts } from '../traces.ts';
import {
  FirstDataFacts,
  HandshakeFacts,
  type IcmpErrorFacts,
  PartialFacts,
  PendingFacts,
  SilenceFacts,
} from './attempt-facts.ts';
import type { LaterFacts, UnansweredFacts } from './connection-facts.ts';
import { type MediaFacts, QuicFacts, RequestFacts } from './datagram-facts.ts';
import { DnsFacts } from './dns-facts.ts';
import { EndpointRows, Row, TlsRow } from './endpoint-row.ts';
import {
  type AskedBy,
  type HttpFacts,
  type PortalFacts,
  type ProxiedFacts,
  SocksFacts,
} from './http-facts.ts';
import type { SpokenFacts } from './mail-facts.ts';
import type { OddResetFacts, ResetFacts } from './reset-facts.ts';
import type { ServerFacts } from './server-facts.ts';
import type { StatementFacts } from './statement-facts.ts';
import { TlsFacts } from './tls-facts.ts';
import { UnshownFacts } from './unshown-facts.ts';

/*
 * What tracking found out, for detectors to read. Facts count and measure; they do not judge.
 * Times are in microseconds unless a name says otherwise.
 */

/** Answers after which no more of their frames are kept. */
export const KEPT_ANSWERS = 16;

// Empty lists that all endpoints share until they have something to list.
const NO_ERRORS: readonly IcmpErrorFacts[] = Object.freeze([]);
const NO_TARGETS: readonly ProxiedFacts[] = Object.freeze([]);

/** Kinds of requests that are told apart at one endpoint. */
const REQUESTS_PER_ENDPOINT = 12;
const NO_REQUESTS: readonly RequestFacts[] = Object.freeze([]);

/**
 * What there may be of an endpoint beside attempts that were answered: each is a group of its facts, or a
 * count. Who looks for what is not there need not be asked (`about` of a detector).
 */
export enum Aspect {
  SILENCE = 1 << 0,
  PENDING = 1 << 1,
  HANDSHAKE = 1 << 2,
  PARTIAL = 1 << 3,
  FIRST_DATA = 1 << 4,
  DNS_FACTS = 1 << 5,
  TLS = 1 << 6,
  /** Certificates that were read, or refused. */
  CERTIFICATES = 1 << 7,
  ICMP_ERRORS = 1 << 8,
  RESETS = 1 << 9,
  ODD_RESETS = 1 << 10,
  TRACE = 1 << 11,
  PORTAL = 1 << 12,
  QUIC = 1 << 13,
  MEDIA = 1 << 14,
  REQUESTS = 1 << 15,
  LATER = 1 << 16,
  UNANSWERED = 1 << 17,
  ODD_ENDS = 1 << 18,
  HTTP = 1 << 19,
  SPOKEN = 1 << 20,
  PROXIED = 1 << 21,
  REFUSED = 1 << 22,
  /** The same try, sent again. */
  REPEATS = 1 << 23,
  LATE_ANSWERS = 1 << 24,
  /** The client neither asked it nor went on with it. */
  UNASKED = 1 << 25,
  STATEMENTS = 1 << 26,
  /** DNS was spoken. */
  DNS = 1 << 27,
  NEVER_WHOLE = 1 << 28,
}

/** Groups of facts that are made when the first of their kind is there. */
const GROUPS = {
  silence: SilenceFacts,
  pending: PendingFacts,
  handshake: HandshakeFacts,
  partial: PartialFacts,
  firstData: FirstDataFacts,
  dns: DnsFacts,
  tls: TlsFacts,
};
type Groups = { [Kind in keyof typeof GROUPS]: InstanceType<(typeof GROUPS)[Kind]> };

/**
 * What all endpoints share until they have their own: a scan makes very many endpoints, and most
 * services never fail. Frozen, so that nobody writes into what is everybody's.
 */
const NONE = Object.fromEntries(
  Object.entries(GROUPS).map(([kind, Group]) => {
    const none = new Group();
    for (const part of Object.values(none)) Object.freeze(part);
    return [kind, Object.freeze(none)];
  }),
) as unknown as Groups;

/**
 * All that happened between one client and one service. What every connection counts stands here;
 * what belongs to one kind of failure is a group, the shared empty one until `own` makes it.
 */
export class EndpointFacts extends TlsRow implements Groups {
  /** A row of the table's, or one of its own: what goes well is counted there (`endpoint-row.ts`). */
  #rows: EndpointRows;
  /** First word of the row. */
  #at: number;

  /** DNS was spoken, whatever the port. */
  isDns = false;
  /** The port is not in the packet list: it is taken to be the protocol's own, and may be several. */
  isPortAssumed = false;
  /** The packet list shows no port of these hosts, nor one that could be assumed: `port` is 0. */
  lacksPort = false;
  /** The same try sent again. */
  retransmissions = 0;
  /** Data of the client's that was sent again, on connections that were accepted. */
  dataRetransmissions = 0;
  /** Time to live of UDP answers; -1 where there was none. */
  lowestAnswerTimeToLive = -1;
  highestAnswerTimeToLive = -1;

  /** Attempts that an RST or an ICMP error refused. */
  refused = 0;

  /**
   * Second since 1970 of the last packet on a connection whose server did not acknowledge all that
   * the client had sent; 0 where there is none.
   */
  hangingUntil = 0;

  /** The first answers: SYN/ACKs, DNS responses, UDP packets back. */
  answers: Frames = NO_FRAMES;
  /** The client's own ICMP errors about answers that came when it had given up already. */
  lateAnswers: Frames = NO_FRAMES;
  /** ICMP errors by which the server, or what is before it, says that it never had all fragments of a request. */
  neverWhole: Frames = NO_FRAMES;

  /** Facts of the server's address, which endpoints of other clients and ports share. */
  serverFacts: ServerFacts | null = null;

  silence = NONE.silence;
  pending = NONE.pending;
  handshake = NONE.handshake;
  partial = NONE.partial;
  firstData = NONE.firstData;
  dns = NONE.dns;
  tls = NONE.tls;
  icmpErrors = NO_ERRORS;
  // Null where nothing of the kind happened: detectors are about one each.
  resets: ResetFacts | null = null;
  /** Resets that a side's own would not look like. */
  oddResets: OddResetFacts | null = null;
  /** Probes whose time to live may end on the way. */
  trace: TraceFacts | null = null;
  /** Redirects to other sites. */
  portal: PortalFacts | null = null;
  quic: QuicFacts | null = null;
  /** Streams of media to the server without any back. */
  media: MediaFacts | null = null;
  /** Requests over UDP that must be answered, beside DNS. */
  requests: readonly RequestFacts[] = NO_REQUESTS;
  /** Connections that failed after data had come back. */
  later: LaterFacts | null = null;
  /** Connections that went no further than the request. */
  unanswered: UnansweredFacts | null = null;
  /** Tries that did not become an exchange, or failed in it. */
  failed: FailedTries | null = null;
  /**
   * Connections that end in a way which is nothing by itself, and a failure's where the packet is
   * missing that would say so; a frame of each.
   */
  oddEnds: Frames = NO_FRAMES;
  http: HttpFacts | null = null;
  spoken: SpokenFacts | null = null;
  /** What devices say they did with its packets. */
  statements: StatementFacts | null = null;
  /** Of a packet list: what it does not show. */
  unshown: UnshownFacts | null = null;
  /** What it was asked for as a proxy; bounded. */
  proxied = NO_TARGETS;
  /** What it says of its clients as a SOCKS proxy. */
  socks: SocksFacts | null = null;
  /**
   * These facts are of something that the server was asked for by name, and that has no address here;
   * null for the server itself.
   */
  asked: AskedBy | null = null;

  /** Words of the client's and the server's address: numbers, as arrays would be objects more. */
  private readonly client0: number;
  private readonly client1: number;
  private readonly client2: number;
  private readonly client3: number;
  private readonly server0: number;
  private readonly server1: number;
  private readonly server2: number;
  private readonly server3: number;

  constructor(
    client: AddressWords,
    server: AddressWords,
    readonly port: number,
    readonly protocol: Protocol.TCP | Protocol.UDP,
    /** The endpoint stands for several clients: there were too many to follow one by one. */
    readonly manyClients: boolean,
    /** What flows and questions know the endpoint by. */
    readonly reference = 0,
    rows?: EndpointRows,
    at = 0,
  ) {
    super();
    this.#at = at;
    if (rows === undefined) {
      this.#rows = new EndpointRows(1);
      this.#rows.clear(at);
    } else this.#rows = rows;
    [this.client0, this.client1, this.client2, this.client3] = client;
    [this.server0, this.server1, this.server2, this.server3] = server;
  }

  /** The array that the row lies in. */
  get rows(): EndpointRows {
    return this.#rows;
  }

  /** First word of the row. */
  get at(): number {
    return this.#at;
  }

  /** A packet of it matched the display filter (or there is none). */
  get inScope(): boolean {
    return this.#rows.words[this.#at + Row.IN_SCOPE] !== 0;
  }

  set inScope(value: boolean) {
    this.#rows.words[this.#at + Row.IN_SCOPE] = value ? 1 : 0;
  }

  get packets(): number {
    return this.#rows.words[this.#at + Row.PACKETS];
  }

  set packets(value: number) {
    this.#rows.words[this.#at + Row.PACKETS] = value;
  }

  get bytes(): number {
    return this.#rows.doubles[(this.#at + Row.BYTES) / 2];
  }

  set bytes(value: number) {
    this.#rows.doubles[(this.#at + Row.BYTES) / 2] = value;
  }

  get firstFrame(): number {
    return this.#rows.words[this.#at + Row.FIRST_FRAME];
  }

  set firstFrame(value: number) {
    this.#rows.words[this.#at + Row.FIRST_FRAME] = value;
  }

  get firstSeconds(): number {
    return this.#rows.words[this.#at + Row.FIRST_SECONDS] >>> 0;
  }

  set firstSeconds(value: number) {
    this.#rows.words[this.#at + Row.FIRST_SECONDS] = value;
  }

  get firstNanoseconds(): number {
    return this.#rows.words[this.#at + Row.FIRST_NANOSECONDS];
  }

  set firstNanoseconds(value: number) {
    this.#rows.words[this.#at + Row.FIRST_NANOSECONDS] = value;
  }

  get lastSeconds(): number {
    return this.#rows.words[this.#at + Row.LAST_SECONDS] >>> 0;
  }

  set lastSeconds(value: number) {
    this.#rows.words[this.#at + Row.LAST_SECONDS] = value;
  }

  get lastNanoseconds(): number {
    return this.#rows.words[this.#at + Row.LAST_NANOSECONDS];
  }

  set lastNanoseconds(value: number) {
    this.#rows.words[this.#at + Row.LAST_NANOSECONDS] = value;
  }

  /** Tries of the client to reach the service, answered or not. */
  get attempts(): number {
    return this.#rows.words[this.#at + Row.ATTEMPTS];
  }

  set attempts(value: number) {
    this.#rows.words[this.#at + Row.ATTEMPTS] = value;
  }

  /** Attempts that were answered (handshake or response). */
  get answered(): number {
    return this.#rows.words[this.#at + Row.ANSWERED];
  }

  set answered(value: number) {
    this.#rows.words[this.#at + Row.ANSWERED] = value;
  }

  /** Connections that went on after the handshake: data came back, or all that was sent was taken. */
  get exchanges(): number {
    return this.#rows.words[this.#at + Row.EXCHANGES];
  }

  set exchanges(value: number) {
    this.#rows.words[this.#at + Row.EXCHANGES] = value;
  }

  /** From a request to its answer, in microseconds; -1 where none was measured. */
  get fastestAnswer(): number {
    return this.#rows.words[this.#at + Row.FASTEST_ANSWER];
  }

  set fastestAnswer(value: number) {
    this.#rows.words[this.#at + Row.FASTEST_ANSWER] = value;
  }

  get slowestAnswer(): number {
    return this.#rows.words[this.#at + Row.SLOWEST_ANSWER];
  }

  set slowestAnswer(value: number) {
    this.#rows.words[this.#at + Row.SLOWEST_ANSWER] = value;
  }

  /** The last attempt's SYN: its IP identification in the upper half, its window in the lower. */
  get lastSyn(): number {
    return this.#rows.words[this.#at + Row.LAST_SYN];
  }

  set lastSyn(value: number) {
    this.#rows.words[this.#at + Row.LAST_SYN] = value;
  }

  /** The client's port of the last attempt, or of the last conversation. */
  get lastClientPort(): number {
    return this.#rows.words[this.#at + Row.LAST_CLIENT_PORT];
  }

  /** Frame of the last answer that is known. */
  get lastAnswerFrame(): number {
    return this.#rows.words[this.#at + Row.LAST_ANSWER_FRAME];
  }

  set lastAnswerFrame(value: number) {
    this.#rows.words[this.#at + Row.LAST_ANSWER_FRAME] = value;
  }

  /** TTL or hop limit of the client's first packets of attempts; -1 where none was seen. */
  get lowestRequestTimeToLive(): number {
    return this.#rows.words[this.#at + Row.LOWEST_REQUEST_TIME_TO_LIVE];
  }

  get highestRequestTimeToLive(): number {
    return this.#rows.words[this.#at + Row.HIGHEST_REQUEST_TIME_TO_LIVE];
  }

  /** Index plus 1 of a TLS server name that is known to work. */
  get workingName(): number {
    return this.#rows.words[this.#at + Row.WORKING_NAME];
  }

  set workingName(value: number) {
    this.#rows.words[this.#at + Row.WORKING_NAME] = value;
  }

  get client(): AddressWords {
    return [this.client0, this.client1, this.client2, this.client3];
  }

  get server(): AddressWords {
    return [this.server0, this.server1, this.server2, this.server3];
  }

  /** The client's address as a key, without an array. */
  get clientKey(): AddressKey {
    return addressKey(this.client0, this.client1, this.client2, this.client3);
  }

  /** The server's. */
  get serverKey(): AddressKey {
    return addressKey(this.server0, this.server1, this.server2, this.server3);
  }

  /** The group of that kind to write into: from now on the endpoint has one of its own. */
  own<Kind extends keyof Groups>(kind: Kind): Groups[Kind] {
    if (this[kind] !== NONE[kind]) return this[kind];
    const own = new GROUPS[kind]() as Groups[Kind];
    (this as Groups)[kind] = own;
    return own;
  }

  /** What is known of QUIC, to write into. */
  ownQuic(): QuicFacts {
    this.quic ??= new QuicFacts();
    return this.quic;
  }

  /** Requests of that protocol and kind; null where there are too many kinds. */
  requestsOf(row: number, what: number, isFragmented: boolean): RequestFacts | null {
    for (const facts of this.requests) {
      if (facts.row === row && facts.what === what && facts.isFragmented === isFragmented)
        return facts;
    }
    if (this.requests.length >= REQUESTS_PER_ENDPOINT) return null;
    const facts = new RequestFacts(row, what, isFragmented);
    this.requests = [...this.requests, facts];
    return facts;
  }

  /** A copy that can be added to without this one knowing. */
  copy(): EndpointFacts {
    const { client, server, port, protocol, manyClients, reference } = this;
    const row = this.#rows.copy(this.#at);
    const copy = new EndpointFacts(client, server, port, protocol, manyClients, reference, row, 0);
    return Object.assign(copy, copyOf({ ...this }));
  }

  /** Gives up the table's row, for one of its own that says the same. */
  detach(): void {
    this.#rows = this.#rows.copy(this.#at);
    this.#at = 0;
  }

  /** What a packet list does not show, to write into. */
  ownUnshown(): UnshownFacts {
    this.unshown ??= new UnshownFacts();
    return this.unshown;
  }

  ownSocks(): SocksFacts {
    this.socks ??= new SocksFacts();
    return this.socks;
  }

  /** Whether anything failed, or cannot be told yet. */
  get hasFailures(): boolean {
    const { silence, pending, handshake, firstData, dns } = this;
    return (
      silence.attempts + pending.attempts + pending.evicted + this.refused > 0 ||
      firstData.stalled + firstData.reset + handshake.clientAborts > 0 ||
      this.resets !== null ||
      this.icmpErrors.length + dns.questions.length + dns.responseCodes.size > 0 ||
      this.lateAnswers.total + handshake.unacknowledged + handshake.misnumbered > 0 ||
      this.neverWhole.total > 0 ||
      (this.later?.failed ?? 0) > 0 ||
      (this.unanswered ?? this.socks) !== null ||
      (this.quic?.silentConnections ?? 0) > 0
    );
  }

  /** What there is of it beside attempts that were answered, as bits of `Aspect`: most have nothing. */
  get aspects(): number {
    const { proxied, requests, tls } = this;
    return (
      (this.isDns ? Aspect.DNS : 0) |
      (this.statements === null ? 0 : Aspect.STATEMENTS) |
      (this.silence === NONE.silence ? 0 : Aspect.SILENCE) |
      (this.pending === NONE.pending ? 0 : Aspect.PENDING) |
      (this.handshake === NONE.handshake ? 0 : Aspect.HANDSHAKE) |
      (this.partial === NONE.partial ? 0 : Aspect.PARTIAL) |
      (this.firstData === NONE.firstData ? 0 : Aspect.FIRST_DATA) |
      (this.dns === NONE.dns ? 0 : Aspect.DNS_FACTS) |
      (tls === NONE.tls ? 0 : Aspect.TLS) |
      (tls.certificates.length + tls.distrusts.size === 0 ? 0 : Aspect.CERTIFICATES) |
      (this.icmpErrors.length === 0 ? 0 : Aspect.ICMP_ERRORS) |
      (this.resets === null ? 0 : Aspect.RESETS) |
      (this.oddResets === null ? 0 : Aspect.ODD_RESETS) |
      (this.trace === null ? 0 : Aspect.TRACE) |
      (this.portal === null ? 0 : Aspect.PORTAL) |
      (this.quic === null ? 0 : Aspect.QUIC) |
      (this.media === null ? 0 : Aspect.MEDIA) |
      (requests.length === 0 ? 0 : Aspect.REQUESTS) |
      (this.later === null ? 0 : Aspect.LATER) |
      (this.unanswered === null ? 0 : Aspect.UNANSWERED) |
      (this.oddEnds.total === 0 ? 0 : Aspect.ODD_ENDS) |
      (this.http === null ? 0 : Aspect.HTTP) |
      (this.spoken === null ? 0 : Aspect.SPOKEN) |
      (proxied.length === 0 && this.socks === null ? 0 : Aspect.PROXIED) |
      (this.refused === 0 ? 0 : Aspect.REFUSED) |
      (this.retransmissions === 0 ? 0 : Aspect.REPEATS) |
      (this.lateAnswers.total === 0 ? 0 : Aspect.LATE_ANSWERS) |
      (this.neverWhole.total === 0 ? 0 : Aspect.NEVER_WHOLE) |
      (this.attempts + this.exchanges > 0 ? 0 : Aspect.UNASKED)
    );
  }

  /** Whether packets have told anything of it, beside what is counted when a flow ends. */
  get isTold(): boolean {
    const { fastestAnswer, dataRetransmissions, highestAnswerTimeToLive, hangingUntil } = this;
    const { later, oddResets, resets, oddEnds, portal, http, spoken, unanswered, unshown } = this;
    return (
      fastestAnswer >= 0 ||
      highestAnswerTimeToLive >= 0 ||
      dataRetransmissions + hangingUntil + oddEnds.total + this.lateAnswers.total > 0 ||
      this.neverWhole.total > 0 ||
      this.icmpErrors.length + this.proxied.length > 0 ||
      (later ?? oddResets ?? resets ?? portal ?? http ?? spoken ?? unanswered ?? unshown) !==
        null ||
      (this.media ?? this.statements ?? this.socks) !== null ||
      this.firstData !== NONE.firstData ||
      this.handshake !== NONE.handshake ||
      this.tls !== NONE.tls
    );
  }

  /** Takes in the client's port of a flow that ended, and its first frame. */
  noteClientPort(port: number, frame: number): void {
    this.#rows.noteClientPort(this.#at, port, frame);
  }

  /** Takes in an endpoint of another client, with one attempt at the most, that makes room. */
  addOther(other: EndpointFacts): void {
    if (other.firstFrame === 0) return;
    this.inScope ||= other.inScope;
    this.touch(other.firstFrame, other.firstSeconds, other.firstNanoseconds);
    this.touch(other.firstFrame, other.lastSeconds, other.lastNanoseconds);
    this.packets += other.packets;
    this.bytes += other.bytes;
    this.attempts += other.attempts;
    this.answered += other.answered;
    this.refused += other.refused;
    if (other.handshake.halfOpen > 0) this.own('handshake').halfOpen += other.handshake.halfOpen;
    if (other.pending !== NONE.pending) {
      const pending = this.own('pending');
      pending.attempts += other.pending.attempts;
      pending.again += other.pending.again;
      pending.evicted += other.pending.evicted;
    }
    if (other.silence.attempts > 0) {
      const silence = this.own('silence');
      silence.attempts += other.silence.attempts;
      silence.longest = Math.max(silence.longest, other.silence.longest);
      silence.packets.add(other.firstFrame);
    }
    if (other.answered > 0) this.addAnswer(other.answers.frames[0] ?? 0);
  }

  /** Takes a packet's frame and time into first and last. */
  touch(frame: number, seconds: number, nanoseconds: number): void {
    this.#rows.touch(this.#at, frame, seconds, nanoseconds);
  }

  /** Takes in the microseconds from a request to its answer. */
  addDelay(microseconds: number): void {
    this.#rows.addDelay(this.#at, microseconds);
  }

  /** Nobody knows how soon its answers and refusals came. */
  forgetDelays(): void {
    this.fastestAnswer = -1;
    this.slowestAnswer = -1;
    this.resets?.delay.clear();
    this.firstData.resetSender?.delay.clear();
    for (const { sender } of this.icmpErrors) sender.delay.clear();
  }

  /** Takes in the TTL or hop limit of an answer over UDP. */
  addAnswerTimeToLive(value: number): void {
    if (value < 0) return;
    if (this.lowestAnswerTimeToLive < 0 || value < this.lowestAnswerTimeToLive) {
      this.lowestAnswerTimeToLive = value;
    }
    if (value > this.highestAnswerTimeToLive) this.highestAnswerTimeToLive = value;
  }

  /** Takes in the TTL or hop limit of a request. */
  addRequestTimeToLive(value: number): void {
    this.#rows.addRequestTimeToLive(this.#at, value);
  }

  /** Takes in an answer's frame; only the first are kept. */
  addAnswer(frame: number): void {
    this.#rows.noteAnswer(this.#at, frame);
    if (this.answered <= KEPT_ANSWERS) this.answers = withFrame(this.answers, frame);
  }
}

/** A copy of facts and all that they hold; what is frozen is shared. */
function copyOf<Facts>(facts: Facts): Facts {
  if (typeof facts !== 'object' || facts === null || Object.isFrozen(facts)) return facts;
  if (Array.isArray(facts)) return facts.map(copyOf) as Facts;
  if (facts instanceof Map) {
    return new Map(Array.from(facts, ([key, value]) => [key, copyOf(value)])) as Facts;
  }
  const copy = Object.create(Object.getPrototypeOf(facts));
  for (const [key, value] of Object.entries(facts)) copy[key] = copyOf(value);
  return copy;
}
