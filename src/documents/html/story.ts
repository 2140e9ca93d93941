import type { Report, ReportEndpoint, ReportFrame } from '../../diagnosis/report/report.ts';
import * as tcp from '../../protocols/tcp/codec.ts';

/** What became of a packet, as far as the report says: it decides how its arrow is drawn. */
export type Fate =
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
  readonly frame: ReportFrame;
  readonly fate: Fate;
  /** A few words on what it is: "SYN", "Client Hello". */
  readonly label: string;
  /** Whether evidence that speaks for the verdict names it. */
  readonly isTelling: boolean;
}

/** The packets of one endpoint that the report has rows of, in order, each with its fate. */
export function storyOf(endpoint: ReportEndpoint, report: Report): Step[] {
  const telling = new Set<number>();
  const lostAnswers = new Set<number>();
  const cited = new Set<number>();
  for (const { code, weight, frames } of endpoint.evidence) {
    for (const frame of frames) {
      cited.add(frame);
      if (weight > 0) telling.add(frame);
      if (code === 'syn-ack-unacknowledged') lostAnswers.add(frame);
    }
  }
  const own = (report.frames ?? []).filter((frame) => isOf(frame, endpoint, cited));
  const steps = own.map((frame, index) => ({
    frame,
    fate: isFromClient(frame, endpoint)
      ? requestFate(own, index, endpoint, telling)
      : answerFate(frame, endpoint, telling, lostAnswers),
    label: labelOf(frame),
    isTelling: telling.has(frame.number),
  }));
  return steps.map((step, index) =>
    step.fate === 'sent' && isRefused(steps, index) ? { ...step, fate: 'refused' } : step,
  );
}

/** Packets of a conversation that are kept before the telling ones: its beginning, and just before. */
const BEGINNING = 3;
const BEFORE = 2;

/**
 * What of a story a picture is to show: the conversations that speak for the verdict, without the long
 * middle of one that worked at first.
 */
export function plotOf(story: readonly Step[]): Step[] {
  const conversations = new Map<number, Step[]>();
  for (const step of story) {
    const key = clientPortOf(step);
    const known = conversations.get(key);
    if (known === undefined) conversations.set(key, [step]);
    else known.push(step);
  }
  const telling = [...conversations.values()].filter((steps) =>
    steps.some(({ isTelling }) => isTelling),
  );
  // What an ICMP error is about is in its quotation: it belongs to no conversation of these.
  if (telling.length === 0 || conversations.has(ICMP_ERRORS)) return [...story];
  const kept = new Set(
    telling.flatMap((steps) => {
      const first = steps.findIndex(({ isTelling }) => isTelling);
      return steps.filter((_, index) => index < BEGINNING || index >= first - BEFORE);
    }),
  );
  return story.filter((step) => kept.has(step));
}

const ICMP_ERRORS = -1;

/** The same for both directions of a conversation with one server port. */
function clientPortOf({ frame, fate }: Step): number {
  if (frame.destinationPort === null) return ICMP_ERRORS;
  const isAnswer = fate.startsWith('answer') || fate.endsWith('refusal');
  return (isAnswer ? frame.destinationPort : frame.sourcePort) ?? ICMP_ERRORS;
}

/** Whether what came back first is not the server's. */
function isRefused(steps: readonly Step[], index: number): boolean {
  const { sourcePort } = steps[index].frame;
  const next = steps
    .slice(index + 1)
    .find(({ frame }) => frame.destinationPort === sourcePort || frame.destinationPort === null);
  return next?.fate === 'refusal';
}

function isOf(frame: ReportFrame, endpoint: ReportEndpoint, cited: ReadonlySet<number>): boolean {
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

export function isFromClient(
  frame: ReportFrame,
  { client, server, port }: ReportEndpoint,
): boolean {
  return frame.source === client && (client !== server || frame.destinationPort === port);
}

function requestFate(
  own: readonly ReportFrame[],
  index: number,
  endpoint: ReportEndpoint,
  telling: ReadonlySet<number>,
): Fate {
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
    return isSilent && telling.has(frame.number) ? 'lost' : 'open';
  }
  if (carries && isSilent && telling.has(frame.number)) return 'lost';
  // What was sent again, like what the report names as lost, is lost too.
  if (carries && isSilent && later.length === 0) return 'lost';
  return 'sent';
}

function answerFate(
  frame: ReportFrame,
  endpoint: ReportEndpoint,
  telling: ReadonlySet<number>,
  lostAnswers: ReadonlySet<number>,
): Fate {
  const flags = frame.tcpFlags ?? 0;
  if (lostAnswers.size > 0 && flags & tcp.SYN) return 'answer-lost';
  const refuses = (flags & tcp.RST) !== 0 || frame.destinationPort === null;
  const isServers = endpoint.verdict === 'closed' || endpoint.place?.code === 'server-end';
  if (endpoint.verdict === 'intercepted') return 'refusal';
  if (!refuses || !telling.has(frame.number)) return 'answer';
  return isServers && frame.source === endpoint.server ? 'server-refusal' : 'refusal';
}

function labelOf(frame: ReportFrame): string {
  const { info, protocol, tcpFlags, payload } = frame;
  let label: string;
  if (protocol === 'TCP' && tcpFlags !== null) {
    const bytes = payload > 0 ? `, ${payload} bytes` : '';
    const again = /\[TCP (?:Spurious |Fast )?Retransmission\]/.test(info) ? ', again' : '';
    const isNew = info.includes('[TCP Port numbers reused]') && !(tcpFlags & tcp.ACK);
    const reused = isNew ? ', new try' : '';
    label = `${flagNames(tcpFlags)}${bytes}${again}${reused}`;
  } else {
    label = info
      .replace(/^Standard query response 0x[0-9a-f]+ /, 'Answer: ')
      .replace(/^Standard query 0x[0-9a-f]+ /, '')
      .replace(/^Destination unreachable \((.*)\)$/, '$1');
  }
  return label;
}

const FLAGS: readonly (readonly [number, string])[] = [
  [tcp.SYN, 'SYN'],
  [tcp.RST, 'RST'],
  [tcp.FIN, 'FIN'],
  [tcp.PSH, 'PSH'],
  [tcp.ACK, 'ACK'],
];

function flagNames(flags: number): string {
  return FLAGS.filter(([bit]) => flags & bit)
    .map(([, name]) => name)
    .join(', ');
}
