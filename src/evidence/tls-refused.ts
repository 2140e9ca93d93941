import { isDistant } from '../track/addresses.ts';
import { Aspect } from '../track/facts/endpoint-facts.ts';
import type { TlsRefusals } from '../track/facts/tls-facts.ts';
import { isFromNextDoor } from './captive-portal.ts';
import { clue, detector, pattern } from './evidence.ts';
import { shareFromHalf } from './share.ts';
import { isNearServer } from './vantage.ts';

export interface TlsRefused {
  readonly connections: number;
  /** The fatal alert of the first (RFC 8446 §6.2). */
  readonly alert: number;
  /** The server names that were refused; the first few. */
  readonly names: readonly string[];
}

export interface TlsRefusedNear extends TlsRefused {
  readonly timeToLive: number;
  /** Time to live of the SYN/ACK of the same connection, where it is another; else -1. */
  readonly accepted: number;
}

/**
 * A fatal alert in place of the ServerHello. A server ends handshakes so: it has no such name, or speaks another
 * version. So do filters that read the server name: on a connection whose SYN/ACK came from farther, or all of it
 * from next door while other servers are far, it is not the server's.
 */
export const tlsRefused = detector({
  codes: {
    'tls-refused-from-near': pattern<TlsRefusedNear>({
      weights: { intercepted: 6, answered: -5 },
      stage: 'after-server-name',
      remedy: 'policy',
      isNotable: true,
    }),
    // It answers.
    'tls-refused': clue<TlsRefused>({ weights: {}, isNotable: true }),
  },
  about: Aspect.TLS,
  detect(endpoint, { capture }) {
    const { clientHellos } = endpoint;
    const { refused } = endpoint.tls;
    if (refused === null) return null;
    const values = valuesOf(refused);
    const isFar = isDistant(endpoint.client, endpoint.server) && !isNearServer(endpoint);
    const isInjected = refused.injected.total > 0;
    if (isFar && (isInjected || isFromNextDoor(refused.timeToLive, endpoint, capture))) {
      const timeToLive = isInjected ? refused.injectedTimeToLive : refused.timeToLive.minimum;
      const { total, frames } = isInjected ? refused.injected : refused.alerts;
      return {
        code: 'tls-refused-from-near',
        values: {
          ...values,
          ...{ connections: total, timeToLive },
          accepted: isInjected ? refused.acceptedTimeToLive : -1,
        },
        frames,
        strength: shareFromHalf(total, clientHellos),
      } as const;
    }
    return { code: 'tls-refused', values, frames: refused.alerts.frames } as const;
  },
});

function valuesOf({ alerts, description, names }: TlsRefusals): TlsRefused {
  return { connections: alerts.total, alert: description, names };
}
