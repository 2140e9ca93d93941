import { type CaptureFacts, QuicFacts } from './facts.ts';
import { FLOW_WORDS, Flow, type FlowTable } from './flow-table.ts';
import { withFrame } from './frame-sample.ts';
import type { Outcomes } from './outcomes.ts';
import { TcpState } from './tcp-state.ts';
import { DNS_SILENCE, EVICTED_SILENCE, microsecondsBetween } from './time.ts';

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
    const sinceLast = microsecondsBetween(
      words[base + Flow.LAST_SECONDS] >>> 0,
      words[base + Flow.LAST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    return sinceLast < EVICTED_SILENCE;
  }

  /** Ends a flow: what became of it goes to its endpoint's facts. DNS counts question by question. */
  finish(flow: number, seconds: number, nanoseconds: number, isEvicted: boolean): void {
    const words = this.flows.words;
    const base = flow * FLOW_WORDS;
    const endpoint = this.endpoints.addFlow(words, this.flows.doubles, base);
    if (endpoint === null || endpoint.isDns) return;
    const state = words[base + Flow.STATE];
    if ((state & TcpState.CLIENT_DATA) === 0) {
      const partial = endpoint.own('partial');
      partial.midstream++;
      partial.midstreamExchanges++;
      endpoint.exchanges++;
      endpoint.answers = withFrame(endpoint.answers, words[base + Flow.SERVER_DATA_FRAME]);
      return;
    }
    endpoint.attempts++;
    if ((state & TcpState.SERVER_DATA) !== 0) {
      // A conversation: what the client sent after its first packet is no repetition of it.
      endpoint.answered++;
      endpoint.exchanges++;
      if (words[base + Flow.CLIENT_DATA_RETRANSMISSIONS] > 0) {
        endpoint.quic ??= new QuicFacts();
        endpoint.quic.answered++;
      }
      endpoint.answers = withFrame(endpoint.answers, words[base + Flow.SERVER_DATA_FRAME]);
      return;
    }
    endpoint.retransmissions +=
      words[base + Flow.CLIENT_PACKETS] - 1 - words[base + Flow.SYN_COUNT];
    if ((state & TcpState.ICMP_ERROR) !== 0) {
      endpoint.refused++;
      return;
    }
    const waited = this.capture.clock.watched(
      words[base + Flow.FIRST_FRAME],
      words[base + Flow.FIRST_SECONDS] >>> 0,
      words[base + Flow.FIRST_NANOSECONDS],
      seconds,
      nanoseconds,
    );
    if (isEvicted && this.#mayBeAnswered(base, seconds, nanoseconds))
      endpoint.own('pending').evicted++;
    else if (waited >= DNS_SILENCE + this.endpoints.patience) {
      const initials = words[base + Flow.CLIENT_DATA_RETRANSMISSIONS];
      if (initials > 0) {
        endpoint.quic ??= new QuicFacts();
        endpoint.quic.silentConnections++;
        endpoint.quic.silentInitials += initials;
        endpoint.quic.silent.add(words[base + Flow.FIRST_FRAME]);
        endpoint.quic.silent.add(words[base + Flow.LAST_CLIENT_DATA_FRAME]);
      }
      const silence = endpoint.own('silence');
      silence.add(words[base + Flow.CLIENT_PACKETS] - 1 - words[base + Flow.SYN_COUNT], waited);
      silence.packets.add(words[base + Flow.FIRST_FRAME]);
    } else {
      const pending = endpoint.own('pending');
      pending.attempts++;
      pending.packets.add(words[base + Flow.FIRST_FRAME]);
    }
  }
}
