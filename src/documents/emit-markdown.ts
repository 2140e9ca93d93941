import { isFailure } from '../evidence/verdict.ts';
import { english } from '../words/say.ts';
import type { Words } from '../words/words.ts';
import { documentFormat } from './document-format.ts';
import { TICKET } from './layout.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
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

/**
 * A report for ticket systems: headings, lists, tables and code only, as GitHub, GitLab, Jira and
 * ServiceNow have them. Nothing out of a capture is live in it.
 */
export const markdown = documentFormat({
  name: 'markdown',
  help: 'a report for tickets (GitHub, Jira, ServiceNow)',
  separator: '\n---\n\n',
  layout: TICKET,
  emit: (document, { words = english.words }) => joined(documentBlocks(document, words)),
  emitJoint: ({ blocks, documents }, { words = english.words }) =>
    joined([
      ...blocksIn(blocks, words),
      ...documents.flatMap((document) => documentBlocks(document, words)),
    ]),
});

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
    heading(level, `${line(subject)}${phrases.colon}${label}`),
    `**${label.toUpperCase()}**${sure}${phrases.colon}${markdownText(text)}`,
    ...scope.map((one) => line(one)),
  ];
}

function heading(level: number, text: string): string {
  return `${'#'.repeat(level)} ${text}`;
}

function block(node: ReturnType<typeof blocksOf>[number], words: Words): string[] {
  const { colon } = words.phrases;
  switch (node.kind) {
    case 'heading':
      return [heading(node.level, line(node.content))];
    case 'paragraph':
      return [`${node.label === undefined ? '' : `${node.label}${colon}`}${line(node.content)}`];
    case 'list':
      return list(node, words);
    case 'facts': {
      const facts = node.facts.flat().filter((one) => one !== false);
      return [
        bullets(
          facts.map(
            ({ name, content }) => `${name === '' ? '' : `${name}${colon}`}${line(content)}`,
          ),
        ),
      ];
    }
    case 'table':
      return [table(node), ...(node.more ?? []).filter((text) => text !== false)];
    case 'section':
      return section(node, words);
    case 'group':
    case 'fold':
      return blocksIn(node.blocks, words);
    case 'copy-block':
      return [
        ...(node.title === undefined ? [] : [`${node.title}${colon}`.trimEnd()]),
        ...node.lines.map((one) => markdownCode(one)),
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
  return [level === 0 ? `${title}${phrases.colon}`.trimEnd() : heading(level, title), lines];
}

function bullets(lines: readonly string[]): string {
  return lines.map((one) => `- ${one}`).join('\n');
}

function section({ level, number, title, blocks }: Section, words: Words): string[] {
  const before = number === undefined ? '' : `${number}. `;
  return [heading(level, `${before}${line(title)}`), ...blocksIn(blocks, words)];
}

function table({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(columns.map(({ title }) => title)),
    row(columns.map(({ isNumber }) => (isNumber === true ? '---:' : '---'))),
    ...rows.map(({ cells }) => row(cells.map((cell) => line(contentOf(cell), true)))),
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
    isJudged ? documents.evidenceInTable : documents.seen,
    table({
      columns: [endpoint, strength, observation, cited].map((title) => ({ title })),
      rows,
    }),
    ...(more > 0 ? [documents.endpointsAlike(more)] : []),
  ];
}

/** One line; nothing out of a capture is live in it. */
function line(content: Inline, isInTable = false): string {
  let text = '';
  for (const part of partsOf(content)) {
    const next = inline(part, isInTable);
    text += text.endsWith(' ') ? next.trimStart() : next;
  }
  return text.trim();
}

function inline(part: ReturnType<typeof partsOf>[number], isInTable: boolean): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return spaced(part, isInTable);
  switch (part.kind) {
    case 'name':
    case 'code':
    case 'copy':
      return markdownCode(part.text, isInTable);
    case 'time':
      return part.text;
    case 'strong':
      return `**${line(part.content, isInTable)}**`;
    case 'quiet':
      return line(part.content, isInTable);
    case 'frames': {
      const { frames, shown } = part;
      return frames.slice(0, shown).join(', ') + (frames.length > shown ? ' …' : '');
    }
    case 'break':
      return ' ';
    default:
      return spaced(part.text, isInTable);
  }
}

/** Text of anybody, which may stand between other parts of its line. */
function spaced(text: string, isInTable: boolean): string {
  const shown = markdownText(text, isInTable);
  if (shown === '') return text === '' ? '' : ' ';
  return `${text.startsWith(' ') ? ' ' : ''}${shown}${text.endsWith(' ') ? ' ' : ''}`;
}
