import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { filesWords } from '../words/command-line/files.ts';
import { UsageError } from './errors.ts';

/**
 * Writes a small file that was asked for, and the folders above it where they are not there.
 * @throws UsageError where that cannot be
 */
export function writeText(path: string, text: string, { makesFolders = false } = {}): void {
  try {
    if (makesFolders) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(filesWords.fileUnwritable(path, (error as Error).message));
  }
}
