import type { PlaceCode, Verdict } from '../evidence/verdict.ts';
import * as tcp from '../protocols/tcp/codec.ts';
import type { CitedFrame } from './diagnosis.ts';

/** Of an endpoint, what its packets are judged by; addresses as the packet list has them. */
interface ExchangeEndpoint {
  readonly client: string;
  readonly server: string;
  readonly port: number | null;
  /** The proxy that was asked for it: its packets are those to the proxy. */
  readonly via: { readonly server: string; readonly port: number } | null;
  readonly protocol: 'tcp' | 'udp';
  readonly verdict: Verdict;
  readonly place: { readonly code: PlaceCode } | null;
  readonly evidence: readonly {
    readonly code: string;
    readonly weight: number;
    readonly frames: readonly number[];
  }[];
}

/** What became of a packet, as far as the verdict says. */
export type Delivery =
  /** From the client, and the server got it: something came back. */
  | 'sent'
  /** From the client, and something in between refused or answered: the server had no part in it. */
  | 'refused'
  /** From the client, and nothing came back: the verdict says that it vanishes. */
  | 'lost'
  /** From the client, and the capture does not tell what became of it. */
  | 'open'
  /** From the server. */
  | 'answer'
  /** From the server's address, and it never reaches who asked. */
  | 'answer-lost'
  /** A refusal, or an answer in the server's place, that something in between sent. */
  | 'refusal'
  /** A refusal of the server itself. */
  | 'server-refusal';

export interface Step {
  readonly frame: CitedFrame;
  readonly delivery: Delivery;
  /** Whether evidence that speaks for the verdict names it. */
  readonly isTelling: boolean;
}

/** The packets of one endpoint that there are rows of, in order, each with what became of it. */
export function exchangeOf(judged: ExchangeEndpoint, frames: readonly CitedFrame[] = []): Step[] {
  const endpoint = { ...judged, ...judged.via };
  const telling = new Set<number>();
  const lostAnswers = new Set<number>();
  const cited = new Set<number>();
  for (const { code, weight, frames: shown } of endpoint.evidence) {
    for (const frame of shown) {
      cited.add(frame);
      if (weight > 0) telling.add(frame);
      if (code === 'syn-ack-unacknowledged') lostAnswers.add(frame);
    }
  }
  const own = frames.filter((frame) => isOf(frame, endpoint, cited));
  const steps = own.map((frame, index) => ({
    frame,
    delivery: isFromClient(frame, endpoint)
      ? requestDelivery(own, index, endpoint, telling)
      : answerDelivery(frame, endpoint, telling, lostAnswers),
    isTelling: telling.has(frame.number),
  }));
  return steps.map((step, index) =>
    step.delivery === 'sent' && isRefused(steps, index) ? { ...step, delivery: 'refused' } : step,
  );
}

/** Packets of a conversation that are kept before the telling ones: its beginning, and just before. */
const BEGINNING = 3;
const BEFORE = 2;

/**
 * What of an exchange a picture is to show: the conversations that speak for the verdict, without the long
 * middle of one that worked at first.
 */
export function tellingPart(exchange: readonly Step[]): Step[] {
  const conversations = new Map<number, Step[]>();
  for (const step of exchange) {
    const key = clientPortOf(step);
    const known = conversations.get(key);
    if (known === undefined) conversations.set(key, [step]);
    else known.push(step);
  }
  const telling = [...conversations.values()].filter((steps) =>
    steps.some(({ isTelling }) => isTelling),
  );
  // What an ICMP error is about is in its quotation: it belongs to no conversation of these.
  if (telling.length === 0 || conversations.has(ICMP_ERRORS)) return [...exchange];
  const kept = new Set(
    telling.flatMap((steps) => {
      const first = steps.findIndex(({ isTelling }) => isTelling);
      return steps.filter((_, index) => index < BEGINNING || index >= first - BEFORE);
    }),
  );
  return exchange.filter((step) => kept.has(step));
}

const ICMP_ERRORS = -1;

/** The same for both directions of a conversation with one server port. */
function clientPortOf({ frame, delivery }: Step): number {
  if (frame.destinationPort === null) return ICMP_ERRORS;
  const isAnswer = delivery.startsWith('answer') || delivery.endsWith('refusal');
  return (isAnswer ? frame.destinationPort : frame.sourcePort) ?? ICMP_ERRORS;
}

/** Whether what came back first is not the server's. */
function isRefused(steps: readonly Step[], index: number): boolean {
  const { sourcePort } = steps[index].frame;
  const next = steps
    .slice(index + 1)
    .find(({ frame }) => frame.destinationPort === sourcePort || frame.destinationPort === null);
  return next?.delivery === 'refusal';
}

function isOf(frame: CitedFrame, endpoint: ExchangeEndpoint, cited: ReadonlySet<number>): boolean {
  const { client, server, port, protocol } = endpoint;
  // An ICMP error comes from a third party; other frames of evidence may be other services'.
  if (frame.destinationPort === null)
    return cited.has(frame.number) && frame.destination === client;
  if ((frame.tcpFlags !== null) !== (protocol === 'tcp')) return false;
  return (
    (frame.source === client && frame.destination === server && frame.destinationPort === port) ||
    (frame.source === server && frame.destination === client && frame.sourcePort === port)
  );
}

function isFromClient(frame: CitedFrame, { client, server, port }: ExchangeEndpoint): boolean {
  return frame.source === client && (client !== server || frame.destinationPort === port);
}

function requestDelivery(
  own: readonly CitedFrame[],
  index: number,
  endpoint: ExchangeEndpoint,
  telling: ReadonlySet<number>,
): Delivery {
  // What answers, got it, even where the capture has one direction only.
  if (endpoint.verdict === 'answered') return 'sent';
  if (endpoint.verdict === 'intercepted') return 'refused';
  const frame = own[index];
  const isSilent = endpoint.verdict === 'drop' || endpoint.verdict === 'unreachable';
  const later = own.slice(index + 1).filter((other) => other.destinationPort === frame.sourcePort);
  const flags = frame.tcpFlags;
  const carries = frame.payload > 0 || (flags !== null && (flags & tcp.SYN) !== 0);
  if (flags === null || flags & tcp.SYN) {
    if (later.length > 0) return 'sent';
    if (own.slice(index + 1).some((other) => other.destinationPort === null)) return 'sent';
    // What is sent again had no answer, whether the report names it or not.
    const isRepeated = own.slice(index + 1).some((other) => isAgain(other, frame));
    return isSilent && (telling.has(frame.number) || isRepeated) ? 'lost' : 'open';
  }
  if (carries && isSilent && telling.has(frame.number)) return 'lost';
  // What was sent again, like what the report names as lost, is lost too.
  if (carries && isSilent && later.length === 0) return 'lost';
  return 'sent';
}

/** From the same port to the same, with the same flags. */
function isAgain(
  other: CitedFrame,
  { sourcePort, destinationPort, tcpFlags }: CitedFrame,
): boolean {
  return (
    other.sourcePort === sourcePort &&
    other.destinationPort === destinationPort &&
    other.tcpFlags === tcpFlags
  );
}

function answerDelivery(
  frame: CitedFrame,
  endpoint: ExchangeEndpoint,
  telling: ReadonlySet<number>,
  lostAnswers: ReadonlySet<number>,
): Delivery {
  const flags = frame.tcpFlags ?? 0;
  if (lostAnswers.size > 0 && flags & tcp.SYN) return 'answer-lost';
  const refuses = (flags & tcp.RST) !== 0 || frame.destinationPort === null;
  const isServers = endpoint.verdict === 'closed' || endpoint.place?.code === 'server-end';
  if (endpoint.verdict === 'intercepted') return 'refusal';
  if (!refuses || !telling.has(frame.number)) return 'answer';
  return isServers && frame.source === endpoint.server ? 'server-refusal' : 'refusal';
}
