import { escapeText } from '../protocols/escape.ts';
import { formatWords } from '../words/formats.ts';
import type { Words } from '../words/words.ts';
import { documentFormat } from './document-format.ts';
import { emitted, type Markup } from './emit-markup.ts';
import { FIELD } from './layout.ts';

/** Of six that there are. */
const LOWEST_HEADING = 6;
/**
 * What Jira Cloud takes in a description or a comment. Whether it counts the text or the JSON around it is
 * written nowhere: the JSON, which is more, keeps to it.
 */
const FIELD_CHARACTERS = 32_767;

/** A node of text. Nothing in its text is live: links, mentions and emoji are nodes of their own. */
interface Text {
  readonly type: 'text';
  readonly text: string;
  readonly marks?: readonly { readonly type: 'strong' | 'code' }[];
}

type Line = readonly Text[];

/** A node that has others. */
interface Block {
  readonly type: string;
  readonly attrs?: { readonly level: number };
  readonly content: readonly (Text | Block)[];
}

/** A report in the Atlassian Document Format, which Jira Cloud has its fields and comments in. */
export const adf = documentFormat({
  name: 'adf',
  help: formatWords.reportDocumentFormatJira,
  layout: FIELD,
  ...emitted(
    markup(),
    (blocks, words) => `${JSON.stringify(documentOf(fitting(blocks, words)))}\n`,
  ),
});

function markup(): Markup<Line, Block> {
  return {
    text: plain,
    words: plain,
    code: (text) => run(escapeText(text.trim()), 'code'),
    // Code has no other marks beside it.
    strong: (line) =>
      line.map((one) => (one.marks === undefined ? { ...one, marks: [{ type: 'strong' }] } : one)),
    joined,
    heading: (level, line) => ({
      type: 'heading',
      attrs: { level: Math.min(level, LOWEST_HEADING) },
      content: line,
    }),
    paragraph,
    bullets: (lines) => ({
      type: 'bulletList',
      content: lines.map((line) => ({ type: 'listItem', content: [paragraph(line)] })),
    }),
    table: (columns, rows) => ({
      type: 'table',
      content: [
        row(
          'tableHeader',
          columns.map(({ title }) => plain(title)),
        ),
        ...rows.map((cells) => row('tableCell', cells)),
      ],
    }),
    copied: (lines) => [{ type: 'codeBlock', content: run(lines.map(escapeText).join('\n')) }],
  };
}

function plain(text: string): Line {
  return run(escapeText(text));
}

/** No node of text is empty. */
function run(text: string, mark?: 'code'): Line {
  if (text === '') return [];
  return [{ type: 'text', text, ...(mark === undefined ? {} : { marks: [{ type: mark }] }) }];
}

function paragraph(line: Line): Block {
  return { type: 'paragraph', content: line };
}

function row(type: 'tableHeader' | 'tableCell', cells: readonly Line[]): Block {
  return {
    type: 'tableRow',
    content: cells.map((cell) => ({ type, content: [paragraph(cell)] })),
  };
}

/** Nodes one after the other, with one space where two meet, and none at either end. */
function joined(parts: readonly Line[]): Line {
  const line: Text[] = [];
  for (const one of parts.flat()) {
    const last = line.at(-1);
    const text = last?.text.endsWith(' ') === false ? one.text : one.text.trimStart();
    if (text === '') continue;
    if (last !== undefined && last.marks === undefined && one.marks === undefined) {
      line[line.length - 1] = { ...last, text: last.text + text };
    } else {
      line.push({ ...one, text });
    }
  }
  const last = line.pop();
  return last === undefined ? [] : [...line, ...trimmed(last)];
}

function trimmed(last: Text): Line {
  const text = last.text.trimEnd();
  return text === '' ? [] : [{ ...last, text }];
}

function documentOf(blocks: readonly Block[]) {
  return { version: 1, type: 'doc', content: blocks };
}

/** What there is room for: whole blocks, of the last one whole rows or items, and that there was more. */
function fitting(blocks: readonly Block[], { documents }: Words): readonly Block[] {
  const all = blocks.filter(({ type, content }) => type !== 'bulletList' || content.length > 0);
  if (charactersOf(documentOf(all)) <= FIELD_CHARACTERS) return all;
  const note = paragraph(plain(documents.fieldIsFull(FIELD_CHARACTERS)));
  let room = FIELD_CHARACTERS - charactersOf(documentOf([note]));
  const kept: Block[] = [];
  for (const block of all) {
    const part = partOf(block, room);
    if (part !== null) kept.push(part);
    if (part !== block) break;
    room -= charactersOf(block) + SEPARATOR;
  }
  while (kept.at(-1)?.type === 'heading') kept.pop();
  return [...kept, note];
}

/** A comma between two. */
const SEPARATOR = 1;
/** What holds parts of which some may be left out, and how many say nothing by themselves: a table's head. */
const ALONE: Readonly<Record<string, number>> = { table: 1, bulletList: 0 };

/** A block as far as there is room for it; null where there is none. */
function partOf(block: Block, room: number): Block | null {
  if (charactersOf(block) + SEPARATOR <= room) return block;
  const alone = ALONE[block.type];
  if (alone === undefined) return null;
  let left = room - charactersOf({ ...block, content: [] }) - SEPARATOR;
  const content: Block['content'][number][] = [];
  for (const one of block.content) {
    left -= charactersOf(one) + SEPARATOR;
    if (left < 0) break;
    content.push(one);
  }
  return content.length > alone ? { ...block, content } : null;
}

function charactersOf(node: object): number {
  return JSON.stringify(node).length;
}
