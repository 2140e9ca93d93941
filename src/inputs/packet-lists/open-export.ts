import { InputWindow } from '../../capture/input-window.ts';
import type { FurtherFormat } from '../../capture/open-capture.ts';
import { ExportedReader } from './exported-reader.ts';
import { FORMATS } from './formats.ts';
import { decodeHead, HEAD } from './lines.ts';
import { detectEncoding, TranscodedSource } from './transcode.ts';

/** Opens a packet list that Wireshark exported, in any of its forms; null for what is none. */
export const openExport: FurtherFormat = async (window, origin) => {
  // A pipe gives it by and by.
  await fill(window);
  const { encoding, markLength } = detectEncoding(window.bytes, window.start, window.end);
  let text = window;
  if (encoding === 'utf-8') window.start += markLength;
  else {
    window.start += markLength;
    text = new InputWindow(new TranscodedSource(encoding, origin.name, window));
    await fill(text);
  }
  const head = decodeHead(text.bytes, text.start, text.end);
  const format = FORMATS.find((known) => known.matches(head));
  if (format === undefined) {
    // As it was, for who says what it is instead.
    if (text === window) window.start -= markLength;
    return null;
  }
  return new ExportedReader(text, origin, format);
};

async function fill(window: InputWindow): Promise<void> {
  while (!window.ended && window.end - window.start < HEAD) await window.more(window.start);
}
