import { isDistant } from '../track/addresses.ts';
import { Aspect } from '../track/facts/endpoint-facts.ts';
import { isFromNextDoor } from './captive-portal.ts';
import { clue, detector, pattern, type Seen } from './evidence.ts';
import { shareFromHalf } from './share.ts';
import { isNearServer } from './vantage.ts';

export interface HttpRefused {
  readonly requests: number;
  readonly status: number;
  /** Its reason phrase. */
  readonly words: string;
}

export interface PageInjected {
  readonly requests: number;
  /** Status of the first. */
  readonly status: number;
  /** Times to live: of the pages, and of the same connections' SYN/ACKs. */
  readonly timeToLive: number;
  readonly accepted: number;
}

const codes = {
  // On one connection: the handshake is the server's, its answer is not.
  'page-injected': pattern<PageInjected>({
    weights: { intercepted: 7, answered: -7 },
    stage: null,
    remedy: 'policy',
  }),
  'page-from-near': pattern<HttpRefused>({
    weights: { intercepted: 5, answered: -5 },
    stage: null,
    remedy: 'policy',
  }),
  // A server may refuse what it is asked for: it answers.
  'http-refused': clue<HttpRefused>({ weights: {}, isNotable: true }),
  // It answers, and not what it was asked for.
  'http-failed': clue<HttpRefused>({ weights: {}, isNotable: true }),
};

/** Share of an endpoint's connections from which on failures are more than one page of a site's. */
const MOSTLY = 0.5;

/**
 * Pages that are not the server's: they come from nearer than the SYN/ACK of the same connection, or a
 * refusal (403; 451, RFC 7725) of a server far away comes from next door. Any other refusal is the server's
 * own.
 */
export const httpRefused = detector({
  codes,
  about: Aspect.HTTP,
  detect(endpoint, context) {
    const { http } = endpoint;
    if (http === null) return null;
    const found: Seen<typeof codes>[] = [];
    const { injected, refusals, status, words } = http;
    const of = endpoint.answered + endpoint.partial.midstream;
    const isFar = isDistant(endpoint.client, endpoint.server) && !isNearServer(endpoint);
    if (injected.total > 0 && isFar) {
      found.push({
        code: 'page-injected',
        values: {
          ...{ requests: injected.total, status: http.injectedStatus },
          ...{ timeToLive: http.injectedTimeToLive, accepted: http.acceptedTimeToLive },
        },
        frames: injected.frames,
        strength: shareFromHalf(injected.total, of),
      });
    } else if (refusals.total > 0) {
      const isNear = isFar && isFromNextDoor(http.timeToLive, endpoint, context.capture);
      found.push({
        code: isNear ? 'page-from-near' : 'http-refused',
        values: { requests: refusals.total, status, words },
        frames: refusals.frames,
        ...(isNear && { strength: shareFromHalf(refusals.total, of) }),
      });
    }
    if (http.failures.total > 0 && http.failures.total >= MOSTLY * of) {
      found.push({
        code: 'http-failed',
        values: { requests: http.failures.total, status: http.failure, words: http.failureWords },
        frames: http.failures.frames,
      });
    }
    return found;
  },
});
