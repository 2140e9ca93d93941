import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mcpWords } from '../../words/command-line/mcp.ts';
import { UsageError } from '../errors.ts';

/** A path as results have it. */
const MARKED = /^⟦(.*)⟧$/;

/** Folders and files that a server may read: those of its command line, and those that its client names. */
export class Roots {
  #client: readonly string[] | null = null;
  readonly #own: readonly string[];
  /** What files are called in this session, where their own names tell whose they are. */
  readonly #names: {
    readonly files: Map<string, string>;
    readonly names: Map<string, string>;
  } | null;

  /** @param isRedacted whether files have names of the session's only */
  constructor(own: readonly string[], isRedacted = false) {
    this.#names = isRedacted ? { files: new Map(), names: new Map() } : null;
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
    const real = this.#found(MARKED.exec(path)?.[1] ?? path);
    if (real !== null) return real;
    throw new UsageError(mcpWords.fileNotInFolders);
  }

  /** Folders and files in which all lies that may be read. */
  folders(): readonly string[] {
    return this.#bounds()[0];
  }

  /** @param real where links lead */
  mayRead(real: string): boolean {
    return this.#bounds().every((roots) => roots.some((root) => isWithin(real, root)));
  }

  /**
   * What `resolve` takes for a file that may be read.
   * @param within its path in its root, which may mean another one's file, too
   */
  nameOf(real: string, within: string): string {
    if (this.#names === null) return this.#found(within) === real ? within : real;
    const { files, names } = this.#names;
    const name = names.get(real) ?? `capture-${names.size + 1}`;
    names.set(real, name);
    files.set(name, real);
    return name;
  }

  #found(path: string): string | null {
    if (path.includes('\0')) return null;
    const named = this.#names?.files.get(path);
    // Of the folders, or of where the server was started: `captures/x.pcap` is both with `mcp captures/`.
    const candidates =
      named === undefined
        ? [
            ...this.#bounds()
              .flat()
              .map((root) => resolve(root, path)),
            resolve(path),
          ]
        : [named];
    for (const candidate of candidates) {
      if (!existsSync(candidate)) continue;
      const real = realpathSync(candidate);
      if (this.mayRead(real)) return real;
    }
    return null;
  }

  /** Of each of those who have a say: what lies in all of them may be read. */
  #bounds(): (readonly string[])[] {
    const bounds = this.#own.length > 0 ? [this.#own] : [];
    // A client that names none allows none.
    if (this.#client !== null) bounds.push(this.#client);
    if (bounds.length === 0) {
      throw new UsageError(mcpWords.nothingMayBeRead, mcpWords.nothingMayBeReadAdvice);
    }
    return bounds;
  }
}

function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
