import { Protocol } from '../protocols/protocol.ts';
import type { CaptureFacts, EndpointFacts } from '../track/facts.ts';
import { count } from '../words/en/phrases.ts';
import { lossOf } from './capture-loss.ts';
import type { DetectContext, Detector } from './observation.ts';

/** Share of silent attempts from which on their being made again at once is no chance. */
const ASKED_AGAIN = 0.25;
/** Share of one-way connections from which on the capture is taken as one-way. */
const ONE_WAY_SHARE = 0.2;
/** Nothing that a server sends as data fits into so many bytes, link layer included. */
const SHORT = 600;
/** The same of an answer to a DNS query, as a rule. */
const SHORT_DNS = 200;
/** Servers that answer a client which could not find them without DNS. */
const ENOUGH_FOUND = 3;
/** Share of acknowledgments of what is not there from which on it was left out, not lost. */
const LEFT_OUT = 0.05;

/** Whether silence may be that of a filter which left out the answers, and not these alone. */
export const leftOut: Detector = {
  codes: [
    {
      code: 'capture-exported-one-way',
      title: 'The exported list may show one direction only',
      meaning:
        'No row of the list comes from the server, and the client does not ask again as one without an answer does: a filter for one direction (`ip.dst == …`, `dns.flags.response == 0`) leaves the same.',
      advice: 'Export again with a filter for both directions, such as `ip.addr == …`.',
    },
    {
      code: 'capture-no-answers',
      title: 'The capture has no answer of this kind at all',
      meaning:
        'Not one server answers a SYN (or a DNS query) in the whole capture, and the client does not ask again as one without an answer does: a filter that leaves answers out (`!tcp.flags.ack`, `dns.flags.response == 0`) makes services that work look the same.',
      advice:
        'Capture or export without a filter, or with one for both directions (`ip.addr == …`).',
    },
    {
      code: 'capture-short-packets',
      title: 'The capture has short packets only',
      meaning:
        'No packet is as long as answers are, though the client acknowledges data, or does not ask again as one without an answer does: a filter for length (`frame.len < 80`, `tcp.len == 0`) leaves the same.',
      advice: 'Capture or export without a filter for length.',
    },
    {
      code: 'capture-no-repeats',
      title: 'The client does not ask again as one without an answer does',
      meaning:
        'A client without an answer sends its DNS query again within seconds, or with the same ID. One that asks anew now and then may well have its answers, and a filter (`!(ip.src == …)`) left them out.',
      advice: 'Capture without a filter, or with one for both directions (`host …`).',
    },
  ],
  detect(endpoint, context) {
    const silences =
      endpoint.silentAttempts +
      endpoint.stalledAttempts +
      endpoint.halfOpen +
      (endpoint.later?.stalledConnections ?? 0);
    if (silences === 0) return null;
    const [code, text] = reasonOf(endpoint, context);
    return code === '' ? null : { code, text, frames: [], strength: 1 };
  },
};

/** Which of the codes applies, and its sentence; '' where none does. */
function reasonOf(endpoint: EndpointFacts, context: DetectContext): readonly [string, string] {
  const { capture } = context;
  const isAnswered = endpoint.answered + endpoint.refused > 0;
  if (capture.isSelection && !isAnswered && !asksAgain(endpoint)) {
    return [
      'capture-exported-one-way',
      'No row of this exported list comes from this server, and the client does not ask again at once: it may be a list of one direction.',
    ];
  }
  const isTcp = endpoint.protocol === Protocol.TCP;
  if (
    (isTcp || endpoint.isDns) &&
    !isAnswered &&
    !isOneWay(capture) &&
    // Where the port is not known, nor is whether another server answers on it.
    (endpoint.isPortAssumed || !context.isKindAnswered(endpoint)) &&
    !asksAgainSurely(endpoint, context)
  ) {
    const what = isTcp
      ? 'No server answers over TCP'
      : endpoint.isPortAssumed
        ? 'Perhaps no server answers DNS queries on this port'
        : `No server answers DNS queries on port ${endpoint.port}`;
    return [
      'capture-no-answers',
      `${what} in the whole capture, and the client does not ask again at once: answers may have been filtered out.`,
    ];
  }
  const text = shortText(endpoint, context);
  if (text !== null) return ['capture-short-packets', text];
  const sent = endpoint.silentAttempts + endpoint.silentRetransmissions;
  const isExplained = context.droppedPackets > 0 || isOneWay(capture);
  if (endpoint.isDns && sent > 1 && !isAnswered && !isExplained && !asksAgain(endpoint)) {
    return [
      'capture-no-repeats',
      `${count(sent, 'query', 'queries')}, and none of them sent again at once, as a client without an answer does: answers may have been filtered out.`,
    ];
  }
  return ['', ''];
}

/** Whether so many connections lack a side that the capture is taken as one-way. */
export function isOneWay({ oneWayConnections, twoWayConnections }: CaptureFacts): boolean {
  return (
    oneWayConnections > 0 &&
    oneWayConnections / (oneWayConnections + twoWayConnections) >= ONE_WAY_SHARE
  );
}

/** Whether the client asks again soon, as none does that has its answer. */
export function asksAgain(endpoint: EndpointFacts): boolean {
  if (endpoint.protocol === Protocol.TCP) return endpoint.silentRetransmissions > 0;
  const { quic } = endpoint;
  if (quic !== null && quic.silentInitials > quic.silentConnections) return true;
  const repeats = Math.max(endpoint.promptRepeats, endpoint.sameIdRepeats);
  return repeats >= Math.max(1, endpoint.silentAttempts * ASKED_AGAIN);
}

/** The same where what happens in any capture is not enough: a packet that was lost by chance. */
function asksAgainSurely(endpoint: EndpointFacts, context: DetectContext): boolean {
  if (!asksAgain(endpoint)) return false;
  if (endpoint.isDns && !context.isDnsAnswered) {
    // It may ask the same anew, for another program; and it does find its servers.
    const finds = context.answeringServers(endpoint.server) >= ENOUGH_FOUND;
    return !finds || endpoint.sameIdRepeats >= ASKED_AGAIN * endpoint.silentAttempts;
  }
  if (endpoint.protocol !== Protocol.TCP) return true;
  const { attempts } = context.capture;
  return attempts.silentFrom(2) >= ASKED_AGAIN * attempts.silent;
}

/** Why long packets may be missing; null where they are not. */
function shortText(endpoint: EndpointFacts, context: DetectContext): string | null {
  const { capture, droppedPackets } = context;
  const { longestPacket } = capture;
  // What says otherwise why packets are missing says it better.
  if (longestPacket >= SHORT || droppedPackets > 0 || isOneWay(capture)) return null;
  const longest = `No packet of the capture has more than ${count(longestPacket, 'byte')}`;
  const loss = lossOf(context);
  if (loss !== null && loss.share >= LEFT_OUT) {
    return `${longest}, though data is acknowledged that it does not have: longer ones, answers among them, were left out.`;
  }
  if (!endpoint.isDns || longestPacket >= SHORT_DNS || asksAgain(endpoint)) return null;
  return `${longest}, and the client does not ask again at once: answers may have been filtered out by their length.`;
}
