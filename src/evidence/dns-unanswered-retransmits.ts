import { typeName } from '../protocols/dns/types.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { EndpointFacts } from '../track/facts.ts';
import { count, duration } from '../words/en/phrases.ts';
import type { DetectContext, Detector, Observation } from './observation.ts';
import { silentShare, unexplainedByLoss } from './packet-loss.ts';

/** Sent packets from which on the silence is as telling as it gets. */
const FULL_STRENGTH_PACKETS = 6;

/** DNS questions that are asked again and again, and never answered. */
export const dnsUnansweredRetransmits: Detector = {
  codes: [
    {
      code: 'dns-unanswered-retransmits',
      title: 'DNS queries repeated without an answer',
      meaning:
        'The client asks a DNS server, hears nothing, and asks again, often with a new transaction ID. A DNS server always answers, if only with an error: silence means that queries or answers are dropped on the way.',
      advice:
        'Allow the queries to that server on the firewall, UDP and TCP, on the port shown. Capture on the outside of the firewall to see whether the queries leave.',
      isPattern: true,
    },
    {
      code: 'dns-unanswered',
      title: 'DNS queries without an answer, each asked once',
      meaning:
        'Queries had no answer although the capture went on long enough, but the client did not ask again. A single lost packet looks the same, so one of them proves little.',
      advice: 'Capture again for longer while the client retries.',
      isPattern: true,
    },
    {
      code: 'dns-answers-over-tcp',
      title: 'The same DNS server answers over TCP',
      meaning:
        'TCP to port 53 of the same server works, UDP does not: the server is up, and something lets only one of the two through.',
      advice: 'Allow UDP port 53 to that server; clients use TCP for long answers only.',
    },
  ],
  detect(endpoint, context) {
    const silence = unanswered(endpoint, context);
    if (silence === null) return null;
    const overTcp = context
      .answeringOn(endpoint.server)
      .find(
        ({ client, port, protocol }) =>
          protocol === Protocol.TCP &&
          port === endpoint.port &&
          client.every((word, i) => word === endpoint.client[i]),
      );
    if (endpoint.answered > 0 || overTcp === undefined) return silence;
    return [
      silence,
      {
        code: 'dns-answers-over-tcp',
        text: `The same server answers this client over TCP, port ${endpoint.port}.`,
        frames: overTcp.answers.frames.slice(0, 3),
        strength: 1,
      },
    ];
  },
};

function unanswered(endpoint: EndpointFacts, context: DetectContext): Observation | null {
  if (!endpoint.isDns || endpoint.silentAttempts === 0) return null;
  const sent = endpoint.silentAttempts + endpoint.silentRetransmissions;
  const open = endpoint.questions.filter((question) => question.unanswered > 0);
  const names = open.map(({ type, name }) => `${typeName(type)} ${name || '<Root>'}`);
  const asked = names.length > 0 ? ` for ${names.slice(0, 3).join(', ')}` : '';
  const more = names.length > 3 ? ' and others' : '';
  const waited = duration(endpoint.silentFor);
  if (sent <= Math.max(1, open.length)) {
    return {
      code: 'dns-unanswered',
      text: `${count(sent, 'query', 'queries')}${asked}${more}, asked once; no answer in up to ${waited}.`,
      frames: endpoint.silent.frames,
      // A client that does not ask again may have its answer from elsewhere.
      strength:
        Math.min(1, 0.2 + 0.1 * sent) *
        silentShare(endpoint) *
        unexplainedByLoss(context, endpoint),
    };
  }
  return {
    code: 'dns-unanswered-retransmits',
    text: `${count(sent, 'query', 'queries')}${asked}${more}; none was answered in up to ${waited}.`,
    frames: endpoint.silent.frames,
    strength:
      Math.min(1, 0.5 + (0.5 * (sent - 1)) / (FULL_STRENGTH_PACKETS - 1)) *
      silentShare(endpoint) *
      unexplainedByLoss(context, endpoint),
  };
}
