import { isPacketList } from '../capture/reader.ts';
import type { Report } from '../diagnosis/report/report.ts';
import { citedFrames, readFrames } from '../documents/cited-frames.ts';
import type { Input } from '../platform/platform.ts';
import type { ChunkMarks } from './chunk-marks.ts';
import { open } from './input.ts';
import type { Redaction } from './redaction.ts';
import { readSparsely } from './sparse-reader.ts';

export interface FrameOptions {
  readonly redaction?: Redaction | undefined;
  /** Where the chunks of the capture begin, from the first reading: most need no second one then. */
  readonly marks?: ChunkMarks | undefined;
}

/**
 * The report with rows of its cited frames, from a second look into the capture: the packet list's
 * text needs every packet of a conversation, and which ones is known at the end only. Standard input
 * or a pipe cannot be read again: the report stays as it is.
 */
export async function withFrames(
  report: Report,
  input: Input,
  { redaction, marks }: FrameOptions = {},
): Promise<Report> {
  if (!input.isRepeatable) return report;
  const cited = citedFrames(report);
  if (cited.last === 0) return { ...report, frames: [] };
  // A list may be in any order: its last frame is not its end.
  const isAnyOrder = isPacketList(report.capture.format);
  const request = isAnyOrder ? { ...cited, last: Number.POSITIVE_INFINITY } : cited;
  if (redaction === undefined && marks !== undefined && input.file !== null) {
    const frames = await readSparsely(input, report, request, marks);
    if (frames !== null) return { ...report, frames };
  }
  const reader = redaction === undefined ? (await open(input)).reader : await redaction.reopen();
  try {
    const { frames } = await readFrames(reader, request);
    return { ...report, frames };
  } finally {
    await reader.close();
  }
}
