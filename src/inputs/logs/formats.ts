import { BracketedLines } from './bracketed-lines.ts';
import { EventBlocks } from './event-blocks.ts';
import type { LinePlace, LogCollector } from './log-collector.ts';
import type { ProfileLogFormat } from './profile-log.ts';

/** Takes a log's lines in their order, and tells the collector what they are. */
export interface RecordReader {
  /** The line `bytes[start…end)`, without its end and never empty; the bytes are borrowed. */
  line(bytes: Uint8Array, start: number, end: number, place: LinePlace): void;
  /** The bytes of the lines so far may change after this. */
  release(): void;
  /** No line follows. */
  finish(): void;
}

export const LOG_FORMATS: Readonly<
  Record<ProfileLogFormat, new (collector: LogCollector) => RecordReader>
> = {
  'bracketed-lines': BracketedLines,
  'event-blocks': EventBlocks,
};
