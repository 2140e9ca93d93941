import { InputWindow } from '../../capture/input-window.ts';
import type { FurtherFormat } from '../../capture/open-capture.ts';
import { byteOrderMark, isUtf16, TranscodedSource } from '../text.ts';
import type { ListFormat } from './format.ts';
import { CSV_FORMAT, TAB_FORMAT } from './formats/delimited.ts';
import { ELASTIC_FORMAT, JSON_FORMAT } from './formats/json.ts';
import { PSML_FORMAT } from './formats/psml.ts';
import { TEXT_FORMAT } from './formats/text.ts';
import { decodeHead, HEAD } from './lines.ts';
import { PacketListReader } from './reader.ts';

/** Formats in which Wireshark exports packets; the first that matches reads the file. */
export const FORMATS: readonly ListFormat[] = [
  ...[JSON_FORMAT, ELASTIC_FORMAT, PSML_FORMAT, CSV_FORMAT, TAB_FORMAT, TEXT_FORMAT],
];

/** Opens a packet list that Wireshark exported, in any of its forms; null for what is none. */
export const openPacketList: FurtherFormat = async (window, origin) => {
  // A pipe gives it by and by.
  await fill(window);
  const { encoding, length: markLength } = byteOrderMark(window.bytes, window.start, window.end);
  window.start += markLength;
  let text = window;
  if (isUtf16(encoding)) {
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
  return new PacketListReader(text, origin, format);
};

async function fill(window: InputWindow): Promise<void> {
  while (!window.ended && window.end - window.start < HEAD) await window.more(window.start);
}
