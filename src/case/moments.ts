import type { Report, ReportEndpoint, ReportFrame } from '../report/report.ts';
import { isFailure } from '../verdict/verdict.ts';

/** A cited packet of an endpoint that a case is about. */
export interface Moment {
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly frame: ReportFrame;
  /** Index in the report's endpoints. */
  readonly endpoint: number;
  /** Whether the client sent it. */
  readonly isRequest: boolean;
}

/**
 * The cited packets of endpoints that a product needs or that fail, by time: what a log's lines can
 * be held against. The report must have its frames; packets without a time are left out.
 */
export function momentsOf(report: Report): Moment[] {
  const rows = new Map((report.frames ?? []).map((row) => [row.number, row]));
  const taken = new Set<number>();
  const moments: Moment[] = [];
  report.endpoints.forEach((endpoint, index) => {
    if (endpoint.function === null && !isFailure(endpoint.verdict)) return;
    for (const number of endpoint.evidence.flatMap(({ frames }) => frames)) {
      const frame = rows.get(number);
      if (frame === undefined || taken.has(number) || frame.time === '') continue;
      const isRequest = isFromClient(frame, endpoint);
      // Evidence may cite what others got, too.
      if (!isRequest && !isToClient(frame, endpoint)) continue;
      taken.add(number);
      moments.push({ time: Date.parse(frame.time), frame, endpoint: index, isRequest });
    }
  });
  return moments.sort(
    (one, other) => one.time - other.time || one.frame.number - other.frame.number,
  );
}

function isFromClient(frame: ReportFrame, { client, server, port }: ReportEndpoint): boolean {
  return (
    (frame.source === client || client === 'many') &&
    frame.destination === server &&
    frame.destinationPort === port
  );
}

/** ICMP errors come from anywhere, and have no ports. */
function isToClient(frame: ReportFrame, { client, server, port }: ReportEndpoint): boolean {
  if (client !== 'many' && frame.destination !== client) return false;
  return frame.sourcePort === null || (frame.source === server && frame.sourcePort === port);
}

export function isIpv6Endpoint({ server }: ReportEndpoint): boolean {
  return server.includes(':');
}
