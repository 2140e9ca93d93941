import { escapeText } from '../protocols/escape.ts';

// Words that no ticket system makes anything of. All else goes into a code span, in which nothing is
// live: no HTML, no link, no image, no emphasis, no formula, no emoji, no mention. A backslash before
// the character would not do: GitHub looks for @mentions and #references in what was rendered.
const PLAIN_WORD = /^[\p{L}\p{M}\p{N}.,;()'’"%+/–—→…?-]*$/u;
/** Times and such: a colon elsewhere may make an emoji (`:a:`, also in an IPv6 address) or a link. */
const COLONS = /^(?:UTC[+−])?\d+(?::\d+)+(?:\.\d+)?$/;
/** What linkifiers take for a host name or a file: a dot between letters. */
const NAME = /\p{L}[\p{L}\p{N}-]*\.[\p{L}\p{N}-]*\p{L}|\/\//u;
/** Keys of issues (Jira's ABC-12, GitHub's GH-12) and hashes of commits. */
const REFERENCE = /(?<![\p{L}\p{N}])(?:[A-Z][A-Z0-9]+-\d+|[0-9a-f]{7,40})(?![\p{L}\p{N}])/u;
/** At the beginning of a line, these begin a list or draw a line. */
const MARK = /^(?:[-+]+|\d+[.)])$/;

/**
 * Between a Chinese, Japanese or Korean word, or a mark of theirs, and what else stands beside it without a space.
 * Not beside what names, addresses and mentions are held together by: those stay whole.
 */
const EAST_ASIAN = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}、。「」『』（）：，；！？・〜ー]`;
const PURELY_EAST_ASIAN = new RegExp(`^${EAST_ASIAN}*$`, 'u');
const HOLDS = String.raw`\s.:/@#_-`;
const SEAM = new RegExp(
  `(?<=${EAST_ASIAN})(?!${EAST_ASIAN}|[${HOLDS}])|(?<!${EAST_ASIAN}|[${HOLDS}])(?=${EAST_ASIAN})`,
  'u',
);

/** A word; or words in quotes for code, with what stands beside them. */
const PIECE = /(?:[^\s`]*`[^`]+`[^\s`]*|[^\s`]*`[^\s]*|[^\s`]+)(?=\s|$)|\S+/gu;
const QUOTED = /^([("']*)`([^`]+)`([)"'.,:;…?]*)$/su;

/** Punctuation around a word, which need not go into the code with it. */
const AROUND = /^([("']*)(.*?)([)"'.,:;…?]*)$/su;

/**
 * Text of anybody as Markdown that shows it and does nothing else, in one line.
 * @param isInTable a cell of a table (GitHub), where a pipe ends the cell even in code
 */
export function markdownText(text: string, isInTable = false): string {
  // What is in quotes for code is one piece, whoever put it there: nothing is live in it.
  return (
    escapeText(text)
      .trim()
      .match(PIECE)
      ?.map((word, index) =>
        index === 0 && MARK.test(word)
          ? markdownCode(word, isInTable)
          : markdownParts(word, isInTable),
      )
      .join(' ') ?? ''
  );
}

/** A word of which East Asian text is a part; a quotation for code is whole. */
function markdownParts(word: string, isInTable: boolean): string {
  if (word.includes('`')) return markdownWord(word, isInTable);
  const parts = word.split(SEAM).map((part) => markdownWord(part, isInTable));
  // Two spans of code that touch would be none.
  const touch = parts.some(
    (part, index) => part.startsWith('`') && parts[index - 1]?.endsWith('`'),
  );
  return touch ? markdownCode(word, isInTable) : parts.join('');
}

function markdownWord(word: string, isInTable: boolean): string {
  const quoted = QUOTED.exec(word);
  if (quoted !== null) {
    return `${quoted[1]}${markdownCode(quoted[2], isInTable)}${quoted[3]}`;
  }
  const [, before, core, after] = AROUND.exec(word)!;
  if (isPlain(core)) return word;
  return `${before}${markdownCode(core, isInTable)}${after}`;
}

function isPlain(core: string): boolean {
  if (COLONS.test(core) || PURELY_EAST_ASIAN.test(core)) return true;
  return PLAIN_WORD.test(core) && !NAME.test(core) && !REFERENCE.test(core);
}

/** Text of anybody as a code span (CommonMark 6.1): its fence is longer than any run in it. */
export function markdownCode(text: string, isInTable = false): string {
  const shown = escapeText(text);
  let longest = 0;
  for (const run of shown.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  const fence = '`'.repeat(longest + 1);
  const space = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  const code = `${fence}${space}${shown}${space}${fence}`;
  return isInTable ? code.replaceAll('|', '\\|') : code;
}
