import { count, percent } from '../words/en/phrases.ts';
import type { DetectContext } from './observation.ts';

/** Share of packets that the capture lost, by what tells of more; null where nothing does. */
export function lossOf({
  capture,
  droppedPackets,
}: Pick<DetectContext, 'capture' | 'droppedPackets'>): { share: number; text: string } | null {
  // A row of a list that does not show whose it is may be what an acknowledgment is of.
  const unseen = Math.max(
    capture.unseenByWords,
    capture.unseenSegments - capture.packetsWithoutTransport,
  );
  if (droppedPackets === 0 && unseen === 0) return null;
  const stated = droppedPackets / (droppedPackets + capture.packets || 1);
  const shown = unseen / (unseen + capture.packets || 1);
  if (stated >= shown) {
    return {
      share: stated,
      text: `${count(droppedPackets, 'packet')} ${droppedPackets === 1 ? 'was' : 'were'} lost while capturing (${percent(stated)}).`,
    };
  }
  return {
    share: shown,
    text: `${count(unseen, 'acknowledgment')} of data that the capture does not have: packets were lost while capturing, or left out by a filter (${percent(shown)} at least).`,
  };
}
