/** Something on which tshark and we differ. */
export interface Disagreement {
  /** Path; empty where it is about every capture. */
  readonly capture: string;
  /** `filter TEXT`, `column TITLE PROTOCOL`, `field NAME`. */
  readonly what: string;
  readonly detail: string;
  /** What tshark says, where that is one line. */
  readonly theirs?: string | undefined;
}

interface Exception {
  readonly line: string;
  readonly capture: RegExp;
  readonly what: RegExp;
  readonly theirs: RegExp;
  readonly reason: string;
  used: boolean;
}

/** `*` stands for anything, all else for itself. */
function pattern(glob: string): RegExp {
  const parts = glob.trim().split('*');
  return new RegExp(
    `^${parts.map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&')).join('.*')}$`,
    's',
  );
}

/**
 * Known differences, each with its reason: a line `# reason`, then the cases that it explains, one
 * `capture ¦ what` or `capture ¦ what ¦ tshark's text` per line, in which `*` stands for anything.
 */
export class Exceptions {
  readonly #exceptions: Exception[] = [];

  constructor(text: string) {
    let reason = '';
    for (const line of text.split('\n')) {
      if (line.startsWith('# ')) reason = line.slice(2).trim();
      else if (line.trim() !== '') {
        const [capture, what, theirs = '*'] = line.split('¦');
        if (what === undefined) throw new Error(`exceptions: no ¦ in "${line}"`);
        this.#exceptions.push({
          line,
          capture: pattern(capture),
          what: pattern(what),
          theirs: pattern(theirs),
          reason,
          used: false,
        });
      }
    }
  }

  /** The reasons, in the order of the file. */
  get reasons(): string[] {
    return [...new Set(this.#exceptions.map(({ reason }) => reason))];
  }

  /** Whether a difference is known. */
  cover(disagreement: Disagreement): boolean {
    let covered = false;
    for (const exception of this.#exceptions) {
      if (!exception.capture.test(disagreement.capture)) continue;
      if (!exception.what.test(disagreement.what)) continue;
      if (!exception.theirs.test(disagreement.theirs ?? '')) continue;
      exception.used = true;
      covered = true;
    }
    return covered;
  }

  /** Lines that covered nothing in this run. */
  unused(): string[] {
    return this.#exceptions.filter(({ used }) => !used).map(({ line }) => line);
  }
}
