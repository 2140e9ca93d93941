import { ALERT_UNKNOWN_CA } from '../protocols/tls/codec.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { clue, detector } from './evidence.ts';

export interface CertificateRefused {
  readonly connections: number;
  /** The client's fatal alert (RFC 8446 §6.2). */
  readonly alert: number;
}

/**
 * The client got a certificate that it does not accept, and ended the handshake by a fatal alert. The
 * server answered; whose certificate it is, another code may tell.
 */
export const certificate = detector({
  codes: {
    'certificate-refused': clue<CertificateRefused>({
      weights: { answered: 4, drop: -2, unreachable: -4 },
      atMost: { answered: 'medium' },
      isNotable: true,
    }),
  },
  detect(endpoint) {
    const alert = commonestAlert(endpoint);
    if (alert === null) return null;
    const frames = endpoint.tls.distrusts.get(alert);
    return {
      code: 'certificate-refused',
      values: { connections: refusals(endpoint), alert },
      frames: frames?.frames ?? [],
    };
  },
});

/** Connections that the client ended because of the certificate. */
export function refusals({ tls }: EndpointFacts): number {
  let connections = 0;
  for (const { total } of tls.distrusts.values()) connections += total;
  return connections;
}

/** The alert that most of them ended by; null where there is none. Of two as many, the telling one. */
function commonestAlert({ tls }: EndpointFacts): number | null {
  let found: number | null = null;
  let most = 0;
  for (const [alert, { total }] of tls.distrusts) {
    if (total > most || (total === most && alert === ALERT_UNKNOWN_CA))
      [found, most] = [alert, total];
  }
  return found;
}
