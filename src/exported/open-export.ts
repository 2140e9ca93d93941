import { InputWindow } from '../capture/input-window.ts';
import type { FurtherFormat } from '../capture/reader.ts';
import { ExportedReader } from './exported-reader.ts';
import { FORMATS } from './formats.ts';
import { decodeText } from './lines.ts';
import { detectEncoding, TranscodedSource } from './transcode.ts';

/** Bytes at the start of a file that tell its format. */
const HEAD = 16_384;

/** Opens a packet list that Wireshark exported, in any of its forms; null for what is none. */
export const openExport: FurtherFormat = async (window, origin) => {
  const { encoding, markLength } = detectEncoding(window.bytes, window.start, window.end);
  let text = window;
  if (encoding === 'utf-8') window.start += markLength;
  else {
    window.start += markLength;
    text = new InputWindow(new TranscodedSource(encoding, origin.name, window));
    await text.more(0);
  }
  const end = Math.min(text.end, text.start + HEAD);
  const head = decodeText(text.bytes, text.start, end);
  const format = FORMATS.find((known) => known.matches(head));
  if (format === undefined) {
    // As it was, for who says what it is instead.
    if (text === window) window.start -= markLength;
    return null;
  }
  return new ExportedReader(text, origin, format);
};
