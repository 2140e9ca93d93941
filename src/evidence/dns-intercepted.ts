import { isPublicResolver } from '../profiles/public-resolvers.ts';
import * as dns from '../protocols/dns/codec.ts';
import { responseCodeName } from '../protocols/dns/types.ts';
import { Protocol } from '../protocols/protocol.ts';
import { isDistant } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { UNCLEAR_HOPS } from '../track/hop-limit.ts';
import { duration } from '../words/en/phrases.ts';
import type { DetectContext, Detector, Observation } from './observation.ts';
import { hops, INITIAL_VALUES, mayBeNearServer } from './vantage.ts';

/** A public resolver's answer within this (microseconds) came from nearby. */
const ON_SITE = 1_000;
/** Refusals that are no whim. */
const ENOUGH_REFUSED = 3;

/** DNS answered by something other than the resolver that was asked. */
export const dnsIntercepted: Detector = {
  codes: [
    {
      code: 'dns-intercepted',
      title: 'A public resolver answers from this network',
      meaning:
        "The answers are quicker than the Internet allows, or crossed no router (time to live 64, 128 or 255): a device on this network answers in the resolver's name.",
      advice: 'Look for DNS redirection (destination NAT on port 53) on the router or firewall.',
      isPattern: true,
    },
    {
      code: 'dns-answer-near',
      title: 'A DNS server with a public address answers from nearby',
      meaning:
        "The answers are quicker than the Internet allows, or crossed no router. The site may have a resolver with a public address of its own; or a device on this network answers in the resolver's name.",
      advice: 'Find out whose address it is; if it is not of this site, look for DNS redirection.',
    },
    {
      code: 'dns-answer-ttl-differs',
      title: 'Answers to one port come from nearer than the server',
      meaning:
        "The same address sends packets from another port that have crossed more routers. Two hosts answer under one address: something nearer takes this port's questions (destination NAT on port 53).",
      advice: 'Look for DNS redirection on the router or firewall.',
      isPattern: true,
    },
    {
      code: 'dns-public-refused',
      title: 'A public resolver refuses every query',
      meaning:
        'Public resolvers are there for everybody: one that answers REFUSED to all is hardly the one that was asked. DNS filters on firewalls answer so.',
      advice: 'Look for a DNS filter or redirection on the router or firewall.',
    },
    {
      code: 'dns-probe-denied',
      title: 'The resolver denies a name that only it knows',
      meaning:
        "The product's probe asks a name that its own resolvers always answer. NXDOMAIN or REFUSED says that another resolver answered.",
      advice: 'Look for DNS redirection on the network; the resolvers must be reached as they are.',
      isPattern: true,
    },
  ],
  detect(endpoint, context) {
    if (!endpoint.isDns || endpoint.answers.total === 0) return null;
    if (!isDistant(endpoint.client, endpoint.server) || mayBeNearServer(endpoint)) return null;
    const found: Observation[] = [];
    const minimum = endpoint.lowestAnswerTimeToLive;
    const maximum = endpoint.highestAnswerTimeToLive;
    const others = context.capture.publicTimeToLive;
    const isInitial =
      minimum === maximum &&
      INITIAL_VALUES.includes(minimum) &&
      others.total > 0 &&
      others.counts[minimum] === 0;
    const isFast = endpoint.slowestAnswer >= 0 && endpoint.slowestAnswer < ON_SITE;
    if (isInitial || isFast) {
      const clues = [
        ...(isFast ? [`within ${duration(endpoint.slowestAnswer)}`] : []),
        ...(isInitial ? [`with time to live ${minimum}, as no other public server`] : []),
      ];
      const frames = endpoint.answers.frames.slice(0, 8);
      const text = `The answers come ${clues.join(' and ')}`;
      // A resolver of the site may have a public address too: only a known one is surely far off,
      // and in a data centre even one of those may be that quick, if a router away.
      const isKnown =
        context.functionOf(endpoint) !== null || (isInitial && isPublicResolver(endpoint.server));
      found.push(
        isKnown
          ? {
              code: 'dns-intercepted',
              text: `${text}: from this network, not from a public resolver.`,
              frames,
              strength: isInitial && isFast ? 1 : 0.6,
            }
          : { code: 'dns-answer-near', text: `${text}.`, frames, strength: 1 },
      );
    }
    const own = otherTimeToLive(endpoint, context);
    if (
      minimum >= 0 &&
      own !== null &&
      own.hops - hops(minimum) > UNCLEAR_HOPS &&
      minimum === maximum
    ) {
      found.push({
        code: 'dns-answer-ttl-differs',
        text: `The answers have time to live ${minimum}; what the same server sends from ${own.service} has ${own.timeToLive}: these answers come from nearer.`,
        frames: endpoint.answers.frames.slice(0, 8),
        strength: 1,
      });
    }
    const refused = endpoint.responseCodes.get(dns.RCODE_REFUSED);
    if (
      refused !== undefined &&
      refused.total >= ENOUGH_REFUSED &&
      refused.total >= endpoint.answered &&
      isPublicResolver(endpoint.server)
    ) {
      found.push({
        code: 'dns-public-refused',
        text: `All ${refused.total} answers of this public resolver are REFUSED.`,
        frames: refused.frames.slice(0, 8),
        strength: 1,
      });
    }
    for (const code of [dns.RCODE_NAME_ERROR, dns.RCODE_REFUSED]) {
      // Of the probe's own answers: any other name may rightly be denied.
      const frames = endpoint.questions
        .filter(({ name }) => context.isProbe(endpoint, name))
        .flatMap(({ codes }) => codes.get(code)?.frames ?? [])
        .sort((a, b) => a - b);
      if (frames.length === 0) continue;
      found.push({
        code: 'dns-probe-denied',
        text: `The product's own probe name is answered with ${responseCodeName(code)}, which its resolvers never do.`,
        frames,
        strength: 1,
      });
    }
    return found;
  },
};

/** The time to live of what the same server sends from another port; null where nothing is seen. */
function otherTimeToLive(
  endpoint: EndpointFacts,
  context: DetectContext,
): { timeToLive: number; hops: number; service: string } | null {
  for (const other of context.answeringOn(endpoint.server)) {
    if (other.port === endpoint.port && other.protocol === endpoint.protocol) continue;
    if (other.client.join() !== endpoint.client.join()) continue;
    const isTcp = other.protocol === Protocol.TCP;
    const server = isTcp ? context.server(endpoint.server) : null;
    const low = isTcp ? (server?.lowestTimeToLive ?? -1) : other.lowestAnswerTimeToLive;
    const high = isTcp ? (server?.highestTimeToLive ?? -1) : other.highestAnswerTimeToLive;
    if (low < 0 || low !== high) continue;
    return {
      timeToLive: low,
      hops: hops(low),
      service: `${isTcp ? 'TCP' : 'UDP'} ${other.port}`,
    };
  }
  return null;
}
