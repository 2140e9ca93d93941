import { tlsInspector } from '../profiles/tls-inspectors.ts';
import { ALERT_UNKNOWN_CA } from '../protocols/tls/codec.ts';
import { isDistant } from '../track/addresses.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { isFromNextDoor } from './captive-portal.ts';
import { clue, type DetectContext, detector, pattern, type Seen } from './evidence.ts';
import { isNearServer } from './vantage.ts';

export interface CertificateRefused {
  readonly connections: number;
  /** The client's fatal alert (RFC 8446 §6.2). */
  readonly alert: number;
  /** Who issued the certificate, and to whom; '' where TLS does not show it. */
  readonly issuer: string;
  readonly subject: string;
}

export interface CertificateOfProxy {
  readonly product: string;
  readonly issuer: string;
  readonly subject: string;
}

export interface CertificateFromNear extends CertificateRefused {
  /** Of the packets that it came with. */
  readonly timeToLive: number;
}

const codes = {
  // Such an authority signs for nobody but its own proxy.
  'certificate-of-proxy': pattern<CertificateOfProxy>({
    weights: { intercepted: 7, answered: -7 },
    stage: 'after-server-name',
    remedy: 'inspection',
  }),
  'certificate-from-near': pattern<CertificateFromNear>({
    weights: { intercepted: 6, answered: -6 },
    stage: 'after-server-name',
    remedy: 'inspection',
  }),
  // The client takes what the proxy hands on: it works, and should be known.
  'tls-inspected': clue<CertificateOfProxy>({ weights: {}, isNotable: true }),
  'certificate-refused': clue<CertificateRefused>({
    weights: { answered: 4, drop: -2, unreachable: -4 },
    atMost: { answered: 'medium' },
    isNotable: true,
  }),
};

/**
 * Whose certificate it is, where TLS up to 1.2 shows it, and what the client makes of it: by a fatal alert
 * it ends a handshake whose certificate it does not accept. A server's own may be expired or unknown; one of
 * a proxy, or from next door though other servers are far, is not the server's.
 */
export const certificate = detector({
  codes,
  about: Aspect.CERTIFICATES,
  detect(endpoint, context) {
    const found: Seen<typeof codes>[] = [];
    const refused = refusedOf(endpoint);
    const frames =
      refused === null ? [] : (endpoint.tls.distrusts.get(refused.alert)?.frames ?? []);
    const ofProxy = certificateOfProxy(endpoint);
    if (ofProxy !== null) {
      const { frame, ...values } = ofProxy;
      const code = refused === null ? 'tls-inspected' : 'certificate-of-proxy';
      found.push({ code, values, frames: [...new Set([frame, ...frames])].sort((a, b) => a - b) });
    }
    if (refused === null) return found;
    const timeToLive = nearTimeToLive(endpoint, context);
    if (timeToLive !== null) {
      const values = { ...refused, timeToLive };
      found.push({ code: 'certificate-from-near', values, frames });
    }
    // Where something says whose it is, it is no answer of the server's.
    if (found.length === 0 && context.blockPage(endpoint.server) === null) {
      found.push({ code: 'certificate-refused', values: refused, frames });
    }
    return found;
  },
});

/** What the client refuses, by the commonest of its alerts; null where it refuses nothing. */
function refusedOf({ tls }: EndpointFacts): CertificateRefused | null {
  let alert: number | null = null;
  let most = 0;
  let connections = 0;
  for (const [description, { total }] of tls.distrusts) {
    connections += total;
    if (total > most || (total === most && description === ALERT_UNKNOWN_CA)) {
      [alert, most] = [description, total];
    }
  }
  if (alert === null) return null;
  const { issuer = '', subject = '' } = tls.certificates[0] ?? {};
  return { connections, alert, issuer, subject };
}

/**
 * A certificate for another name that the authority of a proxy issued; what such a product shows of itself
 * (its own pages, its VPN's gateway) is its own.
 */
function certificateOfProxy({ asked, client, server, tls }: EndpointFacts) {
  // Through a tunnel it is the target's, wherever the proxy is.
  if (asked === null && !isDistant(client, server)) return null;
  for (const { issuer, subject, isSelfIssued, frame } of tls.certificates) {
    const inspector = tlsInspector(issuer);
    if (inspector === null || isSelfIssued) continue;
    const own = subject.toLowerCase();
    if (inspector.words.some((word) => own.includes(word))) continue;
    return { product: inspector.product, issuer, subject, frame };
  }
  return null;
}

/** Time to live of refused certificates that crossed no router, while other servers' packets cross some. */
function nearTimeToLive(endpoint: EndpointFacts, { capture }: DetectContext): number | null {
  // In a tunnel the packets are the proxy's own.
  if (endpoint.asked !== null) return null;
  const [minimum, maximum] = endpoint.tls.distrustTimeToLive;
  if (!isDistant(endpoint.client, endpoint.server) || isNearServer(endpoint)) return null;
  const isNear = isFromNextDoor(
    { count: minimum < 0 ? 0 : 1, minimum, maximum },
    endpoint,
    capture,
  );
  return isNear ? minimum : null;
}
