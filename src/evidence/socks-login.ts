import { Aspect } from '../track/facts/endpoint-facts.ts';
import { clue, detector, pattern, type Seen } from './evidence.ts';
import { shareFromHalf } from './share.ts';

export interface SocksLogin {
  /** Connections that the proxy turned down at once, and those whose user and password it refused. */
  readonly turnedDown: number;
  readonly loginsRefused: number;
  readonly of: number;
}

const codes = {
  'socks-login-refused': pattern<SocksLogin>({
    weights: { reject: 3, answered: -7 },
    stage: 'after-handshake',
    remedy: 'policy',
  }),
  // What a proxy is asked for, and whether it connects, is in the bytes alone.
  'proxy-answers-not-shown': clue<{ connections: number }>({
    weights: { answered: -12 },
    tooLittle: 'this',
    better: 'capture-itself',
  }),
};

/**
 * A SOCKS proxy turns its client down before that has named a target (RFC 1928 §3, RFC 1929 §2): it answers,
 * and nobody is served. Clients that are turned down mostly try once more, with a log-in.
 */
export const socksLogin = detector({
  codes,
  about: Aspect.PROXIED,
  detect({ socks, asked, attempts, exchanges, proxied }) {
    if (socks === null || asked !== null) return null;
    const found: Seen<typeof codes>[] = [];
    const { turnedDown, loginsRefused, unread } = socks;
    if (unread.total > 0 && proxied.length === 0) {
      const values = { connections: unread.total };
      found.push({ code: 'proxy-answers-not-shown', values, frames: unread.frames });
    }
    const refused = turnedDown.total + loginsRefused.total;
    if (refused === 0) return found;
    const of = Math.max(refused, attempts, exchanges);
    found.push({
      code: 'socks-login-refused',
      values: { turnedDown: turnedDown.total, loginsRefused: loginsRefused.total, of },
      frames: [...turnedDown.frames, ...loginsRefused.frames].sort((one, other) => one - other),
      strength: shareFromHalf(Math.max(0, refused - (of - refused)), of),
    });
    return found;
  },
});
