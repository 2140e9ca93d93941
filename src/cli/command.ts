import type { Options as YargsOptions } from 'yargs';
import type { Completes, OptionGroup, OptionsOf } from './options.ts';
import type { Session } from './session.ts';

/** What stands on the command line without a name. `Value` is what a command is run with. */
export type Positional<Value> = YargsOptions & {
  readonly describe: string;
  /** Names files or folders: patterns are expanded, and what is not there is told. */
  readonly isPath?: true;
  /** What completion offers. */
  readonly completes?: Completes;
  /** For the type checker alone. */
  readonly value?: () => Value;
};

type Positionals = Readonly<Record<string, Positional<unknown>>>;
type Given<P extends Positionals> = {
  readonly [Name in keyof P]: P[Name] extends Positional<infer Value> ? Value : never;
};

/** One that must be there. */
export function argument(describe: string): Positional<string> {
  return { type: 'string', describe };
}

export function optionalArgument(
  describe: string,
  completes?: Completes,
): Positional<string | undefined> {
  return { type: 'string', describe, ...(completes && { completes }) };
}

/** A file that must be named. */
export function path(describe: string): Positional<string> {
  return { type: 'string', describe, isPath: true };
}

/** Any number of files; whether none will do, the command's usage says. */
export function paths(describe: string): Positional<readonly string[]> {
  return { type: 'string', default: [], describe, isPath: true };
}

/** Each status and what it means. */
type ExitStatus = readonly (readonly [status: string, meaning: string])[];

/** A command: how it is used, and what it does. Help, man page and completion are made of it. */
export interface Command<Options> {
  readonly positionals: Positionals;
  readonly options: readonly OptionGroup<object>[];
  /** What to type, with $0 for the program, and what for. */
  readonly examples: readonly (readonly [string, string])[];
  /** What its exit status means, where the program's own does not say it. */
  readonly exitStatus?: ExitStatus | undefined;
  /** The answer where what it is about is not named. */
  readonly missing?: string | undefined;
  /** @returns the exit status; nothing is 0 */
  run(
    options: Options,
    session: Session,
    commands: CommandTable,
  ): Promise<number | undefined> | number | undefined;
}

/** What is known of a command before it is loaded. */
export interface CommandRow {
  /** Its name and what stands behind it, as yargs reads it; $0 is the command without a name. */
  readonly usage: string | readonly string[];
  readonly summary: string;
  /** A command is loaded when it is asked for: start-up time. */
  load(): Promise<Command<never>>;
}

/** All commands, by name. */
export type CommandTable = Readonly<Record<string, CommandRow>>;

/** What a command is run with: its positionals and its options. */
export type CommandOptions<C> = C extends Command<infer Options> ? Options : never;

/** A command as its file describes it, with the types of what it is run with. */
export function command<
  const P extends Positionals,
  const Groups extends readonly OptionGroup<object>[],
>(definition: {
  readonly positionals: P;
  readonly options: Groups;
  readonly examples?: readonly (readonly [string, string])[];
  readonly exitStatus?: ExitStatus;
  readonly missing?: string;
  run(
    options: Given<P> & OptionsOf<Groups>,
    session: Session,
    commands: CommandTable,
  ): Promise<number | undefined> | number | undefined;
}): Command<Given<P> & OptionsOf<Groups>> {
  return { examples: [], ...definition };
}

/**
 * Reads what yargs has parsed, and runs the command with it.
 * @returns the exit status
 */
export async function invoke<Options>(
  { positionals, options, run }: Command<Options>,
  argv: Readonly<Record<string, unknown>>,
  session: Session,
  commands: CommandTable = {},
): Promise<number> {
  const named = Object.keys(positionals).map((name) => [name, argv[name]]);
  const context = {
    session,
    positionals: named.flatMap(([, value]) => (value as string | string[] | undefined) ?? []),
  };
  let read: object = Object.fromEntries(named);
  for (const group of options) read = { ...read, ...(await group.read(argv, context)) };
  return (await run(read as Options, session, commands)) ?? 0;
}
