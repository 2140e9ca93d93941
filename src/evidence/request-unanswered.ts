import { Aspect } from '../track/facts/endpoint-facts.ts';
import { detector, pattern, type Seen } from './evidence.ts';
import { mostLost } from './loss.ts';
import { shareFromHalf } from './share.ts';

/** Connections that fail so before one speaks of more than an accident. */
const ENOUGH_HOLES = 2;
/** How much of its weight an answer has that was lost on a single connection. */
const ONCE = 0.6;
/** Share of lost packets by which holes lose all their weight: 1 in 5. */
const HOLES_OF_LOSS = 5;
/** The same for such that the client had not got when it ended: 1 in 3. */
const LACKS_OF_LOSS = 3;

export interface OfConnections {
  readonly connections: number;
  /** How many there are in all. */
  readonly of: number;
}

export interface RequestUnanswered extends OfConnections {
  /** Those on which earlier requests were answered, and microseconds of the longest wait on them. */
  readonly later: number;
  readonly waited: number;
}

const codes = {
  // The request got through: whatever happens then, the way out is open.
  'request-unanswered': pattern<RequestUnanswered>({
    weights: { answered: -1, drop: -1, closed: 1 },
    stage: 'after-handshake',
    remedy: null,
    tooLittle: 'this',
    better: 'servers-word',
  }),
  // Nothing is lost on the way: whoever took the connection ends it in order. Who that is, server or a box
  // before it, and why, the packets do not say.
  'ended-unanswered': pattern<OfConnections>({
    weights: { answered: -1, drop: -1, closed: 1, unreachable: -1 },
    stage: 'after-handshake',
    remedy: null,
    tooLittle: 'this',
    better: 'servers-word',
  }),
  // Whoever took the connection is no server that greets: it hangs, or something stands before it.
  'greeting-missing': pattern<OfConnections>({
    weights: { answered: -6, drop: 1, closed: 1 },
    stage: 'after-handshake',
    remedy: null,
  }),
  // It was sent again all the while: chance does not take each of its tries, once after once.
  'answer-lost': pattern<OfConnections>({
    weights: { drop: 5, answered: -5 },
    stage: 'after-handshake',
    remedy: 'way-back',
  }),
  // Only packets of one size, and only on the way back; a lossy link does it once, not every time.
  'server-data-dropped': pattern<OfConnections>({
    weights: { drop: 5, answered: -5 },
    stage: 'after-large-packets',
    remedy: 'large-packets',
  }),
};

/**
 * The server has the request (its host acknowledges it); its answer does not arrive, or not whole. It
 * hangs, or the answer is too large for the way back: of data with a hole in it full-sized packets are
 * lost (RFC 2923).
 */
export const requestUnanswered = detector({
  codes,
  about: Aspect.UNANSWERED,
  detect({ unanswered, answered, partial, trace }, context) {
    const lost = mostLost(context);
    const of = answered + partial.midstream;
    if (unanswered === null || of === 0) return null;
    const found: Seen<typeof codes>[] = [];
    const { silentConnections, requests, holedConnections, holes, greetings } = unanswered;
    const { lackingConnections } = unanswered;
    const left = silentConnections - unanswered.endedLate;
    if (left > 0) {
      found.push({
        code: 'request-unanswered',
        values: {
          ...{ connections: left, of },
          ...{ later: unanswered.laterRequests, waited: unanswered.longestWait * 1e6 },
        },
        frames: requests.frames,
        strength: shareFromHalf(left, of),
      });
    }
    if (unanswered.ended.total > 0) {
      const connections = unanswered.ended.total;
      found.push({
        code: 'ended-unanswered',
        values: { connections, of },
        frames: unanswered.ended.frames,
        strength: shareFromHalf(connections, of),
      });
    }
    // A probe of the way does not wait for a greeting.
    if (greetings.total > 0 && trace?.isTrace !== true) {
      found.push({
        code: 'greeting-missing',
        values: { connections: greetings.total, of },
        frames: greetings.frames,
        strength: shareFromHalf(greetings.total, of),
      });
    }
    if (unanswered.lostConnections > 0) {
      const connections = unanswered.lostConnections;
      found.push({
        code: 'answer-lost',
        values: { connections, of },
        frames: unanswered.lost.frames,
        strength: shareFromHalf(connections, of) * (connections < ENOUGH_HOLES ? ONCE : 1),
      });
    }
    if (holedConnections >= ENOUGH_HOLES) {
      found.push({
        code: 'server-data-dropped',
        values: { connections: holedConnections, of },
        frames: holes.frames,
        // A hole may be the capture's own, so far as it lost packets; less so where the client says where it
        // stands when it ends, unless the server sent more after that.
        strength: Math.max(
          shareFromHalf(holedConnections, of) * Math.max(0, 1 - HOLES_OF_LOSS * lost),
          lackingConnections < ENOUGH_HOLES
            ? 0
            : shareFromHalf(lackingConnections, of) * Math.max(0, 1 - LACKS_OF_LOSS * lost),
        ),
      });
    }
    return found;
  },
});
