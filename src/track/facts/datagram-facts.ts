import { FrameSample, Range } from '../frame-sample.ts';
import { hopsOf } from '../hop-limit.ts';

/** CONNECTION_CLOSE frames of servers with one error. */
export interface QuicCloseFacts {
  readonly error: number;
  readonly frames: FrameSample;
}

/** Errors of CONNECTION_CLOSE that are told apart. */
const ERRORS_PER_ENDPOINT = 8;

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

/** Streams of media (RTP) between two hosts that only one of them sends. */
export class MediaFacts {
  streams = 0;
  packets = 0;
  /** Microseconds of the longest. */
  longest = 0;
  readonly first = new FrameSample();
}
