import * as dns from '../protocols/dns/codec.ts';
import { responseCodeName } from '../protocols/dns/types.ts';
import { Protocol } from '../protocols/protocol.ts';
import { count, duration, grouped } from '../words/en/phrases.ts';
import type { Detector, Observation } from './observation.ts';

/** Share of answered attempts from which on the unanswered ones count as ordinary loss. */
const FULL_STRENGTH_SHARE = 0.5;

/** The service answered. */
export const answered: Detector = {
  codes: [
    {
      code: 'service-answered',
      title: 'The service answers',
      meaning: 'Requests were answered and the exchange went on: the network lets this through.',
      advice:
        'If the application still fails, look above the network: certificates, log-in, proxy.',
    },
    {
      code: 'handshake-completed',
      title: 'The TCP handshake completes',
      meaning:
        'SYN and SYN/ACK went through, so the address and port are open; what comes after does not get through.',
      advice: 'Look for a filter that reads what is inside the connection.',
    },
    {
      code: 'client-acknowledges',
      title: 'The client acknowledges what the capture does not show',
      meaning:
        'Only one direction was captured, yet the client goes on with the connection: answers came, the capture just lacks them.',
      advice: "Capture on the client's own interface to see both directions.",
    },
    {
      code: 'dns-servfail',
      title: 'The DNS server answers SERVFAIL',
      meaning: 'The server is reachable, but could not resolve the name.',
      advice: 'Ask the operator of the DNS server; it is no firewall between client and server.',
      isPattern: true,
    },
    {
      code: 'dns-refused',
      title: 'The DNS server answers REFUSED',
      meaning: 'The server is reachable and declines to answer this client or this name by policy.',
      advice: "Check the server's access rules for this client's address.",
      isPattern: true,
    },
    {
      code: 'late-answers',
      title: 'Answers came after the client had given up',
      meaning:
        'The client refused late answers with ICMP port unreachable: the service is slow, not blocked.',
      advice: 'Look for delay on the way or at the server.',
    },
  ],
  detect(endpoint) {
    const found: Observation[] = [];
    const stopped = endpoint.stalledAttempts + endpoint.resetAfterDataAttempts;
    const halfWay = endpoint.unacknowledgedAttempts;
    const good = endpoint.answered - stopped - halfWay + endpoint.midstreamExchanges;
    if (good > 0) {
      const failed = endpoint.attempts - endpoint.answered + stopped + halfWay;
      const share = good / (good + failed);
      found.push({
        code: 'service-answered',
        text: answeredText(endpoint.answered - stopped - halfWay, endpoint.attempts, endpoint),
        frames: endpoint.answers.frames.slice(0, 8),
        strength: Math.min(1, share / FULL_STRENGTH_SHARE),
      });
    } else if (stopped > 0) {
      found.push({
        code: 'handshake-completed',
        text: `${count(stopped, 'connection')} with SYN/ACK: address and port are open.`,
        frames: endpoint.answers.frames.slice(0, 8),
        strength: 1,
      });
    }
    if (endpoint.oneWayAttempts > 0) {
      found.push({
        code: 'client-acknowledges',
        text: `On ${count(endpoint.oneWayAttempts, 'connection')} the client goes on although the capture has no packet of the server: answers came.`,
        frames: endpoint.oneWay.frames,
        strength: 1,
      });
    }
    if (endpoint.lateAnswers > 0) {
      found.push({
        code: 'late-answers',
        text: `${count(endpoint.lateAnswers, 'answer')} came after the client had stopped listening (ICMP from the client itself).`,
        frames: endpoint.lateAnswerErrors.frames,
        strength: 1,
      });
    }
    for (const [code, pattern] of [
      [dns.RCODE_SERVER_FAILURE, 'dns-servfail'],
      [dns.RCODE_REFUSED, 'dns-refused'],
    ] as const) {
      const frames = endpoint.responseCodes.get(code);
      if (frames === undefined) continue;
      found.push({
        code: pattern,
        text: `${count(frames.total, 'response')} with ${responseCodeName(code)}.`,
        frames: frames.frames,
        strength: 1,
      });
    }
    return found;
  },
};

function answeredText(
  good: number,
  attempts: number,
  endpoint: {
    fastestAnswer: number;
    protocol: Protocol;
    midstream: number;
  },
): string {
  const what = endpoint.protocol === Protocol.TCP ? 'connection' : 'request';
  const delay =
    endpoint.fastestAnswer >= 0 ? `, fastest after ${duration(endpoint.fastestAnswer)}` : '';
  if (good === 0 && attempts > 0) {
    return endpoint.protocol === Protocol.TCP
      ? 'Data came back on a connection whose start the capture does not show.'
      : 'Answers came to requests that the capture does not show.';
  }
  if (attempts === 0) return 'Data came back on a connection that was open before the capture.';
  return `${count(good, what)} of ${grouped(attempts)} answered${delay}.`;
}
