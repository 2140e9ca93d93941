import { InputWindow } from '../capture/input-window.ts';
import type { FurtherFormat } from '../capture/open-capture.ts';
import type { CaptureReader, Origin } from '../capture/reader.ts';
import { decodeHead, HEAD } from './packet-lists/lines.ts';
import { byteOrderMark, isUtf16, TranscodedSource } from './text.ts';

/** Opens a text by its first 16 KiB; null where it is none of its forms. */
export type OpenText = (head: string, text: InputWindow, origin: Origin) => CaptureReader | null;

/** Has inputs opened as text: UTF-8, or UTF-16 with a byte order mark, which is put into UTF-8. */
export function asText(open: OpenText): FurtherFormat {
  return async (window, origin) => {
    // A pipe gives it by and by.
    await fill(window);
    const { encoding, length: markLength } = byteOrderMark(window.bytes, window.start, window.end);
    window.start += markLength;
    let text = window;
    if (isUtf16(encoding)) {
      text = new InputWindow(new TranscodedSource(encoding, origin.name, window));
      await fill(text);
    }
    const reader = open(decodeHead(text.bytes, text.start, text.end), text, origin);
    // As it was, for who says what it is instead.
    if (reader === null && text === window) window.start -= markLength;
    return reader;
  };
}

async function fill(window: InputWindow): Promise<void> {
  while (!window.ended && window.end - window.start < HEAD) await window.more(window.start);
}
