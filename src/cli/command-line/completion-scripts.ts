import type { Command, CommandTable, Positional } from '../command.ts';
import type { Completes } from '../options.ts';
import { OptionTable, type TypedOption } from './option-table.ts';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** The words of each kind of value. */
export type Words = Readonly<Record<Completes, readonly string[]>>;

/** What completion offers behind an option, or in place of a positional: words, or files where null. */
type Offer = readonly string[] | Completes | null;

/** One command as completion knows it. */
interface Line {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly TypedOption[];
  readonly positional: Offer;
}

/** A script that needs nothing of this program while one types. */
export async function completionScript(
  shell: Shell,
  words: Words,
  commands: CommandTable,
): Promise<string> {
  const lines: Line[] = [];
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = (await load()) as Command<never>;
    const options = new OptionTable(command).all.filter(({ flag }) => flag.hidden !== true);
    const [positional] = Object.values<Positional<unknown>>(command.positionals);
    lines.push({ name, summary, options, positional: offerOf(positional) });
  }
  return SCRIPTS[shell](lines, words);
}

function offerOf(of: Pick<Positional<unknown>, 'choices' | 'completes'> | undefined): Offer {
  return (of?.choices as readonly string[] | undefined) ?? of?.completes ?? null;
}

const spellingsOf = ({ name, letter, spelling, isNegatable }: TypedOption): string[] => [
  ...(letter === undefined || name.length === 1 ? [] : [`-${letter}`]),
  spelling,
  ...(isNegatable ? [`--no-${name}`] : []),
];

const COMMAND_WORDS = (lines: readonly Line[]) => [...lines.map(({ name }) => name), 'help'];
const ALWAYS = ['--help', '--version'];
const HEADER =
  '# Made by `pcap-verdict completion`; nothing is asked of the program while one types.\n';

/** Kinds of words that the program has many of; a script holds them once. */
const MANY = ['code', 'field', 'profile', 'zone'] as const;

/** Options whose values are offered, by what is offered. */
function valued(lines: readonly Line[]): Map<string, { spellings: Set<string>; offer: Offer }> {
  const found = new Map<string, { spellings: Set<string>; offer: Offer }>();
  for (const { name, options } of lines) {
    for (const option of options.filter(({ takesValue }) => takesValue)) {
      const offer = offerOf(option.flag);
      const key = `${name} ${JSON.stringify(offer)}`;
      const entry = found.get(key) ?? { spellings: new Set<string>(), offer };
      for (const spelling of spellingsOf(option)) entry.spellings.add(spelling);
      found.set(key, entry);
    }
  }
  return found;
}

function bash(lines: readonly Line[], words: Words): string {
  const reply = (offer: Offer) => {
    if (offer === null) return 'COMPREPLY=($(compgen -f -- "$word"))';
    const list = typeof offer === 'string' ? `$_pcap_verdict_${offer}s` : offer.join(' ');
    return `COMPREPLY=($(compgen -W "${offer === 'nothing' ? '' : list}" -- "$word"))`;
  };
  const values = [...valued(lines)].map(
    ([key, { spellings, offer }]) =>
      `    ${[...spellings].map((spelling) => `"${key.split(' ', 1)[0]} ${spelling}"`).join('|')}) ${reply(offer)}; return ;;`,
  );
  const options = lines.map(
    ({ name, options: all }) =>
      `    ${name}) options="${[...all.flatMap(spellingsOf), ...ALWAYS].join(' ')}" ;;`,
  );
  const positionals = lines
    .filter(({ positional }) => positional !== null)
    .map(({ name, positional }) => `    ${name}) ${reply(positional)} ;;`);
  return `${HEADER}${MANY.map((kind) => `_pcap_verdict_${kind}s="${words[kind].join(' ')}"\n`).join('')}_pcap_verdict() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command=diagnose options="" each
  COMPREPLY=()
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$each" in ${COMMAND_WORDS(lines).join('|')}) command="$each"; break ;; esac
  done
  case "$command $before" in
${values.join('\n')}
  esac
  case "$command" in
${options.join('\n')}
    help) COMPREPLY=($(compgen -W "${lines.map(({ name }) => name).join(' ')}" -- "$word")); return ;;
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
    return
  fi
  case "$command" in
${positionals.join('\n')}
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
  if (( COMP_CWORD == 1 )); then
    COMPREPLY+=($(compgen -W "${COMMAND_WORDS(lines).join(' ')}" -- "$word"))
  fi
}
complete -o filenames -F _pcap_verdict pcap-verdict
`;
}

/** In single quotes of a POSIX shell, fish or PowerShell. */
const single = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function zsh(lines: readonly Line[], words: Words): string {
  const plain = (text: string) => text.replace(/[\\[\]:]/g, '\\$&').replaceAll("'", "'\\''");
  const action = (offer: Offer) => {
    if (offer === null) return '_files';
    if (offer === 'nothing') return ' ';
    return typeof offer === 'string'
      ? `{compadd -a _pcap_verdict_${offer}s}`
      : `(${offer.join(' ')})`;
  };
  const spec = (option: TypedOption) =>
    spellingsOf(option).map((spelling) => {
      const value = option.takesValue ? `:value:${action(offerOf(option.flag))}` : '';
      const many = option.flag.type === 'string' ? '*' : '';
      return `      '${many}${spelling}[${plain(option.flag.describe)}]${value}'`;
    });
  const cases = lines.map(({ name, options, positional }) =>
    [
      `    ${name})`,
      '      _arguments -s \\',
      ...options.flatMap(spec).map((text) => `  ${text} \\`),
      `        '--help[show help]' \\`,
      `        '*:argument:${action(positional)}'`,
      '      ;;',
    ].join('\n'),
  );
  const described = lines.map(({ name, summary }) => `    ${single(`${name}:${summary}`)}`);
  return `#compdef pcap-verdict
${HEADER}${MANY.map((kind) => `_pcap_verdict_${kind}s=(${words[kind].map(single).join(' ')})\n`).join('')}_pcap_verdict() {
  local command=diagnose each
  local -a commands
  commands=(
${described.join('\n')}
    'help:help on a command'
  )
  for each in \${words[2,CURRENT-1]}; do
    case $each in
      (${COMMAND_WORDS(lines).join('|')}) command=$each; break ;;
    esac
  done
  if (( CURRENT == 2 )) && [[ \${words[CURRENT]} != -* ]]; then
    _describe command commands
    _files
    return
  fi
  case $command in
${cases.join('\n')}
    help) _describe command commands ;;
  esac
}
compdef _pcap_verdict pcap-verdict
`;
}

function fish(lines: readonly Line[], words: Words): string {
  const names = lines.map(({ name }) => name).join(' ');
  // Fish reads a backslash and a quote in single quotes.
  const text = (phrase: string) => `'${phrase.replace(/[\\']/g, '\\$&')}'`;
  const list = (offer: Offer) => {
    if (offer === null) return ' -r';
    if (offer === 'nothing') return ' -x';
    return ` -x -a ${typeof offer === 'string' ? `"$_pcap_verdict_${offer}s"` : text(offer.join(' '))}`;
  };
  const isIn = (name: string) =>
    name === 'diagnose'
      ? `'not __fish_seen_subcommand_from ${names.replace('diagnose ', '')} help'`
      : `'__fish_seen_subcommand_from ${name}'`;
  const rows = lines.flatMap(({ name, summary, options, positional }) => [
    `complete -c pcap-verdict -n __fish_use_subcommand -a ${name} -d ${text(summary)}`,
    ...(positional === null
      ? []
      : [`complete -c pcap-verdict -n ${isIn(name)} -f${list(positional)}`]),
    ...options.flatMap((option) => {
      const { name: long, letter, takesValue, flag } = option;
      const spelled = [
        ...(letter === undefined ? [] : [`-s ${letter}`]),
        ...(long.length === 1 ? [] : [`-l ${long}`]),
      ].join(' ');
      const row = `complete -c pcap-verdict -n ${isIn(name)} ${spelled}${takesValue ? list(offerOf(flag)) : ''} -d ${text(flag.describe)}`;
      return option.isNegatable
        ? [row, `complete -c pcap-verdict -n ${isIn(name)} -l no-${long}`]
        : [row];
    }),
  ]);
  return `${HEADER}${MANY.map((kind) => `set -g _pcap_verdict_${kind}s ${words[kind].join(' ')}\n`).join('')}complete -c pcap-verdict -n __fish_use_subcommand -a help -d 'help on a command'
complete -c pcap-verdict -n '__fish_seen_subcommand_from help' -f -a '${names}'
complete -c pcap-verdict -l help -s h -d 'show help'
complete -c pcap-verdict -l version -d 'show the version'
${rows.join('\n')}
`;
}

function powershell(lines: readonly Line[], words: Words): string {
  const quote = (word: string) => `'${word.replaceAll("'", "''")}'`;
  const array = (all: readonly string[]) => `@(${all.map(quote).join(',')})`;
  const list = (offer: Offer) => {
    if (offer === null || offer === 'nothing') return '@()';
    return typeof offer === 'string' ? `$many['${offer}']` : array(offer);
  };
  const values = [...valued(lines)].flatMap(([key, { spellings, offer }]) =>
    offer === null
      ? []
      : [...spellings].map(
          (one) => `    ${quote(`${key.split(' ', 1)[0]} ${one}`)} = ${list(offer)}`,
        ),
  );
  return `${HEADER}Register-ArgumentCompleter -Native -CommandName 'pcap-verdict' -ScriptBlock {
  param($word, $line, $position)
  $many = @{
${MANY.map((kind) => `    ${kind} = ${array(words[kind])}`).join('\n')}
  }
  $options = @{
${lines.map(({ name, options }) => `    ${name} = ${array([...options.flatMap(spellingsOf), ...ALWAYS])}`).join('\n')}
  }
  $positionals = @{
${lines
  .filter(({ positional }) => positional !== null)
  .map(({ name, positional }) => `    ${name} = ${list(positional)}`)
  .join('\n')}
    help = ${array(lines.map(({ name }) => name))}
  }
  # Case counts: -e and -E are two options.
  $values = [System.Collections.Hashtable]::new([StringComparer]::Ordinal)
  @(
${values.map((row) => `    ,@(${row.trim().replace(' = ', ', ')})`).join('\n')}
  ) | ForEach-Object { $values[$_[0]] = $_[1] }
  $typed = @($line.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.ToString() })
  $command = @($typed | Where-Object { $options.ContainsKey($_) -or $_ -eq 'help' })[0]
  $isFirst = $typed.Count -eq 0
  if (-not $command) { $command = 'diagnose' }
  $before = if ($typed.Count) { $typed[-1] } else { '' }
  $offered = if ($values.ContainsKey("$command $before")) { $values["$command $before"] }
    elseif ($word -like '-*') { $options[$command] }
    elseif ($isFirst) { ${array(COMMAND_WORDS(lines))} }
    else { $positionals[$command] }
  $offered | Where-Object { $_ -clike "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

const SCRIPTS: Readonly<Record<Shell, (lines: readonly Line[], words: Words) => string>> = {
  ...{ bash, zsh, fish, powershell },
};
