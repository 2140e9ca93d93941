import { Protocol } from '../protocols/protocol.ts';
import { isDistant } from '../track/addresses.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { count, duration } from '../words/en/phrases.ts';
import type { DetectContext, Detector, Observation } from './observation.ts';
import { INITIAL_VALUES, isNearServer, requestHops } from './vantage.ts';

/** A public server's SYN/ACK within this (microseconds) came from nearby … */
const NEAR = 2_000;
/** … where others take more than this. */
const FAR = 5_000;
/** Unrelated networks that redirect to one host, and their share of all plain HTTP. */
const ENOUGH_NETWORKS = 3;
const NEARLY_ALL = 0.9;

/** Something near that answers in a public server's place. */
export const captivePortal: Detector = {
  codes: [
    {
      code: 'captive-portal',
      title: 'A portal answers in place of a public web server',
      meaning:
        "Plain HTTP to a public server is answered by a redirect to another host, and not from where that server is: by a router's distance, by an address of the local network, by the reply to a system's own portal test, or because unrelated servers all redirect to one host. Networks in hotels, trains and guest Wi-Fi do so until the user has logged in; until then other traffic is usually dropped or rejected.",
      advice: 'Open the portal page in a browser and log in, or have the device let through.',
      isPattern: true,
    },
    {
      code: 'tls-answered-near',
      title: "A TLS server's SYN/ACK comes from nearby",
      meaning:
        'The SYN/ACK of a public server crossed no router and came at once, while other public servers are far: a transparent proxy accepts the connection in its place. That is common and no fault by itself; what fails on such a connection fails at the proxy.',
      advice:
        'Look at the log and the policy of the proxy or firewall that inspects TLS on this network.',
    },
  ],
  detect(endpoint, context) {
    if (endpoint.protocol !== Protocol.TCP || !isDistant(endpoint.client, endpoint.server)) {
      return null;
    }
    if (isNearServer(endpoint)) return null;
    if (endpoint.portal !== null) return portal(endpoint, context);
    return endpoint.clientHellos > 0 ? nearTls(endpoint, context) : null;
  },
};

function portal(endpoint: EndpointFacts, context: DetectContext): Observation | null {
  const facts = endpoint.portal;
  if (facts === null) return null;
  const { capture } = context;
  const clues: string[] = [];
  if (facts.demands > 0) clues.push('with status 511, "network authentication required"');
  if (facts.toPrivate > 0) clues.push('to an address of a local network');
  if (facts.probes > 0) clues.push("in reply to a system's own test for portals");
  const isCertain = clues.length > 0;
  const isNear = crossedNoRouter(endpoint, context);
  if (isNear) clues.push('with the time to live of a neighbour');
  const networks = capture.redirectTargets.get(facts.target)?.size ?? 0;
  const isEverywhere =
    networks >= (isNear ? 2 : ENOUGH_NETWORKS) &&
    capture.httpRedirects >= NEARLY_ALL * capture.httpAnswers;
  if (isEverywhere) clues.push(`as servers in ${networks} unrelated networks are`);
  if (clues.length === 0) return null;
  const to = facts.location === '' ? '' : ` to ${facts.location}`;
  return {
    code: 'captive-portal',
    text: `${count(facts.answers, 'request')} answered by a portal${to}: ${clues.join(', ')}.`,
    frames: facts.frames.frames,
    strength:
      (isCertain || clues.length > 1 ? 1 : 0.8) *
      (facts.answers / (facts.answers + facts.otherAnswers)),
  };
}

function nearTls(endpoint: EndpointFacts, context: DetectContext): Observation | null {
  const own = context.server(endpoint.server);
  const others = context.capture.publicTimeToLive;
  if (own === null || !crossedNoRouter(endpoint, context)) return null;
  if (others.total <= others.counts[own.lowestTimeToLive]) return null;
  if (own.slowestRoundTrip < 0 || own.slowestRoundTrip >= NEAR) return null;
  if (context.capture.publicRoundTrip.maximum < FAR) return null;
  return {
    code: 'tls-answered-near',
    text: `The SYN/ACK comes within ${duration(own.slowestRoundTrip)}, with time to live ${own.lowestTimeToLive}; other public servers need up to ${duration(context.capture.publicRoundTrip.maximum)}.`,
    frames: endpoint.answers.frames.slice(0, 3),
    strength: 1,
  };
}

/** Whether neither the client's packets nor "the server's" have passed a router where captured. */
function crossedNoRouter(endpoint: EndpointFacts, context: DetectContext): boolean {
  const own = context.server(endpoint.server);
  return (
    own !== null &&
    own.lowestTimeToLive >= 0 &&
    own.lowestTimeToLive === own.highestTimeToLive &&
    INITIAL_VALUES.includes(own.lowestTimeToLive) &&
    endpoint.highestRequestTimeToLive >= 0 &&
    requestHops(endpoint) === 0
  );
}
