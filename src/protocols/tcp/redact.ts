import type { Canvas, RedactedLayer } from '../redact/canvas.ts';
import * as tcp from './codec.ts';

/** Header length, and the flag that RFC 9293 and 9768 have in that byte. */
const OFFSET_BITS = 0xf1;
const SACK_BLOCK = 8;
const MAXIMUM_SACK_BLOCKS = 4;

/** Options that tell of the stack and the path, not of who speaks: of these lengths alone. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [tcp.OPTION_NOP, 1],
  [tcp.OPTION_MSS, 4],
  [tcp.OPTION_WINDOW_SCALE, 3],
  [tcp.OPTION_SACK_PERMITTED, 2],
  [tcp.OPTION_TIMESTAMPS, 10],
]);

/** Whether an option of that kind and length is one that is kept. */
function isKept(kind: number, length: number): boolean {
  if (kind !== tcp.OPTION_SACK) return LENGTHS.get(kind) === length;
  const blocks = (length - 2) / SACK_BLOCK;
  return Number.isInteger(blocks) && blocks >= 1 && blocks <= MAXIMUM_SACK_BLOCKS;
}

/**
 * The header's fixed part at `at`, as far as it is there. The checksum is left out: one of bytes that
 * are gone tells of them.
 */
export function redactTcpHeader(canvas: Canvas, at: number, limit: number): void {
  const copy = (start: number, end: number) => canvas.copy(at + start, Math.min(at + end, limit));
  canvas.reach(Math.min(at + tcp.MINIMUM_HEADER_LENGTH, limit));
  copy(0, tcp.OFFSET);
  if (at + tcp.OFFSET < limit) canvas.copyBits(at + tcp.OFFSET, OFFSET_BITS);
  copy(tcp.OFFSET + 1, tcp.CHECKSUM);
  const hasFlags = at + tcp.OFFSET + 1 < limit;
  if (hasFlags && (tcp.flags(canvas.from, at) & tcp.URG) !== 0) {
    copy(tcp.URGENT_POINTER, tcp.MINIMUM_HEADER_LENGTH);
  }
}

/** The header; its other options become no-operations. What it carries is redacted by stream. */
export function redactTcp(canvas: Canvas, { at, limit }: RedactedLayer): void {
  const { from } = canvas;
  redactTcpHeader(canvas, at, limit);
  // Of a header cut short in a quotation the length may not be there.
  const end = tcp.optionsEnd(from, at, limit);
  for (let option = at + tcp.MINIMUM_HEADER_LENGTH; option < end; ) {
    // Behind the end there is padding, of zeros (RFC 9293 §3.1).
    if (from[option] === tcp.OPTION_END) return canvas.reach(end);
    if (!tcp.optionFits(from, option, end)) return canvas.fill(option, end, tcp.OPTION_NOP);
    const length = tcp.optionLength(from, option);
    const next = option + length;
    if (isKept(from[option], length)) canvas.copy(option, next);
    else canvas.fill(option, next, tcp.OPTION_NOP);
    option = next;
  }
}
