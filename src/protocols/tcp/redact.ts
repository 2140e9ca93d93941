import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as tcp from './codec.ts';

/** Options that tell of the stack and the path, not of who speaks. */
const KEPT_OPTIONS: ReadonlySet<number> = new Set([
  tcp.OPTION_END,
  tcp.OPTION_NOP,
  tcp.OPTION_MSS,
  tcp.OPTION_WINDOW_SCALE,
  tcp.OPTION_SACK_PERMITTED,
  tcp.OPTION_SACK,
  tcp.OPTION_TIMESTAMPS,
]);

/** The header; its other options become no-operations. What it carries is redacted by stream. */
export function redactTcp(canvas: Canvas, { at, limit }: RedactedLayer): void {
  const { from } = canvas;
  canvas.copy(at, Math.min(at + tcp.MINIMUM_HEADER_LENGTH, limit));
  // Of a header cut short in a quotation the length may not be there.
  const end = tcp.optionsEnd(from, at, limit);
  for (let option = at + tcp.MINIMUM_HEADER_LENGTH; option < end; ) {
    if (!tcp.optionFits(from, option, end)) {
      canvas.fill(option, end, tcp.OPTION_NOP);
      return;
    }
    const next = option + tcp.optionLength(from, option);
    if (KEPT_OPTIONS.has(from[option])) canvas.copy(option, next);
    else canvas.fill(option, next, tcp.OPTION_NOP);
    option = next;
  }
}
