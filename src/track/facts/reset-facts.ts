import { FrameSample, Range } from '../frame-sample.ts';
import { SenderFacts } from '../sender.ts';

const NO_TEXTS: readonly string[] = Object.freeze([]);

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
