import type { ArchiveEntry, Input, Platform } from '../../platform/platform.ts';
import { UnpackBudget } from '../../platform/unpack-budget.ts';
import { taskWords } from '../../words/tasks.ts';
import type { ArchivedPlace } from './case-files.ts';

/** Files in archives of a case, opened anew in a thread beside the one that found them. */
export class ArchivedFiles {
  readonly #budget = new UnpackBudget();
  readonly #entries = new Map<string, Promise<readonly ArchiveEntry[]>>();

  constructor(
    readonly platform: Platform,
    readonly zipPassword?: Uint8Array,
  ) {}

  /** @throws Error where the archive is not what it was */
  async input(place: ArchivedPlace): Promise<Input> {
    let entries = this.#entries.get(place.file);
    if (entries === undefined) {
      entries = this.#entriesOf(place);
      this.#entries.set(place.file, entries);
    }
    const input = (await entries)[place.entry]?.input ?? null;
    if (input === null) throw new Error(taskWords.changedMeanwhile(place.path));
    return input;
  }

  async #entriesOf({ file, path, bytes }: ArchivedPlace): Promise<readonly ArchiveEntry[]> {
    this.#budget.addArchive(bytes);
    const archive = await this.platform.openArchive(
      this.platform.input(file),
      path,
      this.#budget,
      this.zipPassword,
    );
    return archive.entries();
  }
}
