import type { InputSentence } from '../../capture/input-sentence.ts';
import type { Archive, Input, Platform } from '../../platform/platform.ts';
import { UnpackBudget } from '../../platform/unpack-budget.ts';
import { said } from '../../words/errors/said.ts';
import { taskWords } from '../../words/tasks.ts';
import { reason } from '../errors.ts';
import { firstBytes } from '../input.ts';

/** Where a file lies that is in an archive of the case, for a thread that opens it anew. */
export interface ArchivedPlace {
  /** The archive on disk, what the case calls it, and its bytes. */
  readonly file: string;
  readonly path: string;
  readonly bytes: number;
  /** Place among the archive's files. */
  readonly entry: number;
}

/** A file of a case, opened as far as is needed to tell what it is. */
export interface FoundFile {
  /** The way to it inside the case: folders and archives parted by `/`. */
  readonly path: string;
  readonly bytes: number | null;
  /** Null where it cannot be read, or is an archive whose files follow; `problem` says why. */
  readonly input: Input | null;
  /** Why it cannot be read; '' where it can. */
  readonly problem: string;
  readonly isArchive: boolean;
  /** Null where it is on disk itself, or in an archive that is in another one. */
  readonly archived: ArchivedPlace | null;
  /** Its first bytes. */
  readonly head: Uint8Array;
}

/** Files of a case; more are counted. */
export const MAXIMUM_FILES = 10_000;
/** Archives in archives. */
const MAXIMUM_ARCHIVE_DEPTH = 4;
/** Bytes of all archives inside archives: they are unpacked to memory, to be read in any order. */
const MAXIMUM_INNER_ARCHIVES = 100_663_296;
const HEAD_LENGTH = 65_536;
const NO_BYTES = new Uint8Array(0);
/** Documents and programs are ZIP archives, too, of nothing that a case is made of. */
const DOCUMENT = /\.(?:docx|xlsx|pptx|odt|ods|odp|jar|apk|msix|appx|vsix|nupkg|epub)$/i;

/** Finds all files of a case, in whatever folders and archives they are. Bounded, in a fixed order. */
export class CaseFiles {
  /** Files beyond those that were given out. */
  leftOut = 0;
  #found = 0;
  /** Bytes of archives in memory. */
  #held = 0;
  readonly #budget = new UnpackBudget();
  readonly #archives: Archive[] = [];

  constructor(
    readonly platform: Platform,
    /** What encrypted files in archives are read with. */
    readonly zipPassword?: Uint8Array,
  ) {}

  /**
   * The files of a folder, of an archive, or the file itself.
   * @param path on disk
   * @param name what the case calls it: the first part of its files' paths; '' for none
   */
  async *under(path: string, name: string): AsyncGenerator<FoundFile> {
    for await (const { path: way, bytes, input, problem } of this.platform.files(path, name)) {
      if (input === null) yield* this.#unreadable(way, bytes, told(problem));
      else yield* this.#file({ path: way, bytes: bytes ?? 0, input }, true, 0);
    }
  }

  /** Lets go of the archives: inputs from them cannot be opened any more. */
  close(): void {
    for (const archive of this.#archives) archive.close();
  }

  async *#file(
    { path, bytes, input }: { path: string; bytes: number; input: Input },
    isOuter: boolean,
    archiveDepth: number,
    archived: ArchivedPlace | null = null,
  ): AsyncGenerator<FoundFile> {
    if (this.#found >= MAXIMUM_FILES) {
      this.leftOut++;
      return;
    }
    let head: Uint8Array = NO_BYTES;
    try {
      // Not to its end, where a checksum may be wrong: who reads all of it says so.
      if (bytes > 0) head = await firstBytes(input, Math.min(HEAD_LENGTH, bytes));
    } catch (error) {
      yield* this.#unreadable(path, bytes, reason(error));
      return;
    }
    if (!isZip(head) || DOCUMENT.test(path)) {
      yield* this.#give({ path, bytes, input, problem: '', isArchive: false, archived, head });
      return;
    }
    if (archiveDepth >= MAXIMUM_ARCHIVE_DEPTH) {
      yield* this.#unreadable(path, bytes, taskWords.archivesLieEachOther(MAXIMUM_ARCHIVE_DEPTH));
      return;
    }
    let archive: Archive;
    try {
      if (isOuter) this.#budget.addArchive(bytes);
      archive = await this.platform.openArchive(
        isOuter ? input : await this.#unpacked(input, bytes),
        path,
        this.#budget,
        this.zipPassword,
      );
    } catch (error) {
      yield* this.#unreadable(path, bytes, reason(error));
      return;
    }
    this.#archives.push(archive);
    const entries = await archive.entries();
    this.leftOut += archive.leftOut;
    yield* this.#give({
      path,
      bytes,
      input: null,
      problem: told(archive.problem),
      isArchive: true,
      archived,
      head,
    });
    const { file } = input;
    for (const [index, entry] of entries.entries()) {
      const inner = `${path}/${entry.path}`;
      if (entry.input === null) yield* this.#unreadable(inner, entry.bytes, told(entry.problem));
      else
        yield* this.#file(
          { path: inner, bytes: entry.bytes, input: entry.input },
          false,
          archiveDepth + 1,
          isOuter && file !== null ? { file, path, bytes, entry: index } : null,
        );
    }
  }

  /** @throws Error where it is more than may be held in memory */
  async #unpacked(input: Input, bytes: number): Promise<Uint8Array> {
    this.#held += bytes;
    if (this.#held > MAXIMUM_INNER_ARCHIVES) {
      this.#held -= bytes;
      throw new Error(taskWords.archivesInsideArchivesMay(MAXIMUM_INNER_ARCHIVES));
    }
    return firstBytes(input, bytes + 1);
  }

  *#unreadable(path: string, bytes: number | null, problem: string): Generator<FoundFile> {
    yield* this.#give({
      path,
      bytes,
      input: null,
      problem,
      isArchive: false,
      archived: null,
      head: NO_BYTES,
    });
  }

  *#give(file: FoundFile): Generator<FoundFile> {
    if (this.#found >= MAXIMUM_FILES) {
      this.leftOut++;
      return;
    }
    this.#found++;
    yield file;
  }
}

/** Local file header, or end of central directory in an archive without files (APPNOTE 4.3). */
function isZip(head: Uint8Array): boolean {
  return (
    head.length >= 22 &&
    head[0] === 0x50 &&
    head[1] === 0x4b &&
    ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))
  );
}

function told(problem: InputSentence | null): string {
  return problem === null ? '' : said(problem);
}
