import { FrameSample, type Frames, NO_FRAMES, Range } from '../frame-sample.ts';
import { TlsFacts, type TlsOwner } from './tls-facts.ts';

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

/** Answers to plain HTTP that tell of a refusal, or of another sender. */
export class HttpFacts {
  /** 403 and 451 (RFC 9110 §15.5.4, RFC 7725), their times to live, and the first of them. */
  readonly refusals = new FrameSample();
  readonly timeToLive = new Range();
  status = 0;
  words = '';
  /** 5xx (RFC 9110 §15.6): the server fails at what it is asked; status and words of the first. */
  readonly failures = new FrameSample();
  failure = 0;
  failureWords = '';
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
  clientHellos = 0;
  lastNameHash = 0;
  lastName = 0;
  certificatesRead = 0;
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
  /** The proxy's word that it cannot reach the target (5xx), and the first such status, with SOCKS' words. */
  readonly failures = new FrameSample();
  failure = 0;
  failureWords = '';
  /** A SOCKS proxy's word that the target refused its connection, and that it failed for no reason given. */
  readonly refusedElsewhere = new FrameSample();
  readonly vague = new FrameSample();
  vagueStatus = 0;
  vagueWords = '';
  /** Connections that a SOCKS proxy ended in place of an answer, and requests that never had one. */
  readonly closed = new FrameSample();
  readonly unanswered = new FrameSample();
  /** Seconds. */
  longestWait = 0;
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

  addRefusal(frame: number, status: number, words: string): void {
    this.refusals.add(frame);
    if (this.status !== 0) return;
    this.status = status;
    this.words = words;
  }

  addFailure(frame: number, status: number, words: string): void {
    this.failures.add(frame);
    if (this.failure !== 0) return;
    this.failure = status;
    this.failureWords = words;
  }

  addVague(frame: number, status: number, words: string): void {
    this.vague.add(frame);
    if (this.vagueStatus !== 0) return;
    this.vagueStatus = status;
    this.vagueWords = words;
  }
}

/** What a SOCKS proxy says of its client, before it is asked for anything. */
export class SocksFacts {
  /** It accepts no way of logging in that the client has, or not its version of SOCKS. */
  readonly turnedDown = new FrameSample();
  /** Connections of which what is said is not there: cut, or not shown. */
  readonly unread = new FrameSample();
  /** It does not accept user and password. */
  readonly loginsRefused = new FrameSample();
}

/** Whom a server was asked for: the one that it stands before. */
export interface AskedBy {
  readonly name: string;
  /** Port of the server that was asked, as on the wire. */
  readonly port: number;
}
