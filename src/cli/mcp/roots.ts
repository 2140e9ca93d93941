import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mcpWords } from '../../words/command-line/mcp.ts';
import { UsageError } from '../errors.ts';

/** Folders and files that a server may read: those of its command line, and those that its client names. */
export class Roots {
  #client: readonly string[] | null = null;
  readonly #own: readonly string[];

  constructor(own: readonly string[]) {
    this.#own = own.map((path) => realpathSync(resolve(path)));
  }

  /** What the client allows, as URIs; null where it says nothing of roots. */
  setClient(uris: readonly string[] | null): void {
    this.#client =
      uris?.flatMap((uri) => {
        try {
          return realpathSync(fileURLToPath(uri));
        } catch {
          return [];
        }
      }) ?? null;
  }

  /**
   * The file itself, wherever links lead, where it may be read.
   * @throws UsageError where it may not, in the same words whether there is such a file or not
   */
  resolve(path: string): string {
    const bounds = this.#own.length > 0 ? [this.#own] : [];
    // A client that names none allows none.
    if (this.#client !== null) bounds.push(this.#client);
    if (bounds.length === 0) {
      throw new UsageError(mcpWords.noFolderMayRead, mcpWords.startFoldersMayRead);
    }
    // Of the folders, or of where the server was started: `captures/x.pcap` is both with `mcp captures/`.
    const candidates = [...bounds.flat().map((root) => resolve(root, path)), resolve(path)];
    for (const candidate of candidates) {
      if (path.includes('\0') || !existsSync(candidate)) continue;
      const real = realpathSync(candidate);
      if (bounds.every((roots) => roots.some((root) => isWithin(real, root)))) return real;
    }
    throw new UsageError(mcpWords.noSuchFileFolders);
  }
}

function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
