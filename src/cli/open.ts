import { openPath } from '../capture/node-source.ts';
import { type CaptureReader, openCapture } from '../capture/reader.ts';
import { UsageError } from './usage-error.ts';

/** An open capture, and its hash when all of it has been read. */
export interface OpenedCapture {
  readonly reader: CaptureReader;
  readonly sha256: () => Promise<string | null>;
}

/**
 * Opens a capture file, or standard input for `-`.
 * @throws InputError where it cannot be read
 */
export async function open(path: string, options: { sha256: boolean }): Promise<OpenedCapture> {
  if (path === '') throw new UsageError('the name of the capture is empty');
  const source = await openPath(path, options);
  const reader = await openCapture(source);
  return { reader, sha256: () => source.sha256() };
}
