import { isPublicResolver } from '../profiles/public-resolvers.ts';
import * as dns from '../protocols/dns/codec.ts';
import { Protocol } from '../protocols/protocol.ts';
import { isDistant } from '../track/addresses.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { hopsOf, UNCLEAR_HOPS } from '../track/hop-limit.ts';
import { clue, type DetectContext, detector, pattern, type Seen } from './evidence.ts';
import { areServersFar, INITIAL_VALUES, mayBeNearServer, ON_SITE } from './vantage.ts';

/** Refusals that are no whim. */
const ENOUGH_REFUSED = 3;

export interface DnsAnswersNear {
  /** Microseconds of the slowest answer, where it is quicker than the Internet allows; else null. */
  readonly within: number | null;
  /** Time to live of the answers, where they crossed no router; else null. */
  readonly timeToLive: number | null;
}

export interface DnsAnswerTtlDiffers {
  readonly timeToLive: number;
  /** What the same server sends from another port. */
  readonly other: { readonly timeToLive: number; readonly isTcp: boolean; readonly port: number };
}

const codes = {
  // The more an answer that is not the server's looks like one, the more it weighs.
  'dns-intercepted': pattern<DnsAnswersNear>({
    weights: { intercepted: 6, answered: -5 },
    stage: null,
    remedy: null,
  }),
  'dns-answer-near': clue<DnsAnswersNear>({ weights: { intercepted: 2.4, answered: -2 } }),
  // Two hosts under one address; load balancers differ in a hop or two, not in many.
  'dns-answer-ttl-differs': pattern<DnsAnswerTtlDiffers>({
    weights: { intercepted: 5, answered: -4 },
    stage: null,
    remedy: null,
  }),
  'dns-public-refused': clue<{ answers: number }>({ weights: { intercepted: 3, answered: -3 } }),
  'dns-probe-denied': pattern<{ responseCode: number }>({
    weights: { intercepted: 5, answered: -5 },
    stage: null,
    remedy: null,
  }),
};

/**
 * DNS answered by something other than the resolver that was asked: quicker than the Internet allows,
 * from nearer than the server's other packets come, with REFUSED to everything, or with a denial of
 * a name that only the product's own resolvers know.
 */
export const dnsIntercepted = detector({
  codes,
  about: Aspect.DNS,
  detect(endpoint, context) {
    if (!endpoint.isDns || endpoint.answers.total === 0) return null;
    if (!isDistant(endpoint.client, endpoint.server) || mayBeNearServer(endpoint, context))
      return null;
    const found: Seen<typeof codes>[] = [];
    const minimum = endpoint.lowestAnswerTimeToLive;
    const maximum = endpoint.highestAnswerTimeToLive;
    const frames = endpoint.answers.first(8);
    const isInitial =
      minimum === maximum && INITIAL_VALUES.includes(minimum) && areServersFar(context.capture);
    const isFast = endpoint.slowestAnswer >= 0 && endpoint.slowestAnswer < ON_SITE;
    if (isInitial || isFast) {
      const values = {
        within: isFast ? endpoint.slowestAnswer : null,
        timeToLive: isInitial ? minimum : null,
      };
      // A resolver of the site may have a public address too: only a known one is surely far off,
      // and in a data centre even one of those may be that quick, if a router away.
      const isKnown =
        context.functionOf(endpoint) !== null || (isInitial && isPublicResolver(endpoint.server));
      found.push(
        isKnown
          ? { code: 'dns-intercepted', values, frames, strength: isInitial ? 1 : 0.6 }
          : { code: 'dns-answer-near', values, frames },
      );
    }
    const other = otherTimeToLive(endpoint, context);
    if (
      minimum >= 0 &&
      other !== null &&
      hopsOf(minimum) >= 0 &&
      hopsOf(other.timeToLive) - hopsOf(minimum) > UNCLEAR_HOPS &&
      minimum === maximum
    ) {
      found.push({
        code: 'dns-answer-ttl-differs',
        values: { timeToLive: minimum, other },
        frames,
      });
    }
    const refused = endpoint.dns.responseCodes.get(dns.RCODE_REFUSED);
    if (
      refused !== undefined &&
      refused.total >= ENOUGH_REFUSED &&
      refused.total >= endpoint.answered &&
      isPublicResolver(endpoint.server)
    ) {
      found.push({
        code: 'dns-public-refused',
        values: { answers: refused.total },
        frames: refused.first(8),
      });
    }
    for (const responseCode of [dns.RCODE_NAME_ERROR, dns.RCODE_REFUSED]) {
      // Of the probe's own answers: any other name may rightly be denied.
      const denials = endpoint.dns.questions
        .filter(({ name }) => context.isProbe(endpoint, name))
        .flatMap((question) => question.codes.get(responseCode)?.frames ?? [])
        .sort((a, b) => a - b);
      if (denials.length === 0) continue;
      found.push({ code: 'dns-probe-denied', values: { responseCode }, frames: denials });
    }
    return found;
  },
});

/** The time to live of what the same server sends from another port; null where nothing is seen. */
function otherTimeToLive(
  endpoint: EndpointFacts,
  context: DetectContext,
): DnsAnswerTtlDiffers['other'] | null {
  for (const other of context.answeringOn(endpoint.server)) {
    if (other.port === endpoint.port && other.protocol === endpoint.protocol) continue;
    if (other.client.join() !== endpoint.client.join()) continue;
    const isTcp = other.protocol === Protocol.TCP;
    const server = isTcp ? context.server(endpoint.server) : null;
    const low = isTcp ? (server?.lowestTimeToLive ?? -1) : other.lowestAnswerTimeToLive;
    const high = isTcp ? (server?.highestTimeToLive ?? -1) : other.highestAnswerTimeToLive;
    if (low < 0 || low !== high) continue;
    return { timeToLive: low, isTcp, port: other.port };
  }
  return null;
}
