import { Protocol } from '../protocols/protocol.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { count, duration } from '../words/en/phrases.ts';
import type { DetectContext, Detector } from './observation.ts';

/** Initials sent from which on the silence is as telling as it gets. */
const FULL_STRENGTH_INITIALS = 4;
/** Port of HTTP/3, by default (RFC 9114 §3.1). */
const HTTPS = 443;
/** Weight of the silence of a server that works over TCP, and may just not have QUIC. */
const MAY_LACK_QUIC = 0.6;

/** QUIC handshakes that are begun again and again, and never answered. */
export const quicUnanswered: Detector = {
  codes: [
    {
      code: 'quic-unanswered-retransmits',
      title: 'QUIC handshakes repeated without an answer',
      meaning:
        'The client sends QUIC Initials (UDP, at least 1,200 bytes) and hears nothing. A server that speaks QUIC always answers, and clients try it only where they were told that it does: silence means that UDP is dropped on the way, or that the server has stopped to offer it. Browsers fall back to TCP, so pages load all the same, if later.',
      advice:
        'Allow UDP 443 to the server, or leave it: HTTP/3 falls back to TCP. Many firewalls block QUIC on purpose.',
      isPattern: true,
    },
  ],
  detect(endpoint, context) {
    const { quic } = endpoint;
    if (quic === null || quic.silentInitials < 2 || endpoint.answered > 0) return null;
    const fallsBack = endpoint.port === HTTPS ? '; HTTP/3: the browser falls back to TCP' : '';
    const mayLackQuic = worksOverTcp(endpoint, context) && !speaksQuic(endpoint, context);
    return {
      code: 'quic-unanswered-retransmits',
      text: `${count(quic.silentInitials, 'QUIC Initial')} in ${count(quic.silentConnections, 'connection attempt')} without an answer in up to ${duration(endpoint.silentFor)}${fallsBack}.${
        mayLackQuic ? ' The server works over TCP; whether it has QUIC is not to be seen.' : ''
      }`,
      frames: quic.silent.frames,
      strength:
        Math.min(1, 0.5 + (0.5 * (quic.silentInitials - 1)) / (FULL_STRENGTH_INITIALS - 1)) *
        (mayLackQuic ? MAY_LACK_QUIC : 1),
    };
  },
};

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
