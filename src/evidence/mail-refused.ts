import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector } from './evidence.ts';

export interface MailRefused {
  readonly replies: number;
  /** The first of them, in the server's words. */
  readonly words: string;
}

/**
 * A mail server refuses in its own protocol (RFC 5321 §4.2): the sender's address is on a list, it is too busy,
 * or does not take mail for others. It answers; no firewall is in the way.
 */
export const mailRefused = detector({
  codes: {
    'mail-refused': clue<MailRefused>({ weights: {}, isNotable: true }),
  },
  about: Aspect.SPOKEN,
  detect({ spoken }) {
    if (spoken === null) return null;
    const { replies, words } = spoken;
    return {
      code: 'mail-refused',
      values: { replies: replies.total, words },
      frames: replies.frames,
    };
  },
});
