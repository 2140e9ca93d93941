import type { ReportEndpoint } from '../diagnosis/report/report.ts';
import { hostAndPort } from '../protocols/address-text.ts';
import type { Words } from '../words/words.ts';

/** Who asks; of a server that very many ask for, nobody by address. */
export function clientText({ client }: ReportEndpoint, { documents }: Words): string {
  return client === MANY_CLIENTS ? documents.manyClients : client;
}

/** What the JSON report has in place of an address. */
const MANY_CLIENTS = 'many';

/** `192.168.0.204 → 18.135.112.200 tcp 443`: an endpoint in one line, without names. */
export function endpointText(endpoint: ReportEndpoint, words: Words): string {
  return `${clientText(endpoint, words)} → ${serviceText(endpoint)}`;
}

/** `18.135.112.200 tcp 443`. */
export function serviceText(endpoint: ReportEndpoint): string {
  return `${endpoint.server} ${protocolText(endpoint)}`;
}

/** `tcp 443`. */
export function protocolText({
  protocol,
  port,
}: Pick<ReportEndpoint, 'protocol' | 'port'>): string {
  return `${protocol} ${port ?? '?'}`;
}

/** `tcp 443`; `udp 53?` where a packet list does not show the port. */
export function portText(endpoint: ReportEndpoint): string {
  const isAssumed = endpoint.evidence.some(({ code }) => code === 'port-assumed');
  return `${protocolText(endpoint)}${isAssumed ? '?' : ''}`;
}

/** What stands beside a server: its name, or the proxy that was asked for it by that; or neither. */
export function calledText({ name, via }: ReportEndpoint, { documents }: Words): string[] {
  if (via !== null) return [documents.via(hostAndPort(via.server, via.port))];
  return name === null ? [] : [name];
}

/**
 * Whether it answered only on what was open when the capture began: none of its attempts are there to count.
 */
export function isOpenBefore({ verdict, attempts, evidence }: ReportEndpoint): boolean {
  return (
    verdict === 'answered' && attempts === 0 && evidence.some(({ code }) => code === MID_STREAM)
  );
}

const MID_STREAM = 'service-answered';

/** How far the exchange came before it failed, in words; '' where that tells nothing. */
export function stageText(
  { stage, verdict }: ReportEndpoint,
  { documents, stages }: Words,
): string {
  // What is intercepted does not fail: it is answered, by another.
  if (stage === null || stage === 'question' || verdict === 'intercepted') return '';
  return documents.fails(stages[stage]);
}

/** Weights from which on an observation is telling, and strong. */
const TELLING = 2;
const STRONG = 4;

/**
 * How strongly an observation speaks for the verdict: `+`, `++`, `+++`; or against it: `-`; nothing where it has
 * no weight. Not the weight itself: what is weighed against what, the sum of all does not show.
 */
export function weightText(weight: number, minus = '-'): string {
  if (weight === 0) return '';
  const strength = Math.abs(weight);
  const marks = strength >= STRONG ? 3 : strength >= TELLING ? 2 : 1;
  return (weight > 0 ? '+' : minus).repeat(marks);
}
