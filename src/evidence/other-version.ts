import { familyOf } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { clue, type DetectContext, detector } from './evidence.ts';

/**
 * Microseconds within which a client goes over to the other IP version: RFC 8305 recommends 250 ms and
 * allows for 2 s at the most.
 */
const GOES_OVER = 2e6;

export interface OtherVersionAnswers {
  readonly name: string;
  /** The version by which it answers. */
  readonly version: 'IPv4' | 'IPv6';
  /** Silent tries after which the client at once had an answer by it, and microseconds of the longest. */
  readonly tries: number;
  readonly within: number;
}

/**
 * The name of what is silent or refuses answers by the other IP version. Clients that try both one after
 * the other (RFC 8305, happy eyeballs) hide from their user that one of them gets nowhere.
 */
export const otherVersion = detector({
  codes: {
    // That the service is up does not tell a rule from a missing route.
    'other-version-answers': clue<OtherVersionAnswers>({ weights: {} }),
  },
  about: Aspect.SILENCE | Aspect.REFUSED,
  detect(endpoint, context) {
    const { protocol, answered, silence, refused } = endpoint;
    if (protocol !== Protocol.TCP || answered > 0 || silence.attempts + refused === 0) return null;
    const found = context.byOtherVersion(endpoint);
    if (found === null) return null;
    const values: OtherVersionAnswers = {
      name: found.name,
      version: familyOf(endpoint.server) === 6 ? 'IPv4' : 'IPv6',
      ...goneOver(endpoint, found.endpoints, context),
    };
    const frames = found.endpoints[0].answers.first(3);
    return { code: 'other-version-answers', values, frames };
  },
});

/** After how many of its silent tries one of the others soon had an answer. */
function goneOver(
  endpoint: EndpointFacts,
  others: readonly EndpointFacts[],
  context: DetectContext,
): Pick<OtherVersionAnswers, 'tries' | 'within'> {
  const answered = others
    .flatMap((other) => context.attemptsOf(other))
    .filter(({ isAnswered }) => isAnswered)
    .map(({ at }) => at)
    .sort((one, other) => one - other);
  let [tries, within, next] = [0, 0, 0];
  for (const { at } of context.attemptsOf(endpoint)) {
    while (next < answered.length && answered[next] < at) next++;
    const after = answered[next] - at;
    // Also none: what is not a number is not within anything.
    if (!(after <= GOES_OVER)) continue;
    tries++;
    within = Math.max(within, after);
    next++;
  }
  return { tries, within };
}
