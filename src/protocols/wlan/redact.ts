import type { Canvas, Mappers, RedactedLayer } from '../redact/canvas.ts';
import * as wlan from './codec.ts';

/** Traffic identifier, and whether frames are put together (A-MSDU). */
const QOS_BITS = 0x8f;

/** The header: kind, flags, addresses (replaced), sequence; nothing of what is encrypted. */
export function redactWlan(
  canvas: Canvas,
  { at, limit, next }: RedactedLayer,
  { addresses }: Mappers,
): void {
  const { from } = canvas;
  canvas.copy(at, at + 2);
  if (!wlan.isData(from, at)) {
    canvas.mac(at + wlan.ADDRESS_1, addresses);
    return;
  }
  for (const place of [wlan.ADDRESS_1, wlan.ADDRESS_2, wlan.ADDRESS_3]) {
    canvas.mac(at + place, addresses);
  }
  canvas.copy(at + wlan.SEQUENCE, at + wlan.HEADER);
  if (wlan.hasFourthAddress(from, at)) canvas.mac(at + wlan.HEADER, addresses);
  const qos = wlan.qosAt(from, at);
  if (qos >= 0) canvas.copyBits(qos, QOS_BITS);
  const subframe = next - wlan.SUBFRAME_HEADER;
  if (next < limit && qos >= 0 && (from[qos] & wlan.AMSDU_PRESENT) !== 0 && subframe > qos) {
    canvas.mac(subframe, addresses);
    canvas.mac(subframe + 6, addresses);
    canvas.copy(subframe + wlan.SUBFRAME_LENGTH, next);
  }
  canvas.reach(Math.min(next, at + wlan.dataHeaderLength(from, at)));
}
