import { begunAnswers, MEANINGFUL_CUT, MEANINGFUL_LOSS } from '../evidence/capture-limits.ts';
import { isDataOnly, isOneWay } from '../evidence/left-out.ts';
import { captureLoss } from '../evidence/loss.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { CaptureFacts } from '../track/facts/capture-facts.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { Obstacle } from '../words/en/summary.ts';

/** Share of packets of which neither link layer nor encryption lets anything be seen. */
const MUCH_UNDECODED = 0.1;

/** What an all-clear would rest on. */
export interface AllClearInput {
  readonly capture: CaptureFacts;
  /** All that the capture has, whatever is judged. */
  readonly endpoints: readonly EndpointFacts[];
  /** Packets lost, by the capture's own statistics. */
  readonly droppedPackets: number;
  /** Whether the reading ended before the file did, or skipped some of it. */
  readonly isDamaged: boolean;
  /** Targets that somebody named, and that nobody asks for. */
  readonly absentTargets: readonly string[];
}

/**
 * Why a capture cannot show that nothing fails, whatever answered in it: a failure may be in what it
 * lacks. None where it can.
 */
export function obstaclesOf(input: AllClearInput): Obstacle[] {
  const { capture, endpoints, droppedPackets, isDamaged, absentTargets } = input;
  const connections = capture.oneWayConnections + capture.twoWayConnections;
  const lost = captureLoss({ capture, droppedPackets })?.share ?? 0;
  const of = Math.max(1, capture.packets);
  const dataConnections = missingDataConnections(input);
  const calls = capture.media.unheardCalls();
  const answers = endpoints.reduce((sum, endpoint) => sum + begunAnswers(endpoint), 0);
  const { total: undecoded, encrypted } = capture.undecoded;
  return [
    ...(capture.isLog ? [{ is: 'log' } as const] : []),
    ...(isDamaged ? [{ is: 'damaged' } as const] : []),
    ...(lost >= MEANINGFUL_LOSS ? [{ is: 'lost', share: lost } as const] : []),
    ...(isOneWay(capture) ? [{ is: 'one-direction' } as const] : []),
    ...(isDataOnly(capture)
      ? [{ is: 'data-only' } as const]
      : connections > 0 && capture.connectionsBegun === 0
        ? [{ is: 'no-beginnings' } as const]
        : []),
    ...(capture.cutPackets / of >= MEANINGFUL_CUT ? [{ is: 'cut-short' } as const] : []),
    ...(capture.cutQuestions > 0 ? [{ is: 'cut-questions' } as const] : []),
    ...(capture.errorsWithoutQuotation.size > 0 ? [{ is: 'cut-errors' } as const] : []),
    ...(undecoded / of >= MUCH_UNDECODED ? [{ is: 'undecoded', packets: undecoded } as const] : []),
    ...(encrypted / of >= MUCH_UNDECODED ? [{ is: 'encrypted', packets: encrypted } as const] : []),
    ...(answers > 0
      ? [{ is: 'first-fragments', answers, isTold: capture.neverWhole > 0 } as const]
      : []),
    ...(dataConnections > 0 ? [{ is: 'no-ftp-data', connections: dataConnections } as const] : []),
    ...(calls > 0 ? [{ is: 'no-media', calls } as const] : []),
    ...(absentTargets.length > 0 ? [{ is: 'absent', targets: absentTargets } as const] : []),
  ];
}

/** Data connections that FTP's control connections agree on, and nobody opens: half of each transfer is not there. */
function missingDataConnections({ capture, endpoints }: AllClearInput): number {
  const { dataEnds } = capture.roles;
  if (dataEnds.size === 0) return 0;
  const opened = new Set(
    endpoints
      .filter(({ protocol }) => protocol === Protocol.TCP)
      .map(({ server, port }) => `${server.join()},${port}`),
  );
  return [...dataEnds].filter((end) => !opened.has(end)).length;
}
