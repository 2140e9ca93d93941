import { isSameAddress } from '../protocols/address-text.ts';
import { isLoopback, loopbackOf } from '../track/addresses.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { firstFrames } from '../track/frame-sample.ts';
import { clue, type DetectContext, detector, type Seen } from './evidence.ts';

export interface SameHost {
  /** The host's own, 127.0.0.0/8 or ::1; else one of its addresses on a network. */
  readonly isLoopback: boolean;
  /** The same port works on the loopback address of the other IP version. */
  readonly worksOnOther: boolean;
  /** The server's address is one of IPv4. */
  readonly isIpv4: boolean;
}

const codes = {
  // What a host says to itself meets no router and no firewall but its own.
  'same-host': clue<SameHost>({
    weights: { drop: -4, reject: -4, unreachable: -4, intercepted: -4 },
    tooLittle: 'same-host',
  }),
  'reset-same-host': clue({ weights: { closed: 4 } }),
};

/**
 * A connection of a host to itself that fails: nothing is in between. A program that listens and finds
 * nobody behind it (a container's proxy) takes the connection and resets it.
 */
export const sameHost = detector({
  codes,
  about:
    Aspect.SILENCE |
    Aspect.PENDING |
    Aspect.REFUSED |
    Aspect.FIRST_DATA |
    Aspect.HANDSHAKE |
    Aspect.RESETS |
    Aspect.ICMP_ERRORS |
    Aspect.DNS_FACTS |
    Aspect.LATE_ANSWERS |
    Aspect.LATER |
    Aspect.UNANSWERED |
    Aspect.QUIC,
  detect(endpoint, context): readonly Seen<typeof codes>[] | null {
    const { client, server, resets, firstData } = endpoint;
    if (!isSameHost(endpoint) || !endpoint.hasFailures) return null;
    // Its own packet filter may well refuse in so many words.
    if (endpoint.icmpErrors.length > 0) return null;
    const isIpv4 = server[0] === 0 && server[1] === 0 && server[2] !== 0;
    const values = {
      isLoopback: isLoopback(server),
      worksOnOther: isLoopback(server) && worksOnOther(endpoint, isIpv4, context),
      isIpv4,
    };
    const frames = [...(resets?.resetFrames.frames ?? []), ...firstData.resetPackets.frames];
    const found: Seen<typeof codes>[] = [{ code: 'same-host', values }];
    if (frames.length > 0 && isSameAddress(client, server)) {
      found.push({
        code: 'reset-same-host',
        values: {},
        frames: firstFrames(frames),
      });
    }
    return found;
  },
});

/** Whether client and server are one host, as far as addresses tell. */
export function isSameHost({ client, server }: EndpointFacts): boolean {
  return isSameAddress(client, server) || (isLoopback(client) && isLoopback(server));
}

function worksOnOther(
  { port, protocol }: EndpointFacts,
  isIpv4: boolean,
  context: DetectContext,
): boolean {
  return context
    .answeringOn(loopbackOf(isIpv4 ? 6 : 4))
    .some((other) => other.port === port && other.protocol === protocol && other.exchanges > 0);
}
