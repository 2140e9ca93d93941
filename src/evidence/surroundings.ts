import { isRecognized } from '../profiles/profile.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector, type Seen } from './evidence.ts';
import { isSameHost } from './same-host.ts';

export interface KnownService {
  /** The name, address or range by which it is known. */
  readonly value: string;
  /** What the profile calls the service. */
  readonly title: string;
}

const codes = {
  'others-answer': clue<{ servers: number }>({
    weights: { drop: 1, reject: 0.5, unreachable: -0.5 },
    supportsOnly: true,
  }),
  'nothing-answers': clue({ weights: { drop: -1, unreachable: 1 }, supportsOnly: true }),
  'server-answers-elsewhere': clue<{ isTcp: boolean; port: number }>({
    weights: { drop: 1, unreachable: -2 },
    supportsOnly: true,
  }),
  'known-service': clue<KnownService>({
    weights: { drop: 1, reject: 1, closed: -1, unreachable: -1 },
    supportsOnly: true,
  }),
};

/** What the rest of the capture, and the profile, say about a silent or refusing endpoint. */
export const surroundings = detector({
  codes,
  about: Aspect.SILENCE | Aspect.REFUSED | Aspect.FIRST_DATA | Aspect.HANDSHAKE | Aspect.LATER,
  detect(endpoint, context) {
    const found: Seen<typeof codes>[] = [];
    const failed =
      endpoint.silence.attempts + endpoint.refused + endpoint.firstData.stalled > 0 ||
      endpoint.firstData.reset + endpoint.handshake.unacknowledged > 0 ||
      endpoint.handshake.misnumbered > 0 ||
      (endpoint.later?.failed ?? 0) > 0;
    // What a host says to itself tells nothing of a network, nor does a network of that.
    if (!failed || isSameHost(endpoint)) return null;
    const servers = context.answeringAround(endpoint);
    if (servers > 0 && context.outageOf(endpoint) === null) {
      found.push({ code: 'others-answer', values: { servers } });
    } else if (
      endpoint.answered === 0 &&
      !context.capture.isSelection &&
      context.answeringServers(endpoint.server) === 0
    ) {
      // A list that was filtered to one server says nothing of the others.
      found.push({ code: 'nothing-answers', values: {} });
    }
    const elsewhere = context
      .answeringOn(endpoint.server)
      .find((other) => other.port !== endpoint.port || other.protocol !== endpoint.protocol);
    if (elsewhere !== undefined) {
      found.push({
        code: 'server-answers-elsewhere',
        values: { isTcp: elsewhere.protocol === Protocol.TCP, port: elsewhere.port },
        frames: elsewhere.answers.first(3),
      });
    }
    const match = context.functionOf(endpoint);
    if (match !== null && isRecognized(match)) {
      const { value, function: fn } = match;
      found.push({ code: 'known-service', values: { value, title: fn.title } });
    }
    return found;
  },
});
