import { Aspect } from '../track/facts/endpoint-facts.ts';
import { detector, pattern } from './evidence.ts';
import { shareFromHalf } from './share.ts';

export interface SocksLogin {
  /** Connections that the proxy turned down at once, and those whose user and password it refused. */
  readonly turnedDown: number;
  readonly loginsRefused: number;
  readonly of: number;
}

/**
 * A SOCKS proxy turns its client down before that has named a target (RFC 1928 §3, RFC 1929 §2): it answers,
 * and nobody is served. Clients that are turned down mostly try once more, with a log-in.
 */
export const socksLogin = detector({
  codes: {
    'socks-login-refused': pattern<SocksLogin>({
      weights: { reject: 3, answered: -7 },
      stage: 'after-handshake',
      remedy: 'policy',
    }),
  },
  about: Aspect.PROXIED,
  detect({ socks, asked, attempts, exchanges }) {
    if (socks === null || asked !== null) return null;
    const { turnedDown, loginsRefused } = socks;
    const refused = turnedDown.total + loginsRefused.total;
    if (refused === 0) return null;
    const of = Math.max(refused, attempts, exchanges);
    return {
      code: 'socks-login-refused',
      values: { turnedDown: turnedDown.total, loginsRefused: loginsRefused.total, of },
      frames: [...turnedDown.frames, ...loginsRefused.frames].sort((one, other) => one - other),
      strength: shareFromHalf(Math.max(0, refused - (of - refused)), of),
    } as const;
  },
});
