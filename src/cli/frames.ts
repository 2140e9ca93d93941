import { isPacketList } from '../capture/reader.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
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
 * The diagnosis with rows of its cited frames, from a second look into the capture: the packet list's
 * text needs every packet of a conversation, and which ones is known at the end only. Standard input
 * or a pipe cannot be read again: the diagnosis stays as it is.
 */
export async function withFrames(
  diagnosis: Diagnosis,
  input: Input,
  { redaction, marks }: FrameOptions = {},
): Promise<Diagnosis> {
  if (!input.isRepeatable) return diagnosis;
  const cited = citedFrames(diagnosis);
  if (cited.last === 0) return { ...diagnosis, frames: [] };
  // A list may be in any order: its last frame is not its end.
  const isAnyOrder = isPacketList(diagnosis.capture.format);
  const request = isAnyOrder ? { ...cited, last: Number.POSITIVE_INFINITY } : cited;
  if (redaction === undefined && marks !== undefined && input.file !== null) {
    const frames = await readSparsely(input, diagnosis, request, marks);
    if (frames !== null) return { ...diagnosis, frames };
  }
  const reader = redaction === undefined ? (await open(input)).reader : await redaction.reopen();
  try {
    const { frames } = await readFrames(reader, request);
    return { ...diagnosis, frames };
  } finally {
    await reader.close();
  }
}
