import { FrameSample, Range } from '../frame-sample.ts';

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
  /** Connections that the server ended before the client did, and had said nothing on. */
  readonly ended = new FrameSample();
  /** Those of them that are `silentConnections`, too: it kept the client waiting first. */
  endedLate = 0;
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
  /** Answers that stopped before their length, and the most bytes that one lacked. */
  readonly incomplete = new FrameSample();
  missing = 0;
  /** Those whose last segments make one expect more. */
  readonly unended = new FrameSample();
  /** Seconds without a packet on one of these, to the end. */
  longestPause = 0;
}
