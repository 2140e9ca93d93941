import { isSameAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { clue, type DetectContext, detector } from './evidence.ts';
import { readingOf } from './icmp-errors.ts';

/** Errors to one client that go out at once before a limit holds: Linux's XRLIM_BURST_FACTOR. */
const BURST = 6;
/** Datagrams without an error, and their share, from which on it is no single packet that got lost. */
const ENOUGH_MISSING = 2;
const SHARE_MISSING = 0.2;
/** Seconds for each error from which on a limit of one a second (Linux, RFC 1812 §4.3.2.8) does not hold. */
const SLOWEST = 2;

export interface RefusalsLimited {
  /** ICMP port unreachable errors about other ports, or other addresses of the same kind. */
  readonly errors: number;
  /** Datagrams to these that had none. */
  readonly without: number;
}

/**
 * A host sends only so many ICMP errors in a time (RFC 1122 §3.2.2, RFC 4443 §2.4 f). Where it says of
 * some ports that they are closed, and its errors come as fast as a limit lets them, or are missing for
 * ports that it says so of, silence at its other ports is no firewall's.
 */
export const refusalsLimited = detector({
  codes: {
    'icmp-errors-limited': clue<RefusalsLimited>({
      weights: { drop: -6, unreachable: -3 },
      tooLittle: 'this',
    }),
  },
  about: Aspect.SILENCE,
  detect(endpoint, context) {
    if (endpoint.protocol !== Protocol.UDP || endpoint.silence.attempts === 0) return null;
    if (endpoint.answered > 0 || portUnreachables(endpoint) > 0) return null;
    const refused = refusedAlike(endpoint, context);
    if (refused.length === 0) return null;
    let errors = 0;
    let without = 0;
    let errorsOfServer = 0;
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const other of refused) {
      const own = portUnreachables(other);
      errors += own;
      without += Math.max(0, other.attempts + other.retransmissions - own);
      if (!isSameAddress(other.server, endpoint.server)) continue;
      errorsOfServer += own;
      from = Math.min(from, other.firstSeconds);
      to = Math.max(to, other.lastSeconds);
    }
    const isFast = errorsOfServer >= BURST && to - from <= SLOWEST * errorsOfServer;
    const isMissing = without >= ENOUGH_MISSING && without >= SHARE_MISSING * (errors + without);
    if (!isMissing && !isFast) return null;
    return { code: 'icmp-errors-limited', values: { errors, without } };
  },
});

/** Port unreachable errors from the server's own address. */
export function portUnreachables({ icmpErrors, server }: EndpointFacts): number {
  let errors = 0;
  for (const { version, type, code, source, frames } of icmpErrors) {
    if (readingOf(version, type, code) !== 'icmp-port-unreachable') continue;
    if (isSameAddress(source, server)) errors += frames.total;
  }
  return errors;
}

/**
 * Endpoints that are closed by their server's word: at the same server, or on the same port at its
 * neighbors, which may be addresses of one host.
 */
function refusedAlike(endpoint: EndpointFacts, context: DetectContext): EndpointFacts[] {
  return context
    .refusedNear(endpoint.server)
    .filter(
      (other) =>
        other.answered === 0 &&
        (other.port === endpoint.port || isSameAddress(other.server, endpoint.server)),
    );
}
