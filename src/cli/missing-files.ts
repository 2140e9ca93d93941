import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../capture/errors.ts';
import { filesWords } from '../words/command-line/files.ts';
import { didYouMean, nearWords } from './command-line/did-you-mean.ts';

/** Those of the named files that are not there; standard input is. */
export function missingFiles(paths: readonly string[]): string[] {
  return paths.filter((path) => path !== '-' && path !== '' && !existsSync(path));
}

/** What to say of a file that is not there: with those beside it that may have been meant. */
export function noSuchFile(path: string): InputError {
  const advice = didYouMean(nearFiles(path)) || filesWords.checkPath;
  const remedy = { code: 'said-elsewhere', text: advice } as const;
  return new InputError('unreadable', { code: 'no-such-file', path }, remedy);
}

/** @throws InputError for the first that is not there */
export function refuseMissing(paths: readonly string[]): void {
  const [first] = missingFiles(paths);
  if (first !== undefined) throw noSuchFile(first);
}

function nearFiles(path: string): string[] {
  try {
    const folder = dirname(path);
    return nearWords(basename(path), readdirSync(folder)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
