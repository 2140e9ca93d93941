import { type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import { DATAGRAM_PROTOCOLS, type DatagramProtocol } from '../protocols/datagram-protocols.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { RequestFacts } from '../track/facts/datagram-facts.ts';
import { Aspect, type EndpointFacts } from '../track/facts/endpoint-facts.ts';
import { clue, type DetectContext, detector, pattern, type Seen } from './evidence.ts';
import { losesAllFragments } from './icmp-errors.ts';
import { isOneWay, leftOut } from './left-out.ts';
import { unexplainedByLoss, unexplainedByLostAnswers } from './loss.ts';

/** Times that a request was sent from which on the silence is as telling as it gets. */
const FULL_STRENGTH_SENDS = 6;
/** How telling silence still is where answers were left out of the capture. */
const LEFT_OUT = 0.2;
/** How telling the silence of a server is that may not know who asks. */
const MAY_IGNORE = 0.4;
/** Times that one kind of request was sent in vain from which on it is no chance that others are answered. */
const SURE_SENDS = 3;
/** How telling it is where it was sent twice, as it may have to be once in a while. */
const SENT_TWICE = 0.7;

export interface RequestsUnanswered {
  /** The protocol's name, and that of the request, as its standard has them. */
  readonly protocol: string;
  readonly message: string;
  /** How often it was sent, in how many requests. */
  readonly sends: number;
  readonly requests: number;
  /** Microseconds of silence at the most. */
  readonly waited: number;
  /** Those that went out in IP fragments. */
  readonly fragmented: number;
}

export interface OthersAnswered {
  readonly message: string;
  /** Of its kind, only those in IP fragments are not answered. */
  readonly isInFragments: boolean;
  readonly answered: number;
}

export interface AnsweredFromOtherPort {
  readonly protocol: string;
  readonly message: string;
  readonly port: number;
  readonly asked: number;
  readonly answers: number;
  /** The client asks again all the same: it does not take these answers. */
  readonly isIgnored: boolean;
  /** Another address than the one that was asked, where it is. */
  readonly address: AddressWords | null;
}

const codes = {
  'udp-request-unanswered': pattern<RequestsUnanswered>({
    weights: { drop: 4.5, unreachable: 2.5 },
    stage: null,
    remedy: null,
    isNotable: true,
  }),
  'udp-request-asked-once': pattern<RequestsUnanswered>({
    weights: { drop: 1, unreachable: 0.5 },
    stage: null,
    remedy: null,
    tooLittle: 'each-asked-once',
  }),
  // Smaller requests are answered: what keeps these off goes by size, or by fragments.
  'fragments-unanswered': pattern<RequestsUnanswered>({
    weights: { drop: 1, unreachable: -0.5 },
    stage: null,
    remedy: 'fragments',
  }),
  'datagram-tunnel-unanswered': pattern<RequestsUnanswered & { readonly port: number }>({
    weights: { drop: 1, unreachable: -1 },
    stage: null,
    remedy: null,
  }),
  // Of these requests not one was answered, whatever became of others: no service that simply answers.
  // Whether a rule or the server keeps them from it, these packets do not tell.
  'other-requests-answered': clue<OthersAnswered>({
    weights: { answered: -10, drop: -6, unreachable: -1 },
    tooLittle: 'this',
  }),
  'server-may-ignore': clue<{ readonly protocol: string }>({
    weights: { drop: -2 },
    tooLittle: 'this',
  }),
  'udp-answered-from-other-port': pattern<AnsweredFromOtherPort>({
    weights: { drop: -5, unreachable: -2 },
    stage: null,
    remedy: null,
    tooLittle: 'this',
    isNotable: true,
  }),
};

/**
 * Requests over UDP, beside DNS and QUIC, that must be answered: IKE, WireGuard, NTP, RADIUS, SIP and
 * what else `DATAGRAM_PROTOCOLS` has. Silence says as much as of DNS, but for servers that do not
 * answer whom they do not know.
 */
export const udpRequests = detector({
  codes,
  about: Aspect.DNS_FACTS | Aspect.REQUESTS,
  detect(endpoint, context) {
    const found: Seen<typeof codes>[] = [];
    const { elsewhere: strays, otherSource } = endpoint.dns;
    if (otherSource !== null) {
      const { address, port } = otherSource;
      found.push({
        code: 'udp-answered-from-other-port',
        values: {
          ...{ protocol: 'DNS', message: 'query', port, asked: endpoint.port },
          ...{ answers: strays.total, isIgnored: endpoint.retransmissions > 0 },
          address: isSameAddress(address, endpoint.server) ? null : address,
        },
        frames: strays.frames,
      });
    }
    const elsewhere = endpoint.requests.find(({ otherPort }) => otherPort !== 0);
    if (elsewhere !== undefined) found.push(fromOtherPort(elsewhere, endpoint));
    const [worst] = endpoint.requests
      .filter(({ silentSends }) => silentSends > 0)
      .sort((one, other) => rankOf(other, endpoint) - rankOf(one, endpoint));
    if (worst !== undefined) found.push(...unanswered(worst, endpoint, context));
    const never = neverAnswered(endpoint);
    if (never !== null) found.push(never);
    return found;
  },
});

/** Share of requests of the kind that had no answer. */
function shareOf({ silentRequests, answered }: RequestFacts): number {
  return silentRequests / Math.max(1, silentRequests + answered);
}

/** How much a silence tells: a probe's the least. */
function rankOf(facts: RequestFacts, endpoint: EndpointFacts): number {
  return isUnansweredProbe(facts, endpoint) ? 0 : shareOf(facts) * facts.silentSends;
}

/** Whether it only asks if the server is there, as answers to others show that it is. */
function isUnansweredProbe(
  { row, what, answered }: RequestFacts,
  endpoint: EndpointFacts,
): boolean {
  const isProbe = DATAGRAM_PROTOCOLS[row].probes?.includes(what) === true;
  return isProbe && answered === 0 && endpoint.answered > 0;
}

/** Whether each was sent but once. */
function isAskedOnce({ row, silentRequests, silentSends }: RequestFacts): boolean {
  const { triesAnew } = DATAGRAM_PROTOCOLS[row];
  return silentSends <= Math.max(1, triesAnew === true ? 1 : silentRequests);
}

/** The kind of request that was sent again and never answered, while the server answers others. */
function neverAnswered(
  endpoint: EndpointFacts,
): Seen<Pick<typeof codes, 'other-requests-answered'>> | null {
  // An answer whose request the capture lacks may be to another kind.
  const answered = Math.max(endpoint.answered, endpoint.exchanges);
  if (answered === 0) return null;
  const isOtherSizeAnswered = ({ row, what }: RequestFacts) =>
    endpoint.requests.some((one) => one.row === row && one.what === what && one.answered > 0);
  const sendsOf = (facts: RequestFacts) => {
    const isChance = isAskedOnce(facts) && isOtherSizeAnswered(facts);
    return facts.openSends + (isChance ? 0 : facts.silentSends);
  };
  const [most] = endpoint.requests
    .filter((facts) => facts.answered === 0 && !isUnansweredProbe(facts, endpoint))
    .sort((one, other) => sendsOf(other) - sendsOf(one));
  if (most === undefined || sendsOf(most) < 2) return null;
  const { row, what, isFragmented, silent } = most;
  if (isFragmented && losesAllFragments(endpoint)) return null;
  const isInFragments = isFragmented && isOtherSizeAnswered(most);
  const message = DATAGRAM_PROTOCOLS[row].requests[what] ?? '';
  return {
    code: 'other-requests-answered',
    values: { message, isInFragments, answered },
    frames: silent.frames,
    strength: sendsOf(most) < SURE_SENDS ? SENT_TWICE : 1,
  };
}

/** How much requests without an answer tell that were sent once each: of a single one any may be lost. */
function askedOnce(sends: number): number {
  return sends === 1 ? 0 : Math.min(1, 0.2 + 0.1 * sends);
}

function unanswered(
  facts: RequestFacts,
  endpoint: EndpointFacts,
  context: DetectContext,
): Seen<typeof codes>[] {
  const found: Seen<typeof codes>[] = [];
  const protocol = DATAGRAM_PROTOCOLS[facts.row];
  const { silentSends: sends, silentRequests: requests } = facts;
  const isProbe = isUnansweredProbe(facts, endpoint);
  const isOnce = isAskedOnce(facts);
  const values: RequestsUnanswered = {
    protocol: protocol.name,
    message: protocol.requests[facts.what] ?? '',
    ...{ sends, requests, waited: facts.longest, fragmented: facts.isFragmented ? sends : 0 },
  };
  // Whom it answers from another port it knows.
  const isAnswered = endpoint.requests.some(({ otherPort }) => otherPort !== 0);
  const mayIgnore =
    protocol.mayIgnore === true &&
    !isAnswered &&
    // Those that it leaves aside of one kind may have another secret than those that it answers.
    (facts.answered > 0 || !isKnown(facts, endpoint, context));
  const strength =
    (isOnce
      ? askedOnce(sends)
      : Math.min(1, 0.5 + (0.5 * (sends - 1)) / (FULL_STRENGTH_SENDS - 1))) *
    shareOf(facts) *
    unexplainedByLoss(context, endpoint) *
    unexplainedByLostAnswers(context, endpoint, sends) *
    (isLeftOut(endpoint, context) ? LEFT_OUT : 1) *
    (mayIgnore || isProbe ? MAY_IGNORE : 1);
  const { frames } = facts.silent;
  const tunnel = protocol.name === 'DTLS' ? tunnelOf(endpoint, context) : undefined;
  if (isOnce) found.push({ code: 'udp-request-asked-once', values, frames, strength });
  else {
    found.push({ code: 'udp-request-unanswered', values, frames, strength });
    if (facts.isFragmented && isAnsweredWhole(facts, endpoint, context)) {
      found.push({ code: 'fragments-unanswered', values, frames, strength });
    } else if (tunnel !== undefined) {
      const { port } = tunnel;
      const tunnelled = { ...values, port };
      found.push({ code: 'datagram-tunnel-unanswered', values: tunnelled, frames, strength });
    }
  }
  if (mayIgnore) found.push({ code: 'server-may-ignore', values: { protocol: protocol.name } });
  return found;
}

/** Requests of the protocol between the two hosts, on other ports too. */
function alike(
  { row }: RequestFacts,
  { client, server, requests }: EndpointFacts,
  context: DetectContext,
): RequestFacts[] {
  const others = context
    .answeringOn(server)
    .filter((other) => isSameAddress(other.client, client))
    .flatMap((other) => other.requests);
  return [...requests, ...others].filter((facts) => facts.row === row);
}

/** Whether the server answers this client in that protocol, and so knows it. */
function isKnown(facts: RequestFacts, endpoint: EndpointFacts, context: DetectContext): boolean {
  return alike(facts, endpoint, context).some(({ answered }) => answered > 0);
}

/** Whether requests of the protocol are answered that fit into one packet. */
function isAnsweredWhole(
  facts: RequestFacts,
  endpoint: EndpointFacts,
  context: DetectContext,
): boolean {
  return alike(facts, endpoint, context).some(
    ({ answered, isFragmented }) => answered > 0 && !isFragmented,
  );
}

/** The TLS connections of this client to the same server, beside which DTLS is to carry the tunnel. */
function tunnelOf(
  { client, server }: EndpointFacts,
  context: DetectContext,
): EndpointFacts | undefined {
  return context
    .answeringOn(server)
    .find(
      (other) =>
        other.protocol === Protocol.TCP &&
        other.exchanges > 0 &&
        other.clientHellos > 0 &&
        isSameAddress(other.client, client),
    );
}

function fromOtherPort(
  facts: RequestFacts,
  endpoint: EndpointFacts,
): Seen<Pick<typeof codes, 'udp-answered-from-other-port'>> {
  const protocol: DatagramProtocol = DATAGRAM_PROTOCOLS[facts.row];
  const answers = facts.elsewhere.total;
  const triedAnew = protocol.triesAnew === true && answers + facts.silentRequests > 1;
  return {
    code: 'udp-answered-from-other-port',
    values: {
      protocol: protocol.name,
      message: protocol.requests[facts.what] ?? '',
      port: facts.otherPort,
      asked: endpoint.port,
      answers,
      address: null,
      isIgnored: facts.takenElsewhere === 0 && (facts.askedAgain > 0 || triedAnew),
    },
    frames: facts.elsewhere.frames,
  };
}

/** Whether answers are missing that the server sent: what a filter left out was not silent. */
function isLeftOut(endpoint: EndpointFacts, context: DetectContext): boolean {
  if (isOneWay(context.capture)) return true;
  return leftOut.detect(endpoint, context) !== null;
}
