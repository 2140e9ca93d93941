import { type Dirent, opendirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { isCaptureName } from '../capture-name.ts';
import { quoted } from './quoted.ts';
import type { Roots } from './roots.ts';

/** Files and folders that are looked at: a root may be a whole disk. */
const MOST_ENTRIES = 20_000;
/** Folders in folders. */
const MOST_DEPTH = 8;

/** A capture as a client may name it. */
export interface ListedCapture {
  readonly path: string;
  readonly bytes: number;
  readonly modified: string;
}

export interface CaptureList {
  /** By their paths. */
  readonly captures: readonly ListedCapture[];
  /** Captures whose names cannot be said: control characters, or too long. */
  readonly oddNames: number;
  /** Whether there was more than is looked at. */
  readonly isCut: boolean;
}

/**
 * What is named like a capture in the folders that may be read. A link is listed where it leads to such a
 * file within them; folders are not entered by a link.
 * @param update after each folder; may end it with an error
 */
export function listCaptures(roots: Roots, update: () => void): CaptureList {
  const walk = new Walk(roots, update);
  for (const root of roots.folders()) walk.enter(root);
  const captures = [...walk.found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  const sayable = captures.filter(({ path }) => quoted(path) === `⟦${path}⟧`);
  return {
    captures: sayable,
    oddNames: captures.length - sayable.length,
    isCut: walk.isCut,
  };
}

class Walk {
  /** By where they are: a file may be reached by links and from several roots. */
  readonly found = new Map<string, ListedCapture>();
  isCut = false;
  #looked = 0;

  constructor(
    readonly roots: Roots,
    readonly update: () => void,
  ) {}

  enter(root: string): void {
    const facts = statSync(root, { throwIfNoEntry: false });
    if (facts?.isDirectory() === true) this.#folder(root, root, 0);
    else if (facts?.isFile() === true) this.#take(root, root, facts);
  }

  #folder(folder: string, root: string, depth: number): void {
    if (depth > MOST_DEPTH) this.isCut = true;
    if (this.isCut) return;
    this.update();
    const entries = this.#entries(folder);
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) this.#folder(path, root, depth + 1);
      else if (isCaptureName(entry.name)) this.#file(path, root);
    }
  }

  #entries(folder: string): Dirent[] {
    const entries: Dirent[] = [];
    try {
      const open = opendirSync(folder);
      try {
        for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
          if (++this.#looked > MOST_ENTRIES) {
            this.isCut = true;
            break;
          }
          entries.push(entry);
        }
      } finally {
        open.closeSync();
      }
    } catch {
      // What may not be opened has nothing that could be read.
    }
    return entries;
  }

  #file(path: string, root: string): void {
    try {
      const real = realpathSync(path);
      const facts = statSync(real);
      if (facts.isFile() && this.roots.mayRead(real)) this.#take(path, root, facts, real);
    } catch {
      // A link that leads nowhere, or a file that is gone by now.
    }
  }

  #take(path: string, root: string, facts: Stats, real = path): void {
    if (this.found.has(real)) return;
    const { size: bytes, mtime } = facts;
    const within = relative(root, path).split(sep).join('/') || basename(path);
    const named = this.roots.nameOf(real, within);
    this.found.set(real, { path: named, bytes, modified: mtime.toISOString() });
  }
}
