import { type AddressKey, type AddressWords, addressKey } from '../protocols/address-text.ts';
import type { Protocol } from '../protocols/protocol.ts';
import type { CertificateNames } from '../protocols/tls/certificate.ts';
import { AttemptLog } from './attempt-log.ts';
import { CaptureClock } from './capture-clock.ts';
import { ClientShapes } from './client-shapes.ts';
import { ConnectionLog } from './connection-log.ts';
import { ConnectionRoles } from './connection-roles.ts';
import { Resolutions } from './dns-answers.ts';
import type { FailedTries } from './failed-tries.ts';
import { FrameSample, type Frames, NO_FRAMES, Range, withFrame } from './frame-sample.ts';
import { hopsOf, isNextDoor } from './hop-limit.ts';
import { MediaEnds } from './media.ts';
import { OutsideSilences } from './outside.ts';
import { SenderFacts, SourceMac } from './sender.ts';
import type { StatementFacts } from './statement-facts.ts';
import { type StrayResponse, StrayResponses } from './stray-responses.ts';
import { StraySynAcks } from './stray-syn-acks.ts';
import { type TraceFacts, Traces } from './traces.ts';
import { Tunnels } from './tunnels.ts';
import { UndecodedPackets } from './undecoded.ts';

/** Questions of an endpoint that are told apart in the report. */
const QUESTIONS_PER_ENDPOINT = 8;
/** Answers after which no more of their frames are kept. */
const KEPT_ANSWERS = 16;

/*
 * Empty lists that all endpoints share until they have something to list.
 */
const NO_ERRORS: readonly IcmpErrorFacts[] = Object.freeze([]);
const NO_QUESTIONS: readonly QuestionFacts[] = Object.freeze([]);
const NO_NAMES: readonly ServerNameFacts[] = Object.freeze([]);
const NO_TEXTS: readonly string[] = Object.freeze([]);
const NO_CERTIFICATES: readonly CertificateFacts[] = Object.freeze([]);
const NO_NOWHERE: readonly NowhereFacts[] = Object.freeze([]);
const NO_VALUES: readonly [number, number] = Object.freeze([-1, -1] as const);
const NO_TARGETS: readonly ProxiedFacts[] = Object.freeze([]);
const NO_CODES: ReadonlyMap<number, FrameSample> = Object.freeze(new Map());

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
  /** Hops that the packet which it quotes had passed when it was refused; -1 where unknown. */
  readonly quotedHops: number;
}

/** A DNS question that an endpoint did not answer, or answered with an error. */
export interface QuestionFacts {
  readonly name: string;
  readonly type: number;
  /** The name's and type's slot in `Resolutions`. */
  readonly slot: number;
  /** Attempts without any answer. */
  unanswered: number;
  /** Answers with a response code other than NOERROR. */
  denied: number;
  /** Codes of these answers, and the frames with each. */
  codes: ReadonlyMap<number, FrameSample>;
}

/** Attempts without any answer for long enough that one would have come. */
export class SilenceFacts {
  attempts = 0;
  /** Retransmissions among them. */
  retransmissions = 0;
  /** Longest time that one stayed without an answer, to its last packet or the end. */
  longest = 0;
  readonly packets = new FrameSample();

  /** Takes in an attempt; its packets are the caller's to add. */
  add(retransmissions: number, waited: number): void {
    this.attempts++;
    this.retransmissions += retransmissions;
    this.longest = Math.max(this.longest, waited);
  }
}

/** Attempts of which it cannot be told whether they had an answer. */
export class PendingFacts {
  /** The answer may have come after the capture ended. */
  attempts = 0;
  /** Those of them that were made again in vain. */
  again = 0;
  readonly packets = new FrameSample();
  /** Attempts that had to make room for others before an answer could be expected. */
  evicted = 0;
  /** Connections that were accepted, of which the capture has no exchange and no failure. */
  readonly unfinished = new FrameSample();
  /** Those of them that a side ended. */
  fruitless = 0;
  /** Those on which the server was to speak when the capture ended, and had not for a while. */
  waiting = 0;
}

/** Handshakes that were answered, and not completed as they should be. */
export class HandshakeFacts {
  /** SYN/ACKs that the client never acknowledged. */
  halfOpen = 0;
  /** Those that came again and again, while the client, too, asked again: it never had one. */
  unacknowledged = 0;
  readonly unacknowledgedPackets = new FrameSample();
  /** SYN/ACKs that came again and again although the client acknowledged them, and nothing else came. */
  unheardConnections = 0;
  readonly unheard = new FrameSample();
  /** SYN/ACKs that came after all, when a reset had refused the connection. */
  readonly injectedResets = new FrameSample();
  /** SYN/ACKs to the endpoint's SYNs that came from another address, and the first such address. */
  readonly answeredByOther = new FrameSample();
  otherAddress: AddressWords | null = null;
  /** SYNs that are signed (TCP MD5, TCP AO): who does not have the key drops them. */
  readonly signed = new FrameSample();
  /** SYN/ACKs to SYNs that the capture does not have, which the client resets: it sent none. */
  readonly unasked = new FrameSample();
  /** Attempts ended by the client's own RST before anything came back. */
  clientAborts = 0;
  /** Those that the client itself ended without asking anything, as a probe of the port does. */
  readonly nothingAsked = new FrameSample();
  /** Those of them on which it did not even acknowledge the SYN/ACK, but reset it. */
  turnedDown = 0;
}

/** Connections that the capture has in part only. */
export class PartialFacts {
  /** They began before the capture, or lost their start. */
  midstream = 0;
  /** Those of them on which data was exchanged. */
  midstreamExchanges = 0;
  /** First frames of those with the client's half only, which yet go on (ACKs, data). */
  readonly oneWay = new FrameSample();
  /**
   * Packets without SYN and data that began nothing, and had no answer but a RST: a scanner's ACK,
   * FIN, NULL or Xmas probes, or the last packet of a connection.
   */
  readonly bare = new FrameSample();
  /** Those of them that a RST answered. */
  bareReset = 0;
  /** Those that are no end of a connection, and had a RST for an answer, or none though sent again. */
  bareInVain = 0;
  /** First frames of those with the server's half only. */
  readonly serverOnly = new FrameSample();
  /** Those of which nobody knows which side serves. */
  readonly unclearRoles = new FrameSample();
}

/** Handshake done, and then the client's first data did not get through. */
export class FirstDataFacts {
  /** It had no acknowledgment, though sent again. */
  stalled = 0;
  /** Those on which shorter data behind the first got through (duplicate ACKs). */
  stalledBySize = 0;
  /** Those of either kind whose SYN/ACK the capture does not have. */
  withoutHandshake = 0;
  /** How often that data was sent again, over all of them. */
  retransmissions = 0;
  readonly stalledPackets = new FrameSample();
  /** An RST "from the server" came in answer to it. */
  reset = 0;
  /** Those on which the server's host had acknowledged that data before. */
  resetAcknowledged = 0;
  readonly resetPackets = new FrameSample();
  /** Who sent these resets; null where none was seen. */
  resetSender: SenderFacts | null = null;
}

/** A name for which an address came that no server has. */
export interface NowhereFacts {
  readonly name: string;
  readonly slot: number;
  readonly address: AddressWords;
  /** It is the asking host's own (127.0.0.1, ::1). */
  readonly isOwnHost: boolean;
  readonly frame: number;
}

/** Questions of which two answers differ: one question, or answers of two distances. */
export class ContradictionFacts {
  questions = 0;
  /** Times to live of the first pair, in their order; -1 where not known. */
  first = -1;
  second = -1;
  readonly frames = new FrameSample();
}

/** DNS questions that failed, or were asked again in vain. */
export class DnsFacts {
  /** What was not answered or denied; bounded. */
  questions: readonly QuestionFacts[] = NO_QUESTIONS;
  /** Response codes other than NOERROR, and the frames with each. */
  responseCodes: ReadonlyMap<number, FrameSample> = NO_CODES;
  /** Questions that the client sent again within seconds, as none does that has its answer. */
  promptRepeats = 0;
  /** The same with the same ID: it waits for an answer still. */
  sameIdRepeats = 0;
  /** Responses that came from where nobody was asked, and the last of them. */
  readonly elsewhere = new FrameSample();
  otherSource: StrayResponse | null = null;
  /** Names that were given an address that no server has; bounded. */
  nowhere = NO_NOWHERE;
  contradictions: ContradictionFacts | null = null;

  /** Takes in such a name. */
  addNowhere(name: string, slot: number, address: Int32Array, frame: number): void {
    if (this.nowhere.length >= QUESTIONS_PER_ENDPOINT) return;
    if (this.nowhere.some((known) => known.slot === slot)) return;
    const [zero, one, two, three] = address;
    this.nowhere = [
      ...this.nowhere,
      { name, slot, address: [zero, one, two, three], isOwnHost: three !== 0, frame },
    ];
  }

  /** Takes in two answers to one question that differ. */
  addContradiction(first: number, second: number, frames: readonly number[]): void {
    this.contradictions ??= new ContradictionFacts();
    if (this.contradictions.questions++ === 0) {
      this.contradictions.first = first;
      this.contradictions.second = second;
    }
    for (const frame of frames) this.contradictions.frames.add(frame);
  }

  /** Takes in a response with an error's code. */
  addResponseCode(code: number, frame: number): void {
    this.responseCodes = withCode(this.responseCodes, code, frame);
  }

  /**
   * Takes in a question that was not answered, or denied.
   * @param code response code of the answer in `frame`; 0 where there was none
   */
  addQuestion(name: string, type: number, slot: number, code = 0, frame = 0): void {
    let question = this.questions.find((known) => known.name === name && known.type === type);
    if (question === undefined) {
      if (this.questions.length >= QUESTIONS_PER_ENDPOINT) return;
      question = { name, type, slot, unanswered: 0, denied: 0, codes: NO_CODES };
      this.questions = [...this.questions, question];
    }
    if (code === 0) {
      question.unanswered++;
      return;
    }
    question.denied++;
    question.codes = withCode(question.codes, code, frame);
  }
}

/** Response codes with one more frame. */
function withCode(
  codes: ReadonlyMap<number, FrameSample>,
  code: number,
  frame: number,
): ReadonlyMap<number, FrameSample> {
  const frames = codes.get(code) ?? new FrameSample();
  frames.add(frame);
  return codes.has(code) ? codes : new Map([...codes, [code, frames]]);
}

/** A server's certificate, and the frame that it ends in. */
export interface CertificateFacts extends CertificateNames {
  readonly frame: number;
}

/** What the client's first data said, where that was a TLS ClientHello. */
export class TlsFacts {
  clientHellos = 0;
  /** Server names that the client sent; bounded. */
  serverNames: readonly ServerNameFacts[] = NO_NAMES;
  /** Hash and index plus 1 of the one that was sent last. */
  lastNameHash = 0;
  lastName = 0;
  /** Index plus 1 of one that is known to work. */
  workingName = 0;
  /** Connections that the client ended because it did not accept the certificate, by its fatal alert. */
  distrusts: ReadonlyMap<number, FrameSample> = NO_CODES;
  /** Times to live of these connections' server: its SYN/ACKs and first data. */
  distrustTimeToLive: readonly [lowest: number, highest: number] = NO_VALUES;
  /** Who issued the server's certificates, and to whom; bounded. Handshakes that were read for it. */
  certificates: readonly CertificateFacts[] = NO_CERTIFICATES;
  certificatesRead = 0;

  /** Takes in a fatal alert of the client about a certificate of a server at that time to live. */
  addDistrust(description: number, frame: number, lowest: number, highest: number): void {
    this.distrusts = withCode(this.distrusts, description, frame);
    const [low, high] = this.distrustTimeToLive;
    this.distrustTimeToLive = [low < 0 ? lowest : Math.min(low, lowest), Math.max(high, highest)];
  }

  /** Takes in the names in a certificate: other ones than those that are known. */
  addCertificate(names: CertificateNames, frame: number): void {
    const isKnown = this.certificates.some(
      ({ issuer, subject }) => issuer === names.issuer && subject === names.subject,
    );
    if (!isKnown) this.certificates = [...this.certificates, { ...names, frame }];
  }
}

/** Whose TLS it is: an endpoint, or what a proxy was asked for. */
export interface TlsOwner {
  readonly tls: TlsFacts;
  own(kind: 'tls'): TlsFacts;
}

/** Resets that refused a connection, SYN answered by RST, and who sent them. */
export class ResetFacts extends SenderFacts {
  readonly synFrames = new FrameSample();
  readonly resetFrames = new FrameSample();
  /**
   * Microseconds since the attempt began, of resets that came long after that, and a while after it was
   * last sent: no answer to it, but the end of a timer. Those that no host sends to a SYN count sooner.
   */
  readonly timed = new Range();
  /** Those of them before which the SYN had been sent again and again, as nobody does who was refused. */
  timedAgain = 0;
  /** Resets that no host sends to a SYN: without ACK, or with the SYN's own sequence number. */
  odd = 0;
  /** Resets whose window is the SYN's own, other than 0. */
  repeatsWindow = 0;
  /** Resets whose IP identification is the SYN's own, other than 0. */
  repeatsIdentification = 0;
  /** Resets in frames that name one MAC address as source and destination: they left no host. */
  withinHost = 0;
  /** Resets whose source MAC address is the one that ARP gives for the server's own address. */
  fromServersMac = 0;
}

/** Connections whose resets have something that a side's own would not, and the first of their frames. */
export class OddResetFacts {
  /** The server went on with new data after a reset in its name. */
  readonly serverGoesOn = new FrameSample();
  /** The client did after one in its own. */
  readonly clientGoesOn = new FrameSample();
  /** Several resets, of which later ones are numbered beyond all that the server had sent. */
  readonly jumps = new FrameSample();
  /** Resets with the IP identification of the data that they answer, other than 0, and their window. */
  readonly repeatsIdentification = new FrameSample();
  repeatsWindow = 0;
  /** Resets on connections with data. */
  total = 0;
  /** What resets say why, as sent (RFC 9293 §3.5.3); bounded. */
  texts: readonly string[] = NO_TEXTS;
  readonly textFrames = new FrameSample();
}

/** Connections that worked, and then failed in mid-exchange. */
export class LaterFacts {
  /** The client's data was sent again and again, and never acknowledged. */
  readonly stalled = new FrameSample();
  stalledConnections = 0;
  /** The second at which each of them (a bounded number) stalled. */
  readonly stalledSince: number[] = [];
  stalledAfterIdle = 0;
  /** The same sent again fewer times, or a FIN that was never acknowledged: it may be an accident. */
  readonly unsure = new FrameSample();
  /** A RST came from another distance than the same connection's other packets. */
  readonly resets = new FrameSample();
  resetConnections = 0;
  resetAfterIdle = 0;
  readonly resetTimeToLive = new Range();
  readonly resetHops = new Range();
  readonly ownTimeToLive = new Range();
  /** Seconds without any packet before these failures. */
  readonly idle = new Range();
  /** The first packet after such a time was answered by a RST; seconds that it lasted. */
  readonly forgotten = new FrameSample();
  forgottenConnections = 0;
  readonly forgottenAfter = new Range();
  /** RSTs among these that repeat the window, or the IP identification, of the very packet they answer. */
  repeatsPacket = 0;
  /** RSTs of the server's host to data in mid-connection: it knows no such connection any more. */
  readonly notKnown = new FrameSample();
  /** The server's window was closed for seconds, and opened again: frames that opened it. */
  readonly closedWindows = new FrameSample();
  readonly closedFor = new Range();
  /** It was still closed when the connection, or the capture, ended, and for how many seconds. */
  readonly neverOpened = new FrameSample();
  readonly neverOpenedFor = new Range();

  /** Connections that failed: a window that was closed for a while is none. */
  get failed(): number {
    return (
      this.stalledConnections +
      this.resetConnections +
      this.forgottenConnections +
      this.unsure.total +
      this.neverOpened.total
    );
  }
}

/** Connections on which the server took the request, and the answer never was whole. */
export class UnansweredFacts {
  /** A TLS ClientHello or HTTP request that was acknowledged, and nothing came back. */
  readonly requests = new FrameSample();
  silentConnections = 0;
  /** Those of them on which earlier requests were answered, and seconds of the longest wait. */
  laterRequests = 0;
  longestWait = 0;
  /** Data of the server came with a hole in it that was never filled. */
  readonly holes = new FrameSample();
  holedConnections = 0;
  /** Those of them that the client ended, without what was missing. */
  lackingConnections = 0;
  /** A service that speaks first (a mail server's greeting), and said nothing. */
  readonly greetings = new FrameSample();
  /**
   * The server sent data, of which nothing arrived before the client gave up: SYN/ACKs, and last frames, which
   * are numbered behind that data.
   */
  readonly lost = new FrameSample();
  lostConnections = 0;
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
  readonly timeToLive = new Range();
  /** Where the first redirect leads, as sent; '' where there was none. */
  location = '';
  /** Hash of the host that the last one leads to. */
  target = 0;
}

/** CONNECTION_CLOSE frames of servers with one error. */
export interface QuicCloseFacts {
  readonly error: number;
  readonly frames: FrameSample;
}

/** Errors of CONNECTION_CLOSE that are told apart. */
const ERRORS_PER_ENDPOINT = 8;
/** Refusals of a mail server in its own words. */
export class SpokenFacts {
  readonly replies = new FrameSample();
  /** The first: code and text. */
  words = '';
}

/** Answers to plain HTTP that tell of a refusal, or of another sender. */
export class HttpFacts {
  /** 403 and 451 (RFC 9110 §15.5.4, RFC 7725), their times to live, and the first of them. */
  readonly refusals = new FrameSample();
  readonly timeToLive = new Range();
  status = 0;
  words = '';
  /** Answers that came from nearer than the SYN/ACK of the same connection; status and times to live of the first. */
  readonly injected = new FrameSample();
  injectedStatus = 0;
  injectedTimeToLive = -1;
  acceptedTimeToLive = -1;
}

/** Requests of a client for one target that it made of a proxy. */
export class ProxiedFacts implements TlsOwner {
  /** What is spoken in its tunnels. */
  readonly tls = new TlsFacts();
  /** Requests, and tunnels or pages that were had. */
  attempts = 0;
  granted = 0;
  /** Demands to log in (407) that no further request followed. */
  demands = 0;
  readonly demanded = new FrameSample();
  /** Refusals, and the first one's status with its words. */
  readonly refusals = new FrameSample();
  status = 0;
  words = '';
  /** The proxy's word that it cannot reach the target (5xx), and the first such status. */
  readonly failures = new FrameSample();
  failure = 0;
  /** What a list does not show, and is as short as an alert, right behind the server's answer in a tunnel. */
  readonly turnedAway = new FrameSample();
  answers: Frames = NO_FRAMES;
  firstFrame = 0;
  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;

  constructor(
    /** Host, as asked for. */
    readonly name: string,
    readonly port: number,
  ) {}

  own(_kind: 'tls'): TlsFacts {
    return this.tls;
  }
}

/** Whom a server was asked for: the one that it stands before. */
export interface AskedBy {
  readonly name: string;
  /** Port of the server that was asked, as on the wire. */
  readonly port: number;
}

/**
 * What a packet list shows of failures that only the bytes of packets would tell from what is healthy:
 * from how far a packet comes, and what it says.
 */
export class UnshownFacts {
  /** Resets in mid-exchange whose time to live is not shown. */
  readonly resets = new FrameSample();
  /**
   * Connections that the client ended right behind the server's first answer, saying no more than an
   * alert is long: what the answer was is not shown.
   */
  turnedAway = new FrameSample();
  /** Redirects and refusals of plain HTTP whose time to live is not shown, and the first one's status. */
  readonly pages = new FrameSample();
  status = 0;
  /** Connections whose packets do not even show flags. */
  readonly unflagged = new FrameSample();
  /** What two hosts send each other, no port of which is shown. */
  readonly portless = new FrameSample();
  /** Conversations that the server began, from a port that was not asked, with a port that had asked it. */
  readonly fromElsewhere = new FrameSample();
  /** QUIC's port: conversations of which the server said less than the least that takes a handshake. */
  readonly shortAnswers = new FrameSample();
  /** Requests without an answer that may have been sent in fragments, of which others were lost. */
  readonly fragments = new FrameSample();
  /**
   * Connections of a text without times whose last data was sent again, and never acknowledged; or of
   * whose server's data a part never came; or on which the server was to speak first, and did not.
   */
  readonly untimed = new FrameSample();
  /** What a side sent behind its reset, in a text without times: at once, or later. */
  readonly afterReset = new FrameSample();
}

/** QUIC handshakes that a client began. */
export class QuicFacts {
  /** Connections whose Initials were decrypted. */
  lookedInto = 0;
  /** Conversations in which the server answered. */
  answered = 0;
  /** Those of them that the server ended by a CONNECTION_CLOSE in an Initial, by its error; bounded. */
  closes: readonly QuicCloseFacts[] = [];
  closedConnections = 0;
  /** Times to live of the datagrams with these, and the hops that they stand for. */
  readonly closeTimeToLive = new Range();
  readonly closeHops = new Range();
  /** Those in which the server said that it has other versions, and no more. */
  readonly negotiations = new FrameSample();
  /** Those in which it never did, and the Initials in them. */
  silentConnections = 0;
  silentInitials = 0;
  /** Those of them whose Initials were sent again for so long that an answer had come, and the tries in them. */
  patientConnections = 0;
  patientTries = 0;
  readonly silent = new FrameSample();
  /** First frames of conversations that were answered, and of those that were not; 0 for none. */
  firstAnsweredFrame = 0;
  lastAnsweredFrame = 0;
  firstSilentFrame = 0;
  lastSilentFrame = 0;

  addCloseTimeToLive(value: number): void {
    if (value < 0) return;
    this.closeTimeToLive.add(value);
    const hops = hopsOf(value);
    if (hops >= 0) this.closeHops.add(hops);
  }

  addClose(error: number, frame: number): void {
    this.closedConnections++;
    let close = this.closes.find((known) => known.error === error);
    if (close === undefined) {
      if (this.closes.length === ERRORS_PER_ENDPOINT) return;
      close = { error, frames: new FrameSample() };
      this.closes = [...this.closes, close];
    }
    close.frames.add(frame);
  }
}

/** Requests over UDP that must be answered, of one protocol and kind. */
export class RequestFacts {
  answered = 0;
  /** Those that had no answer, and how often these were sent in all. */
  silentRequests = 0;
  silentSends = 0;
  /** How often those were sent that still waited at the end, where the client had long asked again. */
  openSends = 0;
  /** Longest time that one stayed without an answer. */
  longest = 0;
  readonly silent = new FrameSample();
  /** Answers that came from a port that was not asked, the last such port, and how often it was asked again then. */
  readonly elsewhere = new FrameSample();
  otherPort = 0;
  askedAgain = 0;
  /** Those of them on which the client goes on. */
  takenElsewhere = 0;

  constructor(
    /** Row of `DATAGRAM_PROTOCOLS`, and number of a request of it. */
    readonly row: number,
    readonly what: number,
    /** Whether they went out in IP fragments. */
    readonly isFragmented: boolean,
  ) {}

  addSilent(sends: number, waited: number): void {
    this.silentRequests++;
    this.silentSends += sends;
    this.longest = Math.max(this.longest, waited);
  }
}

/** Kinds of requests that are told apart at one endpoint. */
const REQUESTS_PER_ENDPOINT = 12;
const NO_REQUESTS: readonly RequestFacts[] = Object.freeze([]);

/** Streams of media (RTP) between two hosts that only one of them sends. */
export class MediaFacts {
  streams = 0;
  packets = 0;
  /** Microseconds of the longest. */
  longest = 0;
  readonly first = new FrameSample();
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
export class EndpointFacts implements Groups {
  // First what every connection of a healthy service touches, so that it lies close together in
  // memory; all of it small integers.

  /** A packet of it matched the display filter (or there is none). */
  inScope = false;
  /** DNS was spoken, whatever the port. */
  isDns = false;
  /** The port is not in the packet list: it is taken to be the protocol's own, and may be several. */
  isPortAssumed = false;
  /** The packet list shows no port of these hosts, nor one that could be assumed: `port` is 0. */
  lacksPort = false;
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
  /** Data of the client's that was sent again, on connections that were accepted. */
  dataRetransmissions = 0;
  /** Attempts that were answered (handshake or response). */
  answered = 0;
  /** Connections that went on after the handshake: data came back, or all that was sent was taken. */
  exchanges = 0;
  /** From a request to its answer, in microseconds; -1 where none was measured. */
  fastestAnswer = -1;
  slowestAnswer = -1;
  /** Time to live of UDP answers; -1 where there was none. */
  lowestAnswerTimeToLive = -1;
  highestAnswerTimeToLive = -1;
  /** Facts of the server's address, which endpoints of other clients and ports share. */
  serverFacts: ServerFacts | null = null;
  bytes = 0;

  /** Attempts that an RST or an ICMP error refused. */
  refused = 0;

  /**
   * Second since 1970 of the last packet on a connection whose server did not acknowledge all that
   * the client had sent; 0 where there is none.
   */
  hangingUntil = 0;
  /** The last attempt's SYN: its IP identification in the upper half, its window in the lower. */
  lastSyn = 0;
  /** The client's port of the last attempt, or of the last conversation. */
  lastClientPort = 0;
  /** First frame of that flow: flows end in any order. */
  lastFlowFrame = 0;

  /** The first answers: SYN/ACKs, DNS responses, UDP packets back. */
  answers: Frames = NO_FRAMES;
  /** Frame of the last answer that is known. */
  lastAnswerFrame = 0;
  /** The client's own ICMP errors about answers that came when it had given up already. */
  lateAnswers: Frames = NO_FRAMES;
  /** TTL or hop limit of the client's first packets of attempts; -1 where none was seen. */
  lowestRequestTimeToLive = -1;
  highestRequestTimeToLive = -1;

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
  ) {
    [this.client0, this.client1, this.client2, this.client3] = client;
    [this.server0, this.server1, this.server2, this.server3] = server;
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
    return copyOf(this);
  }

  /** What a packet list does not show, to write into. */
  ownUnshown(): UnshownFacts {
    this.unshown ??= new UnshownFacts();
    return this.unshown;
  }

  /** Whether anything failed, or cannot be told yet. */
  get hasFailures(): boolean {
    const { silence, pending, handshake, firstData, dns } = this;
    return (
      silence.attempts + pending.attempts + pending.evicted + this.refused > 0 ||
      firstData.stalled + firstData.reset + handshake.clientAborts > 0 ||
      this.resets !== null ||
      this.icmpErrors.length + dns.questions.length + dns.responseCodes.size > 0 ||
      this.lateAnswers.total + handshake.unacknowledged > 0 ||
      (this.later?.failed ?? 0) > 0 ||
      this.unanswered !== null ||
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
      (proxied.length === 0 ? 0 : Aspect.PROXIED) |
      (this.refused === 0 ? 0 : Aspect.REFUSED) |
      (this.retransmissions === 0 ? 0 : Aspect.REPEATS) |
      (this.lateAnswers.total === 0 ? 0 : Aspect.LATE_ANSWERS) |
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
      this.icmpErrors.length + this.proxied.length > 0 ||
      (later ?? oddResets ?? resets ?? portal ?? http ?? spoken ?? unanswered ?? unshown) !==
        null ||
      (this.media ?? this.statements) !== null ||
      this.firstData !== NONE.firstData ||
      this.handshake !== NONE.handshake ||
      this.tls !== NONE.tls
    );
  }

  /** Takes in the client's port of a flow that ended, and its first frame. */
  noteClientPort(port: number, frame: number): void {
    if (frame < this.lastFlowFrame) return;
    this.lastFlowFrame = frame;
    this.lastClientPort = port;
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
    if (value < 0) return;
    if (this.lowestRequestTimeToLive < 0 || value < this.lowestRequestTimeToLive) {
      this.lowestRequestTimeToLive = value;
    }
    if (value > this.highestRequestTimeToLive) this.highestRequestTimeToLive = value;
  }

  /** Takes in an answer's frame; only the first are kept. */
  addAnswer(frame: number): void {
    if (frame > this.lastAnswerFrame) this.lastAnswerFrame = frame;
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

/** What is known of a server's address over all its services, as a baseline for resets. */
export class ServerFacts {
  /**
   * TTL or hop limit of packets that only the server itself can have sent (SYN/ACK, data); -1 where
   * none was seen.
   */
  lowestTimeToLive = -1;
  highestTimeToLive = -1;
  /** Hops that these packets have passed, and of how many that is known; one for each connection. */
  lowestHops = -1;
  highestHops = -1;
  hopsSeen = 0;
  /** Handshake round-trip times in microseconds; -1 where none was measured. */
  fastestRoundTrip = -1;
  slowestRoundTrip = -1;
  roundTrips = 0;
  /** Where its SYN/ACKs came from on the own link. */
  readonly mac = new SourceMac();

  addTimeToLive(value: number): void {
    if (value < 0) return;
    if (this.lowestTimeToLive < 0 || value < this.lowestTimeToLive) this.lowestTimeToLive = value;
    if (value > this.highestTimeToLive) this.highestTimeToLive = value;
    const hops = hopsOf(value);
    if (hops < 0) return;
    this.hopsSeen++;
    if (this.lowestHops < 0 || hops < this.lowestHops) this.lowestHops = hops;
    if (hops > this.highestHops) this.highestHops = hops;
  }

  addRoundTrip(microseconds: number): void {
    const time = Math.round(microseconds);
    this.roundTrips++;
    if (this.fastestRoundTrip < 0 || time < this.fastestRoundTrip) this.fastestRoundTrip = time;
    if (time > this.slowestRoundTrip) this.slowestRoundTrip = time;
  }

  forgetRoundTrips(): void {
    this.fastestRoundTrip = -1;
    this.slowestRoundTrip = -1;
    this.roundTrips = 0;
  }
}

/** The capture as a whole: what it can carry. */
export class CaptureFacts {
  /** It is a list of packets, of which most lack what is not shown in a list. */
  isPacketList = false;
  /** Packets are missing between those that are there: somebody chose these. */
  isSelection = false;
  /** Nothing says when its packets were sent: how long an answer stayed away is not known. */
  isUntimed = false;
  /** Packets without a time of their own. */
  untimedPackets = 0;
  /** Packets of a list with data that it does not show. */
  packetsWithoutPayload = 0;
  /** ICMP errors of a list that do not show what they are about, by the host that they went to. */
  readonly errorsWithoutQuotation = new Map<string, FrameSample>();
  /** Hosts that such errors told that a packet of theirs ended on the way. */
  readonly tracers = new Set<string>();
  /** It is a log: what devices say of packets, and no packet. */
  isLog = false;
  packets = 0;
  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  /** Packets whose layers were cut by the snap length before the transport header was whole. */
  cutPackets = 0;
  malformedPackets = 0;
  /** Packets in which no IP can be seen. */
  readonly undecoded = new UndecodedPackets();
  /** DNS questions cut by the snap length: such that differ may count as one. */
  cutQuestions = 0;
  /** Packets seen twice (mirrored port, `any` interface). */
  duplicates = 0;
  readonly clock = new CaptureClock();
  /** Which DNS servers gave addresses for which names. */
  readonly resolutions = new Resolutions();
  /** SYN/ACKs from addresses that nobody asked. */
  readonly straySynAcks = new StraySynAcks();
  /** Which side serves, of connections that began before. */
  readonly roles = new ConnectionRoles();
  /** Flows that began with a time to live which ends on the way. */
  readonly traces = new Traces();
  /** Tunnels of protocols without ports. */
  readonly tunnels = new Tunnels();
  /** DNS responses from where nobody was asked. */
  readonly strayResponses = new StrayResponses();
  /** Where the calls of the capture want their media. */
  readonly media = new MediaEnds();
  readonly outside = new OutsideSilences();
  /** The same of servers behind two routers or more: those before them may be on the own site. */
  readonly beyond = new OutsideSilences();

  /** Takes in that a packet came from a server off the client's site; -1 for an unknown time to live. */
  heardOutside(frame: number, seconds: number, timeToLive: number): void {
    this.outside.heard(frame, seconds);
    if (!isNextDoor(timeToLive)) this.beyond.heard(frame, seconds);
  }

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
  /** What became of single connections and DNS questions, and what they looked like. */
  readonly connections = new ConnectionLog();
  /** What ClientHellos look like: programs. */
  readonly shapes = new ClientShapes();
  /** Packets of TCP connections, and their segments with data that had to be sent again to arrive. */
  tcpPackets = 0;
  dataRetransmissions = 0;
  /** Connections whose first data was never acknowledged. */
  stalledConnections = 0;
  /** QUIC handshakes that the server took, and the tries in them up to then. */
  quicAnswered = 0;
  quicTries = 0;
  /** Those that were never answered, though tried again for long. */
  quicSilent = 0;
  /** First answers to plain HTTP of public servers, and redirects to other sites among them. */
  httpAnswers = 0;
  httpRedirects = 0;
  /** Networks of the servers that redirect to a host, by its hash; bounded. */
  readonly redirectTargets = new Map<number, Set<number>>();
  /** Second of the last SYN/ACK, or first data without one: up to then the network worked. */
  lastHandshakeSeconds = 0;
  /** Frame of the last SYN/ACK of a server outside private address ranges: until then it was heard. */
  lastPublicFrame = 0;
  /** TCP connections with packets of both directions. */
  twoWayConnections = 0;
  /** TCP connections on which only one side is seen, though the other must have answered. */
  oneWayConnections = 0;
  /** Connections that were under way when the capture began. */
  midstreamConnections = 0;
  /** Of these: whose client sends the same again and again, so that no packet is missing of the server. */
  midstreamUnanswered = 0;
  /** Connections of which a SYN is there, and those with an acknowledgment alone or a FIN. */
  connectionsBegun = 0;
  connectionsWithControl = 0;
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
