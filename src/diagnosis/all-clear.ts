import { MEANINGFUL_CUT, MEANINGFUL_LOSS } from '../evidence/capture-limits.ts';
import { isDataOnly, isOneWay } from '../evidence/left-out.ts';
import { captureLoss } from '../evidence/loss.ts';
import type { CaptureFacts } from '../track/facts.ts';
import type { Obstacle } from '../words/en/summary.ts';

/** Share of packets of which neither link layer nor encryption lets anything be seen. */
const MUCH_UNDECODED = 0.1;

/** What an all-clear would rest on. */
export interface AllClearInput {
  readonly capture: CaptureFacts;
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
  const { capture, droppedPackets, isDamaged, absentTargets } = input;
  const connections = capture.oneWayConnections + capture.twoWayConnections;
  const lost = captureLoss({ capture, droppedPackets })?.share ?? 0;
  const of = Math.max(1, capture.packets);
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
    ...(absentTargets.length > 0 ? [{ is: 'absent', targets: absentTargets } as const] : []),
  ];
}
