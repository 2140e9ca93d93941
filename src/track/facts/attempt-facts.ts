import type { AddressWords } from '../../protocols/address-text.ts';
import { FrameSample } from '../frame-sample.ts';
import type { SenderFacts } from '../sender.ts';

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
  /** Exchanges in which the server's host took what there was, and the server said nothing. */
  takenOnly = 0;
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
  /** Attempts whose SYN/ACKs all acknowledged what the client had not sent: it took none of them. */
  misnumbered = 0;
  /** Those of them that were made again in vain. */
  misnumberedAgain = 0;
  readonly misnumberedPackets = new FrameSample();
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
