import { readFileSync } from 'node:fs';
import { currentName } from '../filter/check.ts';
import {
  compileDisplayFilter,
  type DisplayFilter,
  DisplayFilterError,
  type FilterWarning,
} from '../filter/display-filter.ts';
import { escapeText } from '../protocols/escape.ts';
import { relatedNames } from '../protocols/fields/registry.ts';
import { usageWords } from '../words/command-line/usage.ts';
import { said } from '../words/errors/said.ts';
import { refusedFilter } from './command-line/filter-typed.ts';
import { UsageError } from './errors.ts';
import type { Session } from './session.ts';
import { isWiresharkField, nearWiresharkFields } from './wireshark-fields.ts';

/** Larger filters are refused anyway: `MAXIMUM_LENGTH` of the parser, with room for comments. */
const MAXIMUM_FILE_LENGTH = 1 << 20;

/**
 * The text of `-Y`, or of the file of `--filter-file`: there line breaks are spaces, and lines that
 * begin with `#` are comments. Undefined where neither was given.
 * @throws UsageError where both are, or the file cannot be read
 */
export function filterText(
  text: string | undefined,
  file: string | undefined,
  { stdin }: Session,
): string | undefined {
  if (file === undefined) return text;
  if (text !== undefined) {
    throw new UsageError(usageWords.filterAndFilterFile);
  }
  let content: Buffer;
  try {
    content = readFileSync(file === '-' ? stdin : file);
  } catch (error) {
    throw new UsageError(usageWords.filterFileUnreadable((error as Error).message));
  }
  if (content.length > MAXIMUM_FILE_LENGTH) {
    throw new UsageError(usageWords.filterFileTooLong(MAXIMUM_FILE_LENGTH));
  }
  return content
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .trim();
}

/**
 * Runs what compiles a filter; an unknown name is looked up among those of Wireshark, and a capture filter is
 * told from a display filter.
 * @param option what stands before the filter: `-Y `
 */
export function withWiresharkNames<Result>(
  text: string,
  option: string,
  compile: () => Result,
): Result {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof DisplayFilterError)) throw error;
    throw refusedFilter(text, option) ?? named(error);
  }
}

function named(error: DisplayFilterError): DisplayFilterError {
  if (error.code !== 'unknown-field') return error;
  const { filter, start, end, suggestions } = error;
  const name = currentName(filter.slice(start, end).replace(/^\./, ''));
  if (isWiresharkField(name)) {
    const related = relatedNames(name);
    return new DisplayFilterError(
      'unsupported',
      { code: 'not-decoded-here', name, related },
      filter,
      start,
      end,
    );
  }
  if (suggestions.length > 0) return error;
  const near = nearWiresharkFields(name);
  if (near.length === 0) return error;
  return new DisplayFilterError(
    'unknown-field',
    { code: 'wireshark-has-near', name, near },
    filter,
    start,
    end,
  );
}

/** Compiles a filter, and says on standard error what of it may not mean what was thought. */
export function compileFilter(
  text: string | undefined,
  session: Session,
): DisplayFilter | undefined {
  if (text === undefined) return undefined;
  const filter = withWiresharkNames(text, '-Y ', () => compileDisplayFilter(text));
  writeWarnings(text, [...filter.warnings, ...comparedProtocols(text)], session);
  return filter;
}

/** `ip == 192.0.2.1`, which Wireshark takes: its bytes are compared, and never are those. */
function comparedProtocols(text: string): FilterWarning[] {
  return [...text.matchAll(/(?<![\w.])ip (?:==|eq) \d+\.\d+\.\d+\.\d+/g)].map(
    ({ 0: piece, index }) => ({
      sentence: { code: 'bytes-of-header-compared', address: piece.replace('ip', 'ip.addr') },
      start: index,
      end: index + piece.length,
    }),
  );
}

const SHOWN = 5;
const SHOWN_CHARACTERS = 60;

/** One line for each of the first warnings, with the piece of the filter that it is about. */
export function writeWarnings(
  text: string,
  warnings: readonly FilterWarning[],
  { stderr }: Session,
): void {
  for (const { sentence, start, end } of warnings.slice(0, SHOWN)) {
    const piece = text.slice(start, Math.min(end, start + SHOWN_CHARACTERS));
    const more = end - start > SHOWN_CHARACTERS ? '…' : '';
    stderr.write(`${escapeText(usageWords.filterWarning(piece, more, said(sentence)))}\n`);
  }
}
