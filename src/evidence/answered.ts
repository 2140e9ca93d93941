import * as dns from '../protocols/dns/codec.ts';
import { Protocol } from '../protocols/protocol.ts';
import { clue, detector, pattern, type Seen } from './evidence.ts';

/** Share of answered attempts from which on the unanswered ones count as ordinary loss. */
const FULL_STRENGTH_SHARE = 0.5;

export interface ServiceAnswered {
  /** Attempts that were answered and went on, of those that the capture has. */
  readonly answered: number;
  readonly attempts: number;
  readonly isTcp: boolean;
  /** Microseconds of the fastest answer; null where none is known. */
  readonly fastest: number | null;
}

const codes = {
  // It worked: nothing weighs more.
  'service-answered': clue<ServiceAnswered>({ weights: { answered: 7 } }),
  'handshake-completed': clue<{ connections: number }>({
    weights: { unreachable: -4, closed: -1 },
  }),
  'client-acknowledges': clue<{ connections: number }>({ weights: { answered: 5, drop: -4 } }),
  'dns-servfail': pattern<{ responses: number }>({
    weights: { answered: 1 },
    stage: null,
    remedy: null,
    isNotable: true,
  }),
  'dns-refused': pattern<{ responses: number }>({
    weights: { answered: 1 },
    stage: null,
    remedy: null,
    isNotable: true,
  }),
  'late-answers': clue<{ answers: number }>({
    weights: { answered: 4, drop: -4 },
    isNotable: true,
  }),
};

/**
 * The service answered: requests were answered and the exchange went on. Where the handshake is all
 * that went through, address and port are open, and no more than that.
 */
export const answered = detector({
  codes,
  detect(endpoint) {
    const found: Seen<typeof codes>[] = [];
    const stopped = endpoint.firstData.stalled + endpoint.firstData.reset;
    const halfWay = endpoint.handshake.unacknowledged;
    const wentOn = endpoint.answered - stopped - halfWay;
    const good = wentOn + endpoint.partial.midstreamExchanges;
    const frames = endpoint.answers.frames.slice(0, 8);
    if (good > 0) {
      const { attempts, fastestAnswer } = endpoint;
      const share = good / (good + attempts - wentOn);
      found.push({
        code: 'service-answered',
        values: {
          ...{ answered: wentOn, attempts, isTcp: endpoint.protocol === Protocol.TCP },
          fastest: fastestAnswer >= 0 ? fastestAnswer : null,
        },
        frames,
        strength: Math.min(1, share / FULL_STRENGTH_SHARE),
      });
    } else if (stopped > 0) {
      found.push({ code: 'handshake-completed', values: { connections: stopped }, frames });
    }
    if (endpoint.partial.oneWay.total > 0) {
      found.push({
        code: 'client-acknowledges',
        values: { connections: endpoint.partial.oneWay.total },
        frames: endpoint.partial.oneWay.frames,
      });
    }
    if (endpoint.lateAnswers.total > 0) {
      found.push({
        code: 'late-answers',
        values: { answers: endpoint.lateAnswers.total },
        frames: endpoint.lateAnswers.frames,
      });
    }
    for (const [rcode, code] of [
      [dns.RCODE_SERVER_FAILURE, 'dns-servfail'],
      [dns.RCODE_REFUSED, 'dns-refused'],
    ] as const) {
      const responses = endpoint.dns.responseCodes.get(rcode);
      if (responses === undefined) continue;
      found.push({ code, values: { responses: responses.total }, frames: responses.frames });
    }
    return found;
  },
});
