import { speaksFirst } from '../protocols/application-ports.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Aspect } from '../track/facts/endpoint-facts.ts';
import { isRule } from './differences.ts';
import { detector, pattern, type Seen } from './evidence.ts';
import { captureLoss, silentShare, unexplainedByLoss } from './loss.ts';

/** SYNs sent from which on the silence is as telling as it gets. */
const FULL_STRENGTH_SYNS = 4;

export interface SynOnlyRetransmits {
  readonly attempts: number;
  /** All that were sent, the first ones and the retransmissions. */
  readonly syns: number;
  /** Microseconds of silence at the most. */
  readonly waited: number;
}

/**
 * SYNs into silence: dropped, or nobody is there (nmap: filtered). A server that is up answers with
 * SYN/ACK or RST. One SYN alone may be a packet that was lost.
 */
export const synUnanswered = detector({
  codes: {
    'syn-only-retransmits': pattern<SynOnlyRetransmits>({
      weights: { drop: 4, unreachable: 2 },
      stage: 'after-syn',
      remedy: null,
    }),
    'syn-unanswered': pattern<{ waited: number }>({
      weights: { drop: 0.8, unreachable: 0.5 },
      stage: 'after-syn',
      remedy: null,
      tooLittle: 'one-syn',
    }),
  },
  about: Aspect.SILENCE,
  detect(endpoint, context) {
    if (endpoint.protocol !== Protocol.TCP || endpoint.silence.attempts === 0) return null;
    const attempts = endpoint.silence.attempts;
    const syns = attempts + endpoint.silence.retransmissions;
    const waited = endpoint.silence.longest;
    const { frames } = endpoint.silence.packets;
    if (syns === 1) return { code: 'syn-unanswered', values: { waited }, frames };
    return {
      code: 'syn-only-retransmits',
      values: { attempts, syns, waited },
      frames,
      strength:
        Math.min(1, 0.5 + (0.5 * (syns - 1)) / (FULL_STRENGTH_SYNS - 1)) *
        // Where one kind never has an answer, those of another say nothing against it.
        (isRule(context.differencesOf(endpoint), true) ? 1 : silentShare(endpoint)) *
        unexplainedByLoss(context, endpoint),
    };
  },
});

/** How much it says where the client, not the server, is to speak first, and did not. */
const MAY_DEFER = 0.3;

/** How much one connection says where the capture lost packets: what the client sent may be among them. */
const LOSSY = 0.3;

/** How much it says that the SYN/ACK to a SYN that was sent once is for another: the next may work. */
const ONCE = 0.3;

const codes = {
  // A server that accepts only when data comes (TCP_DEFER_ACCEPT) does so too, until it comes.
  'ack-unheard': pattern<{ connections: number }>({
    weights: { drop: 3, answered: -3, unreachable: -2 },
    stage: 'after-handshake',
    remedy: null,
  }),
  'syn-ack-unacknowledged': pattern<{ attempts: number }>({
    weights: { drop: 5.5, unreachable: -2 },
    stage: 'after-syn',
    remedy: 'way-back',
  }),
  'syn-ack-misnumbered': pattern<{ attempts: number }>({
    weights: { drop: -4, unreachable: 5 },
    stage: 'after-syn',
    remedy: 'numbers',
  }),
};

/**
 * The server answers and repeats its SYN/ACK, the client repeats its SYN and never acknowledges: the
 * way to the server is open, the answers are dropped between the place of capture and the client. Or the
 * client acknowledges, and the server still repeats: the acknowledgments are dropped on their way. Or what it
 * sends is for no SYN of the client's, which resets it: something changes the numbers one way only (a firewall
 * that makes them random, and that the answers go past). An old SYN/ACK, or a shield's against floods that asks
 * for that very reset, comes once, and the next SYN works.
 */
export const synAckUnacknowledged = detector({
  codes,
  about: Aspect.HANDSHAKE,
  detect(endpoint, context) {
    const { unacknowledged, unacknowledgedPackets, unheard, unheardConnections } =
      endpoint.handshake;
    const { misnumbered, misnumberedAgain, misnumberedPackets } = endpoint.handshake;
    const found: Seen<typeof codes>[] = [];
    if (unacknowledged > 0) {
      const others = endpoint.answered - unacknowledged;
      found.push({
        code: 'syn-ack-unacknowledged',
        values: { attempts: unacknowledged },
        frames: unacknowledgedPackets.frames,
        strength:
          (unacknowledged / (unacknowledged + Math.max(0, others))) *
          (captureLoss(context) === null ? 1 : Math.min(1, unacknowledged * LOSSY)),
      });
    }
    if (misnumbered > 0) {
      const others = Math.max(0, endpoint.answered);
      const isOften = misnumbered > 1 || misnumberedAgain > 0;
      found.push({
        code: 'syn-ack-misnumbered',
        values: { attempts: misnumbered },
        frames: misnumberedPackets.frames,
        strength: (misnumbered / (misnumbered + others)) * (isOften ? 1 : ONCE),
      });
    }
    if (unheardConnections > 0) {
      const others = Math.max(0, endpoint.answered - unheardConnections);
      found.push({
        code: 'ack-unheard',
        values: { connections: unheardConnections },
        frames: unheard.frames,
        strength:
          (speaksFirst(endpoint.port) ? 1 : MAY_DEFER) *
          (unheardConnections / (unheardConnections + others)),
      });
    }
    return found;
  },
});
