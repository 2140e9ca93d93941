import { FrameSample } from '../frame-sample.ts';

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
