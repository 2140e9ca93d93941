import type { ByteSource } from '../capture/byte-source.ts';
import type { Profile } from '../profile/profile.ts';
import type { ProfileLog } from '../profile/profile-log.ts';
import { LOG_FORMATS } from './formats.ts';
import { LineSplitter } from './line-splitter.ts';
import { LogCollector } from './log-collector.ts';
import type { LocalTimeSpan, LogReading } from './log-event.ts';
import { MessageDecoder } from './message-text.ts';
import { type DetectedEncoding, TextHead, type TextPart, TextWindow } from './text-window.ts';

export interface ReadLogOptions {
  /** Where events must be left out, those within these times are kept first. */
  readonly around?: readonly LocalTimeSpan[];
  /** Called after each part of the log that was read, with the bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Reads a product's log in constant memory. What is not understood is counted; damage, and a source
 * that stops early, are problems of the reading, which has all that came before. Does not close the
 * source.
 * @throws Error only for a profile whose texts are too long
 */
export async function readLog(
  source: ByteSource,
  log: ProfileLog,
  { around = [], onProgress }: ReadLogOptions = {},
): Promise<LogReading> {
  const window = await TextWindow.open(source);
  const { lines, collector } = readerOf(window, log, around);
  do {
    lines.splitWindow();
    onProgress?.(window.readTo);
  } while (await window.more(lines.at));
  lines.at = window.start;
  if (window.failure !== null) {
    collector.problem(lines, `The log could not be read further: ${window.failure.message}`);
  }
  lines.finish();
  return collector.finish();
}

function readerOf(
  text: TextPart & { detected: DetectedEncoding },
  log: ProfileLog,
  around: readonly LocalTimeSpan[],
) {
  const { encoding, isCertain } = text.detected;
  const collector = new LogCollector(log, around, new MessageDecoder(encoding, isCertain));
  const reader = new LOG_FORMATS[log.format](collector);
  return { lines: new LineSplitter(text, reader, collector), collector };
}

/** More lines than this to a record that are none: it is another text, which cites a log. */
const MOST_OTHER_LINES = 0.5;

/**
 * The log that a file is, by the records and known texts in its begin; where two products write alike,
 * or the begin has no known text, its name decides.
 * @param head the file's first bytes, the more the surer
 */
export function recognizeLog(
  head: Uint8Array,
  fileName: string,
  profiles: readonly Profile[],
): ProfileLog | null {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  const text = new TextHead(head);
  let best: { log: ProfileLog; known: number; isNamed: boolean } | null = null;
  for (const log of profiles.flatMap(({ logs }) => logs ?? [])) {
    const { lines, collector } = readerOf(text, log, []);
    lines.splitWindow();
    lines.finish();
    const { records, known, other } = collector.finish();
    const isNamed = log.fileNames.some((own) => own.toLowerCase() === name.toLowerCase());
    if (records === 0 || other > records * MOST_OTHER_LINES) continue;
    if (known === 0 && !isNamed) continue;
    const isBetter =
      best === null || known > best.known || (known === best.known && isNamed && !best.isNamed);
    if (isBetter) best = { log, known, isNamed };
  }
  return best?.log ?? null;
}
