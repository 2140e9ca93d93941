import { isFailure } from '../evidence/verdict.ts';
import { english } from '../words/say.ts';
import type { Words } from '../words/words.ts';
import { documentFormat } from './document-format.ts';
import { TICKET } from './layout.ts';
import { endpointText, stageText, weightText } from './service-text.ts';
import {
  type Block,
  blocksOf,
  type Content,
  contentOf,
  type Document,
  type Evidence,
  type Inline,
  type List,
  partsOf,
  type Section,
  type Table,
  type VerdictHead,
} from './tree.ts';
import { wikiCode, wikiLines, wikiText } from './wiki-text.ts';

/**
 * A report in the wiki markup of Jira and Confluence (Data Center; the Cloud's editors take it when it is
 * inserted): headings, lists, tables and fixed width only. Nothing out of a capture is live in it.
 */
export const wiki = documentFormat({
  name: 'wiki',
  help: 'a report in the wiki markup of Jira and Confluence',
  separator: '\n----\n\n',
  layout: TICKET,
  emit: (document, { words = english.words }) => joined(documentBlocks(document, words)),
  emitJoint: ({ blocks, documents }, { words = english.words }) =>
    joined([
      ...blocksIn(blocks, words),
      ...documents.flatMap((document) => documentBlocks(document, words)),
    ]),
});

/** Of six that there are. */
const LOWEST_HEADING = 6;

/** Blocks with an empty line between each. */
function joined(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

function documentBlocks(document: Document, words: Words): string[] {
  return [...verdict(document.verdict, words), ...blocksIn(document.blocks, words)];
}

function blocksIn(blocks: readonly Block[], words: Words): string[] {
  return blocks.flatMap(blocksOf).flatMap((one) => block(one, words));
}

function verdict(head: VerdictHead, { documents, phrases }: Words): string[] {
  const { level, subject, label, tone, confidence, text, isConclusion, scope } = head;
  const sure = isConclusion || isFailure(tone) ? documents.confidenceBeside(confidence) : '';
  return [
    heading(level, `${line(subject)}${wikiText(`${phrases.colon}${label}`)}`),
    `${bold(wikiText(label.toUpperCase()))}${wikiText(`${sure}${phrases.colon}${text}`)}`,
    ...scope.map((one) => line(one)),
  ];
}

function heading(level: number, text: string): string {
  return `h${Math.min(level, LOWEST_HEADING)}. ${text}`;
}

function block(node: ReturnType<typeof blocksOf>[number], words: Words): string[] {
  const { colon } = words.phrases;
  switch (node.kind) {
    case 'heading':
      return [heading(node.level, line(node.content))];
    case 'paragraph':
      return [
        `${wikiText(node.label === undefined ? '' : `${node.label}${colon}`)}${line(node.content)}`,
      ];
    case 'list':
      return list(node, words);
    case 'facts': {
      const facts = node.facts.flat().filter((one) => one !== false);
      return [
        bullets(
          facts.map(
            ({ name, content }) =>
              `${wikiText(name === '' ? '' : `${name}${colon}`)}${line(content)}`,
          ),
        ),
      ];
    }
    case 'table':
      return [table(node), ...(node.more ?? []).filter((text) => text !== false).map(wikiText)];
    case 'section':
      return section(node, words);
    case 'group':
    case 'fold':
      return blocksIn(node.blocks, words);
    case 'copy-block':
      return [
        ...(node.title === undefined ? [] : [wikiText(`${node.title}${colon}`.trimEnd())]),
        wikiLines(node.lines),
      ];
    case 'evidence':
      return evidence(node, words);
    // Parts of a page: its pictures, its table of contents, what is folded.
    default:
      return [];
  }
}

function list({ title, level = 0, items }: List, { phrases }: Words): string[] {
  const lines = bullets(items.map((item) => line(item)));
  if (title === undefined) return [lines];
  return [
    level === 0 ? wikiText(`${title}${phrases.colon}`.trimEnd()) : heading(level, wikiText(title)),
    lines,
  ];
}

function bullets(lines: readonly string[]): string {
  return lines.map((one) => `* ${one}`).join('\n');
}

function section({ level, number, title, blocks }: Section, words: Words): string[] {
  const before = number === undefined ? '' : `${number}. `;
  return [heading(level, `${before}${line(title)}`), ...blocksIn(blocks, words)];
}

function table({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  // A cell without anything is none.
  const row = (cells: readonly string[], bar: string) =>
    `${bar}${cells.map((cell) => (cell === '' ? ' ' : cell)).join(bar)}${bar}`;
  return [
    row(
      columns.map(({ title }) => wikiText(title)),
      '||',
    ),
    ...rows.map(({ cells }) =>
      row(
        cells.map((cell) => line(contentOf(cell))),
        '|',
      ),
    ),
  ].join('\n');
}

function evidence({ isJudged, groups, common, more, shown }: Evidence, words: Words): string[] {
  const { documents, phrases } = words;
  const { endpoint, strength, observation, frames: cited } = documents.columns;
  const rows = [...groups, ...(common === null ? [] : [common])].flatMap((group) => {
    const stage = stageText(group.endpoint, words);
    const who: Content =
      group === common
        ? [documents.allOfThem]
        : [
            { kind: 'name', text: endpointText(group.endpoint, words) },
            stage !== '' && `${phrases.colon}${stage}`,
          ];
    return group.rows.map(({ weight, text, frames }, index) => ({
      cells: [
        index === 0 && who,
        weightText(weight),
        text,
        { kind: 'frames' as const, frames, shown },
      ],
    }));
  });
  if (rows.length === 0) return [];
  return [
    wikiText(isJudged ? documents.evidenceInTable : documents.seen),
    table({
      columns: [endpoint, strength, observation, cited].map((title) => ({ title })),
      rows,
    }),
    ...(more > 0 ? [wikiText(documents.endpointsAlike(more))] : []),
  ];
}

/** One line; nothing out of a capture is live in it. */
function line(content: Inline): string {
  let text = '';
  for (const part of partsOf(content)) {
    const next = inline(part);
    text += text.endsWith(' ') ? next.trimStart() : next;
  }
  return text.trim();
}

function inline(part: ReturnType<typeof partsOf>[number]): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return wikiText(part);
  switch (part.kind) {
    case 'name':
    case 'code':
    case 'copy':
      return wikiCode(part.text);
    case 'strong':
      return bold(line(part.content));
    case 'quiet':
      return line(part.content);
    case 'frames': {
      const { frames, shown } = part;
      return frames.slice(0, shown).join(', ') + (frames.length > shown ? ' …' : '');
    }
    case 'break':
      return ' ';
    default:
      return wikiText(part.text);
  }
}

function bold(text: string): string {
  return text === '' ? '' : `*${text}*`;
}
