import { decodeText } from '../text.ts';
import type { ListText } from './format.ts';

/** Bytes of a line that are looked at; what follows in it is left out. */
export const MAXIMUM_LINE = 65_536;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Bytes at the start of a text that tell what is in it. */
export const HEAD = 16_384;

/** The first 16 KiB of a text, up to the end of their last line: a character must not be cut. */
export function decodeHead(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= HEAD) return decodeText(bytes, start, end);
  const feed = bytes.subarray(start, start + HEAD).lastIndexOf(LINE_FEED);
  return decodeText(bytes, start, start + (feed < 0 ? HEAD : feed));
}

/** Takes lines out of an export's text, however its chunks fall; line ends are LF or CR LF. */
export class LineReader {
  /** Line number, from 1, of the last line taken. */
  line = 0;
  /** Its byte offset in the export. */
  offset = 0;
  /** It was longer than `MAXIMUM_LINE` bytes; the rest is left out. */
  isCut = false;
  /** The rest of a line that was cut is passed over. */
  #inRest = false;
  /** Bytes from `text.at` on that were searched for the line's end without success. */
  #searched = 0;

  /** The next line without its end, or null where more of the text is needed (or nothing is left). */
  next(text: ListText): string | null {
    const { bytes, end } = text;
    if (this.#inRest) {
      const feed = bytes.subarray(0, end).indexOf(LINE_FEED, text.at);
      text.at = feed < 0 ? end : feed + 1;
      if (feed < 0) return null;
      this.#inRest = false;
    }
    const start = text.at;
    const limit = Math.min(end, start + MAXIMUM_LINE);
    const feed = bytes.subarray(0, limit).indexOf(LINE_FEED, start + this.#searched);
    if (feed < 0 && limit === end && !(text.ended && start < end)) {
      this.#searched = end - start;
      return null;
    }
    this.#searched = 0;
    this.line++;
    this.offset = text.base + start;
    this.isCut = feed < 0 && limit < end;
    this.#inRest = this.isCut;
    let stop = feed < 0 ? limit : feed;
    text.at = feed < 0 ? limit : feed + 1;
    if (stop > start && bytes[stop - 1] === CARRIAGE_RETURN) stop--;
    return decodeText(bytes, start, stop);
  }
}
