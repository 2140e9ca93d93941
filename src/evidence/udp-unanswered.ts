import { Protocol } from '../protocols/protocol.ts';
import * as tls from '../protocols/tls/codec.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { clue, type DetectContext, detector, pattern } from './evidence.ts';
import { isFiltered } from './first-data.ts';
import { filteredByName } from './quic-handshakes.ts';

/** Initials sent from which on the silence is as telling as it gets. */
const FULL_STRENGTH_INITIALS = 4;
/** Server names that the sentence has. */
const SHOWN_NAMES = 3;
/** Weight of the silence of a server that works over TCP, and may just not have QUIC. */
const MAY_LACK_QUIC = 0.6;

export interface QuicUnanswered {
  readonly initials: number;
  readonly attempts: number;
  /** Microseconds of silence at the most. */
  readonly waited: number;
  /** Browsers fall back from HTTP/3 to TCP. */
  readonly isHttp3: boolean;
  /** The server works over TCP, and nobody sees it speak QUIC. */
  readonly mayLackQuic: boolean;
  /** Server names that the client asked for; a few. */
  readonly names: readonly string[];
}

export interface UdpUnanswered {
  readonly packets: number;
  /** Microseconds of silence at the most. */
  readonly waited: number;
}

/**
 * UDP other than DNS without an answer. A server that speaks QUIC answers an Initial (RFC 9000 §5.2),
 * though it may have stopped to offer it; many other protocols never answer.
 */
export const udpUnanswered = detector({
  codes: {
    'quic-unanswered-retransmits': pattern<QuicUnanswered>({
      weights: { drop: 3, unreachable: 1 },
      stage: null,
      remedy: 'quic',
    }),
    'udp-unanswered': clue<UdpUnanswered>({
      weights: { drop: 0.5, unreachable: 0.5 },
      supportsOnly: true,
      tooLittle: 'udp-needs-no-answer',
    }),
  },
  about: Aspect.QUIC | Aspect.SILENCE,
  detect(endpoint, context) {
    const { quic } = endpoint;
    const waited = endpoint.silence.longest;
    const isByName = filteredByName(endpoint) !== null;
    if (quic !== null && quic.silentInitials >= 2 && (endpoint.answered === 0 || isByName)) {
      const { silentInitials: initials, silentConnections: attempts } = quic;
      const mayLackQuic = worksOverTcp(endpoint, context) && !speaksQuic(endpoint, context);
      const isHttp3 = endpoint.port === tls.HTTPS_PORT;
      return {
        code: 'quic-unanswered-retransmits',
        values: { initials, attempts, waited, isHttp3, mayLackQuic, names: namesOf(endpoint) },
        frames: quic.silent.frames,
        strength:
          Math.min(1, 0.5 + (0.5 * (initials - 1)) / (FULL_STRENGTH_INITIALS - 1)) *
          (mayLackQuic ? MAY_LACK_QUIC : 1),
      };
    }
    if (endpoint.protocol !== Protocol.UDP || endpoint.isDns || endpoint.silence.attempts === 0) {
      return null;
    }
    // What must be answered says more: `udpRequests`.
    if (endpoint.requests.some(({ silentSends }) => silentSends > 0)) return null;
    const packets = endpoint.silence.attempts + endpoint.silence.retransmissions;
    return {
      code: 'udp-unanswered',
      values: { packets, waited },
      frames: endpoint.silence.packets.frames,
    };
  },
});

/** Server names in Initials that had no answer. */
function namesOf({ tls }: EndpointFacts): string[] {
  return tls.serverNames
    .filter(isFiltered)
    .slice(0, SHOWN_NAMES)
    .map(({ name }) => name);
}

function worksOverTcp(endpoint: EndpointFacts, context: DetectContext): boolean {
  return context
    .answeringOn(endpoint.server)
    .some(({ port, protocol }) => protocol === Protocol.TCP && port === endpoint.port);
}

/** Whether the server answers QUIC to another client. */
function speaksQuic(endpoint: EndpointFacts, context: DetectContext): boolean {
  return context
    .answeringOn(endpoint.server)
    .some((other) => other.port === endpoint.port && (other.quic?.answered ?? 0) > 0);
}
