import type { AddressWords } from '../protocols/address-text.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { AttemptLog } from './attempt-log.ts';
import { CaptureClock } from './capture-clock.ts';
import { FrameSample, type Frames, NO_FRAMES, Range, withFrame } from './frame-sample.ts';
import { type SenderFacts, SourceMac } from './sender.ts';

/** Questions of an endpoint that are told apart in the report. */
const QUESTIONS_PER_ENDPOINT = 8;
/** Answers after which no more of their frames are kept. */
const KEPT_ANSWERS = 16;

/**
 * What tracking found out, for detectors to read. Facts count and measure; they do not judge.
 * Times are in microseconds unless a name says otherwise.
 */

/** ICMP errors of one kind about an endpoint's packets. */
export interface IcmpErrorFacts {
  /** 4 or 6: ICMP or ICMPv6, whose types and codes differ. */
  readonly version: 4 | 6;
  readonly type: number;
  readonly code: number;
  /** Outer source address: who sent the error. */
  readonly source: AddressWords;
  readonly frames: FrameSample;
  readonly sender: SenderFacts;
}

/** A DNS question that an endpoint did not answer, or answered with an error. */
export interface QuestionFacts {
  readonly name: string;
  readonly type: number;
  /** Attempts without any answer. */
  unanswered: number;
  /** Answers with a response code other than NOERROR. */
  denied: number;
  /** Codes of these answers, and the frames with each. */
  codes: ReadonlyMap<number, FrameSample>;
}

/** Resets that refused a connection: SYN answered by RST. */
export class ResetFacts {
  readonly synFrames = new FrameSample();
  readonly resetFrames = new FrameSample();
  readonly timeToLive = new Range();
  /** From the SYN to its RST. */
  readonly delay = new Range();
  readonly mac = new SourceMac();
  /** Resets whose window is the SYN's own, other than 0. */
  repeatsWindow = 0;
  /** Resets whose IP identification is the SYN's own, other than 0. */
  repeatsIdentification = 0;
  /** Resets in frames that name one MAC address as source and destination: they left no host. */
  withinHost = 0;
  /** Resets whose source MAC address is the one that ARP gives for the server's own address. */
  fromServersMac = 0;
}

/** Connections that worked, and then failed in mid-exchange. */
export class LaterFacts {
  /** The client's data was sent again and again, and never acknowledged. */
  readonly stalled = new FrameSample();
  stalledConnections = 0;
  /** The second at which each of them (a bounded number) stalled. */
  readonly stalledSince: number[] = [];
  stalledAfterIdle = 0;
  /** A RST came whose time to live is not that of the same connection's other packets. */
  readonly resets = new FrameSample();
  resetConnections = 0;
  resetAfterIdle = 0;
  readonly resetTimeToLive = new Range();
  readonly ownTimeToLive = new Range();
  /** Seconds without any packet before these failures. */
  readonly idle = new Range();
}

/** Connections on which the server took the request, and the answer never was whole. */
export class UnansweredFacts {
  /** A TLS ClientHello or HTTP request that was acknowledged, and nothing came back. */
  readonly requests = new FrameSample();
  silentConnections = 0;
  /** Data of the server came with a hole in it that was never filled. */
  readonly holes = new FrameSample();
  holedConnections = 0;
}

/** Answers to plain HTTP that may be a portal's, in the server's place. */
export class PortalFacts {
  /** Redirects to another site, and demands to log in to the network (status 511, RFC 6585 §6). */
  answers = 0;
  demands = 0;
  /** Redirects to a private address, and those that answer a system's own test for portals. */
  toPrivate = 0;
  probes = 0;
  /** Answers of other kinds that came after the first of these. */
  otherAnswers = 0;
  readonly frames = new FrameSample();
  /** Where the first redirect leads, as sent; '' where there was none. */
  location = '';
  /** Hash of the host that the last one leads to. */
  target = 0;
}

/** QUIC handshakes that a client began. */
export class QuicFacts {
  /** Conversations in which the server answered. */
  answered = 0;
  /** Those in which it never did, and the Initials in them. */
  silentConnections = 0;
  silentInitials = 0;
  readonly silent = new FrameSample();
}

/** What became of the connections that named one server (TLS server name). */
export interface ServerNameFacts {
  /** Hash of the name as sent; equal names have equal ones. */
  readonly hash: number;
  readonly name: string;
  /** Whether data came back on any connection. */
  works: boolean;
  /** Connections whose first data was lost or refused. */
  failures: number;
}

/*
 * Empty lists that all endpoints share until they have something to list: a scan makes very many
 * endpoints, and most services never fail.
 */
const NO_ERRORS: readonly IcmpErrorFacts[] = [];
const NO_QUESTIONS: readonly QuestionFacts[] = [];
const NO_NAMES: readonly ServerNameFacts[] = [];
const NO_CODES: ReadonlyMap<number, FrameSample> = new Map();
const NO_RANGE: Readonly<Range> = new Range();

/**
 * All that happened between one client and one service. Small integers where nothing failed; what
 * belongs to failures (`withFrame`, lists) takes memory from the first one on.
 */
export class EndpointFacts {
  // First what every connection of a healthy service touches, so that it lies close together in
  // memory; all of it small integers.

  /** A packet of it matched the display filter (or there is none). */
  inScope = false;
  /** DNS was spoken, whatever the port. */
  isDns = false;
  /** The port is not in the packet list: it is taken to be the protocol's own, and may be several. */
  isPortAssumed = false;
  packets = 0;
  firstFrame = 0;
  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  /** Tries of the client to reach the service, answered or not. */
  attempts = 0;
  /** The same try sent again. */
  retransmissions = 0;
  /** Attempts that were answered (handshake or response). */
  answered = 0;
  /** Connections on which data came back. */
  exchanges = 0;
  /** From a request to its answer, in microseconds; -1 where none was measured. */
  fastestAnswer = -1;
  slowestAnswer = -1;
  /** Time to live of UDP answers; -1 where there was none. */
  lowestAnswerTimeToLive = -1;
  highestAnswerTimeToLive = -1;
  /** Which of the client's first data was a TLS ClientHello. */
  clientHellos = 0;
  /** Hash and index plus 1 of the server name that was sent last. */
  lastNameHash = 0;
  lastName = 0;
  /** Index plus 1 of a server name that is known to work. */
  workingName = 0;
  /** Facts of the server's address, which endpoints of other clients and ports share. */
  serverFacts: ServerFacts | null = null;
  bytes = 0;

  /** Attempts that an RST or an ICMP error refused. */
  refused = 0;

  /** Attempts without any answer for long enough that one would have come. */
  silent: Frames = NO_FRAMES;
  silentAttempts = 0;
  /** Retransmissions among the silent attempts. */
  silentRetransmissions = 0;
  /** Longest time that an attempt stayed without an answer, to its last packet or the end. */
  silentFor = 0;
  /** Attempts whose answer may have come after the capture ended. */
  pending: Frames = NO_FRAMES;
  pendingAttempts = 0;
  /** Attempts that had to make room for others before an answer could be expected. */
  evictedAttempts = 0;
  /** The first answers: SYN/ACKs, DNS responses, UDP packets back. */
  answers: Frames = NO_FRAMES;
  /** DNS questions that the client sent again within seconds, as none does that has its answer. */
  promptRepeats = 0;
  /** The same with the same ID: it waits for an answer still. */
  sameIdRepeats = 0;
  /** Answers that came when the client had given up already. */
  lateAnswers = 0;
  /** The client's own ICMP errors that tell so. */
  lateAnswerErrors: Frames = NO_FRAMES;
  /** Connections that began before the capture or lost their start. */
  midstream = 0;
  /** Those of them on which the server's data (or its SYN/ACK) was seen. */
  midstreamExchanges = 0;
  /** Connections of which only the client's half is in the capture, yet it goes on (ACKs, data). */
  oneWay: Frames = NO_FRAMES;
  oneWayAttempts = 0;

  resets: ResetFacts | null = null;
  icmpErrors = NO_ERRORS;

  /** Handshake done, then the client's first data had no acknowledgment, though sent again. */
  stalled: Frames = NO_FRAMES;
  stalledAttempts = 0;
  /** How often that data was sent again, over all of them. */
  stalledRetransmissions = 0;
  /** Those of them on which shorter data behind the first got through (duplicate ACKs). */
  stalledBySize = 0;
  /** Handshake done, then an RST "from the server" in answer to the client's first data. */
  resetAfterData: Frames = NO_FRAMES;
  resetAfterDataAttempts = 0;
  /** SYN/ACKs that the client never acknowledged. */
  halfOpen = 0;
  /** Connections that a reset refused before the server's own SYN/ACK came after all. */
  injectedResets: Frames = NO_FRAMES;
  /** Time to live of the resets that answered the client's first data. */
  resetAfterDataTimeToLive: Readonly<Range> = NO_RANGE;
  /** Who sent these, where there were any. */
  resetAfterDataSender: SenderFacts | null = null;
  /** TTL or hop limit of the client's first packets of attempts; -1 where none was seen. */
  lowestRequestTimeToLive = -1;
  highestRequestTimeToLive = -1;
  /** Redirects to other sites; null where there were none. */
  portal: PortalFacts | null = null;
  /** QUIC handshakes; null where the client began none. */
  quic: QuicFacts | null = null;
  /** Connections that failed after data had come back; null where none did. */
  later: LaterFacts | null = null;
  /** Connections that went no further than the request; null where none did. */
  unanswered: UnansweredFacts | null = null;
  /** SYN/ACKs that came again and again, while the client, too, asked again: it never had one. */
  unacknowledged: Frames = NO_FRAMES;
  unacknowledgedAttempts = 0;
  /** Attempts ended by the client's own RST before anything came back. */
  clientAborts = 0;

  /** DNS: what was not answered or denied (bounded), and errors that responses told. */
  questions = NO_QUESTIONS;
  responseCodes = NO_CODES;
  /** Server names that the client sent (TLS), bounded. */
  serverNames = NO_NAMES;

  /** Words of the client's and the server's address: numbers, as arrays would be objects more. */
  readonly #client0: number;
  readonly #client1: number;
  readonly #client2: number;
  readonly #client3: number;
  readonly #server0: number;
  readonly #server1: number;
  readonly #server2: number;
  readonly #server3: number;

  constructor(
    client: AddressWords,
    server: AddressWords,
    readonly port: number,
    readonly protocol: Protocol.TCP | Protocol.UDP,
    /** The endpoint stands for several clients: there were too many to follow one by one. */
    readonly manyClients: boolean,
    /** What flows and questions know the endpoint by. */
    readonly reference = 0,
  ) {
    [this.#client0, this.#client1, this.#client2, this.#client3] = client;
    [this.#server0, this.#server1, this.#server2, this.#server3] = server;
  }

  get client(): AddressWords {
    return [this.#client0, this.#client1, this.#client2, this.#client3];
  }

  get server(): AddressWords {
    return [this.#server0, this.#server1, this.#server2, this.#server3];
  }

  /** Whether anything failed, or cannot be told yet. */
  get hasFailures(): boolean {
    return (
      this.silentAttempts + this.pendingAttempts + this.evictedAttempts + this.refused > 0 ||
      this.stalledAttempts + this.resetAfterDataAttempts + this.clientAborts > 0 ||
      this.resets !== null ||
      this.icmpErrors !== NO_ERRORS ||
      this.questions !== NO_QUESTIONS ||
      this.responseCodes !== NO_CODES ||
      this.lateAnswers + this.unacknowledgedAttempts > 0 ||
      this.later !== null ||
      this.unanswered !== null ||
      (this.quic?.silentConnections ?? 0) > 0
    );
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
    this.halfOpen += other.halfOpen;
    this.refused += other.refused;
    this.pendingAttempts += other.pendingAttempts;
    this.evictedAttempts += other.evictedAttempts;
    this.silentAttempts += other.silentAttempts;
    this.silentFor = Math.max(this.silentFor, other.silentFor);
    if (other.silentAttempts > 0) this.silent = withFrame(this.silent, other.firstFrame);
    if (other.answered > 0) this.addAnswer(other.answers.frames[0] ?? 0);
  }

  /** Takes a packet's frame and time into first and last. */
  touch(frame: number, seconds: number, nanoseconds: number): void {
    if (this.firstFrame === 0 || frame < this.firstFrame) {
      this.firstFrame = frame;
      this.firstSeconds = seconds;
      this.firstNanoseconds = nanoseconds;
    }
    if (
      seconds > this.lastSeconds ||
      (seconds === this.lastSeconds && nanoseconds > this.lastNanoseconds)
    ) {
      this.lastSeconds = seconds;
      this.lastNanoseconds = nanoseconds;
    }
  }

  /** Takes in the microseconds from a request to its answer. */
  addDelay(microseconds: number): void {
    const delay = Math.round(microseconds);
    if (this.fastestAnswer < 0 || delay < this.fastestAnswer) this.fastestAnswer = delay;
    if (delay > this.slowestAnswer) this.slowestAnswer = delay;
  }

  /** Takes in the TTL or hop limit of a request. */
  addRequestTimeToLive(value: number): void {
    if (value < 0) return;
    if (this.lowestRequestTimeToLive < 0 || value < this.lowestRequestTimeToLive) {
      this.lowestRequestTimeToLive = value;
    }
    if (value > this.highestRequestTimeToLive) this.highestRequestTimeToLive = value;
  }

  /** Takes in an answer's frame; only the first are kept. */
  addAnswer(frame: number): void {
    if (this.answered <= KEPT_ANSWERS) this.answers = withFrame(this.answers, frame);
  }

  /** Takes in the TTL or hop limit of a reset that answered the client's first data. */
  addResetAfterDataTimeToLive(value: number): void {
    if (value < 0) return;
    if (this.resetAfterDataTimeToLive === NO_RANGE) this.resetAfterDataTimeToLive = new Range();
    (this.resetAfterDataTimeToLive as Range).add(value);
  }

  /** Takes in a response with an error's code. */
  addResponseCode(code: number, frame: number): void {
    if (this.responseCodes === NO_CODES) this.responseCodes = new Map();
    let frames = this.responseCodes.get(code);
    if (frames === undefined) {
      frames = new FrameSample();
      (this.responseCodes as Map<number, FrameSample>).set(code, frames);
    }
    frames.add(frame);
  }

  /**
   * Takes in a question that was not answered, or denied.
   * @param code response code of the answer in `frame`; 0 where there was none
   */
  addQuestion(name: string, type: number, code = 0, frame = 0): void {
    let question = this.questions.find((known) => known.name === name && known.type === type);
    if (question === undefined) {
      if (this.questions.length >= QUESTIONS_PER_ENDPOINT) return;
      question = { name, type, unanswered: 0, denied: 0, codes: NO_CODES };
      this.questions = [...this.questions, question];
    }
    if (code === 0) {
      question.unanswered++;
      return;
    }
    question.denied++;
    let frames = question.codes.get(code);
    if (frames === undefined) {
      frames = new FrameSample();
      question.codes = new Map([...question.codes, [code, frames]]);
    }
    frames.add(frame);
  }
}

/** What is known of a server's address over all its services, as a baseline for resets. */
export class ServerFacts {
  /**
   * TTL or hop limit of packets that only the server itself can have sent (SYN/ACK, data); -1 where
   * none was seen.
   */
  lowestTimeToLive = -1;
  highestTimeToLive = -1;
  /** Handshake round-trip times in microseconds; -1 where none was measured. */
  fastestRoundTrip = -1;
  slowestRoundTrip = -1;

  addTimeToLive(value: number): void {
    if (value < 0) return;
    if (this.lowestTimeToLive < 0 || value < this.lowestTimeToLive) this.lowestTimeToLive = value;
    if (value > this.highestTimeToLive) this.highestTimeToLive = value;
  }

  addRoundTrip(microseconds: number): void {
    const time = Math.round(microseconds);
    if (this.fastestRoundTrip < 0 || time < this.fastestRoundTrip) this.fastestRoundTrip = time;
    if (time > this.slowestRoundTrip) this.slowestRoundTrip = time;
  }
}

/** The capture as a whole: what it can carry. */
export class CaptureFacts {
  /** It is a list of packets, of which most lack what is not shown in a list. */
  isPacketList = false;
  /** Packets are missing between those that are there: somebody chose these. */
  isSelection = false;
  /** ICMP errors of a list that do not show what they are about, by the host that they went to. */
  readonly errorsWithoutQuotation = new Map<string, FrameSample>();
  packets = 0;
  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  /** Packets whose layers were cut by the snap length before the transport header was whole. */
  cutPackets = 0;
  malformedPackets = 0;
  /** DNS questions cut by the snap length: such that differ may count as one. */
  cutQuestions = 0;
  /** Packets seen twice (mirrored port, `any` interface). */
  duplicates = 0;
  readonly clock = new CaptureClock();
  /** Bytes on the wire of the longest packet. */
  longestPacket = 0;
  /** Acknowledgments of data that the capture does not have (`tcp.analysis.ack_lost_segment`). */
  unseenSegments = 0;
  /** Packets of a list that do not show what they carry: they may be what others acknowledge. */
  packetsWithoutTransport = 0;
  /** Those that acknowledge such data, by the list's own words. */
  unseenByWords = 0;
  /** What became of single attempts. */
  readonly attempts = new AttemptLog();
  /** Packets of TCP connections, and their segments with data that had to be sent again to arrive. */
  tcpPackets = 0;
  dataRetransmissions = 0;
  /** Connections whose first data was never acknowledged. */
  stalledConnections = 0;
  /** First answers to plain HTTP of public servers, and redirects to other sites among them. */
  httpAnswers = 0;
  httpRedirects = 0;
  /** Networks of the servers that redirect to a host, by its hash; bounded. */
  readonly redirectTargets = new Map<number, Set<number>>();
  /** Second of the last SYN/ACK: up to then the network worked. */
  lastHandshakeSeconds = 0;
  /** TCP connections with packets of both directions. */
  twoWayConnections = 0;
  /** TCP connections on which only one side is seen, though the other must have answered. */
  oneWayConnections = 0;
  /** Connections that were under way when the capture began. */
  midstreamConnections = 0;
  /** Connections of endpoints that were not followed because there were too many. */
  endpointsNotFollowed = 0;
  /** Endpoints that answered and made room for others. */
  endpointsLeftOut = 0;
  /** Flows given up early because there were too many at once. */
  flowsEvicted = 0;
  /** Handshake round-trip times to servers outside private address ranges. */
  readonly publicRoundTrip = new Range();
  /** TTL or hop limit of these servers' SYN/ACKs: how often each value was seen. */
  readonly publicTimeToLive = { total: 0, counts: new Uint32Array(256) };
  /** The MAC address that these came from: the router's, where there is one. */
  readonly publicMac = new SourceMac();
}
