import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector } from './evidence.ts';

/**
 * SYNs that are signed (TCP MD5, RFC 2385; TCP AO, RFC 5925) and stay without an answer: who has no such
 * key, or another, drops them without a word. BGP and LDP do so.
 */
export const signedSyns = detector({
  codes: {
    'syns-signed': clue<{ syns: number }>({
      weights: { drop: -4, unreachable: -2 },
      tooLittle: 'signed',
    }),
  },
  about: Aspect.SILENCE,
  detect({ silence, handshake: { signed } }) {
    if (silence.attempts === 0 || signed.total === 0) return null;
    return {
      code: 'syns-signed',
      values: { syns: signed.total },
      frames: signed.first(8),
      strength: Math.min(1, signed.total / silence.attempts),
    };
  },
});
