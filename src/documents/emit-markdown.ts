import { isFailure } from '../evidence/verdict.ts';
import { count } from '../words/en/phrases.ts';
import { words } from '../words/say.ts';
import { documentFormat } from './document-format.ts';
import { TICKET } from './layout.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { endpointText, stageText, weightText } from './service-text.ts';
import {
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
  emit: (document) => joined(documentBlocks(document)),
  emitJoint: ({ blocks, documents }) =>
    joined([...blocks.flatMap(blocksOf).flatMap(block), ...documents.flatMap(documentBlocks)]),
});

/** Blocks with an empty line between each. */
function joined(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

function documentBlocks(document: Document): string[] {
  return [...verdict(document.verdict), ...document.blocks.flatMap(blocksOf).flatMap(block)];
}

function verdict(head: VerdictHead): string[] {
  const { level, subject, label, tone, confidence, text, isConclusion } = head;
  const sure = isConclusion || isFailure(tone) ? ` (confidence: ${confidence})` : '';
  return [
    heading(level, `${line(subject)}: ${label}`),
    `**${label.toUpperCase()}**${sure}: ${markdownText(text)}`,
  ];
}

function heading(level: number, text: string): string {
  return `${'#'.repeat(level)} ${text}`;
}

function block(node: ReturnType<typeof blocksOf>[number]): string[] {
  switch (node.kind) {
    case 'heading':
      return [heading(node.level, line(node.content))];
    case 'paragraph':
      return [`${node.label === undefined ? '' : `${node.label}: `}${line(node.content)}`];
    case 'list':
      return list(node);
    case 'facts': {
      const facts = node.facts.flat().filter((one) => one !== false);
      return [
        bullets(
          facts.map(({ name, content }) => `${name === '' ? '' : `${name}: `}${line(content)}`),
        ),
      ];
    }
    case 'table':
      return [table(node), ...(node.more ?? []).filter((text) => text !== false)];
    case 'section':
      return section(node);
    case 'group':
    case 'fold':
      return node.blocks.flatMap(blocksOf).flatMap(block);
    case 'copy-block':
      return [
        ...(node.title === undefined ? [] : [`${node.title}:`]),
        ...node.lines.map((one) => markdownCode(one)),
      ];
    case 'evidence':
      return evidence(node);
    // Parts of a page: its pictures, its table of contents, what is folded.
    default:
      return [];
  }
}

function list({ title, level = 0, items }: List): string[] {
  const lines = bullets(items.map((item) => line(item)));
  if (title === undefined) return [lines];
  return [level === 0 ? `${title}:` : heading(level, title), lines];
}

function bullets(lines: readonly string[]): string {
  return lines.map((one) => `- ${one}`).join('\n');
}

function section({ level, number, title, blocks }: Section): string[] {
  const before = number === undefined ? '' : `${number}. `;
  return [heading(level, `${before}${line(title)}`), ...blocks.flatMap(blocksOf).flatMap(block)];
}

function table({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(columns.map(({ title }) => title)),
    row(columns.map(({ isNumber }) => (isNumber === true ? '---:' : '---'))),
    ...rows.map(({ cells }) => row(cells.map((cell) => line(contentOf(cell), true)))),
  ].join('\n');
}

const EVIDENCE_COLUMNS = [
  { title: 'Endpoint' },
  { title: words.documents.columns.strength },
  { title: 'Observation' },
  { title: 'Frames' },
];

function evidence({ isJudged, groups, common, more, shown }: Evidence): string[] {
  const rows = [...groups, ...(common === null ? [] : [common])].flatMap((group) => {
    const stage = stageText(group.endpoint);
    const who: Content =
      group === common
        ? ['all of them']
        : [{ kind: 'name', text: endpointText(group.endpoint) }, stage !== '' && `: ${stage}`];
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
    isJudged ? 'Evidence (+ for, - against the verdict):' : 'What was seen:',
    table({ columns: EVIDENCE_COLUMNS, rows }),
    ...(more > 0 ? [`… and ${count(more, 'further endpoint')} alike.`] : []),
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
