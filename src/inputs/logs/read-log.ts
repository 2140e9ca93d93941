import type { ByteSource } from '../../capture/byte-source.ts';
import { failureOf } from '../../capture/input-sentence.ts';
import type { DetectedEncoding } from '../text.ts';
import { BracketedLines } from './bracketed-lines.ts';
import { EventBlocks } from './event-blocks.ts';
import { LineSplitter, type RecordReader } from './line-splitter.ts';
import { LogCollector } from './log-collector.ts';
import type { LocalTimeSpan, LogReading } from './log-event.ts';
import { MessageDecoder } from './message-text.ts';
import type { ProfileLog, ProfileLogFormat } from './profile-log.ts';
import { TextHead, type TextPart, TextWindow } from './text-window.ts';

/** The reader of each format of logs. */
export const LOG_FORMATS: Readonly<
  Record<ProfileLogFormat, new (collector: LogCollector) => RecordReader>
> = {
  'bracketed-lines': BracketedLines,
  'event-blocks': EventBlocks,
};

export interface ReadLogOptions {
  /** Where events must be left out, those within these times are kept first. */
  readonly around?: readonly LocalTimeSpan[];
  /** Dates that could be either are day/month, because else none would be of a capture's time. */
  readonly dayFirst?: boolean;
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
  { around = [], dayFirst = false, onProgress }: ReadLogOptions = {},
): Promise<LogReading> {
  const window = await TextWindow.open(source);
  const { lines, collector } = readerOf(window, log, around, dayFirst);
  do {
    lines.splitWindow();
    onProgress?.(window.readTo);
  } while (await window.more(lines.at));
  lines.at = window.start;
  if (window.failure !== null) {
    collector.problem(lines, { code: 'log-not-read-further', why: failureOf(window.failure) });
  }
  lines.finish();
  return collector.finish();
}

function readerOf(
  text: TextPart & { detected: DetectedEncoding },
  log: ProfileLog,
  around: readonly LocalTimeSpan[],
  dayFirst: boolean,
) {
  const { encoding, isCertain } = text.detected;
  const collector = new LogCollector(
    log,
    around,
    new MessageDecoder(encoding, isCertain),
    dayFirst,
  );
  const reader = new LOG_FORMATS[log.format](collector);
  return { lines: new LineSplitter(text, reader, collector), collector };
}

/** Another text may cite a log: then more lines than these to a record are none. */
const MOST_OTHER_LINES = 2;

/**
 * The log that a file is. It must have records, and two of three signs: known texts, few lines that are no
 * records, its name. Of several logs it is the one of which more is known.
 * @param head the file's first bytes, the more the surer
 */
export function recognizeLog(
  head: Uint8Array,
  fileName: string,
  profiles: readonly { readonly logs?: readonly ProfileLog[] }[],
): ProfileLog | null {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  const text = new TextHead(head);
  let best: { log: ProfileLog; known: number; isNamed: boolean } | null = null;
  for (const log of profiles.flatMap(({ logs }) => logs ?? [])) {
    const { lines, collector } = readerOf(text, log, [], false);
    lines.splitWindow();
    lines.finish();
    const { records, known, other } = collector.finish();
    const isNamed = log.fileNames.some((own) => own.toLowerCase() === name.toLowerCase());
    const isMostlyRecords = other <= records * MOST_OTHER_LINES;
    const signs = [known > 0, isMostlyRecords, isNamed].filter(Boolean).length;
    if (records === 0 || signs < 2) continue;
    const isBetter =
      best === null || known > best.known || (known === best.known && isNamed && !best.isNamed);
    if (isBetter) best = { log, known, isNamed };
  }
  return best?.log ?? null;
}
