import { Protocol } from '../protocols/protocol.ts';
import { count, duration } from '../words/en/phrases.ts';
import type { Detector } from './observation.ts';
import { silentShare, unexplainedByLoss } from './packet-loss.ts';

/** SYNs sent from which on the silence is as telling as it gets. */
const FULL_STRENGTH_SYNS = 4;

/** SYNs repeated into silence. */
export const synOnlyRetransmits: Detector = {
  codes: [
    {
      code: 'syn-only-retransmits',
      title: 'TCP SYNs repeated without any answer',
      meaning:
        'The client asks for a connection, hears nothing, and sends its SYN again (after 1, 3, 7 s …). A server that is up answers with SYN/ACK or RST: silence means that a firewall drops the packets, or that nothing is at that address.',
      advice:
        'Allow the destination address and port on the firewall. If other networks reach the service, the drop is on this one.',
      isPattern: true,
    },
    {
      code: 'syn-unanswered',
      title: 'A TCP SYN without an answer',
      meaning:
        'A connection was asked for once and had no answer although the capture went on long enough.',
      advice: 'Capture again for longer while the client retries.',
      isPattern: true,
    },
  ],
  detect(endpoint, context) {
    if (endpoint.protocol !== Protocol.TCP || endpoint.silentAttempts === 0) return null;
    const sent = endpoint.silentAttempts + endpoint.silentRetransmissions;
    const tries = count(endpoint.silentAttempts, 'connection attempt');
    if (sent === 1) {
      return {
        code: 'syn-unanswered',
        text: `1 SYN; it had no answer in ${duration(endpoint.silentFor)}.`,
        frames: endpoint.silent.frames,
        strength: 1,
      };
    }
    return {
      code: 'syn-only-retransmits',
      text: `${tries}, ${count(sent, 'SYN')} in all; no SYN/ACK, RST or ICMP error in up to ${duration(endpoint.silentFor)}.`,
      frames: endpoint.silent.frames,
      strength:
        Math.min(1, 0.5 + (0.5 * (sent - 1)) / (FULL_STRENGTH_SYNS - 1)) *
        silentShare(endpoint) *
        unexplainedByLoss(context, endpoint),
    };
  },
};
