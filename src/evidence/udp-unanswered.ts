import { Protocol } from '../protocols/protocol.ts';
import { count, duration } from '../words/en/phrases.ts';
import type { Detector } from './observation.ts';
import { quicUnanswered } from './quic-unanswered.ts';

/** UDP other than DNS without an answer: many protocols never answer. */
export const udpUnanswered: Detector = {
  codes: [
    {
      code: 'udp-unanswered',
      title: 'UDP packets without an answer',
      meaning:
        'Nothing came back. Many protocols over UDP do not answer (logging, streaming, discovery), so this is no proof of a drop.',
      advice: 'Find out whether the protocol is one that answers.',
    },
  ],
  detect(endpoint, context) {
    if (endpoint.protocol !== Protocol.UDP || endpoint.isDns || endpoint.silentAttempts === 0) {
      return null;
    }
    // QUIC does answer, and has a row of its own.
    if (quicUnanswered.detect(endpoint, context) !== null) return null;
    const sent = endpoint.silentAttempts + endpoint.silentRetransmissions;
    return {
      code: 'udp-unanswered',
      text: `${count(sent, 'packet')} without an answer in up to ${duration(endpoint.silentFor)}; not every UDP protocol answers.`,
      frames: endpoint.silent.frames,
      strength: 1,
    };
  },
};
