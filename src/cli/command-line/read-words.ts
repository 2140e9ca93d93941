import { existsSync } from 'node:fs';
import { usageWords } from '../../words/command-line/usage.ts';
import type { Command } from '../command.ts';
import { COMMANDS } from '../commands.ts';
import { UsageError } from '../errors.ts';
import { didYouMean, nearWords } from './did-you-mean.ts';
import { expanded } from './expand.ts';
import { CHOICES, COMMANDS_ELSEWHERE, type Habit, LETTERS, type Told, WORDS } from './habits.ts';
import { OptionTable, type TypedOption } from './option-table.ts';

/** What a command line asks for. */
export type Asked =
  | { readonly kind: 'version' }
  /** @param command null: of the program */
  | { readonly kind: 'help'; readonly command: CommandName | null; readonly isWhole: boolean }
  | {
      readonly kind: 'run';
      readonly name: CommandName;
      readonly command: Command<never>;
      /** As yargs has it: options with their values, then what stands without a name. */
      readonly words: readonly string[];
    };

export type CommandName = keyof typeof COMMANDS;
const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];
const DEFAULT: CommandName = 'diagnose';

const isCommand = (word: string): word is CommandName => Object.hasOwn(COMMANDS, word);
const HELP = new Set(['--help', '-h', '-?', '-help', '/?', '/help', '--usage']);
const VERSION = new Set(['--version', '-version']);
/** Alone on the line they ask for the version. */
const VERSION_ALONE = new Set(['-v', '-V', 'version']);
/** Their value comes behind them, whatever command it is. */
const VALUE_BEHIND = /^-[rYfoctTeEN]$/;

/**
 * Reads what is typed by the table of the command's options, and by what hands are used to.
 * @throws UsageError in one or two lines that say what to type
 */
export async function readWords(args: readonly string[]): Promise<Asked> {
  if (args.length === 1 && (VERSION_ALONE.has(args[0]) || VERSION.has(args[0]))) {
    return { kind: 'version' };
  }
  const { name, rest, isNamed } = commandOf(args);
  if (name === 'help') return helpOn(rest);
  const beforeEnd = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : undefined);
  const isValue = (at: number) => at > 0 && VALUE_BEHIND.test(beforeEnd[at - 1]);
  if (beforeEnd.some((word, at) => HELP.has(word) && !isValue(at))) {
    return { kind: 'help', command: isNamed ? name : null, isWhole: false };
  }
  if (beforeEnd.some((word) => VERSION.has(word))) return { kind: 'version' };
  if (isNamed && rest.length === 1 && rest[0] === 'help' && !existsSync('help')) {
    return { kind: 'help', command: name, isWhole: true };
  }
  const command = (await COMMANDS[name].load()) as Command<never>;
  const line = await new Line(name, command).read(rest).catch(orCaptureFilter);
  return { kind: 'run', name, command, words: [...(isNamed ? [name] : []), ...line] };
}

/** The command, and all other words; `diagnose` where none is named. */
function commandOf(args: readonly string[]): {
  name: CommandName | 'help';
  rest: readonly string[];
  isNamed: boolean;
} {
  for (const [at, word] of args.entries()) {
    if (word === '--') break;
    if (word.startsWith('-') && word !== '-') continue;
    const isValue = at > 0 && VALUE_BEHIND.test(args[at - 1]);
    if (isCommand(word) && !isValue) {
      return { name: word, rest: args.toSpliced(at, 1), isNamed: true };
    }
    if (word === 'help' && at === 0) return { name: 'help', rest: args.slice(1), isNamed: true };
    if (!isValue) break;
  }
  return { name: DEFAULT, rest: args, isNamed: false };
}

function helpOn(words: readonly string[]): Asked {
  const [topic] = words.filter((word) => !word.startsWith('-'));
  if (topic === undefined) return { kind: 'help', command: null, isWhole: false };
  if (isCommand(topic)) return { kind: 'help', command: topic, isWhole: true };
  if (topic === 'pcap-verdict') return { kind: 'help', command: DEFAULT, isWhole: true };
  throw new UsageError(
    usageWords.helpOnUnknownCommand(topic),
    didYouMean(commandsMeant(topic).map((name) => `help ${name}`)) ||
      `Commands: ${COMMAND_NAMES.join(', ')}.`,
  );
}

function commandsMeant(word: string): string[] {
  const elsewhere = COMMANDS_ELSEWHERE[word.toLowerCase()];
  return elsewhere === undefined ? nearWords(word, COMMAND_NAMES) : [elsewhere];
}

/** A preference of tshark's: `tls.keylog_file:keys.txt`. */
const PREFERENCE = /^([a-z0-9_-]+(?:\.[a-z0-9_-]+)+):(.*)$/s;
/** The one that is read here, by an option of its own. */
const KEY_LOG_PREFERENCE = 'tls.keylog_file';
/** Commands that show packets as they are: nothing is decrypted for them. */
const SHOWING_PACKETS: readonly string[] = ['packets', 'filter', 'flows'];
const HEAD = /^-\d+$/;

/** One command's line. */
class Line {
  readonly #table: OptionTable;
  readonly #options: string[] = [];
  /** What stands without a name, and which of it stands behind `--`. */
  readonly #plain: string[] = [];
  /** The last display filter, and where among the plain words it was. */
  #filter: { readonly text: string; readonly at: number } | null = null;

  constructor(
    readonly name: CommandName,
    readonly command: Command<never>,
  ) {
    this.#table = new OptionTable(command);
  }

  async read(args: readonly string[]): Promise<readonly string[]> {
    const words = [...args];
    while (words.length > 0) {
      const word = words.shift() as string;
      if (word === '--') {
        this.#plain.push(...words.splice(0));
      } else if (word === '-' || !word.startsWith('-')) {
        this.#plain.push(word);
      } else {
        await this.#option(word, words);
      }
    }
    this.#choosePositionals();
    if (this.name === 'filter' && this.#plain.length > 1) {
      throw new UsageError(
        usageWords.filterCommandNeedsQuotes(this.#plain.length),
        usageWords.filterCommandNeedsQuotesAdvice(this.#plain.join(' ')),
      );
    }
    const plain = this.#expanded();
    if (plain.length > 0) await this.#checkPaths(plain);
    // A name that looks like an option stands behind `--`.
    const end = plain.some((word) => word.startsWith('-') && word !== '-') ? ['--'] : [];
    return [...this.#options, ...end, ...plain];
  }

  async #option(word: string, rest: string[]): Promise<void> {
    const whole = WORDS[word.split('=', 1)[0]];
    const [spelling] = word.split('=', 1);
    if (word.startsWith('--')) {
      const value = word.includes('=') ? word.slice(spelling.length + 1) : undefined;
      const option = this.#table.find(spelling);
      if (option !== undefined) return this.#named(option, spelling, value, rest);
      const negated = this.#table.find(spelling.replace(/^--no-/, '--'));
      if (negated !== undefined && !negated.takesValue && spelling.startsWith('--no-')) {
        this.#options.push(negated.isNegatable ? spelling : `--${negated.name}=false`);
        return;
      }
      if (whole !== undefined) return this.#habit(whole, spelling, value, rest);
      return this.#unknown(spelling);
    }
    if (whole !== undefined) return this.#habit(whole, spelling, undefined, rest);
    if (HEAD.test(word) && word !== '-2' && this.#table.find('-c') !== undefined) {
      throw new UsageError(
        usageWords.numberAsOption(word),
        usageWords.numberAsOptionAdvice(word.slice(1)),
      );
    }
    // One hyphen before a long name: read as letters it would be something else.
    const isLong = this.#table.find(`-${spelling}`) !== undefined;
    if (word.length > 3 && (isLong || WORDS[`-${spelling}`] !== undefined)) {
      throw new UsageError(
        usageWords.longOptionWithOneHyphen(spelling),
        usageWords.longOptionWithOneHyphenAdvice(word),
      );
    }
    await this.#letters(word.slice(1), word, rest);
  }

  /** `-nnr FILE`, `-fjson`, `-c5`. */
  async #letters(letters: string, word: string, rest: string[]): Promise<void> {
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at];
      const behind = letters.slice(at + 1);
      const option = this.#table.find(`-${letter}`);
      if (option !== undefined) {
        if (!option.takesValue) {
          this.#named(option, `-${letter}`, undefined, rest);
          continue;
        }
        const value = behind === '' ? undefined : behind.replace(/^=/, '');
        return this.#named(option, `-${letter}`, value, rest);
      }
      const habit = LETTERS[letter];
      if (habit === undefined) return this.#unknown(word.split('=', 1)[0]);
      if (habit.does === 'tell' && letter !== 'o' && letter !== 'f') {
        // What comes behind may be the value: it is not looked at.
        throw new UsageError(`-${letter}: ${habit.told[0]}`, habit.told[1]);
      }
      const takesValue = letter === 'o' || letter === 'f' || takesOne(habit);
      if (takesValue) {
        const value = behind === '' ? undefined : behind.replace(/^=/, '');
        return this.#habit(habit, `-${letter}`, value, rest);
      }
    }
  }

  #habit(
    habit: Habit,
    spelling: string,
    value: string | undefined,
    rest: string[],
  ): Promise<void> | void {
    switch (habit.does) {
      case 'nothing':
        if (habit.takesValue && value === undefined) rest.shift();
        return;
      case 'file':
        this.#plain.push(value ?? this.#behind(spelling, rest, 'a file'));
        return;
      case 'tell': {
        const preference = PREFERENCE.exec(value ?? rest[0] ?? '');
        if (spelling === '-o' && preference !== null) return this.#preference(preference);
        throw new UsageError(`${spelling}: ${habit.told[0]}`, habit.told[1]);
      }
      case 'same': {
        const option = this.#table.find(habit.as[0].split('=', 1)[0].replace(/^--no-/, '--'));
        if (option === undefined) return this.#unknown(spelling, habit.as[0].split('=', 1)[0]);
        if (habit.takesValue) return this.#named(option, spelling, value, rest);
        const [name, given] = [habit.as[0].split('=', 1)[0], habit.as[0].split('=')[1]];
        if (given === undefined) this.#options.push(name);
        else this.#push(option, spelling, given);
      }
    }
  }

  #named(option: TypedOption, spelling: string, value: string | undefined, rest: string[]): void {
    if (option.takesValue) {
      this.#push(option, spelling, value ?? this.#behind(spelling, rest, expectation(option)));
      return;
    }
    if (value === undefined) {
      this.#options.push(`--${option.name}`);
      return;
    }
    const isOn = {
      true: true,
      yes: true,
      always: true,
      1: true,
      false: false,
      no: false,
      never: false,
      0: false,
    }[value.toLowerCase()];
    // What it is by default.
    if (value === 'auto' && option.isNegatable) return;
    if (isOn === undefined) {
      throw new UsageError(
        usageWords.valueOfToggle(spelling),
        usageWords.valueOfToggleAdvice(spelling),
      );
    }
    this.#options.push(
      isOn
        ? `--${option.name}`
        : option.isNegatable
          ? `--no-${option.name}`
          : `--${option.name}=false`,
    );
  }

  #behind(spelling: string, rest: string[], what: string): string {
    const value = rest.shift();
    if (value === undefined) throw new UsageError(usageWords.valueMissing(spelling, what));
    return value;
  }

  #push(option: TypedOption, spelling: string, value: string): void {
    const preference = option.name === 'output' ? PREFERENCE.exec(value) : null;
    if (preference !== null) {
      this.#preference(preference);
      return;
    }
    this.#options.push(`--${option.name}=${this.#chosen(option, spelling, value)}`);
    if (option.name === 'display-filter') this.#filter = { text: value, at: this.#plain.length };
  }

  /** One of the option's words, by another name or in capitals too. */
  #chosen(option: TypedOption, spelling: string, value: string): string {
    const choices = option.flag.choices as readonly string[] | undefined;
    if (choices === undefined || choices.includes(value)) return value;
    const lower = value.toLowerCase();
    if (choices.includes(lower)) return lower;
    const elsewhere = CHOICES[option.name] ?? {};
    const meant = Object.hasOwn(elsewhere, lower) ? elsewhere[lower] : undefined;
    if (typeof meant === 'string' && choices.includes(meant)) return meant;
    if (meant !== undefined && typeof meant !== 'string')
      throw toldOf(`${spelling} ${value}`, meant);
    throw new UnknownChoice(spelling, value, choices);
  }

  /** `-o tls.keylog_file:keys.txt`. */
  #preference([whole, name, value]: RegExpExecArray): void {
    if (name !== KEY_LOG_PREFERENCE) {
      throw new UsageError(
        usageWords.wiresharkPreference(whole),
        usageWords.wiresharkPreferenceAdvice,
      );
    }
    if (SHOWING_PACKETS.includes(this.name)) {
      throw new UsageError(
        usageWords.keyLogForListOfPackets(this.name),
        usageWords.keyLogForListOfPacketsAdvice,
      );
    }
    this.#options.push(`--tls-keys=${value}`);
  }

  async #unknown(spelling: string, meant = spelling): Promise<never> {
    for (const name of COMMAND_NAMES) {
      const table = new OptionTable((await COMMANDS[name].load()) as Command<never>);
      if (table.find(meant) === undefined) continue;
      const shown = name === DEFAULT ? '' : `${name} `;
      throw new UsageError(
        usageWords.optionOfAnotherCommand(spelling, this.name),
        usageWords.optionOfAnotherCommandAdvice(shown, meant),
      );
    }
    const near = nearWords(meant, this.#table.spellings());
    if (near.length > 0) throw new UsageError(usageWords.unknownOption(spelling), didYouMean(near));
    throw new UsageError(
      usageWords.unknownOption(spelling),
      usageWords.unknownOptionAdvice(this.name, DEFAULT),
    );
  }

  /** Words in the places of those that are chosen from. */
  #choosePositionals(): void {
    for (const [at, [name, { choices }]] of Object.entries(this.command.positionals).entries()) {
      const word = this.#plain[at];
      if (word === undefined || choices === undefined) continue;
      const known = choices as readonly string[];
      if (known.includes(word.toLowerCase())) this.#plain[at] = word.toLowerCase();
      else throw new UnknownChoice(`${this.name} ${name}`, word, known);
    }
  }

  /** Patterns that the shell left as they are. */
  #expanded(): string[] {
    const kinds = Object.values(this.command.positionals);
    return this.#plain.flatMap((word, at) => {
      const kind = kinds[Math.min(at, kinds.length - 1)];
      return kind?.isPath === true ? expanded(word) : [word];
    });
  }

  /** Words that are no file, and what they are instead. @throws UsageError where that is plain */
  async #checkPaths(words: readonly string[]): Promise<void> {
    const kinds = Object.values(this.command.positionals);
    if (kinds.length === 0 || kinds[0].isPath !== true) return;
    const isThere = (word: string) => word === '-' || word === '' || existsSync(word);
    const missing = words.filter((word) => !isThere(word));
    if (missing.length === 0) return;
    const command = this.name === DEFAULT ? '' : `${this.name} `;
    const [first] = missing;
    const others = words.filter((word) => word !== first);
    if (isCommand(first) && words.indexOf(first) > 0) {
      throw new UsageError(
        usageWords.commandAfterFile(first),
        usageWords.commandAfterFileAdvice(first, words[0]),
      );
    }
    if (command === '' && words[0] === first && /^[a-z]+$/i.test(first) && others.length > 0) {
      const meant = commandsMeant(first);
      if (meant.length > 0) {
        throw new UsageError(
          usageWords.unknownCommandOrFile(first),
          didYouMean(meant.map((name) => `pcap-verdict ${name} ${others.join(' ')}`)),
        );
      }
    }
    if (this.#table.find('-Y') === undefined) return;
    const { filterAfterFile, isDisplayFilter, quoted } = await import('./filter-typed.ts');
    if (this.#filter !== null) {
      const { text, at } = this.#filter;
      for (let end = words.length; end > at; end--) {
        const whole = [text, ...words.slice(at, end)].join(' ');
        if (isThere(words[at]) || !isDisplayFilter(whole)) continue;
        throw new UsageError(
          usageWords.displayFilterNeedsQuotes(end, at),
          usageWords.displayFilterNeedsQuotesAdvice(quoted(whole)),
        );
      }
    }
    // Without a file it is no capture that is missing, but a name that is mistyped.
    const isBehindFile = words.length > missing.length || this.#filter !== null;
    const said = filterAfterFile(missing, command);
    if (said !== null && (isBehindFile || missing.length > 1)) throw said;
  }
}

function takesOne(habit: Habit): boolean {
  return (
    habit.does === 'file' ||
    ((habit.does === 'nothing' || habit.does === 'same') && habit.takesValue)
  );
}

function toldOf(typed: string, [why, advice]: Told): UsageError {
  return new UsageError(`${typed}: ${why}`, advice);
}

function expectation({ flag }: TypedOption): string {
  const choices = flag.choices as readonly string[] | undefined;
  return choices === undefined ? flag.describe : choices.join(', ');
}

/** `-f` is a capture filter elsewhere. */
async function orCaptureFilter(error: unknown): Promise<never> {
  if (error instanceof UnknownChoice && error.spelling === '-f') {
    const { refusedFilter } = await import('./filter-typed.ts');
    throw refusedFilter(error.value) ?? error;
  }
  throw error;
}

/** A word that is none of an option's. */
class UnknownChoice extends UsageError {
  constructor(
    readonly spelling: string,
    readonly value: string,
    choices: readonly string[],
  ) {
    super(
      usageWords.valueIsNoChoice(spelling, choices.join(', '), value),
      didYouMean(nearWords(value, choices)),
    );
  }
}
