import { openCapture } from '../capture/open-capture.ts';
import type { CaptureReader } from '../capture/reader.ts';
import { openExport } from '../inputs/packet-lists/open-export.ts';
import type { Input } from './input.ts';

/** An open capture, and its hash when all of it has been read. */
export interface OpenedCapture {
  readonly reader: CaptureReader;
  readonly sha256: () => Promise<string | null>;
}

/**
 * Opens a capture.
 * @throws InputError where it cannot be read
 */
export async function open(input: Input, options: { sha256: boolean }): Promise<OpenedCapture> {
  const source = await input.open(options);
  const reader = await openCapture(source, [openExport]);
  return { reader, sha256: () => source.sha256() };
}
