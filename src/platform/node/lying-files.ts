import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { InputSentence } from '../../capture/input-sentence.ts';
import type { Input, LyingFile } from '../platform.ts';

/** Folders in folders. */
const MAXIMUM_DEPTH = 32;

/**
 * The files of a folder, in the order of their names, or the file itself.
 * @param name what the case calls it; '' for none
 * @param inputOf opens what is a regular file
 */
export function* lyingFiles(
  path: string,
  name: string,
  inputOf: (path: string) => Input,
  depth = 0,
): Generator<LyingFile> {
  // A link that the user names is meant; one that lies in the case may lead anywhere.
  const look = depth === 0 ? statSync : lstatSync;
  const facts = look(path, { throwIfNoEntry: false });
  if (facts === undefined)
    yield unreadable(name || basename(path), { code: 'there-is-no-such-file' });
  else if (facts.isSymbolicLink()) {
    yield unreadable(name, { code: 'link-not-followed' });
  } else if (facts.isDirectory()) yield* folder(path, name, inputOf, depth);
  else if (!facts.isFile()) yield unreadable(name, { code: 'not-a-regular-file' });
  else {
    const input = inputOf(path);
    yield { path: name || basename(path), bytes: facts.size, input, problem: null };
  }
}

function* folder(
  path: string,
  name: string,
  inputOf: (path: string) => Input,
  depth: number,
): Generator<LyingFile> {
  if (depth >= MAXIMUM_DEPTH) {
    yield unreadable(name, { code: 'folders-too-deep', maximumDepth: MAXIMUM_DEPTH });
    return;
  }
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    yield unreadable(name || basename(path), { code: 'file-cannot-be-opened', why: String(code) });
    return;
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const inner = name === '' ? entry.name : `${name}/${entry.name}`;
    yield* lyingFiles(join(path, entry.name), inner, inputOf, depth + 1);
  }
}

function unreadable(path: string, problem: InputSentence): LyingFile {
  return { path, bytes: null, input: null, problem };
}
