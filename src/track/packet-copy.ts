import { Unknown } from '../capture/packet-record.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import * as udp from '../protocols/udp/codec.ts';
import { Flow } from './flow-table.ts';
import { identification } from './hop-limit.ts';
import { COPY_WITHIN, DUPLICATE_WITHIN, microsecondsBetween } from './time.ts';

/**
 * Whether the flow had this very UDP packet a moment ago: the capture has it twice. A sender may well
 * send the same bytes again at once, but not with one IP identification; where that says nothing
 * (IPv6, 0), not that soon. Called before the flow's last time is set.
 * @param words the flow's record, at `base`
 * @param word word of the record that keeps what the last packet looked like
 */
export function isCopy(view: PacketView, words: Int32Array, base: number, word: number): boolean {
  // Rebuilt packets are alike where they are filled.
  if ((view.unknown & Unknown.CHECKSUM) !== 0) return false;
  const identified = identification(view);
  const last = words[base + word];
  const looks = looksOf(view);
  words[base + word] = looks;
  if (last !== looks) return false;
  const pause = microsecondsBetween(
    words[base + Flow.LAST_SECONDS] >>> 0,
    words[base + Flow.LAST_NANOSECONDS],
    view.seconds,
    view.nanoseconds,
  );
  return Math.abs(pause) < (identified === 0 ? COPY_WITHIN : DUPLICATE_WITHIN);
}

/**
 * What a UDP packet looks like: IP identification and checksum. Where packets have no times, what looks as the last
 * one is a copy of it: it may have been sent again, but nothing says so.
 */
export function looksOf(view: PacketView): number {
  const at = view.layerStart[view.transport];
  return (identification(view) << 16) | udp.checksum(view.layerBytes(view.transport), at);
}
