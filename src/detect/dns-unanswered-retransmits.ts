import { typeName } from '../wire/dns-types.ts';
import { count, type Detector, duration } from './observation.ts';

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
      title: 'A DNS query without an answer',
      meaning:
        'One query had no answer although the capture went on long enough. A single lost packet looks the same, so this alone proves little.',
      advice: 'Capture again for longer while the client retries.',
      isPattern: true,
    },
  ],
  detect(endpoint) {
    if (!endpoint.isDns || endpoint.silentAttempts === 0) return null;
    const sent = endpoint.silentAttempts + endpoint.silentRetransmissions;
    const names = endpoint.questions
      .filter((question) => question.unanswered > 0)
      .map((question) => `${typeName(question.type)} ${question.name}`);
    const asked = names.length > 0 ? ` for ${names.slice(0, 3).join(', ')}` : '';
    const waited = `none was answered in up to ${duration(endpoint.silentFor)}`;
    if (sent === 1) {
      return {
        code: 'dns-unanswered',
        text: `1 query${asked}; it was not answered in ${duration(endpoint.silentFor)}.`,
        frames: endpoint.silent.frames,
        strength: 1,
      };
    }
    return {
      code: 'dns-unanswered-retransmits',
      text: `${count(sent, 'query', 'queries')}${asked}; ${waited}.`,
      frames: endpoint.silent.frames,
      strength: Math.min(1, 0.5 + (0.5 * (sent - 1)) / (FULL_STRENGTH_PACKETS - 1)),
    };
  },
};
