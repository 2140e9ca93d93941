import type { Command } from '../command.ts';
import type { Flag } from '../options.ts';

/** An option of a command, as it is typed. */
export interface TypedOption {
  /** Without hyphens; one letter where it has no longer name. */
  readonly name: string;
  /** `--format`, `-T`. */
  readonly spelling: string;
  readonly letter: string | undefined;
  readonly takesValue: boolean;
  /** May be turned off: `--no-color`. */
  readonly isNegatable: boolean;
  readonly flag: Flag<unknown>;
}

/** All options of a command: what is typed is read by it, and help, completion and hints are made of it. */
export class OptionTable {
  readonly all: readonly TypedOption[];
  readonly #bySpelling = new Map<string, TypedOption>();

  constructor(command: Command<never>) {
    this.all = command.options.flatMap(({ flags }) =>
      Object.entries(flags).map(([name, flag]) => typedOption(name, flag)),
    );
    for (const option of this.all) {
      this.#bySpelling.set(option.spelling, option);
      if (option.letter !== undefined) this.#bySpelling.set(`-${option.letter}`, option);
    }
  }

  /** @param spelling with its hyphens */
  find(spelling: string): TypedOption | undefined {
    return this.#bySpelling.get(spelling);
  }

  /** Spellings that a person may be told of. */
  spellings(): string[] {
    return this.all.filter(({ flag }) => flag.hidden !== true).map(({ spelling }) => spelling);
  }
}

function typedOption(name: string, flag: Flag<unknown>): TypedOption {
  const isToggle = flag.type === 'boolean';
  return {
    name,
    spelling: name.length === 1 ? `-${name}` : `--${name}`,
    letter: name.length === 1 ? name : (flag.alias as string | undefined),
    takesValue: !isToggle,
    isNegatable: isToggle && flag.default === undefined,
    flag,
  };
}
