import { formatWords } from '../words/formats.ts';
import { markupFormat } from './emit-markup.ts';
import { wikiCode, wikiLines, wikiText } from './wiki-text.ts';

/** Of six that there are. */
const LOWEST_HEADING = 6;

/**
 * A report in the wiki markup of Jira and Confluence (Data Center; the Cloud's editors take it when it is
 * inserted).
 */
export const wiki = markupFormat({
  name: 'wiki',
  help: formatWords.reportWikiMarkupJira,
  separator: '\n----\n\n',
  heading: (level, text) => `h${Math.min(level, LOWEST_HEADING)}. ${text}`,
  text: wikiText,
  words: wikiText,
  code: wikiCode,
  strong: (text) => (text === '' ? '' : `*${text}*`),
  bullet: '*',
  table(columns, rows) {
    // A cell without anything is none.
    const row = (cells: readonly string[], bar: string) =>
      `${bar}${cells.map((cell) => (cell === '' ? ' ' : cell)).join(bar)}${bar}`;
    return [
      row(
        columns.map(({ title }) => wikiText(title)),
        '||',
      ),
      ...rows.map((cells) => row(cells, '|')),
    ].join('\n');
  },
  copied: (lines) => [wikiLines(lines)],
});
