import { formatWords } from '../words/formats.ts';
import { markupFormat } from './emit-markup.ts';
import { markdownCode, markdownText } from './markdown-text.ts';

/** A report for ticket systems, as GitHub, GitLab, Jira and ServiceNow have Markdown. */
export const markdown = markupFormat({
  name: 'markdown',
  help: formatWords.reportTicketsGitHubJira,
  separator: '\n---\n\n',
  heading: (level, text) => `${'#'.repeat(level)} ${text}`,
  text: spaced,
  words: (text) => text,
  code: markdownCode,
  strong: (text) => `**${text}**`,
  bullet: '-',
  table(columns, rows) {
    const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    return [
      row(columns.map(({ title }) => title)),
      row(columns.map(({ isNumber }) => (isNumber === true ? '---:' : '---'))),
      ...rows.map(row),
    ].join('\n');
  },
  copied: (lines) => lines.map((line) => markdownCode(line)),
});

/** Text of anybody, which may stand between other parts of its line. */
function spaced(text: string, isInTable: boolean): string {
  const shown = markdownText(text, isInTable);
  if (shown === '') return text === '' ? '' : ' ';
  return `${text.startsWith(' ') ? ' ' : ''}${shown}${text.endsWith(' ') ? ' ' : ''}`;
}
