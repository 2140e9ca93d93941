import { statSync } from 'node:fs';
import { citedFrames, readFrames } from '../report/cited-frames.ts';
import type { Report } from '../report/report.ts';
import { listDecoderOptions } from './list-decoder.ts';
import { open } from './open.ts';
import type { Redaction } from './redaction.ts';

/**
 * The report with rows of its cited frames, from a second look into the capture: the packet list's
 * text needs every packet of a conversation, and which ones is known at the end only. Standard input
 * or a pipe cannot be read again: the report stays as it is.
 */
export async function withFrames(
  report: Report,
  path: string,
  redaction?: Redaction,
): Promise<Report> {
  if (path === '-' || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return report;
  const reader =
    redaction === undefined
      ? (await open(path, { sha256: false })).reader
      : await redaction.reopen();
  try {
    return {
      ...report,
      frames: await readFrames(reader, citedFrames(report), listDecoderOptions()),
    };
  } finally {
    await reader.close();
  }
}
