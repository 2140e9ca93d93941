import type { AddressWords } from '../protocols/address-text.ts';
import { MINIMUM_INITIAL_DATAGRAM } from '../protocols/quic/codec.ts';
import { TcpState } from './connection-state.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import { MediaFacts } from './facts/datagram-facts.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import { FailedTries } from './failed-tries.ts';
import { CARRIES, Carries, FLOW_WORDS, Flow, type FlowTable } from './flow-table.ts';
import { withFrame } from './frame-sample.ts';
import { earlier, isOverTrace, isRecent, nameOf, type Outcomes, watchedFor } from './outcomes.ts';
import { QUIC_ANSWER, QUIC_ERROR, QuicAnswer } from './quic-handshakes.ts';
import { DNS_SILENCE, INITIAL_SILENCE, microsecondsBetween } from './time.ts';

/** HTTP/3, DNS over QUIC. */
const QUIC_PORTS: ReadonlySet<number> = new Set([443, 853, 8443]);

/** Datagrams of a server's QUIC from which on it does more than refuse, and repeat that. */
const QUIC_TAKEN = 4;

/** What became of UDP conversations: each adds to its endpoint's facts when it ends. */
export class UdpOutcomes {
  constructor(
    readonly flows: FlowTable,
    readonly endpoints: Outcomes,
    readonly capture: CaptureFacts,
  ) {}

  /** Whether an answer may still come to an attempt that makes room. */
  #mayBeAnswered(base: number, seconds: number, nanoseconds: number): boolean {
    const words = this.flows.words;
    if (words[base + Flow.CLIENT_PACKETS] < 2) return true;
    return isRecent(words, base, seconds, nanoseconds);
  }

  /** The client goes on with answers from a port that it had not asked. */
  #takenElsewhere(endpoint: EndpointFacts): void {
    endpoint.answered++;
    endpoint.exchanges++;
    for (const facts of endpoint.requests) if (facts.otherPort !== 0) facts.takenElsewhere++;
  }

  /** Ends a flow: what became of it goes to its endpoint's facts. DNS counts question by question. */
  finish(flow: number, seconds: number, nanoseconds: number, isEvicted: boolean): void {
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    const endpoint = this.endpoints.addFlow(words, this.flows.doubles, base);
    if (endpoint === null) return;
    endpoint.noteClientPort(words[base + Flow.PORTS] >>> 16, words[base + Flow.FIRST_FRAME]);
    const state = words[base + Flow.STATE];
    if (endpoint.lacksPort) {
      endpoint.ownUnshown().portless.add(words[base + Flow.FIRST_FRAME]);
      return;
    }
    const carries = words[base + CARRIES];
    const hasRequests = (carries & Carries.REQUESTS) !== 0;
    if (hasRequests && (carries & Carries.ELSEWHERE) !== 0) {
      if (words[base + Flow.CLIENT_PACKETS] > 0) this.#takenElsewhere(endpoint);
      return;
    }
    // Counted one by one.
    if (endpoint.isDns || hasRequests) {
      if ((state & TcpState.SERVER_DATA) !== 0) return;
      endpoint.failed ??= new FailedTries();
      endpoint.failed.addFlow(words, base);
      return;
    }
    const isMedia = (carries & Carries.MEDIA) !== 0;
    if (isMedia && !this.capture.media.isEmpty) this.#countMedia(base);
    if ((state & TcpState.CLIENT_DATA) === 0) {
      const partial = endpoint.own('partial');
      partial.midstream++;
      if (endpoint.quic !== null && words[base + Flow.SERVER_PACKETS] < QUIC_TAKEN) {
        // Without the client's Initial nobody can read whether it is taken or refused.
        endpoint.own('pending').unfinished.add(words[base + Flow.SERVER_DATA_FRAME]);
      } else if (endpoint.attempts > 0 && words[base + QUIC_ANSWER] !== QuicAnswer.INITIAL) {
        // It was asked, and the question made room.
        partial.midstreamExchanges++;
        endpoint.exchanges++;
        endpoint.answers = withFrame(endpoint.answers, words[base + Flow.SERVER_DATA_FRAME]);
      } else {
        // What it answers, and whether it does, is not in the capture.
        partial.serverOnly.add(words[base + Flow.SERVER_DATA_FRAME]);
      }
      return;
    }
    endpoint.attempts++;
    const isReached = (state & TcpState.SERVER_DATA) !== 0;
    if (isOverTrace(this.capture, endpoint, words, base, isReached, seconds, nanoseconds)) return;
    if (isReached) {
      // A conversation: what the client sent after its first packet is no repetition of it.
      endpoint.answered++;
      if (this.capture.packetsWithoutPayload > 0 && this.#isShortOfQuic(base)) {
        endpoint.ownUnshown().shortAnswers.add(words[base + Flow.SERVER_DATA_FRAME]);
      }
      if (words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] > 0) this.#quicAnswered(endpoint, base);
      else endpoint.exchanges++;
      endpoint.answers = withFrame(endpoint.answers, words[base + Flow.SERVER_DATA_FRAME]);
      endpoint.lastAnswerFrame = Math.max(
        endpoint.lastAnswerFrame,
        words[base + Flow.SERVER_DATA_FRAME],
      );
      return;
    }
    if (
      words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] > 0 &&
      (words[base + QUIC_ANSWER] & QuicAnswer.TAKEN) !== 0
    ) {
      // The answer is not in the capture, and was not missing to the client.
      endpoint.own('partial').oneWay.add(words[base + Flow.FIRST_FRAME]);
      return;
    }
    endpoint.failed ??= new FailedTries();
    endpoint.failed.addFlow(words, base);
    // A stream of media goes on and on: nothing in it is sent again.
    const repeats = isMedia
      ? 0
      : words[base + Flow.CLIENT_PACKETS] - 1 - words[base + Flow.SYN_COUNT];
    endpoint.retransmissions += repeats;
    if ((state & TcpState.ICMP_ERROR) !== 0) {
      endpoint.refused++;
      return;
    }
    const waited = watchedFor(this.capture.clock, words, base, seconds, nanoseconds);
    if (isMedia) this.#mediaOneWay(endpoint, base, waited);
    if (isEvicted && this.#mayBeAnswered(base, seconds, nanoseconds))
      endpoint.own('pending').evicted++;
    else if (waited >= DNS_SILENCE + this.endpoints.patience) {
      const initials = words[base + Flow.CLIENT_DATA_RETRANSMISSIONS];
      if (initials > 0) this.#quicSilent(endpoint, base, initials);
      const silence = endpoint.own('silence');
      silence.add(repeats, waited);
      silence.packets.add(words[base + Flow.FIRST_FRAME]);
    } else {
      const pending = endpoint.own('pending');
      pending.attempts++;
      if (repeats > 0) pending.again++;
      pending.packets.add(words[base + Flow.FIRST_FRAME]);
    }
  }

  /**
   * Whether the client began as QUIC does, on its port, and the server sent less than the datagram by which it
   * takes a handshake (RFC 9000 §14.1): that it closes fits, too.
   */
  #isShortOfQuic(base: number): boolean {
    const port = this.flows.words[base + Flow.PORTS] & 0xffff;
    const bytes = (base + Flow.CLIENT_BYTES) / 2;
    const { doubles } = this.flows;
    return (
      QUIC_PORTS.has(port) &&
      doubles[bytes] >= MINIMUM_INITIAL_DATAGRAM &&
      doubles[bytes + 1] < MINIMUM_INITIAL_DATAGRAM
    );
  }

  /** Counts a stream's packets where a call wants them. */
  #countMedia(base: number): void {
    const words = this.flows.words;
    const address = (at: number): AddressWords => [
      words[base + at],
      words[base + at + 1],
      words[base + at + 2],
      words[base + at + 3],
    ];
    const ports = words[base + Flow.PORTS];
    const { media } = this.capture;
    media.add(address(Flow.SERVER_ADDRESS), ports & 0xffff, words[base + Flow.CLIENT_PACKETS]);
    media.add(address(Flow.CLIENT_ADDRESS), ports >>> 16, words[base + Flow.SERVER_PACKETS]);
  }

  #mediaOneWay(endpoint: EndpointFacts, base: number, waited: number): void {
    const words = this.flows.words;
    endpoint.media ??= new MediaFacts();
    endpoint.media.streams++;
    endpoint.media.packets += words[base + Flow.CLIENT_PACKETS];
    endpoint.media.longest = Math.max(endpoint.media.longest, waited);
    endpoint.media.first.add(words[base + Flow.FIRST_FRAME]);
  }

  #quicAnswered(endpoint: EndpointFacts, base: number): void {
    const words = this.flows.words;
    const quic = endpoint.ownQuic();
    const answer = words[base + QUIC_ANSWER];
    if ((answer & (QuicAnswer.WELL | QuicAnswer.CLOSE)) === QuicAnswer.CLOSE) {
      quic.addClose(words[base + QUIC_ERROR], words[base + Flow.REFUSAL_FRAME]);
      return;
    }
    if ((answer & ~QuicAnswer.RETRY) === 0 || (answer & ~QuicAnswer.RETRY) === QuicAnswer.INITIAL) {
      // The client has proved its address, and that is all there is; or an Initial that could not be read:
      // it may begin a handshake, or refuse one.
      endpoint.own('pending').unfinished.add(words[base + Flow.FIRST_FRAME]);
      return;
    }
    endpoint.exchanges++;
    quic.answered++;
    this.capture.quicAnswered++;
    this.capture.quicTries += words[base + Flow.CLIENT_DATA_RETRANSMISSIONS];
    if (answer === QuicAnswer.VERSION_NEGOTIATION) {
      quic.negotiations.add(words[base + Flow.SERVER_DATA_FRAME]);
      return;
    }
    const start = words[base + Flow.FIRST_FRAME];
    quic.firstAnsweredFrame = earlier(quic.firstAnsweredFrame, start);
    quic.lastAnsweredFrame = Math.max(quic.lastAnsweredFrame, start);
    const name = nameOf(endpoint, words[base + Flow.APPLICATION]);
    if (name !== undefined) name.works = true;
  }

  #quicSilent(endpoint: EndpointFacts, base: number, initials: number): void {
    const words = this.flows.words;
    const quic = endpoint.ownQuic();
    quic.silentConnections++;
    quic.silentInitials += initials;
    const tried = microsecondsBetween(
      words[base + Flow.FIRST_SECONDS] >>> 0,
      words[base + Flow.FIRST_NANOSECONDS],
      words[base + Flow.LAST_SECONDS] >>> 0,
      words[base + Flow.LAST_NANOSECONDS],
    );
    if (initials > 1 && tried >= INITIAL_SILENCE) {
      quic.patientConnections++;
      quic.patientTries += initials;
      this.capture.quicSilent++;
    }
    quic.silent.add(words[base + Flow.FIRST_FRAME]);
    quic.silent.add(words[base + Flow.LAST_CLIENT_DATA_FRAME]);
    const start = words[base + Flow.FIRST_FRAME];
    quic.firstSilentFrame = earlier(quic.firstSilentFrame, start);
    quic.lastSilentFrame = Math.max(quic.lastSilentFrame, start);
    const name = nameOf(endpoint, words[base + Flow.APPLICATION]);
    if (name !== undefined) name.failures++;
  }
}
