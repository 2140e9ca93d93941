import { wrap } from '../../documents/terminal.ts';
import { usageWords } from '../../words/command-line/usage.ts';
import type { Command, CommandRow } from '../command.ts';
import { COMMANDS } from '../commands.ts';
import { OptionTable, type TypedOption } from './option-table.ts';
import type { CommandName } from './read-words.ts';

const PROGRAM = 'pcap-verdict';
/** Examples in the short help. */
const FEW = 2;
/** Characters between the left column and the right one, and before the left one. */
const GAP = 2;
/** What is longer has its text on the next line. */
const WIDEST_LEFT = 26;

const ABOUT = usageWords.help.about;
const EXIT_STATUS = [
  ['0', usageWords.exitStatus.analysed],
  ['1', usageWords.exitStatus.blocked],
  ['2', usageWords.exitStatus.unusable],
] as const;

/** What options' values are called. */
const VALUES: Readonly<Record<string, string>> = {
  'display-filter': 'FILTER',
  target: 'NAME',
  'time-zone': 'ZONE',
  'log-time-zone': 'ZONE',
  profile: 'NAME',
  'redact-key': 'WORD',
  'redact-keep': 'NAME',
  sensor: 'NAME',
  database: 'ADDRESS',
  since: 'TIME',
  until: 'TIME',
  outcome: 'OUTCOME',
  'older-than': 'SPAN',
  e: 'FIELD',
  E: 'KEY=VALUE',
  logs: 'PATH',
};

/** Of the program: what it is for, its commands, the options that one needs first. */
export async function overview(width: number): Promise<string> {
  const command = (await COMMANDS.diagnose.load()) as Command<never>;
  const commands = Object.entries<CommandRow>(COMMANDS)
    .filter(([name]) => name !== 'diagnose')
    .map(([name, { summary }]) => [name, summary] as const);
  return page([
    [`Usage: ${PROGRAM} CAPTURE... [OPTIONS]`, `       ${PROGRAM} COMMAND ...`],
    wrap(ABOUT, width),
    ['Commands:', ...columns(commands, width)],
    ['Options:', ...optionLines(command, false, width)],
    ['Examples:', ...exampleLines(command, FEW, width)],
    ['Exit status:', ...columns(EXIT_STATUS, width)],
    [usageWords.help.moreOfProgram(PROGRAM)],
  ]);
}

/** Of one command; all of it where `isWhole`. */
export async function commandHelp(
  name: CommandName,
  isWhole: boolean,
  width: number,
): Promise<string> {
  const row: CommandRow = COMMANDS[name];
  const command = (await COMMANDS[name].load()) as Command<never>;
  const positionals = Object.entries(command.positionals).map(
    ([positional, { describe, choices }]) =>
      [
        positional,
        choices === undefined ? describe : `${describe}: ${choices.join(', ')}`,
      ] as const,
  );
  const rare = new OptionTable(command).all.filter(({ flag }) => flag.isRare === true);
  const isCut = !isWhole && (rare.length > 0 || command.examples.length > FEW);
  return page([
    wrap(`Usage: ${usageText(row)}`, width),
    wrap(row.summary, width),
    positionals.length === 0 ? [] : ['Arguments:', ...columns(positionals, width)],
    ['Options:', ...optionLines(command, isWhole, width)],
    command.examples.length === 0
      ? []
      : ['Examples:', ...exampleLines(command, isWhole ? Number.POSITIVE_INFINITY : FEW, width)],
    exitStatus(command, width),
    isCut ? [usageWords.help.moreOfCommand(PROGRAM, name)] : [],
  ]);
}

/** What stands below a command's help: where it has no exit status of its own, the program's. */
function exitStatus(command: Command<never>, width: number): string[] {
  if (command.exitStatus === undefined) return [];
  return ['Exit status:', ...columns(command.exitStatus, width)];
}

function usageText({ usage }: CommandRow): string {
  const text = typeof usage === 'string' ? usage : `${usage[1]} ${usage[0].replace('$0 ', '')}`;
  const named = text.replace(/[<[]\w+(?:\.\.)?[>\]]/g, (word) => word.toUpperCase());
  return `${PROGRAM} ${named
    .replace(/<(\w+)\.\.>/g, '$1...')
    .replace(/<(\w+)>/g, '$1')
    .replace('..]', '...]')} [OPTIONS]`;
}

function page(sections: readonly (readonly string[])[]): string {
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function optionLines(command: Command<never>, isWhole: boolean, width: number): string[] {
  const shown = new OptionTable(command).all.filter(
    ({ flag }) => flag.hidden !== true && (isWhole || flag.isRare !== true),
  );
  const lines = shown.map((option) => [optionText(option), meaning(option)] as const);
  return columns([...lines, ['-h, --help', 'show help'] as const], width);
}

function optionText(option: TypedOption): string {
  const { name, letter, spelling, takesValue, isNegatable } = option;
  const both = letter === undefined || name.length === 1 ? spelling : `-${letter}, ${spelling}`;
  const indented = both.startsWith('--') ? `    ${both}` : both;
  if (isNegatable) return `${indented}, --no-${name}`;
  return takesValue ? `${indented} ${valueName(option)}` : indented;
}

function valueName({ name, flag }: TypedOption): string {
  if (VALUES[name] !== undefined) return VALUES[name];
  if (flag.type === 'number') return 'N';
  return flag.choices === undefined ? 'FILE' : name.toUpperCase();
}

function meaning({ flag }: TypedOption): string {
  const choices = flag.choices === undefined ? '' : `: ${flag.choices.join(', ')}`;
  return `${flag.describe}${choices}`;
}

/** Two columns; the right one is broken into lines. */
function columns(rows: readonly (readonly [string, string])[], width: number): string[] {
  const widest = Math.max(
    ...rows.map(([left]) => left.length).filter((at) => at <= WIDEST_LEFT),
    0,
  );
  const indent = ' '.repeat(GAP);
  const right = ' '.repeat(GAP + widest + GAP);
  return rows.flatMap(([left, text]) => {
    const lines = wrap(text, width - right.length);
    if (left.length > widest) return [indent + left, ...lines.map((line) => right + line)];
    const [first, ...more] = lines;
    return [
      `${indent}${left.padEnd(widest)}${indent}${first}`,
      ...more.map((line) => right + line),
    ];
  });
}

/** What to type, and below it what for: a line to copy is in one piece. */
function exampleLines({ examples }: Command<never>, count: number, width: number): string[] {
  return examples
    .slice(0, count)
    .flatMap(([line, purpose]) => [
      `  ${line.replace('$0', PROGRAM)}`,
      ...wrap(purpose, width - 6).map((text) => `      ${text}`),
    ]);
}
