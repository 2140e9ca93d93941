import { escapeText } from '../protocols/escape.ts';

/**
 * What Atlassian's renderer takes a backslash before (BackslashEscapeRendererComponent). All but a hyphen
 * between small letters, which strikes nothing through and is in no issue's key.
 */
const ESCAPED = /[![\]^~+?%{}()*_|@]|(?<![a-z])-|-(?![a-z])/g;
/**
 * What means something, and no backslash takes that from it: the backslash itself, entities, HTML, lists
 * (`#`), links and emoticons (a colon that is not a time's or a sentence's), and what no wiki should guess
 * at. As character references, which the renderer leaves as they are.
 */
const REFERRED = /[\\&<>#=$`]|(?<!\d):(?=\S)|:(?=[^\s\d])/g;
/** Host names and files, of which linkifiers make links. */
const NAME_DOT = /(?<=[\p{L}\p{N}])\.(?=[\p{L}\p{N}-]*\p{L})/gu;
/** A heading or a quotation at a line's beginning. */
const BLOCK_MARK = /^(\s*(?:h[1-6]|bq))\./;

/** Text of anybody as wiki markup that shows it and does nothing else, in one line. */
export function wikiText(text: string): string {
  const shown = escapeText(text);
  let escaped = '';
  let end = 0;
  for (const { index, text: live, written } of liveParts(shown)) {
    escaped += shown.slice(end, index) + written;
    end = index + live.length;
  }
  return escaped + shown.slice(end);
}

interface LivePart {
  readonly index: number;
  readonly text: string;
  readonly written: string;
}

function liveParts(shown: string): LivePart[] {
  const parts = new Map<number, LivePart>();
  const take = (index: number, text: string, written: string) => {
    parts.set(index, { index, text, written });
  };
  for (const { index, 0: one } of shown.matchAll(ESCAPED)) take(index, one, `\\${one}`);
  for (const pattern of [REFERRED, NAME_DOT]) {
    for (const { index, 0: one } of shown.matchAll(pattern)) take(index, one, reference(one));
  }
  const mark = BLOCK_MARK.exec(shown);
  if (mark !== null) take(mark[1].length, '.', reference('.'));
  return [...parts.values()].sort((a, b) => a.index - b.index);
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** Text of anybody in a fixed width. */
export function wikiCode(text: string): string {
  const shown = wikiText(text.trim());
  return shown === '' ? '' : `{{${shown}}}`;
}

/** Lines to be copied: as they are, or each in a fixed width where one could end the block. */
export function wikiLines(lines: readonly string[]): string {
  const shown = lines.map((line) => escapeText(line));
  return shown.some((line) => /[{}]/.test(line))
    ? lines.map((line) => `* ${wikiCode(line)}`).join('\n')
    : ['{noformat}', ...shown, '{noformat}'].join('\n');
}
