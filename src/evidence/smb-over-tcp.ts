import { isSameAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { clue, type DetectContext, detector } from './evidence.ts';

/** The port of NetBIOS sessions (RFC 1002), and that of SMB without NetBIOS. */
const NETBIOS_SESSION = 139;
const DIRECT_SMB = 445;

/** Microseconds between tries of the two ports that are one attempt of a client's to reach SMB. */
const TRIED_TOGETHER = 5e6;

/**
 * Clients of SMB try both ports at once, or one shortly after the other, and go on with the one that
 * answers: where 445 does, nobody misses 139. Who asks for 139 alone may need NetBIOS.
 */
export const smbOverTcp = detector({
  codes: {
    // The port is refused or silent all the same.
    'smb-port-answers': clue<{ connections: number }>({ weights: {} }),
  },
  about: Aspect.SILENCE | Aspect.REFUSED,
  detect(endpoint, context) {
    const { protocol, port, answered, silence, refused } = endpoint;
    if (protocol !== Protocol.TCP || port !== NETBIOS_SESSION) return null;
    if (answered > 0 || silence.attempts + refused === 0) return null;
    const direct = context
      .answeringOn(endpoint.server)
      .find(
        (other) =>
          other.port === DIRECT_SMB &&
          other.protocol === Protocol.TCP &&
          isSameAddress(other.client, endpoint.client),
      );
    if (direct === undefined || direct.hasFailures || direct.answered === 0) return null;
    if (!areTriedTogether(endpoint, direct, context)) return null;
    const values = { connections: direct.answered };
    return { code: 'smb-port-answers', values, frames: direct.answers.first(3) };
  },
});

/**
 * Whether its first attempt has one of the other port's beside it, and each other one may have: what is
 * refused is not kept attempt by attempt.
 */
function areTriedTogether(
  { firstSeconds, firstNanoseconds, attempts }: EndpointFacts,
  direct: EndpointFacts,
  context: DetectContext,
): boolean {
  const first = firstSeconds * 1e6 + firstNanoseconds / 1e3;
  return (
    attempts <= direct.attempts &&
    context.attemptsOf(direct).some(({ at }) => Math.abs(at - first) <= TRIED_TOGETHER)
  );
}
